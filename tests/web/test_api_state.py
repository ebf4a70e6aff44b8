"""ETags, edits, HEAD, packing: what changes with the state of the store."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from detente.archive.collating import collate
from detente.errors import StoreError
from detente.store.database import Database, open_store
from detente.store.schema import documents
from detente.store.writing import write_coding
from detente.web.app import make_app
from detente.web.site import Site
from tests.web.conftest import BASE, filled
from tests.web.worlds import PROTEST, store_world, told

API = "/api/v1"
PATHS = (
    "/events?limit=2", "/stories", "/documents/visit-de", "/relations/NOR/EST",
    "/movers?since=2021", "/network", "/sources/status", "/explain/visit-de-0", "/",
)  # fmt: skip


def add_one(database: Database, name: str = "later") -> None:
    """One more document, collated."""
    day = dt.date(2020, 9, 9)
    text = f"Norway accused Estonia of {name}."
    with database.writing() as connection:
        assert write_coding(connection, told(name, text, day, (PROTEST,)), coder="example 1")
    collate(database)


def settled(client: TestClient, path: str) -> str:
    """The tag of a resource once nothing else works in the database.

    PostgreSQL's own housekeeping after a write is a change to it as well: then it sends again
    what nobody changed, which costs a little and is not wrong.
    """
    tags = [""]
    for _ in range(20):
        tags.append(client.get(API + path).headers["etag"])
        if tags[-1] == tags[-2]:
            break
        time.sleep(0.05)
    assert tags[-1] == tags[-2]
    return tags[-1]


@pytest.mark.parametrize("path", PATHS)
def test_what_the_client_has_is_not_sent_again(client: TestClient, path: str) -> None:
    tag = settled(client, path)
    first = client.get(API + path)
    for given in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
        again = client.get(API + path, headers={"if-none-match": given})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert "content-security-policy" in again.headers
    other = client.get(API + path, headers={"if-none-match": '"other"'})
    assert (other.status_code, other.content) == (200, first.content)


def test_other_questions_and_kinds_have_other_tags(client: TestClient) -> None:
    tags = {
        client.get(f"{API}/events{query}", headers={"accept": kind}).headers["etag"]
        for query in ("", "?limit=1", "?limit=2")
        for kind in ("application/json", "text/csv", "application/x-ndjson")
    }
    assert len(tags) == 9


def test_a_tag_ends_with_every_change(store: Database) -> None:
    store_world(store)
    target = store.engine.url.render_as_string(hide_password=False)
    if store.dialect == "sqlite":
        target = store.name
    with Site(target) as site:
        client = TestClient(make_app(site), base_url=BASE)
        tags = set()

        def tag() -> str:
            answer = client.get(f"{API}/documents?limit=1")
            return str(answer.headers["etag"])

        def fresh() -> bool:
            tags.add(now := tag())
            return tag() == now

        assert fresh()
        add_one(store)
        assert fresh()
        with store.writing() as connection:
            connection.execute(sa.update(documents).values(publisher="Other"))
        assert fresh()
        with pytest.raises(RuntimeError), store.writing() as connection:
            connection.execute(sa.update(documents).values(publisher="Nobody"))
            raise RuntimeError
        assert client.get(f"{API}/documents?limit=1").json()["items"][0]["publisher"] == "Other"
        with store.writing() as connection:
            connection.execute(sa.delete(documents))
        assert fresh()
        assert len(tags) == 4


def test_a_change_by_another_process_is_seen(tmp_path: Path) -> None:
    path = filled(tmp_path / "news.db")
    with Site(path) as site:
        client = TestClient(make_app(site), base_url=BASE)
        first = client.get(f"{API}/sources/status")
        code = (
            "import sys; from tests.web.test_api_state import add_one;"
            "from detente.store.database import open_store;"
            "add_one(open_store(sys.argv[1], write=True))"
        )
        root = Path(__file__).parents[2]
        subprocess.run([sys.executable, "-c", code, path], check=True, cwd=root)
        again = client.get(
            f"{API}/sources/status", headers={"if-none-match": first.headers["etag"]}
        )
        assert again.status_code == 200
        assert again.json()["documents"] == first.json()["documents"] + 1


def test_what_is_kept_is_made_anew_after_a_change(tmp_path: Path) -> None:
    path = filled(tmp_path / "news.db")
    with Site(path) as site, open_store(path, write=True) as database:
        client = TestClient(make_app(site), base_url=BASE)
        before = client.get(f"{API}/relations/NOR/EST").json()["stories"]
        assert client.get(f"{API}/relations/NOR/EST").json()["stories"] == before
        add_one(database)
        assert client.get(f"{API}/relations/NOR/EST").json()["stories"] == before + 1


def test_head_is_as_get_without_the_body(client: TestClient) -> None:
    for path in ("/events", "/events/nothing", "/openapi.json"):
        got, head = client.get(API + path), client.head(API + path)
        assert (head.status_code, head.content) == (got.status_code, b"")
        assert head.headers["content-length"] == got.headers["content-length"]
        assert head.headers.get("etag") == got.headers.get("etag")


def test_answers_are_packed_where_the_client_can_unpack(client: TestClient) -> None:
    packed = client.get(f"{API}/events")
    plain = client.get(f"{API}/events", headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()
    assert int(packed.headers["content-length"]) < len(plain.content) / 3
    assert "Accept-Encoding" in packed.headers["vary"]


# edits


def test_stories_are_split_and_joined_again(editor: TestClient) -> None:
    (story,) = editor.get(f"{API}/stories?min_reports=2").json()["items"]
    assert (story["documents"], story["reports"]) == (3, 2)
    answer = editor.post(f"{API}/stories/{story['id']}/split", json={"event": "visit-de-0"})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    parts = answer.json()["stories"]
    assert len(parts) == 2
    assert editor.get(f"{API}/stories?min_reports=2").json()["items"] == []
    body = {"event": "visit-de-0", "other": "visit-en-0"}
    (joined,) = editor.post(f"{API}/stories/join", json=body).json()["stories"]
    record = editor.get(f"{API}/stories/{joined}").json()
    assert len(record["members"]) == 3
    assert [d["kind"] for d in record["decisions"]] == ["split", "join"]


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/stories/join", {"event": "visit-de-0", "other": "visit-de-0"}, 400, "one-event"),
        ("/stories/join", {"event": "visit-de-0", "other": "nothing"}, 404, "no-record"),
        ("/stories/join", {"event": "visit-de-0"}, 422, "bad-parameter"),
        ("/stories/join", {"event": "a", "other": "b", "more": 1}, 422, "bad-parameter"),
        ("/stories/join", {"event": "a\x00", "other": "b"}, 400, "bad-filter"),
        ("/stories/join", {"event": "\ud800", "other": "b"}, 422, "bad-parameter"),
        ("/stories/nothing/split", {"event": "visit-de-0"}, 404, "no-record"),
        ("/stories/{story}/split", {"event": "quarrel-0-0"}, 404, "no-record"),
        ("/stories/{story}/split", [], 422, "bad-parameter"),
    ],
)
def test_edits_refuse(editor: TestClient, path: str, body: object, status: int, code: str) -> None:
    (story,) = editor.get(f"{API}/stories?min_reports=2").json()["items"]
    answer = editor.post(
        API + path.format(story=story["id"]),
        content=json.dumps(body),
        headers={"content-type": "application/json"},
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), answer.text


def test_nothing_is_changed_without_edit(client: TestClient, site: Site) -> None:
    (story,) = client.get(f"{API}/stories?min_reports=2").json()["items"]
    before = client.get(f"{API}/stories/{story['id']}").json()
    for path in (f"/stories/{story['id']}/split", "/stories/join"):
        body = {"event": "visit-de-0", "other": "visit-en-0"}
        answer = client.post(API + path, json=body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "read-only")
    assert client.get(f"{API}/stories/{story['id']}").json() == before
    with pytest.raises(StoreError, match="may not be written"), site.reading() as connection:
        connection.execute(sa.delete(documents))
