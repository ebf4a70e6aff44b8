"""One thing with all that hangs on it, and why it is coded so: /events/{id} ..., /explain/{id}."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from detente.archive.asking import LISTS
from detente.archive.showing import explain, find, show
from detente.web.api.common import answered, responses
from detente.web.api.records import RECORDS, Explanation
from detente.web.asked import plain
from detente.web.origins import shown
from detente.web.site import OfSite

router = APIRouter(tags=["records"])

_KINDS = {
    "events": "event",
    "stories": "story",
    "assessments": "assessment",
    "statements": "statement",
    "documents": "document",
}
Name = Annotated[
    str,
    Path(
        description="The id, or any beginning of it that only one thing has.",
        min_length=1,
        max_length=200,
    ),
]


def _add(listing: str) -> None:
    """The route of one kind of things."""
    kind = _KINDS[listing]

    def handler(request: Request, site: OfSite, id: Name) -> Response:
        def make(connection: Any) -> Any:
            _, own = find(connection, plain("id", id), (kind,))
            record = show(connection, own)
            return shown(record) if kind == "document" else record

        return answered(request, site, make)

    router.add_api_route(
        f"/{listing}/{{id}}",
        handler,
        methods=["GET"],
        name=f"show_{kind}",
        operation_id=f"show_{kind}",
        summary=f"Show one {kind}",
        description=RECORDS[listing].__doc__,
        responses=responses(RECORDS[listing], 404),
    )


for _listing in LISTS:
    _add(_listing)


@router.get(
    "/explain/{id}",
    operation_id="explain",
    summary="Explain why something is coded as it is",
    responses=responses(Explanation, 404),
)
def why(request: Request, site: OfSite, id: Name) -> Response:
    """The rules and scores behind an event, story, assessment or document, as lines for people."""

    def make(connection: Any) -> Any:
        kind, own = find(connection, plain("id", id))
        return {"id": own, "record": kind, "text": explain(connection, own)}

    return answered(request, site, make)
