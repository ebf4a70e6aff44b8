"""Snippets, facets and the overview of a store: what pages show of lists."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.archive.articles import article
from detente.archive.asking import LISTS, make_query, rows
from detente.archive.collating import collate
from detente.archive.facets import LISTED, MOST, facets
from detente.archive.overview import Input, inputs, overview, waiting_documents
from detente.archive.snippets import LONG, parse_search, pieces, snippet, snippets
from detente.errors import UsageError
from detente.store.database import Database
from detente.store.writing import write_coding
from detente.types import Date
from tests.web.worlds import VISIT, store_world, told

TEXT = (
    "Long before, the harbour was closed. "
    + "Nothing of note happened for years and years in that part of the coast. " * 4
    + 'Then the minister signed "a lasting ceasefire" in Tallinn, and Ministers came. '
    + "After that everything went on as it had before, for better and for worse. " * 3
)


def hits(text: str, search: str) -> list[str]:
    return [piece.text for piece in pieces(text, parse_search(search)) if piece.hit]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("minister", ["minister"]),
        ("minister*", ["minister", "Ministers"]),
        ('"lasting ceasefire"', ["lasting ceasefire"]),
        ('"ceasefire lasting"', []),
        ("MINISTER tallinn", ["minister", "Tallinn"]),
        ("-minister tallinn", ["Tallinn"]),
        ("-minister", []),
        ("ceasefire Tallinn minister", ["minister", "ceasefire", "Tallinn"]),
        ('"a lasting" lasting', ["a lasting"]),
    ],
)
def test_what_is_searched_for_is_marked(search: str, found: list[str]) -> None:
    assert hits(TEXT, search) == found


def test_accents_are_looked_past_as_the_search_does() -> None:
    assert hits("Erdoğan und Çavuşoğlu reisten nach Zürich.", "erdogan cavusoglu zurich") == [
        "Erdoğan",
        "Çavuşoğlu",
        "Zürich",
    ]


def test_a_snippet_is_the_part_around_the_first_place() -> None:
    found = snippet(TEXT, parse_search("ceasefire"))
    whole = "".join(piece.text for piece in found)
    assert whole.startswith("… ") and whole.endswith(" …")
    assert whole[2:-2] in TEXT
    assert len(whole) <= LONG + 4
    assert [piece.text for piece in found if piece.hit] == ["ceasefire"]
    assert snippet(TEXT, parse_search("absent")) == ()
    assert snippet("", parse_search("absent")) == ()


def test_a_snippet_of_a_short_text_is_all_of_it() -> None:
    found = snippet("The minister came.", parse_search("minister"))
    assert [piece.text for piece in found] == ["The ", "minister", " came."]


def test_a_snippet_of_one_endless_word_is_short() -> None:
    found = snippet("x" * 5000 + " minister " + "y" * 5000, parse_search("minister"))
    assert len("".join(piece.text for piece in found)) < 2 * LONG


@given(st.text(max_size=200), st.text(min_size=1, max_size=30))
def test_the_pieces_are_always_the_text(text: str, search: str) -> None:
    terms = parse_search(search)
    assert "".join(piece.text for piece in pieces(text, terms)) == text
    part = "".join(piece.text for piece in snippet(text, terms))
    assert part.removeprefix("… ").removesuffix(" …") in text


@pytest.fixture
def world(store: Database) -> Database:
    store_world(store)
    return store


def test_snippets_of_documents(world: Database) -> None:
    with world.reading() as connection:
        names = [row["id"] for row in rows(connection, "documents", make_query("documents"))]
        found = snippets(connection, names, parse_search("electricity"))
    assert set(found) == {"visit-en", "visit-copy"}


@pytest.mark.parametrize("listing", LISTS)
def test_facets_count_the_rows_of_the_list(world: Database, listing: str) -> None:
    query = make_query(listing)
    with world.reading() as connection:
        found = facets(connection, listing, query)
        listed = list(rows(connection, listing, query))
    assert (found.counted, found.more) == (len(listed), False)
    for values in found.values.values():
        assert 0 < len(values) <= LISTED or not values
        counts = [v.count for v in values]
        assert counts == sorted(counts, reverse=True) or values[0].value > values[-1].value
    if listing in ("events", "stories"):
        assert found.values["actor"][0].value == "NOR"  # the whole party
        assert [v.value for v in found.values["year"]] == ["2021", "2020", "2019"]


def with_spans(database: Database) -> None:
    """Events that last from one year into another, and some whose end or beginning is open."""
    days = (dt.date(2018, 11, 1), dt.date(2020, 2, 1))
    spans = (days, (days[0], None), (None, days[1]), (None, None))
    with database.writing() as connection:
        for number, (start, end) in enumerate(spans):
            coding = told(f"span-{number}", "Norway visited Tallinn.", days[1], (VISIT,))
            date = Date("?", start, end, "long") if start or end else None
            (event,) = coding.events
            aux = ("future", "hypothetical") if number == 1 else ("negation",)
            event = replace(event, date=date, aux=aux, said_by=coding.actors[1])
            assert write_coding(connection, replace(coding, events=(event,)), coder="example 1")
    collate(database)


@pytest.mark.parametrize("listing", LISTS)
def test_the_number_of_a_facet_is_what_is_found_by_it(world: Database, listing: str) -> None:
    with_spans(world)
    with world.reading() as connection:
        found = facets(connection, listing, make_query(listing))
        checked = 0
        for name, values in found.values.items():
            for value in values:
                asked = {name: value.value}
                if name == "year":
                    asked = {"since": value.value, "until": value.value}
                listed = list(rows(connection, listing, make_query(listing, **asked)))
                assert len(listed) == value.count, (name, value)
                checked += 1
    assert checked >= 5
    if listing in ("events", "stories"):
        assert {"aux", "mode", "said_by", "source", "type"} <= found.values.keys()
        assert {v.value for v in found.values["said_by"]} == {"none", "EST:GOV"}
        assert {v.value for v in found.values["aux"]} == {"future", "hypothetical", "negation"}


def test_facets_of_a_long_list_are_those_of_its_beginning(store: Database) -> None:
    day = dt.date(2021, 1, 5)
    with store.writing() as connection:
        for number in range(4):
            kinds = (VISIT,) * (MOST // 4 + 1)
            coding = told(f"day-{number}", "Norway visited Tallinn.", day, kinds, publisher="A")
            write_coding(connection, coding, coder="example 1")
    with store.reading() as connection:
        found = facets(connection, "events", make_query("events"))
    assert (found.counted, found.more) == (MOST, True)
    assert found.values["type"][0].count == MOST


def test_the_overview_counts_and_knows_the_last_day(world: Database) -> None:
    with world.reading() as connection:
        found = overview(connection)
        assert found.documents == len(list(rows(connection, "documents", make_query("documents"))))
        assert found.stories == len(list(rows(connection, "stories", make_query("stories"))))
    assert found.until == dt.date(2021, 8, 31)
    assert (found.waiting, found.failures) == (0, 1)


def test_what_waits_is_listed_until_it_is_collated(world: Database) -> None:
    with world.writing() as connection:
        for number in range(3):
            day = dt.date(2021, 9, 1)
            coding = told(f"late-{number}", "Norway visited Tallinn.", day, (VISIT,))
            write_coding(connection, coding, coder="example 1")
    with world.reading() as connection:
        assert [w.id for w in waiting_documents(connection, 2)] == ["late-0", "late-1"]
    collate(world)
    with world.reading() as connection:
        assert waiting_documents(connection, 2) == ()


def test_inputs_are_those_of_several_documents(world: Database) -> None:
    with world.reading() as connection:
        assert inputs(connection, 10) == ()
    with world.writing() as connection:
        for number, day in enumerate((dt.date(2021, 9, 3), dt.date(2021, 9, 1))):
            coding = told(f"feed-{number}", "Norway visited Tallinn.", day, (VISIT,))
            document = replace(coding.document, source="https://paper.example/feed")
            write_coding(connection, replace(coding, document=document), coder="example 1")
    with world.reading() as connection:
        (found,) = inputs(connection, 10)
    assert found == Input("https://paper.example/feed", 2, "2021-09-01", "2021-09-03")


def test_an_article_is_found_by_the_beginning_of_its_id(world: Database) -> None:
    with world.reading() as connection:
        found = article(connection, "visit-e")
        assert found.record["id"] == "visit-en"
        assert found.coding and found.coding.events[0].id == found.record["event_rows"][0]["id"]
        with pytest.raises(UsageError) as error:
            article(connection, "visit")
        assert error.value.code == "no-record"
