"""Codes of offices and other role nouns: by their owner, else by what was said before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.gazetteer import Office
from detente.stages import _actor_phrases as phrases
from detente.stages._actor_codes import OFFICIAL, combine, state_code
from detente.stages._actor_names import phrase
from detente.stages._actor_owners import FAR, SOCIETY
from detente.types import Mention, Sentence

if TYPE_CHECKING:
    from detente.stages._actor_resolver import Resolver

_NEAR = 4
_NAMELESS = ("UNK",)
# sectors of whom there are many: two of them are no two sides
_SINGLE = frozenset({"CVL", "MIL", "COP", "MED", "LAB", "CRM", "BUS", "EDU", "REF", "REL", "NGO"})
_ROVING = ("REB",)  # sectors that have a code without a country


class Offices:
    """Finds the codes of offices; works for one Resolver."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver

    def codes(
        self, sentence: Sentence, mention: Mention, office: Office, heads: tuple[int, ...]
    ) -> tuple[str, ...]:
        """Codes of an office in its phrase: by its owner, else by what was said before."""
        context = self.resolver.context
        compounds, heads = context.owners.compounds, phrases.shortened(sentence, heads)
        office = compounds.coloured(sentence, heads, compounds.office(sentence, mention, office))
        if office.sector in _NAMELESS:
            return (f"{office.sector}:{office.sector}",)
        if office.sector == SOCIETY[:3] and self._afield(sentence, heads):
            return (SOCIETY,)
        if context.peers.against(sentence, mention):
            office = office._replace(sector="CVL")
        found = self._of_owners(sentence, mention, office, heads)
        found = found or self._of_both(sentence, mention, office, heads)
        if found:
            return found
        nameless = self._nameless(sentence, mention, heads)
        if nameless is not None:
            return nameless
        found = self._named_before(sentence, mention, office, heads)
        found = found or self._held_before(sentence, mention, office, heads)
        if found:
            return found
        if office.sector == "*":
            plural = _is_plural(sentence, mention)
            return context.peers.spoken_for(sentence, mention, heads, plural=plural)
        return self._of_place(sentence, mention, office)

    def _afield(self, sentence: Sentence, heads: tuple[int, ...]) -> bool:
        """Whether an adjective says that people are of no one country (foreign aid workers)."""
        kids = [k for head in heads for k in sentence.kids(head, "amod")]
        near = [*kids, *range(max(0, min(heads) - 2), min(heads))]
        words = self.resolver.words["worldwide"]
        return any(sentence.tokens[k].lemma.lower() in words for k in near)

    def _of_owners(
        self, sentence: Sentence, mention: Mention, office: Office, heads: tuple[int, ...]
    ) -> tuple[str, ...]:
        """Those of an office of whom it belongs to."""
        owners, nouns = self.resolver.context.owners, self.resolver.context.peers.nouns
        found = nouns.compatriots(sentence, mention)
        found = found or owners.owners(sentence, mention, heads) or owners.outer(sentence, mention)
        if not found:
            return ()
        office = nouns.led(sentence, mention, office, found)
        return tuple(dict.fromkeys(combine(a, office, body=body) for a, body in found))

    def _of_both(
        self, sentence: Sentence, mention: Mention, office: Office, heads: tuple[int, ...]
    ) -> tuple[str, ...]:
        """Those of an office on both sides (both presidents)."""
        resolver, words = self.resolver, self.resolver.words
        noun = sentence.tokens[mention.head].lemma
        one = office.kind == "person" and office.sector in _SINGLE and noun not in words["pair"]
        if not phrases.both(sentence, heads, words):
            return ()
        if one or resolver.context.peers.nouns.two(sentence, mention):
            return ()
        subject = phrases.is_subject(sentence, mention.head)
        inner = phrases.genitive(sentence, mention.head, words["of"]) and not subject
        found = resolver.memory.pair(sentence.index, mention.first, subject=subject, inner=inner)
        if noun in words["states"]:
            return tuple(dict.fromkeys(state_code(a) for a in found))
        whole = noun in words["pair"] and office.sector != "GOV"
        sides = (a.code if whole else combine(a, office, body=False) for a in found)
        return tuple(dict.fromkeys(sides))

    def _nameless(
        self, sentence: Sentence, mention: Mention, heads: tuple[int, ...]
    ) -> tuple[str, ...] | None:
        """The codes of people of whom nothing is known but that they are armed, say; None for a
        noun that means somebody."""
        words, noun = self.resolver.words, sentence.tokens[mention.head].lemma
        foe = noun in words["against"] & words["pair"]
        if foe and not _is_plural(sentence, mention):
            return ()  # the enemy of a war
        if words["unknown"] & {noun, mention.text}:
            return ("UNK:UNK",)
        called = phrase(sentence, mention.first, mention.last)
        armed = words["armed"] & {noun, mention.text, called}
        if armed and not phrases.determiner(sentence, heads, words["definite"]):
            return ("UNK:REB",)
        return None

    def _named_before(
        self, sentence: Sentence, mention: Mention, office: Office, heads: tuple[int, ...]
    ) -> tuple[str, ...]:
        """That of somebody, or of a body, whose name has the words of the office."""
        resolver, named = self.resolver, None
        definite = phrases.determiner(sentence, heads, resolver.words["definite"])
        if definite and not _is_plural(sentence, mention):
            called = phrase(sentence, mention.first, mention.last)
            named = resolver.memory.same_name(sentence.index, mention.first, called, FAR)
        if named is not None and named.actors[0].sector in (None, office.sector):
            return (named.actors[0].code,)
        body = resolver.context.peers.body_before(sentence, mention, office, definite=definite)
        return () if body is None else (body.actors[0].code,)

    def _held_before(
        self, sentence: Sentence, mention: Mention, office: Office, heads: tuple[int, ...]
    ) -> tuple[str, ...]:
        """Those of who was told with the same office, or as of the same sector."""
        memory, earlier = self.resolver.memory, None
        definite = phrases.determiner(sentence, heads, self.resolver.words["definite"])
        if definite:
            back = FAR if office.kind == "person" else _NEAR
            earlier = memory.same_office(sentence.index, mention.first, office.lemma, back)
        free = office.sector not in OFFICIAL
        again = definite and (free or not phrases.is_subject(sentence, mention.head))
        if earlier is None and office.sector != "GOV" and (again or office.sector in _ROVING):
            earlier = memory.same_sector(
                sentence.index, mention.first, office.sector, FAR if free else 1
            )
        if earlier is None:
            return ()
        codes = (
            a.code for a in earlier.actors if earlier.office or office.sector in (a.sector, "*")
        )
        return tuple(dict.fromkeys(codes))

    def _of_place(self, sentence: Sentence, mention: Mention, office: Office) -> tuple[str, ...]:
        """Those of an office in the countries where the text is."""
        sector = office.sector
        countries = self.resolver.context.owners.where.countries(sentence, mention, office)
        if countries:
            return tuple(c if ":" in c else f"{c}:{sector}" for c in countries)
        return (f"UNK:{sector}",) if sector in _ROVING else ()


def _is_plural(sentence: Sentence, mention: Mention) -> bool:
    """Whether several are meant."""
    return sentence.tokens[mention.head].morph.get("Number") == "Plur"
