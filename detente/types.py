"""The central types. Whatever crosses a stage is one of these: frozen, with slots.

Offsets `start` and `end` count Unicode characters of `Document.text`; `text[start:end]` is
exact. Token indexes count from 0 within their sentence; `head` is -1 for the root.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


SLOTS = ("type", "parties", "date", "status")  # of an event, each with a confidence
APART = ("IGO", "REG", "MNC", "NGO", "UNK")  # kinds of parties that are no sector of a country


def party_of(code: str) -> str:
    """Country or organisation of a code without its sector: PAK of PAK:GOV, IGO:UNO stays."""
    kind = code.partition(":")[0]
    return code if kind in APART else kind


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a value is what it is: shown by `detente explain`."""

    stage: str  # module that decided: "actors", "events", "status" ...
    rule: str  # name of the rule, entry or score that decided
    text: str = ""  # the words that it rests on
    start: int | None = None
    end: int | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of the text between line breaks; `repeats` is the index of its original."""

    index: int
    start: int
    end: int
    repeats: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One text as it came in. `published` is None where it is not known."""

    id: str
    text: str
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    language: str | None = None
    published: dt.date | None = None
    source: str | None = None  # file that it came from, for messages
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its analysis (Universal Dependencies).

    `lemma` has separable verbs rejoined ("zogen ... ab" has abziehen on "zogen"). `morph`
    holds those of Case Number Gender Person Tense Mood VerbForm that apply.
    """

    index: int
    start: int
    end: int
    text: str
    lemma: str
    upos: str
    head: int
    relation: str
    morph: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Name:
    """A named entity found by the encoder: tokens first..last-1, kind PER, LOC or ORG."""

    first: int
    last: int
    kind: str


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """What the learned heads say of the n words of a sentence, as probabilities.

    `sets` has for "types", "modes", "tones", "trends" and "sectors" an array float32 [n,
    labels] whose rows add up to 1, and for "aux", "acting" and "affected" (the kinds of parties
    that act and are acted upon, wherever they are told) one whose values stand alone; `labels`
    names their columns ("-" is none). `roles[role]` float32 [n, n + 1] is the probability that the
    trigger of the row has the word of the column (counted from 1) in that role; column 0: that
    it is told elsewhere.
    """

    sets: Mapping[str, NDArray[np.float32]]
    labels: Mapping[str, tuple[str, ...]]
    roles: Mapping[str, NDArray[np.float32]]

    def best(self, kind: str, word: int) -> tuple[str, float]:
        """The likeliest label of a word, and its probability."""
        row = self.sets[kind][word]
        at = int(row.argmax())
        return self.labels[kind][at], float(row[at])

    def of(self, kind: str, word: int, label: str) -> float:
        """The probability of a label of a word; 0 for a label that the model does not know."""
        known = self.labels[kind]
        return float(self.sets[kind][word][known.index(label)]) if label in known else 0.0


@dataclass(frozen=True, slots=True)
class Sentence:
    """A parsed sentence; `children[i]` are the indexes of the dependents of token i.

    `scores` is None in sentences that no model has read.
    """

    index: int  # in the document
    paragraph: int
    start: int
    end: int
    tokens: tuple[Token, ...]
    names: tuple[Name, ...] = ()
    children: tuple[tuple[int, ...], ...] = ()
    scores: Scores | None = field(default=None, compare=False)

    def bare(self) -> Sentence:
        """Its bounds and the words of its names: all that is kept when its tree is let go."""
        tokens: list[Token] = []
        names: list[Name] = []
        for name in self.names:
            first = len(tokens)
            for token in self.tokens[name.first : name.last]:
                here = len(tokens)
                tokens.append(Token(here, token.start, token.end, token.text, "", "", -1, ""))
            names.append(Name(first, len(tokens), name.kind))
        leaves = ((),) * len(tokens)
        bounds = (self.index, self.paragraph, self.start, self.end)
        return Sentence(*bounds, tuple(tokens), tuple(names), leaves)

    def subtree(self, index: int) -> tuple[int, ...]:
        """Token indexes below and including `index`, in order of the text."""
        found, stack = [], [index]
        while stack:
            at = stack.pop()
            found.append(at)
            stack.extend(self.children[at])
        return tuple(sorted(found))

    def named(self, index: int, kind: str) -> bool:
        """Whether a token stands in a name of the kind (PER, LOC or ORG)."""
        return any(n.kind == kind and n.first <= index < n.last for n in self.names)

    def kids(self, index: int, *relations: str) -> tuple[int, ...]:
        """Dependents of `index` by one of the relations (subtypes match their base too)."""
        return tuple(
            k
            for k in self.children[index]
            if not relations
            or self.tokens[k].relation in relations
            or self.tokens[k].relation.split(":")[0] in relations
        )


@dataclass(frozen=True, slots=True)
class Time:
    """A time expression (TIMEX3) with its meaning in EDTF where it has one.

    `kind` is DATE, TIME, DURATION or SET; `value` the TIMEX3 value ("2022-02-23",
    "PXY", "XXXX-WXX-1"); `mod` a TimeML modifier (START, MID, END, APPROX, BEFORE ...);
    `edtf` is None where the text alone does not tell; `role` is "since", "until", "ago" or ""
    by the preposition before it.
    """

    sentence: int
    start: int
    end: int
    text: str
    kind: str
    value: str
    mod: str | None = None
    edtf: str | None = None
    role: str = ""
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place named in the text."""

    text: str
    name: str
    country: str | None
    lat: float | None
    lon: float | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Actor:
    """A political actor as a text names it: `code` is COUNTRY:SECTOR or IGO:UNO and so on."""

    code: str
    name: str
    text: str
    start: int
    end: int
    sector: str | None = None
    country: str | None = None
    reason: Reason | None = None

    @property
    def party(self) -> str:
        """Country or organisation without sector: PAK of PAK:GOV, IGO:UNO stays."""
        return party_of(self.code)


@dataclass(frozen=True, slots=True)
class Mention:
    """A noun phrase or pronoun that names an actor or place: tokens first..last-1 of a sentence.

    `kind`: name, role, adjective, pronoun, place, group, adverb, number.
    """

    sentence: int
    first: int
    last: int
    head: int
    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where in the text an event, assessment or statement is told."""

    paragraph: int
    sentence: int
    start: int
    end: int
    trigger: str
    rule: str


@dataclass(frozen=True, slots=True)
class Date:
    """When: an EDTF value with first and last day; `text` the words it rests on, if any."""

    edtf: str
    start: dt.date | None
    end: dt.date | None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One predicate read as an event, on its way through status, attribution and merging.

    `token` is the predicate; `clause` and `objects` the heads of its complement and of its
    objects; `kind` is verb, noun or adj.
    """

    sentence: int
    token: int
    kind: str
    rule: str
    event_type: str
    mode: str | None
    cameo: str | None
    actor: tuple[Actor, ...]
    recipient: tuple[Actor, ...]
    evidence: Evidence
    lemma: str
    weight: int
    opaque: bool = False
    passive: bool = False
    mutual: bool = False
    licence: str = ""
    clause: tuple[int, ...] = ()
    objects: tuple[int, ...] = ()
    aux: frozenset[str] = frozenset()
    time: Time | None = None
    edtf: str | None = None
    ahead: bool = False  # the time is that of an act told as still to come
    days: int | None = None  # how long it lasted, where only that is told
    announced: bool = True  # False where an act is only thought possible
    said_by: Actor | None = None
    location: Place | None = None
    outcome_of: tuple[int, int] | None = None  # sentence and token of the act that this came of
    sure: Mapping[str, float] = field(default_factory=dict)  # slot -> odds, before calibration
    confidence: float = 0.5
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that political actors did, will do, might do or did not do."""

    id: str
    event_type: str
    mode: str | None
    actor: tuple[Actor, ...]
    recipient: tuple[Actor, ...]
    date: Date | None
    aux: tuple[str, ...]
    said_by: Actor | None
    location: Place | None
    mentions: tuple[Evidence, ...]
    confidence: float
    confidences: Mapping[str, float] = field(default_factory=dict)  # of type, parties, date, status
    cameo: str | None = None
    quad_class: str | None = None
    intensity: float | None = None
    goldstein: float | None = None
    contexts: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """How a text says that two parties stand, without naming a single act."""

    a: str
    b: str
    tone: str
    trend: str | None
    said_by: Actor | None
    mentions: tuple[Evidence, ...]
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """Somebody's words: `kind` is direct (quoted) or indirect (reported)."""

    speaker: Actor | None
    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Coding:
    """All that one document says."""

    document: Document
    paragraphs: tuple[Paragraph, ...]
    sentences: tuple[Sentence, ...]
    times: tuple[Time, ...]
    actors: tuple[Actor, ...]
    events: tuple[Event, ...]
    assessments: tuple[Assessment, ...]
    statements: tuple[Statement, ...]
    warnings: tuple[str, ...] = ()
