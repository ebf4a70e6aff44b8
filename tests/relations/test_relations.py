"""How two parties stand over time: what the level and the turning points must and must not do."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.corpus.relations import (
    Method,
    Relation,
    Signal,
    Watch,
    movers,
    relate,
    relations,
)
from detente.errors import UsageError

DAY = dt.date(2010, 1, 1)


def signal(
    day: int,
    value: float,
    *,
    story: str = "",
    kind: str = "event",
    weight: float = 1.0,
    long: int = 1,
) -> Signal:
    start = DAY + dt.timedelta(days=day)
    end = start + dt.timedelta(days=long - 1)
    return Signal(start, end, "AAA", "BBB", value, kind, weight, story)


def history(
    days: int, value: Callable[[int], float], *, every: int = 3, seed: int = 1
) -> list[Signal]:
    """A story every few days, its value about `value(day)` with a spread of 3."""
    chance = random.Random(seed)
    out = []
    for day in range(0, days, every):
        noisy = max(-10.0, min(10.0, chance.gauss(value(day), 3)))
        out.append(signal(day, round(noisy, 1), story=f"s{day}"))
    return out


def at(relation: Relation, day: int) -> tuple[float, float, float]:
    """Level, low and high on a day."""
    when = DAY + dt.timedelta(days=day)
    i = max(i for i, first in enumerate(relation.days) if first <= when)
    return relation.level[i], relation.low[i], relation.high[i]


# the level


def test_without_stories_nothing_is_made_up() -> None:
    assert relate([], "AAA", "BBB") == Relation("AAA", "BBB", False)


def test_two_stories_are_not_two_hundred() -> None:
    few = relate([signal(d, 4, story=f"{d}") for d in (0, 5)], "AAA", "BBB")
    many = relate([signal(d % 10, 4, story=f"{d}") for d in range(200)], "AAA", "BBB")
    narrow, wide = (r.high[0] - r.low[0] for r in (many, few))
    assert narrow < 0.6 * wide
    assert few.level[0] <= many.level[0] <= 4


def test_many_stories_never_make_the_level_certain() -> None:
    found = [
        relate([signal(d % 7, 4, story=f"{d}") for d in range(n)], "AAA", "BBB")
        for n in (500, 5000)
    ]
    wide = [r.high[0] - r.low[0] for r in found]
    assert wide[1] > 0.9 * wide[0] > 2


def test_a_busy_month_is_not_a_warm_one() -> None:
    plain = history(720, lambda day: 2.0)
    busy = plain + [signal(360 + i % 30, 2.0, story=f"b{i}") for i in range(300)]
    before, after = (relate(x, "AAA", "BBB") for x in (plain, busy))
    assert abs(at(after, 375)[0] - at(before, 375)[0]) < 1
    assert after.turning_points == before.turning_points == ()


def test_the_reports_of_one_story_count_once() -> None:
    once = [signal(0, 4, story="x"), signal(1, -4, story="y")]
    often = once + [signal(1, -4, story="y")] * 50
    assert relate(once, "AAA", "BBB") == relate(often, "AAA", "BBB")


def test_the_band_widens_in_quiet_times() -> None:
    told = history(200, lambda day: 3.0) + [
        signal(1200 + s.start.toordinal() - DAY.toordinal(), s.value, story=f"late {s.story}")
        for s in history(200, lambda day: 3.0)
    ]
    relation = relate(told, "AAA", "BBB")
    width = [high - low for _, low, high in (at(relation, d) for d in (100, 400, 700))]
    assert width[0] < width[1] < width[2]


def test_the_band_widens_after_the_last_story() -> None:
    relation = relate(
        history(200, lambda day: 3.0), "AAA", "BBB", until=DAY + dt.timedelta(days=900)
    )
    width = [high - low for _, low, high in (at(relation, d) for d in (150, 500, 890))]
    assert width[0] < width[1] < width[2]


def test_a_single_outlier_moves_the_level_little() -> None:
    plain = history(720, lambda day: 4.0)
    hit = [*plain, signal(361, -10.0, story="outlier")]
    before, after = (relate(x, "AAA", "BBB") for x in (plain, hit))
    assert abs(at(after, 361)[0] - at(before, 361)[0]) < 1
    assert after.turning_points == ()


def test_hostile_deeds_draw_the_level_down_when_talks_go_on() -> None:
    talks = history(720, lambda day: 2.0)
    war = [signal(360 + i, -9.0, story=f"w{i}") for i in range(120)]
    peace = [signal(360 + i, 9.0, story=f"p{i}") for i in range(120)]
    relation = relate([*talks, *war, *peace], "AAA", "BBB")
    assert at(relation, 420)[0] < at(relation, 200)[0] - 2
    assert [p.direction for p in relation.turning_points] == ["chill", "thaw"]


def test_a_story_counts_at_its_own_time() -> None:
    told = [signal(day, 5, story=f"{day}") for day in range(600, 700, 5)]
    old = [signal(day, -8, story=f"old {day}") for day in range(0, 100, 5)]
    relation = relate([*told, *old], "AAA", "BBB")
    assert at(relation, 50)[0] < -4 < 2 < at(relation, 650)[0]


def test_a_long_story_is_spread_over_its_days() -> None:
    relation = relate([signal(0, 5, story="x", long=70)], "AAA", "BBB")
    assert relation.weight == (0.1,) * 10


def test_plans_weigh_less_and_denials_nothing() -> None:
    base = [signal(0, 0, story="a")]
    levels = {
        kind: relate([*base, signal(0, 8, story="b", kind=kind)], "AAA", "BBB")
        for kind in ("event", "plan", "possible", "denial")
    }
    order = [levels[k].level[0] for k in ("event", "plan", "possible", "denial")]
    assert order == sorted(order, reverse=True) and len(set(order)) == 4
    assert levels["denial"].left_out == 1 and levels["denial"].stories == 1


def test_the_act_counts_and_not_its_plan() -> None:
    act = [signal(10, -6, story="x")]
    both = [*act, signal(0, 3, story="x", kind="plan")]
    assert relate(both, "AAA", "BBB") == relate(act, "AAA", "BBB")


def test_a_planned_attack_is_no_deed() -> None:
    def level(kind: str) -> float:
        told = [signal(d, -9, story=f"{d}", kind=kind) for d in range(0, 100, 2)]
        return relate(told, "AAA", "BBB").level[5]

    assert level("event") < level("plan")


# directions and dyads


def test_directed_takes_one_side_only() -> None:
    told = [signal(d, 6, story=f"{d}") for d in range(0, 100, 5)]
    back = [Signal(s.start, s.end, "BBB", "AAA", -6.0, story=f"back {s.story}") for s in told]
    there = relate([*told, *back], "AAA", "BBB", directed=True)
    other = relate([*told, *back], "BBB", "AAA", directed=True)
    both = relate([*told, *back], "AAA", "BBB")
    assert there.level[5] > 2 > both.level[5] > other.level[5]
    assert there.directed and both.stories == 2 * there.stories


def test_signals_of_other_dyads_are_passed_over() -> None:
    told = history(100, lambda day: 3.0)
    other = [Signal(DAY, DAY, "AAA", "CCC", -9.0), Signal(DAY, DAY, "AAA", "AAA", -9.0)]
    assert relate([*told, *other], "AAA", "BBB") == relate(told, "AAA", "BBB")
    assert [(r.a, r.b) for r in relations([*other, *told])] == [("AAA", "BBB"), ("AAA", "CCC")]


# turning points


def test_a_thaw_is_found_on_its_day_with_the_stories_that_drive_it() -> None:
    told = history(1500, lambda day: -3.0 if day < 700 else 4.0)
    (point,) = relate(told, "AAA", "BBB").turning_points
    assert point.direction == "thaw" and point.size > 4
    assert abs((point.date - DAY).days - 700) <= 10
    assert point.interval[0] <= point.date <= point.interval[1]
    assert (point.interval[0] - DAY).days - 7 <= 700 <= (point.interval[1] - DAY).days + 7
    values = {s.story: s.value for s in told}
    assert len(point.stories) == 5
    assert all(values[name] > 0 and int(name[1:]) >= 690 for name in point.stories)


def test_a_crisis_of_six_weeks_is_a_chill_and_a_thaw() -> None:
    told = history(1000, lambda day: 3.0, every=10)
    crisis = [signal(500 + i // 2, -7.0 + i % 5, story=f"c{i}") for i in range(84)]
    points = relate([*told, *crisis], "AAA", "BBB").turning_points
    assert [p.direction for p in points] == ["chill", "thaw"]
    assert abs((points[0].date - DAY).days - 500) <= 7
    assert abs((points[1].date - DAY).days - 542) <= 14


def test_a_quarrel_of_words_is_a_chill_though_answers_keep_the_tone() -> None:
    talks = [signal(d, 1.0, story=f"t{d}") for d in range(0, 720, 7)]
    words = [signal(360 + 2 * i, v, story=f"{v} {i}") for i in range(60) for v in (-3.0, 5.0)]
    points = relate([*talks, *words], "AAA", "BBB").turning_points
    assert [p.direction for p in points] == ["chill", "thaw"]
    assert abs((points[0].date - DAY).days - 360) <= 7 and points[0].deeds[1] > 1
    kind = [signal(360 + 2 * i, v, story=f"{v} {i}") for i in range(60) for v in (-0.5, 2.5)]
    assert relate([*talks, *kind], "AAA", "BBB").turning_points == ()


@pytest.mark.parametrize("value", [-2.0, -4.0])
@pytest.mark.parametrize("seed", range(3))
def test_a_month_with_twice_the_stories_is_no_chill(value: float, seed: int) -> None:
    chance = random.Random(seed)
    told = history(720, lambda day: value, seed=seed)
    for i in range(10):
        noisy = max(-10.0, min(10.0, chance.gauss(value, 3)))
        told.append(signal(360 + 3 * i, round(noisy, 1), story=f"x{i}"))
    assert relate(told, "AAA", "BBB").turning_points == ()


def test_one_bad_week_is_no_chill() -> None:
    told = history(1000, lambda day: 3.0, every=10)
    week = [signal(497 + i % 3, -9.0, story=f"w{i}") for i in range(6)]
    assert relate([*told, *week], "AAA", "BBB").turning_points == ()


def test_the_end_of_a_war_is_a_thaw_even_if_nothing_is_told_after_it() -> None:
    war = [signal(d, -9.0, story=f"w{d}") for d in range(0, 400)]
    relation = relate(war, "AAA", "BBB", until=DAY + dt.timedelta(days=900))
    (point,) = relation.turning_points
    assert point.direction == "thaw" and abs((point.date - DAY).days - 400) <= 14
    assert point.stories == ()


@pytest.mark.parametrize("value", [-6.0, -2.0, 0.0, 3.0])
def test_noise_alone_has_no_turn(value: float) -> None:
    found = [
        len(relate(history(3650, lambda day: value, seed=s), "AAA", "BBB").turning_points)
        for s in range(2)
    ]
    assert found == [0, 0]


def quarrel_then_peace() -> list[Signal]:
    early = [signal(d, -4.0, story=f"e{d}") for d in range(0, 300, 3)]
    late = [signal(d, 5.0, story=f"l{d}") for d in range(600, 900, 3)]
    return [*early, *late]


def test_a_wide_gap_makes_a_wide_interval() -> None:
    """Nobody watched: the date is the first day on which the change can be seen."""
    days = [DAY + dt.timedelta(days=n) for n in (0, 300, 600, 900)]
    watched = [Watch(days[0], days[1]), Watch(days[2], days[3])]
    (point,) = relate(quarrel_then_peace(), "AAA", "BBB", watched=watched).turning_points
    assert (point.interval[1] - point.interval[0]).days > 150
    assert (point.date - DAY).days == 600


def test_a_quarrel_that_falls_silent_has_ended() -> None:
    """Somebody watched: ten months without a hostile word tell it before the first warm one."""
    (point,) = relate(quarrel_then_peace(), "AAA", "BBB").turning_points
    assert abs((point.date - DAY).days - 300) <= 7
    assert (point.interval[1] - point.interval[0]).days < 30


@pytest.mark.parametrize("gap", [20, 60, 200])
def test_the_level_turns_on_the_date_of_the_turn(gap: int) -> None:
    """Where no story lies between, the plotted level does not run ahead of its turning point."""
    early = [signal(d, -1.0, story=f"e{d}") for d in range(0, 300, 10)]
    late = [signal(290 + gap + d, 6.0, story=f"l{d}") for d in range(0, 300, 10)]
    relation = relate([*early, *late], "AAA", "BBB")
    (point,) = relation.turning_points
    turned = (point.date - DAY).days
    assert turned == 290 + gap
    assert all(at(relation, d)[0] < 0 for d in range(280, turned - 7))
    assert all(at(relation, d)[0] > 4 for d in range(turned + 7, turned + 60))


# movers


def test_movers_come_by_sure_change() -> None:
    def dyad(b: str, told: list[Signal]) -> list[Signal]:
        return [Signal(s.start, s.end, "AAA", b, s.value, story=b + s.story) for s in told]

    steady = dyad("BBB", history(900, lambda day: 2.0))
    moved = dyad("CCC", history(900, lambda day: 4.0 if day < 500 else -4.0))
    thin = dyad("DDD", [signal(0, 6, story="x"), signal(899, -6, story="y")])
    late = dyad("EEE", [signal(899, -9, story="z")])
    found = movers(relations([*steady, *moved, *thin, *late]), DAY + dt.timedelta(days=400))
    assert found[0].b == "CCC"
    assert {m.b for m in found} == {"BBB", "CCC", "DDD"}
    first = found[0]
    assert first.change == pytest.approx(first.after - first.before, abs=0.002)
    assert first.low < first.change < first.high < 0
    assert [p.direction for p in first.turning_points] == ["chill"]
    assert (
        next(m for m in found if m.b == "BBB").low < 0 < next(m for m in found if m.b == "BBB").high
    )


# what cannot be


@pytest.mark.parametrize(
    "bad",
    [
        signal(0, 11),
        signal(0, float("nan")),
        signal(0, 1, kind="rumour"),
        signal(0, 1, weight=1.5),
        signal(0, 1, weight=-0.1),
        signal(0, 1, long=0),
    ],
)
def test_a_signal_that_cannot_be_is_an_error(bad: Signal) -> None:
    with pytest.raises(UsageError) as error:
        relate([bad], "AAA", "BBB")
    assert error.value.code == "bad-signal"


def test_until_before_since_is_an_error() -> None:
    with pytest.raises(UsageError) as error:
        relate([], "AAA", "BBB", since=DAY, until=DAY - dt.timedelta(days=1))
    assert error.value.code == "bad-date"


# properties

SIGNALS = st.lists(
    st.builds(
        signal,
        st.integers(0, 400),
        st.floats(-10, 10),
        story=st.sampled_from(["", "a", "b", "c", "d", "e"]),
        kind=st.sampled_from(["event", "plan", "denial", "possible", "assessment"]),
        weight=st.floats(0, 1),
        long=st.integers(1, 60),
    ),
    max_size=30,
)


@settings(max_examples=40, deadline=None)
@given(SIGNALS, st.randoms(use_true_random=False))
def test_the_order_of_the_signals_does_not_matter(
    told: list[Signal], chance: random.Random
) -> None:
    mixed = list(told)
    chance.shuffle(mixed)
    assert relate(told, "AAA", "BBB") == relate(mixed, "AAA", "BBB")


@settings(max_examples=40, deadline=None)
@given(SIGNALS)
def test_what_always_holds(told: list[Signal]) -> None:
    relation = relate(told, "AAA", "BBB")
    other = relate(told, "BBB", "AAA")
    assert replace(other, a="AAA", b="BBB") == relation
    lists = (relation.level, relation.low, relation.high, relation.weight)
    assert {len(x) for x in lists} == {len(relation.days)}
    for level, low, high in zip(relation.level, relation.low, relation.high, strict=True):
        assert -10 <= low <= level <= high <= 10
    gap = Method().step
    assert all((b - a).days == gap for a, b in zip(relation.days, relation.days[1:], strict=False))
    dates = [p.date for p in relation.turning_points]
    assert dates == sorted(dates)
    for point in relation.turning_points:
        assert point.interval[0] <= point.date <= point.interval[1]
        assert point.size >= Method().smallest - 0.001
        assert set(point.stories) <= {s.story for s in told}


@settings(max_examples=30, deadline=None)
@given(SIGNALS)
def test_saying_it_again_changes_nothing(told: list[Signal]) -> None:
    named = [s for s in told if s.story]
    once, twice = relate(named, "AAA", "BBB"), relate([*named, *named], "AAA", "BBB")
    assert (once.level, once.turning_points) == (twice.level, twice.turning_points)
