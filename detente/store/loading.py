"""Rows back to objects: documents, and codings as they were written."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.store.records import unpack_coding
from detente.store.schema import codings, documents
from detente.types import Assessment, Coding, Document, Event

BATCH = 200  # documents fetched by one query


def load_documents(connection: Connection, ids: Iterable[str]) -> Iterator[Document]:
    """The documents of the ids that the store has, in the order of the ids."""
    for batch in _batches(ids):
        query = sa.select(documents).where(documents.c.id.in_(batch))
        found = {row["id"]: document_of(row) for row in connection.execute(query).mappings()}
        yield from (found[name] for name in batch if name in found)


def load_codings(connection: Connection, ids: Iterable[str]) -> Iterator[Coding]:
    """The codings of the documents of the ids, in their order; others are passed over.

    Their sentences have bounds and names but no trees (`Sentence.bare`). Rows of events that
    others coded have no coding.
    """
    for batch in _batches(ids):
        query = (
            sa.select(documents, codings.c.record)
            .join(codings, codings.c.document == documents.c.id)
            .where(documents.c.id.in_(batch))
        )
        found = {row["id"]: row for row in connection.execute(query).mappings()}
        for name in batch:
            if row := found.get(name):
                yield unpack_coding(row["record"], document_of(row))


def events_of(record: bytes, document: Document) -> tuple[Event, ...]:
    """The events of a record of `codings`."""
    return unpack_coding(record, document).events


def assessments_of(record: bytes, document: Document) -> tuple[Assessment, ...]:
    """The assessments of a record of `codings`."""
    return unpack_coding(record, document).assessments


def document_of(row: Mapping[str, Any] | sa.RowMapping) -> Document:
    """The document of a row of `documents`; its warnings are those of its coding."""
    published = row["published"]
    return Document(
        *(row["id"], row["text"], row["title"], row["url"], row["publisher"], row["language"]),
        published=dt.date.fromisoformat(published) if published else None,
        source=row["source"],
        warnings=tuple(json.loads(row["warnings"])),
    )


def _batches(ids: Iterable[str]) -> Iterator[Sequence[str]]:
    source = iter(ids)
    while batch := tuple(islice(source, BATCH)):
        yield batch
