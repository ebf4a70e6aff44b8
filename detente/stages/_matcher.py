"""Entries of the codebook held against a predicate: conditions, parties, rank."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cache

from detente._entries import CLAUSE, Entry, Words
from detente.codebook import Codebook
from detente.resources import LanguagePack
from detente.stages._cast import PERSONS, Cast
from detente.stages._frames import verb_frame
from detente.stages._grammar import RELATED, Frame, Grammar, preposition, with_phrases
from detente.stages._parties import Parties
from detente.stages._stand_words import starts
from detente.stages._tree import climb, is_bare, last_phrases
from detente.types import Actor, Sentence

REACH = 4  # words between a phrase and the verb with which it stands
VOID = 100  # rank of an entry that says that there is no act: above all others
LONE = -1  # of one that needs who acts, where nobody else is told: below all others
PERSON = "PERSON"  # sort of a party that is told by the name of somebody in office
SUBJECT = "subj"  # place of a noun that is the subject of its clause
TOLD = ("ccomp", "parataxis")  # relations of a clause to the verb that tells it
BESIDE = (
    "advcl",
    "csubj",
    "parataxis",
    "conj",
    "dep",
)  # clauses that stand with the verb over them
OPENING = ("mark", "cc", "aux", "nsubj", "nsubj:pass")  # how a word begins one
WITHIN = "within"  # licence of a noun in whose phrase acts are told besides


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that holds for a predicate, with its parties."""

    entry: Entry
    frame: Frame
    actor: tuple[Actor, ...]
    recipient: tuple[Actor, ...]
    consumed: frozenset[int]  # heads of the arguments that its conditions name
    carried: frozenset[int]  # those of them that carry the event: who acts does not
    rank: tuple[int, int, int, int]


@cache
def _calendar(pack: LanguagePack) -> frozenset[str]:
    """Names of months and weekdays."""
    parts = pack.times.get("parts") or {}
    values = ((parts.get(p) or {}).get("values") or {} for p in ("month", "weekday"))
    return frozenset(str(name) for table in values for names in table.values() for name in names)


class Matcher:
    """Holds entries against the predicates of one sentence."""

    def __init__(
        self,
        sentence: Sentence,
        cast: Cast,
        pack: LanguagePack,
        codebook: Codebook,
        grammar: Grammar,
    ) -> None:
        self.sentence, self.pack, self._cast = sentence, pack, cast
        self.codebook, self.grammar = codebook, grammar
        self.particles = frozenset(map(str, pack.tokens.get("particles") or ()))
        self.calendar = _calendar(pack)
        self.relatives = frozenset(map(str, pack.support.get("relatives") or ()))
        self.parties = Parties(
            sentence, cast, grammar, lambda lemma: bool(codebook.find("noun", lemma))
        )

    def match(self, index: int, entry: Entry, frame: Frame, order: int) -> Match | None:
        """The entry with its parties, None where it does not hold for the predicate at `index`.

        Of two that hold the one of higher rank is meant; `order` decides between equals.
        """
        consumed: set[int] = set()
        carried: set[int] = set()
        for slot, words in entry.conditions.items():
            members = frame.clause if slot == CLAUSE else frame.get(slot)
            members = members or (frame.get("obj") if slot == "iobj" else ())
            held = [k for k in members if self._holds(self._meant(k, slot), words)]
            if not held:
                return None
            consumed.update(held)
            person = entry.kind == "verb" or bool(entry.within)
            carried.update(held if slot != "subj" or not person else ())
        for slot, words in entry.excluded.items():
            if any(self._is(self._meant(k, slot), words) for k in frame.get(slot)):
                return None
        for word, words in entry.pp.items():
            held = [k for k in frame.get(word) if self._led(k, words)]
            held = held or self._misplaced(index, entry, word, words)
            if not held:
                return None
            consumed.update(held)
            carried.update(held)
        if entry.refl != frame.reflexive and entry.kind == "verb" and entry.refl:
            return None
        if entry.clause and not frame.clause:
            return None
        if entry.along:
            told = entry.clause or CLAUSE in entry.conditions
            with_it = {index, *(frame.clause if told else ())}
            if not any(self._along(with_it, phrase) for phrase in entry.along):
                return None
        if entry.negated and not self._negated(index):
            return None
        if entry.bare and not any(is_bare(self.sentence, k) for k in frame.clause):
            return None
        if entry.attribute and not self._attribute(index):
            return None
        if entry.above is not None and not self._told_by(index, entry.above):
            return None
        if entry.within:
            if self._place(index) not in entry.within:
                return None
            frame = replace(frame, licence=frame.licence or WITHIN)
        if entry.void:
            rank = (VOID, 0, 0, order)
            return Match(entry, frame, (), (), frozenset(consumed), frozenset(carried), rank)
        if entry.kind == "noun" and self._generic(index, frame):
            return None
        if frame.licence == "occasion" and not entry.opaque:
            return None
        actor = self._fill(entry.actor, index, self._owners(entry, frame), frozenset())
        kind = self.codebook.types[entry.event_type]
        taken = frozenset(a.party if kind.hosted(entry.mode) else a.code for a in actor)
        recipient = self._fill(
            entry.recipient, index, frame, frozenset() if entry.mutual else taken
        )
        if not recipient and entry.opaque and not entry.mutual and entry.above is None:
            recipient = self._inner(frame, taken)
        if not actor and frame.passive and not entry.mutual:
            actor = self._occasion(frame)
        if entry.mutual:
            actor = _union(
                self._fill_all(entry.actor, index, frame),
                self._fill_all(entry.recipient, index, frame),
            )
            recipient = ()
        roles = bool(actor) + bool(recipient)
        if not actor and (entry.acted or self._stranger(entry, frame)):
            return None
        named = actor or recipient
        if not named and not self._unnamed(entry, frame):
            return None
        parties = {a.code for a in (*actor, *recipient)}
        reciprocal = frame.reflexive and not entry.refl and entry.kind == "verb"
        if reciprocal and len(parties) >= 2 and not recipient:
            return Match(
                replace(entry, mutual=True),
                frame,
                actor,
                (),
                frozenset(consumed),
                frozenset(carried),
                (entry.weight, 2, len(parties), order),
            )
        mode = kind.of_mode(entry.mode)
        related = frame.licence in RELATED or mode.get("recipient") == "told"
        if entry.both and not related and (len(parties) < 2 if entry.mutual else roles < 2):
            return None
        weight = entry.weight if roles > 1 or not entry.acted else LONE
        rank = (weight, roles, len(parties), order)
        return Match(entry, frame, actor, recipient, frozenset(consumed), frozenset(carried), rank)

    def joined(self, index: int) -> list[str]:
        """Lemmas of several words: verb and particle, noun and its modifiers."""
        sentence = self.sentence
        token = sentence.tokens[index]
        out = []
        if token.upos in ("NOUN", "PROPN"):
            kids = sentence.kids(index, "compound", "amod")
            out += [f"{sentence.tokens[k].lemma} {token.lemma}" for k in reversed(kids)]
            out += [f"{sentence.tokens[k].text} {token.lemma}" for k in reversed(kids)]
        else:
            for kid in sentence.kids(index, "compound:prt", "advmod", "xcomp", "obl", "advcl"):
                other = sentence.tokens[kid]
                said = other.upos in ("VERB", "NOUN") and other.relation == "xcomp"
                if said or other.upos in ("ADP", "ADV", "ADJ") or other.relation == "compound:prt":
                    out.append(f"{token.lemma} {other.text}")
                    if other.text.lower() in self.particles:
                        out.append(other.text + token.lemma)
            for kid in sentence.kids(index, "aux"):
                out.append(f"{sentence.tokens[kid].lemma} {token.text}")  # "ließ ... platzen"
            held = bool(sentence.kids(index, "obj", "nsubj:pass"))
            for kid in sentence.kids(index, "obl", "nmod"):
                if kid < index and not self.particles:
                    continue  # "on Tuesday called" is no "called on"
                led = sentence.kids(kid, "case")
                if held and len(led) == 1 and not sentence.kids(led[0], "fixed"):
                    continue  # the preposition of that phrase, no particle (taken in a raid)
                out += [f"{token.lemma} {sentence.tokens[k].text}" for k in led]
            out += with_phrases(sentence, index, self.grammar)
        return [o.lower() for o in out]

    def stated(self, index: int) -> list[str]:
        """Lemmas of a noun or adjective that a copula joins to its subject ("was a guest")."""
        tokens = self.sentence.tokens
        led = preposition(self.sentence, index, self.grammar)
        return [
            " ".join(filter(None, (tokens[k].lemma, led, form))).lower()
            for k in self.sentence.kids(index, "cop", "aux")
            for form in dict.fromkeys((tokens[index].lemma, tokens[index].text))
        ]

    def _owners(self, entry: Entry, frame: Frame) -> Frame:
        """The frame without those genitives that the recipient claims by their preposition."""
        claimed = {k for s in entry.recipient if s in self.grammar.genitives for k in frame.get(s)}
        if not claimed or not frame.get("gen"):
            return frame
        left = tuple(k for k in frame.get("gen") if k not in claimed)
        return replace(frame, slots={**frame.slots, "gen": left})

    def _is(self, index: int, words: Words) -> bool:
        token = self.sentence.tokens[index]
        kids = self.sentence.kids(index, "conj", "flat", "appos")
        lemmas = [token.lemma, token.text, *(self.sentence.tokens[k].lemma for k in kids)]
        if token.upos in ("NOUN", "PROPN"):
            lemmas += self.joined(index)
        quantity = self.sentence.kids(index, "nmod") if words.match(*lemmas) is False else ()
        inner = [self.sentence.tokens[k].lemma for k in quantity if self._counts(index)]
        return words.match(*lemmas, *inner)

    def _holds(self, index: int, words: Words) -> bool:
        """Whether an argument is what a condition names, by its word or as a party of a sector."""
        if self._is(index, words):
            return True
        found = self._cast.own(self.sentence.index, index) if words.sectors else ()
        return any(not words.sectors.isdisjoint(_sorts(a)) for a in found)

    def _led(self, index: int, words: Words) -> bool:
        """Whether a phrase is what a condition names; whatever it may be, it is no time ("landed
        on Friday")."""
        token = self.sentence.tokens[index]
        if words.anything and (token.text in self.calendar or token.upos == "NUM"):
            return False
        return self._is(index, words)

    def _misplaced(self, index: int, entry: Entry, word: str, words: Words) -> list[int]:
        """The phrase at the end of the clause of a verb that the tree hung on the noun before it
        ("went against the government on the streets"), where the entry names its noun."""
        if entry.kind != "verb" or words.anything:
            return []
        return [
            k
            for k in last_phrases(self.sentence, index)
            if preposition(self.sentence, k, self.grammar) == word and self._is(k, words)
        ]

    def _meant(self, index: int, slot: str) -> int:
        """The noun that a relative pronoun as subject stands for; any other word itself."""
        token = self.sentence.tokens[index]
        if slot != "subj" or token.text.lower() not in self.relatives or token.head < 0:
            return index
        verb = self.sentence.tokens[token.head]
        return verb.head if verb.relation == "acl:relcl" else index

    def _along(self, verbs: AbstractSet[int], phrase: tuple[str, ...]) -> bool:
        """Whether a phrase stands with one of the verbs: no other verb is nearer above it."""
        tokens = self.sentence.tokens
        for first in range(len(tokens)):
            if tokens[first].relation == "compound:prt" or not starts(self.sentence, first, phrase):
                continue
            at, steps = first, 0
            while at >= 0 and tokens[at].upos != "VERB" and steps < REACH:
                at, steps = tokens[at].head, steps + 1
            if at in verbs or not verbs.isdisjoint(self._over(first, at)):
                return True
        return False

    def _over(self, first: int, verb: int) -> tuple[int, ...]:
        """The words over a clause that begins with a word: a condition stands with its verbs."""
        tokens = self.sentence.tokens
        if verb < 0 or tokens[verb].relation not in BESIDE or tokens[first].relation not in OPENING:
            return ()
        if first != min(self.sentence.subtree(verb)):
            return ()
        return tuple(step.token for step in climb(self.sentence, verb)[:REACH])

    def _stranger(self, entry: Entry, frame: Frame) -> bool:
        """Whether somebody who is no political actor offers, asks, helps or agrees."""
        if entry.kind != "verb" or self.codebook.types[entry.event_type].quad > 3:
            return False
        if "subj" not in entry.actor:
            return False
        tokens = [self.sentence.tokens[k] for k in frame.get("subj")]
        return any(t.upos in ("NOUN", "PROPN") for t in tokens)

    def _inner(self, frame: Frame, taken: frozenset[str]) -> tuple[Actor, ...]:
        """Whom a demand, refusal or charge concerns: the party in its object or its clause."""
        found: tuple[Actor, ...] = ()
        inner = [(h, verb_frame(self.sentence, h, self.grammar)) for h in frame.clause]
        for head, below in inner:
            found = found or self.parties.slot("subj", head, below)
        found = found or self.parties.slot("obj", 0, frame)
        for head, below in inner:
            found = found or self.parties.slot("obj", head, below)
        return tuple(a for a in found if a.party not in taken and a.code not in taken)

    def _occasion(self, frame: Frame) -> tuple[Actor, ...]:
        """The agent of a passive named with its occasion ("killed in a Turkish air strike")."""
        for slot, members in sorted(frame.slots.items()):
            if slot in ("obj", "subj", "iobj"):
                continue
            for token in members:
                lemma = self.sentence.tokens[token].lemma
                if self.codebook.find("noun", lemma):
                    found = self.parties.inside(token, far=False)
                    if found:
                        return found[:1]
        return ()

    def _unnamed(self, entry: Entry, frame: Frame) -> bool:
        """Whether the words are enough to tell the event without its parties."""
        if entry.kind == "verb":
            return bool(entry.conditions) and not entry.both
        people = self.codebook.types[entry.event_type].actor is not None
        related = frame.licence in (*RELATED, WITHIN)
        return bool(frame.licence) and (entry.mutual or people or related)

    def _place(self, index: int) -> str | None:
        """The preposition of the phrase that the noun heads, or that it is a subject."""
        if self.sentence.tokens[index].relation.startswith(("nsubj", "csubj")):
            return SUBJECT
        return preposition(self.sentence, index, self.grammar)

    def _negated(self, index: int) -> bool:
        negators = self.pack.status.get("negators") or ()
        kids = (index, *self.sentence.kids(index, "obj", "nsubj", "aux"))
        return any(
            self.sentence.tokens[g].text.lower() in negators
            for k in kids
            for g in self.sentence.children[k]
        )

    def _attribute(self, index: int) -> bool:
        """Whether the predicate is a participle with a noun ("soldiers stationed in Mali")."""
        token = self.sentence.tokens[index]
        return token.relation in ("amod", "acl") and token.morph.get("VerbForm") != "Inf"

    def _told_by(self, index: int, words: Words) -> bool:
        """Whether the predicate stands in the complement, or the quotation, of one of the verbs."""
        token = self.sentence.tokens[index]
        told = token.relation in TOLD and token.head >= 0
        return told and words.match(self.sentence.tokens[token.head].lemma)

    def _counts(self, index: int) -> bool:
        """Whether the noun only counts what stands below it ("hundreds of soldiers")."""
        lemma = self.sentence.tokens[index].lemma.lower()
        return lemma in (self.pack.support.get("counting") or ())

    def _generic(self, index: int, frame: Frame) -> bool:
        """An event noun that only modifies another noun ("peace talks venue")."""
        token = self.sentence.tokens[index]
        return token.relation in ("compound", "flat") and not frame.licence

    def _fill(
        self, slots: tuple[str, ...], index: int, frame: Frame, taken: frozenset[str]
    ) -> tuple[Actor, ...]:
        """The actors of the first slot that has any, without those in `taken`."""
        for slot in slots:
            found = self.parties.slot(slot, index, frame)
            left = tuple(a for a in found if a.party not in taken and a.code not in taken)
            if found and not left:  # nobody visits himself: perhaps the name beside it is meant
                beside = self.parties.beside(frame.get(slot))
                left = tuple(a for a in beside if a.party not in taken and a.code not in taken)
            if left:
                return left
        return ()

    def _fill_all(self, slots: tuple[str, ...], index: int, frame: Frame) -> tuple[Actor, ...]:
        out: tuple[Actor, ...] = ()
        for slot in slots:
            out = _union(out, self.parties.slot(slot, index, frame, strict=True))
        return out


def _sorts(actor: Actor) -> tuple[str, ...]:
    """What a party is to a condition: its sector or kind of organisation, and whether a person."""
    person = actor.reason is not None and actor.reason.rule in PERSONS
    return (*actor.code.split(":"), *((PERSON,) if person else ()))


def _union(first: tuple[Actor, ...], second: tuple[Actor, ...]) -> tuple[Actor, ...]:
    seen = {a.code for a in first}
    out = list(first)
    for actor in second:
        if actor.code not in seen:
            seen.add(actor.code)
            out.append(actor)
    return tuple(out)
