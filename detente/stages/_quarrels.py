"""Which two parties "both sides" means to a third one: those who quarrel or talk in the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from detente.codebook import Codebook
from detente.stages._actor_codes import state_code
from detente.stages._actor_memory import side
from detente.stages._deeds import in_sector
from detente.types import Actor, Reading, Reason

BOTH, STATE = "both", "GOV"
QUARREL = "who deal with each other"
_BACK = 12  # sentences that a quarrel lasts
_CONFLICT = (3, 4)  # quads of what is said and done against others
Two = frozenset[str]


def quarrelling(reading: Reading, before: Sequence[Reading], codebook: Codebook) -> Reading:
    """A reading by which somebody addresses "both sides", with the two who deal with each other.

    The words mean the two told most or last, which may have nothing to do with each other; where
    no act before it is between those, they are the two of whom most acts are told.
    """
    whom = reading.actor if reading.mutual else reading.recipient
    pair = tuple(a for a in whom if a.reason is not None and a.reason.rule == BOTH)
    rest = tuple(a for a in whom if a not in pair)
    others = {side(a) for a in (reading.actor if not reading.mutual else rest)}
    told = frozenset(map(side, pair))
    if len(told) != 2 or not others or (rest and not reading.mutual):
        return reading
    counts, last = _tally(reading, before, codebook)
    order = list(last)
    known = [p for p in order if p.isdisjoint(others)]
    if told in counts or not known:
        return reading
    best = max(known, key=lambda p: (counts[p], order.index(p)))
    found, countries = last[best], {a.country for a in pair}
    sure = len(countries) > 1 or counts[best] > 1  # of two sides of one country
    if not sure or {a.country for a in found} == countries:
        return reading
    if all(a.code == state_code(a) for a in pair):
        found = tuple(in_sector(a, STATE) if side(a) == a.party else a for a in found)
    words = pair[0]
    note = Reason("locate", QUARREL, words.text, words.start, words.end)
    own = tuple(
        replace(a, text=words.text, start=words.start, end=words.end, reason=note) for a in found
    )
    reasons = (*reading.reasons, note)
    if reading.mutual:
        return replace(reading, actor=(*rest, *own), reasons=reasons)
    return replace(reading, recipient=own, reasons=reasons)


def dealing(
    reading: Reading, before: Sequence[Reading], codebook: Codebook, others: Iterable[str]
) -> tuple[Actor, ...]:
    """The two of whom most acts just before a reading tell, none of them one of some; () where
    there are none."""
    counts, last = _tally(reading, before, codebook)
    order, apart = list(last), frozenset(others)
    known = [p for p in order if p.isdisjoint(apart)]
    return last[max(known, key=lambda p: (counts[p], order.index(p)))] if known else ()


def rival(reading: Reading, before: Sequence[Reading], codebook: Codebook) -> Actor | None:
    """Of the state with which that of its actor quarrels most just before a reading."""
    hostile = [r for r in before if codebook.types[r.event_type].quad in _CONFLICT]
    counts, last = _tally(reading, hostile, codebook)
    own = reading.actor[0].country
    abroad: Counter[str] = Counter()
    found: dict[str, Actor] = {}
    for two, parties in last.items():
        others = [a for a in parties if a.country != own]
        if len(others) == 1 and others[0].country:
            abroad[others[0].country] += counts[two]
            found[others[0].country] = others[0]
    return found[max(abroad, key=lambda c: abroad[c])] if abroad else None


def _tally(
    reading: Reading, before: Sequence[Reading], codebook: Codebook
) -> tuple[Counter[Two], dict[Two, tuple[Actor, ...]]]:
    """How often any two deal with each other just before a reading, and who they were last."""
    last: dict[Two, tuple[Actor, ...]] = {}
    counts: Counter[Two] = Counter()
    for other in before:
        if reading.sentence - other.sentence <= _BACK:
            for two in _pairs(other, codebook):
                counts[frozenset(map(side, two))] += 1
                last[frozenset(map(side, two))] = two
    return counts, last


def _pairs(reading: Reading, codebook: Codebook) -> Iterator[tuple[Actor, Actor]]:
    """The two of some states that an act against others or with others is between."""
    if reading.mutual:
        parties = {side(a): a for a in reading.actor}
        sides = [tuple(parties.values())] if len(parties) == 2 else []
    elif codebook.types[reading.event_type].quad in _CONFLICT:
        sides = [(a, b) for a in reading.actor for b in reading.recipient if side(a) != side(b)]
    else:
        sides = []
    yield from ((a, b) for a, b in sides if a.country and b.country)
