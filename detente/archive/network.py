"""Who deals with whom in a period: the dyads of a store with the stories that they are in.

    found = network(connection, since=dt.date(2023, 1, 1))
    found.ties[0].a, found.ties[0].conflict

A story counts once for each of its dyads, by the values of its best event; what is planned,
possible or denied does not count. Events that were not compared yet count each.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.archive.naming import name_of
from detente.store.schema import dyads

LIMIT = 200  # ties, those with most stories
FEW = 100_000  # rows up to which it is quicker to sort some than to read all in order


@dataclass(frozen=True, slots=True)
class Tie:
    """Two parties, a before b in the alphabet.

    `stories` counts all, `cooperation` and `conflict` those above and below 0 on the scale of
    intensity; `intensity` is their mean, -10 (conflict) to 10, None where no story has any.
    """

    a: str
    b: str
    name_a: str
    name_b: str
    stories: int
    cooperation: int
    conflict: int
    intensity: float | None


@dataclass(frozen=True, slots=True)
class Node:
    """A party with the number of its stories in these ties; one of three parties is in three."""

    code: str
    name: str
    stories: int


@dataclass(frozen=True, slots=True)
class Network:
    """The ties with most stories first, the parties in them, and the number of all ties."""

    since: dt.date | None
    until: dt.date | None
    ties: tuple[Tie, ...]
    nodes: tuple[Node, ...]
    all_ties: int


def network(
    connection: Connection,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    limit: int = LIMIT,
) -> Network:
    """The ties of acts that have a day between `since` and `until`, at most `limit` of them."""
    ties = sorted(_ties(connection, since, until), key=lambda t: (-t.stories, t.a, t.b))
    shown = tuple(ties[:limit])
    counts: dict[str, int] = {}
    for tie in shown:
        for code in (tie.a, tie.b):
            counts[code] = counts.get(code, 0) + tie.stories
    order = sorted(counts, key=lambda code: (-counts[code], code))
    nodes = tuple(Node(code, name_of(code), counts[code]) for code in order)
    return Network(since, until, shown, nodes, len(ties))


def _ties(connection: Connection, since: dt.date | None, until: dt.date | None) -> list[Tie]:
    d = dyads.c
    first, last = (day.isoformat() if day else None for day in (since, until))
    begins = [sa.func.coalesce(d.start, d.end) <= last] if last else []
    # an open end is not known: the first day counts
    if first and _few(connection, first):  # by the index of ends, in two parts
        parts = [d.end >= first, d.end.is_(None) & (d.start >= first)]
        told = sa.union_all(
            *(sa.select(d.a, d.b, d.value).where(d.counts, part, *begins) for part in parts)
        ).subquery("told")
    else:  # by that of the dyads, all of them in order
        ends = [sa.func.coalesce(d.end, d.start) >= first] if first else []
        told = sa.select(d.a, d.b, d.value).where(d.counts, *ends, *begins).subquery("told")
    t = told.c
    found = sa.select(
        t.a,
        t.b,
        sa.func.count().label("stories"),
        sa.func.sum(sa.case((t.value > 0, 1), else_=0)).label("cooperation"),
        sa.func.sum(sa.case((t.value < 0, 1), else_=0)).label("conflict"),
        sa.func.avg(t.value).label("intensity"),
    ).group_by(t.a, t.b)
    return [
        Tie(
            *(row.a, row.b, name_of(row.a), name_of(row.b)),
            *(row.stories, int(row.cooperation), int(row.conflict)),
            intensity=None if row.intensity is None else round(float(row.intensity), 3),
        )
        for row in connection.execute(found)
    ]


def _few(connection: Connection, first: str) -> bool:
    """Whether few rows end on a day or later."""
    some = sa.select(dyads.c.end).where(dyads.c.end >= first).limit(FEW + 1).subquery()
    return (connection.scalar(sa.select(sa.func.count()).select_from(some)) or 0) <= FEW
