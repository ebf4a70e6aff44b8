"""Signals of a dyad to stories, and stories to days and weeks."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.corpus._relation_types import KINDS, Method, Signal, Watch
from detente.errors import UsageError

Floats = NDArray[np.float64]

LEAST = 0.001  # weight below which a signal says nothing
NOTHING = 1e-9  # weight of a time without stories, but for rounding


class Told(NamedTuple):
    """A story with what its signals say together; `weight` is at most 1, `deed` the part of a
    hostile deed that it is: 0 to 1. In this order they are sorted."""

    start: dt.date
    end: dt.date
    id: str
    value: float
    weight: float
    deed: float


@dataclass(frozen=True, slots=True)
class Daily:
    """What each day from `first` on has: whether somebody looked (1 or 0), the share of all that
    is told that was seen at least, the weight of stories, weight times value, weight of hostile
    deeds and of hostile stories (mild ones in part)."""

    first: dt.date
    seen: Floats
    share: Floats
    weight: Floats
    total: Floats
    deeds: Floats
    hostile: Floats


@dataclass(frozen=True, slots=True)
class Series:
    """Times of some days: how many of them were watched, the sum of their shares, weight of
    stories, their mean value (0 where there are none), weight of hostile deeds."""

    days: Floats
    share: Floats
    weight: Floats
    mean: Floats
    deeds: Floats


def check(signal: Signal) -> None:
    """Raise UsageError (bad-signal) for a signal that cannot be."""
    problem = ""
    if signal.kind not in KINDS:
        problem = f"kind {signal.kind!r} is none of {', '.join(KINDS)}"
    elif signal.end < signal.start:
        problem = f"it ends on {signal.end}, before it starts on {signal.start}"
    elif not -10 <= signal.value <= 10:
        problem = f"value {signal.value} is not between -10 and 10"
    elif not 0 <= signal.weight <= 1:
        problem = f"weight {signal.weight} is not between 0 and 1"
    if problem:
        name = f"{signal.actor} > {signal.recipient} {signal.story}".strip()
        raise UsageError(f"signal {name}: {problem}; correct it or leave it out", code="bad-signal")


def stories_of(signals: Sequence[Signal], method: Method) -> tuple[tuple[Told, ...], int]:
    """Each story once, by date and id, and how many signals say nothing.

    Of a story told in several kinds the weightiest kind counts (the act, not its plan); of
    several dates the shortest, then the earliest; the value is the mean by weight.
    """
    discounts = dict(method.discounts)
    groups: dict[str, list[tuple[float, Signal]]] = {}
    silent = 0
    for number, signal in enumerate(signals):
        share = discounts.get(signal.kind, 0.0)
        if share * signal.weight < LEAST:
            silent += 1
            continue
        groups.setdefault(signal.story or f"\0{number}", []).append((share, signal))
    out = []
    for group in groups.values():
        share, (start, end, _, _, value, kind, weight, name) = group[0]
        weight *= share
        happened = kind == "event"
        if len(group) > 1:
            best = max(share for share, _ in group)
            chosen = [s for share, s in group if share == best]
            value = math.fsum(s.weight * s.value for s in chosen) / math.fsum(
                s.weight for s in chosen
            )
            when = min(chosen, key=lambda s: (s.end - s.start, s.start))
            start, end = when.start, when.end
            weight = best * max(s.weight for s in chosen)
            happened = all(s.kind == "event" for s in chosen)
        deed = min(1.0, max(0.0, value / method.hard)) if happened else 0.0
        out.append(Told(start, end, name, value, weight, deed))
    out.sort()
    return tuple(out), silent


def daily_of(
    told: Sequence[Told],
    first: dt.date,
    last: dt.date,
    method: Method,
    watched: Sequence[Watch] | None = None,
) -> Daily:
    """Stories by days from `first` to `last`; one that lasts is spread over its days.

    What lies outside counts by the share of its days that lie inside. `watched` are the times in
    which somebody looked, and how closely; None is all the time.
    """
    days = (last - first).days + 1
    seen, shares, weight, total, deeds, hostile = (np.zeros(days) for _ in range(6))
    for watch in (Watch(first, last),) if watched is None else watched:
        inside = slice(max((watch.first - first).days, 0), max((watch.last - first).days + 1, 0))
        seen[inside] = 1.0
        shares[inside] = np.maximum(shares[inside], watch.share)
    base = first.toordinal()
    for start, end, _, value, whole, deed in told:
        begin = start.toordinal() - base
        after = begin + 1 if end == start else end.toordinal() - base + 1
        if begin >= days or after <= 0:
            continue
        share = whole / (after - begin)
        own: Any = begin if after - begin == 1 else slice(max(begin, 0), after)
        weight[own] += share
        total[own] += share * value
        deeds[own] += share * deed
        if value < 0:
            hostile[own] += share * min(1.0, -value / method.mild)
    return Daily(first, seen, shares, weight, total, deeds, hostile)


def weeks_of(daily: Daily, method: Method) -> Series:
    """The days by steps; the last may be short."""
    edges = np.arange(0, len(daily.seen), method.step)
    return _series(daily, lambda values: np.add.reduceat(values, edges))


def watched_of(series: Series) -> Floats:
    """The share of each step that was watched, 0 to 1."""
    return np.asarray(series.share / np.maximum(series.days, 1.0))


def windows_of(daily: Daily, method: Method) -> Series:
    """For each day, or one day of each stride, the step around it: no day of the week is the
    first one."""
    days = len(daily.seen)
    low = np.arange(0, days, method.stride) + method.stride // 2 - method.step // 2
    high = np.minimum(low + method.step, days)
    low = np.maximum(low, 0)

    def around(values: Floats) -> Floats:
        sums = np.concatenate([[0.0], np.cumsum(values)])
        return np.asarray(sums[high] - sums[low])

    return _series(daily, around)


def _series(daily: Daily, summed: Callable[[Floats], Floats]) -> Series:
    weight = summed(daily.weight)
    weight = np.where(weight > NOTHING, weight, 0.0)  # differences of sums are not quite 0
    mean = np.divide(summed(daily.total), weight, out=np.zeros_like(weight), where=weight > 0)
    days, share = summed(daily.seen), summed(daily.share)
    return Series(days, share, weight, mean, np.maximum(summed(daily.deeds), 0.0))
