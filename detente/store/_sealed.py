"""A SQLite store in a folder that may not be written to: read as it lies there.

Else SQLite makes two files beside the store, even for readers. Without them it is not told of
writers; a store that another user changed while it was read is an error.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from detente.store._faults import lost

_BESIDE = ("-wal", "-shm", "-journal")  # what SQLite puts after the name of the file


def files_of(name: str) -> tuple[Path, ...]:
    """The file of a store, and those that SQLite makes beside it."""
    path = os.path.realpath(name)
    return (Path(path), *(Path(path + ending) for ending in _BESIDE))


def is_sealed(files: Sequence[Path]) -> bool:
    """Whether nothing can be made beside the store, and nobody has it open to write."""
    if not files or os.access(files[0].parent, os.W_OK):
        return False
    store, log, shared, journal = files
    return store.exists() and not (
        shared.exists() or journal.exists() or (log.exists() and log.stat().st_size)
    )


def sealed_uri(files: Sequence[Path]) -> str:
    """How SQLite is told to read the file alone."""
    return f"file:{quote(str(files[0]))}?immutable=1"


@contextmanager
def unchanged(files: Sequence[Path]) -> Iterator[None]:
    """StoreError where a sealed store was changed in the block."""
    if not is_sealed(files):
        yield
        return
    before = _state(files[0])
    yield
    if _state(files[0]) != before:
        raise lost(str(files[0]), "another user changed the store while it was read")


def _state(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns
