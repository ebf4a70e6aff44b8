"""The command relations."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from detente import open as open_archive
from detente.cli import main
from detente.store.database import open_store
from tests.relations.stores import after, event, history, put


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A store with a chill between Pakistan and Russia."""
    target = tmp_path_factory.mktemp("relations") / "news.db"
    with open_store(target, create=True, write=True) as store:
        history(store, range(0, 300, 10), 5.0)
        history(store, range(300, 600, 10), -7.0)
        put(store, event("rare", 10, 3.0, recipients="IND:GOV"), published=10)
    yield str(target)


def run(store: str, *words: str) -> Result:
    return CliRunner().invoke(main, ["relations", *words, "--store", store])


def test_every_format_is_written(made: str, tmp_path: Path) -> None:
    shown = run(made, "Pakistan", "RUS")
    assert shown.exit_code == 0, shown.output
    assert "▼ chill" in shown.output and "run detente collate" in " ".join(shown.output.split())
    record = json.loads(run(made, "PAK", "RUS", "--format", "json").output)
    assert record["stories"] == 60 and len(record["turning_points"]) == 1
    rows = list(csv.DictReader(run(made, "PAK", "RUS", "--format", "csv").output.splitlines()))
    assert len(rows) == len(record["weeks"])
    assert run(made, "PAK", "RUS", "--format", "svg").output.startswith("<?xml")
    target = tmp_path / "page.html"
    assert run(made, "PAK", "RUS", "--format", "html", "-o", str(target)).output == ""
    assert "<svg" in target.read_text("utf-8")


def test_what_is_asked_is_passed_on(made: str) -> None:
    def ask(*words: str) -> dict[str, object]:
        found: dict[str, object] = json.loads(run(made, *words, "--format", "json").output)
        return found

    assert ask("PAK", "RUS", "--directed")["directed"] is True
    assert ask("RUS", "PAK", "--directed")["stories"] == 0
    part = ask("PAK", "RUS", "--since", "2010-02", "--until", "2010-02")
    assert (part["since"], part["until"]) == ("2010-02-01", "2010-02-28")
    assert ask("PAK", "IND")["stories"] == 1


def test_movers(made: str) -> None:
    since = after(280).isoformat()
    shown = run(made, "--movers", "--since", since)
    assert shown.exit_code == 0 and "▼ −" in shown.output and "Pakistan – Russia" in shown.output
    for form in ("json", "csv", "svg", "html"):
        found = run(made, "--movers", "--since", since, "--limit", "1", "--format", form)
        assert found.exit_code == 0 and "Pakistan" in found.output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("PAK",), "two parties"),
        (("PAK", "RUS", "IND"), "two parties"),
        ((), "two parties"),
        (("PAK", "PAK"), "[same-party]"),
        (("PAK", "Nowhereland"), "[unknown-party]"),
        (("PAK", "RUS", "--since", "2090"), "since 2090-01-01 is too far away; give a day between"),
        (("PAK", "DEU", "--since", "2090"), "since 2090-01-01 is too far away; give a day between"),
        (("--movers",), "--since"),
        (("PAK", "RUS", "--movers", "--since", "2010"), "leave the parties"),
        (("--movers", "--directed", "--since", "2010"), "leave the parties"),
        (("PAK", "RUS", "--limit", "3"), "--movers only"),
        (("--movers", "--since", "2010", "--limit", "0"), "1 or more"),
        (("PAK", "RUS", "--since", "soon"), "[bad-date]"),
        (("PAK", "RUS", "--source", "nobody"), "[bad-filter]"),
    ],
)
def test_what_cannot_be_asked_says_so(made: str, words: tuple[str, ...], message: str) -> None:
    result = run(made, *words)
    assert result.exit_code == 2 and message in result.output


def test_without_a_store_the_next_step_is_named(tmp_path: Path) -> None:
    result = run(str(tmp_path / "none.db"), "PAK", "RUS")
    assert result.exit_code == 2 and "detente add" in result.output


def test_the_same_in_python(made: str) -> None:
    with open_archive(made) as archive:
        course = archive.relation("Pakistan", "Russland", since="2010-03")
        assert course.a == "PAK" and [t.direction for t in course.turns] == ["chill"]
        assert archive.movers(after(280), limit=5).moves[0].b == "RUS"
