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
    p, e, m = parties.c, events.c, story_events.c
    whole = ":" not in code or code.partition(":")[0] in WIDE
    latest = (
        sa.select(p.event, p.side, p.start)
        .where((p.party if whole else p.code) == code, p.start.is_not(None))
        .order_by(p.start.desc(), p.event.desc())
        .limit(LATEST + 1)
        .subquery("latest")
    )
    own = latest.c
    told = (
        sa.select(own.event, own.side, own.start, e.type, e.quad, e.status, m.story)
        .select_from(latest.join(events, e.id == own.event))
        .outerjoin(story_events, m.event == own.event)
        .outerjoin(stories, stories.c.id == m.story)
        .where((m.event.is_(None)) | (stories.c.best == own.event))
    )
    rows = connection.execute(told).all()
    counts: defaultdict[tuple[str | None, str | None], Counter[str]] = defaultdict(Counter)
    ids = set()
    for event, side, _, kind, quad, status, _ in dict.fromkeys(map(tuple, rows)):
        ids.add(event)
        if status == "act":
            counts[kind, quad][side] += 1
    looked = connection.scalar(sa.select(sa.func.count()).select_from(latest)) or 0
    found = (Kind(*key, did=n["actor"], suffered=n["recipient"]) for key, n in counts.items())
    return Deeds(
        types=tuple(sorted(found, key=lambda k: (-k.did - k.suffered, k.type or "~"))),
        people=tuple(_people(connection, sorted(ids), code, whole)),
        counted=len(ids),
        more=looked > LATEST,
        since=min((row.start for row in rows), default=None),
    )


def _people(connection: Connection, ids: list[str], code: str, whole: bool) -> Iterator[Person]:
    """Those that the events name; a name that is only one of the state is nobody's own."""
    p = parties.c
    # an expression, no column: the events are looked up, not all that the party ever did
    own = (p.party if whole else p.code) + "" == code
    counts: Counter[tuple[str, str]] = Counter()
    for at in range(0, len(ids), 900):
        query = (
            sa.select(p.code, p.name, p.event)
            .where(p.event.in_(ids[at : at + 900]), own, p.name.is_not(None))
            .distinct()
        )
        counts.update((of, name) for of, name, _ in connection.execute(query).all())
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
