"""Make the meaning of a matched time expression: one function for each kind of rule."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from detente.stages._timex_calendar import Context, calendar_point, partial_value
from detente.stages._timex_lengths import (
    GRAINS,
    UNKNOWN,
    Draft,
    Maker,
    Values,
    count_of,
    make_away,
    make_counts,
    make_duration,
    make_stretch,
)
from detente.stages._timex_values import NIGHT, Point, cover, duration, move


def _of(point: Point, values: Values, *, explicit: bool = False) -> Draft:
    mod = values.get("edge") or values.get("approx") or None
    if mod == "APPROX":
        point = replace(point, about=True)
    return Draft(
        point.kind, point.value(), mod, point.edtf(), values.get("role", ""), point, explicit
    )


def make_calendar(values: Values, context: Context, match: re.Match[str]) -> list[Draft]:
    """A date by its names and numbers: weekday, day, month, year, season, feast, decade ..."""
    found = calendar_point(values, context)
    if found is None:
        kind, value = partial_value(values)
        return [Draft(kind, value, values.get("edge"))] if value else []
    point, explicit = found
    draft = _of(point, values, explicit=explicit)
    named = ("month", "m", "d", "nth_day", "holiday", "turn", "week_turn")
    weekly = point.grain == "day" and not any(values.get(n) for n in named)
    return [replace(draft, weekly=weekly)]


def make_days(values: Values, context: Context, match: re.Match[str]) -> list[Draft]:
    """Several days of one month: "3., 4. und 7. Oktober", "May 3-5"."""
    spans = [
        (values[n], *match.span(g)) for n, g in context.groups if n.startswith("d_") and match[g]
    ]
    spans.sort(key=lambda s: s[1])
    drafts = []
    for k, (day, start, end) in enumerate(spans):
        found = calendar_point({**values, "d": day}, context)
        if found is None:
            if context.published is None and k == 0:
                return []
            return []
        first = match.start() if k == 0 and _before(match, context, start) else start
        last = match.end() if k == len(spans) - 1 else end
        drafts.append(replace(_of(found[0], values, explicit=found[1]), span=(first, last)))
    return drafts


def _before(match: re.Match[str], context: Context, start: int) -> bool:
    """Whether the month stands before `start`."""
    return any(n == "month" and match[g] and match.start(g) < start for n, g in context.groups)


def make_years(values: Values, context: Context, match: re.Match[str]) -> list[Draft]:
    """Two years written as one: "2014/15"."""
    first = int(values["yyyy"])
    second = first // 100 * 100 + int(values["yy"])
    if second != first + 1 and second != first // 100 * 100 + 100:
        return []
    point = Point("year", dt.date(first, 1, 1))
    return [Draft("DATE", f"{first}", None, f"{first}/{first + 1}", "", point, True)]


def make_offset(values: Values, context: Context, match: re.Match[str]) -> list[Draft]:
    """So many days, weeks, months ... from now or from the time last named: yesterday."""
    unit = values.get("unit") or _unit(values)
    shift = int(values.get("shift") or values.get("dayword") or 0)
    daytime = values.get("daytime") or values.get("daytime_any") or ""
    base = context.base(values.get("base", ""), unit)
    if base is None:
        value = UNKNOWN.get(unit, "XXXX") + (f"T{daytime}" if daytime else "")
        return [Draft("TIME" if daytime else "DATE", value, values.get("edge"))]
    if values.get("loose") and context.history and unit == "Y":
        base = dt.date(context.history, 1, 1)
    if unit == "WE":
        point = _weekend(base, shift, values, context)
    else:
        point = move(cover(GRAINS[unit], base), shift)
    if daytime == NIGHT and values.get("night") == "tense" and context.direction() != "future":
        point = move(point, -1)
    return [_of(replace(point, daytime=daytime), values)]


def _unit(values: Values) -> str:
    """The unit, by whichever part of the pattern names it."""
    return values.get("unit_one") or values.get("unit_edge") or values["unit_each"]


def _weekend(base: dt.date, shift: int, values: Values, context: Context) -> Point:
    """The weekend meant by last, this, next, or by nothing but the tense."""
    point = cover("weekend", base)
    if values.get("turn") == "bare":
        shift = -1 if context.direction() != "future" and base.weekday() < 4 else 0
    elif shift > 0 and base.weekday() < 5:
        shift -= 1
    return move(point, shift)


def make_daytime(values: Values, context: Context, match: re.Match[str]) -> list[Draft]:
    """A time of day alone: of the day last named nearby, of the day before publication where the
    text last told of that, or of the day of publication.
    """
    daytime, day = values.get("daytime", ""), context.near_day() or context.eve()
    if day is None:
        if context.published is None:
            return [Draft("TIME", f"XXXX-XX-XXT{daytime}")]
        back = daytime == NIGHT and context.direction() != "future"
        day = context.published - dt.timedelta(days=back)
    return [_of(Point("day", day, daytime=daytime), values)]


def make_clock(values: Values, context: Context, match: re.Match[str]) -> list[Draft]:
    """A time of the clock, on the day named last nearby, or else of publication."""
    hour, minute = int(values.get("hh", "0")), int(values.get("mm") or 0)
    half = values.get("half_day", "")
    if half == "PM" and hour < 12:
        hour += 12
    elif half == "AM" and hour == 12:
        hour = 0
    if hour > 24:
        return []
    clock = f"{hour:02d}:{minute:02d}"
    day = None if context.repeated else context.near_day() or context.published
    if day is None:
        return [Draft("TIME", f"T{clock}", values.get("approx"))]
    return [_of(Point("day", day, clock=clock), values)]


def make_hours(values: Values, context: Context, match: re.Match[str]) -> list[Draft]:
    """Two times of the clock with one word for the hour: "von 10 bis 12 Uhr"."""
    drafts = []
    spans = {n: match.span(g) for n, g in context.groups}
    for tag, end in (("a", spans.get("mm_a", (-1, -1))[1]), ("b", match.end())):
        part = {k[:2]: v for k, v in values.items() if k in (f"hh_{tag}", f"mm_{tag}") and v}
        part["half_day"] = values.get("half_day", "")
        start = spans[f"hh_{tag}"][0]
        end = end if end > 0 else spans[f"hh_{tag}"][1]
        made = make_clock(part, context, match)
        drafts += [replace(d, span=(start, end)) for d in made]
    return drafts


def make_reference(values: Values, context: Context, match: re.Match[str]) -> list[Draft]:
    """PRESENT_REF, PAST_REF, FUTURE_REF; `about` says how near: day, month, year, anchor."""
    value, about = values["ref"].split("+")[0], values.get("about", "")
    base = context.base("anchor" if about == "anchor" else "")
    if about == "" or base is None or (about == "anchor" and context.anchor is None):
        return [Draft("DATE", value)]
    if about == "anchor" and context.anchor is not None:
        if values.get("role") == "since":
            start = context.anchor.edtf().split("/")[0]
            return [Draft("DATE", value, None, f"{start}/..", "since")]
        named = context.past if context.anchor.grain == "day" else None
        return [Draft("DATE", value, None, (named or context.anchor).edtf())]
    return [Draft("DATE", value, None, replace(cover(about, base), about=True).edtf())]


def make_set(values: Values, context: Context, match: re.Match[str]) -> list[Draft]:
    """Something that comes again: täglich, jeden Dienstag, every two weeks."""
    daytime = values.get("daytime", "")
    if "weekdaytime" in values:
        weekday, daytime = values["weekdaytime"].split("+")
        value = f"XXXX-WXX-{weekday}"
    elif "weekday" in values:
        value = f"XXXX-WXX-{values['weekday']}"
    elif "month" in values:
        value = f"XXXX-{int(values['month']):02d}"
    elif "season" in values:
        value = f"XXXX-{values['season']}"
    elif "unit" in values:
        value = duration(count_of(values) or "1", values["unit"])
    elif values.get("value"):
        value = values["value"]
    elif daytime:
        value = "XXXX-XX-XX"
    else:
        return []
    return [Draft("SET", value + (f"T{daytime}" if daytime else ""))]


MAKERS: dict[str, Maker] = {
    "calendar": make_calendar,
    "days": make_days,
    "years": make_years,
    "offset": make_offset,
    "daytime": make_daytime,
    "clock": make_clock,
    "hours": make_hours,
    "duration": make_duration,
    "counts": make_counts,
    "away": make_away,
    "stretch": make_stretch,
    "reference": make_reference,
    "set": make_set,
}
__all__ = ["MAKERS", "Draft"]
