"""The page on asking agrees with the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from detente.archive.asking import LISTS, keys_of
from detente.archive.queries import FILTERS, SORTS
from detente.cli._ask import _OPTIONS
from detente.store.database import open_store
from tests.asking.made import make

PAGE = (Path(__file__).parents[2] / "docs" / "asking.md").read_text("utf-8")


def section(heading: str) -> str:
    found = re.search(rf"^### {heading}$(.*?)(?=^##|\Z)", PAGE, re.M | re.S)
    assert found, heading
    return found[1]


def told(heading: str) -> list[str]:
    cells = re.findall(r"^\| (`.+?) \|", section(heading), re.M)
    return re.findall(r"`(\w+)`", " ".join(cells))


@pytest.mark.parametrize("listing", LISTS)
def test_every_key_is_explained(listing: str) -> None:
    keys = told(listing.title())
    if listing == "stories":
        assert set(keys) <= set(keys_of("stories"))
        keys = [k for k in told("Events") if k not in ("mentions", "story")] + keys
        assert set(keys) == set(keys_of("stories"))
    else:
        assert keys == list(keys_of(listing))


def test_every_filter_and_order_is_explained() -> None:
    names = {name for filters in FILTERS.values() for name in filters}
    assert names == set(_OPTIONS)
    plain = {"type", "mode", "tone", "trend", "kind"}  # the words of their labels
    for name in names - plain:
        assert f"--{name.replace('_', '-')}" in PAGE, name
    for sort in {sort for sorts in SORTS.values() for sort in sorts}:
        assert f"`{sort}`" in PAGE


@pytest.mark.parametrize("block", re.findall(r"^```python\n(.*?)^```$", PAGE, re.M | re.S))
def test_the_python_of_the_page_runs(
    block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with open_store(tmp_path / "news.db", create=True, write=True) as database:
        make(database)
    names: dict[str, object] = {}
    exec(compile(block, "docs/asking.md", "exec"), names)
    assert len(names["events"]) > 0  # type: ignore[arg-type]
    assert len(names["visits"]) > 0  # type: ignore[arg-type]
