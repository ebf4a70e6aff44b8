"""Where results go: a file that takes its name when it is whole, or a pipe or a device.

    with text_output(Path("events.csv"), apart=["detente.db"]) as out:
        out.write("...")

Until a new file is whole, what had its name stays as it is. A symbolic link stays one, and its
target is what is new; other hard links keep what they had. Pipes, devices and open files
(/dev/stdout, /dev/fd/3) are written straight into. What cannot be written is a UsageError
(`unwritable`); so is, before anything is written, a name of a file that is read.
"""

from __future__ import annotations

import errno
import io
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from detente.errors import UsageError

_LINKS = 40  # steps over symbolic links, as many as Linux goes


@contextmanager
def text_output(path: Path, *, apart: Iterable[str | Path] = ()) -> Iterator[TextIO]:
    """A stream of UTF-8 with "\\n" to what `path` names, which may be none of `apart`."""
    with _faults(path):
        _check_apart(path, apart)
        if _plain(path) is None:
            with io.TextIOWrapper(_straight(path), encoding="utf-8", newline="\n") as out:
                yield out
        else:
            with file_output(path) as part, part.open("w", encoding="utf-8", newline="\n") as out:
                yield out


@contextmanager
def file_output(path: Path, *, apart: Iterable[str | Path] = ()) -> Iterator[Path]:
    """The same for a writer that needs the path of a new file."""
    with _faults(path):
        _check_apart(path, apart)
        target = _plain(path)
        beside = None if target is None else target.parent
        with tempfile.TemporaryDirectory(prefix=".detente-", dir=beside) as folder:
            part = Path(folder) / "part"  # without an ending: no input where a folder is read
            yield part
            if target is None:
                with part.open("rb") as made, _straight(path) as out:
                    shutil.copyfileobj(made, out)
                return
            if target.exists():
                shutil.copymode(target, part)
            part.replace(target)


def is_stdout(name: str | Path) -> bool:
    """Whether a name stands for standard output: - or /dev/stdout."""
    return str(name) == "-" or _descriptor(Path(name)) == 1


def same_file(one: str | Path, other: str | Path) -> bool:
    """Whether two names are of one file, there or not, over whatever links."""
    if os.path.realpath(one) == os.path.realpath(other):
        return True
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False


def _check_apart(path: Path, apart: Iterable[str | Path]) -> None:
    for other in apart:
        if same_file(path, other):
            raise UsageError(
                f"--output {path}: this is the file {other}, which is read here and would be"
                " lost; name another file",
                code="unwritable",
            )


@contextmanager
def _faults(path: Path) -> Iterator[None]:
    """Faults of writing as our error."""
    try:
        yield
    except OSError as error:
        raise UsageError(
            f"--output {path}: cannot be written ({error.strerror or error}); check its folder,"
            " who may write there and the room on its disk, or name another file",
            code="unwritable",
        ) from error


def _plain(path: Path) -> Path | None:
    """The file that a path leads to, there or not; None for what is written straight into."""
    if _descriptor(path) is not None:
        return None
    target = Path(os.path.realpath(path))
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return target
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    if stat.S_ISBLK(mode):
        raise OSError(errno.EINVAL, "it is a whole disk")
    if not stat.S_ISREG(mode):
        return None
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return target


def _straight(path: Path) -> BinaryIO:
    """A stream into a pipe, a device or an open file; makes nothing and empties nothing."""
    number = _descriptor(path)
    if number is not None:
        return open(number, "wb", closefd=False)
    return open(os.open(path, os.O_WRONLY), "wb")


def _descriptor(path: Path) -> int | None:
    """The number of the open file of this process that a path stands for, as /dev/fd/3 does."""
    folders = ("/dev/fd", f"/proc/{os.getpid()}/fd")
    for _ in range(_LINKS):
        if path.name.isdecimal() and os.path.realpath(path.parent) in folders:
            return int(path.name)
        if not path.is_symlink():
            return None
        path = path.parent / os.readlink(path)
    return None
