"""Opening a store: a file (SQLite) or a postgresql:// URL, one behaviour.

    with open_store("news.db", create=True, write=True) as database:
        with database.writing() as connection:
            ...

Every transaction is whole or is not; faults of the database become a StoreError that says what
to do.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import TracebackType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from detente.errors import StoreError
from detente.store._faults import store_error
from detente.store._sealed import files_of, is_sealed, sealed_uri, unchanged
from detente.store.bounding import limited
from detente.store.migrations import HEAD, revision_of, upgrade

WAIT = 300.0  # seconds that a writer waits for another one
LOCK = 0x64E7E27E  # our number among the advisory locks of a PostgreSQL database
_SQLITE = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA wal_autocheckpoint = 4000",
    "PRAGMA cache_size = -65536",  # 64 MB: with the default 2 MB each index page is read again
    "PRAGMA temp_store = MEMORY",
)


# a commit outlives its process; whether it waits for the disk, so that it outlives a power cut too,
# is said at its beginning: for each document that took 4 to 36 ms where one is read in 80
_SYNCHRONOUS = {False: "PRAGMA synchronous = NORMAL", True: "PRAGMA synchronous = FULL"}


class Database:
    """An open store; made by `open_store`, closed by `close` or at the end of a `with` block."""

    def __init__(self, engine: Engine, name: str, *, wait: float = WAIT) -> None:
        """`name` stands in messages: the file, or the URL without its password."""
        self.engine = engine
        self.name = name
        self.dialect = engine.dialect.name
        self._wait = wait

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that the store is in, some of which are there only at times; none in
        PostgreSQL.
        """
        return files_of(self.name) if self.dialect == "sqlite" else ()

    @contextmanager
    def reading(self, *, seconds: float | None = None) -> Iterator[Connection]:
        """A connection that sees the store as it stood at its first query, to the end.

        What is asked may take `seconds` in all; StoreError `query-timeout` after that.
        """
        options: dict[str, Any] = {}
        if self.dialect == "postgresql":
            options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with (
            unchanged(self.files),
            self._faults(),
            self.engine.connect().execution_options(**options) as connection,
        ):
            with limited(connection, seconds, self.name) if seconds else nullcontext():
                yield connection
            connection.rollback()

    @contextmanager
    def writing(self, *, shared: bool = False, durable: bool = False) -> Iterator[Connection]:
        """A connection in one transaction: committed at the end, rolled back on any error.

        Waits for other writers; StoreError `store-busy` when that takes too long. With `shared`
        other shared writers may go on at the same time where the database can do so (PostgreSQL):
        for transactions that only add rows which no other one changes. With `durable` the commit
        waits for the disk, as `settle` does for all before it.
        """
        options = {"detente_write": True, "detente_durable": durable}
        with (
            self._faults(),
            self.engine.connect().execution_options(**options) as connection,
            connection.begin(),
        ):
            if self.dialect == "postgresql":
                first = f"SELECT pg_advisory_xact_lock{'_shared' if shared else ''}({LOCK})"
                if not durable:
                    first += ", set_config('synchronous_commit', 'off', true)"
                connection.exec_driver_sql(first)
            yield connection

    def settle(self) -> None:
        """Return when all that was committed is on the disk, where no power cut can take it.

        Commits do not wait for that one by one; `durable` ones do, in PostgreSQL as far as its
        server is set up to wait.
        """
        if self.dialect == "sqlite":
            with self.writing(durable=True) as connection:  # what is written syncs all before it
                version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
                connection.exec_driver_sql(f"PRAGMA user_version = {version}")
        else:
            # a commit waits for the log up to it, if it wrote anything there: a mark, for nobody
            with self.writing(shared=True, durable=True) as connection:
                connection.exec_driver_sql("SELECT pg_logical_emit_message(true, 'detente', '')")

    def close(self) -> None:
        """Give back all connections; the database may be opened again."""
        self.engine.dispose()

    def __enter__(self) -> Database:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            known = store_error(error, self.name, self._wait)
            if known is None:
                raise
            raise known from error


def open_store(
    target: str | Path,
    *,
    create: bool = False,
    write: bool = False,
    wait: float = WAIT,
    pool: int | None = None,
) -> Database:
    """The store in a file or at a postgresql:// URL.

    `create` makes it where there is none. With `write` a store of an older version is brought up
    to ours; without, nothing can be written. `wait` is the time in seconds that a writer waits
    for another; `pool` how many connections are kept open at once, and no more. StoreError:
    there is no store, it is another program's database, it is of a newer or (without `write`)
    older version, or it cannot be reached.
    """
    url = _url(target)
    name = url.render_as_string(hide_password=True)
    if url.get_backend_name() == "sqlite":
        name = str(url.database)
        _check_file(Path(name), create=create)
        engine = _sqlite(url, wait=wait, write=write or create, **_sized(pool))
    else:
        engine = _postgresql(url, wait=wait, **_sized(pool))
    database = Database(engine, name, wait=wait)
    try:
        _bring_up(database, create=create, write=write)
    except BaseException:
        database.close()
        raise
    return database


def _url(target: str | Path) -> URL:
    text = str(target)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        shown = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        raise StoreError(
            f"--store {shown}: no store can have this name, which is no UTF-8; give it another",
            code="bad-store",
        ) from error
    if "://" not in text:
        return URL.create("sqlite+pysqlite", database=text)
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise StoreError(
            f"--store {text}: this is no address of a database", code="bad-store"
        ) from (error)
    scheme = url.drivername.partition("+")[0]
    if scheme not in ("postgresql", "postgres"):
        raise StoreError(
            f"--store {url.render_as_string()}: a store is a file or a postgresql:// address",
            code="bad-store",
        )
    return url.set(drivername="postgresql+psycopg")


def _check_file(path: Path, *, create: bool) -> None:
    if path.is_dir():
        raise StoreError(
            f"{path}: this is a folder; a store is one file, for example {path / 'detente.db'}",
            code="bad-store",
        )
    if create:
        if not path.parent.is_dir():
            raise StoreError(
                f"{path}: there is no folder {path.parent}; make it first", code="no-store"
            )
        if not path.exists() and not os.access(path.parent, os.W_OK):
            raise StoreError(
                f"{path}: you may not make files in the folder {path.parent.resolve()}; give"
                " --store another place",
                code="store-unreachable",
            )
    elif not path.exists():
        raise StoreError(
            f"{path}: there is no store here (looked in {Path.cwd()}); make one with"
            " `detente add`, or name another with --store",
            code="no-store",
        )


def _sized(pool: int | None) -> dict[str, Any]:
    """How many connections an engine keeps; its own number where none is given."""
    return {} if pool is None else {"pool_size": pool, "max_overflow": 0}


def _sqlite(url: URL, *, wait: float, write: bool, **sized: Any) -> Engine:
    files = files_of(str(url.database))
    if not write and is_sealed(files):
        sized = {"poolclass": sa.NullPool}  # what one connection has read may be old for the next
    engine = sa.create_engine(url, connect_args={"isolation_level": None}, **sized)

    @sa.event.listens_for(engine, "do_connect")
    def connecting(_: Any, __: Any, arguments: list[Any], named: dict[str, Any]) -> None:
        if not write and is_sealed(files):
            arguments[0], named["uri"] = sealed_uri(files), True

    @sa.event.listens_for(engine, "connect")
    def connected(connection: Any, _: Any) -> None:
        connection.execute(f"PRAGMA busy_timeout = {int(wait * 1000)}")
        for pragma in _SQLITE:
            connection.execute(pragma)
        if not write:
            connection.execute("PRAGMA query_only = ON")

    @sa.event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("detente_write"):
            connection.exec_driver_sql(_SYNCHRONOUS[options.get("detente_durable", False)])
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("BEGIN")

    return engine


def _postgresql(url: URL, *, wait: float, **sized: Any) -> Engine:
    query = {"connect_timeout": "10", "application_name": "detente", **url.query}
    try:
        engine = sa.create_engine(url.set(query=query), **sized)
    except ModuleNotFoundError as error:
        raise StoreError(
            "a store in PostgreSQL needs the package psycopg: pip install 'detente[postgres]'",
            code="missing-extra",
        ) from error

    @sa.event.listens_for(engine, "connect")
    def connected(connection: Any, _: Any) -> None:
        connection.execute(f"SET lock_timeout = {max(1, int(wait * 1000))}")
        connection.commit()

    return engine


def _bring_up(database: Database, *, create: bool, write: bool) -> None:
    """Check the version; make or upgrade what may be."""
    with database.reading() as connection:
        found = revision_of(connection)
        strange = found is None and bool(sa.inspect(connection).get_table_names())
    if found == HEAD:
        return
    if strange:
        raise StoreError(
            f"{database.name}: this is a database of another program; name another store",
            code="not-a-store",
        )
    if found is None and not create:
        raise StoreError(
            f"{database.name}: the database is empty; fill it with `detente add`", code="no-store"
        )
    if found is not None and not write:
        upgrade(None, found, database.name)  # says so where it is a newer one
        raise StoreError(
            f"{database.name}: the store is of an older version ({found}); `detente collate`, as"
            " any command that writes, brings it up to this one",
            code="older-store",
        )
    if database.dialect == "sqlite":
        _write_ahead(database)
    with database.writing() as connection:
        now = revision_of(connection)  # another process may have been quicker
        if now != HEAD:
            upgrade(connection, now, database.name)


def _write_ahead(database: Database) -> None:
    """Readers go on while one process writes; kept in the file."""
    with database._faults(), database.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("PRAGMA journal_mode = WAL")
