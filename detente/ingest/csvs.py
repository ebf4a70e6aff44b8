"""Tables of articles: CSV and TSV with a header, an article a row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from detente.errors import InputError, UsageError
from detente.ingest._bytes import digest, fact, language_code, parse_date
from detente.resources import DATA, read_yaml
from detente.types import Document

FIELDS = ("text", "title", "published", "url", "publisher", "language", "id")
SAMPLE = 50  # rows from which the delimiter is told
_DELIMITERS = (",", ";", "\t")
_SPREADSHEET = re.compile(r"sep=(.)\n")  # a line that spreadsheets write before the header
_BETWEEN = re.compile(r"[\s.-]+")


@dataclass(frozen=True, slots=True)
class _Style:
    """How the fields of a table are divided and quoted."""

    delimiter: str
    escape: str | None = None  # a quotation mark in a field is escaped so, else doubled
    quoted: bool = True

    def rows(self, text: str) -> Iterator[list[str] | csv.Error]:
        """The rows; an error in place of a row that breaks the quoting."""
        reader = csv.reader(
            io.StringIO(text),
            delimiter=self.delimiter,
            escapechar=self.escape,
            doublequote=self.escape is None,
            quoting=csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE,
            strict=True,
        )
        while True:
            try:
                yield next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield error


def parse_columns(text: str) -> dict[str, str]:
    """Columns by the fact that they hold: "text=body,published=date".

    A fact without a column ("publisher=") is not taken from the table. UsageError where the
    text is not written so.
    """
    out: dict[str, str] = {}
    for part in text.split(","):
        key, mark, column = part.partition("=")
        key = key.strip().lower()
        if not mark or key not in FIELDS or key in out:
            raise UsageError(
                f"--columns: {part.strip()!r} is not FACT=COLUMN with one of {', '.join(FIELDS)},"
                " each once; write for example text=body,published=date",
                code="bad-columns",
            )
        out[key] = column.strip()
    return out


def read_csv(
    text: str, name: str, *, columns: Mapping[str, str] | None = None
) -> Iterator[Document | InputError]:
    """A document a row; a row that is none gives an InputError with its number.

    `columns` names the column of a fact (see `parse_columns`); others are recognised by their
    names (`data/ingest/columns.yaml`). Rows are counted as spreadsheets do: the header is row 1.
    InputError "no-column" where no column holds the text.
    """
    # the module's limit of 128 KiB a field is one for the whole process; it is never lowered
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    told = _SPREADSHEET.match(text)
    if told:
        text = text[told.end() :]
    style = _style(text, told[1] if told else None, tabs=name.lower().endswith((".tsv", ".tsv.gz")))
    rows = style.rows(text)
    header = next(rows, [])
    if isinstance(header, csv.Error):
        raise _broken(f"{name}, row 1", header)
    places = _places(header, columns or {}, name)
    empty = True
    for number, row in enumerate(rows, 2):
        where = f"{name}, row {number}"
        if isinstance(row, csv.Error):
            empty = False
            yield _broken(where, row)
        elif any(field.strip() for field in row):
            empty = False
            try:
                yield _document(row, len(header), places, where)
            except InputError as error:
                yield error
    if empty:
        yield InputError(f"{name}: the table has no rows below its header", code="empty")


def _document(row: list[str], width: int, places: Mapping[str, int], where: str) -> Document:
    if any(field.strip() for field in row[width:]):
        raise InputError(
            f"{where}: {len(row)} fields, the header has {width}; put fields that hold the"
            " delimiter in quotation marks",
            code="bad-csv",
        )
    values = {k: row[place].strip() for k, place in places.items() if place < len(row)}
    text = values.get("text", "")
    if not text:
        raise InputError(f"{where}: the text is empty", code="empty")
    title, url = fact(values, "title"), fact(values, "url")
    return Document(
        id=fact(values, "id") or digest(title, url, text),
        text=text,
        title=title,
        url=url,
        publisher=fact(values, "publisher"),
        language=language_code(values.get("language")),
        published=parse_date(values.get("published"), where),
        source=where,
    )


def _places(header: Sequence[str], columns: Mapping[str, str], name: str) -> dict[str, int]:
    names = [column.strip() for column in header]
    plain = [_plain(column) for column in names]
    out: dict[str, int] = {}
    for key in FIELDS:
        if key in columns:
            column = columns[key]
            if not column:
                continue
            if column not in names and _plain(column) not in plain:
                raise InputError(
                    f"{name}: no column {column!r} for {key}; the columns are: {_listed(names)}",
                    code="no-column",
                )
            out[key] = names.index(column) if column in names else plain.index(_plain(column))
            continue
        known = next((k for k in _known()[key] if k in plain), None)
        if known is not None:
            out[key] = plain.index(known)
    if "text" not in out:
        raise InputError(
            f"{name}: no column is known to hold the text; the columns are: {_listed(names)};"
            " name one with --columns text=COLUMN",
            code="no-column",
        )
    return out


@cache
def _known() -> dict[str, list[str]]:
    loaded: dict[str, list[str]] = read_yaml(DATA / "ingest" / "columns.yaml")
    return loaded


def _plain(column: str) -> str:
    return _BETWEEN.sub("_", column.strip().lower())


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(repr(n) for n in names[:40])
    return shown + (f" and {len(names) - 40} more" if len(names) > 40 else "")


def _style(text: str, told: str | None, *, tabs: bool) -> _Style:
    """The delimiter of most rows of equal length, and the quoting that fits the whole table."""
    if told is not None:
        delimiter = told
    elif tabs:
        delimiter = "\t"
    else:
        delimiter = max(_DELIMITERS, key=lambda d: _agreement(text, _Style(d)))
    doubled = _Style(delimiter)
    styles = [doubled, _Style(delimiter, escape="\\")]
    if delimiter == "\t":  # most programs that write tabs know no quotation marks
        styles.append(_Style(delimiter, quoted=False))
    faults: dict[_Style, int] = {}
    for style in styles:
        faults[style] = sum(isinstance(row, csv.Error) for row in style.rows(text))
        if not faults[style]:
            return style
    return min(styles, key=lambda s: faults[s])


def _agreement(text: str, style: _Style) -> tuple[int, int]:
    rows = [r for r in islice(style.rows(text), SAMPLE + 1) if isinstance(r, list) and r]
    width = len(rows[0]) if rows else 0
    return (sum(len(row) == width for row in rows), width) if width > 1 else (0, 0)


def _broken(where: str, error: csv.Error) -> InputError:
    return InputError(
        f"{where}: the quotation marks do not fit ({error}); a mark inside a field is doubled, and"
        " a field that begins with one ends with one",
        code="bad-csv",
    )
