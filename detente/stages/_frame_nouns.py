"""Arguments of a noun: what hangs on it or stands beside it, and what tells that it took place."""

from __future__ import annotations

from detente.stages._grammar import GOT, RECEIVED, Frame, Grammar, Slots, preposition
from detente.stages._tree import before_noun, case_before
from detente.types import Sentence

_PHRASES = ("nmod", "obl", "nmod:poss", "det:poss", "appos")


class NounArguments:
    """The arguments of one noun while they are gathered.

    What a verb lends that tells the noun is added between `take_own` and `frame` (`_frames`).
    """

    def __init__(self, sentence: Sentence, index: int, grammar: Grammar) -> None:
        self.sentence, self.index, self.grammar = sentence, index, grammar
        self._top = _first_of_list(sentence, index)
        self._slots = Slots()
        self._genitive: list[int] = []  # phrases that stand for a genitive
        self._clause: list[int] = []
        self._licence = ""
        self._governor: int | None = None

    def take_own(self) -> None:
        """What hangs on the noun, and phrases that stand with it and hang elsewhere."""
        for kid in self.sentence.children[self.index]:
            self._take(kid)
        if "gen" not in self._slots and self._genitive:
            # a possessive acts, the phrase may then be the one concerned
            self._slots["gen"] = self._genitive
        self._take_beside()

    def support_verb(self) -> int | None:
        """The verb over the noun, where it is one that may tell it ("held talks")."""
        tokens = self.sentence.tokens
        verb = tokens[self._top].head
        if verb < 0 or tokens[verb].upos not in ("VERB", "AUX", "ADJ"):
            return None
        lemma = tokens[verb].lemma
        tells = self.grammar.support.get(lemma) or self._is_done(lemma) or self._is_met(lemma)
        return verb if tells else None

    def take_lent(self, verb: int, frame: Frame) -> None:
        """The arguments of a support verb, where it tells the noun."""
        lemma = self.sentence.tokens[verb].lemma
        role = next((s for s in ("obj", "subj", "iobj") if self._top in frame.get(s)), "")
        self._licence = self._carried(lemma, role)
        if not self._licence:
            return
        self._governor = verb
        done = self._is_done(lemma)
        for slot, members in frame.slots.items():
            if (slot == "obj" and not done) or (slot == "subj" and role == "subj"):
                continue
            target = "iobj" if slot == "subj" and self._licence in GOT else slot
            known = (self._top, *self._slots.get(target, ()))
            self._slots.add(target, *(k for k in members if k not in known))
        self._clause += frame.clause

    def frame(self) -> Frame:
        """The frame of the noun with all that was gathered, and what tells that it took place."""
        licence = self._licence or self._told()
        slots = self._slots.frozen()
        return Frame(slots, clause=tuple(self._clause), licence=licence, governor=self._governor)

    def _take(self, kid: int) -> None:
        """A word that hangs on the noun, by its relation."""
        child = self.sentence.tokens[kid]
        relation = child.relation
        if relation == "obj" and child.morph.get("Case") == "Gen":
            relation = "nmod"  # of what the noun tells, as of its verb
        if relation in _PHRASES:
            self._take_phrase(kid)
        elif relation == "det" and child.text.lower() in self.grammar.possessives:
            self._slots.add("gen", kid)
        elif relation == "compound":
            self._slots.add("comp", kid)
        elif relation in ("acl", "ccomp", "xcomp") and child.upos in ("VERB", "ADJ"):
            self._clause.append(kid)

    def _take_phrase(self, kid: int) -> None:
        """A phrase by its preposition; one without is a genitive."""
        child = self.sentence.tokens[kid]
        word = preposition(self.sentence, kid, self.grammar)
        if word is not None:
            self._slots.add(word, kid)
            if word in self.grammar.genitives:
                self._genitive.append(kid)
        elif child.relation != "appos":
            name = child.upos == "PROPN"
            left = preposition(self.sentence, kid - 1, self.grammar) if name else None
            self._slots.add(left or "gen", kid)  # "nach Pakistan Moskau" of a machine translation

    def _take_beside(self) -> None:
        """Phrases that stand with the noun and hang on another word."""
        sentence, index, grammar = self.sentence, self.index, self.grammar
        beside = (*_after(sentence, index), *_below(sentence, index))
        for kid in (*beside, *_past_measures(sentence, index, beside, grammar)):
            word = preposition(sentence, kid, grammar)
            if word is not None and kid not in self._slots.get(word, ()):
                self._slots.add(word, kid)

    def _led(self) -> str:
        """The preposition of the noun, or of the list in which it stands; empty without one."""
        return preposition(self.sentence, self._top, self.grammar) or ""

    def _is_done(self, lemma: str) -> bool:
        """Whether a verb says that the act of the noun is done to its object."""
        return self._led() in self.grammar.do_with.get(lemma, ())

    def _is_met(self, lemma: str) -> bool:
        """Whether a verb says that its subject gets what the noun in its phrase tells."""
        return self._led() in self.grammar.receive_with.get(lemma, ())

    def _carried(self, lemma: str, role: str) -> str:
        """How a verb tells the noun that has a role with it; empty where it does not."""
        kind = self.grammar.support.get(lemma)
        if self._is_met(lemma):
            return RECEIVED
        if self._is_done(lemma) or (kind == "do" and role == "obj"):
            return "support"
        if kind == "occur":
            prepositions = self.grammar.occur_with.get(lemma)
            plain = prepositions is None and role in ("subj", "obj")
            return "occur" if plain or self._led() in (prepositions or ()) else ""
        return kind if kind in GOT and role == "obj" else ""

    def _told(self) -> str:
        """What tells that the act of the noun took place, without a verb that carries it."""
        sentence, grammar = self.sentence, self.grammar
        named = bool(self._slots.get("gen") or self._slots.get("comp"))
        own = preposition(sentence, self.index, grammar)
        if named and _distance(sentence, self.index):
            return "distance"
        if own is not None and self._take_subject_of_copula():
            return "support"
        if named and own in grammar.occasions:
            return "occasion"
        before = before_noun(sentence, self.index)
        if any(sentence.tokens[k].lemma.lower() in grammar.previous for k in before):
            return "previous"
        if any(_told_by(sentence, k, grammar) for k in sentence.children[self.index]):
            return "told"
        return ""

    def _take_subject_of_copula(self) -> bool:
        """Who is said to be in it, where a copula states the noun ("are on strike"); whether
        somebody is."""
        copula = self.sentence.kids(self.index, "cop")
        subjects = self.sentence.kids(self.index, "nsubj") if copula else ()
        self._slots.add("subj", *subjects)
        return bool(subjects)


def _first_of_list(sentence: Sentence, index: int) -> int:
    """The member of a list on which the others hang; a word without a list itself."""
    while sentence.tokens[index].relation == "conj" and sentence.tokens[index].head >= 0:
        index = sentence.tokens[index].head
    return index


def _distance(sentence: Sentence, index: int) -> bool:
    """Whether the noun is dated by a span of time before its preposition ("a week after the
    signing of the treaty").
    """
    kid = case_before(sentence, index)
    before = sentence.tokens[kid - 1] if kid is not None and kid > 0 else None
    if before is None or before.upos != "NOUN":
        return False
    return bool(sentence.kids(before.index, "nummod", "det")) or (
        before.index > 0 and sentence.tokens[before.index - 1].upos in ("NUM", "DET")
    )


def _below(sentence: Sentence, index: int) -> tuple[int, ...]:
    """Phrases that hang on a name below the noun: names have no places of their own."""
    return tuple(
        k
        for k in sentence.subtree(index)
        if k > index
        and sentence.tokens[k].head != index
        and sentence.tokens[k].relation in ("nmod", "obl")
        and sentence.tokens[sentence.tokens[k].head].upos == "PROPN"
        and sentence.kids(k, "case")
    )


def _past_measures(
    sentence: Sentence, index: int, beside: tuple[int, ...], grammar: Grammar
) -> tuple[int, ...]:
    """Phrases that hang on a noun of measure ("investments in Höhe von 60 Millionen in X")."""
    return tuple(
        k
        for kid in (*sentence.kids(index, "nmod", "obl"), *beside)
        if sentence.tokens[kid].lemma in grammar.measures
        for k in sentence.kids(kid, "nmod", "obl")
        if preposition(sentence, k, grammar) not in (None, *grammar.genitives)
    )


def _after(sentence: Sentence, index: int) -> tuple[int, ...]:
    """Phrases of the verb that stand right after the noun: they may belong to it."""
    head = sentence.tokens[index].head
    if head < 0:
        return ()
    end = sentence.subtree(index)[-1] + 1
    out = []
    for kid in sentence.kids(head, "obl", "nmod"):
        if kid != index and sentence.subtree(kid)[0] == end:
            out.append(kid)
            end = sentence.subtree(kid)[-1] + 1
    return tuple(out)


def _told_by(sentence: Sentence, kid: int, grammar: Grammar) -> bool:
    """Whether a participle tells that the noun it modifies took place ("begun in May")."""
    token = sentence.tokens[kid]
    if token.relation not in ("amod", "acl") or token.upos not in ("VERB", "ADJ"):
        return False
    return token.lemma in grammar.support or token.text.lower() in grammar.told
