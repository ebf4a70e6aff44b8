"""Split a text into paragraphs and mark those that repeat an earlier one."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import pairwise

from detente.types import Paragraph

MIN_WORDS = 6  # a shorter paragraph is a repeat only if it is the same words
SHINGLE = 3
REPEATED = 0.8  # share of a paragraph's word triples that an earlier one must hold
SHORT = 60  # words up to which a changed word or two hide a repeat from the triples
LONG = 15  # words from which the share of triples alone decides
CANDIDATE, ALIKE = 0.35, 0.88  # share of triples, and of words in order, of such a repeat
WRAPPED_MAX = 100  # longest line of text that was wrapped by hand or by a mail program
_END = re.compile(r"[.!?…:;][\"'»«“”’)\]]*\s*$")
_WORD = re.compile(r"\w+")


def split_paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Paragraphs of `text` in order; empty lines are none.

    A line break ends a paragraph, unless the lines of a block are wrapped: none longer than
    WRAPPED_MAX, most of them without the end of a sentence, and either many that go on in lower
    case or nearly all so full that the next word had no room. A list of headlines is not.
    """
    spans: list[tuple[int, int]] = []
    for block in re.finditer(r"(?:[^\n]*\S[^\n]*(?:\n|$))+", text):
        lines = [
            (block.start() + m.start(), block.start() + m.end())
            for m in re.finditer(r"[^\n]+", block.group())
        ]
        spans += [(lines[0][0], lines[-1][1])] if _wrapped(text, lines) else lines
    trimmed = [_trim(text, start, end) for start, end in spans]
    return _mark(text, [(a, b) for a, b in trimmed if a < b])


def _wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    if len(lines) < 3 or any(end - start > WRAPPED_MAX for start, end in lines):
        return False
    inner = lines[:-1]
    full = sum(end - start >= 50 for start, end in inner)
    open_ended = sum(not _END.search(text[start:end]) for start, end in inner)
    if full < 0.8 * len(inner) or open_ended < 0.6 * len(inner):
        return False
    going_on = [text[start:].lstrip()[:1].islower() for start, _ in lines[1:]]
    width = max(end - start for start, end in lines)
    filled = [
        end - start + 1 + len(text[nxt:after].split(maxsplit=1)[0]) > width
        for (start, end), (nxt, after) in pairwise(lines)
    ]
    return sum(going_on) >= 0.3 * len(inner) or sum(filled) >= 0.8 * len(inner)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _mark(text: str, spans: list[tuple[int, int]]) -> tuple[Paragraph, ...]:
    out: list[Paragraph] = []
    seen: dict[tuple[str, ...], list[int]] = {}  # shingle -> originals that hold it
    exact: dict[tuple[str, ...], int] = {}
    bags: dict[int, tuple[str, ...]] = {}
    for index, (start, end) in enumerate(spans):
        words = tuple(w.lower() for w in _WORD.findall(text[start:end]))
        original = exact.get(words) if len(words) >= 3 else None
        shingles = sorted({words[i : i + SHINGLE] for i in range(len(words) - SHINGLE + 1)})
        if original is None and len(words) >= MIN_WORDS:
            counts: dict[int, int] = {}
            for shingle in shingles:
                for other in seen.get(shingle, ()):
                    counts[other] = counts.get(other, 0) + 1
            best = max(counts.items(), key=lambda c: (c[1], -c[0]), default=(0, 0))
            if best[1] >= REPEATED * len(shingles) and len(words) >= LONG:
                original = best[0]
            elif best[1] >= CANDIDATE * len(shingles) and len(words) <= SHORT:
                matcher = SequenceMatcher(None, bags[best[0]], words, autojunk=False)
                original = best[0] if matcher.ratio() >= ALIKE else None
        if original is None:
            exact.setdefault(words, index)
            bags[index] = words
            for shingle in shingles:
                holders = seen.setdefault(shingle, [])
                if len(holders) < 50:
                    holders.append(index)
        out.append(Paragraph(index, start, end, original))
    return tuple(out)
