"""Bytes to documents: files, folders, archives, feeds, pages of the web, standard input."""

from __future__ import annotations

import datetime as dt
import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from detente.errors import DetenteError, InputError
from detente.ingest._bytes import UNSEEN, decode, digest, language_code, plain
from detente.ingest._inflate import GZIP, PIECE, inflate
from detente.ingest._tidy import kept_name, of_news, tidy
from detente.ingest.csvs import read_csv
from detente.ingest.feeds import is_feed, read_feed
from detente.ingest.html import read_html
from detente.ingest.jsonl import read_jsonl
from detente.ingest.text import read_text
from detente.types import Document

if TYPE_CHECKING:
    from detente.ingest._memory import Memory
    from detente.ingest.web import Fetcher

__all__ = [
    "DELAY",
    "READERS",
    "UNSEEN",
    "Failure",
    "decode",
    "digest",
    "expand",
    "is_url",
    "language_code",
    "of_news",
    "plain",
    "read_documents",
    "tidy",
]

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
    ".csv": read_csv,
    ".tsv": read_csv,
    ".xml": read_feed,
    ".rss": read_feed,
    ".atom": read_feed,
}
ARCHIVE = ".warc"
PACKED = ".gz"  # after any of the other endings
DELAY = 1.0  # seconds between two pages of a host, where nobody says otherwise
FETCH_SECONDS = 60  # that one request may take
STDIN = "-"
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_WARC_BEGIN = b"WARC/"


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that could not be read or coded, with its reason."""

    source: str
    error: DetenteError


def is_url(name: str) -> bool:
    """Whether an input is an address rather than a path."""
    return _URL.match(name) is not None


def expand(paths: Iterable[str]) -> Iterator[str]:
    """The files and addresses named: folders give their readable files, sorted by path.

    A folder without any is given itself, so that reading it says so.
    """
    for name in paths:
        path = Path(name)
        if name != STDIN and not is_url(name) and path.is_dir():
            inside = (p for p in sorted(path.rglob("*")) if p.is_file())
            found = [str(p) for p in inside if _form(p.name) in {*READERS, ARCHIVE}]
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
    columns: Mapping[str, str] | None = None,
    delay: float = DELAY,
    allow_private: bool = False,
    fetch_seconds: float = FETCH_SECONDS,
    memory: Memory | None = None,
) -> Iterator[Document | Failure]:
    """Documents of all inputs in order; what cannot be read gives a Failure instead.

    `published` and `language` fill what an input does not tell itself; `encoding` overrides
    the detection (UTF-8, UTF-16 with its mark, and what a page, a feed or a server declares).
    `columns` names the columns of tables (see `csvs.parse_columns`). `max_bytes` bounds a file,
    of an archive a record, and of the web a page, each also as decompressed. For addresses,
    `delay` is the least number of seconds between two pages of a host, `fetch_seconds` the
    time that one request may take, and `allow_private` allows addresses that are not public.
    What `memory` knows of the web is not asked for again, and gives no document. All texts have
    composed letters and no soft hyphens (`_tidy.tidy`).
    """
    inputs = _Inputs(max_bytes, encoding, columns, delay, allow_private, fetch_seconds, memory)
    for name in expand(paths):
        for item in inputs.read_whole(name):
            if isinstance(item, DetenteError):
                yield Failure(kept_name(name), item)
                continue
            yield replace(
                item,
                published=item.published or published,
                language=item.language if language is None else language_code(language),
            )


def _form(name: str) -> str:
    """The ending that tells how a file is read, without that of its compression."""
    path = Path(name.lower())
    return Path(path.stem).suffix if path.suffix == PACKED else path.suffix


@dataclass(slots=True)
class _Inputs:
    """How the inputs of a run are read, and the one fetcher that all its addresses share."""

    max_bytes: int
    encoding: str | None
    columns: Mapping[str, str] | None
    delay: float
    allow_private: bool
    fetch_seconds: float
    memory: Memory | None
    _fetcher: Fetcher | None = field(default=None, init=False)

    def read_whole(self, name: str) -> Iterator[Item]:
        """All that an input holds, tidied; an error in the place of what cannot be read."""
        try:
            for item in self._read(name):
                try:
                    yield tidy(item) if isinstance(item, Document) else item
                except InputError as error:
                    yield error
        except DetenteError as error:
            yield error

    def _read(self, path: str) -> Iterator[Item]:
        name = kept_name(path)
        if is_url(path):
            yield from self._web(name)
            return
        with _opened(path, name, self.max_bytes) as stream:
            begin = _peek(stream)
            if _form(name) == ARCHIVE or self._holds_archive(begin):
                from detente.ingest.warc import read_warc

                yield from read_warc(stream, name, max_bytes=self.max_bytes, encoding=self.encoding)
                return
            raw = self._whole(stream, name, packed=begin.startswith(GZIP))
        yield from self._text(raw, name)

    def _holds_archive(self, begin: bytes) -> bool:
        if not begin.startswith(GZIP):
            return begin.startswith(_WARC_BEGIN)
        from detente.ingest._records import begins_packed

        return begins_packed(begin)

    def _whole(self, stream: BinaryIO, name: str, *, packed: bool) -> bytes:
        if packed:
            pieces = iter(lambda: stream.read(PIECE), b"")
            return inflate(pieces, name, limit=self.max_bytes)
        size = stream.seek(0, io.SEEK_END)
        if size > self.max_bytes:
            raise _too_large(name, size, self.max_bytes)
        stream.seek(0)
        return stream.read()

    def _text(self, raw: bytes, name: str) -> Iterator[Item]:
        reader = READERS.get(_form(name)) if name != STDIN else None
        text = decode(raw, name, encoding=self.encoding, html=reader is read_html)
        if reader is None:
            reader = _sniff(text, table=self.columns is not None)
        if reader is read_csv:
            yield from read_csv(text, name, columns=self.columns)
        else:
            yield from reader(text, name)

    def _web(self, url: str) -> Iterator[Item]:
        from detente.ingest import _pages, web

        if self._fetcher is None:
            self._fetcher = web.Fetcher(
                max_bytes=self.max_bytes,
                seconds=self.fetch_seconds,
                delay=self.delay,
                allow_private=self.allow_private,
            )
        if self.memory is None:
            page: _pages.Page | None = self._fetcher.fetch(url)
        else:
            page = self._fetcher.fetch_changed(url, self.memory.conditions)
        if page is None:
            assert self.memory is not None
            self.memory.pass_over(url)
            return
        document = None
        # many servers call a feed a page or a text
        if page.media in web.FEEDS or is_feed(page.raw[:PIECE].decode("latin-1")):
            text = decode(page.raw, url, encoding=self.encoding, declared=page.charset)
            yield from read_feed(text, url, base=page.url, fetch=self._article, memory=self.memory)
        else:
            document = next(_pages.read_page(page, url, encoding=self.encoding))
        if self.memory is not None:
            self.memory.keep_page(page, url, document.id if document else None)
        if document:
            yield document

    def _article(self, url: str) -> Document:
        """The page that an entry of a feed links to."""
        from detente.ingest import _pages

        assert self._fetcher is not None
        page = self._fetcher.fetch(url)
        if page.media and page.media not in _pages.HTML | _pages.TEXT:
            raise _pages.no_media(url, page.media)
        return next(_pages.read_page(page, url, encoding=self.encoding))


@contextmanager
def _opened(file: str, name: str, max_bytes: int) -> Iterator[BinaryIO]:
    """The bytes of an input, to read and to seek in; those of a file are not read yet. Messages
    call it `name`."""
    if file == STDIN:
        yield _held(sys.stdin.buffer.read(max_bytes + 1), name, max_bytes)
        return
    path = Path(file)
    if path.is_dir():
        endings = ", ".join((*READERS, ARCHIVE))
        raise InputError(
            f"{name}: the folder has no file that can be read ({endings}; also with {PACKED})",
            code="empty",
        )
    try:
        stream = path.open("rb")
    except FileNotFoundError as error:
        raise InputError(
            f"{name}: no such file or folder (looked in {Path.cwd()})", code="not-found"
        ) from error
    except OSError as error:
        raise _unreadable(name, error) from error
    with stream:
        try:
            if stream.seekable():
                yield stream
            else:  # a pipe
                yield _held(stream.read(max_bytes + 1), name, max_bytes)
        except OSError as error:
            raise _unreadable(name, error) from error


def _held(raw: bytes, name: str, max_bytes: int) -> BinaryIO:
    if len(raw) > max_bytes:
        raise _too_large(name, len(raw), max_bytes)
    return io.BytesIO(raw)


def _peek(stream: BinaryIO) -> bytes:
    begin = stream.read(PIECE)
    stream.seek(0)
    return begin


def _unreadable(name: str, error: OSError) -> InputError:
    return InputError(f"{name}: cannot be read ({error.strerror or error})", code="unreadable")


def _too_large(name: str, size: int, limit: int) -> InputError:
    return InputError(
        f"{name}: {size:,} bytes or more, the limit is {limit:,}; split the file (JSON Lines can"
        " be split by lines) or raise DETENTE_MAX_BYTES",
        code="too-large",
    )


def _sniff(text: str, *, table: bool) -> Callable[[str, str], Iterator[Item]]:
    head = text.lstrip()[:500].lower()
    if head.startswith("{"):
        return read_jsonl
    if is_feed(text):
        return read_feed
    if head.startswith(("<!doctype html", "<html")) or "<body" in head:
        return read_html
    return read_csv if table else read_text
