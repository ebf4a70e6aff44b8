"""What a store holds and where it came from: counts, outlets, languages, coders, failures.

found = status(connection)
found.documents, found.waiting, found.failures[0].message
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.archive.asking import waiting
from detente.store.schema import (
    assessments,
    copies,
    documents,
    events,
    failures,
    statements,
    stories,
)

MOST = 200  # outlets, coders and failures that are listed


@dataclass(frozen=True, slots=True)
class Group:
    """Documents of one outlet, language or coder; days are None where none is known."""

    name: str | None
    documents: int
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that could not be read or coded."""

    source: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Status:
    """What a store holds; of outlets, coders and failures the first MOST.

    `copies` counts documents that print or translate another one; `waiting` those that were not
    compared with the others yet; `failed` all failures.
    """

    documents: int
    events: int
    stories: int
    assessments: int
    statements: int
    copies: int
    waiting: int
    first: str | None
    last: str | None
    languages: tuple[Group, ...]
    publishers: tuple[Group, ...]
    coders: tuple[Group, ...]
    failed: int
    failures: tuple[Failure, ...]


def status(connection: Connection) -> Status:
    """What the store holds now."""
    first, last = connection.execute(
        sa.select(sa.func.min(documents.c.published), sa.func.max(documents.c.published))
    ).one()
    whole = copies.c.kind.in_(("copy", "translation"))
    f = failures.c
    listed = sa.select(f.source, f.code, f.message).order_by(f.source).limit(MOST)
    return Status(
        documents=_count(connection, documents),
        events=_count(connection, events),
        stories=_count(connection, stories),
        assessments=_count(connection, assessments),
        statements=_count(connection, statements),
        copies=connection.scalar(
            sa.select(sa.func.count(copies.c.document.distinct())).where(whole)
        )
        or 0,
        waiting=waiting(connection),
        first=first,
        last=last,
        languages=_groups(connection, documents.c.language),
        publishers=_groups(connection, documents.c.publisher),
        coders=_groups(connection, documents.c.coder),
        failed=_count(connection, failures),
        failures=tuple(Failure(*row) for row in connection.execute(listed)),
    )


def _count(connection: Connection, table: sa.Table) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _groups(connection: Connection, column: Any) -> tuple[Group, ...]:
    """Documents by a column, the most first."""
    number = sa.func.count().label("number")
    published = documents.c.published
    found = (
        sa.select(column, number, sa.func.min(published), sa.func.max(published))
        .group_by(column)
        .order_by(number.desc(), column.is_(None), column)
        .limit(MOST)
    )
    return tuple(Group(*row) for row in connection.execute(found))
