"""Texts and sentences that are no political news though they look like it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from detente.resources import LanguagePack
from detente.stages._cast import Cast
from detente.types import Sentence

_OFFICIAL = frozenset({"office", "seat", "office-at-date", "group", "title"})
_STATE = frozenset({"GOV", "MIL", "COP", "SPY", "REB", "LEG", "JUD"})


def _foreign(sentence: Sentence, words: Sequence[str]) -> set[str]:
    """Nouns of another world (sport, film, business) in a sentence."""
    lemmas = {t.lemma.lower() for t in sentence.tokens if t.upos in ("NOUN", "PROPN")}
    return lemmas & set(map(str, words))


def no_news(sentence: Sentence, pack: LanguagePack) -> bool:
    """Whether the sentence is of sport or film: two different words of it."""
    return len(_foreign(sentence, pack.support.get("other_worlds") or ())) >= 2


def other_world(sentences: Sequence[Sentence], title: str, cast: Cast, pack: LanguagePack) -> bool:
    """Whether the whole text is: four words of it in two of five sentences or more, or two
    where the title has one.

    Business counts only where no government, army or organisation is named as such.
    """
    told = [s for s in sentences if len(s.tokens) >= 4]
    named = set(re.findall(r"\w+", title.lower()))
    worlds = [pack.support.get("other_worlds") or ()]
    official = (a for a in cast.actors if a.sector in _STATE and a.reason)
    if not any(a.reason and a.reason.rule in _OFFICIAL for a in official):
        worlds.append(pack.support.get("business") or ())
    for words in worlds:
        found = [_foreign(s, words) for s in told]
        touched = sum(bool(f) for f in found)
        needed = 2 if named & set(map(str, words)) else 4
        if len(set().union(*found)) >= needed and touched >= 0.4 * len(told):
            return True
    return False
