"""What the routes of the API share: answers with their ETags, and how OpenAPI describes them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from fastapi import Request
from pydantic import BaseModel
from starlette.responses import Response

from detente.formats.listing import write_csv, write_json
from detente.web.api.models import FaultAnswer
from detente.web.negotiate import CSV, JSON, KINDS, NDJSON, chosen, tag_of, tagged, unchanged
from detente.web.site import Site

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

T = TypeVar("T")
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
_ALWAYS = (400, 401, 406, 414, 421, 422, 429, 503)
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


@dataclass(frozen=True, slots=True)
class Table(Generic[T]):
    """The rows of an answer for CSV and NDJSON: names of columns, and values ("" is unknown)."""

    columns: Sequence[str]
    rows: Callable[[T], Iterable[Sequence[Any]]]


def answered(
    request: Request,
    site: Site,
    make: Callable[[Connection], T],
    *,
    record: Callable[[T], Any] | None = None,
    table: Table[T] | None = None,
    seconds: float | None = None,
) -> Response:
    """What `make` gives as the client accepts it, or 304 where it has that already.

    JSON of `record`, of the value itself without it; with a `table` CSV and NDJSON too.
    UsageError `not-acceptable` for other kinds.
    """
    kind = chosen(request.headers.get("accept"), KINDS if table else KINDS[:1])
    with site.reading(seconds=seconds) as connection:
        tag = tag_of(site.state(connection), request.url.path, request.url.query, kind)
        same = unchanged(request, tag)
        if same is not None:
            return same
        value = make(connection)
    if kind == JSON or table is None:
        content = dumped(record(value) if record else value)
    else:
        content = _written(table, value, kind)
    return tagged(Response(content, media_type=kind), tag)


def _written(table: Table[T], value: T, kind: str) -> bytes:
    """The rows of an answer as CSV, of which no cell is a formula, or as lines of JSON."""
    out = io.StringIO()
    rows = (dict(zip(table.columns, row, strict=True)) for row in table.rows(value))
    if kind == CSV:
        write_csv(table.columns, rows, out, guarded=True)
    else:
        write_json(({k: None if v == "" else v for k, v in row.items()} for row in rows), out)
    return out.getvalue().encode("utf-8", "replace")


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
