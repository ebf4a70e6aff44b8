"""Stores for the tests of relations: one document for each event or assessment."""

from __future__ import annotations

import datetime as dt
from typing import Any

from detente.store.database import Database
from detente.store.writing import write_coding
from detente.types import (
    Actor,
    Assessment,
    Coding,
    Date,
    Document,
    Event,
    Evidence,
    Paragraph,
    Reason,
)

DAY = dt.date(2010, 1, 1)
WORDS = Evidence(0, 0, 0, 5, "words", "rule")
REASON = Reason("events", "rule", "words", 0, 5)


def after(days: int) -> dt.date:
    """A day counted from DAY."""
    return DAY + dt.timedelta(days=days)


def actor(code: str) -> Actor:
    """An actor of a code with a sector, or of a party as a whole."""
    sector = code.partition(":")[2] or None
    return Actor(code, code, code, 0, 5, sector, code[:3], REASON)


def event(
    name: str,
    day: int | None,
    value: float | None,
    *,
    actors: str = "PAK:GOV",
    recipients: str = "RUS:GOV",
    end: int | None = None,
    aux: tuple[str, ...] = (),
    confidence: float = 1.0,
) -> Event:
    """An event on a day, which may last."""
    date = None
    if day is not None:
        last = after(day if end is None else end)
        date = Date(after(day).isoformat(), after(day), last)
    return Event(
        name,
        "CONSULT",
        "visit",
        tuple(map(actor, actors.split())),
        tuple(map(actor, recipients.split())),
        date,
        aux,
        None,
        None,
        (WORDS,),
        confidence,
        cameo="042",
        quad_class="verbal cooperation",
        intensity=value,
        reasons=(REASON,),
    )


def assessment(tone: str, trend: str | None = None) -> Assessment:
    """What a text says of Pakistan and Russia."""
    return Assessment("PAK", "RUS", tone, trend, None, (WORDS,), (REASON,))


def put(
    store: Database,
    *told: Event | Assessment,
    published: int | None = None,
    name: str = "",
    **more: Any,
) -> str:
    """Store a document with its events and assessments; its id."""
    events = tuple(t for t in told if isinstance(t, Event))
    stands = tuple(t for t in told if isinstance(t, Assessment))
    name = name or "d " + " ".join(e.id for e in events)
    document = Document(
        name,
        f"words of {name}",
        title=f"Title of {name}",
        published=None if published is None else after(published),
        language="en",
        publisher="Paper",
        **more,
    )
    paragraphs = (Paragraph(0, 0, len(document.text), None),)
    coding = Coding(document, paragraphs, (), (), (), events, stands, ())
    with store.writing() as connection:
        assert write_coding(connection, coding, coder="test")
    return name


def history(store: Database, days: range, value: float, *, tag: str = "e") -> None:
    """An event every few days, each in a document of that day."""
    for day in days:
        put(store, event(f"{tag}{day}", day, value), published=day)
