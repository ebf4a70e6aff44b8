"""To whom an office belongs by words further off: its sender, that of a noun between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.stages import _actor_phrases as phrases
from detente.stages._actor_where import LOCAL
from detente.types import Actor, Mention, Sentence

if TYPE_CHECKING:
    from detente.stages._actor_resolver import Resolver

_CLAUSES = ("acl", "acl:relcl", "amod")
_AGENTS = ("obl", "obl:agent", "nmod", "nsubj", "obj")
_OBJECTS = ("obj", "iobj")


class Farther:
    """Finds such owners; works for one Resolver."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver

    def senders(
        self, sentence: Sentence, mention: Mention, heads: tuple[int, ...]
    ) -> list[tuple[Actor, bool]]:
        """Who sent or leads people or a body (troops sent by France; the troops that it sent)."""
        sends = self.resolver.words["sends"]
        forms = tuple(sends)
        for head in heads:
            for verb in sentence.kids(head, *_CLAUSES):
                token = sentence.tokens[verb]
                if token.lemma not in sends and not token.text.lower().startswith(forms):
                    continue
                for k in self._agents(sentence, verb):
                    found = self._told(sentence, k)
                    if found:
                        return found
        return []

    def _agents(self, sentence: Sentence, verb: int) -> list[int]:
        """Who does what a participle or a relative clause tells."""
        words, kids = self.resolver.words, sentence.kids(verb, *_AGENTS)
        by = [k for k in kids if phrases.case_of(sentence, k) in words["by"]]
        if by:
            return by
        objects = sentence.kids(verb, *_OBJECTS)
        whom = any(sentence.tokens[k].text.lower() in words["relatives"] for k in objects)
        return [k for k in sentence.kids(verb, "nsubj") if k not in objects] if whom else []

    def _told(self, sentence: Sentence, k: int) -> list[tuple[Actor, bool]]:
        other = self.resolver.at_token.get((sentence.index, k))
        if other is None or other.kind in ("adjective", "pronoun"):
            return []
        owners = self.resolver.context.owners
        apart = any(sentence.kids(kid, "case") for kid in sentence.kids(k, "conj"))
        found = self.resolver.resolve(other) if apart else owners.same_kind(sentence, other)
        return [(a, owners.body(other)) for a in found]

    def through(self, sentence: Sentence, k: int) -> list[tuple[Actor, bool]]:
        """Whose a thing is that somebody belongs to (the crew of a Guyanese tanker, a member of the
        upper chamber of the Swiss parliament)."""
        resolver, of = self.resolver, self.resolver.words["of"]
        known = (sentence.index, k) in resolver.at_token
        if known or not phrases.genitive(sentence, k, of):
            return []
        owners = resolver.context.owners
        found = [(a, False) for a in owners.adjectives(sentence, k) if a.country]
        if found:
            return found
        for inner in sentence.kids(k, "nmod"):
            other = resolver.at_token.get((sentence.index, inner))
            if inner < k or other is None or not phrases.genitive(sentence, inner, of):
                continue
            if other.kind == "role" and owners.body(other):
                return [(a, True) for a in owners.same_kind(sentence, other)]
        return []

    def next(self, sentence: Sentence, mention: Mention) -> list[int]:
        """The place that follows a body at once, wherever the tree hangs it."""
        office = self.resolver.office(mention)
        at = mention.last + 1
        if office is None or at >= len(sentence.tokens):
            return []
        if office.sector not in LOCAL and (office.kind == "person" or office.abroad):
            return []
        if sentence.tokens[at - 1].text.lower() not in self.resolver.words["within"]:
            return []
        place = self.resolver.at_token.get((sentence.index, at))
        return [place.head] if place is not None else []
