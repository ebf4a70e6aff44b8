"""From which country a person's name sounds: by the letters of the persons in the tables."""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import lru_cache

from detente.gazetteer import Gazetteer

_WORD = re.compile(r"[^\W\d_]+")
_WIDTHS = (2, 3)  # letters that are looked at together
_TRUST = 200  # letters seen of a country at which its own count for half
_MODELS = 4  # tables whose names are kept in mind


class Origins:
    """How often letters follow each other in the names of each country and of all."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._own: dict[str, Counter[str]] = {}
        self._all: Counter[str] = Counter()
        known = {
            (name, entry.country)
            for name in gazetteer.spellings("person", "short")
            for entry in gazetteer.names(name)
            if entry.kind in ("person", "short") and entry.country
        }
        for name, country in known:
            found = _letters(name)
            self._own.setdefault(country, Counter()).update(found)
            self._all.update(found)
        self._total = self._all.total()
        self._sums = {country: own.total() for country, own in self._own.items()}

    def score(self, name: str, country: str) -> float:
        """How much more a name sounds like a country's than like anybody's; 0 if unknown."""
        own, letters = self._own.get(country), _letters(name)
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


def _letters(name: str) -> list[str]:
    found: list[str] = []
    for word in _WORD.findall(name.lower()):
        text = f"^{word}$"
        found.extend(text[i : i + k] for k in _WIDTHS for i in range(len(text) - k + 1))
    return found
