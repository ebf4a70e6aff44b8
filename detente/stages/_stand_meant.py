"""Whom the words of a sentence mean where it tells how two parties stand."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from detente.stages._cast import Cast
from detente.stages._grammar import Grammar, preposition
from detente.stages._stand_company import Company, Pair
from detente.stages._stand_words import Lexicon
from detente.stages._tree import among
from detente.types import Actor, Sentence

_POLITICAL = frozenset({"GOV", "LEG", "MIL", "SPY", "ELI", "JUD", "COP"})
_SHORT = 24  # words of a sentence whose only two parties are meant


class Meant:
    """Looks for parties in one sentence; `company` knows those of the sentences before."""

    def __init__(
        self,
        sentence: Sentence,
        cast: Cast,
        grammar: Grammar,
        lexicon: Lexicon,
        company: Company,
    ) -> None:
        self.sentence, self.cast, self.grammar, self.lexicon = sentence, cast, grammar, lexicon
        self.company, self.recent = company, company.recent

    @cached_property
    def two(self) -> tuple[str, ...]:
        """Who "both" are, where nobody says."""
        return self.company.two()

    def named(self) -> Pair | None:
        """The parties of a short sentence that names just two."""
        tokens = self.sentence.tokens
        if len(tokens) > _SHORT:
            return None
        found = parties_of(a for t in tokens for a in self.cast.own(self.sentence.index, t.index))
        return (found[0], found[1]) if len(found) == 2 else None

    def _phrases(self, index: int, name: str) -> list[int]:
        """Phrases on a word with a preposition of the set `name`."""
        words = self.lexicon[name]
        return [
            kid
            for kid in self.sentence.children[index]
            if self.sentence.tokens[kid].relation != "conj"
            and preposition(self.sentence, kid, self.grammar) in words
        ]

    def _between(self, index: int) -> bool:
        return preposition(self.sentence, index, self.grammar) in self.lexicon["between"]

    def _meant(self, token: int, joint: bool = False) -> list[str]:
        """Parties that a phrase stands for itself or by an apposition, states and bodies only."""
        number = self.sentence.index
        look = self.cast.at if joint else self.cast.own
        alone = self._is_both(token) and self.sentence.tokens[token].upos in ("PRON", "DET")
        actors = [] if alone else list(look(number, token))  # who "both" is, the clause tells
        if joint:
            for kid in self.sentence.kids(token, "conj"):
                actors += look(number, kid)
        if not actors:
            for kid in self.sentence.kids(token, "appos", "flat", "nmod"):
                if not self.sentence.kids(kid, "case"):
                    actors += look(number, kid)
        if not actors and self._is_both(token):
            kids = self.sentence.kids(token, "nmod")
            actors = [a for kid in kids for a in self.cast.own(number, kid)][:1]
        if self._is_both(token) and self.sentence.tokens[token].upos in ("NOUN", "NUM"):
            return self._meant_by_both(token, distinct(a.party for a in actors if a.country))
        return parties_of(actors)

    def _meant_by_both(self, token: int, told: list[str]) -> list[str]:
        """Whom a noun for both means if not the `told`: those of whom the text has told more, and
        neighbours where it calls them so."""
        words = [token, *self.sentence.kids(token, "det", "amod")]
        numbers = {self.sentence.tokens[k].morph.get("Number") for k in words}
        single = "Sing" in numbers and "Plur" not in numbers
        if single and len(told) == 1 and not self._between(token):
            return told
        if among(self.sentence.tokens[token], self.lexicon["neighbours"]):
            nearby: list[Pair] = self.company.neighbours() if told else []
            right = not nearby or frozenset(told) in map(frozenset, nearby)
            return told if right else list(nearby[0])
        near = (set(range(token)) | set(self.sentence.subtree(token))) - {token}
        named = (self._named_at(k) for k in sorted(near))
        here = {parties[0] for parties in named if len(parties) == 1}
        if len(told) != 2 or set(told) <= here:
            return told
        return list(self.company.rather((told[0], told[1])))

    def _named_at(self, token: int) -> list[str]:
        return parties_of(self.cast.own(self.sentence.index, token))

    def _is_both(self, token: int) -> bool:
        word = self.sentence.tokens[token]
        if among(word, self.lexicon["both"]):
            return True
        counted = self.sentence.kids(token, "det", "nummod", "amod")
        twos = any(self.sentence.tokens[k].text.lower() in self.lexicon["two"] for k in counted)
        return twos and word.upos == "NOUN" and not self._named_at(token)

    def _completed(self, party: str, index: int) -> Pair | None:
        """A party with the other that a sentence is about: whom it names first, before the noun
        at `index`, else with whom the party deals in the text."""
        here = distinct(p for k in range(index) for p in self._named_at(k))
        own = [p for p in here if p != party]
        other = own[0] if own else self.company.partner(party)
        return (party, other) if other else None

    def _owner(self, token: int) -> list[str]:
        """Whose a thing is that an adjective of country stands with (Chinese investments)."""
        adjective = self.cast.adjective(self.sentence.index, token)
        return parties_of([adjective] if adjective else [])


def parties_of(actors: Iterable[Actor]) -> list[str]:
    """States and organisations that actors speak for; none for firms, rebels, crowds ..."""
    return distinct(
        a.party
        for a in actors
        if a.sector is None or a.sector in _POLITICAL or a.code.startswith(("IGO", "REG"))
    )


def distinct(values: Iterable[str]) -> list[str]:
    """Values without repeats, in their order."""
    return list(dict.fromkeys(values))
