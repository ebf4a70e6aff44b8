"""Which actor of a party has a side that no word tells."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from builders import party, sentence

from detente.codebook import load_codebook
from detente.resources import MODEL, read_yaml
from detente.stages import _members
from detente.stages._members import GROUPS, SIGNS, Members, open_
from detente.stages._standins import GOVERNMENT, Expected
from detente.stages._whose import Slot
from detente.types import Actor, Evidence, Reading, Reason

ROWS = """
Court Court PROPN 2 nsubj
freed free VERB 0 root Tense=Past|VerbForm=Fin
men man NOUN 2 obj
"""
AFTER = """
Paris Paris PROPN 2 nsubj
welcomed welcome VERB 0 root Tense=Past|VerbForm=Fin
it it PRON 2 obj
"""


COURT = party("SRB:JUD", "Court", 0, "office")
PARIS = party("FRA:GOV", "Paris", 16, "capital")
STATE = party("SRB:GOV", "welcomed", 22, "government of its country")


class Cast:
    """A court that acts, and Paris."""

    actors = (COURT, PARIS)


FIRST, SECOND = sentence(ROWS), sentence(AFTER, index=1, offset=16)


def reading(event_type: str, number: int, token: int, actor: Actor, recipient: Actor) -> Reading:
    words = (FIRST, SECOND)[number].tokens[token]
    return Reading(
        sentence=number,
        token=token,
        kind="verb",
        rule="",
        event_type=event_type,
        mode=None,
        cameo=None,
        actor=(actor,),
        recipient=(recipient,),
        evidence=Evidence(0, number, words.start, words.end, words.text, ""),
        lemma=words.lemma,
        weight=1,
    )


FREED = reading("RETREAT", 0, 1, COURT, PARIS)
WELCOMED = reading("SUPPORT", 1, 1, PARIS, STATE)


@pytest.fixture
def members() -> Members:
    cast: Any = Cast()
    return Members((FREED, WELCOMED), (FIRST, SECOND), cast, load_codebook("en"))


def slot(found: Reading) -> Slot:
    return Slot(found, "recipient", "absent", Expected({}, {}))


def test_who_acted_is_welcomed(members: Members) -> None:
    """A step that is welcomed is the court's that took it, not the government's."""
    found = members.settle(slot(WELCOMED), (FREED,))
    assert [a.code for a in found.recipient] == ["SRB:JUD"]
    assert found.recipient[0].text == "Court"
    note = found.reasons[-1]
    assert (note.stage, note.rule) == ("whose", "likeliest recipient")
    assert note.score is not None and 0.5 < note.score <= 1


def test_nobody_speaks_to_himself(members: Members) -> None:
    """A government that welcomes a step of its own country does not welcome its own."""
    own = replace(STATE, start=16, reason=Reason("locate", "likeliest party"))
    alike = replace(WELCOMED, actor=(own,), recipient=(STATE,))
    found = members.settle(slot(alike), (FREED,))
    assert [a.code for a in found.recipient] == ["SRB:JUD"]
    several = replace(alike, actor=(own, PARIS))
    assert "SRB:GOV" in members.signs(slot(several), ())
    struck = replace(alike, event_type="ASSAULT")
    assert "SRB:GOV" in members.signs(slot(struck), ())


def test_without_weights_nothing_changes(members: Members, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model trained without has no weights."""
    monkeypatch.setattr(_members, "model_rows", lambda _: {})
    plain = Members(members.readings, members.sentences, members.cast, members.codebook)
    assert plain.settle(slot(WELCOMED), (FREED,)) == WELCOMED


def test_words_and_protests_are_not_asked() -> None:
    """Sides that words tell, sides of nobody, and whom protests are against stay as they are."""
    assert open_(slot(WELCOMED))
    assert not open_(replace(slot(WELCOMED), how="office"))
    assert not open_(slot(replace(WELCOMED, recipient=())))
    sure = replace(STATE, reason=Reason("locate", GOVERNMENT))
    assert not open_(slot(replace(WELCOMED, recipient=(sure,))))


def test_signs_know_where_and_what(members: Members) -> None:
    """The court acted in the sentence before; the government is only the country's."""
    found = members.signs(slot(WELCOMED), (FREED,))
    assert set(found) == {"SRB:GOV", "SRB:JUD"}
    assert found["SRB:JUD"]["before"] == 1 and found["SRB:JUD"]["last"] == 1
    assert found["SRB:JUD"]["script"] > 0
    assert found["SRB:GOV"]["ruled"] == found["SRB:GOV"]["government"] == 1


def test_weights_are_complete() -> None:
    """Every group has a weight for every sign."""
    rows = read_yaml(MODEL / "members.yaml")
    assert list(rows) == list(GROUPS)
    assert all(tuple(row) == SIGNS for row in rows.values())
