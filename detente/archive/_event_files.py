"""Files of coded events: their bytes unpacked, their digest, their lines."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from typing import IO

from detente.errors import InputError
from detente.formats.exchange import SAMPLE, Losses

_BLOCK = 1 << 20  # bytes that are read at once


def digest_of(name: str, source: str) -> str:
    """The id of a file: of its source and its content, packed or not."""
    found = hashlib.blake2b(f"file\t{source}\t".encode(), digest_size=8)
    with _faults(name), _unpacked(name) as stream:
        while block := stream.read(_BLOCK):
            found.update(block)
    return found.hexdigest()


def sample_of(name: str) -> list[str]:
    """The first lines of a file."""
    with lines_of(name, Counter()) as lines:
        return list(islice(lines, SAMPLE))


@contextmanager
def lines_of(name: str, skipped: Losses) -> Iterator[Iterator[str]]:
    """The lines of a file in UTF-8; what is none is replaced and counted in `skipped`."""
    with ExitStack() as stack:
        with _faults(name):
            stream = stack.enter_context(_unpacked(name))
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="\n")
        yield _checked(text, name, skipped)


def _checked(lines: IO[str], name: str, skipped: Losses) -> Iterator[str]:
    with _faults(name):
        for number, line in enumerate(lines):
            if number == 0 and "\x00" in line:
                raise InputError(
                    f"{name}: is no text in UTF-8 (its first line has NUL characters); save it"
                    " as UTF-8 text",
                    code="binary",
                )
            if "\ufffd" in line:
                skipped["characters that are no UTF-8: replaced"] += 1
            yield line


@contextmanager
def _unpacked(name: str) -> Iterator[IO[bytes]]:
    """The bytes of a file, out of its gzip or of a zip that holds it alone."""
    with open(name, "rb") as raw:
        magic = raw.read(4)
        raw.seek(0)
        if magic[:2] == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=raw) as unzipped:
                yield io.BufferedReader(unzipped)
        elif magic == b"PK\x03\x04":
            with zipfile.ZipFile(raw) as archive, archive.open(_only(archive, name)) as member:
                yield member
        else:
            yield raw


@contextmanager
def _faults(name: str) -> Iterator[None]:
    """Faults of reading as our errors."""
    try:
        yield
    except FileNotFoundError as error:
        raise InputError(f"{name}: no such file", code="not-found") from error
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
        said = getattr(error, "strerror", None) or error
        raise InputError(f"{name}: cannot be read ({said})", code="unreadable") from error


def _only(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    files = [info for info in archive.infolist() if not info.is_dir()]
    if len(files) != 1:
        raise InputError(
            f"{name}: this zip holds {len(files)} files; unpack it and import those that hold"
            " events",
            code="unreadable",
        )
    return files[0]
