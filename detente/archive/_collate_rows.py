"""Rows in batches, and the list of what is to be derived anew (`stale`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from detente.store.schema import stale

CHUNK = 2000  # values of one query
COPIES, STORY, LINKS = "copies", "story", "links"  # of a document, of an event, of a story

T = TypeVar("T", int, str)
Rows = Sequence[Mapping[str, Any]]


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """The values, sorted, in lists of CHUNK."""
    ordered = sorted(values)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def rows_in(
    connection: Connection,
    query: sa.Select[Any],
    column: sa.ColumnElement[Any],
    values: Iterable[T],
) -> Iterator[Any]:
    """The rows of a query whose column has one of the values."""
    for chunk in chunks(values):
        yield from connection.execute(query.where(column.in_(chunk)))


def delete_in(
    connection: Connection, table: sa.Table, column: sa.ColumnElement[Any], values: Iterable[T]
) -> None:
    """Delete the rows whose column has one of the values."""
    for chunk in chunks(values):
        connection.execute(sa.delete(table).where(column.in_(chunk)))


def by_index(connection: Connection) -> None:
    """To the end of the transaction PostgreSQL looks rows up by their indexes.

    Tables that grow from nothing have statistics that are wrong or none, by which it reads whole
    tables for each batch, and the more the more there is. Here all is looked up by keys.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        connection.exec_driver_sql("SET LOCAL jit = off")


def insert(connection: Connection, table: sa.Table, rows: Rows, *, new: bool = False) -> None:
    """Insert the rows, all with the same columns; with `new` those whose key is there already are
    passed over."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        names = tuple(rows[0])
        columns = {f"_{i}": [row[name] for row in rows] for i, name in enumerate(names)}
        connection.execute(_insert_at_once(table, names, new), columns)
    elif new:
        connection.execute(sqlite.insert(table).on_conflict_do_nothing(), rows)
    else:
        connection.execute(sa.insert(table), rows)


@cache
def _insert_at_once(table: sa.Table, names: tuple[str, ...], new: bool) -> postgresql.Insert:
    """A statement that takes an array for each column: one for all rows, quicker than one each."""
    types = [table.c[name].type for name in names]
    arrays = [sa.bindparam(f"_{i}", type_=postgresql.ARRAY(kind)) for i, kind in enumerate(types)]
    columns = [sa.column(name, kind) for name, kind in zip(names, types, strict=True)]
    given = sa.func.unnest(*arrays).table_valued(*columns).render_derived(name="given")
    query = sa.select(*(given.c[name] for name in names))
    statement = postgresql.insert(table).from_select(list(names), query)
    return statement.on_conflict_do_nothing() if new else statement


def put_off(connection: Connection, kind: str, items: Iterable[str]) -> None:
    """Note that something is to be derived anew."""
    insert(connection, stale, [{"kind": kind, "item": i} for i in sorted(items)], new=True)


def take(connection: Connection, kind: str, limit: int) -> list[str]:
    """The first of those that are to be derived anew."""
    query = sa.select(stale.c.item).where(stale.c.kind == kind).order_by(stale.c.item)
    return list(connection.execute(query.limit(limit)).scalars())


def done(connection: Connection, kind: str, items: Iterable[str]) -> None:
    """Note that something was derived."""
    for chunk in chunks(items):
        connection.execute(sa.delete(stale).where(stale.c.kind == kind, stale.c.item.in_(chunk)))


def waiting(connection: Connection, kind: str) -> int:
    """How many are to be derived anew."""
    query = sa.select(sa.func.count()).select_from(stale).where(stale.c.kind == kind)
    return connection.execute(query).scalar_one()
