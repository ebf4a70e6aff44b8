"""Opening, transactions, and what is said when something is wrong."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from detente.errors import StoreError
from detente.store import schema
from detente.store.database import Database, open_store
from tests.store.databases import drop_database, execute, new_database, postgresql_server


def put(database: Database, source: str) -> None:
    with database.writing() as connection:
        row = {"source": source, "code": "empty", "message": "m"}
        connection.execute(sa.insert(schema.failures), row)


def sources(database: Database) -> list[str]:
    with database.reading() as connection:
        query = sa.select(schema.failures.c.source).order_by("source")
        return list(connection.execute(query).scalars())


def test_a_store_is_made_and_opened_again(target: str) -> None:
    with open_store(target, create=True, write=True) as database:
        put(database, "a")
    with open_store(target, write=True) as database:
        put(database, "b")
    with open_store(target) as database:
        assert sources(database) == ["a", "b"]
        assert database.dialect == ("postgresql" if "://" in target else "sqlite")


def test_a_transaction_is_whole_or_is_not(store: Database) -> None:
    with pytest.raises(RuntimeError, match="in the middle"), store.writing() as connection:
        row = {"source": "a", "code": "empty", "message": "m"}
        connection.execute(sa.insert(schema.failures), row)
        raise RuntimeError("in the middle")
    assert sources(store) == []


def test_a_reader_sees_one_state(store: Database) -> None:
    put(store, "a")
    with store.reading() as connection:
        count = sa.select(sa.func.count()).select_from(schema.failures)
        assert connection.execute(count).scalar() == 1
        put(store, "b")
        assert connection.execute(count).scalar() == 1
    assert sources(store) == ["a", "b"]


def test_a_reader_cannot_write(target: str) -> None:
    open_store(target, create=True).close()
    with (
        open_store(target) as database,
        pytest.raises(StoreError) as failed,
        database.reading() as connection,
    ):
        connection.execute(sa.delete(schema.failures))
    assert failed.value.code == "store-readonly"


def test_rows_need_their_document(store: Database) -> None:
    with pytest.raises(sa.exc.IntegrityError), store.writing() as connection:
        connection.execute(sa.insert(schema.pending), {"document": "nowhere"})


def test_a_second_writer_waits(store: Database) -> None:
    inside, done = threading.Event(), []

    def first() -> None:
        with store.writing() as connection:
            connection.execute(sa.delete(schema.failures))
            inside.set()
            inside_long.wait(0.3)
            done.append("first")

    inside_long = threading.Event()
    thread = threading.Thread(target=first)
    thread.start()
    assert inside.wait(10)
    put(store, "a")
    done.append("second")
    thread.join()
    assert done == ["first", "second"]


@pytest.mark.parametrize("shared", [False, True])
def test_a_writer_that_waited_long_says_so(store: Database, shared: bool) -> None:
    url = store.engine.url.render_as_string(hide_password=False)
    with (
        open_store(
            str(store.engine.url.database) if "sqlite" in url else url, write=True, wait=0.1
        ) as other,
        store.writing(),
        pytest.raises(StoreError, match=r"0\.1 seconds") as failed,
        other.writing(shared=shared),
    ):
        raise AssertionError("two writers at once")
    assert failed.value.code == "store-busy"


def test_those_who_only_add_need_not_wait_where_the_database_can_do_so(tmp_path: Path) -> None:
    url = new_database()
    with (
        open_store(url, write=True) as one,
        open_store(url, write=True, wait=0.1) as two,
        one.writing(shared=True),
        two.writing(shared=True),
    ):
        pass
    drop_database(url)


# what cannot be opened


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("mysql://host/name", "bad-store"),
        ("http://[", "bad-store"),
        ("x\udcff.db", "bad-store"),
        (".", "bad-store"),
        ("no/such/folder/store.db", "no-store"),
    ],
)
def test_targets_that_cannot_be(
    target: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError) as failed:
        open_store(target, create=True)
    assert failed.value.code == code


def test_a_file_that_is_not_there_is_not_made_by_readers(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="detente add") as failed:
        open_store(tmp_path / "store.db")
    assert failed.value.code == "no-store"
    assert not (tmp_path / "store.db").exists()


def test_an_empty_file_becomes_a_store_only_where_one_may_be_made(tmp_path: Path) -> None:
    path = tmp_path / "store.db"  # left by a run that was ended as it began
    path.touch()
    with pytest.raises(StoreError) as failed:
        open_store(path, write=True)
    assert failed.value.code == "no-store"
    with open_store(path, create=True, write=True) as database:
        put(database, "a")
        assert sources(database) == ["a"]


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    text = tmp_path / "letter.txt"
    text.write_text("Dear reader, " * 100, "utf-8")
    other = tmp_path / "other.db"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE addresses (name)")
    connection.close()
    for path in (text, other):
        before = path.read_bytes()
        with pytest.raises(StoreError) as failed:
            open_store(path, create=True, write=True)
        assert failed.value.code == "not-a-store"
        assert path.read_bytes() == before


def test_a_damaged_store_says_so(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    open_store(path, create=True).close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xee" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(StoreError) as failed, open_store(path) as database:
        sources(database)
    assert failed.value.code == "store-damaged"


def test_names_with_odd_characters(tmp_path: Path) -> None:
    path = tmp_path / "a b?c#d%20ü.db"
    with open_store(path, create=True, write=True) as database:
        put(database, "a")
    assert path.exists() and open_store(path).name == str(path)


# a folder that may not be written to


@pytest.fixture
def sealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A store in such a folder; its owner, as the root of this process may be, could write."""
    folder = tmp_path / "archive"
    folder.mkdir()
    with open_store(folder / "a b?.db", create=True, write=True) as database:
        put(database, "a")
    folder.chmod(0o555)
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != folder)
    yield folder / "a b?.db"
    folder.chmod(0o755)


def test_a_store_in_a_folder_that_may_not_be_written_to_is_read(sealed: Path) -> None:
    with open_store(sealed, pool=2) as database, database.reading() as connection:
        assert connection.scalar(sa.select(schema.failures.c.source)) == "a"
        assert [p.name for p in sealed.parent.iterdir()] == [sealed.name]
    assert sources(open_store(sealed)) == ["a"]


def test_a_sealed_store_that_is_changed_while_it_is_read(sealed: Path) -> None:
    with open_store(sealed) as database:
        with pytest.raises(StoreError) as failed, database.reading():
            os.utime(sealed, ns=(0, 0))
        assert failed.value.code == "store-lost"
        assert sources(database) == ["a"]


def test_a_sealed_store_that_somebody_writes_to_is_read_with_what_he_wrote(sealed: Path) -> None:
    sealed.parent.chmod(0o755)
    with open_store(sealed, write=True) as writer:
        put(writer, "b")
        sealed.parent.chmod(0o555)
        with open_store(sealed) as database:
            assert sources(database) == ["a", "b"]


def test_no_store_can_be_made_where_no_file_can(sealed: Path) -> None:
    with pytest.raises(StoreError) as failed:
        open_store(sealed.parent / "new.db", create=True, write=True)
    assert failed.value.code == "store-unreachable" and "--store" in str(failed.value)


def test_a_server_that_cannot_be_reached_is_named_without_the_password() -> None:
    with pytest.raises(StoreError) as failed:
        open_store("postgresql://user:geheim@127.0.0.1:1/name", create=True)
    assert failed.value.code == "store-unreachable"
    assert "geheim" not in str(failed.value) and "127.0.0.1" in str(failed.value)


def test_a_database_that_is_not_there() -> None:
    url = postgresql_server().replace("/postgres?", "/nowhere?")
    with pytest.raises(StoreError, match="nowhere") as failed:
        open_store(url, create=True)
    assert failed.value.code == "store-unreachable"


def test_a_user_who_may_not_write() -> None:
    url = new_database()
    execute("DROP ROLE IF EXISTS guest", "CREATE ROLE guest LOGIN")
    guest = sa.make_url(url).set(username="guest").render_as_string(hide_password=False)
    with open_store(url, write=True) as database, database.writing() as connection:
        connection.exec_driver_sql("GRANT SELECT ON ALL TABLES IN SCHEMA public TO guest")
    with open_store(guest, write=True) as database, pytest.raises(StoreError) as failed:
        assert sources(database) == []
        put(database, "a")
    assert failed.value.code == "store-readonly"
    drop_database(url)
