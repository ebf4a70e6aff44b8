"""Whom general nouns mean: the country, the capital, both sides, the organisation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from detente.gazetteer import Office
from detente.stages import _actor_phrases as phrases
from detente.stages._actor_codes import again, governments, make_actor, state_code
from detente.stages._actor_memory import BOTH, sides
from detente.stages._actor_owners import FAR
from detente.types import Actor, Mention, Sentence

if TYPE_CHECKING:
    from detente.stages._actor_resolver import Resolver

REGION = "REG:"
Owned = list[tuple[Actor, bool]]  # whom a noun belongs to, with whether that is a body


class General:
    """Answers for general nouns; works for one Resolver."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver

    def actors(self, sentence: Sentence, mention: Mention) -> tuple[Actor, ...]:
        """The country, the capital, both sides, the organisation, his counterpart."""
        context, words = self.resolver.context, self.resolver.words
        token, noun = sentence.tokens[mention.head], self._noun(sentence, mention)
        found = self._alone(sentence, mention)
        if found is None:
            found = self._pair(sentence, mention, noun)
        if found is None:
            found = self._nameless(sentence, mention, noun)
        if found is not None:
            return found
        owners = context.owners.owners(sentence, mention, (mention.head,))
        found = self._beside(sentence, mention, noun, owners)
        if found is not None:
            return found
        region = [a for a, _ in owners if a.code.startswith(REGION)]
        if region and token.text in words["many_states"]:  # the western states
            return again(region[:1], mention, "region")
        if token.morph.get("Number") == "Plur":
            part = context.owners.compounds.part(sentence, mention.head)
            return again((part,) if part else (), mention, "compound")
        if noun in words["country"] or noun in words["capital"]:
            return self._state(sentence, mention, noun, owners)
        if noun in words["organisation"] | words["group"]:
            return self._body(sentence, mention, noun, owners)
        return ()

    def _noun(self, sentence: Sentence, mention: Mention) -> str:
        """The noun of a mention without what a hyphen joins to it, as the tables have it."""
        noun = sentence.tokens[mention.head].lemma
        if noun not in self.resolver.words["pair"]:
            noun = noun.rsplit("-", 1)[-1]
        return self.resolver.gazetteer.general(noun) or noun

    def _alone(self, sentence: Sentence, mention: Mention) -> tuple[Actor, ...] | None:
        """Halves of countries, people by their age, members of a list; None for other nouns."""
        text, peers = sentence.tokens[mention.head].text, self.resolver.context.peers
        halves = self.resolver.gazetteer.words["halves"]
        if text in halves:
            return self._half(sentence, mention, halves)
        if text.lower().endswith(tuple(self.resolver.gazetteer.words["aged"])):
            return again(peers.person_before(sentence, mention), mention, "learned")
        several = peers.listed(sentence, mention)
        return None if several is None else governments(several, mention, BOTH)

    def _pair(self, sentence: Sentence, mention: Mention, noun: str) -> tuple[Actor, ...] | None:
        """Both sides, both states; None for a noun that means no two."""
        resolver, words = self.resolver, self.resolver.words
        if noun not in words["pair"] or not phrases.both(sentence, (mention.head,), words):
            return None
        subject = phrases.is_subject(sentence, mention.head)
        both = resolver.memory.pair(sentence.index, mention.first, subject=subject)
        if noun in words["states"]:
            return governments(both, mention, BOTH)
        return again(sides(both), mention, BOTH)

    def _nameless(
        self, sentence: Sentence, mention: Mention, noun: str
    ) -> tuple[Actor, ...] | None:
        """Whom a number counts, people of whom nothing is known; None for other nouns."""
        words, meant = self.resolver.words, {noun, mention.text}
        counted = self._counted(sentence, mention) if words["amount"] & meant else ()
        if counted:
            return again(counted, mention, "amount")
        if words["unknown"] & meant:
            return (make_actor("UNK:UNK", mention.text, mention, "unknown"),)
        return None

    def _beside(
        self, sentence: Sentence, mention: Mention, noun: str, owners: Owned
    ) -> tuple[Actor, ...] | None:
        """His counterpart, the neighbours; None for other nouns, or where nobody is beside."""
        words, peers = self.resolver.words, self.resolver.context.peers
        if noun in words["counterpart"]:
            sector = peers.sector(sentence, mention)
            return tuple(
                make_actor(
                    f"{a.country}:{sector}" if sector and a.country else state_code(a),
                    a.name,
                    mention,
                    "counterpart",
                )
                for a, _ in peers.owners(sentence, mention, owners)
            )
        beside = None
        if noun in words["beside"]:
            beside = peers.neighbours(sentence, mention, owners)
        return None if beside is None else governments(beside, mention, "country")

    def _state(
        self, sentence: Sentence, mention: Mention, noun: str, owners: Owned
    ) -> tuple[Actor, ...]:
        """The country or the capital: of whom the phrase says, of the dateline, or the last."""
        region = next((a.code for a, _ in owners if a.code.startswith(REGION)), "")
        if owners and not region:
            found = [a for a, _ in owners if a.country]
            return governments(found[:1], mention, "country")
        if not self._definite(sentence, mention):
            return ()
        home = self.resolver.context.home.get(sentence.paragraph, "")
        if noun in self.resolver.words["capital"] and home:
            return (make_actor(f"{home}:GOV", home, mention, "dateline"),)
        return self._last(sentence, mention, region)

    def _body(
        self, sentence: Sentence, mention: Mention, noun: str, owners: Owned
    ) -> tuple[Actor, ...]:
        """The organisation or group: of whom the phrase says, or the one of that name before."""
        context, heads = self.resolver.context, (mention.head,)
        plain = Office(noun, "*", "body")
        side = context.owners.compounds.coloured(sentence, heads, plain)
        if side.sector != "*":  # an opposition alliance
            codes = context.offices.codes(sentence, mention, side, heads)
            return tuple(make_actor(c, mention.text, mention, "office") for c in codes)
        if owners:  # the Mercosur bloc
            return again((a for a, _ in owners if a.code[:3] == "IGO"), mention, "country")
        if not self._definite(sentence, mention):
            return ()
        named = self.resolver.memory.same_name(sentence.index, mention.first, noun, FAR)
        found = context.peers.nouns.body(sentence, mention) if named is None else named.actors
        return again(found, mention, "organisation")

    def _definite(self, sentence: Sentence, mention: Mention) -> bool:
        """Whether an article says that the noun is known."""
        return phrases.determiner(sentence, (mention.head,), self.resolver.words["definite"])

    def _half(
        self, sentence: Sentence, mention: Mention, halves: Mapping[str, str]
    ) -> tuple[Actor, ...]:
        """A half of a divided country (the North), where the text names the other by its name and
        the word does not only say where."""
        resolver = self.resolver
        within = phrases.preposition(sentence, mention) in resolver.words["within"]
        others = set(halves.values()) - {halves[mention.text]}
        if within or not resolver.context.countries & others:
            return ()
        owners = sentence.kids(mention.head, "nmod")
        if any(sentence.tokens[k].upos == "PROPN" for k in owners):  # the North of Mali
            return ()
        code = f"{halves[mention.text]}:GOV"
        known = (e for es in resolver.entries.values() for e in es)
        name = next((e.name for e in known if e.code == code), mention.text)
        return (make_actor(code, name, mention, "country"),)

    def _counted(self, sentence: Sentence, mention: Mention) -> tuple[Actor, ...]:
        """Whom a noun of number counts: dozens of soldiers, Tausende Demonstranten."""
        for k in sentence.kids(mention.head, "nmod", "appos", "flat", "obl"):
            other = self.resolver.at_token.get((sentence.index, k))
            if other is None or k < mention.head or other.kind in ("adjective", "pronoun"):
                continue
            case = phrases.case_of(sentence, k)
            if not case or case in self.resolver.words["of"]:
                return self.resolver.joint(sentence, k)
        return ()

    def _last(self, sentence: Sentence, mention: Mention, region: str) -> tuple[Actor, ...]:
        """The last country, as a definite noun means it, of a region where that is told."""
        resolver, context = self.resolver, self.resolver.context
        words, subject = resolver.words, phrases.is_subject(sentence, mention.head)
        noun = sentence.tokens[mention.head].lemma.rsplit("-", 1)[-1]
        acting = frozenset(
            a.country
            for r in resolver.memory.before(sentence.index, mention.first, 0)
            if r.subject and noun in words["country"] and not subject
            for a in r.actors
        )
        among = self.resolver.gazetteer.forms.get(region) if region else None
        last = None if region else context.peers.formed(sentence, mention, noun)
        last = last or context.peers.last(sentence, mention, acting, among)
        if last is not None:
            return (make_actor(state_code(last), last.name, mention, "country"),)
        if region:
            return ()
        home = context.home.get(sentence.paragraph, "")
        return (make_actor(f"{home}:GOV", home, mention, "dateline"),) if home else ()
