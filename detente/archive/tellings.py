"""A story with the texts that tell it: which are independent, which print others, and where.

    found = story_of(connection, "3f9a01")  # the id of a story or of one of its events
    found.record["members"], found.groups[0].documents

Reports are grouped as they are counted: a document and what prints or translates it are one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.archive.showing import find, show
from detente.store.loading import load_codings
from detente.store.schema import assessments, copies, documents, events
from detente.types import Coding

__all__ = ["MOST", "Group", "Printed", "StoryFile", "articles_of", "home_of", "story_of"]

MOST = 60  # documents whose texts are loaded
_SAME = ("copy", "translation")  # kinds of copies that are no report of their own


@dataclass(frozen=True, slots=True)
class Printed:
    """That a document prints another one of the story: how, how much of it, and why we say so."""

    original: str
    kind: str
    share: float
    reason: str


@dataclass(frozen=True, slots=True)
class Group:
    """One independent report: the documents that tell it, the original first."""

    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoryFile:
    """A story as `show` gives it (of an event in no story: that event, its only member).

    `values` has the event type, parties, date and more of every member, `codings` what is kept of
    their documents (at most MOST), `printed` which of the documents print others.
    """

    record: dict[str, Any]
    members: tuple[dict[str, Any], ...]
    values: Mapping[str, Mapping[str, Any]]
    codings: Mapping[str, Coding]
    groups: tuple[Group, ...]
    printed: Mapping[str, Printed]


def home_of(connection: Connection, name: str) -> dict[str, Any]:
    """The record of a story by its id or that of one of its events, else of the event alone."""
    kind, own = find(connection, name, ("story", "event"))
    record = show(connection, own)
    if kind == "event" and record["story"]:
        record = show(connection, record["story"])
    return record


def story_of(connection: Connection, name: str) -> StoryFile:
    """The story of an id, or the only one that begins so; UsageError otherwise."""
    record = home_of(connection, name)
    members = tuple(record["members"]) if record["record"] == "story" else (_alone(record),)
    ids = list(dict.fromkeys(row["document"] for row in members))
    printed = _printed(connection, ids)
    return StoryFile(
        record=record,
        members=members,
        values=_values(connection, [row["event"] for row in members]),
        codings={c.document.id: c for c in load_codings(connection, ids[:MOST])},
        groups=_groups(ids, printed),
        printed=printed,
    )


def articles_of(connection: Connection, ids: list[str]) -> dict[str, str]:
    """The documents of assessments, by the ids of these."""
    a = assessments.c
    query = sa.select(a.id, a.document).where(a.id.in_(ids))
    return {row.id: row.document for row in connection.execute(query)}


def _alone(event: Mapping[str, Any]) -> dict[str, Any]:
    """An event that was not compared yet, as the only member of a story."""
    keys = ("document", "title", "url", "publisher", "published", "language", "trigger", "sentence")
    apart = {"superseded": False, "merged": None, "reason": None, "score": None}
    return {"event": event["id"], **{key: event[key] for key in keys}, **apart}


def _values(connection: Connection, ids: list[str]) -> dict[str, dict[str, Any]]:
    e = events.c
    columns = (
        *(e.id, e.type, e.mode, e.quad, e.status, e.historical, e.edtf, e.actors, e.recipients),
        *(e.said_by, e.said_by_name, e.place, e.intensity, e.confidence, e.source, e.offset),
        *(e.confidence_type, e.confidence_parties, e.confidence_date, e.confidence_status),
    )
    found = {}
    for at in range(0, len(ids), 900):
        query = sa.select(*columns).where(e.id.in_(ids[at : at + 900]))
        found.update({row["id"]: dict(row) for row in connection.execute(query).mappings()})
    return found


def _printed(connection: Connection, ids: list[str]) -> dict[str, Printed]:
    """Of each document that prints another one of them: the earliest that it prints."""
    c, d = copies.c, documents.c
    query = (
        sa.select(c.document, c.original, c.kind, c.share, c.reason)
        .join(documents, d.id == c.original)
        .where(c.document.in_(ids))
        .order_by(d.published, c.original)
    )
    found: dict[str, Printed] = {}
    known = set(ids)
    for row in connection.execute(query):
        if row.original in known:
            found.setdefault(row.document, Printed(row.original, row.kind, row.share, row.reason))
    return found


def _groups(ids: list[str], printed: Mapping[str, Printed]) -> tuple[Group, ...]:
    """A copy or translation goes with its original; what prints a passage is a report."""
    groups: dict[str, list[str]] = {}
    for name in ids:
        root, seen = name, {name}
        while (
            root in printed and printed[root].kind in _SAME and printed[root].original not in seen
        ):
            root = printed[root].original
            seen.add(root)
        groups.setdefault(root, [])
        groups[root].append(name)
    return tuple(
        Group(tuple(sorted(own, key=lambda name: (name != root, ids.index(name)))))
        for root, own in groups.items()
    )
