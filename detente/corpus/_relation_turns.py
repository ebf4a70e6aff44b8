"""Turning points: the likeliest piecewise constant state of tone and hostile deeds."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.corpus._relation_series import Floats, Series
from detente.corpus._relation_types import Method

TONES = np.linspace(-10.0, 10.0, 21)


@dataclass(frozen=True, slots=True)
class State:
    """Tone (-10 to 10), hostile deeds a week, and the level that they make."""

    tone: float
    rate: float
    level: float


@dataclass(frozen=True, slots=True)
class Turn:
    """A change of state: the step where it shows first, the interval of steps around it."""

    step: int
    first: int
    last: int
    start: int  # step where the new state begins in the likeliest path
    end: int  # step after its last
    old: State
    new: State


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


def find_turns(series: Series, method: Method) -> tuple[tuple[State, ...], tuple[Turn, ...]]:
    """The state of each step, and the turns.

    The path with the highest likelihood less `method.cost` nats a turn, by dynamic programming
    over the states (Viterbi 1967; penalised segmentation as in Jackson et al. 2005, with the
    levels on a grid so that any likelihood can be used).
    """
    fit, tone, rate = _likelihoods(series, method)
    level = pressed(tone, rate, method)
    path = _path(fit, level, series.hostile, method)
    states = tuple(State(float(tone[k]), float(rate[k]), float(level[k])) for k in path)
    starts = [t for t in range(1, len(path)) if path[t] != path[t - 1]]
    edges = [0, *starts, len(path)]
    turns = []
    for before, start, end in zip(edges, edges[1:], edges[2:], strict=False):
        old, new = path[start - 1], path[start]
        gain = fit[:, new] - fit[:, old]
        told = [t for t in range(start, end) if series.weight[t] > 0 and gain[t] > 0]
        step = told[0] if told else start
        first, last = _interval(gain, before + 1, end - 1, method.cover)
        turns.append(
            Turn(
                *(step, min(first, step), max(last, step), start, end),
                *(states[start - 1], states[start]),
            )
        )
    return states, tuple(turns)


def _likelihoods(series: Series, method: Method) -> tuple[Floats, Floats, Floats]:
    """Log-likelihood [steps, states], up to constants, and the tone and rate of each state.

    The mean value of a step is Student's t about the tone; its hostile deeds are negative
    binomial about the rate, a step without stories included.
    """
    rates = rates_of(method)
    far = (series.mean[:, None] - TONES) ** 2 / noise_of(series, method)[:, None]
    tones = -(method.tails + 1) / 2 * np.log1p(far / method.tails)
    tones *= (series.weight > 0)[:, None]
    due, burst = rates * method.step / 7, method.burst
    counts = burst * np.log(burst / (burst + due)) + series.deeds[:, None] * np.log(
        due / (burst + due)
    )
    fit = (tones[:, :, None] + counts[:, None, :]).reshape(len(series.mean), -1)
    return fit, np.repeat(TONES, len(rates)), np.tile(rates, len(TONES))


def _path(fit: Floats, level: Floats, hostile: Floats, method: Method) -> list[int]:
    """The likeliest state of each step.

    `stay` is the best value of a path that ends at this step in each state, having been there
    for `shortest` steps at least; a new state is entered for all of them at once. A colder one
    needs hostile stories in more than one of these steps: one bad week is no chill.
    """
    steps, states = fit.shape
    whole = fit.sum(axis=0)
    if fit.max(axis=1).sum() - whole.max() < method.cost:  # no turn can gain what it costs
        return [int(whole.argmax())] * steps
    total = np.vstack([np.zeros(states), np.cumsum(fit, axis=0)])
    sums = np.concatenate([[0.0], np.cumsum(np.minimum(hostile, 1.0))])
    apart = np.abs(level[:, None] - level[None]) >= method.smallest
    free = np.where(apart, method.cost, np.inf)
    warmer = np.where(level[:, None] > level[None], free, np.inf)  # [to, from]
    everyone = np.arange(states)
    long = method.shortest
    stay, source = fit[0].copy(), np.full((steps, states), -1, dtype=np.int64)
    entries: list[tuple[Floats, NDArray[np.int64]]] = []  # of the steps from 1 on
    for t in range(1, steps):
        enough = sums[min(steps, t + long)] - sums[t] > method.hostile
        worth = stay[None] - (free if enough else warmer)
        best = worth.argmax(axis=1)
        entries.append((worth[everyone, best], best))
        stay = stay + fit[t]
        start = t - long + 1
        if start >= 1:
            value, come = entries[start - 1]
            value = value + total[t + 1] - total[start]
            better = value > stay
            stay = np.where(better, value, stay)
            source[t] = np.where(better, come, -1)
    path = [0] * steps
    t, state = steps - 1, int(stay.argmax())
    while t >= 0:
        if source[t, state] >= 0:
            path[t - long + 1 : t + 1] = [state] * long
            state, t = int(source[t, state]), t - long
        else:
            path[t] = state
            t -= 1
    return path


def _interval(gain: Floats, first: int, last: int, cover: float) -> tuple[int, int]:
    """Steps between which the change lies with probability `cover`.

    Given the two states and the turns before and after, the change comes at step t with a
    probability in proportion to the likelihood of the new state from t on.
    """
    value = np.cumsum(gain[first : last + 1][::-1])[::-1]
    chance = np.exp(value - value.max())
    sums = np.cumsum(chance) / chance.sum()
    tail = (1 - cover) / 2
    low = int(np.searchsorted(sums, tail))
    high = int(np.searchsorted(sums, 1 - tail))
    return first + low, first + min(high, last - first)


def noise_of_pressure(states: tuple[State, ...], step: int, method: Method) -> Floats:
    """Variance of the level of each step that comes of not knowing the rate of deeds.

    The rate of a state is known the better the more deeds it has seen: the variance of its
    logarithm is about 1 / (deeds + 1) + 1 / (burst x steps).
    """
    scale, power = method.pressure
    out = np.empty(len(states))
    at = 0
    while at < len(states):
        end = at
        while end < len(states) and states[end] == states[at]:
            end += 1
        state, long = states[at], end - at
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


def support(value: float, deed: bool, turn: Turn, method: Method) -> float:
    """How much one story speaks for a turn, in nats: its value and whether it is a deed."""
    spread = 2 * (method.floor**2 + method.spread**2)
    nats = ((value - turn.old.tone) ** 2 - (value - turn.new.tone) ** 2) / spread
    return nats + (math.log(turn.new.rate / turn.old.rate) if deed else 0.0)
