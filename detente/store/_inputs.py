"""The tables of what was fetched: addresses, entries of feeds, and inputs that failed."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table

from detente.store._columns import Text, document_column, metadata

# addresses that were read, and how the server knows them; `document` is null for a feed
visits = Table(
    "visits",
    metadata,
    Column("address", Text, primary_key=True),
    Column("document", Text, ForeignKey("documents.id", ondelete="CASCADE")),
    Column("tag", Text),  # ETag
    Column("modified", Text),  # Last-Modified
)

# entries of feeds whose pages were read: a digest of all that the feed says of the article
entries = Table(
    "entries",
    metadata,
    Column("entry", Text, primary_key=True),
    document_column(),
)

# inputs that could not be read or coded; a later success takes them out
failures = Table(
    "failures",
    metadata,
    Column("source", Text, primary_key=True),
    Column("code", Text, nullable=False),
    Column("message", Text, nullable=False),
)
