"""All settings in one table; the only reader of the environment.

A setting is read from the variable `DETENTE_<NAME>`; options of the command line win.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from detente.errors import UsageError

SETTINGS: tuple[tuple[str, str, str], ...] = (
    ("threads", "1", "Processor threads that the language model may use in one process."),
    ("max_bytes", "100000000", "Largest input file in bytes; larger ones are named and skipped."),
    ("fetch_seconds", "60", "Seconds that one request to a web server may take, body included."),
    ("batch_words", "6000", "Words of several documents that go through the model together."),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Values of SETTINGS, checked."""

    threads: int
    max_bytes: int
    fetch_seconds: int
    batch_words: int


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; UsageError where a value is no positive whole number."""
    source = os.environ if environment is None else environment
    values: dict[str, int] = {}
    for name, default, _ in SETTINGS:
        variable = f"DETENTE_{name.upper()}"
        raw = source.get(variable, default)
        if not raw.isdecimal() or int(raw) < 1:
            raise UsageError(
                f"{variable} is {raw!r}; it must be a whole number of 1 or more", code="bad-setting"
            )
        values[name] = int(raw)
    return Settings(**values)
