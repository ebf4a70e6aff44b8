"""A page as a server sent it, to a document: the same for the web and for archives of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from detente.errors import InputError
from detente.ingest._bytes import decode, digest
from detente.ingest.html import read_html
from detente.types import Document

HTML = frozenset({"text/html", "application/xhtml+xml"})
TEXT = frozenset({"text/plain"})
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:-]+)", re.I)


@dataclass(frozen=True, slots=True)
class Page:
    """What came for an address; `media` is the type without its parameters, "" if not told.

    `tag` and `modified` are the marks (ETag, Last-Modified) by which a server knows it again.
    """

    url: str
    media: str
    charset: str | None
    raw: bytes
    tag: str | None = None
    modified: str | None = None


def content_type(header: str | None) -> tuple[str, str | None]:
    """Media type in small letters ("" for none) and charset of a Content-Type header."""
    value = header or ""
    found = _CHARSET.search(value)
    return value.partition(";")[0].strip().lower(), found[1] if found else None


def read_page(page: Page, name: str, *, encoding: str | None = None) -> Iterator[Document]:
    """The article of a page, or its text if it is plain text; InputError says why there is none.

    The address that the page states for itself is kept; else it is that of the page.
    """
    html = page.media not in TEXT
    text = decode(page.raw, name, encoding=encoding, declared=page.charset, html=html)
    if not html:
        yield Document(id=digest(None, text), text=text, url=page.url, source=name)
        return
    for document in read_html(text, name):
        yield replace(document, url=_absolute(page.url, document.url))


def _absolute(base: str, stated: str | None) -> str:
    try:
        url = urljoin(base, stated or "")
    except ValueError:
        return base
    return url if url.lower().startswith(("http://", "https://")) else base


def no_media(name: str, media: str) -> InputError:
    """The error for what is neither a page nor a text."""
    return InputError(
        f"{name}: the content type is {media}; HTML, plain text and feeds (RSS, Atom) are read",
        code="bad-type",
    )
