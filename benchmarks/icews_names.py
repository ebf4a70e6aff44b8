"""How many actors of ICEWS the gazetteer can place: `python benchmarks/icews_names.py`.

Reads the sample of ICEWS events 2005-2015 (actor, event, recipient, day) from
`../shared/data/relations` and asks the English gazetteer for each name on its day: as a name, or,
for "Role (Country)", as an office with its country. Prints the share of events with both sides
placed, the ways in which names were placed, and the classes of names that failed with the most
frequent of each. With `--check FILE`, a file of ICEWS with countries, prints the share of placed
names whose country is that of ICEWS.
"""

from __future__ import annotations

import argparse
import gzip
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from detente.formats import icews
from detente.formats._exchange import body_named
from detente.gazetteer import Entry, Gazetteer, load_gazetteer

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT.parent / "shared/data/relations/icews_2005-2015_sample.tsv.gz"
ROLE = re.compile(r"(.+?)\s*\(([^()]+)\)$")
BODY = re.compile(
    r"\b(party|front|movement|union|league|council|committee|association|group|organi[sz]ation|"
    r"federation|alliance|army|forces|ministry|university|court|company|corporation|bank|"
    r"commission|congress|network|brigades?|agency|coalition|tribe|front|foundation|center|"
    r"centre|institute|society|club|assembly|inc|ltd|plc|board|authority|office|department|"
    r"forum|house|parliament|media|news|daily|times|press|tv|radio)\b",
    re.I,
)
COUNTRY_ONLY = "not placed: role that is no listed office, in a known country"
SHOWN = 12


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=Path, default=SAMPLE)
    parser.add_argument("--check", type=Path, help="a file of ICEWS with its 20 columns")
    args = parser.parse_args()
    if not args.sample.exists():
        raise SystemExit(f"{args.sample}: not found; give the sample with --sample FILE")
    gazetteer = load_gazetteer("en")
    placer = Placer(gazetteer)
    events, both, country = 0, 0, 0
    ways: Counter[str] = Counter()
    failed: dict[str, Counter[str]] = {}
    for source, target, day in _sample(args.sample):
        found = [placer.place(name, day) for name in (source, target)]
        events += 1
        both += all(code for code, _ in found)
        country += all(code or way == COUNTRY_ONLY for code, way in found)
        for name, (code, way) in zip((source, target), found, strict=True):
            ways[way] += 1
            if not code:
                failed.setdefault(way, Counter())[name] += 1
    print(f"{events} events; both sides coded: {both} ({both / events:.1%});")
    print(f"both with at least a country: {country} ({country / events:.1%})")
    for way, count in ways.most_common():
        print(f"  {count:6d}  {count / events / 2:6.1%}  {way}")
    for way in sorted(failed, key=lambda w: -failed[w].total()):
        names = failed[way]
        top = "; ".join(f"{n} {c}" for n, c in names.most_common(SHOWN))
        print(f"{way}: {names.total()} times, {len(names)} names: {top}")
    if args.check:
        _check(args.check, placer)


class Placer:
    """Asks the gazetteer for the names of ICEWS, which are no running text."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.loose = _loose_names(gazetteer)

    @cache  # noqa: B019 - one placer a run
    def place(self, name: str, day: str) -> tuple[str, str]:
        """The code of a name on an ISO day ("" if it cannot be placed), and the way to it."""
        code, way = self._name(name, day)
        if code:
            return code, way
        role = ROLE.fullmatch(name)
        if role:
            country = self._country(role[2], day)
            if country:
                return self._role(role[1], country)
            return "", f"not placed: {'state' if len(role[2]) > 3 else 'name'} in brackets unknown"
        if way:
            return "", way
        near = self.loose.get(_key(name), "")
        if near:
            return "", "not placed: listed, but spelt otherwise (case, hyphen, accents, order)"
        if BODY.search(name):
            return "", "not placed: party, group, firm or other body that is not listed"
        words = name.split()
        if len(words) == 1:
            return "", "not placed: single word"
        return "", "not placed: person (or other proper name) that is not listed"

    def _name(self, name: str, day: str) -> tuple[str, str]:
        entries = [e for e in self.gazetteer.names(name) if e.code]
        best = _best(entries, day)
        if best:
            return best.code, f"{best.kind}, by name"
        if entries:
            first = max(entries, key=lambda e: e.since)
            if first.kind in ("person", "short"):
                if first.until and first.until < day and first.country:
                    return f"{first.country}:ELI", "person, after the last listed office"
                return "", "not placed: person, listed only for other years"
            return "", "not placed: state or body, listed only for other years"
        body = body_named(name)
        return (body, "organisation, by another English name") if body else ("", "")

    def _country(self, text: str, day: str) -> str:
        entries = [e for e in self.gazetteer.names(text) if e.kind in ("country", "area")]
        found = _best(entries, day) or (entries[0] if entries else None)
        return found.country if found else ""

    def _role(self, text: str, country: str) -> tuple[str, str]:
        for part in (text, *text.split(" / "), text.split("/")[0]):
            for form in _forms(part.strip()):
                office = self.gazetteer.listed(form)
                if office:
                    sector = office.sector if office.sector != "*" else "CVL"
                    return f"{country}:{sector}", "role and country"
        return "", COUNTRY_ONLY


def _best(entries: list[Entry], day: str) -> Entry | None:
    """The reading that holds on the day; states before bodies, those before persons."""
    order = ("country", "region", "organisation", "group", "seat", "area", "capital", "person")
    valid = [e for e in entries if e.valid(day)]
    rank = {kind: i for i, kind in enumerate(order)}
    return min(valid, key=lambda e: rank.get(e.kind, len(order))) if valid else None


def _forms(role: str) -> Iterator[str]:
    """A role as it stands, in lower case, and its shorter ends ("Military Personnel")."""
    words = role.split()
    for first in range(len(words)):
        rest = " ".join(words[first:])
        yield rest
        yield rest.lower()
        yield f"{rest.lower()}s"
    for last in range(len(words) - 1, 0, -1):
        yield " ".join(words[:last]).lower()


def _key(name: str) -> str:
    """A name without case, accents, hyphens and order."""
    plain = unicodedata.normalize("NFKD", name.lower())
    letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(sorted(letters.split()))


def _loose_names(gazetteer: Gazetteer) -> dict[str, str]:
    names = gazetteer._tables.names
    return {_key(n): n for n, found in names.items() if any(e.code for e in found)}


def _sample(path: Path) -> Iterator[tuple[str, str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            source, _, target, day = line.rstrip("\n").split("\t")
            yield source, target, day


def _check(path: Path, placer: Placer) -> None:
    right = wrong = agreed = sectors = 0
    misses: Counter[str] = Counter()
    others: Counter[str] = Counter()
    with path.open(encoding="utf-8") as lines:
        for event in icews.read(lines, name=str(path)):
            for party in (*event.actor, *event.recipient):
                code, _ = placer.place(party.name or "", str(event.start))
                if not code or not party.country:
                    continue
                same = code[:3] == party.country
                right, wrong = right + same, wrong + (not same)
                if not same:
                    misses[f"{party.name}: {party.country}, we say {code}"] += 1
                elif party.sector:
                    sectors, agreed = sectors + 1, agreed + (code == party.code)
                    if code != party.code:
                        others[f"{party.name}: {party.code}, we say {code}"] += 1
    print(f"country as in ICEWS: {right} of {right + wrong} placed ({right / (right + wrong):.1%})")
    print("; ".join(f"{n} {c}" for n, c in misses.most_common(SHOWN)))
    print(f"of those sector as by our table of theirs: {agreed} of {sectors}", end=" ")
    print(f"({agreed / sectors:.1%})")
    print("; ".join(f"{n} {c}" for n, c in others.most_common(SHOWN)))


if __name__ == "__main__":
    main()
