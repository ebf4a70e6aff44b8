"""A relation as a picture: level with its band, turning points, stories. SVG, same input, same
bytes; light and dark by the reader's choice; readable without colour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from detente.formats._jinja import environment
from detente.formats._relation_marks import Flag, Tick, day_ticks, place_flags
from detente.formats.relation import Course, Moves, Turn

WIDTH, LEFT, RIGHT = 960, 62, 18
TOP, ROW, ROWS = 64, 17, 5  # title above the flags; rows of flags at most
PANEL, BETWEEN, STORIES, FOOT = 260, 34, 112, 58  # heights: level, gap, stories, axis and key
MOST_STEMS = 150  # stories that are drawn one by one; more are counted by time
LABELS = 24  # turns that are named at most
BARS = 90  # bars of counted stories, about
POINTS = 800  # of the line; longer ones are averaged
At = Callable[[dt.date], float]  # the place of a day
SIGNS = {"thaw": "▲", "chill": "▼"}


@dataclass(frozen=True, slots=True)
class Marker:
    """A turning point at x, y; its interval from x1 to x2; `pole` where its label stands."""

    turn: Turn
    sign: str
    x: float
    y: float
    x1: float
    x2: float
    path: str
    flag: Flag | None
    pole: float
    title: str


@dataclass(frozen=True, slots=True)
class Stem:
    """One story, or as a bar the stories of a time: from y to y2 at x."""

    x: float
    y: float
    y2: float
    width: float
    style: str
    title: str


@dataclass(frozen=True, slots=True)
class Picture:
    """All parts with their places."""

    course: Course
    height: float
    top: float  # of the panel of the level
    foot: float
    story_top: float
    story_axis: float
    story_foot: float
    line: str
    band: str
    levels: tuple[Tick, ...]
    days: tuple[Tick, ...]
    markers: tuple[Marker, ...]
    stems: tuple[Stem, ...]
    counted: str  # "" where each story is drawn, else by what they are counted
    most: int  # stories that the height of the lower panel stands for
    unlabelled: int


def draw_course(course: Course) -> str:
    """The SVG of a course; without stories it says so."""
    template = environment().get_template("relation.svg")
    return template.render(
        c=course, p=_picture(course) if course.days else None, desc=describe(course), w=WIDTH
    )


def draw_moves(moves: Moves) -> str:
    """The SVG of the movers: for each an arrow from its level then to that of now."""
    left, right, row, top = 300, 120, 26, 78

    def at(level: float) -> float:
        return round(left + (level + 10) / 20 * (WIDTH - left - right), 1)

    rows = [
        (m, round(top + row * (n + 0.5), 1), at(m.before), at(m.after))
        for n, m in enumerate(moves.moves)
    ]
    ticks = [Tick(at(v), _signed(v)) for v in (-10, -5, 0, 5, 10)]
    template = environment().get_template("movers.svg")
    return template.render(
        m=moves, rows=rows, ticks=ticks, w=WIDTH, height=top + row * len(rows) + 46, top=top
    )


def embedded(svg: str) -> Markup:
    """A drawing for a page: without its XML line, and trusted, since it was escaped."""
    return Markup(svg[svg.index("<svg") :])


def describe(course: Course) -> str:
    """The picture in words, for those who do not see it."""
    if not course.days:
        return "No story tells of the two."
    parts = [
        f"Level {_signed(course.level[0])} at first, {_signed(course.level[-1])} at last,"
        f" on a scale from -10 (conflict) to 10 (cooperation); {course.stories} stories."
    ]
    parts += [f"{t.date}: {t.direction} by {t.size:.1f}." for t in course.turns]
    return " ".join(parts)


def _signed(value: float) -> str:
    text = f"{value:+.1f}".replace("-", "−").removesuffix(".0")
    return "0" if text in ("+0", "−0") else text


def _picture(course: Course) -> Picture:
    first, last = course.days[0], max(course.until or course.days[-1], course.days[-1])
    span = max((last - first).days, 1)
    wide = WIDTH - LEFT - RIGHT

    def at(day: dt.date) -> float:
        return round(LEFT + min(max((day - first).days / span, 0), 1) * wide, 1)

    # the best known turns get their labels first; a row is kept only where it is used
    ranked = sorted(enumerate(course.turns), key=lambda p: (-p[1].evidence * p[1].size, p[0]))
    flags = place_flags(
        [(n, at(t.date), f"{SIGNS[t.direction]} {t.date}") for n, t in ranked],
        left=LEFT,
        right=WIDTH - RIGHT + 10,
        rows=ROWS,
        most=LABELS,
    )
    used = max((f.row + 1 for f in flags), default=0)
    top = TOP + used * ROW + 4
    foot = top + PANEL

    def height(level: float) -> float:
        return round(top + (10 - level) / 20 * PANEL, 1)

    points = list(_thinned(course))
    xs = [at(day) for day, *_ in points]
    lows = [height(low) for _, _, low, _ in points]
    highs = [height(high) for *_, high in points]
    if len(xs) == 1:  # a single week is a short line
        xs, lows, highs = [xs[0], xs[0] + 6], lows * 2, highs * 2
        points *= 2
    line = _path(zip(xs, (height(p[1]) for p in points), strict=True))
    band = _path([*zip(xs, highs, strict=True), *zip(xs[::-1], lows[::-1], strict=True)]) + "z"
    by_number = {f.number: f for f in flags}
    markers = tuple(
        _marker(turn, at, height(_level_at(course, turn)), by_number.get(n), top)
        for n, turn in enumerate(course.turns)
    )
    story_top = foot + BETWEEN
    axis = story_top + STORIES / 2
    if len(course.marks) <= MOST_STEMS:
        stems, counted, most = tuple(_stems(course, at, axis)), "", 0
    else:
        stems, counted, most = _bars(course, at, axis, span)
    return Picture(
        course,
        height=story_top + STORIES + FOOT,
        top=top,
        foot=foot,
        story_top=story_top,
        story_axis=axis,
        story_foot=story_top + STORIES,
        line=line,
        band=band,
        levels=tuple(Tick(height(v), _signed(v)) for v in (10, 5, 0, -5, -10)),
        days=day_ticks(first, last, at),
        markers=markers,
        stems=stems,
        counted=counted,
        most=most,
        unlabelled=len(course.turns) - len(flags),
    )


def _thinned(course: Course) -> Iterator[tuple[dt.date, float, float, float]]:
    """Day, level, low, high; of very long courses means of several weeks."""
    size = -(-len(course.days) // POINTS)
    for start in range(0, len(course.days), size):
        own = slice(start, start + size)
        values = (course.level[own], course.low[own], course.high[own])
        level, low, high = (sum(v) / len(v) for v in values)
        yield course.days[start], level, low, high
    if course.until and course.until > course.days[-1]:  # the last week to its end
        yield course.until, course.level[-1], course.low[-1], course.high[-1]


def _path(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def _level_at(course: Course, turn: Turn) -> float:
    """The new level: of the week of the turn or, where most of that is before it, of the next."""
    week = max(i for i, start in enumerate(course.days) if start <= turn.date or i == 0)
    near = course.level[week : week + 2]
    return max(near) if turn.direction == "thaw" else min(near)


def _marker(turn: Turn, at: At, y: float, flag: Flag | None, top: float) -> Marker:
    x, x1, x2 = (at(day) for day in (turn.date, turn.first, turn.last))
    way = -1 if turn.direction == "thaw" else 1
    path = f"M{x:g} {y + 7 * way:g}l6 {-12 * way:g}h-12z"
    pole = top - 4 - (flag.row if flag else 0) * ROW - ROW + 5
    return Marker(
        turn, SIGNS[turn.direction], x, y, x1, x2, path, flag, round(pole, 1), _title(turn)
    )


def _title(turn: Turn) -> str:
    sign = "+" if turn.direction == "thaw" else "−"
    lines = [
        f"{turn.direction} {turn.date} ({turn.first} to {turn.last}), {sign}{turn.size:.1f}",
        f"tone {_signed(turn.tone[0])} to {_signed(turn.tone[1])},"
        f" hostile deeds a week {turn.deeds[0]:g} to {turn.deeds[1]:g}",
    ]
    lines += [f"{t.start} {t.what}, {t.parties}" for t in turn.stories]
    return "\n".join(lines)


def _style(value: float) -> str:
    return "coop" if value > 0 else "conf" if value < 0 else "even"


def _stems(course: Course, at: At, axis: float) -> Iterator[Stem]:
    for day, value in course.marks:
        x = at(day)
        y = round(axis - value / 10 * STORIES / 2, 1)
        yield Stem(x, y, axis, 0, _style(value), f"{day}: {_signed(value)}")


def _bars(course: Course, at: At, axis: float, span: int) -> tuple[tuple[Stem, ...], str, int]:
    """Stories counted by month, quarter or year, cooperation above the axis, conflict below."""
    sizes = ((1, "month"), (3, "quarter"), (12, "year"))
    size, name = next((s for s in sizes if span / 30.4 / s[0] <= BARS), sizes[-1])
    counts: dict[int, list[int]] = {}
    for day, value in course.marks:
        part = counts.setdefault((day.year * 12 + day.month - 1) // size, [0, 0])
        if value:
            part[value < 0] += 1
    most = max(max(pair) for pair in counts.values()) or 1
    stems = []
    for number in sorted(counts):
        start = dt.date(number * size // 12, number * size % 12 + 1, 1)
        after = (number + 1) * size
        end = dt.date(after // 12, after % 12 + 1, 1)
        x, x2 = at(start), at(end)
        gap = 1.0 if x2 - x > 3 else 0.3
        for count, style in zip(counts[number], ("coop", "conf"), strict=True):
            tall = round(count / most * STORIES / 2, 1)
            if tall:
                y = axis - tall if style == "coop" else axis
                what = "cooperation" if style == "coop" else "conflict"
                title = f"{name} from {start}: {count} of {what}"
                stems.append(Stem(x, round(y, 1), tall, round(x2 - x - gap, 1), style, title))
    return tuple(stems), name, most
