"""How the tables of actors and places are read: files to entries, for one language."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from detente._governing import terms
from detente.errors import CodebookError
from detente.resources import DATA, read_text

CANONICAL = "names_en"  # column whose first value names a state or organisation in every output
KINDS = ("country", "person", "organisation", "group", "adjective", "seat")
_CODE = re.compile(r"[A-Z]{3}(:[A-Z0-9]{3})?")
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_MANY = re.compile(r"\s*[|;]\s*")
_WIDE = ("IGO", "REG", "NGO", "MNC", "UNK")


class Entry(NamedTuple):
    """One reading of a name.

    `kind`: country, capital, people, adjective, area, region, seat, organisation, group,
    person, short (a person by a part of the name), city, place, twins (one of two states that a
    name means together). `code` is the actor's code,
    "" for mere places; `country` the ISO code of the state that it lies in or belongs to.
    `since` and `until` are ISO dates of any precision, "" where open. `weak`: needs support
    from the text, being an everyday word or another name as well.
    """

    kind: str
    code: str
    name: str
    since: str = ""
    until: str = ""
    country: str = ""
    lat: float | None = None
    lon: float | None = None
    office: str = ""
    size: int = 0
    weak: bool = False

    def valid(self, day: str) -> bool:
        """Whether it holds on an ISO day; "" (no day known) suits every entry."""
        if not day:
            return True
        until = self.until
        return self.since <= day and (not until or day[: len(until)] <= until)


class Office(NamedTuple):
    """What a noun says of its bearer. `sector` "*" is that of whom it belongs to.

    `kind` is person or body; `exact` offices do not match as the end of a compound; `shared` are
    sectors of bodies whose bearer has theirs (officers of the police); who serves `abroad` does not
    tell where a story plays. `states` are the only countries that have such an office, or the code
    of the organisation that has; () if many.
    `crowd`: who follows somebody in office holds none (supporters of the president).
    """

    lemma: str
    sector: str
    kind: str
    exact: bool = False
    shared: tuple[str, ...] = ()
    abroad: bool = False
    states: tuple[str, ...] = ()
    crowd: bool = False


@dataclass(frozen=True, slots=True)
class Tables:
    """What was read, before it is asked."""

    names: dict[str, list[Entry]]
    adjectives: dict[str, list[Entry]]
    offices: dict[str, Office]
    former: frozenset[str]
    retired: frozenset[str]  # those of them that may stand behind a title or name
    local: dict[str, list[Entry]]  # what a bare noun means in some states (the Soviet militia)
    kin: Mapping[str, tuple[str, ...]]  # states in which people of another one's name are at home
    borders: Mapping[str, tuple[str, ...]]  # the neighbours of a state, by land or sea
    forms: Mapping[str, tuple[str, ...]]  # the states that a noun or a region may mean
    twins: Mapping[str, tuple[Entry, ...]]  # two states that one name means (the Koreas)
    governed: frozenset[tuple[str, str]]  # (state, name) of parties known to govern or not by day


def _rows(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a table of ours; a missing one has none."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        head = next(rows)
        missing = [""] * len(head)
        for row in rows:
            if row and not row[0].startswith("#"):
                yield dict(zip(head, row + missing[len(row) :], strict=False))


def _split(value: str | None) -> list[str]:
    if not value or not ("|" in value or ";" in value):
        return [value] if value else []
    return [part for part in _MANY.split(value) if part]


def _number(value: str) -> float | None:
    return float(value) if value else None


class _Reader:
    """Collects the tables of one language."""

    def __init__(
        self, language: str, words: Mapping[str, Any], offices: Mapping[str, Office]
    ) -> None:
        self.language = language
        self.words, self.offices = words, offices
        self.articles = frozenset(words["articles"])
        self.governed: set[tuple[str, str]] = set()
        self.names: dict[str, list[Entry]] = {}
        self.adjectives: dict[str, list[Entry]] = {}
        self.twins: dict[str, tuple[Entry, ...]] = {}

    def add(self, keys: Iterable[str], entry: Entry, *, inflect: bool = False) -> None:
        """Put an entry under all its names; with their inflections if asked.

        The article of a name is left out unless the rest is a general noun (The Elders).
        """
        for key in keys:
            first, _, rest = key.partition(" ") if " " in key else (key, "", "")
            if rest and first.lower() in self.articles and rest.lower() not in self.offices:
                key = rest
            for form in self.forms(key) if inflect else (key,):
                self.names.setdefault(form, []).append(entry)

    def forms(self, name: str) -> tuple[str, ...]:
        """A name of several words with the endings of its first adjective exchanged."""
        first, _, rest = name.partition(" ")
        if not rest or len(first) < 4:
            return (name,)
        for ending in sorted(self.words["inflection"], key=len, reverse=True):
            if first.endswith(ending):
                stem = first[: -len(ending)]
                others = (f"{stem}{e} {rest}" for e in self.words["inflection"] if e != ending)
                return (name, *others)
        return (name,)

    def adjective(self, value: str, entry: Entry) -> None:
        """Put adjective stems under their entry; those of several words are names as well."""
        entry = entry._replace(kind="adjective")
        for stem in _split(value):
            if " " in stem:
                self.names.setdefault(stem, []).append(entry)
            else:
                self.adjectives.setdefault(stem.lower(), []).append(entry)

    def people(self, value: str, entry: Entry) -> None:
        """Put the words for a people, with their endings, under their entry."""
        entry = entry._replace(kind="people")
        for word in _split(value):
            for form in dict.fromkeys(word + ending for ending in self.words["people"]):
                if entry not in (known := self.names.setdefault(form, [])):
                    known.append(entry)


def read_tables(language: str, words: Mapping[str, Any]) -> Tables:
    """Names, offices and places of a language, from the tables of the package."""
    actors, places = DATA / "actors", DATA / "places"
    offices: dict[str, Office] = {}
    states = {
        (row["language"], row["lemma"]): tuple(_split(row["countries"]))
        for row in _rows(actors / "holders.tsv")
    }
    for row in _rows(actors / "offices.tsv"):
        if row["language"] == language:
            exact = "exact" in row.values()
            sector, _, shared = row["sector"].partition("*")
            bearer = row.get("bearer") or "person"
            others = tuple(_split(shared))
            abroad = row["kind"] == "diplomat"
            alone = states.get((language, row["lemma"]), ())
            crowd = row["kind"] == "supporter"
            office = Office(
                row["lemma"], sector or "*", bearer, exact, others, abroad, alone, crowd
            )
            for form in (row["lemma"], *_split(row.get("forms"))):
                offices.setdefault(form.lower(), office)
    reader = _Reader(language, words, offices)
    _read_states(reader, actors)
    _read_bodies(reader, actors)
    _read_people(reader, actors)
    _read_places(reader, places)
    over = [row for row in _rows(actors / "former.tsv") if row["language"] == language]
    former = frozenset(row["text"].lower() for row in over)
    retired = frozenset(row["text"].lower() for row in over if row["behind"])
    local: dict[str, list[Entry]] = {}
    for row in _rows(actors / "local.tsv"):
        if row["language"] == language:
            code = f"{row['country']}:{row['sector']}"
            meant = Entry("local", code, row["text"], row["from"], row["to"], row["country"])
            local.setdefault(row["text"].lower(), []).append(meant)
    kin = {row["people"]: tuple(_split(row["states"])) for row in _rows(actors / "kin.tsv")}
    beside = {r["country"]: tuple(_split(r["neighbours"])) for r in _rows(actors / "borders.tsv")}
    known = frozenset(reader.governed)
    named = (reader.names, reader.adjectives)
    forms = {lemma: found for (spoken, lemma), found in states.items() if spoken == language}
    for row in _rows(actors / "countries.tsv"):
        forms[row["region"]] = (*forms.get(row["region"], ()), row["code"])
    return Tables(*named, offices, former, retired, local, kin, beside, forms, reader.twins, known)


def _read_states(reader: _Reader, folder: Path) -> None:
    tongue = reader.language
    states: dict[str, Entry] = {}
    for row in _rows(folder / "countries.tsv"):
        code, name = row["code"], _split(row[CANONICAL])[0]
        where = (_number(row.get("lat", "")), _number(row.get("lon", "")))
        entry = Entry("country", f"{code}:GOV", name, row["from"], row["to"], code, *where)
        states.setdefault(code, entry)
        reader.add(_split(row[f"names_{tongue}"]), entry, inflect=True)
        reader.add(_split(row.get("prefix")), entry)
        reader.adjective(row[f"adj_{tongue}"], entry)
        reader.people(row[f"people_{tongue}"], entry)
        capital = (_split(row.get("capital_en")) or [""])[0]
        seat = entry._replace(kind="capital", name=capital)
        for city in _split(row[f"capital_{tongue}"]):
            reader.add([city], seat)
            for ending in reader.words["townsfolk"]:
                reader.adjective(city + ending, seat)
    for row in _rows(folder / "twins.tsv"):
        if row["language"] == tongue:
            both = tuple(states[c]._replace(kind="twins") for c in _split(row["countries"]))
            reader.twins[row["text"]] = both
            if row["genitive"] not in reader.names:  # else the name of one is meant as well
                reader.names[row["text"]] = list(both)
    for row in _rows(folder / "regions.tsv"):
        names = _split(row.get(f"names_{tongue}") or row.get(f"name_{tongue}"))
        name = (_split(row.get(CANONICAL) or row.get("name_en")) or names)[0]
        entry = Entry("region", row["code"], name)
        reader.add(names, entry, inflect=True)
        reader.adjective(row.get(f"adj_{tongue}", ""), entry)
        reader.people(row.get(f"people_{tongue}", ""), entry)
    for row in _rows(folder / "areas.tsv"):
        country = row.get("country") or row.get("code") or row["country_code"]
        code, name = country if ":" in country else f"{country}:GOV", _split(row["name_en"])[0]
        weak = bool(row.get("ambiguous"))
        entry = Entry("area", code, name, "", "", country[:3], office=row["kind"], weak=weak)
        place = entry._replace(kind="place", code="") if weak else entry
        reader.add(_split(row[f"name_{tongue}"]), place, inflect=True)
        reader.adjective(row.get(f"adj_{tongue}", ""), entry)
        reader.people(row.get(f"people_{tongue}", ""), entry)


def _read_bodies(reader: _Reader, folder: Path) -> None:
    tongue = reader.language
    for row in _rows(folder / "seats.tsv"):
        if row["language"] == tongue:
            code = row["code"]
            country = "" if code[:3] in _WIDE else code[:3]
            entry = Entry("seat", code, row["text"], country=country)
            reader.add([row["text"]], entry, inflect=True)
    for kind in ("organisation", "group"):
        for row in _rows(folder / f"{kind}s.tsv"):
            names = _split(row.get(f"names_{tongue}") or row.get(f"name_{tongue}"))
            first = _split(row.get(CANONICAL) or row.get("name_en")) or names
            if not first:  # a name of the other language only
                continue
            code = row["code"]
            country = "" if code[:3] in _WIDE else code[:3]
            entry = Entry(kind, code, first[0], row["from"], row["to"], country)
            names += _split(row.get(f"aliases_{tongue}"))
            for dated in _by_day(reader, entry, row.get("governs", "")):
                reader.add(names, dated, inflect=True)
                for short in _split(row.get("short")):
                    spellings = {short, short.capitalize()} if len(short) > 3 else {short}
                    reader.add(sorted(spellings), dated)


def _by_day(reader: _Reader, party: Entry, governs: str) -> Iterator[Entry]:
    """A party as it is in each of its times in government and opposition; as it stands if they
    are not known."""
    if not governs:
        yield party
        return
    reader.governed.add((party.country, party.name))
    for sector, since, until in terms(governs, party.since, party.until):
        yield party._replace(code=f"{party.country}:{sector}", since=since, until=until)


def _read_people(reader: _Reader, folder: Path) -> None:
    for row in _rows(folder / "people.tsv"):
        country, sector = row["country"], row["sector"]
        code = row["code"] if ":" in row["code"] else f"{country}:{sector}"
        entry = Entry(
            "person", code, row["name"], row["from"], row["to"], country, office=row["office"]
        )
        short = entry._replace(kind="short")
        names = dict.fromkeys([row["name"], *_split(row["aliases"]), *_split(row["short"])])
        for name in names:
            reader.add([name], entry if " " in name else short)


def _read_places(reader: _Reader, folder: Path) -> None:
    tongue = reader.language
    for row in _rows(folder / "cities.tsv"):
        name, weak = row["name_en"], row["ambiguous"] not in ("", "0", "no")
        where = (row["country"], _number(row["lat"]), _number(row["lon"]))
        entry = Entry("city", "", name, "", "", *where, "", int(row["population"] or 0), weak)
        own = row.get(f"name_{tongue}") or name
        reader.add(dict.fromkeys((own, name, *_split(row.get("alt")))), entry)
    for row in _rows(folder / "others.tsv"):
        entry = Entry(
            "place",
            "",
            row["name_en"],
            "",
            "",
            row["country"],
            _number(row["lat"]),
            _number(row["lon"]),
            row["kind"],
        )
        reader.add(_split(row.get(f"name_{tongue}") or row["name_en"]), entry, inflect=True)


def read_overrides(path: Path) -> Iterator[tuple[str, Entry]]:
    """(name, entry) of each row of a user's table, its aliases after it."""
    for number, row in _rows_of_user(path):
        problem = _problem(row)
        if problem:
            raise _bad(path, number, problem)
        name, code = row["name"], row["code"]
        kind = row.get("kind") or _kind(name, code)
        full = code if ":" in code else f"{code}:GOV"
        country = "" if code[:3] in _WIDE else code[:3]
        entry = Entry(kind, full, name, row["from"], row["to"], country)
        for key in (name, *_split(row["aliases"])):
            yield key, entry
        if kind == "person" and " " in name:
            yield name.rsplit(" ", 1)[1], entry._replace(kind="short")


def _rows_of_user(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row of a user's table, by its columns, with the number of its line."""
    lines = read_text(path, "bad-actors").splitlines()
    head = lines[0].split("\t") if lines else []
    missing = [name for name in ("name", "code", "from", "to", "aliases") if name not in head]
    if missing:
        wanted = ", ".join(missing)
        raise _bad(path, 1, f"lacks the columns {wanted}; write them as a first line, by tabs")
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) > len(head):
            raise _bad(path, number, f"has {len(cells)} cells, the first line has {len(head)}")
        yield number, dict(zip(head, cells + [""] * (len(head) - len(cells)), strict=True))


def _problem(row: Mapping[str, str]) -> str:
    """What is wrong with a row of a user's table; empty where nothing is."""
    name, code, since, until = row["name"], row["code"], row["from"], row["to"]
    if not name:
        return "has no name"
    if not _CODE.fullmatch(code):
        return f"code {code!r} is not of the form PAK, PAK:GOV or IGO:UNO"
    for day in (since, until):
        if day and not _DAY.fullmatch(day):
            return f"date {day!r} is not of the form 2018, 2018-08 or 2018-08-18"
    if since and until and until < since[: len(until)]:
        return f"ends on {until} before it begins on {since}"
    kind = row.get("kind") or _kind(name, code)
    return "" if kind in KINDS else f"kind {kind!r} is none of {', '.join(KINDS)}"


def _bad(path: Path, line: int, problem: str) -> CodebookError:
    return CodebookError(f"{path}, line {line}: {problem}", code="bad-actors")


def _kind(name: str, code: str) -> str:
    """What a row without a kind is, by its code and name."""
    if ":" not in code:
        return "country"
    if code[:3] in _WIDE:
        return "organisation"
    return "person" if " " in name else "group"
