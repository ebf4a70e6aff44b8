"""JSON Lines: each line for itself, its facts, and what may be wrong with it."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from detente.errors import InputError
from detente.ingest.jsonl import read_jsonl
from detente.types import Document


def items(text: str) -> list[Document | InputError]:
    return list(read_jsonl(text, "a.jsonl"))


def one(**values: object) -> Document:
    (document,) = items(json.dumps(values))
    assert isinstance(document, Document)
    return document


def test_all_facts() -> None:
    document = one(
        text="Ein Text.",
        id=17,
        title="T",
        published="2021-03-17T10:00:00Z",
        language="DE",
        url="https://example.org",
        publisher="P",
        more="is ignored",
    )
    assert document == Document(
        "17",
        "Ein Text.",
        "T",
        "https://example.org",
        "P",
        "de",
        dt.date(2021, 3, 17),
        "a.jsonl, line 1",
    )


def test_text_alone() -> None:
    document = one(text="One.\r\nTwo.")
    assert document.text == "One.\nTwo."
    assert (document.title, document.published, document.language) == (None, None, None)
    assert document.id == one(text="One.\nTwo.").id != one(text="One.").id


def test_empty_and_null_facts_are_not_known() -> None:
    document = one(text="x", id="", title=None, published="", url=None)
    assert (document.title, document.published, document.url) == (None, None, None)
    assert document.id


def test_lines_keep_their_order_and_a_bad_one_stands_in_its_place() -> None:
    lines = [
        '{"text": "a"}',
        "",
        "[1]",
        '{"title": "b"}',
        '{"text": "  "}',
        '{"text": 5}',
        '{"text": "c", "published": "2021-02-30"}',
        "nonsense",
        "[" * 100_000,
        '{"text": "d"}',
    ]
    found = items("\n".join(lines) + "\n")
    shown = [i.text if isinstance(i, Document) else i.code for i in found]
    assert shown == [
        "a",
        "bad-json",
        "empty",
        "empty",
        "empty",
        "bad-date",
        "bad-json",
        "bad-json",
        "d",
    ]
    assert "line 3" in str(found[1]) and "line 8" in str(found[6])
    assert found[8].source == "a.jsonl, line 10"  # type: ignore[union-attr]


def test_a_last_line_that_is_cut_is_said_to_be() -> None:
    whole, cut = items('{"text": "a"}\n{"text": "b", "ti')
    assert isinstance(whole, Document)
    assert isinstance(cut, InputError) and "truncated" in str(cut) and "line 2" in str(cut)


def test_an_object_over_several_lines_is_not_json_lines() -> None:
    assert {i.code for i in items('{\n "text": "a"\n}') if isinstance(i, InputError)} == {
        "bad-json"
    }


@pytest.mark.parametrize("text", ["a\ud800b", "\udfff", "x\ud83d"])
def test_half_of_a_pair_becomes_a_mark_of_the_same_length(text: str) -> None:
    document = one(text=text, title=text, id=text)
    assert len(document.text) == len(text)
    for value in (document.text, document.title, document.id):
        assert value and "\ufffd" in value
        value.encode("utf-8")


def test_a_line_separator_inside_of_a_text_is_no_line_end() -> None:
    raw = json.dumps({"text": "a\u2028b\u0085c"}, ensure_ascii=False)
    (document,) = items(raw)
    assert isinstance(document, Document) and document.text == "a\u2028b\u0085c"
