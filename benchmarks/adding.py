"""An archive through the real commands: `python benchmarks/adding.py [--documents 20000]`.

Articles are made of the sentences of `corpus/` (German and English, all but the test part): each
has eight to sixteen of them, drawn anew with a fixed seed, and a day of three years. They are
written to a JSON Lines file, and these run, each a process of its own:

- `detente add FILE --jobs J --no-collate`, ended by Ctrl-C after M minutes if it is not done;
- the same again: what is there is passed over (then it goes on, and is ended after half a minute);
- `detente collate`.

Every half minute: the documents in the store, the memory of the process that writes and of those
that code. At the end: seconds of the processor of both kinds; the store's own share is that of the
process that writes, which also reads the file and hands the texts over.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from store import _SENTENCE, ROOT

from detente.errors import StoreError
from detente.store.database import open_store
from detente.store.schema import documents

SEED = 11
EVERY = 30.0  # seconds between two looks
TICK = os.sysconf("SC_CLK_TCK")
DAYS = 3 * 365


def articles(count: int) -> Iterator[dict[str, Any]]:
    """So many texts, in German and in English in turn."""
    dice = random.Random(SEED)
    pools = {}
    for language in ("de", "en"):
        sentences: dict[str, None] = {}
        for part in ("train", "dev"):
            path = ROOT / "corpus" / language / f"{part}.jsonl"
            for line in path.read_text("utf-8").splitlines():
                text = json.loads(line)["text"]
                sentences |= dict.fromkeys(
                    s.strip() for p in text.split("\n") for s in _SENTENCE.split(p) if s.strip()
                )
        pools[language] = list(sentences)
    for number in range(count):
        language = ("de", "en")[number % 2]
        drawn = dice.sample(pools[language], dice.randint(8, 16))
        paragraphs = [" ".join(drawn[at : at + 3]) for at in range(0, len(drawn), 3)]
        day = time.gmtime(1_577_836_800 + 86_400 * dice.randrange(DAYS))
        yield {
            "text": "\n".join(paragraphs),
            "language": language,
            "published": time.strftime("%Y-%m-%d", day),
            "url": f"https://example.org/{number}",
        }


@dataclass(slots=True)
class Use:
    """Memory in MB and seconds of the processor of a process and of those that it started."""

    own: float = 0.0
    jobs: float = 0.0
    own_seconds: float = 0.0
    jobs_seconds: float = 0.0


def use_of(process: int) -> Use:
    """As the system tells it now (Linux)."""
    found = Use()
    with suppress(FileNotFoundError, ProcessLookupError):
        found.own, found.own_seconds = _look(process)
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        for child in children:
            memory, seconds = _look(int(child))
            found.jobs, found.jobs_seconds = found.jobs + memory, found.jobs_seconds + seconds
    return found


def _look(process: int) -> tuple[float, float]:
    status = Path(f"/proc/{process}/status").read_text()
    memory = next((line.split()[1] for line in status.splitlines() if "VmRSS" in line), "0")
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(memory) / 1024, (int(fields[11]) + int(fields[12])) / TICK


def stored(store: str) -> int:
    """Documents in the store; 0 before there is one."""
    if "://" not in store and not Path(store).exists():
        return 0
    with suppress(StoreError), open_store(store) as database, database.reading() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(documents)).scalar_one()
    return 0


def _interruptible() -> None:
    """Let Ctrl-C end the command, also where this program runs in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def run(name: str, store: str, words: list[str], *, limit: float | None = None) -> None:
    """Run a command to its end or to the limit, and tell what it took."""
    command = [sys.executable, "-m", "detente", *words, "--store", store]
    start = last = time.monotonic()
    before = stored(store)
    use = Use()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, preexec_fn=_interruptible
    ) as process:
        ended = False
        while process.poll() is None:
            time.sleep(0.5)
            seen = use_of(process.pid)
            if seen.own_seconds >= use.own_seconds and seen.own:
                seen.jobs_seconds = max(seen.jobs_seconds, use.jobs_seconds)
                use = seen
            now = time.monotonic()
            if now - last >= EVERY:
                last = now
                print(
                    f"  {now - start:5.0f} s: {stored(store):,} documents, memory {use.own:.0f} MB"
                    f" and {use.jobs:.0f} MB",
                    flush=True,
                )
            if limit is not None and not ended and now - start >= limit:
                process.send_signal(signal.SIGINT)
                ended = True
        said = process.stdout.read().strip() if process.stdout else ""
    done = stored(store) - before
    wall = time.monotonic() - start
    print(f"{name}: {said or 'ended'}; {done:,} documents more in {wall:.0f} s")
    whole = max(0.01, use.own_seconds + use.jobs_seconds)
    print(
        f"  of the processor {use.own_seconds:.0f} s in the process that writes"
        f" ({use.own_seconds / whole:.1%}), {use.jobs_seconds:.0f} s in those that code"
    )
    if done:
        print(
            f"  {1000 * use.own_seconds / done:.1f} ms and {1000 * use.jobs_seconds / done:.1f} ms"
            f" a document, {done / wall:.1f} documents a second",
            flush=True,
        )


def main() -> None:
    """Make, add, collate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--minutes", type=float, default=25.0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--store", help="a place for the store instead of one that is thrown away")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = args.store or str(Path(folder) / "news.db")
        path = Path(folder) / "articles.jsonl"
        with path.open("w", encoding="utf-8") as out:
            words = 0
            for row in articles(args.documents):
                words += len(row["text"].split())
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
        print(f"{args.documents:,} articles of {words / args.documents:.0f} words", flush=True)
        add = ["add", str(path), "--jobs", str(args.jobs), "--no-collate"]
        run("add", store, add, limit=60 * args.minutes)
        run("add again", store, add, limit=EVERY)
        if "://" not in store:
            size = Path(store).stat().st_size
            print(f"size: {size / 1e6:,.0f} MB, {size / max(1, stored(store)) / 1000:.1f} kB each")
        run("collate", store, ["collate"])


if __name__ == "__main__":
    main()
