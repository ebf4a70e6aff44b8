"""Lists of a store for people and programs: a table, JSON Lines, CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from detente.formats.cells import guarded_cell
from detente.formats.notation import one_line

SHORT = 8  # characters of an id that a table shows: mostly enough to find it again
UNKNOWN = "–"

Row = Mapping[str, Any]


def write_json(rows: Iterable[Row], out: TextIO) -> None:
    """One object a line."""
    for row in rows:
        out.write(json.dumps(row, ensure_ascii=False) + "\n")


def write_csv(
    keys: Sequence[str], rows: Iterable[Row], out: TextIO, *, guarded: bool = False
) -> None:
    """A header and one row a line; lists are joined by `|`, unknown values are empty.

    `guarded` cells are no formulas to any program (`detente.formats.cells`).
    """
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(keys)
    for row in rows:
        cells = [flat(row[key]) for key in keys]
        writer.writerow(map(guarded_cell, cells) if guarded else cells)


def flat(value: Any) -> Any:
    """A value as a cell has it."""
    if isinstance(value, list):
        return "|".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def print_listing(listing: str, rows: Sequence[Row], console: Console) -> None:
    """A table with the beginnings of ids, readable in 80 columns."""
    columns, cells = _TABLES[listing]
    if listing == "documents" and len({_coder(row) for row in rows}) > 1:
        columns, cells = {**columns, "coder": {"max_width": 18}}, _document_of
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold")
    for name, settings in columns.items():
        table.add_column(name, **settings)
    for row in rows:
        table.add_row(*cells(row))
    if rows:
        console.print(table)
    else:
        console.print(f"no {listing}")


def kind_of(row: Row) -> str:
    """Type and mode, or the code of another scheme where there is no type."""
    kind = row["event_type"] or f"CAMEO {row['cameo'] or UNKNOWN}"
    return kind + (f" {row['mode']}" if row["mode"] else "")


def sides(row: Row) -> str:
    """Both sides: "PAK:GOV > RUS:GOV", or those who act together."""
    left = " ".join(row["actor"]) or UNKNOWN
    return f"{left} > {' '.join(row['recipient'])}" if row["recipient"] else left


def when(row: Row) -> str:
    """The date as the text gives it."""
    date = row["date"] or row["start"] or UNKNOWN
    return date.replace("/", "/\n") if len(date) > 12 else str(date)


def _event(row: Row) -> Iterator[Text | str]:
    status = Text(kind_of(row))
    if row["aux"]:
        status.append("\n" + ", ".join(row["aux"]), style="italic dim")
    if row["said_by"]:
        status.append(f"\nsays {row['said_by']}", style="italic dim")
    reports = row["reports"]
    words = Text(one_line(row["trigger"] or row["sentence"] or ""))
    if reports > 1:
        words.append(f" ({reports} reports)", style="dim")
    yield from (_id(row), when(row), status, sides(row), words)


def _assessment(row: Row) -> Iterator[Text | str]:
    tone = row["tone"] + (f",\n{row['trend']}" if row["trend"] else "")
    words = Text(one_line(row["words"]))
    if row["said_by"]:
        words.append(f" (says {row['said_by']})", style="italic dim")
    yield from (_id(row), _day(row), f"{row['a']} – {row['b']}", tone, words)


def _statement(row: Row) -> Iterator[Text | str]:
    speaker = row["speaker"] or UNKNOWN
    yield from (_id(row), _day(row), speaker, row["kind"], Text(one_line(row["words"])))


def _document(row: Row) -> Iterator[Text | str]:
    title = Text(one_line(row["title"] or row["url"] or row["source"] or ""))
    if row["copy_of"]:
        title.append(f" (copy of {row['copy_of'][:SHORT]})", style="dim")
    where = one_line(row["publisher"] or UNKNOWN)
    yield from (_id(row), _day(row), row["language"] or UNKNOWN, where, title, str(row["events"]))


def _document_of(row: Row) -> Iterator[Text | str]:
    yield from (*_document(row), _coder(row))


def _coder(row: Row) -> str:
    """Our program with its version, or the name of another coder."""
    return one_line(row["coder"].partition(",")[0])


def _id(row: Row) -> Text:
    return Text(one_line(row["id"][:SHORT]), style="dim")


def _day(row: Row) -> str:
    return row["published"] or UNKNOWN


_FIXED = {"no_wrap": True}
_WORDS = {"ratio": 1}
_EVENTS = (
    {
        "id": _FIXED,
        "date": {"no_wrap": True, "max_width": 21},
        "event": {"max_width": 18},
        "parties": {"max_width": 17},
        "words": _WORDS,
    },
    _event,
)
_TABLES: dict[str, tuple[dict[str, Any], Callable[[Row], Iterator[Text | str]]]] = {
    "events": _EVENTS,
    "stories": _EVENTS,
    "assessments": (
        {"id": _FIXED, "published": _FIXED, "relation": {}, "tone": _FIXED, "words": _WORDS},
        _assessment,
    ),
    "statements": (
        {"id": _FIXED, "published": _FIXED, "speaker": {}, "kind": _FIXED, "words": _WORDS},
        _statement,
    ),
    "documents": (
        {
            "id": _FIXED,
            "published": _FIXED,
            "in": _FIXED,
            "publisher": {"max_width": 18},
            "title": _WORDS,
            "events": {"justify": "right"},
        },
        _document,
    ),
}
