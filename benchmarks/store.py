"""What a store costs: `python benchmarks/store.py [--documents 300] [--codings 20000]`.

The documents are made from those of `corpus/` (German and English, dev): sentences of one are
shuffled within their paragraphs and a line of its own is added, with a fixed seed, so that each is
a text of its own. Parts, each in a process of its own:

- reading alone: words a second of coding the documents, with nothing done with the codings;
- adding: the same documents into an empty store; the store's own share is the time in which it
  looks up, packs, writes and commits, in parts of the whole;
- adding with `--jobs` processes, their start included;
- writing alone: many codings (those of 40 documents under other names), one transaction each,
  with the memory after each quarter; then adding all of them again.

Seconds are given by the clock and of the processor: on a machine that does other things at the
same time only the second can be compared. The store is a new SQLite file in a temporary folder,
or an empty PostgreSQL database.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from detente.archive.adding import add_items
from detente.ingest import Failure, digest
from detente.run import Options, code_all, code_items
from detente.store.database import open_store
from detente.types import Coding, Document

ROOT = Path(__file__).resolve().parent.parent
SEED = 5
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜ„])")


class Clock:
    """Seconds by the clock and of the processor, summed."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0

    def spend(self, function: Callable[[], Any]) -> Any:
        """Call and count."""
        wall, cpu = time.perf_counter(), time.process_time()
        try:
            return function()
        finally:
            self.wall += time.perf_counter() - wall
            self.cpu += time.process_time() - cpu

    def each(self, items: Iterable[Any]) -> Iterator[Any]:
        """The items; the time that each takes to come is counted."""
        source = iter(items)
        end = object()
        while (item := self.spend(lambda: next(source, end))) is not end:
            yield item


def made(count: int, part: str = "") -> Iterator[Document]:
    """Documents of two languages in turn, others for each part of the measurement."""
    dice = random.Random(SEED)
    rows = []
    for pair in zip(*(corpus(language) for language in ("de", "en")), strict=False):
        rows += pair
    for number in range(count):
        row = rows[number % len(rows)]
        paragraphs = []
        for paragraph in row["text"].split("\n"):
            sentences = _SENTENCE.split(paragraph)
            dice.shuffle(sentences)
            paragraphs.append(" ".join(sentences))
        text = "\n".join([*paragraphs, f"({part}{number})"])
        day = dt.date.fromisoformat(row["published"])
        yield Document(
            digest(text), text, language=row["lang"], published=day, source=f"made, line {number}"
        )


def corpus(language: str) -> list[dict[str, Any]]:
    """The rows of the dev part."""
    lines = (ROOT / "corpus" / language / "dev.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def words_in(documents: Iterable[Document]) -> int:
    """Runs of letters and digits."""
    return sum(len(re.findall(r"\w+", d.text)) for d in documents)


def read(args: argparse.Namespace) -> str:
    """Reading alone."""
    documents = list(made(args.documents))
    list(code_items(documents[:2], Options()))  # loads the model
    clock = Clock()
    events = sum(len(c.events) for c in clock.each(code_items(documents, Options())))
    words = words_in(documents)
    return (
        f"reading alone: {words:,} words in {len(documents)} documents, {events:,} events;"
        f" {words / clock.wall:,.0f} words a second by the clock, {words / clock.cpu:,.0f} of the"
        " processor"
    )


def add(args: argparse.Namespace) -> str:
    """Adding, and the store's share of it."""
    documents = list(made(args.documents))
    list(code_items(documents[:2], Options()))
    whole, coding, feeding = Clock(), Clock(), Clock()

    def code(items: Iterable[Document | Failure]) -> Iterator[Coding | Failure]:
        return coding.each(code_items(feeding.each(items), Options()))

    with open_store(args.store, create=True, write=True) as database:
        counts = whole.spend(lambda: add_items(database, documents, code, coder="benchmark"))
    assert counts.added == len(documents), counts
    words = words_in(documents)
    shares = [
        1 - (getattr(coding, kind) - getattr(feeding, kind)) / getattr(whole, kind)
        for kind in ("wall", "cpu")
    ]
    return (
        f"adding: {words / whole.wall:,.0f} words a second by the clock,"
        f" {words / whole.cpu:,.0f} of the processor; the store's own share is {shares[0]:.1%} by"
        f" the clock, {shares[1]:.1%} of the processor"
    )


def jobs(args: argparse.Namespace) -> str:
    """Adding with several processes."""
    documents = list(made(args.documents, "jobs "))  # a given store has those of the part before
    options = Options(jobs=args.jobs)
    whole = Clock()
    with open_store(args.store, create=True, write=True) as database:
        counts = whole.spend(
            lambda: add_items(
                database, documents, lambda new: code_all(new, options), coder="benchmark"
            )
        )
    assert counts.added == len(documents), counts
    words = words_in(documents)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (
        f"adding with {args.jobs} jobs: {words / whole.wall:,.0f} words a second by the clock,"
        f" start and loading of {args.jobs} models included; of the processor"
        f" {used.ru_utime + used.ru_stime:.0f} s in the jobs and {whole.cpu:.1f} s"
        f" ({1000 * whole.cpu / len(documents):.1f} ms a document) in the process that writes"
    )


def write(args: argparse.Namespace) -> str:
    """Writing alone."""
    patterns = list(code_items(made(40), Options()))

    def named() -> Iterator[Document]:
        for number in range(args.codings):
            pattern = patterns[number % len(patterns)]
            assert isinstance(pattern, Coding)
            text = f"{pattern.document.text}\n{number}"
            yield replace(pattern.document, id=digest(text), text=text)

    def code(items: Iterable[Document | Failure]) -> Iterator[Coding | Failure]:
        for item in items:
            assert isinstance(item, Document)
            number = int(item.text.rpartition("\n")[2])
            pattern = patterns[number % len(patterns)]
            assert isinstance(pattern, Coding)
            events = tuple(replace(e, id=digest(item.id, e.id)) for e in pattern.events)
            yield replace(pattern, document=item, events=events)

    memory, done, lines = [peak()], 0, []

    def tell(_: object) -> None:
        nonlocal done
        done += 1
        if done % max(1, args.codings // 4) == 0:
            memory.append(peak())

    with open_store(args.store, create=True, write=True) as database:
        for name in ("writing", "adding again"):
            clock = Clock()
            counts = clock.spend(
                lambda: add_items(database, named(), code, coder="benchmark", tell=tell)
            )
            lines.append(
                f"{name} {args.codings:,} codings: {clock.wall:.0f} s by the clock, of the"
                f" processor {clock.cpu:.0f} s, {1000 * clock.cpu / args.codings:.2f} ms each"
                f" ({counts.added:,} added, {counts.known:,} known)"
            )
    if "://" not in args.store:
        size = Path(args.store).stat().st_size
        lines.append(f"size: {size / 1e6:,.0f} MB, {size / args.codings / 1000:.1f} kB a document")
    marks = ", ".join(f"{m:.0f}" for m in memory)
    lines.append(f"peak memory in MB before, and after each quarter of both: {marks}")
    return "\n".join(lines)


def peak() -> float:
    """MB that the process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


PARTS = {"read": read, "add": add, "jobs": jobs, "write": write}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--codings", type=int, default=20_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--store", metavar="URL", help="an empty PostgreSQL database")
    parser.add_argument("--part", choices=PARTS, action="append", help="only this part")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.here:
        print(PARTS[args.part[0]](args))
        return
    for part in args.part or PARTS:
        with tempfile.TemporaryDirectory() as folder:
            store = args.store or str(Path(folder) / "store.db")
            command = [sys.executable, __file__, "--here", "--part", part, "--store", store]
            command += ["--documents", str(args.documents), "--codings", str(args.codings)]
            command += ["--jobs", str(args.jobs)]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
