"""Where the words of a search stand: pieces of a text around the first place that has them.

for piece in snippet(text, parse_search("ceasefire -talks")):
    print(piece.text, piece.hit)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.store.fulltext import Term, parse_search, words_of
from detente.store.schema import documents

__all__ = ["Piece", "parse_search", "pieces", "snippet", "snippets"]

READ = 60_000  # characters of a text that are looked through
BEFORE, LONG = 90, 260  # characters before the first place, and of the whole
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; `hit` where it was searched for."""

    text: str
    hit: bool


def snippets(
    connection: Connection, ids: Iterable[str], terms: Sequence[Term]
) -> dict[str, tuple[Piece, ...]]:
    """Of each document the part that has the words first; those without are left out.

    A word may stand in the title alone, or beyond the first 60,000 characters.
    """
    d = documents.c
    query = sa.select(d.id, sa.func.substr(d.text, 1, READ)).where(d.id.in_(list(ids)))
    found = {name: snippet(text, terms) for name, text in connection.execute(query)}
    return {name: parts for name, parts in found.items() if parts}


def snippet(text: str, terms: Sequence[Term]) -> tuple[Piece, ...]:
    """The part of a text around the first place of any of the terms; () where none stands there."""
    first = next(_places(text, terms), None)
    if first is None:
        return ()
    start = max(first[0] - BEFORE, 0)
    end = min(start + LONG, len(text))
    if start:
        start = _edge(text, start, first[0])
    if end < len(text):
        end = max(text.rfind(" ", first[1], end), first[1])
    return (
        *([Piece("… ", False)] if start else []),
        *pieces(text[start:end], terms),
        *([Piece(" …", False)] if end < len(text) else []),
    )


def pieces(text: str, terms: Sequence[Term]) -> tuple[Piece, ...]:
    """A whole text in pieces; joined they are the text."""
    found: list[Piece] = []
    at = 0
    for start, end in _places(text, terms):
        if start > at:
            found.append(Piece(text[at:start], False))
        found.append(Piece(text[start:end], True))
        at = end
    if at < len(text):
        found.append(Piece(text[at:], False))
    return tuple(found)


def _places(text: str, terms: Sequence[Term]) -> Iterator[tuple[int, int]]:
    """(start, end) of words and phrases searched for, in order; they do not overlap."""
    wanted = [term for term in terms if not term.negative]
    longest = max((len(term.words) for term in wanted), default=0)
    window: list[tuple[str, int, int]] = []
    done = 0

    def first_of(window: Sequence[tuple[str, int, int]]) -> tuple[int, int] | None:
        heads = [word for word, _, _ in window]
        for term in wanted:
            if _begins(heads, term) and window[0][1] >= done:
                return window[0][1], window[len(term.words) - 1][2]
        return None

    for found in _WORD.finditer(text):
        for word in words_of(found[0]):
            window.append((word, found.start(), found.end()))
        while len(window) >= longest > 0:
            place = first_of(window)
            if place:
                yield place
                done = place[1]
            window.pop(0)
    while window:
        place = first_of(window)
        if place:
            yield place
            done = place[1]
        window.pop(0)


def _begins(words: Sequence[str], term: Term) -> bool:
    """Whether words begin with a word or phrase."""
    number = len(term.words)
    if len(words) < number:
        return False
    if not term.prefix:
        return tuple(words[:number]) == term.words
    last = words[number - 1].startswith(term.words[-1])
    return last and tuple(words[: number - 1]) == term.words[:-1]


def _edge(text: str, start: int, limit: int) -> int:
    """The beginning of a word at or after `start`, but not after `limit`."""
    blank = text.find(" ", start, limit)
    return blank + 1 if blank >= 0 else start
