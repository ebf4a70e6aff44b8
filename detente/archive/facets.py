"""What a list divides into: its types, parties, years, languages, outlets, with numbers.

    found = facets(connection, "stories", make_query("stories", text="ceasefire"))
    found.values["type"][0].value, found.values["type"][0].count

Counted are the first MOST rows of the list, so that the time it takes does not grow with the
store; `more` tells that there are others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.engine import Connection

from detente.archive.asking import Query, rows
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
    counted = found[:MOST]
    values = {}
    for name, read in _FACETS[listing].items():
        counts = Counter(value for row in counted for value in set(read(row)) if value)
        order = sorted(counts.items(), key=_by_year if name == "year" else _by_count)
        values[name] = tuple(Value(*each) for each in order[:LISTED])
    return Facets(len(counted), len(found) > MOST, values)


def _by_count(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _by_year(item: tuple[str, int]) -> int:
    return -int(item[0])


def _heads(codes: Iterable[str]) -> set[str]:
    """The parties of codes, without their sectors."""
    return {Actor(code, "", "", 0, 0).party for code in codes}


def _one(key: str) -> Callable[[Row], Iterable[str]]:
    return lambda row: (row[key],)


def _years(key: str) -> Callable[[Row], Iterable[str]]:
    return lambda row: (row[key][:4],) if row[key] else ()


_PAPER = {"language": _one("language"), "publisher": _one("publisher")}
_TOLD: Mapping[str, Callable[[Row], Iterable[str]]] = {
    "type": _one("event_type"),
    "status": _one("status"),
    "actor": lambda row: _heads(row["actor"]),
    "recipient": lambda row: _heads(row["recipient"]),
    "year": _years("start"),
    "country": _one("country"),
    **_PAPER,
}
_FACETS: Mapping[str, Mapping[str, Callable[[Row], Iterable[str]]]] = {
    "events": _TOLD,
    "stories": _TOLD,
    "assessments": {
        "tone": _one("tone"),
        "trend": _one("trend"),
        "actor": lambda row: (row["a"], row["b"]),
        "year": _years("published"),
        **_PAPER,
    },
    "statements": {
        "said_by": _one("speaker"),
        "kind": _one("kind"),
        "year": _years("published"),
        **_PAPER,
    },
    "documents": {"year": _years("published"), **_PAPER},
}
