"""What the program says in English, in the language of a reader: reasons, notes, warnings, errors.

    phrases = load_phrases("de")
    phrases("stages.actors", "office-at-date")      # Markup("an diesem Tag im Amt")
    phrases("merges", "AGREE; 2023-03-10; IRN:GOV SAU:GOV")

The store and the API keep the English: it is stable, and a command prints it. `reasons.yaml` and
`messages.yaml` of a language map patterns of it to its own words; a part of a pattern stands in
braces with its kind: `{n:number} days apart`. What has no pattern stays as it is, marked with the
language that it is in.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup, escape

from detente.resources import read_yaml
from detente.web.characters import cleaned
from detente.web.names import spelled_states
from detente.web.words import PHRASES, ROOT, STANDARD, Words, load_words

LONGEST = 4_000  # characters of a message that is looked up
STEPS = ("steps.types", "steps.times", "steps.sides")  # of the reason of a merge, in its order
REST = "steps.rest"  # what follows them
MERGES = "merges"
ANYTHING = frozenset({"text", "code", "english", "names", "place"})  # kinds that take any text

_PART = re.compile(r"\{(\w+)(?::(\w+))?\}")
_NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?")
_TYPE = re.compile(r"[A-Z]{3,12}")
_MODE = re.compile(r"[a-z]+(-[a-z]+)*|-")
_SECTOR = re.compile(r"[A-Z]{2,3}")
_DATE = re.compile(r"[\dX?~%./-]+")
_CODE = r"[A-Z]{3}(:[A-Z0-9]{2,3})?"
_SIDES = re.compile(rf"(-|{_CODE}( {_CODE})*)( > {_CODE}( {_CODE})*)?")
_TITLED = re.compile(r"[a-z]{3,12}")

# a part as the reader sees it; None where the text is none of the kind
Shown = Callable[["Phrases", str], "Markup | str | None"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Fixed words with parts between them, and what they are called in another language."""

    source: str
    fixed: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]  # name and kind
    words: str

    def pieces(self, text: str) -> list[str] | None:
        """The texts of the parts, each up to the next fixed words; None where these are not there.

        It takes one pass over the text, whatever that is.
        """
        first, *between, last = self.fixed
        if len(text) < sum(map(len, self.fixed)) or not text.startswith(first):
            return None
        if not text.endswith(last):
            return None
        end, at, found = len(text) - len(last), len(first), []
        for fixed in between:
            next_at = text.find(fixed, at, end)
            if next_at < 0:
                return None
            found.append(text[at:next_at])
            at = next_at + len(fixed)
        found.append(text[at:end])
        return found if all(found) else None


class Phrases:
    """The patterns of one language by their sections; called with a section and a text."""

    def __init__(self, words: Words, sections: Mapping[str, Mapping[str, str]]) -> None:
        self.words = words
        self.exact: dict[str, dict[str, Markup]] = {}
        self.patterns: dict[str, tuple[Pattern, ...]] = {}
        for section, phrases in sections.items():
            made = [_pattern(source, put) for source, put in phrases.items()]
            self.exact[section] = {p.source: escape(p.words) for p in made if not p.parts}
            open_ones = [p for p in made if p.parts]
            self.patterns[section] = tuple(sorted(open_ones, key=_openness))

    def __call__(self, section: str, text: str) -> Markup:
        """A text of the program in the language, or as it is."""
        found = self.find(section, text)
        return self.foreign(text) if found is None else found

    def rule(self, stage: str, rule: str) -> Markup:
        """The rule of a stage that decided on a value; its name can be seen by pointing at it."""
        rule = cleaned(rule)
        found = self.find(f"stages.{stage}", rule)
        if found is None:
            return Markup("<code>{}</code>").format(rule)
        return Markup('<span title="{}">{}</span>').format(rule, found)

    def find(self, section: str, text: str) -> Markup | None:
        """A text of the program in the language; None where it has no pattern."""
        if len(text) > LONGEST:
            return None
        text = cleaned(text)
        known = self.exact.get(section, {}).get(text)
        if known is not None:
            return known
        for pattern in self.patterns.get(section, ()):
            shown = self.fit(pattern, text)
            if shown is not None:
                return shown
        return self._merge(text) if section == MERGES else None

    def fit(self, pattern: Pattern, text: str) -> Markup | None:
        """The words of a pattern with its parts as they stand in a text; None: it is another."""
        found = pattern.pieces(text)
        if found is None:
            return None
        values: dict[str, Markup | str] = {}
        for (name, kind), piece in zip(pattern.parts, found, strict=True):
            shown = KINDS[kind](self, piece)
            if shown is None:
                return None
            values[name] = shown
        return escape(pattern.words).format_map(values)

    def foreign(self, text: str) -> Markup:
        """A text in the language of the program, as such."""
        text = cleaned(text)
        if self.words.language == STANDARD:
            return escape(text)
        return Markup('<bdi lang="{}">{}</bdi>').format(STANDARD, text)

    def _merge(self, text: str) -> Markup | None:
        """The reason of a merge or link: what was compared, step by step."""
        steps = text.split("; ")
        if len(steps) < len(STEPS):
            return None
        sections = (*STEPS, *[REST] * (len(steps) - len(STEPS)))
        return Markup("; ").join(map(self, sections, steps))


@cache
def load_phrases(language: str) -> Phrases:
    """The phrases of a language, one with words; it may have no files of phrases."""
    sections: dict[str, Mapping[str, str]] = {}
    for name in PHRASES:
        path = ROOT / language / f"{name}.yaml"
        if path.exists():
            sections.update(_sections(read_yaml(path)))
    return Phrases(load_words(language), sections)


def _sections(
    content: Mapping[str, object], above: str = ""
) -> Iterator[tuple[str, dict[str, str]]]:
    """Sections by their names; one that holds sections is told by a dot."""
    for name, value in content.items():
        if not isinstance(value, Mapping):
            continue
        phrases = {str(k): v for k, v in value.items() if isinstance(v, str)}
        if phrases:
            yield f"{above}{name}", phrases
        yield from _sections(value, f"{above}{name}.")


def _pattern(source: str, words: str) -> Pattern:
    parts = tuple((name, kind or "text") for name, kind in _PART.findall(source))
    return Pattern(source, tuple(_PART.sub("\0", source).split("\0")), parts, words)


def _openness(pattern: Pattern) -> tuple[bool, int, int, str]:
    """Patterns with more fixed words come first, then those whose parts cannot be just anything.

    A state goes before all: its name may hold words of others.
    """
    kinds = [kind for _, kind in pattern.parts]
    loose = sum(kind in ANYTHING for kind in kinds)
    return "state" not in kinds, -sum(map(len, pattern.fixed)), loose, pattern.source


# kinds of parts


def _number(phrases: Phrases, text: str) -> str | None:
    if not _NUMBER.fullmatch(text):
        return None
    plain = text.replace(",", "")
    _, mark, decimals = plain.partition(".")
    return phrases.words.number(float(plain) if mark else int(plain), len(decimals) or None)


def _date(phrases: Phrases, text: str) -> str | None:
    return phrases.words.date(text) if _DATE.fullmatch(text) else None


def _type(phrases: Phrases, text: str) -> str | None:
    return phrases.words.term("types", text) if _TYPE.fullmatch(text) else None


def _typed(phrases: Phrases, text: str) -> str | None:
    """A type as entries of a codebook are named by it: in small letters."""
    return phrases.words.term("types", text.upper()) if _TITLED.fullmatch(text) else None


def _mode(phrases: Phrases, text: str) -> str | None:
    return phrases.words.term("modes", text) if _MODE.fullmatch(text) else None


def _sector(phrases: Phrases, text: str) -> str | None:
    return phrases.words.term("sectors", text) if _SECTOR.fullmatch(text) else None


def _sides(phrases: Phrases, text: str) -> str | None:
    if not _SIDES.fullmatch(text):
        return None
    sides = [" ".join(map(str, side.split())) for side in text.split(" > ")]
    return " → ".join(", ".join(_party(phrases, code) for code in side.split()) for side in sides)


def _party(phrases: Phrases, code: str) -> str:
    if code == "-":
        return phrases.words("part.nobody")
    return phrases.words.short(code)


def _state(phrases: Phrases, text: str) -> str | None:
    """A state, which the store names in English."""
    return phrases.words.states.get(spelled_states(STANDARD).get(text, ""))


def _place(phrases: Phrases, text: str) -> Markup:
    return Markup("<bdi>{}</bdi>").format(phrases.words.place(text))


def _quoted(phrases: Phrases, text: str) -> Markup | None:
    """A value that the message gives as Python writes it; without its quotation marks."""
    if not re.fullmatch(r"'.*'|\".*\"", text, re.DOTALL):
        return None
    try:
        value = ast.literal_eval(text)
    except (SyntaxError, ValueError):
        value = text[1:-1]
    return Markup("<bdi>{}</bdi>").format(value)


def _filter(phrases: Phrases, text: str) -> str | None:
    texts = phrases.words.texts
    return texts.get(f"filter.names.{text}") if text.isidentifier() else None


def _list(phrases: Phrases, text: str) -> str | None:
    return phrases.words.texts.get(f"base.lists.{text}")


def _counted(phrases: Phrases, text: str) -> Markup:
    """Names between commas, of things that have no words."""
    return Markup(", ").join(Markup("<code>{}</code>").format(each) for each in text.split(", "))


def _within(section: str) -> Shown:
    return lambda phrases, text: phrases.find(section, text)


KINDS: Mapping[str, Shown] = {
    "text": lambda phrases, text: Markup("<bdi>{}</bdi>").format(text),
    "code": lambda phrases, text: Markup("<code>{}</code>").format(text),
    "english": lambda phrases, text: phrases.foreign(text),
    "names": _counted,
    "quoted": _quoted,
    "number": _number,
    "date": _date,
    "type": _type,
    "typed": _typed,
    "mode": _mode,
    "sector": _sector,
    "sides": _sides,
    "place": _place,
    "state": _state,
    "filter": _filter,
    "list": _list,
    "time": _within("steps.times"),
    "side": _within("steps.sides"),
    "spot": _within(REST),
    "rule": _within("stages.events"),
    "part": _within("parts"),
    "failure": _within("failures"),
}
