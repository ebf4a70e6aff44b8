"""*Country or organisation*: with whom it deals and how that stands, what it did and what was done
to it, who acts in its name, and its latest stories."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from detente.archive.asking import make_query, page
from detente.archive.begin import news_of
from detente.archive.deeds import LATEST, Deeds, Person, deeds
from detente.archive.dyads import dyads_of
from detente.archive.naming import WIDE, party_of
from detente.archive.relating import relation
from detente.corpus.relations import Method
from detente.errors import UsageError
from detente.formats.relation import Course
from detente.web.pages._chart import small_of
from detente.web.rendering import Visit

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from detente.web.site import Site

PARTNERS = 12  # those with most stories, whose level is worked out
OTHERS = 30  # that are only named
YEARS = 5  # of the small charts
CHANGE = 365  # days before the last news with which the level is compared
STORIES = 12
SPOKEN = 6
SPARK = (132.0, 26.0)
MINI = (236.0, 84.0)
SORTS = ("stories", "level", "change")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Partner:
    """How it stands with another: level, its band, and change within a year (None where it was
    not known then); `stories` counts acts of the time shown, as do the other two numbers."""

    code: str
    stories: int
    cooperation: int
    conflict: int
    level: float | None
    low: float | None
    high: float | None
    change: float | None
    turns: int
    spark: Mapping[str, str]
    mini: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Other:
    """One with whom it deals less; its level is on the page of the two."""

    code: str
    stories: int


@dataclass(frozen=True, slots=True)
class Sector:
    """The people and organs of one code."""

    code: str
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class ActorView:
    """All that the page shows.

    `party` is that of `code` as a whole, whose relations are told. `since` and `until` are the
    first and last day of the small charts; `partners` in the order of `sort`, and none while
    they are being compared (`working`).
    """

    code: str
    party: str
    since: dt.date | None
    until: dt.date | None
    sort: str
    sorts: tuple[str, ...]
    working: bool
    partners: tuple[Partner, ...]
    others: tuple[Other, ...]
    more: int
    deeds: Deeds
    most: int
    counted: int
    sectors: tuple[Sector, ...]
    stories: list[Row]
    assessments: list[Row]


def actor_view(visit: Visit) -> ActorView:
    """The party of the path; UsageError where it means none."""
    connection, site = visit.connection, visit.site
    code = party_of(connection, visit.path["code"])
    sort = visit.text("sort", SORTS[0])
    if sort not in SORTS:
        raise UsageError(
            f"sort {sort!r} is none of {', '.join(SORTS)}; give one of them", code="bad-filter"
        )
    head = code.partition(":")[0]
    party = code if head in WIDE else head
    first, last = site.kept(connection, "news", lambda: news_of(connection))
    since = max(first, last - dt.timedelta(days=round(YEARS * 365.25))) if first and last else None
    ranked = visit.recent(
        ("partners", party), lambda c: _partners(site, c, party, since, last), needed=False
    )
    partners, others, more = ranked or ((), (), 0)
    found = visit.recent(("deeds", code), lambda c: deeds(c, code))
    assert found is not None
    return ActorView(
        code=code,
        party=party,
        since=since,
        until=last,
        sort=sort,
        sorts=SORTS,
        working=ranked is None,
        partners=_sorted(partners, sort),
        others=others,
        more=more,
        deeds=found,
        most=max((max(kind.did, kind.suffered) for kind in found.types), default=1) or 1,
        counted=LATEST,
        sectors=_sectors(found),
        stories=_latest(visit, code, last),
        assessments=page(
            connection, "assessments", make_query("assessments", actor=code, limit=SPOKEN)
        ).rows,
    )


def _partners(
    site: Site, connection: Connection, party: str, since: dt.date | None, until: dt.date | None
) -> tuple[tuple[Partner, ...], tuple[Other, ...], int]:
    """Those with whom it had most stories in the time shown, with their levels."""
    found = dyads_of(connection, party, since=since, until=until)
    method = Method()
    method = Method(stride=method.step)  # turns by the week: enough for a small chart
    partners, keep = [], site.keep(connection)
    for dyad in found[:PARTNERS]:
        course = relation(
            *(connection, party, dyad.other), reach=since, until=until, method=method, keep=keep
        )
        level, before = _levels(course)
        start = since or (course.days[0] if course.days else dt.date.min)
        partners.append(
            Partner(
                code=dyad.other,
                stories=dyad.stories,
                cooperation=dyad.cooperation,
                conflict=dyad.conflict,
                level=level,
                low=course.low[-1] if course.days else None,
                high=course.high[-1] if course.days else None,
                change=None if level is None or before is None else round(level - before, 3),
                turns=len(course.turns),
                spark=small_of(course, *SPARK, since=start),
                mini=small_of(course, *MINI, since=start),
            )
        )
    rest = found[PARTNERS:]
    others = tuple(Other(dyad.other, dyad.stories) for dyad in rest[:OTHERS])
    return tuple(partners), others, max(0, len(rest) - OTHERS)


def _levels(course: Course) -> tuple[float | None, float | None]:
    """The last level, and that a year before; None where there is none."""
    if not course.days:
        return None, None
    day = (course.until or course.days[-1]) - dt.timedelta(days=CHANGE)
    before = [level for start, level in zip(course.days, course.level, strict=True) if start <= day]
    return course.level[-1], before[-1] if before else None


def _sorted(partners: tuple[Partner, ...], sort: str) -> tuple[Partner, ...]:
    def key(partner: Partner) -> tuple[float, float, str]:
        value = partner.level if sort == "level" else abs(partner.change or 0)
        first = float(partner.stories) if sort == "stories" else value
        return (-first if first is not None else 99.0, -partner.stories, partner.code)

    return tuple(sorted(partners, key=key))


def _sectors(found: Deeds) -> tuple[Sector, ...]:
    """The people by their codes, the code with most stories first."""
    counts: dict[str, int] = {}
    for person in found.people:
        counts[person.code] = counts.get(person.code, 0) + person.stories
    ordered = sorted(found.people, key=lambda p: (-counts[p.code], p.code, -p.stories, p.name))
    return tuple(Sector(code, tuple(own)) for code, own in groupby(ordered, lambda p: p.code))


def _latest(visit: Visit, code: str, until: dt.date | None) -> list[Row]:
    """What it did or what was done to it, the latest day first."""
    told: dict[str, Row] = {}
    for role in ("actor", "recipient"):
        query = make_query("stories", **{role: code}, until=until, limit=STORIES)
        told.update({row["id"]: row for row in page(visit.connection, "stories", query).rows})
    ordered = sorted(told.values(), key=lambda row: (row["start"] or "", row["id"]), reverse=True)
    return ordered[:STORIES]
