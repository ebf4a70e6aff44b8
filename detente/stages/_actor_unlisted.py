"""Whose a noun is that no table knows: as an office of its sector would be somebody's."""

from __future__ import annotations

from detente.gazetteer import Office
from detente.stages._actor_resolver import Resolver
from detente.types import Mention, Sentence

_PEOPLE = "CVL"
_LOCATED = ("obl", "nmod")


class Unlisted:
    """Finds the countries of nouns that are no mentions, of one document that was resolved."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver

    def countries(self, sentence: int, token: int, sector: str) -> tuple[str, ...]:
        """The countries of whom a noun means that has a sector: by the words of its phrase, of
        people by the place where they are met, else by what stands around it; () where nothing
        tells."""
        tree = self.resolver.sentences[sentence]
        word = tree.tokens[token]
        mention = Mention(
            tree.index, token, token + 1, token, "role", word.text, word.start, word.end
        )
        plural = word.morph.get("Number") == "Plur"
        office = Office(word.lemma, sector, "person" if plural else "body")
        owners = self.resolver.context.owners
        found = [a.country for a, _ in owners.owners(tree, mention, (token,)) if a.country]
        found = found or self._inside(sentence, token)
        if not found and sector == _PEOPLE:
            found = self._there(tree, token)
        return tuple(dict.fromkeys(found)) or owners.where.countries(tree, mention, office)

    def _inside(self, sentence: int, token: int) -> list[str]:
        """The country of a place that the phrase names (the head of the port of Odessa)."""
        within = self.resolver.sentences[sentence].subtree(token)
        places = (self.resolver.places.get((sentence, k)) for k in within)
        return [place.country for place in places if place and place.country][:1]

    def _there(self, tree: Sentence, token: int) -> list[str]:
        """The country of the one place where a noun, or what its verb tells, is said to be
        (they burnt houses down in Dili)."""
        ends = (token, tree.tokens[token].head)
        said = [
            place.country
            for (number, k), place in self.resolver.places.items()
            if number == tree.index
            and place.country
            and tree.tokens[k].head in ends
            and tree.tokens[k].relation.split(":")[0] in _LOCATED
            and tree.kids(k, "case")
        ]
        return said if len(set(said)) == 1 else []
