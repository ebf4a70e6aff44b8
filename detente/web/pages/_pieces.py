"""A text with marks that nest and overlap, cut into pieces that do not.

Each piece knows the marks of each kind that cover it; joined, the pieces are the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from detente.formats._marks import stretches
from detente.types import Paragraph

KINDS = ("event", "assessment", "statement", "party", "time", "place")
_LISTED = ("event", "assessment", "statement")  # those that have an entry beside the text


@dataclass(frozen=True, slots=True)
class Mark:
    """Evidence in the text. `entry` is the anchor of what it stands for beside the text ("" for
    none), `label` the number it has there, `anchor` its own; `value` is what it means: the code
    of a party, the EDTF value of a time, the name of a place, the style of an event."""

    start: int
    end: int
    kind: str
    value: str = ""
    entry: str = ""
    label: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text between two borders of marks, with the innermost mark of each kind.

    `anchors` are those of the marks that begin here, `ends` the listed marks that end here.
    """

    text: str
    event: Mark | None
    assessment: Mark | None
    statement: Mark | None
    party: Mark | None
    time: Mark | None
    place: Mark | None
    anchors: tuple[str, ...]
    ends: tuple[Mark, ...]

    @property
    def plain(self) -> bool:
        """Whether no mark covers it."""
        return not any(getattr(self, kind) for kind in KINDS)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph; `index` is None for text outside of all paragraphs, `repeats` the paragraph
    that it prints once more."""

    index: int | None
    repeats: int | None
    pieces: tuple[Piece, ...]


def blocks_of(
    text: str, paragraphs: Sequence[Paragraph], marks: Sequence[Mark], most: int
) -> Iterator[Block]:
    """The paragraphs and whatever lies between them, up to `most` characters of the text."""
    waiting = sorted(marks, key=lambda m: (m.start, m.end, KINDS.index(m.kind), m.label))
    for start, end, paragraph in stretches(text[:most], paragraphs):
        own = [m for m in waiting if m.start < end and m.end > start]
        waiting = [m for m in waiting if m.end > end]
        index, repeats = (paragraph.index, paragraph.repeats) if paragraph else (None, None)
        yield Block(index, repeats, tuple(cut(text, start, end, own)))


def cut(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterator[Piece]:
    """Pieces of text[start:end]."""
    spans = [(max(m.start, start), min(m.end, end), m) for m in marks]
    own = sorted((s for s in spans if s[0] < s[1]), key=lambda span: span[:2], reverse=True)
    borders = sorted({start, end, *(s[0] for s in own), *(s[1] for s in own)})
    over: list[tuple[int, Mark]] = []
    for left, right in pairwise(borders):
        begun: list[Mark] = []
        while own and own[-1][0] <= left:
            _, close, mark = own.pop()
            over.append((close, mark))
            begun.append(mark)
        over = [each for each in over if each[0] > left]
        inner = sorted((m for _, m in over), key=lambda m: (m.end - m.start, m.start, m.label))
        top = {kind: next((m for m in inner if m.kind == kind), None) for kind in KINDS}
        ends = [m for close, m in over if close == right and m.kind in _LISTED]
        ends.sort(key=lambda m: (_LISTED.index(m.kind), m.start, m.label))
        yield Piece(
            text[left:right],
            **top,
            anchors=tuple(m.anchor for m in begun if m.anchor and m.start >= start),
            ends=tuple(ends),
        )
