"""Where the parts of a chart of a relation lie: the level above, its stories in time below.

Drawn by `templates/_chart.html`; lengths are those of the viewBox. The vertical parts have the
same places in every width, so that a narrow chart is for a phone what the wide one is for a desk.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from detente.formats._relation_marks import Flag, Tick, day_ticks, place_flags
from detente.formats.relation import Course, Turn

LEFT, RIGHT = 34.0, 10.0
ROW = 17.0  # a row of flags
PANEL, GAP, STORIES, FOOT = 210.0, 36.0, 120.0, 24.0
POINTS = 500  # of the line; longer ones are averaged
BARS = 80  # bars of counted stories, about
LABEL = "▲ 00. Sept. 0000"  # as long as the label of a turn may be, in any language
_At = Callable[[dt.date], float]  # the place of a day

LANES = 38.0  # below the bars: what is planned, possible, denied; what is long past
SPAN = 5.0  # a story that lasts is drawn as long as it lasts if that is longer


@dataclass(frozen=True, slots=True)
class Point:
    """A story in time; `start` and `end` are its days, `value` its intensity."""

    id: str
    type: str | None
    mode: str | None
    quad: str | None
    status: str
    historical: bool
    start: str
    end: str | None
    value: float | None
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    reports: int


@dataclass(frozen=True, slots=True)
class Marker:
    """A turning point at x, y, its interval from x1 to x2, and its flag where there is room."""

    number: int
    turn: Turn
    x: float
    y: float
    x1: float
    x2: float
    flag: Flag | None
    pole: float


@dataclass(frozen=True, slots=True)
class Dot:
    """A story at x, y; it lasts until x2."""

    point: Point
    x: float
    y: float
    x2: float


@dataclass(frozen=True, slots=True)
class Bar:
    """The stories of a time: `count` of cooperation or conflict between two days."""

    since: dt.date
    until: dt.date
    style: str
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """All parts with their places; `most` is what the height of half the lower panel stands for,
    0 where each story is drawn. `base` is where the lower panel and its lanes end."""

    width: float
    height: float
    first: dt.date
    last: dt.date
    top: float
    foot: float
    zero: float
    story_top: float
    story_axis: float
    story_foot: float
    base: float
    line: str
    band: str
    levels: tuple[Tick, ...]
    days: tuple[Tick, ...]
    markers: tuple[Marker, ...]
    dots: tuple[Dot, ...]
    bars: tuple[Bar, ...]
    most: int
    ahead: float | None  # where the time after the last news begins


def chart_of(
    course: Course, points: Sequence[Point], width: float, *, counted: bool
) -> Chart | None:
    """The chart of a course. `counted`: there are too many stories to draw each by its intensity;
    they are bars, and the points, which are not all, lie in lanes below. None without any story."""
    if not course.days:
        return None
    first = course.days[0]
    news = max(course.until or course.days[-1], course.days[-1])
    last = _last(points, first, news)
    days = max((last - first).days, 1)

    def at(day: dt.date) -> float:
        share = min(max((day - first).days / days, 0), 1)
        return round(LEFT + share * (width - LEFT - RIGHT), 1)

    ranked = sorted(enumerate(course.turns), key=lambda p: (-p[1].evidence * p[1].size, p[0]))
    flags = place_flags(
        [(n, at(turn.date), LABEL) for n, turn in ranked],
        left=0,
        right=width,
        rows=4,
        most=24,
    )
    top = 8 + ROW * max((flag.row + 1 for flag in flags), default=0)
    foot = top + PANEL

    def height(level: float) -> float:
        return round(top + (10 - level) / 20 * PANEL, 1)

    thin = list(_thinned(course))
    line = [(at(day), height(level)) for day, level, _, _ in thin]
    lows = [(at(day), height(low)) for day, _, low, _ in thin]
    highs = [(at(day), height(high)) for day, *_, high in thin]
    if len(thin) == 1:  # a single week is a short line
        line, highs, lows = ([(x, y), (x + 6, y)] for ((x, y),) in (line, highs, lows))
    story_top = foot + GAP
    axis = story_top + STORIES / 2
    own = {flag.number: flag for flag in flags}
    bars, most = _bars(course, at, axis) if counted else ((), 0)
    base = story_top + STORIES + (LANES if counted and points else 0)
    return Chart(
        width=width,
        height=base + FOOT,
        first=first,
        last=last,
        top=top,
        foot=foot,
        zero=height(0),
        story_top=story_top,
        story_axis=axis,
        story_foot=story_top + STORIES,
        base=base,
        line=_path(line),
        band=_path([*highs, *lows[::-1]]) + "z",
        levels=tuple(Tick(height(level), f"{level:+d}") for level in (10, 5, 0, -5, -10)),
        days=_ticks(day_ticks(first, last, at), width),
        markers=tuple(
            Marker(
                *(n, turn, at(turn.date), height(_level_at(course, turn))),
                *(at(turn.first), at(turn.last), own.get(n)),
                pole=round(top - 4 - (own[n].row if n in own else 0) * ROW, 1),
            )
            for n, turn in enumerate(course.turns)
        ),
        dots=tuple(_dots(points, at, axis, (first, last), base - LANES if counted else None)),
        bars=bars,
        most=most,
        ahead=at(news) if last > news else None,
    )


def small_of(course: Course, width: float, height: float, since: dt.date) -> dict[str, str]:
    """Paths of a small chart without axes: `line`, `band` and the signs of turns, `thaws` and
    `chills`; from `since` to the last news, so that several share their time."""
    if not course.days:
        return {"line": "", "band": "", "thaws": "", "chills": ""}
    last = max(course.until or course.days[-1], course.days[-1])
    days = max((last - since).days, 1)

    def at(day: dt.date) -> float:
        return round(min(max((day - since).days / days, 0), 1) * width, 1)

    def tall(level: float) -> float:
        return round((10 - level) / 20 * height, 1)

    step = max(1, len(course.days) // 110)
    places = [*map(at, course.days[::step]), at(last)]
    line, lows, highs = (
        list(zip(places, map(tall, (*values[::step], values[-1])), strict=True))
        for values in (course.level, course.low, course.high)
    )
    signs = {"thaw": "", "chill": ""}
    for turn in course.turns:
        way = -1 if turn.direction == "thaw" else 1
        x, y = at(turn.date), tall(_level_at(course, turn))
        signs[turn.direction] += f"M{x:g} {y + 5 * way:g}l4 {-8 * way:g}h-8z"
    return {
        "line": _path(line),
        "band": _path([*highs, *lows[::-1]]) + "z",
        "thaws": signs["thaw"],
        "chills": signs["chill"],
    }


def _last(points: Sequence[Point], first: dt.date, news: dt.date) -> dt.date:
    """The last day of the time shown: plans reach beyond the news, at most a sixth of the time."""
    ahead = dt.timedelta(days=max(31, (news - first).days // 6))
    planned = [_day(p.start) for p in points if p.status != "act"]
    return max([news, *(day for day in planned if day <= news + ahead)])


def _thinned(course: Course) -> Iterator[tuple[dt.date, float, float, float]]:
    """Day, level, low, high; of long courses means of several weeks; the last to its end."""
    size = -(-len(course.days) // POINTS)
    for start in range(0, len(course.days), size):
        own = slice(start, start + size)
        level, low, high = (
            sum(v[own]) / len(v[own]) for v in (course.level, course.low, course.high)
        )
        yield course.days[start], level, low, high
    if course.until and course.until > course.days[-1]:
        yield course.until, course.level[-1], course.low[-1], course.high[-1]


def _level_at(course: Course, turn: Turn) -> float:
    """The new level: of the week of the turn or, where most of that is before it, of the next."""
    week = max(i for i, start in enumerate(course.days) if start <= turn.date or i == 0)
    near = course.level[week : week + 2]
    return max(near) if turn.direction == "thaw" else min(near)


def _ticks(ticks: Iterable[Tick], width: float) -> tuple[Tick, ...]:
    """Those whose labels have room: centred, but for one at the left end."""
    kept: list[Tick] = []
    for tick in ticks:
        half = 3.6 * len(tick.label)
        if tick.at + half <= width and (not kept or tick.at - half > kept[-1].at + half):
            kept.append(tick)
    return tuple(kept)


def _dots(
    points: Iterable[Point],
    at: _At,
    axis: float,
    shown: tuple[dt.date, dt.date],
    lanes: float | None,
) -> Iterator[Dot]:
    """The stories whose days lie in the time shown, the earliest first: at their intensity, or in
    the lanes that begin at `lanes`."""
    for point in sorted(points, key=lambda p: (p.start, p.id)):
        start = _day(point.start)
        end = _day(point.end) if point.end else start
        if end < shown[0] or start > shown[1]:
            continue
        x, x2 = at(start), at(end)
        y = round(axis - (point.value or 0) / 10 * (STORIES / 2 - 5), 1)
        if lanes is not None:
            y = lanes + (11 if point.status != "act" else 27)
        yield Dot(point, x, y, x2 if x2 - x > SPAN else x)


def _bars(course: Course, at: _At, axis: float) -> tuple[tuple[Bar, ...], int]:
    """Stories counted by months, quarters or years, cooperation above the axis, conflict below."""
    span = (course.days[-1] - course.days[0]).days
    size = next((s for s in (1, 3, 12) if span / 30.4 / s <= BARS), 12)
    counts: list[tuple[int, int, int]] = []
    for part, own in groupby(course.marks, lambda m: (m[0].year * 12 + m[0].month - 1) // size):
        values = [value for _, value in own]
        counts.append((part, sum(v > 0 for v in values), sum(v < 0 for v in values)))
    most = max((max(good, bad) for _, good, bad in counts), default=0) or 1
    bars = []
    for part, *pair in counts:
        since, after = _first(part * size), _first((part + 1) * size)
        x, x2 = at(since), at(after)
        for count, style in zip(pair, ("coop", "conf"), strict=True):
            tall = round(count / most * STORIES / 2, 1)
            if count:
                y = round(axis - tall if style == "coop" else axis, 1)
                day = dt.timedelta(days=1)
                wide = round(max(x2 - x - 1, 0.5), 1)
                bars.append(Bar(since, after - day, style, count, x, y, wide, max(tall, 1)))
    return tuple(bars), most


def _path(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def _first(month: int) -> dt.date:
    return dt.date(month // 12, month % 12 + 1, 1)


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
