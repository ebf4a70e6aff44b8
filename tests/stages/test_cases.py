"""The literate cases: tests/stages/<stage>/<language>/*.md.

A case is a heading, a few words on why, a text, and the events it must give:

    ## A trip is a visit

    ```text en 2021-03-17
    The Polish president travelled to Vilnius on Tuesday.
    ```

    ```events
    CONSULT/visit  POL:GOV > LTU:GOV  2021-03-16  "travelled to Vilnius"
    ```

The block lists events, then assessments (`JPN - CHN  hostile, worsening  "are strained"`), in
the order of the text; "(+1)" counts further mentions. An empty block says that there is nothing
to code. `pytest tests/stages/test_cases.py --update` writes the blocks; a person reads the diff.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from detente.formats.notation import event_line, one_line
from detente.pipeline import code_many
from detente.resources import served_languages
from detente.types import Assessment, Coding, Document, Event

HOME = Path(__file__).parent
_TEXT = re.compile(r"^```text(?: (?P<head>[^\n]*))?\n(?P<body>.*?)\n```$", re.M | re.S)
_EVENTS = re.compile(r"^```events\n(?P<body>.*?)^```$\n?", re.M | re.S)
_HEADING = re.compile(r"^## (.+)$", re.M)


@dataclass(frozen=True)
class Case:
    """One heading of one file; `events` is None where it has no block yet."""

    path: Path
    title: str
    language: str
    published: dt.date | None
    text: str
    events: tuple[str, ...] | None

    @property
    def id(self) -> str:
        return f"{self.path.relative_to(HOME).with_suffix('')}: {self.title}"


def cases_of(path: Path) -> list[Case]:
    """The cases of a file, in order; AssertionError names what a case lacks."""
    content = path.read_text("utf-8")
    starts = list(_HEADING.finditer(content))
    assert starts, f"{path}: no heading"
    found = []
    for start, end in zip(starts, [*(s.start() for s in starts[1:]), len(content)], strict=True):
        where, section = f"{path}, {start[1]!r}", content[start.end() : end]
        texts, blocks = list(_TEXT.finditer(section)), list(_EVENTS.finditer(section))
        assert len(texts) == 1, f"{where}: needs one block ```text LANGUAGE [DATE]"
        assert len(blocks) < 2, f"{where}: has two blocks of events"
        language, _, day = (texts[0]["head"] or "").partition(" ")
        assert language in served_languages(), f"{where}: language {language!r} is not served"
        events = tuple(blocks[0]["body"].splitlines()) if blocks else None
        published = dt.date.fromisoformat(day) if day else None
        found.append(Case(path, start[1], language, published, texts[0]["body"], events))
    titles = [case.title for case in found]
    assert len(titles) == len(set(titles)), f"{path}: two cases of one name"
    return found


FILES = sorted(HOME.glob("*/*/*.md"))
KNOWN = frozenset((HOME / "known_failures.txt").read_text("utf-8").splitlines())
CASES = [case for path in FILES for case in cases_of(path)]


def lines(coding: Coding) -> tuple[str, ...]:
    """What a coding says, a line for each event and assessment."""
    return (*map(_event, coding.events), *map(_assessment, coding.assessments))


def _event(event: Event) -> str:
    more = len(event.mentions) - 1
    return event_line(event) + (f" (+{more})" if more else "")


def _assessment(assessment: Assessment) -> str:
    tone = assessment.tone + (f", {assessment.trend}" if assessment.trend else "")
    fields = [f"{assessment.a} - {assessment.b}", tone]
    if assessment.said_by:
        fields.append(f"said_by {assessment.said_by.code}")
    return "  ".join([*fields, f'"{one_line(assessment.mentions[0].trigger)}"'])


def rewrite(case: Case, found: tuple[str, ...]) -> None:
    """Put the block of a case into its file, in place of the old one or after its text."""
    content = case.path.read_text("utf-8")
    start = re.search(rf"^## {re.escape(case.title)}$", content, re.M)
    assert start
    following = _HEADING.search(content, start.end())
    end = following.start() if following else len(content)
    section = _EVENTS.sub("", content[start.end() : end]).rstrip("\n")
    block = "".join(f"{line}\n" for line in found)
    section += f"\n\n```events\n{block}```\n" + ("\n" if following else "")
    case.path.write_text(content[: start.end()] + section + content[end:], "utf-8")


@pytest.fixture(scope="session")
def coded() -> Callable[[Case], Coding]:
    """Codings of the cases; those of one language are coded in one go."""

    @cache
    def of(language: str) -> dict[str, Coding]:
        chosen = [case for case in CASES if case.language == language]
        documents = [
            Document(case.id, case.text, language=language, published=case.published)
            for case in chosen
        ]
        return {c.document.id: c for c in code_many(documents)}

    return lambda case: of(case.language)[case.id]


@pytest.mark.model
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case, coded: Callable[[Case], Coding], request: pytest.FixtureRequest) -> None:
    found = lines(coded(case))
    if request.config.getoption("--update"):
        if found != case.events:
            rewrite(case, found)
        return
    assert case.events is not None, (
        f"{case.path}: {case.title!r} has no block of events; run with --update and read the"
        " diff. Found: " + ("\n".join(found) or "nothing")
    )
    if case.id in KNOWN:
        assert found != case.events, "read right again: take it off known_failures.txt"
        pytest.xfail("known to be read wrong")
    assert found == case.events


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HOME)))
def test_cases_stand_in_the_folder_of_their_language(path: Path) -> None:
    assert {case.language for case in CASES if case.path == path} == {path.parent.name}


@pytest.mark.parametrize("old", ["", "```events\nOLD\n```\n", "```events\n```\n"])
@pytest.mark.parametrize("found", [(), ("A  B", "C  D")])
def test_update_writes_a_block_and_keeps_the_rest(
    tmp_path: Path, old: str, found: tuple[str, ...]
) -> None:
    path = tmp_path / "x.md"
    head = "## One\n\nWhy (so).\n\n```text en 2021-03-17\nA text.\nMore.\n```\n\n"
    tail = "## Two\n\n```text de\nEin Text.\n```\n"
    path.write_text(head + (f"{old}\n" if old else "") + tail, "utf-8")
    rewrite(cases_of(path)[0], found)
    block = "".join(f"{line}\n" for line in found)
    assert path.read_text("utf-8") == f"{head}```events\n{block}```\n\n{tail}"
    one, two = cases_of(path)
    assert (one.events, one.text, two.events) == (found, "A text.\nMore.", None)
    rewrite(two, found)
    assert cases_of(path)[1].events == found
    assert path.read_text("utf-8").endswith(f"{tail}\n```events\n{block}```\n")
