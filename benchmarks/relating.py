"""How long relations over a large store take: `python benchmarks/relating.py [--store S]`.

The store is that of `benchmarks/asking.py` (1,000,000 events of twenty years, made with a seed;
with `--store` it is made there, or taken from there where it is). Ten years of the dyad with most
events, of one in the middle and of a rare one; the same of parties with sectors; and the movers
of the last year. Parties are given as codes: looking up names loads tables once in a process.
Times are on the clock and of this process alone (the database of SQLite is in it), the median of
five.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from asking import make_store

from detente.archive.relating import movers, relation
from detente.errors import StoreError
from detente.store.database import Database, open_store

SPAN = {"since": "2014", "until": "2023"}
PAIRS = (("RUS", "USA"), ("PAK", "RUS"), ("EST", "TUN"), ("RUS:GOV", "USA:GOV"))


def timed(database: Database, ask: Callable[[Any], Any], repeats: int) -> tuple[float, float, Any]:
    """Seconds on the clock and of this process, and what was answered."""
    clock, spent, answer = [], [], None
    for _ in range(repeats):
        start, used = time.perf_counter(), time.process_time()
        with database.reading() as connection:
            answer = ask(connection)
        clock.append(time.perf_counter() - start)
        spent.append(time.process_time() - used)
    return statistics.median(clock), statistics.median(spent), answer


def main() -> None:
    """Make a store if need be, and ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--store")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        target = options.store or str(Path(folder) / "made.db")
        database: Database | None = None
        with suppress(StoreError):
            database = open_store(target)
        if database is None:
            with open_store(target, create=True, write=True) as made:
                make_store(made, options.events)
            database = open_store(target)
        with database:
            for a, b in PAIRS:
                clock, spent, course = timed(
                    database, lambda c, a=a, b=b: relation(c, a, b, **SPAN), 5
                )
                print(
                    f"{a} {b}: {course.stories:,} stories, {len(course.turns)} turns:"
                    f" {clock:.2f} s, {spent:.2f} s of this process"
                )
            clock, spent, found = timed(database, lambda c: movers(c, "2023"), 1)
            print(
                f"movers of a year: {found.compared} dyads: {clock:.1f} s,"
                f" {spent:.1f} s of this process"
            )


if __name__ == "__main__":
    main()
