"""What entries of the codebook ask of a predicate: its arguments, its form, where it stands."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache

from detente._entries import CLAUSE, Entry, Words
from detente.resources import LanguagePack
from detente.stages._cast import PERSONS, Cast
from detente.stages._grammar import Frame, Grammar, preposition
from detente.stages._phrasal import joined, particles_of
from detente.stages._stand_words import starts
from detente.stages._tree import climb, is_bare, last_phrases
from detente.types import Actor, Sentence

REACH = 4  # words between a phrase and the verb with which it stands
PERSON = "PERSON"  # sort of a party that is told by the name of somebody in office
SUBJECT = "subj"  # place of a noun that is the subject of its clause
TITLES = ("compound", "dep", "nmod")  # relations of an office to the name behind it
TOLD = ("ccomp", "parataxis")  # relations of a clause to the verb that tells it
BESIDE = (
    "advcl",
    "csubj",
    "parataxis",
    "conj",
    "dep",
)  # clauses that stand with the verb over them
OPENING = ("mark", "cc", "aux", "nsubj", "nsubj:pass")  # how a word begins one


@dataclass(frozen=True, slots=True)
class Named:
    """The heads of the arguments that the conditions of an entry name."""

    all: frozenset[int]
    carrying: frozenset[int]  # those of them that carry the event: who acts does not


@cache
def _calendar(pack: LanguagePack) -> frozenset[str]:
    """Names of months and weekdays."""
    parts = pack.times.get("parts") or {}
    values = ((parts.get(p) or {}).get("values") or {} for p in ("month", "weekday"))
    return frozenset(str(name) for table in values for names in table.values() for name in names)


class Requirements:
    """Holds what entries ask against the predicates of one sentence."""

    def __init__(
        self, sentence: Sentence, cast: Cast, pack: LanguagePack, grammar: Grammar
    ) -> None:
        self.sentence, self.grammar = sentence, grammar
        self._cast, self._pack = cast, pack
        self._particles = particles_of(pack)
        self._calendar = _calendar(pack)
        self._relatives = frozenset(map(str, pack.support.get("relatives") or ()))

    def met(self, index: int, entry: Entry, frame: Frame) -> Named | None:
        """The arguments that an entry names of the predicate at `index`; None where one of them is
        missing, or the predicate is not of the form, or at the place, that the entry asks."""
        named = self._named(index, entry, frame)
        if named is None or self._is_excluded(entry, frame):
            return None
        if not self._has_form(index, entry, frame) or not self._has_place(index, entry, frame):
            return None
        return named

    def _named(self, index: int, entry: Entry, frame: Frame) -> Named | None:
        """The arguments and phrases that the conditions name; None where one is missing."""
        named: set[int] = set()
        carrying: set[int] = set()
        person = entry.kind == "verb" or bool(entry.within)
        for slot, words in entry.conditions.items():
            held = self._arguments(slot, words, frame)
            if not held:
                return None
            named.update(held)
            carrying.update(held if slot != "subj" or not person else ())
        for word, words in entry.pp.items():
            held = [k for k in frame.get(word) if self._led(k, words)]
            held = held or self._misplaced(index, entry, word, words)
            if not held:
                return None
            named.update(held)
            carrying.update(held)
        return Named(frozenset(named), frozenset(carrying))

    def _arguments(self, slot: str, words: Words, frame: Frame) -> list[int]:
        """The arguments in a slot that are what a condition names."""
        members = frame.clause if slot == CLAUSE else frame.get(slot)
        members = members or (frame.get("obj") if slot == "iobj" else ())
        return [k for k in members if self._holds(self._meant(k, slot), words)]

    def _is_excluded(self, entry: Entry, frame: Frame) -> bool:
        """Whether an argument is one that the entry leaves to others."""
        return any(
            self._is(self._meant(k, slot), words)
            for slot, words in entry.excluded.items()
            for k in frame.get(slot)
        )

    def _has_form(self, index: int, entry: Entry, frame: Frame) -> bool:
        """Whether the predicate has the form that the entry asks."""
        if entry.refl and entry.kind == "verb" and not frame.reflexive:
            return False
        if entry.clause and not frame.clause:
            return False
        if entry.negated and not self._negated(index):
            return False
        if entry.bare and not any(is_bare(self.sentence, k) for k in frame.clause):
            return False
        return not entry.attribute or self._attribute(index)

    def _has_place(self, index: int, entry: Entry, frame: Frame) -> bool:
        """Whether the predicate stands with the phrases, and below the words, that it asks."""
        if entry.along:
            told = entry.clause or CLAUSE in entry.conditions
            with_it = {index, *(frame.clause if told else ())}
            if not any(self._along(with_it, phrase) for phrase in entry.along):
                return False
        if entry.above is not None and not self._told_by(index, entry.above):
            return False
        return not entry.within or self._place(index) in entry.within

    def _is(self, index: int, words: Words) -> bool:
        token = self.sentence.tokens[index]
        kids = self.sentence.kids(index, "conj", "flat", "appos")
        lemmas = [token.lemma, token.text, *(self.sentence.tokens[k].lemma for k in kids)]
        if token.upos == "PROPN":
            lemmas += self._titles(index)
        if token.upos in ("NOUN", "PROPN"):
            lemmas += joined(self.sentence, index, self.grammar, self._particles)
        quantity = self.sentence.kids(index, "nmod") if words.match(*lemmas) is False else ()
        inner = [self.sentence.tokens[k].lemma for k in quantity if self._counts(index)]
        return words.match(*lemmas, *inner)

    def _titles(self, name: int) -> list[str]:
        """What a name is called by the words before it (General Sani Abacha)."""
        tokens, kids = self.sentence.tokens, self.sentence.kids(name, *TITLES)
        bare = [k for k in kids if k < name and not self.sentence.kids(k, "case")]
        return [tokens[k].lemma for k in bare if tokens[k].upos == "NOUN"]

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
        if words.anything and (token.text in self._calendar or token.upos == "NUM"):
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
        """The noun that a relative pronoun (subject, object) stands for; any other word itself."""
        token = self.sentence.tokens[index]
        if (
            slot not in ("subj", "obj")
            or token.text.lower() not in self._relatives
            or token.head < 0
        ):
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

    def _place(self, index: int) -> str | None:
        """The preposition of the phrase that the noun heads, or that it is a subject."""
        if self.sentence.tokens[index].relation.startswith(("nsubj", "csubj")):
            return SUBJECT
        return preposition(self.sentence, index, self.grammar)

    def _negated(self, index: int) -> bool:
        negators = self._pack.status.get("negators") or ()
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
        return lemma in (self._pack.support.get("counting") or ())


def _sorts(actor: Actor) -> tuple[str, ...]:
    """What a party is to a condition: its sector or kind of organisation, and whether a person."""
    person = actor.reason is not None and actor.reason.rule in PERSONS
    return (*actor.code.split(":"), *((PERSON,) if person else ()))
