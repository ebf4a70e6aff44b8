"""One HTML page of all codings of a run: complete in itself, no scripts, nothing loaded.

The text of an article is hostile: every value passes the template's escaping, and the page
forbids scripts and loads by its own policy.
"""

from __future__ import annotations

from typing import TextIO

from detente import __version__
from detente.formats._jinja import environment
from detente.formats._views import DocumentView, view
from detente.types import Coding


def write_page(codings: list[Coding], out: TextIO) -> None:
    """Write the page; a character that HTML does not allow becomes U+FFFD."""
    views = [view(coding, number) for number, coding in enumerate(codings, 1)]
    page = environment().get_template("page.html")
    for piece in page.generate(documents=views, title=_title(views), version=__version__):
        out.write(piece)


def _title(views: list[DocumentView]) -> str:
    if len(views) == 1:
        return views[0].title
    return f"{len(views)} documents"
