"""Check, test and list codebooks: the work behind `detente codebook`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from detente._entries import Entry
from detente.codebook import PLOVER, Codebook, check_there, entry_counts, load_codebook
from detente.errors import CodebookError
from detente.pipeline import code_many
from detente.resources import served_languages
from detente.types import Coding, Document, Event

DAY = dt.date(2020, 6, 15)  # the day on which the examples are read


@dataclass(slots=True)
class TestResult:
    """How the examples of one language fared."""

    language: str
    total: int
    failures: list[str] = field(default_factory=list)

    @property
    def failed(self) -> int:
        """Number of examples that failed."""
        return len(self.failures)

    @property
    def summary(self) -> str:
        """One line for people."""
        share = 100 * self.failed / self.total if self.total else 0
        return f"{self.language}: {self.total} examples, {self.failed} failed ({share:.1f} %)"


def _books(path: Path | None, language: str | None) -> list[Codebook]:
    """The codebook in every language that it has; a file must name its language."""
    if path is not None and path.is_file() and language is None:
        raise CodebookError(
            f"{path}: name the language of the entries with --language", code="no-codebook"
        )
    home = path or PLOVER
    check_there(home)
    chosen = (
        [language]
        if language
        else [code for code in served_languages() if home.is_file() or (home / code).is_dir()]
    )
    if not chosen:
        raise CodebookError(
            f"{home}: no folder of a served language ({', '.join(served_languages())}) with"
            " files of entries; make one as docs/codebook.md describes",
            code="no-codebook",
        )
    return [load_codebook(code, path) for code in chosen]


def check_codebook(path: Path | None, language: str | None) -> Iterator[str]:
    """A line for each language with the numbers of entries; CodebookError names a fault."""
    for book in _books(path, language):
        counts = ", ".join(f"{k} {v}" for k, v in entry_counts(book.entries).items())
        yield f"{book.name} {book.language}: {len(book.entries)} entries: {counts}"


def list_codebook(path: Path | None, language: str | None, event_type: str | None) -> Iterator[str]:
    """A line for each entry."""
    for book in _books(path, language):
        for entry in book.entries:
            if event_type is None or entry.event_type == event_type.upper():
                yield _line(book.language, entry)


def _line(language: str, entry: Entry) -> str:
    mode = f"/{entry.mode}" if entry.mode else ""
    actor, recipient = "|".join(entry.actor) or "-", "|".join(entry.recipient) or "-"
    return (
        f"{language}\t{entry.name}\t{entry.event_type}{mode}\t{actor} > {recipient}\t"
        + (entry.example[0])
    )


def test_codebook(path: Path | None, language: str | None) -> Iterator[TestResult]:
    """Code the example of each entry: its type and parties must be among the events."""
    for book in _books(path, language):
        documents = [
            Document(str(i), e.example[0], language=book.language, published=DAY)
            for i, e in enumerate(book.entries)
        ]
        result = TestResult(book.language, len(documents))
        for entry, coding in zip(book.entries, code_many(documents, codebook=path), strict=True):
            problem = _problem(entry, coding, book)
            if problem:
                result.failures.append(
                    f"{entry.source}: {entry.name}: {entry.example[0]!r}: {problem}"
                )
        yield result


def _problem(entry: Entry, coding: Coding, book: Codebook) -> str | None:
    """What is wrong with the coding of an example, None if it is right."""
    if entry.void:
        told = ", ".join(e.event_type for e in coding.events)
        return f"wanted no event, found {told}" if told else None
    wanted = _parties(entry.example[1])
    kind = entry.expect or entry.event_type
    future = book.types[entry.event_type].future
    accepted = {kind, *([future["type"]] if future and not entry.expect else [])}
    found = [(e.event_type, _coded(e)) for e in coding.events]
    if any(t in accepted and _match(wanted, p) for t, p in found):
        return None
    listed = "; ".join(f"{t} {' '.join(a)} > {' '.join(r)}" for t, (a, r) in found) or "nothing"
    left, right = wanted
    return f"wanted {kind} {' '.join(left)} > {' '.join(right)}, found {listed}"


Sides = tuple[tuple[str, ...], tuple[str, ...]]


def _parties(notation: str) -> Sides:
    left, _, right = notation.partition(">")
    return tuple(sorted(left.split())), tuple(sorted(right.split()))


def _coded(event: Event) -> Sides:
    return (
        tuple(sorted(a.code for a in event.actor)),
        tuple(sorted(a.code for a in event.recipient)),
    )


def _match(wanted: Sides, found: Sides) -> bool:
    """Equal by country and organisation; sectors are checked by the actor tests."""
    return all(
        {_head(c) for c in one} == {_head(c) for c in other}
        for one, other in zip(wanted, found, strict=True)
    )


def _head(code: str) -> str:
    return code if code[:4] in _WHOLE else code.split(":")[0]


_WHOLE = frozenset({"IGO:", "REG:", "NGO:", "MNC:", "UNK:"})
