"""Adding addresses again: only what is new is asked for, and nothing is lost by that."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
import sqlalchemy as sa

from detente.archive import _sure, adding
from detente.archive.adding import Counts, Outcome, add
from detente.errors import InputError
from detente.ingest import Failure
from detente.run import Options
from detente.store import schema
from detente.store.database import Database
from tests.ingest.sites import PAGE, Site, serving
from tests.store.adder import code

OPTIONS = Options(delay=0.0, allow_private=True)
XML = "application/rss+xml"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(adding, "code_all", lambda items, options: code(items))
    with serving() as found:
        yield found


def feed(site: Site, *names: str, teaser: str = "Only a teaser.", **headers: str) -> str:
    """A feed of entries that link to pages of these names, each an article of its own."""
    items = ""
    for name in names:
        link = site.page(f"/{name}", PAGE.replace("Laos", name), ETag=f'"{name}"')
        items += f"<item><title>{name}</title><link>{link}</link>"
        items += f"<description>{teaser}</description></item>"
    body = f'<rss version="2.0"><channel><title>Paper</title>{items}</channel></rss>'
    return site.page("/feed", body, Content_Type=XML, **headers)


def conditional(site: Site, path: str, tag: str) -> None:
    """Let a page answer 304 where it is asked for under its tag."""
    status, headers, body = site.pages[path]  # type: ignore[misc]

    def answer(handler: BaseHTTPRequestHandler) -> None:
        known = handler.headers.get("If-None-Match") == tag
        handler.send_response(304 if known else status)
        for name, value in {**headers, "ETag": tag}.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(0 if known else len(body)))
        handler.end_headers()
        handler.wfile.write(b"" if known else body)

    site.pages[path] = answer


def asked(site: Site) -> list[str]:
    """What was asked for since the last time, robots.txt apart."""
    found = [path for path in site.asked if path != "/robots.txt"]
    site.asked.clear()
    site.headers.clear()
    return found


def rows(store: Database, table: sa.Table) -> list[Any]:
    with store.reading() as connection:
        return list(connection.execute(sa.select(table).order_by(*table.primary_key)))


def test_a_feed_is_asked_for_what_is_new_alone(store: Database, site: Site) -> None:
    url = feed(site, "Rom", "Bern")
    assert add(store, [url], OPTIONS) == Counts(added=2)
    assert asked(site) == ["/feed", "/Rom", "/Bern"]
    told: list[Outcome] = []
    assert add(store, [url], OPTIONS, tell=told.append) == Counts(known=2)
    assert asked(site) == ["/feed"]
    assert [o.source for o in told] == [f"{url}, entry 1", f"{url}, entry 2"]
    feed(site, "Oslo", "Rom", "Bern")
    assert add(store, [url], OPTIONS) == Counts(added=1, known=2)
    assert asked(site) == ["/feed", "/Oslo"]
    assert len(rows(store, schema.entries)) == len(rows(store, schema.documents)) == 3


def test_an_entry_that_says_something_else_is_read_again(store: Database, site: Site) -> None:
    add(store, [feed(site, "Rom")], OPTIONS)
    asked(site)
    assert add(store, [feed(site, "Rom", teaser="More is known now.")], OPTIONS) == Counts(known=1)
    assert asked(site) == ["/feed", "/Rom"]  # the page is what it was: no second document


def test_a_feed_that_did_not_change_sends_nothing(store: Database, site: Site) -> None:
    url = feed(site, "Rom")
    conditional(site, "/feed", '"one"')
    assert add(store, [url], OPTIONS) == Counts(added=1)
    assert [r.address for r in rows(store, schema.visits)] == [url]
    asked(site)
    told: list[Outcome] = []
    assert add(store, [url], OPTIONS, tell=told.append) == Counts(known=1)
    assert site.headers[-1]["If-None-Match"] == '"one"'
    assert asked(site) == ["/feed"] and told == [Outcome("known", url)]
    feed(site, "Oslo", "Rom")
    conditional(site, "/feed", '"two"')
    assert add(store, [url], OPTIONS) == Counts(added=1, known=1)
    assert [r.tag for r in rows(store, schema.visits)] == ['"two"']


def test_the_day_of_the_last_change_serves_too(store: Database, site: Site) -> None:
    day = "Wed, 23 Feb 2022 10:00:00 GMT"
    url = site.page("/a", Last_Modified=day)
    assert add(store, [url], OPTIONS) == Counts(added=1)
    site.page("/a", "", 304)
    assert add(store, [url], OPTIONS) == Counts(known=1)
    assert site.headers[-1]["If-Modified-Since"] == day


@pytest.mark.parametrize("way", ["page", "code"])
def test_a_feed_with_a_failure_is_asked_again_for_all(
    store: Database, site: Site, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = feed(site, "Rom", "Bern")
    conditional(site, "/feed", '"one"')
    good = site.pages["/Bern"]

    def failing(items: Any, options: Options) -> Iterator[Any]:
        for item in code(items):
            bad = not isinstance(item, Failure) and "Bern" in item.document.text
            source = f"{url}, entry 2"
            yield Failure(source, InputError(f"{source}: no", code="internal")) if bad else item

    if way == "page":
        site.page("/Bern", "", 503)
    else:
        monkeypatch.setattr(adding, "code_all", failing)
    assert add(store, [url], OPTIONS) == Counts(added=1, failed=1)
    assert rows(store, schema.visits) == []
    site.pages["/Bern"] = good
    monkeypatch.setattr(adding, "code_all", lambda items, options: code(items))
    asked(site)
    assert add(store, [url], OPTIONS) == Counts(added=1, known=1)
    assert asked(site) == ["/feed", "/Bern"]
    assert [r.address for r in rows(store, schema.visits)] == [url]


def test_a_run_that_is_ended_forgets_the_feed_and_keeps_the_articles(
    store: Database, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_sure, "EVERY", 0.0)
    url = feed(site, "Rom", "Bern", "Oslo")
    conditional(site, "/feed", '"one"')

    def stop(outcome: Outcome) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add(store, [url], OPTIONS, tell=stop)
    assert len(rows(store, schema.documents)) == len(rows(store, schema.entries)) == 1
    asked(site)
    assert add(store, [url], OPTIONS) == Counts(added=2, known=1)
    assert asked(site) == ["/feed", "/Bern", "/Oslo"]


def test_a_page_that_is_gone_for_good_is_not_asked_for_again(store: Database, site: Site) -> None:
    url = feed(site, "Rom")
    site.page("/Rom", "", 410)
    assert add(store, [url], OPTIONS) == Counts(added=1)  # the teaser
    asked(site)
    assert add(store, [url], OPTIONS) == Counts(known=1)
    assert asked(site) == ["/feed"]


def test_an_article_that_the_store_had_before_is_remembered(store: Database, site: Site) -> None:
    url = feed(site, "Rom")
    assert add(store, [site.url + "/Rom"], OPTIONS) == Counts(added=1)
    assert add(store, [url], OPTIONS) == Counts(known=1)
    asked(site)
    assert add(store, [url], OPTIONS) == Counts(known=1)
    assert asked(site) == ["/feed"]


def test_what_is_no_mark_is_not_kept(store: Database, site: Site) -> None:
    url = site.page("/a", ETag="x" * 900, Last_Modified=" ")
    assert add(store, [url], OPTIONS) == Counts(added=1)
    assert rows(store, schema.visits) == []
    site.page("/b", "", 304)  # nobody asked under a condition
    assert add(store, [site.url + "/b"], OPTIONS) == Counts(failed=1)
    with store.writing() as connection:  # a document that is gone may be read again
        connection.execute(
            sa.insert(schema.visits),
            {"address": url, "tag": '"a"'}
            | {"document": rows(store, schema.documents)[0].id, "modified": None},
        )
        connection.execute(sa.delete(schema.documents))
    assert rows(store, schema.visits) == []
