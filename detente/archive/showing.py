"""One event, story, document, assessment or statement with all that a store has of it.

record = show(connection, "3f9a01")      # an id or its beginning
print(explain(connection, "3f9a01"))     # why it is coded as it is
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.archive._columns import COLUMNS, reader, wide
from detente.archive._explained import explain_record
from detente.errors import UsageError
from detente.formats.records import evidence_record
from detente.store.loading import load_codings
from detente.store.schema import (
    assessments,
    copies,
    decisions,
    documents,
    events,
    parties,
    statements,
    stories,
    story_events,
    story_links,
)
from detente.store.writing import assessment_ids
from detente.types import Coding

__all__ = ["KINDS", "explain", "find", "show"]

SHOWN = 500  # rows of a document that are shown: a file of imported events may have a million
MOST = 5  # ids named where a beginning is that of several
_TABLES = {
    "event": events,
    "story": stories,
    "document": documents,
    "assessment": assessments,
    "statement": statements,
}
KINDS = tuple(_TABLES)
_LISTS = {
    "event": "events",
    "story": "stories",
    "document": "documents",
    "assessment": "assessments",
    "statement": "statements",
}
_LAST = "\U0010ffff"

Record = dict[str, Any]


def find(connection: Connection, name: str, kinds: tuple[str, ...] = KINDS) -> tuple[str, str]:
    """(kind, id) of what has the id, or the only one that begins so; UsageError otherwise."""
    found: list[tuple[str, str]] = []
    for kind in kinds if name else ():
        column = _TABLES[kind].c.id
        if connection.scalar(sa.select(column).where(column == name)) is not None:
            return kind, name
        begins = (column >= name) & (column < name + _LAST)
        some = connection.scalars(sa.select(column).where(begins).order_by(column).limit(MOST + 1))
        found += [(kind, each) for each in some]
    if len(found) == 1:
        return found[0]
    if not found:
        what = "nothing" if kinds == KINDS else f"no {' or '.join(kinds)}"
        raise UsageError(
            f"the store has {what} with the id {name!r}, or with one that begins so; lists print"
            " the ids",
            code="no-record",
        )
    listed = ", ".join(f"{kind} {each}" for kind, each in found[:MOST])
    more = " and others" if len(found) > MOST else ""
    raise UsageError(
        f"{name!r} is the beginning of {listed}{more}; give more of it", code="no-record"
    )


def show(connection: Connection, name: str) -> Record:
    """The row of the list that it belongs to, `record` (what it is), and what hangs on it."""
    kind, own = find(connection, name)
    row = next(_rows(connection, _LISTS[kind], _TABLES[kind].c.id == own))
    parts = _PARTS.get(kind)
    return {"record": kind, **row, **(parts(connection, row) if parts else {})}


def explain(connection: Connection, name: str, event: str | None = None) -> str:
    """Why it is coded as it is, as lines of text: values, reasons, mentions.

    `event`, or its beginning, picks of a story or document the events with such ids; UsageError
    where it has none.
    """
    kind, own = find(connection, name)
    if event is not None:
        return "\n\n".join(
            explain(connection, each) for each in _picked(connection, kind, own, event)
        )
    if kind == "statement":
        raise UsageError(
            f"{own} is a statement, of which no reasons are kept; `detente show {own}` shows it",
            code="no-record",
        )
    record = show(connection, own)
    origin = record["document"] if kind in ("event", "story", "assessment") else own
    return explain_record(record, _coding(connection, str(origin)))


def _picked(connection: Connection, kind: str, own: str, event: str) -> list[str]:
    """The events of a record whose ids begin so."""
    e, m = events.c, story_events.c
    of = {
        "event": sa.select(e.id).where(e.id == own),
        "story": sa.select(m.event).where(m.story == own).order_by(m.position, m.event),
        "document": sa.select(e.id).where(e.document == own).order_by(e.offset, e.id),
    }
    known = list(connection.scalars(of[kind])) if kind in of else []
    found = [each for each in known if each.startswith(event)]
    if not found:
        listed = ", ".join(known[:SHOWN]) or "none"
        raise UsageError(
            f"{kind} {own}: no event has an id that begins with {event!r}; its events are:"
            f" {listed}",
            code="no-event",
        )
    return found


def _rows(
    connection: Connection,
    listing: str,
    condition: Any,
    order: tuple[Any, ...] = (),
    limit: int | None = None,
) -> Iterator[Record]:
    """Rows of a list by a condition of SQL."""
    statement = sa.select(*COLUMNS[listing].values()).select_from(wide(listing)).where(condition)
    read = reader(listing)
    for row in connection.execute(statement.order_by(*order).limit(limit)):
        yield read(row)


def _coding(connection: Connection, document: str) -> Coding | None:
    """Without sentences, of which no trees are kept; None for events that others coded."""
    found = next(load_codings(connection, [document]), None)
    return replace(found, sentences=()) if found else None


def _event(connection: Connection, row: Record) -> Record:
    coding = _coding(connection, row["document"])
    own = next((e for e in coding.events if e.id == row["id"]), None) if coding else None
    members = _members(connection, row["story"])
    return {
        "parties": _parties(connection, row["id"]),
        "confidences": _confidences(connection, row["id"]),
        "evidence": [evidence_record(m) for m in own.mentions] if own else [],
        "merged": [r for r in members if r["event"] == row["id"] and r["reason"]],
        "others": [r for r in members if r["event"] != row["id"]],
        "links": _links(connection, row["story"]),
        "copies": _copies(connection, row["document"]),
    }


def _story(connection: Connection, row: Record) -> Record:
    return {
        "parties": _parties(connection, row["event"]),
        "members": _members(connection, row["id"]),
        "links": _links(connection, row["id"]),
        "decisions": _decisions(connection, row["id"]),
    }


def _document(connection: Connection, row: Record) -> Record:
    own = row["id"]
    text, warnings = connection.execute(
        sa.select(documents.c.text, documents.c.warnings).where(documents.c.id == own)
    ).one()
    e, a, s = events.c, assessments.c, statements.c
    return {
        "text": text,
        "warnings": json.loads(warnings),
        **{
            f"{kind}_rows": list(
                _rows(connection, _LISTS[kind], t.document == own, (t.offset, t.id), limit=SHOWN)
            )
            for kind, t in (("event", e), ("assessment", a), ("statement", s))
        },
        "copies": _copies(connection, own),
    }


def _assessment(connection: Connection, row: Record) -> Record:
    coding = _coding(connection, row["document"])
    if coding is None:
        return {"evidence": []}
    known = dict(zip(assessment_ids(coding), coding.assessments, strict=True))
    return {"evidence": [evidence_record(m) for m in known[row["id"]].mentions]}


def _parties(connection: Connection, event: str) -> list[Record]:
    p = parties.c
    columns = (p.side, p.code, p.name, p.words, p.offset)
    found = sa.select(*columns).where(p.event == event).order_by(p.side, p.position)
    return [dict(row) for row in connection.execute(found).mappings()]


def _confidences(connection: Connection, event: str) -> Record:
    e = events.c
    columns = (e.confidence_type, e.confidence_parties, e.confidence_date, e.confidence_status)
    row = connection.execute(sa.select(*columns).where(e.id == event)).mappings().one()
    return {name.partition("_")[2]: value for name, value in row.items()}


def _members(connection: Connection, story: str | None) -> list[Record]:
    """The events of a story with their documents and the reason for which they are in it."""
    m, e, d = story_events.c, events.c, documents.c
    found = (
        sa.select(
            m.event,
            e.document,
            d.title,
            d.url,
            e.publisher,
            e.published,
            e.language,
            e.trigger,
            e.sentence,
            m.superseded,
            m.merged,
            m.reason,
            m.score,
        )
        .join_from(story_events, events, e.id == m.event)
        .join(documents, d.id == e.document)
        .where(m.story == story)
        .order_by(m.position, m.event)
    )
    return [dict(row) for row in connection.execute(found).mappings()] if story else []


def _links(connection: Connection, story: str | None) -> list[Record]:
    """Stories that belong to one: its plan, the act, its denial."""
    if not story:
        return []
    k = story_links.c
    ways = connection.execute(
        sa.select(k.story, k.other, k.kind, k.reason, k.score)
        .where((k.story == story) | (k.other == story))
        .order_by(k.kind, k.story, k.other)
    ).all()
    reasons = {
        (other if own == story else own): {"link": kind, "reason": reason, "score": score}
        for own, other, kind, reason, score in ways
    }
    told = _rows(connection, "stories", stories.c.id.in_(list(reasons)), (stories.c.id,))
    return [{**reasons[row["id"]], **row} for row in told]


def _decisions(connection: Connection, story: str) -> list[Record]:
    """What people decided about the events of a story, the first decision first."""
    d = decisions.c
    mine = sa.select(story_events.c.event).where(story_events.c.story == story)
    found = sa.select(d.kind, d.a, d.b).where(d.a.in_(mine) | d.b.in_(mine)).order_by(d.number)
    return [dict(row) for row in connection.execute(found).mappings()]


def _copies(connection: Connection, document: str) -> list[Record]:
    """Documents whose words this one prints, and those that print its own."""
    c, d = copies.c, documents.c
    found: list[Record] = []
    for way, own, other in (
        ("prints", c.document, c.original),
        ("is printed by", c.original, c.document),
    ):
        select = (
            sa.select(
                sa.literal(way).label("way"),
                other.label("document"),
                c.kind,
                c.share,
                c.reason,
                d.title,
                d.publisher,
                d.published,
            )
            .join(documents, d.id == other)
            .where(own == document)
            .order_by(d.published, other)
        )
        found += [dict(row) for row in connection.execute(select).mappings()]
    return found


_PARTS: dict[str, Callable[[Connection, Record], Record]] = {
    "event": _event,
    "story": _story,
    "document": _document,
    "assessment": _assessment,
}
