"""One coding as rows: `write_coding` in the transaction of its caller, one for each document."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from detente.corpus._story_view import status_of
from detente.digests import short_digest
from detente.errors import DetenteError
from detente.formats.exchange import Coded
from detente.stages.merge import distinct
from detente.store.fulltext import index_words
from detente.store.records import pack_coding
from detente.store.schema import (
    assessments,
    codings,
    documents,
    dyads,
    events,
    failures,
    parties,
    pending,
    statements,
)
from detente.types import Actor, Assessment, Coding, Event, Sentence, Statement

OURS = "detente"  # `source` of what this program coded

Row = dict[str, Any]
_WORD = re.compile(r"\w+")
# columns of `events` that `dyads` has too
_AGAIN = ("start", "end", "published", "source", "status", "historical", "confidence")


def write_coding(connection: Connection, coding: Coding, *, coder: str) -> bool:
    """Write a coding; False, and nothing is written, where its document is in the store.

    `coder` names what coded it: program, model, codebook. The document is marked as pending for
    collation, and failures of its source are forgotten. Of events with one id all but the first
    get another.
    """
    coding = replace(coding, events=distinct(coding.events))  # an id is a key
    document = coding.document
    row = {
        "id": document.id,
        "title": document.title,
        "text": document.text,
        "url": document.url,
        "publisher": document.publisher,
        "language": document.language,
        "published": document.published.isoformat() if document.published else None,
        "source": document.source,
        "words": sum(1 for _ in _WORD.finditer(document.text)),
        "warnings": json.dumps(coding.warnings, ensure_ascii=False),
        "coder": coder,
    }
    new = _dialect(connection).insert(documents).on_conflict_do_nothing()
    if connection.execute(new, row, execution_options={"preserve_rowcount": True}).rowcount < 1:
        return False
    index_words(connection, [(document.id, document.title, document.text)])
    record = {"document": document.id, "record": pack_coding(coding)}
    connection.execute(sa.insert(codings), record)
    told = list(event_rows(coding))
    _insert(connection, events, [event for event, _, _ in told])
    _insert(connection, parties, [row for _, sides, _ in told for row in sides])
    _insert(connection, dyads, [row for _, _, pairs in told for row in pairs])
    _insert(connection, assessments, list(assessment_rows(coding)))
    _insert(connection, statements, list(statement_rows(coding)))
    connection.execute(sa.insert(pending), {"document": document.id})
    forget_failures(connection, [document.source] if document.source else [])
    return True


def write_failure(connection: Connection, source: str, error: DetenteError) -> None:
    """Keep that an input could not be read or coded; the last failure of a source counts."""
    insert = _dialect(connection).insert(failures)
    values = {"code": error.code, "message": error.message}
    connection.execute(
        insert.values(source=source, **values).on_conflict_do_update(
            index_elements=[failures.c.source], set_=values
        )
    )


def forget_failures(connection: Connection, sources: Iterable[str]) -> None:
    """Forget the failures of sources, and of the files that they are lines or entries of."""
    names = sources_of(sources)
    if names:
        connection.execute(sa.delete(failures).where(failures.c.source.in_(names)))


def sources_of(sources: Iterable[str]) -> list[str]:
    """The sources and the files that they are lines or entries of, sorted."""
    return sorted({n for source in sources for n in (source, source.rpartition(", ")[0]) if n})


def _dialect(connection: Connection) -> Any:
    return sqlite if connection.dialect.name == "sqlite" else postgresql


def _insert(connection: Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    if rows:
        connection.execute(sa.insert(table), rows)


def event_rows(coding: Coding) -> Iterator[tuple[Row, list[Row], list[Row]]]:
    """The row of each event with those of its parties and of its dyads."""
    starts = [s.start for s in coding.sentences]
    for event in coding.events:
        row = _event_row(coding, event, starts)
        sides = [
            {**_party_row(event, side, position, actor), "start": row["start"], "end": row["end"]}
            for side, actors in (("actor", event.actor), ("recipient", event.recipient))
            for position, actor in enumerate(actors)
        ]
        yield row, sides, dyad_rows(event, row)


def _event_row(coding: Coding, event: Event, starts: Sequence[int]) -> Row:
    date, place, said_by = event.date, event.location, event.said_by
    first = event.mentions[0] if event.mentions else None
    return {
        "id": event.id,
        "source": OURS,
        "type": event.event_type,
        "mode": event.mode,
        "status": status_of(event),
        "historical": "historical" in event.aux,
        "aux": spaced(event.aux),
        "start": date.start.isoformat() if date and date.start else None,
        "end": date.end.isoformat() if date and date.end else None,
        "edtf": date.edtf if date else None,
        "cameo": event.cameo,
        "quad": event.quad_class,
        "intensity": event.intensity,
        "goldstein": event.goldstein,
        "contexts": spaced(event.contexts),
        "place": place.name if place else None,
        "country": place.country if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "said_by": said_by.code if said_by else None,
        "said_by_name": said_by.name if said_by else None,
        "actors": " ".join(a.code for a in event.actor),
        "recipients": " ".join(a.code for a in event.recipient),
        "confidence": event.confidence,
        **{
            f"confidence_{slot}": event.confidences.get(slot)
            for slot in ("type", "parties", "date", "status")
        },
        "mentions": len(event.mentions),
        "trigger": first.trigger if first else None,
        "sentence": _around(coding, starts, first.start) if first else None,
        "offset": first.start if first else None,
        "reports": 1,
        **_origin(coding),
    }


def _origin(coding: Coding) -> Row:
    """What rows repeat of their document."""
    document = coding.document
    return {
        "document": document.id,
        "published": document.published.isoformat() if document.published else None,
        "language": document.language,
        "publisher": document.publisher,
    }


def _around(coding: Coding, starts: Sequence[int], offset: int) -> str | None:
    """The words of the sentence that has the offset; None where none has."""
    at = bisect_right(starts, offset) - 1
    if at < 0:
        return None
    sentence: Sentence = coding.sentences[at]
    return coding.document.text[sentence.start : sentence.end] if offset < sentence.end else None


def spaced(names: Iterable[str]) -> str:
    """Names with a blank before and after each, to be looked for with their blanks."""
    joined = " ".join(names)
    return f" {joined} " if joined else ""


def _party_row(event: Event, side: str, position: int, actor: Actor) -> Row:
    return {
        "event": event.id,
        "side": side,
        "position": position,
        "code": actor.code,
        "party": actor.party,
        "sector": actor.sector,
        "name": actor.name,
        "words": actor.text,
        "offset": actor.start,
    }


def dyad_rows(event: Event | Coded, row: Row) -> list[Row]:
    """Every two parties of the sides once, or of those who act together; sorted.

    `row` is that of the event in `events`.
    """
    actors = list(dict.fromkeys(a.party for a in event.actor))
    others = list(dict.fromkeys(a.party for a in event.recipient))
    found: dict[tuple[str, str], int] = {}
    for a, b in ((a, b) for a in actors for b in others if a != b):
        pair, way = ((a, b), 1) if a < b else ((b, a), -1)
        found[pair] = way if found.get(pair, way) == way else 0
    if not others:
        found = {(min(p), max(p)): 0 for p in combinations(actors, 2)}
    value = row["intensity"] if row["intensity"] is not None else row["goldstein"]
    told: Row = {name: row[name] for name in _AGAIN}
    told |= {"value": value, "counts": row["status"] == "act"}
    return [
        {"event": row["id"], "a": a, "b": b, "direction": way, **told}
        for (a, b), way in sorted(found.items())
    ]


def assessment_ids(coding: Coding) -> list[str]:
    """The ids in the store of the assessments of a coding, in their order."""
    return [row["id"] for row in assessment_rows(coding)]


def assessment_rows(coding: Coding) -> Iterator[Row]:
    for number, item in enumerate(coding.assessments):
        yield _assessment_row(coding, item, number)


def _assessment_row(coding: Coding, item: Assessment, number: int) -> Row:
    first = item.mentions[0] if item.mentions else None
    a, b = sorted((item.a, item.b))
    place = str(first.start) if first else f"n{number}"
    return {
        "id": _digest("assessment", coding.document.id, place, a, b, item.tone, str(number)),
        "a": a,
        "b": b,
        "tone": item.tone,
        "trend": item.trend,
        "said_by": item.said_by.code if item.said_by else None,
        "said_by_name": item.said_by.name if item.said_by else None,
        "words": first.trigger if first else "",
        "offset": first.start if first else None,
        **_origin(coding),
    }


def statement_rows(coding: Coding) -> Iterator[Row]:
    for number, item in enumerate(coding.statements):
        yield _statement_row(coding, item, number)


def _statement_row(coding: Coding, item: Statement, number: int) -> Row:
    speaker = item.speaker
    place = (str(item.start), str(item.end), str(number))
    return {
        "id": _digest("statement", coding.document.id, *place),
        "speaker": speaker.code if speaker else None,
        "speaker_name": speaker.name if speaker else None,
        "party": speaker.party if speaker else None,
        "kind": item.kind,
        "words": item.text,
        "offset": item.start,
        **_origin(coding),
    }


def _digest(*parts: str) -> str:
    return short_digest("\x1f".join(parts))
