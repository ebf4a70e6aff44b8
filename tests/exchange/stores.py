"""What tests of exchange share: files of events, and all rows of a store."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from detente.formats.exchange import WRITERS, Coded
from detente.store.database import Database
from detente.store.schema import metadata, touched

KEDS = """date\tsource\ttarget\tcode
1992-01-03\tIRQ\tIGOUNO\t036
1992-01-03\tIGOUNO\tIRQ\t036
1992-01-04\tTUR\tGRCGOV\t042
1992-01-04\tTURGOV\tGRC\t042
1992-01-04\tTUR\tGRC\t042
1992-01-04\tTUR\tGRC\t042
1992-01-05\tTURMIL\tKURREB\t190
1992-01-06\t---\tGRC\t112
"""


def rows(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, in one order, without the numbers that count changes."""
    with database.reading() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(sa.select(table))), key=repr)
            for table in metadata.sorted_tables
            if table.name != touched.name
        }


def count(database: Database, table: sa.Table) -> int:
    with database.reading() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def written(form: str, events: Iterable[Coded]) -> str:
    out = io.StringIO()
    WRITERS[form](events, out)
    return out.getvalue()


def keds_file(folder: Path, text: str = KEDS, name: str = "events.txt") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path
