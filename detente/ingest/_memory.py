"""What somebody remembers of the web between two runs, so that pages are not asked for again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from detente.ingest._pages import Page

LONGEST = 500  # characters of a mark that are kept: servers may send any


class Memory(Protocol):
    """Where a run looks before it asks a server, and what it tells of what it got."""

    def conditions(self, address: str) -> Mapping[str, str]:
        """Headers that ask for a page only if it is another one than the last time."""

    def has_entry(self, entry: str) -> bool:
        """Whether the article of an entry of a feed (its digest) was read before."""

    def pass_over(self, source: str) -> None:
        """Nothing new was there."""

    def keep_entry(self, entry: str, document: str) -> None:
        """The document is the article of the entry; to be remembered once it is stored."""

    def keep_page(self, page: Page, source: str, document: str | None) -> None:
        """A page was read under that name: one document, or (None) a feed to its end."""


def conditions_of(tag: str | None, modified: str | None) -> dict[str, str]:
    """The headers for what a server said of a page: its ETag, its Last-Modified."""
    told = {"If-None-Match": tag, "If-Modified-Since": modified}
    return {name: value for name, value in told.items() if value}


def mark(value: str | None) -> str | None:
    """An ETag or Last-Modified as it may be sent back; None for none, and for what is no mark."""
    value = (value or "").strip()
    sound = value.isascii() and value.isprintable() and len(value) <= LONGEST
    return value if value and sound else None
