"""First and last day of an EDTF value, as far as Détente writes them."""

from __future__ import annotations

import calendar
import datetime as dt
import re

_SEASONS = {21: 3, 22: 6, 23: 9, 24: 12}  # EDTF season -> first month
_PART = re.compile(r"(\d{3})X|(\d{2})XX|(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def bounds(edtf: str) -> tuple[dt.date | None, dt.date | None]:
    """(first, last) day; None where open or unknown. `~` and `?` do not widen the value."""
    if "/" in edtf:
        left, right = edtf.split("/", 1)
        first = None if left in ("", "..") else bounds(left)[0]
        last = None if right in ("", "..") else bounds(right)[1]
        return first, last
    match = _PART.fullmatch(edtf.rstrip("~?%"))
    if match is None:
        return None, None
    decade, century, year, month, day = match.groups()
    try:
        if decade:
            return dt.date(int(decade) * 10, 1, 1), dt.date(int(decade) * 10 + 9, 12, 31)
        if century:
            return dt.date(int(century) * 100, 1, 1), dt.date(int(century) * 100 + 99, 12, 31)
        y = int(year)
        if month is None:
            return dt.date(y, 1, 1), dt.date(y, 12, 31)
        m = int(month)
        if m in _SEASONS:
            first = dt.date(y, _SEASONS[m], 1)
            return first, first + dt.timedelta(days=90)
        if day is None:
            return dt.date(y, m, 1), dt.date(y, m, calendar.monthrange(y, m)[1])
        exact = dt.date(y, m, int(day))
        return exact, exact
    except ValueError:
        return None, None


def first_day(edtf: str) -> dt.date | None:
    """First day of an EDTF value, None where open or unknown."""
    return bounds(edtf)[0]


def last_day(edtf: str) -> dt.date | None:
    """Last day of an EDTF value, None where open or unknown."""
    return bounds(edtf)[1]


def starts_after(edtf: str | None, day: dt.date) -> bool:
    """Whether an EDTF interval lies wholly after a day."""
    first = first_day(edtf) if edtf else None
    return first is not None and first > day
