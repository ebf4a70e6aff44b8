"""The description of the API for programs: /api/v1/openapi.json.

What the routes tell, and what the framework leaves out: the example of each operation, which may
hold null, and the token.
"""

from __future__ import annotations

import hashlib
from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from starlette.responses import Response

from detente.resources import DATA, read_json
from detente.web.api.common import dumped
from detente.web.negotiate import CSV, JSON, NDJSON, tag_of, tagged, unchanged

OPENAPI = "/api/v1/openapi.json"
EXAMPLES = DATA / "web" / "examples.json"
ABOUT = """All answers are JSON, and what has rows comes as CSV or NDJSON too, by `Accept`. All keys
of an object are always there; unknown is null. Days are `YYYY-MM-DD`. Errors have one shape
(`FaultAnswer`). Within v1 things are only added. docs/api.md of the program tells more."""
TAGS: list[dict[str, Any]] = [
    {"name": "lists", "description": "Lists with filters: JSON in parts, CSV and NDJSON whole."},
    {"name": "records", "description": "One thing with all that hangs on it, and its reasons."},
    {"name": "relations", "description": "How parties stand over time, and who deals with whom."},
    {"name": "store", "description": "What the store holds."},
    {"name": "edit", "description": "Changes, on a server that was started with --edit."},
]
_TOKEN = {
    "type": "http",
    "scheme": "bearer",
    "description": "The token of a server that was started with one.",
}
_KEYS = {JSON: "json", CSV: "csv", NDJSON: "ndjson"}  # of an example, by media type


def described(app: FastAPI) -> dict[str, Any]:
    """The description as OpenAPI 3.1; made once for an app."""
    if app.openapi_schema is None:
        found = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            description=app.description,
            license_info=app.license_info,
            routes=app.routes,
            tags=TAGS,
        )
        examples = read_json(EXAMPLES) if EXAMPLES.exists() else {}
        for item in found["paths"].values():
            for operation in item.values():
                _exemplify(operation, examples.get(operation["operationId"], {}))
        found["components"]["securitySchemes"] = {"token": _TOKEN}
        found["security"] = [{}, {"token": []}]
        app.openapi_schema = found
    return app.openapi_schema


async def description(request: Request) -> Response:
    """The description, or 304 where the client has it."""
    content = dumped(request.app.openapi())
    tag = tag_of(hashlib.sha256(content).hexdigest())
    return unchanged(request, tag) or tagged(Response(content, media_type=JSON), tag)


def _exemplify(operation: dict[str, Any], example: dict[str, Any]) -> None:
    """Put the example of an operation where it belongs."""
    for kind, key in _KEYS.items():
        content = operation["responses"]["200"]["content"].get(kind)
        if content is not None and key in example:
            content["example"] = example[key]
    if "body" in example:
        operation["requestBody"]["content"][JSON]["example"] = example["body"]
