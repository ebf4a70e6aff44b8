"""Requests made from the API's own description, good and bad ones: none meets a fault of ours.

Also: each answer has a status, a media type and a shape that the description names, and what the
description forbids is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi import checks

from detente.web.api import API, router
from detente.web.app import make_app
from detente.web.site import Site
from tests.web.conftest import filled


def refused(context: Any, response: Any, case: Any) -> bool | None:
    """What the description forbids is refused; an address that is too long is refused first."""
    if response.status_code == 414:
        return None
    found: bool | None = checks.negative_data_rejection(context, response, case)
    return found


CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    refused,
]
EXAMPLES = 12  # of each operation and mode


def operations() -> list[tuple[str, str]]:
    """(path, method) of all operations."""
    app = FastAPI()
    app.include_router(router, prefix=API)
    return [(path, name) for path, item in app.openapi()["paths"].items() for name in item]


@pytest.fixture(scope="module")
def description(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The API of a server that may be changed."""
    path: Path = tmp_path_factory.mktemp("schemathesis") / "news.db"
    with Site(filled(path), edit=True, hosts=None) as site:
        yield schemathesis.openapi.from_asgi(f"{API}/openapi.json", make_app(site))


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize(("path", "method"), operations())
def test_requests_made_from_the_description(
    description: Any, path: str, method: str, mode: GenerationMode
) -> None:
    operation = description[path][method]
    if mode is GenerationMode.NEGATIVE and not [*operation.iter_parameters(), *operation.body]:
        return  # nothing can be wrong

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[*HealthCheck],
    )
    def check(case: Any) -> None:
        case.call_and_validate(checks=CHECKS)

    check()
