"""Whose a party is that the words leave open: which sides are asked, and how each is settled."""

from __future__ import annotations

import math
from dataclasses import replace

from builders import party, sentence

from detente.codebook import load_codebook
from detente.resources import MODEL, read_yaml
from detente.stages._standins import OWN, Expected
from detente.stages._whose import GROUPS, NOBODY, SIGNS, Slot, Whose, slot_of
from detente.types import Actor, Evidence, Place, Reading, Reason

ROWS = """
Paris Paris PROPN 2 nsubj
scolded scold VERB 0 root Tense=Past|VerbForm=Fin
guards guard NOUN 2 obj
of of ADP 5 case
Norway Norway PROPN 3 nmod
"""


PARIS = party("FRA:GOV", "Paris", 0, "capital")
GUARDS = party("FRA:MIL", "guards", 14, "office")
NORWAY = party("NOR:GOV", "Norway", 24, "country")


class Cast:
    """Paris, the guards and Norway."""

    actors = (PARIS, GUARDS, NORWAY)

    def own(self, number: int, token: int) -> tuple[Actor, ...]:
        return {0: (PARIS,), 2: (GUARDS,), 4: (NORWAY,)}.get(token, ())

    at = own

    def adjectives(self, number: int, token: int) -> tuple[Actor, ...]:
        return ()

    def adjective(self, number: int, token: int) -> Actor | None:
        return None

    def place(self, number: int, token: int) -> Place | None:
        return None

    def places(self, number: int) -> tuple[tuple[int, Place], ...]:
        return ()

    def dated(self, actor: Actor, day: object) -> Actor:
        return actor

    def countries(self, sentence: int, token: int, sector: str) -> tuple[str, ...]:
        return ()

    def settled(self, actor: Actor, sector: str, sentence: int, tokens: object) -> bool:
        return False

    def sound(self, name: str, country: str) -> float:
        return 0.0


class Described(Cast):
    """The guards are French ones."""

    def adjectives(self, number: int, token: int) -> tuple[Actor, ...]:
        return (replace(PARIS, start=14, end=20),) if token == 2 else ()


READING = Reading(
    *(0, 1, "verb", "accuse.verb.scold", "ACCUSE", None, None, (PARIS,), (GUARDS,)),
    *(Evidence(0, 0, 6, 13, "scolded", "accuse.verb.scold"), "scold", 0),
)
UNSURE = Expected({}, {"stand_kind": 0.3, "stand_sector": 0.3, "nobody": 0.7})


def whose(**signs: float) -> Whose:
    """The party of the document with the most of some signs."""
    found = Whose((READING,), (sentence(ROWS),), Cast(), load_codebook("en"))
    found.weights = {group: dict.fromkeys(SIGNS, 0.0) for group in GROUPS}
    found.weights["all"] = dict.fromkeys(SIGNS, 0.0) | signs
    return found


def slot(reading: Reading = READING, *, known: bool = True) -> Slot:
    """The recipient of a reading, which must be open."""
    found = slot_of(reading, "recipient", known, UNSURE)
    assert found is not None
    return found


def test_a_name_is_not_asked_about_and_an_office_is() -> None:
    assert slot_of(READING, "actor", True, UNSURE) is None
    assert slot().how == "office"


def test_two_parties_and_acts_of_both_are_not_asked_about() -> None:
    two = replace(READING, recipient=(GUARDS, NORWAY))
    assert slot_of(two, "recipient", True, UNSURE) is None
    assert slot_of(replace(READING, mutual=True), "recipient", True, UNSURE) is None


def test_a_side_that_no_word_told_is_absent() -> None:
    assert slot(known=False).how == "absent"
    assert slot(replace(READING, recipient=())).how == "absent"


def test_a_counterpart_that_the_frame_points_at_stays() -> None:
    foe = replace(NORWAY, reason=Reason("locate", "counterpart"))
    assert slot_of(replace(READING, recipient=(foe,)), "recipient", False, UNSURE) is None


def test_the_country_that_a_phrase_names_is_a_sign() -> None:
    signs = whose().signs(slot(), ())
    assert signs["NOR"]["inside"] == 1
    assert signs["FRA"]["inside"] == 0
    assert signs["FRA"]["other"] == 1
    assert NOBODY not in signs, "words stand there"


def test_the_likeliest_party_keeps_the_words_and_the_sector() -> None:
    (settled,) = whose(inside=1.0).settle(slot(), ()).recipient
    assert (settled.code, settled.text) == ("NOR:MIL", "guards")
    assert settled.reason is not None
    assert settled.reason.rule == "likeliest party"


def test_what_the_rules_chose_stays_where_nothing_speaks_for_another() -> None:
    assert whose(ruled=1.0).settle(slot(), ()) == READING


def test_nobody_is_an_answer_only_where_no_words_stand() -> None:
    assert whose(nobody=9.0).settle(slot(known=False), ()).recipient == ()
    assert len(whose(nobody=9.0).settle(slot(), ()).recipient) == 1


def test_whoever_decides_says_so() -> None:
    stale = Reason("locate", "counterpart of the document", "Paris", 0, 5)
    other = Reason("events", "accuse.verb.scold")
    noted = replace(READING, reasons=(other, stale))
    (kept, note) = whose(inside=1.0).settle(slot(noted), ()).reasons
    assert (kept, note.stage, note.rule, note.text) == (
        *(other, "whose", "likeliest recipient", "guards"),
    )
    assert note.score == round(math.e / (1 + math.e), 3)
    (_, none) = whose(nobody=9.0).settle(slot(noted, known=False), ()).reasons
    assert (none.rule, none.text, none.start) == ("likely no recipient", "scolded", 6)
    assert whose(ruled=1.0).settle(slot(noted), ()).reasons == (other, stale)


def test_whom_a_protest_is_against_is_somebody() -> None:
    held = replace(NORWAY, reason=Reason("locate", "government"))
    against = slot(replace(READING, recipient=(held,)), known=False)
    assert NOBODY not in whose().signs(against, ())
    assert NOBODY in whose().signs(slot(known=False), ())


def test_an_adjective_in_its_words_names_a_party() -> None:
    found = whose(inside=9.0)
    assert found.settle(slot(), ()).recipient[0].code == "NOR:MIL"
    found.cast = Described()
    assert found.settle(slot(), ()) == READING


def test_an_opposition_speaks_to_its_own_government() -> None:
    """What speaks a little for another state does not win over that; of others it does."""
    implied = party("FRA:GOV", "scolded", 6, OWN)
    for code, country in (("FRA:OPP", "FRA"), ("FRA:CVL", "NOR")):
        speaker = replace(PARIS, code=code, sector=code[4:], reason=Reason("actors", "office"))
        scolded = replace(READING, actor=(speaker,), recipient=(implied,))
        settled = whose(ahead=1.0, here=1.0, other=-2.0).settle(slot(scolded, known=False), ())
        assert [a.country for a in settled.recipient] == [country]


def test_an_absent_party_is_one_that_the_document_names() -> None:
    bare = replace(READING, recipient=())
    (settled,) = whose(ahead=1.0, other=-2.0).settle(slot(bare), ()).recipient
    assert settled == NORWAY


def test_the_weights_shipped_know_each_group_and_sign() -> None:
    shipped = read_yaml(MODEL / "whose.yaml")
    assert tuple(shipped) == GROUPS
    assert all(tuple(row) == SIGNS for row in shipped.values())
