"""Adding documents to a store: read, code, write; one transaction a document.

Documents that are in the store already are not coded again, so a run that was ended at any
moment goes on where it stopped when it is started again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, fields, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from detente.archive._sure import Sure
from detente.archive._visits import Visits
from detente.errors import DetenteError, InputError
from detente.ingest import Failure
from detente.resources import DATA, MODEL
from detente.run import Options, check, code_all, read_paths
from detente.store.database import Database
from detente.store.schema import documents, failures
from detente.store.writing import forget_failures, sources_of, write_coding, write_failure
from detente.types import Coding, Document

WINDOW = 64  # documents that are looked up together ...
WINDOW_CHARACTERS = 400_000  # ... or fewer, where they are long

_TABLES = ("actors", "codebooks", "languages", "places")  # what our coding depends on

Item = Document | Failure
Coder = Callable[[Iterable[Item]], Iterator[Coding | Failure]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input: `kind` is "added", "known" (it was there) or "failed"."""

    kind: str
    source: str
    document: str | None = None
    error: DetenteError | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many inputs were added, were there already, and could not be read or coded."""

    added: int = 0
    known: int = 0
    failed: int = 0


Tell = Callable[[Outcome], None]


def add(
    database: Database,
    paths: Iterable[str],
    options: Options,
    *,
    tell: Tell = lambda outcome: None,
) -> Counts:
    """Read, code and store all documents of the inputs.

    `tell` is called with each outcome once it is sure: what it is told as added is stored.
    Failures are kept in the table `failures`. StoreError where the store cannot be written to;
    UsageError and CodebookError before anything is read.
    """
    check(options)
    counted = _Counted(tell)
    with Sure(database, counted) as sure:
        visits = Visits(database, lambda source: sure.add(Outcome("known", source)))
        items = read_paths(paths, options, memory=visits)
        _add(database, items, lambda new: code_all(new, options), coder_of(options), sure, visits)
    visits.finish()
    return counted.counts


def add_items(
    database: Database,
    items: Iterable[Item],
    code: Coder,
    *,
    coder: str,
    tell: Tell = lambda outcome: None,
) -> Counts:
    """As `add`, of documents that are read already, coded by `code`.

    `code` gives a coding or failure for each document, and the failures that it is given.
    """
    counted = _Counted(tell)
    with Sure(database, counted) as sure:
        _add(database, items, code, coder, sure, Visits(database, lambda source: None))
    return counted.counts


def _add(
    database: Database,
    items: Iterable[Item],
    code: Coder,
    coder: str,
    sure: Sure[Outcome],
    visits: Visits,
) -> None:
    with closing(as_generator(code(_new(database, items, sure.add, visits)))) as codings:
        for item in codings:
            sure.add(_write(database, item, coder, visits))


class _Counted:
    """Counts the outcomes that are told."""

    def __init__(self, tell: Tell) -> None:
        self.counts = Counts()
        self._tell = tell

    def __call__(self, outcome: Outcome) -> None:
        number = getattr(self.counts, outcome.kind)
        self.counts = replace(self.counts, **{outcome.kind: number + 1})
        self._tell(outcome)


def coder_of(options: Options) -> str:
    """What codes, in a line: version, model, our tables; codebook and actor list that are not ours.

    Digests of the files tell one model or codebook from another.
    """
    version = import_module("detente").__version__
    parts = [
        f"detente {version}",
        f"model {_digest(MODEL / 'syntax.onnx')}",
        f"tables {_digest(*(DATA / name for name in _TABLES))}",
    ]
    if options.codebook is not None:
        parts.append(f"codebook {options.codebook.name} {_digest(options.codebook)}")
    if options.actors is not None:
        parts.append(f"actors {options.actors.name} {_digest(options.actors)}")
    return ", ".join(parts)


def _digest(*paths: Path) -> str:
    """Of files, and of all files in folders with their names."""
    found = hashlib.blake2b(digest_size=4)
    for path in paths:
        inside = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in inside:
            if file != path:
                found.update(file.relative_to(path).as_posix().encode())
            with file.open("rb") as content:
                while block := content.read(1 << 20):
                    found.update(block)
    return found.hexdigest()


def as_generator(codings: Iterator[Coding | Failure]) -> Generator[Coding | Failure, None, None]:
    """The same as a generator, which can be closed: processes end when an error ends the run."""
    yield from codings


def _write(database: Database, item: Coding | Failure, coder: str, visits: Visits) -> Outcome:
    if isinstance(item, Failure):
        return _fail(database, item, visits)
    document = item.document
    source = document.source or document.id
    with database.writing(shared=True) as connection:
        added = write_coding(connection, item, coder=coder)
        if added:
            visits.write(connection, [document.id])
    if added:
        return Outcome("added", source, document.id)
    with database.reading() as connection:  # another process, or a double in the same run
        query = sa.select(documents.c.text, documents.c.source).where(documents.c.id == document.id)
        text, other = connection.execute(query).one()
    if text != document.text:
        return _fail(database, _taken(document, other), visits)
    return Outcome("known", source, document.id)


def _fail(database: Database, failure: Failure, visits: Visits) -> Outcome:
    visits.fail(failure.source)
    source, error = _place(failure), failure.error
    with database.writing(shared=True) as connection:
        write_failure(connection, source, error)
    return Outcome("failed", source, error=error)


def _place(failure: Failure) -> str:
    """The line or entry of the source where its message begins with it; else the source."""
    place = failure.error.message.partition(": ")[0]
    return place if place.startswith(f"{failure.source}, ") else failure.source


def _new(database: Database, items: Iterable[Item], tell: Tell, visits: Visits) -> Iterator[Item]:
    """The documents that the store does not have, and the failures, in their order."""
    for window in _windows(items):
        found = [item for item in window if isinstance(item, Document)]
        with database.reading() as connection:
            query = sa.select(documents.c.id, documents.c.text, documents.c.source)
            rows = connection.execute(query.where(documents.c.id.in_([d.id for d in found])))
            stored = {name: (text, source) for name, text, source in rows}
            known = [d for d in found if stored.get(d.id, ("",))[0] == d.text]
            names = sources_of(d.source for d in known if d.source)
            past = connection.execute(
                sa.select(failures.c.source).where(failures.c.source.in_(names))
            ).all()
        read = [document.id for document in known if visits.knows(document.id)]
        if past or read:
            with database.writing(shared=True) as connection:
                forget_failures(connection, [source for (source,) in past])
                visits.write(connection, read)
        for item in window:
            if not isinstance(item, Document) or item.id not in stored:
                yield item
            elif stored[item.id][0] == item.text:
                tell(Outcome("known", item.source or item.id, item.id))
            else:
                yield _taken(item, stored[item.id][1])


def _taken(document: Document, other: str | None) -> Failure:
    source = document.source or document.id
    error = InputError(
        f"{source}: the id {document.id!r} is that of another text in the store"
        f" ({other or 'of unknown source'}); give each document an id of its own, or none",
        code="id-taken",
    )
    return Failure(source, error)


def _windows(items: Iterable[Item]) -> Iterator[list[Item]]:
    window: list[Item] = []
    length = 0
    for item in items:
        if isinstance(item, Document):
            item = _storable(item)
            length += len(item.text)
        window.append(item)
        if len(window) >= WINDOW or length >= WINDOW_CHARACTERS:
            yield window
            window, length = [], 0
    if window:
        yield window


def _storable(document: Document) -> Document:
    """The document without NUL, which PostgreSQL cannot hold: U+FFFD stands for it."""
    bad: dict[str, Any] = {}
    for field in fields(document):
        value = getattr(document, field.name)
        if isinstance(value, str) and "\0" in value:
            bad[field.name] = value.replace("\0", "\ufffd")
    return replace(document, **bad) if bad else document
