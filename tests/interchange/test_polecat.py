"""POLECAT: 40 columns, `None` for nothing, "; " between values, and the faults of its files."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings

from detente.errors import InputError
from detente.formats import polecat
from detente.formats._coded import Coded, Party
from tests.interchange.examples import events, ours, plain


def written(*many: Coded) -> tuple[list[dict[str, str]], Counter[str]]:
    out = io.StringIO()
    losses = polecat.write(many, out)
    cells = [row.split("\t") for row in out.getvalue().splitlines()]
    assert cells[0] == list(polecat.COLUMNS)
    assert all(len(c) == 40 and all(c) for c in cells)
    return [dict(zip(polecat.COLUMNS, c, strict=True)) for c in cells[1:]], losses


def again(*many: Coded) -> list[Coded]:
    out = io.StringIO()
    polecat.write(many, out)
    return list(polecat.read(io.StringIO(out.getvalue())))


def test_a_row_has_the_values_of_the_event() -> None:
    event = replace(plain(), contexts=("diplomatic", "pro_democracy"))
    (row,), losses = written(event)
    assert (row["Event Type"], row["Event Mode"]) == ("CONSULT", "visit")
    assert (row["Quad Code"], row["Intensity"]) == ("VERBAL COOPERATION", "4")
    assert row["Contexts"] == "diplomatic; pro-democracy"
    assert (row["Actor Country"], row["Actor COW"], row["Primary Actor Sector"]) == (
        "PAK",
        "770",
        "GOV",
    )
    assert row["Recipient Title"] == row["Story People"] == "None"
    assert losses["Goldstein value"] == losses["CAMEO code"] == 1


def test_media_are_journalists_and_kosovo_is_kos() -> None:
    event = replace(plain(), actor=(Party("XKX:MED", "Koha"),))
    (row,), _ = written(event)
    assert (row["Actor Country"], row["Primary Actor Sector"]) == ("KOS", "JRN")
    (found,) = again(event)
    assert found.actor[0].code == "XKX:MED"


def test_several_parties_stay_one_event() -> None:
    two = (Party("PAK:GOV", "Imran Khan"), Party("IGO:UNO", "United Nations"))
    event = replace(plain(), actor=two)
    (row,), _ = written(event)
    assert row["Actor Name"] == "Imran Khan; United Nations"
    assert row["Actor Country"] == "PAK; IGO"
    assert row["Primary Actor Sector"] == "GOV; None"
    (found,) = again(event)
    assert [(p.code, p.name) for p in found.actor] == [(p.code, p.name) for p in two]


def test_what_did_not_happen_is_left_out() -> None:
    rows, losses = written(*ours(), replace(plain(), event_type=None))
    assert len(rows) == 1
    assert losses["left out: negation"] == losses["left out: no event type"] == 1


@settings(max_examples=60, deadline=None)
@given(events())
def test_what_a_row_can_hold_comes_back(event: Coded) -> None:
    (found,) = again(event)
    for key in ("id", "start", "end", "edtf", "event_type", "mode", "quad_class", "intensity"):
        assert getattr(found, key) == getattr(event, key), key
    for key in ("contexts", "publisher", "language", "published"):
        assert getattr(found, key) == getattr(event, key), key
    for side in ("actor", "recipient"):
        mine = [(p.code, p.name, p.text) for p in getattr(event, side)]
        assert [(p.code, p.name, p.text) for p in getattr(found, side)] == mine
    if event.location:
        assert found.location == event.location
    assert again(found) == [found]


def test_the_known_faults_of_its_files_do_no_harm() -> None:
    out = io.StringIO()
    polecat.write([plain()], out)
    head, row = out.getvalue().splitlines()
    older = head.replace("Intensity", "Event Intensity").replace("Event ID", "#!Event ID")
    lines = [f"{older}\tEvent Type", f"{row}\tASSAULT", f"{older}\tEvent Type", row + "\t\t\t"]
    skipped: Counter[str] = Counter()
    lines.append(row + "\tx\ty")
    assert list(polecat.read(lines, skipped=skipped)) == again(plain(), plain())
    assert skipped == {"skipped: wrong number of cells": 1}


def test_modes_of_older_files_are_those_of_the_manual() -> None:
    event = replace(plain(), event_type="ASSAULT", mode="assassinate", intensity=None)
    (found,) = again(event)
    assert (found.mode, found.intensity) == ("targeted", -9.5)


def test_a_file_of_something_else_is_an_error() -> None:
    with pytest.raises(InputError, match="lacks the columns Event Type"):
        list(polecat.read(["Event ID\tEvent Date\tActor Name\tRecipient Name"]))
