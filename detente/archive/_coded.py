"""Events and stories of a store in the neutral form that the exchange formats are written from."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.formats.exchange import OURS, Coded, coded_event
from detente.store.imported import load_imported
from detente.store.loading import document_of
from detente.store.records import raw_events, read_event
from detente.store.schema import codings, documents, events, stories, story_events
from detente.types import Document

CHUNK = 200  # events that are fetched at once
_KEPT = 1000  # documents that are kept: lists by date come back to a document soon

_Told = tuple[Document, Mapping[str, Any]]  # a document with its events by id, still to be read


class Loader:
    """Fetches events by their ids, in the order asked for."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: OrderedDict[str, _Told] = OrderedDict()

    def events(self, ids: Iterable[str]) -> Iterator[Coded]:
        """The events, each as its document tells it; `reports` is the number of its story."""
        for some in _chunks(ids):
            found = self._fetch(some)
            yield from (found[own] for own in some)

    def stories(self, ids: Iterable[str]) -> Iterator[Coded]:
        """The stories: the values of the best event, `told` and `reports` those of the story.

        Of imported events nobody knows the independent reports: they keep the numbers of their
        file.
        """
        for some in _chunks(ids):
            query = sa.select(stories.c.id, stories.c.best, stories.c.reports)
            rows = {r.id: r for r in self._connection.execute(query.where(stories.c.id.in_(some)))}
            found = self._fetch([row.best for row in rows.values()])
            told = self._told(some)
            for own in some:
                best = found[rows[own].best]
                if best.source == OURS:
                    best = replace(best, told=told[own], reports=rows[own].reports)
                yield best

    def tellings(self, ids: Iterable[str]) -> Iterator[Coded]:
        """Each telling of each story as an event: id, date, code and parties are those of the
        best event; document, mentions, offsets and confidence those of the telling.
        """
        for some in _chunks(ids):
            members: dict[str, list[str]] = defaultdict(list)
            query = (
                sa.select(story_events.c.story, story_events.c.event)
                .where(story_events.c.story.in_(some))
                .order_by(story_events.c.story, story_events.c.position)
            )
            for row in self._connection.execute(query):
                members[row.story].append(row.event)
            found = self._fetch([event for own in some for event in members[own]])
            for own, best in zip(some, self.stories(some), strict=True):
                yield from (_telling(best, found[event]) for event in members[own])

    def _fetch(self, ids: Sequence[str]) -> Mapping[str, Coded]:
        """The events of a chunk or a few, by id."""
        places: dict[str, tuple[str, int]] = {}
        others: list[str] = []
        for some in _chunks(ids):
            query = sa.select(events.c.id, events.c.document, events.c.source, events.c.reports)
            for row in self._connection.execute(query.where(events.c.id.in_(some))):
                if row.source == OURS:
                    places[row.id] = row.document, row.reports
                else:
                    others.append(row.id)
        found: dict[str, Coded] = {}
        for some in _chunks(others):
            found |= load_imported(self._connection, some)
        told = self._documents(sorted({document for document, _ in places.values()}))
        for own, (name, reports) in places.items():
            document, raw = told[name]
            found[own] = coded_event(document, read_event(raw[own]), reports=reports)
        return found

    def _documents(self, ids: Sequence[str]) -> Mapping[str, _Told]:
        """Documents that were read here, with their events."""
        found = {name: self._known[name] for name in ids if name in self._known}
        query = sa.select(documents, codings.c.record).join(codings)
        missing = documents.c.id.in_([name for name in ids if name not in found])
        for row in self._connection.execute(query.where(missing)).mappings():
            found[row["id"]] = document_of(row), raw_events(row["record"])
        for name, told in found.items():
            self._known[name] = told
            self._known.move_to_end(name)
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return found

    def _told(self, ids: Sequence[str]) -> Mapping[str, int]:
        """How often the text of any document tells each story."""
        query = (
            sa.select(story_events.c.story, sa.func.sum(events.c.mentions))
            .join(events, events.c.id == story_events.c.event)
            .where(story_events.c.story.in_(ids))
            .group_by(story_events.c.story)
        )
        return {story: int(told) for story, told in self._connection.execute(query)}


def _telling(best: Coded, event: Coded) -> Coded:
    starts = {p.code: p.start for p in (*event.actor, *event.recipient)}
    sides = (
        tuple(replace(p, start=starts.get(p.code)) for p in side)
        for side in (best.actor, best.recipient)
    )
    actor, recipient = sides
    return replace(
        best,
        actor=actor,
        recipient=recipient,
        publisher=event.publisher,
        url=event.url,
        title=event.title,
        document=event.document,
        language=event.language,
        published=event.published,
        text=event.text,
        sentence=event.sentence,
        confidence=event.confidence,
        mentions=event.mentions,
        length=event.length,
    )


def _chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    source = iter(ids)
    while some := list(islice(source, CHUNK)):
        yield some
