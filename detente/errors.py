"""Errors that a user can meet.

    DetenteError
    ├── InputError      the data: a file cannot be read, is empty, binary, not a served language
    ├── CodebookError   the knowledge: a codebook or an actor table is not as it must be
    ├── UsageError      the call: an option or argument that cannot be
    └── StoreError      the store: kept for the modules that write to one

Each carries a stable `code`; the documentation has a heading for each code
(`docs/errors.md`), and a test compares the two.
"""

from __future__ import annotations

from functools import partial
from typing import Any


class DetenteError(Exception):
    """Base of all; `message` names the thing, what was tried and the next step.

    `about` is the name, as it was given, of what is not there; None where it is not one name.
    """

    def __init__(self, message: str, *, code: str, about: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.about = about

    def __reduce__(self) -> tuple[Any, ...]:
        """Rebuilt with its code: errors travel between the processes of a run."""
        return partial(type(self), code=self.code, about=self.about), (self.message,)

    def __str__(self) -> str:
        return f"{self.message} [{self.code}]"


class InputError(DetenteError):
    """An input that cannot be read as asked."""


class CodebookError(DetenteError):
    """A codebook, lexicon or actor table that breaks its own rules."""


class UsageError(DetenteError):
    """A call that cannot be carried out as given."""


class StoreError(DetenteError):
    """A store that cannot be opened, read or written."""
