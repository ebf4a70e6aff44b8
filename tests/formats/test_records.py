"""The JSON object: what the schema demands, exact offsets, nothing lost."""

from __future__ import annotations

import dataclasses
import json

from detente.formats.records import coding_record, event_record
from tests.formats.codings import TEXT, bare, visit


def test_every_offset_of_the_record_points_at_its_words() -> None:
    record = coding_record(visit())
    for event in record["events"]:
        for mention in event["mentions"]:
            assert TEXT[mention["start"] : mention["end"]] == mention["trigger"]
        for actor in (*event["actor"], *event["recipient"]):
            assert TEXT[actor["start"] : actor["end"]] == actor["text"]
    for assessment in record["assessments"]:
        for mention in assessment["mentions"]:
            assert TEXT[mention["start"] : mention["end"]] == mention["text"]
    for statement in record["statements"]:
        assert TEXT[statement["start"] : statement["end"]] == statement["text"]


def test_what_is_not_known_is_null_and_stays() -> None:
    record = coding_record(bare("Kein Ereignis."))
    assert record["document"]["published"] is None
    assert record["document"]["url"] is None
    assert record["events"] == record["assessments"] == record["statements"] == []
    assert coding_record(visit())["events"][1]["date"] is None
    assert coding_record(visit())["events"][2]["date"]["end"] is None


def test_the_record_has_each_field_of_an_event() -> None:
    event = visit().events[0]
    fields = {f.name for f in dataclasses.fields(event)}
    assert set(event_record(event, reasons=True)) == fields
    assert set(event_record(event)) == fields - {"reasons"}


def test_reasons_are_written_only_on_request() -> None:
    assert "reasons" not in coding_record(visit())["events"][0]
    reasons = coding_record(visit(), reasons=True)["events"][0]["reasons"]
    assert reasons[0]["rule"] == "consult.verb.test"
    assert reasons[0]["score"] == 0.75


def test_the_record_is_plain_json() -> None:
    record = coding_record(visit(), reasons=True)
    assert json.loads(json.dumps(record)) == record
