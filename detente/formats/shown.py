"""One record of a store for people: every value, and what hangs on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from detente.formats.listing import UNKNOWN, kind_of, print_listing, sides
from detente.formats.notation import one_line

Record = Mapping[str, Any]

_APART = frozenset(  # shown in their own way, not among the values
    {"record", "id", "text", "event_rows", "assessment_rows", "statement_rows", "parties"}
    | {"confidences", "evidence", "members", "others", "links", "copies", "decisions"}
    | {"merged"}
)


def reason_of(row: Record) -> str | None:
    """Why an event is in its story, of a row of `members`; None where it is the first."""
    if not row["reason"]:
        return None
    score = f" = {row['score']:.2f}" if row["score"] is not None else ""
    merged = f" with {row['merged']}" if row["merged"] else ""
    return f"put together{merged}: {one_line(row['reason'])}{score}"


def decision_of(row: Record) -> str:
    """What somebody decided, of a row of `decisions`."""
    if row["b"] is None:
        return f"{row['kind']}: {row['a']} stands alone"
    return f"{row['kind']}: {row['a']} and {row['b']}"


def print_shown(record: Record, console: Console) -> None:
    """Print what `show` gave."""
    head = f"{record['record']} {record['id']}"
    console.print(Text(one_line(head), style="bold"), soft_wrap=True)
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(ratio=1)
    for key, value in record.items():
        if key not in _APART:
            grid.add_row(key, Text(_plain(value)))
    console.print(grid)
    if record.get("confidences"):
        known = (f"{k} {v:.2f}" for k, v in record["confidences"].items() if v is not None)
        console.print(Text(f"confidences  {', '.join(known) or UNKNOWN}"))
    for key, heading, line in _PARTS:
        if record.get(key):
            _print(console, heading, map(line, record[key]))
    if record["record"] == "document":
        _print_document(record, console)


def _plain(value: Any) -> str:
    if value is None or value == []:
        return UNKNOWN
    if isinstance(value, list):
        return ", ".join(map(one_line, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return one_line(str(value))


def _print(console: Console, heading: str, lines: Iterable[str]) -> None:
    console.print(Text(heading, style="bold"))
    for line in lines:
        for number, part in enumerate(line.split("\n")):
            console.print(Text(f"{'    ' if number else '  '}{part}"), soft_wrap=True)


def _print_document(record: Record, console: Console) -> None:
    for listing in ("events", "assessments", "statements"):
        rows = record[f"{listing.removesuffix('s')}_rows"]
        if rows:
            console.print(Text(listing, style="bold"))
            print_listing(listing, rows, console)
    console.print(Text("text", style="bold"))
    for line in record["text"].splitlines():
        console.print(Text(one_line(line)), soft_wrap=True)


def _party(row: Record) -> str:
    name = f" {one_line(row['name'])}" if row["name"] else ""
    return f"{row['side']} {row['code']}{name}  {_quoted(row['words'])}{_at(row['offset'])}"


def _evidence(row: Record) -> str:
    return (
        f"paragraph {row['paragraph']}, sentence {row['sentence']},"
        f" {row['start']}-{row['end']}  {_quoted(row['trigger'])}"
    )


def _member(row: Record) -> str:
    where = " · ".join(one_line(str(v)) for v in (row["published"], row["publisher"]) if v)
    note = "  (replaced by a correction)" if row["superseded"] else ""
    title = f"  {one_line(row['title'])}" if row["title"] else ""
    reason = reason_of(row)
    more = f"\n{reason}" if reason else ""
    return f"{row['event']}  {where or UNKNOWN}{title}  {_quoted(row['trigger'])}{note}{more}"


def _merged(row: Record) -> str:
    return reason_of(row) or UNKNOWN


def _link(row: Record) -> str:
    date = row["date"] or UNKNOWN
    why = f"{one_line(row['reason'])} = {row['score']:.2f}"
    facts = f"{row['status']}  {kind_of(row)}  {sides(row)}  {date}"
    return f"{row['link']}: {row['id']}  {facts}\n{why}"


def _copy(row: Record) -> str:
    facts = " · ".join(one_line(str(v)) for v in (row["published"], row["publisher"]) if v)
    return f"{row['way']} {row['document']}  {row['kind']}, {row['share']:.0%}  {facts}"


def _quoted(words: str | None) -> str:
    return f'"{one_line(words)}"' if words else ""


def _at(offset: int | None) -> str:
    return f"  {offset}" if offset is not None else ""


_PARTS: tuple[tuple[str, str, Callable[[Record], str]], ...] = (
    ("parties", "parties", _party),
    ("evidence", "told in", _evidence),
    ("merged", "in its story", _merged),
    ("members", "told by", _member),
    ("others", "other reports", _member),
    ("links", "belongs to", _link),
    ("decisions", "decided", decision_of),
    ("copies", "copies of its document", _copy),
)
