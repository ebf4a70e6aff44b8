"""What a list divides into: its types, parties, years, languages, outlets, with numbers.

    found = facets(connection, "stories", make_query("stories", text="ceasefire"))
    found.values["type"][0].value, found.values["type"][0].count

Counted are the first MOST rows of the list, so that the time it takes does not grow with the
store; `more` tells that there are others. A number is that of the rows that the list has left when
the value is asked for as well: a story counts for each language and outlet that told it, an event
for each year that it reaches into.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.archive.asking import Query, rows
from detente.archive.queries import NONE
from detente.store.schema import events, story_events
from detente.types import Actor

MOST = 1000  # rows that are counted
LISTED = 8  # values of one facet

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a filter with the number of rows that have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """The values of each filter, those with most rows first; years the latest first."""

    counted: int
    more: bool
    values: Mapping[str, tuple[Value, ...]]


def facets(connection: Connection, listing: str, query: Query) -> Facets:
    """The facets of the first MOST rows of a list."""
    asked = replace(query, limit=MOST + 1, after=None)
    found = list(rows(connection, listing, asked))
    counted: list[Row] = [*found[:MOST]]
    if listing == "stories":
        counted = _told_by_any(connection, counted)
    values = {}
    for name, read in _FACETS[listing].items():
        if name == "year":
            values[name] = _years(counted, *read)
            continue
        counts = Counter(value for row in counted for value in set(read(row)) if value)
        order = sorted(counts.items(), key=_by_count)
        values[name] = tuple(Value(*each) for each in order[:LISTED])
    return Facets(len(counted), len(found) > MOST, values)


def _by_count(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _years(counted: Iterable[Row], first: str, last: str) -> tuple[Value, ...]:
    """The latest years in which rows begin, each with the rows that have a day in it.

    `first` and `last` are the keys of the first and the last day; an open end goes on.
    """
    begun: Counter[str] = Counter()
    ended: Counter[str] = Counter()
    early = 0
    for row in counted:
        if row[first]:
            begun[row[first][:4]] += 1
        elif row[last]:
            early += 1
        if row[last]:
            ended[row[last][:4]] += 1
    found = []
    for year in sorted(begun, reverse=True)[:LISTED]:
        there = early + sum(n for other, n in begun.items() if other <= year)
        found.append(Value(year, there - sum(n for other, n in ended.items() if other < year)))
    return tuple(found)


def _told_by_any(connection: Connection, counted: Iterable[Row]) -> list[Row]:
    """Stories with the languages and outlets of all their events, not of the best one alone."""
    stories = {row["id"]: {**row, "language": set(), "publisher": set()} for row in counted}
    e, s = events.c, story_events.c
    told = (
        sa.select(s.story, e.language, e.publisher)
        .join(events, e.id == s.event)
        .where(s.story.in_(stories))
        .distinct()
    )
    for story, language, publisher in connection.execute(told):
        stories[story]["language"].add(language)
        stories[story]["publisher"].add(publisher)
    return list(stories.values())


def _heads(codes: Iterable[str]) -> set[str]:
    """The parties of codes, without their sectors."""
    return {Actor(code, "", "", 0, 0).party for code in codes}


def _one(key: str) -> Callable[[Row], Iterable[str]]:
    return lambda row: (row[key],)


def _all(key: str) -> Callable[[Row], Iterable[str]]:
    return lambda row: row[key]


def _word(row: Row) -> Iterable[str]:
    """On whose word it rests: the paper's own where it names nobody's."""
    return (row["said_by"] or NONE,)


_PAPER = {"language": _one("language"), "publisher": _one("publisher")}
_PAPERS = {"language": _all("language"), "publisher": _all("publisher")}
_PUBLISHED = ("published", "published")
_TOLD: Mapping[str, Any] = {
    "type": _one("event_type"),
    "mode": _one("mode"),
    "status": _one("status"),
    "aux": _all("aux"),
    "actor": lambda row: _heads(row["actor"]),
    "recipient": lambda row: _heads(row["recipient"]),
    "year": ("start", "end"),
    "country": _one("country"),
    "said_by": _word,
}
# how the values of a row are read; of years the keys of its first and last day
_FACETS: Mapping[str, Mapping[str, Any]] = {
    "events": {**_TOLD, **_PAPER, "source": _one("source")},
    "stories": {**_TOLD, **_PAPERS, "source": _one("source")},
    "assessments": {
        "tone": _one("tone"),
        "trend": _one("trend"),
        "actor": lambda row: (row["a"], row["b"]),
        "said_by": _word,
        "year": _PUBLISHED,
        **_PAPER,
    },
    "statements": {
        "said_by": _one("speaker"),
        "kind": _one("kind"),
        "year": _PUBLISHED,
        **_PAPER,
    },
    "documents": {"year": _PUBLISHED, **_PAPER},
}
