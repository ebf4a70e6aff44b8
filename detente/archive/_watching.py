"""How closely a store watched: from all that it holds, whoever it is about."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

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
        query = sa.select(_d.published, sa.func.count()).group_by(_d.published)
        for day, number in connection.execute(query).all():
            _add(months, OURS, day, number)
    others = [name for name in sources if name != OURS]
    if others or not sources:
        query = sa.select(_e.source, _e.start, sa.func.count()).where(_OTHERS)
        if others:
            query = query.where(_e.source.in_(others))
        for source, day, number in connection.execute(query.group_by(_e.source, _e.start)).all():
            _add(months, source, day, number)
    return watches(months[name] for name in sorted(months))


def _add(months: defaultdict[str, Counter[int]], source: str, day: str | None, number: int) -> None:
    if day:
        months[source][int(day[:4]) * 12 + int(day[5:7]) - 1] += number
