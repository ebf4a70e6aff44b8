"""The articles that come with the program, and the store that `detente demo` makes of them."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from fastapi.testclient import TestClient

from detente.cli import main
from detente.gazetteer import load_gazetteer
from detente.resources import DATA, read_yaml
from detente.web.app import make_app
from detente.web.site import Site

ROOT = Path(__file__).parents[2]
ARTICLES = sorted((DATA / "demo").rglob("*.txt"))
DYADS = sorted(path.name for path in (DATA / "demo").iterdir())
WORDS = {code: read_yaml(DATA / "web" / code / "base.yaml")["dates"] for code in ("de", "en")}
AGENCIES = ("Meridian Newswire", "Nordwest Nachrichtendienst")  # they tell of the day itself
# who is named and holds nothing on the day, and why
APART = {
    "Raul Reyes": "killed two days before",
    "Juan Manuel Santos": "elected, not yet in office",
    "Félix Plasencia": "ambassador, which is no office of our table",
    "Qassem Soleimani": "on a portrait",
    "Miroslav Lajcak": "envoy, which is no office of our table",
    "Volker Perthes": "had resigned",
}


def front(path: Path) -> dict[str, str]:
    """The lines before an article."""
    head = yaml.load(path.read_text("utf-8").split("---\n")[1], Loader=yaml.BaseLoader)
    return {str(key): str(value) for key, value in head.items()}


def text_of(path: Path) -> str:
    return path.read_text("utf-8").split("---\n", 2)[2]


def days(text: str, language: str) -> Iterator[tuple[str, dt.date | None, str]]:
    """Weekdays beside a date: the words, the date (of the year of publication), the weekday."""
    names, months = WORDS[language]["weekdays"], WORDS[language]["months"]
    weekday, month = "|".join(names), "|".join(months)
    beside = re.compile(rf"({weekday}),? (?:the |dem |den )?(\d\d?)\.? ({month})(?: (\d{{4}}))?")
    for found in beside.finditer(text):
        day, year = int(found[2]), found[4]
        when = dt.date(int(year), months.index(found[3]) + 1, day) if year else None
        yield found[0], when, found[1]


def test_there_are_enough_articles_in_both_languages() -> None:
    languages = [front(path)["language"] for path in ARTICLES]
    assert len(ARTICLES) >= 110
    assert min(languages.count("de"), languages.count("en")) >= 50
    assert len(DYADS) >= 12
    counts = Counter(path.parent.name for path in ARTICLES)
    assert min(counts.values()) >= 4
    outlets = {front(path)["publisher"] for path in ARTICLES}
    assert len(outlets) >= 10


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
def test_an_article_says_where_and_when_it_appeared(path: Path) -> None:
    told = front(path)
    assert {"title", "url", "publisher", "published", "language"} == set(told)
    assert ".example/" in told["url"]
    assert path.name.startswith(told["published"][:4])
    assert dt.date(1996, 1, 1) <= dt.date.fromisoformat(told["published"]) <= dt.date(2026, 1, 1)
    text = text_of(path)
    assert 30 <= len(text.split()) <= 260
    assert not re.search(r"  |\t| \n", text)
    if told["language"] == "de":
        assert not re.search(r"[\"']| - ", text), "German quotation marks and dashes"


def test_no_address_is_given_twice() -> None:
    assert max(Counter(front(path)["url"] for path in ARTICLES).values()) == 1


def test_weekdays_beside_a_date_are_right() -> None:
    seen = 0
    for path in ARTICLES:
        told = front(path)
        published = dt.date.fromisoformat(told["published"])
        for words, date, weekday in days(text_of(path), told["language"]):
            assert date is not None, f"{path.name}: {words!r} has no year"
            assert WORDS[told["language"]]["weekdays"][date.weekday()] == weekday, (path, words)
            assert date <= published + dt.timedelta(days=365)
            seen += 1
    assert seen >= 4


def test_a_paper_does_not_tell_of_the_day_that_it_appears_on() -> None:
    """A paper of Tuesday tells of Monday: what it names by its own weekday is still to come."""
    told_of = []
    for path in ARTICLES:
        told = front(path)
        weekdays = WORDS[told["language"]]["weekdays"]
        own = weekdays[dt.date.fromisoformat(told["published"]).weekday()]
        if told["publisher"] not in AGENCIES and own in text_of(path).strip().split("\n")[0]:
            told_of.append(f"{path.stem}: {own}")
    assert not told_of


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
def test_office_holders_hold_an_office_on_the_day(path: Path) -> None:
    told, text = front(path), text_of(path)
    gazetteer = load_gazetteer(told["language"])
    for name in PEOPLE[told["language"]]:
        if name not in text or name in APART:
            continue
        rows = [entry for entry in gazetteer.names(name) if entry.kind == "person"]
        assert any(row.valid(told["published"]) for row in rows), f"{name} on {told['published']}"


PEOPLE = {
    code: sorted(name for name in load_gazetteer(code).spellings("person") if " " in name)
    for code in ("de", "en")
}


@pytest.mark.model
def test_the_store_is_made_once(demo_store: Path) -> None:
    run = CliRunner()
    again = run.invoke(main, ["demo", "--no-serve", "--store", str(demo_store)])
    assert again.exit_code == 0, again.output
    assert f"{len(ARTICLES)} documents" in again.stdout
    moved = run.invoke(main, ["relations", "COL", "VEN", "--store", str(demo_store)])
    assert "Venezuela" in moved.stdout


@pytest.mark.model
def test_the_addresses_of_the_documentation_show_something(demo_store: Path) -> None:
    text = (ROOT / "docs/demo.md").read_text("utf-8")
    addresses = re.findall(r"\(http://127\.0\.0\.1:8470(/[^)]*)\)", text)
    assert len(addresses) >= 20
    with (
        Site(demo_store) as site,
        TestClient(make_app(site), base_url="http://127.0.0.1:8470") as client,
    ):
        for address in addresses:
            path, _, asked = address.partition("?")
            page = client.get(f"{path}.json?{asked}").json()
            found = page.get("rows") or page.get("stories") or page["found"]["rows"]
            assert found, address


def test_the_table_of_the_documentation_is_true() -> None:
    text = (ROOT / "docs/demo.md").read_text("utf-8")
    languages = Counter(front(path)["language"] for path in ARTICLES)
    assert f"German ({languages['de']}) and English ({languages['en']})" in text
    assert f"codes {len(ARTICLES)} articles" in text
    rows = re.findall(r"^\| \[.*?\| (\d+) \| (\d{4})–(\d{4}) \|", text, re.MULTILINE)
    found = []
    for name in DYADS:
        years = [front(p)["published"][:4] for p in ARTICLES if p.parent.name == name]
        found.append((str(len(years)), min(years), max(years)))
    assert sorted(rows) == sorted(found)
