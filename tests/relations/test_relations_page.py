"""The page on the method says what the code does."""

from __future__ import annotations

import math
import re
import shlex
from pathlib import Path

import pytest

from detente.archive.moving import BEFORE, LEAST, MOST
from detente.archive.relating import FURTHEST
from detente.cli._relations import relations
from detente.corpus._relation_turns import SURE
from detente.corpus._relation_types import KINDS, Method
from detente.formats.relation import COURSE_COLUMNS

PAGE = (Path(__file__).parents[2] / "docs/relations.md").read_text("utf-8")


def test_the_python_of_the_page_runs(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```python\n(.*?)^```$", PAGE, re.M | re.S)
    assert len(blocks) == 2
    for block in blocks:
        exec(compile(block, "docs/relations.md", "exec"), {})
    assert "2022-02-23" in capsys.readouterr().out


def test_the_commands_of_the_page_have_options_that_exist() -> None:
    (block,) = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.M | re.S)
    known = {name for option in relations.params for name in option.opts}
    for line in block.splitlines():
        words = shlex.split(line)
        assert words[:2] == ["detente", "relations"]
        assert {w for w in words if w.startswith("--")} <= known


def test_the_page_names_the_keys_of_csv() -> None:
    assert all(f"`{name}`" in PAGE for name in COURSE_COLUMNS)


def test_the_numbers_of_the_page_are_those_of_the_method() -> None:
    method = Method()
    assert f"R = {method.floor:g}² + {method.spread:g}² / n" in PAGE
    assert f"less {method.cost:g} nats" in PAGE
    assert f"{math.exp(10):,.0f}"[:2] == "22"
    assert f"({method.tails:g} degrees of freedom)" in PAGE
    assert f"an event of {method.hard:g} or less" in PAGE
    assert (
        f"rate with size {method.burst:g}," in PAGE
        and f"makes the change sure ({SURE:g} nats)" in PAGE
    )
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
    assert (LEAST, MOST, BEFORE, FURTHEST // 366) == (3, 300, 3 * 365, 60)
    assert dict(method.discounts).keys() == set(KINDS)
    assert dict(method.discounts)["plan"] == 0.5 and dict(method.discounts)["possible"] == 0.25
