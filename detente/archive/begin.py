"""From which day on a relation is worth looking at, where nobody asked for one."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.archive._relation_signals import latest_of
from detente.store.schema import documents, events, imported

YEARS = 10  # looked back at most
FRESH = 31  # days before the first report in which what it reports may have happened


def news_of(connection: Connection) -> tuple[dt.date | None, dt.date | None]:
    """(first day, last day): those between which the store has news, at most YEARS of it.

    The first is that of the first event within FRESH days before the first report; what a text
    tells of the times before lies outside. With imported events, which have no day of
    publication, the first is YEARS before the last. Both are None in a store without days.
    """
    last = latest_of(connection)
    if last is None:
        return None, None
    far = last - dt.timedelta(days=round(YEARS * 365.25))
    if connection.scalar(sa.select(imported.c.event).limit(1)):
        return far, last
    first = connection.scalar(sa.select(sa.func.min(documents.c.published)))
    if first is None:
        return far, last
    fresh = dt.date.fromisoformat(first) - dt.timedelta(days=FRESH)
    start = events.c.start
    begun = connection.scalar(sa.select(sa.func.min(start)).where(start >= fresh.isoformat()))
    return max(dt.date.fromisoformat(min(begun or first, first)), far), last
