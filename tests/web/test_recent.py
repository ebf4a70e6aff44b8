"""Answers that take long: as they were, while they are made anew."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from threading import Event
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from detente.archive.network import network
from detente.errors import StoreError, UsageError
from detente.store.database import open_store
from detente.store.schema import failures
from detente.web import recent
from detente.web.app import make_app
from detente.web.pages.warming import LARGEST, warm_pages
from detente.web.recent import is_behind
from detente.web.serving import make_pages_ahead
from detente.web.site import Site
from tests.web.conftest import filled


@pytest.fixture
def site(tmp_path: Any) -> Iterator[Site]:
    made = Site(filled(tmp_path / "w.db"))
    yield made
    made.close()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "SOON", 0.01)
    monkeypatch.setattr(recent, "LATER", 0.01)


def change(site: Site, name: str) -> None:
    with open_store(site.target, write=True) as store, store.writing() as connection:
        row = {"source": name, "code": "no-file", "message": "gone"}
        connection.execute(sa.insert(failures), row)


def number(connection: Any) -> int:
    return int(connection.scalar(sa.select(sa.func.count()).select_from(failures)) or 0)


class Slow:
    """Makes an answer when it is let."""

    def __init__(self) -> None:
        self.go, self.begun, self.times = Event(), Event(), 0

    def __call__(self, connection: Any) -> int:
        self.times += 1
        self.begun.set()
        assert self.go.wait(20)
        return number(connection)


def test_made_once_for_each_state(site: Site) -> None:
    slow = Slow()
    slow.go.set()
    with site.reading() as connection:
        before = site.recent.get(connection, "n", slow, wait=True)
        assert site.recent.get(connection, "n", slow, wait=False) == before
        assert not is_behind(connection)
    assert slow.times == 1
    change(site, "a")
    with site.reading() as connection:
        assert site.recent.get(connection, "n", slow, wait=True) == (before or 0) + 1
    assert slow.times == 2


def test_the_last_answer_is_given_while_the_next_is_made(site: Site) -> None:
    slow = Slow()
    slow.go.set()
    with site.reading() as connection:
        before = site.recent.get(connection, "n", slow, wait=True)
    slow.go.clear()
    change(site, "a")
    for _ in range(3):
        with site.reading() as connection:
            assert site.recent.get(connection, "n", slow, wait=False) == before
            assert is_behind(connection)
    assert slow.times == 2  # by one alone
    slow.go.set()
    with site.reading() as connection:
        assert not is_behind(connection)
        assert site.recent.get(connection, "n", slow, wait=True) == (before or 0) + 1
        assert not is_behind(connection)
    assert slow.times == 2


def test_what_took_long_is_begun_later_but_at_once_for_who_waits(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recent, "SOON", -1.0)  # all takes longer
    monkeypatch.setattr(recent, "AFTER", 60.0)
    slow = Slow()
    slow.go.set()
    with site.reading() as connection:
        before = site.recent.get(connection, "n", slow, wait=True)
    change(site, "a")
    for _ in range(2):
        with site.reading() as connection:
            assert site.recent.get(connection, "n", slow, wait=False) == before
            assert is_behind(connection)
    assert slow.times == 1
    with site.reading() as connection:
        assert site.recent.get(connection, "n", slow, wait=True) == (before or 0) + 1
    assert slow.times == 2


def test_who_is_patient_gets_the_state_of_now(site: Site) -> None:
    slow = Slow()
    with site.reading() as connection:
        assert site.recent.get(connection, "n", slow, wait=False, needed=False) is None
        assert is_behind(connection)
        before = number(connection)
    assert slow.begun.wait(20)
    change(site, "a")  # after the answer was begun
    slow.go.set()
    with site.reading() as connection:
        assert site.recent.get(connection, "n", slow, wait=True) == before + 1


def test_an_error_is_told_and_not_kept(site: Site) -> None:
    def fails(_: Any) -> int:
        raise UsageError("it cannot be", code="bad-filter")

    with site.reading() as connection:
        with pytest.raises(UsageError, match="cannot be"):
            site.recent.get(connection, "n", fails, wait=True)
        with pytest.raises(UsageError, match="cannot be"):
            site.recent.get(connection, "n", fails, wait=True)
        assert site.recent.get(connection, "n", number, wait=True) == number(connection)


def test_a_page_that_is_behind_says_so_and_is_not_kept(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_view = import_module("detente.web.pages.now_view")
    slow, made = Slow(), now_view.changes_of

    def slowly(site: Site, connection: Any, period: str) -> Any:
        slow(connection)
        return made(site, connection, period)

    monkeypatch.setattr(now_view, "changes_of", slowly)
    client = TestClient(make_app(site), base_url="http://127.0.0.1")
    told = client.get("/?lang=en")
    assert "just being compared" in told.text
    assert "etag" not in told.headers
    assert told.headers["cache-control"] == "no-store"
    slow.go.set()
    assert client.get("/now.json").json()["changes"]["period"] == "year"  # which waits
    told = client.get("/?lang=en")
    assert "just being compared" not in told.text
    assert "being brought up" not in told.text
    assert told.headers["etag"]
    slow.go.clear()
    change(site, "a")
    told = client.get("/?lang=en")
    assert "being brought up" in told.text
    assert told.headers["cache-control"] == "no-store"
    slow.go.set()


def test_the_pages_with_most_stories_are_made_before_anybody_asks(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    with site.reading() as connection:
        most = network(connection)
    warm_pages(site)

    def never(*_: Any, **__: Any) -> Any:
        raise AssertionError("made again")

    for module, name in (
        ("now_view", "changes_of"),
        ("dyad_view", "relation"),
        ("dyad_view", "_stories"),
        ("actor_view", "deeds"),
        ("actor_view", "relation"),
    ):
        monkeypatch.setattr(import_module(f"detente.web.pages.{module}"), name, never)
    client = TestClient(make_app(site), base_url="http://127.0.0.1")
    for address in (
        "/?lang=en",
        *(f"/actors/{node.code}?lang=en" for node in most.nodes[:LARGEST]),
        *(f"/dyads/{tie.a}/{tie.b}?lang=en" for tie in most.ties[:LARGEST]),
        *(f"/dyads/{tie.b}/{tie.a}?directed=1&lang=en" for tie in most.ties[:LARGEST]),
    ):
        told = client.get(address)
        assert told.status_code == 200
        assert "just being compared" not in told.text
        assert told.headers["etag"]


@pytest.mark.parametrize("told", [True, False])
def test_a_server_that_ends_while_pages_are_made_ahead_says_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch, told: bool
) -> None:
    made: list[str] = []
    ended = Event()

    def ends(visit: Any) -> None:
        made.append(visit.path["code"])
        if told:
            ended.set()
        else:
            site.close()  # as where a page took longer than an end waits

    monkeypatch.setattr("detente.web.pages.warming.actor_view", ends)
    make_pages_ahead(site, ended)
    assert len(made) == 1  # no page more


def test_a_closed_site_is_read_no_more(site: Site) -> None:
    site.close()
    with pytest.raises(StoreError, match=r"has ended.*again") as told, site.reading():
        pass
    assert told.value.code == "store-closed"
