"""JSON Schema (2020-12) of what `read --format json` writes.

The tables below are the one place that names the keys; the file in `detente/data/schema` is
written from them (`detente schema`), and the tests hold `formats/records.py` against them.
"""

from __future__ import annotations

from typing import Any

from detente.types import SLOTS

Schema = dict[str, Any]

_OFFSET: Schema = {"type": "integer", "minimum": 0}
_INDEX = _OFFSET
_WORD: Schema = {"type": "string", "minLength": 1}
_TEXT: Schema = {"type": "string"}
_DAY: Schema = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _maybe(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _list(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def _number(low: float, high: float) -> Schema:
    return {"type": "number", "minimum": low, "maximum": high}


def _is(schema: Schema, description: str) -> Schema:
    return {"description": description, **schema}


_SPAN = {
    "start": _is(_OFFSET, "first character in the document's text, counted in Unicode characters"),
    "end": _is(_OFFSET, "character after the last"),
}
_DEFS: dict[str, tuple[str, dict[str, Schema]]] = {
    "paragraph": (
        "a stretch of the text",
        {
            "index": _INDEX,
            **_SPAN,
            "repeats": _is(_maybe(_INDEX), "index of the earlier paragraph that this one copies"),
        },
    ),
    "document": (
        "the text and what is known of it",
        {
            "id": _is(_TEXT, "the id given, else a digest of the content"),
            "title": _maybe(_TEXT),
            "url": _maybe(_TEXT),
            "publisher": _maybe(_TEXT),
            "language": _maybe(_WORD),
            "published": _is(_maybe(_DAY), "null where it is not known"),
            "paragraphs": _list(_ref("paragraph")),
        },
    ),
    "actor": (
        "a political actor as the text names it",
        {
            "code": _is(_WORD, "COUNTRY:SECTOR, or IGO:UNO and the like"),
            "country": _is(_maybe(_WORD), "ISO 3166-1 alpha-3"),
            "sector": _maybe(_WORD),
            "name": _TEXT,
            "text": _is(_TEXT, "the words of the text"),
            **_SPAN,
        },
    ),
    "date": (
        "when it happened or is to happen",
        {
            "edtf": _is(_WORD, "Extended Date/Time Format, as exact as the text is"),
            "start": _is(_maybe(_DAY), "first day that the value allows"),
            "end": _is(_maybe(_DAY), "last day that the value allows"),
            "text": _is(_maybe(_TEXT), "the words that it rests on"),
        },
    ),
    "place": (
        "where",
        {
            "text": _TEXT,
            "name": _TEXT,
            "country": _maybe(_WORD),
            "lat": _maybe(_number(-90, 90)),
            "lon": _maybe(_number(-180, 180)),
        },
    ),
    "mention": (
        "where in the text an event is told",
        {
            "paragraph": _INDEX,
            "sentence": _INDEX,
            **_SPAN,
            "trigger": _is(_TEXT, "the words from start to end"),
            "rule": _is(_TEXT, "the codebook entry that read them"),
        },
    ),
    "confidences": (
        "how likely each slot of an event is right, given that the event is; null: not known",
        {slot: _maybe(_number(0, 1)) for slot in SLOTS},
    ),
    "event": (
        "one thing that political actors did, will do, might do or did not do",
        {
            "id": _is(_WORD, "a digest: the same input gives the same id"),
            "event_type": _is(_WORD, "type of the ontology"),
            "mode": _maybe(_WORD),
            "cameo": _is(_maybe({"type": "string", "pattern": r"^\d{2,4}$"}), "CAMEO code"),
            "quad_class": _maybe(_WORD),
            "intensity": _is(_maybe(_number(-10, 10)), "PLOVER: -10 conflict, 10 cooperation"),
            "goldstein": _maybe(_number(-10, 10)),
            "contexts": _list(_WORD),
            "actor": _list(_ref("actor")),
            "recipient": _list(_ref("actor")),
            "date": _is(_maybe(_ref("date")), "null where the text does not tell"),
            "aux": _list(
                {"type": "string", "enum": ["future", "historical", "hypothetical", "negation"]}
            ),
            "said_by": _is(_maybe(_ref("actor")), "the party on whose word the report rests"),
            "location": _maybe(_ref("place")),
            "mentions": {**_list(_ref("mention")), "minItems": 1},
            "confidence": _is(_number(0, 1), "how likely the event is right"),
            "confidences": _ref("confidences"),
        },
    ),
    "evidence": (
        "the words that an assessment rests on",
        {"text": _TEXT, **_SPAN, "paragraph": _INDEX},
    ),
    "assessment": (
        "how the text says that two parties stand",
        {
            "a": _WORD,
            "b": _WORD,
            "tone": {"type": "string", "enum": ["friendly", "neutral", "hostile"]},
            "trend": _maybe({"type": "string", "enum": ["improving", "stable", "worsening"]}),
            "said_by": _maybe(_ref("actor")),
            "mentions": {**_list(_ref("evidence")), "minItems": 1},
        },
    ),
    "statement": (
        "somebody's words",
        {
            "speaker": _maybe(_ref("actor")),
            "kind": {"type": "string", "enum": ["direct", "indirect"]},
            "text": _TEXT,
            **_SPAN,
        },
    ),
}
_CODING: dict[str, Schema] = {
    "document": _ref("document"),
    "events": _list(_ref("event")),
    "assessments": _list(_ref("assessment")),
    "statements": _list(_ref("statement")),
    "warnings": _list(_TEXT),
}


def coding_schema() -> Schema:
    """The schema of one line: all keys are required, no others are allowed."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Coding",
        "description": "all that one document says",
        **_object(_CODING),
        "$defs": {
            name: {"description": description, **_object(properties)}
            for name, (description, properties) in _DEFS.items()
        },
    }


def _object(properties: dict[str, Schema]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
