"""Web archives: which records are read, and what of a damaged file is saved."""

from __future__ import annotations

import gzip
import io
import time
import tracemalloc
import zlib
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import InputError
from detente.ingest import Failure, read_documents
from detente.ingest._records import Record, records
from detente.ingest.warc import read_warc
from detente.types import Document
from tests.ingest.archives import http, packed, record, text
from tests.ingest.sites import PAGE, SENTENCES

TEXTS = [text(n) for n in range(6)]
BOTH = pytest.mark.parametrize("pack", [b"".join, packed], ids=["plain", "packed"])


def items(raw: bytes, max_bytes: int = 1_000_000) -> list[Document | InputError]:
    return list(read_warc(io.BytesIO(raw), "a.warc", max_bytes=max_bytes))


def told(raw: bytes, max_bytes: int = 1_000_000) -> list[str]:
    """The numbers of the texts that are read, and the codes of what is not."""
    found = items(raw, max_bytes)
    return [i.text[5] if isinstance(i, Document) else i.code for i in found]


def one(raw: bytes) -> Document:
    (document,) = items(raw)
    assert isinstance(document, Document), document
    return document


# what is read


@BOTH
def test_pages_are_read_in_order(pack: object) -> None:
    others = [
        record(b"software: test\r\n", kind="warcinfo", media="application/warc-fields"),
        record(
            b"GET / HTTP/1.1\r\n\r\n", kind="request", media="application/http; msgtype=request"
        ),
        record(http(status=404)),
        record(http(b"\x89PNG", media="image/png")),
        record(http(PAGE), kind="revisit"),
        record(b"ns.example.", kind="response", media="text/dns"),
    ]
    raw = pack([others[0], TEXTS[0], *others[1:], *TEXTS[1:]])  # type: ignore[operator]
    assert told(raw) == ["0", "1", "2", "3", "4", "5"]


def test_a_page_is_read_as_in_the_web() -> None:
    first = record(http(), url="http://a.example/1")
    document = one(first)
    assert all(s.strip() in document.text for s in SENTENCES)
    assert (document.title, document.url) == ("Ein Abkommen", "http://a.example/1")
    assert str(document.published) == "2022-02-23"  # the page's, not the crawl's
    assert document.source == "a.warc, record at byte 0"
    bare = PAGE.replace('<meta property="article:published_time"', "<meta name='x'")
    assert one(record(http(bare))).published is None


def test_the_offset_is_that_of_the_record_in_the_file() -> None:
    raw = packed(TEXTS)
    starts = [0, *accumulate(len(gzip.compress(r, mtime=0)) for r in TEXTS)]
    found = [d.source for d in items(raw) if isinstance(d, Document)]
    assert found == [f"a.warc, record at byte {n:,}" for n in starts[:6]]


@pytest.mark.parametrize(
    ("media", "page"),
    [
        ("text/html; charset=windows-1252", PAGE.replace('<meta charset="utf-8">', "")),
        ("text/html", PAGE.replace("utf-8", "windows-1252")),
    ],
)
def test_encodings(media: str, page: str) -> None:
    document = one(record(http(page.encode("cp1252"), media=media)))
    assert "Ministerpräsidentin" in document.text


def chunked(raw: bytes) -> bytes:
    pieces = [raw[n : n + 100] for n in range(0, len(raw), 100)]
    return b"".join(b"%x;a=b\r\n%s\r\n" % (len(p), p) for p in pieces) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(PAGE.encode()), {"Content_Encoding": "gzip"}),
        (zlib.compress(PAGE.encode()), {"Content_Encoding": "deflate"}),
        (chunked(PAGE.encode()), {"Transfer_Encoding": "chunked"}),
        (
            chunked(gzip.compress(PAGE.encode())),
            {"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"},
        ),
        # unpacked by the archive, under the headers that the server sent
        (PAGE.encode(), {"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"}),
        (PAGE.encode(), {"Content_Encoding": "deflate"}),
    ],
    ids=["gzip", "deflate", "chunked", "both", "done", "done deflate"],
)
def test_packed_pages(body: bytes, headers: dict[str, str]) -> None:
    document = one(record(http(body, **headers)))
    assert document.title == "Ein Abkommen" and SENTENCES[2].strip() in document.text


def test_files_of_other_programs() -> None:
    lines = TEXTS[0].replace(b"\r\n", b"\n")
    length = len(http("", media="text/plain")) - len(
        http("", media="text/plain").replace(b"\r", b"")
    )
    shorter = lines.replace(b"Content-Length: ", b"Content-Length: 0").replace(
        b"Length: 0", b"Length: "
    )
    size = int(shorter.split(b"Content-Length: ")[1].split(b"\n")[0])
    shorter = shorter.replace(b"Length: %d" % size, b"Length: %d" % (size - length))
    assert told(shorter + TEXTS[1]) == ["0", "1"]  # bare line feeds
    assert told(record(http("Text 0.", media="text/plain"), end=b"") + TEXTS[1]) == ["0", "1"]
    assert told(TEXTS[0].rstrip(b"\r\n")) == ["0"]
    assert told(TEXTS[0].replace(b"http://a.example/0", b"<http://a.example/0>")) == ["0"]
    stored = record(b"Text 0.", kind="resource", media="text/plain")
    assert told(stored) == ["0"]
    assert told(gzip.compress(b"".join(TEXTS))) == ["0", "1", "2", "3", "4", "5"]  # not as asked
    assert told(packed(TEXTS) + b"\0" * 512) == ["0", "1", "2", "3", "4", "5"]  # filled up


def test_a_page_that_the_archive_cut_says_so() -> None:
    document = one(record(http(), WARC_Truncated="length"))
    assert "length" in document.warnings[0]


@pytest.mark.parametrize("raw", [b"", record(http(status=404)), packed([record(http(status=500))])])
def test_an_archive_without_a_page(raw: bytes) -> None:
    assert told(raw) == ["empty"]


# what is damaged


@BOTH
@pytest.mark.parametrize("length", [10, 50, 5_000, 10**15, "abc", "", "-1", "9" * 30])
def test_a_wrong_length(pack: object, length: object) -> None:
    body = http("Text 2. " * 50, media="text/plain")
    wrong = record(body, length=length)
    raw = pack([*TEXTS[:2], wrong, *TEXTS[3:]])  # type: ignore[operator]
    assert told(raw) == ["0", "1", "bad-warc", "3", "4", "5"]


@BOTH
def test_what_is_no_record(pack: object) -> None:
    garbage = [
        b"not a record\r\n\r\nat all\r\n",
        b"\x00\xff" * 5000,
        b"WARC/1.0\r\n" + b"a: b\r\n" * 20_000,
    ]
    for junk in garbage:
        raw = pack([*TEXTS[:2], junk, *TEXTS[3:]])  # type: ignore[operator]
        assert told(raw) == ["0", "1", "bad-warc", "3", "4", "5"]
        bare = pack(TEXTS[:2]) + junk + pack(TEXTS[3:])  # type: ignore[operator]
        assert told(bare) == ["0", "1", "bad-warc", "3", "4", "5"]


@BOTH
def test_a_record_that_holds_no_answer(pack: object) -> None:
    raw = pack([TEXTS[0], record(b"no answer at all"), TEXTS[1]])  # type: ignore[operator]
    assert told(raw) == ["0", "bad-warc", "1"]
    assert "record at byte" in str(items(raw)[1])


@BOTH
def test_a_file_that_is_cut_off_says_so_wherever_it_is(pack: object) -> None:
    whole = pack(TEXTS)  # type: ignore[operator]
    last = len(pack(TEXTS[:5]))  # type: ignore[operator]
    # the two line ends after a record of plain text are no loss
    end = len(whole) - (4 if pack == b"".join else 0)
    for cut in [*range(last + 1, end, 7), end - 1]:
        assert told(whole[:cut]) == ["0", "1", "2", "3", "4", "bad-warc"], cut
    assert told(whole[:last]) == ["0", "1", "2", "3", "4"]


def test_bytes_that_changed_in_a_compressed_file() -> None:
    whole = packed(TEXTS)
    start, end = len(packed(TEXTS[:2])), len(packed(TEXTS[:3]))
    for place in range(start, end, 5):
        if 3 < place - start < 10:
            continue  # flags, time and system of the head: nothing hangs on them
        raw = bytearray(whole)
        raw[place] ^= 0xFF
        assert told(bytes(raw)) == ["0", "1", "bad-warc", "3", "4", "5"], place


def test_a_file_compressed_as_one_gives_what_comes_before_the_damage() -> None:
    long = [text(n, padding=100_000) for n in range(6)]
    raw = gzip.compress(b"".join(long), 0)
    found = told(raw[: len(raw) // 2])
    assert found == ["0", "1", "bad-warc"] or found == ["0", "1", "2", "bad-warc"]


def test_the_offset_of_a_damaged_record_is_told() -> None:
    raw = packed([TEXTS[0], record(b"x", length="abc"), TEXTS[1]])
    assert f"record at byte {len(packed(TEXTS[:1])):,}: damaged" in str(items(raw)[1])


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 5), st.booleans())
def test_no_damage_touches_what_comes_before_or_goes_unsaid(
    junk: bytes, place: int, compressed: bool
) -> None:
    pack = packed if compressed else b"".join
    found = told(pack(TEXTS[:place]) + junk + pack(TEXTS[place:]))
    read = [f for f in found if f.isdigit()]
    assert read[:place] == [str(n) for n in range(place)]
    assert read == sorted(read)
    assert len(read) == 6 or "bad-warc" in found


# limits


@BOTH
def test_a_record_that_is_too_large_is_passed_over(pack: object) -> None:
    raw = pack([TEXTS[0], text(1, padding=50_000), TEXTS[2]])  # type: ignore[operator]
    assert told(raw, max_bytes=20_000) == ["0", "too-large", "2"]


@pytest.mark.parametrize("inner", [True, False])
def test_bombs(inner: bool) -> None:
    zeros = b"\0" * 50_000_000
    body = gzip.compress(zeros, 1) if inner else zeros
    headers = {"Content_Encoding": "gzip"} if inner else {}
    raw = packed([TEXTS[0], record(http(body, media="text/plain", **headers)), TEXTS[2]])
    del zeros, body
    tracemalloc.start()
    try:
        assert told(raw) == ["0", "too-large", "2"]
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@BOTH
def test_memory_does_not_grow_with_the_archive(pack: object, tmp_path: Path) -> None:
    filler = record(http(b"x" * 900_000, media="image/png"))
    path = tmp_path / "a.warc"
    path.write_bytes(pack([filler, text(1)] * 60))  # type: ignore[operator]
    found = 0
    tracemalloc.start()
    try:
        with path.open("rb") as stream:
            for item in read_warc(stream, "a.warc", max_bytes=1_000_000):
                found += isinstance(item, Document)
        assert tracemalloc.get_traced_memory()[1] < 6_000_000  # of 54 MB
    finally:
        tracemalloc.stop()
    assert found == 60


@pytest.mark.parametrize(
    "junk", [b"WARC/1.0\r\n", b"\x1f\x8b\x08", b"\r\n", b"WARC/", b"WARC/1.0\r\n\r\n"]
)
def test_no_file_takes_long(junk: bytes) -> None:
    start = time.perf_counter()
    for raw in (junk * 20_000, packed([TEXTS[0]]) + junk * 20_000, TEXTS[0] + junk * 20_000):
        for _ in records(io.BytesIO(raw), "a", max_bytes=1000):
            pass
    assert time.perf_counter() - start < 6


# from files


def test_archives_are_told_by_ending_or_content(tmp_path: Path) -> None:
    names = ["a.warc", "b.warc.gz", "c", "d.gz"]
    for name in names:
        pack = packed if name.endswith(("gz", "c")) else b"".join
        (tmp_path / name).write_bytes(pack(TEXTS[:2]))
    for name in names:
        found = list(read_documents([str(tmp_path / name)], max_bytes=10_000))
        assert [d.text[:7] for d in found if isinstance(d, Document)] == ["Text 0.", "Text 1."]
    wrong = tmp_path / "e.warc"
    wrong.write_text("Ein Text.", "utf-8")
    (item,) = read_documents([str(wrong)], max_bytes=10_000)
    assert isinstance(item, Failure) and item.error.code == "bad-warc"


def test_an_archive_may_be_larger_than_the_limit_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(b"".join(TEXTS))
    assert path.stat().st_size > 2000
    found = list(read_documents([str(path)], max_bytes=1000))
    assert len(found) == 6 and all(isinstance(d, Document) for d in found)


def test_offsets_are_those_that_seek_finds() -> None:
    raw = b"".join(TEXTS)
    for item in records(io.BytesIO(raw), "a", max_bytes=10_000):
        assert isinstance(item, Record) and raw[item.offset :].startswith(b"WARC/1.0")
