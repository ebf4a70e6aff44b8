"""Make the meaning of a matched time expression: one function for each kind of rule."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from detente.stages._timex_calendar import (
    Context,
    calendar_point,
    partial_value,
    short_year,
)
from detente.stages._timex_values import NIGHT, Point, add_months, cover, duration, move

GRAINS = {"D": "day", "W": "week", "WE": "weekend", "M": "month", "Q": "quarter", "HY": "half",
          "SE": "season", "Y": "year", "DE": "decade", "CE": "century"}
_UNKNOWN = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX",
            "Q": "XXXX-QX", "HY": "XXXX-HX"}
_SMALL = ("H", "MIN", "S")
Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Draft:
    """The meaning of an expression, or of a part of it (`span`) where a rule makes several."""

    kind: str
    value: str
    mod: str | None = None
    edtf: str | None = None
    role: str = ""
    point: Point | None = None
    explicit: bool = False  # the text itself names the year
    span: tuple[int, int] | None = None


Maker = Callable[[Values, Context, re.Match[str]], list[Draft]]


def _of(point: Point, values: Values, *, explicit: bool = False) -> Draft:
    mod = values.get("edge") or values.get("approx") or None
    if mod == "APPROX":
        point = replace(point, about=True)
    return Draft(point.kind, point.value(), mod, point.edtf(), values.get("role", ""), point,
                 explicit)


def make_calendar(values: Values, context: Context, match: re.Match[str]) -> list[Draft]:
    """A date by its names and numbers: weekday, day, month, year, season, feast, decade ..."""
    found = calendar_point(values, context)
    if found is None:
        kind, value = partial_value(values)
        return [Draft(kind, value, values.get("edge"))] if value else []
    point, explicit = found
    return [_of(point, values, explicit=explicit)]


def make_days(values: Values, context: Context, match: re.Match[str]) -> list[Draft]:
    """Several days of one month: "3., 4. und 7. Oktober", "May 3-5"."""
    spans = [(values[n], *match.span(g)) for n, g in context.groups if n.startswith("d_")
             and match[g]]
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
    unit, shift = values.get("unit") or _unit(values), int(values.get("shift") or values.get("dayword") or 0)
    daytime = values.get("daytime") or values.get("daytime_any") or ""
    base = context.base(values.get("base", ""))
    if base is None:
        value = _UNKNOWN.get(unit, "XXXX") + (f"T{daytime}" if daytime else "")
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
    """A time of day alone: of the day last named nearby, or of the day of publication."""
    daytime, day = values["daytime"], context.near_day()
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


def make_duration(values: Values, context: Context, match: re.Match[str]) -> list[Draft]:
    """A length of time."""
    if values.get("fixed"):
        return [Draft("DURATION", values["fixed"], values.get("approx"))]
    if values.get("length"):
        number, unit = values["length"].split("+")
        values = {**values, "num": number, "unit": unit}
    elif values.get("lasting"):
        values = {**values, "unit": values["lasting"]}
    elif values.get("units"):
        values = {**values, "unit": values["units"]}
    count = _count(values)
    if count is None:
        return []
    return [Draft("DURATION", duration(count, values["unit"]), values.get("approx"))]


def make_counts(values: Values, context: Context, match: re.Match[str]) -> list[Draft]:
    """Two lengths with one unit: "sechs bis acht Monate"."""
    spans = {n: match.span(g) for n, g in context.groups}
    drafts = []
    for tag in ("a", "b"):
        made = make_duration({**values, "num": values[f"num_{tag}"]}, context, match)
        start, end = spans[f"num_{tag}"]
        drafts += [replace(d, span=(start, end if tag == "a" else match.end())) for d in made]
    return drafts


def make_away(values: Values, context: Context, match: re.Match[str]) -> list[Draft]:
    """A length of time away from now or from the time last named: vor drei Jahren, years ago.

    `sign` is the direction; `as` is "duration" where TIMEX3 tags only the length; `tense`
    asks for a future tense, without which the words are a length only.
    """
    if "units" in values:
        values = {**values, "num": "X", "unit": values["units"]}
    count, unit, sign = _count(values), values["unit"], int(values["sign"])
    if count is None:
        return []
    role = values.get("role", "")
    base = context.base(values.get("base", ""))
    point = _away(base, count, unit, sign, exact=bool(values.get("exact"))) if base else None
    if values.get("as") == "duration":
        edtf = point.edtf() if point else None
        if values.get("need") == "future" and context.direction() != "future":
            edtf, role = None, ""
        if edtf and role == "since":
            edtf = edtf.split("/")[0] + "/.."
        return [Draft("DURATION", duration(count, unit), values.get("approx"), edtf, role)]
    if count == "X":
        value = "PAST_REF" if sign < 0 else "FUTURE_REF"
        return [Draft("DATE", value, None, point.edtf() if point else None, role)]
    if unit in _SMALL:
        day = str(point.first) if point and not values.get("base") else "XXXX-XX-XX"
        return [Draft("TIME", f"{day}TXX:XX", None, point.edtf() if point else None, role)]
    if point is None:
        return [Draft("DATE", _UNKNOWN.get(unit, "XXXX"), None, None, role)]
    shown = cover("week", point.first) if unit == "W" else point
    return [Draft("DATE", shown.value(), values.get("approx"), point.edtf(), role, point)]


def _away(base: dt.date, count: str, unit: str, sign: int, *, exact: bool) -> Point | None:
    """The point so far away, as exact as people are: years to the year, weeks to the day."""
    if count == "X":
        grain = {"D": "month", "W": "month", "M": "year"}.get(unit)
        if unit in _SMALL:
            return Point("day", base)
        return replace(cover(grain, base), about=True) if grain else None
    number = float(count) * sign
    try:
        if unit in _SMALL:
            hours = number / {"H": 1, "MIN": 60, "S": 3600}[unit]
            return Point("day", base + dt.timedelta(days=round(hours / 24)))
        if unit == "D":
            return Point("day", base + dt.timedelta(days=round(number)))
        if unit in ("W", "WE"):
            away = dt.timedelta(days=round(7 * number))
            return Point("day", base + away, about=not exact)
        if unit in ("M", "Q", "HY"):
            months = number * {"M": 1, "Q": 3, "HY": 6}[unit]
            return replace(cover("month", add_months(base, round(months))), about=True)
        years = number * {"Y": 1, "DE": 10, "CE": 100}[unit]
        return replace(cover("year", add_months(base, round(years * 12))), about=True)
    except (ValueError, OverflowError):
        return None


def make_stretch(values: Values, context: Context, match: re.Match[str]) -> list[Draft]:
    """The last or next so many units: "in den letzten zwei Jahren", "over the next weeks"."""
    unit, sign = values["unit"], int(values["turn"]) or -1
    count = _count(values) if values.get("num") or values.get("int") else "X"
    if count is None:
        return []
    if count == "X":
        edtf = None
        if context.published and unit in ("D", "W", "M"):
            edtf = replace(cover("year" if unit == "M" else "month", context.published),
                           about=True).edtf()
        if sign > 0:
            return [Draft("DATE", "FUTURE_REF", None, edtf)]
        return [Draft("DURATION", duration("X", unit), None, edtf)]
    edtf = None
    if context.published and unit not in _SMALL:
        other = _away(context.published, count, unit, sign, exact=True)
        if other:
            near = cover(other.grain, context.published).edtf()
            far = replace(other, about=False).edtf()
            edtf = f"{far}/{near}" if sign < 0 else f"{near}/{far}"
    elif context.published:
        edtf = str(context.published)
    return [Draft("DURATION", duration(count, unit), values.get("approx"), edtf)]


def make_reference(values: Values, context: Context, match: re.Match[str]) -> list[Draft]:
    """PRESENT_REF, PAST_REF, FUTURE_REF; `about` says how near: day, month, year, anchor."""
    value, about = values["ref"].split("+")[0], values.get("about", "")
    base = context.base("anchor" if about == "anchor" else "")
    if about == "" or base is None or (about == "anchor" and context.anchor is None):
        return [Draft("DATE", value)]
    if about == "anchor" and context.anchor is not None:
        return [Draft("DATE", value, None, replace(context.anchor, about=True).edtf())]
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
        value = duration(_count(values) or "1", values["unit"])
    elif values.get("value"):
        value = values["value"]
    elif daytime:
        value = "XXXX-XX-XX"
    else:
        return []
    return [Draft("SET", value + (f"T{daytime}" if daytime else ""))]


def _count(values: Values) -> str | None:
    """The number of units as TIMEX3 writes it: "3", "1.5", "X"."""
    raw = values.get("num") or values.get("int") or values.get("ordinal") or "1"
    if raw in ("X", ""):
        return "X"
    grouped = re.sub(r"[.,](?=\d{3})", "", raw).replace(",", ".")
    number = float(grouped)
    if "plus" in values and values["plus"]:
        number += float(values["plus"])
    if not 0 < number <= 9999:
        return None
    return str(int(number)) if number == int(number) else str(number)


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
__all__ = ["MAKERS", "Draft", "short_year"]
