"""Which dyads changed: whoever keeps something of a dyad asks whether its number is still the same.

    touch(connection, [("PAK", "RUS")])      # what is told of the two is another now
    touch_events(connection, ids)            # and of the parties of these events
    touch_all(connection)

Documents that are pending touch nothing when they are added, so that those who add need not wait
for each other: their dyads are touched when they are taken in (`archive.keeping`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from detente.store.schema import assessments, dyads, events, touched

MANY = 2000  # events, and dyads, of one transaction beyond which all count as touched
_CHUNK = 500  # values of one query
_ALL = {"a": "", "b": ""}  # the row of all dyads that have none of their own

Pairs = Iterable[tuple[str, str]]


def touch(connection: Connection, pairs: Pairs) -> None:
    """Note that what is told of each two parties (in either order) changes."""
    rows = [{"a": a, "b": b} for a, b in sorted({(min(p), max(p)) for p in pairs})]
    if not rows:
        return
    known = connection.scalar(sa.select(sa.func.count()).select_from(touched)) or 0
    if known + len(rows) > MANY:
        touch_all(connection)
        return
    _write(connection, rows, _next(connection))


def touch_all(connection: Connection) -> None:
    """Note that what is told of all dyads changes."""
    number = _next(connection)
    connection.execute(sa.delete(touched))
    _write(connection, [_ALL], number)


def touch_events(connection: Connection, names: Iterable[str]) -> None:
    """Note that events, which must still be there, count otherwise now."""
    query = sa.select(dyads.c.a, dyads.c.b)
    _touch_those(connection, ((query, dyads.c.event),), sorted(names))


def touch_documents(connection: Connection, names: Iterable[str]) -> None:
    """Note that all that documents tell counts otherwise now."""
    told = sa.select(dyads.c.a, dyads.c.b).join(events, events.c.id == dyads.c.event)
    said = sa.select(assessments.c.a, assessments.c.b)
    queries = ((told, events.c.document), (said, assessments.c.document))
    _touch_those(connection, queries, sorted(names))


def touch_said(connection: Connection, names: Iterable[str]) -> None:
    """Note that the assessments of documents count otherwise now."""
    query = sa.select(assessments.c.a, assessments.c.b)
    _touch_those(connection, ((query, assessments.c.document),), sorted(names))


def _touch_those(
    connection: Connection,
    queries: Sequence[tuple[sa.Select[Any], sa.ColumnElement[str]]],
    names: Sequence[str],
) -> None:
    if len(names) > MANY:
        touch_all(connection)
        return
    found = {
        (row.a, row.b)
        for query, column in queries
        for at in range(0, len(names), _CHUNK)
        for row in connection.execute(query.where(column.in_(names[at : at + _CHUNK])).distinct())
    }
    touch(connection, found)


def _next(connection: Connection) -> int:
    """A number that no dyad has had."""
    return (connection.scalar(sa.select(sa.func.max(touched.c.number))) or 0) + 1


def _write(connection: Connection, rows: Sequence[dict[str, str]], number: int) -> None:
    dialect: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    insert = dialect.insert(touched)
    insert = insert.on_conflict_do_update(
        index_elements=[touched.c.a, touched.c.b], set_={"number": insert.excluded.number}
    )
    connection.execute(insert, [{**row, "number": number} for row in rows])
