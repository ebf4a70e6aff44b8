"""The only reader of `detente/data`: language packs, loaded once and read only."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from detente.errors import CodebookError, InputError

DATA = Path(__file__).parent / "data"
MODEL = DATA / "model"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_text(path: Path, code: str) -> str:
    """A text in UTF-8 that a user may have written; CodebookError says why it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        what = "no such file; check its name and folder"
        raise CodebookError(f"{path}: {what}", code=code) from error
    except OSError as error:
        what = f"cannot be opened ({error.strerror}); give a file that you may read"
        raise CodebookError(f"{path}: {what}", code=code) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        what = "is not UTF-8; save the file in UTF-8 and try again"
        raise CodebookError(f"{path}, line {line}: {what}", code=code) from error


def read_yaml(path: Path) -> Any:
    """Parse a YAML file; CodebookError names the file and line where it cannot be parsed."""
    text = read_text(path, "bad-yaml")
    try:
        return yaml.load(text, Loader=_LOADER)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error) or "not YAML"
        raise CodebookError(
            f"{path}{line}: {problem}; mend the file and try again", code="bad-yaml"
        ) from error


@cache
def model_rows(name: str) -> Mapping[str, Mapping[str, Any]]:
    """A small table of the model (`data/model/NAME.yaml`): row -> column -> value, for example the
    weight of a sign in a group; empty where the model was trained without."""
    path = MODEL / f"{name}.yaml"
    found: Mapping[str, Mapping[str, Any]] = read_yaml(path) if path.exists() else {}
    return found


def read_json(path: Path) -> Any:
    """The value of a JSON file of ours."""
    return json.loads(path.read_text(encoding="utf-8"))


def read_tsv(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a tab-separated file with a header line."""
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def served_languages() -> tuple[str, ...]:
    """Codes of the languages that have a pack, sorted."""
    root = DATA / "languages"
    return tuple(sorted(p.name for p in root.iterdir() if (p / "tokens.yaml").exists()))


@dataclass(frozen=True, slots=True)
class LanguagePack:
    """What is known of a language, by file: each value is the parsed YAML file.

    `lemmas` maps (form, part of speech or "") to a lemma: exceptions to the lemmatiser.
    """

    code: str
    tokens: Mapping[str, Any]
    times: Mapping[str, Any]
    status: Mapping[str, Any]
    reporting: Mapping[str, Any]
    support: Mapping[str, Any]
    assessments: Mapping[str, Any]
    lemmas: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(self.code)


@cache
def load_pack(language: str) -> LanguagePack:
    """The pack of a served language; InputError names the languages served otherwise."""
    if language not in served_languages():
        served = ", ".join(served_languages())
        raise InputError(
            f"language {language!r} is not served; served are: {served}", code="language-not-served"
        )
    folder = DATA / "languages" / language
    parts = ("tokens", "times", "status", "reporting", "support", "assessments")
    values = {p: _part(folder / f"{p}.yaml") for p in parts}
    lemmas = {(row["form"], row["upos"]): row["lemma"] for row in read_tsv(folder / "lemmas.tsv")}
    return LanguagePack(language, **values, lemmas=lemmas)


def _part(path: Path) -> Mapping[str, Any]:
    return (read_yaml(path) or {}) if path.exists() else {}
