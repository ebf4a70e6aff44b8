"""The verbs that touch the world: read inputs, code them, one process or several."""

from __future__ import annotations

import csv
import datetime as dt
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING

from detente.errors import DetenteError, InputError, UsageError
from detente.formats.timeml import as_timeml, is_timeml, read_timeml, write_timeml
from detente.ingest import (
    DELAY,
    READERS,
    Failure,
    decode,
    expand,
    plain,
    read_documents,
    tidy,
)
from detente.ingest.html import read_html
from detente.ingest.jsonl import read_jsonl
from detente.ingest.text import read_text
from detente.pipeline import code_many, load_tools, relate, times_of, with_language
from detente.settings import load_settings
from detente.stages.language import detect_language
from detente.stages.pairs import Pair, unmark
from detente.types import Coding, Document

if TYPE_CHECKING:
    from detente.ingest._memory import Memory

CHUNK = 16  # documents that go to a worker process at once


@dataclass(frozen=True, slots=True)
class Options:
    """How to read and code; None stands for what the inputs and defaults say.

    `columns`, `delay` and `allow_private` are as `ingest.read_documents` takes them.
    """

    published: dt.date | None = None
    language: str | None = None
    encoding: str | None = None
    codebook: Path | None = None
    actors: Path | None = None
    jobs: int = 1
    columns: Mapping[str, str] | None = None
    delay: float = DELAY
    allow_private: bool = False


def code_paths(paths: Iterable[str], options: Options) -> Iterator[Coding | Failure]:
    """Codings of all documents in the files, in their order; failures stand in their place.

    With more than one job the codings come with bare sentences (`Sentence.bare`).
    """
    check(options)
    yield from code_all(read_paths(paths, options), options)


def read_paths(
    paths: Iterable[str], options: Options, *, memory: Memory | None = None
) -> Iterator[Document | Failure]:
    """The documents of all files, in their order, not coded yet; `memory`: `read_documents`."""
    settings = load_settings()
    return read_documents(
        paths,
        max_bytes=settings.max_bytes,
        published=options.published,
        language=options.language,
        encoding=options.encoding,
        columns=options.columns,
        delay=options.delay,
        allow_private=options.allow_private,
        fetch_seconds=settings.fetch_seconds,
        memory=memory,
    )


def code_all(items: Iterable[Document | Failure], options: Options) -> Iterator[Coding | Failure]:
    """What `code_items` gives, by `options.jobs` processes; sentences are bare with several."""
    if options.jobs == 1:
        yield from code_items(items, options)
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(options.jobs, mp_context=context, initializer=_start_worker)
    try:
        waiting: deque[Future[list[Coding | Failure]]] = deque()
        for chunk in _chunks(items):
            waiting.append(pool.submit(_work, chunk, options))
            if len(waiting) > 2 * options.jobs:  # never the whole archive in memory
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool as error:
        raise UsageError(
            "a process that coded was ended from outside, most often for want of memory; try"
            " fewer --jobs",
            code="bad-jobs",
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _start_worker() -> None:
    """Leave Ctrl-C to the parent, and end with it, though it be killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def check(options: Options) -> None:
    """Refuse what cannot be before any input is read: jobs, faults of codebook and tables."""
    if options.jobs < 1:
        raise UsageError(f"--jobs is {options.jobs}; it must be 1 or more", code="bad-jobs")
    if options.language is not None:
        load_tools(options.language, codebook=options.codebook, actors=options.actors)


def code_items(items: Iterable[Document | Failure], options: Options) -> Iterator[Coding | Failure]:
    """Codings of documents that are read already; keeps the order."""
    waiting: list[Document] = []
    length = 0
    limit = load_settings().batch_words * 6  # characters
    for item in items:
        if isinstance(item, Document):
            try:
                known = with_language(item)
                load_tools(known.language or "", codebook=options.codebook, actors=options.actors)
            except InputError as error:
                yield from _code(waiting, options)
                waiting, length = [], 0
                yield Failure(item.source or item.id, error)
                continue
            waiting.append(known)
            length += len(known.text)
            if length >= limit:
                yield from _code(waiting, options)
                waiting, length = [], 0
        else:
            yield from _code(waiting, options)
            waiting, length = [], 0
            yield item
    yield from _code(waiting, options)


def _code(documents: list[Document], options: Options) -> Iterator[Coding | Failure]:
    coder = code_many(documents, codebook=options.codebook, actors=options.actors)
    done = 0
    try:
        for coding in coder:
            done += 1
            yield coding
    except DetenteError:
        raise
    except Exception as error:  # noqa: BLE001 - one bad document must not stop the rest
        if len(documents) > 1:  # nobody knows which: they are prepared together
            for document in documents[done:]:
                yield from _code([document], options)
            return
        bad = documents[done]
        what = InputError(
            f"{bad.source or bad.id}: coding failed ({type(error).__name__}: {error}); please"
            " report the text that does it",
            code="internal",
        )
        yield Failure(bad.source or bad.id, what)


def _chunks(items: Iterable[Document | Failure]) -> Iterator[list[Document | Failure]]:
    source = iter(items)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


def _work(chunk: list[Document | Failure], options: Options) -> list[Coding | Failure]:
    """Codings of a chunk with bare sentences: no output needs their trees, which are large."""
    return [bare(item) if isinstance(item, Coding) else item for item in code_items(chunk, options)]


def bare(coding: Coding) -> Coding:
    """The coding with bare sentences."""
    return replace(coding, sentences=tuple(s.bare() for s in coding.sentences))


def count_files(paths: Iterable[str]) -> int:
    """Number of files that `code_paths` would read, for a progress bar."""
    return sum(1 for _ in expand(paths))


def count_documents(paths: Iterable[str]) -> int | None:
    """Number of documents that `read_paths` would give; None where only reading tells it."""
    count = 0
    for name in expand(paths):
        path = Path(name)
        reader = READERS.get(path.suffix.lower())
        if reader in (read_text, read_html):
            count += 1
        elif reader is read_jsonl and path.is_file():
            with path.open("rb") as lines:
                count += sum(1 for line in lines if line.strip())
        else:
            return None
    return count


def code_pairs(path: str, options: Options) -> Iterator[str]:
    """Lines of a TSV with the relation of each marked sentence of a TSV file, header first.

    InputError where the file has no columns uid and marked_sentence; a row without marks is
    answered with an empty type.
    """
    source = Path(path)
    if not source.is_file():
        raise InputError(f"{path}: no such file", code="not-found")
    text = plain(decode(source.read_bytes(), path, encoding=options.encoding))
    rows = list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    missing = {"uid", "marked_sentence"} - set(rows[0] if rows else ())
    if missing:
        raise InputError(
            f"{path}: the header lacks {', '.join(sorted(missing))}; tab-separated columns uid and"
            " marked_sentence are needed",
            code="bad-pair",
        )
    yield "uid\tevent_type\tmode\tquad_class\tconfidence\trule"
    for start in range(0, len(rows), 200):
        yield from _pair_lines(rows[start : start + 200], path, options)


def _pair_lines(rows: list[dict[str, str]], path: str, options: Options) -> Iterator[str]:
    pairs: list[Pair | None] = []
    for row in rows:
        try:
            pairs.append(unmark(row["marked_sentence"] or "", f"{path}, uid {row['uid']}"))
        except InputError:
            pairs.append(None)
    sample = " ".join(p.text for p in pairs if p)
    language = options.language or detect_language(sample, name=path)
    tools = load_tools(language, codebook=options.codebook)
    for row, pair, result in zip(rows, pairs, relate(pairs, tools), strict=True):
        del pair
        reading = result.reading
        kind = result.event_type or ""
        quad = tools.codebook.types[kind].quad if kind else 0
        values = (
            row["uid"],
            kind,
            result.mode or "",
            tools.codebook.quads.get(quad, ""),
            f"{reading.confidence:.2f}" if reading else "",
            reading.rule if reading else "",
        )
        yield "\t".join(values)


def mark_times(path: str, options: Options) -> str:
    """TimeML of a text or TimeML file, its time expressions marked.

    A TimeML file keeps all that it has but its old marks; its own creation time is used unless
    `options.published` is given. Plain text (front matter is read) becomes a TimeML file.
    """
    source = Path(path)
    if not source.is_file():
        raise InputError(f"{path}: no such file", code="not-found")
    raw = decode(source.read_bytes(), path, encoding=options.encoding)
    language = options.language
    if not is_timeml(raw):
        document = tidy(next(read_text(raw, path)))
        language = language or document.language
        raw = as_timeml(document.text, options.published or document.published)
    text, created = read_timeml(raw)
    language = language or detect_language(text, name=path)
    published = options.published or created
    times = times_of(Document(path, text, language=language, published=published))
    return write_timeml(raw, times)
