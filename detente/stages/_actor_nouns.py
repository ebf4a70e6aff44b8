"""Whom a general noun means: the men told before, the men of a leader, compatriots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.gazetteer import Office
from detente.stages import _actor_phrases as phrases
from detente.stages._actor_codes import PERSONAL, STATES, make_actor, state_code
from detente.stages._actor_memory import Referent
from detente.stages._agreement import Pronoun
from detente.types import Actor, Mention, Sentence

if TYPE_CHECKING:
    from detente.stages._actor_resolver import Resolver

Owners = list[tuple[Actor, bool]]
_FAR = 12  # sentences in which a rank alone means who was named
_BACK = 3  # sentences that a general noun looks back
_NAMED = (*PERSONAL, "office")  # rules by which somebody has men, wherever he is told
_SEATS = ("capital", "seat")
_ANAPHORS = ("pronoun", "relative")
_BEFORE = (*_SEATS, *_ANAPHORS)  # and those by which he has them only if told before them
_RULING = ("GOV", "LEG", "JUD")
_FELLOW = "compatriots"
_WIDE = ("IGO", "NGO")  # areas of codes of organisations
_GROUPS = ("REB", "PTY", "OPP")
_OTHERS = ("CVL", "ELI", None)  # sectors of those who have none of their sector
# relations of words that tell by themselves who is meant (the men of the village)
_TELLING = ("amod", "nmod", "acl", "appos", "compound", "flat")


class Nouns:
    """Finds them among the parties told before; works for one Resolver."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver

    def led(self, sentence: Sentence, mention: Mention, office: Office, owners: Owners) -> Office:
        """The office of men by whose they are: those of a leader, of a body and of a capital's
        government have its sector (his men), those of a state told by a pronoun are soldiers."""
        head = sentence.tokens[mention.head]
        if head.lemma not in self.resolver.words["retinue"] or not owners:
            return office
        owner = owners[0][0]
        rule = owner.reason.rule if owner.reason is not None else ""
        before = owner.start < mention.start
        if owner.sector in _OTHERS or not (rule in _NAMED or (rule in _BEFORE and before)):
            return office
        if head.morph.get("Number") != "Plur" and rule not in _SEATS:
            return office
        if rule in _ANAPHORS and self._state(owner):
            return office._replace(sector="MIL")
        return office._replace(sector="*")

    def _state(self, actor: Actor) -> bool:
        known = self.resolver.gazetteer.names(actor.name)
        return any(entry.kind in STATES for entry in known)

    def rule(self, sentence: Sentence, mention: Mention) -> str:
        """The rule by which a role tells its party: compatriots are of a country for sure."""
        return _FELLOW if self.compatriots(sentence, mention) else "office"

    def compatriots(self, sentence: Sentence, mention: Mention) -> Owners:
        """Whose compatriots are told of: of who acts before them, in their sentence or else in
        the one before."""
        if sentence.tokens[mention.head].lemma not in self.resolver.words["compatriots"]:
            return []
        for referent in self.resolver.memory.before(sentence.index, mention.first, 1):
            if referent.subject and referent.actors and referent.actors[0].country:
                actor = referent.actors[0]
                return [(make_actor(state_code(actor), actor.name, mention, "country"), False)]
        return []

    def body(self, sentence: Sentence, mention: Mention) -> tuple[Actor, ...]:
        """The organisation or group that a definite noun means: one that acts in the sentence
        before, else the one told last; of a group also people."""
        resolver, at = self.resolver, (sentence.index, mention.first)
        near = resolver.memory.before(sentence.index, mention.first, 1)
        acting = [a for r in near if r.subject and r.sentence < sentence.index for a in r.actors]
        told = (a for s, k, a, _ in reversed(resolver.memory.parties) if (s, k) < at)
        noun = sentence.tokens[mention.head].lemma.rsplit("-", 1)[-1]
        for actor in (*acting, *told):
            if self._such(actor, noun):
                return (actor,)
        again = self.taken_up(sentence, mention) or self.likeliest(sentence, mention)
        return again.actors if again is not None else ()

    def _such(self, actor: Actor, noun: str) -> bool:
        """Whether a party may be what a noun of organisations or groups means."""
        words = self.resolver.words
        wide = actor.code[:3] in _WIDE and noun not in words["bands"]
        return wide or (noun in words["group"] and actor.sector in _GROUPS)

    def ruling(self, sentence: Sentence, mention: Mention, office: Office) -> Referent | None:
        """The soldier who governs and was told by name, whom a rank alone means (the general in
        the palace); of several the one of the country where the story plays."""
        head = sentence.tokens[mention.head]
        alone = head.morph.get("Number") != "Plur" and self.resolver.bearer(mention) is None
        if office.sector != "MIL" or not alone or head.lemma not in self.resolver.words["high"]:
            return None
        found = []
        for referent in self.resolver.memory.before(sentence.index, mention.first, _FAR):
            if not (referent.person and referent.named and len(referent.actors) == 1):
                continue
            actor = referent.actors[0]
            if actor.sector == "MIL" or referent.sentence == sentence.index:
                break
            rows = self.resolver.gazetteer.names(actor.name)
            if actor.sector == "GOV" and any(e.code == f"{actor.country}:MIL" for e in rows):
                found.append(referent)
        home = self.resolver.context.home.get(sentence.paragraph, "")
        own = [r for r in found if r.actors[0].country == home]
        return next(iter(own or found), None)

    def two(self, sentence: Sentence, mention: Mention) -> bool:
        """Whether two of one group were told just before (two fishermen; the two men)."""
        memory, words = self.resolver.memory, self.resolver.words
        if sentence.tokens[mention.head].lemma not in words["taken_up"]:
            return False
        for referent in memory.before(sentence.index, mention.first, _BACK):
            if words["two"] & set(self._counts(referent)) and self.group(referent):
                return True
        return False

    def taken_up(
        self, sentence: Sentence, mention: Mention, office: Office | None = None
    ) -> Referent | None:
        """The group told before that a bare definite noun surely means (the men): one as many as
        the noun counts; of people also one told by that noun, else the only one counted."""
        near = self._near(sentence, mention, office)
        count = _count(sentence, mention.head)
        for referent in near:
            if count and count == self._counts(referent):
                return referent
        if _serving(office):
            return None
        for referent in near:
            told = self.resolver.memory.sentences[referent.sentence].tokens[referent.token]
            if told.lemma == sentence.tokens[mention.head].lemma:
                return referent
        return self._counted(near)

    def likeliest(
        self, sentence: Sentence, mention: Mention, office: Office | None = None
    ) -> Referent | None:
        """The group told before that such a noun likely means, as a pronoun would."""
        if _serving(office):
            return self._counted(self._near(sentence, mention, office))
        held = sentence.tokens[mention.head].lemma in self.resolver.words["held"]
        if held or not self._bare(sentence, mention):
            return None
        return self.resolver.context.antecedents.choose(
            Pronoun(
                sentence,
                mention.head,
                ("p",),
                ("p",),
                possessive=False,
                last=False,
                language=self.resolver.gazetteer.language,
                fits=self._people,
            )
        )

    def _near(self, sentence: Sentence, mention: Mention, office: Office | None) -> list[Referent]:
        """The groups told just before that a bare definite noun may mean."""
        if not self._bare(sentence, mention):
            return []
        before = self.resolver.memory.before(sentence.index, mention.first, _BACK)
        return [r for r in before if self._fits(sentence, mention.head, r, office)]

    def _counted(self, near: list[Referent]) -> Referent | None:
        """The only group that was told by its number in the last sentence that told of any."""
        counted = [r for r in near if self._counts(r)]
        last = [r for r in counted if r.sentence == counted[0].sentence]
        return last[0] if len(last) == 1 else None

    def _counts(self, referent: Referent) -> tuple[str, ...]:
        """The words by which a phrase told before says how many it tells of."""
        return _count(self.resolver.memory.sentences[referent.sentence], referent.token)

    def _bare(self, sentence: Sentence, mention: Mention) -> bool:
        words, token = self.resolver.words, sentence.tokens[mention.head]
        definite = phrases.determiner(sentence, (mention.head,), words["definite"])
        if token.lemma not in words["taken_up"] or not definite or mention.last > mention.first + 1:
            return False
        relations = {sentence.tokens[k].relation.split(":")[0] for k in sentence.kids(mention.head)}
        several = token.morph.get("Number") == "Plur" or token.lemma in words["group"]
        return several and relations.isdisjoint(_TELLING)

    def _fits(
        self, sentence: Sentence, head: int, referent: Referent, office: Office | None
    ) -> bool:
        """Whether a general noun may mean a group: officers are no civilians, and who is held
        is nobody who just acted."""
        sector = referent.actors[0].sector if referent.actors else None
        if office is not None and _serving(office):
            known = sector in (office.sector, *office.shared)
        else:
            known = sector is not None
        token = self.resolver.memory.sentences[referent.sentence].tokens[referent.token]
        acting = referent.subject and "pass" not in token.relation
        held = sentence.tokens[head].lemma in self.resolver.words["held"]
        return known and self.group(referent) and not (held and acting)

    def _people(self, referent: Referent) -> bool:
        """Whether a phrase tells of several people who are no ministers, deputies or judges."""
        return self.group(referent) and referent.actors[0].sector not in _RULING

    def group(self, referent: Referent) -> bool:
        """Whether a phrase tells of several people of one party, not of bodies."""
        several = referent.plural or bool(self._counts(referent))
        if not several or len(referent.actors) != 1 or referent.named or referent.place:
            return False
        office = self.resolver.gazetteer.office(referent.office) if referent.office else None
        return office is not None and (office.kind == "person" or office.sector == "LAB")


def _serving(office: Office | None) -> bool:
    """Whether a noun tells of those who serve a state (officers), not of any people."""
    return office is not None and office.sector != "CVL"


def _count(sentence: Sentence, token: int) -> tuple[str, ...]:
    """The words by which a phrase says how many it tells of."""
    return tuple(sentence.tokens[k].text.lower() for k in sentence.kids(token, "nummod"))
