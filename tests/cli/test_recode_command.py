"""The command `detente recode`: what it codes again, what it prints, when it fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

import detente
from detente.archive import recoding
from detente.archive.adding import coder_of
from detente.cli import main
from detente.errors import InputError
from detente.ingest import Failure
from detente.run import Options
from detente.store.database import open_store
from detente.store.schema import documents, events, pending, stale
from tests.store.adder import add_made, code

Coded = Callable[..., Iterator[Any]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with open_store(tmp_path / "news.db", create=True, write=True) as database:
        add_made(database, 12)
    return tmp_path / "news.db"


@pytest.fixture
def coded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every event in another mode, without the model."""

    def another(items: Iterable[Any], options: Options) -> Iterator[Any]:
        del options
        for item in code(items):
            told = tuple(replace(e, mode=None) for e in item.events)  # type: ignore[union-attr]
            yield replace(item, events=told)

    monkeypatch.setattr(recoding, "code_all", another)


def recode(path: Path, *words: str, exit_code: int = 0) -> Result:
    done = CliRunner().invoke(main, ["recode", "--store", str(path), *words])
    assert done.exit_code == exit_code, done.output
    return done


@pytest.mark.usefixtures("coded")
def test_all_is_coded_again_once_and_counted(path: Path) -> None:
    assert recode(path, "--list").stdout == f"{11:>9}  test\n"
    first, told, more = recode(path).stdout.splitlines()
    assert first == "11 documents coded again, 11 of them otherwise, 0 failed"
    assert told == "events: 22 the same, 11 changed, 0 new, 0 gone"
    assert more == "assessments: 0 new, 0 gone; statements: 0 new, 0 gone"
    assert recode(path, "--list").stdout == f"{11:>9}  {coder_of(Options())}  (now)\n"
    assert recode(path).stdout == "0 documents coded again, 0 of them otherwise, 0 failed\n"
    with open_store(path) as database, database.reading() as connection:
        assert connection.execute(sa.select(events.c.mode).distinct()).scalars().all() == [None]
        for table in (pending, stale):  # collated
            assert connection.execute(sa.select(table)).all() == []


@pytest.mark.usefixtures("coded")
def test_a_codebook_of_ones_own_is_another_coder(path: Path, tmp_path: Path) -> None:
    book = tmp_path / "book.yaml"
    book.write_text("{}\n", "utf-8")
    recode(path, "--no-collate")
    recode(path, "--codebook", str(book), "--no-collate")
    last, first = recode(path, "--list").stdout.splitlines(), coder_of(Options())
    assert last == [f"{11:>9}  {first}, codebook book.yaml {last[0].rpartition(' ')[2]}"]


def test_a_document_that_fails_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(items: Iterable[Any], options: Options) -> Iterator[Any]:
        for item in items:
            yield Failure(item.id, InputError(f"{item.id}: coding failed", code="internal"))

    monkeypatch.setattr(recoding, "code_all", failing)
    done = recode(path, exit_code=1)
    assert done.stdout == "0 documents coded again, 0 of them otherwise, 11 failed\n"
    assert done.stderr.count("coding failed") == 11


def languages(path: Path) -> set[tuple[str, str]]:
    """The language of each document and of its events."""
    with open_store(path) as database, database.reading() as connection:
        query = sa.select(documents.c.language, events.c.language)
        rows = connection.execute(query.join(events, events.c.document == documents.c.id))
        return {(own, told) for own, told in rows}


def spoil(path: Path, **values: str) -> None:
    """As an older program left it."""
    with open_store(path, write=True) as database, database.writing() as connection:
        connection.execute(sa.update(documents).values(coder="older", **values))


@pytest.mark.usefixtures("coded")
def test_a_language_that_was_wrong_is_detected_anew(path: Path) -> None:
    spoil(path, language="en")
    recode(path)
    assert languages(path) == {("de", "de")}


@pytest.mark.usefixtures("coded")
def test_a_language_that_cannot_be_told_stays(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsure(text: str) -> str:
        raise InputError("it is too short", code="language-unsure")

    monkeypatch.setattr(recoding, "detect_language", unsure)
    spoil(path, language="en")
    recode(path)
    assert languages(path) == {("en", "en")}


@pytest.mark.usefixtures("coded")
def test_the_language_that_is_said_is_taken(path: Path) -> None:
    spoil(path, language="de")
    recode(path, "--language", "en")
    assert languages(path) == {("en", "en")}
    assert "language" in recode(path, "--language", "xx", exit_code=2).stderr


def test_no_store_is_said_with_the_next_step(tmp_path: Path) -> None:
    assert "detente add" in recode(tmp_path / "none.db", exit_code=2).stderr
    assert not (tmp_path / "none.db").exists()


@pytest.mark.model
def test_the_model_codes_again_what_it_coded(tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text("Der polnische Außenminister besuchte am 5. Mai 2021 Kiew.", "utf-8")
    with detente.open(tmp_path / "news.db", create=True) as archive:
        archive.add(article)
        before = archive.events(frame=None)
        with archive.database.writing() as connection:
            connection.execute(sa.update(documents).values(coder="older"))
        done = archive.recode()
        assert (done.documents, done.otherwise, done.changes.same) == (1, 0, len(before))
        assert archive.events(frame=None) == before and before
        assert archive.documents(frame=None)[0]["coder"] == coder_of(Options())
