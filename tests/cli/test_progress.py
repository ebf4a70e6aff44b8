"""How far a command is, where standard error is no terminal: a line now and then."""

from __future__ import annotations

import pytest

from detente.cli import _progress
from detente.cli._progress import progress_of_documents, progress_of_steps


def test_documents_are_counted_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(_progress, "EVERY", 0.0)
    with progress_of_documents("adding", 1_200) as advance:
        for _ in range(2):
            advance()
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("detente: adding: 1 of 1,200, ")
    assert second.startswith("detente: adding: 2 of 1,200, ") and "/s, " in second
    assert second.endswith(" minutes left")


def test_where_the_number_is_not_known_no_time_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(_progress, "EVERY", 0.0)
    with progress_of_documents("adding", None) as advance:
        advance()
        advance()
    assert " of " not in (told := capsys.readouterr().err) and "left" not in told


def test_steps_of_collation_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(_progress, "EVERY", 0.0)
    with progress_of_steps() as advance:
        advance("documents", 250, 1_000)
        advance("documents", 500, 1_000)
        advance("story", 10, 20)
    lines = capsys.readouterr().err.splitlines()
    assert [line.rpartition(": ")[0] + ":" for line in lines] == [
        "detente: reading:",
        "detente: reading:",
        "detente: stories:",
    ]
    assert "500 of 1,000" in lines[1] and "10 of 20" in lines[2]


def test_short_commands_say_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_of_documents("adding", 3) as advance:
        for _ in range(3):
            advance()
    assert capsys.readouterr().err == ""
