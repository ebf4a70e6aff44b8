"""Lists of a store against a plain filter in Python, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.archive.asking import has_more, make_query, page, rows
from detente.archive.queries import FILTERS, SORTS
from detente.corpus._story_view import status_of
from detente.store.database import Database, open_store
from detente.store.fulltext import words_of
from detente.types import Actor, Document, Event
from tests.asking.made import Made, Told, make
from tests.store.databases import drop_database, new_database

# the plain filter

PARTIES = {  # as a user writes it -> (party, code, name)
    "PAK": ("PAK", None, None),
    "Pakistan": ("PAK", None, None),
    "PAK:MIL": ("PAK", "PAK:MIL", None),
    "Russland": ("RUS", None, None),
    "Kremlin": ("RUS", "RUS:GOV", None),
    "UN": ("IGO:UNO", None, None),
    "Nordliste": ("UNK:REB", None, "Nordliste"),
    "IND": ("IND", None, None),
}


def is_one(actor: Actor, name: str) -> bool:
    party, code, own = PARTIES[name]
    return actor.party == party and code in (None, actor.code) and own in (None, actor.name)


def face(event: Event, first: str, second: str) -> bool:
    """Whether two parties stand on two sides, or are two of those who act together."""
    pairs = [(a, b) for a in event.actor for b in event.recipient]
    if not event.recipient:
        pairs = [(a, b) for a in event.actor for b in event.actor if a is not b]
    return any(
        (is_one(a, first) and is_one(b, second)) or (is_one(b, first) and is_one(a, second))
        for a, b in pairs
    )


def spoke(actor: Actor | None, names: tuple[str, ...]) -> bool:
    if actor is None:
        return "none" in names
    plain = [n for n in names if n in PARTIES]
    return ("SRC" in names and actor.code == "SRC") or any(is_one(actor, n) for n in plain)


def overlaps(event: Event, since: str | None, until: str | None) -> bool:
    date = event.date
    if date is None or (date.start is None and date.end is None):
        return False
    start = date.start.isoformat() if date.start else "0000"
    end = date.end.isoformat() if date.end else "9999"
    return start <= last_day(until or "9999-12-31") and end >= (since or "")


def last_day(text: str) -> str:
    return {"2015": "2015-12-31", "2014-06": "2014-06-30"}.get(text, text)


def answers(event: Event, asked: dict[str, Any]) -> bool:
    """Whether an event answers all that is asked of events."""
    tests: dict[str, Callable[[Any], bool]] = {
        "actor": lambda v: any(is_one(a, n) for a in event.actor for n in v),
        "recipient": lambda v: any(is_one(a, n) for a in event.recipient for n in v),
        "dyad": lambda v: face(event, *v),
        "type": lambda v: event.event_type in v,
        "mode": lambda v: event.mode in v,
        "aux": lambda v: event.aux == () if v == ("none",) else set(v) <= set(event.aux),
        "status": lambda v: status_of(event) in v,
        "historical": lambda v: ("historical" in event.aux) is v,
        "place": lambda v: any(at(event, name) for name in v),
        "country": lambda v: event.location is not None and event.location.country in v,
        "said_by": lambda v: spoke(event.said_by, v),
        "min_confidence": lambda v: event.confidence >= v,
        "source": lambda v: "detente" in v,
    }
    return all(tests[name](value) for name, value in asked.items() if name in tests)


def at(event: Event, name: str) -> bool:
    place = event.location
    if place is None:
        return False
    return {"Moskau": "Moscow"}.get(name, name) == place.name or (
        name == "Pakistan" and place.country == "PAK"
    )


def printed(document: Document, asked: dict[str, Any]) -> bool:
    """Whether a document answers what is asked of documents."""
    words = {*words_of(document.text), *words_of(document.title or "")}
    return (
        document.language in asked.get("language", (document.language,))
        and ("publisher" not in asked or document.publisher in asked["publisher"])
        and ("text" not in asked or words_of(asked["text"])[0] in words)
    )


def when(document: Document, asked: dict[str, Any]) -> bool:
    if "since" not in asked and "until" not in asked:
        return True
    day = document.published.isoformat() if document.published else None
    return day is not None and asked.get("since", "") <= day <= last_day(
        asked.get("until", "9999-12-31")
    )


def timed(event: Event, asked: dict[str, Any]) -> bool:
    if "since" not in asked and "until" not in asked:
        return True
    return overlaps(event, asked.get("since"), asked.get("until"))


def wanted(made: Made, listing: str, asked: dict[str, Any]) -> list[str]:
    """The ids that a list should give, in any order."""
    if listing == "events":
        reports = {m: s.reports for s in made.stories for m in s.members}
        return [
            e.id
            for e, d in made.events()
            if answers(e, asked)
            and timed(e, asked)
            and printed(d, asked)
            and reports[e.id] >= asked.get("min_reports", 0)
        ]
    if listing == "stories":
        return [s.id for s in made.stories if story_answers(made, s, asked)]
    if listing == "documents":
        of_events = set(asked) - {"since", "until", "language", "publisher", "text"}
        if of_events == {"source"}:  # of the document itself, whether it tells anything or not
            of_events = set()
            if "detente" not in asked["source"]:
                return []
        return [
            c.document.id
            for c in made.codings
            if printed(c.document, asked)
            and when(c.document, asked)
            and (not of_events or any(answers(e, asked) for e in c.events))
        ]
    raise AssertionError(listing)


def story_answers(made: Made, story: Told, asked: dict[str, Any]) -> bool:
    told = {e.id: (e, d) for e, d in made.events()}
    best = told[story.best][0]
    single = [{k: v} for k, v in asked.items() if k in ("language", "publisher", "text")]
    return (
        answers(best, asked)
        and timed(best, asked)
        and all(any(printed(told[m][1], one) for m in story.members) for one in single)
        and story.reports >= asked.get("min_reports", 0)
    )


def many(*values: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True).map(tuple)


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "actor": many(*PARTIES),
    "recipient": many(*PARTIES),
    "dyad": st.tuples(st.sampled_from(sorted(PARTIES)), st.sampled_from(sorted(PARTIES))),
    "type": many("CONSULT", "AID", "ASSAULT", "COERCE"),
    "mode": many("visit", "firearms", "phone"),
    "aux": many("future", "negation", "historical") | st.just(("none",)),
    "status": many("act", "plan", "denial"),
    "historical": st.booleans(),
    "since": st.sampled_from(("2014-03-01", "2015-01-01", "2015-06-17")),
    "until": st.sampled_from(("2015", "2016-01-31", "2015-06-17")),
    "place": many("Moskau", "Pakistan", "Hinterdorf", "Wien"),
    "country": many("RUS", "PAK"),
    "said_by": many("PAK", "PAK:MIL", "UN", "none", "SRC"),
    "min_reports": st.sampled_from((1, 2, 4)),
    "min_confidence": st.sampled_from((0.0, 0.3, 0.8)),
    "language": many("de", "en"),
    "publisher": many("Blatt", "Gazette"),
    "source": many("detente"),
    "text": st.sampled_from(("gas", "überfall", "erdogan", "Talks")),
}


@st.composite
def questions(draw: st.DrawFn) -> tuple[str, dict[str, Any], str]:
    """A list, filters that it takes, and an order."""
    listing = draw(st.sampled_from(("events", "stories", "documents")))
    names = draw(st.lists(st.sampled_from(FILTERS[listing]), max_size=4, unique=True))
    asked = {name: draw(VALUES[name]) for name in names}
    sort = draw(st.sampled_from(("", "-"))) + draw(st.sampled_from(SORTS[listing]))
    return listing, asked, sort


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(question=questions(), size=st.integers(2, 25), common=st.booleans())
def test_any_filters_give_what_a_plain_filter_gives(
    made: tuple[Database, Made],
    question: tuple[str, dict[str, Any], str],
    size: int,
    common: bool,  # which of two ways a search goes is a matter of speed
) -> None:
    database, content = made
    listing, asked, sort = question
    query = make_query(listing, **asked, sort=sort)
    common &= database.dialect == "sqlite"
    way = patch("detente.archive._conditions.is_common", return_value=common)
    with way, database.reading() as connection:
        found = list(rows(connection, listing, query))
        paged: list[dict[str, Any]] = []
        after = None
        while after or not paged:
            part = page(
                connection,
                listing,
                make_query(listing, **asked, sort=sort, limit=size, after=after),
            )
            paged += part.rows
            after = part.after
            if not part.rows:
                break
        for number in {0, 1, size, max(len(found) - 1, 0), len(found)}:
            assert has_more(connection, listing, query, number) == (len(found) > number)
    assert paged == found
    assert sorted(r["id"] for r in found) == sorted(wanted(content, listing, asked))
    in_order(found, listing, query.sort)


KEYS = {"date": "start"}


def in_order(found: list[dict[str, Any]], listing: str, sort: str) -> None:
    name = sort.removeprefix("-")
    key = "first" if (listing, name) == ("stories", "published") else KEYS.get(name, name)
    values = [row[key] for row in found]
    known = [v for v in values if v is not None]
    assert known == sorted(known, reverse=sort.startswith("-"))
    assert None not in values[: len(known)]


def test_both_databases_give_the_same_order(tmp_path: Any) -> None:
    url = new_database()
    with (
        open_store(tmp_path / "a.db", create=True, write=True) as one,
        open_store(url, write=True) as other,
    ):
        make(one)
        make(other)
        for listing, sorts in SORTS.items():
            for sort in sorts:
                query = make_query(listing, sort=sort)
                with one.reading() as a, other.reading() as b:
                    assert list(rows(a, listing, query)) == list(rows(b, listing, query))
    drop_database(url)
