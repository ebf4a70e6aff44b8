"""The examples of the API are true: each is asked again, and the documentation shows them."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
from pathlib import Path
from types import ModuleType

from fastapi.testclient import TestClient

from detente.resources import read_json
from detente.web.api.describing import EXAMPLES

ROOT = Path(__file__).parents[2]


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("refresh_api", ROOT / "scripts/refresh_api.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_examples_are_what_the_api_answers(tmp_path: Path) -> None:
    found = script().examples(tmp_path)
    assert found == read_json(EXAMPLES), "run python scripts/refresh_api.py"


def test_every_operation_has_its_example_in_the_page() -> None:
    page = (ROOT / "docs/api.md").read_text("utf-8")
    shown = re.findall(r"^```sh\n(curl .*?)^```\n```json\n(.*?)^```", page, re.M | re.S)
    told = {}
    for command, answer in shown:
        words = shlex.split(command)
        address = next(word for word in words if word.startswith("http://127.0.0.1:8470/"))
        body = json.loads(words[words.index("-d") + 1]) if "-d" in words else None
        told[address.removeprefix("http://127.0.0.1:8470")] = (body, json.loads(answer))
    assert told == {e["call"]: (e.get("body"), e["json"]) for e in read_json(EXAMPLES).values()}


def test_the_error_of_the_page_is_what_the_api_answers(client: TestClient) -> None:
    page = (ROOT / "docs/api.md").read_text("utf-8")
    (line,) = re.findall(r'^ *(\{"error": .*\})$', page, re.M)
    assert client.get("/api/v1/events?actor=Pakistn").json() == json.loads(line)
