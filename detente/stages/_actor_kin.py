"""People of a state's name who are at home in another (Kosovo Serbs, Ecuadorean Indians)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.gazetteer import Entry, Office
from detente.stages import _actor_phrases as phrases
from detente.stages._actor_codes import STATES
from detente.types import Actor, Mention, Sentence

if TYPE_CHECKING:
    from detente.stages._actor_resolver import Resolver


class Kin:
    """Finds where people live who have the name of another state; works for one Resolver."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.homes: dict[str, str] = {}  # state that a people is named after -> where they live
        self._told: frozenset[str] | None = None

    def home(self, sentence: Sentence, mention: Mention, entry: Entry) -> str:
        """The country in which the people of a mention are at home, "" if that is their own."""
        states = self.resolver.gazetteer.kin.get(entry.code[:3], ())
        if not states:
            return ""
        for country in self._beside(sentence, mention):
            if country in states:
                return self.homes.setdefault(entry.code[:3], country)
        owners = self.resolver.context.owners
        if self._ethnic(sentence, mention):
            plain = Office(mention.text, "CVL", "person")
            near = owners.where.countries(sentence, mention, plain)
            found = [c for c in (*near, *sorted(self._named())) if c in states]
            return self.homes.setdefault(entry.code[:3], found[0]) if found else ""
        return self.homes.get(entry.code[:3], "")

    def band(self, mention: Mention, entry: Entry) -> str:
        """The code of the group told before of which the name of a people is the last word (the
        Serbs: the Bosnian Serbs); else ""."""
        gazetteer = self.resolver.gazetteer
        states = gazetteer.kin.get(entry.code[:3], ())
        before = (mention.sentence, mention.first)
        for other, entries in self.resolver.entries.items() if states else ():
            if (other.sentence, other.first) >= before or other.last - other.first < 2:
                continue
            bands = [e for e in entries if e.kind == "group" and e.country in states]
            word = other.text.split()[-1] if bands else ""
            named = (*gazetteer.adjective(word), *gazetteer.names(word)) if bands else ()
            if any(e.code[:3] == entry.code[:3] for e in named):
                return bands[0].code
        return ""

    def moved(self, mention: Mention, actor: Actor) -> str:
        """Where those live whom an adjective names (the Indian leader), where the text told of
        such people and never of the state itself; else "". What is told beside the adjective (the
        Bosnian Serb leader) is kept."""
        for entry in self.resolver.entries[mention][:1]:
            self.home(self.resolver.sentence(mention), mention, entry)
        country = actor.country or ""
        return "" if country in self._named() else self.homes.get(country, "")

    def apart(self, sentence: Sentence, mention: Mention) -> bool:
        """Whether a nation before a noun does not own it: by descent, or as in "US-trained"."""
        return self.behind(sentence, mention) or self._ethnic(sentence, mention)

    def behind(self, sentence: Sentence, mention: Mention) -> bool:
        """Whether a nation only stands behind those of a noun (the Iran-backed rebels)."""
        after = [t.text.lower() for t in sentence.tokens[mention.last : mention.last + 2]]
        return after[:1] == ["-"] and bool(self.resolver.words["unowned"] & {*after[1:]})

    def _ethnic(self, sentence: Sentence, mention: Mention) -> bool:
        """Whether an adjective of nationality is one of descent only (ethnic Albanian, the Russian
        minority)."""
        before = sentence.tokens[mention.first - 1].text.lower() if mention.first else ""
        behind = {t.lemma for t in sentence.tokens[mention.last : mention.last + 1]}
        words = self.resolver.words
        return before in words["ethnic"] or bool(behind & words["minority"])

    def _beside(self, sentence: Sentence, mention: Mention) -> list[str]:
        """Countries of the words before a people's name, and of the place that it is at."""
        resolver, owners = self.resolver, self.resolver.context.owners
        head = mention.head
        part = owners.compounds.part(sentence, head)
        found = [part.country] if part is not None else []
        before = resolver.at_token.get((sentence.index, mention.first - 1))
        if before is not None and before.kind in ("adjective", "name", "place"):
            found.extend(e.country for e in resolver.entries.get(before, ())[:1])
        for k in sentence.kids(head, "nmod"):
            place = resolver.at_token.get((sentence.index, k))
            if place is None or k < head:
                continue
            if phrases.preposition(sentence, place) in resolver.words["within"]:
                found.extend(e.country for e in resolver.entries.get(place, ())[:1])
        return [country for country in found if country]

    def _named(self) -> frozenset[str]:
        if self._told is None:
            named = (es[0] for es in self.resolver.entries.values() if es)
            self._told = frozenset(e.country for e in named if e.kind in STATES)
        return self._told
