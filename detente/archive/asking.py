"""Lists of a store: events, stories, assessments, statements, documents.

    for row in rows(connection, "events", make_query("events", dyad=("PAK", "RUS"))):
        ...

Each list is sorted by one key, then by id; rows without a value for the key come last. `rows`
streams all of it, `page` gives a part and where it ended. The keys of a row: `docs/asking.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.archive import _conditions as where
from detente.archive._columns import COLUMNS, narrow, reader, wide
from detente.archive._conditions import Condition, Meant, resolve
from detente.archive._driving import Driver, drivers_of
from detente.archive._unfinished import unfinished, waiting
from detente.archive.queries import (
    FILTERS,
    Query,
    make_query,
    read_cursor,
    write_cursor,
)
from detente.errors import UsageError
from detente.store.schema import (
    assessments,
    documents,
    events,
    statements,
    stories,
    story_events,
)

__all__ = [
    "LISTS", "Page", "Query", "Stream", "has_more", "keys_of", "make_query", "page", "rows",
    "selects", "unfinished", "waiting",
]  # fmt: skip

LISTS = tuple(FILTERS)
PAGE = 50
_FETCH = 500  # rows fetched at once of a list without limit

_KEYS: dict[str, dict[str, Any]] = {
    "events": {
        "date": events.c.start,
        "published": events.c.published,
        "confidence": events.c.confidence,
        "reports": events.c.reports,
        "intensity": events.c.intensity,
    },
    "stories": {
        "date": stories.c.start,
        "published": stories.c.first,
        "confidence": events.c.confidence,
        "reports": stories.c.reports,
        "intensity": events.c.intensity,
    },
    "assessments": {"published": assessments.c.published},
    "statements": {"published": statements.c.published},
    "documents": {"published": documents.c.published},
}
_TIES: dict[str, Any] = {
    "events": events.c.id,
    "stories": stories.c.best,
    "assessments": assessments.c.id,
    "statements": statements.c.id,
    "documents": documents.c.id,
}


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list; `after` asks for the next part, None where there is none."""

    rows: list[dict[str, Any]]
    after: str | None


class Stream:
    """At most `query.limit` rows of a list one after the other; memory does not grow with them.

    `after` asks for those that follow: None where there are none, and until the last was given.
    UsageError where the query names what there is not.
    """

    def __init__(self, connection: Connection, listing: str, query: Query) -> None:
        self.after: str | None = None
        self._asked = (connection, listing, query)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        connection, listing, query = self._asked
        read = reader(listing)
        last, left = None, query.limit
        for row in _fetch(connection, listing, query, None if left is None else left + 1):
            if left == 0:
                self.after = write_cursor(listing, query, last[-2], last[-1]) if last else None
                return
            yield read(row)
            last, left = row, left if left is None else left - 1


def keys_of(listing: str) -> tuple[str, ...]:
    """The keys of the rows of a list, in order."""
    return tuple(COLUMNS[listing])


def rows(connection: Connection, listing: str, query: Query) -> Iterator[dict[str, Any]]:
    """All rows of a list in its order, or `query.limit` of them; memory does not grow with them.

    UsageError where the query names what there is not.
    """
    read = reader(listing)
    for row in _fetch(connection, listing, query, query.limit):
        yield read(row)


def page(connection: Connection, listing: str, query: Query) -> Page:
    """`query.limit` rows (PAGE without one) after `query.after`, and where they end."""
    limit = query.limit or PAGE
    found = list(_fetch(connection, listing, query, limit + 1))
    read = reader(listing)
    after = None
    if len(found) > limit:
        last = found[limit - 1]
        after = write_cursor(listing, query, last[-2], last[-1])
    return Page([read(row) for row in found[:limit]], after)


def has_more(connection: Connection, listing: str, query: Query, number: int) -> bool:
    """Whether a list has more than `number` rows, whatever `query.limit` says: what `page` tells
    by its `after`, without reading what is in them."""
    found = _fetch(connection, listing, query, number + 1, bare=True)
    return sum(1 for _ in found) > number


def _fetch(
    connection: Connection, listing: str, query: Query, limit: int | None, *, bare: bool = False
) -> Iterator[Sequence[Any]]:
    """Rows with their sort value and tie at the end; `bare` ones have nothing else."""
    options = {"yield_per": _FETCH} if limit is None or limit > _FETCH else {}
    down = query.sort.startswith("-")
    for known, parts in selects(connection, listing, query, limit):
        if limit == 0:
            return
        if bare:
            parts = [part.with_only_columns(*[*part.selected_columns][-2:]) for part in parts]
        found = [connection.execute(part, execution_options=options) for part in parts]
        key = itemgetter(-2, -1) if known else itemgetter(-1)
        merged = found[0] if len(found) == 1 else merge(*found, key=key, reverse=down)
        last = None
        for row in merged:
            if limit == 0:
                return
            if row[-1] != last:  # several of the parties asked for may be in one event
                yield row
                limit = limit if limit is None else limit - 1
            last = row[-1]


def selects(
    connection: Connection, listing: str, query: Query, limit: int | None = None
) -> list[tuple[bool, list[sa.Select[Any]]]]:
    """What gives the list: (True, selects of rows with a sort value), (False, those without).

    The selects of one part are each in order and have rows in common; their last two columns are
    the sort value and the tie.
    """
    meant = resolve(connection, query)
    column = _KEYS[listing][query.sort.removeprefix("-")]
    value, tie = None, None
    if query.after:
        value, tie = read_cursor(listing, query, column.type.python_type)
    marks: list[tuple[bool, tuple[Any, str | None]]] = []
    if tie is None or value is not None:
        marks.append((True, (value, tie)))
    if column.nullable:
        marks.append((False, (None, tie if value is None else None)))
    drivers: list[Driver | None] = [None]
    if query.sort.removeprefix("-") == "date":
        drivers = [*drivers_of(meant)] or drivers
    return [
        (known, [_select(listing, query, meant, driver, known, mark, limit) for driver in drivers])
        for known, mark in marks
    ]


def _select(
    listing: str,
    query: Query,
    meant: Meant,
    driver: Driver | None,
    known: bool,
    mark: tuple[Any, str | None],
    limit: int | None,
) -> sa.Select[Any]:
    """Rows with or without a sort value (`known`), after the row of the mark."""
    down = query.sort.startswith("-")
    name = query.sort.removeprefix("-")
    key, tie = _order(listing, name, query, driver)
    conditions = [*_where(listing, query, meant, driver)]
    if driver and driver.told is not None:
        conditions += where.of_told(query, driver.told)
    if listing in ("events", "stories"):
        dated = known if name == "date" else None
        start = key if name == "date" else events.c.start
        conditions += where.overlap(query, start, events.c.end, dated=dated)
        if driver and dated:  # answered by the index alone
            conditions += where.overlap(query, start, driver.end, dated=dated)
    conditions.append(key.is_not(None) if known else key.is_(None))
    order = (key, tie) if known else (tie,)
    if mark[1] is not None:
        at, past = sa.tuple_(*order), sa.tuple_(*(mark if known else mark[1:]))
        conditions.append(at < past if down else at > past)

    def ordered(select: sa.Select[Any], columns: tuple[Any, ...]) -> sa.Select[Any]:
        return select.order_by(*(c.desc() if down else c.asc() for c in columns)).limit(limit)

    columns = COLUMNS[listing].values()
    if driver or limit is None:
        lead = (driver.table, driver.tie) if driver else ()
        found = sa.select(*columns, key, tie).select_from(wide(listing, *lead))
        return ordered(found.where(*conditions), order)
    # where all that is found must be sorted, that is done with the sort values alone
    found = sa.select(key.label("key"), tie.label("tie")).select_from(narrow(listing))
    part = ordered(found.where(*conditions), order).subquery("part")
    whole = sa.select(*columns, *part.c).select_from(wide(listing, part, part.c.tie))
    return ordered(whole, tuple(part.c) if known else (part.c.tie,))


def _order(listing: str, name: str, query: Query, driver: Driver | None) -> tuple[Any, Any]:
    """Sort value and tie, from the table whose index has them in order.

    Of a story both are those of its best event too.
    """
    if driver:
        return driver.key, driver.tie
    key, tie = _KEYS[listing][name], _TIES[listing]
    if listing == "stories":
        if name == "date" and len(query.type) + len(query.said_by) == 1:  # there is an index
            key = events.c.start
        if key.table is events:
            tie = events.c.id
    return key, tie


def _where(listing: str, query: Query, meant: Meant, driver: Driver | None) -> Iterator[Condition]:
    if listing == "assessments":
        yield from _of_assessments(query, meant)
    elif listing == "statements":
        yield from _of_statements(query, meant)
    elif listing == "documents":
        yield from _of_documents(query, meant)
    else:
        if driver:
            yield driver.condition
        yield from _of_parties(query, meant, driver)
        yield from where.of_events(query, meant)
        if listing == "events":
            yield from where.of_documents(query, meant, events.c, events.c.document)
            if query.min_reports:
                yield events.c.reports >= query.min_reports
        else:
            yield from _of_stories(query, meant)


def _of_parties(query: Query, meant: Meant, driver: Driver | None) -> Iterator[Condition]:
    """Dyad, actor and recipient as far as the driver does not answer them."""
    done = driver.does if driver else ""
    led = driver is not None
    if meant.dyad and done != "dyad":
        pair = where.pair_of(*meant.dyad)
        if pair and not led:
            yield events.c.id.in_(where.in_pair(*pair))
        if not pair or not all(map(where.whole, meant.dyad)):
            yield where.between(*meant.dyad)
        led = led or pair is not None
    for role in ("actor", "recipient"):
        sides = getattr(meant, role)
        if sides and done != role:
            yield where.acts(role, sides) if led else events.c.id.in_(where.with_side(role, sides))
            led = True


def _of_stories(query: Query, meant: Meant) -> Iterator[Condition]:
    """What any of the events of a story may answer."""
    if query.min_reports:
        yield stories.c.reports >= query.min_reports
    told, member = events.alias(), story_events.alias()
    of_any = sa.select(member.c.story).join(told, told.c.id == member.c.event)
    for condition in where.of_documents(query, replace(meant, terms=()), told.c, told.c.document):
        yield of_any.where(member.c.story == stories.c.id, condition).exists()
    if meant.terms:
        found = where.has_text(meant, told.c.document)
        if meant.common:
            yield of_any.where(member.c.story == stories.c.id, found).exists()
        else:
            yield stories.c.id.in_(of_any.where(found))


def _of_assessments(query: Query, meant: Meant) -> Iterator[Condition]:
    a = assessments.c
    for side in (*meant.actor, *(side for part in meant.dyad or () for side in part)):
        if side.name:
            raise UsageError(
                f"assessments are of parties as a whole; {side.name!r} is a part of"
                f" {side.code or side.party}, ask for that",
                code="unknown-party",
            )

    def stands(column: Any, sides: Any) -> Condition:
        """Assessments are mostly of parties as a whole: the sector is looked past."""
        codes = {code for side in sides for code in (side.party, side.code) if code}
        found: Condition = column.in_(sorted(codes))
        return found

    if meant.actor:
        yield stands(a.a, meant.actor) | stands(a.b, meant.actor)
    if meant.dyad:
        first, second = meant.dyad
        yield (stands(a.a, first) & stands(a.b, second)) | (
            stands(a.a, second) & stands(a.b, first)
        )
    if query.tone:
        yield a.tone.in_(query.tone)
    if query.trend:
        yield a.trend.in_(query.trend)
    if query.said_by:
        yield where.said_by(query, meant, a.said_by, a.said_by_name)
    yield from where.of_documents(query, meant, a, a.document)
    yield from _published(query, a.published)


def _of_statements(query: Query, meant: Meant) -> Iterator[Condition]:
    s = statements.c
    if query.said_by:
        yield where.said_by(query, meant, s.speaker, s.speaker_name)
    if query.kind:
        yield s.kind.in_(query.kind)
    yield from where.of_documents(query, meant, s, s.document)
    yield from _published(query, s.published)


def _of_documents(query: Query, meant: Meant) -> Iterator[Condition]:
    """A document answers what is asked of events if one of its events answers all of it."""
    plain = replace(query, source=())
    asked = [*_of_parties(plain, meant, None), *where.of_events(plain, meant)]
    if asked:
        asked += where.of_source(query)
        yield documents.c.id.in_(sa.select(events.c.document).where(*asked))
    elif query.source:
        yield where.coded_by(query.source)
    yield from where.of_documents(query, meant, documents.c, documents.c.id)
    yield from _published(query, documents.c.published)


def _published(query: Query, column: Any) -> Iterator[Condition]:
    if query.since:
        yield column >= query.since
    if query.until:
        yield column <= query.until
