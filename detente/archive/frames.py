"""Rows as a frame of pandas or polars: one column a key, days as dates, lists joined by "|"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any

from detente.archive._columns import COLUMNS, DAYS, MANY
from detente.errors import UsageError

FRAMES = ("pandas", "polars")


def frame_of(listing: str, rows: Iterable[Mapping[str, Any]], kind: str) -> Any:
    """A frame of rows of a list; UsageError where the package `kind`, one of FRAMES, is missing."""
    if kind not in FRAMES:
        raise UsageError(
            f"frame {kind!r} is none of {', '.join(FRAMES)}, or None for a list of dicts",
            code="bad-filter",
        )
    package = _package(kind)
    columns: dict[str, list[Any]] = {key: [] for key in COLUMNS[listing]}
    appends = [(key, columns[key].append) for key in columns]
    for row in rows:
        for key, append in appends:
            append(row[key])
    for key in MANY & columns.keys():
        columns[key] = ["|".join(value) for value in columns[key]]
    made = _pandas if kind == "pandas" else _polars
    return package.DataFrame(
        {key: made(package, key, COLUMNS[listing][key], values) for key, values in columns.items()}
    )


def _package(kind: str) -> Any:
    try:
        return import_module(kind)
    except ModuleNotFoundError as error:
        other = next(name for name in FRAMES if name != kind)
        raise UsageError(
            f"a frame needs the package {kind}: pip install 'detente[{kind}]'; or ask for"
            f" frame={other!r}, or for frame=None, which gives a list of dicts",
            code="missing-extra",
        ) from error


def _pandas(package: Any, key: str, column: Any, values: list[Any]) -> Any:
    if key in DAYS:  # in seconds: in nanoseconds there is no day before 1677
        return package.Series(import_module("numpy").array(values, dtype="datetime64[s]"))
    kind = column.type.python_type
    missing = {int: "Int64", float: "float64"}  # types that know of missing values
    whole = {int: "int64", float: "float64", bool: "bool"}
    kinds = missing if getattr(column, "nullable", False) else whole
    return package.Series(values, dtype=kinds.get(kind, "object"))


def _polars(package: Any, key: str, column: Any, values: list[Any]) -> Any:
    kinds = {int: package.Int64, float: package.Float64, bool: package.Boolean}
    series = package.Series(key, values, dtype=kinds.get(column.type.python_type, package.String))
    return series.str.to_date("%Y-%m-%d") if key in DAYS else series
