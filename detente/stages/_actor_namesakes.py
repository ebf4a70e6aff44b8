"""Persons who only share a surname with one of the tables: the text has another full name."""

from __future__ import annotations

from collections.abc import Iterable

from detente.types import Mention, Sentence

Name = tuple[str, ...]


class Namesakes:
    """The full names of persons that a text has, as the model sees them."""

    def __init__(self, sentences: Iterable[Sentence]) -> None:
        self._names: dict[str, set[Name]] = {}  # by surname
        self._spans: dict[int, list[tuple[int, int]]] = {}
        for sentence in sentences:
            spans = [(n.first, n.last) for n in sentence.names if n.kind == "PER"]
            self._spans[sentence.index] = [s for s in spans if s[1] - s[0] > 1]
            for first, last in self._spans[sentence.index]:
                name = _words(sentence, first, last)
                self._names.setdefault(name[-1], set()).add(name)

    def other(self, sentence: Sentence, mention: Mention, name: str, *, titled: bool) -> bool:
        """Whether a surname is not that of the person of a name in the tables: the words around
        it, or, where no title tells who is meant, the full names that the text has it in, are of
        others."""
        surname = _words(sentence, mention.first, mention.last)
        spans = self._spans.get(sentence.index, ())
        around = [
            _words(sentence, *s) for s in spans if s[0] <= mention.first < mention.last <= s[1]
        ]
        found = around or ([] if titled else sorted(self._names.get(surname[-1], ())))
        known = _letters(name.lower().split(), surname)
        return bool(found) and all(known.isdisjoint(_letters(f, surname)) for f in found)


def _words(sentence: Sentence, first: int, last: int) -> Name:
    return tuple(t.text.lower() for t in sentence.tokens[first:last] if t.text[0].isalnum()) or (
        "",
    )


def _letters(words: Iterable[str], surname: Name) -> set[str]:
    """The first letters of the words of a name beside the surname: spellings differ behind them."""
    return {w[0] for w in words if w and w not in surname}
