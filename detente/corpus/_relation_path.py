"""The likeliest path through states of two parts, by dynamic programming."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.corpus._relation_series import Floats

Flags = NDArray[np.bool_]

LESS = -np.inf


def likeliest_path(
    tones: Floats, deeds: Floats, enough: Flags, *, cost: float, shortest: int
) -> list[tuple[int, int]]:
    """The tone and the rate, by their numbers, of each step.

    `tones` and `deeds` are log-likelihoods [steps, states]; a turn costs `cost` nats, a state
    lasts `shortest` steps at least, and a colder one begins only where `enough` says so.

    The path with the highest likelihood less what its turns cost (Viterbi 1967; penalised
    segmentation as in Jackson et al. 2005, with the levels on a grid so that any likelihood can
    be used). A turn changes the tone, the rate of deeds, or both in one direction.
    """
    steps, long = len(tones), shortest
    limit = tones.max(axis=1).sum() + deeds.max(axis=1).sum()
    if limit - tones.sum(axis=0).max() - deeds.sum(axis=0).max() < cost:
        return [_highest(tones.sum(axis=0)[:, None] + deeds.sum(axis=0))] * steps
    tone_sums, deed_sums = (
        np.vstack([np.zeros(x.shape[1]), np.cumsum(x, axis=0)]) for x in (tones, deeds)
    )
    shape = (steps, tones.shape[1], deeds.shape[1])
    # the best value of a path that ends at a step in a state having been there for `long` steps
    # at least; a new state is entered for all of them at once
    best, entered = np.empty(shape), np.zeros(shape, dtype=bool)
    best[0] = tones[0][:, None] + deeds[0]
    entries = np.empty(shape)
    for t in range(1, steps):
        entries[t] = _entries(best[t - 1], cold=bool(enough[t]), cost=cost)
        best[t] = best[t - 1] + (tones[t][:, None] + deeds[t])
        start = t - long + 1
        if start >= 1:
            whole = tone_sums[t + 1] - tone_sums[start]
            new = entries[start] + (whole[:, None] + (deed_sums[t + 1] - deed_sums[start]))
            entered[t] = new > best[t]
            np.maximum(best[t], new, out=best[t])
    return _walk_back(best, entered, enough, long)


def _entries(best: Floats, *, cold: bool, cost: float) -> Floats:
    """The value of each state when it is entered, from the best state that it can come from."""
    colder = _before(best, 0)
    value = np.maximum(colder, _after(np.maximum(best, colder), 1))
    if cold:
        warmer = _after(best, 0)
        np.maximum(value, warmer, out=value)
        np.maximum(value, _before(np.maximum(best, warmer), 1), out=value)
    value -= cost
    return np.asarray(value)


def _before(values: Floats, axis: int) -> Floats:
    """The highest of the values before each place of an axis."""
    out = np.empty_like(values)
    if axis == 0:
        out[0] = LESS
        np.maximum.accumulate(values[:-1], axis=0, out=out[1:])
    else:
        out[:, 0] = LESS
        np.maximum.accumulate(values[:, :-1], axis=1, out=out[:, 1:])
    return out


def _after(values: Floats, axis: int) -> Floats:
    """The highest of the values after each place of an axis."""
    turned = values[::-1] if axis == 0 else values[:, ::-1]
    found = _before(turned, axis)
    return found[::-1] if axis == 0 else found[:, ::-1]


def _walk_back(best: Floats, entered: Flags, enough: Flags, shortest: int) -> list[tuple[int, int]]:
    """The path from its end; where a state was entered, the one before is looked for again."""
    t = len(best) - 1
    state = _highest(best[t])
    path = [state] * len(best)
    while t >= 0:
        if entered[t][state]:
            start = t - shortest + 1
            path[start : t + 1] = [state] * shortest
            state = _origin(best[start - 1], state, cold=bool(enough[start]))
            t = start - 1
        else:
            path[t] = state
            t -= 1
    return path


def _origin(best: Floats, state: tuple[int, int], *, cold: bool) -> tuple[int, int]:
    """The best state that another can be entered from: of less tone or more deeds, where it may
    get colder also of more tone or less deeds."""
    i, j = state
    value = np.full_like(best, LESS)
    value[: i + 1, j:] = best[: i + 1, j:]
    if cold:
        value[i:, : j + 1] = best[i:, : j + 1]
    value[i, j] = LESS
    return _highest(value)


def _highest(values: Floats) -> tuple[int, int]:
    i, j = np.unravel_index(int(values.argmax()), values.shape)
    return int(i), int(j)
