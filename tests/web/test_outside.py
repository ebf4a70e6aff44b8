"""What holds for every address: nothing outside the store is touched, everything has an end, what
the client has is not sent again, and no other site may read it."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from fastapi.testclient import TestClient

import detente
from detente.web.app import make_app
from detente.web.files import static_url
from detente.web.site import Limits, Site
from tests.web.addresses import API, everything
from tests.web.conftest import BASE
from tests.web.markup import HTML, Page
from tests.web.servers import served

OUTSIDE = (
    "/etc/passwd", "../../../etc/passwd", "file:///etc/passwd", "http://127.0.0.1:9/x",
    "//evil.example/x", "\\\\evil.example\\share", "{% include '/etc/passwd' %}", "|id", "$(id)",
)  # fmt: skip
PACKAGE = Path(detente.__file__).parent
WATCHED = ("open", "os.listdir", "os.scandir", "sqlite3.connect", "subprocess.Popen", "os.system")
NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request")

_seen: list[tuple[str, str]] | None = None  # what the hook notes, while somebody looks


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _seen is not None and event in (*WATCHED, *NETWORK):
        _seen.append((event, str(arguments[0]) if arguments else ""))


@contextmanager
def looking() -> Iterator[list[tuple[str, str]]]:
    """Notes what the interpreter opens and whom it calls."""
    global _seen
    if not getattr(sys, "_detente_hooked", False):  # a hook stays for ever: one is enough
        sys.addaudithook(_hook)
        sys._detente_hooked = True  # type: ignore[attr-defined]
    _seen = []
    try:
        yield _seen
    finally:
        _seen = None


@pytest.fixture(scope="module")
def own(world_file: str) -> Iterator[TestClient]:
    """A server over the world, of which everything was asked for once."""
    with Site(world_file) as site:
        client = TestClient(make_app(site), base_url=BASE, follow_redirects=False)
        for address in everything(client):
            assert client.get(address).status_code == 200, address
        for address in ("/nothing", "/login"):  # whose templates are read then
            client.get(address, headers=HTML)
        yield client


def test_the_hook_sees(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with looking() as seen:
        (tmp_path / "file").read_text()
    assert ("open", str(tmp_path / "file")) in seen


def test_no_request_touches_anything_outside_the_store(own: TestClient, world_file: str) -> None:
    """Neither what is there nor what a client would like to have is opened or called."""
    with looking() as seen:
        for address in everything(own):
            own.get(address)
        for odd in OUTSIDE:
            value = quote(odd, safe="")
            for path in (
                f"/articles/{value}", f"/stories/{value}", f"/actors/{value}", f"/static/{value}",
                f"/dyads/NOR/{value}", f"/stories?publisher={value}", f"/search?q={value}",
                f"/documents/export?source={value}", f"/stories/export?format={value}",
                f"/?lang={value}", f"/login?next={value}", f"{API}/documents/{value}",
                f"{API}/explain/{value}", f"{API}/events?after={value}", f"{API}/{value}",
            ):  # fmt: skip
                assert own.get(path).status_code < 500, path
    folder = tempfile.gettempdir()  # where a download is made that is too large for the memory
    store = {world_file, world_file + "-wal", world_file + "-shm"}
    for event, what in seen:
        assert event not in (*NETWORK, "subprocess.Popen", "os.system"), (event, what)
        made = what.startswith(f"{folder}/detente-") or what == folder or what.isdecimal()
        own_data = what.startswith(f"{PACKAGE}/")  # of the program: which languages it serves
        assert what in store or made or own_data, (event, what)


def test_every_question_has_an_end(own: TestClient, world_file: str) -> None:
    """Whatever reads the store is stopped at the limit, and says so in the one shape."""
    addresses = [a for a in everything(own) if a not in (f"{API}/", f"{API}/openapi.json")]
    limits = Limits(seconds=1e-6, export_seconds=1e-6)
    with Site(world_file, limits=limits) as site:
        client = TestClient(make_app(site), base_url=BASE, follow_redirects=False)
        for address in addresses:
            if address.startswith("/method"):
                continue  # which reads nothing
            answer = client.get(address, headers={"accept": "application/json"})
            assert answer.status_code == 503, address
            error = answer.json()["error"]
            assert error["code"] == "query-timeout", address
            assert error["next"], address
            assert int(answer.headers["retry-after"]) > 0
            assert "etag" not in answer.headers
        page = client.get("/stories", headers=HTML)
        assert page.status_code == 503
        assert "query-timeout" in Page(page.text).words


def test_what_the_client_has_is_sent_by_no_address_again(own: TestClient) -> None:
    for address in (*everything(own), static_url("d3.js"), "/static/base.css"):
        first = own.get(address)
        tag = first.headers["etag"]
        again = own.get(address, headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b""), address
        assert again.headers["etag"] == tag
        assert again.headers["cache-control"] == first.headers["cache-control"]
        assert set(again.headers["vary"].split(", ")) <= set(first.headers["vary"].split(", "))
        head = own.head(address)
        assert (head.status_code, head.content) == (200, b""), address
        assert head.headers["etag"] == tag
        other = own.get(address, headers={"if-none-match": 'W/"other"'})
        assert other.status_code == 200, address


def test_no_other_site_may_read_or_ask(own: TestClient) -> None:
    origin = {"origin": "https://evil.example"}
    ask = {"access-control-request-method": "GET", "access-control-request-headers": "x"}
    for address in everything(own):
        for answer in (
            own.get(address, headers=origin),
            own.options(address, headers=origin | ask),
        ):
            assert not [name for name in answer.headers if name.startswith("access-control")]
            assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert answer.status_code == 403, address
        plain = own.options(address)
        assert plain.status_code == 405, address
        assert "GET" in plain.headers["allow"]


def test_every_answer_says_how_it_may_be_used(own: TestClient) -> None:
    for address in everything(own):
        headers = own.get(address).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "unsafe" not in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["referrer-policy"] == "same-origin"
        assert "no-cache" in headers["cache-control"] and "private" in headers["cache-control"]
        assert "set-cookie" not in headers
        assert "charset" in headers["content-type"] or not headers["content-type"].startswith(
            "text"
        )


def test_a_token_is_told_by_no_log_and_no_answer(world_file: str) -> None:
    token = "a-secret-of-this-test-alone"
    with served(world_file, DETENTE_TOKEN=token) as server:
        assert token not in server.line
        bearer = {"authorization": f"Bearer {token}"}
        for path, headers in (
            (f"/stories?token={token}", {}),
            (f"/{token}", bearer),
            (f"/login?next=/{token}", {}),
            (f"{API}/events?text={token}", bearer),
            (f"{API}/events", {"authorization": f"Basic {token}"}),
            (f"{API}/events", {"cookie": f"detente_session={token}"}),
        ):
            answer = httpx2.get(server.address + path, headers=headers)
            told = answer.text + str(dict(answer.headers))
            if token not in path:
                assert token not in told, path
        entered = httpx2.post(f"{server.address}/login", data={"token": token})
        assert token not in str(entered.headers) + entered.text
        assert server.interrupt() == (0, "", "")  # nothing was logged at all
