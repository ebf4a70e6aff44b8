"""What came of an act, told by the sentence after it: the strike, and then those whom it killed.

"Warplanes bombed the suburbs. Twenty people were killed" is one act. Its second sentence names no
doer, no time and no place of its own; it may take the act up again ("in the raid"). Where it names
others ("in an attack by rebels two soldiers were killed"), it is an act of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from detente.codebook import Codebook
from detente.resources import LanguagePack
from detente.stages._again import when_of
from detente.stages._apart import PRONOUN, before_it
from detente.stages._authors import UNDONE
from detente.stages._cast import Cast
from detente.stages._grammar import SUFFERED, Grammar, grammar_of
from detente.stages._scores import firm
from detente.stages._tree import climb, own_subjects
from detente.types import Actor, Place, Reading, Reason, Sentence

RULE = "what came of an act told before"  # of the reason of a reading that tells it
_OUTCOME = "outcome"  # `again` of a mode in the ontology
_FORCE = 4  # quad class of material conflict
_ARMED = frozenset({"MIL", "COP", "REB", "SPY", "UNK"})
_OBLIQUE = ("obl", "obl:agent", "nmod")
_VICTIMS = ("nsubj", "nsubj:pass", "obj")
_WHOSE = ("nmod", "nmod:poss", "amod", "compound", "acl", "appos", "det:poss")


def outcomes(
    readings: Sequence[Reading],
    sentences: Sequence[Sentence],
    cast: Cast,
    pack: LanguagePack,
    codebook: Codebook,
) -> tuple[Reading, ...]:
    """The readings, where those that only tell what came of an act of the sentence before say of
    which (`outcome_of`), without the doer and the time that they were thought to have."""
    definite = frozenset(map(str, pack.reporting.get("of_known") or ()))
    finder = _Finder(sentences, cast, grammar_of(pack), codebook, definite, pack.status)
    found = list(readings)
    places: dict[int, list[int]] = {}
    for k, reading in enumerate(found):
        places.setdefault(reading.sentence, []).append(k)
    for k in sorted(range(len(found)), key=lambda k: (found[k].sentence, found[k].token)):
        here, last = places[found[k].sentence], places.get(found[k].sentence - 1, [])
        deed = finder.deed_of(found[k], [found[j] for j in last])
        if deed is not None:
            found[k] = finder.joined(found[k], deed)
            continue
        found[k] = finder.beside(found[k], [found[j] for j in sorted((*last, *here))])
        for j in here:
            if finder.leads_to(found[j], found[k]) and (left := _without(found[j], found[k])):
                found[j] = replace(found[j], recipient=left)
    return tuple(found)


def _without(deed: Reading, outcome: Reading) -> tuple[Actor, ...]:
    """Those whom an act hit, but for whom only the words for what came of it name."""
    words = {a.start for a in outcome.recipient}
    return tuple(a for a in deed.recipient if a.start not in words)


@dataclass(frozen=True, slots=True)
class _Finder:
    sentences: Sequence[Sentence]
    cast: Cast
    grammar: Grammar
    codebook: Codebook
    definite: frozenset[str]
    words: Mapping[str, Any]

    def deed_of(self, reading: Reading, readings: Sequence[Reading]) -> Reading | None:
        """The act of which a reading tells what came, among those of the sentence before: of
        several one that hit the country of who tells it, or of the victims, in a main clause, the
        last."""
        if not self._tells_outcome(reading) or reading.aux & UNDONE or self._doer_told(reading):
            return None
        deeds = [
            deed
            for deed in readings
            if deed.event_type == reading.event_type
            and firm(deed)
            and not deed.aux & UNDONE
            and self._fits(deed, reading)
        ]
        hit = {a.country for a in reading.recipient}
        voice = reading.said_by.country if reading.said_by is not None else None
        whole = self.sentences[reading.sentence - 1]

        def rank(deed: Reading) -> tuple[bool, bool, int, int]:
            theirs = {a.country for a in deed.recipient}
            return voice in theirs, bool(hit & theirs), -len(climb(whole, deed.token)), deed.token

        return max(deeds, key=rank, default=None)

    def beside(self, reading: Reading, readings: Sequence[Reading]) -> Reading:
        """The reading with the parties that acts beside it tell, where its own words do not: the
        country of the victims by whom the act hit of which their death came (stormed a village,
        killing twenty), who killed them by whoever used force against the like of them."""
        if not self._tells_outcome(reading) or reading.aux & UNDONE:
            return reading
        before = [r for r in readings if r is not reading and firm(r) and not r.aux & UNDONE]
        for deed in before:
            if self.leads_to(deed, reading):
                return self._of_same_country(reading, deed)
        if self._doer_told(reading) or not reading.passive:
            return reading
        for deed in reversed(before):
            if self._forced(deed, reading):
                note = Reason("merge", RULE, deed.evidence.trigger)
                return replace(reading, actor=deed.actor, reasons=(*reading.reasons, note))
        return reading

    def leads_to(self, deed: Reading, reading: Reading) -> bool:
        """Whether a reading hangs on the act of which it tells what came."""
        token = self.sentences[reading.sentence].tokens[reading.token]
        near = deed.sentence == reading.sentence and token.head == deed.token
        same = near and deed.event_type == reading.event_type and self._tells_outcome(reading)
        return same and token.relation.split(":")[0] in ("advcl", "conj", "xcomp")

    def _of_same_country(self, reading: Reading, deed: Reading) -> Reading:
        """The reading with victims of the country that the act hit, where no word names theirs."""
        hit = {a.country for a in _without(deed, reading)}
        only = next(iter(hit)) if len(hit) == 1 else None
        if only is None or self._nations(reading):
            return reading
        victims = tuple(
            replace(a, code=f"{only}:{a.sector}", country=only) if a.country else a
            for a in reading.recipient
        )
        return replace(reading, recipient=victims)

    def _forced(self, deed: Reading, reading: Reading) -> bool:
        """Whether an act of another type is one of force by armed people against a country of
        which the victims are, done before them in the text."""
        kind = self.codebook.types[deed.event_type]
        armed = all(a.sector in _ARMED for a in deed.actor) and bool(deed.actor)
        earlier = (deed.sentence, deed.token) < (reading.sentence, reading.token)
        own = {a.country for a in reading.recipient}
        alike = bool(own & {a.country for a in deed.recipient})
        other = kind.quad == _FORCE and deed.event_type != reading.event_type
        return armed and earlier and alike and other

    def joined(self, reading: Reading, deed: Reading) -> Reading:
        """The reading as what came of the act."""
        told = self._nations(reading) or {a.party for a in reading.recipient} <= _parties(deed)
        note = Reason("merge", RULE, deed.evidence.trigger)
        return replace(
            reading,
            actor=(),
            recipient=reading.recipient if told else (),
            time=None,
            edtf=None,
            outcome_of=(deed.sentence, deed.token),
            reasons=(*reading.reasons, note),
        )

    def _tells_outcome(self, reading: Reading) -> bool:
        """Whether a reading tells that somebody was killed, not how it was done."""
        if reading.kind != "verb":
            return False
        if reading.licence == SUFFERED:
            return reading.event_type in self.codebook.forces.get("victims", ())
        way = self.codebook.types[reading.event_type].of_mode(reading.mode)
        return way.get("again") == _OUTCOME or (reading.passive and self._takes_up(reading))

    def _takes_up(self, reading: Reading) -> bool:
        """Whether a phrase takes an act of its type up that was told before (in the raids)."""
        sentence = self.sentences[reading.sentence]
        kids = sentence.kids(reading.token, *_OBLIQUE)
        return any(self._is_known(sentence, k, reading) for k in kids)

    def _doer_told(self, reading: Reading) -> bool:
        """Whether the clause says who did it, or by what other act."""
        sentence = self.sentences[reading.sentence]
        tokens = sentence.tokens
        if not reading.passive and reading.licence != SUFFERED:
            by_pronoun = all(_rule(a) == PRONOUN for a in reading.actor)
            return not (reading.actor and by_pronoun and own_subjects(sentence, reading.token))
        for kid in sentence.kids(reading.token, *_OBLIQUE, "advcl"):
            if tokens[kid].relation == "advcl":
                if own_subjects(sentence, kid):
                    return True
                continue
            if self._is_known(sentence, kid, reading):
                continue
            led = {tokens[k].text.lower() for k in sentence.kids(kid, "case")}
            if led & self.grammar.agents or self._is_act(sentence, kid, reading):
                return True
        return False

    def _is_act(self, sentence: Sentence, noun: int, reading: Reading) -> bool:
        """Whether a noun is one for acts of the type of a reading."""
        token = sentence.tokens[noun]
        entries = self.codebook.find("noun", token.lemma)
        return token.upos == "NOUN" and any(e.event_type == reading.event_type for e in entries)

    def _is_known(self, sentence: Sentence, noun: int, reading: Reading) -> bool:
        """Whether a noun means an act that was told before, and says no more of it."""
        if not self._is_act(sentence, noun, reading) or sentence.kids(noun, *_WHOSE):
            return False
        before = sentence.tokens[max(noun - 2, 0) : noun]
        return any(t.lemma.lower() in self.definite for t in before)

    def _fits(self, deed: Reading, reading: Reading) -> bool:
        """Whether nothing sets the act apart from what came of it: parties, time, place, words."""
        if before_it(reading, self.sentences[reading.sentence], self.words):
            return False
        if reading.time is not None and when_of(deed, reading) != "same":
            return False
        if _far(deed.location, reading.location):
            return False
        kind = self.codebook.types[deed.event_type]
        killing = kind.of_mode(deed.mode).get("again") == _OUTCOME and reading.passive
        if killing and deed.outcome_of is None and not self._takes_up(reading):
            return False  # one killing and then another one
        nations = self._nations(reading)
        hit = {a.country for a in deed.recipient if a.country}
        return not nations or not hit or bool(nations & hit)

    def _nations(self, reading: Reading) -> set[str]:
        """The countries that the words for the victims name."""
        sentence = self.sentences[reading.sentence]
        heads = (*reading.objects, *sentence.kids(reading.token, *_VICTIMS))
        below = {k for h in heads for k in sentence.subtree(h)} - {reading.token}
        found = {a.country for k in below for a in self.cast.adjectives(reading.sentence, k)}
        found |= {
            a.country
            for k in below
            if sentence.tokens[k].upos == "PROPN"
            for a in self.cast.own(reading.sentence, k)
        }
        return {c for c in found if c}


def _rule(actor: Actor) -> str:
    return actor.reason.rule if actor.reason else ""


def _parties(deed: Reading) -> set[str]:
    return {a.party for a in deed.recipient}


def _far(a: Place | None, b: Place | None) -> bool:
    """Whether two places lie in two countries."""
    return bool(a and b and a.country and b.country and a.country != b.country)
