"""Bytes to documents: text, HTML and JSON Lines, from files, folders and standard input."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from detente.errors import DetenteError, InputError
from detente.ingest._bytes import decode, digest, language_code
from detente.ingest.html import read_html
from detente.ingest.jsonl import read_jsonl
from detente.ingest.text import read_text
from detente.types import Document

__all__ = ["READERS", "Failure", "decode", "digest", "expand", "language_code", "read_documents"]

Item = Document | DetenteError
READERS: dict[str, Callable[[str, str], Iterator[Item]]] = {
    ".txt": read_text,
    ".md": read_text,
    ".text": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
}
STDIN = "-"


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that could not be read or coded, with its reason."""

    source: str
    error: DetenteError


def expand(paths: Iterable[str]) -> Iterator[str]:
    """The files named: folders give their readable files, sorted by path.

    A folder without any is given itself, so that reading it says so.
    """
    for name in paths:
        path = Path(name)
        if name != STDIN and path.is_dir():
            inside = (p for p in sorted(path.rglob("*")) if p.is_file())
            found = [str(p) for p in inside if p.suffix.lower() in READERS]
            yield from found or [name]
        else:
            yield name


def read_documents(
    paths: Iterable[str],
    *,
    max_bytes: int,
    published: dt.date | None = None,
    language: str | None = None,
    encoding: str | None = None,
) -> Iterator[Document | Failure]:
    """Documents of all files in order; a file that cannot be read gives a Failure instead.

    `published` and `language` fill what a file does not tell itself; `encoding` overrides
    the detection (UTF-8, UTF-16 with its mark, and what an HTML page declares).
    """
    for name in expand(paths):
        try:
            for item in _read_one(name, max_bytes, encoding):
                if isinstance(item, DetenteError):
                    yield Failure(name, item)
                    continue
                document = replace(
                    item,
                    published=item.published or published,
                    language=item.language if language is None else language_code(language),
                )
                yield document
        except DetenteError as error:
            yield Failure(name, error)


def _read_one(name: str, max_bytes: int, encoding: str | None) -> Iterator[Item]:
    raw = _bytes(name, max_bytes)
    suffix = Path(name).suffix.lower() if name != STDIN else ""
    reader = READERS.get(suffix)
    text = decode(raw, name, encoding=encoding, html=reader is read_html)
    if reader is None:
        reader = _sniff(text)
    yield from reader(text, name)


def _bytes(name: str, max_bytes: int) -> bytes:
    if name == STDIN:
        raw = sys.stdin.buffer.read(max_bytes + 1)
    else:
        path = Path(name)
        if path.is_dir():
            raise InputError(
                f"{name}: the folder has no file that can be read ({', '.join(READERS)})",
                code="empty",
            )
        try:
            size = path.stat().st_size
            if size > max_bytes:
                raise _too_large(name, size, max_bytes)
            raw = path.read_bytes()
        except FileNotFoundError as error:
            raise InputError(
                f"{name}: no such file or folder (looked in {Path.cwd()})", code="not-found"
            ) from error
        except OSError as error:
            raise InputError(
                f"{name}: cannot be read ({error.strerror})", code="unreadable"
            ) from error
    if len(raw) > max_bytes:
        raise _too_large(name, len(raw), max_bytes)
    return raw


def _too_large(name: str, size: int, limit: int) -> InputError:
    return InputError(
        f"{name}: {size:,} bytes or more, the limit is {limit:,}; split the file (JSON Lines can"
        " be split by lines) or raise DETENTE_MAX_BYTES",
        code="too-large",
    )


def _sniff(text: str) -> Callable[[str, str], Iterator[Item]]:
    head = text.lstrip()[:500].lower()
    if head.startswith("{"):
        return read_jsonl
    if head.startswith(("<!doctype html", "<html")) or "<body" in head:
        return read_html
    return read_text
