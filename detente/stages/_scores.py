"""Reading the scores of the learned heads: at which word, for which party."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from detente.stages._cast import Cast
from detente.stages._grammar import CARRIED
from detente.stages._tree import NEAR
from detente.types import Actor, Reading, Scores, Sentence

NONE = "-"
SIDES = {"actor": "acting", "recipient": "affected"}  # role -> set of kinds of its parties
LEAST = 0.002  # of probabilities of kinds: the heads may be sure and wrong
LITTLE = 0.01  # of probabilities whose logarithm is taken
EVENT = "event"  # among the odds of a reading: that it is an act at all
RULE = "learned"  # name of the rule of a reading that only the heads found
KIND = "kind of party"  # begins the rule of a party of which the heads see only the kind
Weights = Mapping[str, float]


def firm(reading: Reading) -> bool:
    """Whether rules and heads by themselves hold a reading for an act, or no head was asked."""
    return reading.sure.get(EVENT, 1.0) > 0


def logit(p: float) -> float:
    """Log of the odds, bounded."""
    q = min(max(p, 1e-4), 1 - 1e-4)
    return math.log(q / (1 - q))


def log_of(p: float) -> float:
    """Logarithm of a probability as a part of that of the least, 0 to -1."""
    return math.log(p + LITTLE) / -math.log(LITTLE)


def cover(reading: Reading, sentence: Sentence) -> tuple[int, ...]:
    """The words that may carry a reading's label: its predicate and its support verb."""
    out = [reading.token]
    head = sentence.tokens[reading.token].head
    if reading.licence in CARRIED and head >= 0:
        out.append(head)
    if reading.kind == "verb":
        out += [k for k in reading.objects if abs(k - reading.token) <= NEAR]
        out += sentence.kids(reading.token, "compound:prt")
    return tuple(out)


def anchor(reading: Reading, sentence: Sentence, scores: Scores) -> int:
    """The word of a reading that is most likely a trigger."""
    words = cover(reading, sentence)
    own = reading.token
    best = max(words, key=lambda w: (1 - scores.of("types", w, NONE), -abs(w - own)))
    known = scores.of("types", own, NONE)
    return best if scores.of("types", best, NONE) < known - 0.2 else own


def party_at(sentence: Sentence, word: int, cast: Cast) -> tuple[Actor, ...]:
    """The actors that a word names: by itself, as an adjective, in a compound, or in its phrase."""
    number = sentence.index
    found = cast.own(number, word)
    if found:
        return found
    token = sentence.tokens[word]
    for noun in (word, token.head):
        if noun < 0:
            continue
        inside = tuple(
            a for a in cast.adjectives(number, noun) if a.start < token.end and token.start < a.end
        )
        if inside:
            return inside
    if token.head >= 0 and token.relation in ("flat", "appos", "compound", "nmod"):
        return cast.own(number, token.head)
    return ()


def role_of(scores: Scores, at: int, role: str, words: Iterable[int]) -> float:
    """The highest probability that one of the words has a role for the trigger `at`."""
    row = scores.roles[role][at]
    return max((float(row[w + 1]) for w in words), default=0.0)


def kind_name(actor: Actor) -> str:
    """The label of a party among the kinds: its sector, or what it is instead of a country."""
    head, _, tail = actor.code.partition(":")
    return head if head in ("IGO", "REG", "MNC", "NGO") else tail


def kind_of_side(scores: Scores, at: int, role: str, kind: str) -> float:
    """Log of the probability that a party of a kind (NONE: nobody) has a role for a trigger."""
    return math.log(scores.of(SIDES[role], at, kind) + LEAST)


def kinds_of_side(scores: Scores, at: int, role: str) -> dict[str, float]:
    """The probability of each kind of party (NONE: nobody) in a role of a trigger."""
    name = SIDES[role]
    return dict(zip(scores.labels[name], scores.sets[name][at].tolist(), strict=True))


def nothing(scores: Scores, kind: str) -> NDArray[np.float32]:
    """The probability of each word that it has no label of a set ("types", "tones")."""
    return scores.sets[kind][:, scores.labels[kind].index(NONE)]


def likely(scores: Scores, kind: str, least: float) -> list[int]:
    """The words that have a label of a set with a probability of `least`, the likeliest first."""
    none = nothing(scores, kind).tolist()
    words = [word for word, p in enumerate(none) if 1 - p >= least]
    return sorted(words, key=lambda word: (none[word], word))


def likeliest(scores: Scores, kind: str, word: int) -> tuple[str, float]:
    """The likeliest label of a set at a word, if it has one, and its probability."""
    row = scores.sets[kind][word].copy()
    row[scores.labels[kind].index(NONE)] = 0
    at = int(row.argmax())
    return scores.labels[kind][at], float(row[at])


def words_between(sentence: Sentence, start: int, end: int) -> list[int]:
    """The words of a sentence that a span of the text touches."""
    return [t.index for t in sentence.tokens if t.start < end and start < t.end]


def named_in(sentence: Sentence, actor: Actor, cast: Cast, *, pronouns: bool = True) -> set[str]:
    """The parties that the phrase of a party names (Kenya's police, the army of Chad), with
    those of its pronouns (its army) or without."""
    words = words_between(sentence, actor.start, actor.end)
    tops = [w for w in words if sentence.tokens[w].head not in words]
    found: set[str] = set()
    for top in tops:
        for word in sentence.subtree(top):
            named = [*cast.adjectives(sentence.index, word)]
            if word not in words and (pronouns or sentence.tokens[word].upos != "PRON"):
                named += cast.own(sentence.index, word)
                place = cast.place(sentence.index, word)
                found |= {place.country} if place and place.country else set()
            found |= {a.party for a in named}
    return found
