"""To whom an office belongs: by the words of its phrase, else by what stands around."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from detente.gazetteer import Entry, Office
from detente.stages import _actor_phrases as phrases
from detente.stages._actor_codes import PLACES, WIDE, make_actor
from detente.stages._actor_compounds import Compounds
from detente.stages._actor_farther import Farther
from detente.stages._actor_where import Whereabouts
from detente.types import Actor, Mention, Sentence

if TYPE_CHECKING:
    from detente.stages._actor_resolver import Resolver

FAR = 12  # sentences that a definite description looks back
SOCIETY = "NGO:INT"  # of people who join for a cause, and of no one country


class Owners:
    """Finds whom offices and nouns belong to; works for one Resolver."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.where = Whereabouts(resolver)
        self.compounds = Compounds(resolver.gazetteer, resolver.day)
        self.farther = Farther(resolver)

    def seat(self, sentence: Sentence, mention: Mention, entry: Entry) -> str:
        """The code of a name; a seat is another state's if the phrase says so, and a world-wide
        organisation is its society of a country (the Iranian Red Crescent)."""
        if entry.kind == "seat":
            for actor, _ in self.owners(sentence, mention, (mention.head,)):
                if actor.country and actor.country != entry.code[:3]:
                    return f"{actor.country}:{entry.code[4:]}"
        if entry.kind == "organisation" and entry.code == SOCIETY:
            heads = tuple(range(mention.first, mention.last))
            found = self._by_adjective(sentence, mention, heads)
            for actor, _ in found or self._by_name(sentence, mention, heads):
                if actor.country:
                    return f"{actor.country}:{SOCIETY[:3]}"
        return entry.code

    def owners(
        self, sentence: Sentence, mention: Mention, heads: tuple[int, ...]
    ) -> list[tuple[Actor, bool]]:
        """Whom the office belongs to, with whether that is itself a body."""
        by_words = (self._by_part, self._by_adjective, self._by_name, self.farther.senders)
        for find in (*by_words, self._by_case, self._by_holder):
            found = find(sentence, mention, heads)
            if found:
                return found
        return []

    def _by_part(
        self, sentence: Sentence, mention: Mention, heads: tuple[int, ...]
    ) -> list[tuple[Actor, bool]]:
        actor = self._taught(sentence, mention) or self.compounds.part(sentence, mention.first)
        return [(actor, False)] if actor and not self._beside(sentence, heads, actor) else []

    def _beside(self, sentence: Sentence, heads: tuple[int, ...], actor: Actor) -> bool:
        """Whether a country that begins a compound only says with what somebody of another one
        deals (the German Iran-Beauftragte)."""
        known = self.resolver.gazetteer.names(actor.name)
        told = (a for head in heads for a in self.adjectives(sentence, head))
        return any(e.kind == "country" for e in known) and any(
            a.country and a.country != actor.country for a in told
        )

    def _taught(self, sentence: Sentence, mention: Mention) -> Actor | None:
        """Whom a compound names first that only the text has taught (the RPG-Sprecher of a party
        RPG)."""
        name, hyphen, _ = sentence.tokens[mention.first].text.rpartition("-")
        known = self.resolver.shorts.known.get(name) if hyphen else None
        if hyphen and known is None and not self.resolver.gazetteer.names(name):
            known = self.resolver.persons.learned.get(name)
        return make_actor(known.code, known.name, mention, "compound") if known else None

    def _by_adjective(
        self, sentence: Sentence, mention: Mention, heads: tuple[int, ...]
    ) -> list[tuple[Actor, bool]]:
        return [(a, False) for head in heads for a in self.adjectives(sentence, head)] or [
            (a, False) for a in self._left(sentence, mention.first)
        ]

    def adjectives(self, sentence: Sentence, head: int) -> list[Actor]:
        """Actors that adjectives of nationality of a noun name."""
        found: list[Actor] = []
        for k in sentence.kids(head, "amod", "compound", "nmod", "det", "flat"):
            other = self.resolver.at_token.get((sentence.index, k))
            if other is None or self.resolver.kin.apart(sentence, other):
                continue
            if other.kind == "adjective" and other.head == k and k < head:
                found.extend(self.same_kind(sentence, other))
        return found

    def _left(self, sentence: Sentence, first: int) -> list[Actor]:
        """Nationality adjectives right before a noun, whatever the tree says."""
        i = first - 1
        while i >= 0 and sentence.tokens[i].upos in ("ADJ", "PROPN", "NOUN"):
            other = self.resolver.at_token.get((sentence.index, i))
            if other is not None and self.resolver.kin.apart(sentence, other):
                return []
            if other is not None and other.kind == "adjective":
                return list(self.same_kind(sentence, other))
            if sentence.tokens[i].upos != "ADJ":
                break
            i -= 1
        return []

    def same_kind(self, sentence: Sentence, mention: Mention) -> tuple[Actor, ...]:
        """The actors of a mention and of those joined to it that are of its kind."""
        found: dict[Actor, None] = {}
        seen: list[Mention] = []
        waiting = [mention]
        while waiting:
            current = waiting.pop(0)
            seen.append(current)
            found.update(dict.fromkeys(self.resolver.resolve(current)))
            for part in range(current.first, current.last):
                for kid in sentence.kids(part, "conj"):
                    other = self.resolver.at_token.get((sentence.index, kid))
                    if other is not None and other not in seen and _like(other, mention):
                        waiting.append(other)
        return tuple(found)

    def _by_name(
        self, sentence: Sentence, mention: Mention, heads: tuple[int, ...]
    ) -> list[tuple[Actor, bool]]:
        """Possessives, genitives and names before the noun (Kremlin spokesman)."""
        return (
            self._named_by(sentence, heads)
            or self._leftmost(sentence, mention)
            or self._genitive(sentence, mention)
            or self._seat_behind(sentence, mention)
        )

    def _seat_behind(self, sentence: Sentence, mention: Mention) -> list[tuple[Actor, bool]]:
        """The state of the town right behind a body, wherever the tree hangs it."""
        other = self.resolver.at_token.get((sentence.index, mention.last))
        if other is None or not self.seated(mention, other):
            return []
        town = self._town(sentence, other)
        return [(town, False)] if town is not None else []

    def seated(self, role: Mention, name: Mention) -> bool:
        """Whether a name right behind a body is of the town where that is (Landgericht Hamburg)."""
        entries = self.resolver.entries.get(name, ())
        places = bool(entries) and all(e.kind in PLACES for e in entries)
        return places and role.last == name.first and self.resolver.is_body(role)

    def _by_holder(
        self, sentence: Sentence, mention: Mention, heads: tuple[int, ...]
    ) -> list[tuple[Actor, bool]]:
        """Who is the first part of a compound and may be a title only (the deputy minister)."""
        return self._named_by(sentence, heads, holders=True)

    def _named_by(
        self, sentence: Sentence, heads: tuple[int, ...], *, holders: bool = False
    ) -> list[tuple[Actor, bool]]:
        for relations in (("nmod:poss",), ("compound", "nmod", "amod", "flat")):
            for head in heads:
                for k in sentence.children[head]:
                    other = self._owner_at(sentence, k, heads, relations)
                    if other is None or other.kind in ("pronoun", "adjective"):
                        continue
                    if self.resolver.kin.apart(sentence, other):
                        continue
                    cased = relations[0] != "nmod:poss" and phrases.case_of(sentence, k)
                    if cased or self._holder(sentence, other) != holders:
                        continue
                    found = self.same_kind(sentence, other)
                    if found:
                        return [(a, self.body(other)) for a in found]
                    town = self._town(sentence, other)
                    if town is not None:
                        return [(town, False)]
        return []

    def _town(self, sentence: Sentence, mention: Mention) -> Actor | None:
        """The state of a town before an office or people of it (the Geneva police)."""
        self.resolver.resolve(mention)
        place = self.resolver.places.get((sentence.index, mention.head))
        if place is None or not place.country:
            return None
        return make_actor(f"{place.country}:GOV", place.name, mention, "place")

    def _genitive(self, sentence: Sentence, mention: Mention) -> list[tuple[Actor, bool]]:
        """A country in the genitive right before or behind an office, whatever the tree says."""
        endings = tuple(self.resolver.gazetteer.words["genitive"])
        for at in (mention.first - 1, mention.last):
            other = self.resolver.at_token.get((sentence.index, at))
            if other is None or other.kind not in ("name", "place"):
                continue
            bare = self.resolver.gazetteer.exact(other.text)
            if other.text.endswith(endings) and not bare:
                found = [a for a in self.same_kind(sentence, other) if a.country]
                if found:
                    return [(a, False) for a in found]
        return []

    def _leftmost(self, sentence: Sentence, mention: Mention) -> list[tuple[Actor, bool]]:
        """A name in the chain of nouns before an office (US state department official)."""
        at = mention.first - 1
        while at >= 0 and sentence.tokens[at].relation in ("compound", "amod", "nmod", "flat"):
            other = self.resolver.at_token.get((sentence.index, at))
            if other is not None and self.resolver.kin.apart(sentence, other):
                return []
            if other is not None and other.kind == "name" and not phrases.case_of(sentence, at):
                return [(a, False) for a in self.resolver.resolve(other)]
            at -= 1
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

    def _holder(self, sentence: Sentence, mention: Mention) -> bool:
        """Whether a noun is only a part of a title (the deputy minister): a compound's first part
        that means who holds an office."""
        office = self.resolver.office(mention) if mention.kind == "role" else None
        part = sentence.tokens[mention.head].relation == "compound"
        return part and office is not None and office.kind == "person"

    def body(self, mention: Mention) -> bool:
        """Whether who owns is a body, whose sector its officers share."""
        return mention.kind == "role" and self.resolver.is_body(mention)

    def _by_case(
        self, sentence: Sentence, mention: Mention, heads: tuple[int, ...]
    ) -> list[tuple[Actor, bool]]:
        """Prepositional phrases of the noun and possessive pronouns."""
        kids = [k for head in heads for k in sentence.children[head] if k not in heads]
        kids.extend(self.farther.next(sentence, mention))
        through = (self.farther.through(sentence, k) for k in kids)
        return (
            self._by_genitive(sentence, kids)
            or next(filter(None, through), [])
            or self._by_possessive(sentence, kids)
            or self._by_place(sentence, mention, heads, kids)
        )

    def _by_genitive(self, sentence: Sentence, kids: Sequence[int]) -> list[tuple[Actor, bool]]:
        """Phrases with "of", or what stands for it."""
        resolver = self.resolver
        for k in kids:
            other = resolver.at_token.get((sentence.index, k))
            if other is None or other.kind in ("adjective", "pronoun"):
                continue
            if phrases.case_of(sentence, k) in resolver.words["of"]:
                found = self.same_kind(sentence, other)
                if found:
                    return [(a, self.body(other)) for a in found]
        return []

    def _by_possessive(self, sentence: Sentence, kids: Sequence[int]) -> list[tuple[Actor, bool]]:
        """Possessive pronouns."""
        resolver = self.resolver
        for k in kids:
            other = resolver.at_token.get((sentence.index, k))
            if other is not None and other.kind == "pronoun":
                relation = sentence.tokens[k].relation
                if relation in ("nmod:poss", "det:poss", "det", "nmod"):
                    found = resolver.resolve(other)
                    if found:
                        return [(a, False) for a in found]
        return []

    def _by_place(
        self, sentence: Sentence, mention: Mention, heads: tuple[int, ...], kids: Sequence[int]
    ) -> list[tuple[Actor, bool]]:
        """Phrases that say where somebody is, or where from; the governments of two states are in
        one town as guests."""
        resolver = self.resolver
        office = resolver.office(mention)
        guests = office is not None and office.sector == "GOV"
        guests = guests and phrases.both(sentence, heads, resolver.words)
        venues = self.where.venues.countries(sentence, mention)
        for k in kids:
            place = resolver.at_token.get((sentence.index, k))
            case = phrases.preposition(sentence, place) if place is not None else None
            if place is None or case not in resolver.words["at"]:
                continue
            actors = resolver.resolve(place)
            where = resolver.places.get((sentence.index, k))
            if office is not None and office.abroad and case not in resolver.words["from"]:
                continue  # the embassy in a state is not its own
            pair = len({a.party for a in actors}) > 1  # commanders on both sides
            if actors and (case in resolver.words["from"] or pair):
                return [(a, False) for a in self.same_kind(sentence, place)]
            if actors and actors[0].code[:3] in WIDE:
                return [(actors[0], False)]
            bench = self._bench(sentence, heads, office, place)
            if bench is not None:
                return [(bench, False)]
            if where is not None and where.country and not guests and where.country not in venues:
                return [(make_actor(f"{where.country}:GOV", where.name, place, "place"), False)]
        return []

    def _bench(
        self, sentence: Sentence, heads: tuple[int, ...], office: Office | None, place: Mention
    ) -> Actor | None:
        """The court of the nations that judges of a town are (the judges in The Hague), unless they
        are told as one of several courts there."""
        code = self.resolver.gazetteer.words["tribunals"].get(place.text)
        if code is None or office is None or office.sector != "JUD":
            return None
        if phrases.determiner(sentence, heads, self.resolver.words["indefinite"]):
            return None
        return make_actor(str(code), place.text, place, "seat")

    def outer(self, sentence: Sentence, mention: Mention) -> list[tuple[Actor, bool]]:
        """The owner of the noun that this one only begins (the Lebanese army chief)."""
        token = sentence.tokens[mention.head]
        outer = self.resolver.at_token.get((sentence.index, token.head))
        if token.relation != "compound" or outer is None or token.head < mention.head:
            return []
        heads = (token.head, mention.head)
        found = self._by_adjective(sentence, outer, heads) or self._by_name(sentence, outer, heads)
        return [(a, False) for a, _ in found]

    def modifiers(self, sentence: Sentence, token: int) -> tuple[Actor, ...]:
        """Actors of the adjectives and compound parts of a noun."""
        found = dict.fromkeys(self.adjectives(sentence, token))
        part = self.compounds.part(sentence, token)
        if part is not None:
            found[part] = None
            found.update(dict.fromkeys(self.compounds.rest(sentence, token)))
        for k in sentence.kids(token, "compound", "nmod"):
            other = self.resolver.at_token.get((sentence.index, k))
            if other is None or k > token or other.kind not in ("name", "role"):
                continue
            if other.first <= token < other.last:
                continue  # a part of the noun's own name (spy agency)
            if not phrases.case_of(sentence, k) and sentence.tokens[k].relation != "nmod:poss":
                found.update(dict.fromkeys(self.same_kind(sentence, other)))
        return tuple(found)


def _like(other: Mention, mention: Mention) -> bool:
    named = ("name", "place", "adjective")
    return other.kind == mention.kind or (other.kind in named and mention.kind in named)
