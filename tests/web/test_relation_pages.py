"""*Dyad*, *Country or organisation*, *Story*, *Network* and the method, as HTML and as JSON."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from detente.archive.collating import collate
from detente.store.database import open_store
from detente.store.writing import write_coding
from detente.types import Coding, Date
from detente.web.app import make_app
from detente.web.site import Site
from tests.web.articles import CONTROLS, TRICKS, VECTORS, hostile
from tests.web.conftest import BASE
from tests.web.markup import HTML, page
from tests.web.worlds import PROTEST, TREATY, VISIT, store_world, told

VISIT_DAY = "2021-03-16"


def visit_id(client: TestClient) -> str:
    """The story of the visit that two papers report and a third prints."""
    rows = client.get("/stories.json?type=CONSULT").json()["rows"]
    return str(next(row["id"] for row in rows if row["documents"] == 3))


def paths(client: TestClient) -> tuple[str, ...]:
    """One address of each page, and some with filters."""
    return (
        "/dyads/NOR/EST",
        "/dyads/EST/NOR?directed=1&since=2020&until=2021-06&type=CONSULT&said_by=none",
        "/dyads/NOR:GOV/EST:GOV?all=1",
        "/dyads/NOR/DEU",
        "/actors/NOR",
        "/actors/EST:GOV?sort=change",
        "/actors/JPN",
        f"/stories/{visit_id(client)}",
        "/network",
        "/network?since=2019&until=2019-12-31",
        "/network?period=all",
        "/network?until=1990",
        "/method",
    )


@pytest.mark.parametrize("language", ["de", "en"])
def test_pages_are_whole(client: TestClient, language: str) -> None:
    for path in paths(client):
        found = page(client, path, language)
        assert len(found.all("h1")) == len(found.all("main")) == 1, path
        ids = [a["id"] for _, a in found.tags if "id" in a]
        assert len(ids) == len(set(ids)), path
        for _, attributes in found.tags:
            for name in ("for", "aria-labelledby", "clip-path"):
                wanted = (attributes.get(name) or "").removeprefix("url(#").removesuffix(")")
                assert not wanted or wanted in ids, (path, wanted)
        levels = [int(tag[1]) for tag, _ in found.tags if re.fullmatch(r"h[1-6]", tag)]
        assert all(after <= before + 1 for before, after in pairwise(levels)), path


def test_pages_have_nothing_that_the_policy_forbids(client: TestClient) -> None:
    for path in paths(client):
        found = page(client, path)
        for tag, attributes in found.tags:
            assert tag not in ("style", "iframe", "object", "embed", "base", "foreignobject")
            assert not [name for name in attributes if name.startswith("on") or name == "style"]
        for script in found.all("script"):
            assert str(script["src"]).startswith("/static/")


def test_every_link_leads_somewhere(client: TestClient) -> None:
    links: dict[str, None] = {}
    for path in paths(client):
        found = page(client, path)
        ids = {a["id"] for _, a in found.tags if "id" in a}
        for link in found.links():
            if link.startswith("#"):
                assert link[1:] in ids, (path, link)
            else:
                assert link.startswith(("/", "https://")), link
                links[link.partition("#")[0]] = None
    for link in links:
        if link.startswith("/"):
            assert client.get(link, headers=HTML).status_code == 200, link
    client.cookies.clear()  # the links of languages set one


def test_twins_are_the_same_in_every_language(client: TestClient) -> None:
    for path in paths(client):
        name, mark, query = path.partition("?")
        answers = [
            client.get(f"{name}.json{mark}{query}", headers={"accept-language": code})
            for code in ("de", "en")
        ]
        assert answers[0].status_code == 200, path
        assert answers[0].content == answers[1].content


# Dyad


def test_a_turning_point_leads_to_the_sentence_behind_it(client: TestClient) -> None:
    """From the sign in the chart to the turn, its story, the report, the words in the article."""
    found = page(client, "/dyads/NOR/EST")
    turn = client.get("/dyads/NOR/EST.json").json()["course"]["turns"][0]
    assert turn["direction"] == "thaw"
    assert [a for a in found.all("a", href="#turn-1") if "turn" in str(a.get("class"))]
    cause = next(told for told in turn["stories"] if told["kind"] == "event")
    story_address = f"/stories/{cause['id']}"
    assert story_address in found.links()
    story = page(client, story_address)
    evidence = next(link for link in story.links() if "#m-" in link)
    article, _, mark = evidence.partition("#")
    assert page(client, article).all("span", id=mark)


def test_the_level_is_that_of_the_relation(client: TestClient) -> None:
    own = client.get("/dyads/NOR/EST.json?all=1").json()["course"]
    api = client.get("/api/v1/relations/NOR/EST").json()
    assert own["level"] == [week["level"] for week in api["weeks"]]
    assert own["level"][0] < 0 < own["level"][-1]


def test_the_direction_and_the_filters_choose(client: TestClient) -> None:
    def stories(path: str) -> list[dict[str, Any]]:
        answer = client.get(path).json()
        return [row for told in answer["stories"] for row in told["rows"]]

    assert len(stories("/dyads/NOR/EST.json")) == 11
    assert not stories("/dyads/EST/NOR.json?directed=1")
    assert len(stories("/dyads/NOR/EST.json?directed=1")) == 11
    assert {row["event_type"] for row in stories("/dyads/NOR/EST.json?type=ACCUSE")} == {"ACCUSE"}
    assert not stories("/dyads/NOR/EST.json?said_by=EST")
    inside = stories("/dyads/NOR/EST.json?since=2021&until=2021-03")
    assert [row["event_type"] for row in inside] == ["CONSULT"]
    assert client.get("/dyads/NOR/EST.json?nonsense=1").json()["error"]["code"] == "bad-filter"
    assert client.get("/dyads/NOR/NOR").status_code == 404
    assert client.get("/dyads/NOR/EST.json?since=2021&until=2020").status_code == 400


def test_a_week_of_the_chart_leads_to_its_stories(client: TestClient) -> None:
    """As the script asks for it: the address of the list with the days of the week."""
    for path in ("/dyads/NOR/EST", "/dyads/NOR/EST?since=2021&type=CONSULT"):
        box = next(a for a in page(client, path).all("div", **{"class": "charts"}))
        week = f"{box['data-list']}&since=2021-03-15&until=2021-03-21"
        answer = client.get(week.replace("/stories?", "/stories.json?"))
        assert [row["event_type"] for row in answer.json()["rows"]] == ["CONSULT"]


def test_assessments_say_who_made_them(client: TestClient) -> None:
    found = page(client, "/dyads/EST/NOR")
    own = client.get("/dyads/EST/NOR.json").json()["assessments"]
    assert [row["tone"] for row in own] == ["friendly"]
    assert f"/articles/{own[0]['document']}#a-{own[0]['id']}" in found.links()
    assert "The paper itself says so" in found.words
    assert not client.get("/dyads/EST/NOR.json?directed=1").json()["assessments"]


# Country or organisation


def test_an_actor_has_its_dyads_and_its_deeds(client: TestClient) -> None:
    own = client.get("/actors/NOR.json").json()
    assert [each["code"] for each in own["partners"]] == ["EST"]
    partner = own["partners"][0]
    assert (partner["stories"], partner["cooperation"], partner["conflict"]) == (11, 5, 6)
    assert partner["level"] > 0 and partner["turns"] >= 1 and partner["spark"]["line"]
    counts = {kind["type"]: (kind["did"], kind["suffered"]) for kind in own["deeds"]["types"]}
    assert counts == {
        "ACCUSE": (3, 0), "THREATEN": (3, 0), "CONSULT": (1, 0), "COOPERATE": (4, 0),
    }  # fmt: skip
    other = client.get("/actors/EST.json").json()["deeds"]["types"]
    assert {kind["did"] for kind in other} == {0}
    assert client.get("/actors/Norwegen.json").json() == own
    assert client.get("/actors/NOR?sort=beauty").status_code == 400


# Story


def test_a_story_groups_reports_and_copies(client: TestClient) -> None:
    own = client.get(f"/stories/{visit_id(client)}.json").json()
    groups = [
        ([each["document"] for each in group["reports"]], [e["document"] for e in group["copies"]])
        for group in own["groups"]
    ]
    assert (["visit-en"], ["visit-copy"]) in groups and (["visit-de"], []) in groups
    assert own["story"]["reports"] == len(own["groups"]) == 2
    copy = next(e for group in own["groups"] for e in group["copies"])
    assert copy["printed"]["original"] == "visit-en" and copy["printed"]["kind"] == "copy"


def test_a_story_shows_evidence_and_reasons(client: TestClient) -> None:
    own = client.get(f"/stories/{visit_id(client)}.json").json()
    for group in own["groups"]:
        for each in (*group["reports"], *group["copies"]):
            marked = [piece["text"] for piece in each["passage"] if piece["event"]]
            assert "".join(marked) in ("visited Tallinn", "besuchte Tallinn")
            assert [reason["rule"] for reason in each["reasons"]] == ["rule.of.example"]
    found = page(client, f"/stories/{visit_id(client)}")
    assert "rule.of.example" in found.words and "Put together because of" in found.words
    assert not found.all("form", method="post")


def test_an_event_leads_to_its_story(client: TestClient) -> None:
    event = client.get("/events.json?type=CONSULT").json()["rows"][0]
    own = client.get(f"/stories/{event['id']}.json").json()
    assert own["id"] == event["story"]
    assert client.get("/stories/ffffffffffff", headers=HTML).status_code == 404


def test_a_report_is_taken_out_and_put_in_again(editor: TestClient) -> None:
    name = visit_id(editor)
    found = page(editor, f"/stories/{name}")
    assert found.all("form", action=f"/stories/{name}/split", method="post")
    before = editor.get(f"/stories/{name}.json").json()
    event = next(
        each["event"]
        for group in before["groups"]
        for each in group["reports"]
        if each["document"] == "visit-de"
    )
    answer = editor.post(f"/stories/{name}/split", data={"event": event})
    assert answer.status_code == 303
    to, _, query = answer.headers["location"].partition("?")
    left = editor.get(f"{to}.json?{query}").json()
    assert left["story"]["reports"] == 1 and left["documents"] == 2
    assert left["apart"]["event"] == event
    assert page(editor, f"{to}?{query}").all("a", href=f"/stories/{left['apart']['id']}")
    for other in (name, "nothing", "visit-en-0"):  # what nobody took out is not told of
        assert editor.get(f"{to}.json?taken={other}").json()["apart"] is None
    alone = editor.get(f"/stories/{event}.json").json()
    assert alone["documents"] == 1 and alone["decisions"][0]["kind"] == "split"
    assert "kept apart" in page(editor, f"/stories/{event}").words

    address = f"http://127.0.0.1:8470/stories/{alone['id']}?lang=en#r-1"
    answer = editor.post(f"/stories/{left['id']}/join", data={"other": address})
    assert answer.status_code == 303
    again = editor.get(answer.headers["location"] + ".json").json()
    assert again["documents"] == 3 and again["story"]["reports"] == 2


def test_what_is_not_in_a_story_cannot_be_taken_out(editor: TestClient) -> None:
    answer = editor.post(f"/stories/{visit_id(editor)}/split", data={"event": "treaty-0-0"})
    assert answer.status_code == 404
    assert editor.get("/stories.json").json()["rows"]
    answer = editor.post(f"/stories/{visit_id(editor)}/split", data={})
    assert answer.status_code in (400, 422)


def test_nothing_changes_without_edit(client: TestClient) -> None:
    name = visit_id(client)
    for verb, data in (("split", {"event": "visit-de-0"}), ("join", {"other": "treaty-0-0"})):
        answer = client.post(f"/stories/{name}/{verb}", data=data)
        assert answer.status_code == 403, verb
    assert client.get(f"/stories/{name}.json").json()["documents"] == 3


# Network


def test_the_network_tells_who_deals_with_whom(client: TestClient) -> None:
    own = client.get("/network.json?period=all").json()
    assert [(tie["a"], tie["b"], tie["stories"]) for tie in own["ties"]] == [("EST", "NOR", 11)]
    assert sorted(own["order"]) == ["EST", "NOR"] and own["styles"] == ["even"]
    quarrel = client.get("/network.json?since=2019&until=2020").json()
    assert quarrel["styles"] == ["conf"] and quarrel["ties"][0]["conflict"] == 6
    assert client.get("/network.json").json()["styles"] == ["coop"]  # the last year
    found = page(client, "/network?period=all")
    assert found.links().count("/dyads/EST/NOR") == 3  # twice in the matrix, once in the list
    assert client.get("/network?period=never").status_code == 400


# more kinds of stories, and hostile text


def _with(coding: Coding, **changes: Any) -> Coding:
    return replace(coding, events=tuple(replace(event, **changes) for event in coding.events))


def _more() -> Iterator[Coding]:
    """A plan, a denial, history and a text without a date."""
    day = dt.date(2021, 9, 6)
    ahead, past = dt.date(2021, 9, 20), dt.date(1994, 5, 2)
    plan = told("plan", "Norway said it would have visited Tallinn soon.", day, (VISIT,))
    yield _with(plan, aux=("future",), date=Date(ahead.isoformat(), ahead, ahead, "soon"))
    denial = told("denial", "Norway denies that it accused Estonia of anything.", day, (PROTEST,))
    yield _with(denial, aux=("negation",))
    history = told("history", "Back then Norway signed a treaty with Estonia.", day, (TREATY,))
    yield _with(history, aux=("historical",), date=Date(past.isoformat(), past, past, "Back then"))
    undated = told("undated", "Norway once accused Estonia of something.", day, (PROTEST,))
    yield _with(undated, date=None)


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The world with all kinds of stories and all that a text may try."""
    path = tmp_path_factory.mktemp("rich") / "news.db"
    with open_store(path, create=True, write=True) as database:
        store_world(database)
        with database.writing() as connection:
            for coding in _more():
                write_coding(connection, coding, coder="example 1")
            for number, words in enumerate((*VECTORS, TRICKS, CONTROLS)):
                write_coding(connection, hostile(number, words), coder="example 1")
        collate(database)
    with Site(str(path), edit=True) as own:
        yield TestClient(make_app(own), base_url=BASE, follow_redirects=False)


def test_historical_planned_and_denied_stand_apart(rich: TestClient) -> None:
    own = rich.get("/dyads/NOR/EST.json").json()
    kinds = {told["kind"]: told["rows"] for told in own["stories"]}
    assert {row["status"] for row in kinds["ahead"]} == {"plan", "denial"}
    assert {row["historical"] for row in kinds["happened"]} == {False}
    assert [row["start"] for row in kinds["history"]] == ["1994-05-02"]
    assert own["since"] == "2019-03-03"  # the first news: history is told, not drawn
    whole = rich.get("/dyads/NOR/EST.json?all=1").json()
    assert whole["since"] is None and whole["course"]["days"][0] == "1994-05-02"
    assert {(p["status"], p["historical"]) for p in whole["points"]} >= {
        ("plan", False), ("denial", False), ("act", True), ("act", False),
    }  # fmt: skip
    found = page(rich, "/dyads/NOR/EST?all=1")
    signs = [str(a.get("class")) for a in found.all("path") + found.all("circle")]
    assert {"sign coop open", "sign conf cross"} <= set(signs)


def test_hostile_text_stays_text(rich: TestClient) -> None:
    rows = rich.get("/stories.json?limit=200").json()["rows"]
    own = [f"/stories/{row['id']}" for row in rows if "hostile" in row["document"]]
    assert own
    for path in (*own, "/dyads/NOR/EST?all=1", "/actors/NOR", "/actors/EST"):
        answer = rich.get(path, headers=HTML)
        assert answer.status_code == 200, path
        assert "<script>" not in answer.text and "<img" not in answer.text
        assert "49" not in re.findall(r"\{\{|49 \$\{", answer.text)
        found = page(rich, path)
        for tag, attributes in found.tags:
            assert tag not in ("img", "iframe", "style"), path
            assert not [name for name in attributes if name.startswith("on")], path
            assert not str(attributes.get("href", "")).lower().startswith("javascript"), path
        for forbidden in ("\x07", "\x1b", "\x85", "\ufffe"):
            assert forbidden not in answer.text
    json.dumps(rich.get(own[0] + ".json").json())


def test_a_story_says_what_belongs_to_it(rich: TestClient) -> None:
    """Every page of a story can be shown, and a link that the store has stands on both pages."""
    rows = rich.get("/stories.json?limit=200").json()["rows"]
    links = {row["id"]: rich.get(f"/stories/{row['id']}.json").json()["links"] for row in rows}
    for own, others in links.items():
        for other in others:
            assert own in {back["id"] for back in links[other["id"]]}
            assert f"/stories/{other['id']}" in page(rich, f"/stories/{own}").links()


def test_an_event_that_was_not_compared_has_a_page(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with open_store(path, create=True, write=True) as database, database.writing() as connection:
        coding = told("one", "Norway signed a treaty.", dt.date(2021, 5, 3), (TREATY,))
        write_coding(connection, coding, coder="example 1")
    with Site(str(path)) as site:
        client = TestClient(make_app(site), base_url=BASE)
        own = client.get("/stories/one-0.json").json()
        assert own["id"] is None and own["best"]["event"] == "one-0"
        assert "not compared" in page(client, "/stories/one-0").words
        assert page(client, "/dyads/NOR/EST") and page(client, "/network?period=all")


def test_an_empty_store_has_pages(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    open_store(path, create=True, write=True).close()
    with Site(str(path)) as site:
        client = TestClient(make_app(site), base_url=BASE)
        for address in ("/dyads/NOR/EST", "/actors/NOR", "/network", "/network?period=all"):
            assert page(client, address).all("h1")
