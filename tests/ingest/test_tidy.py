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
from detente.ingest import read_documents
from detente.ingest._tidy import kept_name, plain, tidy
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


def test_a_day_that_is_none_is_not_used() -> None:
    found = tidy(Document("a", TEXT, published=dt.date(1, 1, 1)))
    assert found.published is None and "0001-01-01" in found.warnings[0]


def test_such_a_day_as_an_option_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    arguments = ["read", str(tmp_path / "a.txt"), "--published", "0001-01-01"]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2 and "no day of news" in done.output


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are bytes elsewhere too")
def test_a_name_that_is_no_utf8_can_be_kept(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.txt")
    Path(path).write_text(TEXT, encoding="utf-8")
    sources = [d.source for d in read_documents([path], max_bytes=10**6)]
    assert sources == [kept_name(path)] and str(sources[0]).encode().endswith(b".txt")
