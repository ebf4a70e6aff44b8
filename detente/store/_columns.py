"""What all tables share: their metadata, and columns that many of them have."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, MetaData
from sqlalchemy import Text as AnyText

metadata = MetaData()

# sorted and compared by bytes in both databases, whatever the language of a PostgreSQL server
Text = AnyText().with_variant(AnyText(collation="C"), "postgresql")


def document_column() -> Column[str]:
    """The document that a row is of; it goes with it."""
    return Column("document", Text, ForeignKey("documents.id", ondelete="CASCADE"), nullable=False)


def event_column(name: str = "event") -> Column[str]:
    """The event that a row is of; it goes with it."""
    return Column(name, Text, ForeignKey("events.id", ondelete="CASCADE"), nullable=False)
