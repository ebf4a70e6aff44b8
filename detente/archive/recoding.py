"""Coding again what an older program, model or codebook coded: one transaction a document.

A run that is ended at any moment goes on where it stopped when it is started again: `documents`
tells what coded each. What is derived (copies, stories) is taken out and compared anew for what
changed alone; `collate` makes the stories.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.archive._collate_copies import change_facts
from detente.archive._collate_pairs import Views, add_events, take_out_events
from detente.archive._sure import Sure
from detente.archive.adding import Coder, Item, as_generator, coder_of
from detente.corpus._story_keys import number_of
from detente.corpus._story_view import load_rules, view
from detente.errors import DetenteError, InputError
from detente.ingest import Failure
from detente.run import Options, check, code_all
from detente.stages.language import detect_language
from detente.stages.merge import distinct
from detente.store.database import Database
from detente.store.loading import load_codings
from detente.store.rewriting import Changes, rewrite_coding
from detente.store.schema import codings, collated, documents, pending, sketches
from detente.types import Coding, Document

WINDOW = 32  # documents that are read at once


@dataclass(frozen=True, slots=True)
class Recoding:
    """What became of one document; `changes` is None where it failed, with its `error`.

    A document that failed keeps its older coding.
    """

    document: str
    changes: Changes | None
    error: DetenteError | None = None


@dataclass(frozen=True, slots=True)
class Recoded:
    """How many documents were coded again, how many say something else now, and how many failed.

    `changes` is the sum over all.
    """

    documents: int = 0
    otherwise: int = 0
    failed: int = 0
    changes: Changes = field(default_factory=Changes)


@dataclass(frozen=True, slots=True)
class CodedBy:
    """How many documents of a store a coder coded; `now` marks the one that codes today."""

    coder: str
    documents: int
    now: bool


Tell = Callable[[Recoding], None]


def recode(database: Database, options: Options, *, tell: Tell = lambda outcome: None) -> Recoded:
    """Code all documents again that something else coded than what `options` and program name.

    Texts, titles and days are those of the store; the language is that of `options`, else
    detected anew (`spoken`). `tell` is called with each outcome once it is sure. StoreError,
    UsageError and CodebookError as `add`.
    """
    check(options)

    def code(items: Iterable[Item]) -> Iterator[Coding | Failure]:
        known = (item if isinstance(item, Failure) else spoken(item, options) for item in items)
        return code_all(known, options)

    return recode_items(database, code, coder=coder_of(options), tell=tell)


def spoken(document: Document, options: Options) -> Document:
    """The document with the language in which it is to be coded again.

    The one that was said now, else the one that is detected: a store does not know whether the
    language it has was detected or said. Where none can be told for sure, or one that is not
    served, the one that it has.
    """
    language = options.language
    if language is None:
        try:
            language = detect_language(document.text)
        except InputError:
            language = document.language
    return document if language == document.language else replace(document, language=language)


def recode_items(
    database: Database, code: Coder, *, coder: str, tell: Tell = lambda outcome: None
) -> Recoded:
    """As `recode`, coded by `code`, which `coder` names."""
    total = Recoded()

    def count(outcome: Recoding) -> None:
        nonlocal total
        changes = outcome.changes
        if changes is None:
            total = replace(total, failed=total.failed + 1)
        else:
            total = Recoded(
                total.documents + 1,
                total.otherwise + (not changes.nothing),
                total.failed,
                total.changes + changes,
            )
        tell(outcome)

    with (
        Sure(database, count) as sure,
        closing(as_generator(code(_older(database, coder)))) as made,
    ):
        for item in made:
            if isinstance(item, Failure):
                sure.add(Recoding(item.source, None, item.error))
            elif (changes := _replace(database, item, coder)) is not None:
                sure.add(Recoding(item.document.id, changes))
    return total


def coders(connection: Connection, options: Options) -> list[CodedBy]:
    """What coded the documents of a store, by the number of documents, most first."""
    many = sa.func.count().label("many")
    query = (
        sa.select(documents.c.coder, many)
        .join(codings, codings.c.document == documents.c.id)
        .group_by(documents.c.coder)
        .order_by(many.desc(), documents.c.coder)
    )
    now = coder_of(options)
    return [CodedBy(row.coder, row.many, row.coder == now) for row in connection.execute(query)]


def count_older(connection: Connection, options: Options) -> int:
    """How many documents `recode` would code again."""
    return sum(found.documents for found in coders(connection, options) if not found.now)


def _older(database: Database, coder: str) -> Iterator[Item]:
    """The documents that something else coded, by their ids; their sources are their ids."""
    last = ""
    while True:
        with database.reading() as connection:
            query = (
                sa.select(documents.c.id)
                .join(codings, codings.c.document == documents.c.id)
                .where(documents.c.coder != coder, documents.c.id > last)
                .order_by(documents.c.id)
                .limit(WINDOW)
            )
            names = list(connection.execute(query).scalars())
            found = [coding.document for coding in load_codings(connection, names)]
        if not names:
            return
        last = names[-1]
        yield from found


def _replace(database: Database, new: Coding, coder: str) -> Changes | None:
    """Write the coding of a document; None where another process was quicker, or it is gone."""
    name = new.document.id
    with database.writing() as connection:
        query = sa.select(documents.c.coder).where(documents.c.id == name)
        if connection.execute(query).scalar() in (None, coder):
            return None
        old = next(load_codings(connection, [name]), None)
        if old is None or old.document.text != new.document.text:
            return None
        new = replace(new, events=distinct(new.events))
        if not _collated(connection, name):
            return rewrite_coding(connection, old, new, coder=coder)
        return _compare_anew(connection, old, new, coder)


def _collated(connection: Connection, document: str) -> bool:
    """Whether a document was compared with others."""
    there = sa.select(sketches.c.document).where(sketches.c.document == document)
    waits = sa.select(pending.c.document).where(pending.c.document == document)
    rows = connection.execute(there).first(), connection.execute(waits).first()
    return rows[0] is not None and rows[1] is None


def _compare_anew(connection: Connection, old: Coding, new: Coding, coder: str) -> Changes:
    """Write the coding, and what copies and stories are found by, as far as that is other now."""
    views, rules = Views(), load_rules()
    kept = views.load(connection, [number_of(event.id) for event in old.events])
    before = {one.id: one for one in kept.values()}
    after = {event.id: view(event, new.document, rules) for event in new.events}
    out = [name for name, one in before.items() if after.get(name) != one]
    fresh = [event for event in new.events if before.get(event.id) != after[event.id]]
    if out:
        take_out_events(connection, out, views)
    changes = rewrite_coding(connection, old, new, coder=coder)
    if fresh:
        add_events(connection, [replace(new, events=tuple(fresh))], views)
    others = change_facts(connection, new)
    if out or fresh or others:
        connection.execute(sa.update(collated).values(recoded=collated.c.recoded + 1))
    return changes
