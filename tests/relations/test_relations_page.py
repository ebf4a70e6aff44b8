"""The page on the method says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from detente.corpus._relation_types import KINDS, Method

PAGE = (Path(__file__).parents[2] / "docs/relations.md").read_text("utf-8")


def test_the_python_of_the_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.M | re.S)
    exec(compile(block, "docs/relations.md", "exec"), {})
    assert "2022-02-23" in capsys.readouterr().out


def test_the_numbers_of_the_page_are_those_of_the_method() -> None:
    method = Method()
    assert f"R = {method.floor:g}² + {method.spread:g}² / n" in PAGE
    assert f"less {method.cost:g} nats" in PAGE
    assert f"({method.tails:g} degrees of freedom)" in PAGE
    assert f"an event of {method.hard:g} or less" in PAGE
    scale, power = method.pressure
    lowest = method.rates[0]
    assert f"1 - ((1 + r / {scale:g}) / (1 + {lowest:g} / {scale:g})) ^ -{power:g}" in PAGE
    for rate, share in re.findall(r"([\d.]+) at (one|five)", PAGE):
        deeds = {"one": 1, "five": 5}[share]
        exact = 1 - ((1 + deeds / scale) / (1 + lowest / scale)) ** -power
        assert float(rate) == pytest.approx(exact, abs=0.006)
    assert ", ".join(f"{q:g}" for q in method.drift[:-1]) + f"\nand {method.drift[-1]:g}" in (
        PAGE.replace("0.03,\n0.1", "0.03, 0.1").replace("0.1 and 0.3", "0.1\nand 0.3")
    )
    assert dict(method.discounts).keys() == set(KINDS)
    assert dict(method.discounts)["plan"] == 0.5 and dict(method.discounts)["possible"] == 0.25
