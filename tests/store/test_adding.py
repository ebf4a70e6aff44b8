"""Adding: each document once, whatever was there and however often."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from detente.archive import _sure
from detente.archive.adding import Counts, Outcome, add, add_items, coder_of
from detente.errors import CodebookError, InputError, UsageError
from detente.ingest import Failure
from detente.run import Options, count_documents
from detente.store import schema
from detente.store.database import Database, open_store
from detente.store.loading import load_codings
from detente.types import Coding, Document
from tests.store.adder import CODER, add_made, code, documents, dump


def ids(store: Database) -> list[str]:
    with store.reading() as connection:
        return list(connection.execute(sa.select(schema.documents.c.id)).scalars())


def test_all_inputs_are_added_and_told(store: Database) -> None:
    told: list[Outcome] = []
    assert add_made(store, 30, told.append) == Counts(added=27, known=0, failed=3)
    assert sorted(o.document for o in told if o.document) == sorted(ids(store))
    assert [o.source for o in told if o.kind == "failed"] == [
        f"news.jsonl, line {n}" for n in (9, 19, 29)
    ]


def test_adding_again_changes_nothing_and_codes_nothing(store: Database) -> None:
    add_made(store, 150)
    before = dump(store)

    def refuse(items: Iterable[Document | Failure]) -> Iterator[Coding | Failure]:
        for item in items:
            assert isinstance(item, Failure)
            yield item

    told: list[Outcome] = []
    counts = add_items(store, documents(150), refuse, coder="another", tell=told.append)
    assert counts == Counts(added=0, known=135, failed=15)
    assert [o.source for o in told] == [f"news.jsonl, line {n}" for n in range(150)]
    assert dump(store) == before


def test_the_rest_is_added_in_any_order(store: Database) -> None:
    items = list(documents(60))
    add_items(store, [*items[40:], *items[10:25]], code, coder=CODER)
    counts = add_items(store, items, code, coder=CODER)
    assert counts == Counts(added=60 - 6 - 32, known=32, failed=6)
    assert len(ids(store)) == len(set(ids(store))) == 54


def test_a_document_twice_in_one_run_is_one(store: Database) -> None:
    items = list(documents(5))
    assert add_items(store, items * 2, code, coder=CODER) == Counts(added=5, known=5)


def test_another_text_under_the_same_id_fails(store: Database) -> None:
    (first,) = documents(1)
    assert isinstance(first, Document)
    other = replace(first, text="Something else.", source="other.jsonl, line 1")
    told: list[Outcome] = []
    for items in ([first, other], [other]):  # in one run, and in a later one
        told.clear()
        add_items(store, items, code, coder=CODER, tell=told.append)
        assert told[-1].kind == "failed"
        assert told[-1].error and told[-1].error.code == "id-taken"
        assert "news.jsonl, line 0" in told[-1].error.message
    assert ids(store) == [first.id]


def test_a_failure_is_kept_until_its_source_can_be_read(store: Database) -> None:
    (good,) = documents(1)
    assert isinstance(good, Document)
    broken = Failure("news.jsonl", InputError("news.jsonl, line 0: no text", code="empty"))
    whole = Failure("news.jsonl", InputError("news.jsonl: cut off", code="truncated"))

    def kept() -> list[str]:
        with store.reading() as connection:
            return list(connection.execute(sa.select(schema.failures.c.source)).scalars())

    add_items(store, [broken, whole], code, coder=CODER)
    assert sorted(kept()) == ["news.jsonl", "news.jsonl, line 0"]
    add_items(store, [good], code, coder=CODER)
    assert kept() == []
    add_items(store, [whole], code, coder=CODER)
    assert kept() == ["news.jsonl"]
    add_items(store, [good], code, coder=CODER)  # known, and so read
    assert kept() == []


def test_what_no_database_can_hold_is_replaced(store: Database) -> None:
    (first,) = documents(1)
    assert isinstance(first, Document)
    odd = replace(first, id="odd", text=f"{first.text}\0end", title="a\0b")
    add_items(store, [odd], code, coder=CODER)
    assert add_items(store, [odd], code, coder=CODER) == Counts(known=1)
    with store.reading() as connection:
        (coding,) = load_codings(connection, ["odd"])
    assert coding.document.text == f"{first.text}\ufffdend"
    assert coding.document.title == "a\ufffdb"


def test_an_error_in_the_run_ends_what_codes(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_sure, "EVERY", 0.0)
    ended = []

    def fragile(items: Iterable[Document | Failure]) -> Iterator[Coding | Failure]:
        try:
            yield from code(items)
        finally:
            ended.append(True)

    def stop(outcome: Outcome) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add_items(store, documents(5), fragile, coder=CODER, tell=stop)
    assert ended == [True]
    assert len(ids(store)) == 1


def test_what_is_told_is_on_the_disk(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outcomes come in groups, each after the disk was waited for."""
    order: list[str] = []
    settle = store.settle

    def settled() -> None:
        settle()
        order.append("settled")

    def wrote(connection: sa.Connection) -> None:
        if connection.get_execution_options().get("detente_write"):
            order.append("committed")

    monkeypatch.setattr(store, "settle", settled)
    sa.event.listen(store.engine, "commit", wrote)
    add_items(store, documents(25), code, coder=CODER, tell=lambda o: order.append("told"))
    assert order == ["committed"] * 26 + ["settled"] + ["told"] * 25


def test_postgresql_waits_for_the_disk_where_it_is_to(store: Database) -> None:
    if store.dialect == "sqlite":
        return
    for durable, level in ((False, "off"), (True, "on"), (False, "off")):
        with store.writing(durable=durable) as connection:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == level
    query = "SELECT pg_current_wal_flush_lsn() >= '{}'::pg_lsn"
    with store.writing() as connection:
        connection.execute(sa.insert(schema.failures), {"source": "a", "code": "b", "message": "c"})
    with store.reading() as connection:
        written = connection.exec_driver_sql("SELECT pg_current_wal_insert_lsn()").scalar_one()
    store.settle()
    with store.reading() as connection:
        assert connection.exec_driver_sql(query.format(written)).scalar() is True


def test_a_commit_waits_for_the_disk_where_it_is_to(tmp_path: Path) -> None:
    with open_store(tmp_path / "store.db", create=True, write=True) as database:
        for durable, level in ((False, 1), (True, 2), (False, 1)):  # NORMAL, FULL
            with database.writing(durable=durable) as connection:
                assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == level
        log = tmp_path / "store.db-wal"
        before = log.stat().st_size
        database.settle()  # SQLite waits for the disk only where there is something to be written
        assert log.stat().st_size > before
    with sqlite3.connect(tmp_path / "store.db") as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (0,)
    raw.close()


def test_the_inputs_are_not_read_ahead_without_bound(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_sure, "EVERY", 0.0)
    read = 0

    def counted() -> Iterator[Document | Failure]:
        nonlocal read
        for item in documents(300):
            read += 1
            yield item

    ahead = []
    add_items(store, counted(), code, coder=CODER, tell=lambda o: ahead.append(read))
    assert all(seen - told <= 64 for told, seen in enumerate(ahead))


def test_faults_of_the_call_come_before_anything_is_read(tmp_path: Path) -> None:
    with open_store(tmp_path / "store.db", create=True, write=True) as database:
        with pytest.raises(UsageError):
            add(database, ["nothing.txt"], Options(jobs=0))
        missing = Options(language="de", codebook=tmp_path / "none.yaml")
        with pytest.raises(CodebookError):
            add(database, ["nothing.txt"], missing)
        assert add(database, ["nothing.txt"], Options()) == Counts(failed=1)


def test_the_coder_names_model_and_tables(tmp_path: Path) -> None:
    book = tmp_path / "book.yaml"
    book.write_text("entries: []\n", "utf-8")
    ours, own = coder_of(Options()), coder_of(Options(codebook=book))
    assert own.startswith(f"{ours}, codebook book.yaml ")
    book.write_text("entries: [1]\n", "utf-8")
    assert coder_of(Options(codebook=book)) != own


def test_documents_are_counted_where_that_is_quick(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a", "utf-8")
    line = json.dumps({"text": "b"})
    (tmp_path / "b.jsonl").write_text(f"{line}\n\n{line}\n{line}", "utf-8")
    assert count_documents([str(tmp_path)]) == 4
    assert count_documents(["-"]) is None
