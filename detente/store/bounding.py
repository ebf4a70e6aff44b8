"""What a server needs of an open store: an end to its questions, and a mark of its state.

with limited(connection, 10.0):                 # StoreError `query-timeout` after 10 seconds
    ...
watch = Watch(database)
watch.mark(connection)                          # another word after every change
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.errors import StoreError

if TYPE_CHECKING:
    from detente.store.database import Database

_STEPS = 20_000  # of SQLite's virtual machine between two looks at the clock: about a millisecond
_VERSION = "PRAGMA data_version"  # a number that changes with every commit of another connection
_SNAPSHOT = "SELECT CAST(pg_current_snapshot() AS text)"


def too_slow(name: str) -> StoreError:
    """The error of a question that took longer than it may."""
    return StoreError(
        f"{name}: the answer took longer than it may; ask for less: a shorter time, one dyad, or"
        " fewer filters at once",
        code="query-timeout",
    )


def _closed(name: str) -> StoreError:
    return StoreError(f"{name}: the server has ended; ask again when it runs", code="store-closed")


@contextmanager
def limited(connection: Connection, seconds: float, name: str) -> Iterator[None]:
    """All that is asked on the connection inside must end within `seconds`.

    StoreError `query-timeout` ends what takes longer, in the middle of a statement too. In
    PostgreSQL the last statement may go on for as long again.
    """
    end = time.monotonic() + seconds

    def check(*_: Any) -> None:
        if time.monotonic() > end:
            raise too_slow(name)

    sa.event.listen(connection, "before_cursor_execute", check)
    try:
        if connection.dialect.name == "sqlite":
            raw: Any = connection.connection.dbapi_connection
            raw.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
            try:
                yield
            finally:
                raw.set_progress_handler(None, 0)
        else:
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = {int(seconds * 1000) or 1}")
            yield
    finally:
        sa.event.remove(connection, "before_cursor_execute", check)


class Watch:
    """Tells whether a store has changed; holds one connection to a SQLite file.

    The word of `mark` depends on the process too: it means nothing to another one.
    """

    def __init__(self, database: Database) -> None:
        self._start = f"{os.getpid():x}-{time.time_ns():x}"
        self._name = database.name
        self._lock = Lock()
        self._closed = False
        self._raw: Any = None
        if database.dialect == "sqlite":
            self._raw = database.engine.raw_connection()

    def mark(self, connection: Connection) -> str:
        """A word for what the connection sees: two equal ones mean that nothing has changed.

        To be asked before anything else in a `Database.reading` block. Where a change happens
        just then the rows may be newer than the word, never older. It costs some microseconds
        in SQLite and one small query in PostgreSQL, however large the store is. StoreError
        `store-closed` after `close`.
        """
        number = self._number()
        if number is None:
            # the transactions that are visible: those of other databases of the server count too
            number = connection.exec_driver_sql(_SNAPSHOT).scalar()
        return f"{self._start}-{number}"

    def close(self) -> None:
        """Give back its connection; whoever still asks for a word is told."""
        with self._lock:
            self._closed = True
            if self._raw is not None:
                self._raw.close()
                self._raw = None

    def _number(self) -> int | None:
        """Of the state of a SQLite file; None for another store."""
        with self._lock:
            if self._closed:
                raise _closed(self._name)
            if self._raw is None:
                return None
            try:
                (number,) = self._raw.cursor().execute(_VERSION).fetchone()
            except sqlite3.Error as error:
                raise sa.exc.DBAPIError(_VERSION, None, error) from error
            return int(number)
