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
from detente.stages._cast import Cast
from detente.stages._grammar import SUFFERED, Grammar, grammar_of
from detente.stages._scores import firm
from detente.stages._tree import own_subjects
from detente.types import Place, Reading, Reason, Sentence

RULE = "outcome"  # of the reason of a reading that tells what came of an act
_PRONOUN = "pronoun"  # the reason of a party that a pronoun stands for
_OUTCOME = "outcome"  # `again` of a mode in the ontology
_OPEN = frozenset({"future", "hypothetical", "negation"})
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
    for k in sorted(range(len(found)), key=lambda k: (found[k].sentence, found[k].token)):
        deed = finder.deed_of(found[k], found)
        if deed is not None:
            found[k] = finder.joined(found[k], deed)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Finder:
    sentences: Sequence[Sentence]
    cast: Cast
    grammar: Grammar
    codebook: Codebook
    definite: frozenset[str]
    words: Mapping[str, Any]

    def deed_of(self, reading: Reading, readings: Sequence[Reading]) -> Reading | None:
        """The act of which a reading tells what came: the last of the sentence before."""
        if not self._tells_outcome(reading) or reading.aux & _OPEN or self._doer_told(reading):
            return None
        deeds = (r for r in readings if r.sentence == reading.sentence - 1)
        for deed in sorted(deeds, key=lambda r: -r.token):
            if deed.event_type == reading.event_type and firm(deed) and not deed.aux & _OPEN:
                return deed if self._fits(deed, reading) else None
        return None

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
            by_pronoun = all(_rule(a) == _PRONOUN for a in reading.actor)
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
        sentence = self.sentences[reading.sentence]
        near = (reading.token, *sentence.kids(reading.token, *_VICTIMS))
        texts = {sentence.tokens[k].text.lower() for h in near for k in sentence.children[h]}
        if texts & set(self.words["earlier"]):
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


def _rule(actor: Any) -> str:
    return actor.reason.rule if actor.reason else ""


def _parties(deed: Reading) -> set[str]:
    return {a.party for a in deed.recipient}


def _far(a: Place | None, b: Place | None) -> bool:
    """Whether two places lie in two countries."""
    return bool(a and b and a.country and b.country and a.country != b.country)
