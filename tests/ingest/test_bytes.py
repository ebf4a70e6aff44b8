"""Bytes to text: encodings, what is no text, dates, the digest; and the files of a run."""

from __future__ import annotations

import datetime as dt
import io
import sys
from pathlib import Path

import pytest

from detente.errors import InputError
from detente.ingest import Failure, decode, digest, expand, language_code, read_documents
from detente.ingest._bytes import parse_date
from detente.types import Document

WORDS = "„Größere Übungen“ – kündigte Österreich an."


def code_of(raw: bytes, **options: object) -> str:
    with pytest.raises(InputError) as caught:
        decode(raw, "a.txt", **options)  # type: ignore[arg-type]
    assert str(caught.value).startswith("a.txt: ")
    return caught.value.code


@pytest.mark.parametrize(
    "raw",
    [
        WORDS.encode("utf-8"),
        WORDS.encode("utf-8-sig"),
        WORDS.encode("utf-16"),
        b"\xfe\xff" + WORDS.encode("utf-16-be"),
        WORDS.encode("utf-32"),
    ],
    ids=["utf-8", "mark", "utf-16", "utf-16-be", "utf-32"],
)
def test_encodings_that_tell_themselves(raw: bytes) -> None:
    assert decode(raw, "a.txt") == WORDS


def test_another_encoding_is_named() -> None:
    raw = WORDS.encode("cp1252")
    with pytest.raises(InputError, match="--encoding") as caught:
        decode(raw, "a.txt")
    assert caught.value.code == "bad-encoding"
    assert decode(raw, "a.txt", encoding="cp1252") == WORDS


@pytest.mark.parametrize("name", ["nonsense", "hex", "undefined"])
def test_an_encoding_that_is_none(name: str) -> None:
    assert code_of(b"abc", encoding=name) == "bad-encoding"


@pytest.mark.parametrize("raw", [b"", b"  \n\t ", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n"])
def test_empty(raw: bytes) -> None:
    assert code_of(raw) == "empty"


@pytest.mark.parametrize(
    "raw",
    [
        b"%PDF-1.7\x00\x01\x02\x03" * 9,
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 9,
        bytes(range(1, 9)) * 40,
        WORDS.encode("utf-16-le"),  # without its mark it looks binary
    ],
    ids=["pdf", "png", "controls", "utf-16 without mark"],
)
def test_binary(raw: bytes) -> None:
    assert code_of(raw) == "binary"


def test_a_text_that_ends_in_the_middle_of_a_character() -> None:
    assert code_of("Ein Satz über Größe".encode()[:-3] + "ß".encode()[:1]) == "truncated"
    assert code_of("Grüße".encode("utf-16")[:-1]) == "truncated"
    # in the middle of the text it is the encoding that is wrong
    assert code_of("Größe ".encode("cp1252") * 9) == "bad-encoding"


def test_line_ends_become_one() -> None:
    assert decode(b"a\r\nb\rc\nd", "a.txt") == "a\nb\nc\nd"


def test_a_page_names_its_encoding() -> None:
    def raw(charset: str) -> bytes:
        return f'<meta charset="{charset}"><p>{WORDS}'.encode("cp1252")

    assert WORDS in decode(raw("windows-1252"), "a.html", html=True)
    assert WORDS in decode(raw("ISO-8859-1"), "a.html", html=True)  # as browsers read it
    assert WORDS in decode(raw("utf-8"), "a.html", html=True, encoding="cp1252")
    assert code_of(raw("utf-8"), html=True) == "bad-encoding"
    assert code_of(raw("x-unknown"), html=True) == "bad-encoding"


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2021-03-17", dt.date(2021, 3, 17)),
        (" 2021-03-17 ", dt.date(2021, 3, 17)),
        ("2021-03-17T23:59:59+02:00", dt.date(2021, 3, 17)),
        ("2021-03-17 08:00", dt.date(2021, 3, 17)),
        (dt.date(2021, 3, 17), dt.date(2021, 3, 17)),
        (dt.datetime(2021, 3, 17, 5), dt.date(2021, 3, 17)),
        ("", None),
        (None, None),
    ],
)
def test_dates(value: object, day: dt.date | None) -> None:
    assert parse_date(value, "a") == day


@pytest.mark.parametrize(
    "value", ["2021-02-30", "2021-13-01", "2021-03-171", "17.03.2021", "yesterday", True, 2021]
)
def test_dates_that_cannot_be(value: object) -> None:
    with pytest.raises(InputError) as caught:
        parse_date(value, "a")
    assert caught.value.code == "bad-date"


@pytest.mark.parametrize(
    ("value", "code"),
    [("de", "de"), ("DE", "de"), ("de-AT", "de"), ("en_GB", "en"), ("", None), (None, None)],
)
def test_language_codes(value: object, code: str | None) -> None:
    assert language_code(value) == code


def test_the_digest_knows_its_parts_apart() -> None:
    assert digest("a", "b") == digest("a", "b")
    assert len({digest("ab", None), digest("a", "b"), digest(None, "ab"), digest("ab")}) == 4
    assert digest("\ud800")  # half of a pair is no fault


def read(*paths: Path | str, **options: object) -> list[Document | Failure]:
    values = {"max_bytes": 10_000, **options}
    return list(read_documents([str(p) for p in paths], **values))  # type: ignore[arg-type]


def codes(items: list[Document | Failure]) -> list[str]:
    return [i.error.code if isinstance(i, Failure) else i.text for i in items]


def test_a_missing_file_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Eins.", "utf-8")
    (tmp_path / "b.txt").write_bytes(b"")
    items = read(tmp_path / "no.txt", tmp_path / "b.txt", tmp_path / "a.txt")
    assert codes(items) == ["not-found", "empty", "Eins."]
    assert isinstance(items[0], Failure) and items[0].source.endswith("no.txt")


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x" * 101, "utf-8")
    items = read(tmp_path / "a.txt", max_bytes=100)
    assert codes(items) == ["too-large"]
    assert "DETENTE_MAX_BYTES" in str(items[0].error)  # type: ignore[union-attr]
    assert codes(read(tmp_path / "a.txt", max_bytes=101)) == ["x" * 101]


def test_a_folder_is_read_in_order_and_other_files_are_left(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "sub/c.TXT", "sub/a.jsonl", "picture.png", "noend"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text('{"text": "x"}' if name.endswith("jsonl") else name, "utf-8")
    found = [str(Path(p).relative_to(tmp_path)) for p in expand([str(tmp_path)])]
    assert found == ["a.md", "b.txt", str(Path("sub/a.jsonl")), str(Path("sub/c.TXT"))]
    assert codes(read(tmp_path)) == ["a.md", "b.txt", "x", "sub/c.TXT"]


def test_a_folder_without_a_file_to_read_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"x")
    assert codes(read(tmp_path)) == ["empty"]


def test_standard_input_is_told_apart_by_its_content(monkeypatch: pytest.MonkeyPatch) -> None:
    def piped(raw: bytes, **options: object) -> list[str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        return codes(read("-", **options))

    assert piped("Größe.".encode()) == ["Größe."]
    assert piped(b'{"text": "one"}\n{"text": "two"}') == ["one", "two"]
    page = "<!DOCTYPE html><html><body><article><p>" + "A long paragraph of text. " * 20
    assert piped(page.encode())[0].startswith("A long paragraph")
    assert piped(b"") == ["empty"]
    assert piped(b"x" * 20, max_bytes=10) == ["too-large"]


def test_given_date_and_language_fill_what_files_do_not_tell(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "x"}\n{"text": "y", "published": "2020-01-02", "language": "en"}')
    first, second = read(path, published=dt.date(2021, 3, 17), language="de-AT")
    assert isinstance(first, Document) and isinstance(second, Document)
    assert (first.published, first.language) == (dt.date(2021, 3, 17), "de")
    assert (second.published, second.language) == (dt.date(2020, 1, 2), "de")
