"""One HTML page of all codings of a run: complete in itself, no scripts, nothing loaded.

The text of an article is hostile: every value passes the template's escaping, and the page
forbids scripts and loads by its own policy.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, TextIO

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from detente import __version__
from detente.formats._views import DocumentView, view
from detente.types import Coding

# Characters that HTML does not allow, and halves of a surrogate pair, which UTF-8 cannot hold.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def write_page(codings: list[Coding], out: TextIO) -> None:
    """Write the page; a character that HTML does not allow becomes U+FFFD."""
    views = [view(coding, number) for number, coding in enumerate(codings, 1)]
    page = _environment().get_template("page.html")
    for piece in page.generate(documents=views, title=_title(views), version=__version__):
        out.write(piece)


def _title(views: list[DocumentView]) -> str:
    if len(views) == 1:
        return views[0].title
    return f"{len(views)} documents"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _clean(value: Any) -> Any:
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return _FORBIDDEN.sub("\ufffd", value)
