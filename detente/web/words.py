"""The words of the explorer: its languages, and how dates, numbers and parties read in them.

    words = load_words("de")
    words("now.title")
    words("part.reports", n=3)
    words.term("types", "CONSULT")
    words.date("2022-02-23~")
    words.party("TUR:GOV")

All words are data: `detente/data/web/LANGUAGE/*.yaml`, one section of which is in one file. A
language is served by having a folder.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from detente.resources import DATA, read_tsv, read_yaml
from detente.stages._edtf import bounds
from detente.web.names import (
    means_state,
    organisation_names,
    place_names,
    places,
    spelled_states,
)

ROOT = DATA / "web"
STANDARD = "en"  # the language of a reader who asks for none of ours
COOKIE = "detente_language"
PHRASES = ("reasons", "messages")  # files of what the program says in English: see `phrases`

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_YEAR = re.compile(r"\d{4}")
_LONG = re.compile(r"(\d{3})X|(\d\d)XX")
_SEASONS = range(21, 25)
_UNSURE = "~?%"


@dataclass(frozen=True, slots=True)
class Words:
    """All words of one language; `texts` by keys with dots, `groups` those of coded values."""

    language: str
    texts: Mapping[str, str]
    lists: Mapping[str, Sequence[str]]
    groups: Mapping[str, Mapping[str, str]]
    states: Mapping[str, str]

    def __call__(self, key: str, /, **values: Any) -> str:
        """The text of a key with its values; numbers are written as the language does.

        With `n` the form for that number. KeyError where there is no such text.
        """
        if "n" in values and f"{key}.one" in self.texts:
            key = f"{key}.{'one' if values['n'] == 1 else 'many'}"
        text = self.texts[key]
        if not values:
            return text
        return text.format_map({name: self._shown(value) for name, value in values.items()})

    def term(self, group: str, value: str | None) -> str:
        """What a coded value is called; the value itself where it has no word."""
        if value is None:
            return self("base.unknown")
        return self.groups[group].get(value, value)

    def number(self, value: float | None, places: int | None = None) -> str:
        """A number as the language writes it, with a real minus sign."""
        if value is None:
            return self("base.unknown")
        text = f"{value:,}" if places is None else f"{value:,.{places}f}"
        marks = {
            ",": self("numbers.thousands"),
            ".": self("numbers.decimal"),
            "-": "−" if float(text.replace(",", "")) else "",
        }
        return "".join(marks.get(char, char) for char in text)

    def signed(self, value: float, places: int = 1) -> str:
        """A change: the sign is always there, but for none."""
        text = self.number(value, places)
        return text if text.startswith("−") or not round(value, places) else f"+{text}"

    def party(self, code: str) -> str:
        """The name of a party, of one with a sector the sector too; else its code."""
        known = self.groups["parties"]
        if code in known:
            return known[code]
        head, _, sector = code.partition(":")
        name = self.states.get(head)
        if name is None:
            return code
        return f"{name} ({self.groups['sectors'].get(sector, sector)})" if sector else name

    def head(self, code: str) -> str:
        """The name of a party without its sector."""
        name = self.states.get(code.partition(":")[0])
        return name if name is not None else self.party(code)

    def sector(self, code: str) -> str:
        """The name of the sector of a party that is part of a state; "" where it has none."""
        head, _, sector = code.partition(":")
        return self.groups["sectors"].get(sector, sector) if head in self.states else ""

    def place(self, name: str, country: str | None = None) -> str:
        """A place, which the store names in English, in this language where it is known."""
        state = spelled_states(STANDARD).get(name, "")
        if state in self.states and country in (state, None):
            return self.states[state]
        if self.language == STANDARD:
            return name
        if country is None:
            return place_names(STANDARD, self.language).get(name, name)
        known = places(STANDARD, self.language)
        return known.get((name, country)) or known.get((name, "")) or name

    def short(self, code: str) -> str:
        """The name of a party; of a government that of its state."""
        return self.head(code) if code.endswith(":GOV") else self.party(code)

    def named(self, code: str, name: str | None) -> str:
        """The name under which a text has a party, an organisation's in this language; "" where it
        says no more than the party does."""
        if name:
            name = organisation_names(STANDARD, self.language).get((code, name), name)
        if not name or name in (code, self.head(code), self.party(code), self.sector(code)):
            return ""
        return "" if means_state(name, code.partition(":")[0]) else name

    def date(self, edtf: str | None, *, short: bool = False) -> str:
        """An EDTF value in words, as exact as it is; unknown is said, never guessed."""
        if not edtf:
            return self("dates.none")
        first, bar, last = edtf.partition("/")
        if not bar:
            return self._point(first, short)
        if first in ("", ".."):
            return self("dates.until", date=self._point(last, short))
        if last in ("", ".."):
            return self("dates.since", date=self._point(first, short))
        return self._span(first, last, short)

    def day(self, day: str | dt.date | None, *, short: bool = False, weekday: bool = False) -> str:
        """A day in words, on wish with its weekday."""
        if day is None:
            return self("dates.none")
        text = day if isinstance(day, str) else day.isoformat()
        shown = self._point(text, short)
        if weekday and _DAY.fullmatch(text):
            name = self.lists["dates.weekdays"][dt.date.fromisoformat(text).weekday()]
            return self("dates.weekday", weekday=name, date=shown)
        return shown

    def _point(self, text: str, short: bool) -> str:
        bare = text.rstrip(_UNSURE)
        shown = self._exact(bare, short)
        marks = text[len(bare) :]
        if "?" in marks or "%" in marks:
            shown = self("dates.perhaps", date=shown)
        return self("dates.about", date=shown) if "~" in marks or "%" in marks else shown

    def _exact(self, text: str, short: bool) -> str:
        if found := _DAY.fullmatch(text):
            year, month, day = found.groups()
            name = self._month(int(month), short)
            return self("dates.day", day=str(int(day)), month=name, year=_bare(year))
        if found := _MONTH.fullmatch(text):
            year, number = found[1], int(found[2])
            if number in _SEASONS:
                name = self.lists["dates.seasons"][number - _SEASONS.start]
                return self("dates.season", season=name, year=_bare(year))
            if 1 <= number <= 12:
                name = self._month(number, short)
                return self("dates.month", month=name, year=_bare(year))
        if found := _LONG.fullmatch(text):
            if found[1]:
                return self("dates.decade", year=_bare(f"{found[1]}0"))
            first, last = _bare(f"{found[2]}00"), _bare(f"{found[2]}99")
            return self("dates.century", first=first, last=last)
        return _bare(text) if _YEAR.fullmatch(text) else text

    def _span(self, first: str, last: str, short: bool) -> str:
        one, two = _DAY.fullmatch(first), _DAY.fullmatch(last)
        if one and two and one[1] == two[1]:
            start, end = str(int(one[3])), str(int(two[3]))
            months = [self._month(int(found[2]), short) for found in (one, two)]
            year = _bare(one[1])
            if one[2] == two[2]:
                return self("dates.same_month", first=start, last=end, month=months[0], year=year)
            return self(
                "dates.same_year",
                first=start,
                month=months[0],
                end=end,
                until=months[1],
                year=year,
            )
        points = [self._point(point, short) for point in (first, last)]
        return self("dates.span", first=points[0], last=points[1])

    def _month(self, number: int, short: bool) -> str:
        names = self.lists["dates.short" if short else "dates.months"]
        return names[number - 1] if 1 <= number <= 12 else str(number)

    def _shown(self, value: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return str(value)
        return self.number(value)


def precision(edtf: str | None) -> str:
    """How exact a date is: day, span (days to months), year (or longer), open, none."""
    if not edtf:
        return "none"
    first, last = bounds(edtf)
    if first is None or last is None:
        return "open" if first or last else "none"
    days = (last - first).days
    if days == 0 and not set(_UNSURE) & set(edtf):
        return "day"
    return "span" if days < 300 else "year"


@cache
def languages() -> tuple[str, ...]:
    """The languages of the explorer, sorted by code."""
    return tuple(sorted(path.name for path in ROOT.iterdir() if (path / "base.yaml").exists()))


@cache
def load_words(language: str) -> Words:
    """The words of a language; KeyError for one that is not served."""
    if language not in languages():
        raise KeyError(language)
    texts: dict[str, str] = {}
    lists: dict[str, Sequence[str]] = {}
    groups: dict[str, Mapping[str, str]] = {}
    for path in sorted((ROOT / language).glob("*.yaml")):
        if path.stem in PHRASES:
            continue
        content: Mapping[str, Any] = read_yaml(path)
        if path.stem == "terms":
            groups = {group: dict(named) for group, named in content.items()}
            continue
        for key, value in _leaves(content):
            if isinstance(value, list):
                lists[key] = tuple(value)
            else:
                texts[key] = str(value)
    return Words(language, texts, lists, groups, _states(language))


def choose(asked: str | None, cookie: str | None, accept: str | None) -> str:
    """The language of an answer: the one asked for, that of the cookie, or the browser's first."""
    for wish in (asked, cookie):
        if wish in languages():
            return str(wish)
    best, weight = STANDARD, 0.0
    for part in (accept or "").split(",")[:20]:
        tag, _, rest = part.strip().partition(";")
        found = re.fullmatch(r"\s*q=(\d(?:\.\d+)?)\s*", rest)
        share = float(found[1]) if found else 1.0
        code = tag.split("-")[0].lower()
        if code in languages() and share > weight:
            best, weight = code, share
    return best


def _leaves(content: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in content.items():
        name = f"{above}{key}"
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{name}.")
        else:
            yield name, value


def _states(language: str) -> Mapping[str, str]:
    """The names of states by code; of those that changed theirs the one of today."""
    rows = sorted(read_tsv(DATA / "actors" / "countries.tsv"), key=lambda row: row["to"] or "~")
    return {row["code"]: row[f"names_{language}"].split("|")[0] for row in rows}


def _bare(year: str) -> str:
    """A year without zeros in front."""
    return year.lstrip("0") or "0"
