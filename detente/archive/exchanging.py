"""Coded events of others into a store, and what is in a store out to others.

    with open_store("news.db", create=True, write=True) as database:
        print(import_events(database, "events.2018.tab").added)
        print(export_events(database, "polecat", Path("out.txt")).written)

A file is imported in batches, each one transaction: a run that was ended anywhere goes on when it
is started again, and ends with the same rows. Every event is there once, by the id that its
source gives it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TextIO

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.archive._acts import act_of, tell_acts
from detente.archive._coded import Loader
from detente.archive._event_files import digest_of, lines_of, sample_of
from detente.archive.asking import rows as listed
from detente.archive.asking import unfinished
from detente.archive.queries import Query, make_query
from detente.errors import UsageError
from detente.formats import flat, graphml, parquet
from detente.formats.exchange import OURS, READERS, WRITERS, Coded, Losses, format_of, read
from detente.outputs import file_output, text_output
from detente.store.database import Database
from detente.store.imported import Rows, rows_of
from detente.store.schema import documents, dyads, events, imported, parties

BATCH = 2_000  # events of a transaction
FORMATS = (*sorted(WRITERS), "parquet")  # that can be written
BY = ("story", "event")  # what makes a row


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file: its format and the id of its row among the documents.

    `added` events are new; `known` were there as they are; of `differing` ones the store had
    the id with other values, which it keeps. `skipped` counts what could not be read or coded.
    """

    form: str
    document: str
    added: int
    known: int
    differing: int
    skipped: Losses


def import_events(
    database: Database,
    path: str | Path,
    *,
    form: str | None = None,
    source: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> Imported:
    """Read a file of coded events, plain, gzipped or alone in a zip, into the store.

    `form` is one of READERS; without it the content tells. `source` names the data set; without
    it what the rows name as their coder, else the format. `progress` is called with the number
    of events of each batch when it is stored. InputError where the file cannot be read,
    UsageError for a source or format that cannot be.
    """
    _check(form, source)
    name = str(path)
    form = form or format_of(sample_of(name), name=name)
    document = digest_of(name, source or form)
    file = {
        "id": document,
        "title": Path(name).name,
        "text": "",
        "url": None,
        "publisher": None,
        "language": None,
        "published": None,
        "source": name,
        "words": 0,
        "warnings": "[]",
        "coder": source or form,
    }
    skipped: Losses = Counter()
    done: Counter[str] = Counter()
    with lines_of(name, skipped) as lines:
        found = read(lines, form, name=name, skipped=skipped)
        while batch := [_named(e, source, form) for e in islice(found, BATCH)]:
            rows = [(act_of(event), rows_of(event, document)) for event in batch]
            with database.writing(durable=True) as connection:
                _add_file(connection, file)
                counts = _add(connection, rows)
            done += counts
            if progress is not None:
                progress(len(batch))
    return Imported(form, document, done["added"], done["known"], done["differing"], skipped)


def _check(form: str | None, source: str | None) -> None:
    if form is not None and form not in READERS:
        raise UsageError(
            f"format {form!r} cannot be read; those that can are {', '.join(READERS)}",
            code="bad-format",
        )
    if source is not None and (source == OURS or not source.strip() or not source.isprintable()):
        raise UsageError(
            f"source {source!r} cannot be: it names the coder of the file in plain characters,"
            f" and {OURS!r} stands for what was read here",
            code="bad-source",
        )


def _named(event: Coded, source: str | None, form: str) -> Coded:
    """The event with the source that it is stored under."""
    own = source or (form if event.source == OURS else event.source)
    return event if event.source == own else replace(event, source=own)


def _add_file(connection: Connection, file: Mapping[str, object]) -> None:
    there = sa.select(documents.c.id).where(documents.c.id == file["id"])
    if connection.execute(there).first() is None:
        connection.execute(sa.insert(documents), [dict(file)])


def _add(connection: Connection, batch: list[tuple[str, Rows]]) -> Counter[str]:
    """Add the events of a batch that are not there; counts those and the others."""
    ids = [rows.event["id"] for _, rows in batch]
    there = sa.select(imported.c.event, imported.c.digest).where(imported.c.event.in_(ids))
    known = {row.event: row.digest for row in connection.execute(there)}
    counts: Counter[str] = Counter()
    fresh: list[tuple[str, Rows]] = []
    for story, rows in batch:
        own, digest = rows.event["id"], rows.imported["digest"]
        if own in known:
            counts["known" if known[own] == digest else "differing"] += 1
            continue
        known[own] = digest
        fresh.append((story, rows))
    counts["added"] = len(fresh)
    for table, many in (
        (events, [rows.event for _, rows in fresh]),
        (imported, [rows.imported for _, rows in fresh]),
        (parties, [party for _, rows in fresh for party in rows.parties]),
        (dyads, [dyad for _, rows in fresh for dyad in rows.dyads]),
    ):
        if many:
            connection.execute(sa.insert(table), many)
    tell_acts(connection, fresh)
    return counts


@dataclass(frozen=True, slots=True)
class Exported:
    """What became of a list: how many events or stories it had, and what the format lost.

    `losses` counts by reason; those that begin with "left out" are in no row of the file.
    `unfinished` tells what the stories lack before `detente collate`; None where that is nothing,
    or where events were written.
    """

    listed: int
    losses: Losses
    unfinished: str | None


def export_events(
    database: Database,
    form: str,
    out: Path | TextIO,
    *,
    query: Query | None = None,
    by: str = "story",
    sectors: bool = True,
) -> Exported:
    """Write what a query of events or stories asks for in one of FORMATS, by date.

    `by` "story" gives each story once, with the values of its best event and the number of its
    independent reports; "event" each event of each document. Without `sectors` the network of
    GraphML has states and bodies as nodes. A file appears when it is whole. UsageError for a
    format or list that cannot be, where Parquet is asked for without a file, and for the file of
    the store.
    """
    with database.reading() as connection:
        return write_events(
            connection, form, out, query=query, by=by, sectors=sectors, apart=database.files
        )


def write_events(
    connection: Connection,
    form: str,
    out: Path | TextIO,
    *,
    query: Query | None = None,
    by: str = "story",
    sectors: bool = True,
    guarded: bool = False,
    apart: Sequence[Path] = (),
) -> Exported:
    """The same over a connection; `guarded` keeps programs from taking cells of CSV as formulas,
    and a file that is one of `apart` is not written.
    """
    for what, value, known in (("format", form, FORMATS), ("list", by, BY)):
        if value not in known:
            raise UsageError(
                f"{what} {value!r} cannot be written; {', '.join(known)} can", code="bad-format"
            )
    listing = "stories" if by == "story" else "events"
    query = replace(query or make_query(listing), sort="date")
    seen = 0

    def ids() -> Iterator[str]:
        nonlocal seen
        for row in listed(connection, listing, query):
            seen += 1
            yield row["id"]

    left = unfinished(connection) if by == "story" else None
    found = _found(Loader(connection), form, by, ids())
    if form == "parquet":
        losses = _write_parquet(found, out, apart)
    elif isinstance(out, Path):
        with text_output(out, apart=apart) as text:
            losses = _write(form, found, text, sectors, guarded)
    else:
        losses = _write(form, found, out, sectors, guarded)
    return Exported(seen, losses, left)


def _found(loader: Loader, form: str, by: str, ids: Iterable[str]) -> Iterator[Coded]:
    if by == "event":
        return loader.events(ids)
    return loader.tellings(ids) if form == "gdelt-mentions" else loader.stories(ids)


def _write(form: str, found: Iterable[Coded], out: TextIO, sectors: bool, guarded: bool) -> Losses:
    if form == "graphml":
        return graphml.write(found, out, sectors=sectors)
    if form == "csv":
        return flat.write(found, out, guarded=guarded)
    return WRITERS[form](found, out)


def _write_parquet(found: Iterable[Coded], out: Path | TextIO, apart: Sequence[Path]) -> Losses:
    if not isinstance(out, Path):
        raise UsageError(
            "Parquet cannot be written to standard output; name a file with --output",
            code="unwritable",
        )
    with file_output(out, apart=apart) as part:
        return parquet.write(found, part)
