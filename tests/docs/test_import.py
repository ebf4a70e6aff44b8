"""The package as a user imports it: small, quick, without a warning."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

import detente

PUBLIC = [
    "Actor", "Archive", "Assessment", "CodebookError", "Coding", "Date", "DetenteError", "Document",
    "Event", "Evidence", "InputError", "Paragraph", "Place", "Reason", "Statement", "StoreError",
    "UsageError", "__version__", "code_text", "open", "read",
]  # fmt: skip
SAMPLE = Path(__file__).parents[2] / "samples" / "grenzgespraeche.txt"


def python(*arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_public_names_are_these() -> None:
    assert detente.__all__ == PUBLIC
    assert all(getattr(detente, name) is not None for name in PUBLIC)
    assert set(PUBLIC) <= set(dir(detente))
    with pytest.raises(AttributeError, match="no attribute 'Cording'"):
        _ = detente.Cording  # type: ignore[attr-defined]


def test_nothing_warns_on_import() -> None:
    python("-W", "error", "-c", "import detente, detente.cli")


def test_import_is_quick_and_loads_no_model() -> None:
    code = (
        "import sys, time; before = set(sys.modules); start = time.perf_counter();"
        "import detente; spent = time.perf_counter() - start;"
        "print(spent, *sorted(set(sys.modules) - before))"
    )
    spent, *modules = python("-c", code).split()
    assert [m for m in modules if m.split(".")[0] not in sys.stdlib_module_names] == ["detente"]
    assert float(spent) < 0.5  # about 0.002 at rest; the rest is for a busy machine


def test_help_loads_no_model() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from detente.cli import main;"
        "CliRunner().invoke(main, ['read', '--help']); print(*sys.modules)"
    )
    assert not {"onnxruntime", "numpy", "trafilatura"} & set(python("-c", code).split())


def test_every_requirement_is_imported_somewhere() -> None:
    import tomllib

    names = {"lxml_html_clean": "lxml", "pyyaml": "yaml", "ufal.chu-liu-edmonds": "ufal"}
    project = tomllib.loads((SAMPLE.parents[1] / "pyproject.toml").read_text("utf-8"))["project"]
    code = "\n".join(
        path.read_text("utf-8") for path in sorted((SAMPLE.parents[1] / "detente").rglob("*.py"))
    )
    for requirement in project["dependencies"]:
        name = requirement.split(">")[0].strip()
        module = names.get(name, name)
        assert f"import {module}" in code or f"from {module}" in code, name


def test_the_version_is_that_of_the_package() -> None:
    import tomllib

    project = tomllib.loads((SAMPLE.parents[1] / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == detente.__version__


@pytest.mark.model
def test_read_gives_the_codings_of_files() -> None:
    codings = list(detente.read(SAMPLE))
    assert [c.document.published for c in codings] == [dt.date(2022, 5, 25)]
    assert isinstance(codings[0], detente.Coding)


def test_read_raises_what_is_wrong() -> None:
    with pytest.raises(detente.InputError, match="not-found"):
        list(detente.read("no/such/file.txt"))


@pytest.mark.model
def test_a_text_is_coded_alone() -> None:
    day = dt.date(2021, 3, 17)
    coding = detente.code_text("Norway condemned the attack on Eritrea.", published=day)
    assert (coding.document.language, coding.document.published) == ("en", day)
    assert coding == detente.code_text(coding.document.text, published=day, language="en")


@pytest.mark.model
@pytest.mark.parametrize(
    "write",
    [
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.replace("n", "n\u00ad"),
        lambda text: "\ufeff" + text.replace("rk", "r\u200bk"),
    ],
)
def test_a_text_is_read_alike_however_its_letters_are_written(write: Callable[[str], str]) -> None:
    plain = "Die Türkei drohte Österreich im März. „Es gibt Gespräche“, sagte Norwegens König."
    day = dt.date(2023, 5, 10)
    wanted = detente.code_text(plain, published=day, language="de")
    found = detente.code_text(write(plain), published=day, language="de")
    assert found.document.text == write(plain)
    told, same = (
        [(e.event_type, [a.code for a in (*e.actor, *e.recipient)], e.date) for e in c.events]
        for c in (found, wanted)
    )
    assert told == same and told and len(found.statements) == len(found.times) == 1
    places = [m for e in found.events for m in e.mentions]
    for start, end, words in [
        *((m.start, m.end, m.trigger) for m in places),
        *((t.start, t.end, t.text) for t in found.times),
        *((t.start, t.end, t.text) for s in found.sentences for t in s.tokens),
        *((s.start, s.end, s.text) for s in found.statements),
    ]:
        assert found.document.text[start:end] == words


@pytest.mark.model
@pytest.mark.parametrize("day", [dt.date.min, dt.date.max])
def test_a_day_that_no_calendar_can_count_from_is_not_used(day: dt.date) -> None:
    coding = detente.code_text("Norway met Mali on Monday. In two days it leaves.", published=day)
    assert coding.document.published is None and f"{day}" in coding.warnings[0]


@pytest.mark.parametrize("text", [" \n", "\u00ad\u200b"])
def test_no_text_is_an_error(text: str) -> None:
    with pytest.raises(detente.InputError, match="empty"):
        detente.code_text(text)
