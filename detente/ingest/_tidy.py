"""What is the same in every document, wherever it comes from: composed letters, no marks that are
not seen, names of files that can be kept, days of publication that are some.
"""

from __future__ import annotations

import os
import unicodedata
from dataclasses import replace

from detente.types import Document

EARLIEST = 1400  # years before which a day of publication is none: databases write 0001-01-01
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))  # soft hyphens, widthless spaces


def tidy(document: Document) -> Document:
    """The document as it is coded and kept: its offsets are those of the text that this gives."""
    published, warnings = document.published, document.warnings
    if published is not None and published.year < EARLIEST:
        warnings = (*warnings, f"published {published} is no day of news: it is not used")
        published = None
    return replace(
        document,
        text=plain(document.text),
        title=document.title and plain(document.title),
        publisher=document.publisher and plain(document.publisher),
        source=document.source and kept_name(document.source),
        published=published,
        warnings=warnings,
    )


def plain(text: str) -> str:
    """A text with letters and their accents as one character each (NFC), without soft hyphens and
    the marks that only tell where a line may break."""
    return unicodedata.normalize("NFC", text.translate(_UNSEEN))


def kept_name(name: str) -> str:
    """A name of a file with "�" for bytes that are no UTF-8, as it can be written everywhere."""
    return os.fsencode(name).decode("utf-8", "replace")
