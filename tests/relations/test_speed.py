"""One dyad over ten years is a matter of a second."""

from __future__ import annotations

import datetime as dt
import random
import time

import pytest

from detente.corpus.relations import Signal, relate

pytestmark = pytest.mark.alone


def test_ten_years_of_a_busy_dyad_within_a_second() -> None:
    chance = random.Random(4)
    first = dt.date(2010, 1, 1)
    told = []
    for number in range(20_000):
        day = first + dt.timedelta(days=chance.randrange(3653))
        told.append(Signal(day, day, "AAA", "BBB", chance.uniform(-9, 9), story=f"s{number}"))
    spent = []
    for _ in range(3):  # what other tests left behind is collected within one of them
        start = time.process_time()
        relate(told, "AAA", "BBB")
        spent.append(time.process_time() - start)
    assert min(spent) < 1
