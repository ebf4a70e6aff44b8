"""Assessments by the learned heads: the word, tone and trend, and whose relation it is."""

from __future__ import annotations

from dataclasses import dataclass

from detente.stages._cast import Cast
from detente.stages._scores import NONE, Weights, likeliest, likely, party_at
from detente.stages._stand_company import Pair
from detente.stages._stand_meant import parties_of
from detente.types import Scores, Sentence


@dataclass(frozen=True, slots=True)
class Stand:
    """What the heads read at one word: `pair` is None where they see fewer than two parties."""

    word: int
    tone: str
    trend: str | None
    pair: Pair | None


def heard(sentence: Sentence, cast: Cast, weights: Weights) -> list[Stand]:
    """The words of a sentence that assess a relation, the most likely one for each pair."""
    scores = sentence.scores
    if scores is None:
        return []
    found: dict[Pair | None, Stand] = {}
    for word in likely(scores, "tones", weights["tone"]):
        stand = _stand(word, sentence, scores, cast, weights)
        found.setdefault(stand.pair, stand)
    return list(found.values())


def _stand(word: int, sentence: Sentence, scores: Scores, cast: Cast, weights: Weights) -> Stand:
    tone = likeliest(scores, "tones", word)[0]
    trend = scores.best("trends", word)[0]
    sides = scores.roles["side"][word]
    named: list[str] = []
    for other in sorted(range(len(sides) - 1), key=lambda w: (-float(sides[w + 1]), w)):
        if float(sides[other + 1]) < weights["side"]:
            break
        for party in parties_of(party_at(sentence, other, cast)):
            if party not in named:
                named.append(party)
    pair = (named[0], named[1]) if len(named) >= 2 else None
    return Stand(word, tone, None if trend == NONE else trend, pair)
