"""The search box takes whatever is typed; facets can be combined and let go again."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from fastapi.testclient import TestClient

from tests.web.markup import Page

HTML = {"accept": "text/html"}
WORDLESS = ("!!", '"', '""', "*", "-", "(", "'", "%", "_", "\\", "+", "😀", "\u00ad", "\u202e", "…")
ODD = (
    '"visited', 'Norway AND', "NEAR(Norway Tallinn)", "title:Norway", "^Norway", "{Norway}",
    'Norway OR "', "-Norway", "- Norway", "Nor*way", "*Norway", '"Norway" "', "Norway's", "U.S.",
    "9/11", "北京", "السعودية", "Nor\u202eway", "Ｎｏｒｗａｙ", "ß", "İ", "ﬁsh",
    "e\u0301", "a" * 300,
    "Norway\tTallinn\n", "Norway;--", "<script>", "&amp;", "%25", "a " * 64,
)  # fmt: skip


@pytest.mark.parametrize("typed", [*WORDLESS, *ODD], ids=ascii)
@pytest.mark.parametrize("show", ["stories", "documents"])
def test_whatever_is_typed_is_answered(client: TestClient, typed: str, show: str) -> None:
    asked = {"q": typed, "show": show}
    answer = client.get("/search", params=asked, headers=HTML)
    assert answer.status_code == 200, answer.text
    (field,) = [f for f in Page(answer.text).all("input", name="q") if f.get("id") == "q"]
    shown = str(field["value"])  # what turns the direction of the page is replaced
    assert shown.split() == typed.replace("\u202e", "\ufffd").split()
    record = client.get("/search.json", params=asked).json()
    assert record["wordless"] is (typed in WORDLESS)
    if typed in WORDLESS:
        assert (record["counted"], record["found"]["rows"], record["facets"]) == (0, [], {})
        assert "holds no word" in answer.text
        assert "export?" not in answer.text  # which would be the whole list


@pytest.mark.parametrize("typed", ["NORWAY", "Norway's", '"visited Tallinn"', "Tall* -besuchte"])
def test_words_are_found_as_they_are_written(client: TestClient, typed: str) -> None:
    assert client.get("/search.json", params={"q": typed}).json()["counted"] > 0


def test_facets_can_be_combined(client: TestClient) -> None:
    """Whichever values are chosen one after the other: fewer are found each time, never none."""
    record = client.get("/search.json?q=Norway").json()
    left = record["counted"]
    for name in ("year", "type", "actor", "language", "publisher", "said_by", "source"):
        choice = record["facets"][name][-1]
        record = client.get(choice["address"].replace("?", ".json?")).json()
        assert 0 < record["counted"] == choice["count"] <= left, name
        left = record["counted"]
    asked = dict(parse_qsl(urlsplit(choice["address"]).query))
    assert {"text", "since", "until", "type", "actor", "language", "publisher"} <= asked.keys()
    chosen = [name for name, all_ in record["facets"].items() for each in all_ if each["chosen"]]
    assert sorted(chosen) == sorted(
        ["year", "type", "actor", "language", "publisher", "said_by", "source"]
    )


def test_a_chosen_facet_is_marked_on_the_page(client: TestClient) -> None:
    record = client.get("/search.json?q=Norway").json()
    for name in ("year", "type"):
        choice = record["facets"][name][0]
        assert not choice["chosen"]
        page = Page(client.get(choice["address"], headers=HTML).text)
        marked = [a for a in page.all("a", **{"aria-current": "true"}) if "/search" in a["href"]]
        assert any("type=" not in a["href"] and "since" not in a["href"] for a in marked), name


def test_other_filters_that_cannot_be_are_still_told(client: TestClient) -> None:
    for query in ("q=!!&actor=Atlantis", "q=Norway&type=DANCE", "nonsense=1"):
        assert client.get(f"/search?{query}", headers=HTML).status_code == 400
