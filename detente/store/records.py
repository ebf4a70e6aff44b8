"""A coding as bytes and back: all its values by the names of their fields, JSON, zlib.

Fields at their defaults are left out, and a field that a record lacks gets its default: older
records are read by newer programs as long as new fields have defaults.
"""

from __future__ import annotations

import datetime as dt
import json
import types
import typing
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from functools import cache
from typing import Any

from detente.types import Coding, Document, Event, Name, Sentence, Token

LEVEL = 6  # of zlib; see benchmarks/store.py

Turn = Callable[[Any], Any]


def pack_coding(coding: Coding) -> bytes:
    """The coding but for its document's own values; of sentences what `Sentence.bare` keeps."""
    plain = {name: _packer(kind)(getattr(coding, name)) for name, kind in _parts().items()}
    plain["own_warnings"] = list(coding.document.warnings)
    plain["sentences"] = [_sentence(s) for s in coding.sentences]
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode(), LEVEL)


def unpack_coding(record: bytes, document: Document) -> Coding:
    """The coding of a record; `document` gives its document's values."""
    plain = json.loads(zlib.decompress(record))
    parts = {name: _reader(kind)(plain.get(name, ())) for name, kind in _parts().items()}
    return Coding(
        document=replace(document, warnings=tuple(plain["own_warnings"])),
        sentences=tuple(_bare(values, document.text) for values in plain["sentences"]),
        **parts,
    )


def raw_events(record: bytes) -> dict[str, Any]:
    """The events of a record by id, as `read_event` takes them: cheap where few are wanted."""
    return {raw["id"]: raw for raw in json.loads(zlib.decompress(record)).get("events", ())}


def read_event(raw: Any) -> Event:
    """An event that `raw_events` gave."""
    event: Event = _reader(Event)(raw)
    return event


def _sentence(sentence: Sentence) -> list[Any]:
    """Numbers, then a list for each name: its kind and where its words are."""
    names = [
        [n.kind, *(x for t in sentence.tokens[n.first : n.last] for x in (t.start, t.end))]
        for n in sentence.names
    ]
    return [sentence.index, sentence.paragraph, sentence.start, sentence.end, *names]


def _bare(values: list[Any], text: str) -> Sentence:
    tokens: list[Token] = []
    names: list[Name] = []
    for kind, *bounds in values[4:]:
        first = len(tokens)
        for start, end in zip(bounds[::2], bounds[1::2], strict=True):
            tokens.append(Token(len(tokens), start, end, text[start:end], "", "", -1, ""))
        names.append(Name(first, len(tokens), kind))
    leaves = ((),) * len(tokens)
    index, paragraph, start, end = values[:4]
    return Sentence(index, paragraph, start, end, tuple(tokens), tuple(names), leaves)


@cache
def _parts() -> Mapping[str, Any]:
    """Fields of a coding that go into records by their types."""
    return {n: k for n, k in _hints(Coding) if n not in ("document", "sentences")}


def _hints(kind: Any) -> Iterator[tuple[str, Any]]:
    hints = typing.get_type_hints(kind)
    for field in fields(kind):
        yield field.name, hints[field.name]


def _default(field: Field[Any]) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


def _same(value: Any) -> Any:
    return value


def _item(kind: Any) -> Any:
    """The type of the items of a tuple, or the one that is not None of two."""
    return next(k for k in typing.get_args(kind) if k not in (type(None), Ellipsis))


def _optional(kind: Any) -> bool:
    return typing.get_origin(kind) in (typing.Union, types.UnionType)


@cache
def _packer(kind: Any) -> Turn:
    """The function that makes a value of a type plain."""
    if is_dataclass(kind):
        empty = {f.name: _default(f) for f in fields(kind)}
        parts = [(name, empty[name], _packer(inner)) for name, inner in _hints(kind)]

        def pack(value: Any) -> dict[str, Any]:
            plain = {}
            for name, none, inner in parts:  # thousands of times a document: kept plain
                told = getattr(value, name)
                if told is not none and (none is None or told != none):
                    plain[name] = told if inner is _same else inner(told)
            return plain

        return pack
    if typing.get_origin(kind) is tuple:
        item = _packer(_item(kind))
        return list if item is _same else lambda value: [item(v) for v in value]
    if _optional(kind):
        inner = _packer(_item(kind))
        return inner if inner is _same else lambda value: None if value is None else inner(value)
    if typing.get_origin(kind) is Mapping:
        return dict
    return dt.date.isoformat if kind is dt.date else _same


@cache
def _reader(kind: Any) -> Turn:
    """The function that makes a value of a type from a plain one."""
    if is_dataclass(kind):
        parts = {name: _reader(inner) for name, inner in _hints(kind)}

        make: Any = kind

        def read(plain: dict[str, Any]) -> Any:
            return make(**{n: parts[n](v) for n, v in plain.items() if n in parts})

        return read
    if typing.get_origin(kind) is tuple:
        item = _reader(_item(kind))
        return tuple if item is _same else lambda plain: tuple(item(v) for v in plain)
    if _optional(kind):
        inner = _reader(_item(kind))
        return inner if inner is _same else lambda plain: None if plain is None else inner(plain)
    if typing.get_origin(kind) is Mapping:
        return dict
    return dt.date.fromisoformat if kind is dt.date else _same
