"""Whether the words of a party, not those around them, say whose it is."""

from __future__ import annotations

from collections.abc import Sequence

from detente.stages._cast import Cast
from detente.stages._scores import KIND, words_between
from detente.types import Actor, Sentence

_BODIES = ("IGO", "NGO")  # kinds of parties that no state owns


def names_itself(actor: Actor, how: str, sentence: Sentence, cast: Cast) -> bool:
    """Whether an adjective in the words of a party names it ("Chinese investors"), or the phrase
    of an office tells which body it is of, or where that meets; `how` the party is told."""
    if how == "absent":
        return False
    number = sentence.index
    words = words_between(sentence, actor.start, actor.end)
    named = [a for w in words for a in cast.adjectives(number, w)]
    if how == "office" and actor.code[:3] in _BODIES and _of_body(sentence, words, cast):
        return True
    if actor.reason is not None and actor.reason.rule.startswith(KIND):
        own = (a for w in words for a in cast.own(number, w))
        named += [a for a in own if a.reason is not None and a.reason.rule == "adjective"]
    return {a.party for a in named} == {actor.party}


def _of_body(sentence: Sentence, words: Sequence[int], cast: Cast) -> bool:
    """Whether the phrase of some words names a body besides them, or a place."""
    number = sentence.index
    phrase = {k for w in words for k in sentence.subtree(w)}
    bodies = (a for k in phrase - {*words} for a in cast.own(number, k))
    return any(a.code[:3] in _BODIES for a in bodies) or any(
        cast.place(number, k) is not None for k in phrase
    )
