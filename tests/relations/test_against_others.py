"""The same results as packages that we do not depend on; skipped where they are not installed."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from detente.corpus._relation_level import smooth
from detente.corpus._relation_series import Daily
from detente.corpus._relation_turns import find_turns
from detente.corpus._relation_types import Method


def test_the_smoother_of_statsmodels() -> None:
    pytest.importorskip("statsmodels")
    from statsmodels.tsa.statespace.mlemodel import MLEModel

    chance = np.random.default_rng(5)
    values = np.cumsum(chance.normal(0, 0.5, 200)) + chance.normal(0, 2, 200)
    values[chance.random(200) < 0.3] = np.nan
    noise, drift = chance.uniform(1, 6, 200), chance.uniform(0.01, 0.4, 200)
    model = MLEModel(values, k_states=1, k_posdef=1)
    model["design"] = np.ones((1, 1))
    model["transition"] = np.ones((1, 1))
    model["selection"] = np.ones((1, 1))
    model["obs_cov"] = noise[None, None, :]
    model["state_cov"] = np.append(drift[1:], 0.0)[None, None, :]  # of the step to the next
    model.initialize_known(np.zeros(1), np.array([[25.0 + drift[0]]]))
    other = model.smooth([])
    level, variance, likelihood = smooth(values, noise, drift)
    assert level == pytest.approx(other.smoothed_state[0], abs=1e-6)
    assert variance == pytest.approx(other.smoothed_state_cov[0, 0], abs=1e-6)
    assert likelihood == pytest.approx(other.llf, abs=1e-5)


def test_the_breaks_of_ruptures() -> None:
    ruptures = pytest.importorskip("ruptures")
    chance = np.random.default_rng(7)
    truth = np.repeat([3.0, -4.0, 1.0], [80, 60, 100])
    values = truth + chance.normal(0, 1.5, 240)
    ends = ruptures.Pelt(model="l2", min_size=4, jump=1).fit(values[:, None]).predict(30.0)
    held, weight = np.repeat(values, 7), np.full(7 * 240, 40.0 / 7)
    days = Daily(
        dt.date(2010, 1, 1),
        np.ones(len(held)),
        weight,
        held * weight,
        np.zeros(len(held)),
        (held < 0) * weight,
    )
    _, turns = find_turns(days, Method())
    assert [abs(7 * a - t.start) <= 7 for a, t in zip(ends[:-1], turns, strict=True)] == [True] * 2
    assert [abs(a - b) <= 1 for a, b in zip(ends, (80, 140), strict=False)] == [True, True]
