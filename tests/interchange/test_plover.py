"""PLOVER JSON Lines: keys of the manual, auxiliary modes, both spellings of entities."""

from __future__ import annotations

import io
import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import InputError
from detente.formats import plover
from detente.formats._coded import Coded, Party
from tests.interchange.examples import events, ours, plain

EVENT_KEYS = {
    "id", "has_event", "date", "time", "enddate", "endtime", "actor", "recipient", "event",
    "event_loc", "event_text", "quad_code", "event_scale", "mode", "context", "link", "text",
    "text_info", "cite_info", "coder", "coded_date", "coded_time", "comment",
}  # fmt: skip
ENTITY_KEYS = {
    "code", "sector", "entity_text", "identifier_id", "identifier_text", "religion", "ethnicity",
    "office", "gender", "age",
}  # fmt: skip
PLACE_KEYS = {
    "extracted_place", "resolved_place", "geonameid", "lat", "lon", "city", "district",
    "province", "country", "country_code", "feature_class", "feature_code", "resolution",
}  # fmt: skip
CITE_KEYS = {
    "corpus", "citation", "url", "title", "language", "publication", "license", "copyright",
    "coder", "codebook", "version",
}  # fmt: skip


def written(*many: Coded) -> tuple[list[dict[str, Any]], Counter[str]]:
    out = io.StringIO()
    losses = plover.write(many, out)
    return [json.loads(line) for line in out.getvalue().splitlines()], losses


def again(*many: Coded) -> list[Coded]:
    out = io.StringIO()
    plover.write(many, out)
    return list(plover.read(io.StringIO(out.getvalue())))


def test_all_keys_are_those_of_the_manual() -> None:
    records, _ = written(plain(), *ours())
    for record in records:
        assert set(record) <= EVENT_KEYS
        assert {"id", "date", "actor", "recipient", "event"} <= set(record)
        for entity in (*record["actor"], *record["recipient"]):
            assert set(entity) <= ENTITY_KEYS
        assert set(record.get("event_loc", {})) <= PLACE_KEYS
        assert set(record.get("cite_info", {})) <= CITE_KEYS


def test_auxiliary_modes_are_kept() -> None:
    records, losses = written(*ours())
    assert [r["mode"] for r in records] == [["visit"], ["historical", "negation"]]
    assert losses["left out: no first day"] == 1  # the plan has no date
    assert losses["date: open end"] == 1
    found = again(*ours())
    assert found[1].aux == ("historical", "negation")
    assert (found[1].mode, found[0].mode) == (None, "visit")


def test_an_interval_has_its_last_day() -> None:
    event = replace(plain(), end=plain().published, edtf="2022-02-23/2022-02-24")
    (record,), losses = written(event)
    assert (record["date"], record["enddate"]) == ("2022-02-23", "2022-02-24")
    assert not [r for r in losses if r.startswith("date")]
    assert again(event)[0].edtf == event.edtf


def test_a_month_is_its_days_and_counted() -> None:
    event = replace(plain(), edtf="2022-02")
    _, losses = written(event)
    assert losses["date: a month, year or other wide date as its first and last day"] == 1


def test_several_parties_stay_one_event() -> None:
    event = replace(plain(), actor=(*plain().actor, *plain().recipient), recipient=())
    (found,) = again(event)
    assert [p.code for p in found.actor] == ["PAK:GOV", "RUS:GOV"]


@settings(max_examples=60, deadline=None)
@given(events(), st.sets(st.sampled_from(plover.AUX)))
def test_what_a_record_can_hold_comes_back(event: Coded, aux: set[str]) -> None:
    event = replace(event, aux=tuple(sorted(aux)))
    (found,) = again(event)
    same = ("id", "source", "start", "end", "edtf", "event_type", "mode", "quad_class", "aux")
    for key in (*same, "intensity", "contexts", "publisher", "url", "document", "language", "text"):
        assert getattr(found, key) == getattr(event, key), key
    for side in ("actor", "recipient"):
        mine = [(p.code, p.name, p.text) for p in getattr(event, side)]
        assert [(p.code, p.name, p.text) for p in getattr(found, side)] == mine
    assert found.location == event.location
    assert again(found) == [found]


def test_the_smallest_record_of_the_manual_is_read() -> None:
    line = (
        '{"id":"PHOXv1-20160724-0042","date":"2016-07-24","actor":[{"code":"USA"}],'
        '"recipient":[{"code":"CAN"}],"event":["CONSULT"]}'
    )
    (found,) = plover.read([line])
    assert (found.actor, found.recipient) == ((Party("USA"),), (Party("CAN"),))
    assert (found.event_type, found.intensity, found.source) == ("CONSULT", 2.5, "plover")
    assert found.location is None


def test_the_other_spelling_of_entities_and_modes_is_read() -> None:
    record = {
        "id": "x",
        "date": "2023-01-02",
        "actor": [{"raw_text": "Kurti", "country_name": "Kosovo", "sector_code": "JRN"}],
        "recipient": [{"code": "IGO", "entity_name": "NATO"}, {"code": "UNO"}],
        "event": ["CONSULT"],
        "mode": ["CONSULT-third-party"],
        "context": ["pro-democracy"],
    }
    (found,) = plover.read([json.dumps(record)])
    assert found.actor[0].code == "XKX:MED"
    assert [p.code for p in found.recipient] == ["IGO:NAT", "IGO:UNO"]
    assert (found.mode, found.contexts) == ("third-party", ("pro_democracy",))


def test_a_file_of_other_objects_is_an_error() -> None:
    with pytest.raises(InputError, match="line 2: the first object has none of the keys date"):
        list(plover.read(["", '{"id": "1", "schema": "Event"}']))


def test_records_without_what_is_required_are_counted() -> None:
    skipped: Counter[str] = Counter()
    lines = ['{"id":"a","date":"2023-01-02","event":["FLY"]}', '{"id":"b","event":["AID"]}', ""]
    assert list(plover.read(lines, skipped=skipped)) == []
    assert skipped == {"skipped: no id, day or known type": 2}


@pytest.mark.parametrize("line", ["{", "[]", "7"])
def test_a_line_that_is_no_object_is_an_error(line: str) -> None:
    with pytest.raises(InputError, match=r"p\.jsonl, line 2: no"):
        list(plover.read(["", line], name="p.jsonl"))
