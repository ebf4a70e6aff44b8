"""The dyads of one party: with whom it deals, how often, and how.

    found = dyads_of(connection, "GRC")
    found[0].other, found[0].stories

Counted as in `detente.archive.network`: a story once for each of its dyads, by the values of its
best event; what is planned, possible or denied does not count.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.store.schema import dyads

__all__ = ["Dyad", "dyads_of"]


@dataclass(frozen=True, slots=True)
class Dyad:
    """A party and one that it deals with (its code), in a period: the stories of the two, those
    of a value above 0 and those below."""

    other: str
    stories: int
    cooperation: int
    conflict: int


def dyads_of(
    connection: Connection,
    party: str,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> tuple[Dyad, ...]:
    """All dyads of a party (a code without sector), those with most stories first.

    Between days only stories that begin then.
    """
    d = dyads.c
    days = [d.start >= since.isoformat()] if since else []
    days += [d.start <= until.isoformat()] if until else []
    # the other one is in one half or in the other: each is read, and grouped, in the order of an
    # index
    halves = (
        sa.select(
            other,
            sa.func.count(),
            sa.func.sum(sa.case((d.value > 0, 1), else_=0)),
            sa.func.sum(sa.case((d.value < 0, 1), else_=0)),
        )
        .where(own == party, d.counts, *days)
        .group_by(other)
        for own, other in ((d.a, d.b), (d.b, d.a))
    )
    rows = connection.execute(sa.union_all(*halves))
    found = (Dyad(other, number, int(good), int(bad)) for other, number, good, bad in rows)
    return tuple(sorted(found, key=lambda each: (-each.stories, each.other)))
