"""What a store tells of dyads, as signals: each story once, each assessment once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from detente.archive.naming import WIDE
from detente.corpus.relations import Signal
from detente.resources import DATA, read_yaml
from detente.store.schema import (
    assessments,
    copies,
    documents,
    dyads,
    events,
    imported,
    parties,
    stories,
    story_events,
)
from detente.store.writing import OURS

CHUNK = 2000  # values of one query
PAST = 366  # days that what is possible or denied may lie before the day on which it was told
PLANNED = 5 * 366  # days that a plan may lie ahead
KINDS = {"act": "event", "plan": "plan", "possible": "possible", "denial": "denial"}
Span = tuple[dt.date, dt.date]

_e, _d, _a = events.c, dyads.c, assessments.c
_COLUMNS = (  # as in _Row
    _e.id, _e.source, _e.status, _e.historical, _e.start, _e.end, _e.published, _e.intensity,
    _e.goldstein, _e.confidence,
)  # fmt: skip


class _Row(NamedTuple):
    """What the query of events gives."""

    way: int
    id: str
    source: str
    status: str
    historical: bool
    start: str | None
    end: str | None
    published: str | None
    intensity: float | None
    goldstein: float | None
    confidence: float | None
    story: str | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two parties, by codes with or without sector."""

    a: str
    b: str

    @property
    def wide(self) -> bool:
        """Whether both are parties as a whole, without sector."""
        return _whole(self.a) and _whole(self.b)


@dataclass(slots=True)
class Signals:
    """What tells of a pair; `events` has the best event of each story, `assessments` the first
    of those that say the same in copies. `left_out` counts what has no day or no value."""

    signals: list[Signal] = field(default_factory=list)
    ways: dict[str, int] = field(default_factory=dict)
    events: dict[str, str] = field(default_factory=dict)
    assessments: dict[str, str] = field(default_factory=dict)
    sources: set[str] = field(default_factory=set)
    left_out: int = 0


def signals_of(
    connection: Connection,
    pair: Pair,
    *,
    directed: bool = False,
    since: dt.date | None = None,
    until: dt.date | None = None,
    sources: Sequence[str] = (),
) -> Signals:
    """The signals of a pair between two days, from the store as it stands.

    `directed` takes only what `a` does to `b`, and what both do together; no assessments.
    """
    found = Signals()
    query = _event_query(pair)
    if sources:
        query = query.where(_e.source.in_(sources))
    query = _between(query, since, until, narrow=pair.wide)
    rows = [_Row._make(row) for row in connection.execute(query).all()]
    homes = _stories_of(connection, [row.id for row in rows if row.story is None])
    told: dict[str, list[tuple[bool, bool, _Row]]] = {}
    for row in rows:
        if row.story is not None:
            told.setdefault(row.story, []).append((False, False, row))
        else:
            story, superseded = homes.get(row.id, (row.id, False))
            told.setdefault(story, []).append((True, superseded, row))
    for story in sorted(told):
        _add_story(found, pair, story, told[story], directed=directed)
    if not directed and (not sources or OURS in sources):
        for said in connection.execute(_assessment_query(pair)).mappings():
            _add_assessment(found, pair, said)
    return found


def watched_of(connection: Connection, sources: Sequence[str] = ()) -> tuple[Span, ...]:
    """The times for which the store has news, by months: those in which a document was
    published, and all between the first and last event of other coders."""
    months: set[int] = set()
    if not sources or OURS in sources:
        day = connection.scalar(sa.select(sa.func.min(documents.c.published)))
        while day:
            months.add(_month(day))
            beyond = _first(_month(day) + 1)
            day = connection.scalar(
                sa.select(sa.func.min(documents.c.published)).where(
                    documents.c.published >= beyond.isoformat()
                )
            )
    others = [name for name in sources if name != OURS]
    if (others or not sources) and connection.scalar(sa.select(imported.c.event).limit(1)):
        by = _e.source.in_(others) if others else _e.source != OURS
        query = sa.select(_e.start).where(by, _e.start.is_not(None)).limit(1)
        ends = [connection.scalar(query.order_by(way)) for way in (_e.start, _e.start.desc())]
        if ends[0] and ends[1]:
            months.update(range(_month(ends[0]), _month(ends[1]) + 1))
    spans: list[tuple[int, int]] = []
    for month in sorted(months):
        if spans and spans[-1][1] == month - 1:
            spans[-1] = (spans[-1][0], month)
        else:
            spans.append((month, month))
    return tuple((_first(a), _first(b + 1) - dt.timedelta(days=1)) for a, b in spans)


def latest_of(connection: Connection, sources: Sequence[str] = ()) -> dt.date | None:
    """The last day for which the store has news; None where it has none."""
    days = []
    if not sources or OURS in sources:
        days.append(connection.scalar(sa.select(sa.func.max(documents.c.published))))
    others = [name for name in sources if name != OURS]
    if (others or not sources) and connection.scalar(sa.select(imported.c.event).limit(1)):
        by = _e.source.in_(others) if others else _e.source != OURS
        query = sa.select(_e.start).where(by, _e.start.is_not(None))
        days.append(connection.scalar(query.order_by(_e.start.desc()).limit(1)))
    return max((dt.date.fromisoformat(day) for day in days if day), default=None)


def busiest(
    connection: Connection, since: dt.date, until: dt.date, sources: Sequence[str], *, least: int
) -> list[Pair]:
    """The dyads with `least` events or more between two days, those with most of them first."""
    number = sa.func.count()
    query = (
        sa.select(_d.a, _d.b)
        .where(_d.start >= since.isoformat(), _d.start <= until.isoformat())
        .group_by(_d.a, _d.b)
        .having(number >= least)
        .order_by(number.desc(), _d.a, _d.b)
    )
    if sources:
        query = query.join(events, _e.id == _d.event).where(_e.source.in_(sources))
    return [Pair(a, b) for a, b in connection.execute(query)]


@cache
def assessment_values() -> Mapping[tuple[str, str | None], float]:
    """The value of an assessment by its tone and trend (data/corpus/relations.yaml)."""
    table = read_yaml(DATA / "corpus" / "relations.yaml")["assessments"]
    return {
        (tone, None if trend == "unsaid" else trend): float(value)
        for tone, trends in table.items()
        for trend, value in trends.items()
    }


def _whole(code: str) -> bool:
    return ":" not in code or code.partition(":")[0] in WIDE


def _party(code: str) -> str:
    return code if _whole(code) else code.partition(":")[0]


def _event_query(pair: Pair) -> sa.Select[Any]:
    """Rows of events with their `way` (1: a acts on b), and the story that they stand for."""
    if pair.wide:
        a, b = sorted((pair.a, pair.b))
        way = _d.direction if pair.a == a else -_d.direction
        query = sa.select(way.label("way")).select_from(dyads).where(_d.a == a, _d.b == b)
        query = query.join(events, _e.id == _d.event)
    else:
        told = _pairs_by_code(pair)
        query = sa.select(told.c.way).join(events, _e.id == told.c.event)
    return query.add_columns(*_COLUMNS, stories.c.id.label("story")).outerjoin(
        stories, stories.c.best == _e.id
    )


def _between(
    query: sa.Select[Any], since: dt.date | None, until: dt.date | None, *, narrow: bool
) -> sa.Select[Any]:
    """Only events that may count between two days. With `narrow` the index of the dyads first
    leaves out those that lie far from them, so that most events are not looked up."""
    if since:
        day, far = since.isoformat(), _far(since, -PAST)
        if narrow:
            query = query.where(_d.start.is_(None) | _d.end.is_(None) | (_d.end >= far))
        query = query.where(
            _e.start.is_(None) | _e.end.is_(None) | (_e.end >= day) | (_e.published >= day)
        )
    if until:
        day, far = until.isoformat(), _far(until, PLANNED)
        if narrow:
            query = query.where(_d.start.is_(None) | (_d.start <= far))
        query = query.where(_e.start.is_(None) | (_e.start <= day) | (_e.published <= day))
    return query


def _far(day: dt.date, days: int) -> str:
    number = min(max(day.toordinal() + days, 1), dt.date.max.toordinal())
    return dt.date.fromordinal(number).isoformat()


def _stories_of(connection: Connection, names: Sequence[str]) -> dict[str, tuple[str, bool]]:
    """The stories of events that do not stand for one, and whether a correction replaced them."""
    table = story_events.c
    query = sa.select(table.event, table.story, table.superseded)
    return {
        event: (story, bool(superseded))
        for at in range(0, len(names), CHUNK)
        for event, story, superseded in connection.execute(
            query.where(table.event.in_(names[at : at + CHUNK]))
        )
    }


def _pairs_by_code(pair: Pair) -> sa.Subquery:
    """Events of parties with sector: whoever acts on whom, or both where nobody receives."""
    left, right = parties.alias("left_side"), parties.alias("right_side")

    def named(side: Any, code: str, *, probed: bool) -> sa.ColumnElement[bool]:
        """`probed`: an event is looked up, and no index of parties is to be used for want of
        statistics."""
        column: sa.ColumnElement[str] = side.c.party if _whole(code) else side.c.code
        return (column + "" if probed else column) == code

    way = sa.case(
        ((left.c.side == "actor") & (right.c.side == "recipient"), 1),
        ((left.c.side == "recipient") & (right.c.side == "actor"), -1),
        else_=0,
    )
    together = (left.c.side == "actor") & (right.c.side == "actor") & (_e.recipients == "")
    a, b = sorted((_party(pair.a), _party(pair.b)))
    query = sa.select(left.c.event, way.label("way"))
    if a == b:
        query = query.join(right, right.c.event == left.c.event)
    else:  # few of the events of either party are of both
        query = (
            query.select_from(dyads)
            .join(left, left.c.event == _d.event)
            .join(right, right.c.event == _d.event)
            .where(_d.a == a, _d.b == b)
        )
    return (
        query.join(events, _e.id == left.c.event)
        .where(named(left, pair.a, probed=a != b), named(right, pair.b, probed=True))
        .where((left.c.side != right.c.side) | together)
        .distinct()
        .subquery("told")
    )


def _assessment_query(pair: Pair) -> sa.Select[Any]:
    whole = copies.c.kind.in_(("copy", "translation"))
    root = (
        sa.select(sa.func.min(copies.c.original))
        .where(copies.c.document == _a.document, whole)
        .scalar_subquery()
    )
    a, b = sorted((pair.a, pair.b))
    return (
        sa.select(
            _a.id, _a.tone, _a.trend, _a.said_by, _a.published,
            sa.func.coalesce(root, _a.document).label("root"),
        )
        .where(_a.a == a, _a.b == b)
        .order_by(_a.published, _a.id)
    )  # fmt: skip


def _add_story(
    found: Signals,
    pair: Pair,
    story: str,
    rows: Sequence[tuple[bool, bool, _Row]],
    *,
    directed: bool,
) -> None:
    """A story by the values of its best event, else of the first that no correction replaced."""
    row = rows[0][-1]
    way = row.way
    if len(rows) > 1:
        *_, row = min(rows, key=lambda r: (r[0], r[1], r[2].start or "~", r[2].id))
        ways = {r.way for *_, r in rows if r.id == row.id}
        way = ways.pop() if len(ways) == 1 else 0
    if directed and way < 0:
        return
    days = days_of(row.status, row.historical, row.start, row.end, row.published)
    value = row.intensity if row.intensity is not None else row.goldstein
    if days is None or value is None:
        found.left_out += 1
        return
    sure = row.confidence if row.source == OURS else None
    found.signals.append(
        Signal(
            days[0],
            days[1],
            *((pair.b, pair.a) if way < 0 else (pair.a, pair.b)),
            value=min(10.0, max(-10.0, float(value))),
            kind=KINDS[row.status],
            weight=1.0 if sure is None else min(1.0, max(0.0, float(sure))),
            story=story,
        )
    )
    found.ways[story] = way
    found.events[story] = row.id
    found.sources.add(row.source)


def days_of(
    status: str, historical: bool, start: str | None, end: str | None, published: str | None
) -> Span | None:
    """The days on which an event counts.

    An act on its own days, without any on the day of its report unless that tells it as long
    past; what is planned, possible or denied on the day on which it was told. An end that is
    open is not known: the first day counts.
    """
    if status != "act":
        told = published or start or end
        return (_day(told), _day(told)) if told else None
    first, last = start or end, end or start
    if first and last:
        return _day(first), _day(max(first, last))
    return (_day(published), _day(published)) if published and not historical else None


def _add_assessment(found: Signals, pair: Pair, row: RowMapping) -> None:
    day = _day(row["published"]) if row["published"] else None
    value = assessment_values().get((row["tone"], row["trend"]))
    if day is None or value is None:
        found.left_out += 1
        return
    story = f"said {row['root']} {row['tone']} {row['trend']} {row['said_by']}"
    if story in found.assessments:
        return
    found.signals.append(Signal(day, day, pair.a, pair.b, value, "assessment", story=story))
    found.ways[story] = 0
    found.assessments[story] = row["id"]
    found.sources.add(OURS)


@lru_cache(maxsize=50_000)
def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _month(day: str) -> int:
    return int(day[:4]) * 12 + int(day[5:7]) - 1


def _first(month: int) -> dt.date:
    return dt.date(month // 12, month % 12 + 1, 1)
