"""Decompression that stops at a limit: a small file can hold endless text."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from detente.errors import InputError

GZIP = b"\x1f\x8b"
PIECE = 1 << 16  # bytes that are read or decompressed at once
_AUTO, _RAW = 47, -15  # zlib's window: gzip or zlib by their heads; bare deflate


def inflate(pieces: Iterable[bytes], name: str, *, limit: int) -> bytes:
    """The bytes that gzip, zlib or bare deflate data stand for, all members of it.

    InputError "too-large" as soon as they are more than `limit`, "truncated" where the data ends
    too early, "bad-gzip" where it is damaged.
    """
    out = bytearray()
    try:
        for piece in _pieces(pieces):
            out += piece
            if len(out) > limit:
                raise InputError(
                    f"{name}: decompressed it has more than {limit:,} bytes, which is the limit;"
                    " split it or raise DETENTE_MAX_BYTES",
                    code="too-large",
                )
    except zlib.error as error:
        raise InputError(
            f"{name}: the compressed data is damaged ({error}); fetch it again", code="bad-gzip"
        ) from error
    except EOFError as error:
        raise InputError(
            f"{name}: the compressed data ends too early; fetch it again", code="truncated"
        ) from error
    return bytes(out)


def _pieces(pieces: Iterable[bytes]) -> Iterator[bytes]:
    engine, first = None, True
    for piece in pieces:
        rest = piece
        while rest:
            if engine is None:
                if not first and rest[:1] != GZIP[:1]:
                    return  # what follows the last member is padding, as gzip itself takes it
                engine = zlib.decompressobj(_AUTO if _headed(rest) else _RAW)
            yield engine.decompress(rest, PIECE)
            rest = engine.unconsumed_tail
            if engine.eof:
                rest, engine, first = engine.unused_data, None, False
    if engine is not None:
        yield engine.flush()
        if not engine.eof:
            raise EOFError


def _headed(data: bytes) -> bool:
    return data[:1] == GZIP[:1] or (data[0] & 15 == 8 and int.from_bytes(data[:2]) % 31 == 0)
