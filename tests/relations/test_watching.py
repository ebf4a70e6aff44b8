"""What silence says: only as much as the store would have held news."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.archive._watching import watched_of
from detente.archive.relating import relation
from detente.corpus._relation_series import Floats, daily_of, stories_of, windows_of
from detente.corpus._relation_turns import likelihoods
from detente.corpus._relation_watch import month_of, shares_of
from detente.corpus.relations import Method, Relation, Signal, Watch, relate, watches
from detente.store.database import Database
from tests.relations.stores import DAY, after, event, put

YEARS = 4
LAST = DAY + dt.timedelta(days=365 * YEARS)
OTHERS = 10  # things that are told a day, whoever they are about

Item = tuple[dt.date, Signal | None]  # None: of others


def world(hostile: Callable[[int], float], seed: int, *, days: int = 365 * YEARS) -> list[Item]:
    """All that is told: hostile acts of two parties, `hostile(day)` a day, and what others do."""
    chance = random.Random(seed)
    out: list[Item] = []
    for day in range(days):
        when = DAY + dt.timedelta(days=day)
        out += [(when, None)] * OTHERS
        for number in range(int(chance.random() < hostile(day))):
            value = max(-10.0, min(0.0, chance.gauss(-6, 2)))
            story = f"{day} {number}"
            out.append((when, Signal(when, when, "AAA", "BBB", value, story=story)))
    return out


def kept(items: Sequence[Item], share: Callable[[dt.date], float], seed: int) -> list[Item]:
    """The items that a store keeps of them by chance, so many of those of a day."""
    chance = random.Random(seed)
    return [item for item in items if chance.random() < share(item[0])]


def read(items: Sequence[Item], until: dt.date = LAST) -> Relation:
    """The relation in a store that holds these items."""
    months = Counter(month_of(day) for day, _ in items)
    told = [signal for _, signal in items if signal is not None]
    return relate(told, "AAA", "BBB", since=DAY, until=until, watched=watches([months]))


def thaws(relation: Relation) -> list[dt.date]:
    return [p.date for p in relation.turning_points if p.direction == "thaw"]


# silence


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("often", [0.05, 0.3, 0.9])
def test_a_tenth_of_a_quarrel_is_no_thaw(often: float, seed: int) -> None:
    """Neither where a store keeps every tenth document, nor from a day on, nor every hundredth."""
    whole = world(lambda day: often, seed)
    half = DAY + dt.timedelta(days=365 * YEARS // 2)
    for thin in (0.1, 0.01):
        assert thaws(read(kept(whole, lambda day, t=thin: t, seed))) == []
        assert thaws(read(kept(whole, lambda day, t=thin: t if day >= half else 1.0, seed))) == []
    assert thaws(read(whole)) == []


@pytest.mark.parametrize("seed", range(4))
def test_the_end_of_a_quarrel_is_seen_by_who_watches(seed: int) -> None:
    """All others are told as before: the whole store sees it, one of a document a month does not,
    and keeps the level while its band grows."""
    whole = world(lambda day: 0.5 if day < 365 else 0.0, seed)
    (day,) = thaws(read(whole))
    assert abs((day - DAY).days - 365) <= 14
    thin = kept(whole, lambda day: 1.0 if (day - DAY).days < 365 else 0.003, seed)
    relation = read(thin)
    assert relation.turning_points == ()
    ends = [i for i, d in enumerate(relation.days) if (d - DAY).days >= 365]
    levels = [relation.level[i] for i in ends]
    assert max(levels) - min(levels) < 0.2
    wide = [relation.high[i] - relation.low[i] for i in ends]
    assert all(a <= b for a, b in pairwise(wide)) and wide[-1] > 1.2 * wide[0]


def test_a_store_that_watches_as_it_always_does_says_what_one_that_sees_all_says() -> None:
    whole = world(lambda day: 0.3 if day % 700 < 350 else 0.02, seed=5)
    told = [signal for _, signal in whole if signal is not None]
    seen = relate(told, "AAA", "BBB", since=DAY, until=LAST)
    assert read(whole) == seen and len(seen.turning_points) >= 3
    quiet = [item for i, item in enumerate(whole) if item[1] is not None or i % 3 == 0]
    assert read(quiet) == seen


# how closely a month was watched

MONTHS = st.dictionaries(st.integers(24_000, 24_300), st.integers(1, 5000), min_size=1)


@given(MONTHS)
def test_shares(months: dict[int, int]) -> None:
    method = Method()
    shares = shares_of(months, method)
    assert shares.keys() == months.keys() and all(0 < s <= 1 for s in shares.values())
    for (a, one), (b, other) in pairwise(sorted(months.items(), key=lambda pair: pair[1])):
        assert shares[a] <= shares[b]
        assert one != other or shares[a] == shares[b]
    most = max(months.values())
    assert (shares[max(months, key=lambda m: months[m])] == 1) == (most >= method.enough)


def test_a_month_is_measured_by_what_is_usual_and_by_what_is_enough() -> None:
    assert shares_of({1: 100, 2: 100, 3: 5}, Method()) == {1: 1.0, 2: 1.0, 3: 0.1}
    assert shares_of({1: 1000, 2: 1000, 3: 100, 4: 500}, Method()) == {1: 1, 2: 1, 3: 0.2, 4: 1}
    assert shares_of({1: 3, 2: 0}, Method()) == {1: 0.06}
    assert shares_of({}, Method()) == {}


def test_the_closest_watcher_counts() -> None:
    first, second = {24120: 100, 24121: 5}, {24121: 25, 24122: 500, 24123: 300}
    assert watches([first, second]) == (
        Watch(dt.date(2010, 1, 1), dt.date(2010, 1, 31), 1.0),
        Watch(dt.date(2010, 2, 1), dt.date(2010, 2, 28), 0.1),
        Watch(dt.date(2010, 3, 1), dt.date(2010, 4, 30), 1.0),
    )
    assert watches([]) == () == watches([{}])


@settings(max_examples=40, deadline=None)
@given(st.floats(0.01, 1), st.floats(0.01, 1), st.integers(0, 5))
def test_silence_says_the_less_the_less_was_watched(a: float, b: float, deeds: int) -> None:
    """Of two rates the higher one is as unlikely as the share says; a deed says no less."""

    def said(share: float, acts: int) -> Floats:
        end = DAY + dt.timedelta(days=6)
        own, _ = stories_of([Signal(DAY, DAY, "AAA", "BBB", -9.0)] * acts, Method())
        days = daily_of(own, DAY, end, Method(), [Watch(DAY, end, share)])
        return np.asarray(likelihoods(windows_of(days, Method()), Method())[1][3])

    low, high = sorted((a, b))
    little, much = (-np.diff(said(share, 0)) for share in (low, high))
    assert (little > 0).all() and (little <= much + 1e-12).all()
    assert little == pytest.approx(much * low / high)
    more = [said(share, deeds) - said(share, 0) for share in (low, high)]
    assert more[0] == pytest.approx(more[1])


# a store


def test_a_quarrel_in_a_small_store_goes_on_until_a_story_tells_otherwise(store: Database) -> None:
    """A year of it, then a document a month on others, then an agreement; no thaw by silence."""
    for day in range(0, 360, 4):
        put(store, event(f"q{day}", day, -6.0), published=day)
    others = {"actors": "IND:GOV", "recipients": "CHN:GOV"}
    for day in range(360, 1440, 30):
        put(store, event(f"o{day}", day, 1.0, **others), published=day)
    for day in range(1440, 1500, 4):
        put(store, event(f"p{day}", day, 5.0), published=day)
    with store.reading() as connection:
        watched = watched_of(connection)
        found = relation(connection, "PAK", "RUS")
    assert {watch.share for watch in watched} < {0.02, 0.04, 0.12, 0.14, 0.16, 0.18, 0.2}
    (turn,) = found.turns
    assert (turn.direction, turn.date) == ("thaw", after(1440)) and turn.stories
    assert (turn.last - turn.first).days > 900
    quiet = [i for i, d in enumerate(found.days) if after(370) <= d < after(1430)]
    assert max(found.level[i] for i in quiet) < -5
    wide = [found.high[i] - found.low[i] for i in quiet]
    assert all(a <= b for a, b in pairwise(wide)) and wide[-1] > wide[0]
