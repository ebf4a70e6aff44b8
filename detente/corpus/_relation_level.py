"""The local-level model: Kalman filter and smoother with gaps, jumps and outliers."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PRIOR = 25.0  # variance of the level before anything is known: about the width of the scale
ROUNDS = 4  # of weighing outliers; the level moves by less than 0.01 after the third


def smooth(values: Floats, noise: Floats, drift: Floats) -> tuple[Floats, Floats, float]:
    """Level and its variance at each step, and the log-likelihood.

    `values[t]` observes the level with variance `noise[t]` (NaN value: nothing observed);
    `drift[t]` is the variance of the step from t - 1 to t. The level before the first step is
    0 with variance PRIOR. Durbin and Koopman (2012), Time Series Analysis by State Space
    Methods, section 2.2 (filter) and 4.4 (the same smoother in the form of Rauch, Tung and
    Striebel).
    """
    seen, noises, drifts = values.tolist(), noise.tolist(), drift.tolist()  # quicker one by one
    levels, variances, ahead, before = [], [], [], []
    mean, spread, likelihood = 0.0, PRIOR, 0.0
    for value, unsure, step in zip(seen, noises, drifts, strict=True):
        spread += step
        ahead.append(mean)
        before.append(spread)
        if math.isfinite(value):
            total = spread + unsure
            surprise = value - mean
            gain = spread / total
            mean += gain * surprise
            spread *= 1 - gain
            likelihood -= 0.5 * (math.log(2 * math.pi * total) + surprise**2 / total)
        levels.append(mean)
        variances.append(spread)
    for t in range(len(levels) - 2, -1, -1):
        share = variances[t] / before[t + 1]
        levels[t] += share * (levels[t + 1] - ahead[t + 1])
        variances[t] += share**2 * (variances[t + 1] - before[t + 1])
    return np.array(levels), np.array(variances), likelihood


def robust(values: Floats, noise: Floats, drift: Floats, tails: float) -> tuple[Floats, Floats]:
    """As `smooth`, with noise of Student's t with `tails` degrees of freedom.

    By reweighting (Lange, Little and Taylor 1989): an observation far from the level gets more
    noise, so that a single outlier moves the level little.
    """
    level, variance, _ = smooth(values, noise, drift)
    for _ in range(ROUNDS):
        with np.errstate(invalid="ignore"):
            far = np.nan_to_num(((values - level) ** 2 + variance) / noise, nan=0.0)
        level, variance, _ = smooth(values, noise * (tails + far) / (tails + 1), drift)
    return level, variance


def likeliest(values: Floats, noise: Floats, jumps: Floats, choices: tuple[float, ...]) -> Floats:
    """The drift of each step: the constant of `choices` with the highest likelihood, plus
    `jumps`."""
    best = max(choices, key=lambda q: (smooth(values, noise, jumps + q)[2], -q))
    return jumps + best
