"""The same event once: readings of one document become its events."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from detente._entries import EventType
from detente.codebook import Codebook
from detente.stages._again import told_again, when_of
from detente.stages._apart import apart
from detente.stages._edtf import bounds
from detente.stages._meetings import same_meeting
from detente.stages._scores import RULE, Weights, firm
from detente.stages._trust import Trust
from detente.types import (
    Actor,
    Date,
    Event,
    Evidence,
    Paragraph,
    Reading,
    Reason,
    Sentence,
)

MOST_CONTEXTS = 4  # subjects of an event that are kept: what comes after them says little


@dataclass(slots=True)
class _Group:
    order: int  # of its first reading among all
    readings: list[Reading] = field(default_factory=list)


def merge(
    document_id: str,
    text: str,
    paragraphs: Sequence[Paragraph],
    sentences: Sequence[Sentence],
    readings: Sequence[Reading],
    codebook: Codebook,
    goldstein: dict[str, float],
    trust: Trust,
    words: Mapping[str, Any],
    weights: Weights,
) -> tuple[Event, ...]:
    """Events in order of their first mention.

    Two readings are one event if type, parties, time and place agree as far as both tell them and
    nothing sets them apart; repeats of a paragraph add mentions to the events of its original.
    What may be no act adds nothing to what is told firmly, but who brought the sides of a meeting
    together; it is an event only if it is `likely` and its sentence tells nothing else of its type.
    `words` are those of the language that tell one more act.
    """
    groups: list[_Group] = []
    known: dict[tuple[str, str], list[int]] = {}  # type and party or sentence -> groups
    told = {(r.event_type, r.sentence) for r in readings if firm(r)}
    ranked = sorted(enumerate(readings), key=lambda each: not firm(each[1]))
    for order, reading in ranked:
        loose = not firm(reading) and not _brings(reading, codebook)
        if loose and (reading.event_type, reading.sentence) in told:
            continue
        keys = {(reading.event_type, a.party) for a in (*reading.actor, *reading.recipient)}
        keys.add((reading.event_type, f"sentence {reading.sentence}"))
        if reading.outcome_of is not None:
            keys.add((reading.event_type, f"sentence {reading.outcome_of[0]}"))
        candidates = sorted({g for key in keys for g in known.get(key, ())})
        fits = (g for g in candidates if _same(groups[g], reading, codebook, sentences, words))
        home = next(fits, None)
        if home is None:
            home = len(groups)
            groups.append(_Group(order))
        elif firm(groups[home].readings[0]) and loose:
            continue
        groups[home].order = min(groups[home].order, order)
        groups[home].readings.append(reading)
        for key in keys:
            members = known.setdefault(key, [])
            if home not in members:
                members.append(home)
    copies = _copies(text, paragraphs)
    events = []
    for group in sorted(groups, key=lambda g: g.order):
        event = _event(
            *(document_id, text, paragraphs, sentences, group.readings, copies, codebook),
            *(goldstein, trust),
        )
        if likely(event, group.readings, weights, codebook):
            events.append(event)
    return distinct(events)


def _brings(reading: Reading, codebook: Codebook) -> bool:
    """Whether an entry of the codebook finds who brings others together (under UN mediation)."""
    way = codebook.types[reading.event_type].of_mode(reading.mode)
    return bool(way.get("between")) and reading.rule != RULE


def likely(event: Event, readings: Sequence[Reading], weights: Weights, codebook: Codebook) -> bool:
    """Whether an event is likely enough: one that is told firmly "keep", another one "add"; of
    some no head was asked."""
    return not event.confidences or event.confidence >= weights[bar(readings, codebook)]


def bar(readings: Sequence[Reading], codebook: Codebook) -> str:
    """The name of the confidence that an event must have. What the heads alone see is told less
    firmly where the codebook has the word for other acts."""
    sure = firm(readings[0]) and not all(_elsewhere(r, codebook) for r in readings)
    return "keep" if sure else "add"


def _elsewhere(reading: Reading, codebook: Codebook) -> bool:
    """Whether only the heads found a reading, at a word that the codebook has for other acts."""
    if reading.rule != RULE:
        return False
    told = {e.event_type for e in codebook.find(reading.kind, reading.lemma)}
    told |= {f["type"] for t in told & codebook.types.keys() if (f := codebook.types[t].future)}
    return bool(told) and reading.event_type not in told


def distinct(events: Sequence[Event]) -> tuple[Event, ...]:
    """The events with an id each: two acts of one type may be told by the same words."""
    out: dict[str, Event] = {}
    for event in events:
        name = event.id
        while name in out:
            name = hashlib.blake2b(f"{name}\tagain".encode(), digest_size=8).hexdigest()
        out[name] = replace(event, id=name)
    return tuple(out.values())


def _same(
    group: _Group,
    reading: Reading,
    codebook: Codebook,
    sentences: Sequence[Sentence],
    words: Mapping[str, Any],
) -> bool:
    kind, sentence = codebook.types[reading.event_type], sentences[reading.sentence]
    if reading.outcome_of is not None:
        return any((r.sentence, r.token) == reading.outcome_of for r in group.readings)
    if any(told_again(other, reading, kind, sentence) for other in group.readings):
        return True
    if kind.meets and _meets(group, reading, kind, sentences, words):
        return True
    if not any(_alike(other, reading, kind) for other in group.readings):
        return False
    return not any(apart(other, reading, sentences, words) for other in group.readings)


def _meets(
    group: _Group,
    reading: Reading,
    kind: EventType,
    sentences: Sequence[Sentence],
    words: Mapping[str, Any],
) -> bool:
    """Whether a reading tells the meeting that a group does, at a time that fits all of it."""
    if any(when_of(other, reading) == "differ" for other in group.readings):
        return False
    return any(same_meeting(other, reading, kind, sentences, words) for other in group.readings)


def _alike(a: Reading, b: Reading, kind: EventType) -> bool:
    """Whether two readings may tell one event; of words (promises, charges) the kind must agree."""
    if a.event_type != b.event_type or ("negation" in a.aux) != ("negation" in b.aux):
        return False
    aa, ar, ba, br = (
        {x.party for x in side} for side in (a.actor, a.recipient, b.actor, b.recipient)
    )
    everyone_a, everyone_b = aa | ar, ba | br
    mutual = not ar or not br
    if mutual:
        parties = everyone_a <= everyone_b or everyone_b <= everyone_a
    else:
        parties = (aa <= ba or ba <= aa or not aa or not ba) and (ar <= br or br <= ar)
    if not parties or not everyone_a & everyone_b:
        return False
    verbal = kind.verbal
    same_word = a.lemma == b.lemma
    nouns = a.sentence == b.sentence and a.kind == b.kind == "noun"  # "rounds of talks"
    if verbal and not same_word and not nouns and (a.cameo or "")[:3] != (b.cameo or "")[:3]:
        return False
    if verbal and not same_word and a.mutual != b.mutual:
        return False
    guests = a.mode == b.mode and kind.hosted(a.mode)
    if guests and {x.sector for x in a.actor} != {x.sector for x in b.actor}:
        return False
    if a.mode and b.mode and a.mode != b.mode and not same_word:
        return False
    if a.location and b.location and a.location.name != b.location.name:
        return False
    when = when_of(a, b)
    if when == "differ":
        return False
    equal = everyone_a == everyone_b
    if when == "same":
        return equal or same_word or mutual
    if verbal and a.mode and a.mode == b.mode and "noun" in (a.kind, b.kind):
        return True  # the noun names it again with fewer parties
    return equal and (
        same_word
        or (bool(a.mode) and a.mode == b.mode)
        or a.kind != b.kind
        or abs(a.sentence - b.sentence) <= 1
    )


def _copies(text: str, paragraphs: Sequence[Paragraph]) -> dict[int, list[tuple[int, int]]]:
    """Original paragraph -> (repeat, shift of offsets) where the words are the same."""
    out: dict[int, list[tuple[int, int]]] = {}
    for paragraph in paragraphs:
        if paragraph.repeats is None:
            continue
        original = paragraphs[paragraph.repeats]
        out.setdefault(original.index, []).append(
            (paragraph.index, paragraph.start - original.start)
        )
    return out


def _event(
    document_id: str,
    text: str,
    paragraphs: Sequence[Paragraph],
    sentences: Sequence[Sentence],
    readings: list[Reading],
    copies: dict[int, list[tuple[int, int]]],
    codebook: Codebook,
    goldstein: dict[str, float],
    trust: Trust,
) -> Event:
    first = readings[0]
    best = max(
        readings,
        key=lambda r: (r.time is not None, len(r.actor) + len(r.recipient), -r.sentence, -r.token),
    )
    kind = codebook.types[first.event_type]
    whole = max(readings, key=_company) if kind.meets else best
    actor = whole.actor or next((r.actor for r in readings if r.actor), ())
    recipient = whole.recipient or next((r.recipient for r in readings if r.recipient), ())
    parties = {a.party for a in actor}
    if not whole.recipient:
        recipient = tuple(r for r in recipient if r.party not in parties)
    edtf = best.edtf or next((r.edtf for r in readings if r.edtf), None)
    victims = next((r for r in readings if kind.of_mode(r.mode).get("again") == "outcome"), best)
    if {x.party for x in victims.recipient} == {x.party for x in recipient}:
        recipient = victims.recipient  # who was killed is told more exactly than who was shelled
    lead = max(readings, key=lambda r: _tells_mode(r, kind))
    mode = None if _too_few(kind.of_mode(lead.mode), (*actor, *recipient)) else lead.mode
    scores = kind.of_mode(mode)
    cameo = (lead.cameo if mode == lead.mode else None) or scores.get("cameo") or kind.cameo
    aux = set(first.aux)
    if "historical" not in best.aux:
        aux.discard("historical")
    else:
        aux.add("historical")
        aux.discard("future")
    mentions = _mentions(text, paragraphs, readings, copies)
    date = None
    if edtf:
        start, end = bounds(edtf)
        time = best.time or next((r.time for r in readings if r.time), None)
        date = Date(edtf, start, end, time.text if time else None)
    places = sorted({r.sentence for r in readings})
    reasons: list[Reason] = []
    for reading in readings:
        reasons += [r for r in reading.reasons if r not in reasons]
    for party in (*actor, *recipient):
        if party.reason and party.reason not in reasons:
            reasons.append(party.reason)
    if len(readings) > 1:
        words = " | ".join(dict.fromkeys(r.evidence.trigger for r in readings))
        reasons.append(Reason("merge", "same type, parties and time", words))
    key = "\t".join(
        (
            document_id,
            first.event_type,
            _codes(actor),
            _codes(recipient),
            edtf or "",
            str(first.evidence.start),
        )
    )
    parts = replace(best, actor=actor, recipient=recipient, edtf=edtf, aux=frozenset(aux))
    confidence, confidences = trust.judge(readings, best, parts, sentences[best.sentence])
    return Event(
        id=hashlib.blake2b(key.encode(), digest_size=8).hexdigest(),
        event_type=first.event_type,
        mode=mode,
        actor=actor,
        recipient=recipient,
        date=date,
        aux=tuple(sorted(aux)),
        said_by=first.said_by,
        location=next((r.location for r in readings if r.location), None),
        mentions=mentions,
        confidence=confidence,
        confidences=confidences,
        cameo=cameo,
        quad_class=codebook.quads.get(kind.quad),
        intensity=scores.get("intensity", kind.intensity),
        goldstein=_goldstein(cameo, goldstein),
        contexts=_contexts([sentences[k] for k in places], codebook),
        reasons=tuple(reasons),
    )


def _company(reading: Reading) -> tuple[int, bool]:
    """How many a reading tells of; of two that tell as many, one with a time of its own first."""
    return len({x.code for x in (*reading.actor, *reading.recipient)}), reading.time is not None


def _too_few(way: Mapping[str, Any], parties: Iterable[Actor]) -> bool:
    """Whether the parties are two or more states, but fewer than a mode takes (a summit of two)."""
    states = {a.party for a in parties if a.country}
    bodies = any(not a.country for a in parties)
    return not bodies and 1 < len(states) < way.get("states", 0)


def _tells_mode(reading: Reading, kind: EventType) -> tuple[bool, bool, bool]:
    """How well a reading tells the mode of its event: itself, not what came of it, by an entry."""
    again = bool(kind.of_mode(reading.mode).get("again"))
    return bool(reading.mode), not again, reading.rule != RULE


def _contexts(sentences: Sequence[Sentence], codebook: Codebook) -> tuple[str, ...]:
    """Subjects whose words the sentences hold, in the order of the codebook."""
    words: set[str] = set()
    for sentence in sentences:
        for token in sentence.tokens:
            if token.upos in ("NOUN", "ADJ", "PROPN"):
                words |= {token.lemma, token.text}
                if token.index:  # an entry may have two words
                    words.add(f"{sentence.tokens[token.index - 1].text} {token.text}")
    held = (name for name, members in codebook.contexts if members.match(*sorted(words)))
    return tuple(islice(held, MOST_CONTEXTS))


def _codes(side: Sequence[Actor]) -> str:
    return ",".join(a.code for a in side)


def _goldstein(cameo: str | None, table: dict[str, float]) -> float | None:
    """Value of the code, or of the code above it where it has none."""
    code = cameo or ""
    while len(code) >= 2:
        if code in table:
            return table[code]
        code = code[:-1]
    return None


def _mentions(
    text: str,
    paragraphs: Sequence[Paragraph],
    readings: list[Reading],
    copies: dict[int, list[tuple[int, int]]],
) -> tuple[Evidence, ...]:
    out: dict[tuple[int, int], Evidence] = {}
    for reading in readings:
        own = reading.evidence
        out.setdefault((own.start, own.end), own)
    for own in list(out.values()):
        for index, shift in copies.get(own.paragraph, ()):
            start, end = own.start + shift, own.end + shift
            if text[start:end] == own.trigger and end <= paragraphs[index].end:
                out.setdefault((start, end), replace(own, paragraph=index, start=start, end=end))
    return tuple(out[k] for k in sorted(out))
