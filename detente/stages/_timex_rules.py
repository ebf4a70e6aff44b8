"""Compile the time rules of a language: named parts, patterns, and what starts a pattern.

A pattern is text with `{part}`, `{part:name}` (the value goes by another name, or with one
letter by the part's name, "_" and that letter), `[shape]` (text used in many patterns),
`(a|b)`, `?` after a part, group or blank, and `<...>` around the words that are the
expression where that is not all of it. A blank stands for white space. A part is a map from
value to word forms, a list of forms, or a product of parts; a form may hold `(a|b|)` for its
endings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from detente.errors import CodebookError

DIGIT = "#"  # the key of patterns that start with a digit
BLANK = r"\s{1,3}"
_DIGITS = {
    "int": r"(?:\d{1,3}(?:[.,]\d{3}){1,3}|\d{1,4}(?:[.,]\d)?)",
    "small": r"\d{1,2}",
    "d": r"(?:0?[1-9]|[12]\d|3[01])",
    "m": r"(?:0?[1-9]|1[0-2])",
    "yyyy": r"(?:1[0-9]\d\d|20\d\d)",
    # a year that is no round number; before 1900 no capital word follows it ("1650 Soldaten")
    "odd_year": r"(?:(?:19|20)|1[0-8](?=\d\d(?!\s[A-ZÄÖÜ])))(?:0[1-9]|[1-9]\d)",
    "yy": r"\d\d",
    "hh": r"(?:[01]?\d|2[0-4])",
    "mm": r"[0-5]\d",
    "decade4": r"(?:1[0-9]|20)\d0",
    "decade2": r"\d0",
}
_SHAPE = re.compile(r"\[(\w+)\]")
_TOKENS = re.compile(r"\{(\w+)(?::(\w+))?\}|([()|?<> ])|([^{}()|?<> ]+)")


@dataclass(frozen=True, slots=True)
class Part:
    """A named class of words: the value of each form (in lower case unless `exact`)."""

    forms: Mapping[str, str]
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern with the function that makes a value of it and that function's arguments."""

    name: str
    order: int
    pattern: str  # compiled when it is first tried: most are not, in most texts
    make: str
    given: Mapping[str, Any]
    groups: Mapping[str, tuple[str, str]]  # group of the regex -> (binding, part)
    tests: Mapping[str, frozenset[str]]  # if_prev, if_next, unless_prev, unless_next, unless_tied

    @property
    def regex(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return _compiled(self.pattern)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@dataclass(frozen=True, slots=True)
class Rules:
    """All that is known of the time expressions of a language."""

    starts: Mapping[str, tuple[Rule, ...]]
    parts: Mapping[str, Part]
    words: Mapping[str, frozenset[str]]  # named sets for context
    roles: Mapping[str, str]  # words before an expression -> role
    joiners: re.Pattern[str]
    listers: re.Pattern[str]
    openers: Mapping[str, frozenset[str]]  # conjunction -> prepositions that make it a range
    options: Mapping[str, Any] = field(default_factory=dict)


def expand(form: str) -> list[str]:
    """All spellings of a form: "Monat(s|e|)" gives Monats, Monate, Monat."""
    found = re.search(r"\(([^()]*)\)", form)
    if not found:
        return [form]
    before, after = form[: found.start()], form[found.end() :]
    return [w for end in found[1].split("|") for w in expand(before + end + after)]


def _forms(raw: Any) -> dict[str, str]:
    """Form -> value of a part given as a map or a list."""
    if isinstance(raw, Mapping):
        return {
            w: str(value)
            for value, forms in raw.items()
            for form in ([forms] if isinstance(forms, str) else forms)
            for w in expand(str(form))
        }
    return {w: w for form in raw for w in expand(str(form))}


def _product(raw: Sequence[Any], parts: Mapping[str, Part]) -> dict[str, str]:
    """Forms composed of parts and joining strings; their values joined by "+"."""
    found: dict[str, str] = {"": ""}
    for piece in raw:
        joint = isinstance(piece, Mapping)
        table = dict.fromkeys(piece["text"], "") if joint else parts[piece].forms
        found = {
            a + b: "+".join(x for x in (v, w) if x)
            for a, v in found.items()
            for b, w in table.items()
        }
    return found


def _parts(raw: Mapping[str, Any]) -> dict[str, Part]:
    parts: dict[str, Part] = {}
    for name, body in raw.items():
        exact, forms = False, body
        if isinstance(body, Mapping) and ("values" in body or "product" in body or "union" in body):
            exact = bool(body.get("exact"))
            if "product" in body:
                forms = _product(body["product"], parts)
                if body.get("sum"):
                    forms = {f: str(sum(int(x) for x in v.split("+"))) for f, v in forms.items()}
            elif "union" in body:
                forms = {f: v for p in body["union"] for f, v in parts[p].forms.items()}
            else:
                forms = _forms(body["values"])
        else:
            forms = _forms(body)
        if not exact:
            forms = {f.lower(): v for f, v in forms.items()}
        parts[name] = Part(forms, exact)
    return parts


def _alternation(part: Part) -> str:
    words = sorted(part.forms, key=lambda w: (-len(w), w))
    body = "|".join(re.escape(w).replace(r"\ ", BLANK) for w in words)
    return f"(?:{body})" if part.exact else f"(?i:{body})"


def first_word(text: str) -> str:
    """The key under which a text is looked up: its first word in lower case, or DIGIT."""
    found = re.match(r"\w+", text)
    word = found[0].lower() if found else ""
    return DIGIT if word[:1].isdigit() else word


class _Pattern:
    """One pattern being read: its regex, its groups, and the words that it can start with."""

    def __init__(self, text: str, parts: Mapping[str, Part], alternations: Mapping[str, str]):
        self.tokens = [m.groups() for m in _TOKENS.finditer(text)]
        self.at = 0
        self.parts = parts
        self.alternations = alternations
        self.groups: dict[str, tuple[str, str]] = {}
        self.regex, self.first, nullable = self.alternatives()
        if self.at < len(self.tokens) or nullable:
            raise ValueError("unbalanced, or can be empty")
        self.regex = self.regex + r"(?!\w)(?!,\d{3}(?!\d))"  # "May 20, 1,600 men" ends behind 20

    def alternatives(self) -> tuple[str, set[str], bool]:
        """Regex of branches divided by |, the words it may start with, whether it may be empty."""
        branches = [self.sequence()]
        while self.at < len(self.tokens) and self.tokens[self.at][2] == "|":
            self.at += 1
            branches.append(self.sequence())
        firsts = set().union(*(b[1] for b in branches))
        return "|".join(b[0] for b in branches), firsts, any(b[2] for b in branches)

    def sequence(self) -> tuple[str, set[str], bool]:
        """The same of items one after another."""
        regex, first, nullable = "", set[str](), True
        while self.at < len(self.tokens) and self.tokens[self.at][2] not in ("|", ")"):
            piece, starts, empty = self.item()
            regex += piece
            if nullable:
                first |= starts
                nullable = empty
        return regex, first, nullable

    def item(self) -> tuple[str, set[str], bool]:
        """The same of one word, class or group."""
        name, tag, sign, literal = self.tokens[self.at]
        self.at += 1
        starts, empty = set[str](), False
        if name:
            group = f"g{len(self.groups)}"
            binding = f"{name}_{tag}" if tag and len(tag) == 1 else tag or name
            self.groups[group] = (binding, name)
            if name in _DIGITS:
                regex, starts = f"(?P<{group}>{_DIGITS[name]})", {DIGIT}
            else:
                regex = f"(?P<{group}>{self.alternations[name]})"
                starts = {first_word(w) for w in self.parts[name].forms}
        elif sign == "(":
            body, starts, empty = self.alternatives()
            regex = f"(?:{body})"
            self.at += 1
        elif sign == "<":
            return "(?P<span>", starts, True
        elif sign == ">":
            return ")", starts, True
        elif sign == " ":
            regex, empty = BLANK, True
        else:
            regex, starts = f"(?i:{re.escape(literal)})", {first_word(literal)} - {""}
            empty = not starts
        if self.at < len(self.tokens) and self.tokens[self.at][2] == "?":
            self.at += 1
            return f"(?:{regex})?", starts, True
        return regex, starts, empty


_TESTS = ("if_prev", "if_next", "unless_prev", "unless_next", "unless_tied")


def compile_rules(raw: Mapping[str, Any], makers: Mapping[str, Any]) -> Rules:
    """Rules from a parsed `times.yaml`; CodebookError names the rule that cannot be read."""
    parts = _parts(raw.get("parts", {}))
    alternations = {n: _alternation(p) for n, p in parts.items()}
    words = {
        n: frozenset(w.lower() for f in v for w in expand(str(f)))
        for n, v in raw.get("words", {}).items()
    }
    starts: dict[str, list[Rule]] = {}
    for order, entry in enumerate(raw.get("rules", [])):
        try:
            name, make = entry["name"], entry["make"]
            if make not in makers:
                raise ValueError(f"make: {make} is not known")
            tests = {
                t: frozenset().union(*(words[w] for w in str(entry[t]).split()))
                for t in _TESTS
                if t in entry
            }
            for text in entry["patterns"]:
                text = _SHAPE.sub(lambda m: raw["shapes"][m[1]], text)
                pattern = _Pattern(text, parts, alternations)
                given = entry.get("with", {})
                rule = Rule(name, order, pattern.regex, make, given, pattern.groups, tests)
                for word in pattern.first:
                    starts.setdefault(word, []).append(rule)
        except (KeyError, ValueError, TypeError, re.error) as error:
            label = entry.get("name", order) if isinstance(entry, Mapping) else order
            raise CodebookError(
                f"times.yaml, rule {label}: {error!r}; mend the rule", code="bad-time-rule"
            ) from error
    joins = raw.get("joins", {})
    roles = {
        w: role
        for role, forms in raw.get("roles", {}).items()
        for form in forms
        for w in expand(form)
    }
    openers: dict[str, frozenset[str]] = {
        word: frozenset(before) for word, before in joins.get("and", {}).items()
    }
    return Rules(
        {w: tuple(r) for w, r in starts.items()},
        parts,
        words,
        roles,
        _between([*joins.get("range", []), *openers]),
        _between(joins.get("list", [])),
        openers,
        raw.get("options", {}),
    )


def _between(forms: Sequence[str]) -> re.Pattern[str]:
    body = "|".join(
        re.escape(w).replace(r"\ ", BLANK)
        for w in sorted((w for f in forms for w in expand(f)), key=len, reverse=True)
    )
    return re.compile(rf"\.?\s{{0,3}}({body})\s{{0,3}}", re.I) if body else re.compile("(?!)")
