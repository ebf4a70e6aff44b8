"""The likeliest path through states of two parts, by dynamic programming."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.corpus._relation_series import Floats

Flags = NDArray[np.bool_]

LESS = -np.inf


def likeliest_path(
    tones: Floats, deeds: Floats, cold: Flags, warm: Flags, *, cost: float, shortest: int
) -> list[tuple[int, int]]:
    """The tone and the rate, by their numbers, of each step.

    `tones` and `deeds` are log-likelihoods [steps, states]; a turn costs `cost` nats (above 0), a
    state lasts `shortest` steps at least, a colder one begins only where `cold` says so and a
    warmer one only where `warm` does.

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
    # what is entered shows `long` - 1 steps later: so many are worked out at once
    block = max(1, long - 1)
    for begin in range(1, steps, block):
        end = min(begin + block, steps)
        gains = tones[begin:end, :, None] + deeds[begin:end, None, :]
        if long == 1:  # a state can end where it is entered
            _enter(best[begin - 1 : end - 1], entries[begin:end], cold, warm, begin, cost)
        sums = np.cumsum(gains, axis=0)
        own = np.empty((end - begin + 1, *shape[1:]))  # less the gains since the block began
        own[0], own[1:] = best[begin - 1], LESS
        first = min(max(begin, long), end)  # the first step that can end a new state
        wholes = _last(tone_sums, first, end, long)[:, :, None]
        wholes = wholes + _last(deed_sums, first, end, long)[:, None, :]
        new = own[first - begin + 1 :]
        np.add(entries[first - long + 1 : end - long + 1], wholes, out=new)
        new -= sums[first - begin :]
        before = np.maximum.accumulate(own, axis=0)
        np.greater(new, before[first - begin : -1], out=entered[first:end])
        np.add(before[1:], sums, out=best[begin:end])
        if long > 1:
            _enter(best[begin - 1 : end - 1], entries[begin:end], cold, warm, begin, cost)
    return _walk_back(best, entered, cold, warm, long)


def _last(sums: Floats, first: int, end: int, long: int) -> Floats:
    """The sum of the last `long` steps up to each of those from `first` to before `end`."""
    if first == end:
        return sums[:0]
    return np.asarray(sums[first + 1 : end + 1] - sums[first - long + 1 : end - long + 1])


def _enter(best: Floats, out: Floats, cold: Flags, warm: Flags, begin: int, cost: float) -> None:
    """The value of each state when it is entered at the steps from `begin` on, from the best state
    that it can come from in the step before; LESS where none may be entered.

    A state counts as one that it can come from itself: that costs, and never pays.
    """
    here = slice(begin, begin + len(out))
    out.fill(LESS)
    some = warm[here]
    if some.any():  # of less tone, of more deeds
        warmer = np.maximum.accumulate(best if some.all() else best[some], axis=1)
        warmer = np.maximum.accumulate(warmer[:, :, ::-1], axis=2)[:, :, ::-1]
        out[some] = warmer
    some = cold[here]
    if some.any():
        colder = np.maximum.accumulate(best[some][:, ::-1], axis=1)[:, ::-1]
        out[some] = np.maximum(out[some], np.maximum.accumulate(colder, axis=2))
    out -= cost


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
