"""FollowTheMoney: entities that its own library accepts, each once, with no loose ends."""

from __future__ import annotations

import io
import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.formats import ftm
from detente.formats._coded import Coded
from tests.interchange.examples import events, ours, plain


def written(many: list[Coded]) -> tuple[list[dict[str, Any]], Counter[str]]:
    out = io.StringIO()
    losses = ftm.write(many, out)
    return [json.loads(line) for line in out.getvalue().splitlines()], losses


def test_an_event_has_its_parties_document_and_link() -> None:
    entities, losses = written([plain()])
    kinds = [e["schema"] for e in entities]
    assert kinds == ["LegalEntity", "PublicBody", "Article", "Event", "UnknownLink"]
    khan, russia, article, event, link = entities
    assert khan["properties"]["country"] == ["pk"]
    facts = event["properties"]
    assert facts["involved"] == sorted([khan["id"], russia["id"]])
    assert (facts["proof"], facts["startDate"]) == ([article["id"]], ["2022-02-23"])
    assert facts["name"] == ["CONSULT visit: Imran Khan > Russia"]
    assert facts["notes"] == ["said by SRC"]
    assert link["properties"]["subject"] == [khan["id"]]
    assert link["properties"]["object"] == [russia["id"]]
    assert link["properties"]["role"] == ["CONSULT visit"]
    assert losses["coordinates"] == losses["confidence"] == 1


def test_what_did_not_happen_is_left_out() -> None:
    entities, losses = written(ours())
    assert sum(e["schema"] == "Event" for e in entities) == 1
    assert losses["left out: negation"] == losses["left out: future"] == 1


def test_every_value_is_a_list_of_texts_and_no_key_is_empty() -> None:
    for entity in written([plain(), *ours()])[0]:
        assert set(entity) == {"id", "schema", "properties"}
        for values in entity["properties"].values():
            assert values and all(isinstance(v, str) and v for v in values)


@settings(max_examples=25, deadline=None)
@given(st.lists(events(), max_size=6))
def test_ids_are_written_once_before_they_are_referred_to(many: list[Coded]) -> None:
    seen: set[str] = set()
    for entity in written([*many, *many])[0]:
        assert entity["id"] not in seen
        for key in ("involved", "proof", "subject", "object"):
            assert set(entity["properties"].get(key, [])) <= seen
        seen.add(entity["id"])


@settings(max_examples=25, deadline=None)
@given(st.lists(events(), max_size=4))
def test_the_library_of_the_model_accepts_all(many: list[Coded]) -> None:
    library = pytest.importorskip("followthemoney")
    for entity in written([*many, plain(), *ours()])[0]:
        schema = library.model.get(entity["schema"])
        schema.validate({"properties": entity["properties"]})
        proxy = library.model.get_proxy(entity)
        for key, values in entity["properties"].items():
            kept = proxy.get(key)
            assert len(kept) == len(values), (entity["schema"], key, values, kept)


def test_long_lists_of_parties_are_cut_in_the_name() -> None:
    many = tuple(replace(plain().actor[0], name=f"A rather long name {i}") for i in range(40))
    entities, _ = written([replace(plain(), actor=many)])
    (event,) = (e for e in entities if e["schema"] == "Event")
    assert len(event["properties"]["name"][0]) == 200
    assert len(event["properties"]["involved"]) == 41
