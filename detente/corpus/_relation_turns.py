"""Turning points: the likeliest piecewise constant state of tone and hostile deeds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from detente.corpus._relation_path import Flags, likeliest_path
from detente.corpus._relation_series import Daily, Floats, Series, windows_of
from detente.corpus._relation_types import Method

TONES = np.linspace(-10.0, 10.0, 21)
SURE = 10.0  # nats: what followed is 22,000 times likelier under the new state
LEAST_SEEN = 0.1  # steps: a state of which less was watched is as unsure
UNTOLD = 1e-7  # draws the tone towards 0 where no story tells it, and nowhere else


@dataclass(frozen=True, slots=True)
class State:
    """Tone (-10 to 10), hostile deeds a week, and the level that they make."""

    tone: float
    rate: float
    level: float


@dataclass(frozen=True, slots=True)
class Turn:
    """A change of state; days are counted from the first one of the series."""

    start: int  # day on which the new state begins in the likeliest path
    end: int  # day after its last
    first: int
    last: int  # the interval of `start`
    sure: int  # day by which those since `start` say the change for sure, else `end`
    old: State
    new: State
    evidence: float  # nats by which the new state explains its days better than the old one


def rates_of(method: Method) -> Floats:
    """The rates of hostile deeds a week that a state can have."""
    lowest, factor, number = method.rates
    return np.asarray(lowest * factor ** np.arange(number), dtype=np.float64)


def pressed(tone: Floats, rate: Floats, method: Method) -> Floats:
    """The level: the tone, drawn towards -10 by the share that hostile deeds have.

    The share is 0 at the lowest rate and nears 1 as the rate grows: 1 - ((1 + r/k) / (1 +
    r0/k)) ** -c with k and c of `method.pressure`.
    """
    scale, power = method.pressure
    share = 1 - ((1 + rate / scale) / (1 + method.rates[0] / scale)) ** -power
    return tone - share * (tone + 10)


def noise_of(series: Series, method: Method) -> Floats:
    """Variance of the mean of a step: falls with the stories, never below the floor."""
    weight = np.where(series.weight > 0, series.weight, 1.0)
    return np.asarray(method.floor**2 + method.spread**2 / weight, dtype=np.float64)


def find_turns(daily: Daily, method: Method) -> tuple[tuple[State, ...], tuple[Turn, ...]]:
    """The state of each day, and the turns that move the level enough."""
    tones, deeds = likelihoods(windows_of(daily, method), method)
    days, stride = len(daily.seen), method.stride
    cold, warm = _enough(daily, method)
    path = likeliest_path(
        *(tones, deeds, cold[::stride], warm[::stride]),
        cost=method.cost,
        shortest=max(1, method.shortest * method.step // stride),
    )
    edges = [0, *(t for t in range(1, len(path)) if path[t] != path[t - 1]), len(path)]
    states = [
        _state(path[start], daily, slice(start * stride, end * stride), method)
        for start, end in pairwise(edges)
    ]
    turns = []
    for number, (before, start, end) in enumerate(
        zip(edges, edges[1:], edges[2:], strict=False), start=1
    ):
        (i, j), (m, n) = path[start - 1], path[start]
        gain = tones[:, m] - tones[:, i] + deeds[:, n] - deeds[:, j]
        first, last = _interval(gain, before + 1, end - 1, method.cover)
        sure = np.flatnonzero(np.cumsum(gain[start:end]) >= SURE)
        old, new = states[number - 1], states[number]
        if abs(new.level - old.level) >= method.smallest:
            turns.append(
                Turn(
                    start=start * stride,
                    end=min(end * stride, days),
                    first=min(first, start) * stride,
                    last=max(last, start) * stride,
                    sure=min(start + int(sure[0]) + 1 if len(sure) else end, end) * stride,
                    old=old,
                    new=new,
                    evidence=float(gain[start:end].sum()),
                )
            )
    each = [
        state
        for state, (start, end) in zip(states, pairwise(edges), strict=True)
        for _ in range((end - start) * stride)
    ]
    return tuple(each[:days]), tuple(turns)


def _state(place: tuple[int, int], daily: Daily, days: slice, method: Method) -> State:
    """The state of a tone and a rate by their numbers, held for some days.

    A rate that was seen for a part of the time only may be chance: a quiet week is added for what
    was not watched, if so much was not.
    """
    tone, rate = float(TONES[place[0]]), float(rates_of(method)[place[1]])
    share = daily.share[days]
    watched = float(share.sum()) / 7
    quiet = min(float(method.shortest), float((1 - share).sum()) / 7)
    rate *= watched / (watched + quiet) if watched else 0.0
    rate = max(rate, method.rates[0])
    return State(tone, rate, float(pressed(np.array([tone]), np.array([rate]), method)[0]))


def _enough(daily: Daily, method: Method) -> tuple[Flags, Flags]:
    """For each day whether a chill and whether a thaw may begin on it: whether the weeks from it
    on have the hostile stories that a chill needs; and a story for the thaw, or so many weeks in
    which somebody watched that their silence can be one."""
    weeks = method.step * np.arange(method.shortest + 1)
    edges = np.minimum(np.arange(len(daily.seen))[:, None] + weeks, len(daily.seen))

    def summed(values: Floats) -> Floats:
        sums = np.concatenate([[0.0], np.cumsum(values)])
        return np.asarray(np.diff(sums[edges], axis=1))

    cold = np.minimum(summed(daily.hostile), 1.0).sum(axis=1) > method.hostile
    if np.array_equal(daily.share, daily.seen):
        return cold, np.ones_like(cold)
    warm = summed(daily.weight - daily.hostile).sum(axis=1) > method.told
    warm |= summed(daily.share).sum(axis=1) > method.watched * method.step
    return cold, warm


def likelihoods(series: Series, method: Method) -> tuple[Floats, Floats]:
    """Log-likelihoods a stride, up to constants: [strides, tones] and [strides, rates].

    `series` has the step around each; a stride has its part of the likelihood of the step. The
    mean value is Student's t about the tone; the hostile deeds are negative binomial about the
    rate over the days that were watched, a step without stories included. Who watches a share of
    them sees that share of the bursts: the same density with that share of its size, so that
    silence says only so much.
    """
    far = (series.mean[:, None] - TONES) ** 2 / noise_of(series, method)[:, None]
    tones = -(method.tails + 1) / 2 * np.log1p(far / method.tails)
    tones *= (series.weight > 0)[:, None]
    tones -= UNTOLD * TONES**2
    seen = (series.days > 0)[:, None]
    due = np.where(seen, rates_of(method) * series.days[:, None] / 7, 1.0)
    burst = method.burst
    size = burst * (series.share / np.where(series.days > 0, series.days, 1.0))[:, None]
    deeds = size * np.log(burst / (burst + due)) + series.deeds[:, None] * np.log(
        due / (burst + due)
    )
    part = method.stride / method.step
    return tones * part, np.where(seen, deeds, 0.0) * part


def _interval(gain: Floats, first: int, last: int, cover: float) -> tuple[int, int]:
    """Days between which the change lies with probability `cover`.

    Given the two states and the turns before and after, the change comes on day t with a
    probability in proportion to the likelihood of the new state from t on.
    """
    value = np.cumsum(gain[first : last + 1][::-1])[::-1]
    chance = np.exp(value - value.max())
    sums = np.cumsum(chance) / chance.sum()
    tail = (1 - cover) / 2
    low = int(np.searchsorted(sums, tail))
    high = int(np.searchsorted(sums, 1 - tail))
    return first + low, first + min(high, last - first)


def noise_of_pressure(
    states: Sequence[State], watched: Floats, step: int, method: Method
) -> Floats:
    """Variance of the level of each step that comes of not knowing the rate of deeds.

    The rate of a state is known the better the more deeds it has seen: the variance of its
    logarithm is about 1 / (deeds + 1) + 1 / (burst x steps), with the share of the steps that was
    `watched` (each 0 to 1).
    """
    scale, power = method.pressure
    out = np.empty(len(states))
    at = 0
    while at < len(states):
        end = at
        while end < len(states) and states[end] == states[at]:
            end += 1
        state, long = states[at], max(float(watched[at:end].sum()), LEAST_SEEN)
        deeds = state.rate * step / 7 * long
        unsure = 1 / (deeds + 1) + 1 / (method.burst * long)
        share = (1 + state.rate / scale) / (1 + method.rates[0] / scale)
        slope = power * state.rate / scale / (1 + state.rate / scale) * share**-power
        out[at:end] = ((state.tone + 10) * slope) ** 2 * unsure
        at = end
    return out


def jump_of(turn: Turn) -> float:
    """Variance that a turn gives the tone: the square of its change, 1 at least."""
    return max((turn.new.tone - turn.old.tone) ** 2, 1.0)


def support(value: float, deed: float, turn: Turn, method: Method) -> float:
    """How much one story speaks for a turn, in nats: by its value, and as a hostile deed or the
    part of one (0 to 1) that it is."""
    spread = 2 * (method.floor**2 + method.spread**2)
    nats = ((value - turn.old.tone) ** 2 - (value - turn.new.tone) ** 2) / spread
    return nats + deed * math.log(turn.new.rate / turn.old.rate)
