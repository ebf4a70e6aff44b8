"""Collating: what is new in a store is compared with the rest, for its copies and its stories.

    collate(database)

In steps, each of many short transactions; a run that ends anywhere is taken up by the next one,
and the rows that come out do not depend on the order in which the documents came, nor on how
they were divided among runs: they are those that `detente.corpus` makes of all at once. What
remains to be done stands in `pending` (documents) and `stale` (what depends on others).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.archive._collate_copies import add_sketches, find_copies
from detente.archive._collate_links import link_stories
from detente.archive._collate_pairs import Views, add_events
from detente.archive._collate_rows import (
    COPIES,
    LINKS,
    STORY,
    by_index,
    delete_in,
    done,
    rows_in,
    take,
)
from detente.archive._collate_rows import waiting as number_waiting
from detente.archive._collate_rules import rules_digest
from detente.archive._collate_stories import tell_stories
from detente.store.counting import recount
from detente.store.database import Database
from detente.store.loading import load_codings
from detente.store.schema import (
    codings,
    collated,
    copies,
    documents,
    events,
    fact_keys,
    pending,
    sketch_keys,
    sketches,
    stale,
    stories,
    story_events,
    story_keys,
    story_pairs,
    story_views,
)
from detente.store.touching import touch_documents

DOCUMENTS, EVENTS, STORIES = 250, 1000, 500  # of one transaction
ORDERED = 50_000  # documents that are put in order at once
_DERIVED = (
    copies, sketches, sketch_keys, fact_keys, story_views, story_keys, story_pairs, stale,
    collated,
)  # fmt: skip

Progress = Callable[[str, int, int], None]  # step, how many are done, of how many


@dataclass(frozen=True, slots=True)
class Collated:
    """What a run did: documents compared; and how many of each the store has now.

    `copies` and `partial` are documents that are copies, or have passages, of another;
    `translations` those that are translations; `stories` are those of `events`, of imported
    ones too.
    """

    documents: int
    copies: int
    partial: int
    translations: int
    events: int
    stories: int


def collate(
    database: Database, *, rebuild: bool = False, progress: Progress | None = None
) -> Collated:
    """Find the copies and stories of the documents that were added since the last time.

    With `rebuild` those of all documents, from nothing but the documents, their events and what
    people decided; so too where the rules have changed since. `progress` is called after each
    transaction.
    """
    with database.writing() as connection:
        made_by = connection.execute(sa.select(collated.c.rules)).scalar()
        if rebuild or made_by not in (None, rules_digest()):
            _forget(connection)
        if made_by is None or rebuild or made_by != rules_digest():
            connection.execute(sa.insert(collated), {"rules": rules_digest(), "recoded": 0})
    views = Views()
    number = _index(database, views, progress)
    _derive(database, COPIES, DOCUMENTS, _find_copies, progress)
    _derive(database, STORY, EVENTS, lambda c, n: tell_stories(c, n, views), progress)
    _derive(database, LINKS, STORIES, lambda c, n: link_stories(c, n, views), progress)
    with database.reading() as connection:
        return _counted(connection, number)


def _forget(connection: Connection) -> None:
    """Take out all that is derived from our codings, and put their documents down as new."""
    told = sa.select(events.c.id).where(events.c.document.in_(sa.select(codings.c.document)))
    connection.execute(sa.delete(stories).where(stories.c.best.in_(told)))
    for table in (*_DERIVED, pending):
        connection.execute(sa.delete(table))
    connection.execute(
        sa.update(events).where(events.c.id.in_(told), events.c.reports != 1).values(reports=1)
    )
    recount(connection)
    every = sa.select(codings.c.document)
    connection.execute(sa.insert(pending).from_select(["document"], every))


def _index(database: Database, views: Views, progress: Progress | None) -> int:
    """Take in the documents that are pending, the oldest first; how many those were."""
    number = 0
    while True:
        with database.reading() as connection:
            total = _count(connection, pending)
            query = (
                sa.select(pending.c.document)
                .join(documents, documents.c.id == pending.c.document)
                .order_by(documents.c.published, documents.c.id)
                .limit(ORDERED)
            )
            ordered = iter(list(connection.execute(query).scalars()))
        if not total:
            return number
        before = number
        while batch := list(islice(ordered, DOCUMENTS)):
            with database.writing() as connection:
                by_index(connection)
                _take_in(connection, batch, views)
            number += len(batch)
            if progress is not None:
                progress("documents", number, before + total)


def _take_in(connection: Connection, names: Sequence[str], views: Views) -> None:
    query = sa.select(pending.c.document)
    new = {row.document for row in rows_in(connection, query, pending.c.document, names)}
    had = sa.select(sketches.c.document)
    new -= {row.document for row in rows_in(connection, had, sketches.c.document, new)}
    found = list(load_codings(connection, [name for name in names if name in new]))
    add_sketches(connection, found)
    add_events(connection, found, views)
    touch_documents(connection, names)
    delete_in(connection, pending, pending.c.document, names)


def _find_copies(connection: Connection, names: Sequence[str]) -> None:
    find_copies(connection, names)
    done(connection, COPIES, names)


def _derive(
    database: Database,
    kind: str,
    limit: int,
    step: Callable[[Connection, Sequence[str]], object],
    progress: Progress | None,
) -> None:
    """Take step after step until nothing of the kind is left to be derived anew."""
    with database.reading() as connection:
        total = number_waiting(connection, kind)
    while True:
        with database.writing() as connection:
            by_index(connection)
            names = take(connection, kind, limit)
            if names:
                step(connection, names)
        if not names:
            return
        if progress is not None:
            with database.reading() as connection:
                left = number_waiting(connection, kind)
            progress(kind, max(0, total - left), total)


def _counted(connection: Connection, number: int) -> Collated:
    many = sa.func.count(copies.c.document.distinct())
    kinds = connection.execute(sa.select(copies.c.kind, many).group_by(copies.c.kind))
    linked: dict[str, int] = {row[0]: row[1] for row in kinds}
    return Collated(
        documents=number,
        copies=linked.get("copy", 0),
        partial=linked.get("partial", 0),
        translations=linked.get("translation", 0),
        events=_count(connection, story_events),
        stories=_count(connection, stories),
    )


def _count(connection: Connection, table: sa.Table) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
