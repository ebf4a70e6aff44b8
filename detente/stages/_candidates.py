"""Those who may have a role in an act, and how their words stand to each other."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from detente.types import Actor, Sentence

_BEARING = frozenset({"appos", "flat"})  # how a name hangs on the office before it


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may have a role: the word that names him and the odds."""

    actor: Actor
    word: int
    odds: float


def within(sentence: Sentence, inner: Candidate, outer: Candidate) -> bool:
    """Whether a candidate only modifies another of its party (French in French troops);
    who is joined to it does not (the government and the rebels)."""
    if inner is outer or inner.actor.party != outer.actor.party or inner.word < 0:
        return False
    at = inner.word
    for _ in range(3):
        if sentence.tokens[at].relation == "conj":
            return False
        at = sentence.tokens[at].head
        if at == outer.word:
            return True
        if at < 0:
            return False
    return False


def listed(sentence: Sentence, one: Candidate, other: Candidate) -> bool:
    """Whether two candidates are members of one list of the like (Bahrain, Egypt and Qatar)."""
    alike = one.actor.sector == other.actor.sector
    if not alike or min(one.word, other.word) < 0 or one.word == other.word:
        return False
    return _first(sentence, one.word) == _first(sentence, other.word)


def _first(sentence: Sentence, word: int) -> int:
    """The word that heads the list in which a word stands; itself where it is in none."""
    while sentence.tokens[word].relation == "conj" and sentence.tokens[word].head >= 0:
        word = sentence.tokens[word].head
    return word


def hosts(
    sentence: Sentence, acting: list[Candidate], ruled: Container[str]
) -> tuple[list[Candidate], list[Candidate]]:
    """The two sides of an act whose one recipient the codebook tells, as the host of a visit: it
    is nobody's joint act, but where they are members of one list."""
    receiving = [c for c in acting if c.actor.code in ruled]
    guests = [c for c in acting if c not in receiving]
    joint = any(listed(sentence, one, other) for one in receiving for other in guests)
    return (guests, receiving) if guests and len(receiving) == 1 and not joint else (acting, [])


def titled(sentence: Sentence, word: int) -> int:
    """The word that says what a name is: the office or noun before it that has it."""
    token = sentence.tokens[word]
    while token.relation.partition(":")[0] in _BEARING and 0 <= token.head < word:
        word, token = token.head, sentence.tokens[token.head]
    return word
