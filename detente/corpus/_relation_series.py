"""Signals of a dyad to stories, and stories to days and weeks."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

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


def check(signals: Sequence[Signal]) -> None:
    """Raise UsageError (bad-signal) for the first signal that cannot be."""
    for signal in signals:
        start, end, _, _, value, kind, weight, _ = signal
        if not (kind in KINDS and start <= end and -10 <= value <= 10 and 0 <= weight <= 1):
            raise _refused(signal)


def _refused(signal: Signal) -> UsageError:
    if signal.kind not in KINDS:
        problem = f"kind {signal.kind!r} is none of {', '.join(KINDS)}"
    elif signal.end < signal.start:
        problem = f"it ends on {signal.end}, before it starts on {signal.start}"
    elif not -10 <= signal.value <= 10:
        problem = f"value {signal.value} is not between -10 and 10"
    else:
        problem = f"weight {signal.weight} is not between 0 and 1"
    name = f"{signal.actor} > {signal.recipient} {signal.story}".strip()
    return UsageError(f"signal {name}: {problem}; correct it or leave it out", code="bad-signal")


def stories_of(signals: Sequence[Signal], method: Method) -> tuple[tuple[Told, ...], int]:
    """Each story once, by date and id, and how many signals say nothing.

    Of a story told in several kinds the weightiest kind counts (the act, not its plan); of
    several dates the shortest, then the earliest; the value is the mean by weight.
    """
    discounts = dict(method.discounts)
    told: dict[str, Signal] = {}
    several: dict[str, list[Signal]] = {}
    silent = 0
    for number, signal in enumerate(signals):
        _, _, _, _, _, kind, weight, story = signal
        if discounts.get(kind, 0.0) * weight < LEAST:
            silent += 1
            continue
        name = story or f"\0{number}"
        if name in told:
            several.setdefault(name, [told[name]]).append(signal)
        else:
            told[name] = signal
    out = []
    deeds = {value: _deed(value, method) for value in {signal[4] for signal in told.values()}}
    for name, (start, end, _, _, value, kind, weight, story) in told.items():
        if name in several:
            out.append(_joined(several[name], discounts, method))
            continue
        deed = deeds[value] if kind == "event" else 0.0
        parts = (start, end, story, value, weight * discounts[kind], deed)
        out.append(tuple.__new__(Told, parts))  # there are many: half the time
    out.sort()
    return tuple(out), silent


def _joined(group: Sequence[Signal], discounts: dict[str, float], method: Method) -> Told:
    """What several signals of one story say together."""
    best = max(discounts[s.kind] for s in group)
    chosen = [s for s in group if discounts[s.kind] == best]
    weights = [s.weight for s in chosen]
    value = math.fsum(s.weight * s.value for s in chosen) / math.fsum(weights)
    when = min(chosen, key=lambda s: (s.end - s.start, s.start))
    happened = all(s.kind == "event" for s in chosen)
    deed = _deed(value, method) if happened else 0.0
    return Told(when.start, when.end, when.story, value, best * max(weights), deed)


def _deed(value: float, method: Method) -> float:
    """The part of a hostile deed that an event of some value is."""
    return min(1.0, max(0.0, value / method.hard))


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
    if told:
        starts, ends, _, values, wholes, parts = zip(*told, strict=True)
        begin, end = (
            np.array([day.toordinal() for day in column]) - first.toordinal()
            for column in (starts, ends)
        )
        value, whole, deed = (np.array(column) for column in (values, wholes, parts))
        mild = np.clip(-value / method.mild, 0.0, 1.0)
        inside = (begin == end) & (begin >= 0) & (begin < days)
        own = begin[inside]
        for column, each in (
            *((weight, whole), (total, whole * value)),
            *((deeds, whole * deed), (hostile, whole * mild)),
        ):
            column += np.bincount(own, each[inside], days)
        for i in np.flatnonzero((begin < end) & (begin < days) & (end >= 0)).tolist():
            lasts = slice(max(begin[i], 0), end[i] + 1)
            share = whole[i] / (end[i] + 1 - begin[i])
            weight[lasts] += share
            total[lasts] += share * value[i]
            deeds[lasts] += share * deed[i]
            hostile[lasts] += share * mild[i]
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
