"""Parquet: coded events as typed columns, for pandas, polars, DuckDB and Spark.

Nothing is lost: each field of the neutral event is a column, parties and mentions are lists of
structures. Needs pyarrow, which comes with the extra `parquet`. The columns are described in
`docs/formats/parquet.md`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from detente.errors import InputError, UsageError
from detente.formats._coded import Coded, Party, Where
from detente.formats._exchange import Losses
from detente.types import Evidence

ROWS = 10_000  # of a row group: some 5 MB, so that memory does not grow with the file
_DAYS = ("start", "end", "published")
_NUMBERS = ("goldstein", "intensity", "confidence")
_COUNTS = ("sentence", "told", "reports", "length")
_LISTS = ("aux", "contexts")
_PARTIES = ("actor", "recipient")


def write(events: Iterable[Coded], path: Path) -> Losses:
    """Write events to a Parquet file; nothing is lost, so the counts are empty.

    Rows are in the order given; the same events give the same bytes with the same pyarrow.
    UsageError if pyarrow is not installed.
    """
    arrow, parquet = _arrow()
    schema = _schema(arrow)
    todo = iter(events)
    with parquet.ParquetWriter(str(path), schema, compression="zstd") as writer:
        while batch := [_record(e) for e in islice(todo, ROWS)]:
            writer.write_table(arrow.Table.from_pylist(batch, schema=schema))
    return Counter()


def write_rows(
    keys: Sequence[str], rows: Iterable[Mapping[str, Any]], path: Path, *, whole: Collection[str]
) -> None:
    """Write rows of a list that are no events: those of `keys` that are in `whole` are numbers,
    `published` is a day, the others are text. UsageError if pyarrow is not installed.
    """
    arrow, parquet = _arrow()
    kinds = {"published": arrow.date32(), **dict.fromkeys(whole, arrow.int64())}
    schema = arrow.schema([(key, kinds.get(key, arrow.string())) for key in keys])
    todo = iter(rows)
    with parquet.ParquetWriter(str(path), schema, compression="zstd") as writer:
        while batch := [_dated(row) for row in islice(todo, ROWS)]:
            writer.write_table(arrow.Table.from_pylist(batch, schema=schema))


def _dated(row: Mapping[str, Any]) -> Mapping[str, Any]:
    day = row["published"]
    return {**row, "published": dt.date.fromisoformat(day) if day else None}


def read(path: Path) -> Iterator[Coded]:
    """The events of a Parquet file that `write` made, in order.

    UsageError if pyarrow is not installed, InputError if it is no such file.
    """
    arrow, parquet = _arrow()
    try:
        with parquet.ParquetFile(str(path)) as file:
            missing = [n for n in _schema(arrow).names if n not in file.schema_arrow.names]
            if missing:
                raise InputError(
                    f"{path}: lacks the columns {', '.join(missing[:5])}; only Parquet files"
                    " that this program wrote can be read",
                    code="bad-events",
                )
            for batch in file.iter_batches(batch_size=ROWS):
                yield from map(_event, batch.to_pylist())
    except (OSError, arrow.lib.ArrowInvalid) as error:
        raise InputError(
            f"{path}: cannot be read as Parquet ({error}); check the path and that the file is"
            " whole",
            code="bad-events",
        ) from error


def _arrow() -> tuple[Any, Any]:
    """pyarrow and its module for Parquet, imported when they are needed."""
    try:
        return importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise UsageError(
            "Parquet needs pyarrow, which is not installed; install it with pip install"
            ' "detente[parquet]", or choose another format',
            code="missing-extra",
        ) from error


def _schema(arrow: Any) -> Any:
    text, whole = arrow.string(), arrow.int32()
    party = arrow.struct(
        [
            ("code", text),
            ("name", text),
            ("text", text),
            ("sectors", arrow.list_(text)),
            ("start", whole),
        ]
    )
    where = arrow.struct(
        [
            (f.name, arrow.float64() if f.name in ("lat", "lon") else text)
            for f in dataclasses.fields(Where)
        ]
    )
    mention = arrow.struct(
        [
            (f.name, text if f.name in ("trigger", "rule") else whole)
            for f in dataclasses.fields(Evidence)
        ]
    )
    kinds: dict[str, Any] = {"location": where, "said_by": party, "mentions": arrow.list_(mention)}
    kinds |= dict.fromkeys(_DAYS, arrow.date32())
    kinds |= dict.fromkeys(_NUMBERS, arrow.float64())
    kinds |= dict.fromkeys(_COUNTS, whole)
    kinds |= dict.fromkeys(_LISTS, arrow.list_(text))
    kinds |= dict.fromkeys(_PARTIES, arrow.list_(party))
    return arrow.schema([(f.name, kinds.get(f.name, text)) for f in dataclasses.fields(Coded)])


def _record(event: Coded) -> dict[str, Any]:
    return dataclasses.asdict(event)


def _event(row: Mapping[str, Any]) -> Coded:
    values = dict(row)
    for key in _LISTS:
        values[key] = tuple(values[key] or ())
    for key in _PARTIES:
        values[key] = tuple(_party(p) for p in values[key] or ())
    values["said_by"] = _party(values["said_by"]) if values["said_by"] else None
    values["location"] = Where(**values["location"]) if values["location"] else None
    values["mentions"] = tuple(Evidence(**m) for m in values["mentions"] or ())
    return Coded(**{f.name: values[f.name] for f in dataclasses.fields(Coded)})


def _party(value: Mapping[str, Any]) -> Party:
    return Party(**{**value, "sectors": tuple(value["sectors"] or ())})
