"""What people decide about two events: that they are one story, or that they are not.

    split(database, "3f9a01")             # the event stands alone
    split(database, "3f9a01", "77c0d2")   # the two are not in one story
    join(database, "3f9a01", "77c0d2")    # they are

Decisions are kept, win over every rule, and hold whatever else is added or made anew; the later
wins over the earlier. The stories that they touch are made anew in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.archive._collate_links import link_stories
from detente.archive._collate_pairs import Views
from detente.archive._collate_rows import LINKS, take
from detente.archive._collate_stories import tell_stories
from detente.archive.showing import find
from detente.errors import UsageError
from detente.store.database import Database
from detente.store.schema import decisions, events, story_events
from detente.store.writing import OURS

STORIES = 500  # whose links are made at once


def split(database: Database, event: str, other: str | None = None) -> tuple[str, ...]:
    """Keep two events apart, or take one out of its story.

    Returns the ids of their stories, then of those that other events of the old ones are in now.
    Ids may be given by their beginning. UsageError where there is no such event, where it was not
    collated yet or is of another coder, or where both are the same.
    """
    return _decide(database, "split", event, other)


def join(database: Database, event: str, other: str) -> tuple[str, ...]:
    """Put two events into one story; otherwise as `split`."""
    return _decide(database, "join", event, other)


def _decide(database: Database, kind: str, event: str, other: str | None) -> tuple[str, ...]:
    views = Views()
    with database.writing(durable=True) as connection:
        ids = [find(connection, name, ("event",))[1] for name in (event, other) if name is not None]
        touched = _touched(connection, ids)
        number = connection.execute(sa.select(sa.func.max(decisions.c.number))).scalar() or 0
        a, b = ids[0], ids[1] if len(ids) > 1 else None
        connection.execute(
            sa.insert(decisions), {"number": number + 1, "kind": kind, "a": a, "b": b}
        )
        tell_stories(connection, touched, views)
        while names := take(connection, LINKS, STORIES):
            link_stories(connection, names, views)
        return tuple(dict.fromkeys(_home(connection, name) for name in (*ids, *touched)))


def _touched(connection: Connection, ids: Sequence[str]) -> list[str]:
    """The events of the stories of the events; UsageError where they cannot be decided on."""
    if len(set(ids)) < len(ids):
        raise UsageError(f"both ids are those of event {ids[0]}; name two", code="one-event")
    query = sa.select(events.c.source).where(events.c.id == sa.bindparam("name"))
    for name in ids:
        source = connection.execute(query, {"name": name}).scalar()
        if source != OURS:
            raise UsageError(
                f"event {name} was coded by {source}: events that were imported are put together"
                " by their own codes alone",
                code="imported-event",
            )
    homes = [_home(connection, name) for name in ids]
    member = story_events.c
    mine = sa.select(member.event).where(member.story.in_(homes)).order_by(member.position)
    return list(connection.execute(mine).scalars())


def _home(connection: Connection, event: str) -> str:
    query = sa.select(story_events.c.story).where(story_events.c.event == event)
    found = connection.execute(query).scalar()
    if found is None:
        raise UsageError(
            f"event {event} is in no story yet; run `detente collate` first", code="not-collated"
        )
    return str(found)
