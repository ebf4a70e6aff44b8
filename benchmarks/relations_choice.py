"""How the numbers of the method were chosen: `python benchmarks/relations_choice.py [--turkey]`.

Tries settings around those of `Method` on KEDS Gulf with the lists of `relations.py` (some
minutes, twice that with `--turkey`). The rule: of the settings with at most one false alarm in 20
quiet dyad-years the ones that find most turns; of these the middle of each number is taken, and
the setting nearest to it. Printed are
- what each setting finds and its false alarms;
- left out by dyad: each dyad with turns is left out in turn, the rule chooses on the others, and
  what its choice finds in the dyad left out is added up: what choosing itself gains by chance;
- for the method as it stands, the interval of 90 % when dyads are drawn anew (10,000 times): with
  45 turns in 24 dyads one turn is two points.

`--turkey` shows the same settings on Turkey, which chose nothing; to look often would be to tune.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from pathlib import Path

import numpy as np
from relations import (
    FILES,
    NEAR,
    ROOT,
    Dyad,
    counted,
    goldsteins,
    intensities,
    load,
    ours,
    table,
    weis,
)

from detente.corpus.relations import Method

GRID: Mapping[str, tuple[float, ...]] = {
    "hard": (-5.0, -6.0, -8.0),
    "burst": (2.0, 4.0, 8.0),
    "cost": (3.5, 4.0, 4.5, 5.0, 5.5),
}
DRAWS = 10_000

Key = tuple[str, str]
Dyads = Mapping[Key, Dyad]


@dataclass(frozen=True)
class Outcome:
    """What a setting finds: for each dyad with turns those found, of how many; and the false
    alarms in so many quiet dyad-years."""

    found: Mapping[Key, int]
    of: Mapping[Key, int]
    alarms: int
    quiet: float

    def without(self, key: Key | None) -> tuple[bool, int]:
        """Whether the false alarms are few enough, and the turns found but those of one dyad."""
        return 20 * self.alarms <= self.quiet, sum(n for k, n in self.found.items() if k != key)


def outcome(name: str, dyads: Dyads, method: Method) -> Outcome:
    """What one setting finds in a data set."""
    find = partial(ours, method=method)
    cache: dict[Key, list[tuple[object, int]]] = {}
    found: dict[Key, int] = defaultdict(int)
    of: dict[Key, int] = defaultdict(int)
    for dyad, day, row in counted(name, dict(dyads)):
        key = (dyad.a, dyad.b)
        if key not in cache:
            cache[key] = find(dyad)
        wanted = 1 if row["direction"] == "thaw" else -1
        of[key] += 1
        found[key] += any(w == wanted and abs((d - day).days) <= NEAR for d, w in cache[key])
    quiet = [dyads[row["a"], row["b"]] for row in table("relations_quiet.tsv", name)]
    alarms = sum(len(find(dyad)) for dyad in quiet)
    return Outcome(found, of, alarms, sum(dyad.years for dyad in quiet))


def choice(outcomes: Mapping[tuple[float, ...], Outcome], without: Key | None) -> tuple[float, ...]:
    """The setting that the rule chooses where one dyad is left out (None: none is)."""
    best = max(o.without(without) for o in outcomes.values())
    tied = [setting for setting, o in outcomes.items() if o.without(without) == best]
    places = np.array([[GRID[n].index(v) for n, v in zip(GRID, s, strict=True)] for s in tied])
    far = ((places - np.median(places, axis=0)) ** 2).sum(axis=1)
    return tied[int(far.argmin())]


def interval(outcomes: list[Outcome]) -> tuple[float, float]:
    """Share found: the interval of 90 % when the dyads are drawn anew within each data set."""
    chance = np.random.default_rng(1)
    found, of = np.zeros(DRAWS), np.zeros(DRAWS)
    for one in outcomes:
        keys = sorted(one.of)
        drawn = chance.integers(len(keys), size=(DRAWS, len(keys)))
        found += np.array([one.found[k] for k in keys])[drawn].sum(axis=1)
        of += np.array([one.of[k] for k in keys])[drawn].sum(axis=1)
    low, high = np.quantile(found / of, (0.05, 0.95))
    return float(low), float(high)


def tell(setting: tuple[float, ...], one: Outcome) -> str:
    """A row of the table of settings."""
    found, of = sum(one.found.values()), sum(one.of.values())
    rate = 20 * one.alarms / one.quiet
    return f"| {' | '.join(f'{v:g}' for v in setting)} | {found}/{of} | {rate:.2f} |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared/data/relations")
    parser.add_argument("--turkey", action="store_true", help="the settings on Turkey, too")
    args = parser.parse_args()
    gulf = load(args.data / FILES["gulf"], weis("plover"), weis("goldstein"))
    turkey = load(args.data / FILES["turkey"], intensities(), goldsteins())
    sets: dict[str, Dyads] = {"gulf": gulf, "turkey": turkey}
    tried: dict[str, dict[tuple[float, ...], Outcome]] = {}
    for name in sets if args.turkey else ("gulf",):
        print(f"{name}\n| {' | '.join(GRID)} | found | false alarms in 20 |")
        print("|---" * (len(GRID) + 2) + "|")
        tried[name] = {}
        for setting in product(*GRID.values()):
            method = replace(Method(), **dict(zip(GRID, setting, strict=True)))
            tried[name][setting] = outcome(name, sets[name], method)
            print(tell(setting, tried[name][setting]), flush=True)
    outcomes = tried["gulf"]
    print(f"the rule chooses {choice(outcomes, None)}")
    keys = sorted(next(iter(outcomes.values())).of)
    found = sum(outcomes[choice(outcomes, key)].found[key] for key in keys)
    print(f"left out by dyad: {found} of {sum(next(iter(outcomes.values())).of.values())}")
    now = [outcome(name, sets[name], Method()) for name in sets]
    low, high = interval(now)
    total, of = (sum(sum(getattr(o, f).values()) for o in now) for f in ("found", "of"))
    print(f"as it stands: {total} of {of}, 90 % interval {100 * low:.0f} to {100 * high:.0f} %")


if __name__ == "__main__":
    main()
