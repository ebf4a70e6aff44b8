"""The page *Article*: marks, boxes, repeats, copies; and texts that mean harm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from detente.archive.collating import collate
from detente.store.database import Database, open_store
from detente.store.writing import write_coding
from detente.types import Coding, Paragraph
from detente.web.app import make_app
from detente.web.pages._pieces import KINDS, Mark, blocks_of
from detente.web.rendering import marked, visible
from detente.web.site import Site
from tests.web.articles import CONTROLS, TRICKS, VECTORS, hostile, huge, whole
from tests.web.conftest import BASE
from tests.web.markup import HTML, Page, page
from tests.web.worlds import store_world

TEMPLATES = sorted((Path(__file__).parents[2] / "detente/web/templates").iterdir())


def kept(database: Database, *codings: Coding) -> None:
    with database.writing() as connection:
        for coding in codings:
            assert write_coding(connection, coding, coder="example 1")


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The world, the whole article, and one hostile article for each vector."""
    path = tmp_path_factory.mktemp("articles") / "news.db"
    words = (*VECTORS, TRICKS, CONTROLS)
    with open_store(path, create=True, write=True) as database:
        store_world(database)
        kept(database, whole(), huge(), *(hostile(n, each) for n, each in enumerate(words)))
        collate(database)
    with Site(path) as site:
        yield TestClient(make_app(site), base_url=BASE)


def test_each_mark_leads_to_its_box_and_back(articles: TestClient) -> None:
    record = articles.get("/articles/doc-1.json").json()
    found = page(articles, "/articles/doc-1")
    ids = {a["id"] for _, a in found.tags if "id" in a}
    links = found.links()
    assert len(record["events"]) == 3
    for entry in (*record["events"], *record["assessments"], *record["statements"]):
        assert entry["anchor"] in ids
        assert f"#{entry['anchor']}" in links  # from the text
        assert entry["places"]
        for place in entry["places"]:
            assert place["anchor"] in ids
            assert f"#{place['anchor']}" in links  # from the box
    assert [entry["label"] for entry in record["events"]] == ["1", "2", "3"]


def test_the_pieces_are_the_text(articles: TestClient) -> None:
    record = articles.get("/articles/doc-1.json").json()
    text = whole().document.text
    told = ["".join(p["text"] for p in block["pieces"]) for block in record["blocks"]]
    assert told == text.split("\n")
    html = articles.get("/articles/doc-1", headers=HTML).text
    body = html[html.index('<div class="body"') : html.index('<aside class="coded"')]
    bare = re.sub(r"<sup>\d</sup>|<a class=\"(ref|again)[^>]*>[^<]*</a>", "", body)
    assert re.sub(r"\s*\n\s*", "\n", Page(bare.rpartition("</section>")[0]).words).strip() == text


def test_everything_found_is_marked_and_told_apart_by_more_than_colour(
    articles: TestClient,
) -> None:
    record = articles.get("/articles/doc-1.json").json()
    pieces = [p for block in record["blocks"] for p in block["pieces"]]
    for kind in KINDS:
        assert any(p[kind] for p in pieces), kind
    classes = {
        name
        for tag, a in page(articles, "/articles/doc-1").tags
        if tag in ("a", "span")
        for name in str(a.get("class", "")).split()
    }
    assert {"e", "vcoop", "unreal", "as", "st", "ac", "ti", "pl"} <= classes
    css = articles.get("/static/article.css").text
    for name, line in (
        ("ac", "underline solid"), ("ti", "underline dashed"), ("pl", "underline double"),
        ("as", "underline wavy"), ("st", "italic"), ("e.unreal", "dashed"),
    ):  # fmt: skip
        assert re.search(rf"\.{re.escape(name)} \{{[^}}]*{line}", css), name


def test_a_repeated_paragraph_is_greyed_and_leads_to_its_original(articles: TestClient) -> None:
    record = articles.get("/articles/doc-1.json").json()
    assert record["repeats"] == 1
    assert [block["repeats"] for block in record["blocks"]] == [None, None, 0]
    assert [place["repeated"] for place in record["events"][0]["places"]] == [False, True]
    found = page(articles, "/articles/doc-1")
    assert found.all("div", **{"class": "par rep", "id": "p-2"})
    assert "#p-0" in found.links()
    assert "repeats ¶ 1" in found.words


def test_the_head_tells_of_the_article(articles: TestClient) -> None:
    found = page(articles, "/articles/doc-1", "de")
    assert "https://example.org/a?b=1&c=2" in found.links()
    for words in ("Besuch in Tallinn", "Beispielblatt", "17. März 2021", "a warning <b>of</b>"):
        assert words in found.words
    assert found.all("h1", lang="de")


def test_the_beginning_of_an_id_is_enough(articles: TestClient) -> None:
    assert "Besuch in Tallinn" in page(articles, "/articles/doc-").words


def test_copies_are_linked_both_ways(articles: TestClient) -> None:
    assert "/articles/visit-en" in page(articles, "/articles/visit-copy").links()
    found = page(articles, "/articles/visit-en")
    assert "/articles/visit-copy" in found.links()
    assert "100 % of the text" in found.words


def test_a_story_told_more_than_once_is_linked(articles: TestClient) -> None:
    record = articles.get("/articles/visit-en.json").json()
    (entry,) = record["events"]
    assert entry["row"]["reports"] == 3  # the whole article tells of it too
    assert f"/stories/{entry['row']['story']}" in page(articles, "/articles/visit-en").links()


# texts that mean harm


@pytest.mark.parametrize("number", range(len(VECTORS) + 2))
@pytest.mark.parametrize(
    "path",
    ["/articles/hostile-{}", "/", "/sources", "/stories", "/events", "/documents",
     "/search?q=Tallinn", "/search?q=alert&show=documents"],
)  # fmt: skip
def test_hostile_text_is_only_text(articles: TestClient, number: int, path: str) -> None:
    """What a text says makes no tag, no attribute, no link and no script; it is shown."""
    answer = articles.get(path.format(number), headers=HTML)
    assert answer.status_code == 200
    found = Page(answer.text)  # properly nested
    assert not [a for a in found.all("script") if not str(a.get("src")).startswith("/static/")]
    for tag, attributes in found.tags:
        assert tag not in ("style", "iframe", "object", "embed")
        assert "style" not in attributes and "xlink:href" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        assert attributes.get("src", "/").startswith("/")  # type: ignore[union-attr]
        assert not (attributes.get("href") or "").lower().startswith(("javascript", "data"))
    assert "49" not in re.findall(r"\b49\b", found.words.replace("2049", ""))
    if number < len(VECTORS) and path.startswith("/articles"):
        assert VECTORS[number] in found.words
        assert f"javascript:alert('{VECTORS[number]}')" in found.words


@pytest.mark.parametrize("path", ["/articles/hostile-7", "/documents", "/", "/search?q=zero*"])
def test_no_character_turns_the_rest_of_a_page(articles: TestClient, path: str) -> None:
    """Overrides are gone or shown by number; what else is hidden stands in elements of its own."""
    text = articles.get(path, headers=HTML).text
    assert not re.search("[\u202d\u202e]", text)
    if path.startswith("/articles"):
        body = text[text.index('<div class="body"') : text.index('<aside class="coded"')]
        for code in ("U+202E", "U+202C", "U+200B", "U+2066", "U+FEFF", "U+00AD", "U+E0041"):
            assert f'<span class="ctl">{code}</span>' in body
        shown = re.sub("<[^>]*>", "", body)
        assert not re.search("[\u200b\u2066\u2069\ufeff\u00ad]", shown)
        assert "onload" not in body.partition(">")[0]  # its language is none


def test_characters_that_html_has_not_are_replaced(articles: TestClient) -> None:
    text = articles.get("/articles/hostile-8", headers=HTML).text
    assert "bell\ufffd escape\ufffd nextline\ufffd noncharacter\ufffd" in text
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]", text)
    record = articles.get("/articles/hostile-8.json").json()
    assert record["document"]["title"] == CONTROLS  # programs get it as it is


def test_a_huge_line_is_cut(articles: TestClient) -> None:
    record = articles.get("/articles/bare.json").json()
    assert record["cut"]
    answer = articles.get("/articles/bare", headers=HTML)
    assert len(answer.content) < 200_000
    assert "The text goes on" in Page(answer.text).words


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_no_template_goes_around_the_escaping(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"\|\s*safe|autoescape|Markup|\bstyle=|<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"\son[a-z]+=|javascript:|https?://", text)


def test_marked_and_visible_escape() -> None:
    assert marked("a <b> & c", "<b>") == "<bdi>a <mark>&lt;b&gt;</mark> &amp; c</bdi>"
    assert marked("plain", None) == marked("plain", "absent") == "<bdi>plain</bdi>"
    assert visible("<\u202e>") == '&lt;<span class="ctl">U+202E</span>&gt;'


# the cutting


def test_marks_that_overlap_are_cut_into_pieces() -> None:
    marks = [
        Mark(0, 12, "event", entry="e-1", label="1", anchor="m-1"),
        Mark(4, 8, "event", entry="e-2", label="2", anchor="m-2"),
        Mark(6, 16, "assessment", entry="a-1", label="A1", anchor="m-3"),
        Mark(4, 8, "party", "PAK"),
    ]
    (block,) = blocks_of("0123456789abcdefgh", (Paragraph(0, 0, 18),), marks, 100)
    seen = [
        (p.text, p.event and p.event.label, p.assessment and p.assessment.label, bool(p.party))
        for p in block.pieces
    ]
    assert seen == [
        ("0123", "1", None, False),
        ("45", "2", None, True),
        ("67", "2", "A1", True),
        ("89ab", "1", "A1", False),
        ("cdef", None, "A1", False),
        ("gh", None, None, False),
    ]
    assert [p.anchors for p in block.pieces[:3]] == [("m-1",), ("m-2",), ("m-3",)]
    assert [[m.label for m in p.ends] for p in block.pieces] == [[], [], ["2"], ["1"], ["A1"], []]
    assert block.pieces[-1].plain


def test_a_mark_over_two_paragraphs_has_one_anchor() -> None:
    mark = Mark(2, 8, "event", entry="e-1", label="1", anchor="m-1")
    paragraphs = (Paragraph(0, 0, 4), Paragraph(1, 5, 10))
    blocks = list(blocks_of("abcd\nfghij", paragraphs, [mark], 100))
    assert [p.anchors for b in blocks for p in b.pieces] == [(), ("m-1",), (), ()]
    assert [b.index for b in blocks] == [0, 1]
    assert [b.index for b in blocks_of("abcd\nfghij", paragraphs, [mark], 4)] == [0]
