"""What a server says tells nothing of its machine: no folder, no path, whatever is asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from detente.archive.collating import collate
from detente.errors import InputError
from detente.store.database import open_store
from detente.store.schema import documents
from detente.store.writing import write_coding, write_failure
from detente.web.app import make_app
from detente.web.origins import named
from detente.web.site import Site
from tests.web.addresses import everything
from tests.web.conftest import BASE
from tests.web.worlds import VISIT, store_world, told

FOLDER = "/home/nemo77/secret folder"
API = "/api/v1"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A store whose articles and failures came from a folder that nobody need know."""
    path = tmp_path_factory.mktemp("hidden-place") / "news.db"
    with open_store(path, create=True, write=True) as database:
        store_world(database)
        day = dt.date(2021, 9, 3)
        with database.writing() as connection:
            coding = told("apart", "Norway visited Tallinn again.", day, (VISIT,))
            assert write_coding(connection, coding, coder="example 1")
            connection.execute(documents.update().values(source=f"{FOLDER}/apart.txt"))
            name = f"{FOLDER}/notes.bin"
            error = InputError(f"{name}: this is no text; give another file", code="binary")
            write_failure(connection, name, error)
        collate(database)
        with database.writing() as connection:
            waits = told("waits", "Norway visited Tallinn and waits.", day, (VISIT,))
            assert write_coding(connection, waits, coder="example 1")
            connection.execute(documents.update().values(source=f"{FOLDER}/apart.txt"))
    with Site(path) as site:
        yield TestClient(make_app(site), base_url=BASE, follow_redirects=False)


def test_no_answer_tells_of_a_folder(served: TestClient) -> None:
    seen = 0
    own = str(Path(__file__).parents[2])
    for address in everything(served):
        answer = served.get(address)
        assert answer.status_code == 200, address
        text = answer.content.decode("utf-8", "replace")
        for secret in (FOLDER, quote(FOLDER), "nemo77", "hidden-place", own):
            assert secret not in text, (address, secret)
        seen += "apart.txt" in text
    assert seen > 10  # the name itself is told


def test_no_error_tells_of_a_folder(served: TestClient) -> None:
    for path in (
        "/stories/none", "/dyads/NOR/None", "/stories?actor=None", "/nothing", "/stories?after=x",
        "/stories/export?format=exe", f"{API}/events/none", f"{API}/events?type=NONE",
        "/articles/..%2f..%2fetc%2fpasswd", "/sources?x=1", f"{API}/stories/join",
    ):  # fmt: skip
        for accept in ("text/html", "application/json"):
            answer = served.get(path, headers={"accept": accept})
            for secret in ("nemo77", "hidden-place", "site-packages", ".py", "Traceback"):
                assert secret not in answer.text, (path, secret)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("https://a.example/b/c?d=e", "https://a.example/b/c?d=e"),
        ("/home/a/b.txt", "b.txt"),
        ("a/b.txt", "b.txt"),
        ("C:\\Users\\a\\b.txt", "b.txt"),
        ("file:///home/a/b.txt", "b.txt"),
        ("FILE:///home/a/b.txt", "b.txt"),
        ("b.txt", "b.txt"),
        ("-", "-"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_source_is_named(source: str | None, name: str) -> None:
    assert named(source) == name
