"""A server over a small made-up store (`worlds.py`), asked in the process itself.

    def test_x(client): client.get("/api/v1/events")

`world` is what --store takes (SQLite and PostgreSQL), `site` and `client` serve it read-only; no
test changes it. `editor` is a client of a store of its own that may be changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from detente.cli import main
from detente.store.database import open_store
from detente.web.app import make_app
from detente.web.site import Site
from tests.store.databases import DIALECTS, drop_database, new_database
from tests.web.worlds import store_world

BASE = "http://127.0.0.1:8470"


def filled(path: Path) -> str:
    """A new file with the world."""
    with open_store(path, create=True, write=True) as database:
        store_world(database)
    return str(path)


@pytest.fixture(scope="session")
def world_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The world in a file, for tests that need only one of the databases."""
    return filled(tmp_path_factory.mktemp("world") / "news.db")


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of `detente demo`; no test changes it."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    made = CliRunner().invoke(main, ["demo", "--no-serve", "--store", str(path)])
    assert made.exit_code == 0, made.output
    return path


@pytest.fixture(scope="module", params=DIALECTS)
def world(request: pytest.FixtureRequest) -> Iterator[str]:
    """The world in either database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("world_file")
        return
    url = new_database()
    with open_store(url, write=True) as database:
        store_world(database)
    yield url
    drop_database(url)


@pytest.fixture(scope="module")
def site(world: str) -> Iterator[Site]:
    """The world as it is served."""
    with Site(world) as own:
        yield own


@pytest.fixture(scope="module")
def client(site: Site) -> TestClient:
    """What asks the server; errors of the program itself are raised in the test."""
    return TestClient(make_app(site), base_url=BASE, follow_redirects=False)


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[TestClient]:
    """A client of a store of its own, served with --edit."""
    with Site(filled(tmp_path / "news.db"), edit=True) as own:
        yield TestClient(make_app(own), base_url=BASE, follow_redirects=False)
