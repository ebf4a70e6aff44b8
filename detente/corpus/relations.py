"""Relations: how two parties stand over time, and when that turned.

The method is one page, `docs/relations.md`. Two things are read off the stories of a dyad: the
tone (mean intensity, no matter how many stories) and the hostile deeds (how many distinct hostile
acts a week, a mild one in part). A piecewise constant state of both gives the turning points; the
tone is smoothed by a local-level model that may jump there; the level is the tone, drawn down by
the deeds.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Sequence

import numpy as np

from detente.corpus._relation_level import likeliest, robust
from detente.corpus._relation_series import (
    Floats,
    Told,
    check,
    daily_of,
    stories_of,
    watched_of,
    weeks_of,
)
from detente.corpus._relation_turns import (
    Turn,
    find_turns,
    jump_of,
    noise_of,
    noise_of_pressure,
    pressed,
    support,
)
from detente.corpus._relation_types import (
    Method,
    Mover,
    Relation,
    Signal,
    TurningPoint,
    Watch,
)
from detente.corpus._relation_watch import watches
from detente.errors import UsageError

__all__ = [
    "Method",
    "Mover",
    "Relation",
    "Signal",
    "TurningPoint",
    "Watch",
    "movers",
    "relate",
    "relations",
    "watches",
]

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
    watched: Sequence[Watch] | None = None,
    method: Method | None = None,
) -> Relation:
    """The relation of `a` and `b`; signals of other dyads are passed over.

    `directed` takes only what `a` does to `b`. The grid runs from `since` (else the first story)
    to `until` (else the last); signals outside it are not used. Without any story the grid is
    empty: nothing is made up. `watched` are the times for which there is news at all, and how
    closely they were watched: only there, and so far, does silence say that there were no
    hostile deeds; None is the whole grid. Raises UsageError for a signal that cannot be
    (bad-signal) and for `until` before `since` (bad-date).
    """
    method = method or Method()
    if since and until and until < since:
        raise UsageError(f"until {until} lies before since {since}; exchange them", code="bad-date")
    ways = {(a, b)} if directed else {(a, b), (b, a)}
    own = [s for s in signals if s[2:4] in ways]  # by place: there are many
    check(own)
    told, silent = stories_of(own, method)
    told = tuple(s for s in told if (not since or s[1] >= since) and (not until or s[0] <= until))
    if not told:
        return Relation(a, b, directed, left_out=silent)
    first = since or min(s.start for s in told)
    last = until or max(s.end for s in told)
    daily = daily_of(told, first, last, method, watched)
    found, turns = find_turns(daily, method)
    points = tuple(_point(turn, told, first, method) for turn in turns)
    states = list(found)

    weeks = weeks_of(daily, method)
    steps, half = len(weeks.weight), method.step // 2
    noise = noise_of(weeks, method)
    values = np.where(weeks.weight > 0, weeks.mean, np.nan)
    jumps = np.zeros(steps)
    for turn, point in zip(turns, points, strict=True):
        day = (point.date - first).days  # the level turns on the date that is told, no day before
        states[turn.start : day] = [turn.old] * (day - turn.start)
        states[day : turn.start] = [turn.new] * (turn.start - day)
        # the first week that has most of its days in the new state
        jumps[min((day + half) // method.step, steps - 1)] += jump_of(turn)
    drift = likeliest(values, noise, jumps, method.drift)
    tone, variance = robust(values, noise, drift, method.tails)
    middle = [states[min(i * method.step + half, len(states) - 1)] for i in range(steps)]
    rates = np.array([s.rate for s in middle])
    level = pressed(tone, rates, method)
    slope = pressed(tone + 1, rates, method) - level
    unsure = noise_of_pressure(middle, watched_of(weeks), method.step, method)
    wide = BAND * np.sqrt(slope**2 * variance + unsure)
    days = tuple(first + dt.timedelta(days=i * method.step) for i in range(steps))
    return Relation(
        a,
        b,
        directed,
        days=days,
        level=_numbers(level),
        low=_numbers(level - wide),
        high=_numbers(level + wide),
        weight=_numbers(weeks.weight, most=None),
        turning_points=points,
        stories=len(told),
        left_out=silent,
    )


def relations(
    signals: Iterable[Signal],
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    watched: Sequence[Watch] | None = None,
    method: Method | None = None,
) -> tuple[Relation, ...]:
    """The undirected relations of all dyads that the signals name, sorted by their codes."""
    groups: dict[tuple[str, str], list[Signal]] = {}
    for signal in signals:
        if signal.actor != signal.recipient:
            a, b = sorted((signal.actor, signal.recipient))
            groups.setdefault((a, b), []).append(signal)
    return tuple(
        relate(groups[a, b], a, b, since=since, until=until, watched=watched, method=method)
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


def _point(turn: Turn, told: Sequence[Told], first: dt.date, method: Method) -> TurningPoint:
    """A turn with its dates and the stories that drive it.

    The date is the first day on which a story speaks for the new state; but the first day of that
    state where the silence until then already tells the change for sure.
    """
    start, sure, first_day, last_day, end = (
        first + dt.timedelta(days=n)
        for n in (turn.start, turn.sure, turn.first, turn.last, turn.end - 1)
    )
    # the likelihood of a day is that of the days around it, so the stories may lie before it, and
    # what the days before a story say may be that story
    half = dt.timedelta(days=method.step // 2)
    near = []
    earliest = (start - half).toordinal() - REACH  # they are in the order of their first days
    begin, after = (
        bisect_left(told, day, key=lambda story: story.start.toordinal())
        for day in (earliest, end.toordinal() + 1)
    )
    for story in told[begin:after]:
        if story.end < start - half or (story.end - story.start).days > REACH:
            continue
        nats = support(story.value, story.deed, turn, method) * story.weight
        if nats > 0:
            near.append((nats, story))
    date = min((s.start for _, s in near if s.start >= start - half), default=start)
    if date - half > sure:
        date = start
    limit = date + dt.timedelta(days=REACH)
    near = [(nats, story) for nats, story in near if story.start <= limit]
    near.sort(key=lambda pair: (-pair[0], pair[1].start, pair[1].id))
    names = [s.id for _, s in near if s.id]
    size = turn.new.level - turn.old.level
    return TurningPoint(
        date,
        (min(first_day, date), max(last_day, date)),
        "thaw" if size > 0 else "chill",
        round(abs(size), 3),
        tone=(turn.old.tone, turn.new.tone),
        deeds=(round(turn.old.rate, 2), round(turn.new.rate, 2)),
        evidence=round(turn.evidence, 1),
        stories=tuple(names[:DRIVERS]),
    )
