"""Texts and sentences that are no political news though they look like it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from detente.resources import LanguagePack
from detente.stages._cast import Cast
from detente.types import Sentence

_STEM = 4  # letters that a word of a title keeps without its ending
_OFFICIAL = frozenset({"office", "seat", "office-at-date", "group", "title"})
_STATE = frozenset({"GOV", "MIL", "COP", "SPY", "REB", "LEG", "JUD"})


@cache
def _world(pack: LanguagePack, name: str) -> frozenset[str]:
    """Words of another world: other_worlds (sport, film ...), business or nature."""
    return frozenset(map(str, pack.support.get(name) or ()))


def _foreign(sentence: Sentence, words: frozenset[str]) -> frozenset[str]:
    """Nouns and pairs of words of another world (sport, film, business) in a sentence."""
    tokens = sentence.tokens
    lemmas = {t.lemma.lower() for t in tokens if t.upos in ("NOUN", "PROPN")}
    tails = {lemma.rsplit("-", 1)[-1] for lemma in lemmas}
    pairs = {f"{a.text} {b.lemma}".lower() for a, b in pairwise(tokens)}
    return words & (lemmas | tails | pairs)


def _titled(title: str, words: frozenset[str]) -> bool:
    """Whether a title has one of the words, a letter or two of ending apart."""
    named = set(re.findall(r"\w+", title.lower()))
    return bool(named & words) or any(
        n[:-k] in words for n in named for k in (1, 2) if len(n) - k >= _STEM
    )


def no_news(sentence: Sentence, pack: LanguagePack) -> bool:
    """Whether the sentence is of sport or film: two different words of it."""
    return len(_foreign(sentence, _world(pack, "other_worlds"))) >= 2


def news(
    sentences: Sequence[Sentence], title: str, cast: Cast, pack: LanguagePack
) -> tuple[Sentence, ...]:
    """The sentences that may tell political news; none where the whole text is of another world."""
    if other_world(sentences, title, cast, pack):
        return ()
    return tuple(s for s in sentences if not no_news(s, pack))


def other_world(sentences: Sequence[Sentence], title: str, cast: Cast, pack: LanguagePack) -> bool:
    """Whether the whole text is: four words of it in two of five sentences or more, or two
    where the title has one.

    Business counts only where no government, army or organisation is named as such.
    """
    told = [s for s in sentences if len(s.tokens) >= 4]
    worlds = [_world(pack, "other_worlds"), _world(pack, "nature")]
    business = _world(pack, "business")
    official = (
        a
        for a in cast.actors
        if a.sector in _STATE and a.reason and a.reason.rule in _OFFICIAL
        if a.text.lower() not in business
    )
    if not any(official):
        worlds.append(business)
    for words in worlds:
        found = [_foreign(s, words) for s in told]
        touched = sum(bool(f) for f in found)
        needed = 2 if _titled(title, words) else 4
        if len(set().union(*found)) >= needed and touched >= 0.4 * len(told):
            return True
    return False
