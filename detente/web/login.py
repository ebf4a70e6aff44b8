"""The form by which a browser gives the token, and the way out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from detente.web.faults import answer
from detente.web.guard import LOGIN, address_of, locked, wrong
from detente.web.site import OfSite
from detente.web.tokens import COOKIE, Attempts, cookie_of, same

router = APIRouter(include_in_schema=False)


@router.get(LOGIN)
def form(request: Request, next: Annotated[str, Query()] = "/") -> Response:
    """The page that asks for the token."""
    return page_of(request, local(next), failed=False)


@router.post(LOGIN)
def enter(
    request: Request,
    site: OfSite,
    token: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Set the cookie and go on, or ask again."""
    attempts: Attempts = request.scope["detente.attempts"]
    address = address_of(request)
    fault = locked(attempts.wait_of(address))
    if fault is not None:
        return answer(request, fault)
    if site.token and not same(token, site.token):
        attempts.fail(address)
        return page_of(request, local(next), failed=True)
    response = RedirectResponse(local(next), status_code=303)
    if site.token:
        secure = request.url.scheme == "https"
        response.set_cookie(
            COOKIE, cookie_of(site.token), httponly=True, samesite="strict", secure=secure
        )
    return response


@router.post("/logout")
def leave() -> Response:
    """Forget the cookie."""
    response = RedirectResponse(LOGIN, status_code=303)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return response


def local(address: str) -> str:
    """An address of this server to go on to; the first page in place of any other."""
    plain = address.isascii() and address.isprintable() and "\\" not in address
    return address if plain and address.startswith("/") and address[1:2] != "/" else "/"


def page_of(request: Request, target: str, *, failed: bool) -> Response:
    """The page of the form, in the explorer's own looks."""
    show = getattr(request.app.state, "login_page", None)
    if show is not None:
        response: Response = show(request, target, failed)
    else:
        response = answer(request, wrong())
    response.headers["cache-control"] = "no-store"
    return response
