"""What is made the same in every document: letters, marks that are not seen, names, days."""

from __future__ import annotations

import datetime as dt
import os
import sys
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from detente.cli import main
from detente.ingest import Failure, digest, plain, read_documents, tidy
from detente.ingest._tidy import kept_name
from detente.types import Document

TEXT = "Die Türkei verhängte Sanktionen gegen Österreich."


def texts(folder: Path, body: str, name: str = "a.txt") -> list[str]:
    (folder / name).write_text(body, encoding="utf-8")
    found = read_documents([str(folder / name)], max_bytes=10**6)
    return [d.text.strip() for d in found if isinstance(d, Document)]


@pytest.mark.parametrize(
    "body",
    [
        unicodedata.normalize("NFD", TEXT),
        TEXT.replace("Sanktionen", "Sank\u00adtionen"),
        TEXT.replace("Sanktionen", "Sank\u200btionen"),
    ],
)
def test_letters_are_composed_and_marks_are_gone(tmp_path: Path, body: str) -> None:
    assert texts(tmp_path, body) == [TEXT]


def test_so_are_those_that_a_page_writes_as_entities(tmp_path: Path) -> None:
    page = "<html><body><p>" + TEXT.replace("ü", "u&#776;").replace("tionen", "&shy;tionen")
    found = texts(tmp_path, page + " Das teilte das Ministerium mit.</p></body></html>", "a.html")
    assert [t.split(". ")[0] + "." for t in found] == [TEXT]


@given(st.text())
def test_tidying_twice_changes_nothing(text: str) -> None:
    assert plain(plain(text)) == plain(text)


def test_a_text_has_one_id_however_its_letters_are_written(tmp_path: Path) -> None:
    written = [TEXT, unicodedata.normalize("NFD", TEXT), TEXT.replace("Sank", "Sank\u00ad")]
    assert len({digest("title", body) for body in written}) == 1
    for number, body in enumerate(written):
        (tmp_path / f"{number}.txt").write_text(body, encoding="utf-8")
    found = list(read_documents([str(tmp_path)], max_bytes=10**6))
    assert len({d.id for d in found if isinstance(d, Document)}) == 1 and len(found) == 3


def test_marks_alone_are_no_text_and_the_rest_is_read(tmp_path: Path) -> None:
    lines = ['{"text": "\u200b\u00ad"}', '{"text": "Norway met Mali."}']
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    bad, good = read_documents([str(tmp_path)], max_bytes=10**6)
    assert isinstance(bad, Failure) and bad.error.code == "empty" and "line 1" in str(bad.error)
    assert isinstance(good, Document) and good.text == "Norway met Mali."


def test_titles_and_addresses_hold_no_halves_of_characters() -> None:
    found = tidy(Document("a", TEXT, title="\ud800x", url="http://a/\udc00", publisher="\u00ad"))
    assert (found.title, found.url, found.publisher) == ("\ufffdx", "http://a/\ufffd", None)


@pytest.mark.parametrize("day", [dt.date.min, dt.date.max])
def test_a_day_that_is_none_is_not_used(day: dt.date) -> None:
    found = tidy(Document("a", TEXT, published=day))
    assert found.published is None and f"{day}" in found.warnings[0]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_such_a_day_as_an_option_is_an_error(tmp_path: Path, day: str) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    arguments = ["read", str(tmp_path / "a.txt"), "--published", day]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2 and "no day of news" in done.output


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are bytes elsewhere too")
def test_a_name_that_is_no_utf8_can_be_kept(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.txt")
    Path(path).write_text(TEXT, encoding="utf-8")
    [document] = read_documents([path], max_bytes=10**6)
    assert isinstance(document, Document) and document.source == kept_name(path)
    assert document.source.endswith("/bad\\xff.txt")


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are bytes elsewhere too")
def test_what_is_wrong_with_such_files_can_be_kept_too(tmp_path: Path) -> None:
    for name in (b"/empty\xfe.txt", b"/empty\xff.txt"):
        Path(os.fsdecode(os.fsencode(tmp_path) + name)).touch()
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/line\xe4.jsonl")).write_text("{}", encoding="utf-8")
    found = list(read_documents([str(tmp_path)], max_bytes=10**6))
    assert len({f.source for f in found if isinstance(f, Failure)}) == 3
    for failure in found:
        assert isinstance(failure, Failure)
        assert failure.source.encode() and failure.error.message.startswith(failure.source)
