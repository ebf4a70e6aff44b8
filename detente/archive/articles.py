"""One document with all that was found in it.

found = article(connection, "6b11291a")  # an id or its beginning
found.record["event_rows"], found.coding
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from detente.archive.showing import find, show
from detente.store.loading import load_codings
from detente.store.writing import assessment_ids
from detente.types import Coding

__all__ = ["Article", "article"]


@dataclass(frozen=True, slots=True)
class Article:
    """A document as `show` gives it, and its coding: None for events that others coded.

    `assessments` are the ids of the coding's assessments, in its order.
    """

    record: dict[str, Any]
    coding: Coding | None
    assessments: tuple[str, ...]


def article(connection: Connection, name: str) -> Article:
    """The document of an id, or the only one that begins so; UsageError otherwise."""
    _, own = find(connection, name, ("document",))
    coding = next(load_codings(connection, [own]), None)
    ids = tuple(assessment_ids(coding)) if coding else ()
    return Article(show(connection, own), coding, ids)
