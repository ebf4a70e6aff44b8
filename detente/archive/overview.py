"""A store at one glance: how much it holds, up to which day, and what of it is new.

found = overview(connection)
found.until  # the last day with news
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.archive._relation_signals import latest_of
from detente.archive.asking import waiting
from detente.store.schema import (
    assessments,
    documents,
    events,
    failures,
    pending,
    statements,
    stories,
)

__all__ = ["Input", "Overview", "Waiting", "inputs", "overview", "waiting_documents"]


@dataclass(frozen=True, slots=True)
class Overview:
    """Numbers of rows; `until` is the last day with news, None where no day is known.

    `waiting` counts documents that were not compared with the others yet, `failures` inputs that
    could not be read or coded.
    """

    documents: int
    stories: int
    events: int
    assessments: int
    statements: int
    waiting: int
    failures: int
    until: dt.date | None


def overview(connection: Connection) -> Overview:
    """What the store holds now."""
    return Overview(
        documents=_count(connection, documents),
        stories=_count(connection, stories),
        events=_count(connection, events),
        assessments=_count(connection, assessments),
        statements=_count(connection, statements),
        waiting=waiting(connection),
        failures=_count(connection, failures),
        until=latest_of(connection),
    )


def _count(connection: Connection, table: sa.Table) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


@dataclass(frozen=True, slots=True)
class Input:
    """A file, feed or address that several documents came from."""

    source: str
    documents: int
    first: str | None
    last: str | None


def inputs(connection: Connection, limit: int) -> tuple[Input, ...]:
    """Where documents came from that were not alone there; those with most first."""
    d, number = documents.c, sa.func.count().label("number")
    query = (
        sa.select(d.source, number, sa.func.min(d.published), sa.func.max(d.published))
        .where(d.source.is_not(None))
        .group_by(d.source)
        .having(number > 1)
        .order_by(number.desc(), d.source)
        .limit(limit)
    )
    return tuple(Input(*row) for row in connection.execute(query))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document that was not compared with the others yet."""

    id: str
    title: str | None
    publisher: str | None
    published: str | None


def waiting_documents(connection: Connection, limit: int) -> tuple[Waiting, ...]:
    """Documents that `detente collate` has still to look at, by id."""
    d = documents.c
    query = (
        sa.select(d.id, d.title, d.publisher, d.published)
        .join(pending, pending.c.document == d.id)
        .order_by(d.id)
        .limit(limit)
    )
    return tuple(Waiting(*row) for row in connection.execute(query))
