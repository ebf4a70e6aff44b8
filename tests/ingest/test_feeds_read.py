"""Feeds in files and at addresses, and the pages that they link to."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest

from detente.errors import DetenteError
from detente.ingest import Failure, read_documents
from detente.types import Document
from tests.ingest.sites import ARTICLE, PAGE, SENTENCES, Site, read
from tests.ingest.test_feeds import TEASER, rss

# from files and from the web


@pytest.mark.parametrize("ending", ["xml", "rss", "atom", "unknown"])
def test_a_feed_in_a_file(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"feed.{ending}"
    feed = rss("<description>Größe „hier“.</description>").replace("UTF-8", "windows-1252")
    path.write_bytes(feed.encode("cp1252"))
    (document,) = read(str(path))
    assert isinstance(document, Document) and document.text == "Größe „hier“."


@pytest.mark.parametrize("media", ["application/rss+xml", "text/xml", "text/html", "text/plain"])
def test_a_feed_at_an_address(site: Site, media: str) -> None:
    feed = rss(f"<link>/1</link><description>{escape(ARTICLE)}</description>")
    url = site.page("/feed", feed, Content_Type=media)
    (document,) = read(url)
    assert isinstance(document, Document)
    assert document.text.startswith(SENTENCES[0].strip())
    assert document.url == site.url + "/1"
    assert site.asked == ["/robots.txt", "/feed"]  # its own text is enough


def linked(site: Site, path: str, description: str = TEASER, more: str = "") -> str:
    told = f"<title>Kurz</title><description>{description}</description>"
    return f"<link>{site.url}{path}</link>{told}{more}"


def test_the_page_of_a_teaser_is_read(site: Site) -> None:
    bare = PAGE.replace('<meta property="article:published_time"', "<meta name='x'")
    site.page("/1")
    site.page("/2", bare.replace('lang="de"', "").replace("<h1>Ein Abkommen</h1>", ""))
    day = "<pubDate>Thu, 24 Feb 2022 10:00:00 GMT</pubDate>"
    feed = rss(linked(site, "/1", more=day), linked(site, "/2", more=day))
    first, second = read(site.page("/feed", feed, Content_Type="application/rss+xml"))
    assert isinstance(first, Document) and isinstance(second, Document)
    assert SENTENCES[2].strip() in first.text
    assert (first.title, str(first.published)) == ("Ein Abkommen", "2022-02-23")  # the page's own
    assert (first.publisher, first.url) == ("Das Blatt", site.url + "/1")
    assert (str(second.published), second.language) == ("2022-02-24", "de")  # the feed's
    assert second.source.endswith("/feed, entry 2")  # type: ignore[union-attr]


def test_a_page_that_is_refused_for_good_leaves_the_teaser(site: Site) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /no", Content_Type="text/plain")
    site.page("/busy", status=503)
    paths = ["/no", "/gone", "/busy", "/a.mp3"]
    site.page("/a.mp3", b"x", Content_Type="audio/mpeg")
    feed = rss(*(linked(site, p) for p in paths), linked(site, "/gone", ""))
    found = read(site.page("/feed", feed, Content_Type="application/rss+xml"))
    assert [i.text if isinstance(i, Document) else i.error.code for i in found] == [
        *(TEASER, TEASER, "fetch-failed", TEASER, "http-error"),
    ]
    assert isinstance(found[0], Document) and "robots.txt" in found[0].warnings[0]
    assert isinstance(found[2], Failure) and "entry 3" in found[2].error.message


def test_pages_are_fetched_only_when_they_are_asked_for(site: Site) -> None:
    for n in range(5):
        site.page(f"/{n}")
    feed = rss(*(linked(site, f"/{n}") for n in range(5)))
    url = site.page("/feed", feed, Content_Type="application/rss+xml")
    source = read_documents([url], max_bytes=1_000_000, delay=0.0, allow_private=True)
    next(source)
    assert site.asked == ["/robots.txt", "/feed", "/0"]


def test_a_feed_in_a_file_reaches_out_to_nobody(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(rss(linked(site, "/1")), "utf-8")
    (document,) = read(str(path))
    assert isinstance(document, Document) and document.text == TEASER
    assert site.asked == []


def test_links_to_this_machine_in_a_feed_are_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from detente.ingest import _connect

    monkeypatch.setattr(_connect, "is_public", lambda address: address == "127.0.0.1")
    private = f"<link>http://[::1]:{site.port}/1</link><description>{TEASER}</description>"
    url = site.page("/feed", rss(private), Content_Type="application/rss+xml")
    (item,) = read(url, allow_private=False)
    assert isinstance(item, Document) and "--allow-private" in item.warnings[0]
    assert not isinstance(item, DetenteError) and site.asked == ["/robots.txt", "/feed"]
