"""Where an event took place, modes that depend on content, and parties left unnamed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from detente._entries import Words
from detente.codebook import Codebook
from detente.resources import LanguagePack
from detente.stages._aims import PEOPLE, aimed_at, people_of
from detente.stages._authors import doers, kept, of_deed
from detente.stages._cast import SOLE, Cast
from detente.stages._coups import Told, is_coup, of_coup, taken
from detente.stages._deeds import by_deed, moved, own_forces
from detente.stages._edtf import first_day
from detente.stages._fight_words import FightWords
from detente.stages._fights import fought
from detente.stages._foes import defying, hit, spared
from detente.stages._grammar import Grammar, grammar_of, preposition
from detente.stages._hosts import received
from detente.stages._inner import outer
from detente.stages._members import Members
from detente.stages._owed import owed
from detente.stages._quarrels import quarrelling
from detente.stages._replies import answer, asker, replied
from detente.stages._scores import Weights, anchor, firm, kinds_of_side, logit, role_of
from detente.stages._standins import (
    Expected,
    absent,
    complete,
    joined,
    related,
    stand_in,
)
from detente.stages._subjects import subject_to
from detente.stages._tree import clause_head
from detente.stages._victims import blamed
from detente.stages._whom import Whom
from detente.stages._whose import Whose, slot_of
from detente.types import Actor, Place, Reading, Sentence

# rules of those who hold an office, and of those who may
_OFFICES = frozenset({"office", "title", "office-at-date", "pronoun"})
_BODIES = frozenset({"organisation", "group"})  # rules of bodies by name
_PART = frozenset({"appos", "flat", "compound", "amod"})


def locate(
    readings: Sequence[Reading],
    sentences: Sequence[Sentence],
    cast: Cast,
    pack: LanguagePack,
    codebook: Codebook,
    weights: Weights,
) -> tuple[Reading, ...]:
    """Readings with location, with modes that depend on content, and with missing parties.

    A place in a locative phrase of the clause is the location. A passive without agent is the
    act of the state where it happens, or of unknown perpetrators where it is violence. What may
    be no act says nothing of others.
    """
    locator = _Locator(readings, sentences, cast, pack, codebook, weights)
    for reading in readings:
        locator.take(reading)
    return tuple(locator.told)


class _Locator:
    """Completes the readings of a document in their order, each by those told before it."""

    def __init__(
        self,
        readings: Sequence[Reading],
        sentences: Sequence[Sentence],
        cast: Cast,
        pack: LanguagePack,
        codebook: Codebook,
        weights: Weights,
    ) -> None:
        self.sentences, self.cast, self.codebook, self.weights = sentences, cast, codebook, weights
        self.told: list[Reading] = []
        self._grammar = grammar_of(pack)
        self._aims = frozenset(map(str, pack.support.get("aims") or ()))
        self._locative = frozenset(map(str, pack.support.get("locative") or ()))
        self._topical = frozenset(map(str, pack.support.get("topical") or ()))
        self._pointing = frozenset(map(str, pack.support.get("pointing") or ()))
        self._fights = FightWords(pack, codebook)
        self._firmly = [r for r in readings if firm(r)]
        self._whose = Whose(self._firmly, sentences, cast, codebook)
        self._members = Members(self._firmly, sentences, cast, codebook)
        self._whom = Whom(self._firmly, sentences, cast, codebook)
        counted = Counter(a.party for a in cast.actors)
        self._ranked = [party for party, _ in counted.most_common()]
        self._home = next((p for p in self._ranked if len(p) == 3), None)
        self._out: list[Reading] = []  # those told so far that are surely acts
        self._coups: list[Told] = []
        self._recent: list[Actor] = []

    def take(self, reading: Reading) -> None:
        """Complete a reading; one that then tells no act of its own is left out."""
        sentence = self.sentences[reading.sentence]
        verbal = self.codebook.types[reading.event_type].verbal
        placed = self._placed(reading, sentence)
        target = aimed_at(placed, sentence, self.cast, self.codebook, self._aims)
        if target is not None:
            hoped = _expected(placed, "recipient", sentence, self.weights)
            placed = replace(placed, recipient=(people_of(target, hoped.kind(PEOPLE)),))
        changed = fought(
            placed, sentence, self._out, self._firmly, self.cast, self._fights, self._home
        )
        if changed is None:
            return
        acting = _expected(changed, "actor", sentence, self.weights)
        changed = self._acted(changed, sentence, acting)
        if changed is None:
            return
        changed = self._directed(changed, placed, sentence, acting)
        self._note(self._settled(changed, sentence, acting, verbal=verbal), sentence)

    def _placed(self, reading: Reading, sentence: Sentence) -> Reading:
        """The reading by what was told before, with its place and the mode of its content."""
        cast, codebook, grammar = self.cast, self.codebook, self._grammar
        kind = codebook.types[reading.event_type]
        # words, perhaps on that place
        locative = self._locative - self._topical if kind.verbal else self._locative
        reading = blamed(moved(reading, codebook), sentence, self._out, cast, codebook, grammar)
        reading = of_deed(reading, self.sentences, self._out, cast, codebook, self._pointing)
        place = _place(reading, sentence, cast, locative, grammar)
        place = _likely(reading, place, sentence, cast, self.weights)
        mode = reading.mode
        if mode == "content":
            mode = _content_mode(reading, sentence, codebook)
        if place is None and kind.hosted(mode):
            place = _named(reading, cast)
        return received(replace(reading, location=place, mode=mode), cast, codebook)

    def _acted(self, reading: Reading, sentence: Sentence, acting: Expected) -> Reading | None:
        """The reading with who acts where its words do not say; None where it is part of another
        act, or nobody can be meant."""
        recent, codebook = self._recent, self.codebook
        others = partial(_other_state, reading, self.cast, recent, self._ranked)
        completed = related(complete(reading, codebook, acting, others), self._out, self._firmly)
        changed = joined(completed, sentence, recent, codebook)
        if changed is not None:
            changed = absent(changed, recent, self._home, codebook, acting)
        return None if changed is None else answer(changed, self._out, codebook)

    def _directed(
        self, reading: Reading, placed: Reading, sentence: Sentence, acting: Expected
    ) -> Reading:
        """The reading with whom it concerns, and with parties that other words tell better; its
        own words name those of `placed`."""
        cast, codebook, out = self.cast, self.codebook, self._out
        expected = _expected(reading, "recipient", sentence, self.weights)
        changed = stand_in(reading, sentence, cast, self._ranked, self._recent, codebook, expected)
        for side, hoped in (("actor", acting), ("recipient", expected)):
            slot = slot_of(changed, side, bool(getattr(placed, side)), hoped)
            if slot is not None:
                changed = self._whose.settle(slot, out)
                changed = self._members.settle(replace(slot, reading=changed), out)
        changed = kept(self._whom.settle(changed, out), placed, out, codebook)
        changed = asker(replied(changed, out, codebook), sentence, out, codebook)
        changed = subject_to(changed, sentence, cast, codebook)
        changed = quarrelling(changed, sentence, out, codebook)
        if not placed.recipient:
            changed = spared(changed, self._firmly, out, cast, codebook)
        changed = hit(defying(changed, codebook), out, codebook)
        return owed(changed, placed, sentence, out, codebook)

    def _settled(
        self, reading: Reading, sentence: Sentence, acting: Expected, *, verbal: bool
    ) -> Reading:
        """The reading with its parties as they were on its day, each once and none on both
        sides."""
        cast, codebook = self.cast, self.codebook
        changed = by_deed(_dated(reading, cast), sentence, codebook, acting)
        changed = taken(doers(changed, sentence, self._out, codebook), sentence, cast, codebook)
        changed = of_coup(changed, sentence, self._coups, codebook)
        changed = _other(changed, sentence, verbal=verbal)
        return replace(
            changed,
            actor=_distinct(outer(changed.actor, sentence)),
            recipient=_distinct(outer(changed.recipient, sentence)),
        )

    def _note(self, reading: Reading, sentence: Sentence) -> None:
        """Keep a reading for those after it; what may be no act says nothing of others."""
        self.told.append(reading)
        if not firm(reading):
            return
        self._out.append(reading)
        self._coups.append((reading, is_coup(reading, sentence, self.codebook)))
        for actor in (*reading.actor, *reading.recipient):
            others = (a for a in self._recent if a.party != actor.party)
            self._recent = [*others, actor][-4:]


def _expected(reading: Reading, role: str, sentence: Sentence, weights: Weights) -> Expected:
    """What the heads expect of a party of a reading."""
    scores = sentence.scores
    if scores is None:
        return Expected({}, weights)
    at = anchor(reading, sentence, scores)
    return Expected(kinds_of_side(scores, at, role), weights)


def _other_state(
    reading: Reading, cast: Cast, recent: Sequence[Actor], ranked: Sequence[str], own: str
) -> str | None:
    """A state other than the own one: of a place of the sentence, else the one told last, else
    the one that the document names most."""
    near = [p.country for _, p in cast.places(reading.sentence)]
    told = [a.country for a in reversed(recent)]
    parties = (p for p in ranked if len(p) == 3)
    return next((c for c in (*near, *told, *parties) if c is not None and c != own), None)


def _distinct(actors: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """Parties of one code once, but for bodies of several names (two parties in opposition)."""
    out: list[Actor] = []
    for actor in own_forces(actors):
        same = [o for o in out if o.code == actor.code]
        if all(_named_body(o) and _named_body(actor) for o in same):
            out.append(actor)
    return tuple(out)


def _named_body(actor: Actor) -> bool:
    return actor.reason is not None and actor.reason.rule in _BODIES


def _other(reading: Reading, sentence: Sentence, *, verbal: bool) -> Reading:
    """The reading without a government or army among those that it acts upon itself, unless other
    words of the sentence tell of another office of it: it speaks (a mayor asks the minister), or
    nobody says who acts (the ministers were arrested)."""
    acting = {a.code: a.start for a in reading.actor if a.sector in SOLE}
    words = (reading.evidence.start, reading.evidence.end)  # on which who is not named rests
    unnamed = any((a.start, a.end) == words for a in reading.actor)

    def apart(actor: Actor) -> bool:
        office = actor.reason is not None and actor.reason.rule in _OFFICES
        if not (verbal or unnamed):
            return False
        here = sentence.start <= actor.start < sentence.end
        return office and here and (unnamed or actor.start != acting[actor.code])

    left = tuple(r for r in reading.recipient if r.code not in acting or apart(r))
    return reading if len(left) == len(reading.recipient) else replace(reading, recipient=left)


def _place(
    reading: Reading, sentence: Sentence, cast: Cast, locative: frozenset[str], grammar: Grammar
) -> Place | None:
    own = clause_head(sentence, reading.token)
    best: tuple[int, Place] | None = None
    names = {a.start for a in (*reading.actor, *reading.recipient)}
    for token, place in cast.places(sentence.index):
        if place.start in names:
            continue
        if _led_in(sentence, token, grammar) not in locative:
            continue
        if clause_head(sentence, token) != own:
            continue
        distance = abs(token - reading.token)
        if best is None or distance < best[0]:
            best = (distance, place)
    return best[1] if best else None


def _likely(
    reading: Reading, ruled: Place | None, sentence: Sentence, cast: Cast, weights: Weights
) -> Place | None:
    """The place that rule and heads together hold for that of the act."""
    scores = sentence.scores
    if scores is None:
        return ruled
    at = anchor(reading, sentence, scores)
    best: tuple[float, Place] | None = None
    for token, place in cast.places(sentence.index):
        odds = logit(role_of(scores, at, "place", (token,)))
        odds += weights["place_rule"] if place == ruled else 0.0
        if odds > weights["place"] and (best is None or odds > best[0]):
            best = (odds, place)
    return best[1] if best else None


def _led_in(sentence: Sentence, token: int, grammar: Grammar) -> str | None:
    """The preposition of a name, or of the noun that it is part of (in the capital Suva)."""
    for _ in range(3):
        word = preposition(sentence, token, grammar)
        if word is not None or sentence.tokens[token].relation not in _PART:
            return word
        token = sentence.tokens[token].head
    return None


def _named(reading: Reading, cast: Cast) -> Place | None:
    """The place that names the recipient ("travelled to Moscow"); None where a person does."""
    hosts = {a.start for a in reading.recipient}
    return next((p for _, p in cast.places(reading.sentence) if p.start in hosts), None)


def _content_mode(reading: Reading, sentence: Sentence, codebook: Codebook) -> str | None:
    """The mode whose words the complement or object of the predicate holds."""
    inside = [k for k in sentence.subtree(reading.token) if k != reading.token]
    for mode, words in codebook.content.get(reading.event_type, ()):
        if any(_holds(sentence, k, words) for k in inside):
            return mode
    return None


def _holds(sentence: Sentence, index: int, words: Words) -> bool:
    token = sentence.tokens[index]
    return token.upos in ("NOUN", "VERB", "ADJ") and words.match(token.lemma, token.text)


def _dated(reading: Reading, cast: Cast) -> Reading:
    """Parties with the office that they held at the time of the event."""
    day = first_day(reading.edtf) if reading.edtf else None
    return replace(
        reading,
        actor=tuple(cast.dated(a, day) for a in reading.actor),
        recipient=tuple(cast.dated(a, day) for a in reading.recipient),
    )
