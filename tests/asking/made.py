"""A made archive for the tests of lists: codings drawn with a seed, and stories set by hand."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

import sqlalchemy as sa

from detente.store.database import Database
from detente.store.schema import copies, events, stories, story_events
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
    Place,
    Reason,
    Statement,
)

CODES = ("PAK:GOV", "PAK:MIL", "RUS:GOV", "IND:GOV", "IND:OPP", "USA:GOV", "IGO:UNO", "UNK:REB")
NAMES = {"UNK:REB": "Nordliste", "IND:OPP": "Anna Beispiel"}
KINDS = (("CONSULT", "visit"), ("CONSULT", None), ("AID", None), ("ASSAULT", "firearms"))
WORDS = ("gas", "talks", "border", "Überfall", "visit", "tank", "Erdoğan")
PLACES = (
    None,
    Place("Moskau", "Moscow", "RUS", 55.75, 37.62, 0, 6),
    Place("Pakistan", "Pakistan", "PAK", 30.0, 70.0, 0, 8),
    Place("Hinterdorf", "Hinterdorf", None, None, None, 0, 10),
)
START = dt.date(2014, 1, 1)


@dataclass(frozen=True)
class Told:
    """A story as the test set it: its best event, all its events, its reports."""

    id: str
    best: str
    members: tuple[str, ...]
    reports: int


class Made:
    """What is in the store, as objects; no dataclass, whose values a failed test would print."""

    def __init__(self, codings: tuple[Coding, ...], stories: tuple[Told, ...]) -> None:
        self.codings = codings
        self.stories = stories

    def events(self) -> list[tuple[Event, Document]]:
        return [(e, c.document) for c in self.codings for e in c.events]


def make(store: Database, *, documents: int = 40, seed: int = 1) -> Made:
    """Fill an empty store; about three events a document."""
    chance = random.Random(seed)
    codings = tuple(_coding(chance, number) for number in range(documents))
    with store.writing() as connection:
        for coding in codings:
            assert write_coding(connection, coding, coder="test")
    told = tuple(_stories(chance, codings))
    with store.writing() as connection:
        for story in told:
            best = next(e for c in codings for e in c.events if e.id == story.best)
            connection.execute(sa.insert(stories).values(_story_row(story, best, codings)))
            for at, member in enumerate(story.members):
                connection.execute(
                    sa.insert(story_events).values(
                        event=member,
                        story=story.id,
                        position=at,
                        superseded=False,
                        merged=story.members[0] if at else None,
                        reason="the same act" if at else None,
                        score=0.75 if at else None,
                    )
                )
                connection.execute(
                    sa.update(events).where(events.c.id == member).values(reports=story.reports)
                )
        connection.execute(
            sa.insert(copies).values(
                document=codings[1].document.id,
                original=codings[0].document.id,
                kind="copy",
                share=0.9,
                reason="runs of words",
                spans="[]",
            )
        )
    return Made(codings, told)


def _coding(chance: random.Random, number: int) -> Coding:
    text = " ".join(chance.choice(WORDS) for _ in range(chance.randrange(1, 9))) + "."
    day = START + dt.timedelta(days=chance.randrange(900)) if chance.random() < 0.9 else None
    document = Document(
        f"doc-{number:03}",
        text,
        title=chance.choice(("Talks", None)),
        url=f"https://example.org/{number}",
        publisher=chance.choice(("Blatt", "Gazette", None)),
        language=chance.choice(("de", "en")),
        published=day,
        source=f"{number}.txt",
    )
    marks = (Evidence(0, 0, 0, len(text), text, "rule.of.test"),)
    found = tuple(_event(chance, f"{number:03}{n}", day, marks) for n in range(chance.randrange(6)))
    speaker = _actor(chance.choice(CODES))
    pair = sorted(chance.sample(("PAK", "RUS", "IND", "IGO:UNO"), 2))
    stands = (
        Assessment(
            *(pair[0], pair[1], chance.choice(("friendly", "hostile"))),
            chance.choice(("improving", None)),
            chance.choice((speaker, None)),
            marks,
            (Reason("assessments", "stand.test", text),),
        ),
    )
    words = (
        Statement(
            chance.choice((speaker, None)), chance.choice(("direct", "indirect")), text, 0, 4
        ),
    )
    return Coding(
        document,
        (Paragraph(0, 0, len(text)),),
        *((), (), ()),
        found,
        stands if chance.random() < 0.7 else (),
        words if chance.random() < 0.7 else (),
        ("a warning",) if chance.random() < 0.3 else (),
    )


def _event(
    chance: random.Random, number: str, day: dt.date | None, marks: tuple[Evidence, ...]
) -> Event:
    codes = chance.sample(CODES, chance.choice((2, 2, 2, 3, 1)))
    cut = chance.randrange(1, len(codes) + 1)
    kind, mode = chance.choice(KINDS)
    aux = chance.choice(((), (), ("future",), ("historical",), ("future", "negation")))
    said_by = chance.choice((None, None, _actor(chance.choice(CODES)), _actor("SRC")))
    return Event(
        id=f"{chance.getrandbits(40):010x}{number}",
        event_type=kind,
        mode=mode,
        actor=tuple(map(_actor, codes[:cut])),
        recipient=tuple(map(_actor, codes[cut:])),
        date=_date(chance, day),
        aux=aux,
        said_by=said_by,
        location=chance.choice(PLACES),
        mentions=marks,
        confidence=round(chance.random(), 1),
        confidences={"type": 0.5},
        cameo="042",
        quad_class="verbal cooperation",
        intensity=chance.choice((4.0, 2.5, None)),
        goldstein=1.9,
        contexts=chance.choice((("diplomatic",), ("military", "legal"), ())),
        reasons=(Reason("events", "consult.verb.test", "words", 0, 5, 0.75),),
    )


def _date(chance: random.Random, day: dt.date | None) -> Date | None:
    first = (day or START) - dt.timedelta(days=chance.randrange(30))
    last = first + dt.timedelta(days=chance.choice((0, 0, 3, 400)))
    return chance.choice(
        (
            *(Date(f"{first}/{last}", first, last, "words"),) * 4,
            Date(f"{first}/..", first, None),
            Date(f"../{last}", None, last),
            Date("XXXX", None, None),
            None,
        )
    )


def _actor(code: str) -> Actor:
    country, _, sector = code.partition(":")
    wide = country in ("IGO", "UNK")
    return Actor(
        code, NAMES.get(code, code), "words", 0, 5, sector or None, None if wide else country
    )


def _stories(chance: random.Random, codings: tuple[Coding, ...]) -> list[Told]:
    """Events shuffled and cut into groups of one to four."""
    ids = [e.id for c in codings for e in c.events]
    chance.shuffle(ids)
    told, at = [], 0
    while at < len(ids):
        size = chance.choice((1, 1, 2, 4))
        members = tuple(ids[at : at + size])
        best = chance.choice(members)
        told.append(Told(f"s{chance.getrandbits(40):010x}", best, members, len(members)))
        at += size
    return told


def _story_row(story: Told, best: Event, codings: tuple[Coding, ...]) -> dict[str, object]:
    days = sorted(
        c.document.published.isoformat()
        for c in codings
        for e in c.events
        if e.id in story.members and c.document.published
    )
    return {
        "id": story.id,
        "best": story.best,
        "status": "act",
        "reports": story.reports,
        "documents": len(story.members),
        "events": len(story.members),
        "start": best.date.start.isoformat() if best.date and best.date.start else None,
        "first": days[0] if days else None,
        "last": days[-1] if days else None,
    }
