"""*Sources*: what was added, from where, in which languages; what failed and what waits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from detente.archive.asking import make_query, page
from detente.archive.overview import Input, Waiting, inputs, waiting_documents
from detente.archive.sources import Status, status
from detente.web.origins import named, shared, without
from detente.web.rendering import Visit

LATEST = 15
INPUTS = 30
WAITING = 20

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SourcesView:
    """What a store holds and where it came from; of files only their names are told."""

    status: Status
    inputs: tuple[Input, ...]
    latest: list[Row]
    waiting: tuple[Waiting, ...]


def sources_view(visit: Visit) -> SourcesView:
    """What was added to the store."""
    return visit.site.kept(visit.connection, "sources", lambda: _made(visit))


def _made(visit: Visit) -> SourcesView:
    connection = visit.connection
    found = status(connection)
    failures = tuple(
        replace(each, source=named(each.source), message=without(each.source, each.message))
        for each in found.failures
    )
    latest = page(connection, "documents", make_query("documents", limit=LATEST)).rows
    return SourcesView(
        status=replace(found, failures=failures),
        inputs=tuple(replace(i, source=named(i.source)) for i in inputs(connection, INPUTS)),
        latest=list(shared("documents", latest)),
        waiting=waiting_documents(connection, WAITING),
    )
