"""A server that asks for a token: header, form, cookie, guesses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from detente.errors import UsageError
from detente.web import tokens
from detente.web.app import make_app
from detente.web.login import local
from detente.web.serving import hosts_of, is_loopback
from detente.web.site import Limits, Site
from detente.web.tokens import COOKIE, Attempts, check_token, cookie_of, given_by, same
from tests.web.conftest import BASE

API = "/api/v1"
TOKEN = "a-long-token-of-the-tests"
HTML = {"accept": "text/html"}


@pytest.fixture
def locked(world_file: str) -> Iterator[TestClient]:
    """A client of a server with a token, that has not given it."""
    limits = Limits(failures=3, failure_seconds=600)
    with Site(world_file, token=TOKEN, limits=limits) as site:
        yield TestClient(make_app(site), base_url=BASE, follow_redirects=False)


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def test_programs_give_the_token_in_a_header(locked: TestClient) -> None:
    answer = locked.get(f"{API}/events")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "token-needed")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert locked.get(f"{API}/events", headers=bearer(TOKEN)).status_code == 200
    assert locked.get(f"{API}/events", headers={"authorization": f"bearer  {TOKEN}"}).is_success


@pytest.mark.parametrize(
    "headers",
    [
        bearer("wrong"), bearer(""), bearer(TOKEN[:-1]), bearer(TOKEN + "x"), bearer(TOKEN.upper()),
        {"authorization": f"Basic {TOKEN}"}, {"authorization": TOKEN}, {"authorization": "Bearer"},
    ],
)  # fmt: skip
def test_a_wrong_token_is_refused(locked: TestClient, headers: dict[str, str]) -> None:
    for path in (f"{API}/events", "/events/export", "/nothing", f"{API}/openapi.json"):
        answer = locked.get(path, headers=headers)
        assert answer.status_code in (401, 429), path
    assert "visit" not in answer.text


def test_bytes_that_are_no_text_are_a_wrong_token(locked: TestClient) -> None:
    answer = locked.get(f"{API}/events", headers=[(b"authorization", b"Bearer \xff\xfe")])
    assert answer.status_code == 401


def test_the_token_in_the_address_is_not_taken(locked: TestClient) -> None:
    assert locked.get(f"{API}/?token={TOKEN}").status_code == 401


def test_browsers_are_led_to_the_form_and_back(locked: TestClient) -> None:
    answer = locked.get("/stories?actor=NOR&limit=2", headers=HTML)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?next=/stories%3Factor%3DNOR%26limit%3D2"
    form = locked.get(answer.headers["location"], headers=HTML)
    assert 'name="token"' in form.text
    assert 'value="/stories?actor=NOR&amp;limit=2"' in form.text
    assert form.headers["cache-control"] == "no-store"
    entered = locked.post("/login", data={"token": TOKEN, "next": "/stories?actor=NOR&limit=2"})
    assert entered.status_code == 303
    assert entered.headers["location"] == "/stories?actor=NOR&limit=2"
    cookie = entered.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Secure" not in cookie  # not over TLS here
    assert TOKEN not in cookie
    assert locked.get(f"{API}/events").status_code == 200  # the cookie is sent along
    locked.post("/logout")
    assert locked.get(f"{API}/events").status_code == 401


def test_over_tls_the_cookie_is_secure(world_file: str) -> None:
    with Site(world_file, token=TOKEN) as site:
        client = TestClient(make_app(site), base_url="https://127.0.0.1", follow_redirects=False)
        cookie = client.post("/login", data={"token": TOKEN}).headers["set-cookie"]
    assert "Secure" in cookie


def test_the_form_refuses_a_wrong_token(locked: TestClient) -> None:
    answer = locked.post("/login", data={"token": "wrong"})
    assert 'name="token"' in answer.text
    assert "set-cookie" not in answer.headers
    answer = locked.post("/login", data={"token": TOKEN}, headers={"origin": "http://evil.example"})
    assert answer.status_code == 403


def test_guesses_lock_an_address_out_with_the_right_token_too(locked: TestClient) -> None:
    for _ in range(3):
        assert locked.get(f"{API}/", headers=bearer("wrong")).status_code == 401
    answer = locked.get(f"{API}/", headers=bearer(TOKEN))
    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "too-many-attempts")
    assert 0 < int(answer.headers["retry-after"]) <= 600
    assert locked.post("/login", data={"token": TOKEN}).status_code == 429
    assert locked.get("/static/d3.js").status_code == 200


def test_guesses_by_form_and_cookie_count_too(locked: TestClient) -> None:
    locked.post("/login", data={"token": "wrong"})
    for _ in range(2):
        locked.get(f"{API}/", headers={"cookie": f"{COOKIE}=0123"})
    assert locked.get(f"{API}/", headers=bearer(TOKEN)).status_code == 429


def test_a_cookie_of_an_older_token_is_taken_back(locked: TestClient) -> None:
    """Else each page that a browser opens with it would count as a guess."""
    for path in ("/stories", f"{API}/"):
        stale = {"cookie": f"{COOKIE}={cookie_of('the-token-of-yesterday')}"}
        answer = locked.get(path, headers={**HTML, **stale})
        assert answer.status_code in (303, 401)
        assert answer.headers["set-cookie"].startswith(f'{COOKIE}="";')
        assert "Max-Age=0" in answer.headers["set-cookie"]
    locked.get(f"{API}/", headers=bearer("wrong"))
    good = {"cookie": f"{COOKIE}={cookie_of(TOKEN)}"}  # of an address that is locked out
    assert locked.get(f"{API}/", headers=good).status_code == 429
    assert "set-cookie" not in locked.get(f"{API}/", headers=good).headers


def test_no_token_is_no_guess(locked: TestClient) -> None:
    for _ in range(9):
        assert locked.get(f"{API}/").status_code == 401
    assert locked.get(f"{API}/", headers=bearer(TOKEN)).status_code == 200


def test_attempts_end_by_themselves() -> None:
    now = [0.0]
    attempts = Attempts(2, 60, clock=lambda: now[0])
    attempts.fail("192.0.2.1")
    now[0] = 50
    attempts.fail("192.0.2.1")
    assert attempts.wait_of("192.0.2.1") == 10
    assert attempts.wait_of("192.0.2.2") == 0
    now[0] = 61
    assert attempts.wait_of("192.0.2.1") == 0
    attempts.fail("192.0.2.1")
    assert attempts.wait_of("192.0.2.1") == 49


def test_addresses_of_one_network_count_together() -> None:
    attempts = Attempts(2, 60, clock=lambda: 0)
    attempts.fail("2001:db8::1")
    attempts.fail("2001:db8::2:2")
    assert attempts.wait_of("2001:db8::3")
    assert not attempts.wait_of("2001:db8:0:1::3")
    attempts.fail("::ffff:192.0.2.7")
    attempts.fail("192.0.2.7")
    assert attempts.wait_of("192.0.2.7")
    assert not attempts.wait_of("192.0.2.8")
    attempts.fail("no address")


def test_only_so_many_addresses_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "_ADDRESSES", 10)
    attempts = Attempts(1, 60, clock=lambda: 0)
    for number in range(100):
        attempts.fail(f"192.0.2.{number}")
    assert [n for n in range(100) if attempts.wait_of(f"192.0.2.{n}")] == [*range(90, 100)]


def test_secrets_are_compared_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[bytes, bytes]] = []

    def compare(a: bytes, b: bytes) -> bool:
        seen.append((a, b))
        return a == b

    monkeypatch.setattr(tokens.hmac, "compare_digest", compare)
    assert same(TOKEN, TOKEN)
    assert not same("", TOKEN)
    assert not same(TOKEN + "\udfff", TOKEN)
    assert all(len(a) == len(b) == 32 for a, b in seen)  # of one length, whatever was given
    assert len(seen) == 3


def test_the_cookie_is_that_of_the_token_alone() -> None:
    assert cookie_of(TOKEN) != cookie_of(TOKEN + "x")
    assert given_by(None, f"a=b; {COOKIE}={cookie_of(TOKEN)}") == (None, cookie_of(TOKEN))
    assert given_by("Bearer x", None) == ("x", None)
    assert given_by("Basic x", None) == ("", None)
    assert given_by(None, 'a="; =;;,') == (None, None)


@pytest.mark.parametrize(
    "address", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "", "/a\r\nb"]
)
def test_the_form_leads_nowhere_else(address: str) -> None:
    assert local(address) == "/"
    assert local("/dyads/A/B?since=2020") == "/dyads/A/B?since=2020"


@pytest.mark.parametrize("token", ["", "short", "a" * 15, "with a blank in it", "ümlaute" * 5])
def test_weak_tokens_are_refused(token: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_token(token)
    assert caught.value.code == "bad-token"
    assert check_token(TOKEN) == TOKEN


@pytest.mark.parametrize(
    ("host", "inner"),
    [
        ("127.0.0.1", True), ("127.1.2.3", True), ("localhost", True), ("::1", True),
        ("0.0.0.0", False), ("::", False), ("192.0.2.1", False), ("example.org", False),
        ("", False),
    ],
)  # fmt: skip
def test_what_is_loopback(host: str, inner: bool) -> None:
    assert is_loopback(host) is inner
    names = hosts_of(host)
    assert (names is not None) is inner
    assert "a.example" in (hosts_of(host, ("A.example",)) or ())
