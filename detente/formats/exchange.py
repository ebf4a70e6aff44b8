"""The exchange formats by name: their readers, their writers, and which one a file is in.

`docs/formats/README.md` has a page for each.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TextIO

from detente.errors import InputError
from detente.formats import flat, ftm, gdelt, graphml, icews, keds, plover, polecat
from detente.formats._coded import OURS, Coded, Party, Where, coded_event, coded_of
from detente.formats._exchange import Losses

__all__ = [
    "OURS", "READERS", "SAMPLE", "WRITERS", "Coded", "Losses", "Party", "Where", "coded_event",
    "coded_of", "counted", "format_of", "read",
]  # fmt: skip

SAMPLE = 50  # lines that tell the format of a file
_OTHERS = ("text", "document")  # keys of articles and of our own JSON
_ENTITY = {"schema", "properties"}  # keys of an entity of FollowTheMoney


class Reader(Protocol):
    """What reads the lines of a file; see the modules."""

    def __call__(
        self, lines: Iterable[str], *, name: str, skipped: Losses | None = None
    ) -> Iterator[Coded]:
        """The events of the lines, in order."""


READERS: Mapping[str, Reader] = {
    "gdelt": gdelt.read,
    "icews": icews.read,
    "keds": keds.read,
    "plover": plover.read,
    "polecat": polecat.read,
}
# those that write text; Parquet needs a path (`detente.formats.parquet`)
WRITERS: Mapping[str, Callable[[Iterable[Coded], TextIO], Losses]] = {
    "csv": flat.write,
    "ftm": ftm.write,
    "gdelt": gdelt.write,
    "gdelt-mentions": gdelt.write_mentions,
    "graphml": graphml.write,
    "icews": icews.write,
    "plover": plover.write,
    "polecat": polecat.write,
}


def read(
    lines: Iterable[str], form: str, *, name: str, skipped: Losses | None = None
) -> Iterator[Coded]:
    """The events of the lines of a file in the format `form`, a key of READERS.

    `name` is for messages; what could not be read or coded is counted in `skipped`. InputError
    where the file is not in that format.
    """
    return READERS[form](lines, name=name, skipped=skipped)


def format_of(lines: Sequence[str], *, name: str) -> str:
    """The format that the first lines of a file (SAMPLE of them are enough) are in.

    InputError names what the file seems to be instead, or what was looked for.
    """
    full = [line for line in lines if line.strip()]
    if not full:
        raise InputError(f"{name}: the file is empty", code="empty")
    first = full[0].lstrip("\ufeff")
    if first.lstrip().startswith("{"):
        return _of_object(first, name)
    cells = [c.strip().strip('"') for c in first.rstrip("\r\n").lstrip("#!").split("\t")]
    if {"CAMEO Code", "Source Name", "Target Name"} <= set(cells):
        return "icews"
    if {"Event Type", "Actor Name", "Recipient Name"} <= set(cells):
        return "polecat"
    rows = [line.rstrip("\r\n").split("\t") for line in full]
    if (cells[0] == gdelt.COLUMNS[0] and "Actor1Code" in cells) or any(map(gdelt.is_row, rows)):
        return "gdelt"
    if any(len(r) == len(gdelt.MENTION_COLUMNS) and r[0].isdecimal() for r in rows):
        raise InputError(
            f"{name}: is GDELT's table of mentions, which holds no parties; give the table of"
            " events (.export.CSV)",
            code="bad-events",
        )
    if 2 * sum(keds.is_row(line) for line in full) >= len(full):
        return "keds"
    raise InputError(
        f"{name}: is none of the formats {', '.join(READERS)}; tried its header, its columns and"
        " its dates; if it is one of them name it with --format (docs/formats tells what each"
        " looks like)",
        code="bad-events",
    )


def _of_object(line: str, name: str) -> str:
    """The format of a file whose first line is an object of JSON."""
    try:
        found: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{name}, first line: begins as JSON but is none ({error}); PLOVER files have one"
            " object on each line",
            code="bad-events",
        ) from error
    if "event" not in found and any(key in found for key in _OTHERS):
        raise InputError(
            f"{name}: holds articles or their codings, not coded events of others; add the"
            " articles with detente add",
            code="bad-events",
        )
    if found.keys() >= _ENTITY:
        raise InputError(
            f"{name}: holds entities of FollowTheMoney, a format that is written here but not read;"
            f" give the events in one of {', '.join(READERS)}",
            code="bad-events",
        )
    return "plover"


def counted(counts: Counter[str]) -> list[tuple[str, int]]:
    """Reasons and numbers, the most frequent first, of equals by the alphabet."""
    return sorted(((k, n) for k, n in counts.items() if n), key=lambda pair: (-pair[1], pair[0]))
