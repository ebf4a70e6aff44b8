"""Find time expressions and say when they are: TIMEX3 values, and EDTF against publication.

The words of a language are data (`data/languages/*/times.yaml`); this module looks up each
word of the text in the table of words that can start an expression, tries the few patterns
of that word, keeps the longest, and lets `_timex_build` make its value.

An interval written with two dates ("vom 3. bis 5. Mai", "between 2016 and 2018") is two
TIMEX3 expressions, as TimeML wants it. Both carry the EDTF of the whole interval
("2022-05-03/2022-05-05"), so an event attached to either gets the interval.
"""

from __future__ import annotations

import bisect
import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from detente.stages._timex_build import MAKERS, Draft
from detente.stages._timex_calendar import Context
from detente.stages._timex_rules import DIGIT, Rule, Rules, compile_rules
from detente.stages._timex_values import Point, move
from detente.types import Reason, Time

Tense = Callable[[int, int], "str | None"]

_WORD = re.compile(r"\w+")
_MONEY = "$€£¥#"
_CUE_WINDOW = 14  # words to either side in which a cue of tense counts
_FAR = 2  # years from publication after which a text counts as telling of another time
_COMPILED: dict[int, tuple[Mapping[str, Any], Rules]] = {}


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    draft: Draft
    rule: str
    sentence: int


def find_times(
    text: str,
    language_rules: Mapping[str, Any],
    published: dt.date | None,
    *,
    sentence_spans: Sequence[tuple[int, int]],
    tense: Tense | None = None,
) -> tuple[Time, ...]:
    """The time expressions of a text, in order.

    `language_rules` is the parsed `times.yaml` of the language. Without `published` only what
    the text itself supports has an EDTF value. `sentence_spans` are (start, end) in order.
    `tense(start, end)` may give "past" or "future" for the clause around an expression; where
    it gives None, or is not there, nearby words of the language decide.
    Raises CodebookError if the rules cannot be read.
    """
    finder = _Finder(text, _rules(language_rules), published, sentence_spans, tense)
    found = _join(finder.scan(), text, finder.rules)
    return tuple(_time(f, text) for f in found)


def _rules(raw: Mapping[str, Any]) -> Rules:
    """The compiled rules; compiled once for each parsed file."""
    known = _COMPILED.get(id(raw))
    if known is None or known[0] is not raw:
        known = _COMPILED[id(raw)] = (raw, compile_rules(raw, MAKERS))
    return known[1]


def _time(found: _Found, text: str) -> Time:
    draft = found.draft
    words = text[found.start : found.end]
    reason = Reason("times", found.rule, words, found.start, found.end)
    return Time(found.sentence, found.start, found.end, words, draft.kind, draft.value, draft.mod,
                draft.edtf, draft.role, reason)


class _Finder:
    """One pass over one text."""

    def __init__(
        self,
        text: str,
        rules: Rules,
        published: dt.date | None,
        spans: Sequence[tuple[int, int]],
        tense: Tense | None,
    ) -> None:
        self.text, self.rules, self.published, self.tense = text, rules, published, tense
        self.sentence_starts = [s for s, _ in spans]
        self.words = [(m.start(), m.end()) for m in _WORD.finditer(text)]
        self.anchor: Point | None = None
        self.day: tuple[dt.date, int] | None = None  # the day last named and its sentence
        self.repeated = -1  # the sentence that last told of something on several days
        self.history: tuple[int, int] | None = None  # the year told of and its sentence

    def scan(self) -> list[_Found]:
        found: list[_Found] = []
        text, starts, busy = self.text, self.rules.starts, 0
        for index, (start, end) in enumerate(self.words):
            if start < busy:
                continue
            word = text[start:end].lower()
            rules = starts.get(DIGIT if word[0].isdigit() else word)
            if rules is None or not self._free(start, number=word[0].isdigit()):
                continue
            for match, rule in self._candidates(index, rules):
                made = self._make(match, rule, index)
                if made:
                    found.extend(made)
                    busy = max(f.end for f in made)
                    break
        return found

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

    def _candidates(
        self, index: int, rules: tuple[Rule, ...]
    ) -> list[tuple[re.Match[str], Rule]]:
        """What matches here, the longest first, then in the order of the file."""
        start = self.words[index][0]
        hits = [(m, r) for r in rules if (m := r.regex.match(self.text, start))]
        hits.sort(key=lambda h: (-h[0].end(), h[1].order))
        return [h for h in hits if self._passes(h[1], index, h[0].end())]

    def _passes(self, rule: Rule, index: int, end: int) -> bool:
        """Whether the words before and after are as the rule wants them."""
        tests = rule.tests
        if self.text[end : end + 1] == "-":
            tail = _WORD.match(self.text, end + 1)
            if tail and tail[0][0].isalpha() and tail[0].lower() not in self.rules.starts:
                return False  # the first part of a compound
        if "if_prev" in tests or "unless_prev" in tests:
            before = self._word(index - 1)
            if "if_prev" in tests and before not in tests["if_prev"]:
                return False
            if before in tests.get("unless_prev", ()):
                return False
        if "if_next" in tests or "unless_next" in tests:
            after = _WORD.search(self.text, end, end + 40)
            word = after[0].lower() if after and self.text[end : after.start()] in _NEAR else ""
            if "if_next" in tests and word not in tests["if_next"]:
                return False
            if word in tests.get("unless_next", ()):
                return False
        return True

    def _word(self, index: int) -> str:
        if not 0 <= index < len(self.words):
            return ""
        start, end = self.words[index]
        return self.text[start:end].lower()

    def _make(self, match: re.Match[str], rule: Rule, index: int) -> list[_Found]:
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
        sentence = max(0, bisect.bisect_right(self.sentence_starts, start) - 1)
        context = self._context(index, start, end, sentence, tuple(groups))
        try:
            drafts = MAKERS[rule.make](values, context, match)
        except (OverflowError, ValueError):
            return []
        made = []
        for draft in drafts:
            at = draft.span or (start, end)
            draft = self._with_role(draft, index)
            made.append(_Found(*at, draft, rule.name, sentence))
            if draft.kind == "SET" or len(drafts) > 1 and draft.kind == "DATE":
                self.repeated = sentence
            if not (self.anchor and draft.point and str(values.get("base")).startswith("anchor")
                    and draft.point.first < self.anchor.first):
                self._remember(draft, sentence)
        return made

    def _context(
        self, index: int, start: int, end: int, sentence: int, groups: tuple[tuple[str, str], ...]
    ) -> Context:
        day, history = None, None
        if self.day and sentence - self.day[1] <= 1:
            day = self.day[0]
        if self.history and sentence - self.history[1] <= 1:
            history = self.history[0]
        return Context(self.published, self.anchor, day, self.repeated == sentence, history,
                       lambda: self._direction(index, start, end), groups)

    def _remember(self, draft: Draft, sentence: int) -> None:
        point = draft.point
        if point is None:
            return
        self.anchor = point
        if point.grain == "day":
            self.day = (point.first, sentence)
        year = point.first.year
        now = self.published.year if self.published else None
        if point.grain in ("decade", "century"):
            return
        if draft.explicit and (now is None or abs(now - year) >= _FAR):
            self.history = (year, sentence)
        elif self.history and year == self.history[0]:
            self.history = (year, sentence)
        elif now is not None and abs(now - year) < _FAR:
            self.history = None

    def _with_role(self, draft: Draft, index: int) -> Draft:
        """The role that the words before the expression give it."""
        if draft.role or draft.kind == "SET":
            return draft
        roles = self.rules.roles
        last, skip = self._word(index - 1), self.rules.words.get("role_skips", frozenset())
        role = roles.get(last)
        if role is None and last in skip:
            before = self._word(index - 2)
            role = roles.get(f"{before} {last}") or roles.get(before)
            if role is None and before in skip:
                role = roles.get(self._word(index - 3))
        if not role:
            return draft
        if role == "since" and draft.edtf and (draft.point or draft.kind != "DURATION"):
            return replace(draft, role=role, edtf=draft.edtf.split("/")[0] + "/..")
        return replace(draft, role=role)

    def _direction(self, index: int, start: int, end: int) -> str:
        """The tense around an expression: asked for, or by the nearest word that tells."""
        if self.tense is not None:
            told = self.tense(start, end)
            if told:
                return told
        future = self.rules.words.get("future_cues", frozenset())
        past = self.rules.words.get("past_cues", frozenset())
        span = self._sentence_words(index)
        for away in range(1, _CUE_WINDOW + 1):
            for at in (index - away, index + away):
                if span[0] <= at < span[1]:
                    word = self._word(at)
                    if word in past:
                        return "past"
                    if word in future:
                        return "future"
        return ""

    def _sentence_words(self, index: int) -> tuple[int, int]:
        """The range of words of the same sentence, no further than the window."""
        low, high = max(0, index - _CUE_WINDOW), min(len(self.words), index + _CUE_WINDOW + 1)
        if not self.sentence_starts:
            return low, high
        at = bisect.bisect_right(self.sentence_starts, self.words[index][0])
        begin = self.sentence_starts[at - 1] if at else 0
        stop = self.sentence_starts[at] if at < len(self.sentence_starts) else len(self.text)
        while low < index and self.words[low][0] < begin:
            low += 1
        while high > index + 1 and self.words[high - 1][0] >= stop:
            high -= 1
        return low, high


_NEAR = (" ", "  ", "\n", "-", " (", "")


def _join(found: list[_Found], text: str, rules: Rules) -> list[_Found]:
    """Give dates of lists and ranges the year of their fellow, and ranges their interval."""
    for k in range(len(found) - 2, -1, -1):
        left, right = found[k], found[k + 1]
        if right.start - left.end > 16:
            continue
        between = text[left.end : right.start]
        if not (joint := rules.joiners.fullmatch(between) or rules.listers.fullmatch(between)):
            continue
        a, b = left.draft.point, right.draft.point
        if a is None or b is None:
            continue
        if right.draft.explicit and not left.draft.explicit and a.grain in _YEARLESS:
            a = _in_year(a, b)
            left = replace(left, draft=_redate(left.draft, a))
        elif a.grain == b.grain == "day" and b.first < a.first and not right.draft.explicit:
            later = move(b, 7) if (a.first - b.first).days < 7 else b
            right = replace(right, draft=_redate(right.draft, later))
            b = later
        found[k], found[k + 1] = left, right
        word = " ".join(joint[1].lower().split())
        if not rules.joiners.fullmatch(between) or b.first < a.first:
            continue
        if word in rules.openers and not _opened(text, left.start, rules.openers[word]):
            continue
        if left.draft.edtf is None or right.draft.edtf is None or a == b:
            continue
        edtf = f"{left.draft.edtf.split('/')[0]}/{right.draft.edtf.split('/')[-1]}"
        found[k] = replace(left, draft=replace(left.draft, edtf=edtf, role=""))
        found[k + 1] = replace(right, draft=replace(right.draft, edtf=edtf, role=""))
    return found


_YEARLESS = ("day", "month", "season", "quarter", "half")


def _opened(text: str, start: int, openers: frozenset[str]) -> bool:
    """Whether a preposition that begins a range stands in the few words before `start`."""
    return any(w.lower() in openers for w in _WORD.findall(text[max(0, start - 16) : start])[-2:])


def _in_year(point: Point, other: Point) -> Point:
    """`point` in the year of `other`, or the year before where it would come after it."""
    for year in (other.first.year, other.first.year - 1):
        try:
            moved = replace(point, first=point.first.replace(year=year))
        except ValueError:
            continue
        if moved.first <= other.last():
            return moved
    return point


def _redate(draft: Draft, point: Point) -> Draft:
    edtf = point.edtf() + ("/.." if draft.role == "since" else "")
    return replace(draft, point=point, value=point.value(), edtf=edtf)
