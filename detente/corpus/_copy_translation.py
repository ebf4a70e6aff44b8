"""Translations: a report whose facts, in their order, are those of one in another language."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.corpus._copy_sketch import credit, fold
from detente.types import Coding, Event

DAYS = 3  # between an article and its translation
FACTS, SOLID = 8, 2  # facts in common at least; of them events, and dates or figures
SHARED = 0.6  # share of the facts of either that stands in the other; parties are not counted
PLACED = 0.8  # share of the common facts that stand in about the same place, ...
PLACE = 0.1  # ... of the whole text
LENGTH = 1.7  # times that one text may be longer than the other
SHARED_CLOSE, ALIGNED = 0.4, 0.6  # share of facts, and of sentences, where vectors are given
CLOSE = 0.8  # cosine from which two sentences say the same
LOOKED_AT = 2  # different events in common from which two documents are compared
HOLDERS = 64  # documents of a day in one language with one event, above which it says nothing

_NUMBER = re.compile(r"\d(?:\d{0,2}(?:[ .,'’\u00a0\u202f]\d{3})+(?!\d)|\d*(?:[.,]\d+)?)")
_GROUPS = re.compile(r"(?<=\d)[ .,'’\u00a0\u202f](?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a coding says that a translation says too.

    `facts` are short strings in the order of the text: "e:" events with their parties, "d:"
    dates in EDTF, "n:" figures, "p:" parties and "w:" names of persons. `day` is the ordinal of
    the day of publication, `size` the number of words, `own` whether an agency publishes it.
    """

    document: str
    language: str | None
    day: int | None
    facts: tuple[str, ...]
    size: int
    own: bool = False

    @property
    def order(self) -> tuple[int, bool, str]:
        """Sorts originals before their translations: by day, agencies first, then by name."""
        return self.day or 0, not self.own, self.document

    @property
    def told(self) -> tuple[str, ...]:
        """The facts that documents are found by: each event once, where day and language tell."""
        if self.day is None or not self.language:
            return ()
        return tuple(sorted({f for f in self.facts if f[0] == "e"}))


def pack_facts(facts: Facts) -> bytes:
    """The facts as bytes for a database; `unpack_facts` gives them back exactly."""
    values = [facts.language, facts.day, facts.size, facts.own, facts.facts]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def unpack_facts(document: str, raw: bytes) -> Facts:
    """The facts of a document that `pack_facts` wrote."""
    language, day, size, own, facts = json.loads(raw)
    return Facts(document, language, day, tuple(facts), size, own)


def fact_key(fact: str, day: int) -> int:
    """A number of 63 bits for a fact told on a day, the same in every process."""
    raw = hashlib.blake2b(f"{day}\t{fact}".encode(), digest_size=8).digest()
    return int.from_bytes(raw, "little") >> 1


def facts_of(coding: Coding) -> Facts:
    """The facts of one coding; names of persons only where it holds its sentences."""
    document = coding.document
    found: list[tuple[int, str]] = []
    for event in coding.events:
        at = event.mentions[0].start if event.mentions else 0
        found.append((at, f"e:{_event_key(event)}"))
    found += [(t.start, f"d:{t.edtf.rstrip('~')}") for t in coding.times if t.edtf]
    found += [(a.start, f"p:{a.code}") for a in coding.actors]
    timed = [(t.start, t.end) for t in coding.times]
    for match in _NUMBER.finditer(document.text):
        if len(match.group()) > 1 and not any(a <= match.start() < b for a, b in timed):
            found.append((match.start(), f"n:{_GROUPS.sub('', match.group()).replace(',', '.')}"))
    for sentence in coding.sentences:
        for name in sentence.names:
            if name.kind == "PER":
                last = sentence.tokens[name.last - 1]
                found.append((last.start, f"w:{fold(last.text)}"))
    return Facts(
        document.id,
        document.language,
        document.published.toordinal() if document.published else None,
        tuple(fact for _, fact in sorted(found)),
        len(document.text.split()),
        credit(document)[1],
    )


def _event_key(event: Event) -> str:
    sides = (",".join(sorted({a.party for a in side})) for side in (event.actor, event.recipient))
    return f"{event.event_type} {' > '.join(sides)} {'not' if 'negation' in event.aux else ''}"


def candidate_pairs(items: Iterable[Facts]) -> list[tuple[Facts, Facts]]:
    """Pairs (older, younger) in two languages that are worth comparing, sorted.

    They were published within DAYS and share LOOKED_AT events; an event that more than HOLDERS
    documents of a day and language tell is not looked at.
    """
    known = {f.document: f for f in items}
    where: dict[tuple[str, int], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name in sorted(known):
        for fact in known[name].told:
            where[fact, known[name].day or 0][known[name].language or ""].append(name)
    shared: Counter[tuple[str, str]] = Counter()
    for (fact, day), telling in where.items():
        for later in range(day, day + DAYS + 1):
            for language, names in telling.items():
                for another, others in where.get((fact, later), {}).items():
                    if language != another and max(len(names), len(others)) <= HOLDERS:
                        same = later == day
                        shared.update((a, b) for a in names for b in others if a < b or not same)
    pairs = [(known[a], known[b]) for (a, b), n in shared.items() if n >= LOOKED_AT]
    ordered = [(a, b) if a.order < b.order else (b, a) for a, b in pairs]
    return sorted(ordered, key=lambda p: (p[0].order, p[1].order))


def judge_translation(
    older: Facts, younger: Facts, vectors: Mapping[str, NDArray[np.float32]] | None = None
) -> tuple[float, str] | None:
    """(share of the younger one's facts that the older has, reason), or None.

    `vectors` maps documents to the vectors of their sentences, one a row; where both are there,
    the sentences must say the same as well, and fewer facts need agree.
    """
    first, second = ([f for f in x.facts if f[0] != "p"] for x in (older, younger))
    common = Counter(first) & Counter(second)
    count = common.total()
    kinds = Counter({kind: sum(n for f, n in common.items() if f[0] == kind) for kind in "ednw"})
    if min(older.size, younger.size) * LENGTH < max(older.size, younger.size):
        return None
    share = count / max(1, len(second))
    least = min(share, count / max(1, len(first)))
    figures = kinds["d"] + kinds["n"]
    told = f"{count} facts in both ({kinds['e']} events, {figures} dates or figures)"
    if vectors and older.document in vectors and younger.document in vectors:
        close = aligned(vectors[older.document], vectors[younger.document])
        if close >= ALIGNED and least >= SHARED_CLOSE:
            return share, f"{told}, {close:.0%} of the sentences say the same"
        return None
    if count < FACTS or kinds["e"] < SOLID or figures < SOLID or least < SHARED:
        return None
    if _placed(older.facts, younger.facts) < PLACED:
        return None
    return share, f"{told}, in about the same places"


def _placed(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    """Share of the facts of both texts that stand in about the same place of each."""
    where: dict[str, list[float]] = defaultdict(list)
    for i, fact in enumerate(b):
        where[fact].append(i / len(b))
    common = placed = 0
    for i, fact in enumerate(a):
        if fact in where:
            common += 1
            placed += min(abs(i / len(a) - at) for at in where[fact]) <= PLACE
    return placed / max(1, common)


def aligned(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    """Share of the sentences of the longer text that have a counterpart.

    Counterparts are each other's nearest by the cosine, and CLOSE.
    """
    if not len(a) or not len(b):
        return 0.0
    scale = np.linalg.norm(a, axis=1, keepdims=True) * np.linalg.norm(b, axis=1)
    cosine = (a @ b.T) / np.maximum(scale, 1e-9)
    there, back = cosine.argmax(axis=1), cosine.argmax(axis=0)
    pairs = sum(back[j] == i and cosine[i, j] >= CLOSE for i, j in enumerate(there.tolist()))
    return float(pairs) / max(len(a), len(b))
