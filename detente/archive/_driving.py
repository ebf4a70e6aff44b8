"""The tables that lists by date are read from in the order of an index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from detente.archive import _conditions as where
from detente.archive._conditions import Condition, Meant
from detente.archive.naming import Side
from detente.store.schema import dyads, parties

MOST = 8  # parties whose lists are merged; of more all events are collected and sorted


@dataclass(frozen=True, slots=True)
class Driver:
    """A table that is read in order by an index, so that a page needs only its own rows."""

    table: Any
    condition: Condition
    key: Any
    tie: Any
    end: Any
    does: str  # the filter that it answers wholly
    told: Any = None  # its columns that have status, historical and source of the event again


def drivers_of(meant: Meant) -> Iterator[Driver]:
    """For lists by date: the rows of one dyad, or of each party, in the order of their days."""
    pair = None
    does = ""
    if meant.dyad:
        pair = where.pair_of(*meant.dyad)
        does = "dyad" if all(where.whole(side) for side in meant.dyad) else ""
    elif meant.actor and meant.recipient:
        pair = where.pair_of(meant.actor, meant.recipient)
    if pair:
        d = dyads.c
        condition = (d.a == pair[0]) & (d.b == pair[1])
        yield Driver(dyads, condition, d.start, d.event, d.end, does, d)
        return
    for role in () if meant.dyad else ("actor", "recipient"):
        sides = getattr(meant, role)
        for side in sides if len(sides) <= MOST else ():
            yield _of_side(role, side)
        if sides:
            return


def _of_side(role: str, side: Side) -> Driver:
    """The first row of each event in which a party has a role."""
    p, earlier = parties.c, parties.alias()
    first = ~(
        sa.select(sa.literal(1))
        .where(
            earlier.c.event == p.event,
            earlier.c.side == role,
            earlier.c.position < p.position,
            where.is_side(earlier.c, (side,), probed=True),
        )
        .exists()
    )
    condition = where.is_side(p, (side,)) & (p.side == role) & first
    return Driver(parties, condition, p.start, p.event, p.end, role)
