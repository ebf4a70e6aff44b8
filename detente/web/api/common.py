"""What the routes of the API share: answers with their ETags, and how OpenAPI describes them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from fastapi import Request
from pydantic import BaseModel
from starlette.responses import Response

from detente.web.api.models import FaultAnswer
from detente.web.negotiate import CSV, JSON, NDJSON, tag_of, tagged, unchanged
from detente.web.site import Site

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

Responses = dict[int | str, dict[str, Any]]
_FAULTS: Mapping[int, str] = {
    400: "What is asked cannot be: `error.code` tells why.",
    401: "The server asks for a token.",
    403: "This may not be done here.",
    404: "The store has no such thing.",
    406: "None of the media types of `Accept` can be sent.",
    409: "This cannot be decided on.",
    413: "The body is too large.",
    414: "The address is too long.",
    421: "The server is not called by its own name.",
    422: "A parameter is not as it is described here.",
    429: "Too many wrong tokens came from this address.",
    503: "The answer takes too long, or the server is busy; `Retry-After` says when to come back.",
}
_ALWAYS = (400, 401, 414, 421, 422, 429, 503)
_TAG = {
    "ETag": {
        "description": "Stands for the state of the store and all that was asked; give it as"
        " `If-None-Match`.",
        "schema": {"type": "string"},
    }
}


def dumped(value: Any) -> bytes:
    """A value as JSON."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "replace")


def answered(
    request: Request, site: Site, make: Callable[[Connection], Any], *, seconds: float | None = None
) -> Response:
    """The answer in JSON, or 304 where the client has it."""
    with site.reading(seconds=seconds) as connection:
        tag = tag_of(site.state(connection), request.url.path, request.url.query, JSON)
        same = unchanged(request, tag)
        if same is not None:
            return same
        value = make(connection)
    return tagged(Response(dumped(value), media_type=JSON), tag)


def changed(value: Any) -> Response:
    """The answer to a change, which nobody may keep."""
    return Response(dumped(value), media_type=JSON, headers={"cache-control": "no-store"})


def responses(model: type[BaseModel], *faults: int, columns: bool = False) -> Responses:
    """The answers of a route for OpenAPI; `columns` for what comes as CSV and NDJSON too."""
    text: dict[str, Any] = {"schema": {"type": "string"}}
    found: Responses = {
        200: {
            "model": model,
            "description": "What was asked for.",
            "headers": _TAG,
            "content": {CSV: dict(text), NDJSON: dict(text)} if columns else {},
        },
        304: {"description": "The client has it already.", "headers": _TAG},
    }
    return found | faults_of(*faults)


def faults_of(*faults: int) -> Responses:
    """The errors that a route may answer with, besides those of all."""
    return {
        status: {"model": FaultAnswer, "description": _FAULTS[status]}
        for status in sorted({*_ALWAYS, *faults})
    }
