"""Whether what a YAML file holds is of the kind that its keys ask for.

A table maps each key to the kind of its values. CodebookError names the file (or entry), the key,
what is expected and what stands there.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from detente.errors import CodebookError

_SHOWN = 60  # characters of a wrong value that a message repeats


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value may be: in words, and as a test."""

    name: str
    holds: Callable[[Any], bool]


def _is_word(value: Any) -> bool:
    return value is not None and not isinstance(value, (bool, dict, list))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _are_words(value: Any) -> bool:
    return all(map(_is_word, value)) if isinstance(value, list) else _is_word(value)


TEXT = Kind("text", lambda value: isinstance(value, str))
NUMBER = Kind("a number", _is_number)
COUNT = Kind("a whole number", lambda value: _is_number(value) and isinstance(value, int))
FLAG = Kind("true or false", lambda value: isinstance(value, bool))
CODE = Kind(
    "a code of 3 or 4 digits in quotes",
    lambda value: isinstance(value, str) and re.fullmatch(r"\d{3,4}", value) is not None,
)
WORDS = Kind("a word or a list of words", _are_words)
LIST = Kind("a list", lambda value: isinstance(value, list))
MAPPING = Kind("a mapping of keys to values", lambda value: isinstance(value, dict))


def either(first: Kind, second: Kind) -> Kind:
    """What is of one kind or of the other."""
    return Kind(f"{first.name}, or {second.name}", lambda v: first.holds(v) or second.holds(v))


def one_of(*values: Any) -> Kind:
    """What is one of a few values."""
    return Kind(
        f"one of {', '.join(map(str, values))}",
        lambda value: not isinstance(value, bool) and value in values,
    )


def fail(source: str, what: str, code: str = "bad-codebook") -> CodebookError:
    """The error for what is wrong with a file or entry."""
    return CodebookError(f"{source}: {what}", code=code)


def tuple_of(value: Any) -> tuple[str, ...]:
    """A word, or those of a list."""
    if value is None:
        return ()
    if isinstance(value, (list, tuple)):
        return tuple(str(v) for v in value)
    return (str(value),)


def checked(value: Any, kinds: Mapping[str, Kind], where: str) -> Mapping[str, Any]:
    """A mapping whose keys are those of `kinds`; empty for no value."""
    for key, item in _items(value, where):
        if key not in kinds:
            raise fail(where, f"unknown key {key!r}; known are {', '.join(sorted(kinds))}")
        _check(key, item, kinds[key], where)
    return value or {}


def each(value: Any, kind: Kind, where: str) -> dict[str, Any]:
    """A mapping from any words to values of one kind; empty for no value."""
    for key, item in _items(value, where):
        if isinstance(key, bool):
            raise fail(where, f"a key is read as {_shown(key)} by YAML; put it in quotes")
        _check(key, item, kind, where)
    return {str(key): item for key, item in (value or {}).items()}


def _items(value: Any, where: str) -> Iterator[tuple[Any, Any]]:
    if value is not None and not isinstance(value, dict):
        raise fail(where, f"must be {MAPPING.name}, not {_shown(value)}")
    yield from (value or {}).items()


def _check(key: Any, item: Any, kind: Kind, where: str) -> None:
    if kind.holds(item) or (item is None and kind is not FLAG):
        return
    inner = item if isinstance(item, list) else [item]
    odd = next((v for v in inner if v is None or isinstance(v, bool)), item)
    hint = ""
    if odd is None:
        hint = "; YAML reads the word null, and nothing, as no value: put words in quotes"
    elif isinstance(odd, bool) and kind is not FLAG:
        hint = f"; YAML reads words like on, off, yes and no as {_shown(odd)}: put them in quotes"
    raise fail(where, f"{key} must be {kind.name}, not {_shown(item)}{hint}")


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
