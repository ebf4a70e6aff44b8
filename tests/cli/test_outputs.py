"""What --output names: whole files, links, pipes, devices; what is read is never written."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import detente.run
from detente.archive.collating import collate
from detente.cli import main
from detente.errors import InputError, UsageError
from detente.ingest import Failure
from detente.outputs import file_output, is_stdout, text_output
from detente.store.database import open_store
from detente.store.writing import write_coding
from detente.types import Coding
from tests.formats.codings import visit

LISTS = (
    *(("events",), ("stories",), ("assessments",), ("statements",), ("documents",)),
    ("relations", "NOR", "EST"),
    *(("export", "--format", "csv"), ("export", "--format", "gdelt")),
)
FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.is_char_device(), reason="a device that is always full")


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    with open_store(path, create=True, write=True) as database:
        with database.writing() as connection:
            write_coding(connection, visit(), coder="test")
        collate(database)
    return path


@pytest.fixture
def handmade(monkeypatch: pytest.MonkeyPatch) -> None:
    """`read` gets a coding built by hand: no model."""
    monkeypatch.setattr(detente.run, "code_paths", lambda paths, options: iter([visit()]))


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text("Norway's minister visited Tallinn.\n", "utf-8")
    return path


def read_from(path: Path) -> tuple[threading.Thread, list[bytes]]:
    """A reader of a pipe, and what it will have got."""
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(path.read_bytes()), daemon=True)
    reader.start()
    return reader, got


# what is read


@pytest.mark.parametrize("words", LISTS)
def test_a_store_is_never_overwritten(store: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    before = store.read_bytes()
    (tmp_path / "soft").symlink_to(store)
    os.link(store, tmp_path / "hard")
    for name in ("news.db", "soft", "hard", "news.db-wal", "news.db-shm"):
        result = run(*words, "--store", store, "-o", tmp_path / name)
        assert result.exit_code == 2 and "[unwritable]" in result.stderr, name
    result = run(*words, "--store", tmp_path / "soft", "-o", store)
    assert result.exit_code == 2 and "another file" in result.stderr
    assert store.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["hard", "news.db", "soft"]


def test_an_input_is_never_overwritten_by_another_name(article: Path, tmp_path: Path) -> None:
    before = article.read_bytes()
    (tmp_path / "soft").symlink_to(article)
    os.link(article, tmp_path / "hard.txt")
    for name in ("soft", "hard.txt"):
        result = run("read", article, "--output", tmp_path / name)
        assert result.exit_code == 2 and "article.txt, which is read" in result.stderr
    for name in ("article.txt", "hard.txt"):  # an article, not an older result
        result = run("read", tmp_path, "--output", tmp_path / name)
        assert result.exit_code == 2 and "[unwritable]" in result.stderr
    assert article.read_bytes() == before


@pytest.mark.parametrize("option", ["--actors", "--codebook"])
def test_own_tables_are_never_overwritten(article: Path, tmp_path: Path, option: str) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    table = folder / "table.yaml"
    table.write_text("precious", "utf-8")
    for given in (table, folder):
        result = run("read", article, option, given, "--output", table)
        assert result.exit_code == 2 and "[unwritable]" in result.stderr
    assert table.read_text("utf-8") == "precious"


@pytest.mark.usefixtures("handmade")
@pytest.mark.parametrize("form", ["json", "tsv", "html"])
def test_an_older_result_in_the_folder_is_written_again(
    article: Path, tmp_path: Path, form: str
) -> None:
    target = tmp_path / {"json": "out.jsonl", "tsv": "out.tsv", "html": "out.html"}[form]
    for _ in range(2):
        assert run("read", tmp_path, "--format", form, "-o", target).exit_code == 0
    assert target.read_bytes() == run("read", article, "--format", form).stdout_bytes


# an older result


def test_an_older_result_stays_where_nothing_is_coded(tmp_path: Path) -> None:
    target = tmp_path / "result.json"
    target.write_text("precious", "utf-8")
    result = run("read", tmp_path / "no.txt", "--format", "json", "-o", target)
    assert result.exit_code == 1 and "1 input not coded" in result.stderr
    assert target.read_text("utf-8") == "precious"


def test_what_was_coded_is_written_where_some_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failure = Failure("no.txt", InputError("no.txt: no such file", code="not-found"))
    monkeypatch.setattr(detente.run, "code_paths", lambda *_: iter([visit(), failure]))
    target = tmp_path / "result.json"
    assert run("read", "x", "--format", "json", "-o", target).exit_code == 1
    assert len(target.read_text("utf-8").splitlines()) == 1


def test_an_older_result_stays_where_a_run_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(*_: object) -> Iterator[Coding]:
        yield visit()
        raise KeyboardInterrupt

    monkeypatch.setattr(detente.run, "code_paths", ended)
    target = tmp_path / "result.json"
    target.write_text("precious", "utf-8")
    assert run("read", "x", "--format", "json", "-o", target).exit_code == 1
    assert target.read_text("utf-8") == "precious"
    assert [p.name for p in tmp_path.iterdir()] == ["result.json"]


def test_a_new_file_has_the_rights_of_the_older_one(store: Path, tmp_path: Path) -> None:
    target = tmp_path / "events.csv"
    target.write_text("old", "utf-8")
    target.chmod(0o600)
    os.link(target, tmp_path / "kept")
    assert run("events", "--store", store, "--format", "csv", "-o", target).exit_code == 0
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert target.read_text("utf-8").startswith("id,")
    assert (tmp_path / "kept").read_text("utf-8") == "old"


@pytest.mark.skipif(os.access("/", os.W_OK), reason="a user who may write everywhere")
def test_a_file_that_may_not_be_written_to_stays(tmp_path: Path) -> None:
    target = tmp_path / "kept"
    target.write_text("old", "utf-8")
    target.chmod(0o444)
    with pytest.raises(UsageError, match="ermission"), text_output(target):
        pass
    assert target.read_text("utf-8") == "old"


# links, pipes, devices, standard output


@pytest.mark.parametrize("words", LISTS)
def test_of_a_link_the_target_is_written(
    store: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    printed = run(*words, "--store", store).stdout_bytes
    for name in ("there", "not there yet"):
        target, link = tmp_path / name, tmp_path / f"link to {name}"
        link.symlink_to(target)
    (tmp_path / "there").write_text("old", "utf-8")
    for name in ("there", "not there yet"):
        assert run(*words, "--store", store, "-o", tmp_path / f"link to {name}").exit_code == 0
        assert (tmp_path / f"link to {name}").is_symlink()
        assert (tmp_path / name).read_bytes() == printed


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes")
@pytest.mark.parametrize("words", [*LISTS, ("read", "x", "--format", "json")])
@pytest.mark.usefixtures("handmade")
def test_a_pipe_is_written_into(store: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    if words[0] != "read":
        words = (*words, "--store", str(store))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader, got = read_from(pipe)
    assert run(*words, "-o", pipe).exit_code == 0
    reader.join(30)
    assert got == [run(*words).stdout_bytes] and pipe.is_fifo()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes")
def test_a_writer_of_files_reaches_a_pipe_too(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader, got = read_from(pipe)
    with file_output(pipe) as part:
        part.write_bytes(b"whole")
    reader.join(30)
    assert got == [b"whole"] and pipe.is_fifo()


def test_an_open_file_is_gone_on_with(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("old\n", "utf-8")
    with log.open("ab") as file:
        (tmp_path / "link").symlink_to(f"/dev/fd/{file.fileno()}")
        with text_output(tmp_path / "link") as out:
            out.write("new\n")
    assert log.read_text("utf-8") == "old\nnew\n"


@pytest.mark.parametrize("words", LISTS)
def test_a_dash_is_standard_output(store: Path, words: tuple[str, ...]) -> None:
    printed = run(*words, "--store", store).stdout
    assert printed and not Path("-").exists()
    for name in ("-", "/dev/stdout"):
        assert run(*words, "--store", store, "-o", name).stdout == printed
    assert not Path("-").exists() and not is_stdout("./-")


def test_parquet_is_not_written_to_standard_output(store: Path) -> None:
    result = run("export", "--format", "parquet", "--store", store, "-o", "-")
    assert result.exit_code == 2 and "[unwritable]" in result.stderr


@needs_full
@pytest.mark.parametrize("words", LISTS)
def test_a_full_device_is_told_and_stays(store: Path, words: tuple[str, ...]) -> None:
    result = run(*words, "--store", store, "-o", FULL)
    assert result.exit_code == 2 and "/dev/full: cannot be written (No space" in result.stderr
    assert FULL.is_char_device()


@needs_full
@pytest.mark.parametrize("buffered", ["", "1"])
@pytest.mark.parametrize("words", [("events",), ("export", "--format", "csv"), ("--help",)])
def test_a_full_standard_output_is_told(store: Path, words: tuple[str, ...], buffered: str) -> None:
    environment = {**os.environ, "DETENTE_STORE": str(store), "PYTHONUNBUFFERED": buffered}
    with FULL.open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "detente", *words],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("detente: standard output cannot be written (No space")


def test_a_folder_is_no_output(store: Path, tmp_path: Path) -> None:
    for words in LISTS:
        result = run(*words, "--store", store, "-o", tmp_path)
        assert result.exit_code == 2 and "it is a folder" in result.stderr
