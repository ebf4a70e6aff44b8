"""The gate itself: what it lets through and what it does not."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def gate() -> ModuleType:
    path = Path(__file__).parents[2] / "scripts" / "gate.py"
    spec = importlib.util.spec_from_file_location("gate", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["gate"] = module
    spec.loader.exec_module(module)
    return module


def test_a_figure_below_its_floor_is_missed(gate: ModuleType) -> None:
    assert gate.misses({"event F1": 60.0}, {"event F1": 61.0})


def test_a_figure_within_the_tolerance_holds(gate: ModuleType) -> None:
    assert not gate.misses({"event F1": 60.6}, {"event F1": 61.0})


def test_counts_that_should_be_low_have_no_tolerance(gate: ModuleType) -> None:
    assert gate.misses({"double counts": 1.0}, {"double counts": 0.0})


def test_a_figure_that_is_gone_is_missed(gate: ModuleType) -> None:
    assert gate.misses({}, {"event F1": 61.0})


def test_update_never_lowers_a_floor_unless_allowed(gate: ModuleType) -> None:
    old = {"event F1": 61.0, "double counts": 0.0}
    new = {"event F1": 50.0, "double counts": 2.0}
    assert gate.raised(new, old, allow_regression=False) == old
    assert gate.raised(new, old, allow_regression=True) == new


def test_figures_are_read_from_what_the_scorer_prints(gate: ModuleType) -> None:
    text = (
        "event F1 61.5 (precision 70.0)\n"
        "double counts 0; false alarms in 2 documents without events: 3"
    )
    assert gate.figures(text) == {"event F1": 61.5, "double counts": 0.0, "false alarms": 3.0}
