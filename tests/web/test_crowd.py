"""A hundred clients at once lose nothing and never block a writer: a real server."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest

from detente.archive.collating import collate
from detente.store.database import Database, open_store
from detente.store.writing import write_coding
from tests.web.servers import served
from tests.web.worlds import PROTEST, store_world, told

CLIENTS = 100
ROUNDS = 2
PATHS = (
    "/api/v1/events?limit=20", "/api/v1/stories?dyad=NOR,EST", "/api/v1/relations/NOR/EST",
    "/api/v1/documents/visit-de", "/api/v1/network", "/api/v1/sources/status",
    "/api/v1/movers?since=2021", "/stories/export?format=csv", "/api/v1/explain/visit-de-0",
)  # fmt: skip


class Writer(threading.Thread):
    """Adds documents until it is told to stop, and notes how long each took."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database
        self.stopping = threading.Event()
        self.took: list[float] = []
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            while not self.stopping.is_set():
                number = len(self.took)
                day = dt.date(2010, 1, 1) + dt.timedelta(days=number)
                coding = told(f"new-{number}", f"It accused Estonia of {number}.", day, (PROTEST,))
                start = time.monotonic()
                with self.database.writing() as connection:
                    assert write_coding(connection, coding, coder="example 1")
                if number % 10 == 9:
                    collate(self.database)
                self.took.append(time.monotonic() - start)
                self.stopping.wait(0.05)
        except Exception as error:  # told by the test
            self.error = error
            raise


async def crowd(address: str) -> tuple[list[tuple[str, int]], list[set[str]]]:
    """(path, status) of each request of all clients, and the documents each paged through."""
    limits = httpx2.Limits(max_connections=CLIENTS, max_keepalive_connections=CLIENTS)
    async with httpx2.AsyncClient(base_url=address, limits=limits, timeout=120) as client:
        answers: list[tuple[str, int]] = []

        async def get(path: str) -> Any:
            answer = await client.get(path)
            answers.append((path, answer.status_code))
            return answer

        async def one(number: int) -> set[str]:
            found: set[str] = set()
            for turn in range(ROUNDS):
                await get(PATHS[(number + turn) % len(PATHS)])
            path = "/api/v1/documents?sort=published&since=2019&limit=7"
            while path:
                part = (await get(path)).json()
                found.update(row["id"] for row in part["items"])
                path = part["next"] or ""
            return found

        pages = await asyncio.gather(*(one(number) for number in range(CLIENTS)))
    return answers, list(pages)


@pytest.mark.filterwarnings("default::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_hundred_clients_and_a_writer(target: str) -> None:
    with open_store(target, create=True, write=True) as database:
        store_world(database)
        with served(target) as server:
            writer = Writer(database)
            writer.start()
            with ThreadPoolExecutor(1) as apart:  # a loop of its own, whoever else has one here
                answers, pages = apart.submit(asyncio.run, crowd(server.address)).result()
            writer.stopping.set()
            writer.join(60)
            assert not writer.is_alive()
            status, out, err = server.interrupt()
        assert writer.error is None
        assert {status for _, status in answers} == {200}, answers
        assert len(answers) == CLIENTS * (ROUNDS + 2)
        known = {f"quarrel-{n}" for n in range(6)} | {f"treaty-{n}" for n in range(4)}
        known |= {"visit-en", "visit-de", "visit-copy"}
        assert all(page == known for page in pages)
        assert len(writer.took) >= 10
        assert max(writer.took) < 10, "a reader blocked the writer"
        with database.reading() as connection:
            from detente.archive.sources import status as held

            assert held(connection).documents == len(known) + len(writer.took)
    assert (status, out, err) == (0, "", "")
