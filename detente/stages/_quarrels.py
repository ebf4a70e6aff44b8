"""The two who quarrel or talk in the text: whom "both sides" means to a third one, whom a mediator
turns to, with whom somebody does what takes two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile

from detente.codebook import Codebook
from detente.stages._actor_codes import state_code
from detente.stages._actor_memory import BOTH, side
from detente.stages._deeds import in_sector
from detente.stages._standins import TOLD_BEFORE
from detente.stages._tree import among, clause_head
from detente.types import Actor, Reading, Reason, Sentence

STATE = "GOV"
PEACE = "peace"  # class of a codebook: what others are to do between each other, or a third one
QUARREL = "who deal with each other"
_FORCES = (STATE, "MIL")  # what a state is where it acts with another one
_BACK = 12  # sentences that a quarrel lasts
_CONFLICT = (3, 4)  # quads of what is said and done against others
Two = frozenset[str]


def quarrelling(
    reading: Reading, sentence: Sentence, before: Sequence[Reading], codebook: Codebook
) -> Reading:
    """A reading by which somebody addresses "both sides", or nobody by name where he speaks of
    peace between others, with the two who deal with each other.

    The words mean the two told most or last, which may have nothing to do with each other; where
    no act before it is between those, they are the two of whom most acts are told.
    """
    whom = reading.actor if reading.mutual else reading.recipient
    pair = tuple(a for a in whom if a.reason is not None and a.reason.rule == BOTH)
    rest = tuple(a for a in whom if a not in pair)
    if not pair and _makes_peace(reading, sentence, codebook):
        return _between(reading, before, codebook)
    others = {side(a) for a in (reading.actor if not reading.mutual else rest)}
    if reading.mutual and len(reading.actor) == 1 and not pair:
        return _with_partner(reading, before, codebook)
    if reading.mutual and len(reading.actor) == 2 and _vague(reading):
        return _sides(reading, before, codebook)
    told = frozenset(map(side, pair))
    if reading.mutual and len(told) == 2 and any(side(a) in told for a in rest):
        rest = tuple(a for a in rest if side(a) not in told)  # both are told already
        reading = replace(reading, actor=tuple(a for a in reading.actor if a in rest or a in pair))
        others = set(map(side, rest))
    if len(told) == 1 and not rest and not reading.mutual:
        return _completed(reading, pair[0], sentence, before, codebook)
    if len(told) != 2 or not others or (rest and not reading.mutual):
        return reading
    last, counts = _dealing(reading, before, codebook)
    best = _most(last, counts, others)
    if told in counts or best is None:
        return reading
    found, countries = last[best], {a.country for a in pair}
    sure = len(countries) > 1 or counts[best] > 1  # of two sides of one country
    if not sure or {a.country for a in found} == countries:
        return reading
    if all(a.code == state_code(a) for a in pair):
        found = tuple(map(_as_state, found))
    words = pair[0]
    note = Reason("locate", QUARREL, words.text, words.start, words.end)
    own = tuple(
        replace(a, text=words.text, start=words.start, end=words.end, reason=note) for a in found
    )
    reasons = (*reading.reasons, note)
    if reading.mutual:
        return replace(reading, actor=(*rest, *own), reasons=reasons)
    return replace(reading, recipient=own, reasons=reasons)


def rival(reading: Reading, before: Sequence[Reading], codebook: Codebook) -> Actor | None:
    """Of the state with which that of its actor quarrels most just before a reading."""
    hostile = [r for r in before if codebook.types[r.event_type].quad in _CONFLICT]
    last, counts = _dealing(reading, hostile, codebook)
    own = reading.actor[0].country
    abroad: Counter[str] = Counter()
    found: dict[str, Actor] = {}
    for two, parties in last.items():
        others = [a for a in parties if a.country != own]
        if len(others) == 1 and others[0].country:
            abroad[others[0].country] += counts[two]
            found[others[0].country] = others[0]
    return found[max(abroad, key=lambda c: abroad[c])] if abroad else None


def _dealing(
    reading: Reading, before: Sequence[Reading], codebook: Codebook
) -> tuple[dict[Two, tuple[Actor, ...]], Counter[Two]]:
    """The pairs who dealt with each other, as told last, and how many acts are of each."""
    last: dict[Two, tuple[Actor, ...]] = {}
    counts: Counter[Two] = Counter()
    for other in before:
        if reading.sentence - other.sentence <= _BACK:
            for two in _pairs(other, codebook):
                counts[frozenset(map(side, two))] += 1
                last[frozenset(map(side, two))] = two
    return last, counts


def _most(
    last: Mapping[Two, tuple[Actor, ...]], counts: Mapping[Two, int], others: set[str]
) -> Two | None:
    """The pair of most acts that has none of some parties; of equals that told last."""
    order = list(last)
    known = [p for p in order if p.isdisjoint(others)]
    return max(known, key=lambda p: (counts[p], order.index(p)), default=None)


def _makes_peace(reading: Reading, sentence: Sentence, codebook: Codebook) -> bool:
    """Whether a reading is an offer to mediate or a call for a truce or restraint, the words of
    which name nobody whom it is made to."""
    joint = reading.mutual and len(reading.actor) > 1
    if joint or reading.event_type not in codebook.demands | codebook.consents:
        return False
    words = codebook.classes.get(PEACE, frozenset())
    told = [t for t in sentence.tokens if among(t, words)]
    if not told:
        return False
    asked = sentence.kids(reading.token, "xcomp", "ccomp")
    own = {clause_head(sentence, reading.token), reading.token, *reading.clause, *asked}
    behind = takewhile(lambda t: t.upos != "PUNCT", sentence.tokens[reading.token :])
    inside = {t.index for t in sentence.tokens if clause_head(sentence, t.index) in own}
    inside.update(t.index for t in behind)
    starts = {sentence.tokens[k].start for k in inside}
    named = (a for a in reading.recipient if a.reason is None or a.reason.stage != "locate")
    return any(t.index in inside for t in told) and not any(a.start in starts for a in named)


def _between(reading: Reading, before: Sequence[Reading], codebook: Codebook) -> Reading:
    """The reading with the two who deal with each other as recipients, where those are known."""
    others = {side(a) if a.sector in _FORCES else a.code for a in reading.actor}
    two = _two(reading, before, codebook)
    if not two or not others or not others.isdisjoint(map(side, two)):
        return reading
    words = reading.evidence
    note = Reason("locate", QUARREL, words.trigger, words.start, words.end)
    recipient = tuple(replace(_as_state(a), reason=note) for a in two)
    return replace(reading, recipient=recipient, mutual=False, reasons=(*reading.reasons, note))


def _completed(
    reading: Reading,
    one: Actor,
    sentence: Sentence,
    before: Sequence[Reading],
    codebook: Codebook,
) -> Reading:
    """The reading with the other one of two sides that a noun tells and of which one was found."""
    noun = any(t.start == one.start and t.upos == "NOUN" for t in sentence.tokens)
    other = _partner(one, _two(reading, before, codebook, of=one, without=reading.actor))
    if not noun or other is None:
        return reading
    note = Reason("locate", QUARREL, one.text, one.start, one.end)
    sector = one.sector if side(other) == other.party else other.sector
    found = replace(
        in_sector(other, sector or STATE), text=one.text, start=one.start, end=one.end, reason=note
    )
    return replace(reading, recipient=(one, found), reasons=(*reading.reasons, note))


def _vague(reading: Reading) -> bool:
    """Whether those who do something together are only the last two who were told."""
    return any(r.rule == TOLD_BEFORE and r.stage == "locate" for r in reading.reasons)


def _sides(reading: Reading, before: Sequence[Reading], codebook: Codebook) -> Reading:
    """The reading of an act of several that names none as one of the two who deal with each
    other."""
    two = _two(reading, before, codebook)
    if not two or set(map(side, two)) == set(map(side, reading.actor)):
        return reading
    words = reading.evidence
    note = Reason("locate", QUARREL, words.trigger, words.start, words.end)
    kept = (r for r in reading.reasons if r.rule != TOLD_BEFORE)
    return replace(reading, actor=tuple(map(_as_state, two)), reasons=(*kept, note))


def _with_partner(reading: Reading, before: Sequence[Reading], codebook: Codebook) -> Reading:
    """The reading of an act of several of which one is told, with the one who deals with him."""
    own = reading.actor[0]
    other = _partner(own, _two(reading, before, codebook, of=own))
    if other is None or own.country is None:
        return reading
    note = Reason("locate", QUARREL, other.text, other.start, other.end)
    sector = own.sector if side(other) == other.party and own.sector in _FORCES else other.sector
    found = replace(in_sector(other, sector or STATE), reason=note)
    return replace(reading, actor=(own, found), reasons=(*reading.reasons, note))


def _two(
    reading: Reading,
    before: Sequence[Reading],
    codebook: Codebook,
    *,
    of: Actor | None = None,
    without: Sequence[Actor] = (),
) -> tuple[Actor, ...]:
    """The two of whom most acts just before a reading tell: one of them is `of`, none is of
    `without`; () where there are none."""
    last, counts = _dealing(reading, before, codebook)
    held = last if of is None else {p: found for p, found in last.items() if side(of) in p}
    best = _most(held, counts, set(map(side, without)))
    return () if best is None else last[best]


def _partner(one: Actor, two: Sequence[Actor]) -> Actor | None:
    """The other one of two."""
    return next((a for a in two if side(a) != side(one)), None)


def _as_state(actor: Actor) -> Actor:
    """A state for whoever of it was told; who is a side within a country stays himself."""
    return in_sector(actor, STATE) if side(actor) == actor.party else actor


def _pairs(reading: Reading, codebook: Codebook) -> Iterator[tuple[Actor, Actor]]:
    """The two of some states that an act against others or with others is between, or to whom a
    third one speaks."""
    if reading.mutual:
        parties = {side(a): a for a in reading.actor}
        sides = [tuple(parties.values())] if len(parties) == 2 else []
    elif codebook.types[reading.event_type].quad in _CONFLICT:
        sides = [(a, b) for a in reading.actor for b in reading.recipient if side(a) != side(b)]
    else:
        sides = []
    addressed = codebook.demands | codebook.consents
    if reading.event_type in addressed and len(reading.recipient) == 2 and not reading.mutual:
        sides = [(reading.recipient[0], reading.recipient[1])]  # by a third one
    yield from ((a, b) for a, b in sides if a.country and b.country)
