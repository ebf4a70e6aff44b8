"""Copies: documents whose words were taken from another document.

    index = CopyIndex()
    for document in documents:
        index.add(document)
    links = index.links()

An agency's text printed by forty papers is one report, not forty. A document is a copy where its
words, four by four, stand in an earlier one; a partial copy where some passage of it does. Two
reports of the same event in their own words are no copies: where it is not sure, there is no link.
The method and what was measured are in `docs/copies-and-stories.md`.
"""

from __future__ import annotations

import re
from bisect import insort
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.corpus._copy_sketch import (
    SHINGLE,
    Sketch,
    day_of,
    fold,
    pairs,
    sample,
    sketch,
    values,
)
from detente.corpus._copy_translation import Facts, candidate_pairs, facts_of, judge_translation
from detente.types import Document

__all__ = [
    "CopyIndex", "CopyLink", "Facts", "Sketch", "compare", "facts_of", "originals", "passages",
    "roots", "sketch", "translations",
]  # fmt: skip

COPY = 0.6  # share of the runs of four words; a tenth of the words changed leaves 0.66
ADDED = 0.4  # share from which a text that prints the whole original with additions is its copy
PART, PASSAGE = 0.15, 30  # share and number of runs that make a passage taken over
FIGURES = 4  # figures between the same words in both, from which they must be the same ...
AGREE = 0.5  # ... in this share: else one form was filled in twice (daily bulletins)
HOLDERS = 64  # documents, the oldest, that are looked at for a key
STOCK_HOLDERS, STOCK_DAYS = 8, 14  # a key of so many documents over more days is a stock phrase
NEAREST = 0.1  # shares that differ by less are equal: the older document is the original
SOURCES = 5  # documents at most that one document has passages of

_WORD = re.compile(r"\w+")

Holder = tuple[int, str]  # age and name of a document that has a key: sorts the oldest first


@dataclass(frozen=True, slots=True)
class CopyLink:
    """One document that takes its words from another.

    `document` and `original` are ids; `kind` is "copy", "partial" or "translation"; `share`
    (0 to 1) is the part of the document that stands in the original: of its runs of four words,
    or of its facts for a translation. `spans` are the stretches of the document's text that were
    taken over, as characters, where somebody looked for them (`passages`).
    """

    document: str
    original: str
    kind: str
    share: float
    reason: str
    spans: tuple[tuple[int, int], ...] = ()


def compare(document: Sketch, original: Sketch, *, stock: float = 0.0) -> CopyLink | None:
    """Whether the first is a copy of the second; None where it is not, or not surely.

    `stock` is the part (0 to 1) of what both share that is known to be a stock phrase.
    """
    if document.digest == original.digest and document.keys:  # none where it is too short
        return _link(document, original, "copy", 1.0, "the same words")
    if stock >= 1:
        return None
    own, other, common = _common(document, original)
    if not len(common) or not _figures_agree(document, original):
        return None
    found = len(common) * (1 - stock)
    here, there = found / len(own), found / len(other)
    if here >= COPY:
        return _link(document, original, "copy", here, f"{here:.0%} of it stands there")
    if there >= COPY and here >= ADDED:
        reason = f"{there:.0%} of the original stands in it, with additions"
        return _link(document, original, "copy", here, reason)
    if here >= PART and found * 2 ** max(document.level, original.level) >= PASSAGE:
        return _link(document, original, "partial", here, f"passages: {here:.0%} of it")
    return None


def _common(a: Sketch, b: Sketch) -> tuple[NDArray[np.uint32], ...]:
    """Hashes of either and of both, thinned alike."""
    level = max(a.level, b.level)
    own, other = sample(values(a.shingles), level), sample(values(b.shingles), level)
    return own, other, np.intersect1d(own, other, assume_unique=True)


def _figures_agree(a: Sketch, b: Sketch) -> bool:
    """Whether figures between the same words are mostly the same figures."""
    own, other = pairs(a.numbers), pairs(b.numbers)
    half = np.uint64(32)
    frames = np.intersect1d(own >> half, other >> half)
    if len(frames) < FIGURES:
        return True
    same = np.unique(np.intersect1d(own, other, assume_unique=True) >> half)
    return len(same) >= AGREE * len(frames)


def _link(document: Sketch, original: Sketch, kind: str, share: float, why: str) -> CopyLink:
    if original.own:
        why += f"; {original.agency} is the agency"
    elif original.agency and original.agency == document.agency:
        why += f"; both credit {original.agency}, the oldest known stands for it"
    elif document.agency:
        why += f"; credits {document.agency}"
    return CopyLink(document.document, original.document, kind, round(min(share, 1.0), 3), why)


class CopyIndex:
    """Finds the copies among the documents added to it, in whatever order they come.

    The links are a function of the set of documents alone. A document added again replaces
    nothing and changes nothing. Memory: about 7 kB a document. A caller that keeps
    sketches and keys in a database need not use this class: it asks for the oldest HOLDERS
    documents of each key and calls `originals`.
    """

    def __init__(self, sketches: Iterable[Sketch] = ()) -> None:
        self._sketches: dict[str, Sketch] = {}
        self._holders: dict[int, list[Holder]] = {}  # key -> its oldest documents, oldest first
        for kept in sketches:
            self.insert(kept)

    def __len__(self) -> int:
        return len(self._sketches)

    def add(self, document: Document) -> list[CopyLink]:
        """Take a document in; the links that it has now, as copy first, then as original.

        A document that comes later may show that there is an older original: `links` has the
        last word.
        """
        added = sketch(document)
        if not self.insert(added):
            return self.of(document.id)
        found = self.of(document.id)
        near = (self._sketches[d] for d in shared(added, self._holders))
        younger = (other for other in near if added.order < other.order)
        for other in sorted(younger, key=lambda s: s.order):
            found += [link for link in self.of(other.document) if link.original == document.id]
        return found

    def insert(self, kept: Sketch) -> bool:
        """Take in a sketch made before; False where its document is here already."""
        if kept.document in self._sketches:
            return False
        self._sketches[kept.document] = kept
        for key in kept.keys:
            holders = self._holders.setdefault(key, [])
            insort(holders, kept.order)
            del holders[HOLDERS:]
        return True

    def sketches(self) -> Iterator[Sketch]:
        """All sketches, oldest document first: what a database keeps."""
        yield from sorted(self._sketches.values(), key=lambda s: s.order)

    def links(self) -> tuple[CopyLink, ...]:
        """All links among the documents here, oldest document first."""
        return tuple(link for kept in self.sketches() for link in self.of(kept.document))

    def of(self, document: str) -> list[CopyLink]:
        """Links from one document to its originals (`originals`); none where it has none."""
        kept = self._sketches[document]
        near = shared(kept, self._holders)
        return originals(kept, [(self._sketches[d], part) for d, part in near.items()])


def shared(kept: Sketch, holders: Mapping[int, Sequence[Holder]]) -> dict[str, float]:
    """Other documents that share a key -> the part of the shared keys that are stock phrases.

    `holders` are the oldest HOLDERS documents of each key, in any order.
    """
    count: Counter[str] = Counter()
    stock: Counter[str] = Counter()
    for key in kept.keys:
        held = holders.get(key, ())
        common = is_stock(held)
        for _, other in held:
            if other != kept.document:
                count[other] += 1
                stock[other] += common
    return {other: stock[other] / number for other, number in count.items()}


def is_stock(holders: Sequence[Holder]) -> bool:
    """Whether a key stands in many documents over a long time: a footer, not a report."""
    if len(holders) < STOCK_HOLDERS:
        return False
    days = [day for age, _ in holders if (day := day_of(age)) is not None]
    return len(days) >= STOCK_HOLDERS and max(days) - min(days) > STOCK_DAYS


def originals(kept: Sketch, near: Iterable[tuple[Sketch, float]]) -> list[CopyLink]:
    """The links of one document to its originals among others, the surest first.

    `near` are documents that share a key with it, in any order, each with the part (0 to 1) of
    the shared keys that are stock phrases; younger ones are passed over. A copy has one original:
    of those that hold about as much of it, the oldest. A document with passages of several others
    has a link to each that adds something.
    """
    linked: list[tuple[CopyLink, Sketch]] = []
    for original, stock in near:
        if original.order < kept.order:
            link = compare(kept, original, stock=stock)
            if link:
                linked.append((link, original))
    linked.sort(key=lambda p: p[1].order)
    whole = [link for link, _ in linked if link.kind == "copy"]
    if whole:
        best = max(link.share for link in whole)
        return [next(link for link in whole if link.share >= best - NEAREST)]
    return _sources(kept, linked)


def _sources(kept: Sketch, linked: list[tuple[CopyLink, Sketch]]) -> list[CopyLink]:
    """The partial links that each add a passage to those before, largest first."""
    found: list[CopyLink] = []
    left = values(kept.shingles)
    waiting = list(linked)
    while waiting and len(found) < SOURCES:
        held = [
            len(np.intersect1d(left, values(original.shingles), assume_unique=True))
            for _, original in waiting
        ]
        best = max(held)
        if best * 2**kept.level < PASSAGE:
            break
        at = next(i for i, count in enumerate(held) if count >= best * (1 - NEAREST))
        link, original = waiting.pop(at)
        left = np.setdiff1d(left, values(original.shingles), assume_unique=True)
        found.append(link)
    return found


def passages(document: Document, original: Document) -> tuple[tuple[int, int], ...]:
    """The stretches of the document's text (start, end in characters) that stand in the other.

    Runs of SHINGLE words; neighbouring runs are joined. Exact, and slower than a sketch: for
    pairs already known to be linked.
    """
    theirs = [fold(w) for w in _WORD.findall(original.text)]
    known = {tuple(theirs[i : i + SHINGLE]) for i in range(len(theirs) - SHINGLE + 1)}
    words = [(m.start(), m.end(), fold(m.group())) for m in _WORD.finditer(document.text)]
    out: list[tuple[int, int]] = []
    for i in range(len(words) - SHINGLE + 1):
        run = words[i : i + SHINGLE]
        if tuple(w for _, _, w in run) not in known:
            continue
        start, end = run[0][0], run[-1][1]
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return tuple(out)


def translations(
    items: Iterable[Facts], vectors: Mapping[str, NDArray[np.float32]] | None = None
) -> tuple[CopyLink, ...]:
    """Documents that are translations of an older one, or of one of the same day.

    `items` are the facts of all documents (`facts_of`), in any order; `vectors` optionally maps
    documents to the vectors of their sentences, float32 [sentences, n], of one multilingual
    encoder. Each document has at most one original, the one that holds most of it.
    """
    older: dict[str, list[Facts]] = {}
    younger: dict[str, Facts] = {}
    for first, second in candidate_pairs(items):
        younger[second.document] = second
        older.setdefault(second.document, []).append(first)
    found = (translated(younger[name], older[name], vectors) for name in sorted(younger))
    return tuple(link for link in found if link)


def translated(
    document: Facts,
    others: Iterable[Facts],
    vectors: Mapping[str, NDArray[np.float32]] | None = None,
) -> CopyLink | None:
    """The link of a document to that of the others (in any order) which it is a translation of.

    Of several the one that holds most of it, then the oldest; younger ones are passed over.
    """
    best: CopyLink | None = None
    for other in sorted(others, key=lambda f: f.order):
        if other.order < document.order:
            verdict = judge_translation(other, document, vectors)
            if verdict:
                share, reason = round(verdict[0], 3), verdict[1]
                if best is None or best.share < share:
                    names = document.document, other.document
                    best = CopyLink(*names, "translation", share, reason)
    return best


def roots(links: Iterable[CopyLink]) -> Mapping[str, str]:
    """Document -> the document that its report is counted as, for copies and translations.

    Copies of copies lead to the first; of a document that is both a copy and a translation the
    copy counts; partial copies are reports of their own.
    """
    links = sorted(links, key=lambda x: x.kind == "copy")
    up = {x.document: x.original for x in links if x.kind != "partial"}
    found: dict[str, str] = {}
    for document in up:
        at, seen = document, {document}
        while at in up and up[at] not in seen:
            at = up[at]
            seen.add(at)
        found[document] = at
    return found
