"""ICEWS: rows of 20 columns, the real file read and written whole."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings

from detente.errors import InputError
from detente.formats import icews
from detente.formats._coded import Coded, Party
from tests.interchange.examples import SHARED, events, ours, plain

REAL = SHARED / "interchange" / "icews_2018_sample.tab"


def written(*many: Coded) -> tuple[list[dict[str, str]], Counter[str]]:
    out = io.StringIO()
    losses = icews.write(many, out)
    head, *rows = out.getvalue().splitlines()
    assert head.split("\t") == list(icews.COLUMNS)
    cells = [row.split("\t") for row in rows]
    assert all(len(c) == len(icews.COLUMNS) == 20 for c in cells)
    return [dict(zip(icews.COLUMNS, c, strict=True)) for c in cells], losses


def again(*many: Coded) -> list[Coded]:
    out = io.StringIO()
    icews.write(many, out)
    return list(icews.read(io.StringIO(out.getvalue())))


def test_a_row_has_the_values_of_the_event() -> None:
    (row,), losses = written(plain())
    assert row["Event ID"] == "123456"
    assert (row["Event Date"], row["CAMEO Code"]) == ("2022-02-23", "042")
    assert (row["Event Text"], row["Intensity"]) == ("Make a visit", "1.9")
    assert (row["Source Name"], row["Source Sectors"]) == ("Imran Khan", "Government")
    assert (row["Source Country"], row["Target Country"]) == ("Pakistan", "Russian Federation")
    assert (row["City"], row["Country"]) == ("Moscow", "Russian Federation")
    assert (row["Latitude"], row["Longitude"]) == ("55.75", "37.62")
    assert (row["Sentence Number"], row["Story ID"]) == ("3", "77")
    assert losses["said_by"] == losses["url"] == losses["confidence"] == 1
    assert "no CAMEO code" not in losses


def test_ids_are_whole_numbers() -> None:
    rows, losses = written(*ours())
    assert rows
    assert all(row["Event ID"].isdecimal() and int(row["Event ID"]) < 2**63 for row in rows)
    assert losses["document id: written as a number"] == 1


def test_what_did_not_happen_is_left_out_and_counted() -> None:
    rows, losses = written(*ours())
    assert [row["CAMEO Code"] for row in rows] == ["042"]
    assert losses["left out: negation"] == 1
    assert losses["left out: future"] == 1


def test_a_promise_stays_although_its_act_is_to_come() -> None:
    promise = replace(plain(), event_type="AGREE", mode=None, cameo="036", aux=("future",))
    rows, losses = written(promise)
    assert len(rows) == 1
    assert losses["auxiliary mode future"] == 1


def test_actors_who_act_together_are_paired_both_ways() -> None:
    three = (Party("PAK:GOV", "a"), Party("RUS:GOV", "b"), Party("CHN:GOV", "c"))
    rows, losses = written(replace(plain(), actor=three, recipient=()))
    pairs = [(row["Source Name"], row["Target Name"]) for row in rows]
    assert pairs == [("a", "b"), ("a", "c"), ("b", "a"), ("b", "c"), ("c", "a"), ("c", "b")]
    assert len({row["Event ID"] for row in rows}) == 6
    assert losses["several parties: one row a pair"] == 1


def test_an_event_without_day_is_left_out() -> None:
    rows, losses = written(replace(plain(), start=None, end=None, edtf=None))
    assert (rows, losses) == ([], {"left out: no first day": 1})


@settings(max_examples=60, deadline=None)
@given(events())
def test_what_a_row_can_hold_comes_back(event: Coded) -> None:
    (found,) = again(event)
    for key in ("id", "start", "end", "edtf", "event_type", "mode", "cameo", "quad_class"):
        assert getattr(found, key) == getattr(event, key), key
    for key in ("contexts", "intensity", "publisher", "document", "sentence"):
        assert getattr(found, key) == getattr(event, key), key
    for side in ("actor", "recipient"):
        mine = [(p.code, p.name) for p in getattr(event, side)]
        assert [(p.code, p.name) for p in getattr(found, side)] == mine
    if event.location:
        assert found.location
        for key in ("name", "country", "lat", "lon"):
            assert getattr(found.location, key) == getattr(event.location, key), key
    assert again(found) == [found]


@pytest.mark.skipif(not REAL.exists(), reason="the real ICEWS file is not on this machine")
def test_the_real_file_is_read_whole_and_written_as_it_was() -> None:
    raw = REAL.read_text("utf-8")
    skipped: Counter[str] = Counter()
    found = list(icews.read(raw.splitlines(), skipped=skipped))
    cells = [line.split("\t") for line in raw.splitlines()]
    assert len(found) == len(cells) - 1 == 3705
    assert set(skipped) <= {"party that could not be coded"}
    assert skipped["party that could not be coded"] < 120
    out = io.StringIO()
    losses = icews.write(found, out)
    assert not [reason for reason in losses if reason.startswith("left out")]
    mine = [line.split("\t") for line in out.getvalue().splitlines()]
    assert len(mine) == len(cells)
    for theirs, own in zip(cells, mine, strict=True):
        for column, a, b in zip(icews.COLUMNS, theirs, own, strict=True):
            a = "" if a == "NA" else a
            assert a == b or float(a) == float(b), (column, a, b)


@pytest.mark.skipif(not REAL.exists(), reason="the real ICEWS file is not on this machine")
def test_the_labels_and_values_of_the_real_file_are_those_of_the_table() -> None:
    rows = icews.read(REAL.read_text("utf-8").splitlines())
    for event in rows:
        (own,), _ = written(event)
        assert event.goldstein == float(own["Intensity"])
        assert own["Event Text"]


def test_columns_may_come_in_another_order_and_twice() -> None:
    out = io.StringIO()
    icews.write([plain()], out)
    lines = [line.split("\t") for line in out.getvalue().splitlines()]
    turned = ["\t".join((*reversed(cells), cells[-1])) for cells in lines]
    assert list(icews.read(turned)) == again(plain())


def test_rows_that_are_no_rows_are_counted() -> None:
    out = io.StringIO()
    icews.write([plain()], out)
    head, row = out.getvalue().splitlines()
    skipped: Counter[str] = Counter()
    bad = [head, "a\tb", head, row + "\tx\ty", row.replace("2022-02-23", "2022-02-31"), "", row]
    assert len(list(icews.read(bad, skipped=skipped))) == 1
    assert skipped == {"skipped: wrong number of cells": 2, "skipped: no id or no day": 1}


def test_a_file_of_something_else_is_an_error() -> None:
    with pytest.raises(InputError, match=r"x\.tab: the first line lacks the columns Event ID"):
        list(icews.read(["date\tsource\ttarget\tcode"], name="x.tab"))
