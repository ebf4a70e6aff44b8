"""The pages of the formats name every column and every loss, and show what is written."""

from __future__ import annotations

import ast
import dataclasses
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO

import pytest

from detente.formats import flat, ftm, gdelt, graphml, icews, plover, polecat
from detente.formats._coded import Coded, Party, Where
from detente.resources import DATA
from tests.interchange.examples import plain

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "formats"
WRITERS = ("csv", "ftm", "gdelt", "graphml", "icews", "plover", "polecat")
MODULES = {"csv": "flat"}  # of pages that have another name


def page(name: str) -> str:
    return (PAGES / f"{name}.md").read_text("utf-8")


def rows(name: str, at: int = 0) -> list[list[str]]:
    """The cells of the tables of a page, from column `at` on."""
    found = re.findall(r"^\| (.+) \|$", page(name), re.M)
    return [line.split(" | ")[at:] for line in found]


def reasons(module: str) -> set[str]:
    """The texts under which a module counts losses."""
    tree = ast.parse((ROOT / "detente" / "formats" / f"{module}.py").read_text("utf-8"))
    found = set()
    for node in ast.walk(tree):
        targets: list[ast.expr] = []
        if isinstance(node, ast.AugAssign):
            targets = [node.target]
        elif isinstance(node, ast.Assign):
            targets = node.targets
        for target in targets:
            match target:
                case ast.Subscript(ast.Name("losses" | "absent"), ast.Constant(str(reason))):
                    found.add(reason)
        if isinstance(node, ast.FunctionDef) and node.name == "_count":
            tables = [n for n in ast.walk(node) if isinstance(n, ast.Dict)]
            found |= {str(k.value) for t in tables for k in t.keys if isinstance(k, ast.Constant)}
    return found


@pytest.mark.parametrize("name", WRITERS)
def test_every_loss_is_explained(name: str) -> None:
    text = page(name) + page("README")
    own = reasons(MODULES.get(name, name))
    assert own
    assert [r for r in sorted(own) if f"`{r}`" not in text] == []


def test_the_losses_of_all_formats_are_explained() -> None:
    missing = [r for r in sorted(reasons("_exchange")) if f"`{r}`" not in page("README")]
    assert missing == []
    assert "left out: negation" in page("README")


@pytest.mark.parametrize(("name", "columns", "at"), [
    ("csv", flat.COLUMNS, 0),
    ("icews", icews.COLUMNS, 0),
    ("polecat", polecat.COLUMNS, 0),
    ("gdelt", gdelt.COLUMNS, 1),
    ("gdelt", gdelt.MENTION_COLUMNS, 1),
    ("parquet", tuple(f.name for f in dataclasses.fields(Coded)), 0),
])  # fmt: skip
def test_every_column_is_explained_in_order(name: str, columns: tuple[str, ...], at: int) -> None:
    shown = [cells[0].strip("`") for cells in rows(name, at) if cells]
    start = shown.index(
        columns[0], shown.index("MentionTimeDate") - 2 if "Extras" in columns else 0
    )
    assert shown[start : start + len(columns)] == list(columns)


def test_the_structures_of_parquet_are_explained() -> None:
    for kind in (Party, Where):
        assert all(f"`{f.name}`" in page("parquet") for f in dataclasses.fields(kind))


def test_the_columns_of_the_table_of_keds_are_explained() -> None:
    head = (DATA / "actors" / "keds.tsv").read_text("utf-8").partition("\n")[0]
    assert all(f"`{column}`" in page("keds") for column in head.split("\t"))


def test_every_format_has_its_page_and_every_page_is_listed() -> None:
    listed = set(re.findall(r"\[(\w+\.md)\]", page("README")))
    assert listed == {p.name for p in PAGES.glob("*.md")} - {"README.md"}


Write = Callable[[Iterable[Coded], TextIO], Counter[str]]


def made(write: Write) -> str:
    out = io.StringIO()
    write([plain()], out)
    return _unversioned(out.getvalue())


def _unversioned(text: str) -> str:
    return re.sub(r"(detente[ -])\d+\.\d+\.\d+", r"\1X", text)


def blocks(name: str) -> list[str]:
    text = _unversioned(page(name).split("## Example")[1])
    return re.findall(r"^```\w+\n(.*?)^```$", text, re.M | re.S)


@pytest.mark.parametrize(("name", "write"), [
    ("csv", flat.write), ("plover", plover.write), ("ftm", ftm.write), ("graphml", graphml.write),
])  # fmt: skip
def test_examples_are_what_is_written(name: str, write: Write) -> None:
    assert blocks(name) == [made(write)]


@pytest.mark.parametrize(("name", "writers"), [
    ("icews", [(icews.write, icews.COLUMNS)]),
    ("polecat", [(polecat.write, polecat.COLUMNS)]),
    ("gdelt", [(gdelt.write, gdelt.COLUMNS), (gdelt.write_mentions, gdelt.MENTION_COLUMNS)]),
])  # fmt: skip
def test_examples_of_rows_are_what_is_written(
    name: str, writers: list[tuple[Write, tuple[str, ...]]]
) -> None:
    wanted = []
    for write, columns in writers:
        cells = made(write).rstrip("\n").splitlines()[-1].split("\t")
        filled = zip(columns, cells, strict=True)
        wanted.append("".join(f"{c} = {v}\n" for c, v in filled if v not in ("", "None")))
    assert blocks(name) == wanted


def test_the_python_of_the_overview_runs() -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```$", page("README"), re.M | re.S)
    names: dict[str, Callable[[list[str]], tuple[str, Counter[str]]]] = {}
    exec(compile(code, "docs/formats/README.md", "exec"), names)
    out = io.StringIO()
    icews.write([plain()], out)
    text, losses = names["to_gdelt"](out.getvalue().splitlines())
    assert text.count("\t") == 60
    assert losses["intensity"] == 1
