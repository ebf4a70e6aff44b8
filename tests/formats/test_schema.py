"""The schema: the shipped file is the generated one, and guards what the records hold."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import detente
from detente.formats.records import coding_record
from detente.formats.schema import coding_schema
from tests.formats.codings import bare, visit

FILE = Path(detente.__file__).parent / "data/schema/coding.schema.json"
CHECK = jsonschema.Draft202012Validator(
    coding_schema(), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
)


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for value in schema.values():
            yield from objects(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from objects(value)


def test_the_shipped_file_is_the_generated_schema() -> None:
    wanted = json.dumps(coding_schema(), indent=2) + "\n"
    assert FILE.read_text("utf-8") == wanted, "write it anew: detente schema > " + str(FILE)


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(coding_schema())


def test_all_keys_are_required_and_no_others_allowed() -> None:
    found = list(objects(coding_schema()))
    assert len(found) == 12
    for schema in found:
        assert schema["required"] == list(schema["properties"])
        assert schema["additionalProperties"] is False


@pytest.mark.parametrize("coding", [visit(), bare("Nichts geschah.")], ids=["visit", "bare"])
def test_records_validate(coding: Any) -> None:
    CHECK.validate(coding_record(coding))


def paths(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Paths of all keys of all objects."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*at, key)
            yield from paths(inner, (*at, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from paths(inner, (*at, i))


RECORD = coding_record(visit())


@pytest.mark.parametrize("path", list(paths(RECORD)), ids=lambda p: ".".join(map(str, p)))
def test_a_record_that_lacks_a_key_does_not_validate(path: tuple[Any, ...]) -> None:
    record = copy.deepcopy(RECORD)
    home = record
    for step in path[:-1]:
        home = home[step]
    del home[path[-1]]
    assert not CHECK.is_valid(record)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("document", "published"), "2021-02-30"),
        (("document", "extra"), 1),
        (("events", 0, "aux"), ["soon"]),
        (("events", 0, "confidence"), 1.5),
        (("events", 0, "mentions"), []),
        (("events", 0, "mentions", 0, "start"), -1),
        (("events", 0, "actor", 0, "code"), ""),
        (("assessments", 0, "tone"), "icy"),
        (("statements", 0, "kind"), "shouted"),
    ],
    ids=str,
)
def test_a_value_that_cannot_be_does_not_validate(path: tuple[Any, ...], value: Any) -> None:
    record = copy.deepcopy(RECORD)
    home = record
    for step in path[:-1]:
        home = home[step]
    home[path[-1]] = value
    assert not CHECK.is_valid(record)


@pytest.mark.model
@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "de",
            "Der lettische Präsident reiste am Montag nach Wien. „Wir helfen“, sagte er.\n"
            "Die Beziehungen zwischen Riga und Minsk sind angespannt.",
        ),
        (
            "en",
            'The Latvian president travelled to Vienna on Monday. "We will help," he said.\n'
            "Relations between Riga and Minsk are strained.",
        ),
    ],
)
def test_what_is_really_coded_validates(language: str, text: str) -> None:
    from detente.pipeline import code, load_tools
    from detente.types import Document
    from tests.formats.codings import DAY

    coding = code(Document("x", text, language=language, published=DAY), load_tools(language))
    record = coding_record(coding)
    assert record["events"]
    CHECK.validate(record)
