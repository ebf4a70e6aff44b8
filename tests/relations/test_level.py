"""The parts of the method, against results that are known without it."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise, product

import numpy as np
import pytest

from detente.corpus._relation_level import PRIOR, likeliest, robust, smooth
from detente.corpus._relation_path import likeliest_path
from detente.corpus._relation_series import Daily, daily_of, stories_of, weeks_of, windows_of
from detente.corpus._relation_turns import TONES, find_turns, likelihoods, pressed, rates_of
from detente.corpus._relation_types import Method, Signal, Watch

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


def daily(values: list[float], weight: float, deeds: list[float]) -> Daily:
    """A value, a weight and deeds for each week, the same on each of its days."""
    held, told = np.repeat(values, 7), np.full(7 * len(values), weight / 7)
    hostile = np.minimum(1.0, np.maximum(0.0, -held / Method().mild)) * told
    seen = np.ones(len(held))
    return Daily(DAY, seen, seen, told, held * told, np.repeat(deeds, 7) / 7, hostile)


def test_the_turn_is_where_trying_every_place_and_state_finds_it() -> None:
    values = [3.0, 4.0, 2.0, 3.0, 4.0, 3.0, -4.0, -6.0, -5.0, -4.0, -6.0, -5.0]
    told = daily(values, 20.0, [0.0] * 6 + [10.0] * 6)
    states, turns = find_turns(told, Method())
    tones, deeds = likelihoods(windows_of(told, Method()), Method())
    fit = (tones[:, :, None] + deeds[:, None, :]).reshape(len(tones), -1)
    sums = np.vstack([np.zeros(fit.shape[1]), np.cumsum(fit, axis=0)])
    best = max(range(1, 84), key=lambda t: sums[t].max() + (sums[-1] - sums[t]).max())
    before, after = sums[best].argmax(), (sums[-1] - sums[best]).argmax()
    grid = [(tone, rate) for tone in TONES for rate in rates_of(Method())]
    assert [t.start for t in turns] == [best] and abs(best - 42) <= 3  # a week wide
    assert (states[0].tone, states[0].rate) == grid[before]
    assert (states[-1].tone, states[-1].rate) == grid[after]
    assert turns[0].first <= best <= turns[0].last
    gain = sums[-1] - sums[best]
    assert turns[0].evidence == pytest.approx(gain[after] - gain[before])


@pytest.mark.parametrize("seed", range(8))
def test_the_path_is_the_best_of_all_paths(seed: int) -> None:
    """Against every path of a small problem."""
    chance = np.random.default_rng(seed)
    tones, deeds = chance.normal(0, 2, (7, 3)), chance.normal(0, 2, (7, 2))
    cold, warm = chance.random((2, 7)) < 0.6

    def allowed(old: tuple[int, int], new: tuple[int, int], t: int) -> bool:
        tone, rate = new[0] - old[0], new[1] - old[1]
        warmer, colder = tone >= 0 >= rate, tone <= 0 <= rate
        return (bool(warm[t]) and warmer) or (bool(cold[t]) and colder)

    def worth(path: tuple[tuple[int, int], ...]) -> float:
        turns = [t for t in range(1, 7) if path[t] != path[t - 1]]
        edges = [*turns, 7]
        if any(b - a < 2 for a, b in pairwise(edges)):
            return -np.inf
        if not all(allowed(path[t - 1], path[t], t) for t in turns):
            return -np.inf
        return sum(tones[t, i] + deeds[t, j] for t, (i, j) in enumerate(path)) - 1.5 * len(turns)

    every = product([(i, j) for i in range(3) for j in range(2)], repeat=7)
    found = likeliest_path(tones, deeds, cold, warm, cost=1.5, shortest=2)
    assert worth(tuple(found)) == pytest.approx(max(map(worth, every)))


def test_turns_keep_their_distance() -> None:
    method = Method(cost=0.5)
    values = [float(v) for v in np.resize([5, 5, -5, -5], 80)]
    _, turns = find_turns(daily(values, 50.0, [0.0] * 80), method)
    starts = [t.start for t in turns]
    assert starts and all(b - a >= 7 * method.shortest for a, b in pairwise(starts))


def test_stories_are_told_once_with_their_shortest_date() -> None:
    month = Signal(DAY, DAY + dt.timedelta(days=30), "A", "B", 2.0, weight=0.5, story="x")
    exact = Signal(DAY + dt.timedelta(days=3), DAY + dt.timedelta(days=3), "A", "B", 5.0, story="x")
    (story,), silent = stories_of([month, exact], Method())
    assert (story.start, story.end, silent) == (exact.start, exact.end, 0)
    assert story.value == pytest.approx(4.0) and story.weight == 1.0


@pytest.mark.parametrize(
    ("value", "kind", "deed"),
    [
        (4.0, "event", 0.0),
        (0.0, "event", 0.0),
        (-3.0, "event", 0.5),
        (-6.0, "event", 1.0),
        (-9.0, "event", 1.0),
        (-9.0, "plan", 0.0),
        (-4.0, "assessment", 0.0),
    ],
)
def test_a_mild_act_is_part_of_a_deed_and_a_plan_none(value: float, kind: str, deed: float) -> None:
    told, _ = stories_of([Signal(DAY, DAY, "A", "B", value, kind)], Method())
    assert told[0].deed == pytest.approx(deed)
    days = daily_of(told, DAY, DAY, Method())
    assert days.deeds.tolist() == pytest.approx([deed * days.weight[0]])


def test_what_lies_outside_the_grid_counts_in_part() -> None:
    long = Signal(DAY - dt.timedelta(days=10), DAY + dt.timedelta(days=9), "A", "B", 2.0)
    told, _ = stories_of([long], Method())
    days = daily_of(told, DAY, DAY + dt.timedelta(days=20), Method())
    assert days.weight.sum() == pytest.approx(0.5)
    assert weeks_of(days, Method()).weight == pytest.approx([0.35, 0.15, 0.0])


def test_windows_lie_around_their_day() -> None:
    one = Signal(DAY + dt.timedelta(days=10), DAY + dt.timedelta(days=10), "A", "B", -9.0)
    told, _ = stories_of([one], Method())
    days = daily_of(told, DAY, DAY + dt.timedelta(days=20), Method())
    windows = windows_of(days, Method())
    assert windows.weight.tolist() == [0.0] * 7 + [1.0] * 7 + [0.0] * 7
    assert windows.deeds.tolist() == windows.weight.tolist()
    assert windows.mean[7:14].tolist() == [-9.0] * 7
    assert windows.days.tolist() == [4.0, 5.0, 6.0, *[7.0] * 15, 6.0, 5.0, 4.0]


def test_days_that_nobody_watched_say_nothing_about_deeds() -> None:
    watched = [Watch(DAY + dt.timedelta(days=14), DAY + dt.timedelta(days=99))]
    days = daily_of((), DAY, DAY + dt.timedelta(days=20), Method(), watched)
    _, deeds = likelihoods(windows_of(days, Method()), Method())
    assert (deeds[:11] == 0).all() and (deeds[11:, 0] > deeds[11:, -1]).all()
    assert weeks_of(days, Method()).days.tolist() == [0.0, 0.0, 7.0]


def test_a_series_that_cannot_turn_has_the_state_of_the_whole() -> None:
    told = daily([3.0, 3.0, -1.0, 3.0, 3.0], 1.0, [0.0] * 5)
    states, turns = find_turns(told, Method())
    tones, _ = likelihoods(windows_of(told, Method()), Method())
    assert turns == () and {s.tone for s in states} == {TONES[tones.sum(axis=0).argmax()]}
