"""A coding of a text as it was given: what was found in its plain form, at the places of its own.

Texts are read with composed letters and without soft hyphens (`ingest.plain`). Who gives a text
himself gets offsets of that text, not of the one that was read.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from detente.ingest import UNSEEN, plain
from detente.types import Coding

_WORDS = ("text", "trigger")  # fields that may be the words from `start` to `end`
_JOINING = range(0x1160, 0x1200)  # parts of Korean syllables


def as_given(coding: Coding, text: str) -> Coding:
    """The coding with `text` as its document's text, of which it has read the plain form."""
    if coding.document.text == text:
        return coding
    own: Coding = _Places(text).moved(replace(coding, document=replace(coding.document, text="")))
    return replace(own, document=replace(coding.document, text=text))


@dataclass(slots=True, init=False)
class _Places:
    """Where each character of the plain form of a text begins and ends in the text itself."""

    text: str
    read: str
    starts: list[int]
    ends: list[int]

    def __init__(self, text: str) -> None:
        self.text, self.starts, self.ends = text, [], [0]
        read, at = [], 0
        while at < len(text):
            end = at + 1
            while end < len(text) and _joins(text[end]):
                end += 1
            piece = plain(text[at:end])
            read.append(piece)
            self.starts += [at] * len(piece)
            self.ends += [end] * len(piece)
            at = end
        self.starts.append(len(text))
        self.read = "".join(read)

    def moved(self, value: Any) -> Any:
        """The value with all offsets in it as those of the text, and so its words."""
        if isinstance(value, tuple):
            return tuple(self.moved(item) for item in value)
        if not is_dataclass(value) or isinstance(value, type):
            return value
        changed = {f.name: self.moved(getattr(value, f.name)) for f in fields(value)}
        start, end = changed.get("start"), changed.get("end")
        if isinstance(start, int) and isinstance(end, int):
            words = self.read[start:end]
            start, end = self.starts[start], self.ends[end] if end > start else self.starts[end]
            own = {k: self.text[start:end] for k in _WORDS if changed.get(k) == words}
            changed |= {"start": start, "end": end, **own}
        return replace(value, **changed)


def _joins(letter: str) -> bool:
    """Whether a character may become one with that before it, or is not seen."""
    accent = unicodedata.category(letter).startswith("M")
    return accent or letter in UNSEEN or ord(letter) in _JOINING
