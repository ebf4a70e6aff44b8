"""What is the same in every document, wherever it comes from: composed letters, no marks that are
not seen, names of files that can be kept, days of publication that are some.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from detente.errors import InputError
from detente.ingest._bytes import plain, whole
from detente.types import Document

_YEARS = range(1400, 2200)  # of news; databases write 0001-01-01 and 9999-12-31 for no day
_BYTE = re.compile("[\udc80-\udcff]")  # as Python holds a byte of a name that is no UTF-8


def tidy(document: Document) -> Document:
    """The document as it is coded and kept: its offsets are those of the text that this gives.

    InputError where nothing is left of the text.
    """
    text = plain(document.text)
    if not text.strip():
        name = document.source or document.id
        raise InputError(f"{name}: the text has no words, only marks", code="empty")
    published, warnings = document.published, document.warnings
    if published is not None and not of_news(published):
        warnings = (*warnings, f"published {published} is no day of news: it is not used")
        published = None
    return replace(
        document,
        text=text,
        title=plain(document.title or "") or None,
        url=plain(document.url or "") or None,
        publisher=plain(document.publisher or "") or None,
        published=published,
        warnings=warnings,
    )


def of_news(day: dt.date) -> bool:
    """Whether news can be of a day."""
    return day.year in _YEARS


def kept_name(name: str) -> str:
    r"""A name of a file as it can be written everywhere: bytes that are no UTF-8 as `\xff`."""
    return whole(_BYTE.sub(lambda found: f"\\x{ord(found[0]) & 0xFF:02x}", name))
