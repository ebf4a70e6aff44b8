"""The dyads of one party: with whom it deals, how often, how, and when.

    found = dyads_of(connection, "GRC")
    found[0].other, found[0].stories, found[0].months

Counted as in `detente.archive.network`: a story once for each of its dyads, by the values of its
best event; what is planned, possible or denied does not count.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.archive.naming import name_of
from detente.store.schema import dyads

__all__ = ["Dyad", "Month", "dyads_of"]


@dataclass(frozen=True, slots=True)
class Month:
    """The stories of a dyad that begin in a month ("2023-05"; None: without a day).

    `intensity` is the mean of those that have one, -10 (conflict) to 10; None where none has.
    """

    month: str | None
    stories: int
    cooperation: int
    conflict: int
    intensity: float | None


@dataclass(frozen=True, slots=True)
class Dyad:
    """A party and one that it deals with, in a period; the numbers are sums of `months`."""

    other: str
    name: str
    stories: int
    cooperation: int
    conflict: int
    intensity: float | None
    months: tuple[Month, ...]


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
    told = sa.union_all(
        *(
            sa.select(
                other.label("other"), sa.func.substr(d.start, 1, 7).label("month"), d.value
            ).where(own == party, d.counts, *days)
            for own, other in ((d.a, d.b), (d.b, d.a))
        )
    ).subquery("told")
    t = told.c
    query = sa.select(
        t.other,
        t.month,
        sa.func.count().label("stories"),
        sa.func.sum(sa.case((t.value > 0, 1), else_=0)).label("cooperation"),
        sa.func.sum(sa.case((t.value < 0, 1), else_=0)).label("conflict"),
        sa.func.count(t.value).label("valued"),
        sa.func.sum(t.value).label("total"),
    ).group_by(t.other, t.month)
    months: dict[str, list[Month]] = {}
    sums: dict[str, tuple[float, int]] = {}
    for other, month, told_in, cooperation, conflict, valued, whole in connection.execute(query):
        total = float(whole or 0.0)
        mean = round(total / valued, 3) if valued else None
        found_in = Month(month, told_in, int(cooperation), int(conflict), mean)
        months.setdefault(other, []).append(found_in)
        before, number = sums.get(other, (0.0, 0))
        sums[other] = before + total, number + valued
    found = []
    for other, rows in months.items():
        total, number = sums[other]
        found.append(
            Dyad(
                *(other, name_of(other), sum(m.stories for m in rows)),
                *(sum(m.cooperation for m in rows), sum(m.conflict for m in rows)),
                intensity=round(total / number, 3) if number else None,
                months=tuple(sorted(rows, key=lambda m: m.month or "")),
            )
        )
    return tuple(sorted(found, key=lambda each: (-each.stories, each.other)))
