"""The likeliest path through states of two parts, by dynamic programming."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.corpus._relation_series import Floats

Flags = NDArray[np.bool_]

LESS = -np.inf
BLOCK = 512  # steps whose likelihoods are added up at once


def likeliest_path(
    tones: Floats, deeds: Floats, cold: Flags, warm: Flags, *, cost: float, shortest: int
) -> list[tuple[int, int]]:
    """The tone and the rate, by their numbers, of each step.

    `tones` and `deeds` are log-likelihoods [steps, states]; a turn costs `cost` nats, a state
    lasts `shortest` steps at least, a colder one begins only where `cold` says so and a warmer one
    only where `warm` does.

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
    entries, new = np.empty(shape), np.empty(shape[1:])
    enter = _Entries(shape[1:], cost)
    colder, warmer = cold.tolist(), warm.tolist()
    for begin in range(1, steps, BLOCK):
        end = min(begin + BLOCK, steps)
        first = min(max(begin, long), end)  # the first step that can end a new state
        gains = tones[begin:end, :, None] + deeds[begin:end, None, :]
        wholes = _last(tone_sums, first, end, long)[:, :, None]
        wholes = wholes + _last(deed_sums, first, end, long)[:, None, :]
        for t in range(begin, end):
            before, own = best[t - 1], best[t]
            enter(before, entries[t], cold=colder[t], warm=warmer[t])
            np.add(before, gains[t - begin], out=own)
            if t >= first:
                np.add(entries[t - long + 1], wholes[t - first], out=new)
                np.greater(new, own, out=entered[t])
                np.maximum(own, new, out=own)
    return _walk_back(best, entered, cold, warm, long)


def _last(sums: Floats, first: int, end: int, long: int) -> Floats:
    """The sum of the last `long` steps up to each of those from `first` to before `end`."""
    if first == end:
        return sums[:0]
    return np.asarray(sums[first + 1 : end + 1] - sums[first - long + 1 : end - long + 1])


class _Entries:
    """The value of each state when it is entered, from the best state that it can come from.

    The highest values up to a place, and from it on, stand with a border of LESS before or behind
    them, so that those before and after it are the same numbers one place further.
    """

    def __init__(self, shape: tuple[int, ...], cost: float) -> None:
        tones, rates = shape
        self._cost = cost
        below, above = np.full((2, tones + 1, rates), LESS)
        more, less = np.full((2, tones, rates + 1), LESS)
        self._up_to, self._below = below[1:], below[:-1]
        self._on, self._above = above[:-1][::-1], above[1:]
        self._all_on = above[:-1]
        self._more_on, self._more = more[:, :-1][:, ::-1], more[:, 1:]
        self._less_to, self._less = less[:, 1:], less[:, :-1]

    def __call__(self, best: Floats, out: Floats, *, cold: bool, warm: bool) -> None:
        """Write them into `out`; a colder state can be entered only if `cold`, a warmer one only
        if `warm`."""
        if warm:
            np.maximum.accumulate(best, axis=0, out=self._up_to)  # of less tone
            np.maximum.accumulate(self._up_to[:, ::-1], axis=1, out=self._more_on)  # of more deeds
            np.maximum(self._below, self._more, out=out)
        else:
            out.fill(LESS)
        if cold:
            np.maximum.accumulate(best[::-1], axis=0, out=self._on)
            np.maximum.accumulate(self._all_on, axis=1, out=self._less_to)
            np.maximum(out, self._above, out=out)
            np.maximum(out, self._less, out=out)
        out -= self._cost


def _walk_back(
    best: Floats, entered: Flags, cold: Flags, warm: Flags, shortest: int
) -> list[tuple[int, int]]:
    """The path from its end; where a state was entered, the one before is looked for again."""
    t = len(best) - 1
    state = _highest(best[t])
    path = [state] * len(best)
    while t >= 0:
        if entered[t][state]:
            start = t - shortest + 1
            path[start : t + 1] = [state] * shortest
            state = _origin(best[start - 1], state, cold=bool(cold[start]), warm=bool(warm[start]))
            t = start - 1
        else:
            path[t] = state
            t -= 1
    return path


def _origin(best: Floats, state: tuple[int, int], *, cold: bool, warm: bool) -> tuple[int, int]:
    """The best state that another can be entered from: where it may get warmer of less tone or
    more deeds, where it may get colder of more tone or less deeds."""
    i, j = state
    value = np.full_like(best, LESS)
    if warm:
        value[: i + 1, j:] = best[: i + 1, j:]
    if cold:
        value[i:, : j + 1] = best[i:, : j + 1]
    value[i, j] = LESS
    return _highest(value)


def _highest(values: Floats) -> tuple[int, int]:
    i, j = np.unravel_index(int(values.argmax()), values.shape)
    return int(i), int(j)
