"""Where a document came from, as whoever asks the server may know it.

A store keeps the whole path of each file that was read, and that tells of the machine: its
folders, its user. Pages, the API and downloads give the name of the file alone; addresses of the
web they give as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

Row = dict[str, Any]

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_LOCAL = "file:"


def named(source: str | None) -> str:
    """An address as it is, of a file its name; "" where neither is known."""
    if source is None:
        return ""
    if _ADDRESS.match(source) and not source.lower().startswith(_LOCAL):
        return source
    return re.split(r"[/\\]", source)[-1]


def shared(listing: str, rows: Iterable[Row]) -> Iterator[Row]:
    """The rows of a list with their sources named."""
    return (shown(row) for row in rows) if listing == "documents" else iter(rows)


def shown(row: Row) -> Row:
    """A document with its source named."""
    return {**row, "source": named(row["source"])} if row["source"] else row


def without(source: str, message: str) -> str:
    """A message about an input, with its name in place of the whole path."""
    return message.replace(source, named(source)) if source else message
