"""What a server lets in: names, origins, sizes, times; what it lets nobody do."""

from __future__ import annotations

import base64
import json
import re
import threading
import time
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from fastapi import APIRouter
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from httpx2 import URL

from detente.errors import StoreError
from detente.web import pages
from detente.web.app import make_app
from detente.web.headers import CONTENT_SECURITY_POLICY
from detente.web.site import Limits, Site
from tests.web.conftest import BASE

API = "/api/v1"
ODD = (
    "\x00", "a\x00b", "\ufffe", "\u202eevil", "\u200b", "🜚" * 20, "é" * 100, "'", '"',
    "' OR 1=1 --", "%", "_", "\\", "\n", "\r\nSet-Cookie: a=b", "../../etc/passwd",
    "..\\..\\x", "/etc/passwd", "file:///etc/passwd", "http://127.0.0.1:1/", "{{7*7}}", "${7*7}",
    "<script>alert(1)</script>", "<svg onload=alert(1)>", "*", "-", "NEAR(", "title:x",
    "AND OR NOT", "(((", "١٢٣", "ＰＡＫ",
    "q" * 190,
)  # fmt: skip


def code_of(answer: Any) -> str:
    return str(answer.json()["error"]["code"])


# headers


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/nothing", "/static/d3.js", "/nothing"])
def test_every_answer_carries_the_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert policy == CONTENT_SECURITY_POLICY
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy  # nothing from elsewhere
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert "server" not in headers


# names and origins


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200), ("127.0.0.1:8470", 200), ("LOCALHOST:80", 200), ("[::1]:8470", 200),
        ("evil.example", 421), ("127.0.0.1.evil.example", 421), ("localhost.evil.example:1", 421),
        ("", 421), ("[::2]", 421), ("0.0.0.0", 421), ("127.0.0.1@evil.example", 421),
    ],
)  # fmt: skip
def test_a_server_on_loopback_has_its_own_names_alone(
    client: TestClient, host: str, status: int
) -> None:
    answer = client.get(f"{API}/", headers={"host": host})
    assert answer.status_code == status
    if status != 200:
        assert code_of(answer) == "bad-host"


def test_other_names_may_be_allowed(world_file: str) -> None:
    with Site(world_file, hosts=("news.example",)) as site:
        client = TestClient(make_app(site), base_url=BASE)
        assert client.get(f"{API}/", headers={"host": "news.example:443"}).status_code == 200
        assert client.get(f"{API}/").status_code == 421
    with Site(world_file, hosts=None) as site:
        client = TestClient(make_app(site), base_url=BASE)
        assert client.get(f"{API}/", headers={"host": "any.example"}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": BASE}, 200),
        ({"origin": BASE, "sec-fetch-site": "same-origin"}, 200),
        ({"origin": "https://127.0.0.1:8470"}, 200),  # a proxy that speaks TLS
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://127.0.0.1:9999"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"origin": BASE, "sec-fetch-site": "same-site"}, 403),
    ],
)
def test_other_sites_change_nothing(
    editor: TestClient, headers: dict[str, str], status: int
) -> None:
    body = {"event": "quarrel-0-0", "other": "quarrel-2-0"}
    answer = editor.post(f"{API}/stories/join", json=body, headers=headers)
    assert answer.status_code == status
    if status == 403:
        assert code_of(answer) == "other-origin"
        story = editor.get(f"{API}/events/quarrel-0-0").json()["story"]
        assert len(editor.get(f"{API}/stories/{story}").json()["members"]) == 1


def test_a_form_of_another_site_cannot_be_an_edit(editor: TestClient) -> None:
    body = json.dumps({"event": "quarrel-0-0", "other": "quarrel-2-0"})
    answer = editor.post(
        f"{API}/stories/join", content=body, headers={"content-type": "text/plain"}
    )
    assert answer.status_code == 422


# sizes


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/events?text=" + "a" * 9000, 414, "too-long"),
        ("/events/" + "a" * 9000, 414, "too-long"),
        ("/events?" + "&".join(["type=AID"] * 61), 400, "too-many-values"),
        ("/events?actor=" + "a" * 201, 422, "bad-parameter"),
        ("/events?text=" + "a+" * 65, 400, "bad-filter"),
        ("/events/a%00b", 400, "bad-request"),
        ("/events?actor=a%00b", 400, "bad-request"),
    ],
)
def test_what_is_too_large_is_refused(
    client: TestClient, path: str, status: int, code: str
) -> None:
    answer = client.get(API + path)
    assert (answer.status_code, code_of(answer)) == (status, code)


def test_many_values_of_one_filter_are_answered(client: TestClient) -> None:
    query = "&".join(["actor=NOR", "type=CONSULT", "language=en"] * 19)
    assert client.get(f"{API}/events?{query}").status_code == 200


def test_bodies_have_a_bound(editor: TestClient) -> None:
    headers = {"content-type": "application/json"}
    large = json.dumps({"event": "a" * 70_000, "other": "b"}).encode()
    answer = editor.post(f"{API}/stories/join", content=large, headers=headers)
    assert (answer.status_code, code_of(answer)) == (413, "too-large")

    def chunks() -> Any:  # whose length is not told
        for _ in range(80):
            yield b" " * 1024

    answer = editor.post(f"{API}/stories/join", content=chunks(), headers=headers)
    assert (answer.status_code, code_of(answer)) == (413, "too-large")
    deep = b'{"event":' + b"[" * 30_000 + b"]" * 30_000 + b"}"
    answer = editor.post(f"{API}/stories/join", content=deep, headers=headers)
    assert answer.status_code in (400, 422)


# odd values


@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_odd_values_are_refused_or_find_nothing(client: TestClient, odd: str) -> None:
    for name in ("actor", "place", "publisher", "source", "text", "said_by", "after", "type"):
        answer = client.get(f"{API}/events", params={name: odd})
        assert answer.status_code in (200, 400, 422), (name, answer.text)
        assert answer.headers["content-type"] == "application/json"
        assert "set-cookie" not in answer.headers
    for path in ("/events/", "/explain/", "/documents/", "/relations/NOR/"):
        answer = client.get(API + path + quote(odd, safe=""))
        assert answer.status_code in (400, 404, 422), (path, answer.text)


@pytest.mark.parametrize(
    "value", [10**400, 2**70, -(2**70), "2021\x00", "\ud800", True, [], {}, 1e308, None]
)
@pytest.mark.parametrize("sort", ["-date", "-reports", "confidence"])
def test_marks_that_a_list_never_gave_are_refused_or_harmless(
    client: TestClient, sort: str, value: Any
) -> None:
    for tie in ("a", "\x00", 5, "\udfff"):
        raw = json.dumps(["events", sort, value, tie]).encode()
        mark = base64.urlsafe_b64encode(raw).decode().rstrip("=")
        answer = client.get(f"{API}/events", params={"sort": sort, "after": mark})
        assert answer.status_code in (200, 400), answer.text
        if answer.status_code == 400:
            assert code_of(answer) == "bad-cursor"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../site.py", "/static/%2e%2e/site.py", "/static/..%2fsite.py",
        "/static//etc/passwd", "/static/%2fetc%2fpasswd", "/static/..%5c..%5csite.py",
        "/static/d3.js%00", "/static/",
        "/static/d3.js/", "/api/v1/../../etc/passwd",
    ],
)  # fmt: skip
def test_no_path_leads_to_a_file(client: TestClient, path: str) -> None:
    url = URL(scheme="http", host="127.0.0.1", port=8470, raw_path=path.encode())
    answer = client.request("GET", url)
    assert answer.status_code in (400, 404)
    assert "import" not in answer.text


def test_static_files_are_kept_for_ever_by_their_digest(client: TestClient) -> None:
    from detente.web.files import static_url

    answer = client.get(static_url("d3.js"))
    assert "d3.version" in answer.text or "version:" in answer.text
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    plain = client.get("/static/d3.js?v=other", headers={"accept-encoding": "identity"})
    assert plain.text == answer.text
    assert plain.headers["cache-control"] == "no-cache"
    again = client.get("/static/d3.js", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


# times


def _endless(site: Site) -> sa.TextClause:
    """A question that takes hours."""
    if site.database.dialect == "sqlite":
        return sa.text(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
        )
    return sa.text("SELECT pg_sleep(600)")


def test_a_question_ends_at_the_limit(world: str) -> None:
    with Site(world, limits=Limits(seconds=0.3, readers=1)) as site:
        for _ in range(2):  # the only connection is whole again after the first
            start = time.monotonic()
            with pytest.raises(StoreError) as caught, site.reading() as connection:
                connection.execute(_endless(site)).all()
            assert caught.value.code == "query-timeout"
            assert time.monotonic() - start < 5
        with site.reading() as connection:
            assert connection.scalar(sa.text("SELECT 1")) == 1


def test_many_short_questions_end_at_the_limit_too(world: str) -> None:
    with (
        Site(world, limits=Limits(seconds=0.2)) as site,
        pytest.raises(StoreError) as caught,
        site.reading() as connection,
    ):
        for _ in range(1_000_000):
            connection.scalar(sa.text("SELECT 1"))
    assert caught.value.code == "query-timeout"


def test_a_client_is_told_that_the_answer_takes_too_long(
    world: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Site(world, limits=Limits(seconds=0.2)) as site:
        monkeypatch.setattr(
            "detente.web.api.things.show",
            lambda connection, _: connection.execute(_endless(site)).all(),
        )
        client = TestClient(make_app(site), base_url=BASE)
        answer = client.get(f"{API}/events/visit-de-0")
    assert (answer.status_code, code_of(answer)) == (503, "query-timeout")
    assert int(answer.headers["retry-after"]) > 0


def test_who_gets_no_turn_is_told_so(world_file: str) -> None:
    with Site(world_file, limits=Limits(readers=1, wait=0.1)) as site:
        client = TestClient(make_app(site), base_url=BASE)
        with site.reading():
            answer = client.get(f"{API}/events")
        assert (answer.status_code, code_of(answer)) == (503, "server-busy")
        assert client.get(f"{API}/events").status_code == 200


def test_only_some_heavy_requests_run_at_once(
    world_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, most = [0], [0]
    lock = threading.Lock()

    def slow(*_: Any, **__: Any) -> Any:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        time.sleep(0.05)
        with lock:
            running[0] -= 1
        raise StoreError("as a test", code="store-lost")

    monkeypatch.setattr("detente.web.api.relations.network", slow)
    with (
        Site(world_file, limits=Limits(heavy=2)) as site,
        TestClient(make_app(site), base_url=BASE) as client,
    ):
        found: list[int] = []

        def ask(number: int) -> None:
            answer = client.get(f"{API}/network?limit={number + 1}")
            found.append(answer.status_code)

        threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [503] * 8
    assert most == [2]


def test_what_many_ask_for_at_once_is_made_once(world_file: str) -> None:
    with Site(world_file) as site:
        made: list[int] = []

        def make() -> int:
            time.sleep(0.1)
            made.append(1)
            return 7

        def ask() -> None:
            with site.reading() as connection:
                assert site.kept(connection, "x", make) == 7

        threads = [threading.Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert made == [1]


# forms of pages


def posting(router: APIRouter) -> list[str]:
    """The addresses of a router that take POST."""
    return sorted(
        route.path
        for route in router.routes
        if isinstance(route, APIRoute) and "POST" in (route.methods or ())
    )


def test_pages_change_nothing_without_edit(client: TestClient, site: Site) -> None:
    (story,) = client.get(f"{API}/stories?min_reports=2").json()["items"]
    before = client.get(f"{API}/stories/{story['id']}").json()
    paths = posting(pages.router)
    assert paths
    for path in paths:
        address = re.sub(r"\{[^}]+\}", story["id"], path)
        form = {"event": "visit-de-0", "other": "visit-en-0"}
        answer = client.post(address, data=form, headers={"origin": BASE})
        assert answer.status_code == 403, path
    assert client.get(f"{API}/stories/{story['id']}").json() == before


def test_forms_of_other_sites_change_nothing(editor: TestClient) -> None:
    (story,) = editor.get(f"{API}/stories?min_reports=2").json()["items"]
    before = editor.get(f"{API}/stories/{story['id']}").json()
    for path in posting(pages.router):
        address = re.sub(r"\{[^}]+\}", story["id"], path)
        form = {"event": "visit-de-0", "other": "visit-en-0"}
        answer = editor.post(address, data=form, headers={"origin": "http://evil.example"})
        assert answer.status_code == 403, path
    assert editor.get(f"{API}/stories/{story['id']}").json() == before
