"""GraphML: nodes, edges and their values; read by networkx where it is installed."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.formats import graphml
from detente.formats._coded import Coded, Party
from tests.interchange.examples import events, ours, plain

SPACE = "{http://graphml.graphdrawing.org/xmlns}"


def drawn(many: list[Coded], *, sectors: bool = True) -> tuple[str, Counter[str]]:
    out = io.StringIO()
    losses = graphml.write(many, out, sectors=sectors)
    return out.getvalue(), losses


def test_an_edge_sums_up_the_events_of_its_direction() -> None:
    attack = replace(plain(), event_type="ASSAULT", quad_class="material conflict", intensity=-9.0)
    back = replace(plain(), actor=plain().recipient, recipient=plain().actor)
    text, _ = drawn([plain(), attack, back])
    root = ElementTree.fromstring(text)
    edges = {
        (e.get("source"), e.get("target")): {d.get("key"): d.text for d in e}
        for e in root.iter(f"{SPACE}edge")
    }
    assert set(edges) == {("PAK:GOV", "RUS:GOV"), ("RUS:GOV", "PAK:GOV")}
    there = edges["PAK:GOV", "RUS:GOV"]
    assert (there["edge_events"], there["edge_intensity"]) == ("2", "-2.5")
    assert (there["edge_verbal_cooperation"], there["edge_material_conflict"]) == ("1", "1")
    assert there["edge_first"] == there["edge_last"] == "2022-02-23"


def test_sectors_may_be_joined() -> None:
    army = replace(plain(), actor=(Party("PAK:MIL", "army"),))
    text, _ = drawn([plain(), army], sectors=False)
    root = ElementTree.fromstring(text)
    assert [n.get("id") for n in root.iter(f"{SPACE}node")] == ["PAK", "RUS"]
    (edge,) = root.iter(f"{SPACE}edge")
    assert edge[0].text == "2"


def test_what_makes_no_edge_is_counted() -> None:
    alone = replace(plain(), recipient=())
    text, losses = drawn([alone, *ours()])
    assert losses["one side only: no edge"] == 1
    assert losses["left out: negation"] == losses["left out: future"] == 1
    assert text.count("<edge ") == 1


def test_the_order_of_the_events_does_not_matter_and_marks_are_escaped() -> None:
    odd = replace(plain(), actor=(Party("XYZ:GOV", 'A & B <"\x0b'),))
    assert drawn([plain(), odd])[0] == drawn([odd, plain()])[0]
    ElementTree.fromstring(drawn([odd])[0])


@settings(max_examples=20, deadline=None)
@given(st.lists(events(), max_size=8))
def test_networkx_reads_the_same_network(many: list[Coded]) -> None:
    networkx = pytest.importorskip("networkx")
    graph = networkx.read_graphml(io.BytesIO(drawn(many)[0].encode()))
    assert graph.is_directed()
    assert set(graph) == {p.code for e in many for p in (*e.actor, *e.recipient)}
    pairs = Counter((a.code, r.code) for e in many for a in e.actor for r in e.recipient)
    assert {(a, b): d["events"] for a, b, d in graph.edges(data=True)} == dict(pairs)
    for node, data in graph.nodes(data=True):
        assert data["events"] == sum(
            node in {p.code for p in (*e.actor, *e.recipient)} for e in many
        )
