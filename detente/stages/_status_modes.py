"""The modes of a reading, each with the word that brings it.

From tense, mood and modals of its clause, the verbs and nouns that it is embedded in, negation
and the modifiers of event nouns.
"""

from __future__ import annotations

from collections.abc import Mapping

from detente.stages._conditions import begun_with, marked
from detente.stages._grammar import ASKED, CARRIED, CLAUSAL, NEGATED
from detente.stages._status_words import StatusWords
from detente.stages._tree import clause_head, climb
from detente.types import Reading, Sentence, Token

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


class Judge:
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
        holders = self._holders(verb)
        self.past = self._is_past(verb, holders)
        for k in holders:
            if k != verb:
                self._modal(verb, holders, k)
        self._to_come(verb)
        for k in self.sentence.children[verb]:
            self._adverb(k)
            self._mark(k)
        if begun := begun_with(self.sentence, verb, self.words):
            self.conditional = True
            self._note(HYPOTHETICAL, begun)
            self._note(CONDITION, begun)

    def _holders(self, verb: int) -> tuple[int, ...]:
        """The verb and its auxiliaries, or those of the verb that it is joined to."""
        sentence = self.sentence
        kids = sentence.children[verb]
        holders = (verb, *(k for k in kids if sentence.tokens[k].relation.startswith("aux")))
        if sentence.tokens[verb].relation == "conj" and len(holders) == 1:
            first = sentence.tokens[verb].head
            holders += sentence.kids(first, "aux")
        return holders

    def _is_past(self, verb: int, holders: tuple[int, ...]) -> bool:
        """Whether the verb, or an auxiliary, tells what was."""
        tokens = self.sentence.tokens
        finite = [k for k in holders if tokens[k].morph.get("VerbForm") == "Fin"]
        told = [k for k in finite if tokens[k].morph.get("Mood") != "Sub"]
        tenses = {tokens[k].morph.get("Tense") for k in told}
        return "Past" in tenses or any(
            tokens[k].lemma.lower() in self.words.perfect for k in holders if k != verb
        )

    def _modal(self, verb: int, holders: tuple[int, ...], modal: int) -> None:
        """The mode that an auxiliary or modal of the verb brings."""
        sentence, words = self.sentence, self.words
        token = sentence.tokens[modal]
        text, lemma = token.text.lower(), token.lemma.lower()
        bare = sentence.tokens[verb].text.lower() == sentence.tokens[verb].lemma.lower()
        infinite = bare or sentence.tokens[verb].morph.get("VerbForm") in ("Inf", None)
        infinite = infinite or any(
            sentence.tokens[o].morph.get("VerbForm") == "Inf" for o in holders if o != modal
        )
        if text in words.hypothetical_forms:
            self._note(HYPOTHETICAL, token.text)
        elif lemma in words.hearsay_modals and self._perfect(verb, holders, modal):
            self._note(HEARSAY, token.text)
        elif (
            lemma in words.future_modals
            or (text in words.future_aux and token.relation != "aux:pass")
            or (lemma in words.future_aux and token.relation == "aux" and infinite)
        ):
            self._note(FUTURE, token.text)
        elif lemma in words.unreal_modals or text in words.unreal_modals:
            self._note(UNREAL, token.text)

    def _adverb(self, kid: int) -> None:
        """The modes that an adverb of the verb brings."""
        token = self.sentence.tokens[kid]
        if token.relation != "advmod":
            return
        for effect, members in self.words.adverbs.items():
            if token.lemma.lower() in members or token.text.lower() in members:
                self._note(effect, token.text)

    def _mark(self, kid: int) -> None:
        """A conjunction by which the clause is a condition."""
        token, words = self.sentence.tokens[kid], self.words
        if token.relation != "mark" or token.text.lower() not in words.conditional:
            return
        self.conditional = True
        self._note(HYPOTHETICAL, token.text)
        if token.text.lower() in words.conditions:
            self._note(CONDITION, token.text)

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

    def is_reported(self) -> bool:
        """Whether the clause stands in what somebody reports."""
        return any(
            self.sentence.tokens[s.token].lemma.lower() in self.words.reporting
            for s in climb(self.sentence, self.reading.token)
            if s.relation.split(":")[0] in (*CLAUSAL, "parataxis")
        )

    def _embedding(self, start: int) -> None:
        """Verbs and nouns over the clause or, for event nouns, over the phrase."""
        nominal = self.reading.kind == "noun"
        for step in climb(self.sentence, start)[:6]:
            governor = self.sentence.tokens[step.token]
            relation = step.relation.split(":")[0]
            child = self.sentence.tokens[step.child]
            form = child.morph.get("VerbForm")
            infinite = form in ("Inf", "Ger") or child.upos == "NOUN"
            infinite = infinite or (relation == "xcomp" and form is None)
            if relation in ("acl",) and step.relation.endswith("relcl"):
                return
            over = relation in CLAUSAL or (relation == "acl" and infinite)
            over = over or (relation in ("csubj",))
            over = over or (
                relation == "advcl"
                and child.morph.get("VerbForm") == "Inf"
                and not marked(self.sentence, step.child)
            )
            if relation in ("advcl", "obl", "acl") and self._kept_from(step.child):
                over, governor = True, self._keeping(step.token)
            if nominal and step.child == start:
                over = over or relation in ("obj", "nsubj", "obl", "nmod", "iobj")
            if over:
                self._matrix(governor.index, governor.lemma, governor.text, infinite)
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

    def _kept_from(self, index: int) -> bool:
        """Whether a word tells that somebody is kept from the act of a clause (from marching)."""
        marks = self.sentence.kids(index, "mark", "case")
        verb = self.sentence.tokens[index].upos == "VERB"
        return verb and any(
            self.sentence.tokens[k].text.lower() in self.words.kept_from for k in marks
        )

    def _keeping(self, index: int) -> Token:
        """The verb that keeps somebody from an act, also where the act hangs on who is kept."""
        token = self.sentence.tokens[index]
        noun = token.upos in ("NOUN", "PROPN", "PRON") and token.head >= 0
        return self.sentence.tokens[token.head] if noun else token

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
