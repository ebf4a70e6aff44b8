"""The countries of a party that no table knows, only the heads."""

from __future__ import annotations

from detente.stages._actor_codes import WIDE
from detente.stages._cast import Cast
from detente.types import Sentence


def unlisted_countries(
    sentence: Sentence, word: int, sector: str, cast: Cast
) -> tuple[str | None, ...]:
    """The countries of whom a word means that the heads see as a party of a sector; (None,) where
    nothing tells, or nobody knows whose it is."""
    if sector == "UNK":
        return (None,)
    known = _joint(sentence, word, cast) or cast.countries(sentence.index, word, sector)
    return known or (None,)


def of_organisation(sentence: Sentence, word: int, cast: Cast) -> bool:
    """Whether a word is a part of an organisation of states: its states are no party besides it."""
    bare = (k for k in sentence.kids(word, "nmod") if not sentence.kids(k, "case"))
    return any(a.code[:3] in WIDE for k in bare for a in cast.own(sentence.index, k))


def _joint(sentence: Sentence, word: int, cast: Cast) -> tuple[str, ...]:
    """The countries of several adjectives joined before a noun (Czech and Polish squads)."""
    number = sentence.index
    joined = [k for a in sentence.kids(word, "amod") for k in (a, *sentence.kids(a, "conj"))]
    found = [a.country for k in joined for a in cast.own(number, k) if a.country]
    found = found or [a.country for a in cast.adjectives(number, word) if a.country]
    return tuple(dict.fromkeys(found)) if len(set(found)) > 1 else ()
