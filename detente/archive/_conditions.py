"""A query as conditions of SQL over `events`, and over what hangs on a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.sql.operators import custom_op

from detente.archive._known import check_known
from detente.archive.naming import Side, places_of, sides_of, state_of
from detente.archive.queries import NONE, Query
from detente.errors import UsageError
from detente.store.fulltext import Term, is_common, matching, parse_search
from detente.store.schema import codings, documents, dyads, events, parties
from detente.store.writing import OURS

MOST_WORDS = 64  # in one search
ANONYMOUS = "SRC"  # code of a source without a name

Condition = sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Meant:
    """What the words of a query mean in a store; the empty tuple where nothing is asked."""

    dialect: str
    actor: tuple[Side, ...] = ()
    recipient: tuple[Side, ...] = ()
    dyad: tuple[tuple[Side, ...], tuple[Side, ...]] | None = None
    said_by: tuple[Side, ...] = ()
    places: tuple[str, ...] = ()
    states: tuple[str, ...] = ()  # whose places are meant too
    country: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    common: bool = False  # what the terms find is better tested than collected


def resolve(connection: Connection, query: Query) -> Meant:
    """Look up what the query names; UsageError where nothing has such a name."""

    def sides(names: Iterable[str]) -> tuple[Side, ...]:
        return tuple(side for name in names for side in sides_of(connection, name))

    check_known(connection, query)
    terms = _terms(query.text)
    places = [places_of(name) for name in query.place]
    speakers = (name for name in query.said_by if name not in (NONE, ANONYMOUS))
    return Meant(
        connection.dialect.name,
        sides(query.actor),
        sides(query.recipient),
        (sides(query.dyad[:1]), sides(query.dyad[1:])) if query.dyad else None,
        sides(speakers),
        tuple(name for names, _ in places for name in names) + query.place,
        tuple(state for _, states in places for state in states),
        tuple(state_of(connection, name) for name in query.country),
        terms,
        bool(terms) and is_common(connection, terms),
    )


def _terms(text: str | None) -> tuple[Term, ...]:
    if text is None:
        return ()
    terms = parse_search(text)
    if not terms:
        raise UsageError(
            f'text {text!r} holds no word to search for; give words, "phrases" or beginnings*',
            code="bad-filter",
        )
    if sum(len(term.words) for term in terms) > MOST_WORDS:
        raise UsageError(
            f"text has more than {MOST_WORDS} words; search for fewer", code="bad-filter"
        )
    return terms


# conditions of an event


def of_events(query: Query, meant: Meant) -> Iterator[Condition]:
    """All but those on time, on parties, on the document and on reports."""
    e = events.c
    if query.type:
        yield e.type.in_(query.type)
    if query.mode:
        yield e.mode.in_(query.mode)
    for name in query.aux:
        yield e.aux == "" if name == NONE else e.aux.contains(f" {name} ", autoescape=True)
    if query.status:
        yield e.status.in_(query.status)
    if query.historical is not None:
        yield e.historical.is_(query.historical)
    if query.place:
        there = e.place.in_(meant.places)
        yield there | e.country.in_(meant.states) if meant.states else there
    if query.country:
        yield e.country.in_(meant.country)
    if query.said_by:
        yield said_by(query, meant, e.said_by, e.said_by_name)
    if query.min_confidence is not None:
        yield e.confidence >= query.min_confidence
    yield from of_source(query)


def of_told(query: Query, told: Any) -> Iterator[Condition]:
    """Those of `of_events` that columns answer which have values of the event again: so an index
    passes over what is not asked for, and its events are not looked up."""
    if query.status:
        yield told.status.in_(query.status)
    if query.historical is not None:
        yield told.historical.is_(query.historical)
    if query.source:
        yield told.source.in_(query.source)


def of_source(query: Query) -> Iterator[Condition]:
    """Events of the coders that are asked for."""
    if query.source:
        yield events.c.source.in_(query.source)


def coded_by(names: Sequence[str]) -> Condition:
    """Documents of these coders, whatever they tell: what was read here, files of others, and
    files with events of several coders."""
    d = documents.c
    found: Condition = d.coder.in_(names)
    others = [name for name in names if name != OURS]
    if others:
        found |= d.id.in_(sa.select(events.c.document).where(events.c.source.in_(others)))
    if OURS in names:
        found |= d.id.in_(sa.select(codings.c.document))
    return found


def overlap(
    query: Query, start: Any, end: Any, *, dated: bool | None = None
) -> Iterator[Condition]:
    """The days of an event and those asked for have one in common.

    An event without a day lies nowhere; one whose end is open goes on. `start` and `end` are
    columns. `dated` tells whether only events with (True) or without (False) a first day are
    asked for already: the plainer condition is one that an index serves.
    """
    if query.since:
        goes_on = end.is_(None) if dated else end.is_(None) & start.is_not(None)
        ends = end >= query.since
        yield ends if dated is False else ends | goes_on
    if query.until:
        open_start = end.is_not(None)
        starts = start <= query.until
        if dated is None:
            yield starts | (start.is_(None) & open_start)
        else:
            yield starts if dated else open_start


def said_by(query: Query, meant: Meant, code: Any, name: Any) -> Condition:
    """On whose word; `code` and `name` are columns."""
    parts: list[Condition] = []
    for side in meant.said_by:
        own = code == (side.code or side.party)
        if not side.code:  # the party with any sector: ";" comes after ":"
            own |= (code >= f"{side.party}:") & (code < f"{side.party};")
        parts.append(own & (name == side.name) if side.name else own)
    if NONE in query.said_by:
        parts.append(code.is_(None))
    if ANONYMOUS in query.said_by:
        parts.append(code == ANONYMOUS)
    return sa.or_(*parts)


def of_documents(query: Query, meant: Meant, table: Any, document: Any) -> Iterator[Condition]:
    """Language, publisher and text, which `table` repeats of its document."""
    if query.language:
        yield table.language.in_([language.lower() for language in query.language])
    if query.publisher:
        yield table.publisher.in_(query.publisher)
    if meant.terms:
        yield has_text(meant, document)


def has_text(meant: Meant, document: Any) -> Condition:
    """Whether what is searched for stands in a document; `document` is a column."""
    found = matching(meant.dialect, meant.terms)
    if meant.common:  # a plus keeps SQLite from collecting all that hangs on these documents
        plus = custom_op[Any]("+")
        document = sa.sql.expression.UnaryExpression(document, operator=plus, type_=sa.Text())
    condition: Condition = document.in_(found)
    return condition


# conditions on parties


def is_side(table: Any, sides: Iterable[Side], *, probed: bool = False) -> Condition:
    """Whether a row of `parties` (or an alias) is one of the sides.

    `probed`: the rows of one event are looked at; no index of parties is to be used, which SQLite
    would do for want of statistics.
    """
    code, party = (table.code + "", table.party + "") if probed else (table.code, table.party)
    parts: list[Condition] = []
    for side in sides:
        own = code == side.code if side.code else party == side.party
        parts.append(own & (table.name == side.name) if side.name else own)
    return sa.or_(*parts)


def acts(role: str, sides: Iterable[Side]) -> Condition:
    """Whether one of the sides is actor, or recipient, of the event."""
    p = parties.alias()
    found = sa.select(sa.literal(1)).where(
        p.c.event == events.c.id, p.c.side == role, is_side(p.c, sides, probed=True)
    )
    return found.exists()


def between(first: Iterable[Side], second: Iterable[Side]) -> Condition:
    """Whether the two face each other in the event, or act together."""
    p, q = parties.alias(), parties.alias()
    together = (events.c.recipients == "") & (p.c.position != q.c.position)
    found = sa.select(sa.literal(1)).where(
        p.c.event == events.c.id,
        q.c.event == p.c.event,
        (p.c.side != q.c.side) | together,
        is_side(p.c, first, probed=True),
        is_side(q.c, second, probed=True),
    )
    return found.exists()


def pair_of(first: tuple[Side, ...], second: tuple[Side, ...]) -> tuple[str, str] | None:
    """The row of `dyads` that events between two sides have; None where there is no single one."""
    if len({s.party for s in first}) == len({s.party for s in second}) == 1:
        a, b = sorted((first[0].party, second[0].party))
        return (a, b) if a != b else None
    return None


def whole(sides: Iterable[Side]) -> bool:
    """Whether parties with all their sectors are meant: `dyads` tells all of them."""
    return not any(side.code or side.name for side in sides)


def in_pair(a: str, b: str) -> sa.Select[tuple[str]]:
    """The events of a dyad."""
    return sa.select(dyads.c.event).where(dyads.c.a == a, dyads.c.b == b)


def with_side(role: str, sides: Iterable[Side]) -> sa.Select[tuple[str]]:
    """The events in which one of the sides has the role."""
    return sa.select(parties.c.event).where(parties.c.side == role, is_side(parties.c, sides))
