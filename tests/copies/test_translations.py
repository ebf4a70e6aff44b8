"""Translations: the same facts in the same places, in another language."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np

from detente.corpus._copy_translation import aligned
from detente.corpus.copies import Facts, facts_of, translations
from detente.types import Actor, Coding, Date, Document, Event, Evidence, Time

FACTS = (
    "e:CONSULT PAK > RUS ", "d:2022-02-23", "p:PAK:GOV", "n:20000", "w:khan",
    "e:AGREE PAK > RUS ", "d:2022-03-01", "p:RUS:GOV", "w:putin", "n:450",
    "e:ACCUSE IND > PAK ", "d:2022-02-22",
)  # fmt: skip
DAY = dt.date(2022, 2, 23).toordinal()


def facts(name: str, language: str, day: int = 0, told: tuple[str, ...] = FACTS) -> Facts:
    return Facts(name, language, DAY + day, told, size=120)


def test_the_same_facts_in_the_same_places_are_a_translation() -> None:
    (link,) = translations([facts("b", "de", 1), facts("a", "en")])
    assert (link.document, link.original, link.kind) == ("b", "a", "translation")
    assert link.share == 1.0 and "3 events" in link.reason


def test_a_report_with_other_facts_or_another_order_is_none() -> None:
    english = facts("a", "en")
    other = ("n:7000", "w:lavrov", "d:2022-02-20", "e:REJECT RUS > PAK ", "n:31", "n:99")
    half = (*FACTS[:4], *other)
    assert translations([english, facts("b", "de", 1, half)]) == ()
    assert translations([english, facts("b", "de", 1, FACTS[::-1])]) == ()


def test_the_same_language_or_another_week_is_none() -> None:
    assert translations([facts("a", "en"), facts("b", "en", 1)]) == ()
    assert translations([facts("a", "en"), facts("b", "de", 5)]) == ()
    assert translations([facts("a", "en"), replace(facts("b", "de"), day=None)]) == ()


def test_much_longer_texts_and_few_facts_are_none() -> None:
    assert translations([facts("a", "en"), replace(facts("b", "de"), size=400)]) == ()
    assert translations([facts("a", "en", told=FACTS[:5]), facts("b", "de", told=FACTS[:5])]) == ()


def test_the_agency_and_then_the_older_is_the_original() -> None:
    wire = replace(facts("z", "de"), own=True)
    (link,) = translations([facts("a", "en"), wire])
    assert (link.document, link.original) == ("a", "z")


def test_sentence_vectors_confirm_or_refuse() -> None:
    rows = np.eye(6, dtype=np.float32)
    pair = [facts("a", "en"), facts("b", "de", 1)]
    (link,) = translations(pair, {"a": rows, "b": rows[:5] + 0.05})
    assert "of the sentences say the same" in link.reason
    assert translations(pair, {"a": rows, "b": np.roll(rows, 1, axis=1) * -1}) == ()
    assert aligned(rows, rows[:3]) == 0.5
    assert aligned(rows, rows[:0]) == 0.0


def test_facts_are_read_off_a_coding_in_the_order_of_the_text() -> None:
    text = "Pakistan sagte am 23. Februar 20 000 Tonnen Weizen zu, 1.5 Millionen folgen."
    actor = Actor("PAK:GOV", "Pakistan", "Pakistan", 0, 8, "GOV", "PAK")
    day = dt.date(2022, 2, 23)
    event = Event(
        id="e",
        event_type="AGREE",
        mode=None,
        actor=(actor,),
        recipient=(),
        date=Date("2022-02-23", day, day),
        aux=(),
        said_by=None,
        location=None,
        mentions=(Evidence(0, 0, 9, 14, "sagte", "x"),),
        confidence=1.0,
    )
    time = Time(0, 18, 29, "23. Februar", "DATE", "2022-02-23", edtf="2022-02-23")
    document = Document("d", text, language="de", published=day)
    coding = Coding(document, (), (), (time,), (actor,), (event,), (), ())
    assert facts_of(coding).facts == (
        "p:PAK:GOV",
        "e:AGREE PAK >  ",
        "d:2022-02-23",
        "n:20000",
        "n:1.5",
    )
