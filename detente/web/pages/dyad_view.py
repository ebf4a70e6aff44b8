"""*Dyad*: how two parties stand over time, when that turned and why, and the stories behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from detente.archive.asking import Query, has_more, make_query, page
from detente.archive.begin import news_of
from detente.archive.naming import party_of
from detente.archive.relating import relation
from detente.archive.tellings import articles_of
from detente.errors import UsageError
from detente.formats.relation import Course, Period, periods_of
from detente.web.asked import parameters_of, period, plain, yes_or_no
from detente.web.pages._chart import Chart, Point, chart_of
from detente.web.rendering import Visit, href

APART = 80  # of those planned or long past that are drawn where the others are counted
DRAWN = 250  # stories that are drawn one by one; more are counted by time
ROWS = 25  # stories of each kind that are listed
SPOKEN = 12
YEARS = (1, 3, 10)  # periods that are offered
_KNOWN = frozenset({"since", "until", "directed", "type", "said_by", "all", "lang"})

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """Stories of one kind: `rows` of them, and the address of all."""

    kind: str
    rows: list[Row]
    more: bool
    address: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A period with its address; `years` is 0 for all that the store tells."""

    years: int
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class DyadView:
    """All that the page shows.

    `course` is the level with its turns by all stories of the period, in one direction if
    `directed`; `stories` are chosen by `type` and `said_by` as well. `points` are the stories
    that the chart draws one by one: all, or where there are too many (`counted`) the latest of
    those that did not just happen. `since` is None where all
    the time is shown; `articles` are the documents of the assessments that turns name.
    """

    a: str
    b: str
    directed: bool
    since: dt.date | None
    until: dt.date | None
    narrowed: bool
    type: tuple[str, ...]
    said_by: tuple[str, ...]
    types: tuple[str, ...]
    course: Course
    points: tuple[Point, ...]
    counted: bool
    stories: tuple[Told, ...]
    assessments: list[Row]
    articles: Mapping[str, str]
    periods: tuple[Choice, ...]
    ways: tuple[str, str, str]
    plain: str
    address: str

    def chart(self, width: float) -> Chart | None:
        """The chart in a width; None where no story tells of the two."""
        return chart_of(self.course, self.points, width, counted=self.counted)

    @property
    def numbers(self) -> tuple[Period, ...]:
        """The course by years, quarters or months."""
        return periods_of(self.course)


def dyad_view(visit: Visit) -> DyadView:
    """The relation of the path; UsageError for parties, days or filters that cannot be."""
    unknown = sorted(set(visit.query) - _KNOWN)
    if unknown:
        raise UsageError(
            f"a dyad cannot be filtered by {unknown[0]!r}; it takes"
            f" {', '.join(sorted(_KNOWN - {'lang'}))}",
            code="bad-filter",
        )
    connection = visit.connection
    a, b = (party_of(connection, visit.path[name]) for name in ("a", "b"))
    directed = yes_or_no("directed", visit.text("directed", "0"))
    whole = yes_or_no("all", visit.text("all", "0"))
    since, until = period(visit.text("since"), visit.text("until"))
    narrowed = bool(since or until)
    first, last = visit.site.kept(connection, "news", lambda: news_of(connection))
    if not narrowed and not whole:
        since = first
    kinds, said = _given(visit, "type"), _given(visit, "said_by")
    query = make_query(
        "stories",
        **({"actor": a, "recipient": b} if directed else {"dyad": (a, b)}),
        since=since,
        until=until,
        type=kinds or None,
        said_by=said or None,
    )
    key = ("course", a, b, directed, narrowed, since, until)
    course = visit.recent(
        key,
        lambda c: relation(
            c,
            *(a, b),
            directed=directed,
            since=since if narrowed else None,
            until=until,
            reach=since,
            keep=visit.site.keep(c),
        ),
    )
    assert course is not None
    stories, points, counted = visit.site.kept(
        connection, ("dyad", query, whole), lambda: _stories(visit, query, whole)
    )
    causes = [t.id for turn in course.turns for t in turn.stories if t.kind == "assessment"]
    return DyadView(
        a=a,
        b=b,
        directed=directed,
        since=since,
        until=until,
        narrowed=narrowed,
        type=kinds,
        said_by=said,
        types=_types(stories, kinds),
        course=course,
        points=points,
        counted=counted,
        stories=stories,
        assessments=[] if directed else _spoken(visit, a, b, since, until),
        articles=articles_of(connection, causes),
        periods=tuple(_periods(visit, a, b, last, since, narrowed, whole)),
        ways=(
            _address(visit, a, b, directed=None),
            _address(visit, a, b, directed="1"),
            _address(visit, b, a, directed="1"),
        ),
        plain=href("dyads", a, b),
        address=parameters_of(query, since=None, until=None),
    )


def _given(visit: Visit, name: str) -> tuple[str, ...]:
    values = (plain(name, value).strip() for value in visit.query.getlist(name))
    return tuple(dict.fromkeys(value for value in values if value))


def _stories(
    visit: Visit, query: Query, whole: bool
) -> tuple[tuple[Told, ...], tuple[Point, ...], bool]:
    """The stories of each kind, those that are drawn, and whether the others are counted."""
    past = query if whole else replace(query, since=None)
    asked = {
        "happened": replace(query, status=("act",), historical=False),
        "ahead": replace(query, status=("plan", "possible", "denial")),
        "history": replace(past, status=("act",), historical=True),
    }
    drawn: list[Row] = []
    counted = has_more(visit.connection, "stories", query, DRAWN)
    if not counted:
        drawn = page(visit.connection, "stories", replace(query, limit=DRAWN)).rows
    told = []
    for kind, own in asked.items():
        shown = page(visit.connection, "stories", replace(own, limit=APART))
        address = f"/stories?{parameters_of(own, limit=None, sort='')}"
        more = bool(shown.after) or len(shown.rows) > ROWS
        told.append(Told(kind, shown.rows[:ROWS], more, address))
        if counted and kind != "happened":
            drawn += shown.rows
    points = tuple(_point(row) for row in drawn if row["start"])
    return tuple(told), points, counted


def _point(row: Row) -> Point:
    keys = ("id", "mode", "status", "historical", "start", "end", "reports")
    return Point(
        **{key: row[key] for key in keys},
        type=row["event_type"],
        quad=row["quad_class"],
        value=row["intensity"] if row["intensity"] is not None else row["goldstein"],
        actor=tuple(row["actor"]),
        recipient=tuple(row["recipient"]),
    )


def _types(stories: Sequence[Told], chosen: Sequence[str]) -> tuple[str, ...]:
    """The types that can be chosen: those of the stories that are listed."""
    found = {row["event_type"] for told in stories for row in told.rows}
    return tuple(sorted({*chosen, *(kind for kind in found if kind)}))


def _spoken(
    visit: Visit, a: str, b: str, since: dt.date | None, until: dt.date | None
) -> list[Row]:
    query = make_query("assessments", dyad=(a, b), since=since, until=until, limit=SPOKEN)
    return page(visit.connection, "assessments", query).rows


def _periods(
    visit: Visit,
    a: str,
    b: str,
    last: dt.date | None,
    since: dt.date | None,
    narrowed: bool,
    whole: bool,
) -> list[Choice]:
    """The years before the last news, and all."""
    found = []
    for years in YEARS if last else ():
        day = last - dt.timedelta(days=round(years * 365.25)) if last else None
        address = _address(visit, a, b, since=str(day), until=None, all=None)
        found.append(Choice(years, address, narrowed and since == day))
    found.append(Choice(0, _address(visit, a, b, since=None, until=None, all="1"), whole))
    return found


def _address(visit: Visit, a: str, b: str, **changes: str | None) -> str:
    """The page with other parameters; None takes one away."""
    given: dict[str, Any] = {
        name: _given(visit, name) for name in sorted(set(visit.query) - {"lang"})
    }
    given.update(changes)
    return href("dyads", a, b, **{name: value for name, value in given.items() if value})
