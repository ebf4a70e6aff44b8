"""A hundred clients at once lose nothing and never block a writer: a real server.

The clients ask for pages, for the API and for downloads, and go through lists part by part while
documents are added in the midst of them. Who pages gets each row that was there once, and no row
twice. The writer has no patience: where a reader made it wait, it would fail.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient

from detente.archive.collating import collate
from detente.archive.sources import status as held
from detente.store.database import Database, open_store
from detente.store.writing import write_coding
from detente.web.app import make_app
from detente.web.site import Site
from tests.web.conftest import BASE
from tests.web.servers import served
from tests.web.worlds import PROTEST, store_world, told

pytestmark = pytest.mark.alone

CLIENTS = 100
ROUNDS = 2
PATIENCE = 0.05  # seconds that the writer waits for a lock before it fails
PATHS = (
    "/api/v1/events?limit=20", "/api/v1/stories?dyad=NOR,EST", "/api/v1/relations/NOR/EST",
    "/api/v1/documents/visit-de", "/api/v1/network", "/api/v1/sources/status",
    "/api/v1/movers?since=2021", "/stories/export?format=csv", "/api/v1/explain/visit-de-0",
    "/", "/dyads/NOR/EST", "/search?q=Norway", "/articles/visit-de", "/stories/visit-de-0",
    "/actors/NOR", "/network?period=all", "/sources", "/documents.json",
)  # fmt: skip
MOST = 120  # documents that are added
LISTS = ("documents", "events")
PAGED = "/api/v1/{}?sort=published&since=2019&limit=20"


KNOWN = {
    *(f"quarrel-{n}" for n in range(6)), *(f"treaty-{n}" for n in range(4)),
    "visit-en", "visit-de", "visit-copy",
}  # fmt: skip
PAIRS = (
    ("quarrel-0-0", "quarrel-2-0"), ("quarrel-1-0", "quarrel-3-0"),
    ("treaty-0-0", "treaty-1-0"), ("treaty-2-0", "treaty-3-0"),
)  # fmt: skip


class Writer(threading.Thread):
    """Adds documents until it is told to stop, MOST at most, and notes how long each took."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database
        self.stopping = threading.Event()
        self.took: list[float] = []
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            while not self.stopping.is_set() and len(self.took) < MOST:
                number = len(self.took)
                day = dt.date(2019, 3, 4) + dt.timedelta(days=7 * number % 900)
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


async def crowd(address: str) -> tuple[list[tuple[str, int]], list[tuple[str, list[str]]]]:
    """(path, status) of each request of all clients, and the ids that each paged through."""
    limits = httpx2.Limits(max_connections=CLIENTS, max_keepalive_connections=CLIENTS)
    async with httpx2.AsyncClient(base_url=address, limits=limits, timeout=120) as client:
        answers: list[tuple[str, int]] = []

        async def get(path: str) -> Any:
            answer = await client.get(path)
            answers.append((path, answer.status_code))
            return answer

        async def one(number: int) -> tuple[str, list[str]]:
            for turn in range(ROUNDS):
                await get(PATHS[(number + turn) % len(PATHS)])
            found: list[str] = []
            listing = LISTS[number % len(LISTS)]
            path = PAGED.format(listing)
            while path:
                part = (await get(path)).json()
                found += [row["id"] for row in part["items"]]
                path = part["next"] or ""
            return listing, found

        pages = await asyncio.gather(*(one(number) for number in range(CLIENTS)))
    return answers, list(pages)


@pytest.mark.filterwarnings("default::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_hundred_clients_and_a_writer(target: str) -> None:
    with open_store(target, create=True, write=True) as database:
        store_world(database)
    with (
        open_store(target, write=True, wait=PATIENCE) as database,
        served(target) as server,
    ):
        writer = Writer(database)
        writer.start()
        with ThreadPoolExecutor(1) as apart:  # a loop of its own, whoever else has one here
            answers, pages = apart.submit(asyncio.run, crowd(server.address)).result()
        writer.stopping.set()
        writer.join(60)
        assert not writer.is_alive()
        assert server.interrupt() == (0, "", "")
        assert writer.error is None
        assert len(writer.took) >= 10
        with database.reading() as connection:
            assert held(connection).documents == len(KNOWN) + len(writer.took)
    assert {status for _, status in answers} == {200}, answers
    assert len(answers) >= CLIENTS * (ROUNDS + 2)
    late = 0
    for listing, ids in pages:
        known = KNOWN if listing == "documents" else {f"{name}-0" for name in KNOWN}
        assert len(ids) == len(set(ids)), "a row came twice"
        assert known <= set(ids), "a row was lost"
        late += len(ids) - len(known)
    assert late > CLIENTS  # what was added meanwhile lay in the midst of what they paged through


@pytest.mark.filterwarnings("default::pytest.PytestUnhandledThreadExceptionWarning")
def test_edits_at_once_are_all_kept(target: str) -> None:
    """Whoever edits waits for the others, and for a writer; nothing that was decided is lost."""
    with open_store(target, create=True, write=True) as database:
        store_world(database)
        writer = Writer(database)
        with Site(target, edit=True) as site:
            client = TestClient(make_app(site), base_url=BASE)
            writer.start()

            def join(pair: tuple[str, str]) -> int:
                event, other = pair
                answer = client.post("/api/v1/stories/join", json={"event": event, "other": other})
                return int(answer.status_code)

            with ThreadPoolExecutor(len(PAIRS)) as pool:
                assert [*pool.map(join, PAIRS)] == [200] * len(PAIRS)
            writer.stopping.set()
            writer.join(60)
            assert writer.error is None
            for event, other in PAIRS:
                stories = {
                    client.get(f"/api/v1/events/{e}").json()["story"] for e in (event, other)
                }
                assert len(stories) == 1
                record = client.get(f"/api/v1/stories/{stories.pop()}").json()
                kept = {(d["kind"], frozenset((d["a"], d["b"]))) for d in record["decisions"]}
                assert ("join", frozenset((event, other))) in kept
