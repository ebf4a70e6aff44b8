"""Which two parties a relation noun or a phrase is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from detente.stages._frames import noun_frame, verb_frame
from detente.stages._grammar import Frame, preposition
from detente.stages._stand_company import Pair
from detente.stages._stand_meant import distinct, parties_of
from detente.stages._stand_roles import RolePairs
from detente.stages._tree import climb
from detente.types import Sentence


class Pairs(RolePairs):
    """Looks for the parties of what a sentence says of a relation, and of roles."""

    def of_relation(
        self, index: int, nouns: Sequence[int], predicate: int, told: Pair | None = None
    ) -> Pair | None:
        """The parties of the relation noun at `index`; None where it is nobody's or one's own.
        A noun that names nobody takes up the pair `told` before."""
        chain = (index, *nouns)
        for at in (*chain, *((predicate,) if predicate >= 0 else ())):
            for kid in self._phrases(at, "between"):
                return self._both(kid, [])
        named = self._of_chain(chain)
        if named is None:
            return None
        found = self._with_verbs(index, named)
        if self._is_impersonal(index):
            return None if self._meant(index) else self._with_one(found, chain, predicate)
        if self._ends_in(index, "between_only"):
            if self.sentence.tokens[index].relation == "obj":
                return None
            return _first_two(named) or (self._with_one(named, chain, predicate) if named else None)
        if told and set(found) <= set(told) and self._takes_up(index):
            return told
        return _first_two(found) or self._of_sentence(index, chain, found)

    def _takes_up(self, index: int) -> bool:
        """Whether a noun means a relation told before: by an article or a possessive, nothing that
        says whose it is."""
        kids = self.sentence.kids(index, "det", "nmod:poss", "nmod")
        words = {self.sentence.tokens[k].text.lower() for k in kids}
        inside = any(self._named_at(k) for k in self.sentence.subtree(index))
        between = any(self._between(k) for k in range(len(self.sentence.tokens)))
        return bool(words & self.lexicon["definite"]) and not inside and not between

    def _is_impersonal(self, index: int) -> bool:
        return self.sentence.tokens[index].text.lower() in self.lexicon["impersonal"]

    def _ends_in(self, index: int, name: str) -> bool:
        """Whether a noun ends in one of the words of the set `name`."""
        lemma = self.sentence.tokens[index].lemma.lower()
        return any(lemma.endswith(w) for w in self.lexicon[name])

    def _of_chain(self, chain: Sequence[int]) -> list[str] | None:
        """The parties that stand with a relation noun, the first of its chain; None where somebody
        does who is none."""
        found: list[str] = []
        for noun in chain:
            frame = noun_frame(self.sentence, noun, self.grammar)
            genitive = frame.get("gen")
            found += self._told_with(noun, [k for k in genitive if k not in chain], frame)
            found = [*self._prefixes(noun), *found]
            strange = genitive and not found and not set(genitive) & set(chain)
            if strange and not self._is_both(genitive[0]):
                return None
            for kid in self._phrases(noun, "with"):
                other = self._meant(kid)
                if not other and not self._is_both(kid) and noun == chain[0]:
                    return None
                found += other
        return distinct(found)

    def _told_with(self, noun: int, genitive: Iterable[int], frame: Frame) -> list[str]:
        """The parties of the genitives of a noun, its adjectives and its first parts."""
        adjectives = parties_of(self.cast.adjectives(self.sentence.index, noun))
        owners = [p for token in genitive for p in self._meant(token, joint=True)]
        return [*owners, *adjectives, *(p for k in frame.get("comp") for p in self._meant(k))]

    def _with_verbs(self, index: int, named: list[str]) -> list[str]:
        """The parties found so far and those of the verbs over a noun, until there are two."""
        found = named
        for step in climb(self.sentence, index)[:5]:
            if len(found) >= 2:
                break
            if self.sentence.tokens[step.token].upos in ("VERB", "ADJ", "AUX"):
                found = self._of_verb(index, step.token, step.relation, found)
        return found

    def _of_sentence(self, index: int, chain: Sequence[int], found: list[str]) -> Pair | None:
        """The two parties of a relation noun that somewhere in the sentence are named as a pair,
        as the only ones or as both; else those named before."""
        tokens = self.sentence.tokens
        both = [k for k in range(len(tokens)) if self._between(k)]
        for kid in both:
            pair = self._both(kid, [])
            if pair and set(found) <= set(pair):
                return pair
        if both:
            return None
        if self._ends_in(index, "explicit"):
            return self._with_one(found, chain, climb_to(self.sentence, index))
        if not found and self._somewhere(index):
            return None
        named = self.named()
        if named and set(found) <= set(named):
            return named
        of_both = any(self._is_both(k) for n in chain for k in self.sentence.subtree(n))
        if of_both and len(self.two) == 2 and set(found) <= set(self.two):
            return self.two[0], self.two[1]
        if len(found) == 1:
            return self._completed(found[0], index)
        return (self.two[0], self.two[1]) if len(self.two) == 2 else None

    def _led(self, chain: Sequence[int], predicate: int) -> bool:
        """Whether somebody stands in a "with" phrase of a noun or of its predicate."""
        heads = (*chain, *((predicate,) if predicate >= 0 else ()))
        return any(self._meant(kid) for at in heads for kid in self._phrases(at, "beside"))

    def _with_one(self, found: list[str], chain: Sequence[int], predicate: int) -> Pair | None:
        """Two parties, or one in a "with" phrase and with whom it deals (with Israel, a thaw)."""
        if len(found) == 1 and self._led(chain, predicate):
            return self._completed(found[0], chain[0])
        return _first_two(found) if self._led(chain, predicate) else None

    def of_predicate(
        self, index: int, words: Iterable[int], *, feeling: bool = False
    ) -> Pair | None:
        """The parties of a verb or phrase: subjects, objects and who stands in "with" phrases; with
        `feeling` also those towards whom somebody has one (furious at, wary of)."""
        names = ("with", "away", "between", *(("feeling",) if feeling else ()))
        found: list[str] = []
        taken = set(words)
        above = [s.token for s in climb(self.sentence, index)[:2]]
        for at in dict.fromkeys((index, *sorted(taken), *above)):
            frame = verb_frame(self.sentence, at, self.grammar)
            for slot in ("subj", "obj", "iobj"):
                for token in frame.get(slot):
                    if not self._both_sides(token, frame):
                        found += self._meant(token, joint=True) or self._owner(token)
            for name in names:
                for kid in self._phrases(at, name):
                    found += self._meant(kid, joint=True)
            for kid in self.sentence.kids(at, "obl", "obj", "nmod", "xcomp"):
                if kid in taken or taken & set(self.sentence.children[kid]):
                    for name in ("with", "away", "between"):
                        for inner in self._phrases(kid, name):
                            found += self._meant(inner, joint=True)
                    for inner in self.sentence.kids(kid, "nmod"):
                        if preposition(self.sentence, inner, self.grammar) is None:
                            found += self._meant(inner)
            found += self._unknown(frame, found)
            found = distinct(found)
            if len(found) >= 2:
                break
        return (found[0], found[1]) if len(found) == 2 else None

    def _both_sides(self, token: int, frame: Frame) -> bool:
        """Whether a pronoun was taken for two parties in a clause that names one besides: it
        stands for one of them.
        """
        others = [k for slot in ("subj", "obj", "iobj") for k in frame.get(slot) if k != token]
        plural = self.sentence.tokens[token].upos == "PRON" and len(self._meant(token)) > 1
        return plural and any(self._meant(k) for k in others)

    def _unknown(self, frame: Frame, found: Sequence[str]) -> list[str]:
        """Who may be meant by a pronoun that nobody has resolved: the last other party."""
        tokens = [self.sentence.tokens[k] for s in ("subj", "obj", "iobj") for k in frame.get(s)]
        open_ones = [
            t
            for t in tokens
            if t.upos == "PRON"
            and t.morph.get("PronType") in (None, "Prs")
            and t.text.lower() not in self.grammar.reflexives
            and (not self._meant(t.index) or self._both_sides(t.index, frame))
        ]
        if len(set(found)) != 1 or not open_ones:
            return []
        other = self.company.partner(found[0])
        return [other] if other else []

    def _of_verb(self, index: int, verb: int, relation: str, found: list[str]) -> list[str]:
        frame = verb_frame(self.sentence, verb, self.grammar)
        out = list(found)
        for token in frame.get("subj"):
            if index not in self.sentence.subtree(token):
                out += self._meant(token, joint=True)
        if frame.passive:
            for token in frame.get("obj"):
                if index not in self.sentence.subtree(token):
                    out += self._meant(token, joint=True)
        if relation.split(":")[0] in ("nsubj", "obj"):
            for token in self._phrases(verb, "with"):
                out += self._meant(token)
        return distinct(out)

    def _both(self, kid: int, found: list[str]) -> Pair | None:
        """The two parties of a "between" phrase, from before where it only says "both"."""
        heads = (kid, *self.sentence.kids(kid, "amod", "flat", "compound"))
        parts = [kid, *(k for h in heads for k in self.sentence.kids(h, "conj"))]
        named = distinct(p for part in parts for p in self._meant(part, joint=True))
        if len(parts) > 1 and any(not self._meant(p) for p in parts):
            return (named[0], named[1]) if len(named) == len(parts) else None
        if len(named) < 2 and len(parts) == 1:
            inner = self.sentence.subtree(kid)
            deep = parties_of(a for k in inner for a in self.cast.own(self.sentence.index, k))
            named = deep if len(deep) == 2 else named
        named = distinct([*named, *found])
        if len(named) >= 2:
            return named[0], named[1]
        body = len(named) == 1 and named[0].startswith("IGO") and len(parts) == 1
        if (not named or body) and self._is_both(kid) and len(self.two) == 2:
            return self.two[0], self.two[1]
        return None

    def _prefixes(self, noun: int) -> list[str]:
        """States in the first part of adjectives ("Sino-Indian")."""
        kids = self.sentence.kids(noun, "amod", "compound")
        parts = [self.sentence.tokens[k].text.lower().split("-")[0] for k in kids]
        return [self.lexicon.prefixes[p] for p in parts if p in self.lexicon.prefixes]

    def _somewhere(self, index: int) -> bool:
        """Whether the noun is told of a thing or place ("trust in the bank")."""
        return any(
            preposition(self.sentence, k, self.grammar) in self.lexicon["barred"]
            for k in self.sentence.children[index]
        )


def climb_to(sentence: Sentence, index: int) -> int:
    """The predicate over a noun, -1 if there is none."""
    for step in climb(sentence, index)[:3]:
        if sentence.tokens[step.token].upos in ("VERB", "ADJ", "AUX"):
            return step.token
    return -1


def _first_two(parties: Sequence[str]) -> Pair | None:
    return (parties[0], parties[1]) if len(parties) >= 2 else None
