"""Signals of a dyad to stories, and stories to a series of steps."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.corpus._relation_types import KINDS, Method, Signal
from detente.errors import UsageError

Floats = NDArray[np.float64]

LEAST = 0.001  # weight below which a signal says nothing


@dataclass(frozen=True, slots=True)
class Told:
    """A story with what its signals say together; `weight` is at most 1."""

    id: str
    start: dt.date
    end: dt.date
    value: float
    weight: float
    deed: bool


@dataclass(frozen=True, slots=True)
class Series:
    """Steps of a grid: weight of stories, their mean value (0 where there are none), weight of
    hostile deeds and of hostile stories (a mild one counts in part)."""

    first: dt.date
    weight: Floats
    mean: Floats
    deeds: Floats
    hostile: Floats


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
    for name, group in groups.items():
        best = max(share for share, _ in group)
        chosen = [s for share, s in group if share == best]
        total = math.fsum(s.weight for s in chosen)
        value = math.fsum(s.weight * s.value for s in chosen) / total
        when = min(chosen, key=lambda s: (s.end - s.start, s.start))
        weight = best * max(s.weight for s in chosen)
        deed = value <= method.hard and all(s.kind == "event" for s in chosen)
        id = "" if name.startswith("\0") else name
        out.append(Told(id, when.start, when.end, value, weight, deed))
    out.sort(key=lambda s: (s.start, s.end, s.id, s.value, s.weight))
    return tuple(out), silent


def series_of(told: Sequence[Told], first: dt.date, last: dt.date, method: Method) -> Series:
    """Stories on the grid from `first` to `last`; a long one is spread over its days.

    What lies outside counts by the share of its days that lie inside.
    """
    steps = (last - first).days // method.step + 1
    weight, total, deeds, hostile = (np.zeros(steps) for _ in range(4))
    for story in told:
        begin, end = (story.start - first).days, (story.end - first).days
        share = story.weight / (end - begin + 1)
        low, high = max(begin, 0), min(end, (last - first).days)
        if low > high:
            continue
        for step in range(low // method.step, high // method.step + 1):
            edge = step * method.step
            days = min(high, edge + method.step - 1) - max(low, edge) + 1
            part = share * days
            weight[step] += part
            total[step] += part * story.value
            deeds[step] += part * story.deed
            hostile[step] += part * min(1.0, max(0.0, -story.value / method.mild))
    mean = np.divide(total, weight, out=np.zeros(steps), where=weight > 0)
    return Series(first, weight, mean, deeds, hostile)
