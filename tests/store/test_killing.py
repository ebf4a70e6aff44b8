"""A run that is killed at any moment loses nothing that it reported and doubles nothing."""

from __future__ import annotations

import multiprocessing
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from detente.archive import _sure
from detente.archive.adding import Outcome
from detente.errors import StoreError
from detente.store import schema
from detente.store.database import open_store
from tests.store.adder import add_made, dump, run
from tests.store.databases import drop_database, execute, new_database

COUNT = 60  # inputs of a run
LONGEST = 0.06  # seconds of processor time until a kill, at most, at first
SHARE = 0.25  # of the processor time of a whole run, where that is longer (slow machines)
KILLS = 100  # of runs, on each database
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.store.adder"])


class Targets:
    """New places for stores, one after the other."""

    def __init__(self, dialect: str, folder: Path) -> None:
        self.dialect, self.folder, self.made = dialect, folder, 0

    def new(self) -> str:
        self.made += 1
        if self.dialect == "sqlite":
            return str(self.folder / f"store{self.made}.db")
        return new_database(empty=True)

    def drop(self, target: str) -> None:
        if self.dialect == "postgresql":
            drop_database(target)


def stored(target: str) -> list[str]:
    """Ids of the documents in a store that may not be whole yet."""
    try:
        with open_store(target) as database, database.reading() as connection:
            return list(connection.execute(sa.select(schema.documents.c.id)).scalars())
    except StoreError as error:
        assert error.code == "no-store"
        return []


def lines(log: Path) -> list[str]:
    return log.read_text("utf-8").splitlines() if log.exists() else []


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_killed_a_hundred_times(dialect: str, tmp_path: Path) -> None:
    dice = random.Random(20260)
    targets = Targets(dialect, tmp_path)
    whole = targets.new()
    begun = time.process_time()
    with open_store(whole, create=True, write=True) as database:
        add_made(database, COUNT)
        longest = max(LONGEST, SHARE * (time.process_time() - begun))
        wanted = dump(database)
    targets.drop(whole)
    kills = stores = between = 0
    while kills < KILLS or (between < KILLS / 3 and kills < 5 * KILLS):  # busy: more miss
        target, log = targets.new(), tmp_path / f"log{targets.made}"
        if stores % 3:  # else the tables are made under fire, too
            open_store(target, create=True, write=True).close()
        tries = 0
        while not (said := lines(log)) or not said[-1].startswith("finished"):
            tries += 1  # longer and longer: on a slow machine nothing would be done in time
            limit = dice.uniform(0.002, longest * (1 + tries / 8))
            process = CONTEXT.Process(target=run, args=(target, COUNT, str(log), limit))
            process.start()
            process.join()
            assert process.exitcode in (0, -signal.SIGPROF)
            kills += process.exitcode != 0
            reported = [line for line in lines(log) if " " not in line and line != "begun"]
            found = stored(target)
            assert len(reported) == len(set(reported)), "reported twice"
            assert set(reported) <= set(found), "reported and lost"
            # how many are stored and not reported yet is not bounded: the disk is waited for by
            # the clock, once for several documents
            between += 0 < len(found) < len(wanted["documents"])
        stores += 1
        with open_store(target, write=True) as database:
            assert dump(database) == wanted
        targets.drop(target)
    assert between >= KILLS / 3, f"most kills missed: {between} of {kills} in {stores} stores"
    assert stores >= 3


def test_a_full_disk_is_a_clear_error_and_the_run_goes_on_when_there_is_room(
    tmp_path: Path,
) -> None:
    told: list[Outcome] = []
    with open_store(tmp_path / "store.db", create=True, write=True) as database:
        pages = sqlite3.connect(database.name).execute("PRAGMA page_count").fetchone()[0]

        def bound(connection: sqlite3.Connection, _: object) -> None:
            connection.execute(f"PRAGMA max_page_count = {pages + 30}")

        database.close()
        sa.event.listen(database.engine, "connect", bound)
        with pytest.raises(StoreError, match="no more room") as failed:
            add_made(database, COUNT, told.append)
    assert failed.value.code == "store-full"
    added = [o.document for o in told if o.kind == "added"]
    assert 0 < len(added) < 54
    assert sorted(stored(str(tmp_path / "store.db"))) == sorted(map(str, added))
    complete(str(tmp_path / "store.db"), tmp_path)


def test_a_limit_on_the_size_of_files_is_told_as_such(tmp_path: Path) -> None:
    program = (
        "import resource, sys\n"
        "from detente.errors import StoreError\n"
        "from detente.store.database import open_store\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))\n"
        "try:\n"
        "    open_store(sys.argv[1], create=True, write=True)\n"
        "except StoreError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "store.db")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "no more room for the store" in done.stdout and "[store-full]" in done.stdout


@pytest.mark.parametrize("inside", [False, True])
def test_a_lost_connection_is_a_clear_error(
    inside: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_sure, "EVERY", 0.0)  # each is told before the next
    url = new_database()
    name = url.partition("?")[0].rpartition("/")[2]
    told: list[Outcome] = []

    def cut() -> None:
        execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")

    def tell(outcome: Outcome) -> None:
        told.append(outcome)
        if len(told) == 20:
            if inside:
                sa.event.listen(database.engine, "before_cursor_execute", before)
            else:
                cut()

    def before(*values: object) -> None:
        if "INSERT INTO events" in str(values[2]):
            sa.event.remove(database.engine, "before_cursor_execute", before)
            cut()

    with open_store(url, write=True) as database, pytest.raises(StoreError) as failed:
        add_made(database, COUNT, tell)
    assert failed.value.code == "store-lost", failed.value
    added = [str(o.document) for o in told if o.kind == "added"]
    assert len(told) == 20 and sorted(stored(url)) == sorted(added)
    complete(url, tmp_path)
    drop_database(url)


def complete(target: str, folder: Path) -> None:
    """Run again: the store is that of a run which was not disturbed."""
    whole = new_database() if "://" in target else str(folder / "whole.db")
    with open_store(whole, create=True, write=True) as database:
        add_made(database, COUNT)
        wanted = dump(database)
    with open_store(target, write=True) as database:
        assert add_made(database, COUNT).failed == 6
        assert dump(database) == wanted
    if "://" in target:
        drop_database(whole)


def test_several_add_at_the_same_time(target: str, tmp_path: Path) -> None:
    open_store(target, create=True, write=True).close()
    logs = [tmp_path / f"log{n}" for n in range(3)]
    processes = [CONTEXT.Process(target=run, args=(target, COUNT, str(log))) for log in logs]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    reported = [line for log in logs for line in lines(log) if " " not in line and line != "begun"]
    assert sorted(reported) == sorted(stored(target))
    assert len(reported) == 54
    complete(target, tmp_path)
