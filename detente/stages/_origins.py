"""From which country a person's name sounds: by the letters of the persons and towns in the
tables."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, pairwise

from detente.gazetteer import Gazetteer

_KINDS = ("person", "short", "capital", "city", "place")
_TOWNS = ("city", "place")
_LARGE = 30_000  # inhabitants from which a town lends its name
_WORD = re.compile(r"[^\W\d_]+")
_TRUST = 500  # letters seen of a country at which its own count for half
_MODELS = 4  # tables whose names are kept in mind
Letters = tuple[str, ...]


class Origins:
    """How often letters follow each other in the names of each country and of all."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        texts: dict[str, list[str]] = {}
        for name in gazetteer.spellings(*_KINDS):
            entry = gazetteer.names(name)[0]
            small = entry.kind in _TOWNS and entry.size < _LARGE
            if entry.country and entry.kind in _KINDS and not small:
                texts.setdefault(entry.country, []).append(_marked(name))
        self._own = {c: Counter(_letters("".join(found))) for c, found in texts.items()}
        self._all: Counter[Letters] = Counter()
        for own in self._own.values():
            self._all.update(own)
        self._total = self._all.total()
        self._sums = {country: own.total() for country, own in self._own.items()}

    def score(self, name: str, country: str) -> float:
        """How much more a name sounds like a country's than like anybody's; 0 if unknown."""
        own, letters = self._own.get(country), tuple(_letters(_marked(name)))
        if own is None or not letters:
            return 0.0
        size = self._sums[country]
        total = 0.0
        for each in letters:
            usual = (self._all[each] + 0.5) / (self._total + len(self._all))
            total += math.log((own[each] / usual + _TRUST) / (size + _TRUST))
        return total / math.sqrt(len(letters))


@lru_cache(maxsize=_MODELS)
def origins(gazetteer: Gazetteer) -> Origins:
    """The model of the names of some tables, made when first asked for."""
    return Origins(gazetteer)


def _marked(name: str) -> str:
    """The words of a name in small letters, with marks at their ends."""
    return "".join(f"^{word}$" for word in _WORD.findall(name.lower()))


def _letters(text: str) -> Iterator[Letters]:
    """Every two and three letters that follow each other."""
    return chain(pairwise(text), zip(text, text[1:], text[2:], strict=False))
