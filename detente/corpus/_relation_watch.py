"""How closely a store watched: from how much it holds of anything, month by month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from detente.corpus._relation_types import Method, Watch

Months = Mapping[int, int]  # documents or events by months (`month_of`)


def month_of(day: dt.date) -> int:
    """The number of the month of a day: one after another without a gap."""
    return day.year * 12 + day.month - 1


def shares_of(months: Months, method: Method) -> dict[int, float]:
    """The share with which each month was watched.

    It is 1 where the month holds `method.usual` of what is usual, the month of the median
    document or event, and `method.enough` of them; in proportion below that.
    """
    total, before, usual = sum(months.values()), 0, 0
    for usual in sorted(months.values()):
        before += usual
        if 2 * before >= total:
            break
    full = max(method.enough, method.usual * usual)
    return {month: min(1.0, number / full) for month, number in months.items() if number > 0}


def watches(watchers: Iterable[Months], method: Method | None = None) -> tuple[Watch, ...]:
    """The times that were watched, in order. Of several watchers, each with the documents or
    events that it holds by months, the closest counts."""
    shares: dict[int, float] = {}
    for months in watchers:
        for month, share in shares_of(months, method or Method()).items():
            shares[month] = max(share, shares.get(month, 0.0))
    spans: list[tuple[int, int, float]] = []
    for month, share in sorted(shares.items()):
        if spans and spans[-1][1:] == (month - 1, share):
            spans[-1] = (spans[-1][0], month, share)
        else:
            spans.append((month, month, share))
    one = dt.timedelta(days=1)
    return tuple(Watch(_first(a), _first(b + 1) - one, share) for a, b, share in spans)


def _first(month: int) -> dt.date:
    return dt.date(month // 12, month % 12 + 1, 1)
