"""Requests made from the API's own description, good and bad ones: none meets a fault of ours.

The phases of schemathesis: the examples and bounds of the description one by one (coverage),
values drawn at random, and chains of requests that go on with what others answered (stateful).
Each answer has a status, a media type and a shape that the description names; what the
description forbids is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.generation.drivers import CoverageGenerator
from schemathesis.generation.feedback import NO_FEEDBACK
from schemathesis.generation.overrides import Override
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
    checks.unsupported_method,
    checks.ignored_auth,
    refused,
]
BOUNDS: dict[str, Any] = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": [*HealthCheck],
    "phases": [Phase.generate],
}


@pytest.fixture(scope="module")
def description(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The API of a server that may be changed."""
    path: Path = tmp_path_factory.mktemp("schemathesis") / "news.db"
    with Site(filled(path), edit=True, hosts=None) as site:
        yield schemathesis.openapi.from_asgi(f"{API}/openapi.json", make_app(site))


def operations() -> list[tuple[str, str]]:
    """(path, method) of all operations."""
    app = FastAPI()
    app.include_router(router, prefix=API)
    return [(path, name) for path, item in app.openapi()["paths"].items() for name in item]


@pytest.mark.parametrize(("path", "method"), operations())
def test_the_bounds_of_the_description_one_by_one(description: Any, path: str, method: str) -> None:
    """The coverage phase, in the same order each time; its examples are among the good ones."""
    operation = description[path][method]
    cases = CoverageGenerator(
        operation=operation,
        generation_modes=[*GenerationMode],
        generation_config=description.config.generation_for(operation=operation, phase="coverage"),
        auth_storage=None,
        override=Override(),
        feedback=NO_FEEDBACK,
    )
    asked = 0
    for case in cases:
        case.call_and_validate(checks=CHECKS)
        asked += 1
    assert asked >= 5


@pytest.mark.parametrize("mode", [*GenerationMode])
@pytest.mark.parametrize(("path", "method"), operations())
def test_requests_drawn_at_random(
    description: Any, path: str, method: str, mode: GenerationMode
) -> None:
    operation = description[path][method]
    if mode is GenerationMode.NEGATIVE and not [*operation.iter_parameters(), *operation.body]:
        return  # nothing can be wrong

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=5, **BOUNDS)
    def check(case: Any) -> None:
        case.call_and_validate(checks=CHECKS)

    check()


def test_requests_that_go_on_with_what_others_answered(description: Any) -> None:
    machine = description.as_state_machine()
    asked: list[tuple[str, int]] = []

    class Chain(machine):  # type: ignore[misc, valid-type]
        def validate_response(self, response: Any, case: Any, **_: Any) -> None:
            case.validate_response(response, checks=CHECKS)
            asked.append((case.operation.label, response.status_code))

    Chain.run(settings=settings(max_examples=15, stateful_step_count=6, **BOUNDS))
    found = {label for label, status in asked if status == 200}
    assert len(asked) > 40
    assert found
    assert any("{" in label for label, _ in asked)  # of which another answer told the id
