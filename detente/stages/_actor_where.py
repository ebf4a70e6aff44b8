"""Where somebody is whose country is not said: by subject, place, dateline and paragraph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.gazetteer import Office
from detente.stages import _actor_phrases as phrases
from detente.types import Mention, Sentence

if TYPE_CHECKING:
    from detente.stages._actor_resolver import Resolver

# sectors that act where they are: their country is that of the place named
LOCAL = ("CVL", "COP", "MIL", "REB", "LAB", "EDU", "CRM", "OPP", "REL", "MED", "NGO", "BUS", "JUD")
_SENT = ("MIL",)  # sectors that a state sends: without a country that of the subject
_COUNTRYLESS = ("REF",)  # sectors whose country is never where they are


class Whereabouts:
    """Finds the country of offices that name none; works for one Resolver."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.home: dict[int, str] = {}  # country of the dateline by paragraph

    def countries(self, sentence: Sentence, mention: Mention, office: Office) -> tuple[str, ...]:
        """The countries of an office that says none."""
        if office.sector in _COUNTRYLESS:
            return ()
        memory, home = self.resolver.memory, self.home.get(sentence.paragraph, "")
        before = memory.countries_before(sentence, mention.first)
        subject = phrases.is_subject(sentence, mention.head)
        plural = sentence.tokens[mention.head].morph.get("Number") == "Plur"
        sent = office.sector in _SENT and not subject and (plural or office.kind != "person")
        if before and (sent or (subject and office.sector not in LOCAL)):
            return before
        near = self._place_near(sentence, mention) if office.sector in LOCAL else ""
        if not near and office.sector in _SENT and before:
            return before
        near = near or home
        if near:
            return (near,)
        if before:
            return before
        last = memory.country_of_paragraph(sentence, mention.first)
        return (last,) if last else ()

    def _place_near(self, sentence: Sentence, mention: Mention) -> str:
        """Country of the nearest place of the sentence with a preposition of place."""
        resolver = self.resolver
        near: list[tuple[int, str]] = []
        verb = phrases.clause(sentence, mention.head)
        for token in sentence.tokens:
            other = resolver.at_token.get((sentence.index, token.index))
            if other is None or other.head != token.index or other.kind not in ("name", "place"):
                continue
            if phrases.preposition(sentence, other) in resolver.words["within"]:
                resolver.resolve(other)
                place = resolver.places.get((sentence.index, token.index))
                if (
                    place is not None
                    and place.country
                    and (phrases.clause(sentence, token.index) == verb)
                ):
                    near.append((abs(token.index - mention.head), place.country))
        return min(near)[1] if near else ""
