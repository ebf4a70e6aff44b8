"""The notation of annotators: words become exact spans."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

CORPUS = Path(__file__).parents[2] / "corpus"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"corpus_{name}", CORPUS / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


notation = load("notation")
TEXT = """# x1 | de | 2014-12-18 | daily | x1 | Titel
Paris warnt Oslo. Die Minister aus Paris und Oslo trafen sich am Montag.
Man lud ihn ein.
% 1
> THREATEN violence | warnt | FRA:GOV=Paris{Frankreich} | NOR:GOV=Oslo | 2014-12-18~
> CONSULT | trafen sich | FRA:GOV=Paris ; NOR:GOV=Oslo@2 | | 2014-12-15=am Montag | | SRC
> AGREE | lud ihn ein | FRA:GOV | NOR:GOV=ihn{Oslo} | - | future
~ FRA=Paris ; NOR=Oslo | hostile worsening | - | Paris warnt Oslo
"""


def test_words_are_found_nearest_to_the_trigger() -> None:
    (doc,), faults = notation.documents(TEXT)
    assert faults == []
    warns, meets, invites = doc["events"]
    assert warns["spans"]["actor"] == [
        {"code": "FRA:GOV", "name": "Frankreich", "start": 0, "end": 5}
    ]
    first = meets["spans"]["actor"][0]
    assert doc["text"][first["start"] : first["end"]] == "Paris"
    assert first["start"] > 20  # the second Paris is nearer
    assert meets["recipient"] == []
    assert meets["said_by"] == "SRC"
    assert meets["spans"]["said_by"] == {"code": "SRC", "name": None, "start": None, "end": None}
    assert invites["spans"]["actor"][0]["start"] is None
    assert invites["aux"] == ["future"]
    assert doc["repeats"] == [1]
    assert doc["assessments"][0]["trend"] == "worsening"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("> ACCUSE | schimpft | FRA:GOV=Paris", "is not in the text"),
        ("> ACCUSE | warnt | FRA:GOV=Paris@3", "stands 2 times, not 3"),
        ("> ACCUSE | warnt | FRA:GOV=Paris{Frankreich}@2", "comes last"),
        ("~ FRA=Paris | hostile | - | Oslo", "two parties"),
        ("> ACCUSE | warnt | a | b | c | d | e | f | g", "fields"),
    ],
)
def test_faults_name_the_line(line: str, fault: str) -> None:
    _, faults = notation.documents(TEXT + line + "\n")
    assert len(faults) == 1
    assert fault in faults[0] and faults[0].startswith("x1: ")


def test_whole_words_win_over_parts() -> None:
    assert notation.span("Parisern und Paris", "Paris") == [13, 18]
    assert notation.span("der US-Angriff", "US") == [4, 6]
