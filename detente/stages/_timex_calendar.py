"""Which day, month or year a calendar expression means: names, numbers and missing years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from detente.stages._timex_values import (
    NIGHT,
    Point,
    by_direction,
    cover,
    holiday,
    move,
    season,
)

WRONG_WAY = 5.0  # a year against the tense must be this many times nearer to win
_PIVOT = 2026  # stands for the year of publication of an undated text with a short year
BEHIND = 1.3  # without a tense the past wins up to this ratio


@dataclass(slots=True)
class Context:
    """What the surroundings of an expression tell; made anew for each expression."""

    published: dt.date | None
    anchor: Point | None  # the time last named in the text
    day: dt.date | None  # the day last named in this sentence or the one before
    repeated: bool  # whether this sentence told of something that comes again, on several days
    history: int | None  # the year that the text is telling of, if not the present
    tense: Callable[[], str]  # "past", "future" or ""
    since: bool = False  # the words before say that it is a beginning in the past
    groups: tuple[tuple[str, str], ...] = ()  # (binding, group) of the pattern
    told: dt.date | None = None  # the day last named anywhere before
    past: Point | None = None  # the time last named that is history by now
    named_now: bool = False  # whether the text has named the day of publication
    lately: dt.date | None = None  # the day last named of the week before publication

    def direction(self) -> str:
        """The direction of the tense: "past", "future", or "" where nothing tells."""
        return self.tense()

    def base(self, kind: str, unit: str = "") -> dt.date | None:
        """The day to count from: of publication, or ("anchor") of the time last named.

        Days and weeks are counted from a day, not from the month named after it.
        """
        if not kind.startswith("anchor"):
            return self.published
        named = self.anchor.first if self.anchor else None
        if self.anchor and self.anchor.eve:
            named = self.anchor.last()
        if self.anchor and unit in ("D", "W") and self.anchor.grain != "day":
            named = self.day or (self.told if unit == "D" else None) or named
        return self.published if named is None and kind != "anchor" else named

    def eve(self) -> dt.date | None:
        """The day of the days before publication that the text named last, if it tells nothing of
        today."""
        return None if self.named_now else self.lately

    def near_day(self) -> dt.date | None:
        """The day last named in this sentence or the one before."""
        return self.day


def short_year(text: str, published: dt.date | None) -> int:
    """A year of two digits: up to ten years ahead of publication it is of this century."""
    now = published.year if published else _PIVOT
    limit, century = now % 100 + 10, now // 100 * 100
    number = int(text)
    return century + number if number <= limit else century - 100 + number


def calendar_point(values: Mapping[str, str], context: Context) -> tuple[Point, bool] | None:
    """The point that the bound values name, and whether the text itself gives the year.

    None where the year or day cannot be known, or there is no such day.
    """
    try:
        return _calendar_point(values, context)
    except (ValueError, OverflowError):
        return None


def _calendar_point(values: Mapping[str, str], context: Context) -> tuple[Point, bool] | None:
    """The point, as `calendar_point` has it, where it is sure that there is such a day."""
    year, explicit = _year(values, context)
    years = _many_years(values)
    if years is not None:
        return years, True
    weekday, daytime = values.get("weekday"), values.get("daytime", "")
    if values.get("weekdaytime"):
        weekday, daytime = values["weekdaytime"].split("+")
    point: Point | None = None
    at = _within_year(values)
    if at is not None:
        point = _choose(at, year, values, context)
    elif values.get("d"):
        point = _day_of_month(int(values["d"]), context)
    elif weekday:
        point = _weekday(int(weekday), values, context)
    elif year:
        point = Point("year", dt.date(year, 1, 1))
    if point is None:
        return None
    if daytime:
        point = replace(point, daytime=daytime)
        if daytime == NIGHT and values.get("eve"):
            point = replace(move(point, -1), eve=True)
    return point, explicit


def _many_years(values: Mapping[str, str]) -> Point | None:
    """The century or decade that the values name; None for what is shorter."""
    if "century" in values:
        first = (int(values["century"]) - 1) * 100
        return Point("century", dt.date(max(first, 1), 1, 1))
    if "decade4" in values:
        return cover("decade", dt.date(int(values["decade4"]), 1, 1))
    if "decade2" in values:
        tens = int(values["decade2"])
        return Point("decade", dt.date(2000 + tens if tens < 20 else 1900 + tens, 1, 1))
    return None


def _within_year(values: Mapping[str, str]) -> Callable[[int], Point | None] | None:
    """What the values name in a year, by that year: a day or month, a season, a holiday, a part;
    None where they name a day of no month, or nothing that lies in a year."""
    month, day = values.get("month") or values.get("m"), values.get("d") or values.get("nth_day")
    if month:
        grain, number = ("day", int(day)) if day else ("month", 1)
        return lambda y: Point(grain, dt.date(y, int(month), number))
    if day:
        return None
    if values.get("season"):
        return lambda y: season(values["season"], y)
    if values.get("holiday"):
        return lambda y: holiday(values["holiday"], y)
    for grain, months in (("quarter", 3), ("half", 6)):
        if values.get(grain):
            first = months * (int(values[grain]) - 1) + 1
            return lambda y: Point(grain, dt.date(y, first, 1))
    return None


def _year(values: Mapping[str, str], context: Context) -> tuple[int | None, bool]:
    if values.get("yyyy"):
        return int(values["yyyy"]), True
    if values.get("yy"):
        return short_year(values["yy"], context.published), True
    if values.get("year_turn"):
        if values["year_turn"] in ("anchor", "after"):
            after = values["year_turn"] == "after"
            return (context.anchor.first.year + after if context.anchor else None), False
        if context.published:
            return context.published.year + int(values["year_turn"]), False
        return None, False
    return None, False


def _choose(
    at: Callable[[int], Point | None],
    year: int | None,
    values: Mapping[str, str],
    context: Context,
) -> Point | None:
    """The point of the given year, else of the year that turn, history or tense asks for."""
    if year is not None:
        return at(year)
    turn, now = values.get("turn"), context.published
    telling = context.history and values.get("month") and not values.get("d")
    if (
        telling
        and context.history is not None
        and turn is None
        and not context.since
        and context.direction() != "future"
    ):
        return at(context.history)
    if now is None:
        return None
    found = []
    for candidate in range(now.year - 1, now.year + 2):
        try:
            point = at(candidate)
        except ValueError:
            continue
        if point:
            found.append(point)
    if turn == "-1":
        return max((p for p in found if p.last() < now), key=lambda p: p.first, default=None)
    if turn == "1":
        return min((p for p in found if p.first > now), key=lambda p: p.first, default=None)
    if turn == "0":
        return next((p for p in found if p.first <= now <= p.last()), None) or at(now.year)
    if context.since:
        return max((p for p in found if p.first <= now), key=lambda p: p.first, default=None)
    direction = context.direction()

    def cost(point: Point) -> float:
        if point.first <= now <= point.last():
            return 0.0
        if point.first > now:
            away = float((point.first - now).days)
            return away * {"past": WRONG_WAY, "future": 1.0}.get(direction, BEHIND)
        return (now - point.last()).days * (WRONG_WAY if direction == "future" else 1.0)

    return min(found, key=cost, default=None)


def _day_of_month(day: int, context: Context) -> Point | None:
    """A day without a month: of this month, or the next or last by the tense."""
    now = context.published
    if now is None:
        return None
    months = [
        now,
        (now.replace(day=1) - dt.timedelta(days=1)),
        (now.replace(day=28) + dt.timedelta(days=7)),
    ]
    found = []
    for other in months:
        try:
            found.append(other.replace(day=day))
        except ValueError:
            continue
    if context.direction() == "future":
        best = min((d for d in found if d >= now), default=None)
    else:
        best = max((d for d in found if d <= now), default=None)
    return Point("day", best) if best else None


def _weekday(weekday: int, values: Mapping[str, str], context: Context) -> Point | None:
    """The weekday nearest in the direction of the words or of the tense."""
    now, turn = context.published, values.get("turn")
    if now is None:
        return None
    if values.get("week_turn"):
        week = move(cover("week", now), int(values["week_turn"]))
        return Point("day", week.first + dt.timedelta(days=weekday - 1))
    if values.get("weeks_ago"):
        back = dt.timedelta(weeks=int(values["weeks_ago"]))
        return Point("day", by_direction(now, weekday, "past") - back)
    if turn in ("-1", "1"):
        way = "past" if turn == "-1" else "future"
        return Point("day", by_direction(now, weekday, way, strict=True))
    way = "past" if context.since else context.direction() or ("future" if turn == "0" else "past")
    return Point("day", by_direction(now, weekday, way))


def partial_value(values: Mapping[str, str]) -> tuple[str, str]:
    """(kind, TIMEX3 value) where no year is known: "XXXX-02-24", "XXXX-WXX-1"."""
    month, weekday, daytime = (
        values.get("month") or values.get("m"),
        values.get("weekday"),
        values.get("daytime", ""),
    )
    if values.get("weekdaytime"):
        weekday, daytime = values["weekdaytime"].split("+")
    if values.get("yyyy") or values.get("yy"):
        return "", ""
    day = values.get("d") or values.get("nth_day")
    if month and day:
        if int(day) > 31 or int(month) > 12:
            return "", ""
        value = f"XXXX-{int(month):02d}-{int(day):02d}"
    elif month:
        value = f"XXXX-{int(month):02d}"
    elif weekday:
        value = f"XXXX-WXX-{weekday}"
    elif values.get("season"):
        value = f"XXXX-{values['season']}"
    elif values.get("quarter"):
        value = f"XXXX-Q{values['quarter']}"
    elif values.get("half"):
        value = f"XXXX-H{values['half']}"
    else:
        value = "XXXX-XX-XX" if values.get("holiday") or values.get("d") else "XXXX"
    return ("TIME" if daytime else "DATE"), value + (f"T{daytime}" if daytime else "")
