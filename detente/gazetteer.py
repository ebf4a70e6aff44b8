"""The tables of actors and places of one language, loaded once and read only.

A name leads to its entries, an adjective to the country it belongs to, a noun to the office
it means. Whoever uses them asks for a day, since states, offices and groups have their time.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

from detente._tables import Entry, Office, Tables, read_overrides, read_tables
from detente.resources import DATA, read_yaml

__all__ = ["Entry", "Gazetteer", "Office", "load_gazetteer"]

_SHORT = 5  # letters up to which a noun is no reliable end of a compound
_ALIKE = 0.75  # share of letters from which two first names are spellings of one


class Gazetteer:
    """Asked for names, adjectives and offices; made by `load_gazetteer`."""

    def __init__(self, language: str, words: Mapping[str, Any], tables: Tables) -> None:
        self.language = language
        self.words = words
        self.former = tables.former
        self.retired = tables.retired
        self.kin = tables.kin
        self.borders = tables.borders
        self.forms = tables.forms
        self.twins = tables.twins
        self.governed = tables.governed
        self._tables = tables
        self._longest: dict[str, int] = {}
        for key in tables.names:
            start = key[:3]
            if len(key) > self._longest.get(start, 0):
                self._longest[start] = len(key)
        self._groups: dict[tuple[str, ...], Counter[str]] = {}
        self._capitals: dict[str, list[Entry]] = {}
        self._endings = sorted(words["adjective"], key=len, reverse=True)
        self._office_of: dict[str, tuple[Office, str] | None] = {}
        self._called: dict[tuple[str, str], bool] = {}
        self._spans = 1 + max((key.count(" ") for key in tables.offices), default=0)

    def reach(self, text: str) -> int:
        """Length of the longest name that begins like `text`, 0 if none does."""
        return self._longest.get(text[:3], 0)

    def names(self, text: str) -> tuple[Entry, ...]:
        """All readings of a name as written, or without a genitive ending; () if none."""
        found = self._tables.names.get(text)
        if found is None:
            for ending in self.words["genitive"]:
                if text.endswith(ending) and len(text) > len(ending) + 2:
                    found = self._tables.names.get(text[: -len(ending)])
                    if found:
                        break
        if found is None and text.isupper() and len(text) > 3:
            found = self._upper().get(text) or self._tables.names.get(text.title())
        return tuple(found or ())

    def spelled(self, text: str) -> tuple[Entry, ...]:
        """Readings of the one listed person whose surname is that of a full name and whose first
        name is nearly the same (Witali, Vitaly); () if there is none or several."""
        given, _, surname = text.rpartition(" ")
        first = given.partition(" ")[0].lower()
        known = [e for e in self._tables.names.get(surname, ()) if e.kind == "short"]
        near = {e.name for e in known if first and _alike(first, e.name.partition(" ")[0].lower())}
        return tuple(e for e in known if e.name in near) if len(near) == 1 else ()

    def groups_of(self, *sectors: str) -> Counter[str]:
        """How many groups of some sectors each country has; counted when first asked for."""
        if sectors not in self._groups:
            found = {
                (entry.country, entry.name)
                for entries in self._tables.names.values()
                for entry in entries
                if entry.kind == "group" and entry.code[4:] in sectors
            }
            self._groups[sectors] = Counter(country for country, _ in found)
        return self._groups[sectors]

    def exact(self, text: str) -> bool:
        """Whether a name is in the tables as written, without taking an ending off."""
        return text in self._tables.names

    def called(self, code: str, noun: str) -> bool:
        """Whether a noun is part of a name that the tables have for an organisation."""
        key = code, noun.lower()
        if key not in self._called:
            self._called[key] = any(
                key[1] in name.lower()
                for name, entries in self._tables.names.items()
                if any(e.code == code and e.kind == "organisation" for e in entries)
            )
        return self._called[key]

    def spellings(self, *kinds: str) -> Iterator[str]:
        """All names that have a reading of one of the kinds."""
        for name, entries in self._tables.names.items():
            if any(entry.kind in kinds for entry in entries):
                yield name

    def adjective(self, text: str) -> tuple[Entry, ...]:
        """Countries of a nationality adjective in any inflection, both of a double one."""
        if not text[:1].isupper() and not self.words["adjective_lower"]:
            return ()
        lowered = text.lower()
        found = self._stem(lowered)
        if not found and "-" in lowered:
            parts = [self._stem(part) for part in lowered.split("-")]
            if all(parts):
                found = [entry for part in parts for entry in part[:1]]
        if not found:
            for part in self.words["directions"]:
                if lowered.startswith(part.lower()):
                    found = self._stem(lowered[len(part) :].lstrip("-"))
                    if found:
                        break
        return tuple(found)

    def local(self, text: str, code: str, day: str) -> str:
        """The code of whom a bare noun means in the state of a code on an ISO day, else the code:
        the militia of the Soviet republics is their police."""
        for entry in self._tables.local.get(text.lower(), ()):
            if entry.country == code[:3] and entry.valid(day):
                return entry.code
        return code

    def office(self, text: str) -> Office | None:
        """The office that a noun (or a phrase of nouns) means, by its end if a compound."""
        found = self.split_office(text)
        return found[0] if found else None

    def split_office(self, text: str) -> tuple[Office, str] | None:
        """Like `office`, with what stands before it in the compound ("" if nothing)."""
        if text not in self._office_of:
            self._office_of[text] = self._split(text.lower(), text)
        return self._office_of[text]

    def listed(self, text: str) -> Office | None:
        """The office that a word or phrase means as it stands, not as a compound's end."""
        return self._tables.offices.get(text.lower())

    @property
    def office_words(self) -> int:
        """Number of words of the longest office."""
        return self._spans

    def general(self, lemma: str) -> str:
        """The noun of organisation that a compound ends in (Siebenparteien-bündnis), or ""."""
        tail = lemma.lower()
        for noun in self.words["organisation"] if self.words["compounds"] else ():
            if len(noun) > _SHORT and tail.endswith(noun.lower()):
                return str(noun)
        return ""

    def prefix(self, text: str) -> tuple[Entry, ...]:
        """Readings of the name that begins a compound written with a hyphen."""
        cut = text.rfind("-")
        while cut > 0:
            found = self._tables.names.get(text[:cut])
            if found:
                return tuple(found)
            cut = text.rfind("-", 0, cut)
        return ()

    def dwellers(self, text: str) -> tuple[Entry, ...]:
        """Readings of the people that a compound means whose first part says where they live
        (Kosovo-Serben); () for any other word."""
        named = self.prefix(text) if "-" in text else ()
        found = self.names(text.rpartition("-")[2]) if named else ()
        return tuple(entry for entry in found if entry.kind == "people")

    def part(self, text: str) -> tuple[Entry, ...]:
        """Readings of the state or area of which a name means a part (Nordirak)."""
        for direction in self.words["directions"]:
            rest = text[len(direction) :].lstrip("-")
            if text.startswith(direction) and len(rest) > 3:
                found = self.names(rest[:1].upper() + rest[1:])
                if found and found[0].kind in ("country", "area", "region"):
                    return found
        return ()

    def with_overrides(self, path: Path) -> Gazetteer:
        """This gazetteer with the rows of a user's table added; CodebookError if it is bad.

        The table is tab-separated with the columns name, code, from, to, aliases and, if
        wanted, kind (one of KINDS). Names in it replace those of the same spelling.
        """
        names, adjectives = dict(self._tables.names), dict(self._tables.adjectives)
        fresh: set[str] = set()
        for key, entry in read_overrides(path):
            target = adjectives if entry.kind == "adjective" else names
            key = key.lower() if entry.kind == "adjective" else key
            mark = f"{entry.kind == 'adjective'} {key}"
            target[key] = [*(target[key] if mark in fresh else ()), entry]
            fresh.add(mark)
        tables = replace(self._tables, names=names, adjectives=adjectives)
        return Gazetteer(self.language, self.words, tables)

    def _upper(self) -> dict[str, list[Entry]]:
        """Towns and states in capitals, for datelines; made when first asked for."""
        if not self._capitals:
            for key, entries in self._tables.names.items():
                if entries[0].kind in ("capital", "city", "country"):
                    self._capitals.setdefault(key.upper(), entries)
        return self._capitals

    def _stem(self, lowered: str) -> list[Entry]:
        for ending in self._endings:
            if lowered.endswith(ending):
                found = self._tables.adjectives.get(lowered[: len(lowered) - len(ending)])
                if found:
                    return found
        return []

    def _split(self, lowered: str, text: str) -> tuple[Office, str] | None:
        office = self._tables.offices.get(lowered)
        if office:
            return office, ""
        return self._end(lowered, text)

    def inner_office(self, text: str) -> tuple[Office, str] | None:
        """Like `split_office`, but always cut in two (Polizei-sprecher), listed whole or not."""
        return self._end(text.lower(), text)

    def _end(self, lowered: str, text: str) -> tuple[Office, str] | None:
        for cut in range(2, len(lowered) - 3 if self.words["compounds"] else 0):
            office = self._tables.offices.get(lowered[cut:])
            if office and not office.exact:
                return office, text[:cut]
        for mark in self.words["ex"]:
            if lowered.startswith(mark.lower()) and mark.endswith("-"):
                return self._split(lowered[len(mark) :], text[len(mark) :])
        return None


def _alike(first: str, second: str) -> bool:
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= _ALIKE


def load_gazetteer(language: str, overrides: Path | None = None) -> Gazetteer:
    """The gazetteer of a language, with a user's table on top if one is given."""
    gazetteer = _load(language)
    return gazetteer.with_overrides(overrides) if overrides else gazetteer


@cache
def _load(language: str) -> Gazetteer:
    folder = DATA / "languages" / language
    words = read_yaml(folder / "reference.yaml")
    words["reports"] = read_yaml(folder / "reporting.yaml")["verbs"]
    collects = gc.isenabled()
    gc.disable()  # nothing of the tables is garbage, and each collection would visit all of them
    try:
        return Gazetteer(language, words, read_tables(language, words))
    finally:
        if collects:
            gc.enable()
