"""Whose a party is that the words leave open: the police, they, nobody named at all.

Rules name a party; a linear model over what speaks for each party of the document (the choice of
the rules among it) has the last word. Its weights were learned from the corpus
(`training/whose.py`), by how the party is told, by side, kind of party and kind of event.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from detente.codebook import Codebook
from detente.resources import model_rows
from detente.stages._cast import PART, STATES, Cast
from detente.stages._scores import KIND, LEAST, NONE, anchor, kind_name, named_in, words_between
from detente.stages._scripts import follows
from detente.stages._standins import GOVERNMENT, OWN, RESIDENTS, Expected, settled
from detente.stages._whose_named import names_itself
from detente.types import Actor, Reading, Reason, Sentence

NOBODY = ""
UNKNOWN = "UNK:UNK"
_SOUND = 0.3  # weight of how the name of a person sounds, beside the signs below
_INNER = 3.0  # that of who speaks at home
_CONFLICT = 3  # quad class of words that conflict
_MATERIAL = 2  # that of help and of what states do together
_OPPOSED = "OPP"
_SPEAKING = ("OPP", "PTY", "LEG", "LAB", "NGO", "CVL", "EDU", "MED", "REL")
# who deals with its own people, and of which sectors they may be another state's
_NOT_OF: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("OPP", "PTY", "LAB", "NGO", "MED", "EDU", "BUS"), ("GOV",)),
    "COP": ("GOV", "MIL", "COP"),
}
_STATE_CODE = 3  # letters of the code of a state
_CROWD = "people"  # who acts in events of crowds
LIKELIEST = "likeliest party"
_OFFICE = frozenset({"office", "title", "amount", "group", PART})
_PRONOUN = frozenset({"pronoun", "relative"})
_VAGUE = frozenset({"both", "counterpart", "dateline", "not the other side"})
_SURE = frozenset({"counterpart"})  # a stand-in that the frame itself points at
_HOME = frozenset({"REB", "CRM", "OPP", "PTY", "REF", "LEG"})  # sectors of which a body has none
_STATE = ("GOV", "LEG", "JUD", "SPY", "ELI", "MIL")
GROUPS = (
    *("all", "office", "kind", "pronoun", "vague", "absent", "actor", "recipient"),
    *("state", "group", "fled", "talk", "support", "accuse", "force"),
)
# what speaks for a party: the rules chose it, its phrase names it, it is the other side, the place
# of the act, a place of the sentence; it was told last, last but one, last but two; it stands in
# the sentence, or in the one before; the heads see it in the role; it had this side, or stood on
# the other, in the reading before; how often it is named, the most, the most of countries; its kind
# fits; it is a state, unknown, nobody; somebody recent who is not the other side; on whose word the
# act is told; it met the other side elsewhere, had this side, also in the same type; it comes later
QUADS = ("talk", "support", "accuse", "force")
SIGNS = (
    *("ruled", "inside", "other", "place", "near", "last", "second", "third", "here", "before"),
    *("role", "same", "opposite", "share", "most", "home", "kind", "state", "nobody", "none"),
    *("elsewhere", "unknown", "foe", "speaker", "dyad", "part", "twin", "ahead", "script"),
)
Signs = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Slot:
    """A side of a reading with at most one party, whose words leave open who it is."""

    reading: Reading
    side: str
    how: str  # the group of weights: how the party is told
    expected: Expected

    @property
    def actor(self) -> Actor | None:
        """The party that the rules gave."""
        found = getattr(self.reading, self.side)
        return found[0] if found else None

    @property
    def held(self) -> bool:
        """Whether somebody surely has the side, named or not (whom a protest is against, the town
        that is put under curfew)."""
        rule = self.actor.reason.rule if self.actor and self.actor.reason else ""
        return rule in (GOVERNMENT, RESIDENTS)

    @property
    def others(self) -> tuple[Actor, ...]:
        """The parties of the other side."""
        return self.reading.recipient if self.side == "actor" else self.reading.actor


def _hit(slot: Slot) -> set[str]:
    """The states on the other side that are told as such: none strikes itself."""
    named = (a for a in slot.others if a.reason is not None and a.reason.rule in STATES)
    return {a.party for a in named}


def told(actor: Actor) -> str:
    """How a party is told whose words leave open who it is; "" where they name it."""
    rule = actor.reason.rule if actor.reason is not None else ""
    if rule in _OFFICE:
        return "office"
    if rule.startswith(KIND):
        return "kind"
    if rule in _PRONOUN:
        return "pronoun"
    return "vague" if rule in _VAGUE else ""


def slot_of(reading: Reading, side: str, known: bool, expected: Expected) -> Slot | None:
    """The side of a reading if it is open; `known`: words of the sentence told it."""
    found: tuple[Actor, ...] = getattr(reading, side)
    if reading.mutual or len(found) > 1:
        return None
    if found and not known and found[0].reason is not None and found[0].reason.rule in _SURE:
        return None
    how = told(found[0]) if found and known else "absent"
    return Slot(reading, side, how, expected) if how else None


class Whose:
    """Weighs the parties of one document."""

    def __init__(
        self,
        readings: Sequence[Reading],
        sentences: Sequence[Sentence],
        cast: Cast,
        codebook: Codebook,
    ) -> None:
        self.readings, self.sentences = readings, sentences
        self.cast, self.codebook = cast, codebook
        counts = Counter(a.party for a in cast.actors if a.party != UNKNOWN)
        self.counts, self.total = counts, max(1, counts.total())
        self.most = min(counts, key=lambda p: (-counts[p], p)) if counts else NOBODY
        countries = Counter(p for p in counts.elements() if len(p) == 3)
        self.home = min(countries, key=lambda p: (-countries[p], p)) if countries else NOBODY
        self.weights = model_rows("whose")

    def groups(self, slot: Slot) -> tuple[str, ...]:
        """The groups of weights that hold for a slot."""
        sector = slot.actor.sector if slot.actor else None
        kind = "fled" if sector == "REF" else "state" if sector in _STATE else "group"
        quad = QUADS[self.codebook.types[slot.reading.event_type].quad - 1]
        return ("all", slot.how, slot.side, kind, quad)

    def signs(self, slot: Slot, before: Sequence[Reading]) -> Signs:
        """What speaks for each party of the document, and for nobody."""
        reading, actor = slot.reading, slot.actor
        sentence = self.sentences[reading.sentence]
        worded = actor is not None and slot.how != "absent"
        at = actor.start if actor is not None and worded else reading.evidence.start
        recent: list[str] = []
        previous: set[str] = set()
        here: set[str] = set()
        for one in self.cast.actors:
            if sentence.start <= one.start < sentence.end:
                here.add(one.party)
            if one.start >= at or (actor is not None and one.start == actor.start):
                continue
            if one.party in recent:
                recent.remove(one.party)
            recent.append(one.party)
            if reading.sentence and self.sentences[reading.sentence - 1].start <= one.start:
                previous.add(one.party)
        recent = [p for p in recent if p != UNKNOWN][::-1]
        inside = named_in(sentence, actor, self.cast) if actor is not None and worded else set()
        places = [p.country for _, p in self.cast.places(sentence.index) if p.country]
        place = reading.location.country if reading.location else NOBODY
        ruled = actor.party if actor is not None else NOBODY
        roles, elsewhere = self._roles(slot, sentence)
        last = before[-1] if before else None
        same = {a.party for a in getattr(last, slot.side)} if last else set()
        against = {a.party for a in (*last.actor, *last.recipient)} - same if last else set()
        others = {a.party for a in slot.others}
        kinds = slot.expected.kinds
        met, part, twins = self._elsewhere(slot, others)
        speaker = reading.said_by.party if reading.said_by else NOBODY
        ahead = {a.party for a in self.cast.actors if at < a.start < sentence.end}
        scripts = follows(reading.event_type, slot.side, before)
        known = {*self.counts, *places, ruled, *inside} - {NOBODY}
        if worded and actor is not None and actor.sector in _HOME:
            known = {p for p in known if len(p) == 3 or p in (ruled, UNKNOWN)}
        if not worded:
            known -= self._acting(slot) - {ruled}
            if slot.side == "actor" and self.codebook.types[reading.event_type].actor == "unknown":
                known -= self._idle() | _hit(slot)
        out: Signs = {}
        for party in sorted(known):
            out[party] = {
                "ruled": float(party == ruled),
                "inside": float(party in inside),
                "other": float(party in others),
                "place": float(party == place),
                "near": float(party in places),
                "last": float(party in recent[:1]),
                "second": float(party in recent[1:2]),
                "third": float(party in recent[2:3]),
                "here": float(party in here),
                "before": float(party in previous),
                "role": roles.get(party, 0.0),
                "same": float(party in same),
                "opposite": float(party in against),
                "share": self.counts[party] / self.total,
                "most": float(party == self.most),
                "home": float(party == self.home),
                "kind": self._fit(party, kinds) if not worded else 0.0,
                "state": float(len(party) == 3),
                "unknown": float(party == UNKNOWN),
                "foe": float(party in recent[:4] and party not in others),
                "speaker": float(party == speaker),
                "dyad": min(met[party], 3) / 3,
                "part": min(part[party], 3) / 3,
                "twin": float(party in twins),
                "ahead": float(party in ahead),
                "script": scripts.get(party, 0.0),
            }
        if not worded and not slot.held:
            out[NOBODY] = {
                "ruled": float(not ruled),
                "nobody": 1.0,
                "none": kinds.get(NONE, 0.0),
                "elsewhere": elsewhere,
            }
        return out

    def _acting(self, slot: Slot) -> set[str]:
        """The parties of which nobody is told but who stands on the other side."""
        taken = {a.code for a in slot.others}
        free = {a.party for a in self.cast.actors if a.code not in taken}
        return {a.party for a in slot.others} - free

    def _idle(self) -> set[str]:
        """The parties of which the text has but the names of their countries and those whom
        something is done to, and that act nowhere in it: where there was violence, not who did it.
        """
        doing = {a.party for r in self.readings for a in r.actor}
        hit = {a.start for r in self.readings for a in r.recipient}
        doing |= {
            a.party
            for a in self.cast.actors
            if a.start not in hit and a.reason is not None and a.reason.rule not in STATES
        }
        return {a.party for a in self.cast.actors} - doing

    def _elsewhere(
        self, slot: Slot, others: set[str]
    ) -> tuple[Counter[str], Counter[str], set[str]]:
        """What other readings tell: how often a party met the other side of the slot, how often
        it had this side, and which had it in a reading of the same type.
        """
        met: Counter[str] = Counter()
        part: Counter[str] = Counter()
        twins: set[str] = set()
        for one in self.readings:
            if (one.sentence, one.token) == (slot.reading.sentence, slot.reading.token):
                continue
            here = {a.party for a in getattr(one, slot.side)}
            both = {a.party for a in (*one.actor, *one.recipient)}
            part.update(here)
            if both & others:
                met.update(both - others)
            if one.event_type == slot.reading.event_type and (both & others or not others):
                twins |= here - others
        return met, part, twins

    def _fit(self, party: str, kinds: Mapping[str, float]) -> float:
        """How likely the kinds of the actors of a party are, 0 to 1."""
        told = [kinds.get(kind_name(a), 0.0) for a in self.cast.actors if a.party == party]
        return max(told, default=LEAST)

    def _roles(self, slot: Slot, sentence: Sentence) -> tuple[dict[str, float], float]:
        """The probability of the side by party of the sentence, and that it stands elsewhere."""
        scores = sentence.scores
        if scores is None:
            return {}, 0.0
        row = scores.roles[slot.side][anchor(slot.reading, sentence, scores)]
        found: dict[str, float] = {}
        for actor in self.cast.actors:
            if sentence.start <= actor.start < sentence.end:
                words = words_between(sentence, actor.start, actor.end)
                p = max((float(row[w + 1]) for w in words), default=0.0)
                found[actor.party] = max(found.get(actor.party, 0.0), p)
        return found, float(row[0])

    def settle(self, slot: Slot, before: Sequence[Reading]) -> Reading:
        """The reading with the likeliest party in a slot."""
        reading, actor = slot.reading, slot.actor
        sentence = self.sentences[reading.sentence]
        named = actor is not None and names_itself(actor, slot.how, sentence, self.cast)
        if not self.weights or named:
            return reading
        held = [self.weights[group] for group in self.groups(slot)]
        odds = {
            party: sum(row[sign] * v for sign, v in found.items() if v for row in held)
            for party, found in self.signs(slot, before).items()
        }
        self._sound(slot, odds)
        self._inner(slot, odds)
        best = max(sorted(odds), key=lambda p: odds[p]) if odds else NOBODY
        if best == (actor.party if actor is not None else NOBODY):
            return reading
        sure = 1 / sum(math.exp(min(v - odds[best], 0.0)) for v in odds.values())
        chosen = None if best == NOBODY else self._as(best, slot)
        worded = actor if slot.how != "absent" else None
        return settled(reading, slot.side, chosen, sure, worded)

    def _sound(self, slot: Slot, odds: dict[str, float]) -> None:
        """Add to the odds of states how the name of a person in the words of a slot sounds."""
        actor, sentence = slot.actor, self.sentences[slot.reading.sentence]
        if actor is None or slot.how not in ("office", "kind"):
            return
        words = words_between(sentence, actor.start, actor.end)
        named = [sentence.tokens[w].text for w in words if sentence.named(w, "PER")]
        if named:
            name = " ".join(named)
            for party in odds:
                if len(party) == 3:
                    odds[party] += _SOUND * self.cast.sound(name, party)

    def _inner(self, slot: Slot, odds: dict[str, float]) -> None:
        """Add to the odds of their own state where people or bodies inside it speak to a
        government that no word tells the country of (a party demands: of its government)."""
        actor = slot.actor
        if actor is None or slot.side != "recipient" or len(slot.others) != 1:
            return
        own = slot.others[0].country
        told = max(sorted(odds), key=lambda p: odds[p]) if odds else NOBODY
        body = slot.how == "office" and len(told) != _STATE_CODE  # the staff of the UN are nobody's
        if own in odds and not body and self._at_home(slot, actor, slot.others[0].sector or ""):
            odds[own] += _INNER

    def _at_home(self, slot: Slot, actor: Actor, sector: str) -> bool:
        """Whether those of a sector act on somebody of their own state where no word of his phrase
        tells another: they speak to the government, parties and unions deal with whomever they
        deal with, the police hold people."""
        kind = self.codebook.types[slot.reading.event_type]
        governs = actor.sector == "GOV" and kind.verbal
        if slot.how == "absent":
            rule = actor.reason.rule if actor.reason is not None else ""
            return governs and rule == OWN and sector == _OPPOSED
        speaks = governs and kind.quad == _CONFLICT and sector in _SPEAKING
        inside = kind.actor != _CROWD and kind.quad != _MATERIAL
        inside = inside and sector in _NOT_OF and actor.sector not in _NOT_OF[sector]
        if slot.how != "office" or not (speaks or inside):
            return False
        return not named_in(self.sentences[slot.reading.sentence], actor, self.cast, pronouns=False)

    def _as(self, party: str, slot: Slot) -> Actor:
        """A party in a slot: by the words that tell it, or as it was told last."""
        actor, reading = slot.actor, slot.reading
        state = len(party) == 3
        if actor is not None and slot.how != "absent":
            note = Reason("locate", LIKELIEST, actor.text, actor.start, actor.end)
            sector = self._sector(party, slot, actor)
            return replace(
                actor,
                code=f"{party}:{sector}" if state else party,
                sector=sector if state else None,
                country=party if state else None,
                reason=note,
            )
        start, end = reading.evidence.start, reading.evidence.end
        named = [a for a in self.cast.actors if a.party == party]
        if named:
            taken = {a.start for a in slot.others}  # who acts is not whom it is done to
            named = [a for a in named if a.start not in taken] or named
            near = [a for a in named if a.start < start] or named
            return max(near, key=lambda a: (slot.expected.fits(a), a.start))
        sector = slot.expected.kind(actor.sector if actor and actor.sector else "GOV")
        code = f"{party}:{sector}" if state else party
        words = reading.evidence.trigger
        note = Reason("locate", LIKELIEST, words, start, end)
        return Actor(code, party, words, start, end, sector, party if state else None, note)

    def _sector(self, party: str, slot: Slot, actor: Actor) -> str:
        """The sector of a party whose words are a pronoun, as it was told before; else theirs."""
        area, kind = actor.code.split(":")
        if slot.how == "pronoun":
            told = [a for a in self.cast.actors if a.party == party and a.start < actor.start]
            if told:
                best = max(told, key=lambda a: (slot.expected.fits(a), a.start))
                return best.sector or slot.expected.kind("GOV")
        nameless = area == UNKNOWN[:3] and actor.code != UNKNOWN  # armed men of no country
        return kind if actor.country or nameless else slot.expected.kind("GOV")
