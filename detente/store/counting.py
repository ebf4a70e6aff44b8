"""Which events count for their dyads: acts that are the best of their story, or in none yet.

Whoever writes stories calls `recount`, which notes as well that their dyads are others now.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.store.schema import dyads, events, stories, story_events
from detente.store.touching import touch_all, touch_events

_CHUNK = 2000  # values of one query


def recount(connection: Connection, names: Iterable[str] | None = None) -> None:
    """Bring `dyads.counts` of these events, or of all, up to what their stories say now."""
    # each of one row, found by its key: PostgreSQL would answer an EXISTS for all events at once
    status = sa.select(events.c.status).where(events.c.id == dyads.c.event).scalar_subquery()
    best = (
        sa.select(stories.c.best)
        .join(story_events, story_events.c.story == stories.c.id)
        .where(story_events.c.event == dyads.c.event)
        .scalar_subquery()
    )
    right = (status == "act") & (sa.func.coalesce(best, dyads.c.event) == dyads.c.event)
    change = sa.update(dyads).where(dyads.c.counts != right).values(counts=right)
    if names is None:
        connection.execute(change)
        touch_all(connection)
        return
    ordered = sorted(names)
    touch_events(connection, ordered)
    for at in range(0, len(ordered), _CHUNK):
        connection.execute(change.where(dyads.c.event.in_(ordered[at : at + _CHUNK])))
