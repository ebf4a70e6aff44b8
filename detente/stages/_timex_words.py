"""The words around a time expression: where they stand, and what they tell of it."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Sequence

from detente.stages._timex_rules import Rules

Tense = Callable[[int, int], "str | None"]

WORD = re.compile(r"\w+")
_PAUSES = frozenset(',;:()–—"„“”«»')
_CUE_WINDOW = 14  # words to either side in which a cue of tense counts


class Words:
    """The words of a text with its sentences, and the rules of its language."""

    def __init__(
        self, text: str, rules: Rules, spans: Sequence[tuple[int, int]], tense: Tense | None
    ) -> None:
        self.text, self.rules, self.tense = text, rules, tense
        self.sentence_starts = [s for s, _ in spans]
        self.spans = [(m.start(), m.end()) for m in WORD.finditer(text)]

    def sentence(self, start: int) -> int:
        """The index of the sentence that holds `start`."""
        return max(0, bisect.bisect_right(self.sentence_starts, start) - 1)

    def word(self, index: int) -> str:
        """The word of an index in lower case, "" outside of the text."""
        if not 0 <= index < len(self.spans):
            return ""
        start, end = self.spans[index]
        return self.text[start:end].lower()

    def at(self, start: int) -> int:
        """The index of the word that begins at or after `start`."""
        return bisect.bisect_left(self.spans, (start, 0))

    def role(self, index: int) -> str:
        """The role that the words before the word of an index give it, or ""."""
        roles = self.rules.roles
        last, skip = self.word(index - 1), self.rules.words.get("role_skips", frozenset())
        role = roles.get(last)
        if role is None and last in skip:
            before = self.word(index - 2)
            role = roles.get(f"{before} {last}") or roles.get(before)
            if role is None and before in skip:
                role = roles.get(self.word(index - 3))
        return role or ""

    def direction(self, index: int, start: int, end: int) -> str:
        """The tense around an expression: asked for, or by the nearest word that tells."""
        if self.word(self.at(start) - 1) in self.rules.words.get("future_before", ()):
            return "future"
        told = self.tense(start, end) if self.tense is not None else ""
        if told:
            return told
        low, high = self._sentence_words(index)
        left, right = index, index + 1
        while left > low and not self._pause(left - 1):
            left -= 1
        while right < high and not self._pause(right - 1):
            right += 1
        cue = self._cue(index, left, right)
        if not cue and self.word(self.at(start) - 1) in self.rules.words.get("onward_before", ()):
            return "future"
        return cue or self._cue(index, low, high)

    def _cue(self, index: int, low: int, high: int) -> str:
        """The direction that the nearest telling word within low..high-1 gives, or ""."""
        past, weak, future, left = (
            self.rules.words.get(name, frozenset())
            for name in ("past_cues", "past_weak", "future_cues", "future_left")
        )
        guess = ""
        for away in range(1, _CUE_WINDOW + 1):
            for at in (index - away, index + away):
                if low <= at < high:
                    word = self.text[slice(*self.spans[at])]  # a capital makes it a name
                    if word in past:
                        return "past"
                    if word in future or (at < index and word in left):
                        return "future"
                    if word in weak:
                        guess = "past"
        return guess

    def _pause(self, index: int) -> bool:
        """Whether a comma or the like stands between a word and the next."""
        if index + 1 >= len(self.spans):
            return True
        between = self.text[self.spans[index][1] : self.spans[index + 1][0]]
        return any(c in _PAUSES for c in between)

    def _sentence_words(self, index: int) -> tuple[int, int]:
        """The range of words of the same sentence, no further than the window."""
        low, high = max(0, index - _CUE_WINDOW), min(len(self.spans), index + _CUE_WINDOW + 1)
        if not self.sentence_starts:
            return low, high
        at = bisect.bisect_right(self.sentence_starts, self.spans[index][0])
        begin = self.sentence_starts[at - 1] if at else 0
        stop = self.sentence_starts[at] if at < len(self.sentence_starts) else len(self.text)
        while low < index and self.spans[low][0] < begin:
            low += 1
        while high > index + 1 and self.spans[high - 1][0] >= stop:
            high -= 1
        return low, high
