"""A filled store for the tests of asking, on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from detente.store.database import Database, open_store
from tests.asking.made import Made, make
from tests.store.databases import DIALECTS, drop_database, new_database


@pytest.fixture(scope="module", params=DIALECTS)
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Database, Made]]:
    """A filled store that no test changes."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("asking") / "store.db"
        with open_store(path, create=True, write=True) as database:
            yield database, make(database)
        return
    url = new_database()
    with open_store(url, write=True) as database:
        yield database, make(database)
    drop_database(url)
