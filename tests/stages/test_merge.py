"""What merging promises beyond the literate cases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import sentence

from detente.codebook import load_codebook
from detente.resources import load_pack
from detente.stages._trust import Trust
from detente.stages.merge import distinct, likely, merge
from detente.types import SLOTS, Actor, Event, Evidence, Paragraph, Reading

WEIGHTS = {"keep": 0.4, "add": 0.55}
ROWS = """
FRA FRA PROPN 2 nsubj
scolded scold VERB 0 root Tense=Past|VerbForm=Fin
NOR NOR PROPN 2 obj
and and CCONJ 5 cc
scolded scold VERB 2 conj Tense=Past|VerbForm=Fin
NOR NOR PROPN 5 obj
"""


def event(name: str, mode: str | None = None) -> Event:
    return Event(name, "ASSAULT", mode, (), (), None, (), None, None, (), 0.5)


def reading(odds: float, start: int) -> Reading:
    """France scolds Norway, told with some odds."""
    told = Evidence(0, 0, start, start + 7, "scolded", "accuse.verb.scold")
    sides = [(Actor(f"{c}:GOV", c, c, k, k + 3, "GOV", c),) for c, k in (("FRA", 0), ("NOR", 12))]
    token = 1 if start == 4 else 4
    return Reading(
        *(0, token, "verb", told.rule, "ACCUSE", "disapprove", None, *sides, told, "scold", 1),
        edtf="2021-03-17",
        sure={"event": odds},
    )


@pytest.mark.parametrize(
    ("odds", "confidence", "kept"),
    [(1.0, 0.45, True), (1.0, 0.35, False), (-1.0, 0.6, True), (-1.0, 0.5, False)],
)
def test_what_is_told_less_firmly_must_be_likelier(
    odds: float, confidence: float, kept: bool
) -> None:
    told = replace(event("a"), confidence=confidence, confidences={"type": 0.5})
    codebook = load_codebook("en")
    assert likely(told, [reading(odds, 4)], WEIGHTS, codebook) is kept
    assert likely(event("a"), [reading(odds, 4)], WEIGHTS, codebook)  # no head was asked


@pytest.mark.parametrize(
    ("lemma", "event_type", "kept"),
    [
        ("scold", "ACCUSE", True),
        ("scold", "AID", False),  # the codebook has the verb for accusations alone
        ("visit", "AGREE", True),  # what a visit to come is
        ("gnash", "AID", True),  # the codebook does not know it
    ],
)
def test_heads_must_be_surer_where_the_codebook_has_a_word_for_other_acts(
    lemma: str, event_type: str, kept: bool
) -> None:
    codebook = load_codebook("en")
    told = replace(event("a"), confidence=0.5, confidences={"type": 0.5})
    ruled = replace(reading(1.0, 4), lemma=lemma, event_type=event_type)
    seen = replace(ruled, rule="learned")
    assert likely(told, [seen], WEIGHTS, codebook) is kept
    assert likely(told, [ruled], WEIGHTS, codebook)
    assert likely(told, [seen, ruled], WEIGHTS, codebook)
    assert likely(replace(told, confidence=0.6), [seen], WEIGHTS, codebook)


def test_what_may_be_no_act_adds_nothing_to_what_is_told_firmly() -> None:
    one = sentence(ROWS)
    even = Trust({slot: {} for slot in ("event", *SLOTS)})
    codebook = load_codebook("en")

    def coded(*readings: Reading) -> list[list[int]]:
        whole = [Paragraph(0, 0, one.end, None)]
        events = merge(
            *("x", "FRA scolded NOR and scolded NOR", whole, [one], readings, codebook, {}, even),
            *(load_pack("en").status, {"keep": 0.4, "add": 0.5}),
        )
        return [[m.start for m in e.mentions] for e in events]

    firm, faint = reading(2.0, 4), reading(-1.0, 20)
    assert coded(firm, faint) == coded(faint, firm) == [[4]]
    assert coded(firm, reading(2.0, 20)) == [[4, 20]]
    assert coded(faint) == [[20]]


def test_every_event_has_an_id_of_its_own() -> None:
    told = (event("a"), event("a", "seize"), event("b"), event("a", "targeted"))
    found = distinct(told)
    assert len({e.id for e in found}) == 4
    assert [e.mode for e in found] == [None, "seize", None, "targeted"]
    assert found[0].id == "a" and found[2].id == "b"
    assert distinct(told) == found
