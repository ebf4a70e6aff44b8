"""Entries of a codebook and the types they name: what they hold, read from YAML and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from detente._shapes import (
    CODE,
    FLAG,
    MAPPING,
    TEXT,
    WORDS,
    checked,
    each,
    either,
    fail,
    one_of,
    tuple_of,
)

PREDICATES = ("verb", "noun", "adj")
ANY = "*"  # verb of an entry that holds for any, by the words along
EXACT = "="  # before a word that is meant alone: what ends in it is no member
SECTOR = "+"  # before a sector: whoever the text names as a party of it
NO_ACT = "none"  # type of an entry that tells no act: its words are spoken for
WHOLE = "whole"  # class of the words that are no compounds of what they end in
SUFFIX = 4  # letters that a member must have to match the end of a longer noun
_CONDITIONS = ("obj", "subj", "iobj")
CLAUSE = "clause"  # condition on the verb of the complement, where it is not only true
_FLAGS = ("mutual", "refl", "negated", "bare", "opaque", "holds", "attribute")
_WORDS = "above along over within actor recipient aux not_obj not_subj not_iobj not_verb"
_KINDS = {
    **dict.fromkeys((*PREDICATES, "type", "mode", "expect"), TEXT),
    **dict.fromkeys((*_CONDITIONS, *_WORDS.split()), WORDS),
    **dict.fromkeys(_FLAGS, FLAG),
    CLAUSE: either(FLAG, WORDS),
    **{"pp": MAPPING, "cameo": CODE, "need": one_of("both", "actor"), "example": WORDS},
}


@dataclass(frozen=True, slots=True)
class EventType:
    """A type of the ontology; `modes` maps a mode to its intensity and CAMEO code."""

    name: str
    quad: int
    intensity: float | None
    cameo: str | None
    goldstein: float | None
    opaque: bool
    spoken: bool
    future: Mapping[str, str] | None  # type and CAMEO code that stand for it while still to come
    threat: Mapping[str, str]  # type and CAMEO code, and modes, of saying that one will unless
    complement: Mapping[str, str]  # type told in its complement -> type of the whole
    gives_way: frozenset[str]  # types of acts in its complement that are coded instead
    reveals: frozenset[str]  # types of nouns in its object that are coded all the same
    quells: frozenset[str]  # types of acts told before that it answers on the same day
    actor: str | None  # who stands in for an actor that is not named
    recipient: str | None  # what stands in for a recipient that is not named
    modes: Mapping[str, Mapping[str, Any]]
    agent: str | None = None  # "state" where an act whose doer is unnamed is the state's
    definition: str = ""
    declared: bool = False  # who announces such an act has done it
    once: bool = False  # one sentence tells one such act of the same parties, in whatever words
    meets: bool = False  # what is told nearby of the same two or more parties is one such act

    @property
    def cooperative(self) -> bool:
        """Whether it is one of the two quad classes of cooperation."""
        return self.quad <= 2

    @property
    def verbal(self) -> bool:
        """Whether it is one of the two quad classes of acts that are words."""
        return self.quad in (1, 3)

    @property
    def hostile(self) -> bool:
        """Whether it is material conflict: something is done to somebody."""
        return self.quad == 4

    def of_mode(self, mode: str | None) -> Mapping[str, Any]:
        """What the ontology says of a mode; nothing for none."""
        return self.modes.get(mode or "", {})

    def hosted(self, mode: str | None) -> bool:
        """Whether acts of the mode take place with their recipient, as visits do."""
        return self.of_mode(mode).get("location") == "recipient"


@dataclass(frozen=True, slots=True)
class Words:
    """A condition on the head of an argument: any of the lemmas, or of the classes."""

    lemmas: frozenset[str]
    suffixes: tuple[str, ...] = ()
    anything: bool = False
    whole: tuple[str, ...] = ()
    sectors: frozenset[str] = frozenset()  # of the parties that are members by whatever name

    def match(self, *lemmas: str) -> bool:
        """Whether one of the lemmas is a member, or a noun that ends in one."""
        for lemma in lemmas:
            low = lemma.lower()
            if self.anything or low in self.lemmas:
                return True
            if low.endswith(self.suffixes) and any(
                low.endswith(s) and len(low) > len(s) and is_compound(low, s, self.whole)
                for s in self.suffixes
            ):
                return True
        return False


@dataclass(frozen=True, slots=True)
class Entry:
    """One reading of one predicate."""

    lemma: str
    kind: str  # verb, noun or adj
    event_type: str
    mode: str | None
    cameo: str | None
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    conditions: Mapping[str, Words] = field(default_factory=dict)
    excluded: Mapping[str, Words] = field(default_factory=dict)
    pp: Mapping[str, Words] = field(default_factory=dict)
    mutual: bool = False
    refl: bool = False
    clause: bool = False
    negated: bool = False
    bare: bool = False  # the verb of its complement has the form of an infinitive ("that he go")
    attribute: bool = False  # the predicate is a participle with a noun
    both: bool = False
    acted: bool = False  # the text tells who acts, as a political actor
    opaque: bool = False
    holds: bool = True
    along: tuple[tuple[str, ...], ...] = ()  # phrases of which one stands with the predicate
    other_than: frozenset[str] = frozenset()  # verbs that an entry for any verb leaves out
    within: frozenset[str] = frozenset()  # prepositions of the phrase that the noun heads
    above: Words | None = None  # the verb in whose complement or quotation the predicate stands
    over: frozenset[str] = frozenset()  # types in whose stead it is read where nobody is hit
    aux: tuple[str, ...] = ()
    example: tuple[str, str] = ("", "")
    expect: str | None = None
    name: str = ""
    source: str = ""

    @property
    def weight(self) -> int:
        """How specific the entry is: its conditions."""
        asked = (
            self.refl,
            self.clause,
            self.negated,
            self.bare,
            self.attribute,
            self.along,
            self.within,
        )
        extra = sum(map(bool, asked)) + (self.above is not None)
        return len(self.conditions) + len(self.pp) + extra

    @property
    def tells(self) -> int:
        """How many words it asks for: a condition that anything meets makes it no surer."""
        asked = (*self.conditions.values(), *self.pp.values())
        named = sum(not words.anything for words in asked) + bool(self.along)
        return named + (self.kind == "verb" and self.lemma.count(" ") > 1)  # "be in custody"

    @property
    def void(self) -> bool:
        """Whether it says that its words tell no act."""
        return self.event_type == NO_ACT


def is_compound(word: str, end: str, whole: tuple[str, ...]) -> bool:
    """Whether a word that ends in another is composed with it: one that ends in a whole word which
    only looks so (a protest is no kind of test) is not.
    """
    if not word.endswith(whole):
        return True
    return not any(w != end and word.endswith(w) and w.endswith(end) for w in whole)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The classes of words of a codebook. Where nouns are written together (`compounds`) one that
    ends in a member is a member as well. Conditions of the same words are kept once in `known`.
    """

    classes: Mapping[str, frozenset[str]]
    compounds: bool
    whole: tuple[str, ...] = ()
    known: dict[tuple[str, ...], Words] = field(default_factory=dict)

    def words(self, value: Any, source: str) -> Words:
        """The condition that the value of a key states."""
        key = tuple_of(value)
        if key in self.known:
            return self.known[key]
        lemmas: set[str] = set()
        anything = False
        for item in key:
            if item == "*":
                anything = True
            elif item.startswith("@"):
                if item[1:] not in self.classes:
                    raise fail(source, f"class {item} is not defined in any file of the language")
                lemmas |= self.classes[item[1:]]
            else:
                lemmas.add(item.lower())
        sectors = {w for w in lemmas if w.startswith(SECTOR)}
        lemmas -= sectors
        alone = {w for w in lemmas if w.startswith(EXACT)}
        ends = (w for w in lemmas - alone if self.compounds and len(w) >= SUFFIX and " " not in w)
        found = Words(
            frozenset(w.removeprefix(EXACT) for w in lemmas) if alone else frozenset(lemmas),
            tuple(sorted(ends)),
            anything,
            self.whole,
            frozenset(w.removeprefix(SECTOR).upper() for w in sectors),
        )
        return self.known.setdefault(key, found)


def entry_of(
    raw: Any,
    source: str,
    vocabulary: Vocabulary,
    types: Mapping[str, EventType],
) -> Entry:
    """An entry, checked."""
    kind = _kind_of(raw, source)
    lemma = str(raw[kind])
    where = f"{source} ({kind} {lemma})"
    checked(raw, _KINDS, where)
    name, mode = str(raw.get("type")), raw.get("mode")
    _check_act(raw, where, types)
    _check_values(raw, kind, where, types)
    example, pp = tuple_of(raw["example"]), each(raw.get("pp"), WORDS, f"{where}, pp")
    named = _CONDITIONS if isinstance(raw.get(CLAUSE), bool) else (*_CONDITIONS, CLAUSE)
    return Entry(
        lemma=lemma,
        kind=kind,
        event_type=name,
        mode=None if mode is None else str(mode),
        cameo=None if raw.get("cameo") is None else str(raw["cameo"]),
        actor=tuple_of(raw.get("actor")),
        recipient=tuple_of(raw.get("recipient")),
        conditions={c: vocabulary.words(raw[c], where) for c in named if c in raw},
        excluded={
            c: vocabulary.words(raw[f"not_{c}"], where) for c in _CONDITIONS if f"not_{c}" in raw
        },
        pp={p: vocabulary.words(v, where) for p, v in sorted(pp.items())},
        mutual=bool(raw.get("mutual", False)),
        refl=bool(raw.get("refl", False)),
        clause=raw.get(CLAUSE) is True,
        negated=bool(raw.get("negated", False)),
        bare=bool(raw.get("bare", False)),
        attribute=bool(raw.get("attribute", False)),
        both=raw.get("need") == "both",
        acted=raw.get("need") == "actor",
        opaque=bool(raw.get("opaque", name in types and types[name].opaque)),
        holds=bool(raw.get("holds", True)),
        along=tuple(tuple(p.lower().split()) for p in tuple_of(raw.get("along"))),
        other_than=frozenset(v.lower() for v in tuple_of(raw.get("not_verb"))),
        within=frozenset(tuple_of(raw.get("within"))),
        above=vocabulary.words(raw["above"], where) if "above" in raw else None,
        over=frozenset(tuple_of(raw.get("over"))),
        aux=tuple_of(raw.get("aux")),
        example=(example[0], example[1]),
        expect=None if raw.get("expect") is None else str(raw["expect"]),
        name=_entry_name(raw, kind, lemma),
        source=source,
    )


def _kind_of(raw: Any, source: str) -> str:
    """Which kind of predicate an entry is for, by its key."""
    if not isinstance(raw, dict):
        raise fail(source, f"an entry must be a mapping, not {raw!r}")
    kinds = [k for k in PREDICATES if k in raw]
    if len(kinds) != 1:
        raise fail(source, f"an entry needs exactly one of {', '.join(PREDICATES)}: {raw!r}")
    return kinds[0]


def _check_act(raw: Mapping[str, Any], where: str, types: Mapping[str, EventType]) -> None:
    """Whether the ontology knows the act that an entry tells."""
    name, mode = str(raw.get("type")), raw.get("mode")
    if name not in types and name != NO_ACT:
        raise fail(where, f"type {name!r} is not in the ontology")
    if name == NO_ACT and (mode is not None or raw.get("actor") or raw.get("recipient")):
        raise fail(where, "an entry that tells no act has neither mode nor parties")
    if mode is not None and mode != "content" and mode not in types[name].modes:
        known = ", ".join(types[name].modes) or "none"
        raise fail(where, f"mode {mode!r} is not one of {name}: {known}")


def _check_values(
    raw: Mapping[str, Any], kind: str, where: str, types: Mapping[str, EventType]
) -> None:
    """Whether the values of an entry go with each other and the ontology."""
    strange = [t for t in tuple_of(raw.get("over")) if t not in types]
    if strange:
        raise fail(where, f"type {strange[0]!r} of over is not in the ontology")
    if raw[kind] == ANY and not raw.get("along"):
        raise fail(where, "an entry for any verb needs along: the words that stand with it")
    if raw.get("within") and kind != "noun":
        raise fail(where, "within: holds for nouns only")
    if len(tuple_of(raw.get("example"))) != 2:
        raise fail(where, "an entry needs example: [sentence, parties]")


def _entry_name(raw: Mapping[str, Any], kind: str, lemma: str) -> str:
    parts = [lemma, *tuple_of(raw.get("along"))[:1]]
    for key in (*_CONDITIONS, CLAUSE):
        if not isinstance(raw.get(key), (bool, type(None))):
            parts.append(f"{key}={'|'.join(tuple_of(raw[key])[:2])}")
    for key in (*(raw.get("pp") or {}), *tuple_of(raw.get("within"))[:1]):
        parts.append(f"+{key}")
    return f"{str(raw.get('type')).lower()}.{kind}.{' '.join(parts)}"
