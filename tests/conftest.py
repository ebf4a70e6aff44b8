"""Options and markers of the tests."""

from __future__ import annotations

import pytest

from tests.store.databases import store, target

__all__ = ["store", "target"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update",
        action="store_true",
        help="write the event blocks of the literate cases anew; review them as a diff",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "model: needs the shipped language model")
