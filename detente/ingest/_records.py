"""The records of a WARC file one by one, the damaged ones told apart from the sound.

A reader of our own: those of the libraries (fastwarc 2.0, warcio 1.8) stop at the first damaged
record, or pass over the records after a wrong length and over the last of a file that was cut
off without a word. Here a record counts only when the next one begins, or the file ends, where
its length says; after a damaged one the search for the next goes on.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from detente.errors import InputError
from detente.ingest._inflate import GZIP, PIECE

HEAD_BYTES = 1 << 16  # longest head of a record
MARK = b"WARC/"
_END = b"\r\n\r\n"  # after each record; files with other line ends are read, too
_BEGIN = re.compile(rb"WARC/[01]\.\d+\r?\n")
_HEAD = re.compile(rb"WARC/[01]\.\d+\r?\n(?:(?:[!-9;-~]+[ \t]*:|[ \t])[^\r\n]*+\r?\n)*+\r?\n")
_USUAL = 4096  # bytes that nearly every head fits into
_NEAR = 64  # bytes in which the next record begins, or the line ends go on
_TRIAL = 4096  # bytes of a gzip member that are enough to see what it begins with
_MEMBER = GZIP + b"\x08"


@dataclass(frozen=True, slots=True)
class Record:
    """A whole record; `offset` counts bytes of the file (of a .gz: to the record's member)."""

    offset: int
    headers: Mapping[str, str]
    body: bytes


class _Source(Protocol):
    """Bytes with a look ahead, in parts that cannot damage each other."""

    @property
    def mark(self) -> int:
        """The offset in the file that names the next byte."""

    @property
    def fault(self) -> str | None:
        """Why the part cannot be read on, None while it can."""

    def peek(self, size: int) -> bytes: ...
    def skip(self, size: int) -> None: ...
    def fits(self, size: int) -> bool: ...
    def next_part(self) -> bool: ...


def records(stream: BinaryIO, name: str, *, max_bytes: int) -> Iterator[Record | InputError]:
    """Records in their order; an error stands for each damaged place. `stream` can seek.

    Of records above `max_bytes`, which give an error, too, only the head is held in memory.
    """
    start = stream.read(2)
    stream.seek(0)
    source: _Source = _Packed(stream) if start == GZIP else _Plain(stream)
    while True:
        try:
            item = _record(source, name, max_bytes)
        except _Damage as damage:
            yield damage.error
            _search(source)
            if source.fault:
                source.next_part()
        else:
            if item is None:
                return
            yield item


class _Damage(Exception):
    """A place that holds no sound record."""

    def __init__(self, error: InputError) -> None:
        super().__init__(error)
        self.error = error


def _record(source: _Source, name: str, max_bytes: int) -> Record | InputError | None:
    """The next record, the error for one that is too large, None at the end."""
    _skip_ends(source)
    while not source.peek(1) and not source.fault:
        if not source.next_part():
            return None
        _skip_ends(source)
    offset = source.mark
    where = f"{name}, record at byte {offset:,}"
    head = _HEAD.match(source.peek(_USUAL)) or _HEAD.match(source.peek(HEAD_BYTES))
    if head is None:
        source.skip(1)  # or the search would find the same place again
        raise _Damage(_damaged(where, source.fault or "no head of a record"))
    headers = parse_headers(head[0])
    source.skip(head.end())
    length = headers.get("content-length", "")
    if not length.isdecimal() or len(length) > 18:
        raise _Damage(_damaged(where, f"its length is {length!r}"))
    size = int(length)
    if not source.fits(size):
        raise _Damage(_damaged(where, f"its length is {size:,}, but no record ends there"))
    body = bytearray()
    left = size
    while left:
        piece = source.peek(min(left, PIECE))
        if not piece:
            why = source.fault or f"it ends {left:,} bytes before its length"
            raise _Damage(_damaged(where, why))
        if size <= max_bytes:
            body += piece
        source.skip(len(piece))
        left -= len(piece)
    sound = source.peek(len(_END)) == _END
    _skip_ends(source)
    following = source.peek(len(MARK))
    if source.fault:
        raise _Damage(_damaged(where, source.fault))
    if following and following != MARK and not sound:
        raise _Damage(_damaged(where, f"its length is {size:,}, but it goes on"))
    if size > max_bytes:
        return InputError(
            f"{where}: {size:,} bytes, the limit is {max_bytes:,}; raise DETENTE_MAX_BYTES to"
            " read it",
            code="too-large",
        )
    return Record(offset, headers, bytes(body))


def parse_headers(head: bytes) -> dict[str, str]:
    """Header lines after the first, by name in small letters; a name's first value counts."""
    out: dict[str, str] = {}
    last = None
    for line in head.decode("utf-8", "replace").split("\n")[1:]:
        if line[:1] in (" ", "\t") and last:
            out[last] += " " + line.strip()  # a folded line
            continue
        key, colon, value = line.partition(":")
        last = key.strip().lower() if colon else None
        if last is not None and last not in out:
            out[last] = value.strip()
        else:
            last = None
    return out


def _skip_ends(source: _Source) -> None:
    """Past the line ends between two records; the format has two, files have any number."""
    while (piece := source.peek(PIECE)) and piece[:1] in b"\r\n":
        source.skip(len(piece) - len(piece.lstrip(b"\r\n")))


def _search(source: _Source) -> None:
    """To the next head of a record, or to the end of the part of the file."""
    overlap = 16  # longer than the first line of a head
    while piece := source.peek(PIECE):
        found = _BEGIN.search(piece)
        if found:
            source.skip(found.start())
            return
        source.skip(len(piece) if len(piece) <= overlap else len(piece) - overlap)


def _damaged(where: str, why: str) -> InputError:
    return InputError(
        f"{where}: damaged ({why}); it is left out and the next is looked for", code="bad-warc"
    )


class _Plain:
    """A file as it is."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._size = stream.seek(0, 2)
        stream.seek(0)
        self._buffer = b""
        self.mark = 0
        self.fault: str | None = None

    def peek(self, size: int) -> bytes:
        if len(self._buffer) < size:
            self._stream.seek(self.mark + len(self._buffer))
            self._buffer += self._stream.read(max(size - len(self._buffer), PIECE))
        return self._buffer[:size]

    def skip(self, size: int) -> None:
        self.mark += size
        self._buffer = self._buffer[size:]

    def fits(self, size: int) -> bool:
        end = self.mark + size
        if end > self._size:
            return False
        self._stream.seek(end)
        following = self._stream.read(_NEAR)
        after = following.lstrip(b"\r\n")
        return not after or after.startswith(MARK) or following.startswith(_END)

    def next_part(self) -> bool:
        return False


class _Packed:
    """A gzip file, a part a member."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._open(0)

    def _open(self, place: int) -> None:
        """Begin with the member at a place of the file."""
        self.mark = place
        self._fault: str | None = None
        self._buffer = b""
        self._raw = b""  # read, not yet decompressed
        self._read = place  # where in the file the next piece is read
        self._engine = zlib.decompressobj(31)

    @property
    def fault(self) -> str | None:
        return None if self._buffer else self._fault  # what came before it can be read

    def peek(self, size: int) -> bytes:
        while len(self._buffer) < size and not self._engine.eof and self._fault is None:
            if not self._raw:
                self._stream.seek(self._read)
                self._raw = self._stream.read(PIECE)
                self._read += len(self._raw)
            if not self._raw:
                if self._read > self.mark:
                    self._fault = "the compressed data ends too early"
                break
            try:
                self._buffer += self._engine.decompress(self._raw, PIECE)
            except zlib.error as error:
                self._fault = f"the compressed data is damaged: {error}"
                break
            ended = self._engine.eof
            self._raw = self._engine.unused_data if ended else self._engine.unconsumed_tail
        return self._buffer[:size]

    def skip(self, size: int) -> None:
        self._buffer = self._buffer[size:]

    def fits(self, size: int) -> bool:
        return True  # the member's end will show it

    def next_part(self) -> bool:
        """The member after this one; after a damaged one, the next that holds a record."""
        if self._fault is not None:
            self._open(self._find(self.mark + 1))
        else:
            self._open(self._after_zeros(self._read - len(self._raw)))
        return bool(self.peek(1)) or self._fault is not None or self._read > self.mark

    def _after_zeros(self, place: int) -> int:
        """Where something else begins: tapes and disks fill a file up with zeros."""
        self._stream.seek(place)
        while piece := self._stream.read(PIECE):
            rest = piece.lstrip(b"\0")
            place += len(piece) - len(rest)
            if rest:
                break
        return place

    def _find(self, place: int) -> int:
        while True:
            self._stream.seek(place)
            piece = self._stream.read(PIECE)
            found = piece.find(_MEMBER)
            if found < 0 and len(piece) < len(_MEMBER):
                return place + len(piece)  # the end of the file
            if found < 0:
                place += len(piece) - len(_MEMBER) + 1
            elif self._holds_record(place + found):
                return place + found
            else:
                place += found + 1

    def _holds_record(self, place: int) -> bool:
        self._stream.seek(place)
        return begins_packed(self._stream.read(_TRIAL))


def begins_packed(begin: bytes) -> bool:
    """Whether the first bytes of a gzip file are those of a packed archive."""
    try:
        return zlib.decompressobj(31).decompress(begin, len(MARK)) == MARK
    except zlib.error:
        return False
