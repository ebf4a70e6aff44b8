"""The API: lists, records, relations; what it says of itself; its errors."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import jsonschema
import pytest
from fastapi.testclient import TestClient

from detente.archive.asking import LISTS, keys_of
from detente.web.api.models import ROWS
from detente.web.site import Limits, Site

API = "/api/v1"


def got(client: TestClient, path: str, status: int = 200, **headers: str) -> Any:
    """The JSON of an answer, whose status is checked."""
    answer = client.get(API + path, headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json()


def fault(client: TestClient, path: str, status: int, code: str, **headers: str) -> str:
    """The message of an error, whose shape is checked."""
    body = got(client, path, status, **headers)
    assert list(body) == ["error"]
    assert list(body["error"]) == ["code", "message", "next"]
    assert body["error"]["code"] == code
    return str(body["error"]["message"])


# lists


@pytest.mark.parametrize("listing", LISTS)
def test_rows_have_the_keys_of_the_lists(client: TestClient, listing: str) -> None:
    body = got(client, f"/{listing}")
    assert body["items"]
    assert all(list(row) == list(keys_of(listing)) for row in body["items"])
    assert list(ROWS[listing].model_fields) == list(keys_of(listing))


@pytest.mark.parametrize("listing", LISTS)
def test_the_parts_of_a_list_are_the_whole(client: TestClient, listing: str) -> None:
    whole = got(client, f"/{listing}?limit=500")
    assert whole["after"] is whole["next"] is None
    rows: list[Any] = []
    path = f"/{listing}?limit=2"
    while path:
        part = got(client, path)
        assert len(part["items"]) <= 2
        rows += part["items"]
        path = (part["next"] or "").removeprefix(API)
    assert rows == whole["items"]


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ("actor=NOR", 13),
        ("actor=Norwegen&actor=RUS", 13),
        ("recipient=NOR", 0),
        ("dyad=EST,Norway", 13),
        ("dyad=NOR:GOV,EST&type=consult&mode=visit", 3),
        ("min_reports=2", 3),
        ("since=2021-05&until=2021", 4),
        ("aux=none&status=act&historical=false&min_confidence=0.9", 13),
        ("status=plan", 0),
        ("place=Tallinn&country=EST", 3),
        ("text=electricity -besuchte", 2),
        ("language=de&publisher=Beispielblatt&source=detente&said_by=none", 1),
    ],
)
def test_filters_are_those_of_the_commands(client: TestClient, filters: str, count: int) -> None:
    assert len(got(client, f"/events?limit=100&{filters}")["items"]) == count


def test_the_next_part_keeps_the_filters(client: TestClient) -> None:
    path = "/stories?dyad=NOR,EST&historical=false&sort=published&limit=3&text=treaty"
    part = got(client, path)
    assert len(part["items"]) == 3
    assert "dyad=NOR%2CEST" in part["next"]
    rest = got(client, part["next"].removeprefix(API))
    assert [len(rest["items"]), rest["next"]] == [1, None]


def test_lists_come_as_csv(client: TestClient) -> None:
    answer = client.get(f"{API}/events?sort=published", headers={"accept": "text/csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = [*csv.DictReader(io.StringIO(answer.text))]
    wanted = got(client, "/events?sort=published")["items"]
    assert [row["id"] for row in rows] == [row["id"] for row in wanted]
    assert rows[0]["actor"] == "NOR:GOV"
    assert rows[0]["intensity"] == "-4.0"


def test_lists_come_as_lines_of_json(client: TestClient) -> None:
    answer = client.get(f"{API}/stories", headers={"accept": "application/x-ndjson;q=0.5"})
    assert answer.headers["content-type"] == "application/x-ndjson"
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert lines == got(client, "/stories")["items"]


def test_whole_lists_end_at_the_limit_and_lead_on(client: TestClient) -> None:
    lines: list[str] = []
    path = f"{API}/events?actor=NOR&limit=4"
    kind = {"accept": "application/x-ndjson"}
    for _ in range(10):
        answer = client.get(path, headers=kind)
        lines += answer.text.splitlines()
        if "link" not in answer.headers:
            break
        assert answer.headers["link"].endswith('>; rel="next"')
        path = answer.headers["link"][1:].partition(">")[0] + "&limit=4"
    assert [json.loads(line) for line in lines] == got(client, "/events?actor=NOR")["items"]


# records


@pytest.mark.parametrize("listing", LISTS)
def test_each_row_has_its_record(client: TestClient, listing: str) -> None:
    for row in got(client, f"/{listing}?limit=3")["items"]:
        record = got(client, f"/{listing}/{row['id']}")
        assert {key: record[key] for key in row} == row


def test_a_beginning_of_an_id_will_do_and_the_kind_counts(client: TestClient) -> None:
    assert got(client, "/documents/visit-d")["id"] == "visit-de"
    assert "visit-copy" in fault(client, "/documents/visit", 404, "no-record")
    fault(client, "/stories/visit-de", 404, "no-record")


def test_explain_gives_the_reasons(client: TestClient) -> None:
    body = got(client, "/explain/visit-de-0")
    assert body["record"] == "event"
    assert "rule.of.example" in body["text"]


# relations


def test_a_relation_has_its_turn(client: TestClient) -> None:
    body = got(client, "/relations/Norwegen/EST")
    assert [body["a"], body["b"], body["directed"]] == ["NOR", "EST", False]
    assert [turn["direction"] for turn in body["turning_points"]] == ["thaw"]
    assert body["stories"] == 12
    part = got(client, "/relations/NOR/EST?directed=true&since=2021&until=2021-04")
    assert part["directed"] is True
    assert 12 < len(part["weeks"]) < 20


def test_movers_and_network(client: TestClient) -> None:
    (move,) = got(client, "/movers?since=2021")["movers"]
    assert (move["a"], move["b"]) == ("EST", "NOR")
    assert move["change"] > 0
    body = got(client, "/network?since=2019&until=2020")
    assert body["ties"] == [
        {
            "a": "EST", "b": "NOR", "name_a": "Estonia", "name_b": "Norway",
            "stories": 6, "cooperation": 0, "conflict": 6, "intensity": -5.0,
        }
    ]  # fmt: skip
    assert got(client, "/network?since=2021")["ties"][0]["cooperation"] == 5  # the visit once


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/relations/NOR/NOR", 404, "same-party"),
        ("/relations/NOR/Atlantis", 404, "unknown-party"),
        ("/relations/%20Atlantis%20/NOR", 404, "unknown-party"),
        ("/relations/NOR/EST?source=Atlantis", 400, "bad-filter"),
        ("/relations/NOR/EST?since=1066", 400, "bad-date"),
        ("/relations/NOR/EST?since=1810&until=2020", 400, "bad-date"),
        ("/relations/NOR/EST?since=2021-02-30", 400, "bad-date"),
        ("/relations/NOR/EST?since=yesterday", 422, "bad-parameter"),
        ("/relations/NOR/EST?source=nobody", 400, "bad-filter"),
        ("/movers", 422, "bad-parameter"),
        ("/movers?since=2021&limit=0", 422, "bad-parameter"),
        ("/network?until=2999", 400, "bad-date"),
    ],
)
def test_relations_refuse(client: TestClient, path: str, status: int, code: str) -> None:
    fault(client, path, status, code)


def test_the_status_counts_what_the_store_holds(client: TestClient) -> None:
    body = got(client, "/sources/status")
    assert [body["documents"], body["events"], body["stories"]] == [13, 13, 11]
    assert [body["copies"], body["waiting"], body["failed"]] == [1, 0, 1]
    assert body["failures"][0]["source"] == "notes.bin"
    assert [(g["name"], g["documents"]) for g in body["languages"]] == [("en", 12), ("de", 1)]


# errors


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/nothing", 404, "no-page"),
        ("/stories/", 404, "no-page"),
        ("/events?nonsense=1", 422, "bad-parameter"),
        ("/events?limit=0", 422, "bad-parameter"),
        ("/events?limit=501", 422, "bad-parameter"),
        ("/events?limit=2&limit=3", 400, "bad-filter"),
        ("/events?min_reports=99999999999999999999", 422, "bad-parameter"),
        ("/events?actor=Atlantis", 400, "unknown-party"),
        ("/events?type=DANCE", 400, "bad-filter"),
        ("/events?since=2021&until=2020", 400, "bad-date"),
        ("/events?after=x", 400, "bad-cursor"),
        ("/events?dyad=NOR", 422, "bad-parameter"),
        ("/events?text=%21%21", 400, "bad-filter"),
        ("/documents?min_reports=1", 422, "bad-parameter"),
        ("/explain/nothing", 404, "no-record"),
    ],
)
def test_every_error_has_one_shape(client: TestClient, path: str, status: int, code: str) -> None:
    fault(client, path, status, code)


def test_other_methods_and_kinds_are_refused(client: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        answer = client.request(method, f"{API}/events")
        assert (answer.status_code, answer.json()["error"]["code"]) == (405, "no-method")
    fault(client, "/events", 406, "not-acceptable", accept="image/png")


def test_a_fault_of_the_program_is_told_without_its_insides(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from detente.web.app import make_app

    def broken(*_: Any) -> Any:
        raise ZeroDivisionError("secret of the inside")

    monkeypatch.setattr("detente.web.api.things.explain", broken)
    own = TestClient(make_app(site), base_url="http://127.0.0.1", raise_server_exceptions=False)
    answer = own.get(f"{API}/explain/visit-de-0")
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "internal")
    assert "secret" not in answer.text
    assert "content-security-policy" in answer.headers


def test_errors_do_not_tell_where_the_store_lies(
    site: Site, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from detente.store.bounding import too_slow

    def slow(*_: Any) -> Any:
        raise too_slow(site.database.name)

    monkeypatch.setattr("detente.web.api.things.show", slow)
    message = fault(client, "/documents/visit-de", 503, "query-timeout")
    assert site.database.name not in message
    assert message.startswith("the store: ")


# what it says of itself


def test_every_operation_is_described(client: TestClient) -> None:
    described = got(client, "/openapi.json")
    assert described["openapi"].startswith("3.1")
    names = set()
    for path, item in described["paths"].items():
        for method, operation in item.items():
            where = f"{method} {path}"
            names.add(operation["operationId"])
            assert operation["summary"] and operation["description"], where
            assert operation["tags"], where
            for parameter in operation.get("parameters", ()):
                assert parameter["description"], (where, parameter["name"])
            answer = operation["responses"]["200"]["content"]["application/json"]
            assert answer["example"] is not None, where
            for status in ("400", "401", "422", "503"):
                (ref,) = operation["responses"][status]["content"]["application/json"].values()
                assert ref == {"$ref": "#/components/schemas/FaultAnswer"}, (where, status)
    assert len(names) == sum(len(item) for item in described["paths"].values())


def test_every_value_is_described_in_a_sentence(client: TestClient) -> None:
    """Of each object, each of its keys, and each parameter: what it is."""
    described = got(client, "/openapi.json")
    for name, schema in described["components"]["schemas"].items():
        assert schema["description"].endswith("."), name
        assert schema["additionalProperties"] is False, name
        for key, value in schema["properties"].items():
            text = value.get("description", "")
            assert text.endswith((".", " ...")) and len(text) > 8, (name, key, value)
    assert described["info"]["description"]
    assert described["info"]["license"]["identifier"] == "Apache-2.0"


def test_the_examples_are_as_they_are_described(client: TestClient) -> None:
    described = got(client, "/openapi.json")
    for item in described["paths"].values():
        for operation in item.values():
            content = operation["responses"]["200"]["content"]["application/json"]
            schema = {**content["schema"], "components": described["components"]}
            jsonschema.Draft202012Validator(schema).validate(content["example"])


def test_the_largest_page_is_the_same_everywhere() -> None:
    from detente.web.api.parameters import MOST

    assert Limits().page == MOST
