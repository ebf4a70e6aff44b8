"""Web archives (WARC): the pages that servers answered with, in the order of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from detente.errors import InputError
from detente.ingest._inflate import inflate
from detente.ingest._pages import HTML, TEXT, Page, content_type, read_page
from detente.ingest._records import Record, parse_headers, records
from detente.types import Document

_HTTP_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_PACKED = {"gzip": b"\x1f\x8b", "x-gzip": b"\x1f\x8b", "deflate": b""}


def read_warc(
    stream: BinaryIO, name: str, *, max_bytes: int, encoding: str | None = None
) -> Iterator[Document | InputError]:
    """A document for each HTML page or plain text that was answered with status 200.

    The file, compressed or not, is never held in memory, only one record of at most `max_bytes`
    bytes (as stored and as decompressed). `stream` can seek. Other records are passed over;
    damaged ones give an InputError that names their offset, and the rest is read. The day of
    publication is the page's own: that of the crawl says nothing of it.
    """
    found = False
    for item in records(stream, name, max_bytes=max_bytes):
        if isinstance(item, InputError):
            found = True
            yield item
            continue
        where = f"{name}, record at byte {item.offset:,}"
        try:
            page = _page(item, where, max_bytes)
            if page is None:
                continue
            found = True
            cut = item.headers.get("warc-truncated")
            for document in read_page(page, where, encoding=encoding):
                warnings = (f"the archive cut the page off ({cut})",) if cut else ()
                yield replace(document, warnings=(*document.warnings, *warnings))
        except InputError as error:
            yield error
    if not found:
        yield InputError(
            f"{name}: no record of the archive is a page that a server answered with (a response"
            " with status 200 that is HTML or plain text)",
            code="empty",
        )


def _page(record: Record, where: str, max_bytes: int) -> Page | None:
    kind = record.headers.get("warc-type", "").lower()
    url = record.headers.get("warc-target-uri", "").strip("<>")
    stored = record.headers.get("content-type", "")
    if kind == "resource":
        media, charset = content_type(stored)
        return Page(url, media, charset, record.body) if media in HTML | TEXT else None
    if kind != "response" or not stored.lower().startswith("application/http"):
        return None
    status = _STATUS.match(record.body)
    end = _HTTP_END.search(record.body)
    if status is None or end is None:
        raise InputError(f"{where}: its content is no answer of a server", code="bad-warc")
    headers = parse_headers(record.body[: end.start()])
    media, charset = content_type(headers.get("content-type"))
    if status[1] != b"200" or media not in HTML | TEXT:
        return None
    body = record.body[end.end() :]
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _joined(body)
    return Page(url, media, charset, _unpacked(body, headers, where, max_bytes))


def _joined(body: bytes) -> bytes:
    """The body without the marks of its chunks; many archives store it so already."""
    out, place = bytearray(), 0
    while head := _CHUNK.match(body, place):
        size = int(head[1], 16)
        if not size:
            return bytes(out)
        out += body[head.end() : head.end() + size]
        place = head.end() + size
        place += 2 if body.startswith(b"\r\n", place) else body.startswith(b"\n", place)
    return bytes(out) if out and place >= len(body) else body


def _unpacked(body: bytes, headers: dict[str, str], where: str, max_bytes: int) -> bytes:
    packing = headers.get("content-encoding", "identity").strip().lower()
    if packing in ("identity", "", "utf-8", "none"):
        return body
    if packing not in _PACKED:
        raise InputError(
            f"{where}: compressed with {packing!r}, which is not read; gzip and deflate are",
            code="bad-type",
        )
    sign = _PACKED[packing]
    if not body.startswith(sign) or body[:20].lstrip()[:1] == b"<":
        return body  # stored unpacked, under the header that it came with
    return inflate([body], where, limit=max_bytes)
