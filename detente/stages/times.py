"""Find time expressions and say when they are: TIMEX3 values, and EDTF against publication.

The words of a language are data (`data/languages/*/times.yaml`); this module looks up each
word of the text in the table of words that can start an expression, tries the few patterns
of that word, keeps the longest, and lets `_timex_build` make its value.

An interval written with two dates ("vom 3. bis 5. Mai", "between 2016 and 2018") is two
TIMEX3 expressions, as TimeML wants it. Both carry the EDTF of the whole interval
("2022-05-03/2022-05-05"), so an event attached to either gets the interval.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from detente.stages._timex_build import MAKERS, Draft
from detente.stages._timex_calendar import Context
from detente.stages._timex_join import Found, join
from detente.stages._timex_rules import DIGIT, Rule, Rules, compile_rules
from detente.stages._timex_values import Point
from detente.stages._timex_words import WORD, Tense, Words
from detente.types import Reason, Time

Aside = Callable[[int, int], bool]
_MONEY = "$€£¥#"
_NEAR = (" ", "  ", "\n", "-", " (", "")  # between an expression and the word after it
_WEEK = 7  # days
_DAYS = 3  # sentences over which a time of day is one of the day last named
_FAR = 2  # years from publication after which a text counts as telling of another time
BACKGROUND = 30  # days after which something is told as history
_COMPILED: dict[int, tuple[Mapping[str, Any], Rules]] = {}


def find_times(
    text: str,
    language_rules: Mapping[str, Any],
    published: dt.date | None,
    *,
    sentence_spans: Sequence[tuple[int, int]],
    tense: Tense | None = None,
    aside: Aside | None = None,
) -> tuple[Time, ...]:
    """The time expressions of a text, in order.

    `language_rules` is the parsed `times.yaml` of the language. Without `published` only what
    the text itself supports has an EDTF value. `sentence_spans` are (start, end) in order.
    `tense(start, end)` may give "past" or "future" for the clause around an expression; where
    it gives None, or is not there, nearby words of the language decide. `aside(start, end)` may
    tell that an expression stands in a clause about a noun: what the sentence itself tells is
    counted from there no more.
    Raises CodebookError if the rules cannot be read.
    """
    finder = _Finder(text, _rules(language_rules), published, sentence_spans, tense, aside)
    found = join(finder.scan(), text, finder.rules)
    return tuple(_time(f, text) for f in found)


def _rules(raw: Mapping[str, Any]) -> Rules:
    """The compiled rules; compiled once for each parsed file."""
    known = _COMPILED.get(id(raw))
    if known is None or known[0] is not raw:
        known = _COMPILED[id(raw)] = (raw, compile_rules(raw, MAKERS))
    return known[1]


def _time(found: Found, text: str) -> Time:
    draft = found.draft
    words = text[found.start : found.end]
    reason = Reason("times", found.rule, words, found.start, found.end)
    return Time(
        found.sentence,
        found.start,
        found.end,
        words,
        draft.kind,
        draft.value,
        draft.mod,
        draft.edtf,
        draft.role,
        reason,
    )


class _Finder:
    """One pass over one text."""

    def __init__(
        self,
        text: str,
        rules: Rules,
        published: dt.date | None,
        spans: Sequence[tuple[int, int]],
        tense: Tense | None,
        aside: Aside | None,
    ) -> None:
        self.text, self.rules, self.published = text, rules, published
        self.words = Words(text, rules, spans, tense)
        self.aside = aside or (lambda start, end: False)
        self.main: tuple[int, Point] | None = None  # sentence and time last named outside asides
        self.anchor: Point | None = None
        self.day: tuple[dt.date, int] | None = None  # the day last named and its sentence
        self.repeated = -1  # the sentence that last told of something on several days
        self.history: tuple[int, int] | None = None  # the year told of and its sentence
        self.past: Point | None = None  # the time last named that is history by now
        self.named_now = False  # whether the day of publication was named
        self.lately: dt.date | None = None  # the day last named of the week before publication

    def scan(self) -> list[Found]:
        """The expressions found, in order of the text."""
        found: list[Found] = []
        text, starts, busy = self.text, self.rules.starts, 0
        for index, (start, end) in enumerate(self.words.spans):
            if start < busy:
                continue
            word = text[start:end].lower()
            rules = starts.get(DIGIT if word[0].isdigit() else word)
            if rules is None or not self._free(start, number=word[0].isdigit()):
                continue
            for match, rule in self._candidates(index, rules):
                if self._longer_inside(match, start):
                    break
                made = self._make(match, rule, index)
                if made:
                    found.extend(made)
                    busy = max(f.end for f in made)
                    break
        return found

    def _longer_inside(self, match: re.Match[str], start: int) -> bool:
        """Whether what follows the words before the expression proper reaches further."""
        if "span" not in match.re.groupindex or match.start("span") <= start:
            return False
        inner = self.words.at(match.start("span"))
        if inner >= len(self.words.spans):
            return False
        begin, end = self.words.spans[inner]
        word = self.text[begin:end].lower()
        rules = self.rules.starts.get(DIGIT if word[0].isdigit() else word, ())
        return any(m.end() > match.end() for m, _ in self._candidates(inner, rules))

    def _free(self, start: int, *, number: bool) -> bool:
        """Whether a word is not the tail of a compound, of a number, sum of money or name."""
        before = self.text[max(0, start - 2) : start].rjust(2)
        if before[1] in "-–":
            return not before[0].isalpha()
        if not number:
            return True
        if before[1] in _MONEY or (before[1].isspace() and before[0] in _MONEY):
            return False
        return before[1] not in ".,:" or not before[0].isdigit()

    def _candidates(self, index: int, rules: tuple[Rule, ...]) -> list[tuple[re.Match[str], Rule]]:
        """What matches here, the longest first, then in the order of the file."""
        start = self.words.spans[index][0]
        hits = [(m, r) for r in rules if (m := r.regex.match(self.text, start))]
        hits.sort(key=lambda h: (-h[0].end(), h[1].order))
        return [h for h in hits if self._passes(h[1], index, h[0].end())]

    def _passes(self, rule: Rule, index: int, end: int) -> bool:
        """Whether the words before and after are as the rule wants them."""
        tests = rule.tests
        if self.text[end : end + 1] == "-":
            if "unless_tied" in tests:  # in der ersten Mai-Woche
                return False
            tail = WORD.match(self.text, end + 1)
            if tail and tail[0][0].isalpha() and tail[0].lower() not in self.rules.starts:
                return False  # the first part of a compound
        if "if_prev" in tests or "unless_prev" in tests:
            before = self.words.word(index - 1)
            if "if_prev" in tests and before not in tests["if_prev"]:
                return False
            if before in tests.get("unless_prev", ()):
                return False
        if "if_next" in tests or "unless_next" in tests:
            after = WORD.search(self.text, end, end + 40)
            word = after[0].lower() if after and self.text[end : after.start()] in _NEAR else ""
            if "if_next" in tests and word not in tests["if_next"]:
                return False
            if word in tests.get("unless_next", ()):
                return False
        return True

    def _make(self, match: re.Match[str], rule: Rule, index: int) -> list[Found]:
        values: dict[str, str] = {k: str(v) for k, v in rule.given.items()}
        groups = []
        for group, (binding, part) in rule.groups.items():
            raw = match[group]
            if raw is None:
                continue
            groups.append((binding, group))
            table = self.rules.parts.get(part)
            if table is not None:
                form = " ".join(raw.split())
                raw = table.forms.get(form if table.exact else form.lower(), raw)
            values[binding] = raw
        start, end = match.span("span") if "span" in match.re.groupindex else match.span()
        if start < 0 or end <= start:
            return []
        sentence = self.words.sentence(start)
        context = self._context(index, start, end, sentence, tuple(groups))
        try:
            drafts = MAKERS[rule.make](values, context, match)
        except (OverflowError, ValueError):
            return []
        made = []
        for draft in drafts:
            at = draft.span or (start, end)
            draft = self._with_role(draft, self.words.at(at[0]))
            made.append(Found(*at, draft, rule.name, sentence))
            if draft.kind == "SET" or (len(drafts) > 1 and draft.kind == "DATE"):
                self.repeated = sentence
            if not (
                self.anchor
                and draft.point
                and str(values.get("base")).startswith("anchor")
                and draft.point.first < self.anchor.first
            ):
                self._remember(draft, sentence, at)
        return made

    def _context(
        self, index: int, start: int, end: int, sentence: int, groups: tuple[tuple[str, str], ...]
    ) -> Context:
        day, history = None, None
        leads = self.text[start - 1 : start] in ("", "\n")  # a clock time that heads an entry
        if self.day and not leads and self._still(*self.day, sentence, start):
            day = self.day[0]
        if self.history and sentence - self.history[1] <= 1:
            history = self.history[0]
        return Context(
            self.published,
            self.anchor,
            day,
            self.repeated == sentence,
            history,
            lambda: self.words.direction(index, start, end),
            self.words.role(self.words.at(start)) == "since",
            groups,
            self.day[0] if self.day else None,
            self.past,
            self.named_now,
            self.lately,
        )

    def _still(self, day: dt.date, named: int, sentence: int, start: int) -> bool:
        """Whether a time of day may be one of a day that was named in a sentence before: in the
        last one, or of this week and further up in the paragraph.
        """
        if sentence - named <= 1:
            return True
        recent = self.published is not None and (self.published - day).days < _WEEK
        begin = self.words.sentence_starts[named]
        return recent and sentence - named <= _DAYS and "\n" not in self.text[begin:start]

    def _remember(self, draft: Draft, sentence: int, at: tuple[int, int]) -> None:
        point = draft.point
        if point is None:
            return
        aside = self.aside(*at)
        if not aside:
            self.main = (sentence, point)
        elif self.main is not None and self.main[0] == sentence:
            return  # the sentence tells of another time
        self.anchor = point
        if point.grain == "day" and draft.role != "until":
            self.day = (point.last(), sentence)
            if self.published and 0 < (self.published - point.last()).days < _WEEK:
                self.lately = point.last()
            self.named_now = self.named_now or point.first == self.published
        if self.published and (self.published - point.last()).days > BACKGROUND:
            self.past = point
        year = point.first.year
        now = self.published.year if self.published else None
        if point.grain in ("decade", "century"):
            return
        far = draft.explicit and draft.role != "since" and (now is None or abs(now - year) >= _FAR)
        if (far and not aside) or (self.history and year == self.history[0]):
            self.history = (year, sentence)
        elif now is not None and abs(now - year) < _FAR:
            self.history = None

    def _with_role(self, draft: Draft, index: int) -> Draft:
        """The role that the words before the expression give it."""
        if draft.role or draft.kind == "SET":
            return draft
        role = self.words.role(index)
        if not role:
            return draft
        if role == "since" and draft.edtf and (draft.point or draft.kind != "DURATION"):
            return replace(draft, role=role, edtf=draft.edtf.split("/")[0] + "/..")
        return replace(draft, role=role)
