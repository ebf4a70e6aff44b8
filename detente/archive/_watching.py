"""How closely a store watched: from all that it holds, whoever it is about."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.corpus.relations import Watch, watches
from detente.store.schema import documents, events
from detente.store.writing import OURS

_d, _e = documents.c, events.c
_OTHERS = sa.text("source <> 'detente'")  # in the words of the index that holds them


def watched_of(connection: Connection, sources: Sequence[str] = ()) -> tuple[Watch, ...]:
    """The times for which the store has news, and how closely it watched, by months.

    What was read here watches by its documents, each other coder by its events; without
    `sources` all that the store has. The closest of them counts.
    """
    months: defaultdict[str, Counter[int]] = defaultdict(Counter)
    if not sources or OURS in sources:
        query = sa.select(_d.published.label("day"), sa.func.count().label("number"))
        days = query.group_by(_d.published).subquery("days")
        for month, number in connection.execute(_by_months(days)).all():
            _add(months, OURS, month, number)
    others = [name for name in sources if name != OURS]
    if others or not sources:
        query = sa.select(_e.source, _e.start.label("day"), sa.func.count().label("number"))
        query = query.where(_OTHERS)
        if others:
            query = query.where(_e.source.in_(others))
        days = query.group_by(_e.source, _e.start).subquery("days")
        for month, number, source in connection.execute(_by_months(days, days.c.source)).all():
            _add(months, source, month, number)
    return watches(months[name] for name in sorted(months))


def _by_months(days: sa.Subquery, *columns: Any) -> sa.Select[Any]:
    """Numbers of days, which an index counts in its order, as those of months ("2023-05")."""
    month = sa.func.substr(days.c.day, 1, 7).label("month")
    return sa.select(month, sa.func.sum(days.c.number), *columns).group_by(month, *columns)


def _add(
    months: defaultdict[str, Counter[int]], source: str, month: str | None, number: int
) -> None:
    if month:
        months[source][int(month[:4]) * 12 + int(month[5:7]) - 1] += int(number)
