"""The page: sound markup whatever the article holds, nothing loaded, nothing lost."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import lxml.etree
import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.formats._graph import MOST, Tie, draw_graph
from detente.formats._marks import Mark, cut, mark_blocks
from detente.formats._timeline import Dated, draw_timeline
from detente.formats.page import write_page
from detente.types import Actor, Assessment, Coding, Date, Evidence
from tests.formats.codings import DAY, TEXT, bare, event, evidence, visit

HOSTILE = (
    "</p></article><script>alert(1)</script>",
    "<svg/onload=alert(2)>",
    '" onmouseover="alert(3)',
    "' style='background:url(http://evil.example/x)",
    "</style><style>@import 'http://evil.example/y';",
    "<!-- --> ]]> {{ 7*7 }} {% raw %} ${x}",
    "javascript:alert(4)",
    "\u202egnp.exe\u202c \u2066x \ufeff\u200b \x00\x08\x1b[31m \x85 \ud800 \ufffe",
    "&lt;b&gt; &amp;amp; &#x3c;i&#x3e;",
    "<img src=x onerror=alert(5)><iframe src=//evil.example></iframe><base href=//e>",
)


def page(*codings: Coding) -> str:
    out = io.StringIO()
    write_page(list(codings), out)
    return out.getvalue()


def tree(html: str) -> Any:
    return lxml.html.document_fromstring(html)


def words(text: str) -> str:
    return " ".join(text.split())


def body(html: str) -> str:
    return words(" ".join(p.text_content() for p in tree(html).xpath('//*[@class="body"]//p')))


def hostile(text: str) -> Coding:
    """A coding in which every string that may come from outside is `text`."""
    whole = f"Anfang {text} Mitte {text} Ende."
    coding = bare(
        whole, title=text, url=text, publisher=text, language=text, source=text, published=DAY
    )
    start = len("Anfang ")
    mention = Evidence(0, 0, start, start + len(text), text, text)
    party = Actor(text, text, text, start, start + len(text))
    what = event(
        1,
        text,
        mention,
        event_type=text,
        mode=text,
        actor=(party,),
        recipient=(party,),
        said_by=party,
        contexts=(text,),
        date=Date(text, DAY, DAY, text),
    )
    stand = Assessment(text, "B", "friendly", text, party, (mention,))
    return replace(coding, events=(what,), assessments=(stand,), warnings=(text,))


def test_the_markup_nests_as_xml_would() -> None:
    """Every element is closed where it must be: the page without its void tags parses strictly."""
    html = page(visit(), *(hostile(t) for t in HOSTILE))
    strict = re.sub(r"<!DOCTYPE html>", "", html)
    strict = re.sub(r"<(meta|br|hr)\b([^>]*)>", r"<\1\2/>", strict)
    strict = re.sub(r"(<style>).*?(</style>)", r"\1\2", strict, flags=re.S)
    strict = re.sub(r"<(input|details) open", r"<\1 open=''", strict)
    lxml.etree.fromstring(strict.strip().encode())


def test_ids_are_unique_and_links_lead_somewhere() -> None:
    root = tree(page(visit(), visit()))
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = {h[1:] for h in root.xpath("//@href") if h.startswith("#")}
    assert targets and targets <= set(ids)
    named = {i for value in root.xpath("//@aria-labelledby") for i in value.split()}
    assert named <= set(ids)


def test_nothing_is_loaded_and_nothing_runs() -> None:
    html = page(visit(), *(hostile(t) for t in HOSTILE))
    root = tree(html)
    assert not root.xpath("//script|//link|//img|//iframe|//object|//embed|//base|//form")
    assert not root.xpath("//@src|//@style|//@srcset|//@background|//@action")
    assert not [a for a in root.xpath("//@*") if getattr(a, "attrname", "").startswith("on")]
    style = "".join(root.xpath("//style/text()"))
    assert "url(" not in style and "@import" not in style
    assert len(root.xpath("//style")) == 1
    for link in root.xpath("//a/@href"):
        assert link.startswith(("#", "http://", "https://"))
    policy = root.xpath('//meta[@http-equiv="Content-Security-Policy"]/@content')
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_only_web_addresses_become_links() -> None:
    def sources(url: str) -> list[str]:
        coding = visit()
        html = page(replace(coding, document=replace(coding.document, url=url)))
        return [h for h in tree(html).xpath("//a/@href") if not h.startswith("#")]

    assert sources("https://example.org/a?b=1&c=2") == ["https://example.org/a?b=1&c=2"]
    for bad in ("javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "//e.example"):
        assert sources(bad) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_it_stands(text: str) -> None:
    html = page(hostile(text))
    shown = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe]", "\ufffd", text)
    assert body(html) == words(f"Anfang {shown} Mitte {shown} Ende.")
    html.encode("utf-8")
    assert "49" not in body(html)  # no template runs in the text


def test_the_text_of_the_article_is_complete() -> None:
    assert body(page(visit())) == words(TEXT)


def test_text_outside_of_all_paragraphs_is_kept() -> None:
    coding = visit()
    for some in (coding.paragraphs[1:], coding.paragraphs[:1], ()):
        assert body(page(replace(coding, paragraphs=some, events=()))) == words(TEXT)


def test_every_event_is_there_with_its_id_words_and_reasons() -> None:
    coding = visit()
    root = tree(page(coding))
    items = root.xpath('//ol[@class="events"]/li')
    assert len(items) == len(coding.events)
    for item, one in zip(items, coding.events, strict=True):
        content = words(item.text_content())
        assert one.id in content
        assert one.event_type in content
        assert words(one.mentions[0].trigger) in content
        assert item.xpath("./details/summary")
        for reason in one.reasons:
            assert reason.rule in content
    denied = items[2].get("class").split()
    assert "unreal" in denied
    assert "negation" in words(items[2].text_content())


def test_evidence_actors_repeats_and_assessments_are_marked() -> None:
    root = tree(page(visit()))
    marked = [words(x.text_content()) for x in root.xpath('//*[contains(@class, "e vcoop")]')]
    assert marked == ["besuchte am Dienstag Tallinn"] * 2
    assert root.xpath('//span[contains(@class, "ac")][text()="norwegische Außenminister"]')
    assert root.xpath('//span[contains(@class, "as ")]/text()')[0].startswith("Verhältnis")
    (copy,) = root.xpath('//div[@class="par rep"]')
    assert words(copy.xpath('./div[@class="mar"]')[0].text_content()) == "¶2 repeats ¶0"
    refs = root.xpath('//a[contains(@class, "ref")]')
    assert [r.get("data-n") for r in refs] == ["1", "3", "2", "A1", "1"]
    assert all(r.get("aria-label") and not r.text for r in refs)


def test_pictures_have_titles_and_descriptions() -> None:
    root = tree(page(visit()))
    pictures = root.xpath("//*[local-name()='svg']")
    assert len(pictures) == 2
    for picture in pictures:
        assert picture.get("role") == "img"
        assert picture.xpath("./*[local-name()='title']/text()")
        assert picture.xpath("./*[local-name()='desc']/text()")[0].strip()
    lanes = root.xpath('//*[local-name()="text"][@class="name"]/text()')
    assert lanes == ["historical", "current"]  # the planned event has no date
    caption = words(root.xpath('//figure[@class="time"]/figcaption')[0].text_content())
    assert caption == "Without a date: 2"
    ties = root.xpath('//*[local-name()="line"][contains(@class, "tie")]/@class')
    assert ties == ["tie cooperation", "tie stand"]  # the conflict was denied


def test_headings_and_landmarks() -> None:
    root = tree(page(visit()))
    assert [h.text_content() for h in root.xpath("//h1")] == ["Besuch in Tallinn"]
    assert len(root.xpath("//main")) == 1 and not root.xpath("//nav")
    levels = [int(h.tag[1]) for h in root.xpath("//h1|//h2|//h3|//h4")]
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert root.get("lang") == "en"
    assert root.xpath('//*[@class="body"]/@lang') == ["de"]


def test_several_documents_have_a_table_of_contents() -> None:
    root = tree(page(visit(), bare("Nur Wetter.", title="Wetter"), visit()))
    entries = [a.get("href") for a in root.xpath("//nav//a")]
    assert entries == ["#d1", "#d2", "#d3"]
    assert root.xpath("//h1")[0].text_content() == "3 documents"
    assert "no events" in root.xpath("//nav//li[2]")[0].text_content()


def test_no_document_is_a_page_too() -> None:
    assert "No document was coded." in tree(page()).text_content()


def test_folders_of_the_source_are_not_told() -> None:
    for source in ("/home/someone/a.txt", "C:\\Users\\someone\\a.txt"):
        html = page(bare("Wetter.", source=source))
        assert "someone" not in html and "a.txt" in html


def test_the_same_codings_give_the_same_page() -> None:
    assert page(visit(), bare("x")) == page(visit(), bare("x"))


spans = st.tuples(
    st.integers(-3, 40), st.integers(-3, 40), st.sampled_from(["event", "assessment", "actor"])
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(spans, max_size=12), st.integers(0, 30), st.integers(0, 30))
def test_pieces_of_overlapping_marks_are_the_text(
    chosen: list[tuple[int, int, str]], one: int, other: int
) -> None:
    start, end = min(one, other), max(one, other)
    text = "0123456789abcdefghijklmnopqrstuvwxyz"[:30]
    marks = [Mark(a, b, kind, i, str(i)) for i, (a, b, kind) in enumerate(chosen)]
    pieces = list(cut(text, start, end, marks))
    assert "".join(p.text for p in pieces) == text[start:end]
    at = start
    for piece in pieces:
        for mark in (piece.event, piece.assessment, piece.actor):
            assert mark is None or mark.start <= at < at + len(piece.text) <= mark.end
        at += len(piece.text)
    ended = [m.number for p in pieces for m in p.ends]
    inside = [m for m in marks if max(m.start, start) < min(m.end, end) and m.kind != "actor"]
    assert sorted(ended) == sorted(m.number for m in inside)


def test_of_nested_marks_the_shortest_is_on_top() -> None:
    outer, inner = Mark(0, 10, "event", 1, "o"), Mark(3, 6, "event", 2, "i")
    pieces = list(cut("0123456789", 0, 10, [outer, inner]))
    assert [(p.text, p.event and p.event.number) for p in pieces] == [
        ("012", 1),
        ("345", 2),
        ("6789", 1),
    ]


def test_of_marks_at_one_place_the_first_given_is_on_top() -> None:
    marks = [Mark(0, 3, "actor", 0, label) for label in "zyxwvutsrqponmlkjihgfedcba"]
    (piece, *_) = mark_blocks(visit(), marks)[0].pieces
    assert piece.actor and piece.actor.label == "z"


def test_a_mark_over_two_paragraphs_is_cut_at_their_border() -> None:
    coding = visit()
    blocks = mark_blocks(coding, [Mark(0, len(TEXT), "event", 1, "all")])
    assert [b.repeats for b in blocks] == [None, None, 0]
    assert all(p.event for b in blocks for p in b.pieces)


def dated(number: int, lane: str, start: dt.date | None, end: dt.date | None) -> Dated:
    return Dated(number, lane, start, end, f"{number} CONSULT/visit A › B", "", "vcoop", True)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["historical", "current", "planned"]),
            st.one_of(st.none(), st.dates()),
            st.one_of(st.none(), st.dates()),
        ),
        max_size=12,
    ),
    st.one_of(st.none(), st.dates()),
)
def test_the_timeline_holds_any_days(
    days: list[tuple[str, dt.date | None, dt.date | None]], published: dt.date | None
) -> None:
    events = [dated(i, *values) for i, values in enumerate(days)]
    timeline = draw_timeline(events, published)
    drawn = [b for lane in timeline.lanes for b in lane.bars] if timeline else []
    assert sorted(b.dated.number for b in drawn) == [e.number for e in events if e.start or e.end]
    if timeline:
        for lane in timeline.lanes:
            assert len(lane.ticks) <= 16
            for bar in lane.bars:
                assert bar.dated.lane == lane.name
                assert 0 <= bar.x <= timeline.width and 0 <= bar.x2 <= timeline.width
                assert lane.y < bar.y < bar.ty < lane.axis + 4


def test_labels_of_the_timeline_do_not_lie_on_each_other() -> None:
    day = dt.date(2021, 3, 16)
    timeline = draw_timeline([dated(i, "current", day, day) for i in range(9)], DAY)
    assert timeline
    (lane,) = timeline.lanes
    assert len({(bar.tx, bar.ty) for bar in lane.bars}) == 9


def test_the_graph_of_many_parties_says_how_many_are_left_out() -> None:
    ties = [Tie("AAA", f"B{i:02d}", "cooperation", 1, "+1", "") for i in range(30)]
    graph = draw_graph(ties)
    assert graph and len(graph.nodes) == MOST
    assert graph.left_out == 31 - MOST
    assert len({(n.x, n.y) for n in graph.nodes}) == MOST
    assert draw_graph(ties[::-1]) == graph


def test_a_party_alone_and_no_party() -> None:
    assert draw_graph([]) is None
    graph = draw_graph([Tie("AAA", "AAA", "conflict", 2, "−2", "")])
    assert graph and graph.nodes[0].within == "−2" and not graph.lines


def test_evidence_of_another_text_does_no_harm() -> None:
    """Offsets beyond the end of the text neither fail nor add characters."""
    coding = visit()
    far = replace(evidence(TEXT, "lobte", coding.paragraphs), start=9000, end=9005)
    one = replace(coding.events[0], mentions=(far,))
    assert body(page(replace(coding, events=(one,)))) == words(TEXT)
