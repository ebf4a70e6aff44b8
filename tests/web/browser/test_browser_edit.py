"""Changes in Chromium: a merge undone and done again with --edit, none without; a token."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from detente.web.site import Site
from tests.web.browser import stores
from tests.web.browser.conftest import Visitor, overhang, running, serious

TOKEN = "a-long-token-of-the-tests"
MERGED = "/stories?min_reports=2"


@pytest.fixture
def editor(visitor: Visitor, tmp_path: Path) -> Iterator[Visitor]:
    """A visitor of a server with --edit over a store of its own."""
    stores.plain(tmp_path / "news.db")
    with running(Site(tmp_path / "news.db", edit=True)) as address:
        visitor.address = address
        yield visitor


def to_merged(page: Any) -> None:
    """From the list to the story that several articles tell."""
    page.locator("main ol.stories a[href^='/stories/']").first.click()
    page.wait_for_url("**/stories/*")


@pytest.mark.parametrize("script", [True, False])
def test_a_merge_is_undone_and_done_again(editor: Visitor, script: bool) -> None:
    page = editor.open(MERGED, java_script_enabled=script)
    to_merged(page)
    assert not serious(page) if script else True
    assert not overhang(page, 320)
    reports = page.locator("article.report")
    assert reports.count() == 3
    german = reports.filter(has=page.locator("blockquote[lang=de]"))
    german.locator("form.undo button").click()
    page.wait_for_load_state()
    assert page.locator("article.report").count() == 2
    told = page.locator("main p[role=status]")  # what was taken out, and where it is now
    assert told.count() == 1
    assert not serious(page) if script else True
    told.locator("a").first.click()
    page.wait_for_load_state()
    assert page.locator("article.report blockquote[lang=de]").count() == 1
    page.goto(editor.address + MERGED)
    assert page.locator("main ol.stories > li").count() == 0
    page.goto(editor.address + "/stories/visit-de-0")
    assert page.locator("article.report").count() == 1
    assert page.locator("#decisions").is_visible()  # that it was decided is said
    page.fill("#other", editor.address + "/stories/visit-en-0")
    page.locator("form.undo button").last.click()
    page.wait_for_load_state()
    assert page.locator("article.report").count() == 3


def test_what_cannot_be_joined_is_told(editor: Visitor) -> None:
    page = editor.open("/stories/visit-de-0")
    page.fill("#other", "nothing")
    page.locator("form.undo button").last.click()
    page.wait_for_load_state()
    assert "no-record" in page.locator("main").inner_text()
    editor.faults.clear()  # the browser tells of the status itself


def test_without_edit_there_is_nothing_to_change(visitor: Visitor) -> None:
    page = visitor.open(MERGED)
    to_merged(page)
    assert page.locator("article.report").count() == 3
    assert page.locator("main form[method=post], form.undo").count() == 0


def test_a_token_is_asked_for_once(visitor: Visitor, tmp_path: Path) -> None:
    stores.plain(tmp_path / "news.db")
    with running(Site(tmp_path / "news.db", token=TOKEN)) as address:
        visitor.address = address
        page = visitor.open("/dyads/NOR/EST?since=2020")  # and is led to the form
        assert "/login?next=" in page.url
        assert not serious(page)
        assert not overhang(page, 320)
        page.fill("#token", "wrong" * 5)
        page.keyboard.press("Enter")
        page.locator("[role=alert]").wait_for()
        assert page.input_value("#token") == ""  # what was typed is not sent back
        visitor.faults.clear()  # the browser tells of the status itself
        page.fill("#token", TOKEN)
        page.keyboard.press("Enter")
        page.wait_for_url("**/dyads/NOR/EST?since=2020")
        page.wait_for_load_state("networkidle")  # the chart got its numbers with the cookie
        (cookie,) = page.context.cookies()
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
        assert TOKEN not in cookie["value"]
        assert page.evaluate("document.cookie") == ""
        page.locator("footer form button").click()
        page.wait_for_url("**/login")
        page.goto(address + "/stories")
        assert "/login?next=" in page.url
