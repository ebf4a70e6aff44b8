"""The political actors in a slot of a frame."""

from __future__ import annotations

from collections.abc import Callable

from detente.stages._cast import Cast
from detente.stages._frames import noun_frame, verb_frame
from detente.stages._grammar import Frame, Grammar
from detente.stages._tree import climb
from detente.types import Actor, Sentence

_NESTED = frozenset({"obj", "subj"})
_PLAIN = frozenset({"subj", "obj", "iobj", "gen", "adj", "comp"})
VERB = "verb"  # in a slot: the verb above
HEAD = "head"  # a slot: the noun in whose phrase a noun stands
REACH = 3  # steps up to that verb


class Parties:
    """Resolves slots of the frames of one sentence."""

    def __init__(
        self,
        sentence: Sentence,
        cast: Cast,
        grammar: Grammar,
        acts: Callable[[str], bool] | None = None,
    ) -> None:
        """`acts` tells the lemmas of nouns that are acts themselves: the parties of another act
        are none of this one.
        """
        self._sentence, self._cast, self._grammar = sentence, cast, grammar
        self._acts = acts

    def slot(
        self, slot: str, index: int, frame: Frame, *, strict: bool = False
    ) -> tuple[Actor, ...]:
        """Actors in `slot` of the predicate at `index`; `obj.gen` looks below the object,
        `verb.subj` at the verb in whose phrase a noun stands; `head` is the noun it stands with.

        With `strict` a phrase that is an act of its own gives none.
        """
        if "." in slot:
            outer, inner = slot.split(".", 1)
            if outer == VERB:
                above = (step.token for step in climb(self._sentence, index)[:REACH])
                verbs = (k for k in above if self._sentence.tokens[k].upos == "VERB")
                for verb in verbs:
                    return self.slot(inner, verb, verb_frame(self._sentence, verb, self._grammar))
                return ()
            for token in frame.get(outer):
                below = noun_frame(self._sentence, token, self._grammar)
                found = self.slot(inner, token, below)
                if found:
                    return found
            return ()
        if slot in ("adj", "comp"):
            return self._modifier(index, frame)
        if slot == HEAD:
            head = self._sentence.tokens[index].head
            return self._cast.at(self._sentence.index, head) if head >= 0 else ()
        out: list[Actor] = []
        for token in frame.get(slot):
            act = self._acts is not None and self._acts(self._sentence.tokens[token].lemma)
            nested = strict and act and slot not in _PLAIN
            if nested and not self._cast.own(self._sentence.index, token):
                continue
            found = self.phrase(token, far=slot != "subj")
            out += [a for a in found if a.code not in {o.code for o in out}]
        if not out and slot == "iobj":  # a name without article shows no case
            for token in frame.get("obj"):
                if len(frame.get("obj")) > 1 or frame.clause:
                    out += self._cast.at(self._sentence.index, token)
        return tuple(out)

    def beside(self, tokens: tuple[int, ...]) -> tuple[Actor, ...]:
        """The parties of names that stand beside the heads of phrases."""
        out: list[Actor] = []
        for token in tokens:
            for kid in self._sentence.kids(token, "flat", "appos", "nmod"):
                out += self._cast.own(self._sentence.index, kid)
        return tuple(out)

    def phrase(self, token: int, *, far: bool = True) -> tuple[Actor, ...]:
        """The actors of a noun phrase: what its head denotes, else the party inside it.

        Without `far` a party in a prepositional phrase does not count ("cold air from Russia").
        """
        number = self._sentence.index
        found = self._cast.at(number, token)
        if found:
            return found
        if self._sentence.tokens[token].upos not in ("NOUN", "PROPN", "NUM", "ADJ"):
            return ()
        out: list[Actor] = []
        for noun in (token, *self._sentence.kids(token, "conj")):
            out += [a for a in self.inside(noun, far=far) if a.code not in {o.code for o in out}]
        return tuple(out)

    def inside(self, noun: int, *, far: bool = True) -> tuple[Actor, ...]:
        """The party in the modifiers of a noun."""
        number = self._sentence.index
        below = noun_frame(self._sentence, noun, self._grammar, depth=3)
        for slot in ("gen", "comp", *sorted(self._grammar.agents)):
            for kid in below.get(slot):
                found = self._cast.at(number, kid)
                if found:
                    return found
                adjective = self._cast.adjective(number, kid)
                if adjective is not None:
                    return (adjective,)
        adjectives = self._cast.adjectives(number, noun)
        if adjectives:
            return adjectives
        others = [s for s in sorted(below.slots) if s not in _PLAIN and far]
        for slot in others:
            for kid in below.get(slot):
                found = self._cast.at(number, kid)
                if found:
                    return found
        return ()

    def _modifier(self, index: int, frame: Frame) -> tuple[Actor, ...]:
        number = self._sentence.index
        adjective = self._cast.adjective(number, index)
        if adjective is not None:
            return (adjective,)
        for kid in frame.get("comp"):
            found = self._cast.at(number, kid)
            if found:
                return found
        return ()
