"""Where the parts of the timeline lie: three lanes, each with its own scale of days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

WIDTH = 760
_LEFT, _RIGHT = 104, 14  # room beside the scale; on the left stands the name of the lane
_ROW, _HEAD, _FOOT = 20, 26, 22  # heights: one row of events, above the rows, the axis
_LETTER = 7.1  # width of a letter of a label, a little too wide rather than too narrow
_TICKS = 7
_RECENT = 60  # days before publication that the current lane shows; what began earlier is cut
_LANES = ("historical", "current", "planned")
_LAST = dt.date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Dated:
    """An event for the timeline: first and last day; None where it has no such end."""

    number: int
    lane: str
    start: dt.date | None
    end: dt.date | None
    label: str
    title: str
    style: str
    real: bool  # False: hypothetical or negated


@dataclass(frozen=True, slots=True)
class Bar:
    """An event on its row: marker at x, a bar up to x2 where it lasts; label at tx, ty."""

    dated: Dated
    x: float
    x2: float
    y: float
    tx: float
    ty: float
    anchor: str
    open_start: bool
    open_end: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A day on the axis."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One of the three parts with its bars and ticks, from y to y + height."""

    name: str
    y: float
    height: float
    axis: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    published: float | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """All lanes and the height that they take."""

    width: int
    height: float
    lanes: tuple[Lane, ...]


def draw_timeline(events: Sequence[Dated], published: dt.date | None) -> Timeline | None:
    """The timeline of the events that have a day; None where none has."""
    lanes: list[Lane] = []
    y = 0.0
    for name in _LANES:
        own = [e for e in events if e.lane == name and (e.start or e.end)]
        if own:
            lanes.append(_lane(name, own, published, y))
            y += lanes[-1].height + 8
    return Timeline(WIDTH, y, tuple(lanes)) if lanes else None


def _days(event: Dated) -> tuple[int, int]:
    start = event.start or event.end
    end = event.end or event.start
    assert start and end
    return start.toordinal(), max(end.toordinal(), start.toordinal())


def _lane(name: str, events: list[Dated], published: dt.date | None, y: float) -> Lane:
    first = min(_days(e)[0] for e in events)
    last = max(_days(e)[1] for e in events)
    today = published.toordinal() if published else None
    if name != "historical" and today and first - 400 < today < last + 400:
        first, last = min(first, today), max(last, today)
    if name == "current" and today:
        first = max(first, min(today - _RECENT, last - 1))
    if any(not e.end for e in events) and today and today > last:
        last = today  # what goes on reaches the day of publication
    room = max(2, (last - first) // 12)
    first, last = max(1, first - room), min(_LAST, last + room)
    scale = (WIDTH - _LEFT - _RIGHT) / (last - first)

    def at(day: int) -> float:
        return round(_LEFT + (min(max(day, first), last) - first) * scale, 1)

    bars: list[Bar] = []
    rows: list[list[tuple[float, float]]] = []
    for event in sorted(events, key=lambda e: (_days(e), e.number)):
        start, end = _days(event)
        x, x2 = at(start), at(end)
        open_start, open_end = event.start is None or start < first, event.end is None
        x = _LEFT if open_start else x
        x2 = WIDTH - _RIGHT if open_end else x2
        tx, anchor, below = _beside(x, x2, len(event.label) * _LETTER)
        length = len(event.label) * _LETTER
        left, right = (tx - length, tx) if anchor == "end" else (tx, tx + length)
        row = _free(rows, (min(x - 8, left), max(x2 + 8, right)), 1 + below)
        top = y + _HEAD + row * _ROW + 8
        bars.append(
            Bar(event, x, x2, top, tx, top + 4 + below * _ROW, anchor, open_start, open_end)
        )
    height = _HEAD + len(rows) * _ROW + _FOOT
    return Lane(
        name,
        y,
        height,
        y + height - _FOOT + 2,
        tuple(bars),
        _ticks(first, last, at),
        at(today) if today and first <= today <= last else None,
    )


def _beside(x: float, x2: float, length: float) -> tuple[float, str, bool]:
    """Place and anchor of a label: after the bar, before it, or below it where neither has room."""
    if x2 + 11 + length <= WIDTH - 4:
        return x2 + 11, "start", False
    if x - 11 - length >= 4:
        return x - 11, "end", False
    return (x, "start", True) if x + length <= WIDTH - 4 else (WIDTH - 6, "end", True)


def _free(rows: list[list[tuple[float, float]]], taken: tuple[float, float], count: int) -> int:
    """The first row with room, and with it the next ones that a long label needs."""
    row = 0
    while any(a < taken[1] and taken[0] < b for own in rows[row : row + count] for a, b in own):
        row += 1
    while len(rows) < row + count:
        rows.append([])
    for own in rows[row : row + count]:
        own.append(taken)
    return row


def _ticks(first: int, last: int, at: Callable[[int], float]) -> tuple[Tick, ...]:
    start, end = dt.date.fromordinal(first), dt.date.fromordinal(last)
    days: list[tuple[int, str]] = []
    if last - first <= 60:
        step = next(s for s in (1, 2, 7, 14) if (last - first) / s <= _TICKS or s == 14)
        days = [
            (d, dt.date.fromordinal(d).isoformat()) for d in range(first, last + 1) if d % step == 0
        ]
    elif last - first <= 365 * 3:
        months = (end.year - start.year) * 12 + end.month - start.month
        step = next(s for s in (1, 2, 3, 6) if months / s <= _TICKS or s == 6)
        for number in range(start.year * 12, (end.year + 1) * 12, step):
            day = dt.date(number // 12, number % 12 + 1, 1)
            days.append((day.toordinal(), day.isoformat()[:7]))
    else:
        years = end.year - start.year
        steps = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
        step = next(s for s in steps if years / s <= _TICKS)
        for year in range(start.year // step * step, end.year + 1, step):
            if year >= 1:
                days.append((dt.date(year, 1, 1).toordinal(), f"{year:04d}"))
    return tuple(Tick(at(d), label) for d, label in days if first <= d <= last)
