"""Codings built by hand from a text and the words that bear its marks: no model needed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from detente.stages.paragraphs import split_paragraphs
from detente.types import (
    Actor,
    Assessment,
    Coding,
    Date,
    Document,
    Event,
    Evidence,
    Paragraph,
    Place,
    Reason,
    Statement,
)
from tests.builders import sentence

DAY = dt.date(2021, 3, 17)
TEXT = (
    "Der norwegische Außenminister besuchte am Dienstag Tallinn und lobte Estland.\n"
    "Beide Länder planen ein Manöver. Das Verhältnis zwischen Oslo und Moskau gilt als frostig.\n"
    "Der norwegische Außenminister besuchte am Dienstag Tallinn und lobte Estland."
)
TREE = """
Der             der           DET   3 det
norwegische     norwegisch    ADJ   3 amod
Außenminister   _             NOUN  4 nsubj Case=Nom
besuchte        besuchen      VERB  0 root  Tense=Past
am              an            ADP   6 case
Dienstag        _             NOUN  4 obl
Tallinn         _             PROPN 4 obj
und             _             CCONJ 9 cc
lobte           loben         VERB  4 conj
Estland~        _             PROPN 9 obj
.               _             PUNCT 4 punct
"""


def actor(text: str, words: str, code: str, *, name: str = "", at: int = 0) -> Actor:
    """The actor that `words` name, from offset `at` on."""
    start = text.index(words, at)
    country, _, sector = code.partition(":")
    reason = Reason("actors", "office", words, start, start + len(words))
    return Actor(
        code, name or words, words, start, start + len(words), sector or None, country, reason
    )


def evidence(text: str, words: str, paragraphs: tuple[Paragraph, ...], at: int = 0) -> Evidence:
    """The mention that `words` make, from offset `at` on."""
    start = text.index(words, at)
    home = next(p.index for p in paragraphs if p.start <= start < p.end)
    return Evidence(home, 0, start, start + len(words), words, "rule.of.test")


def event(number: int, quad: str, mention: Evidence, **values: object) -> Event:
    """An event with every field, each of which `values` may replace."""
    base = Event(
        id=f"{number:016x}",
        event_type="CONSULT",
        mode="visit",
        actor=(),
        recipient=(),
        date=Date("2021-03-16", dt.date(2021, 3, 16), dt.date(2021, 3, 16), "Dienstag"),
        aux=(),
        said_by=None,
        location=None,
        mentions=(mention,),
        confidence=0.8,
        cameo="042",
        quad_class=quad,
        intensity=4.0,
        goldstein=1.9,
        contexts=("diplomatic",),
        reasons=(Reason("events", "consult.verb.test", mention.trigger, 30, 38, 0.75),),
    )
    return replace(base, **values)  # type: ignore[arg-type]


def visit() -> Coding:
    """A whole coding: a visit told twice, praise, a plan, something denied, an assessment."""
    paragraphs = split_paragraphs(TEXT)
    assert paragraphs[2].repeats == 0
    norway = actor(TEXT, "norwegische Außenminister", "NOR:GOV", name="Foreign minister")
    estonia = actor(TEXT, "Estland", "EST:GOV")
    both = (norway, estonia)
    second = paragraphs[2].start
    events = (
        event(
            1,
            "verbal cooperation",
            evidence(TEXT, "besuchte am Dienstag Tallinn", paragraphs),
            actor=(norway,),
            recipient=(estonia,),
            location=Place("Tallinn", "Tallinn", "EST", 59.44, 24.75, 51, 58),
            mentions=(
                evidence(TEXT, "besuchte am Dienstag Tallinn", paragraphs),
                evidence(TEXT, "besuchte am Dienstag Tallinn", paragraphs, second),
            ),
        ),
        event(
            2,
            "material cooperation",
            evidence(TEXT, "planen ein Manöver", paragraphs),
            event_type="COOPERATE",
            mode=None,
            actor=both,
            date=None,
            aux=("future",),
            said_by=norway,
            reasons=(),
        ),
        event(
            3,
            "verbal conflict",
            evidence(TEXT, "lobte Estland", paragraphs),
            event_type="ACCUSE",
            mode=None,
            actor=(norway,),
            recipient=(estonia,),
            aux=("historical", "negation"),
            date=Date("2016/..", dt.date(2016, 1, 1), None),
        ),
    )
    stand = evidence(TEXT, "Verhältnis zwischen Oslo und Moskau", paragraphs)
    words = TEXT.index("Beide Länder")
    return Coding(
        document=Document(
            "doc-1",
            TEXT,
            title="Besuch in Tallinn",
            url="https://example.org/a?b=1&c=2",
            publisher="Beispielblatt",
            language="de",
            published=DAY,
            source="a.txt",
        ),
        paragraphs=paragraphs,
        sentences=(sentence(TREE),),
        times=(),
        actors=both,
        events=events,
        assessments=(Assessment("NOR", "RUS", "hostile", "worsening", norway, (stand,)),),
        statements=(
            Statement(norway, "indirect", TEXT[words : words + 31], words, words + 31),
            Statement(None, "direct", "lobte", TEXT.index("lobte"), TEXT.index("lobte") + 5),
        ),
        warnings=("a warning <b>of</b> the test",),
    )


def bare(text: str, **facts: object) -> Coding:
    """A coding without any event."""
    document = Document("bare", text, **facts)  # type: ignore[arg-type]
    return Coding(document, split_paragraphs(text), (), (), (), (), (), ())
