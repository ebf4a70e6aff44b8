"""The application: routes, guard, errors; `make_app` puts them together."""

from __future__ import annotations

from fastapi import FastAPI, Request
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response

from detente import __version__
from detente.web import downloads, login, pages
from detente.web.api import API, router
from detente.web.api.describing import ABOUT, OPENAPI, described, description
from detente.web.api.status import start
from detente.web.faults import add_handlers, answer, of_status
from detente.web.files import static_files
from detente.web.guard import Guard
from detente.web.site import Site

PACKED = 1000  # bytes from which an answer is packed
LEVEL = 5  # of gzip: 9 takes twice the time for 1 % less
_FOR_EVER = "public, max-age=31536000, immutable"


def make_app(site: Site) -> FastAPI:
    """The explorer and its API over a site; whoever made the site closes it."""
    app = FastAPI(
        title="Détente",
        version=__version__,
        summary="Who did what to whom, when, where, on whose word: a store of coded news.",
        description=ABOUT,
        license_info={"name": "Apache License 2.0", "identifier": "Apache-2.0"},
        openapi_url=None,  # there is a route of ours, with an ETag
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.openapi = lambda: described(app)  # type: ignore[method-assign]
    app.state.site = site
    app.state.error_page = getattr(pages, "error_page", None)
    app.state.login_page = getattr(pages, "login_page", None)
    add_handlers(app)
    app.add_api_route(OPENAPI, description, include_in_schema=False)
    app.add_api_route(API, start, include_in_schema=False)  # as /api/v1/
    app.include_router(router, prefix=API)
    app.include_router(login.router)
    app.add_api_route("/static/{name:path}", _static, include_in_schema=False)
    app.include_router(downloads.router, include_in_schema=False)
    app.include_router(pages.router, include_in_schema=False)
    app.add_middleware(GZipMiddleware, minimum_size=PACKED, compresslevel=LEVEL)
    app.add_middleware(Guard, site=site)  # the outer one
    return app


async def _static(name: str, request: Request) -> Response:
    """A static file; kept for ever by a browser that asks for it by its digest."""
    found = static_files().get(name)
    if found is None:
        return answer(request, of_status(404))
    tag = f'W/"{found.digest}"'
    headers = {"etag": tag, "vary": "Accept-Encoding", "cache-control": "no-cache"}
    if request.query_params.get("v") == found.digest:
        headers["cache-control"] = _FOR_EVER
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    content = found.content
    if "gzip" in request.headers.get("accept-encoding", ""):
        content = found.packed
        headers["content-encoding"] = "gzip"
    return Response(content, media_type=found.kind, headers=headers)
