"""Ways through the explorer in Chromium: by clicks, by keyboard, with and without JavaScript."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from detente.web.downloads import forms_of

DYAD = "/dyads/NOR/EST"


@pytest.mark.parametrize("script", [True, False])
def test_from_a_turning_point_to_the_sentence_behind_it(visitor: Any, script: bool) -> None:
    page = visitor.open(DYAD, java_script_enabled=script)
    turn = page.locator("svg.chart.wide a.turn").last
    if script:
        turn.focus()
        page.keyboard.press("Enter")
    else:
        turn.locator("text").click(force=True)
    page.wait_for_url("**#turn-*")
    number = page.url.rpartition("#")[2]
    cause = page.locator(f"#{number} .causes a").first
    page.locator(f"#{number} .causes .words").first.wait_for()
    words = page.locator(f"#{number} .causes .words").first.inner_text()
    cause.click()
    page.wait_for_url("**/stories/**")
    assert words in page.locator("main").inner_text()
    page.locator("main a[href*='/articles/'][href*='#m-']").first.click()
    page.wait_for_url("**/articles/**")
    place = page.url.rpartition("#")[2]
    sentence = page.locator(f".body .par:has([id='{place}'])")
    assert words in sentence.inner_text()
    assert sentence.locator(".e").count() > 0  # and it is marked there


def test_an_export_is_downloaded_and_read(visitor: Any, tmp_path: Path) -> None:
    page = visitor.open("/stories")
    offered = [str(a.get_attribute("href")) for a in page.locator(".downloads a").all()]
    forms = {href.partition("format=")[2].partition("&")[0] for href in offered}
    assert forms == set(forms_of("stories"))
    for form, read in (("csv", _csv), ("jsonl", _lines)):
        with page.expect_download() as waiting:
            page.locator(f"a[href*='format={form}']").first.click()
        target = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(target)
        assert target.suffix == f".{form}"
        rows = read(target.read_text("utf-8"))
        assert len(rows) > 5
        assert {"id", "event_type"} <= set(rows[0])


def _csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def _lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_the_chart_zooms_and_leads_to_the_stories_of_a_week(visitor: Any) -> None:
    page = visitor.open(DYAD)
    before = page.locator("svg.chart.wide .stretched").get_attribute("transform")
    page.locator(".zooms button.in").click()
    zoomed = page.locator("svg.chart.wide .stretched").get_attribute("transform")
    assert zoomed != before and "scale(1 " not in zoomed
    page.locator(".zooms button.reset").click()
    assert "scale(1 " in page.locator("svg.chart.wide .stretched").get_attribute("transform")
    box = page.locator("svg.chart.wide").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.45)
    assert page.locator(".readout").inner_text().strip()
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.45)
    page.wait_for_url("**/stories?**since=**until=**")


def test_a_story_of_the_chart_says_what_it_is_and_leads_to_it(visitor: Any) -> None:
    page = visitor.open(DYAD)
    dot = page.locator("svg.chart.wide a.dot").last
    dot.hover(force=True)
    tip = page.locator(".tooltip")
    tip.wait_for()
    assert "Norway (government) → Estonia (government) · 1 report" in tip.inner_text()
    page.mouse.move(5, 5)
    tip.wait_for(state="hidden")
    dot.click(force=True)
    page.wait_for_url("**/stories/**")


def test_a_wheel_scrolls_and_with_a_key_zooms(visitor: Any) -> None:
    page = visitor.open(DYAD)
    chart = page.locator("svg.chart.wide")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    stretched = page.locator("svg.chart.wide .stretched")
    before = stretched.get_attribute("transform")
    page.mouse.wheel(0, 120)
    assert stretched.get_attribute("transform") == before
    until(page, lambda: page.evaluate("window.scrollY") > 0)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -240)
    page.keyboard.up("Control")
    until(page, lambda: "scale(1 " not in str(stretched.get_attribute("transform") or "scale(1 "))


def until(page: Any, true: Callable[[], bool]) -> None:
    """Wait for something; not by a script in the page, which its policy forbids."""
    for _ in range(200):
        if true():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it did not happen")


def test_the_graph_of_the_network_can_be_asked(visitor: Any) -> None:
    page = visitor.open("/network?period=all")
    nodes = page.locator("svg.force a[aria-label]")
    assert nodes.count() == 2
    nodes.first.hover(force=True)
    nodes.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/actors/**")


def test_all_is_there_without_script(visitor: Any) -> None:
    page = visitor.open(DYAD, java_script_enabled=False)
    assert page.locator("svg.chart.wide .level").count() == 1
    assert page.locator("#turns").is_visible()
    assert not page.locator(".zooms").is_visible()
    page.goto(visitor.address + "/network?period=all")
    assert page.locator("main svg").count() >= 1
    assert page.locator("main a[href*='/dyads/']").count() >= 1
    page.goto(visitor.address + "/")
    page.fill("form.find input", "Tallinn")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=Tallinn")
    assert page.locator("main mark").count() >= 1


def test_the_language_is_chosen_and_kept(visitor: Any) -> None:
    page = visitor.open("/", language="en")
    page.locator("a[hreflang=de]").click()
    page.wait_for_url("**lang=de**")
    assert page.get_attribute("html", "lang") == "de"
    page.goto(visitor.address + "/sources")
    assert page.get_attribute("html", "lang") == "de"


def test_hostile_text_is_shown_and_does_nothing(visitor: Any) -> None:
    page = visitor.open("/articles/hostile")
    text = page.locator("main").inner_text()
    assert "<script>alert('x')</script>" in text
    assert "<svg onload=alert(1)>" in text
    assert page.locator("main script").count() == 0
    page.goto(visitor.address + "/documents")
    assert page.locator("main script").count() == 0
