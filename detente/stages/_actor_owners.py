"""To whom an office belongs: by the words of its phrase, else by what stands around."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from detente.gazetteer import Entry, Office
from detente.stages import _actor_phrases as phrases
from detente.stages._actor_codes import WIDE, choose, combine, make_actor
from detente.types import Actor, Mention, Sentence

if TYPE_CHECKING:
    from detente.stages._actor_resolver import Resolver

_FAR = 12  # sentences that a definite description looks back
_NEAR = 4
# sectors that act where they are: their country is that of the place named
_LOCAL = ("CVL", "COP", "MIL", "REB", "LAB", "EDU", "CRM", "OPP", "REL", "MED", "NGO", "BUS", "JUD")
_SENT = ("MIL",)  # sectors that a state sends: without a country that of the subject
_NAMELESS = ("UNK",)
_ROVING = ("REB",)  # sectors that have a code without a country
_COUNTRYLESS = ("REF",)  # sectors whose country is never where they are


class Owners:
    """Finds whom offices and nouns belong to; works for one Resolver."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.home: dict[int, str] = {}  # country of the dateline by paragraph

    def codes(
        self, sentence: Sentence, mention: Mention, office: Office, heads: tuple[int, ...]
    ) -> tuple[str, ...]:
        """Codes of an office in its phrase: by its owner, else by what was said before."""
        resolver = self.resolver
        if office.sector in _NAMELESS:
            return (f"{office.sector}:{office.sector}",)
        office = self._compound_office(sentence, mention, office)
        owners = self.owners(sentence, mention, heads)
        if owners:
            return tuple(dict.fromkeys(combine(a, office, body=body) for a, body in owners))
        if self.both(sentence, heads):
            subject = phrases.is_subject(sentence, mention.head)
            found = resolver.memory.pair(sentence.index, mention.first, subject=subject)
            if found:
                return tuple(combine(a, office, body=False) for a in found)
        head = sentence.tokens[mention.head]
        definite = phrases.determiner(sentence, heads, resolver.words["definite"])
        plural = head.morph.get("Number") == "Plur"
        earlier = None
        if definite and not plural:
            back = _FAR if office.kind == "person" else _NEAR
            earlier = resolver.memory.same_office(sentence.index, mention.first, office.lemma, back)
        if earlier is None and (definite or office.sector in _ROVING) and office.sector != "GOV":
            earlier = resolver.memory.same_sector(
                sentence.index, mention.first, office.sector, _FAR
            )
        if (
            earlier is not None
            and earlier.actors
            and office.sector in (earlier.actors[0].sector, "*")
        ):
            return tuple(dict.fromkeys(a.code for a in earlier.actors))
        country = self._country(sentence, mention, office)
        sector = "GOV" if office.sector == "*" else office.sector
        if country:
            return (f"{country}:{sector}",)
        return (f"UNK:{sector}",) if sector in _ROVING else ()

    def _compound_office(self, sentence: Sentence, mention: Mention, office: Office) -> Office:
        """An office that takes another's sector has it from its first part (Militärsprecher)."""
        if office.sector != "*":
            return office
        gazetteer = self.resolver.gazetteer
        token = sentence.tokens[mention.head]
        split = gazetteer.split_office(token.lemma) or gazetteer.split_office(token.text)
        for part in self._stripped(split[1]) if split else ():
            inner = gazetteer.office(part)
            if inner and inner.sector != "*":
                return office._replace(sector=inner.sector)
        return office

    def _stripped(self, part: str) -> Iterable[str]:
        for link in self.resolver.gazetteer.words["linking"]:
            if part.endswith(link) and len(part) > len(link) + 1:
                yield part[: len(part) - len(link)] if link else part

    def owners(
        self, sentence: Sentence, mention: Mention, heads: tuple[int, ...]
    ) -> list[tuple[Actor, bool]]:
        """Whom the office belongs to, with whether that is itself a body."""
        for find in (self._by_part, self._by_adjective, self._by_name, self._by_case):
            found = find(sentence, mention, heads)
            if found:
                return found
        return []

    def _by_part(
        self, sentence: Sentence, mention: Mention, heads: tuple[int, ...]
    ) -> list[tuple[Actor, bool]]:
        actor = self.part(sentence, mention.first)
        return [(actor, False)] if actor else []

    def part(self, sentence: Sentence, token: int) -> Actor | None:
        """The actor that begins a compound noun (US-Präsident, Kremlsprecher), if any."""
        resolver, gazetteer = self.resolver, self.resolver.gazetteer
        word = sentence.tokens[token]
        entries = gazetteer.prefix(word.text)
        if not entries and gazetteer.words["compounds"]:
            split = gazetteer.split_office(word.lemma)
            parts = [split[1]] if split else []
            for part in (p for rest in parts for p in self._stripped(rest)):
                entries = gazetteer.names(part) if len(part) > 2 else ()
                entries = tuple(e for e in entries if e.kind not in ("short", "city"))
                if entries:
                    break
        entry = choose([e for e in entries if _begins(e, resolver.day)], resolver.day)
        if entry is None:
            return None
        code = entry.code
        mention = Mention(
            sentence.index, token, token + 1, token, "name", word.text, word.start, word.end
        )
        return make_actor(code, entry.name, mention, "compound")

    def _by_adjective(
        self, sentence: Sentence, mention: Mention, heads: tuple[int, ...]
    ) -> list[tuple[Actor, bool]]:
        return [(a, False) for head in heads for a in self._adjectives(sentence, head)] or [
            (a, False) for a in self._left(sentence, mention.first)
        ]

    def _adjectives(self, sentence: Sentence, head: int) -> list[Actor]:
        found: list[Actor] = []
        for k in sentence.kids(head, "amod", "compound", "nmod", "det", "flat"):
            other = self.resolver.at_token.get((sentence.index, k))
            if other is not None and other.kind == "adjective" and other.head == k and k < head:
                found.extend(self._same_kind(sentence, other))
        return found

    def _left(self, sentence: Sentence, first: int) -> list[Actor]:
        """Nationality adjectives right before a noun, whatever the tree says."""
        i = first - 1
        while i >= 0 and sentence.tokens[i].upos in ("ADJ", "PROPN", "NOUN"):
            other = self.resolver.at_token.get((sentence.index, i))
            if other is not None and other.kind == "adjective":
                return list(self._same_kind(sentence, other))
            if sentence.tokens[i].upos != "ADJ":
                break
            i -= 1
        return []

    def _same_kind(self, sentence: Sentence, mention: Mention) -> tuple[Actor, ...]:
        """The actors of a mention and of those joined to it that are of its kind."""
        found = dict.fromkeys(self.resolver.resolve(mention))
        for part in range(mention.first, mention.last):
            for kid in sentence.kids(part, "conj"):
                other = self.resolver.at_token.get((sentence.index, kid))
                if other is not None and _like(other, mention):
                    found.update(dict.fromkeys(self._same_kind(sentence, other)))
        return tuple(found)

    def _by_name(
        self, sentence: Sentence, mention: Mention, heads: tuple[int, ...]
    ) -> list[tuple[Actor, bool]]:
        """Possessives, genitives and names before the noun (Kremlin spokesman)."""
        for relations in (("nmod:poss",), ("compound", "nmod", "amod", "flat")):
            for head in heads:
                for k in sentence.children[head]:
                    other = self._owner_at(sentence, k, heads, relations)
                    if other is None or other.kind == "pronoun":
                        continue
                    if relations[0] != "nmod:poss" and phrases.case_of(sentence, k):
                        continue
                    found = self._same_kind(sentence, other)
                    if found:
                        return [(a, self._body(other)) for a in found]
        return []

    def _owner_at(
        self, sentence: Sentence, k: int, heads: tuple[int, ...], relations: tuple[str, ...]
    ) -> Mention | None:
        relation = sentence.tokens[k].relation
        if k in heads or relation not in relations:
            return None
        other = self.resolver.at_token.get((sentence.index, k))
        if other is None or any(other.first <= h < other.last for h in heads):
            return None
        return other

    def _body(self, mention: Mention) -> bool:
        office = self.resolver.office(mention) if mention.kind == "role" else None
        return office is not None and office.kind != "person"

    def _by_case(
        self, sentence: Sentence, mention: Mention, heads: tuple[int, ...]
    ) -> list[tuple[Actor, bool]]:
        """Prepositional phrases of the noun and possessive pronouns."""
        resolver = self.resolver
        kids = [k for head in heads for k in sentence.children[head] if k not in heads]
        for k in kids:
            other = resolver.at_token.get((sentence.index, k))
            if other is None or other.kind in ("adjective", "pronoun"):
                continue
            if phrases.case_of(sentence, k) in resolver.words["of"]:
                found = self._same_kind(sentence, other)
                if found:
                    return [(a, self._body(other)) for a in found]
        for k in kids:
            other = resolver.at_token.get((sentence.index, k))
            if other is not None and other.kind == "pronoun":
                relation = sentence.tokens[k].relation
                if relation in ("nmod:poss", "det:poss", "det", "nmod"):
                    found = resolver.resolve(other)
                    if found:
                        return [(a, False) for a in found]
        for k in kids:
            place = resolver.at_token.get((sentence.index, k))
            if place is None or phrases.case_of(sentence, k) not in resolver.words["at"]:
                continue
            actors = resolver.resolve(place)
            where = resolver.places.get((sentence.index, k))
            if actors and actors[0].code[:3] in WIDE:
                return [(actors[0], False)]
            if where is not None and where.country:
                return [(make_actor(f"{where.country}:GOV", where.name, place, "place"), False)]
        return []

    def both(self, sentence: Sentence, heads: tuple[int, ...]) -> bool:
        words = self.resolver.words
        if phrases.determiner(sentence, heads, words["both"]):
            return True
        return phrases.determiner(sentence, heads, words["two"]) and phrases.determiner(
            sentence, heads, words["definite"]
        )

    def _country(self, sentence: Sentence, mention: Mention, office: Office) -> str:
        """The country of an office that says none."""
        if office.sector in _COUNTRYLESS:
            return ""
        memory, home = self.resolver.memory, self.home.get(sentence.paragraph, "")
        before = memory.country_before(sentence, mention.first)
        subject = phrases.is_subject(sentence, mention.head)
        sent = office.sector in _SENT and not subject and office.kind != "person"
        if before and (sent or (subject and office.sector not in _LOCAL)):
            return before
        if office.sector in _LOCAL:
            near = self._place_near(sentence, mention)
            if near:
                return near
        return home or before or memory.country_of_paragraph(sentence, mention.first)

    def _place_near(self, sentence: Sentence, mention: Mention) -> str:
        """Country of the nearest place of the sentence with a preposition of place."""
        resolver = self.resolver
        near: list[tuple[int, str]] = []
        for token in sentence.tokens:
            other = resolver.at_token.get((sentence.index, token.index))
            if other is None or other.head != token.index or other.kind not in ("name", "place"):
                continue
            if phrases.case_of(sentence, token.index) in resolver.words["within"]:
                resolver.resolve(other)
                place = resolver.places.get((sentence.index, token.index))
                if place is not None and place.country:
                    near.append((abs(token.index - mention.head), place.country))
        return min(near)[1] if near else ""

    def modifiers(self, sentence: Sentence, token: int) -> tuple[Actor, ...]:
        """Actors of the adjectives and compound parts of a noun."""
        found = dict.fromkeys(self._adjectives(sentence, token))
        part = self.part(sentence, token)
        if part is not None:
            found[part] = None
        for k in sentence.kids(token, "compound", "nmod"):
            other = self.resolver.at_token.get((sentence.index, k))
            if other is None or k > token or other.kind not in ("name", "role"):
                continue
            if not phrases.case_of(sentence, k) and sentence.tokens[k].relation != "nmod:poss":
                found.update(dict.fromkeys(self._same_kind(sentence, other)))
        return tuple(found)


def _begins(entry: Entry, day: str) -> bool:
    """Whether a name may begin a compound: of surnames only that of somebody in office."""
    return bool(entry.code) and (entry.kind != "short" or entry.valid(day))


def _like(other: Mention, mention: Mention) -> bool:
    named = ("name", "place")
    return other.kind == mention.kind or (other.kind in named and mention.kind in named)
