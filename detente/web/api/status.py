"""What the store holds: /sources/status, and the way in: /."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from detente import __version__
from detente.archive.sources import status
from detente.web.api.common import answered, responses
from detente.web.api.describing import OPENAPI
from detente.web.api.records import Start, StatusRecord
from detente.web.origins import named, without
from detente.web.site import OfSite, heavy

router = APIRouter(tags=["store"])


@router.get(
    "/sources/status",
    operation_id="status",
    summary="Show what the store holds and where it came from",
    responses=responses(StatusRecord),
    dependencies=[Depends(heavy)],
)
def held(request: Request, site: OfSite) -> Response:
    """Counts, days, languages, outlets, coders, inputs that failed, documents that wait."""

    def make(connection: Any) -> Any:
        return site.kept(connection, "status", lambda: _named(asdict(status(connection))))

    return answered(request, site, make)


def _named(record: dict[str, Any]) -> dict[str, Any]:
    """The status with the names of files alone."""
    failures = [
        {
            **each,
            "source": named(each["source"]),
            "message": without(each["source"], each["message"]),
        }
        for each in record["failures"]
    ]
    return {**record, "failures": failures}


@router.get("/", operation_id="start", summary="Show the way in", responses=responses(Start))
def start(request: Request, site: OfSite) -> Response:
    """The version of the program, whether the store may be changed, and the addresses."""

    def make(_: Any) -> Any:
        return {
            "version": __version__,
            "edit": site.edit,
            "openapi": OPENAPI,
            "addresses": sorted(request.app.openapi()["paths"]),
        }

    return answered(request, site, make)
