"""What frames are made of: function words, prepositions of phrases, passives.

Nothing here knows a word of a language; the few function words needed come from the pack
(`support.yaml`): prepositions in full form, agents of passives, possessives, reflexives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from detente.resources import LanguagePack
from detente.stages._front import Forms, forms_of
from detente.types import Sentence

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "SYM", "X"})
CLAUSAL = frozenset({"ccomp", "xcomp"})
# licences of a noun that its verb tells ("held talks", "talks began", "received help")
NEGATED = "negated"  # licence of a reading whose entry stands for the negated predicate
RECEIVED = "receive"
PERCEIVED = "perceive"  # who sees or tells of it neither does it nor gets it
GOT = frozenset({RECEIVED, PERCEIVED})  # by which the subject of the verb does not do it
CARRIED = frozenset({"support", "occur", *GOT})
SUFFERED = "suffered"  # licence of a verb by whose entry its subject gets something from somebody
# licences of a noun told only by its relation to another act
RELATED = frozenset({"distance", "previous", "occasion"})
# licence of an act done by saying its words, under the verb that its entry asks for
ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Grammar:
    """Function words of a language."""

    prepositions: Mapping[str, str]  # contracted form -> preposition
    agents: frozenset[str]  # prepositions of the agent of a passive
    genitives: frozenset[str]  # prepositions that stand for a genitive
    possessives: frozenset[str]  # lemmas or forms of possessive determiners
    reflexives: frozenset[str]
    datives: bool  # a dative without preposition is an indirect object
    support: Mapping[str, str]  # lemma of a verb -> do, occur, receive, perceive
    occur_with: Mapping[str, frozenset[str]]  # occur verb -> prepositions of what occurs
    do_with: Mapping[str, frozenset[str]]  # verb -> prepositions of what is done to its object
    receive_with: Mapping[str, frozenset[str]]  # verb -> prepositions of what its subject gets
    givers: frozenset[str]  # prepositions of whom something that is received comes from
    previous: frozenset[str]  # adjectives for the one before ("the last such visit")
    occasions: frozenset[str]  # prepositions of "at the request of"
    compound: frozenset[str]  # prepositions of several words
    with_be: frozenset[str]  # verbs without passive whose perfect looks like one
    told: frozenset[str]  # participles that tell that a noun took place
    raising: frozenset[str]  # verbs whose complement keeps the subject (object is no controller)
    purpose: frozenset[str]  # marks of clauses that are no complement
    completing: frozenset[str]  # marks of clauses that complete a verb, besides infinitives
    adverbs: Mapping[str, str]  # adverb that stands for a phrase -> its preposition
    measures: frozenset[str]  # nouns that only say how much ("in Höhe von")
    spans: frozenset[str]  # nouns that in a bare accusative say how long, far or often
    lengths: frozenset[str]  # nouns of time that measure acts ("two days of talks")
    elapsed: frozenset[str]  # prepositions of a length of time that has passed, or passes
    past: frozenset[str]  # marks of clauses that tell what happened before
    joining: frozenset[str]  # prepositions of whom somebody does it together with
    forms: Forms | None  # forms that tell who does it where what stands first may be the object


@cache
def grammar_of(pack: LanguagePack) -> Grammar:
    """The grammar of a language pack."""
    raw = pack.support
    support: dict[str, str] = {}
    for kind in ("do", "occur", RECEIVED, PERCEIVED):
        for lemma in raw.get(kind) or ():
            support[str(lemma)] = kind

    def words(key: str) -> frozenset[str]:
        return frozenset(str(w) for w in raw.get(key) or ())

    def by_verb(key: str) -> Mapping[str, frozenset[str]]:
        return {str(k): frozenset(map(str, v)) for k, v in (raw.get(key) or {}).items()}

    occur_with = by_verb("occur_with")
    support |= dict.fromkeys(occur_with, "occur")

    return Grammar(
        {str(k): str(v) for k, v in (raw.get("prepositions") or {}).items()},
        words("agents"),
        words("genitives"),
        words("possessives"),
        frozenset(map(str, pack.tokens.get("pronoun_reflexive") or ())),
        bool(raw.get("datives")),
        support,
        occur_with,
        by_verb("do_with"),
        by_verb("receive_with"),
        words("givers"),
        words("previous"),
        words("occasions"),
        words("compound_prepositions"),
        words("perfect_with_be"),
        words("told"),
        words("raising"),
        words("purpose"),
        words("completing"),
        {str(k): str(v) for k, v in (raw.get("adverbs") or {}).items()},
        words("measures"),
        words("spans"),
        words("lengths"),
        words("elapsed"),
        words("past"),
        words("joining"),
        forms_of(pack),
    )


class Slots(dict[str, list[int]]):
    """Token indexes by slot while the arguments of a predicate are gathered."""

    def add(self, slot: str, *tokens: int) -> None:
        """Put tokens behind those that the slot has; without any it stays as it is."""
        if tokens:
            self.setdefault(slot, []).extend(tokens)

    def frozen(self) -> dict[str, tuple[int, ...]]:
        """The slots of a frame, each token once."""
        return {slot: tuple(dict.fromkeys(tokens)) for slot, tokens in self.items()}


@dataclass(frozen=True, slots=True)
class Frame:
    """Token indexes by slot: subj, obj, iobj, gen, comp and prepositions."""

    slots: Mapping[str, tuple[int, ...]]
    passive: bool = False
    reflexive: bool = False
    clause: tuple[int, ...] = ()
    licence: str = ""
    governor: int | None = None  # the support verb of a noun
    attached: frozenset[int] = field(default_factory=frozenset)  # preps taken from elsewhere

    def get(self, slot: str) -> tuple[int, ...]:
        """Tokens in a slot."""
        return self.slots.get(slot, ())


def with_phrases(sentence: Sentence, verb: int, grammar: Grammar) -> list[str]:
    """A verb with the nouns of its phrases: a copula may be read as one ("was in custody")."""
    tokens, kids = sentence.tokens, sentence.kids(verb, "obl", "nmod", "xcomp")
    led = ((preposition(sentence, k, grammar), tokens[k].lemma) for k in kids)
    return [f"{tokens[verb].lemma} {word} {noun}" for word, noun in led if word]


def preposition(sentence: Sentence, index: int, grammar: Grammar) -> str | None:
    """The preposition of a noun phrase, in full form; None where it has none."""
    words: list[str] = []
    for kid in sentence.kids(index, "case"):
        token = sentence.tokens[kid]
        if token.text.startswith(("'", "’")):
            continue
        fixed = [sentence.tokens[k].text.lower() for k in sentence.kids(kid, "fixed")]
        words.append(" ".join([token.text.lower(), *fixed]))
    if not words:
        token = sentence.tokens[index]
        return grammar.adverbs.get(token.text.lower()) if token.upos == "ADV" else None
    joined = " ".join(words)
    if joined in grammar.compound:
        return joined  # "out of", "according to"
    return grammar.prepositions.get(words[0], words[0])


def is_passive(sentence: Sentence, index: int) -> bool:
    """Whether the verb is a passive (or a past participle that modifies a noun)."""
    token = sentence.tokens[index]
    kids = sentence.children[index]
    if any(sentence.tokens[k].relation in ("aux:pass", "nsubj:pass") for k in kids):
        return True
    if any(sentence.tokens[k].relation in ("nsubj", "aux") for k in kids):
        return False
    if token.relation in ("amod", "acl") and token.morph.get("VerbForm") != "Inf":
        return not is_active_participle(sentence, index)
    if token.relation == "advcl" and index < token.head:  # "widely criticised, he ..."
        whole = any(sentence.tokens[k].relation in ("mark", "obj", "ccomp", "xcomp") for k in kids)
        past = token.morph.get("VerbForm") != "Inf" and not is_active_participle(sentence, index)
        return past and not whole and _bare(sentence, index)
    if token.relation == "conj" and token.morph.get("VerbForm") in ("Part", None):
        return (
            token.head >= 0
            and sentence.tokens[token.head].upos == token.upos
            and (_bare(sentence, index) and is_passive(sentence, token.head))
        )
    return False


def _bare(sentence: Sentence, index: int) -> bool:
    return not any(
        sentence.tokens[k].relation.startswith(("nsubj", "aux", "cop"))
        for k in sentence.children[index]
    )


def is_active_participle(sentence: Sentence, index: int) -> bool:
    """A present participle or gerund: its noun is the subject."""
    morph = sentence.tokens[index].morph
    return morph.get("VerbForm") == "Ger" or (
        morph.get("VerbForm") == "Part" and morph.get("Tense") == "Pres"
    )
