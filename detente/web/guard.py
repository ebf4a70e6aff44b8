"""What every request passes before any route: size, host, origin, token; and headers after it.

Plain ASGI, so that it costs next to nothing and nothing is answered outside of it but a fault of
the program itself.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from detente.web.faults import Fault, answer, of_status, wants_json
from detente.web.headers import SECURITY
from detente.web.site import Site
from detente.web.tokens import COOKIE, Attempts, cookie_of, given_by, same

LOGIN = "/login"
_OPEN = ("/static/", LOGIN)  # what needs no token
_SAFE = ("GET", "HEAD")


class Guard:
    """Lets a request through to the app, or answers it."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app = app
        self.site = site
        self.attempts = Attempts(site.limits.failures, site.limits.failure_seconds)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return  # a web socket is closed
        method = scope["method"]
        if method == "HEAD":  # answered as GET, without the body
            scope = {**scope, "method": "GET"}
        scope["detente.attempts"] = self.attempts
        request = Request(scope, receive)
        sender = _Sender(send, bodiless=method == "HEAD")
        refused = self._refused(request, method)
        if refused is not None:
            await refused(scope, receive, sender)
            return
        body = _Body(receive, self.site.limits.body)
        await self.app(scope, body, sender)

    def _refused(self, request: Request, method: str) -> Response | None:
        """The answer to a request that may not pass."""
        fault = self._too_large(request) or self._elsewhere(request)
        if fault is None and method not in _SAFE:
            fault = _other_origin(request.headers)
        if fault is not None:
            return answer(request, fault)
        return self._unknown(request) if self.site.token else None

    def _too_large(self, request: Request) -> Fault | None:
        limits, scope = self.site.limits, request.scope
        path = scope.get("raw_path") or scope["path"].encode()
        query: bytes = scope["query_string"]
        if len(path) + len(query) > limits.target:
            return Fault(
                414,
                "too-long",
                f"the address has more than {limits.target:,} characters",
                "ask for less at once",
            )
        if query.count(b"&") >= limits.values:
            return Fault(
                400,
                "too-many-values",
                f"the address has more than {limits.values} parameters",
                "ask for less at once",
            )
        if b"\x00" in path or b"%00" in path or b"%00" in query:
            return Fault(
                400, "bad-request", "the address holds a character of the value 0", "leave it out"
            )
        if sum(len(name) + len(value) for name, value in scope["headers"]) > limits.headers:
            return Fault(
                431, "too-long", f"the headers have more than {limits.headers:,} characters"
            )
        length = request.headers.get("content-length", "0")
        if not length.isdecimal() or len(length) > 12 or int(length) > limits.body:
            return of_status(413)
        return None

    def _elsewhere(self, request: Request) -> Fault | None:
        """A page of another site may have its own name lead here, and read what it gets."""
        hosts = self.site.hosts
        named = request.headers.getlist("host")
        host = named[0].lower() if len(named) == 1 else ""
        if hosts is None and host:
            return None
        if host and (_name(host) in hosts if hosts else True):
            return None
        return Fault(
            421,
            "bad-host",
            "the server is not known by the name that the header Host gives",
            "call it as detente serve printed it, or start it with --allow-host NAME",
        )

    def _unknown(self, request: Request) -> Response | None:
        """The answer where the token is missing or wrong."""
        assert self.site.token
        if request.url.path.startswith(_OPEN):
            return None
        address = address_of(request)
        headers = request.headers
        token, cookie = given_by(headers.get("authorization"), headers.get("cookie"))
        response: Response | None = None
        fault = locked(self.attempts.wait_of(address))
        if fault is None:
            if token is not None and same(token, self.site.token):
                return None
            if token is None and cookie and same(cookie, cookie_of(self.site.token)):
                return None
            if token is not None or cookie:
                self.attempts.fail(address)
            fault = wrong() if token is not None else _MISSING
            if token is None and _for_people(request):
                target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
                response = RedirectResponse(
                    f"{LOGIN}?next={quote(target, safe='/')}",
                    status_code=303,
                    headers={"cache-control": "no-store"},
                )
        response = response or answer(request, fault)
        if cookie and token is None and fault.status == 401:
            # of a token that is no more: sent with each page it would count as one guess more
            response.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return response


class _Sender:
    """Adds the headers that every answer carries; sends no body where none is wanted."""

    def __init__(self, send: Send, *, bodiless: bool) -> None:
        self._send = send
        self._bodiless = bodiless

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY:
                headers.setdefault(name, value)
            headers.setdefault("cache-control", "private, no-cache")
        elif self._bodiless and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)


class _Body:
    """Gives the body of a request as long as it is not too large."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._left = most

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:  # its length was not told before
            raise HTTPException(413)
        return message


def address_of(request: Request) -> str:
    """The address of the client."""
    return request.client.host if request.client else ""


def locked(seconds: int) -> Fault | None:
    """What an address that is locked out is told."""
    if not seconds:
        return None
    return Fault(
        429,
        "too-many-attempts",
        "too many wrong tokens came from this address",
        f"wait {seconds} seconds",
        retry=seconds,
    )


def wrong() -> Fault:
    """What a client with a wrong token is told."""
    return replace(_MISSING, code="token-wrong", message="this is not the token of the server")


_MISSING = Fault(
    401,
    "token-needed",
    "this server asks for a token",
    "send it in the header Authorization: Bearer TOKEN, or enter it at /login",
    headers=(("www-authenticate", "Bearer"),),
)


def _for_people(request: Request) -> bool:
    accept = request.headers.get("accept", "")
    return request.method in _SAFE and not wants_json(request.url.path, accept)


def _name(host: str) -> str:
    """The host without its port."""
    return host[: host.find("]") + 1] if host.startswith("[") else host.partition(":")[0]


def _other_origin(headers: Headers) -> Fault | None:
    """Whether a page of another site sends the request; programs name no origin."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    own = origin is None or origin.partition("://")[2].lower() == headers.get("host", "").lower()
    if own and (site is None or site in ("same-origin", "none")):
        return None
    return Fault(
        403,
        "other-origin",
        "a page of another site may not change anything here",
        "send the form from the page of this server",
    )
