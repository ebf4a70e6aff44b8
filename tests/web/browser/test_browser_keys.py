"""The explorer by keyboard alone: everything is reached, and one sees where one is."""

from __future__ import annotations

from typing import Any

import pytest

# a link, button, field or summary that can be seen and is not left out of the order of keys
REACHABLE = """() => [...document.querySelectorAll(
  'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
  .concat([...document.querySelectorAll('svg a')])
  .filter((e, i, all) => all.indexOf(e) === i)
  .filter(e => e.tabIndex >= 0 && e.checkVisibility({visibilityProperty: true}))
  .filter(e => { const r = e.getBoundingClientRect(); return r.width > 0 && r.height > 0; })
  .map((e, i) => { e.dataset.probe = i; return i; })"""
# how an element and what is in it look
LOOKS = """e => [e, ...e.querySelectorAll('*')].map(each => {
  const s = getComputedStyle(each);
  return [s.outlineStyle, s.outlineWidth, s.stroke, s.strokeWidth, s.textDecorationLine,
          s.backgroundColor, s.boxShadow, s.left, s.opacity].join(' ');
}).join('|')"""
WAYS = (
    "/", "/dyads/NOR/EST", "/actors/NOR", "/search?q=Tallinn", "/articles/visit-de",
    "/network?period=all", "/stories", "/sources", "/stories/visit-de-0",
)  # fmt: skip


@pytest.mark.parametrize("path", WAYS)
def test_the_keyboard_reaches_everything_and_shows_where_it_is(visitor: Any, path: str) -> None:
    page = visitor.open(path)
    expected = set(page.evaluate(REACHABLE))
    assert len(expected) > 10
    assert page.locator("[tabindex]:not([tabindex='0']):not([tabindex='-1'])").count() == 0
    before = page.evaluate(
        f"Object.fromEntries([...document.querySelectorAll('[data-probe]')]"
        f".map(e => [e.dataset.probe, ({LOOKS})(e)]))"
    )
    reached: list[int] = []
    unseen = []
    for _ in range(len(expected) + 20):
        page.keyboard.press("Tab")
        probe = page.evaluate("document.activeElement.dataset.probe")
        if probe is None:
            continue
        reached.append(int(probe))
        if page.evaluate(f"({LOOKS})(document.activeElement)") == before[probe]:
            unseen.append(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))
    missing = [
        page.evaluate(f"document.querySelector('[data-probe=\"{i}\"]').outerHTML.slice(0, 120)")
        for i in sorted(expected - set(reached))[:5]
    ]
    assert not missing
    assert not unseen[:5]


def test_the_first_key_leads_to_the_content(visitor: Any) -> None:
    page = visitor.open("/")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    assert focused == "#main"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    assert page.locator("a.skip").bounding_box()["x"] >= 0  # it is seen
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")


def test_turning_points_can_be_chosen_by_keys_and_are_named(visitor: Any) -> None:
    page = visitor.open("/dyads/NOR/EST")
    turns = page.locator("svg.chart.wide a.turn")
    assert turns.count() >= 1
    for turn in turns.all():
        assert len(turn.get_attribute("aria-label")) > 10
    turns.first.focus()
    assert page.locator(".tooltip").is_visible()  # what the pointer shows, the key shows too
    page.keyboard.press("Enter")
    page.wait_for_url("**#turn-*")
    zoom = page.locator(".zooms button.in")
    zoom.focus()
    page.keyboard.press("Enter")
    assert "scale(1 " not in page.locator("svg.chart.wide .stretched").get_attribute("transform")


def test_every_chart_has_its_numbers_as_a_table(visitor: Any) -> None:
    page = visitor.open("/dyads/NOR/EST")
    page.locator("details.numbers summary").focus()
    page.keyboard.press("Enter")
    table = page.locator("details.numbers table")
    assert table.is_visible()
    assert table.locator("caption").inner_text().strip()
    assert table.locator("tbody tr").count() >= 3
    assert table.locator("thead th[scope=col]").count() == 5


def test_forced_colours_leave_the_chart_readable(visitor: Any) -> None:
    """High contrast replaces colours: lines and signs must still differ from the ground."""
    page = visitor.open("/dyads/NOR/EST", forced_colors="active")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    for what, name in ((".level", "stroke"), (".turn .tri", "fill"), ("text.tick", "fill")):
        found = page.locator(f"svg.chart.wide {what}").first
        colour = found.evaluate(f"e => getComputedStyle(e).{name}")
        assert colour != ground, what
