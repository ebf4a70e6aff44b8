"""Make the meaning of lengths of time, and of times that lie a length away from another."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from detente.stages._timex_calendar import Context
from detente.stages._timex_values import Point, add_months, cover, duration

GRAINS = {
    "D": "day",
    "W": "week",
    "WE": "weekend",
    "M": "month",
    "Q": "quarter",
    "HY": "half",
    "SE": "season",
    "Y": "year",
    "DE": "decade",
    "CE": "century",
}
UNKNOWN = {
    "D": "XXXX-XX-XX",
    "W": "XXXX-WXX",
    "WE": "XXXX-WXX-WE",
    "M": "XXXX-XX",
    "Q": "XXXX-QX",
    "HY": "XXXX-HX",
}
_SMALL = ("H", "MIN", "S")
_MONTHS = {"M": 1, "Y": 12, "DE": 120, "CE": 1200}  # in a unit
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
    weekly: bool = False  # only the weekday is named: it may be a week later in a list
    span: tuple[int, int] | None = None


Maker = Callable[[Values, Context, re.Match[str]], list[Draft]]


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
    count = count_of(values)
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
    asks for a future tense, without which the words are a length only; `daily` says that it is so
    long to the day.
    """
    if "units" in values:
        values = {**values, "num": "X", "unit": values["units"]}
    count, unit, sign = count_of(values), values["unit"], int(values["sign"])
    if count is None:
        return []
    role = values.get("role", "")
    base = context.base(values.get("base", ""), unit if count != "X" else "")
    exact = bool(values.get("exact") or (values.get("base") and count == "1"))
    point = _away(base, count, unit, sign, exact=exact) if base else None
    if base and values.get("daily") and unit in _MONTHS and count.isdigit():
        point = Point("day", add_months(base, sign * int(count) * _MONTHS[unit]))  # to the day
    if point and unit == "M" and values.get("base") and context.anchor:
        point = replace(point, about=context.anchor.grain != "month")  # a month from a month
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
        return [Draft("DATE", UNKNOWN.get(unit, "XXXX"), None, None, role)]
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
    count = count_of(values) if values.get("num") or values.get("int") else "X"
    if count is None:
        return []
    if count == "X":
        edtf = None
        if context.published and unit in ("D", "W", "M"):
            edtf = replace(
                cover("year" if unit == "M" else "month", context.published), about=True
            ).edtf()
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


def count_of(values: Values) -> str | None:
    """The number of units as TIMEX3 writes it: "3", "1.5", "X"."""
    raw = values.get("num") or values.get("int") or values.get("ordinal") or "1"
    if raw in ("X", ""):
        return "X"
    grouped = re.sub(r"[.,](?=\d{3})", "", raw).replace(",", ".")
    number = float(grouped)
    if not 0 < number <= 9999:
        return None
    return str(int(number)) if number == int(number) else str(number)
