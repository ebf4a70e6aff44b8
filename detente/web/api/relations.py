"""How parties stand: /relations/{a}/{b}, /movers, /network."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from detente.archive.network import LIMIT as TIES
from detente.archive.network import network
from detente.archive.relating import LIMIT, movers, relation
from detente.errors import UsageError
from detente.formats.relation import course_record, moves_record
from detente.web.api.common import answered, responses
from detente.web.api.records import Movers, NetworkRecord, RelationRecord, network_record
from detente.web.asked import period, plain
from detente.web.site import OfSite, heavy

router = APIRouter(tags=["relations"], dependencies=[Depends(heavy)])

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
    summary="How two parties stand over time",
    responses=responses(RelationRecord, 404),
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
    """The level by weeks with its band, and the turning points with the stories that drive them."""
    first, last = period(since, until)
    names = [plain("a", a), plain("b", b)]
    sources = tuple(plain("source", each) for each in source)

    def make(connection: Any) -> Any:
        key = ("relation", *names, directed, first, last, sources)

        def related() -> Any:
            return course_record(
                relation(
                    connection, *names, directed=directed, since=first, until=last, source=sources
                )
            )

        return site.kept(connection, key, related)

    return answered(request, site, make)


@router.get(
    "/movers",
    operation_id="movers",
    summary="The relations that changed most since a day",
    responses=responses(Movers),
)
def changed(
    request: Request,
    site: OfSite,
    source: Sources,
    since: Annotated[str, Query(description="The day to compare with.", pattern=_DAY)],
    until: Until = None,
    limit: Annotated[int, Query(description="At most so many.", ge=1, le=100)] = LIMIT,
) -> Response:
    """Thaws and chills, the surest change first, each with its turning points."""
    first, last = period(since, until)
    sources = tuple(plain("source", each) for each in source)
    if first is None:
        raise UsageError("since is empty; give the day to compare with", code="bad-date")

    def make(connection: Any) -> Any:
        def compared() -> Any:
            found = movers(connection, first, until=last, source=sources, limit=limit)
            return moves_record(found)

        return site.kept(connection, ("movers", first, last, sources, limit), compared)

    return answered(request, site, make, seconds=site.limits.export_seconds)


@router.get(
    "/network",
    operation_id="network",
    summary="Who deals with whom in a period",
    responses=responses(NetworkRecord),
)
def ties(
    request: Request,
    site: OfSite,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, Query(description="At most so many ties.", ge=1, le=2000)] = TIES,
) -> Response:
    """The dyads with most stories of acts, with how many of them are cooperation and conflict."""
    first, last = period(since, until)

    def make(connection: Any) -> Any:
        def found() -> Any:
            return network_record(network(connection, since=first, until=last, limit=limit))

        return site.kept(connection, ("network", first, last, limit), found)

    return answered(request, site, make)
