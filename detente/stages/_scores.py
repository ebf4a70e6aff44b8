"""Reading the scores of the learned heads: at which word, for which party."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from detente.stages._cast import Cast
from detente.types import Actor, Reading, Scores, Sentence

NONE = "-"
RULE = "learned"  # name of the rule of a reading that only the heads found
Weights = Mapping[str, float]


def logit(p: float) -> float:
    """Log of the odds, bounded."""
    q = min(max(p, 1e-4), 1 - 1e-4)
    return math.log(q / (1 - q))


def cover(reading: Reading, sentence: Sentence) -> tuple[int, ...]:
    """The words that may carry a reading's label: its predicate and its support verb."""
    out = [reading.token]
    head = sentence.tokens[reading.token].head
    if reading.licence and head >= 0:
        out.append(head)
    if reading.kind == "verb":
        out += [k for k in reading.objects if abs(k - reading.token) <= 8]
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


def likeliest(scores: Scores, word: int) -> tuple[str, float]:
    """The likeliest type of an act told at a word, if one is told there, and its probability."""
    row = scores.sets["types"][word].copy()
    row[scores.labels["types"].index(NONE)] = 0
    at = int(row.argmax())
    return scores.labels["types"][at], float(row[at])


def words_between(sentence: Sentence, start: int, end: int) -> list[int]:
    """The words of a sentence that a span of the text touches."""
    return [t.index for t in sentence.tokens if t.start < end and start < t.end]
