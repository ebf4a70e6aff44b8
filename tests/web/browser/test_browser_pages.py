"""Every page in Chromium: nothing is refused or fails, nothing serious for axe, none too wide."""

from __future__ import annotations

import json
from typing import Any

import pytest

PAGES = (
    "/",
    "/?period=month",
    "/search?q=Tallinn",
    "/stories",
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
BAD = ("serious", "critical")


@pytest.fixture(scope="session")
def story(browser: Any, address: str) -> str:
    """The address of the story with most articles."""
    page = browser.new_page()
    page.goto(f"{address}/stories.json?sort=-reports&limit=1")
    found = json.loads(page.inner_text("body"))
    page.close()
    return f"/stories/{found['rows'][0]['id']}"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("de", "dark")])
def test_a_page_is_sound(visitor: Any, story: str, path: str, language: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = visitor.open(story if path == "STORY" else path, language=language, color_scheme=scheme)
    page.wait_for_load_state("networkidle")
    assert page.get_attribute("html", "lang") == language
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1
    assert page.title().strip()
    rules = axe.run(page).response["violations"]
    found = [
        (rule["id"], [node["html"][:160] for node in rule["nodes"][:3]])
        for rule in rules
        if rule["impact"] in BAD
    ]
    assert not found


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [360, 768])
def test_no_page_is_wider_than_the_screen(visitor: Any, story: str, path: str, width: int) -> None:
    page = visitor.open(story if path == "STORY" else path, width=width, language="de")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", ["/", "/dyads/NOR/EST", "/articles/visit-de", "STORY"])
def test_a_page_can_be_printed(visitor: Any, story: str, path: str) -> None:
    page = visitor.open(story if path == "STORY" else path, color_scheme="dark")
    page.emulate_media(media="print")
    assert not page.locator("header nav").is_visible()
    assert not page.locator("form.find").is_visible()
    shown = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert shown in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")  # paper is white
    assert page.pdf()[:5] == b"%PDF-"


def test_light_and_dark_differ(visitor: Any) -> None:
    colours = {
        visitor.open("/", color_scheme=scheme).evaluate(
            "getComputedStyle(document.body).backgroundColor"
        )
        for scheme in ("light", "dark")
    }
    assert len(colours) == 2


def test_an_error_has_a_page(visitor: Any) -> None:
    page = visitor.page()
    answer = page.goto(visitor.address + "/stories/none")
    assert answer.status == 404
    assert page.locator("h1").count() == 1
    visitor.faults.clear()  # the browser tells of the status itself
