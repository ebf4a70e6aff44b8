"""Auxiliary modes: is an act still to come, only possible, or did it not happen?

From tense, mood and modals of its clause, the verbs and nouns that it is embedded in, negation
and the modifiers of event nouns. What a type becomes while it is still to come stands in the
ontology (a visit to come is AGREE).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from detente.codebook import Codebook
from detente.resources import LanguagePack
from detente.stages._conditions import begun_with, conditional_on, marked, unless
from detente.stages._edtf import starts_after
from detente.stages._grammar import ASKED, CARRIED, CLAUSAL, NEGATED
from detente.stages._status_words import StatusWords, status_words
from detente.stages._tree import clause_head, climb
from detente.types import Reading, Reason, Sentence

REFUSAL = "refusal"  # rule of the reason of an act that is refused by saying that one will not
TERM = "term"  # rule of the reason of a promise that depends on something
THREAT = "threat"  # rule of the reason of an act that is announced for the case of something else
CONDITION = "condition"  # rule of the reason of a reading that is only a condition of another act
FUTURE, HYPOTHETICAL, NEGATION, HEARSAY, UNREAL, ATTEMPT = (
    "future",
    "hypothetical",
    "negation",
    "hearsay",
    "unreal",
    "attempt",
)
_EFFECTS = (FUTURE, HYPOTHETICAL, NEGATION, UNREAL, ATTEMPT)


def judge_status(
    readings: Sequence[Reading],
    sentences: Sequence[Sentence],
    published: dt.date | None,
    pack: LanguagePack,
    codebook: Codebook,
) -> tuple[Reading, ...]:
    """Readings with their auxiliary modes and the type that goes with them.

    Readings of acts that somebody only ought to do are left out: the demand for them is coded
    where the codebook lists it.
    """
    words = status_words(pack)
    out = []
    for reading in readings:
        kind = codebook.types[reading.event_type]
        judge = _Judge(reading, sentences[reading.sentence], words)
        judge.run(declared=kind.declared)
        tried = ATTEMPT in judge.found and not kind.of_mode(reading.mode).get("tried")
        if UNREAL in judge.found or (tried and kind.cooperative):
            continue
        if judge.conditional and NEGATION in judge.found:
            continue  # "if he does not resign" tells a demand, not an act
        out.append(_settle(reading, judge, published, codebook))
    return tuple(out)


class _Judge:
    """Collects the modes of one reading, each with the word that brings it."""

    def __init__(self, reading: Reading, sentence: Sentence, words: StatusWords) -> None:
        self.reading, self.sentence, self.words = reading, sentence, words
        self.found: dict[str, str] = {}
        self.past = self.conditional = False

    def run(self, *, declared: bool) -> None:
        """Fill `found` and what is known of the tense; what is done by saying it is done, whatever
        the modal of its words."""
        reading, sentence = self.reading, self.sentence
        if reading.licence == ASKED:
            return
        if reading.kind == "noun":
            self._modifiers(reading.token)
            self._negated(reading.token)
            verb = self._governor()
            if verb is not None:
                self._clause(verb)
                self._negated(verb)
                token = sentence.tokens[verb]
                if (
                    verb == sentence.tokens[reading.token].head and not declared
                ):  # "announced rallies"
                    self._matrix(verb, token.lemma, token.text, infinite=True)
        else:
            verb = reading.token
            self._clause(verb)
            self._negated(verb)
            for noun in sentence.kids(verb, "obj", "nsubj:pass", "nsubj"):
                self._negated(noun, determiner=True)
        self._embedding(verb if verb is not None else reading.token)

    def _governor(self) -> int | None:
        """The verb that tells the event of a noun: its support verb."""
        head = clause_head(self.sentence, self.reading.token)
        if self.reading.licence or self.sentence.tokens[head].head < 0:
            at = self.sentence.tokens[self.reading.token].head
            if self.reading.licence in CARRIED and at >= 0:
                return at if self.sentence.tokens[at].upos in ("VERB", "AUX") else head
        return None

    def _modifiers(self, noun: int) -> None:
        for kid in self.sentence.kids(noun, "amod", "compound", "acl"):
            token = self.sentence.tokens[kid]
            for effect, members in self.words.adjectives.items():
                if (
                    token.lemma.lower() in members
                    or token.text.lower() in members
                    or any(
                        token.text.lower().startswith(m) and len(token.text) - len(m) <= 2
                        for m in members
                        if len(m) > 4
                    )
                ):
                    self._note(effect, token.text)

    def _negated(self, index: int, *, determiner: bool = False) -> None:
        if self.reading.licence == NEGATED:
            return
        for kid in self.sentence.children[index]:
            token = self.sentence.tokens[kid]
            if determiner and token.relation not in ("det", "advmod"):
                continue
            if token.text.lower() in self.words.negators and token.relation in (
                "advmod",
                "det",
                "cc",
                "case",
                "neg",
                "obl",
                "obj",
                "nsubj",
                "nsubj:pass",
                "dep",
                "discourse",
            ):
                self._note(NEGATION, token.text)

    def _clause(self, verb: int) -> None:
        """Auxiliaries and modals of the verb, adverbs, conditional conjunctions."""
        sentence, words = self.sentence, self.words
        kids = sentence.children[verb]
        holders = (verb, *(k for k in kids if sentence.tokens[k].relation.startswith("aux")))
        if sentence.tokens[verb].relation == "conj" and len(holders) == 1:
            first = sentence.tokens[verb].head
            holders += sentence.kids(first, "aux")
        finite = [k for k in holders if sentence.tokens[k].morph.get("VerbForm") == "Fin"]
        told = [k for k in finite if sentence.tokens[k].morph.get("Mood") != "Sub"]
        tenses = {sentence.tokens[k].morph.get("Tense") for k in told}
        self.past = "Past" in tenses or any(
            sentence.tokens[k].lemma.lower() in words.perfect for k in holders if k != verb
        )
        for k in holders:
            if k == verb:
                continue
            token = sentence.tokens[k]
            text, lemma = token.text.lower(), token.lemma.lower()
            infinite = sentence.tokens[verb].morph.get("VerbForm") in ("Inf", None) or any(
                sentence.tokens[o].morph.get("VerbForm") == "Inf" for o in holders if o != k
            )
            if text in words.hypothetical_forms:
                self._note(HYPOTHETICAL, token.text)
            elif lemma in words.hearsay_modals and self._perfect(verb, holders, k):
                self._note(HEARSAY, token.text)
            elif (
                lemma in words.future_modals
                or (text in words.future_aux and token.relation != "aux:pass")
                or (lemma in words.future_aux and token.relation == "aux" and infinite)
            ):
                self._note(FUTURE, token.text)
            elif lemma in words.unreal_modals or text in words.unreal_modals:
                self._note(UNREAL, token.text)
        self._to_come(verb)
        for k in kids:
            token = sentence.tokens[k]
            if token.relation == "advmod":
                for effect, members in words.adverbs.items():
                    if token.lemma.lower() in members or token.text.lower() in members:
                        self._note(effect, token.text)
            if token.relation == "mark" and token.text.lower() in words.conditional:
                self.conditional = True
                self._note(HYPOTHETICAL, token.text)
                if token.text.lower() in words.conditions:
                    self._note(CONDITION, token.text)
        if begun := begun_with(sentence, verb, words):
            self.conditional = True
            self._note(HYPOTHETICAL, begun)
            self._note(CONDITION, begun)

    def _to_come(self, verb: int) -> None:
        """An auxiliary with which an infinitive tells what is to come (they are to meet)."""
        tokens = self.sentence.tokens
        for k in self.sentence.kids(verb, "aux", "cop", "aux:pass"):
            mark = self.words.to_come.get(tokens[k].lemma.lower())
            behind = [tokens[m] for m in self.sentence.kids(verb, "mark") if 0 < m - k <= 2]
            if mark and any(m.text.lower() == mark for m in behind):
                self._note(FUTURE, tokens[k].text)

    def threatens(self, found: Mapping[str, str], *, reporting: bool) -> bool:
        """Whether an act that depends on something is announced, not only possible."""
        if self.past or self.reading.kind != "verb":
            return False
        if found.keys() & {NEGATION, CONDITION, HEARSAY, UNREAL, ATTEMPT}:
            return False
        if FUTURE in found:
            return True
        at = self.reading.token
        verbs = [self.sentence.tokens[k] for k in (at, *self.sentence.kids(at, "aux", "aux:pass"))]
        told = any(t.morph.get("Mood") == "Sub" for t in verbs)
        return HYPOTHETICAL not in found and (told or reporting)

    def unwilling(self) -> bool:
        """Whether it is by the will of who would act that he does not (they will not pay)."""
        if self.reading.kind != "verb" or self.reading.passive:
            return False
        kids = self.sentence.kids(self.reading.token, "aux")
        words = {
            w.lower()
            for k in kids
            for w in (self.sentence.tokens[k].text, self.sentence.tokens[k].lemma)
        }
        return bool(words & self.words.willing)

    def _perfect(self, verb: int, holders: tuple[int, ...], modal: int) -> bool:
        """Whether the infinitive under a modal is a perfect one ("soll getötet haben")."""
        others = [self.sentence.tokens[k] for k in holders if k not in (verb, modal)]
        return any(
            t.text.lower() in self.words.perfect or t.lemma.lower() in self.words.perfect
            for t in others
        )

    def _embedding(self, start: int) -> None:
        """Verbs and nouns over the clause or, for event nouns, over the phrase."""
        nominal = self.reading.kind == "noun"
        for step in climb(self.sentence, start)[:6]:
            governor = self.sentence.tokens[step.token]
            relation = step.relation.split(":")[0]
            child = self.sentence.tokens[step.child]
            infinite = child.morph.get("VerbForm") in ("Inf", "Ger") or child.upos == "NOUN"
            if relation in ("acl",) and step.relation.endswith("relcl"):
                return
            over = relation in CLAUSAL or (relation == "acl" and infinite)
            over = over or (relation in ("csubj",))
            over = over or (
                relation == "advcl"
                and child.morph.get("VerbForm") == "Inf"
                and not marked(self.sentence, step.child)
            )
            if nominal and step.child == start:
                over = over or relation in ("obj", "nsubj", "obl", "nmod", "iobj")
            if over:
                self._matrix(step.token, governor.lemma, governor.text, infinite)
            conditional = relation in ("advcl", "ccomp", "acl") and self._conditional(step.child)
            if conditional:
                self._note(HYPOTHETICAL, child.text)
            if relation not in (*CLAUSAL, "acl", "obj", "nsubj", "obl", "nmod", "csubj", "conj"):
                return
            if (
                relation in CLAUSAL
                and not infinite
                and governor.lemma.lower() in (self.words.reporting)
            ):
                return

    def _conditional(self, index: int) -> bool:
        return any(
            self.sentence.tokens[k].text.lower() in self.words.conditional
            for k in self.sentence.kids(index, "mark")
        )

    def _matrix(self, index: int, lemma: str, text: str, infinite: bool) -> None:
        low = {lemma.lower(), text.lower()}
        if self.sentence.tokens[index].upos == "NOUN":
            low = {lemma.lower()}
            low |= {
                m
                for ms in self.words.matrix.values()
                for m in ms
                if len(m) > 4 and lemma.lower().endswith(m)
            }
        for effect in _EFFECTS:
            if not low & self.words.matrix.get(effect, frozenset()):
                continue
            if effect == FUTURE and not infinite:
                return
            if effect in (UNREAL,) and self.reading.opaque:
                return
            negated = any(
                self.sentence.tokens[k].text.lower() in self.words.negators
                for k in self.sentence.children[index]
            )
            if effect == NEGATION and negated:
                return
            if effect == FUTURE and negated:
                self._note(NEGATION, text)
            self._note(effect, text)
            return

    def _note(self, effect: str, text: str) -> None:
        if effect == NEGATION and NEGATION in self.found and self.found[NEGATION] != text:
            return
        self.found.setdefault(effect, text)


def _settle(
    reading: Reading, judge: _Judge, published: dt.date | None, codebook: Codebook
) -> Reading:
    found = dict(judge.found)
    reporting = any(
        judge.sentence.tokens[s.token].lemma.lower() in judge.words.reporting
        for s in climb(judge.sentence, reading.token)
        if s.relation.split(":")[0] in (*CLAUSAL, "parataxis")
    )
    aux = set(reading.aux)
    term = conditional_on(judge.sentence, reading.token, judge.words)
    reported = HYPOTHETICAL in found and reporting and not judge.past and not term
    if reported and found[HYPOTHETICAL].lower() in judge.words.reported_future:
        found[FUTURE] = found.pop(HYPOTHETICAL)
    refused = reading.licence == NEGATED or NEGATION in found
    unwilling = refused and judge.unwilling()
    if unwilling and not term and found.get(HYPOTHETICAL, "").lower() in judge.words.willing:
        found[FUTURE] = found.pop(HYPOTHETICAL)  # who would not sign, refused
    if unwilling and reading.licence == NEGATED and codebook.types[reading.event_type].verbal:
        found.pop(FUTURE, None)  # the refusal is made now
    for effect in (FUTURE, HYPOTHETICAL, NEGATION):
        if effect in found:
            aux.add(effect)
    if published is not None and starts_after(reading.edtf, published):
        to_come = codebook.types[reading.event_type].future is not None or not judge.past
        if to_come and HYPOTHETICAL not in aux:
            aux.add(FUTURE)
            found.setdefault(FUTURE, reading.time.text if reading.time else "")
    event_type, cameo, mode = reading.event_type, reading.cameo, reading.mode
    announced = True
    becomes = codebook.types[event_type].future
    if becomes is not None and (FUTURE in aux or HYPOTHETICAL in aux):
        event_type, cameo, mode = becomes["type"], becomes["cameo"], None
        announced = HYPOTHETICAL not in aux
        aux.add(FUTURE)
    elif HYPOTHETICAL in aux and event_type not in codebook.announcing:
        aux.discard(FUTURE)
    if term and FUTURE in aux:
        aux.add(HYPOTHETICAL)
        found[TERM], announced = term, True
    actor, recipient, mutual = reading.actor, reading.recipient, reading.mutual
    threat = codebook.types[reading.event_type].threat
    case = unless(judge.sentence, reading.token, judge.words) if threat else ""
    if case and judge.threatens(found, reporting=reporting):
        event_type, cameo = threat["type"], threat.get("cameo")
        mode = threat.get(reading.mode or "")
        aux -= {FUTURE, HYPOTHETICAL}
        found[THREAT], announced = case, True
    refusal = codebook.refusals.get(reading.event_type)
    if refusal is not None and {FUTURE, NEGATION} <= found.keys() and unwilling:
        event_type, cameo, mode = refusal, None, None
        found[REFUSAL] = found[NEGATION]
        aux -= {FUTURE, NEGATION}
        if mutual and len(actor) > 1:  # who will not meet the other is named first
            actor, recipient, mutual = actor[:1], actor[1:], False
    notes = tuple(Reason("status", e, t) for e, t in sorted(found.items()))
    return replace(
        reading,
        event_type=event_type,
        cameo=cameo,
        mode=mode,
        actor=actor,
        recipient=recipient,
        mutual=mutual,
        aux=frozenset(aux),
        announced=announced,
        reasons=(*reading.reasons, *notes),
    )
