"""What the lists give: their keys, in order, with the columns that they come from.

The keys are those of `docs/asking.md`; a test compares.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from detente.store.schema import (
    assessments,
    copies,
    documents,
    events,
    statements,
    stories,
    story_events,
)

Columns = Mapping[str, sa.ColumnElement[Any]]
MANY = frozenset({"aux", "actor", "recipient", "contexts"})  # names with blanks between
DAYS = frozenset({"start", "end", "published", "first", "last"})

_e, _d, _s = events.c, documents.c, stories.c
_EVENT: Columns = {
    "event_type": _e.type,
    "mode": _e.mode,
    "status": _e.status,
    "historical": _e.historical,
    "aux": _e.aux,
    "date": _e.edtf,
    "start": _e.start,
    "end": _e.end,
    "actor": _e.actors,
    "recipient": _e.recipients,
    "said_by": _e.said_by,
    "said_by_name": _e.said_by_name,
    "cameo": _e.cameo,
    "quad_class": _e.quad,
    "intensity": _e.intensity,
    "goldstein": _e.goldstein,
    "contexts": _e.contexts,
    "place": _e.place,
    "country": _e.country,
    "lat": _e.lat,
    "lon": _e.lon,
    "confidence": _e.confidence,
}
_WORDS: Columns = {"trigger": _e.trigger, "sentence": _e.sentence, "offset": _e.offset}


def _origin(table: Any) -> Columns:
    """What a row tells of its document."""
    return {
        "document": table.document,
        "published": table.published,
        "language": table.language,
        "publisher": table.publisher,
        "title": _d.title,
        "url": _d.url,
    }


def _count(table: sa.Table) -> sa.ColumnElement[Any]:
    return (
        sa.select(sa.func.count())
        .select_from(table)
        .where(table.c.document == _d.id)
        .scalar_subquery()
    )


def _original() -> sa.ColumnElement[Any]:
    whole = copies.c.kind.in_(("copy", "translation"))
    found = sa.select(sa.func.min(copies.c.original))
    return found.where(copies.c.document == _d.id, whole).scalar_subquery()


_a, _t = assessments.c, statements.c
COLUMNS: Mapping[str, Columns] = {
    "events": {
        "id": _e.id,
        **_EVENT,
        "reports": _e.reports,
        "mentions": _e.mentions,
        **_WORDS,
        **_origin(_e),
        "source": _e.source,
        "story": story_events.c.story,
    },
    "stories": {
        "id": _s.id,
        **_EVENT,
        "reports": _s.reports,
        "documents": _s.documents,
        "events": _s.events,
        "first": _s.first,
        "last": _s.last,
        **_WORDS,
        **_origin(_e),
        "source": _e.source,
        "event": _s.best,
    },
    "assessments": {
        "id": _a.id,
        "a": _a.a,
        "b": _a.b,
        "tone": _a.tone,
        "trend": _a.trend,
        "said_by": _a.said_by,
        "said_by_name": _a.said_by_name,
        "words": _a.words,
        "offset": _a.offset,
        **_origin(_a),
    },
    "statements": {
        "id": _t.id,
        "speaker": _t.speaker,
        "speaker_name": _t.speaker_name,
        "kind": _t.kind,
        "words": _t.words,
        "offset": _t.offset,
        **_origin(_t),
    },
    "documents": {
        "id": _d.id,
        "title": _d.title,
        "url": _d.url,
        "publisher": _d.publisher,
        "language": _d.language,
        "published": _d.published,
        "words": _d.words,
        "events": _count(events),
        "assessments": _count(assessments),
        "statements": _count(statements),
        "copy_of": _original(),
        "source": _d.source,
        "coder": _d.coder,
    },
}


_MAIN: Mapping[str, sa.Table] = {
    "events": events,
    "stories": stories,
    "assessments": assessments,
    "statements": statements,
    "documents": documents,
}


def narrow(listing: str, lead: Any = None, tie: Any = None) -> Any:
    """The tables that a list is chosen from.

    `lead` is a table that is read first, `tie` its column with the id (of the best event of a
    story) of each row.
    """
    main = _MAIN[listing]
    own = main.c.best if listing == "stories" else main.c.id
    base: Any = main if lead is None else lead.join(main, own == tie)
    return base.join(events, events.c.id == stories.c.best) if listing == "stories" else base


def wide(listing: str, lead: Any = None, tie: Any = None) -> Any:
    """The same with all that a row of the list is made of."""
    base = narrow(listing, lead, tie)
    if listing == "events":
        base = base.outerjoin(story_events, story_events.c.event == events.c.id)
    if listing != "documents":
        table = events if listing == "stories" else _MAIN[listing]
        base = base.outerjoin(documents, documents.c.id == table.c.document)
    return base


def reader(listing: str) -> Callable[[Sequence[Any]], dict[str, Any]]:
    """The function that makes the object of a row, its lists taken apart."""
    keys = tuple(COLUMNS[listing])
    many = [key for key in keys if key in MANY]

    def read(row: Sequence[Any]) -> dict[str, Any]:
        record = dict(zip(keys, row, strict=False))
        for key in many:
            record[key] = record[key].split()
        return record

    return read
