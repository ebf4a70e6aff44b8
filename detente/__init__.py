"""Détente reads news and codes who did what to whom, when, where and on whose word.

    import detente

    for coding in detente.read("articles.jsonl"):
        for event in coding.events:
            print(event.event_type, [a.code for a in event.actor], event.date)

    with detente.open("news.db") as archive:
        frame = archive.events(dyad=("PAK", "RUS"), since="2014")

Everything is imported when it is first asked for: `import detente` loads no model. By name, for
the modules below may ask for the version and must not depend on those above them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from detente.archive import Archive
    from detente.errors import (
        CodebookError,
        DetenteError,
        InputError,
        StoreError,
        UsageError,
    )
    from detente.types import (
        Actor,
        Assessment,
        Coding,
        Date,
        Document,
        Event,
        Evidence,
        Paragraph,
        Place,
        Reason,
        Statement,
    )

__version__ = "0.1.0"

__all__ = [
    "Actor", "Archive", "Assessment", "CodebookError", "Coding", "Date", "DetenteError", "Document",
    "Event", "Evidence", "InputError", "Paragraph", "Place", "Reason", "Statement", "StoreError",
    "UsageError", "__version__", "code_text", "open", "read",
]  # fmt: skip


def read(
    *paths: str | Path,
    published: dt.date | None = None,
    language: str | None = None,
    encoding: str | None = None,
    codebook: Path | None = None,
    actors: Path | None = None,
    jobs: int = 1,
    columns: Mapping[str, str] | None = None,
    delay: float = 1.0,
    allow_private: bool = False,
) -> Iterator[Coding]:
    """Codings of the documents in files, folders and at addresses, in their order.

    `published` and `language` serve documents that do not tell them. `columns` maps facts
    ("text", "published" ...) to columns of tables, `delay` is the least number of seconds
    between two pages of a web server, `allow_private` reads addresses of your own network, too.
    Raises InputError at the first document that cannot be read or coded, CodebookError and
    UsageError before any is read.
    """
    run = import_module("detente.run")
    options = run.Options(
        published, language, encoding, codebook, actors, jobs, columns, delay, allow_private
    )
    for item in run.code_paths(map(str, paths), options):
        if isinstance(item, run.Failure):
            raise item.error
        yield item


def code_text(
    text: str, *, published: dt.date | None = None, language: str | None = None
) -> Coding:
    """The coding of one text; its language is detected where it is not given.

    Without `published` relative dates stay unresolved. Offsets are those of the text as it is
    given, though it is read with composed letters (NFC) and without soft hyphens. Raises
    InputError where the text is empty or its language not served.
    """
    from detente.errors import InputError
    from detente.types import Document

    if not text.strip():
        raise InputError("the text is empty", code="empty")
    ingest = import_module("detente.ingest")
    document = Document(ingest.digest(None, text), text, language=language, published=published)
    read = import_module("detente.pipeline").code_many([ingest.tidy(document)])
    coding: Coding = import_module("detente._given").as_given(next(read), text)
    return coding


def open(target: str | Path, *, create: bool = False) -> Archive:
    """The archive in a store: a file, or a postgresql:// URL; `create` makes it if need be.

    StoreError where there is none, or it cannot be read.
    """
    archive: Archive = import_module("detente.archive").Archive(target, create=create)
    return archive


def __getattr__(name: str) -> Any:
    if name in __all__:
        module = "archive" if name == "Archive" else "types"
        if name.endswith("Error"):
            module = "errors"
        return getattr(import_module(f"detente.{module}"), name)
    raise AttributeError(f"module 'detente' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
