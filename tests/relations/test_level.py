"""The parts of the method, against results that are known without it."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import numpy as np
import pytest

from detente.corpus._relation_level import PRIOR, likeliest, robust, smooth
from detente.corpus._relation_series import Series, series_of, stories_of
from detente.corpus._relation_turns import _likelihoods, find_turns, pressed
from detente.corpus._relation_types import Method, Signal

DAY = dt.date(2010, 1, 1)


def test_the_smoother_is_the_conditional_normal_distribution() -> None:
    """Level and variance equal those of the joint normal distribution, worked out by matrices."""
    values = np.array([1.0, np.nan, 3.0, 2.0, np.nan, -4.0])
    noise = np.array([1.0, 1.0, 0.5, 2.0, 1.0, 0.3])
    drift = np.array([0.2, 0.1, 0.4, 0.1, 0.3, 2.0])
    level, variance, likelihood = smooth(values, noise, drift)
    sums = PRIOR + np.cumsum(drift)
    joint = np.minimum.outer(sums, sums)
    seen = np.isfinite(values)
    inner = joint[np.ix_(seen, seen)] + np.diag(noise[seen])
    gain = joint[:, seen] @ np.linalg.inv(inner)
    assert level == pytest.approx(gain @ values[seen])
    assert variance == pytest.approx(np.diag(joint - gain @ joint[seen]))
    quadratic = values[seen] @ np.linalg.inv(inner) @ values[seen]
    known = -0.5 * (quadratic + np.linalg.slogdet(2 * np.pi * inner)[1])
    assert likelihood == pytest.approx(known)


def test_outliers_weigh_less_in_the_robust_smoother() -> None:
    values, noise, drift = np.full(41, 2.0), np.full(41, 4.0), np.full(41, 0.05)
    values[20] = -10
    plain, _, _ = smooth(values, noise, drift)
    held, _ = robust(values, noise, drift, 5.0)
    assert held[20] - plain[20] > 0.2
    assert held[20] > 1.4


def test_a_level_that_moves_gets_more_drift() -> None:
    still = np.resize([1.0, -1.0, 0.5, -0.5], 80)
    moving = still + 6 * np.sin(np.arange(80) / 8)
    noise, jumps, choices = np.ones(80), np.zeros(80), (0.01, 0.1, 1.0)
    assert likeliest(still, noise, jumps, choices)[0] == 0.01
    assert likeliest(moving, noise, jumps, choices)[0] == 1.0


def test_pressure_draws_towards_the_foot_of_the_scale() -> None:
    method = Method()
    tone = np.array([-10.0, -2.0, 5.0])
    assert pressed(tone, np.full(3, method.rates[0]), method) == pytest.approx(tone)
    some, many = (pressed(tone, np.full(3, rate), method) for rate in (1.0, 20.0))
    assert (many <= some).all() and (some <= tone).all() and (many >= -10).all()


def series(values: list[float], weight: float, deeds: list[float]) -> Series:
    held = np.array(values)
    hostile = (held < 0) * weight
    return Series(DAY, np.full(len(values), weight), held, np.array(deeds), hostile)


def test_the_turn_is_where_trying_every_place_and_state_finds_it() -> None:
    values = [3.0, 4.0, 2.0, 3.0, 4.0, 3.0, -4.0, -6.0, -5.0, -4.0, -6.0, -5.0]
    told = series(values, 20.0, [0.0] * 6 + [10.0] * 6)
    states, turns = find_turns(told, Method())
    fit, tone, rate = _likelihoods(told, Method())
    sums = np.vstack([np.zeros(fit.shape[1]), np.cumsum(fit, axis=0)])
    best = max(range(1, 12), key=lambda t: sums[t].max() + (sums[-1] - sums[t]).max())
    before, after = sums[best].argmax(), (sums[-1] - sums[best]).argmax()
    assert [t.start for t in turns] == [best] == [6]
    assert (states[0].tone, states[0].rate) == (tone[before], rate[before])
    assert (states[-1].tone, states[-1].rate) == (tone[after], rate[after])
    assert turns[0].step == 6 and turns[0].first <= 6 <= turns[0].last


def test_turns_keep_their_distance() -> None:
    method = Method(cost=0.5)
    values = [float(v) for v in np.resize([5, 5, -5, -5], 80)]
    told = series(values, 50.0, [0.0] * 80)
    _, turns = find_turns(told, method)
    starts = [t.start for t in turns]
    assert all(b - a >= method.shortest for a, b in pairwise(starts))


def test_stories_are_told_once_with_their_shortest_date() -> None:
    month = Signal(DAY, DAY + dt.timedelta(days=30), "A", "B", 2.0, weight=0.5, story="x")
    exact = Signal(DAY + dt.timedelta(days=3), DAY + dt.timedelta(days=3), "A", "B", 5.0, story="x")
    (story,), silent = stories_of([month, exact], Method())
    assert (story.start, story.end, silent) == (exact.start, exact.end, 0)
    assert story.value == pytest.approx(4.0) and story.weight == 1.0


def test_what_lies_outside_the_grid_counts_in_part() -> None:
    long = Signal(DAY - dt.timedelta(days=10), DAY + dt.timedelta(days=9), "A", "B", 2.0)
    told, _ = stories_of([long], Method())
    assert series_of(
        told, DAY, DAY + dt.timedelta(days=20), Method()
    ).weight.sum() == pytest.approx(0.5)


def test_a_series_that_cannot_turn_has_the_state_of_the_whole() -> None:
    told = series([3.0, 3.0, -1.0, 3.0, 3.0], 1.0, [0.0] * 5)
    states, turns = find_turns(told, Method())
    fit, tone, _ = _likelihoods(told, Method())
    assert turns == () and {s.tone for s in states} == {tone[fit.sum(axis=0).argmax()]}
