"""The API sends what the header Accept asks for: JSON, and rows as CSV and lines of JSON."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

API = "/api/v1"
CSV, NDJSON = "text/csv", "application/x-ndjson"
RELATION = "/relations/NOR/EST"
ROWS = {  # of answers that are no lists: where in JSON they are
    RELATION: "weeks",
    "/movers?since=2021": "movers",
    "/network": "ties",
}
ONE = (
    "/", "/events/visit-de-0", "/documents/visit-de", "/explain/visit-de-0", "/sources/status",
)  # fmt: skip


def rows(client: TestClient, path: str, kind: str) -> list[dict[str, Any]]:
    """The rows of an answer of that kind."""
    answer = client.get(API + path, headers={"accept": kind})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == kind
    if kind == CSV:
        return [*csv.DictReader(io.StringIO(answer.text))]
    return [json.loads(line) for line in answer.text.splitlines()]


@pytest.mark.parametrize("path", ROWS)
def test_what_has_rows_comes_as_csv_and_lines(client: TestClient, path: str) -> None:
    record = client.get(API + path).json()[ROWS[path]]
    lines, cells = rows(client, path, NDJSON), rows(client, path, CSV)
    assert record
    assert len(lines) == len(cells) == len(record)
    assert [list(line) for line in lines] == [list(row) for row in cells]
    shared = record[0].keys() & lines[0].keys()
    assert len(shared) >= 4
    for line, row, whole in zip(lines, cells, record, strict=True):
        assert {key: line[key] for key in shared} == {key: whole[key] for key in shared}
        assert {key: row[key] for key in shared} == {key: f"{whole[key]}" for key in shared}


def test_a_week_has_its_turning_point(client: TestClient) -> None:
    (turn,) = client.get(API + RELATION).json()["turning_points"]
    found = [line for line in rows(client, RELATION, NDJSON) if line["turn"]]
    assert [(line["turn"], line["size"]) for line in found] == [(turn["direction"], turn["size"])]
    assert found[0]["start"] <= turn["date"]
    silent = rows(client, RELATION, NDJSON)[0]
    assert (silent["turn"], silent["size"]) == (None, None)


@pytest.mark.parametrize("path", [*ROWS, *ONE])
def test_other_kinds_are_refused(client: TestClient, path: str) -> None:
    kinds = ["image/png", "text/html", "application/json;q=0"]
    for kind in kinds if path in ROWS else [*kinds, CSV, NDJSON]:
        answer = client.get(API + path, headers={"accept": kind})
        assert (answer.status_code, answer.json()["error"]["code"]) == (406, "not-acceptable")
        assert "application/json" in answer.json()["error"]["next"]


@pytest.mark.parametrize("path", [*ROWS, *ONE, "/stories"])
@pytest.mark.parametrize("kind", ["*/*", "", "text/html,*/*;q=0.8", "application/*"])
def test_who_does_not_care_gets_json(client: TestClient, path: str, kind: str) -> None:
    answer = client.get(API + path, headers={"accept": kind})
    assert answer.headers["content-type"] == "application/json"
    assert "Accept" in answer.headers["vary"]


def test_each_kind_has_its_own_tag(client: TestClient) -> None:
    for path in ROWS:
        tags = {
            client.get(API + path, headers={"accept": kind}).headers["etag"]
            for kind in ("application/json", CSV, NDJSON)
        }
        assert len(tags) == 3


def test_pages_and_the_api_keep_apart_what_they_keep(client: TestClient) -> None:
    """Both keep networks and relations until the store changes: neither may get the other's."""
    from detente.web.pages.network_view import TIES

    pairs = (
        (f"{API}/network?limit={TIES}", "/network?period=all"),
        (f"{API}/relations/NOR/EST", "/dyads/NOR/EST"),
        (f"{API}/sources/status", "/sources"),
        (f"{API}/movers?since=2021-03-01", "/"),
    )
    for pair in pairs:
        for path in (*pair, *reversed(pair)):
            assert client.get(path).status_code == 200, path


def test_the_way_in_needs_no_slash(client: TestClient) -> None:
    assert client.get(API).json() == client.get(f"{API}/").json()
    assert client.get(API).json()["openapi"] == f"{API}/openapi.json"
