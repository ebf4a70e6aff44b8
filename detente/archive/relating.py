"""Relations over a store: how two parties stand over time, and who moved most.

    with database.reading() as connection:
        course = relation(connection, "Pakistan", "RUS")

The method is `detente.corpus.relations` (docs/relations.md); here it is given the stories and the
assessments of the store.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.archive._relation_signals import (
    Pair,
    Signals,
    busiest,
    latest_of,
    signals_of,
    watched_of,
)
from detente.archive.asking import waiting
from detente.archive.naming import name_of, party_of
from detente.archive.queries import make_query
from detente.corpus.relations import Method, Relation, Signal, TurningPoint, relate
from detente.corpus.relations import movers as compared
from detente.errors import UsageError
from detente.formats.relation import Course, Move, Moves, Told, Turn
from detente.store.schema import assessments, documents, events
from detente.store.writing import OURS

__all__ = ["latest_of", "movers", "relation"]

FURTHEST = 60 * 366  # days before the last one that a relation looks back at
AHEAD = 31  # days after the last news that stories may reach
BEFORE = 3 * 365  # days before its first day that a comparison looks at
LEAST = 3  # events since then of a dyad that is compared
MOST = 300  # dyads that are compared, those with most events
LIMIT = 20
SPARE = 10  # dyads beyond the limit that are looked at by the day; the others by the week


def relation(
    connection: Connection,
    a: str,
    b: str,
    *,
    directed: bool = False,
    since: str | dt.date | None = None,
    until: str | dt.date | None = None,
    reach: dt.date | None = None,
    source: str | Sequence[str] = (),
    method: Method | None = None,
) -> Course:
    """The course of a relation: level, turning points with their stories, and notes.

    `a` and `b` are codes (PAK, PAK:GOV, IGO:UNO) or names; `directed` takes only what `a` does to
    `b`. Days may be dates, or text of a year, month or day; without `since` the course begins
    with the first story, 60 years back at most or on `reach`. `source` takes only events of these
    coders. UsageError for parties that mean nothing or are the same, and for days that cannot be.
    """
    pair = Pair(party_of(connection, a), party_of(connection, b))
    if pair.a == pair.b:
        raise UsageError(
            f"{a!r} and {b!r} are both {pair.a}: a relation needs two parties", code="same-party"
        )
    first, last = _span(since, until)
    sources = _sources(connection, source)
    found = signals_of(
        connection, pair, directed=directed, since=first or reach, until=last, sources=sources
    )
    latest = latest_of(connection, sources)
    last = last or _last(found.signals, latest)
    earliest = last - dt.timedelta(days=FURTHEST) if last else None
    bounded = first or reach
    early = sum(s.end < earliest for s in found.signals) if earliest and not bounded else 0
    related = relate(
        found.signals,
        *(pair.a, pair.b),
        directed=directed,
        since=first or _first(found.signals, reach or earliest),
        until=last,
        watched=watched_of(connection, sources),
        method=method,
    )
    return _course(connection, related, found, last, _notes(connection, found, directed, early))


def movers(
    connection: Connection,
    since: str | dt.date,
    *,
    until: str | dt.date | None = None,
    source: str | Sequence[str] = (),
    limit: int = LIMIT,
    method: Method | None = None,
) -> Moves:
    """The relations that surely changed most since a day, those whose change is surest first.

    Compared are the dyads with three events or more since then, at most the 300 with most; for
    each the three years before `since` count, too. UsageError for days that cannot be.
    """
    first, last = _span(since, until)
    assert first
    if limit < 1:
        raise UsageError(f"limit is {limit}; it must be 1 or more", code="bad-filter")
    sources = _sources(connection, source)
    last = last or latest_of(connection, sources)
    if last is None or last < first:
        return Moves(first, last, (), 0)
    pairs = busiest(connection, first, last, sources, least=LEAST)
    watched, start = watched_of(connection, sources), first - dt.timedelta(days=BEFORE)
    told: dict[tuple[str, str], Signals] = {}

    def related(pair: Pair, method: Method) -> Relation:
        found = told[pair.a, pair.b]
        begin = _first(found.signals, start)
        return relate(
            *(found.signals, pair.a, pair.b),
            since=begin,
            until=last,
            watched=watched,
            method=method,
        )

    method = method or Method()
    coarse = []
    for pair in pairs[:MOST]:
        told[pair.a, pair.b] = signals_of(
            connection, pair, since=start, until=last, sources=sources
        )
        coarse.append(related(pair, replace(method, stride=method.step)))
    rough = compared(coarse, first)
    exact = {(m.a, m.b): related(Pair(m.a, m.b), method) for m in rough[: limit + SPARE]}
    out = []
    for mover in compared(exact.values(), first)[:limit]:
        found = told[mover.a, mover.b]
        out.append(
            Move(
                *(mover.a, mover.b, name_of(mover.a), name_of(mover.b)),
                *(mover.before, mover.after, mover.change, mover.low, mover.high),
                stories=exact[mover.a, mover.b].stories,
                turns=_turns(connection, mover.turning_points, found),
            )
        )
    notes = _waiting(connection)
    if len(pairs) > MOST:
        notes.append(
            f"only the {MOST} dyads with most events since {first} were compared, of {len(pairs)}"
        )
    used = sorted({name for found in told.values() for name in found.sources})
    return Moves(first, last, tuple(out), len(rough), tuple(used), (*notes, *_several(used)))


def _span(
    since: str | dt.date | None, until: str | dt.date | None
) -> tuple[dt.date | None, dt.date | None]:
    query = make_query("events", since=since, until=until)
    days = (query.since, query.until)
    first, last = (dt.date.fromisoformat(day) if day else None for day in days)
    return first, last


def _sources(connection: Connection, source: str | Sequence[str]) -> tuple[str, ...]:
    names = (source,) if isinstance(source, str) else tuple(source)
    for name in names:
        known = name == OURS or connection.scalar(
            sa.select(documents.c.id).where(documents.c.coder == name).limit(1)
        )
        if not known and not connection.scalar(
            sa.select(events.c.id).where(events.c.source == name).limit(1)
        ):
            raise UsageError(
                f"no events of the source {name!r} in the store; what `detente import` was given"
                f" names them, and {OURS!r} what was read here",
                code="bad-filter",
            )
    return names


def _last(signals: Sequence[Signal], latest: dt.date | None) -> dt.date | None:
    """The last day with news, or a little later where stories reach beyond it."""
    end = max((s.end for s in signals), default=None)
    if latest is None or end is None:
        return end
    return max(latest, min(end, latest + dt.timedelta(days=AHEAD)))


def _first(signals: Sequence[Signal], earliest: dt.date | None) -> dt.date | None:
    """The day of the first story, but no day before `earliest`."""
    start = min((s.start for s in signals), default=None)
    return max(start, earliest) if start and earliest else start


def _course(
    connection: Connection,
    related: Relation,
    found: Signals,
    last: dt.date | None,
    notes: Sequence[str],
) -> Course:
    days = related.days
    inside = [s for s in found.signals if days and s.end >= days[0] and last and s.start <= last]
    marks = sorted((max(s.start, days[0]), s.value) for s in inside if s.kind != "denial")
    return Course(
        *(related.a, related.b, name_of(related.a), name_of(related.b), related.directed),
        days=days,
        level=related.level,
        low=related.low,
        high=related.high,
        weight=related.weight,
        turns=_turns(connection, related.turning_points, found),
        marks=tuple(marks),
        stories=related.stories,
        left_out=related.left_out + found.left_out,
        until=last if days else None,
        sources=tuple(sorted(found.sources)),
        notes=tuple(notes),
    )


def _notes(connection: Connection, found: Signals, directed: bool, early: int) -> list[str]:
    notes = _waiting(connection) if OURS in found.sources else []
    notes += _several(sorted(found.sources))
    if found.left_out:
        what = "story has" if found.left_out == 1 else "stories have"
        notes.append(f"{found.left_out} {what} no day or no value and cannot count")
    if early:
        what = "story lies" if early == 1 else "stories lie"
        notes.append(f"{early} {what} more than 60 years back; give --since to go further")
    if directed:
        notes.append("assessments say how two stand, not what one does: they do not count here")
    return notes


def _waiting(connection: Connection) -> list[str]:
    count = waiting(connection)
    if not count:
        return []
    what = "document is" if count == 1 else "documents are"
    return [
        f"{count} {what} not compared with the others yet, so that each of their events counts as"
        " a story of its own; run detente collate"
    ]


def _several(sources: Sequence[str]) -> list[str]:
    if len(sources) < 2:
        return []
    return [
        f"events of several coders count, the same act perhaps twice: {', '.join(sources)};"
        " choose with --source"
    ]


def _turns(
    connection: Connection, points: Sequence[TurningPoint], found: Signals
) -> tuple[Turn, ...]:
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
