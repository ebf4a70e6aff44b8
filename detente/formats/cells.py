"""Cells of CSV for people: what a text says is never taken as a formula.

Spreadsheets compute a cell that begins with = + - or @, and words of an article may begin so
with bad intent. Such a cell gets an apostrophe before it, which spreadsheets take as "text".
"""

from __future__ import annotations

import re
from typing import Any

# as a spreadsheet may see it after taking off blanks, marks of direction and full width
_HIDDEN = r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"
_FORMULA = re.compile(_HIDDEN + r"[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r]")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def guarded_cell(value: Any) -> Any:
    """The cell, with an apostrophe before it where it could be a formula; numbers stay."""
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return "'" + value
    return value
