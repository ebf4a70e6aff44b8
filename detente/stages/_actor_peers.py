"""Whom the words around tell that do not name him: the counterpart abroad, the neighbour of a
country, the body of which somebody is one or speaks."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import TYPE_CHECKING

from detente.gazetteer import Office
from detente.stages import _actor_phrases as phrases
from detente.stages._actor_codes import make_actor
from detente.stages._actor_memory import Referent
from detente.stages._actor_nouns import Nouns
from detente.types import Actor, Mention, Sentence

if TYPE_CHECKING:
    from detente.stages._actor_resolver import Resolver

Owners = list[tuple[Actor, bool]]


class Peers:
    """Finds them among the parties told before; works for one Resolver."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.nouns = Nouns(resolver)

    def owners(self, sentence: Sentence, mention: Mention, owners: Owners) -> Owners:
        """The owners of a counterpart; where only a pronoun tells whose he is ("his colleague"),
        the party of another country that was told last."""
        own = {a.country for a, _ in owners}
        number, at_token = sentence.index, self.resolver.at_token
        kids = (at_token.get((number, k)) for k in sentence.kids(mention.head))
        pronouns = {
            actor.country
            for kid in kids
            if kid is not None and kid.kind == "pronoun"
            for actor in self.resolver.resolve(kid)
        }
        if not own or own != pronouns:
            return owners
        other = self.last(sentence, mention, own)
        return owners if other is None else [(other, False)]

    def sector(self, sentence: Sentence, mention: Mention) -> str | None:
        """The sector of whoever has a counterpart: whose it is ("their colleagues in Kyiv"), or
        who acts before it in the sentence; None if that is no sector of a country."""
        for k in sentence.kids(mention.head, "nmod:poss", "det:poss", "det", "nmod"):
            other = self.resolver.at_token.get((sentence.index, k))
            if other is not None and other.kind == "pronoun":
                for actor in self.resolver.resolve(other):
                    return actor.sector
        for referent in self.resolver.memory.before(sentence.index, mention.first, 0):
            if referent.subject and referent.actors:
                return referent.actors[0].sector
        return None

    def neighbours(
        self, sentence: Sentence, mention: Mention, owners: Sequence[tuple[Actor, bool]]
    ) -> tuple[Actor, ...] | None:
        """The neighbours of a country: several that the text lists together, else the one told
        last. () where the phrase says whose they are and the text lists none (Ghana's neighbours
        are not Ghana); None where nothing tells."""
        if not _many(sentence, mention.head):
            return self._neighbour(sentence, mention, owners)
        if self._called(sentence, mention):
            return tuple(a for a, _ in owners if a.country) or None
        own = self._apart(sentence, mention, owners)
        whose, definite = bool(owners), self.resolver.words["definite"]
        if not whose and not phrases.determiner(sentence, (mention.head,), definite):
            return None
        found = self._together(sentence, mention, own, ahead=whose) if own else ()
        if found or whose:
            return found
        if phrases.is_subject(sentence, mention.head):
            both = self.resolver.memory.pair(sentence.index, mention.first, subject=True)
            return tuple(a for a in both if a.country) or None
        return self._neighbour(sentence, mention, owners)

    def _apart(
        self, sentence: Sentence, mention: Mention, owners: Sequence[tuple[Actor, bool]]
    ) -> set[str]:
        """The countries that are no neighbours: of whose neighbours they are, and of who acts."""
        own = {a.country for a, _ in owners if a.country}
        if not phrases.is_subject(sentence, mention.head):
            before = self.resolver.memory.before(sentence.index, mention.first, 0)
            own |= {a.country for r in before if r.subject for a in r.actors if a.country}
        return own

    def _called(self, sentence: Sentence, mention: Mention) -> bool:
        """Whether an adjective tells which country the neighbour is (the Turkish neighbour)."""
        kids = sentence.kids(mention.head, "amod")
        found = (self.resolver.at_token.get((sentence.index, k)) for k in kids)
        return any(m is not None and m.kind == "adjective" for m in found)

    def _together(
        self, sentence: Sentence, mention: Mention, own: Container[str | None], *, ahead: bool
    ) -> tuple[Actor, ...]:
        """The countries that the text joins by "and" and that are none of some: the last before
        a mention, or the first after it."""
        here = (sentence.index, mention.first)
        last: tuple[Actor, ...] = ()
        for name, entries in self.resolver.entries.items():
            if not entries or entries[0].kind != "country":
                continue
            tree = self.resolver.sentence(name)
            joined = (self.resolver.at_token.get((name.sentence, k)) for k in _joined(tree, name))
            rows = [self.resolver.entries.get(m, ())[:1] for m in (name, *joined) if m is not None]
            states = {e[0].country: e[0] for e in rows if e and e[0].kind == "country"}
            if len(states) < 2 or any(country in own for country in states):
                continue
            after = (name.sentence, name.first) > here
            if after and (last or not ahead):
                break
            last = tuple(make_actor(e.code, e.name, mention, "country") for e in states.values())
            if after:
                break
        return last

    def _neighbour(
        self, sentence: Sentence, mention: Mention, owners: Sequence[tuple[Actor, bool]]
    ) -> tuple[Actor, ...] | None:
        """The last party of a country that borders on that of whose neighbour it is, else of any
        that is neither that nor that of who acts; None if there is none, or where the phrase
        tells of no certain one (neighbours)."""
        definite = self.resolver.words["definite"]
        if not owners and not phrases.determiner(sentence, (mention.head,), definite):
            return None
        own = self._apart(sentence, mention, owners)
        home = self.resolver.context.home.get(sentence.paragraph, "")
        own = own or {home}
        borders = self.resolver.gazetteer.borders
        beside = {near for country in own for near in borders.get(country, ())}
        last = self.last(sentence, mention, own, beside) or self.last(sentence, mention, own)
        return None if last is None else (last,)

    def person_before(self, sentence: Sentence, mention: Mention) -> tuple[Actor, ...]:
        """The person told last by name whom a phrase that names none may mean."""
        if not phrases.determiner(sentence, (mention.head,), self.resolver.words["definite"]):
            return ()
        for referent in self.resolver.memory.before(sentence.index, mention.first):
            if referent.person and referent.named and len(referent.actors) == 1:
                return referent.actors
        return ()

    def listed(self, sentence: Sentence, mention: Mention) -> tuple[Actor, ...] | None:
        """The last parties that were listed together and are as many as a noun of states counts
        (the three states): () if there are none, None if it counts none."""
        words, memory = self.resolver.gazetteer.words, self.resolver.memory
        noun = sentence.tokens[mention.head].lemma.rsplit("-", 1)[-1]
        kids = (sentence.tokens[k].text.lower() for k in sentence.kids(mention.head, "nummod"))
        count = next((words["several"][k] for k in kids if k in words["several"]), 0)
        definite = phrases.determiner(sentence, (mention.head,), self.resolver.words["definite"])
        if not count or not definite or noun not in self.resolver.words["states"]:
            return None
        for referent in reversed(memory.referents):
            before = (referent.sentence, referent.token) < (sentence.index, mention.first)
            parties = {a.country: a for a in referent.actors if a.country}
            if before and len(parties) == count:
                return tuple(parties.values())
        return ()

    def against(self, sentence: Sentence, mention: Mention) -> bool:
        """Whether those who oppose oppose a thing, not a party (opponents of the bill)."""
        resolver, token = self.resolver, sentence.tokens[mention.head]
        if token.lemma not in resolver.words["against"]:
            return False
        kids = [k for k in sentence.kids(mention.head, "nmod") if k > mention.head]
        of = [k for k in kids if phrases.genitive(sentence, k, resolver.words["of"])]
        named = (resolver.at_token.get((sentence.index, k)) for k in of)
        return bool(of) and all(m is None or not resolver.resolve(m) for m in named)

    def body_before(
        self, sentence: Sentence, mention: Mention, office: Office, *, definite: bool
    ) -> Referent | None:
        """Whom a noun takes up: the ruler whose rank it is, the group that it counts or repeats,
        else the body just told whose sector an office shares, else the likeliest group."""
        ruling = self.nouns.ruling(sentence, mention, office) if definite else None
        if ruling is not None:
            return ruling
        again = self.nouns.taken_up(sentence, mention, office)
        if again is None and office.shared and (definite or office.sector != "CVL"):
            again = self._body_before(sentence, mention, office)
        return again or self.nouns.likeliest(sentence, mention, office)

    def _body_before(self, sentence: Sentence, mention: Mention, office: Office) -> Referent | None:
        """The body just told whose sector an office shares, if none of its own was told since."""
        hit = office.sector == "CVL" and not phrases.is_subject(sentence, mention.head)
        for referent in self.resolver.memory.before(sentence.index, mention.first, 1):
            sector = referent.actors[0].sector if referent.actors else None
            if referent.sentence == sentence.index and hit:
                continue  # people whom a body acts upon are not its own
            if sector == office.sector:
                return None
            if sector in office.shared:
                return referent
        return None

    def _completes(self, sentence: Sentence, token: int) -> bool:
        """Whether a phrase tells whose somebody is, though no table knows it (of the port)."""
        relation = sentence.tokens[token].relation
        of = phrases.genitive(sentence, token, self.resolver.words["of"])
        return relation == "nmod:poss" or (relation == "nmod" and of)

    def spoken_for(
        self, sentence: Sentence, mention: Mention, heads: tuple[int, ...], *, plural: bool
    ) -> tuple[str, ...]:
        """Whose spokesman or leader one is who is named alone: of the body just named."""
        told = (self._completes(sentence, k) for h in heads for k in sentence.children[h])
        if plural or any(told):
            return ()
        for referent in self.resolver.memory.before(sentence.index, mention.first, 1):
            if not referent.person and not referent.place:
                return tuple(dict.fromkeys(a.code for a in referent.actors[:1]))
        return ()

    def formed(self, sentence: Sentence, mention: Mention, noun: str) -> Actor | None:
        """The last party told whose state is such a one as a noun says (the kingdom, the island
        state, the Islamic republic)."""
        forms = self.resolver.gazetteer.forms
        kids = sentence.kids(mention.head, "amod", "compound")
        names = [f"{sentence.tokens[k].lemma} {noun}" for k in kids if k < mention.head]
        states = next((forms[name] for name in (*names, noun) if name in forms), ())
        return self.last(sentence, mention, (), states) if states else None

    def last(
        self,
        sentence: Sentence,
        mention: Mention,
        own: Container[str | None],
        among: Container[str] | None = None,
    ) -> Actor | None:
        """The last party told before a mention that is of another country, one of some; who only
        reports what another does is passed over."""
        teller: tuple[int, Actor] | None = None  # its sentence
        for at, position, actor, _ in reversed(self.resolver.memory.parties):
            before = (at, position) < (sentence.index, mention.first)
            other = actor.country and actor.country not in own
            if teller is not None and at != teller[0]:
                break
            if not before or not other or (among is not None and actor.country not in among):
                continue
            told = self.resolver.memory.sentences[at]
            tells = self._tells(told, position)
            if teller is None and not tells:
                return actor
            if teller is None:
                teller = (at, actor)
            elif not tells and phrases.is_subject(told, position):
                return actor
        return teller[1] if teller is not None else None

    def _tells(self, sentence: Sentence, token: int) -> bool:
        """Whether a word stands in the subject of a verb of reporting whose report is told by
        another clause (as the ministry in Islamabad said)."""
        reports, at = self.resolver.words["reports"], token
        while at >= 0:
            here = sentence.tokens[at]
            if here.relation.startswith("nsubj") and here.head >= 0:
                return sentence.tokens[here.head].lemma in reports
            if here.upos == "VERB":
                return False
            at = here.head
        return False


def _many(sentence: Sentence, head: int) -> bool:
    """Whether a noun is plural by its own form, that of its article or of its verb."""
    verb = sentence.tokens[head].head
    told = [head, *sentence.kids(head, "det")]
    if verb >= 0 and sentence.tokens[head].relation.startswith("nsubj"):
        told += [verb, *sentence.kids(verb, "aux", "cop")]
    return any(sentence.tokens[k].morph.get("Number") == "Plur" for k in told)


def _joined(tree: Sentence, name: Mention) -> list[int]:
    """The words that "and" or commas join to a name, one after the other."""
    found = list(tree.kids(name.head, "conj"))
    for k in found:
        found.extend(o for o in tree.kids(k, "conj") if o not in found)
    return found
