"""Abbreviations that a document binds in brackets, and names that only say where one wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.stages import _actor_phrases as phrases
from detente.stages._actor_codes import BODIES, make_actor
from detente.stages._actor_persons import Learned
from detente.types import Actor, Mention

if TYPE_CHECKING:
    from detente.stages._actor_resolver import Resolver


class Shorts:
    """Whom short names mean in one document; works for one Resolver."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.known: dict[str, Learned] = {}
        self._ends: dict[str, list[Mention]] | None = None  # last word of a name -> its mentions

    def resolve(self, mention: Mention) -> Actor | None:
        """Whom an abbreviation means that the document explains, here or before, or the last word
        of a name; None if it does not: Reporters Without Borders (RSF) are no militia so
        called."""
        if mention.text not in self.known:
            body = self._explained(mention) or self._whole(mention)
            if body is None:
                return None
            self.known[mention.text] = body
            self.resolver.persons.learned.setdefault(mention.text, body)
        meant = self.known[mention.text]
        return make_actor(meant.code, meant.name, mention, "organisation")

    def _explained(self, mention: Mention) -> Learned | None:
        """The body whose name stands right before an abbreviation in brackets."""
        tokens = self.resolver.sentence(mention).tokens
        short = mention.last == mention.first + 1 and mention.text[1:] != mention.text[1:].lower()
        if not short or not 0 < mention.first < len(tokens) - 1:
            return None
        if tokens[mention.first - 1].text != "(" or tokens[mention.last].text != ")":
            return None
        body = self.resolver.at_token.get((mention.sentence, mention.first - 2))
        if body is None or body.last != mention.first - 1:
            return None
        actors = self.resolver.resolve(body)
        if len(actors) != 1 or actors[0].reason is None:
            return None
        named = body.kind == "name" and actors[0].reason.rule in BODIES
        unlisted = not self.resolver.entries.get(mention)
        if not named and not (unlisted and self.resolver.is_body(body)):
            return None
        return Learned(actors[0].name, actors[0].code)

    def _whole(self, mention: Mention) -> Learned | None:
        """The body whose name, told before, ends in the word (the Fund of the International
        Monetary Fund)."""
        if mention.last - mention.first > 1 or self.resolver.entries.get(mention):
            return None
        if self._ends is None:
            self._ends = {}
            for body, entries in self.resolver.entries.items():
                if body.last - body.first > 1 and any(e.kind in BODIES for e in entries):
                    self._ends.setdefault(body.text.rpartition(" ")[2], []).append(body)
        before = (mention.sentence, mention.first)
        ended = [m for m in self._ends.get(mention.text, ()) if (m.sentence, m.first) < before]
        actors = self.resolver.resolve(ended[-1]) if ended else ()
        return Learned(actors[0].name, actors[0].code) if len(actors) == 1 else None

    def aside(self, mention: Mention) -> bool:
        """Whether a name only stands in brackets behind another (a member and the party)."""
        tokens, first = self.resolver.sentence(mention).tokens, mention.first
        if first == 0 or mention.last == len(tokens):
            return False
        return tokens[first - 1].text == "(" and tokens[mention.last].text == ")"

    def medium(self, mention: Mention) -> bool:
        """Whether a name only says where somebody wrote (on Facebook)."""
        words = self.resolver.words
        by = phrases.preposition(self.resolver.sentence(mention), mention)
        return mention.text in words["platforms"] and by in words["by_way"]
