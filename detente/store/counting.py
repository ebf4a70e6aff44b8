"""Which events count for their dyads: acts that are the best of their story, or in none yet."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.store.schema import dyads, events, stories, story_events

_CHUNK = 2000  # values of one query


def recount(connection: Connection, names: Iterable[str] | None = None) -> None:
    """Bring `dyads.counts` of these events, or of all, up to what their stories say now."""
    best = stories.alias("best_of")
    act = sa.exists().where(events.c.id == dyads.c.event, events.c.status == "act")
    beside = sa.exists().where(
        story_events.c.event == dyads.c.event,
        best.c.id == story_events.c.story,
        best.c.best != dyads.c.event,
    )
    right = act & ~beside
    change = sa.update(dyads).where(dyads.c.counts != right).values(counts=right)
    if names is None:
        connection.execute(change)
        return
    ordered = sorted(names)
    for at in range(0, len(ordered), _CHUNK):
        connection.execute(change.where(dyads.c.event.in_(ordered[at : at + _CHUNK])))
