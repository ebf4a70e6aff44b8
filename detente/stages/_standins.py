"""Parties of readings whose clause names none: told before, implied, or only the place tells."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from detente.codebook import Codebook
from detente.stages._actor_phrases import governor, is_subject
from detente.stages._cast import Cast
from detente.stages._grammar import RELATED
from detente.stages._scores import LEAST, NONE, Weights, kind_name, words_between
from detente.types import APART, Actor, Reading, Reason, Sentence

UNKNOWN = "UNK"
_STATE = ("GOV", "LEG", "JUD")  # sectors of those who speak for a state
PEOPLE = "people"  # of a mode that no state does to its people
_ABROAD = ("CVL", "REF", "BUS", "LAB", "MED", "NGO", "REL", "EDU")  # who may live in another state
TOLD_BEFORE = "parties told before"
ANSWER = "answer"
GOVERNMENT = "government"
RESIDENTS = "residents"
OWN = "government of its country"
OF_DOCUMENT = " of the document"
LIKELIEST_SIDE, NO_SIDE = "likeliest {}", "likely no {}"  # rules of a side that a model settled
STAND_IN = -2.0  # odds of a party that no word of the clause tells


@dataclass(frozen=True, slots=True)
class Expected:
    """What the heads expect of a party that no word names.

    `kinds` are the probabilities of its kinds, empty where no model has read the sentence;
    `weights` say how much they count.
    """

    kinds: Mapping[str, float]
    weights: Weights

    @property
    def nobody(self) -> bool:
        """Whether there is none."""
        return self.kinds.get(NONE, 0.0) > self.weights["nobody"]

    def kind(self, ruled: str) -> str:
        """The sector: that of the rule, or one that is surely likelier."""
        told = {k: p for k, p in self.kinds.items() if k == ruled or k not in (NONE, *APART)}
        if not told:
            return ruled
        best = max(sorted(told), key=lambda k: told[k])
        sure = told[best] - told.get(ruled, 0.0) > self.weights["stand_sector"]
        return best if sure else ruled

    def fits(self, actor: Actor) -> float:
        """How well an actor fits; 0 or less."""
        if not self.kinds:
            return float(actor.sector in ("GOV", None))
        return self.weights["stand_kind"] * math.log(self.kinds.get(kind_name(actor), 0) + LEAST)


def settled(
    reading: Reading, side: str, chosen: Actor | None, sure: float, actor: Actor | None = None
) -> Reading:
    """The reading with the likeliest party on a side, or nobody, in place of what was noted of it.

    `sure` is its probability; the words of `actor`, without it those of the act, are shown where
    nobody is chosen.
    """
    rule = LIKELIEST_SIDE if chosen is not None else NO_SIDE
    shown = chosen or actor
    words = (shown or reading.evidence).start, (shown or reading.evidence).end
    text = shown.text if shown is not None else reading.evidence.trigger
    note = Reason("whose", rule.format(side), text, *words, round(sure, 3))
    stale = {LIKELIEST_SIDE.format(side), NO_SIDE.format(side)}
    noted = _notes_of(reading, side)
    kept = (r for r in reading.reasons if r not in noted and r.rule not in stale)
    found = () if chosen is None else (chosen,)
    changed = replace(reading, reasons=(*kept, note))
    if side == "actor":
        return replace(changed, actor=found)
    return replace(changed, recipient=found)


def likeliest(reading: Reading, side: str) -> bool:
    """Whether a model chose the party on a side of a reading."""
    return any(r.rule == LIKELIEST_SIDE.format(side) for r in reading.reasons)


def _notes_of(reading: Reading, side: str) -> tuple[Reason, ...]:
    """The notes of a reading that tell why a party that its clause does not name has a side."""
    found = [r for r in reading.reasons if r.stage == "locate"]
    if side == "actor":
        return tuple(r for r in found if r.rule == TOLD_BEFORE and not reading.mutual)
    return tuple(r for r in found if r.rule == ANSWER or r.rule.endswith(OF_DOCUMENT))


def related(reading: Reading, before: Sequence[Reading], readings: Sequence[Reading]) -> Reading:
    """A reading told only by its relation to another one of the sentence ("the last such visit",
    "a week after the signing") takes from that one the parties that it does not name.
    """
    if reading.licence not in RELATED:
        return reading
    same = [
        r
        for r in (*before, *readings)
        if r.sentence == reading.sentence and r.token != reading.token and r.licence not in RELATED
    ]
    main = next((r for r in same if r.event_type == reading.event_type), None)
    main = main or (same[0] if same else None)
    if main is None:
        return reading
    if reading.mutual:
        return reading if reading.actor else replace(reading, actor=(*main.actor, *main.recipient))
    actor = reading.actor or main.actor
    parties = {a.party for a in actor}
    others = tuple(a for a in (*main.recipient, *main.actor) if a.party not in parties)
    return replace(reading, actor=actor, recipient=reading.recipient or others[:1])


def joined(
    reading: Reading, sentence: Sentence, recent: Sequence[Actor], codebook: Codebook
) -> Reading | None:
    """A mediation that names the mediator alone, or several of them who act together, takes in
    the two parties told before it."""
    mode = codebook.types[reading.event_type].of_mode(reading.mode)
    parties = {a.code for a in reading.actor}
    if mode.get("recipient") != "told" or not reading.mutual:
        return reading
    several = len(parties) > 1
    if several and (mode.get("between") != reading.cameo or not _acting(reading, sentence)):
        return reading
    others = tuple(a for a in recent if a.code not in parties)[-2:]
    if len(others) < 2:
        return reading if several else None
    note = Reason("locate", TOLD_BEFORE, " ".join(a.text for a in others))
    return replace(reading, actor=(*reading.actor, *others), reasons=(*reading.reasons, note))


def _acting(reading: Reading, sentence: Sentence) -> bool:
    """Whether all parties of a reading are subjects of its verb."""
    words = [words_between(sentence, a.start, a.end) for a in reading.actor]
    return not reading.passive and all(
        any(is_subject(sentence, k) and governor(sentence, k) == reading.token for k in own)
        for own in words
    )


def absent(
    reading: Reading,
    recent: Sequence[Actor],
    home: str | None,
    codebook: Codebook,
    expected: Expected,
) -> Reading | None:
    """Parties told before, for a reading that names none; None where nobody was named."""
    if reading.actor:
        return reading
    if codebook.types[reading.event_type].actor == "people":
        country = reading.location.country if reading.location else None
        country = country or home
        if country is None:
            return reading if reading.recipient else None
        code = f"{country}:{expected.kind('CVL')}"
        return replace(reading, actor=(_implied(code, country, country, reading, "people"),))
    if reading.recipient:
        return reading
    if codebook.types[reading.event_type].actor == "unknown" and not reading.mutual:
        country = reading.location.country if reading.location else None
        if country is None:
            return None
        victims = _implied(f"{country}:CVL", country, country, reading, "people")
        unknown = _implied("UNK:UNK", "unknown", None, reading, "nobody named")
        return replace(reading, actor=(unknown,), recipient=(victims,))
    others = tuple(recent[-2:] if reading.mutual else recent[-1:])
    if len(others) < 1 + reading.mutual:
        return None
    note = Reason("locate", TOLD_BEFORE, " ".join(a.text for a in others))
    return replace(
        reading,
        actor=others,
        reasons=(*reading.reasons, note),
        sure={**reading.sure, "parties": STAND_IN},
    )


def complete(
    reading: Reading,
    codebook: Codebook,
    expected: Expected,
    others: Callable[[str], str | None],
) -> Reading:
    """An agent for a passive that names none; of violence, whoever or whatever the subject is.

    `others` tells a state other than the given one that is near: no state does to itself what
    only another one can do (its diplomats were expelled).
    """
    kind = codebook.types[reading.event_type]
    open_ = reading.passive or reading.kind == "noun" or kind.actor == "unknown"
    if reading.actor or not reading.recipient or not open_ or reading.mutual or kind.quad != 4:
        return reading
    country = reading.location.country if reading.location else None
    if country is None and reading.said_by is not None and reading.said_by.sector in _STATE:
        country = reading.said_by.country  # it tells of what it has done
    country = country or reading.recipient[0].country
    if kind.agent == "state" and country is None:
        return reading
    alien = str(kind.of_mode(reading.mode).get("foreign") or "")
    if country is not None and any(_own(a, country, alien) for a in reading.recipient):
        country = others(country) or country
    if kind.actor == "unknown":
        sector = UNKNOWN
    else:
        sector = expected.kind("GOV" if kind.agent == "state" else UNKNOWN)
        if kind.agent == "state" and sector == reading.recipient[0].sector:
            sector = "GOV"  # nobody does it to his own like
    if sector == UNKNOWN or country is None:
        code, name, country = f"{UNKNOWN}:{UNKNOWN}", "unknown", None
    else:
        code, name = f"{country}:{sector}", country
    actor = _implied(code, name, country, reading, "passive without agent")
    return replace(reading, actor=(actor,))


def _own(actor: Actor, country: str, alien: str) -> bool:
    """Whether a state does no such act to a party, as the party is its own: its government, or
    its people too where the mode says so (`foreign`)."""
    if not alien or actor.country != country:
        return False
    return actor.sector == "GOV" or (alien == PEOPLE and actor.sector in _ABROAD)


def stand_in(
    reading: Reading,
    sentence: Sentence,
    cast: Cast,
    ranked: Sequence[str],
    recent: Sequence[Actor],
    codebook: Codebook,
    expected: Expected,
) -> Reading:
    """A recipient for a reading whose clause names none, as the ontology says for its type.

    The counterpart is the party that the document names most besides the actor; the last one
    told where that is a tie. Where the heads expect nobody there is none; a kind of party that
    they surely expect wins over that of the ontology.
    """
    kind = codebook.types[reading.event_type]
    rule = kind.of_mode(reading.mode).get("recipient", kind.recipient)
    if reading.recipient or reading.mutual or not reading.actor or rule is None:
        return reading
    first, parties = reading.actor[0], {a.party for a in reading.actor}
    own = first.country
    if rule == GOVERNMENT:
        if own is None or first.sector == "GOV":
            return reading
        return _towards(reading, "GOV", own, rule)
    if expected.nobody:
        return reading
    place = _object_country(reading, sentence, cast)
    if rule == RESIDENTS:
        return _towards(reading, "CVL", place, rule) if place else reading
    place = place or (reading.location.country if reading.location else None)
    if rule in ("people", "target"):
        return _on_people(reading, rule, place, recent, expected)
    if rule == "place":
        if place is None or place in parties:
            return reading
        return _towards(reading, expected.kind("GOV"), place, rule)
    together = len(reading.actor) > 1 and (kind.quad == 1 or rule == "speaker")
    if rule == "nobody" or together:
        return reading
    if first.sector in codebook.opponents and own is not None and len(reading.actor) == 1:
        return _towards(reading, expected.kind("GOV"), own, OWN)
    return _on_counterpart(reading, rule, cast, ranked, recent, expected)


def _on_people(
    reading: Reading, rule: str, place: str | None, recent: Sequence[Actor], expected: Expected
) -> Reading:
    """The reading with the people of a place, or of who acts, as the recipient; of what was no
    target of an act that did not happen the last other state told."""
    own = reading.actor[0].country
    country = place or own
    if country is None:
        return reading
    foe = next((a.country for a in reversed(recent) if a.country and a.country != own), None)
    if foe and rule == "target" and "negation" in reading.aux and place is None:
        return _towards(reading, "GOV", foe, "counterpart")
    sector = expected.kind("CVL")
    if any(a.code == f"{country}:{sector}" for a in reading.actor):  # nobody acts upon himself
        sector = "CVL"
    return _towards(reading, sector, country, "people")


def _on_counterpart(
    reading: Reading,
    rule: str,
    cast: Cast,
    ranked: Sequence[str],
    recent: Sequence[Actor],
    expected: Expected,
) -> Reading:
    """The reading with the party as the recipient that the document names most besides those who
    act, of those that the heads expect."""
    parties = {a.party for a in reading.actor}
    told = [a.party for a in reversed(recent)]
    others = [p for p in ranked if p not in parties and (p in told or len(p) == 3)]
    if not others:
        return reading
    named = [a for a in (*reversed(recent), *cast.actors) if a.party in others]
    other = max(named, key=lambda a: expected.fits(a) - others.index(a.party))
    note = Reason("locate", f"{rule}{OF_DOCUMENT}", other.text, other.start, other.end)
    return replace(
        reading,
        recipient=(other,),
        reasons=(*reading.reasons, note),
        sure={**reading.sure, "parties": STAND_IN},
    )


def _towards(reading: Reading, sector: str, country: str, rule: str) -> Reading:
    """The reading with a side of a country as the recipient that no word names."""
    implied = _implied(f"{country}:{sector}", country, country, reading, rule)
    sure = {**reading.sure, "parties": STAND_IN}
    return replace(reading, recipient=(implied,), sure=sure)


def _object_country(reading: Reading, sentence: Sentence, cast: Cast) -> str | None:
    inside = {k for top in reading.objects for k in sentence.subtree(top)}
    for token, place in cast.places(sentence.index):
        if token in inside and place.country:
            return place.country
    return None


def _implied(code: str, name: str, country: str | None, reading: Reading, rule: str) -> Actor:
    """A party that no word names; it rests on the words of the event."""
    start, end = reading.evidence.start, reading.evidence.end
    note = Reason("locate", rule, reading.evidence.trigger, start, end)
    return Actor(
        code, name, reading.evidence.trigger, start, end, code.split(":")[1], country, note
    )
