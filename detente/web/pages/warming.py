"""What the first readers after a start would wait for, made before they come.

What changed most, then the parties and the dyads with most stories, these one way as well: of a
large store each of them takes half a second the first time, of a small one nothing that anybody
notices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any

from starlette.datastructures import QueryParams

from detente.archive.network import network
from detente.web.pages.actor_view import actor_view
from detente.web.pages.dyad_view import dyad_view
from detente.web.pages.now_view import now_view
from detente.web.rendering import Visit
from detente.web.site import Site

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

LARGEST = 8  # parties, and as many dyads


def warm_pages(site: Site, *, ended: Event | None = None) -> None:
    """Make what the pages of most readers show, one after the other, until `ended` is set;
    DetenteError where the store cannot be asked."""
    for make in _pages(site):
        if ended is not None and ended.is_set():
            return
        make()


def _pages(site: Site) -> Iterator[Callable[[], None]]:
    yield partial(_make, site, now_view)
    with _beside(site) as connection:
        found = site.kept(connection, "largest", lambda: network(connection))
    for node in found.nodes[:LARGEST]:
        yield partial(_make, site, actor_view, code=node.code)
    for tie in found.ties[:LARGEST]:
        yield partial(_make, site, dyad_view, a=tie.a, b=tie.b)
    for tie in found.ties[:LARGEST]:
        for a, b in ((tie.a, tie.b), (tie.b, tie.a)):
            yield partial(_make, site, dyad_view, "directed=1", a=a, b=b)


def _make(site: Site, view: Callable[[Visit], Any], asked: str = "", **path: str) -> None:
    with _beside(site) as connection:
        view(Visit(site, connection, QueryParams(asked), path))


def _beside(site: Site) -> AbstractContextManager[Connection]:
    """A connection that takes no turn from a reader."""
    return site.reading(seconds=site.limits.export_seconds, beside=True)
