"""Whatever a file holds, a reader gives events or says what is wrong with it."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import DetenteError
from detente.formats import ftm, gdelt, graphml, icews, keds, plover, polecat
from detente.formats._coded import Coded, Party
from detente.formats._exchange import quad_of
from tests.interchange.examples import plain

Read = Callable[..., Iterator[Coded]]
READERS: tuple[Read, ...] = (gdelt.read, icews.read, keds.read, plover.read, polecat.read)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=6,
)


@pytest.mark.parametrize("code", ["¹", "1²", "①"])
def test_raised_and_circled_figures_are_no_cameo_root(code: str) -> None:
    assert quad_of(None, code) is None


def tried(read: Read, lines: Iterable[str]) -> list[Coded]:
    try:
        return list(read(lines, skipped=Counter()))
    except DetenteError as error:
        assert error.code == "bad-events"
        return []


@pytest.mark.parametrize("read", READERS, ids=lambda r: r.__module__.split(".")[-1])
@settings(max_examples=60, deadline=None)
@given(lines=st.lists(TEXT, max_size=6))
def test_any_lines(read: Read, lines: list[str]) -> None:
    tried(read, lines)


@pytest.mark.parametrize(
    ("read", "columns", "head"),
    [
        (icews.read, icews.COLUMNS, True),
        (polecat.read, polecat.COLUMNS, True),
        (gdelt.read, gdelt.COLUMNS, False),
    ],
    ids=["icews", "polecat", "gdelt"],
)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_cells(read: Read, columns: tuple[str, ...], head: bool, data: st.DataObject) -> None:
    values = st.one_of(TEXT, st.sampled_from(["20220223", "2022-02-23", "1e999", "NA", "7", "-1"]))
    cells = data.draw(st.lists(values, min_size=len(columns), max_size=len(columns)))
    line = "\t".join(cell.replace("\t", " ") for cell in cells)
    tried(read, ["\t".join(columns), line] if head else [line])


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_json(data: st.DataObject) -> None:
    record: dict[str, Any] = {"id": "x", "date": "2022-02-23", "event": ["AID"]}
    keys = ("actor", "recipient", "mode", "event_loc", "event_scale", "quad_code", "context",
            "cite_info", "enddate", "link", "coder")  # fmt: skip
    for key in data.draw(st.lists(st.sampled_from(keys), max_size=4)):
        record[key] = data.draw(JSON)
    for event in tried(plover.read, [json.dumps(record)]):
        assert event.event_type == "AID"
    entity = data.draw(st.dictionaries(st.sampled_from(["code", "sector", "lat"]), JSON))
    record |= {"actor": [entity], "event_loc": entity}
    (event,) = tried(plover.read, [json.dumps(record)])
    assert event.actor[0].code


def test_deep_json_and_a_blank_coder_are_no_crash() -> None:
    assert tried(plover.read, ["[" * 100_000]) == []
    record = {"id": "x", "date": "2022-02-23", "event": ["AID"], "coder": " "}
    (event,) = tried(plover.read, [json.dumps(record)])
    assert event.source == "plover"


@settings(max_examples=60, deadline=None)
@given(name=TEXT, text=TEXT)
def test_any_words_stay_in_their_cell(name: str, text: str) -> None:
    event = replace(plain(), actor=(Party("PAK:GOV", name, text),), publisher=text, text=name)
    for module in (icews, polecat, gdelt):
        out = io.StringIO()
        module.write([event], out)
        row = out.getvalue().rstrip("\n").split("\n")[-1]
        assert row.count("\t") == len(module.COLUMNS) - 1
        assert len(tried(module.read, out.getvalue().split("\n"))) == 1
    for write in (plover.write, ftm.write, graphml.write):
        out = io.StringIO()
        write([event], out)
        assert out.getvalue().encode()


def test_writers_give_the_same_bytes_again() -> None:
    for write in (plover.write, ftm.write, graphml.write, icews.write, polecat.write, gdelt.write):
        first, second = io.StringIO(), io.StringIO()
        write([plain()], first)
        write([plain()], second)
        assert first.getvalue() == second.getvalue() != ""
