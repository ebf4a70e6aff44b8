"""The tutorial shows what the program prints, from an empty folder to the picture."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from detente.ingest.text import read_text
from tests.docs.test_documentation import ROOT, blocks, script, text

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def refresh() -> ModuleType:
    return script("refresh_tutorial")


@pytest.fixture(scope="module")
def made(
    refresh: ModuleType, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, dict[str, bytes], Path]]:
    """The page as the program fills it, its pictures, and the folder in which it was run."""
    folder = tmp_path_factory.mktemp("tutorial")
    page, pictures = refresh.filled(text("docs/tutorial.md"), folder)
    yield page, pictures, folder


def test_the_page_shows_what_the_program_prints(
    made: tuple[str, dict[str, bytes], Path],
) -> None:
    page, _, _ = made
    assert text("docs/tutorial.md") == page, "run python scripts/refresh_tutorial.py"


def test_the_pictures_are_those_that_the_program_draws(
    made: tuple[str, dict[str, bytes], Path],
) -> None:
    _, pictures, _ = made
    assert pictures
    for name, picture in pictures.items():
        assert (ROOT / "docs" / name).read_bytes() == picture, name


def test_its_python_runs(
    made: tuple[str, dict[str, bytes], Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pytest.importorskip("pandas")
    monkeypatch.chdir(made[2])
    (code,) = blocks(text("docs/tutorial.md"), "python")
    exec(compile(code, "docs/tutorial.md", "exec"), {})
    assert "material cooperation" in capsys.readouterr().out


def test_every_command_of_the_page_is_run(refresh: ModuleType) -> None:
    shown = re.findall(r"^\$ (\w+)", text("docs/tutorial.md"), re.M)
    assert shown and set(shown) == {"detente"}


def test_the_articles_tell_their_day_outlet_and_language() -> None:
    names = sorted(os.listdir(ROOT / "samples" / "tutorial"))
    assert len(names) >= 10
    for name in names:
        raw = (ROOT / "samples" / "tutorial" / name).read_text("utf-8")
        (document,) = read_text(raw, name)
        assert document.published and document.publisher and document.title
        assert document.language in ("de", "en")
        assert name[:8] == document.published.isoformat()[:8]
