"""JSON Lines: an object a line with `text` and, where known, its facts."""

from __future__ import annotations

import json
from collections.abc import Iterator

from detente.errors import InputError
from detente.ingest._bytes import digest, fact, language_code, parse_date, whole
from detente.types import Document


def read_jsonl(text: str, name: str) -> Iterator[Document | InputError]:
    """A document a line; a line that is none gives an InputError that names it."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        where = f"{name}, line {number}"
        try:
            yield _document(json.loads(line), where, name)
        except json.JSONDecodeError as error:
            cut = number == text.count("\n") + 1
            hint = "; the file may be truncated" if cut else ""
            yield InputError(
                f"{where}: not a JSON object ({error.msg} at column {error.colno}){hint}",
                code="bad-json",
            )
        except RecursionError:
            yield InputError(f"{where}: nested too deeply", code="bad-json")
        except InputError as error:
            yield error


def _document(value: object, where: str, name: str) -> Document:
    if not isinstance(value, dict):
        raise InputError(f"{where}: not a JSON object", code="bad-json")
    text = value.get("text")
    if not isinstance(text, str) or not text.strip():
        raise InputError(f"{where}: the object has no text", code="empty")
    text = whole(text).replace("\r\n", "\n").replace("\r", "\n")
    return Document(
        id=fact(value, "id") or digest(fact(value, "title"), fact(value, "url"), text),
        text=text,
        title=fact(value, "title"),
        url=fact(value, "url"),
        publisher=fact(value, "publisher"),
        language=language_code(fact(value, "language") or fact(value, "lang")),
        published=parse_date(value.get("published"), where),
        source=where,
    )
