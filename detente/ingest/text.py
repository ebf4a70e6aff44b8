"""Plain text, with optional front matter between lines of three hyphens."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from detente.errors import InputError
from detente.ingest._bytes import digest, fact, language_code, parse_date
from detente.types import Document

_KNOWN = ("id", "title", "published", "url", "publisher", "language")
_NOTHING = ("", "~", "null")


def read_text(text: str, name: str) -> Iterator[Document]:
    """One document; front matter may give id, title, published, url, publisher, language."""
    meta: dict[str, object] = {}
    warnings: list[str] = []
    if text.startswith("---\n"):
        head, mark, body = text[4:].partition("\n---\n")
        if not mark:
            raise InputError(
                f"{name}: the front matter has no closing line of three hyphens", code="bad-front"
            )
        try:
            loaded = yaml.load(head, Loader=yaml.BaseLoader) or {}  # all values are strings
        except (yaml.YAMLError, RecursionError) as error:
            raise InputError(
                f"{name}: the front matter is not `key: value` lines ({error})", code="bad-front"
            ) from error
        if not isinstance(loaded, dict):
            raise InputError(f"{name}: the front matter has no keys", code="bad-front")
        meta = {str(k).lower(): v for k, v in loaded.items() if v not in _NOTHING}
        nested = sorted(k for k, v in meta.items() if k in _KNOWN and not isinstance(v, str))
        if nested:
            raise InputError(
                f"{name}: the front matter gives {nested[0]} more than one value", code="bad-front"
            )
        unknown = sorted(set(meta) - set(_KNOWN))
        if unknown:
            warnings.append(f"front matter: {', '.join(unknown)} not used")
        text = body
    if not text.strip():
        raise InputError(f"{name}: the file has no text", code="empty")
    published = parse_date(meta.get("published"), name)
    yield Document(
        id=fact(meta, "id") or digest(fact(meta, "title"), text),
        text=text,
        title=fact(meta, "title"),
        url=fact(meta, "url"),
        publisher=fact(meta, "publisher"),
        language=language_code(meta.get("language")),
        published=published,
        source=name,
        warnings=tuple(warnings),
    )
