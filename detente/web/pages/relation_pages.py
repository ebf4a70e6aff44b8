"""The pages of relations and stories: Dyad, Country or organisation, Story, Network, the method."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from detente.web.pages.actor_view import actor_view
from detente.web.pages.dyad_view import dyad_view
from detente.web.pages.network_view import network_view
from detente.web.pages.story_view import add_forms, story_view
from detente.web.rendering import Visit, add_page


@dataclass(frozen=True, slots=True)
class MethodView:
    """The page is words alone; its twin names the document that has all of it."""

    document: str = "docs/relations.md"


def method_view(visit: Visit) -> MethodView:
    """The same for every store."""
    return MethodView()


def add(router: APIRouter) -> None:
    """Serve them."""
    add_page(router, "/dyads/{a}/{b}", "dyad.html", dyad_view, busy=True)
    add_page(router, "/actors/{code}", "actor.html", actor_view, busy=True)
    add_page(router, "/stories/{name}", "story.html", story_view)
    add_page(router, "/network", "network.html", network_view, busy=True)
    add_page(router, "/method", "method.html", method_view)
    add_forms(router)
