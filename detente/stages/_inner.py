"""Who is named only inside the phrase of another party of his country is no party of his own:
"Kyrgyz and Tajik forces", "officers from both sides".
"""

from __future__ import annotations

from detente.stages._scores import words_between
from detente.stages._tree import climb
from detente.types import Actor, Sentence

_JOINED = "conj"


def outer(actors: tuple[Actor, ...], sentence: Sentence) -> tuple[Actor, ...]:
    """The parties of a side without those whose words stand in the phrase of another one."""
    if len(actors) < 2:
        return actors
    return tuple(a for a in actors if not any(_inside(a, b, sentence) for b in actors))


def _inside(actor: Actor, other: Actor, sentence: Sentence) -> bool:
    """Whether the words of a party belong to the noun of another party of its country, not joined
    to it."""
    if actor.country is None or actor.country != other.country or actor.start == other.start:
        return False
    words = words_between(sentence, actor.start, actor.end)
    heads = set(words_between(sentence, other.start, other.end))
    return (
        bool(words) and heads.isdisjoint(words) and all(_below(w, heads, sentence) for w in words)
    )


def _below(word: int, heads: set[int], sentence: Sentence) -> bool:
    """Whether a word hangs below one of some, not as what is joined to it."""
    for step in climb(sentence, word):
        if step.token in heads:
            bare = sentence.kids(step.child, "cc") or not sentence.kids(step.child, "case")
            return step.relation != _JOINED or not bare
    return False
