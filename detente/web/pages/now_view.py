"""*Now*: the latest stories by day, what is planned, and the relations that changed most."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from detente.archive.asking import make_query, page
from detente.archive.overview import Overview, overview
from detente.archive.queries import write_cursor
from detente.archive.relating import latest_of, movers
from detente.errors import UsageError
from detente.formats.relation import Move, move_record
from detente.web.rendering import Visit

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from detente.web.site import Site

STORIES = 30
PLANNED = 8
SPOKEN = 6
MOVES = 6  # in either direction
# how far back the levels before are looked for, in days before the last news
PERIODS: Mapping[str, int] = {"month": 30, "quarter": 91, "year": 365, "years": 3 * 365}
STANDARD = "year"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Day:
    """The stories of one day; `day` is None where it is not known."""

    day: str | None
    stories: list[Row]


@dataclass(frozen=True, slots=True)
class Changes:
    """The relations that moved since a day, each as `detente relations --movers` tells it."""

    period: str
    periods: tuple[str, ...]
    since: dt.date | None
    until: dt.date | None
    thaws: list[Row]
    chills: list[Row]
    compared: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NowView:
    """All that the page shows; `planned` are stories of days after the last news.

    `changes` is None while they are being worked out.
    """

    store: Overview
    days: list[Day]
    planned: list[Row]
    period: str
    periods: tuple[str, ...]
    changes: Changes | None
    assessments: list[Row]


def now_view(visit: Visit) -> NowView:
    """What is new in the store; UsageError for a period that there is not."""
    period = visit.text("period", STANDARD)
    if period not in PERIODS:
        raise UsageError(
            f"period {period!r} is none of {', '.join(PERIODS)}; give one of them",
            code="bad-filter",
        )
    site, connection = visit.site, visit.connection
    store = site.kept(connection, "overview", lambda: overview(connection))
    until = store.until.isoformat() if store.until else None
    latest = make_query("stories", until=until, limit=STORIES)
    return NowView(
        store=store,
        days=list(_days(page(connection, "stories", latest).rows)),
        planned=_planned(visit, store.until),
        period=period,
        periods=tuple(PERIODS),
        changes=visit.recent(*_changes(site, period), needed=False),
        assessments=page(connection, "assessments", make_query("assessments", limit=SPOKEN)).rows,
    )


def _days(stories: Iterable[Row]) -> Iterable[Day]:
    """The stories by day; of one day those with most reports first."""
    for day, told in groupby(stories, key=lambda row: row["start"]):
        yield Day(day, sorted(told, key=lambda row: -row["reports"]))


def _planned(visit: Visit, until: dt.date | None) -> list[Row]:
    """The next stories that begin after a day; what goes on since long is not among them."""
    if until is None:
        return []
    ahead = (until + dt.timedelta(days=1)).isoformat()
    query = make_query("stories", sort="date", limit=PLANNED)
    query = replace(query, after=write_cursor("stories", query, ahead, ""))  # from that day on
    return [row for row in page(visit.connection, "stories", query).rows if row["start"]]


def _changes(site: Site, period: str) -> tuple[Hashable, Callable[[Connection], Changes]]:
    return ("changes", period), lambda connection: changes_of(site, connection, period)


def changes_of(site: Site, connection: Connection, period: str) -> Changes:
    """What changed most since a period before the last news."""
    until, periods = latest_of(connection), tuple(PERIODS)
    if until is None:
        return Changes(period, periods, None, None, [], [], 0, ())
    since = until - dt.timedelta(days=PERIODS[period])
    keep = site.keep(connection)
    found = movers(connection, since, until=until, limit=4 * MOVES, keep=keep)
    thaws = [_move(move) for move in found.moves if move.low > 0]  # the band leaves no doubt
    chills = [_move(move) for move in found.moves if move.high < 0]
    return Changes(
        period,
        periods,
        since,
        until,
        thaws[:MOVES],
        chills[:MOVES],
        found.compared,
        found.notes,
    )


def _move(move: Move) -> Row:
    """A move with the turning point that tells most of it, and the first story of that."""
    record = move_record(move)
    turn = move.turn
    record["turn"] = None
    if turn:
        record["turn"] = next(
            each for each in record["turning_points"] if each["date"] == turn.date.isoformat()
        )
    return record
