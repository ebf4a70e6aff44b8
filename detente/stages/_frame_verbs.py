"""Arguments of a verb: what hangs on it, and what the tree hung on another word of its clause."""

from __future__ import annotations

from collections.abc import Mapping

from detente.stages._front import object_first, told_by_form
from detente.stages._grammar import CLAUSAL, NOMINAL, Frame, Grammar, Slots, is_passive, preposition
from detente.types import Sentence

_PHRASES = ("obj", "iobj", "obl:arg", "obl", "nmod", "expl:pv", "expl", "advmod")


class VerbArguments:
    """The arguments of one verb or participle while they are gathered.

    What other predicates lend is added between `take_own` and `mend` (`_frames`).
    """

    def __init__(self, sentence: Sentence, index: int, grammar: Grammar) -> None:
        self.sentence, self.index, self.grammar = sentence, index, grammar
        self.token = sentence.tokens[index]
        self._with_be = self.token.lemma in grammar.with_be
        self.passive = not self._with_be and is_passive(sentence, index)
        self.slots = Slots()
        self._clause: list[int] = []
        self._reflexive = False
        self._attached: set[int] = set()

    @property
    def subject_slot(self) -> str:
        """The slot of its grammatical subject: who undergoes it in a passive."""
        return "obj" if self.passive else "subj"

    def take_own(self) -> None:
        """What hangs on the verb, and the noun that it modifies."""
        formed = self._formed()
        for kid in self.sentence.children[self.index]:
            if kid in formed:
                self.slots.add(formed[kid], kid)
            else:
                self._take(kid)
        self._take_modified()

    def mend(self) -> None:
        """What the tree hung elsewhere or by a wrong relation, after all that is sure."""
        if "obj" not in self.slots and not self.passive:
            self._take_lost_objects()
        if self.passive and "subj" not in self.slots:
            self._take_lost_agents()
        objects = self.slots.get("obj", [])
        self._take_subject_from(objects)
        if self.grammar.datives and "iobj" not in self.slots:
            self._take_lost_datives(objects)
        if "subj" not in self.slots and not self.passive:
            self._take_name_at_start()
        self._take_from_objects()

    def frame(self) -> Frame:
        """The frame of the verb with all that was gathered."""
        return Frame(
            self.slots.frozen(),
            self.passive,
            self._reflexive,
            tuple(self._clause),
            attached=frozenset(self._attached),
        )

    def _formed(self) -> Mapping[int, str]:
        """Slots of arguments that form tells, where what stands first may be the object."""
        grammar = self.grammar
        turned = object_first(self.sentence, self.index) if grammar.datives else {}
        if turned or self.passive or not grammar.forms:
            return turned
        return told_by_form(self.sentence, self.index, grammar.forms, grammar.reflexives)

    def _take(self, kid: int) -> None:
        """A word that hangs on the verb, by its relation."""
        child = self.sentence.tokens[kid]
        relation = child.relation
        if relation.startswith(("nsubj", "csubj")):
            self._take_subject(kid)
        elif relation == "obl" and child.morph.get("VerbForm") == "Ger":
            self._clause.append(kid)
        elif relation in _PHRASES:
            self._take_phrase(kid)
        elif relation in CLAUSAL or (relation == "advcl" and self._is_complement(kid)):
            self._clause.append(kid)

    def _take_subject(self, kid: int) -> None:
        """What the tree has for the subject; in a passive it is the one concerned."""
        relation = self.sentence.tokens[kid].relation
        undergoes = relation.endswith(":pass") and not self._with_be
        # of two the later one is no subject
        second = self.grammar.datives and "subj" in self.slots
        self.slots.add("obj" if self.passive or undergoes or second else "subj", kid)

    def _take_phrase(self, kid: int) -> None:
        """A phrase by its preposition, one without by its case and relation."""
        child, grammar = self.sentence.tokens[kid], self.grammar
        relation = child.relation
        word = preposition(self.sentence, kid, grammar)
        if word is not None:
            self.slots.add(word, kid)
            if self.passive and word in grammar.agents:
                self.slots.add("subj", kid)
        elif child.text.lower() in grammar.reflexives:
            self._reflexive = True
        elif relation == "iobj" or (grammar.datives and _case(self.sentence, kid) == "Dat"):
            if relation != "advmod" and child.upos in NOMINAL:
                self.slots.add("iobj", kid)
        elif self._of_infinitive(kid):
            return
        elif relation in ("obj", "obl:arg") or (relation == "nmod" and self.passive):
            self.slots.add("obj", kid)

    def _of_infinitive(self, kid: int) -> bool:
        """Whether a relative pronoun is the object of the infinitive below the verb, which has none
        of its own ("the chamber that the president wants to create")."""
        sentence = self.sentence
        pronoun = sentence.tokens[kid].upos == "PRON"
        if not pronoun or kid > self.index or self.token.relation != "acl:relcl":
            return False
        return any(
            sentence.tokens[k].upos == "VERB" and not sentence.kids(k, "obj", "ccomp", "xcomp")
            for k in sentence.kids(self.index, "xcomp")
        )

    def _is_complement(self, kid: int) -> bool:
        """Whether an adverbial clause completes the verb: an infinitive that tells no purpose."""
        if tells_purpose(self.sentence, kid, self.grammar):
            return False
        infinite = self.sentence.tokens[kid].morph.get("VerbForm") in ("Inf", "Ger")
        return infinite or _completes(self.sentence, kid, self.grammar)

    def _take_modified(self) -> None:
        """The noun that a participle modifies: who did it, or to whom it was done."""
        noun = self.token.head
        if self.token.relation not in ("amod", "acl") or noun < 0:
            return
        if self.token.morph.get("VerbForm") == "Inf":
            return
        if self.passive or "subj" not in self.slots:
            self.slots.add(self.subject_slot, noun)

    def _take_lost_objects(self) -> None:
        """Objects that were taken for a part of a phrase, or for one without preposition."""
        for kid in self.sentence.kids(self.index, "obl"):
            self.slots.add("obj", *_names_after(self.sentence, kid))
            if _bare(self.sentence, kid, self.grammar):
                self.slots.add("obj", kid)

    def _take_lost_agents(self) -> None:
        """Agents that were hung on another phrase ("am Freitag von Russland": on the day)."""
        for kid in self.sentence.kids(self.index, "obl"):
            for inner in self.sentence.kids(kid, "nmod"):
                word = preposition(self.sentence, inner, self.grammar)
                if word in self.grammar.agents and inner > kid:
                    self.slots.add("subj", inner)

    def _take_subject_from(self, objects: list[int]) -> None:
        """The subject of an active verb without one, from its objects: word order is free."""
        if self.passive or "subj" in self.slots or not self.grammar.datives:
            return
        if len(objects) > 1:
            self.slots["subj"] = [min(objects)]  # the first of two is the subject
            objects.remove(min(objects))
        elif objects and self._is_postponed(objects[0]):
            self.slots["subj"] = self.slots.pop("obj")

    def _is_postponed(self, noun: int) -> bool:
        """Whether the only object is the subject behind its verb."""
        nominative = _case(self.sentence, noun) == "Nom"
        return nominative and _agree(self.sentence, self.index, noun)

    def _take_lost_datives(self, objects: list[int]) -> None:
        """Names right before an object that were taken for a part of it ("gewährte Kolumbien
        Hilfe")."""
        sentence = self.sentence
        for noun in objects:
            for kid in sentence.kids(noun, "compound", "amod", "nmod"):
                bare = sentence.tokens[kid].upos == "PROPN" and not sentence.kids(kid, "case")
                if bare and kid == noun - 1 and not sentence.kids(noun, "det"):
                    self.slots.add("iobj", kid)

    def _take_name_at_start(self) -> None:
        """A name at the start that was taken for an adverb."""
        for kid in self.sentence.kids(self.index, "advmod", "discourse", "vocative", "dep")[:1]:
            if kid == 0 and self.sentence.tokens[kid].text[0].isupper():
                self.slots.add("subj", kid)

    def _take_from_objects(self) -> None:
        """Phrases and clauses that hang on an object and may belong to the verb."""
        sentence, grammar = self.sentence, self.grammar
        for noun in self.slots.get("obj", ()):
            for kid in sentence.kids(noun, "nmod"):
                word = preposition(sentence, kid, grammar)
                if word is not None and kid != self.index:
                    self.slots.add(word, kid)
                    self._attached.add(kid)
            acts = sentence.kids(noun, "acl")
            self._clause += [k for k in acts if _completes(sentence, k, grammar)]


def tells_purpose(sentence: Sentence, clause: int, grammar: Grammar) -> bool:
    """Whether a clause tells what for, by its mark: it is no complement."""
    marks = sentence.kids(clause, "mark")
    return any(sentence.tokens[k].text.lower() in grammar.purpose for k in marks)


def _completes(sentence: Sentence, clause: int, grammar: Grammar) -> bool:
    """Whether a clause completes its verb by a word that makes it one (kept them from leaving)."""
    marks = sentence.kids(clause, "mark", "case")
    return any(sentence.tokens[k].text.lower() in grammar.completing for k in marks)


def _names_after(sentence: Sentence, phrase: int) -> list[int]:
    """Names without preposition right after the noun of a phrase, on which they hang."""
    if sentence.tokens[phrase].upos != "NOUN":
        return []
    return [
        k
        for k in sentence.kids(phrase, "appos", "flat", "nmod")
        if k == phrase + 1 and not sentence.kids(k, "case") and sentence.tokens[k].upos == "PROPN"
    ]


def _bare(sentence: Sentence, token: int, grammar: Grammar) -> bool:
    """Whether a noun in the accusative without a preposition is an object that the tree missed: it
    says neither when nor how long."""
    word = sentence.tokens[token]
    accusative = grammar.datives and word.upos == "NOUN" and word.morph.get("Case") == "Acc"
    plain = accusative and word.lemma not in grammar.spans
    return plain and preposition(sentence, token, grammar) is None


def _case(sentence: Sentence, noun: int) -> str:
    """Case of a noun phrase: that of its determiner, which has more forms, else its own."""
    for kid in (*sentence.kids(noun, "det"), noun):
        if "Case" in sentence.tokens[kid].morph:
            return sentence.tokens[kid].morph["Case"]
    return ""


def _agree(sentence: Sentence, verb: int, noun: int) -> bool:
    """Whether a finite verb, or its auxiliary, is of the number of a noun."""
    tokens = sentence.tokens
    finite = [
        tokens[k].morph.get("Number")
        for k in (verb, *sentence.kids(verb, "aux"))
        if tokens[k].morph.get("VerbForm") == "Fin" or "Mood" in tokens[k].morph
    ]
    return bool(finite) and finite[0] == tokens[noun].morph.get("Number")
