"""Lists of a store: single rows, pages and what cannot be asked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from detente.archive.asking import make_query, page, rows
from detente.errors import UsageError
from detente.store.database import Database
from detente.store.fulltext import words_of
from tests.asking.made import Made

# assessments and statements, whose filters are few


def test_assessments(made: tuple[Database, Made]) -> None:
    database, content = made
    told = [(a, c.document) for c in content.codings for a in c.assessments]
    for asked, holds in (
        ({}, lambda a, d: True),
        ({"dyad": ("Pakistan", "Kremlin")}, lambda a, d: (a.a, a.b) == ("PAK", "RUS")),
        ({"dyad": ("IND", "UN")}, lambda a, d: {a.a, a.b} == {"IND", "IGO:UNO"}),
        ({"actor": ("RUS", "UN")}, lambda a, d: {a.a, a.b} & {"RUS", "IGO:UNO"}),
        (
            {"tone": "hostile", "language": "de"},
            lambda a, d: a.tone == "hostile" and d.language == "de",
        ),
        ({"trend": "improving"}, lambda a, d: a.trend == "improving"),
        ({"said_by": "none"}, lambda a, d: a.said_by is None),
        ({"since": "2015", "until": "2015"}, lambda a, d: d.published and d.published.year == 2015),
        ({"text": "gas"}, lambda a, d: "gas" in words_of(d.text)),
    ):
        with database.reading() as connection:
            found = list(rows(connection, "assessments", make_query("assessments", **asked)))
        expected = [(d.id, a.a, a.b, a.tone) for a, d in told if holds(a, d)]
        assert expected, asked
        assert sorted((r["document"], r["a"], r["b"], r["tone"]) for r in found) == sorted(expected)


def test_assessments_of_a_part_of_a_party_are_not_widened(made: tuple[Database, Made]) -> None:
    database, _ = made
    with database.reading() as connection, pytest.raises(UsageError, match="part of UNK:REB"):
        list(rows(connection, "assessments", make_query("assessments", actor="Nordliste")))


def test_statements(made: tuple[Database, Made]) -> None:
    database, content = made
    told = [(s, c.document) for c in content.codings for s in c.statements]
    for asked, holds in (
        ({}, lambda s, d: True),
        ({"said_by": "PAK"}, lambda s, d: s.speaker and s.speaker.party == "PAK"),
        ({"said_by": "PAK:MIL"}, lambda s, d: s.speaker and s.speaker.code == "PAK:MIL"),
        ({"said_by": "none"}, lambda s, d: s.speaker is None),
        ({"kind": "direct"}, lambda s, d: s.kind == "direct"),
        ({"until": "2014-12"}, lambda s, d: d.published and d.published < dt.date(2015, 1, 1)),
        ({"publisher": "Blatt"}, lambda s, d: d.publisher == "Blatt"),
    ):
        with database.reading() as connection:
            found = list(rows(connection, "statements", make_query("statements", **asked)))
        expected = [(d.id, s.text) for s, d in told if holds(s, d)]
        assert expected, asked
        assert sorted((r["document"], r["words"]) for r in found) == sorted(expected)


# what is in a row


def test_many_parties_of_which_one_event_has_several(made: tuple[Database, Made]) -> None:
    database, content = made
    names = ("PAK", "RUS", "IND", "USA", "GBR", "FRA", "DEU", "CHN", "UN")
    for count in (4, 9):  # merged from lists in order; collected and sorted
        asked = {"actor": names[:count]}
        with database.reading() as connection:
            found = [r["id"] for r in rows(connection, "events", make_query("events", **asked))]
        meant = {*names[:count], "IGO:UNO"} if count == 9 else {*names[:count]}
        expected = [e.id for e, _ in content.events() if {a.party for a in e.actor} & meant]
        assert sorted(found) == sorted(expected)


def test_pages_of_a_party_that_is_twice_on_a_side(made: tuple[Database, Made]) -> None:
    database, content = made
    told = [e for e, _ in content.events() if any(a.party == "PAK" for a in e.actor)]
    assert any([a.party for a in e.actor].count("PAK") > 1 for e in told)
    with database.reading() as connection:
        seen: list[str] = []
        after = None
        while not seen or after:
            query = make_query("events", actor="PAK", limit=1, after=after)
            part = page(connection, "events", query)
            seen += [row["id"] for row in part.rows]
            after = part.after
    assert sorted(seen) == sorted(e.id for e in told)


def test_a_row_of_an_event_tells_all_of_it(made: tuple[Database, Made]) -> None:
    database, content = made
    told = {e.id: (e, d) for e, d in content.events()}
    with database.reading() as connection:
        found = list(rows(connection, "events", make_query("events")))
    assert len(found) == len(told)
    for row in found:
        event, document = told[row["id"]]
        assert (row["event_type"], row["mode"]) == (event.event_type, event.mode)
        assert row["aux"] == list(event.aux)
        assert row["actor"] == [a.code for a in event.actor]
        assert row["recipient"] == [a.code for a in event.recipient]
        assert row["contexts"] == list(event.contexts)
        assert row["date"] == (event.date.edtf if event.date else None)
        assert row["said_by"] == (event.said_by.code if event.said_by else None)
        assert row["place"] == (event.location.name if event.location else None)
        assert (row["document"], row["title"], row["url"]) == (
            *(document.id, document.title),
            document.url,
        )
        assert row["historical"] is ("historical" in event.aux)
        assert row["story"] == next(s.id for s in content.stories if event.id in s.members)


def test_a_row_of_a_document_counts_what_it_tells(made: tuple[Database, Made]) -> None:
    database, content = made
    with database.reading() as connection:
        found = {r["id"]: r for r in rows(connection, "documents", make_query("documents"))}
    for coding in content.codings:
        row = found[coding.document.id]
        assert row["events"] == len(coding.events)
        assert row["assessments"] == len(coding.assessments)
        assert row["statements"] == len(coding.statements)
    assert found["doc-001"]["copy_of"] == "doc-000"
    assert found["doc-000"]["copy_of"] is None


# what cannot be asked


@pytest.mark.parametrize(
    ("listing", "asked", "code", "words"),
    [
        ("evnts", {}, "bad-filter", "there are events"),
        ("events", {"actr": "PAK"}, "bad-filter", "did you mean 'actor'"),
        ("statements", {"mode": "visit"}, "bad-filter", "They take: said_by"),
        ("events", {"since": "2014-13"}, "bad-date", "YYYY-MM"),
        ("events", {"since": "last week"}, "bad-date", "YYYY-MM"),
        ("events", {"until": "0000"}, "bad-date", "YYYY"),
        ("events", {"since": "2015", "until": "2014"}, "bad-date", "nothing can lie between"),
        ("events", {"aux": ("none", "future")}, "bad-filter", "no other"),
        ("events", {"aux": "past"}, "bad-filter", "none of future"),
        ("events", {"sort": "words"}, "bad-filter", "date, published"),
        ("events", {"limit": 0}, "bad-filter", "1 or more"),
        ("events", {"limit": 1.5}, "bad-filter", "whole number"),
        ("events", {"min_confidence": 2}, "bad-filter", "from 0 to 1"),
        ("events", {"min_confidence": "high"}, "bad-filter", "a number"),
        ("events", {"dyad": ("PAK",)}, "bad-filter", "two parties"),
        ("events", {"actor": " "}, "bad-filter", "empty"),
    ],
)
def test_what_cannot_be_asked_is_said_before(
    listing: str, asked: dict[str, Any], code: str, words: str
) -> None:
    with pytest.raises(UsageError, match=words) as caught:
        make_query(listing, **asked)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        ({"actor": "Pakistn"}, "unknown-party", "did you mean Pakistan"),
        ({"actor": "pakistn"}, "unknown-party", "did you mean Pakistan"),
        ({"dyad": ("PAK", "QQQ")}, "unknown-party", "no party 'QQQ'"),
        ({"country": "Atlantis"}, "unknown-party", "Atlantis"),
        ({"type": "CONSUL"}, "bad-filter", "did you mean CONSULT"),
        ({"mode": "visits"}, "bad-filter", "did you mean visit"),
        ({"place": "Moskva-na-Marsu"}, "bad-filter", "no place 'Moskva-na-Marsu'"),
        ({"language": "fr"}, "bad-filter", "no language 'fr' Known: de, en"),
        ({"publisher": "Gazete"}, "bad-filter", "no publisher 'Gazete'; did you mean Gazette"),
        ({"source": "nobody"}, "bad-filter", "no events of the source 'nobody'"),
        ({"text": "…"}, "bad-filter", "no word"),
        ({"text": "a " * 65}, "bad-filter", "more than 64"),
        ({"after": "x"}, "bad-cursor", "copy it"),
        ({"after": "????"}, "bad-cursor", "copy it"),
        ({"after": "WzEsMl0"}, "bad-cursor", "copy it"),
    ],
)
def test_what_nothing_is_called_is_named_with_what_looks_like_it(
    made: tuple[Database, Made], asked: dict[str, Any], code: str, words: str
) -> None:
    database, _ = made
    with database.reading() as connection, pytest.raises(UsageError, match=words) as caught:
        list(rows(connection, "events", make_query("events", **asked)))
    assert caught.value.code == code


def test_a_mark_is_good_for_its_own_list_and_order_only(made: tuple[Database, Made]) -> None:
    database, _ = made
    with database.reading() as connection:
        mark = page(connection, "events", make_query("events", limit=1)).after
        assert mark
        for listing, sort in (("events", "date"), ("stories", "-date")):
            with pytest.raises(UsageError, match="same order"):
                page(connection, listing, make_query(listing, sort=sort, after=mark))
