"""Relations: how two parties stand over time, and when that turned.

The method is one page, `docs/relations.md`. Two things are read off the stories of a dyad: the
tone (mean intensity, no matter how many stories) and the hostile deeds (how many distinct acts of
material conflict a week). A piecewise constant state of both gives the turning points; the tone is
smoothed by a local-level model that may jump there; the level is the tone, drawn down by the deeds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import numpy as np

from detente.corpus._relation_level import likeliest, robust
from detente.corpus._relation_series import Floats, Told, check, series_of, stories_of
from detente.corpus._relation_turns import (
    Turn,
    find_turns,
    jump_of,
    noise_of,
    noise_of_pressure,
    pressed,
    support,
)
from detente.corpus._relation_types import Method, Mover, Relation, Signal, TurningPoint
from detente.errors import UsageError

__all__ = ["Method", "Mover", "Relation", "Signal", "TurningPoint", "movers", "relate", "relations"]

BAND = 1.6449  # standard deviations on each side of a normal variable for 90 %
DRIVERS = 5  # stories that a turning point names
REACH = 60  # days after a turn in which the stories that drive it are looked for


def relate(
    signals: Iterable[Signal],
    a: str,
    b: str,
    *,
    directed: bool = False,
    since: dt.date | None = None,
    until: dt.date | None = None,
    method: Method | None = None,
) -> Relation:
    """The relation of `a` and `b`; signals of other dyads are passed over.

    `directed` takes only what `a` does to `b`. The grid runs from `since` (else the first story)
    to `until` (else the last); signals outside it are not used. Without any story the grid is
    empty: nothing is made up. Raises UsageError for a signal that cannot be (bad-signal) and for
    `until` before `since` (bad-date).
    """
    method = method or Method()
    if since and until and until < since:
        raise UsageError(f"until {until} lies before since {since}; exchange them", code="bad-date")
    own = []
    for signal in signals:
        way = (signal.actor, signal.recipient)
        if way == (a, b) or (way == (b, a) and not directed):
            check(signal)
            own.append(signal)
    told, silent = stories_of(own, method)
    told = tuple(
        s for s in told if (not since or s.end >= since) and (not until or s.start <= until)
    )
    if not told:
        return Relation(a, b, directed, left_out=silent)
    first = since or min(s.start for s in told)
    last = until or max(s.end for s in told)
    series = series_of(told, first, last, method)
    states, turns = find_turns(series, method)

    noise = noise_of(series, method)
    values = np.where(series.weight > 0, series.mean, np.nan)
    jumps = np.zeros(len(values))
    for turn in turns:
        jumps[turn.start] = jump_of(turn)
    drift = likeliest(values, noise, jumps, method.drift)
    tone, variance = robust(values, noise, drift, method.tails)
    rates = np.array([s.rate for s in states])
    level = pressed(tone, rates, method)
    slope = pressed(tone + 1, rates, method) - level
    wide = BAND * np.sqrt(slope**2 * variance + noise_of_pressure(states, method.step, method))
    days = tuple(first + dt.timedelta(days=i * method.step) for i in range(len(values)))
    return Relation(
        a,
        b,
        directed,
        days=days,
        level=_numbers(level),
        low=_numbers(level - wide),
        high=_numbers(level + wide),
        weight=_numbers(series.weight, most=None),
        turning_points=tuple(_point(turn, told, days, last, method) for turn in turns),
        stories=len(told),
        left_out=silent,
    )


def relations(
    signals: Iterable[Signal],
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    method: Method | None = None,
) -> tuple[Relation, ...]:
    """The undirected relations of all dyads that the signals name, sorted by their codes."""
    groups: dict[tuple[str, str], list[Signal]] = {}
    for signal in signals:
        if signal.actor != signal.recipient:
            a, b = sorted((signal.actor, signal.recipient))
            groups.setdefault((a, b), []).append(signal)
    return tuple(
        relate(groups[a, b], a, b, since=since, until=until, method=method)
        for a, b in sorted(groups)
    )


def movers(related: Iterable[Relation], since: dt.date) -> tuple[Mover, ...]:
    """The relations that begin by `since`, those that surely changed most since then first.

    Sorted by how far the band of the change stays clear of 0, then by the change: two events
    alone do not make a mover. The bands of the two levels are taken as independent.
    """
    out = []
    for relation in related:
        if not relation.days or not relation.days[0] <= since <= relation.days[-1]:
            continue
        at = max(i for i, day in enumerate(relation.days) if day <= since)
        before, after = relation.level[at], relation.level[-1]
        wide = 0.0
        for i in (at, len(relation.days) - 1):
            wide += ((relation.high[i] - relation.low[i]) / 2) ** 2
        change, wide = after - before, wide**0.5
        points = tuple(p for p in relation.turning_points if p.date >= since)
        out.append(
            Mover(
                relation.a,
                relation.b,
                before=before,
                after=after,
                change=round(change, 3),
                low=round(change - wide, 3),
                high=round(change + wide, 3),
                turning_points=points,
            )
        )
    return tuple(sorted(out, key=_rank))


def _rank(mover: Mover) -> tuple[float, float, str, str]:
    clear = max(mover.low, -mover.high, 0.0)
    return -clear, -abs(mover.change), mover.a, mover.b


def _numbers(values: Floats, most: float | None = 10.0) -> tuple[float, ...]:
    """Within the scale, rounded to a thousandth: the last bits differ between machines."""
    kept = values if most is None else np.clip(values, -most, most)
    return tuple(round(float(v), 3) + 0.0 for v in kept)


def _point(
    turn: Turn, told: Sequence[Told], days: Sequence[dt.date], last: dt.date, method: Method
) -> TurningPoint:
    """A turn with its dates and the stories that drive it."""
    step = dt.timedelta(days=method.step - 1)
    begin, finish = days[turn.step], min(days[turn.end - 1] + step, last)
    limit = min(finish, begin + dt.timedelta(days=REACH))
    near = [
        (support(s.value, s.deed, turn, method) * s.weight, s)
        for s in told
        if s.start <= limit and s.end >= days[turn.start] and (s.end - s.start).days <= REACH
    ]
    near = [(nats, s) for nats, s in near if nats > 0]
    # the day on which the first story of that step that speaks for it begins
    week = [s.start for _, s in near if begin <= s.start <= begin + step]
    date = min(week) if week else begin
    interval = (min(days[turn.first], date), max(min(days[turn.last] + step, last), date))
    near.sort(key=lambda pair: (-pair[0], pair[1].start, pair[1].id))
    names = [s.id for _, s in near if s.id]
    size = turn.new.level - turn.old.level
    direction = "thaw" if size > 0 else "chill"
    return TurningPoint(date, interval, direction, round(abs(size), 3), tuple(names[:DRIVERS]))
