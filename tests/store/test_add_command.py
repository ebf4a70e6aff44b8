"""The command `detente add`."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from detente.cli import main
from detente.run import Options, code_all, read_paths
from detente.store import schema
from detente.store.database import open_store
from detente.store.loading import load_codings
from detente.types import Coding

pytestmark = pytest.mark.model
TEXTS = {
    "visit": "Der polnische Außenminister besuchte am Dienstag Kiew. Er kritisierte Russland.",
    "plan": "Norway's prime minister will meet the Swedish president in Oslo on Friday.",
}


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("articles")
    for name, text in TEXTS.items():
        content = f"---\ntitle: {name}\npublished: 2021-05-06\n---\n{text}\n"
        (folder / f"{name}.txt").write_text(content, "utf-8")
    return folder


def add(*words: object) -> Result:
    return CliRunner().invoke(main, ["add", *map(str, words)])


def test_articles_are_added_once(articles: Path, target: str) -> None:
    first = add(articles, "--store", target, "--verbose")
    assert first.exit_code == 0, first.output
    *ids, last = first.stdout.splitlines()
    assert last == "2 added, 0 known, 0 failed"
    assert [line.partition(" ")[2] for line in ids] == [
        str(articles / "plan.txt"),
        str(articles / "visit.txt"),
    ]
    again = add(articles, "--store", target, "--verbose")
    assert again.stdout == "0 added, 2 known, 0 failed\n"
    with open_store(target) as database, database.reading() as connection:
        names = connection.execute(sa.select(schema.documents.c.id)).scalars().all()
        assert sorted(names) == sorted(line.split()[0] for line in ids)
        assert connection.execute(sa.select(schema.pending)).all() == []  # collated
        rows = connection.execute(sa.select(schema.events.c.type, schema.events.c.sentence)).all()
        assert ("CONSULT", "Der polnische Außenminister besuchte am Dienstag Kiew.") in rows


def test_the_store_has_all_that_reading_gives(articles: Path, tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    add(articles, "--store", store, "--no-collate")
    paths = [str(articles)]
    read = list(code_all(read_paths(paths, Options()), Options()))
    with open_store(store) as database, database.reading() as connection:
        found = list(load_codings(connection, [c.document.id for c in read]))  # type: ignore[union-attr]
        assert connection.execute(sa.select(schema.pending)).all() != []
    for coding, back in zip(read, found, strict=True):
        assert isinstance(coding, Coding)
        assert back.events == coding.events and coding.events
        assert (back.document, back.times, back.actors) == (
            coding.document, coding.times, coding.actors,
        )  # fmt: skip
        assert back.sentences == tuple(s.bare() for s in coding.sentences)


def test_several_jobs_give_the_same_store(articles: Path, tmp_path: Path) -> None:
    dumps = []
    for jobs in (1, 2):
        store = tmp_path / f"store{jobs}.db"
        result = add(articles, "--store", store, "--jobs", jobs)
        assert result.exit_code == 0, result.output
        with sqlite3.connect(store) as connection:
            dumps.append(list(connection.iterdump()))
        connection.close()
    assert dumps[0] == dumps[1]


def test_what_cannot_be_read_is_named_kept_and_counted(articles: Path, tmp_path: Path) -> None:
    store, lines = tmp_path / "store.db", tmp_path / "lines.jsonl"
    rows = [json.dumps({"text": TEXTS["plan"]}), "{broken", json.dumps({"title": "no text"})]
    lines.write_text("\n".join(rows), "utf-8")
    result = add(lines, tmp_path / "missing.txt", "--store", store, "--no-collate")
    assert result.exit_code == 1
    assert result.stdout == "1 added, 0 known, 3 failed\n"
    assert "[bad-json]" in result.stderr and "[not-found]" in result.stderr
    with open_store(store) as database, database.reading() as connection:
        kept = connection.execute(sa.select(schema.failures).order_by("source")).all()
    assert [(row.source, row.code) for row in kept] == [
        (f"{lines}, line 2", "bad-json"),
        (f"{lines}, line 3", "empty"),
        (str(tmp_path / "missing.txt"), "not-found"),
    ]


@pytest.mark.parametrize("words", [["--jobs", "0"], ["--published", "soon"]])
def test_faults_of_the_call_make_no_store(words: list[str], tmp_path: Path) -> None:
    result = add("x.txt", "--store", tmp_path / "store.db", *words)
    assert result.exit_code == 2
    assert not (tmp_path / "store.db").exists()


def test_a_store_that_cannot_be_opened_exits_with_2(tmp_path: Path) -> None:
    result = add("x.txt", "--store", tmp_path)
    assert result.exit_code == 2 and "[bad-store]" in result.stderr


def test_the_store_may_be_named_by_the_environment(articles: Path, tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    environment = {**os.environ, "DETENTE_STORE": str(store)}
    command = [sys.executable, "-m", "detente", "add", str(articles / "plan.txt"), "--no-collate"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    assert done.stdout == "1 added, 0 known, 0 failed\n" and done.stderr == ""
    assert store.exists() and not store.with_name("store.db-wal").exists()
