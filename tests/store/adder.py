"""A run of adding, as a process that can be killed: real reading and writing, no model."""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from detente.archive import _sure
from detente.archive.adding import Counts, Outcome, add_items
from detente.archive.recoding import Recoding, recode_items
from detente.errors import InputError
from detente.ingest import Failure, digest
from detente.store import schema
from detente.store.database import Database, open_store
from detente.types import Coding, Document
from tests.formats.codings import visit

for _name in ("alembic.command", "psycopg"):  # loaded once, for all processes forked from here
    with contextlib.suppress(ImportError):
        importlib.import_module(_name)

CODER = "test"


PATTERN = visit()


def documents(count: int) -> Iterator[Document | Failure]:
    """Made documents, each its own text; every tenth input cannot be read."""
    for number in range(count):
        source = f"news.jsonl, line {number}"
        if number % 10 == 9:
            yield Failure(source, InputError(f"{source}: nothing there", code="empty"))
            continue
        own = f"{PATTERN.document.text}\nNummer {number}."
        yield replace(PATTERN.document, id=digest(own), text=own, source=source)


def code(items: Iterable[Document | Failure]) -> Iterator[Coding | Failure]:
    """The coding of `visit` under the document's name."""
    for item in items:
        if isinstance(item, Failure):
            yield item
            continue
        events = tuple(replace(e, id=digest(item.id, e.id)) for e in PATTERN.events)
        yield replace(PATTERN, document=item, events=events)


def add_made(database: Database, count: int, tell: Any = lambda outcome: None) -> Counts:
    """Add the documents."""
    return add_items(database, documents(count), code, coder=CODER, tell=tell)


def run(target: str, count: int, log: str, limit: float | None = None) -> None:
    """Make or open the store, add all; each stored id is a line of the log, after its commit.

    The disk is waited for every few milliseconds. After `limit` seconds of processor time the
    process is ended by the system, wherever it is.
    """
    _sure.EVERY = 0.003
    out = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(out, b"begun\n")
    if limit is not None:
        signal.setitimer(signal.ITIMER_PROF, limit)  # its signal is not caught: an end like a kill

    def tell(outcome: Outcome) -> None:
        if outcome.kind == "added":
            os.write(out, f"{outcome.document}\n".encode())

    with open_store(target, create=True, write=True) as database:
        add_made(database, count, tell)
    os.write(out, f"finished {time.process_time()}\n".encode())


def code_again(items: Iterable[Document | Failure]) -> Iterator[Coding | Failure]:
    """Another coding: of every second document an event is gone, of the others one changed."""
    for item in code(items):
        assert isinstance(item, Coding)
        first, *rest = item.events
        odd = int(item.document.id, 16) % 2
        told = rest if odd else [replace(first, mode=None, confidence=0.2), *rest]
        yield replace(item, events=tuple(told))


def run_again(target: str, log: str, limit: float | None = None) -> None:
    """As `run`, of coding again what is there."""
    _sure.EVERY = 0.003
    out = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    if limit is not None:
        signal.setitimer(signal.ITIMER_PROF, limit)

    def tell(outcome: Recoding) -> None:
        os.write(out, f"{outcome.document}\n".encode())

    with open_store(target, write=True) as database:
        recode_items(database, code_again, coder="another", tell=tell)
    os.write(out, f"finished {time.process_time()}\n".encode())


def dump(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, those of the words that are searched too; but for the numbers of
    what was touched, which tell how often a store was changed."""
    names = sorted(sa.inspect(database.engine).get_table_names())
    found = {}
    with database.reading() as connection:
        for name in names:
            rows = connection.exec_driver_sql(f'SELECT * FROM "{name}"').all()
            found[name] = sorted((tuple(row) for row in rows), key=repr)
    assert set(schema.metadata.tables) <= set(found)
    del found[schema.touched.name]
    return found
