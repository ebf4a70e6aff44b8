"""The pages of the explorer, each with its JSON twin; `router` has them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from detente.archive.asking import LISTS
from detente.web.faults import Fault
from detente.web.pages import relation_pages
from detente.web.pages.article_view import article_view
from detente.web.pages.list_view import ListView, list_view, search_view
from detente.web.pages.now_view import now_view
from detente.web.pages.sources_view import sources_view
from detente.web.rendering import Visit, add_page, render

__all__ = ["error_page", "login_page", "router"]

router = APIRouter()

# statuses that a page has words of its own for; of others those of their hundred
_KINDS = {404: "missing", 403: "forbidden", 401: "token", 429: "often", 503: "busy"}


@dataclass(frozen=True, slots=True)
class ErrorView:
    """What a reader is told of a request that failed."""

    kind: str
    status: int
    code: str
    message: str
    next: str | None


@dataclass(frozen=True, slots=True)
class LoginView:
    """The form of the token; `target` is the address to go on to."""

    target: str
    failed: bool


def error_page(request: Request, fault: Fault) -> Response:
    """The page of an error."""
    kind = _KINDS.get(fault.status, "bad" if fault.status < 500 else "broken")
    view = ErrorView(kind, fault.status, fault.code, fault.message, fault.next)
    return render(request, "error.html", view, status=fault.status)


def login_page(request: Request, target: str, failed: bool) -> Response:
    """The page that asks for the token."""
    return render(request, "login.html", LoginView(target, failed), status=401 if failed else 200)


def _listed(listing: str) -> Callable[[Visit], ListView]:
    return lambda visit: list_view(visit, listing)


add_page(router, "/", "now.html", now_view, busy=True)
add_page(router, "/search", "search.html", search_view)
for _listing in LISTS:
    add_page(router, f"/{_listing}", "list.html", _listed(_listing))
add_page(router, "/articles/{name}", "article.html", article_view)
add_page(router, "/sources", "sources.html", sources_view)
relation_pages.add(router)
