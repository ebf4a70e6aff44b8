"""What relations and their comparison share: what was asked, what is known, stories as told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.archive._relation_signals import Signals, latest_of
from detente.archive._unfinished import remade, waiting
from detente.archive._watching import watched_of
from detente.archive.keeping import Keep
from detente.archive.queries import make_query
from detente.corpus.relations import Signal, TurningPoint, Watch
from detente.formats.relation import Told, Turn
from detente.store.schema import assessments, documents, events
from detente.store.writing import OURS


@dataclass(frozen=True, slots=True)
class News:
    """The last day with news, and the times of which there are any."""

    latest: dt.date | None
    watched: tuple[Watch, ...]

    @classmethod
    def of(cls, connection: Connection, sources: tuple[str, ...], keep: Keep) -> News:
        """Those that events of these coders (of all, where there are none) make."""

        def look() -> News:
            return cls(latest_of(connection, sources), watched_of(connection, sources))

        return keep.once(("news", sources), look)


def span_of(
    since: str | dt.date | None, until: str | dt.date | None
) -> tuple[dt.date | None, dt.date | None]:
    """The days that text or dates mean; UsageError where they cannot be."""
    query = make_query("events", since=since, until=until)
    days = (query.since, query.until)
    first, last = (dt.date.fromisoformat(day) if day else None for day in days)
    return first, last


def first_of(signals: Sequence[Signal], earliest: dt.date | None) -> dt.date | None:
    """The day of the first story, but no day before `earliest`."""
    start = min((s[0] for s in signals), default=None)  # by place: there are many
    return max(start, earliest) if start and earliest else start


def waiting_note(connection: Connection) -> list[str]:
    """What the reader should know of what is still to be collated."""
    notes = []
    if count := waiting(connection):
        what = "document is" if count == 1 else "documents are"
        notes.append(
            f"{count} {what} not compared with the others yet, so that each of their events counts"
            " as a story of its own; run detente collate"
        )
    if remade(connection):
        notes.append("some stories are still to be made anew; run detente collate")
    return notes


def several_note(sources: Sequence[str]) -> list[str]:
    """What the reader should know where several coders count."""
    if len(sources) < 2:
        return []
    return [
        f"events of several coders count, the same act perhaps twice: {', '.join(sources)};"
        " choose with --source"
    ]


def turns_of(
    connection: Connection, points: Sequence[TurningPoint], found: Signals
) -> tuple[Turn, ...]:
    """Turning points with the stories that drive them."""
    told = _told(connection, {name for p in points for name in p.stories}, found)
    return tuple(
        Turn(
            *(point.date, *point.interval, point.direction, point.size, point.evidence),
            *(point.tone, point.deeds),
            tuple(told[name] for name in point.stories),
        )
        for point in points
    )


def _told(connection: Connection, names: set[str], found: Signals) -> dict[str, Told]:
    """The stories and assessments of these names, as they are shown."""
    signals = {s.story: s for s in found.signals if s.story in names}
    own = {found.events[name]: name for name in names if name in found.events}
    said = {found.assessments[name]: name for name in names if name in found.assessments}
    out = {}
    for row in _rows(connection, _event_rows, events.c.id, sorted(own)):
        name = own[row["id"]]
        what = row["type"] or f"CAMEO {row['cameo'] or '-'}"
        out[name] = Told(
            name,
            signals[name].kind,
            f"{what} {row['mode']}" if row["mode"] else what,
            *(signals[name].start, signals[name].end, signals[name].value, found.ways[name]),
            tuple(row["actors"].split()),
            tuple(row["recipients"].split()),
            row["trigger"] or row["sentence"],
            **_origin(row, own=row["source"] == OURS),
            reports=row["reports"],
        )
    for row in _rows(connection, _assessment_rows, assessments.c.id, sorted(said)):
        name = said[row["id"]]
        signal = signals[name]
        what = ", ".join(filter(None, (row["tone"], row["trend"])))
        out[name] = Told(
            *(row["id"], "assessment", what, signal.start, signal.end, signal.value, 0),
            (row["a"], row["b"]),
            words=row["words"],
            **_origin(row),
        )
    return out


_ORIGIN = (documents.c.title, documents.c.url)
_event_rows = sa.select(events, *_ORIGIN).join(documents, documents.c.id == events.c.document)
_assessment_rows = sa.select(assessments, *_ORIGIN).join(
    documents, documents.c.id == assessments.c.document
)


def _rows(connection: Connection, query: Any, column: Any, names: Sequence[str]) -> Any:
    for at in range(0, len(names), 500):
        yield from connection.execute(query.where(column.in_(names[at : at + 500]))).mappings()


def _origin(row: Mapping[Any, Any], *, own: bool = True) -> dict[str, Any]:
    """What is known of the report; the document of an imported event is only its file."""
    day = row["published"]
    return {
        "title": row["title"] if own else None,
        "publisher": row["publisher"],
        "published": dt.date.fromisoformat(day) if day else None,
        "url": row["url"],
    }
