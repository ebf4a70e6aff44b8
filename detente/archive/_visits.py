"""What a store remembers of the web: see `detente.ingest._memory`.

That an article was read is written in the transaction of its document, and that a feed was read
at the end of the run, if nothing of it failed: a run that ends before asks for the rest again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from detente.ingest._memory import conditions_of
from detente.ingest._pages import Page
from detente.store.database import Database
from detente.store.schema import entries, visits
from detente.store.writing import sources_of

Row = dict[str, Any]


class Visits:
    """The memory of one run; `passed` is called with the sources that gave nothing new."""

    def __init__(self, database: Database, passed: Callable[[str], None]) -> None:
        self._database = database
        self._passed = passed
        self._entries: dict[str, list[Row]] = defaultdict(list)  # by document
        self._pages: dict[str, list[Row]] = defaultdict(list)
        self._feeds: list[tuple[str, Row]] = []
        self._failed: set[str] = set()

    def conditions(self, address: str) -> Mapping[str, str]:
        """See `Memory`."""
        query = sa.select(visits.c.tag, visits.c.modified).where(visits.c.address == address)
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        return conditions_of(row.tag, row.modified) if row else {}

    def has_entry(self, entry: str) -> bool:
        """See `Memory`."""
        query = sa.select(entries.c.entry).where(entries.c.entry == entry)
        with self._database.reading() as connection:
            return connection.execute(query).first() is not None

    def pass_over(self, source: str) -> None:
        """See `Memory`."""
        self._passed(source)

    def keep_entry(self, entry: str, document: str) -> None:
        """See `Memory`."""
        self._entries[document].append({"entry": entry, "document": document})

    def keep_page(self, page: Page, source: str, document: str | None) -> None:
        """See `Memory`; a page without a mark cannot be asked for in that way."""
        row = {"address": page.url, "document": document}
        row |= {"tag": page.tag, "modified": page.modified}
        if not page.tag and not page.modified:
            return
        if document is None:
            self._feeds.append((source, row))
        else:
            self._pages[document].append(row)

    def fail(self, source: str) -> None:
        """An input failed: the feed that it is of will be asked for again."""
        self._failed |= set(sources_of([source]))

    def knows(self, document: str) -> bool:
        """Whether there is something to be written with the document."""
        return document in self._entries or document in self._pages

    def write(self, connection: Connection, documents: Iterable[str]) -> None:
        """Write what is to be remembered of documents, which are in the store."""
        names = list(documents)
        _put(connection, entries, [r for name in names for r in self._entries.pop(name, ())])
        _put(connection, visits, [r for name in names for r in self._pages.pop(name, ())])

    def finish(self) -> None:
        """Write which feeds were read to their end without a failure."""
        whole = [row for source, row in self._feeds if source not in self._failed]
        if whole:
            with self._database.writing(shared=True) as connection:
                _put(connection, visits, whole)


def _put(connection: Connection, table: sa.Table, rows: Iterable[Row]) -> None:
    """Insert the rows in the order of their keys; one that is there is replaced."""
    (key,) = table.primary_key
    last = {row[key.name]: row for row in rows}
    dialect: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    for _, row in sorted(last.items()):
        insert = dialect.insert(table).values(row)
        connection.execute(insert.on_conflict_do_update(index_elements=[key], set_=row))
