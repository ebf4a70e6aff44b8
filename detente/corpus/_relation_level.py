"""The local-level model: Kalman filter and smoother with gaps, jumps and outliers."""

from __future__ import annotations

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
    steps = len(values)
    level, variance, ahead, before = (np.empty(steps) for _ in range(4))
    mean, spread, likelihood = 0.0, PRIOR, 0.0
    for t in range(steps):
        spread += drift[t]
        ahead[t], before[t] = mean, spread
        if np.isfinite(values[t]):
            total = spread + noise[t]
            surprise = values[t] - mean
            gain = spread / total
            mean += gain * surprise
            spread *= 1 - gain
            likelihood -= 0.5 * (np.log(2 * np.pi * total) + surprise**2 / total)
        level[t], variance[t] = mean, spread
    for t in range(steps - 2, -1, -1):
        share = variance[t] / before[t + 1]
        level[t] += share * (level[t + 1] - ahead[t + 1])
        variance[t] += share**2 * (variance[t + 1] - before[t + 1])
    return level, variance, likelihood


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
