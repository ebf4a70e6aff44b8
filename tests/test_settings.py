"""What the environment may set."""

from __future__ import annotations

import pytest

from detente.errors import UsageError
from detente.settings import load_settings


def test_a_positive_whole_number_is_taken() -> None:
    assert load_settings({"DETENTE_THREADS": "3"}).threads == 3


@pytest.mark.parametrize("value", ["0", "-1", "two", "1.5", "²", ""])
def test_anything_else_is_named_and_refused(value: str) -> None:
    with pytest.raises(UsageError, match="DETENTE_THREADS"):
        load_settings({"DETENTE_THREADS": value})
