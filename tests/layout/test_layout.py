"""What the layout promises: small files, knowledge in data, no network, no clock."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "detente"
FILES = sorted(PACKAGE.rglob("*.py"))


def strings(path: Path) -> Iterator[ast.Constant]:
    """String constants of a module, without docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node


def words_of(language: str) -> set[str]:
    """The words that the packs of a language list."""
    found: set[str] = set()
    for file in ("status", "reporting", "support", "assessments"):
        raw = yaml.safe_load((PACKAGE / "data/languages" / language / f"{file}.yaml").read_text())
        stack = [raw]
        while stack:
            value = stack.pop()
            if isinstance(value, dict):
                stack += list(value.values())
            elif isinstance(value, list):
                stack += value
            elif isinstance(value, str):
                found.add(value.lower())
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_file_is_longer_than_400_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_word_of_german_stands_in_the_code(path: Path) -> None:
    # words that are also English, names of keys or labels of UD and PLOVER
    shared = {
        "in", "an", "so", "plan", "information", "man", "option", "reform", "bank", "partner",
        "text", "name", "mode", "source", "code", "type", "iran", "dialog", "agenda", "arm",
        "hand", "band", "form", "art", "bei", "rule", "warm", "fest", "not", "die", "was", "also",
        "per", "status", "note", "elf", "tor", "do", "receive", "occur", "improving", "worsening",
        "friendly", "hostile", "neutral", "stable", "future", "hypothetical", "negation", "hearsay",
        "unreal", "gold", "set", "ton", "ei", "mit", "all", "wo", "um", "o", "ob", "alt", "stand",
        "front", "growth", "match", "normal", "rus", "diplomat", "tag", "minute",
    }  # fmt: skip
    german = {w for w in words_of("de") if len(w) > 2} - shared
    for node in strings(path):
        words = set(re.findall(r"[a-zäöüß]+", str(node.value).lower()))
        assert not words & german, f"line {node.lineno}: {sorted(words & german)}"


@pytest.mark.parametrize(
    "path", sorted((PACKAGE / "data").rglob("*.yaml")), ids=lambda p: str(p.relative_to(PACKAGE))
)
def test_words_in_lists_are_words(path: Path) -> None:
    """YAML takes no, on, off, true and false for truth values unless they are quoted."""
    stack = [yaml.safe_load(path.read_text("utf-8"))]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            stack += value.values()
        elif isinstance(value, list):
            assert not [v for v in value if isinstance(v, bool)], value[:5]
            stack += value


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_language_code_stands_in_a_condition(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            codes = [s.value for s in sides if isinstance(s, ast.Constant)]
            assert not {"de", "en"} & {c for c in codes if isinstance(c, str)}, node.lineno


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_module_uses_the_network_the_clock_or_chance(path: Path) -> None:
    banned = {"socket", "requests", "urllib", "urllib3", "http", "httpx", "random", "time"}
    banned |= {"secrets", "uuid"}
    # pages of the web, for addresses that a user gives; nothing else may reach out or wait
    allowed = {
        "ingest/_connect.py": {"socket", "http", "urllib3", "time"},
        "ingest/web.py": {"time"},
        "archive/_sure.py": {"time"},  # how often the disk is waited for
        # the server: time limits, guesses of tokens, its own socket and cookies
        "store/bounding.py": {"time"},
        "web/tokens.py": {"time", "http"},
        "web/recent.py": {"time"},  # whether an answer took long
        "web/serving.py": {"socket"},
    }
    banned -= allowed.get(path.relative_to(PACKAGE).as_posix(), set())
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [a.name.split(".")[0] for a in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module != "urllib.parse":
            names = [(node.module or "").split(".")[0]]
        assert not banned & set(names), f"line {node.lineno}"
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"today", "utcnow"}, f"line {node.lineno}"


def test_only_one_module_reads_the_environment() -> None:
    users = [p.name for p in FILES if "os.environ" in p.read_text("utf-8")]
    assert users == ["settings.py"]


def test_every_error_code_has_its_heading() -> None:
    codes = set()
    for path in FILES:
        codes |= set(re.findall(r"code=\"([a-z-]+)\"", path.read_text("utf-8")))
        codes |= set(re.findall(r"code: str = \"([a-z-]+)\"", path.read_text("utf-8")))
    codes |= {"no-codebook"}
    headings = set(re.findall(r"^## ([a-z-]+)$", (ROOT / "docs/errors.md").read_text(), re.M))
    assert codes <= headings, sorted(codes - headings)
