"""The times of a party in and out of government, from the cell of a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

NEVER = "-"  # of a party that never governed
_SPAN, _MANY = "..", "|"
_GOVERNING, _OPPOSED = "PTY", "OPP"


def terms(governs: str, since: str, until: str) -> Iterator[tuple[str, str, str]]:
    """(sector, first day, last day) of each time of a party that exists from `since` to `until`.

    `governs` lists its times in government (`1998-10..2005-11|2013-12..`), both ends included.
    """
    for span in governs.split(_MANY) if governs != NEVER else ():
        start, _, end = span.partition(_SPAN)
        if (end and end < since) or (until and until < start):
            continue
        if start > since:
            yield _OPPOSED, since, _before(start)
        yield _GOVERNING, max(start, since), end or until
        if not end or (until and until <= end):
            return
        since = max(since, _after(end))
    yield _OPPOSED, since, until


def _before(date: str) -> str:
    """The day before an ISO date of any precision begins."""
    year, month, day = _parts(date)
    return (dt.date(year, month or 1, day or 1) - dt.timedelta(days=1)).isoformat()


def _after(date: str) -> str:
    """The day after an ISO date of any precision ends."""
    year, month, day = _parts(date)
    if day:
        return (dt.date(year, month, day) + dt.timedelta(days=1)).isoformat()
    following = (year + 1, 1) if month in (0, 12) else (year, month + 1)
    return dt.date(*following, 1).isoformat()


def _parts(date: str) -> tuple[int, int, int]:
    """Year, month and day of an ISO date, 0 for what it leaves out."""
    year, month, day = (*map(int, date.split("-")), 0, 0)[:3]
    return year, month, day
