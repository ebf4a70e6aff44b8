"""Which two parties a text means where it only says "the two": those that deal with each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from detente.types import Event

Pair = tuple[str, str]
_STATE = 3  # letters of the code of a state
_FADING = 0.85  # of how often a party was named, with every sentence
_FAR = 0.9  # of how much an act between two counts, with every sentence between
_AFTER = 0.5  # of an act that is told only later
_NAMED = 1.0  # weight of how often the less named of two was named
_MORE = 1.5  # how much more than the told ones
_JUST = 0.5  # of who is named first in the sentence before
_RECENT = 4  # parties of the sentences before that may complete a pair


class Company:
    """The parties that a text has named up to a sentence, and who deals with whom in it."""

    def __init__(self, events: Iterable[Event], borders: Mapping[str, tuple[str, ...]]) -> None:
        self._borders = borders
        self._dealings: dict[frozenset[str], list[tuple[int, float]]] = {}  # sentences, weights
        for event in events:
            parties = _parties(event) if event.mentions else []
            for pair in combinations(parties, 2):
                dealt = (event.mentions[0].sentence, 1 / (len(parties) - 1))
                self._dealings.setdefault(frozenset(pair), []).append(dealt)
        self.recent: tuple[str, ...] = ()
        self._counts: dict[str, float] = {}  # how often parties were named; the farther, the less
        self._sentence = 0
        self._topic = ""  # who is named first in the sentence before

    def hear(self, sentence: int, named: Sequence[str]) -> None:
        """Note the parties that a sentence names, in their order."""
        for party in named:
            self.recent = (*(p for p in self.recent if p != party), party)[-_RECENT:]
        self._counts = {p: n * _FADING for p, n in self._counts.items()}
        for party in named:
            self._counts[party] = self._counts.get(party, 0.0) + 1
        self._sentence = sentence + 1
        self._topic = named[0] if named else ""

    def two(self) -> tuple[str, ...]:
        """The two states that deal most with each other and are named most; the last two named
        where there are no such."""
        pairs = self._ranked([p for p in self._counts if len(p) == _STATE])
        return pairs[0] if pairs else self.recent[-2:]

    def rather(self, told: Pair) -> Pair:
        """The two states that a pair of words means: the told ones, unless others deal with each
        other much more."""
        pairs = self._ranked([p for p in self._counts if len(p) == _STATE])
        if not pairs or self._score(frozenset(pairs[0])) < _MORE * self._score(frozenset(told)):
            return told
        return pairs[0]

    def partner(self, party: str) -> str | None:
        """With whom a party deals most, of those named; None where there is nobody else."""
        others = [p for p in self._counts if p != party]
        score = {p: self._score(frozenset((p, party))) + _JUST * (p == self._topic) for p in others}
        return max(others, key=lambda p: (score[p], p), default=None)

    def neighbours(self) -> list[Pair]:
        """The pairs of neighbours that the text has named, those that deal most first."""
        pairs = self._ranked([p for p in self._counts if len(p) == _STATE])
        return [(a, b) for a, b in pairs if b in self._borders.get(a, ())]

    def _ranked(self, parties: Sequence[str]) -> list[Pair]:
        scores = {pair: self._score(frozenset(pair)) for pair in combinations(parties, 2)}
        return sorted(scores, key=lambda pair: (-scores[pair], pair))

    def _score(self, pair: frozenset[str]) -> float:
        """How much two deal with each other around the sentence at hand."""
        named = min(self._counts.get(p, 0.0) for p in pair)
        dealt = 0.0
        for at, weight in self._dealings.get(pair, ()):
            apart = self._sentence - at
            dealt += weight * (_FAR**apart if apart > 0 else _AFTER * _FAR**-apart)
        return dealt + _NAMED * named


def _parties(event: Event) -> list[str]:
    """The states and bodies of an event."""
    actors = (*event.actor, *event.recipient)
    return list(dict.fromkeys(a.party for a in actors if a.party))
