"""A text with marks that nest and overlap, cut into pieces that do not.

Each piece knows all marks that cover it; the pieces of a stretch, joined, are its text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from detente.types import Coding, Paragraph


@dataclass(frozen=True, slots=True)
class Mark:
    """Evidence in the text: `kind` is event, assessment or actor; `number` that of its entry."""

    start: int
    end: int
    kind: str
    number: int
    label: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text between two borders of marks; `ends` are the marks of entries that end here."""

    text: str
    event: Mark | None
    assessment: Mark | None
    actor: Mark | None
    ends: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph with its pieces; `index` is None for text outside of all paragraphs."""

    index: int | None
    repeats: int | None
    pieces: tuple[Piece, ...]


def mark_blocks(coding: Coding, marks: Sequence[Mark]) -> tuple[Block, ...]:
    """The whole text of the document in blocks: its paragraphs and whatever lies between them.

    Of marks at one place the first given comes first.
    """
    text = coding.document.text
    blocks: list[Block] = []
    waiting = sorted(dict.fromkeys(marks), key=lambda m: (m.start, m.end, m.kind, m.number))
    for start, end, paragraph in stretches(text, coding.paragraphs):
        own = [m for m in waiting if m.start < end and m.end > start]
        waiting = [m for m in waiting if m.end > end]
        index, repeats = (paragraph.index, paragraph.repeats) if paragraph else (None, None)
        blocks.append(Block(index, repeats, tuple(cut(text, start, end, own))))
    return tuple(blocks)


def stretches(
    text: str, paragraphs: Sequence[Paragraph]
) -> Iterator[tuple[int, int, Paragraph | None]]:
    """Start and end of the paragraphs in order, and (with None) of text outside of them."""
    at = 0
    for paragraph in sorted(paragraphs, key=lambda p: (p.start, p.end)):
        start, end = max(paragraph.start, at), min(paragraph.end, len(text))
        if text[at:start].strip():
            yield at, start, None
        if start < end:
            yield start, end, paragraph
            at = end
    if text[at:].strip():
        yield at, len(text), None


def cut(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterator[Piece]:
    """Pieces of text[start:end]; of several marks of a kind the shortest is on top."""
    own = sorted(
        (
            (max(m.start, start), min(m.end, end), m)
            for m in marks
            if max(m.start, start) < min(m.end, end)
        ),
        key=lambda span: span[:2],
    )[::-1]
    borders = sorted({start, end, *(a for a, _, _ in own), *(b for _, b, _ in own)})
    open_now: list[tuple[int, Mark]] = []
    for left, right in pairwise(borders):
        while own and own[-1][0] <= left:
            open_now.append(own.pop()[1:])
        open_now = [(b, m) for b, m in open_now if b > left]
        over = [m for _, m in open_now]
        over.sort(key=lambda m: (m.end - m.start, m.start, m.number))
        top = {kind: next((m for m in over if m.kind == kind), None) for kind in _KINDS}
        ends = [m for m in over if min(m.end, end) == right and m.kind != "actor"]
        ends.sort(key=lambda m: (m.kind != "event", m.number))
        yield Piece(text[left:right], top["event"], top["assessment"], top["actor"], tuple(ends))


_KINDS = ("event", "assessment", "actor")
