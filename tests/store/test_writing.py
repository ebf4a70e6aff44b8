"""Codings to rows and back."""

from __future__ import annotations

import datetime as dt
import json
import zlib
from dataclasses import replace

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import InputError
from detente.store import schema
from detente.store.database import Database
from detente.store.loading import load_codings, load_documents
from detente.store.records import pack_coding, unpack_coding
from detente.store.writing import (
    dyad_rows,
    event_rows,
    forget_failures,
    write_coding,
    write_failure,
)
from detente.types import (
    SLOTS,
    Actor,
    Assessment,
    Coding,
    Date,
    Document,
    Event,
    Evidence,
    Name,
    Paragraph,
    Place,
    Reason,
    Sentence,
    Statement,
    Time,
)
from tests.formats.codings import DAY, bare, visit


def stored(coding: Coding) -> Coding:
    """A coding as it comes back: with bare sentences."""
    return replace(coding, sentences=tuple(s.bare() for s in coding.sentences))


def rows(store: Database, table: sa.Table) -> list[dict[str, object]]:
    with store.reading() as connection:
        found = connection.execute(sa.select(table).order_by(*table.c[:3])).mappings()
        return [dict(row) for row in found]


def test_a_coding_comes_back_as_it_was_written(store: Database) -> None:
    with store.writing() as connection:
        assert write_coding(connection, visit(), coder="test")
    with store.reading() as connection:
        assert list(load_codings(connection, ["doc-1", "none"])) == [stored(visit())]
        assert [d.id for d in load_documents(connection, ["none", "doc-1"])] == ["doc-1"]


def test_a_document_that_is_there_is_not_written_again(store: Database) -> None:
    with store.writing() as connection:
        assert write_coding(connection, visit(), coder="test")
        assert not write_coding(connection, replace(visit(), events=()), coder="later")
    assert len(rows(store, schema.events)) == 3
    assert [row["coder"] for row in rows(store, schema.documents)] == ["test"]


def test_events_of_one_id_are_kept_apart(store: Database) -> None:
    first, *_ = visit().events
    alike = (first, replace(first, mode="meet"), replace(first, mode="talk"))
    with store.writing() as connection:
        write_coding(connection, replace(visit(), events=alike), coder="test")
    with store.reading() as connection:
        (back,) = load_codings(connection, ["doc-1"])
    assert [e.mode for e in back.events] == ["visit", "meet", "talk"]
    found = rows(store, schema.events)
    assert {(r["id"], r["mode"]) for r in found} == {(e.id, e.mode) for e in back.events}
    assert len(found) == 3 and back.events[0].id == first.id


def test_rows_of_documents_and_events(store: Database) -> None:
    with store.writing() as connection:
        write_coding(connection, visit(), coder="detente test")
    (document,) = rows(store, schema.documents)
    assert document["published"] == "2021-03-17"
    assert document["words"] == 34
    assert document["warnings"] == '["a warning <b>of</b> the test"]'
    assert rows(store, schema.pending) == [{"document": "doc-1"}]
    first, plan, denied = rows(store, schema.events)
    assert first["sentence"] == (
        "Der norwegische Außenminister besuchte am Dienstag Tallinn und lobte Estland."
    )
    assert (first["trigger"], first["offset"]) == ("besuchte am Dienstag Tallinn", 30)
    assert (first["start"], first["end"], first["mentions"]) == ("2021-03-16", "2021-03-16", 2)
    assert (first["status"], first["historical"], first["aux"]) == ("act", False, "")
    assert (first["actors"], first["recipients"]) == ("NOR:GOV", "EST:GOV")
    assert (first["place"], first["country"]) == ("Tallinn", "EST")
    assert (first["source"], first["reports"]) == ("detente", 1)
    assert (plan["status"], plan["aux"], plan["said_by"]) == ("plan", " future ", "NOR:GOV")
    assert plan["start"] is None and plan["sentence"] is None  # no sentence has its words
    assert (denied["status"], denied["historical"]) == ("denial", True)
    assert denied["aux"] == " historical negation "
    assert (denied["start"], denied["end"], denied["edtf"]) == ("2016-01-01", None, "2016/..")


def test_rows_of_parties_and_dyads(store: Database) -> None:
    with store.writing() as connection:
        write_coding(connection, visit(), coder="test")
    sides = [(r["event"], r["side"], r["position"], r["code"]) for r in rows(store, schema.parties)]
    ids = [f"{n:016x}" for n in (1, 2, 3)]
    assert sides == [
        (ids[0], "actor", 0, "NOR:GOV"),
        (ids[0], "recipient", 0, "EST:GOV"),
        (ids[1], "actor", 0, "NOR:GOV"),
        (ids[1], "actor", 1, "EST:GOV"),
        (ids[2], "actor", 0, "NOR:GOV"),
        (ids[2], "recipient", 0, "EST:GOV"),
    ]
    told = rows(store, schema.dyads)
    columns = ("event", "a", "b", "direction", "start", "end", "value", "counts")
    pairs = [tuple(r[c] for c in columns) for r in told]
    assert {r["published"] for r in told} == {"2021-03-17"}
    assert [(r["source"], r["status"], r["confidence"]) for r in told[:1]] == [
        ("detente", "act", 0.8)
    ]
    assert pairs == [
        (ids[0], "EST", "NOR", -1, "2021-03-16", "2021-03-16", 4.0, True),
        (ids[1], "EST", "NOR", 0, None, None, 4.0, False),
        (ids[2], "EST", "NOR", -1, "2016-01-01", None, 4.0, False),
    ]


def test_dyads_are_every_pair_of_the_sides_once() -> None:
    def side(*codes: str) -> tuple[Actor, ...]:
        return tuple(Actor(code, code, code, 0, 1) for code in codes)

    def pairs(actor: tuple[Actor, ...], recipient: tuple[Actor, ...]) -> list[tuple[str, str, int]]:
        event = replace(visit().events[0], actor=actor, recipient=recipient)
        [(row, _, _)] = event_rows(replace(visit(), events=(event,)))
        return [(r["a"], r["b"], r["direction"]) for r in dyad_rows(event, row)]

    assert pairs(side("RUS:GOV", "RUS:MIL"), side("UKR:GOV", "RUS:CVL")) == [("RUS", "UKR", 1)]
    assert pairs(side("USA:GOV"), side("IGO:UNO", "FRA:GOV")) == [
        ("FRA", "USA", -1),
        ("IGO:UNO", "USA", -1),
    ]
    assert pairs(side("C:GOV", "A:GOV", "B:GOV"), ()) == [
        ("A", "B", 0),
        ("A", "C", 0),
        ("B", "C", 0),
    ]
    assert pairs(side("A:GOV", "B:GOV"), side("A:GOV", "B:GOV")) == [("A", "B", 0)]
    assert pairs(side("A:GOV"), ()) == pairs((), ()) == []


def test_rows_of_assessments_and_statements(store: Database) -> None:
    with store.writing() as connection:
        write_coding(connection, visit(), coder="test")
    (stand,) = rows(store, schema.assessments)
    assert (stand["a"], stand["b"], stand["tone"], stand["said_by"]) == (
        "NOR", "RUS", "hostile", "NOR:GOV",
    )  # fmt: skip
    assert stand["words"] == "Verhältnis zwischen Oslo und Moskau"
    told = {(r["speaker"], r["party"], r["kind"]) for r in rows(store, schema.statements)}
    assert told == {("NOR:GOV", "NOR", "indirect"), (None, None, "direct")}


def test_failures_are_kept_until_their_source_is_read(store: Database) -> None:
    first, later = (
        InputError("a.txt: broken", code="empty"),
        InputError("a.txt: odd", code="binary"),
    )
    with store.writing() as connection:
        for source, error in (("a.txt", first), ("a.txt", later), ("b.jsonl, line 2", first)):
            write_failure(connection, source, error)
        write_failure(connection, "b.jsonl", first)
    assert [(r["source"], r["code"]) for r in rows(store, schema.failures)] == [
        ("a.txt", "binary"),
        ("b.jsonl", "empty"),
        ("b.jsonl, line 2", "empty"),
    ]
    with store.writing() as connection:
        write_coding(connection, visit(), coder="test")  # its source is a.txt
        forget_failures(connection, ["b.jsonl, line 1"])
    assert [r["source"] for r in rows(store, schema.failures)] == ["b.jsonl, line 2"]


def test_a_coding_without_anything(store: Database) -> None:
    with store.writing() as connection:
        assert write_coding(connection, bare("Nichts geschah."), coder="test")
    with store.reading() as connection:
        assert list(load_codings(connection, ["bare"])) == [bare("Nichts geschah.")]


# the record, for any coding

TEXT = "Ägypten und der Süd\U0001f600sudan\nverhandeln « wieder » über den Nil."
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
codes = st.sampled_from(["EGY:GOV", "SSD:REB", "IGO:UNO", "UNK:UNK"])
spans = st.tuples(st.integers(0, 20), st.integers(21, len(TEXT)))
numbers = st.floats(allow_nan=False, allow_infinity=False)
days = st.dates()
reasons = st.builds(
    Reason, texts, texts, texts, st.none() | st.integers(), st.none() | st.integers(),
    st.none() | numbers,
)  # fmt: skip
actors = st.builds(
    Actor, codes, texts, texts, st.integers(0, 9), st.integers(), st.none() | texts,
    st.none() | texts, st.none() | reasons,
)  # fmt: skip
places = st.builds(
    Place, texts, texts, st.none() | texts, st.none() | numbers, st.none() | numbers,
    st.integers(0, 9), st.integers(),
)  # fmt: skip
evidences = st.builds(
    Evidence, st.integers(0, 9), st.integers(0, 9), st.integers(0, 99), st.integers(), texts, texts
)
dates = st.builds(Date, texts, st.none() | days, st.none() | days, st.none() | texts)
many = {"max_size": 2}
events = st.builds(
    Event,
    id=texts,
    event_type=texts,
    mode=st.none() | texts,
    actor=st.lists(actors, **many).map(tuple),
    recipient=st.lists(actors, **many).map(tuple),
    date=st.none() | dates,
    aux=st.lists(texts, **many).map(tuple),
    said_by=st.none() | actors,
    location=st.none() | places,
    mentions=st.lists(evidences, **many).map(tuple),
    confidence=numbers,
    confidences=st.dictionaries(st.sampled_from(SLOTS), numbers),
    cameo=st.none() | texts,
    intensity=st.none() | numbers,
    contexts=st.lists(texts, **many).map(tuple),
    reasons=st.lists(reasons, **many).map(tuple),
)
times = st.builds(
    Time, st.integers(0, 9), st.integers(0, 9), st.integers(), texts, texts, texts,
    st.none() | texts, st.none() | texts, texts, st.none() | reasons,
)  # fmt: skip
stands = st.builds(
    Assessment, codes, codes, texts, st.none() | texts, st.none() | actors,
    st.lists(evidences, **many).map(tuple), st.lists(reasons, **many).map(tuple),
)  # fmt: skip
said = st.builds(Statement, st.none() | actors, texts, texts, st.integers(0, 9), st.integers())
documents = st.builds(
    Document,
    id=st.just("d"),
    text=st.just(TEXT),
    title=st.none() | texts,
    published=st.none() | days,
    warnings=st.lists(texts, **many).map(tuple),
)
codings = st.builds(
    Coding,
    document=documents,
    paragraphs=st.lists(
        st.builds(
            Paragraph, st.integers(0, 9), st.integers(), st.integers(), st.none() | st.just(0)
        ),
        **many,
    ).map(tuple),
    sentences=st.lists(
        st.builds(
            Sentence, st.integers(0, 9), st.integers(0, 9), st.integers(), st.integers(),
            st.just(()),
        ),
        **many,
    ).map(tuple),
    times=st.lists(times, **many).map(tuple),
    actors=st.lists(actors, **many).map(tuple),
    events=st.lists(events, **many).map(tuple),
    assessments=st.lists(stands, **many).map(tuple),
    statements=st.lists(said, **many).map(tuple),
    warnings=st.lists(texts, **many).map(tuple),
)  # fmt: skip


@given(codings)
@settings(max_examples=60, deadline=None)
def test_every_value_survives_its_record(coding: Coding) -> None:
    assert unpack_coding(pack_coding(coding), coding.document) == coding


def test_names_survive_the_record_with_their_words() -> None:
    coding = visit()
    sentence = replace(coding.sentences[0], names=())
    named = replace(sentence, names=(Name(0, 3, "PER"), Name(6, 7, "LOC")))
    coding = replace(coding, sentences=(named,))
    (back,) = unpack_coding(pack_coding(coding), coding.document).sentences
    assert back == named.bare() == named.bare().bare()
    words = [[t.text for t in back.tokens[n.first : n.last]] for n in back.names]
    assert words == [["Der", "norwegische", "Außenminister"], ["Tallinn"]]


def test_a_record_without_a_new_field_is_read() -> None:
    coding = visit()
    plain = json.loads(zlib.decompress(pack_coding(coding)))
    for event in plain["events"]:
        event.pop("reasons", None)
        event["a field of a newer program"] = 1
    record = zlib.compress(json.dumps(plain).encode())
    back = unpack_coding(record, coding.document)
    assert [e.reasons for e in back.events] == [(), (), ()]
    assert back.document.published == DAY == dt.date(2021, 3, 17)
