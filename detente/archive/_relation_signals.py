"""What a store tells of dyads, as signals: each story once, each assessment once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

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
MOST = 10.0  # the end of the scale of values
KINDS = {"act": "event", "plan": "plan", "possible": "possible", "denial": "denial"}
Span = tuple[dt.date, dt.date]

_e, _d, _a = events.c, dyads.c, assessments.c
_TOLD = ("source", "status", "historical", "start", "end", "published")  # columns of both


class _Row(NamedTuple):
    """What the query of events gives; of `events`, or all the same of `dyads`."""

    way: int
    id: str
    source: str
    status: str
    historical: bool
    start: str | None
    end: str | None
    published: str | None
    value: float | None
    confidence: float | None
    story: str | None


ID, STORY = _Row._fields.index("id"), _Row._fields.index("story")


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
    query = _event_query(pair, since, until, sources)
    rows = connection.execute(query).all()
    homes = _stories_of(connection, [row[ID] for row in rows if row[STORY] is None])
    told: dict[str, Any] = {}
    several: dict[str, list[Any]] = {}
    for row in rows:
        name = row[STORY] or homes.get(row[ID], (row[ID],))[0]
        if name in told:
            several.setdefault(name, [told[name]]).append(row)
        else:
            told[name] = row
    for name, standing in told.items():
        way = standing[0]
        if name in several:
            standing, way = _standing([_Row._make(each) for each in several[name]], homes)
        if not directed or way >= 0:
            _add_story(found, pair, name, standing, way)
    if not directed and (not sources or OURS in sources):
        for said in connection.execute(_assessment_query(pair)).all():
            _add_assessment(found, pair, *said)
    return found


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


def _event_query(
    pair: Pair,
    since: dt.date | None = None,
    until: dt.date | None = None,
    sources: Sequence[str] = (),
) -> sa.Select[Any]:
    """Rows of events that may count between two days, with their `way` (1: a acts on b) and the
    story that they stand for."""
    t: Any = _d if pair.wide else _e
    if pair.wide:  # all that is asked stands in one index
        a, b = sorted((pair.a, pair.b))
        way = _d.direction if pair.a == a else -_d.direction
        query = sa.select(way.label("way"), _d.event).where(_d.a == a, _d.b == b)
        value: Any = _d.value
    else:
        told = _pairs_by_code(pair)
        query = sa.select(told.c.way, _e.id).join(events, _e.id == told.c.event)
        value = sa.func.coalesce(_e.intensity, _e.goldstein)
    query = query.add_columns(*(t[name] for name in _TOLD), value, t.confidence, stories.c.id)
    query = query.outerjoin(stories, stories.c.best == (_d.event if pair.wide else _e.id))
    if sources:
        query = query.where(t.source.in_(sources))
    if since:
        day, far = since.isoformat(), _far(since, -PAST)
        query = query.where(
            t.start.is_(None) | t.end.is_(None) | (t.end >= day) | (t.published >= day)
        )
        if pair.wide:
            query = query.where(t.start.is_(None) | t.end.is_(None) | (t.end >= far))
    if until:
        day, far = until.isoformat(), _far(until, PLANNED)
        query = query.where(t.start.is_(None) | (t.start <= day) | (t.published <= day))
        if pair.wide:
            query = query.where(t.start.is_(None) | (t.start <= far))
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
            sa.func.coalesce(root, _a.document),
        )
        .where(_a.a == a, _a.b == b)
        .order_by(_a.published, _a.id)
    )  # fmt: skip


def _standing(rows: Sequence[_Row], homes: Mapping[str, tuple[str, bool]]) -> tuple[_Row, int]:
    """What stands for a story, and its way: the best event, else the first that no correction
    replaced."""

    def rank(row: _Row) -> tuple[bool, bool, str, str]:
        beside = row.story is None
        superseded = beside and homes.get(row.id, ("", False))[1]
        return beside, superseded, row.start or "~", row.id

    row = min(rows, key=rank)
    ways = {each.way for each in rows if each.id == row.id}
    return row, ways.pop() if len(ways) == 1 else 0


def _add_story(found: Signals, pair: Pair, story: str, row: Any, way: int) -> None:
    """A story by the values of what stands for it, as in `_Row`."""
    _, name, source, status, historical, start, end, published, value, sure, _ = row
    if status == "act" and start and start == end:  # nearly all: half the time
        days: Span | None = (_day(start),) * 2
    else:
        days = days_of(status, historical, start, end, published)
    if days is None or value is None:
        found.left_out += 1
        return
    weight = 1.0
    if sure is not None and source == OURS:
        weight = float(sure) if 0.0 <= sure <= 1.0 else min(1.0, max(0.0, float(sure)))
    actor, recipient = (pair.b, pair.a) if way < 0 else (pair.a, pair.b)
    value = float(value) if -MOST <= value <= MOST else min(MOST, max(-MOST, float(value)))
    parts = (*days, actor, recipient, value, KINDS[status], weight, story)
    found.signals.append(tuple.__new__(Signal, parts))  # there are many: half the time
    found.ways[story] = way
    found.events[story] = name
    found.sources.add(source)


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
        day = _day(first)
        return day, day if last <= first else _day(last)
    return (_day(published), _day(published)) if published and not historical else None


def _add_assessment(
    found: Signals,
    pair: Pair,
    name: str,
    tone: str,
    trend: str | None,
    said_by: str | None,
    published: str | None,
    root: str,
) -> None:
    day = _day(published) if published else None
    value = assessment_values().get((tone, trend))
    if day is None or value is None:
        found.left_out += 1
        return
    story = f"said {root} {tone} {trend} {said_by}"
    if story in found.assessments:
        return
    found.signals.append(Signal(day, day, pair.a, pair.b, value, "assessment", story=story))
    found.ways[story] = 0
    found.assessments[story] = name
    found.sources.add(OURS)


@lru_cache(maxsize=50_000)
def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
