"""What a server started with --edit lets change: stories are split and joined."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field
from starlette.responses import Response

from detente.archive import deciding
from detente.archive.showing import find, show
from detente.errors import UsageError
from detente.web.api.common import Responses, changed, faults_of
from detente.web.api.models import Model
from detente.web.api.records import Decision
from detente.web.asked import plain
from detente.web.site import OfSite

router = APIRouter(tags=["edit"])

Name = Annotated[
    str,
    Field(
        description="The id of an event, or a beginning of it.",
        min_length=1,
        max_length=200,
        examples=["0000000000000001"],
    ),
]


class Split(Model):
    """Which event leaves the story; with `other` only these two are kept apart."""

    event: Name
    other: Annotated[
        Name | None, Field(description="The event that it is kept apart from; null: from all.")
    ] = None


class Join(Model):
    """Two events that are one."""

    event: Name
    other: Name


_RESPONSES: Responses = {
    200: {"model": Decision, "description": "Done."},
    **faults_of(403, 404, 409, 413),
}


@router.post(
    "/stories/join",
    operation_id="join",
    summary="Put two events into one story",
    responses=_RESPONSES,
)
def join(site: OfSite, asked: Join) -> Response:
    """As `detente join`: the decision is kept and wins over every rule."""
    database = site.writer()
    event, other = plain("event", asked.event), plain("other", asked.other)
    return changed({"stories": list(deciding.join(database, event, other))})


@router.post(
    "/stories/{id}/split",
    operation_id="split",
    summary="Take an event out of its story",
    responses=_RESPONSES,
)
def split(
    site: OfSite,
    id: Annotated[str, Path(description="The id of the story.", min_length=1, max_length=200)],
    asked: Split,
) -> Response:
    """As `detente split`: the decision is kept and wins over every rule."""
    database = site.writer()
    event = plain("event", asked.event)
    other = plain("other", asked.other) if asked.other else None
    with site.reading() as connection:
        _, story = find(connection, plain("id", id), ("story",))
        members = {row["event"] for row in show(connection, story)["members"]}
        _, own = find(connection, event, ("event",))
    if own not in members:
        raise UsageError(
            f"event {own} is not in story {story}; ask for the story to see its events",
            code="no-record",
        )
    return changed({"stories": list(deciding.split(database, own, other))})
