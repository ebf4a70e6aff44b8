"""Turning points against history: `python benchmarks/relations.py [--scale goldstein]
[--misses] [--shifts]`.

Reads the KEDS files of Gulf and Turkey (`../shared/data/relations`, `--data` for another folder),
and compares with `relations_turns.tsv` (turns that history knows, written down before any output
was seen) and `relations_quiet.tsv` (dyads without a turn). A turn is found if a turning point of
the right direction lies within 45 days; a turn counts only where the dyad has at least 5 events in
the year before and in the year after (counts alone decide that). In the same table: the plain
monthly mean of Goldstein values with a threshold, and PELT of `ruptures` on it and on the monthly
sum where that package is installed (`pip install ruptures`; no dependency). Their settings are
chosen on Gulf: most found with at most one false alarm in 20 quiet dyad-years, else fewest false
alarms.
`by chance` is the share of turns that would be found if each lay on a random day of its dyad.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import gzip
import math
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import yaml

from detente.corpus.relations import Method, Signal, Watch, relate, watches

ROOT = Path(__file__).resolve().parent.parent
BOOK = ROOT / "detente/data/codebooks/plover"
FILES = {
    "gulf": "keds_gulf_1979-1999.cameo.tsv.gz",
    "turkey": "keds_turkey_1992-2006.cameo.tsv.gz",
}
NEAR, FEWEST = 45, 5
# CAMEO roots that no type of the ontology names; statements (01) are no events of PLOVER
ROOTS = {"09": "ACCUSE", "10": "REQUEST", "19": "ASSAULT", "20": "ASSAULT"}
OWN_PARTIES = ("CYPTRK",)  # Turkish Cypriots are not Cyprus

Find = Callable[["Dyad"], list[tuple[dt.date, int]]]  # days and directions: 1 thaw, -1 chill


@dataclass(frozen=True)
class Event:
    """A coded event: `value` on the scale asked for, `goldstein` for the plain methods."""

    day: dt.date
    actor: str
    recipient: str
    cameo: str
    value: float
    goldstein: float


@dataclass(frozen=True)
class Dyad:
    """The events of two parties, the first and last day of the data set, and how closely it
    watched by all its events, as in a store."""

    a: str
    b: str
    events: tuple[Event, ...]
    first: dt.date
    last: dt.date
    watched: tuple[Watch, ...]

    @property
    def years(self) -> float:
        return (self.last - self.first).days / 365.25


@dataclass(frozen=True)
class Score:
    """What a method found; `alarms` in `quiet` dyad-years, `turns` in `years` of the others."""

    found: int
    of: int
    chance: float
    alarms: int
    quiet: float
    turns: int
    years: float


def intensities() -> Callable[[str], float | None]:
    """PLOVER's intensity of a CAMEO code by the ontology: of its mode, else of its type."""
    types = yaml.safe_load((BOOK / "ontology.yaml").read_text("utf-8"))["types"]
    roots: dict[str, str] = {}
    modes: dict[str, float] = {}
    for name, kind in types.items():
        roots.setdefault(kind["cameo"][:2], name)
        for mode in (kind.get("modes") or {}).values():
            modes.setdefault(mode["cameo"], mode["intensity"])
    roots |= ROOTS

    def of(code: str) -> float | None:
        for end in range(len(code), 2, -1):
            if code[:end] in modes:
                return float(modes[code[:end]])
        root = roots.get(code[:2])
        return float(types[root]["intensity"]) if root else None

    return of


def goldsteins() -> Callable[[str], float | None]:
    """Goldstein's value of a CAMEO code, else of the code above it; none for statements."""
    rows = csv.DictReader((BOOK / "cameo.tsv").open(encoding="utf-8"), delimiter="\t")
    values = {row["code"]: float(row["goldstein"]) for row in rows if row["goldstein"]}

    def of(code: str) -> float | None:
        if code.startswith("01"):
            return None
        found = (values[code[:end]] for end in range(len(code), 1, -1) if code[:end] in values)
        return next(found, None)

    return of


def weis(scale: str) -> Callable[[str], float | None]:
    """The same of a WEIS code (the Gulf file), by its type and mode or by Goldstein's table."""
    types = yaml.safe_load((BOOK / "ontology.yaml").read_text("utf-8"))["types"]
    rows = csv.DictReader(
        (ROOT / "detente/data/interchange/weis.tsv").open(encoding="utf-8"), delimiter="\t"
    )
    values: dict[str, float] = {}
    for row in rows:
        kind = types.get(row["type"])
        if scale == "goldstein":
            if row["goldstein"]:
                values[row["code"]] = float(row["goldstein"])
        elif kind is not None:
            mode = (kind.get("modes") or {}).get(row["mode"]) or kind
            values[row["code"]] = float(mode["intensity"])

    def of(code: str) -> float | None:
        found = (values[code[:end]] for end in range(len(code), 1, -1) if code[:end] in values)
        return next(found, None)

    return of


def party(code: str) -> str:
    """State or organisation of a KEDS code."""
    if code.startswith(OWN_PARTIES):
        return code[:6]
    return code[:6] if code.startswith("IGO") else code[:3]


def load(
    path: Path, value_of: Callable[[str], float | None], rating: Callable[[str], float | None]
) -> dict[tuple[str, str], Dyad]:
    """Dyads of a file; the same act of the same day counts once."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = sorted({tuple(line.rstrip("\n").split("\t")) for line in file})
    rows = [row for row in rows if row[0] != "date"]
    days = [dt.date.fromisoformat(row[0]) for row in rows]
    groups: dict[tuple[str, str], set[Event]] = defaultdict(set)
    for day, (_, source, target, code) in zip(days, rows, strict=True):
        a, b = party(source), party(target)
        value, goldstein = value_of(code), rating(code)
        if a != b and value is not None and goldstein is not None:
            key = (a, b) if a < b else (b, a)
            groups[key].add(Event(day, a, b, code, value, goldstein))
    order = {k: sorted(v, key=lambda e: (e.day, e.actor, e.cameo)) for k, v in groups.items()}
    watched = watched_by(order.values())
    return {k: Dyad(*k, tuple(v), min(days), max(days), watched) for k, v in order.items()}


def watched_by(groups: Iterable[Iterable[Event]]) -> tuple[Watch, ...]:
    """How closely who coded these events watched."""
    days = [event.day for group in groups for event in group]
    return watches([Counter(day.year * 12 + day.month - 1 for day in days)])


def signals(dyad: Dyad) -> list[Signal]:
    """Each event as a story of its own."""
    return [
        Signal(e.day, e.day, e.actor, e.recipient, e.value, story=f"{e.day} {e.actor} {e.cameo}")
        for e in dyad.events
    ]


def ours(dyad: Dyad, shift: int = 0, method: Method | None = None) -> list[tuple[dt.date, int]]:
    """The turning points of Détente; `shift` lets the weeks begin so many days earlier."""
    first = dyad.first - dt.timedelta(days=shift)
    found = relate(
        *(signals(dyad), dyad.a, dyad.b),
        since=first,
        until=dyad.last,
        watched=dyad.watched,
        method=method,
    )
    return [(p.date, 1 if p.direction == "thaw" else -1) for p in found.turning_points]


def months(dyad: Dyad, *, total: bool = False) -> Iterator[tuple[dt.date, float]]:
    """The middle of each month and the mean Goldstein value of its events (NaN: none), or
    their sum (0: none)."""
    groups: dict[tuple[int, int], list[float]] = defaultdict(list)
    for event in dyad.events:
        groups[event.day.year, event.day.month].append(event.goldstein)
    for number in range(dyad.first.year * 12 + dyad.first.month - 1, 12 * (dyad.last.year + 1)):
        year, month = divmod(number, 12)
        middle = dt.date(year, month + 1, 15)
        if middle > dyad.last:
            return
        values = groups.get((year, month + 1), [])
        if total:
            yield middle, sum(values)
        else:
            yield middle, sum(values) / len(values) if values else math.nan


def threshold(times: float) -> Find:
    """A turn where the mean of a month leaves that of the twelve months with events before it
    by `times` standard deviations of the dyad; months in a row of one direction are one turn."""

    def find(dyad: Dyad) -> list[tuple[dt.date, int]]:
        told = [(day, value) for day, value in months(dyad) if not math.isnan(value)]
        if len(told) < 3:
            return []
        values = np.array([v for _, v in told])
        limit = times * values.std()
        out: list[tuple[dt.date, int]] = []
        held = 0
        for i in range(2, len(told)):
            change = values[i] - values[max(0, i - 12) : i].mean()
            now = int(np.sign(change)) if abs(change) > limit else 0
            if now and now != held:
                out.append((told[i][0], now))
            held = now
        return out

    return find


def pelt(times: float, *, total: bool = False) -> Find | None:
    """PELT with squared error on the monthly mean (months without events carry the last on) or
    sum, the penalty `times` log(months) variances; None without the package."""
    try:
        import ruptures
    except ImportError:
        return None

    def find(dyad: Dyad) -> list[tuple[dt.date, int]]:
        days, values, last = [], [], math.nan
        for day, value in months(dyad, total=total):
            last = last if math.isnan(value) else value
            if not math.isnan(last):
                days.append(day)
                values.append(last)
        if len(values) < 6:
            return []
        series = np.array(values)
        weight = times * math.log(len(series)) * max(float(series.var()), 1e-6)
        ends = ruptures.Pelt(model="l2", min_size=2, jump=1).fit(series[:, None]).predict(weight)
        edges = [0, *ends]
        out = []
        for a, b, c in zip(edges, edges[1:], edges[2:], strict=False):
            out.append((days[b], 1 if series[b:c].mean() > series[a:b].mean() else -1))
        return out

    return find


def table(name: str, only: str) -> list[dict[str, str]]:
    """Rows of one of the lists for one data set."""
    with (ROOT / "benchmarks" / name).open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file, delimiter="\t") if row["set"] == only]


def counted(
    name: str, dyads: dict[tuple[str, str], Dyad], *, show: bool = False
) -> Iterator[tuple[Dyad, dt.date, dict[str, str]]]:
    """The turns of a data set that count (see the head of this file), with their rows."""
    for row in table("relations_turns.tsv", name):
        dyad = dyads[row["a"], row["b"]]
        day = dt.date.fromisoformat(row["date"])
        gaps = [(e.day - day).days for e in dyad.events]
        if min(sum(-365 <= g < 0 for g in gaps), sum(0 <= g < 365 for g in gaps)) >= FEWEST:
            yield dyad, day, row
        elif show:
            print(f"too few events: {row['a']}-{row['b']} {day} {row['what']}")


def score(name: str, dyads: dict[tuple[str, str], Dyad], find: Find, *, show: bool) -> Score:
    """What a method finds in one data set."""
    cache: dict[tuple[str, str], list[tuple[dt.date, int]]] = {}
    found = of = 0
    chance = 0.0
    for dyad, day, row in counted(name, dyads, show=show):
        points = cache.setdefault((dyad.a, dyad.b), find(dyad))
        wanted = 1 if row["direction"] == "thaw" else -1
        hits = [d for d, way in points if way == wanted]
        of += 1
        found += any(abs((d - day).days) <= NEAR for d in hits)
        span = range(dyad.first.toordinal(), dyad.last.toordinal() + 1)
        near = {n for d in hits for n in range(d.toordinal() - NEAR, d.toordinal() + NEAR + 1)}
        chance += len(near & set(span)) / len(span)
        if show and not any(abs((d - day).days) <= NEAR for d in hits):
            print(f"missed: {row['a']}-{row['b']} {day} {row['direction']} {row['what']}")
    quiet = [dyads[row["a"], row["b"]] for row in table("relations_quiet.tsv", name)]
    alarms = 0
    for dyad in quiet:
        points = find(dyad)
        alarms += len(points)
        if show and points:
            print(f"false alarms: {dyad.a}-{dyad.b} {', '.join(str(d) for d, _ in points)}")
    years = sum(dyads[key].years for key in cache)
    turns = sum(len(points) for points in cache.values())
    return Score(found, of, chance, alarms, sum(d.years for d in quiet), turns, years)


def line(name: str, scores: list[Score]) -> str:
    """A row of the table: each data set, then both."""
    every = Score(*(sum(getattr(s, f) for s in scores) for f in Score.__dataclass_fields__))
    cells = [f"{s.found}/{s.of}" for s in scores]
    return " | ".join(
        [
            f"| {name}",
            *cells,
            f"{every.found}/{every.of} = {100 * every.found / every.of:.0f} %",
            f"{100 * every.chance / every.of:.0f} %",
            f"{every.alarms} in {every.quiet:.0f}",
            f"{20 * every.alarms / every.quiet:.2f}",
            f"{every.turns / every.years:.2f} |",
        ]
    )


def chosen(
    settings: list[tuple[str, Find]], dyads: dict[tuple[str, str], Dyad]
) -> tuple[str, Find]:
    """The setting that is best on Gulf (see the head of this file)."""

    def worth(setting: tuple[str, Find]) -> tuple[bool, float, float]:
        result = score("gulf", dyads, setting[1], show=False)
        rate = 20 * result.alarms / result.quiet
        return rate <= 1, result.found if rate <= 1 else -rate, -rate

    return max(settings, key=worth)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared/data/relations")
    parser.add_argument("--scale", choices=("plover", "goldstein"), default="plover")
    parser.add_argument("--shifts", action="store_true", help="weeks that begin on other days")
    parser.add_argument("--misses", action="store_true", help="list what was missed")
    args = parser.parse_args()
    cameo = intensities() if args.scale == "plover" else goldsteins()
    schemes = {
        "gulf": (weis(args.scale), weis("goldstein")),  # WEIS codes, whatever its name says
        "turkey": (cameo, goldsteins()),
    }
    sets = {name: load(args.data / file, *schemes[name]) for name, file in FILES.items()}

    steps = (0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0)
    methods: list[tuple[str, Find]] = [(f"Détente, {args.scale}", ours)]
    if args.shifts:
        methods += [(f"the same, {n} days earlier", partial(ours, shift=n)) for n in range(1, 7)]
    plain = [(f"monthly mean, {t:g} standard deviations", threshold(t)) for t in steps]
    methods += [next(m for m in plain if "2 stand" in m[0]), chosen(plain, sets["gulf"])]
    for total, what in ((False, "mean"), (True, "sum")):
        built = [(f"ruptures, monthly {what}, penalty {t:g}", pelt(t, total=total)) for t in steps]
        cut = [(name, find) for name, find in built if find is not None]
        if cut:
            usual, best = next(m for m in cut if m[0].endswith(" 1")), chosen(cut, sets["gulf"])
            methods += [usual] if best is usual else [usual, best]
    print(
        "| method | Gulf | Turkey | both | by chance | false alarms in dyad-years | in 20", end=""
    )
    print(" | turns a year, dyads with turns |\n|---|---|---|---|---|---|---|---|")
    for name, find in methods:
        show = args.misses and find is ours
        print(line(name, [score(s, sets[s], find, show=show) for s in sets]))
    if not cut:
        print("ruptures is not installed: its rows are left out")
    busiest = max((d for s in sets.values() for d in s.values()), key=lambda d: len(d.events))
    start = time.perf_counter()
    ours(busiest)
    seconds = time.perf_counter() - start
    print(
        f"{busiest.a}-{busiest.b}, {len(busiest.events)} events in {busiest.years:.0f} years:"
        f" {seconds:.2f} s"
    )


if __name__ == "__main__":
    main()
