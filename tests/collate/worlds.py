"""Small worlds for tests of collation: documents that copy each other and tell the same events.

Few words, parties and days, so that much of what can happen does: copies of copies, passages,
footers, translations, plans and denials, corrections, events without dates.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from detente.corpus.copies import CopyIndex, CopyLink, facts_of, passages, translations
from detente.corpus.stories import Decision, Story, Told, cluster
from detente.stages._edtf import bounds
from detente.stages.paragraphs import split_paragraphs
from detente.store.database import Database
from detente.store.schema import copies, dyads, events, stories, story_events, story_links
from detente.store.writing import write_coding
from detente.types import Actor, Coding, Date, Document, Event, Evidence, Place

FIRST = dt.date(2022, 3, 1)
PLACES = {
    "Kabul": ("AFG", 34.53, 69.17),
    "Oslo": ("NOR", 59.91, 10.74),
    "Herat": ("AFG", 34.3, 62.2),
}
KINDS = (
    ("ASSAULT", "explosives"), ("ASSAULT", None), ("CONSULT", "visit"), ("AGREE", None),
    ("ACCUSE", None), ("SUPPORT", None), ("REJECT", "meet"),
)  # fmt: skip
PUBLISHERS = (None, "Reuters", "Beispielblatt", "Example Times")


def prose(seed: int, sentences: int = 6) -> list[str]:
    """Sentences of words that no other seed shares in runs."""
    chance = random.Random(seed)
    words = [f"{a}{b}" for a in ("ba", "de", "ki", "lo", "mu", "ran", "ste") for b in "aeiouxyz"]
    return [" ".join(chance.choice(words) for _ in range(12)) + "." for _ in range(sentences)]


def side(codes: str) -> tuple[Actor, ...]:
    """Actors by their codes."""
    return tuple(Actor(c, c, c, 0, 0, c.split(":")[1], c.split(":")[0]) for c in codes.split())


def event(
    name: str,
    kind: str,
    mode: str | None,
    actor: str,
    recipient: str,
    date: str | None,
    at: int = 0,
    **more: Any,
) -> Event:
    """An event by plain values; `at` is where it is told."""
    base = Event(
        id=name,
        event_type=kind,
        mode=mode,
        actor=side(actor),
        recipient=side(recipient),
        date=Date(date, *bounds(date)) if date else None,
        aux=(),
        said_by=None,
        location=None,
        mentions=(Evidence(0, 0, at, at + 5, "word", "x"),),
        confidence=0.5 + (at % 7) / 20,
    )
    return replace(base, **more)


def coding(document: Document, *told: Event) -> Coding:
    """A coding of a document with its events."""
    paragraphs = split_paragraphs(document.text)
    return Coding(document, paragraphs, (), (), (), told, (), ())


def world(seed: int, size: int) -> list[Coding]:
    """So many codings."""
    chance = random.Random(seed)
    affairs = [_affair(chance) for _ in range(max(2, size // 4))]
    articles = [prose(1000 + i) for i in range(max(2, size // 3))]
    footer = prose(9, 4)
    found = []
    for i in range(size):
        own = list(chance.choice(articles))
        dice = chance.random()
        if dice < 0.25:
            own = own[: chance.randrange(2, 6)] + prose(seed * 1000 + i, 3)
        elif dice < 0.5:
            own = prose(seed * 1000 + i)
        elif dice < 0.6:
            own += chance.choice(articles)[:4]
        if chance.random() < 0.3:
            own += footer
        day = FIRST + dt.timedelta(chance.randrange(25))
        title = "Correction: a report" if chance.random() < 0.1 else None
        document = Document(
            f"{chance.randrange(16**6):06x}",
            "\n".join(own),
            title=title,
            publisher=chance.choice(PUBLISHERS),
            language=chance.choice(("de", "en")),
            published=None if chance.random() < 0.05 else day,
        )
        picked = chance.sample(affairs, min(len(affairs), chance.randrange(0, 5)))
        told = tuple(
            _told(chance, document, affair, number) for number, affair in enumerate(picked)
        )
        found.append(coding(document, *told))
    return list({c.document.id: c for c in found}.values())


def _affair(chance: random.Random) -> dict[str, Any]:
    kind, mode = chance.choice(KINDS)
    a, b = chance.sample(("AFG:GOV", "AFG:REB", "NOR:GOV", "PAK:GOV"), 2)
    place = chance.choice((None, *PLACES))
    day = FIRST + dt.timedelta(chance.randrange(12))
    return {"kind": kind, "mode": mode, "actor": a, "recipient": b, "day": day, "place": place}


def _told(chance: random.Random, document: Document, affair: dict[str, Any], number: int) -> Event:
    day = affair["day"].isoformat()
    date = chance.choice((day, day, day, f"{day}~", day[:7], None))
    place = affair["place"] if chance.random() < 0.6 else None
    where = Place(place, place, *PLACES[place], 0, 0) if place else None
    aux = chance.choice(((), (), (), (), ("future",), ("negation",), ("hypothetical",)))
    recipient = affair["recipient"] if chance.random() < 0.85 else ""
    mode = affair["mode"] if chance.random() < 0.7 else None
    name = f"{document.id}{number:02x}"
    return event(
        *(name, affair["kind"], mode, affair["actor"], recipient, date, 30 * number + 3),
        aux=aux,
        location=where,
    )


def report(
    name: str, language: str, day: int, numbers: Sequence[int], publisher: str | None = None
) -> Coding:
    """A report whose facts a translation shares: some events and figures in their order."""
    words = prose(sum(map(ord, name)), 8)
    text = "\n".join(f"{w} {100 + n}" for w, n in zip(words, numbers, strict=False))
    told = tuple(
        event(
            *(f"{name}{i:02x}", KINDS[n % len(KINDS)][0], None, "NOR:GOV"),
            *(f"C{n % 50:02}:GOV", None, text.index(str(100 + n))),
        )
        for i, n in enumerate(numbers)
    )
    published = FIRST + dt.timedelta(day)
    return coding(
        Document(name, text, language=language, published=published, publisher=publisher), *told
    )


def write(store: Database, codings: Iterable[Coding]) -> None:
    """Write codings, each in its transaction."""
    for one in codings:
        with store.writing() as connection:
            write_coding(connection, one, coder="test")


def expected(
    codings: Sequence[Coding], decisions: Sequence[Decision] = ()
) -> tuple[tuple[CopyLink, ...], tuple[Story, ...]]:
    """What the library makes of all at once."""
    index = CopyIndex()
    for one in codings:
        index.add(one.document)
    texts = {c.document.id: c.document for c in codings}
    links = [
        replace(x, spans=passages(texts[x.document], texts[x.original]))
        if x.kind == "partial"
        else x
        for x in (*index.links(), *translations(facts_of(c) for c in codings))
    ]
    told = [Told(e, c.document) for c in codings for e in c.events]
    return tuple(links), cluster(told, links, decisions)


def dump(store: Database) -> dict[str, list[tuple[Any, ...]]]:
    """The rows that collation makes, sorted."""
    found = {}
    with store.reading() as connection:
        for table in (copies, stories, story_events, story_links):
            rows = connection.execute(sa.select(table))
            found[table.name] = sorted((tuple(r) for r in rows), key=repr)
        query = sa.select(events.c.id, events.c.reports)
        found["reports"] = sorted(tuple(r) for r in connection.execute(query))
        query = sa.select(dyads.c.event, events.c.status, dyads.c.counts).join(
            events, events.c.id == dyads.c.event
        )
        found["counts"] = sorted(tuple(r) for r in connection.execute(query))
    return found


def check(
    store: Database, codings: Sequence[Coding], decisions: Sequence[Decision] = ()
) -> dict[str, list[tuple[Any, ...]]]:
    """Whether the store has what the library makes of all at once; its rows."""
    rows = dump(store)
    links, told = expected(codings, decisions)
    assert rows["copies"] == sorted(
        (
            (x.document, x.original, x.kind, x.share, x.reason, json.dumps([*map(list, x.spans)]))
            for x in links
        ),
        key=repr,
    )
    starts = {e.id: e.date.start.isoformat() for c in codings for e in c.events if e.date}
    days = {e.id: d.isoformat() for c in codings if (d := c.document.published) for e in c.events}
    assert [row[:7] for row in rows["stories"]] == sorted(
        (
            (s.id, s.best, s.status, s.reports, len(s.documents), len(s.events), starts.get(s.best))
            for s in told
        ),
        key=repr,
    )
    for row in rows["stories"]:
        there = sorted(days[e] for s in told if s.id == row[0] for e in s.events if e in days)
        assert row[7:] == ((there[0], there[-1]) if there else (None, None))
    members = {(s.id, e): i for s in told for i, e in enumerate(s.events)}
    assert {(row[1], row[0]): row[2] for row in rows["story_events"]} == members
    assert {row[0] for row in rows["story_events"] if row[3]} == {
        e for s in told for e in s.superseded
    }
    merges = {(frozenset((m.a, m.b)), m.reason, m.score) for s in told for m in s.merges}
    kept = {(frozenset((r[0], r[4])), r[5], r[6]) for r in rows["story_events"] if r[4]}
    assert kept == merges
    assert rows["story_links"] == sorted(
        ((s.id, x.story, x.kind, x.reason, x.score) for s in told for x in s.links), key=repr
    )
    assert rows["reports"] == sorted((e, s.reports) for s in told for e in s.events)
    best = {s.best for s in told}
    assert rows["counts"] == [(e, s, s == "act" and e in best) for e, s, _ in rows["counts"]]
    return rows
