"""Plain text, with optional front matter between lines of three hyphens."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from detente.errors import InputError
from detente.ingest._bytes import digest, parse_date
from detente.types import Document

_KNOWN = ("id", "title", "published", "url", "publisher", "language")


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
            loaded = yaml.safe_load(head) or {}
        except yaml.YAMLError as error:
            raise InputError(
                f"{name}: the front matter is not `key: value` lines ({error})", code="bad-front"
            ) from error
        if not isinstance(loaded, dict):
            raise InputError(f"{name}: the front matter has no keys", code="bad-front")
        meta = {str(k).lower(): v for k, v in loaded.items()}
        unknown = sorted(set(meta) - set(_KNOWN))
        if unknown:
            warnings.append(f"front matter: {', '.join(unknown)} not used")
        text = body
    if not text.strip():
        raise InputError(f"{name}: the file has no text", code="empty")
    get = lambda key: None if meta.get(key) is None else str(meta[key])  # noqa: E731
    published = parse_date(meta.get("published"), name)
    yield Document(
        id=get("id") or digest(get("title"), text),
        text=text,
        title=get("title"),
        url=get("url"),
        publisher=get("publisher"),
        language=get("language"),
        published=published,
        source=name,
        warnings=tuple(warnings),
    )
