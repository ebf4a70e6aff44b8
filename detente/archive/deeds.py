"""What a party did and what was done to it, by type, and who acts in its name.

    found = deeds(connection, "TUR")
    found.types[0].type, found.types[0].did, found.types[0].suffered
    found.people[0].name

Looked at are the latest LATEST events of the party, so that the time it takes does not grow with
the store; `more` tells that there are older ones.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.archive.naming import WIDE, name_of
from detente.gazetteer import load_gazetteer
from detente.resources import served_languages
from detente.store.schema import events, parties, stories, story_events

__all__ = ["LATEST", "Deeds", "Kind", "Person", "deeds"]

LATEST = 4000  # events that are looked at
PEOPLE = 40  # people and organs that are named
_WHOLE = ("country", "people", "adjective", "capital", "seat", "region")  # names of the state
_OWN = ("person", "short", "organisation", "group", "area")  # of a part of it


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of event with the stories of acts in which the party did it, and suffered it."""

    type: str | None
    quad: str | None
    did: int
    suffered: int


@dataclass(frozen=True, slots=True)
class Person:
    """A person or an organ: the name that texts or tables give it, its code, its stories."""

    code: str
    name: str
    stories: int


@dataclass(frozen=True, slots=True)
class Deeds:
    """What is known of a party from its latest events; `since` is the day of the oldest of them.

    `types` are in the order of their number, `people` those with most stories first.
    """

    types: tuple[Kind, ...]
    people: tuple[Person, ...]
    counted: int
    more: bool
    since: str | None


def deeds(connection: Connection, code: str) -> Deeds:
    """The deeds of a party (a code with or without sector), each story counted once."""
    p, e = parties.c, events.c
    whole = ":" not in code or code.partition(":")[0] in WIDE
    mine = (p.party if whole else p.code) == code
    latest = (
        sa.select(p.event, p.side, p.start, p.code, p.name)
        .where(mine, p.start.is_not(None))
        .order_by(p.start.desc(), p.event.desc(), p.side.desc())
    )
    looked = latest.limit(LATEST + 1).subquery("latest")
    own = looked.c
    # what stands for its story, or has none: two looks into indexes
    best = sa.select(sa.literal(1)).where(stories.c.best == own.event).exists()
    member = sa.select(sa.literal(1)).where(story_events.c.event == own.event).exists()
    told = (
        sa.select(own.start, own.event, own.side, own.code, own.name, e.type, e.quad, e.status)
        .select_from(looked.join(events, e.id == own.event))
        .where(best | ~member)
    )
    rows = connection.execute(told).all()
    acts, named = set(), set()
    for _, event, side, of, name, kind, quad, status in rows:
        if status == "act":
            acts.add((event, side, kind, quad))
        if name is not None:
            named.add((event, of, name))
    counts: defaultdict[tuple[str | None, str | None], Counter[str]] = defaultdict(Counter)
    for _, side, kind, quad in acts:
        counts[kind, quad][side] += 1
    since, oldest = min((row[:2] for row in rows), default=(None, None))
    beyond = latest.with_only_columns(p.event).offset(LATEST).limit(1)
    more = connection.scalar(beyond) is not None
    if more:  # the oldest event may have rows that were not looked at
        rest = sa.select(p.event, p.code, p.name).where(p.event == oldest, p.name.is_not(None))
        # an expression, no column: the event is looked up, not all that the party ever did
        side = (p.party if whole else p.code) + "" == code
        named.update(
            (row.event, row.code, row.name) for row in connection.execute(rest.where(side))
        )
    found = (Kind(*key, did=n["actor"], suffered=n["recipient"]) for key, n in counts.items())
    return Deeds(
        types=tuple(sorted(found, key=lambda k: (-k.did - k.suffered, k.type or "~"))),
        people=tuple(_people(Counter((of, name) for _, of, name in named), code)),
        counted=len({row[1] for row in rows}),
        more=more,
        since=since,
    )


def _people(counts: Counter[tuple[str, str]], code: str) -> Iterator[Person]:
    """Those that most events name, by code and name; a name that is only one of the state is
    nobody's own."""
    known = [(key, n) for key, n in counts.items() if _is_part(key[1], code)]
    for (of, name), n in sorted(known, key=lambda item: (-item[1], item[0]))[:PEOPLE]:
        yield Person(of, name, n)


@cache
def _is_part(name: str, code: str) -> bool:
    """Whether a name is that of a person or organ: it is in the tables as one, or has several
    words that begin with capitals, as names that a text taught have. A name of the state, its
    adjective or its capital is nobody's own."""
    if name in (code, name_of(code)):
        return False
    kinds: set[str] = set()
    for language in served_languages():
        gazetteer = load_gazetteer(language)
        kinds.update(e.kind for e in gazetteer.names(name) or gazetteer.adjective(name))
    if kinds:
        return not kinds.intersection(_WHOLE) and bool(kinds.intersection(_OWN))
    words = name.split()
    return len(words) > 1 and all(word[:1].isupper() for word in words)
