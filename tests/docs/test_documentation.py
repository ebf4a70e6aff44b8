"""The documentation agrees with the program."""

from __future__ import annotations

import importlib.util
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click
import pytest

from detente._tables import read_overrides
from detente.cli import main as program
from detente.codebook import load_codebook
from detente.formats import tsv
from detente.formats.schema import coding_schema
from detente.resources import DATA, served_languages
from detente.settings import SETTINGS

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/*.md"),
        *ROOT.glob("docs/formats/*.md"),
        ROOT / "training/README.md",
        DATA / "model/card.md",
    ]
)
LATER = {"docs/quality.md"}  # pages that the project makes when it is measured


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def blocks(content: str, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", content, re.M | re.S)


def headings(content: str) -> list[str]:
    bare = re.sub(r"^```.*?^```$", "", content, flags=re.M | re.S)
    return re.findall(r"^#+ (.+)$", bare, re.M)


def section(content: str, heading: str) -> str:
    found = re.search(rf"^(#+) {re.escape(heading)}$(.*?)(?=^#+ |\Z)", content, re.M | re.S)
    assert found, f"no heading {heading!r}"
    return found[2]


# what is generated


@pytest.mark.parametrize("name", script("refresh_docs").DOCS)
def test_generated_parts_are_up_to_date(name: str) -> None:
    refresh = script("refresh_docs")
    assert text(name) == refresh.refreshed(text(name), refresh.parts()), (
        "run python scripts/refresh_docs.py"
    )


def test_every_generated_part_is_in_a_page() -> None:
    found = re.findall(r"<!-- generated: (\S+) -->", "".join(p.read_text("utf-8") for p in PAGES))
    assert sorted(found) == sorted(script("refresh_docs").parts())


@pytest.mark.model
def test_the_readme_shows_what_the_program_prints() -> None:
    refresh = script("refresh_readme")
    content = text("README.md")
    assert content.count("<!-- output -->") == len(refresh._OUTPUT.findall(content)) == 1
    assert content == refresh.refreshed(content), "run python scripts/refresh_readme.py"


def test_the_output_of_the_readme_fits_in_80_columns() -> None:
    shown = blocks(text("README.md"), "console")
    assert shown and all(len(line) <= 80 for block in shown for line in block.splitlines())


# what has its heading


def test_every_command_has_its_heading_and_options() -> None:
    content = text("docs/cli.md")
    for name, command, _ in script("refresh_docs").commands():
        own = section(content, name)
        for option in command.params:
            if isinstance(option, click.Option) and option.name != "version":
                assert max(option.opts, key=len) in own, f"{name}: {option.name}"


def test_every_setting_has_its_heading() -> None:
    found = [h for h in headings(text("docs/settings.md")) if h.startswith("DETENTE_")]
    assert found == [f"DETENTE_{name.upper()}" for name, _, _ in SETTINGS]


def test_every_error_code_has_its_heading_and_every_heading_its_code() -> None:
    code = "\n".join(p.read_text("utf-8") for p in sorted((ROOT / "detente").rglob("*.py")))
    listed = re.findall(r"^## ([a-z-]+)$", text("docs/errors.md"), re.M)
    assert len(listed) == len(set(listed))
    raised = set(re.findall(r"\bcode(?:: str)? ?= ?\"([a-z-]+)\"", code))
    assert raised <= set(listed), sorted(raised - set(listed))
    assert all(f'"{name}"' in code for name in listed)


def test_every_type_and_mode_is_explained() -> None:
    content = text("docs/labels.md")
    for name, kind in load_codebook(served_languages()[0]).types.items():
        own = section(content, name)
        assert kind.definition in own
        written = own.split("<!-- /generated -->")[1]
        assert all(f"`{mode}`" in written for mode in kind.modes), name
        assert written.strip()


def test_the_table_of_quad_classes_holds_every_type() -> None:
    rows = re.findall(r"^\| (\w+ \w+) \| (.+) \|$", text("docs/labels.md"), re.M)
    book = load_codebook(served_languages()[0])
    wanted: dict[str, list[str]] = {}
    for kind in book.types.values():
        wanted.setdefault(book.quads[kind.quad], []).append(kind.name)
    assert {k: v.split(", ") for k, v in rows if k in wanted} == wanted


def test_every_code_of_the_tables_is_explained() -> None:
    content = text("docs/labels.md")
    sectors, wide = set(), set()
    for path in sorted((DATA / "actors").glob("*.tsv")):
        for code in re.findall(r"\b[A-Z]{3}:[A-Z0-9]{3}\b", path.read_text("utf-8")):
            if code[:3] in ("IGO", "REG", "NGO", "MNC", "UNK"):
                wide.add(code)
            else:
                sectors.add(code[4:])
    assert sorted(s for s in sectors if f"`{s}`" not in content) == []
    assert sorted(c for c in wide if f"`{c}`" not in content) == []


def test_every_auxiliary_mode_is_explained() -> None:
    own = section(text("docs/labels.md"), "Auxiliary modes")
    modes = coding_schema()["$defs"]["event"]["properties"]["aux"]["items"]["enum"]
    assert re.findall(r"^\| `(\w+)` \|", own, re.M) == sorted(modes)


def test_every_key_of_the_output_is_explained_once_and_in_order() -> None:
    content = text("docs/output.md")
    schema = coding_schema()
    for name, part in {"coding": schema, **schema["$defs"]}.items():
        rows = re.findall(r"^\| `(\w+)` \|", section(content, name), re.M)
        assert rows == list(part["properties"]), name


def test_every_column_of_the_tsv_is_explained_in_order() -> None:
    rows = re.findall(r"^\| (`.+?`) \|", section(text("docs/output.md"), "TSV"), re.M)
    assert re.findall(r"`(\w+)`", " ".join(rows)) == list(tsv.COLUMNS)


def test_every_column_of_the_tables_is_explained() -> None:
    own = section(text("docs/actors.md"), "Our tables")
    for path in sorted((*(DATA / "actors").glob("*.tsv"), *(DATA / "places").glob("*.tsv"))):
        found = re.search(rf"^\| `{path.name}` \|.*$", own, re.M)
        assert found, path.name
        columns = path.read_text("utf-8").partition("\n")[0].split("\t")
        for column in columns:
            general = re.sub(rf"_({'|'.join(served_languages())})$", "_XX", column)
            assert f"`{column}`" in found[0] or f"`{general}`" in found[0], (path.name, column)


# what is shown can be run


def calls() -> Iterator[tuple[str, list[str]]]:
    for path in PAGES:
        content = path.read_text("utf-8")
        for kind in ("sh", "console"):
            for block in blocks(content, kind):
                for line in block.splitlines():
                    if kind == "console" and not line.startswith("$ "):
                        continue  # what was printed
                    words = shlex.split(line.removeprefix("$ "), comments=True)
                    end = next((i for i, word in enumerate(words) if word in (">", "|")), None)
                    if words and words[0] == "detente":
                        yield path.name, words[1:end]


@pytest.mark.parametrize(("page", "words"), [*calls()])
def test_every_command_that_is_shown_exists(page: str, words: list[str]) -> None:
    command: click.Command = program
    context = click.Context(program, info_name="detente")
    while isinstance(command, click.Group):
        found = command.get_command(context, words[0])
        assert found, f"{page}: no command {words[0]!r}"
        command, words = found, words[1:]
    command.make_context(command.name, list(words))


def test_every_make_target_that_is_shown_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.M))
    shown = {t for p in PAGES for t in re.findall(r"`make ([a-z]+)`", p.read_text("utf-8"))}
    assert shown
    assert shown <= targets


@pytest.mark.parametrize("block", blocks(text("docs/codebook.md"), "yaml"))
def test_blocks_of_the_codebook_page_load(block: str, tmp_path: Path) -> None:
    path = tmp_path / "entries.yaml"
    path.write_text(block, "utf-8")
    loaded = [
        book for language in served_languages() if (book := load_codebook(language, path)).entries
    ]
    assert loaded


def test_the_actor_list_of_the_page_loads(tmp_path: Path) -> None:
    (block,) = blocks(text("docs/actors.md"), "tsv")
    path = tmp_path / "actors.tsv"
    path.write_text(block, "utf-8")
    found = dict(read_overrides(path))
    kinds = {name: entry.kind for name, entry in found.items()}
    assert kinds["Nordliste"] == kinds["Alternative Liste Nord"] == "person"
    assert (kinds["Westmark"], kinds["westmärk"], kinds["Example"]) == (
        "country",
        "adjective",
        "short",
    )


@pytest.mark.model
@pytest.mark.parametrize("block", blocks(text("docs/output.md"), "python"))
def test_the_python_of_the_output_page_runs(
    block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    for name in ("articles.jsonl", "folder/more.jsonl"):
        line = '{"text": "Norway condemned the attack on Eritrea."}'
        (tmp_path / name).write_text(line, "utf-8")
    exec(compile(block, "docs/output.md", "exec"), {})


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    content = re.sub(r"^```.*?^```$", "", path.read_text("utf-8"), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", content):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        page = (path.parent / name).resolve() if name else path
        known = {(ROOT / later).resolve() for later in LATER}
        assert page.exists() or page in known, f"{path.name}: {target}"
        if anchor:
            slugs = {
                re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-")
                for h in headings(page.read_text("utf-8"))
            }
            assert anchor in slugs, f"{path.name}: {target}"
