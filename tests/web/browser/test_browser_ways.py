"""Ways through the explorer in Chromium: by clicks, by keyboard, with and without JavaScript."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

DYAD = "/dyads/NOR/EST"
# a link, button, field or summary that can be seen and is not left out of the order of keys
REACHABLE = """() => [...document.querySelectorAll(
  'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
  .filter(e => e.tabIndex >= 0 && e.checkVisibility({visibilityProperty: true}))
  .filter(e => { const r = e.getBoundingClientRect(); return r.width > 0 && r.height > 0; })
  .map((e, i) => { e.dataset.probe = i; return i; })"""


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


@pytest.mark.parametrize("path", ["/", DYAD, "/search?q=Tallinn", "/articles/visit-de", "/network"])
def test_the_keyboard_reaches_everything(visitor: Any, path: str) -> None:
    page = visitor.open(path)
    page.wait_for_load_state("networkidle")
    expected = set(page.evaluate(REACHABLE))
    assert len(expected) > 10
    reached = set()
    for _ in range(len(expected) + 20):
        page.keyboard.press("Tab")
        probe = page.evaluate("document.activeElement.dataset.probe")
        if probe is not None:
            reached.add(int(probe))
    missing = [
        page.evaluate(f"document.querySelector('[data-probe=\"{i}\"]').outerHTML.slice(0, 120)")
        for i in sorted(expected - reached)[:5]
    ]
    assert not missing


def test_the_first_key_leads_to_the_content(visitor: Any) -> None:
    page = visitor.open("/")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    assert focused == "#main"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_chart_zooms_and_leads_to_the_stories_of_a_week(visitor: Any) -> None:
    page = visitor.open(DYAD)
    page.wait_for_load_state("networkidle")
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
