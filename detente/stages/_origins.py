"""From which country a person's name sounds: by the letters of the persons and towns in the
tables."""

from __future__ import annotations

import math
import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from detente.gazetteer import Gazetteer

_KINDS = ("person", "short", "capital", "city", "place")
_TOWNS = ("city", "place")
_LARGE = 30_000  # inhabitants from which a town lends its name
_WORD = re.compile(r"[^\W\d_]+")
_TRUST = 500  # letters seen of a country at which its own count for half
_MODELS = 4  # tables whose names are kept in mind
_RADIX = 0x110000  # more than any letter's number: two or three letters are one number
Letters = NDArray[np.int64]


class Origins:
    """How often letters follow each other in the names of each country and of all."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        names: dict[str, list[str]] = {}
        for name in gazetteer.spellings(*_KINDS):
            entry = gazetteer.names(name)[0]
            small = entry.kind in _TOWNS and entry.size < _LARGE
            if entry.country and entry.kind in _KINDS and not small:
                names.setdefault(entry.country, []).append(name)
        self._letters = {c: _letters("\n".join(found)) for c, found in names.items()}
        every = np.concatenate([_letters(""), *self._letters.values()])
        self._all = _counted(every)
        self._total = len(every)
        self._own: dict[str, dict[int, int]] = {}

    def score(self, name: str, country: str) -> float:
        """How much more a name sounds like a country's than like anybody's; 0 if unknown."""
        known, letters = self._letters.get(country), _letters(name).tolist()
        if known is None or not letters:
            return 0.0
        own = self._own.get(country)
        if own is None:
            own = self._own[country] = _counted(known)
        size = len(known)
        total = 0.0
        for each in letters:
            usual = (self._all.get(each, 0) + 0.5) / (self._total + len(self._all))
            total += math.log((own.get(each, 0) / usual + _TRUST) / (size + _TRUST))
        return total / math.sqrt(len(letters))


@lru_cache(maxsize=_MODELS)
def origins(gazetteer: Gazetteer) -> Origins:
    """The model of the names of some tables, made when first asked for."""
    return Origins(gazetteer)


def _letters(text: str) -> Letters:
    """Every two and three letters that follow each other in the words, which have marks at their
    ends, each as a number."""
    marked = "".join(f"^{word}$" for word in _WORD.findall(text.lower()))
    at = np.frombuffer(marked.encode("utf-32-le"), dtype="<u4").astype(np.int64)
    two = at[:-1] * _RADIX + at[1:]
    return np.concatenate((two, two[:-1] * _RADIX + at[2:]))


def _counted(letters: Letters) -> dict[int, int]:
    """How often each number occurs."""
    found, counts = np.unique(letters, return_counts=True)
    return dict(zip(found.tolist(), counts.tolist(), strict=True))
