"""Relations in a store that holds little: `python benchmarks/relations_thin.py`.

Of KEDS Gulf 1979-1999 a part is kept by chance, with a seed: one event in 10 or in 50, one day of
a dyad in 20 with all its events, or one event in 10 from 1985 or 1992 on. The dyads of
`relations_turns.tsv` are read in two ways: as if all had been watched all the time, and as closely
as the number of events a month says (docs/relations.md). Against the whole file are counted
- thaws that the whole file has not within 90 days, and of these those by silence: without a
  story in the 60 days after them;
- how far the level lies from that of the whole file: mean, root of the mean square, and the share
  of weeks in which the band holds it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from relations import FILES, ROOT, Dyad, Event, counted, load, signals, watched_by, weis

from detente.corpus.relations import Relation, TurningPoint, Watch, relate

SEEDS = 3
Key = tuple[str, str]
Dyads = Mapping[Key, Dyad]
Keep = Callable[[Dyad, Event], bool]
WAYS: dict[str, Callable[[Dyad], tuple[Watch, ...] | None]] = {
    "as if watched all the time": lambda dyad: None,
    "as closely as it was": lambda dyad: dyad.watched,
}


@dataclass
class Tally:
    """Sums over dyads and seeds."""

    thaws: int = 0
    wrong: int = 0
    silent: int = 0
    weeks: int = 0
    error: float = 0.0
    square: float = 0.0
    inside: int = 0

    def add(self, own: Relation, dyad: Dyad, whole: Relation) -> None:
        """Compare what a part gives with what the whole does."""
        for point in own.turning_points:
            if point.direction != "thaw":
                continue
            self.thaws += 1
            if not any(same(point, other) for other in whole.turning_points):
                self.wrong += 1
                after = ((event.day - point.date).days for event in dyad.events)
                self.silent += not any(0 <= days <= 60 for days in after)
        levels = dict(zip(whole.days, whole.level, strict=True))
        for day, level, low, high in zip(own.days, own.level, own.low, own.high, strict=True):
            off = level - levels[day]
            self.weeks += 1
            self.error += off
            self.square += off**2
            self.inside += low <= levels[day] <= high

    def row(self) -> str:
        """A row of the table."""
        mean, root = self.error / self.weeks, float(np.sqrt(self.square / self.weeks))
        cells = [str(self.thaws), str(self.wrong), str(self.silent), f"{mean:+.2f}", f"{root:.2f}"]
        return " | ".join([*cells, f"{100 * self.inside / self.weeks:.0f} %"])


def same(point: TurningPoint, other: TurningPoint) -> bool:
    """Whether two turning points are one turn."""
    return point.direction == other.direction and abs((point.date - other.date).days) <= 90


def read(dyad: Dyad, watched: tuple[Watch, ...] | None) -> Relation:
    """The relation of a dyad over the time of the whole file."""
    return relate(
        *(signals(dyad), dyad.a, dyad.b), since=dyad.first, until=dyad.last, watched=watched
    )


def part(dyads: Dyads, keep: Keep) -> dict[Key, Dyad]:
    """The events that are kept, and how closely who has only these watched."""
    kept = {
        key: tuple(event for event in dyad.events if keep(dyad, event))
        for key, dyad in sorted(dyads.items())
    }
    watched = watched_by(kept.values())
    return {k: replace(dyads[k], events=events, watched=watched) for k, events in kept.items()}


def events_of(share: float, seed: int, since: dt.date = dt.date.min) -> Keep:
    """One event in so many, since a day."""
    chance = random.Random(seed)
    return lambda dyad, event: event.day < since or chance.random() < share


def days_of(share: float, seed: int) -> Keep:
    """One day of a dyad in so many, with all its events."""
    chance = random.Random(seed)
    drawn: dict[tuple[str, str, dt.date], bool] = {}
    return lambda dyad, event: drawn.setdefault(
        (dyad.a, dyad.b, event.day), chance.random() < share
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared/data/relations")
    args = parser.parse_args()
    gulf = load(args.data / FILES["gulf"], weis("plover"), weis("goldstein"))
    keys = sorted({(dyad.a, dyad.b) for dyad, _, _ in counted("gulf", gulf)})
    whole = {key: read(gulf[key], gulf[key].watched) for key in keys}
    parts: dict[str, Callable[[int], Keep]] = {
        "1 event in 10": lambda seed: events_of(0.1, seed),
        "1 event in 50": lambda seed: events_of(0.02, seed),
        "1 day in 20": lambda seed: days_of(0.05, seed),
        "1 event in 10 from 1985": lambda seed: events_of(0.1, seed, dt.date(1985, 1, 1)),
        "1 event in 10 from 1992": lambda seed: events_of(0.1, seed, dt.date(1992, 1, 1)),
    }
    print("| kept | read | thaws | not in the whole | by silence | level | root | in band |")
    print("|---" * 8 + "|")
    for name, keep in parts.items():
        tallies = {way: Tally() for way in WAYS}
        for seed in range(1, SEEDS + 1):
            held = part(gulf, keep(seed))
            for way, watched in WAYS.items():
                for key in keys:
                    own = read(held[key], watched(held[key]))
                    tallies[way].add(own, held[key], whole[key])
        for way, tally in tallies.items():
            print(f"| {name} | {way} | {tally.row()} |", flush=True)


if __name__ == "__main__":
    main()
