"""Errors of requests: one shape for programs, a page for people.

    {"error": {"code": "bad-filter", "message": "...", "next": "..."}}

`code` has its heading in docs/errors.md; `next` is what to do, null where the message says all.

The status follows one rule: 404 where the path names what is not there, 422 where a parameter is
not as the API describes it, 400 where it is and still cannot be answered.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from detente.errors import DetenteError, StoreError
from detente.web.headers import SECURITY

RETRY = 5  # seconds after which a server that was busy may be asked again

_STATUS: Mapping[str, int] = {
    "no-record": 404,
    "not-found": 404,
    "no-page": 404,
    "same-party": 404,  # a relation of a party to itself
    "no-method": 405,
    "not-acceptable": 406,
    "imported-event": 409,
    "not-collated": 409,
    "too-large": 413,
    "too-long": 414,
    "bad-host": 421,
    "token-needed": 401,
    "token-wrong": 401,
    "too-many-attempts": 429,
    "read-only": 403,
    "other-origin": 403,
    "internal": 500,
    "store-damaged": 500,
    "missing-extra": 501,
}
_JSON = ("/api/", "/openapi")

ErrorPage = Callable[[Request, "Fault"], Response]


@dataclass(frozen=True, slots=True)
class Fault:
    """What a client is told about a request that failed; `retry` in seconds, where it may help."""

    status: int
    code: str
    message: str
    next: str | None = None
    retry: int | None = None
    headers: tuple[tuple[str, str], ...] = ()

    def body(self) -> dict[str, Any]:
        """The object for programs."""
        return {"error": {"code": self.code, "message": self.message, "next": self.next}}


def fault_of(
    error: DetenteError, *, hidden: str = "", path: Mapping[str, object] | None = None
) -> Fault:
    """What a client is told about an error of ours; `hidden`, the store's name, is not.

    `path` are the parameters of the path: what these name and is not there is not found.
    """
    status = _STATUS.get(error.code, 503 if isinstance(error, StoreError) else 400)
    named = {" ".join(str(value).split()) for value in (path or {}).values()}
    if status == 400 and error.about in named:
        status = 404
    message = error.message.replace(hidden, "the store") if hidden else error.message
    message, advice = parted(message)
    return Fault(status, error.code, message, advice, RETRY if status == 503 else None)


def parted(message: str) -> tuple[str, str | None]:
    """A message of ours as what is wrong and what to do."""
    what, mark, advice = message.rpartition("; ")
    return (what, advice) if mark else (message, None)


def of_status(status: int, message: str = "") -> Fault:
    """What a client is told where the framework refuses: an address or method that is not there."""
    if status == 404:
        return Fault(404, "no-page", "there is nothing at this address", "begin at /")
    if status == 405:
        return Fault(405, "no-method", "this address does not take this method", None)
    if status == 413:
        return Fault(413, "too-large", "the body of the request is too large", "send less at once")
    code = "bad-request" if status < 500 else "internal"
    return Fault(status, code, message or "the request cannot be answered", None)


def of_validation(error: RequestValidationError) -> Fault:
    """What a client is told about parameters that are not as the API describes them."""
    found = []
    for each in error.errors()[:10]:
        where = ".".join(str(part) for part in each["loc"][1:]) or str(each["loc"][0])
        found.append(f"{where}: {each['msg']}")
    return Fault(
        422,
        "bad-parameter",
        clean("; ".join(dict.fromkeys(found))),
        "see /api/v1/openapi.json for what this address takes",
    )


def clean(text: str) -> str:
    """Text that UTF-8 can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def wants_json(path: str, accept: str) -> bool:
    """Whether errors of an address are told to a program."""
    if path.startswith(_JSON) or path.endswith(".json"):
        return True
    return "text/html" not in accept and "*/*" not in accept and bool(accept)


def answer(request: Request, fault: Fault) -> Response:
    """The response of a fault, in the form that the client can read."""
    response: Response
    page: ErrorPage | None = getattr(request.app.state, "error_page", None)
    if page is None or wants_json(request.url.path, request.headers.get("accept", "")):
        response = JSONResponse(fault.body(), status_code=fault.status)
    else:
        response = page(request, fault)
    if fault.retry is not None:
        response.headers["retry-after"] = str(fault.retry)
    for name, value in fault.headers:
        response.headers[name] = value
    response.headers["cache-control"] = "no-store"
    return response


def add_handlers(app: FastAPI) -> None:
    """Make all errors of the app answers of ours."""

    async def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, DetenteError)
        hidden = request.app.state.site.database.name
        return answer(request, fault_of(error, hidden=hidden, path=request.path_params))

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        response = answer(request, of_status(error.status_code, str(error.detail)))
        for name, value in (error.headers or {}).items():
            response.headers[name] = value
        return response

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return answer(request, of_validation(error))

    async def broken(request: Request, error: Exception) -> Response:
        fault = Fault(
            500,
            "internal",
            "the server met a fault of its own; it is in the log",
            "tell whoever runs it",
        )
        response = answer(request, fault)
        for name, value in SECURITY:  # this answer is made outside of what adds them
            response.headers[name] = value
        return response

    handlers: tuple[tuple[Any, Callable[[Request, Exception], Awaitable[Response]]], ...] = (
        (DetenteError, ours),
        (HTTPException, refused),
        (RequestValidationError, invalid),
        (Exception, broken),
    )
    for kind, handler in handlers:
        app.add_exception_handler(kind, handler)
