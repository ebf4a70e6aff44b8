"""A hundred clients at once, and a writer: `python benchmarks/crowd.py [--events N] [--clients N]`.

A store of `benchmarks/asking.py` is made and served by `detente serve` in a process of its own.
All clients ask the API without a pause while documents are added, one each PAUSE seconds; before
that the same writer adds alone. Told are the requests a second, their times, what was not
answered with 200, and how long the writer took for a document (by the clock; `cpu` is what the
server's process spent on a request).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import httpx2
from asking import make_store
from collating import coding_of

from detente.store.database import Database, open_store
from detente.store.writing import write_coding
from detente.types import Document

EVENTS, CLIENTS, ROUNDS = 50_000, 100, 10
ALONE = 100  # documents that the writer adds alone
PAUSE = 0.05
PATHS = (
    "/api/v1/events?limit=50", "/api/v1/stories?dyad=PAK,RUS", "/api/v1/events?actor=USA&type=AID",
    "/api/v1/stories?min_reports=2", "/api/v1/documents?text=word900", "/api/v1/network?since=2014",
    "/api/v1/relations/EST/TUN", "/api/v1/statements", "/api/v1/sources/status",
)  # fmt: skip


class Writer:
    """Adds documents, and keeps how long each took."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.took: list[float] = []
        self.ending = threading.Event()

    def add(self) -> None:
        """One document."""
        text = f"Norway and Estonia signed treaty {len(self.took)} in Oslo on Monday.\n" * 20
        coding = coding_of(Document(f"new-{len(self.took)}", text, language="en"))
        start = time.perf_counter()
        with self.database.writing() as connection:
            write_coding(connection, coding, coder="benchmark")
        self.took.append(time.perf_counter() - start)

    def run(self) -> None:
        """Add until it is told to end."""
        while not self.ending.wait(PAUSE):
            self.add()


async def crowd(address: str, clients: int) -> list[tuple[str, int, float]]:
    """(path, status, seconds) of all requests; 0 where there was no answer."""
    found: list[tuple[str, int, float]] = []
    limits = httpx2.Limits(max_connections=clients, max_keepalive_connections=clients)
    async with httpx2.AsyncClient(base_url=address, limits=limits, timeout=300) as client:

        async def one(number: int) -> None:
            for turn in range(ROUNDS):
                path = PATHS[(number + turn) % len(PATHS)]
                start = time.perf_counter()
                try:
                    status = (await client.get(path)).status_code
                except httpx2.HTTPError:
                    status = 0
                found.append((path, status, time.perf_counter() - start))

        await asyncio.gather(*(one(number) for number in range(clients)))
    return found


def spent(process: int) -> float:
    """Processor time of another process in seconds (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def told(what: str, seconds: list[float]) -> None:
    """One line of times."""
    cuts = statistics.quantiles(seconds, n=100)
    print(
        f"{what}: p50 {statistics.median(seconds) * 1000:,.1f} ms, p95 {cuts[94] * 1000:,.1f} ms,"
        f" longest {max(seconds) * 1000:,.1f} ms"
    )


def measure(path: str, clients: int) -> bool:
    """Ask and print; whether all was answered."""
    command = [sys.executable, "-m", "detente", "serve", "--store", path, "--port", "0"]
    with (
        open_store(path, write=True) as database,
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server,
    ):
        try:
            assert server.stdout
            address = re.search(r"http://\S+:\d+", server.stdout.readline())
            assert address
            writer = Writer(database)
            for _ in range(ALONE):
                writer.add()
            told(f"writer alone, {len(writer.took)} documents", writer.took)
            before, start = spent(server.pid), time.perf_counter()
            thread = threading.Thread(target=writer.run)
            thread.start()
            found = asyncio.run(crowd(address[0], clients))
            wall, cpu = time.perf_counter() - start, spent(server.pid) - before
            writer.ending.set()
            thread.join()
        finally:
            server.terminate()
    beside = writer.took[ALONE:]
    told(f"writer beside {clients} clients, {len(beside)} documents", beside)
    told(f"{len(found):,} requests, {len(found) / wall:,.0f} a second", [t for *_, t in found])
    print(f"cpu {cpu / len(found) * 1000:.1f} ms a request")
    counts = Counter(status for _, status, _ in found)
    print("answers by status:", dict(sorted(counts.items())))
    return set(counts) == {200}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--clients", type=int, default=CLIENTS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "store.db")
        with open_store(path, create=True, write=True) as database:
            make_store(database, given.events)
        if not measure(path, given.clients):
            sys.exit("not all requests were answered")


if __name__ == "__main__":
    main()
