"""Whether a store or a table knows what a query names; UsageError for a value that nothing has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.archive.naming import places_of
from detente.archive.queries import Query, unknown
from detente.codebook import PLOVER
from detente.errors import UsageError
from detente.resources import read_yaml, served_languages
from detente.store.schema import documents, events
from detente.store.writing import OURS

MOST = 1_000  # values of the store among which one that looks like an unknown one is sought
_OTHERS = sa.text("source <> 'detente'")  # in the words of the index that holds them


def check_known(connection: Connection, query: Query) -> None:
    """UsageError for a type, mode, place, language, outlet or source that there is not."""
    types = read_yaml(PLOVER / "ontology.yaml")["types"] if query.type or query.mode else {}
    modes = sorted({mode for kind in types.values() for mode in kind.get("modes", ())})
    places = [name for name in query.place if not any(places_of(name))]
    told = (documents.c.language, events.c.language)
    for what, columns, values, known in (
        ("type", (events.c.type,), query.type, sorted(types)),
        ("mode", (events.c.mode,), query.mode, modes),
        ("place", (events.c.place,), places, ()),
        ("language", told, query.language, served_languages()),
        ("publisher", (documents.c.publisher, events.c.publisher), query.publisher, ()),
    ):
        for value in values:
            if value not in known and not _held(connection, columns, value):
                raise unknown(what, value, known or _some(connection, columns[0]))
    sources_of(connection, query.source)


def sources_of(connection: Connection, source: str | Sequence[str]) -> tuple[str, ...]:
    """The coders that are meant; UsageError for one that coded nothing."""
    names = (source,) if isinstance(source, str) else tuple(source)
    for name in names:
        of_events = sa.select(events.c.id).where(events.c.source == name, _OTHERS).limit(1)
        known = name == OURS or connection.scalar(of_events)
        if not known and not _held(connection, (documents.c.coder,), name):
            raise UsageError(
                f"no events of the source {name!r} in the store; what `detente import` was given"
                f" names them, and {OURS!r} what was read here",
                code="bad-filter",
            )
    return names


def _held(connection: Connection, columns: Iterable[Any], value: str) -> bool:
    """Whether the store has the value in one of the columns."""
    return any(
        connection.scalar(sa.select(sa.literal(1)).where(column == value).limit(1))
        for column in columns
    )


def _some(connection: Connection, column: Any) -> list[str]:
    """Values of a column of the store, by the alphabet."""
    found = sa.select(column).where(column.is_not(None)).distinct().order_by(column).limit(MOST)
    return list(connection.scalars(found))
