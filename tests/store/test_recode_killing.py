"""Coding again, killed at any moment: each document has one coding whole, and none is lost."""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from detente.archive.collating import collate
from detente.store import schema
from detente.store.database import open_store
from detente.store.loading import load_codings
from tests.store.adder import add_made, dump, run_again
from tests.store.databases import drop_database, new_database
from tests.store.test_killing import CONTEXT, lines

COUNT = 24
KILLS = 12  # on each database


def collated(target: str) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of the store, once it is collated."""
    with open_store(target, write=True) as database:
        collate(database)
        return dump(database)


def filled(target: str) -> None:
    with open_store(target, create=True, write=True) as database:
        add_made(database, COUNT)
        collate(database)


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_killed_again_and_again(dialect: str, tmp_path: Path) -> None:
    targets = [
        str(tmp_path / f"{n}.db") if dialect == "sqlite" else new_database() for n in range(2)
    ]
    for target in targets:
        filled(target)
    begun = time.process_time()
    run_again(targets[0], str(tmp_path / "whole"))
    longest = max(0.25, time.process_time() - begun)  # on a slow machine nothing is done earlier
    dice, kills, log = random.Random(7), 0, tmp_path / "log"
    between = 0
    while not (said := lines(log)) or not said[-1].startswith("finished"):
        limit = dice.uniform(0.05, longest) if kills < KILLS else None
        process = CONTEXT.Process(target=run_again, args=(targets[1], str(log), limit))
        process.start()
        process.join()
        assert process.exitcode in (0, -signal.SIGPROF)
        kills += process.exitcode != 0
        with open_store(targets[1]) as database, database.reading() as connection:
            names = connection.execute(sa.select(schema.documents.c.id)).scalars().all()
            coders = dict(
                connection.execute(sa.select(schema.documents.c.id, schema.documents.c.coder)).all()
            )
            found = {c.document.id: c for c in load_codings(connection, names)}
            query = sa.select(schema.events.c.document, schema.events.c.id)
            rows = [tuple(row) for row in connection.execute(query)]
        assert sorted(rows) == sorted((n, e.id) for n, c in found.items() for e in c.events)
        reported = [line for line in lines(log) if " " not in line]
        assert len(reported) == len(set(reported))
        assert {coders[name] for name in reported} <= {"another"}
        between += 0 < list(coders.values()).count("another") < len(names)
    assert kills >= 2 and between >= 1
    assert collated(targets[1]) == collated(targets[0])
    if dialect == "postgresql":
        for target in targets:
            drop_database(target)
