"""Every page in Chromium: nothing is refused or fails, nothing serious for axe, none too wide."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.web.browser.conftest import Visitor, overhang, serious

PHONES = (320, 360, 768)  # 320: a page of 1280 at four times its size
PAGES = (
    "/",
    "/?period=month",
    "/search?q=Tallinn",
    "/search?q=!!",
    "/stories",
    "/stories?dyad=NOR,EST&type=CONSULT&since=2020&min_reports=1&text=visit*",
    "/events",
    "/assessments",
    "/statements",
    "/documents",
    "/dyads/NOR/EST",
    "/dyads/NOR/EST?directed=1&since=2020",
    "/actors/NOR",
    "/actors/EST:GOV",
    "/network?period=all",
    "/sources",
    "/method",
    "/articles/visit-de",
    "/articles/hostile",
    "STORY",
)
BARE = (
    "/", "/search?q=x", "/stories", "/documents", "/dyads/NOR/EST", "/actors/NOR",
    "/network?period=all", "/sources",
)  # fmt: skip
ODD = (
    *BARE, "/articles/arabic", "/articles/long", "/articles/zalgo", "/articles/bare",
    "/articles/hostile-2", "/stories/arabic-0", "/stories/long-0", "/stories/bare-0",
    "/search?q=visited", "/stories?place=Tallinn&sort=published", "/events?publisher=Huge",
)  # fmt: skip


@pytest.fixture(scope="session")
def story(browser: Any, address: str) -> str:
    """The address of the story with most articles."""
    page = browser.new_page()
    page.goto(f"{address}/stories.json?sort=-reports&limit=1")
    found = json.loads(page.inner_text("body"))
    page.close()
    return f"/stories/{found['rows'][0]['id']}"


def sound(page: Any, language: str) -> None:
    """What holds for each page."""
    assert page.get_attribute("html", "lang") == language
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1
    assert page.title().strip()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_sound(visitor: Visitor, story: str, path: str) -> None:
    """With all that a browser can do: for axe in light and dark, on any screen, on paper."""
    page = visitor.open(story if path == "STORY" else path)
    sound(page, "en")
    assert not serious(page)
    page.emulate_media(color_scheme="dark")
    assert not serious(page)
    for width in PHONES:
        assert not overhang(page, width)
    page.emulate_media(media="print")
    for what in ("header nav", "footer nav", "form.find", "a.skip", ".zooms", ".downloads"):
        for found in page.locator(what).all():
            assert not found.is_visible(), what
    assert page.locator("h1").is_visible()
    shown = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert shown in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")  # paper is white, in the dark too
    assert not overhang(page, 680)  # the room of a sheet of A4 between its margins
    assert page.pdf()[:5] == b"%PDF-"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_needs_no_script(visitor: Visitor, story: str, path: str) -> None:
    """In German, whose words are longer, on a phone that runs no script."""
    page = visitor.open(
        story if path == "STORY" else path,
        language="de",
        width=PHONES[0],
        java_script_enabled=False,
    )
    sound(page, "de")
    assert len(page.locator("main").inner_text()) > 40
    for width in PHONES:
        assert not overhang(page, width)
    for button in page.locator("button:visible").all():  # one that does nothing is not shown
        assert button.locator("xpath=ancestor::form").count() == 1


@pytest.mark.parametrize("path", ODD)
def test_odd_texts_break_no_page(visitor: Visitor, serve: Callable[[str], str], path: str) -> None:
    visitor.address = serve("odd")
    page = visitor.open(path, width=PHONES[0])
    sound(page, "en")
    for width in (*PHONES, 1280):
        assert not overhang(page, width)
    assert not serious(page)
    assert page.locator("main script").count() == 0


@pytest.mark.parametrize("path", BARE)
@pytest.mark.parametrize("store", ["empty", "single"])
def test_small_stores_have_pages(
    visitor: Visitor, serve: Callable[[str], str], store: str, path: str
) -> None:
    visitor.address = serve(store)
    page = visitor.open(path)
    sound(page, "en")
    assert not serious(page)
    assert not overhang(page, PHONES[0])


def test_a_huge_article_is_shown_at_once(visitor: Visitor, serve: Callable[[str], str]) -> None:
    visitor.address = serve("odd")
    page = visitor.open("/articles/huge")
    assert page.locator("main .e").count() >= 300
    times = page.evaluate("performance.getEntriesByType('navigation')[0].toJSON()")
    assert times["domContentLoadedEventEnd"] < 5000
    assert times["transferSize"] < 500_000
    assert not overhang(page, PHONES[0])


def test_arabic_reads_from_the_right(visitor: Visitor, serve: Callable[[str], str]) -> None:
    visitor.address = serve("odd")
    page = visitor.open("/articles/arabic")
    for what in ("h1 bdi", ".body .par p"):
        found = page.locator(what).first
        assert found.evaluate("e => getComputedStyle(e).direction") == "rtl", what
    assert page.evaluate("getComputedStyle(document.body).direction") == "ltr"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_differ(visitor: Visitor, scheme: str) -> None:
    page = visitor.open("/", color_scheme=scheme)
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    light = sum(int(part) for part in colour.strip("rgb()").split(",")) > 3 * 128
    assert light is (scheme == "light")


@pytest.mark.parametrize(
    ("path", "status"), [("/stories/none", 404), ("/stories?actor=Atlantis", 400)]
)
def test_an_error_has_a_page(visitor: Visitor, path: str, status: int) -> None:
    page = visitor.open(path, status=status)
    sound(page, "en")
    assert not serious(page)
    assert not overhang(page, PHONES[0])
    visitor.faults.clear()
