"""Calendar arithmetic for the time stage: points of a grain, TIMEX3 values, EDTF."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, replace

SEASONS = {"SP": (21, 3), "SU": (22, 6), "FA": (23, 9), "WI": (24, 12)}  # EDTF code, first month
NIGHT = "NI"
MIN_YEAR, MAX_YEAR = 1000, 2199
_LENGTH = {"quarter": 3, "half": 6, "season": 3}  # in months


@dataclass(frozen=True, slots=True)
class Point:
    """A stretch of the calendar: `first` is its first day, `grain` its size.

    Grains: day, week, weekend, month, season, quarter, half, year, decade, century.
    `daytime` (MO, MI, AF, EV, NI) and `clock` ("20:00") refine a day. A night belongs to the
    day on which it begins. `about` marks what the text gives only roughly.
    """

    grain: str
    first: dt.date
    season: str = ""
    daytime: str = ""
    clock: str = ""
    about: bool = False
    eve: bool = False  # a night told by the day on which it ends

    @property
    def kind(self) -> str:
        """DATE or TIME."""
        return "TIME" if self.daytime or self.clock else "DATE"

    def last(self) -> dt.date:
        """The last day."""
        day, grain = self.first, self.grain
        if grain == "day":
            return day + dt.timedelta(days=self.daytime == NIGHT and not self.clock)
        if grain == "week":
            return day + dt.timedelta(days=6)
        if grain == "weekend":
            return day + dt.timedelta(days=1)
        if grain == "month":
            return end_of_month(day)
        if grain in _LENGTH:
            return end_of_month(add_months(day, _LENGTH[grain] - 1))
        years = {"year": 1, "decade": 10, "century": 100}[grain]
        return dt.date(day.year + years - 1, 12, 31)

    def value(self) -> str:
        """The TIMEX3 value."""
        day, grain = self.first, self.grain
        if grain == "day":
            if self.clock:
                return f"{day}T{self.clock}"
            return f"{day}T{self.daytime}" if self.daytime else f"{day}"
        if grain in ("week", "weekend"):
            year, week, _ = day.isocalendar()
            return f"{year:04d}-W{week:02d}" + ("-WE" if grain == "weekend" else "")
        if grain == "month":
            return f"{day:%Y-%m}"
        if grain == "season":
            return f"{day.year:04d}-{self.season}"
        if grain == "quarter":
            return f"{day.year:04d}-Q{(day.month + 2) // 3}"
        if grain == "half":
            return f"{day.year:04d}-H{(day.month + 5) // 6}"
        cut = {"year": 4, "decade": 3, "century": 2}[grain]
        return f"{day.year:04d}"[:cut]

    def edtf(self) -> str:
        """The EDTF value: a date, a season, or an interval where EDTF has no word for it."""
        day, grain = self.first, self.grain
        mark = "~" if self.about else ""
        if grain in ("week", "weekend") or (grain == "day" and self.last() != day):
            return f"{day}{mark}/{self.last()}{mark}"
        if grain in ("quarter", "half"):
            return f"{day:%Y-%m}{mark}/{self.last():%Y-%m}{mark}"
        if grain == "season":
            return f"{day.year:04d}-{SEASONS[self.season][0]}{mark}"
        if grain == "decade":
            return f"{day.year // 10:03d}X{mark}"
        if grain == "century":
            return f"{day.year // 100:02d}XX{mark}"
        if grain == "day":
            return f"{day}{mark}"
        return (f"{day:%Y-%m}" if grain == "month" else f"{day.year:04d}") + mark


def in_calendar(day: dt.date | None) -> dt.date | None:
    """The day, None where its year is not one that is told of: what is counted from it could have
    no date."""
    return day if day is not None and MIN_YEAR <= day.year <= MAX_YEAR else None


def end_of_month(day: dt.date) -> dt.date:
    """The last day of the month of `day`."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def add_months(day: dt.date, count: int) -> dt.date:
    """`day` moved by months, its day of the month cut to what the month has."""
    months = day.year * 12 + day.month - 1 + count
    year, month = months // 12, months % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def cover(grain: str, day: dt.date) -> Point:
    """The point of a grain that holds `day`."""
    if grain == "week":
        day -= dt.timedelta(days=day.weekday())
    elif grain == "weekend":
        day += dt.timedelta(days=5 - day.weekday())
    elif grain == "month":
        day = day.replace(day=1)
    elif grain in ("quarter", "half"):
        size = _LENGTH[grain]
        day = dt.date(day.year, (day.month - 1) // size * size + 1, 1)
    elif grain in ("year", "decade", "century"):
        size = {"year": 1, "decade": 10, "century": 100}[grain]
        day = dt.date(day.year // size * size, 1, 1)
    elif grain == "season":
        return season_of(day)
    return Point(grain, day)


def season_of(day: dt.date) -> Point:
    """The meteorological season that holds `day`; January belongs to the winter before."""
    name = next(n for n, (_, m) in SEASONS.items() if (day.month - m) % 12 < 3)
    year = day.year - (name == "WI" and day.month < 3)
    return season(name, year)


def season(name: str, year: int) -> Point:
    """The season (SP SU FA WI) that begins in `year`."""
    return Point("season", dt.date(year, SEASONS[name][1], 1), season=name)


def move(point: Point, count: int) -> Point:
    """The point `count` grains later (earlier if negative); OverflowError out of range."""
    day, grain = point.first, point.grain
    try:
        if grain == "day":
            day += dt.timedelta(days=count)
        elif grain in ("week", "weekend"):
            day += dt.timedelta(days=7 * count)
        else:
            size = {"month": 1, "quarter": 3, "half": 6, "season": 12, "year": 12}.get(grain)
            size = size or {"decade": 120, "century": 1200}[grain]
            day = add_months(day, size * count)
    except (ValueError, OverflowError) as error:
        raise OverflowError("out of the calendar") from error
    if not MIN_YEAR <= day.year <= MAX_YEAR:
        raise OverflowError("out of the calendar")
    return replace(point, first=day)


def easter(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar."""
    golden = year % 19
    century = year // 100
    epact = (19 * golden + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    moon = epact - (epact // 28) * (1 - (29 // (epact + 1)) * ((21 - golden) // 11))
    step = (year + year // 4 + moon + 2 - century + century // 4) % 7
    away = moon - step
    month = 3 + (away + 40) // 44
    return dt.date(year, month, away + 28 - 31 * (month // 4))


def holiday(rule: str, year: int) -> Point | None:
    """A feast by its rule: "12-25", "easter+49", or "11.4.4", the fourth Thursday of November.

    In the last form the weekday is 1..7 from Monday, and a negative number counts from the end.
    """
    if rule.startswith("easter"):
        away = int(rule[6:] or 0)
        return Point("day", easter(year) + dt.timedelta(days=away))
    if "." in rule:
        month, weekday, nth = (int(p) for p in rule.split("."))
        if nth < 0:
            day = end_of_month(dt.date(year, month, 1))
            away = (day.weekday() - weekday + 1) % 7 - 7 * (nth + 1)
            return Point("day", day - dt.timedelta(days=away))
        day = dt.date(year, month, 1)
        away = (weekday - 1 - day.weekday()) % 7 + 7 * (nth - 1)
        return Point("day", day + dt.timedelta(days=away))
    month, number = (int(p) for p in rule.split("-"))
    try:
        return Point("day", dt.date(year, month, number))
    except ValueError:
        return None


def by_direction(day: dt.date, weekday: int, direction: str, *, strict: bool = False) -> dt.date:
    """The nearest weekday (1..7) before or after `day`; `strict` does not take `day` itself."""
    if direction == "future":
        away = (weekday - 1 - day.weekday()) % 7
        return day + dt.timedelta(days=7 if strict and not away else away)
    away = (day.weekday() - weekday + 1) % 7
    return day - dt.timedelta(days=7 if strict and not away else away)


def duration(count: str, unit: str) -> str:
    """The TIMEX3 value of a duration: ("3", "D") is P3D, ("X", "H") is PTXH."""
    if unit in ("DE", "CE"):
        size = 10 if unit == "DE" else 100
        return f"P{int(float(count) * size)}Y" if count != "X" else "PXY"
    if unit in ("H", "MIN", "S"):
        return f"PT{count}{unit[0]}"
    return f"P{count}{unit}"
