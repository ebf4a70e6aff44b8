"""WARC records written by hand."""

from __future__ import annotations

import gzip
from collections.abc import Iterable

from tests.ingest.sites import PAGE


def http(
    body: str | bytes = PAGE, *, status: int = 200, media: str = "text/html", **headers: str
) -> bytes:
    """An answer of a server; words of header names are joined with _."""
    raw = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} OK", f"Content-Type: {media}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + raw


def record(
    body: bytes,
    *,
    url: str = "http://a.example/1",
    kind: str = "response",
    media: str = "application/http; msgtype=response",
    length: object = None,
    end: bytes = b"\r\n\r\n",
    **headers: str,
) -> bytes:
    """A record; `length` lies about it."""
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {url}",
        "WARC-Date: 2023-01-01T00:00:00Z",
        f"Content-Type: {media}",
        f"Content-Length: {len(body) if length is None else length}",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body + end


def text(number: int, *, padding: int = 300) -> bytes:
    """A record of a short plain text that tells its number."""
    body = f"Text {number}. " + "Wort " * (padding // 5)
    return record(http(body, media="text/plain"), url=f"http://a.example/{number}")


def packed(records: Iterable[bytes]) -> bytes:
    """As archives are compressed: each record on its own."""
    return b"".join(gzip.compress(r, mtime=0) for r in records)
