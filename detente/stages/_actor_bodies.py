"""Which organisation a noun for a body means that names only its town: the agency in Vienna.

It is one that the text has just told of, where it tells of nothing else of the town's country.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.stages import _actor_phrases as phrases
from detente.stages._actor_codes import make_actor
from detente.types import Actor, Mention, Sentence

if TYPE_CHECKING:
    from detente.stages._actor_resolver import Resolver

_BACK = 2  # sentences in which the organisation must have been told
_WIDE = "IGO"  # the kind of party that has its seat in a country that is not its own
_TOWNS = frozenset({"city", "capital", "seat"})
_BEHIND = ("nmod", "obl", "appos")


class Bodies:
    """Finds such organisations; works for one Resolver."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.towns: set[Mention] = set()  # of them: nobody is meant by their country

    def seated(self, sentence: Sentence, mention: Mention) -> tuple[Actor, ...]:
        """The organisation told before that a definite noun with a town means; () for none."""
        words, head = self.resolver.words, sentence.tokens[mention.head]
        town = self._town(sentence, mention)
        if town is None or head.morph.get("Number") == "Plur":
            return ()
        body = head.lemma in words["organisation"] or self.resolver.is_body(mention)
        definite = phrases.determiner(sentence, (mention.head,), words["definite"])
        if not body or not definite or self._tells_of(town):
            return ()
        told = self._told(sentence, mention)
        if told is None:
            return ()
        self.towns.add(town)
        return (make_actor(told.code, told.name, mention, "organisation"),)

    def _town(self, sentence: Sentence, mention: Mention) -> Mention | None:
        """The town in which the body is, by a phrase behind it."""
        for kid in sentence.kids(mention.head, *_BEHIND):
            other = self.resolver.at_token.get((sentence.index, kid))
            entries = self.resolver.entries.get(other, ()) if other is not None else ()
            if other is None or kid < mention.head or not any(e.kind in _TOWNS for e in entries):
                continue
            if phrases.located(sentence, other, self.resolver.words):
                return other
        return None

    def _tells_of(self, town: Mention) -> bool:
        """Whether the text tells of the country of a town by another word than its towns."""
        states = {e.country for e in self.resolver.entries[town]} - {""}
        return any(
            e.country in states and e.kind not in _TOWNS
            for mention, entries in self.resolver.entries.items()
            if mention != town
            for e in entries[:1]
        )

    def _told(self, sentence: Sentence, mention: Mention) -> Actor | None:
        """The organisation told last, where one was told just before that the noun may mean."""
        at, noun = (sentence.index, mention.first), sentence.tokens[mention.head].lemma
        any_one = noun in self.resolver.words["organisation"]
        for number, token, actor, _ in reversed(self.resolver.memory.parties):
            if (number, token) >= at:
                continue
            if number < sentence.index - _BACK:
                return None
            if actor.code.startswith(_WIDE):
                such = any_one or self.resolver.gazetteer.called(actor.code, noun)
                return actor if such else None
        return None
