"""How parties stand: /relations/{a}/{b}, /movers, /network."""

from __future__ import annotations

from dataclasses import astuple, fields
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from detente.archive.network import LIMIT as TIES
from detente.archive.network import Network, Tie, network
from detente.archive.relating import LIMIT, movers, relation
from detente.errors import UsageError
from detente.formats.relation import (
    COURSE_COLUMNS,
    MOVE_COLUMNS,
    Course,
    Moves,
    course_record,
    course_rows,
    move_rows,
    moves_record,
)
from detente.web.api.common import Table, answered, responses
from detente.web.api.records import Movers, NetworkRecord, RelationRecord, network_record
from detente.web.asked import period, plain
from detente.web.site import OfSite, heavy

router = APIRouter(tags=["relations"], dependencies=[Depends(heavy)])

_TIE_COLUMNS = tuple(each.name for each in fields(Tie))
_WEEKS: Table[Course] = Table(COURSE_COLUMNS, course_rows)
_MOVES: Table[Moves] = Table(MOVE_COLUMNS, move_rows)
_TIES: Table[Network] = Table(_TIE_COLUMNS, lambda found: map(astuple, found.ties))

_DAY = r"^\d{4}(-\d\d(-\d\d)?)?$"
Party = Annotated[
    str,
    Path(
        description="A code (PAK, PAK:GOV, IGO:UNO) or a name in a served language.",
        min_length=1,
        max_length=200,
    ),
]
Since = Annotated[str | None, Query(description="From this year, month or day on.", pattern=_DAY)]
Until = Annotated[str | None, Query(description="Up to this year, month or day.", pattern=_DAY)]
Sources = Annotated[
    list[str],
    Query(
        default_factory=list,
        description="Only events coded by these: detente, or the source of an import.",
    ),
]


@router.get(
    "/relations/{a}/{b}",
    operation_id="relation",
    summary="Show how two parties stand over time",
    responses=responses(RelationRecord, 404, columns=True),
)
def course(
    request: Request,
    site: OfSite,
    a: Party,
    b: Party,
    source: Sources,
    directed: Annotated[bool, Query(description="Only what `a` does to `b`.")] = False,
    since: Since = None,
    until: Until = None,
) -> Response:
    """The level by weeks with its band, and the turning points with the stories that drive them.

    CSV and NDJSON have a row for each week, with the turning point that lies in it.
    """
    first, last = period(since, until)
    names = [plain("a", a), plain("b", b)]
    sources = tuple(plain("source", each) for each in source)

    def make(connection: Any) -> Course:
        key = ("relation", *names, directed, first, last, sources)

        def related() -> Course:
            return relation(
                *(connection, *names),
                directed=directed,
                since=first,
                until=last,
                source=sources,
                keep=site.keep(connection),
            )

        return site.kept(connection, key, related)

    return answered(request, site, make, record=course_record, table=_WEEKS)


@router.get(
    "/movers",
    operation_id="movers",
    summary="List the relations that changed most since a day",
    responses=responses(Movers, columns=True),
)
def changed(
    request: Request,
    site: OfSite,
    source: Sources,
    since: Annotated[str, Query(description="The day to compare with.", pattern=_DAY)],
    until: Until = None,
    limit: Annotated[int, Query(description="At most so many.", ge=1, le=100)] = LIMIT,
) -> Response:
    """Thaws and chills, the surest change first, each with its turning points.

    CSV and NDJSON have a row for each, with the turning point that tells most of it.
    """
    first, last = period(since, until)
    sources = tuple(plain("source", each) for each in source)
    if first is None:
        raise UsageError("since is empty; give the day to compare with", code="bad-date")

    def make(connection: Any) -> Moves:
        def compared() -> Moves:
            return movers(
                *(connection, first),
                until=last,
                source=sources,
                limit=limit,
                keep=site.keep(connection),
            )

        return site.kept(connection, ("movers", first, last, sources, limit), compared)

    seconds = site.limits.export_seconds
    return answered(request, site, make, record=moves_record, table=_MOVES, seconds=seconds)


@router.get(
    "/network",
    operation_id="network",
    summary="Show who deals with whom in a period",
    responses=responses(NetworkRecord, columns=True),
)
def ties(
    request: Request,
    site: OfSite,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, Query(description="At most so many ties.", ge=1, le=2000)] = TIES,
) -> Response:
    """The dyads with most stories of acts, with how many of them are cooperation and conflict.

    CSV and NDJSON have a row for each tie.
    """
    first, last = period(since, until)

    def make(connection: Any) -> Network:
        def found() -> Network:
            return network(connection, since=first, until=last, limit=limit)

        return site.kept(connection, ("network", first, last, limit), found)

    return answered(request, site, make, record=network_record, table=_TIES)
