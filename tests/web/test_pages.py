"""The pages *Now*, *Search*, lists, *Sources* and errors, as HTML and as JSON."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from detente.archive.asking import LISTS
from detente.store.database import open_store
from detente.web.app import make_app
from detente.web.downloads import forms_of
from detente.web.site import Site
from tests.web.conftest import BASE
from tests.web.markup import HTML, Page, page

PAGES = ("/", "/search?q=Tallinn", "/sources", *(f"/{listing}" for listing in LISTS))


def twin(path: str) -> str:
    """The address of the JSON of a page."""
    name, mark, query = path.partition("?")
    return f"{'/now' if name == '/' else name}.json{mark}{query}"


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole(client: TestClient, path: str, language: str) -> None:
    found = page(client, path, language)
    assert found.all("html", lang=language)
    assert len(found.all("h1")) == len(found.all("main")) == 1
    ids = [a["id"] for _, a in found.tags if "id" in a]
    assert len(ids) == len(set(ids))
    for _, attributes in found.tags:  # what is referred to is there
        for name in ("for", "aria-labelledby", "aria-describedby"):
            if name in attributes:
                assert attributes[name] in ids
    levels = [int(tag[1]) for tag, _ in found.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_nothing_that_the_policy_forbids(client: TestClient, path: str) -> None:
    found = page(client, path)
    for tag, attributes in found.tags:
        assert tag not in ("style", "iframe", "object", "embed", "base")
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("href", "src", "action"):
            assert not re.match(r"\s*(javascript|data|vbscript|//)", attributes.get(name) or "")
    for script in found.all("script"):
        assert str(script["src"]).startswith("/static/")


@pytest.mark.parametrize("path", PAGES)
def test_every_link_of_a_page_leads_somewhere(client: TestClient, path: str) -> None:
    """But for the pages of other parts, which their own tests follow."""
    found = page(client, path)
    ids = {a["id"] for _, a in found.tags if "id" in a}
    own = r"/($|\?|(search|sources|articles|events|stories|assessments|statements|documents)\b)"
    for link in dict.fromkeys(found.links()):
        if link.startswith("#"):
            assert link[1:] in ids
        elif re.match(own, link) and not re.match(r"/stories/(?!export)", link):
            assert client.get(link.partition("#")[0], headers=HTML).status_code == 200, link
    client.cookies.clear()  # the links of languages set one


@pytest.mark.parametrize("path", PAGES)
def test_the_twin_is_linked_and_needs_no_language(client: TestClient, path: str) -> None:
    assert twin(path) in page(client, path).links()
    answers = [
        client.get(twin(path), headers={"accept-language": code}).json() for code in ("de", "en")
    ]
    assert answers[0] == answers[1]


@pytest.mark.parametrize("path", PAGES)
def test_what_the_reader_has_is_not_sent_again(client: TestClient, path: str) -> None:
    for address in (path, twin(path)):
        first = client.get(address, headers=HTML)
        tag = first.headers["etag"]
        again = client.get(address, headers={**HTML, "if-none-match": tag})
        assert again.status_code == 304
        assert not again.content
    german = client.get(path, headers={**HTML, "accept-language": "de"})
    assert german.headers["etag"] != client.get(path, headers=HTML).headers["etag"]
    assert {"Cookie", "Accept-Language"} <= set(german.headers["vary"].split(", "))


def test_now_tells_the_latest_first(client: TestClient) -> None:
    record = client.get("/now.json").json()
    assert record["store"]["documents"] == 13
    assert record["store"]["until"] == "2021-08-31"
    days = [day["day"] for day in record["days"]]
    assert days == sorted(days, reverse=True)
    visit = next(day for day in record["days"] if day["day"] == "2021-03-16")["stories"][0]
    assert (visit["reports"], visit["documents"]) == (2, 3)
    assert record["assessments"][0]["tone"] == "friendly"
    found = page(client, "/")
    assert f"/stories/{visit['id']}" in found.links()
    assert "2 independent reports" in found.words
    assert "Monday, 30 August 2021" in found.words


def test_now_compares_with_any_of_its_periods(client: TestClient) -> None:
    for period in ("month", "quarter", "year", "years"):
        record = client.get(f"/now.json?period={period}").json()["changes"]
        assert record["period"] == period
        for move in record["thaws"]:
            assert 0 < move["low"] <= move["change"] <= move["high"]
        for move in record["chills"]:
            assert move["low"] <= move["change"] <= move["high"] < 0
    thaws = client.get("/now.json?period=year").json()["changes"]["thaws"]
    assert [(m["a"], m["b"]) for m in thaws] == [("EST", "NOR")]
    found = page(client, "/?period=year")
    assert "/dyads/EST/NOR" in found.links()
    assert "(cooperation). " in found.words
    assert client.get("/now.json?period=ever").json()["error"]["code"] == "bad-filter"


def test_an_empty_store_has_pages_too(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    open_store(path, create=True, write=True).close()
    with Site(path) as site:
        client = TestClient(make_app(site), base_url=BASE)
        for address in PAGES:
            page(client, address)
            assert client.get(twin(address)).status_code == 200
        assert "The store is empty" in page(client, "/").words


@pytest.mark.parametrize("listing", LISTS)
def test_a_list_goes_on_page_by_page(client: TestClient, listing: str) -> None:
    everything = client.get(f"/{listing}.json?limit=500").json()["rows"]
    rows: list[dict[str, Any]] = []
    address = f"/{listing}?limit=2"
    while address:
        record = client.get(address.replace("?", ".json?", 1)).json()
        assert len(record["rows"]) <= 2
        assert (record["first"] is None) == (not rows)
        rows += record["rows"]
        found = page(client, address)
        address = record["next"]
        assert not address or address in found.links()
    assert rows == everything


@pytest.mark.parametrize("listing", LISTS)
def test_a_list_offers_every_format_of_what_it_shows(client: TestClient, listing: str) -> None:
    asked = "since=2021-05-01"
    found = page(client, f"/{listing}?{asked}&limit=1")
    links = [link for link in found.links() if "/export?" in link]
    assert len(links) == len(forms_of(listing))
    for link in links:
        answer = client.get(link)
        assert answer.status_code == 200
        assert "attachment" in answer.headers["content-disposition"]
    lines = client.get(f"/{listing}/export?format=jsonl&{asked}").text.splitlines()
    assert len(lines) == len(client.get(f"/{listing}.json?{asked}&limit=500").json()["rows"])


def test_filters_are_shown_and_taken_off_one_by_one(client: TestClient) -> None:
    path = "/stories?type=ACCUSE&type=THREATEN&actor=Norway&dyad=NOR,EST&min_reports=1&sort=date"
    record = client.get(path.replace("?", ".json?")).json()
    assert {row["event_type"] for row in record["rows"]} == {"ACCUSE", "THREATEN"}
    chips = {(c["name"], c["value"]): c["without"] for c in record["chips"]}
    assert ("type", "ACCUSE") in chips and ("dyad", "NOR,EST") in chips
    less = client.get(chips["type", "ACCUSE"].replace("?", ".json?")).json()
    assert {row["event_type"] for row in less["rows"]} == {"THREATEN"}
    assert less["given"]["actor"] == ["Norway"]
    assert less["sort"] == "date"
    form = page(client, path)  # the form keeps what it has no field for
    assert form.all("input", type="hidden", name="type", value="THREATEN")
    assert form.all("option", value="ACCUSE", selected=None)  # type: ignore[arg-type]
    assert form.all("input", name="actor", value="Norway")
    assert "Accusation" in form.words


def test_a_filter_that_cannot_be_is_told_in_both_languages(client: TestClient) -> None:
    for language, title in (("en", "Not understood"), ("de", "Nicht verstanden")):
        answer = client.get("/stories?since=never", headers={**HTML, "accept-language": language})
        assert answer.status_code == 400
        found = Page(answer.text)
        assert title in found.words
        assert "never" in found.words and "bad-date" in found.words


def test_search_finds_with_snippets_and_facets(client: TestClient) -> None:
    record = client.get("/search.json?q=electricity").json()
    assert record["text"] == "electricity"
    (row,) = record["found"]["rows"]
    assert not row["snippet"]["own"] or any(p["hit"] for p in row["snippet"]["pieces"])
    assert "electricity" in [p["text"] for p in row["snippet"]["pieces"] if p["hit"]]
    assert [v["value"] for v in record["facets"]["type"]] == ["CONSULT"]
    found = page(client, "/search?q=electricity")
    assert found.all("mark", **{"class": "hit"})
    assert found.all("input", name="q", value="electricity")


def test_a_facet_narrows_and_is_let_go_again(client: TestClient) -> None:
    record = client.get("/search.json?q=Norway&show=events").json()
    for name, choices in record["facets"].items():
        for choice in choices:
            narrowed = client.get(choice["address"].replace("?", ".json?")).json()
            assert narrowed["counted"] == choice["count"], (name, choice)
            own = next(v for v in narrowed["facets"][name] if v["value"] == choice["value"])
            back = client.get(own["address"].replace("?", ".json?")).json()
            assert back["counted"] == record["counted"]


def test_search_shows_each_kind_of_result(client: TestClient) -> None:
    record = client.get("/search.json?q=Norway&min_reports=1").json()
    assert [tab["listing"] for tab in record["tabs"]][:3] == ["stories", "events", "documents"]
    for tab in record["tabs"]:
        found = client.get(tab["address"].replace("?", ".json?")).json()
        assert found["found"]["listing"] == tab["listing"]
        assert found["text"] == "Norway"
        page(client, tab["address"])
    quoted = client.get("/search.json?q=friends&show=statements").json()["found"]["rows"]
    assert quoted and all(row["snippet"]["own"] for row in quoted)


def test_the_part_of_an_article_is_shown_once(client: TestClient) -> None:
    rows = client.get("/search.json?q=friends&show=events").json()["found"]["rows"]
    told = [row["document"] for row in rows if row["snippet"] and not row["snippet"]["own"]]
    assert told and len(told) == len(set(told))


def test_search_without_words_shows_all(client: TestClient) -> None:
    record = client.get("/search.json").json()
    assert record["counted"] == len(client.get("/stories.json?limit=500").json()["rows"])
    assert all(row["snippet"] is None for row in record["found"]["rows"])


def test_sources_tells_what_was_added_and_what_failed(client: TestClient) -> None:
    record = client.get("/sources.json").json()
    assert record["status"]["documents"] == 13
    assert record["status"]["copies"] == 1
    assert record["status"]["failures"][0]["source"] == "notes.bin"
    assert "/" not in record["latest"][0]["source"]  # no folders
    found = page(client, "/sources")
    for word in ("notes.bin", "this is no text", "Example Times", "example 1", "German"):
        assert word in found.words
    assert "/documents?publisher=Example+Times" in found.links()


def test_the_language_is_chosen_and_kept(client: TestClient) -> None:
    answer = client.get("/?lang=de", headers=HTML)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("detente_language=de;")
    assert "HttpOnly" in cookie and "samesite=lax" in cookie.lower()
    assert "Neueste Ereignisse" in answer.text
    kept = client.get("/", headers={**HTML, "accept-language": "en", "cookie": cookie})
    assert "Neueste Ereignisse" in kept.text
    client.cookies.clear()
    assert "/stories?type=CONSULT&lang=de" in page(client, "/stories?type=CONSULT").links()
    assert "set-cookie" not in client.get("/?lang=xx", headers=HTML).headers


@pytest.mark.parametrize("path", ["/nothing", "/articles/nothing", "//evil.example/x"])
def test_what_is_not_there_has_a_page(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 404
    found = Page(answer.text)
    assert "Not found" in found.words
    assert not [link for link in found.links() if link.startswith("//")]


def test_the_token_is_asked_for_on_a_page(world_file: str) -> None:
    with Site(world_file, token="long and secret") as site:
        client = TestClient(make_app(site), base_url=BASE, follow_redirects=False)
        moved = client.get("/stories?type=CONSULT", headers=HTML)
        assert moved.status_code == 303
        form = Page(client.get(moved.headers["location"], headers=HTML).text)
        assert form.all("form", method="post", action="/login")
        assert form.all("input", type="hidden", name="next", value="/stories?type=CONSULT")
        data = {"token": "wrong", "next": "/stories?type=CONSULT"}
        failed = client.post("/login", data=data, headers=HTML)
        assert failed.status_code == 401
        assert "not the token" in Page(failed.text).words
        passed = client.post("/login", data={**data, "token": "long and secret"}, headers=HTML)
        assert passed.headers["location"] == "/stories?type=CONSULT"
        assert "Forget the token" in page(client, "/stories").words
