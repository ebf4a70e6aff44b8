"""The five lists: /events, /stories, /assessments, /statements, /documents."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from detente.archive.asking import LISTS, PAGE, page
from detente.archive.queries import Query as Asked
from detente.web.api.common import answered, responses
from detente.web.api.models import PARTS
from detente.web.api.parameters import filters_of
from detente.web.asked import asked, parameters_of
from detente.web.downloads import sent, spooled, write_rows
from detente.web.negotiate import CSV, JSON, KINDS, chosen, tag_of, tagged, unchanged
from detente.web.origins import shared
from detente.web.site import Limits, OfSite, Site, heavy

router = APIRouter(tags=["lists"])

_SUMMARY = {
    "events": "List events: a row for each event of each document",
    "stories": "List stories: an event that several documents tell is one row",
    "assessments": "List assessments: how documents say that two parties stand",
    "statements": "List statements: somebody's words, quoted or reported",
    "documents": "List documents; with filters of events, those that tell such an event",
}
_NOTE = """{summary}.

JSON comes in parts: `next` is the address of the next one. With `Accept: text/csv` or
`application/x-ndjson` the whole list comes, up to {rows:,} rows; where there are more the header
`Link` (rel="next") leads on. Cells of CSV that a spreadsheet could take as formulas have an
apostrophe before them."""


async def _turn(request: Request, site: OfSite) -> Any:
    """Whole lists take a turn among what takes much computing."""
    if chosen(request.headers.get("accept"), KINDS) == JSON:
        yield
    else:
        async for _ in heavy(request):
            yield


def _add(listing: str) -> None:
    """The route of a list."""

    def handler(request: Request, site: OfSite, filters: Any) -> Response:
        kind = chosen(request.headers.get("accept"), KINDS)
        query = asked(listing, request.query_params, site.limits)
        if kind == JSON:
            return answered(request, site, lambda connection: _part(connection, listing, query))
        return _whole(request, site, listing, query, kind)

    handler.__annotations__["filters"] = Annotated[filters_of(listing), Query()]
    rows = Limits().rows
    router.add_api_route(
        f"/{listing}",
        handler,
        methods=["GET"],
        name=f"list_{listing}",
        operation_id=f"list_{listing}",
        summary=_SUMMARY[listing],
        description=_NOTE.format(summary=_SUMMARY[listing], rows=rows),
        dependencies=[Depends(_turn)],
        responses=responses(PARTS[listing], 404, columns=True),
    )


def _part(connection: Any, listing: str, query: Asked) -> dict[str, Any]:
    """A part of a list with the address of the next."""
    found = page(connection, listing, query)
    following = None
    if found.after:
        limit = query.limit or PAGE
        following = _address(listing, query, after=found.after, limit=limit)
    return {"items": list(shared(listing, found.rows)), "after": found.after, "next": following}


def _whole(request: Request, site: Site, listing: str, query: Asked, kind: str) -> Response:
    """The list as a file, up to the limits."""
    query = replace(query, limit=min(query.limit or site.limits.rows, site.limits.rows))
    form = "csv" if kind == CSV else "jsonl"
    with site.reading(seconds=site.limits.export_seconds) as connection:
        tag = tag_of(site.state(connection), request.url.path, request.url.query, kind)
        same = unchanged(request, tag)
        if same is not None:
            return same
        made, (_, after) = spooled(lambda out: write_rows(connection, listing, query, form, out))
    headers = {}
    if after:
        headers["link"] = f'<{_address(listing, query, after=after, limit=None)}>; rel="next"'
    return tagged(sent(made, kind, headers), tag)


def _address(listing: str, query: Asked, **changes: Any) -> str:
    return f"/api/v1/{listing}?{parameters_of(query, **changes)}"


for _listing in LISTS:
    _add(_listing)
