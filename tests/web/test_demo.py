"""The articles that come with the program, and the store that `detente demo` makes of them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from click.testing import CliRunner

from detente.cli import main
from detente.resources import DATA

ARTICLES = sorted((DATA / "demo").rglob("*.txt"))


def front(path: Path) -> dict[str, str]:
    """The lines before an article."""
    head = path.read_text("utf-8").split("---\n")[1]
    return dict(line.split(": ", 1) for line in head.splitlines())


def test_there_are_enough_articles_in_both_languages() -> None:
    languages = [front(path)["language"] for path in ARTICLES]
    assert len(ARTICLES) >= 60
    assert min(languages.count("de"), languages.count("en")) >= 25


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
def test_an_article_says_where_and_when_it_appeared(path: Path) -> None:
    told = front(path)
    assert {"title", "url", "publisher", "published", "language"} == set(told)
    assert ".example/" in told["url"]
    assert path.name.startswith(told["published"][:4])
    assert dt.date(2016, 1, 1) <= dt.date.fromisoformat(told["published"]) <= dt.date(2026, 1, 1)


@pytest.mark.model
def test_the_store_is_made_once(tmp_path: Path) -> None:
    store = tmp_path / "demo.db"
    run = CliRunner()
    first = run.invoke(main, ["demo", "--no-serve", "--store", str(store)])
    assert first.exit_code == 0, first.output
    again = run.invoke(main, ["demo", "--no-serve", "--store", str(store)])
    assert again.stdout == first.stdout
    assert f"{len(ARTICLES)} documents" in first.stdout
    moved = run.invoke(main, ["relations", "SAU", "IRN", "--store", str(store)])
    assert "Saudi Arabia" in moved.stdout
