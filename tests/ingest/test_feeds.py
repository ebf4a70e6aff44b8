"""Feeds: RSS of all ages and Atom, the text of an entry, broken and hostile ones."""

from __future__ import annotations

import datetime as dt
import time
import tracemalloc
from contextlib import suppress
from html import escape
from pathlib import Path

import pytest

from detente.errors import InputError
from detente.ingest.feeds import OWN_TEXT, is_feed, read_feed
from detente.ingest.html import fragment_text
from detente.types import Document
from tests.ingest.sites import ARTICLE, SENTENCES

TEASER = "Beide Seiten unterzeichneten ein Abkommen."


def rss(*items: str, head: str = "", attributes: str = "") -> str:
    spaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"'
        ' xmlns:media="http://search.yahoo.com/mrss/"'
    )
    inside = "".join(f"<item>{i}</item>" for i in items)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {spaces} {attributes}>'
        '<channel><atom:link rel="self" href="http://a.example/feed"/>'
        "<title>Das Blatt</title><link>http://a.example/</link><language>de-AT</language>"
        f"<image><title>Bild</title></image>{head}{inside}</channel></rss>"
    )


def atom(*entries: str, attributes: str = "") -> str:
    inside = "".join(f"<entry>{e}</entry>" for e in entries)
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>Das Blatt</title>'
        f'<link rel="self" href="http://a.example/feed"/><link href="http://a.example/"/>{inside}'
        "</feed>"
    )


def items(feed: str, **options: object) -> list[Document | InputError]:
    return list(read_feed(feed, "feed.xml", **options))  # type: ignore[arg-type]


def one(feed: str, **options: object) -> Document:
    (document,) = items(feed, **options)
    assert isinstance(document, Document), document
    return document


def fault(feed: str) -> InputError:
    (error,) = items(feed)
    assert isinstance(error, InputError)
    return error


# what an entry says


def test_an_entry_of_rss() -> None:
    document = one(
        rss(
            "<title>Treffen &amp;amp; Abkommen</title><link>http://a.example/1</link>"
            "<pubDate>Wed, 23 Feb 2022 23:30:00 +0100</pubDate><media:title>nicht das</media:title>"
            f"<description>{TEASER}</description>"
            f"<content:encoded><![CDATA[{ARTICLE}]]></content:encoded>"
        )
    )
    assert document.text == "\n".join((s * 2).strip() for s in SENTENCES)
    assert document.title == "Treffen & Abkommen"
    assert document.url == "http://a.example/1"
    assert document.published == dt.date(2022, 2, 23)  # the day where it was published
    assert (document.publisher, document.language) == ("Das Blatt", "de")
    assert document.source == "feed.xml, entry 1"
    assert document.warnings == ()


def test_an_entry_of_atom() -> None:
    document = one(
        atom(
            '<title type="html">&lt;b&gt;Treffen&lt;/b&gt; &amp;amp; Abkommen</title>'
            '<link rel="enclosure" href="http://a.example/1.mp3"/><link href="/1"/>'
            "<published>2022-02-23T10:00:00Z</published><updated>2022-02-25T10:00:00Z</updated>"
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
            f"{ARTICLE}</div></content><summary>{TEASER}</summary>",
            attributes='xml:lang="de"',
        )
    )
    assert document.text == "\n".join((s * 2).strip() for s in SENTENCES)
    assert (document.title, document.url) == ("Treffen & Abkommen", "http://a.example/1")
    assert (str(document.published), document.language) == ("2022-02-23", "de")
    assert document.publisher == "Das Blatt"


def test_an_entry_of_rss_1() -> None:
    document = one(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<channel><title>Das Blatt</title><dc:language>de</dc:language></channel>"
        "<item><title>Treffen</title><link>http://a.example/1</link>"
        f"<description>{TEASER}</description><dc:date>2022-02-23T10:00+01:00</dc:date></item>"
        "</rdf:RDF>"
    )
    assert (document.title, document.text) == ("Treffen", TEASER)
    assert (str(document.published), document.language) == ("2022-02-23", "de")
    assert document.publisher == "Das Blatt"
    assert "only a teaser" in document.warnings[0]


def test_the_longest_text_is_taken() -> None:
    document = one(rss(f"<description>{escape(ARTICLE)}</description><content:encoded/>"))
    assert len(document.text) > OWN_TEXT


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (f"<content>{TEASER} a &lt; b</content>", f"{TEASER} a < b"),
        ('<content type="text">a &lt;b&gt; c</content>', "a <b> c"),
        ('<content type="text">Brot&nbsp;&ndash;&nbsp;hier</content>', "Brot – hier"),
        ('<content type="html">a &lt;b&gt;c&lt;/b&gt;</content>', "a c"),
        ('<content src="http://a.example/x"/><summary>kurz</summary>', "kurz"),
        ('<content type="image/png">AAAA</content><summary>kurz</summary>', "kurz"),
    ],
)
def test_kinds_of_text_in_atom(content: str, text: str) -> None:
    assert one(atom(content)).text == text


@pytest.mark.parametrize(
    ("inside", "day", "warned"),
    [
        ("<pubDate>Wed, 23 Feb 2022 10:00:00 GMT</pubDate>", "2022-02-23", ""),
        ("<pubDate>23 Feb 22 10:00 EST</pubDate>", "2022-02-23", ""),
        ("<pubDate>2022-02-23</pubDate>", "2022-02-23", ""),
        ("<dc:date>2022-02-23T23:59:00-05:00</dc:date>", "2022-02-23", ""),
        ("<pubDate>Mittwoch</pubDate>", "None", "cannot be read"),
        ("<pubDate>Mittwoch</pubDate><dc:date>2022-02-23</dc:date>", "2022-02-23", "cannot be"),
        ("<atom:updated>2022-02-23T10:00:00Z</atom:updated>", "2022-02-23", "last change"),
        ("", "None", ""),
    ],
)
def test_days(inside: str, day: str, warned: str) -> None:
    document = one(rss(f"<description>{TEASER}</description>{inside}"))
    assert str(document.published) == day
    notes = [w for w in document.warnings if "teaser" not in w]
    assert bool(notes) == bool(warned) and all(warned in n for n in notes)


@pytest.mark.parametrize(
    ("inside", "url"),
    [
        ("<link>/1</link>", "http://a.example/1"),
        ("<guid>http://a.example/2</guid>", "http://a.example/2"),
        ('<guid isPermaLink="false">http://a.example/2</guid>', None),
        ("<link>javascript:alert(1)</link>", None),
        ("<link><![CDATA[http://a.example/?a=1&copy=2]]></link>", "http://a.example/?a=1&copy=2"),
        ("<link>http://a.example/?a=1&amp;b=2</link>", "http://a.example/?a=1&b=2"),
        ("<link>http://[</link>", None),
        ("", None),
    ],
)
def test_links(inside: str, url: str | None) -> None:
    assert one(rss(f"<description>{TEASER}</description>{inside}")).url == url


def test_the_outlet_that_an_entry_names_wins() -> None:
    inside = f'<description>{TEASER}</description><source url="http://b.example/">Post</source>'
    assert one(rss(inside)).publisher == "Post"
    source = f"<summary>{TEASER}</summary><source><id>1</id><title>Post</title></source>"
    assert one(atom(source)).publisher == "Post"


def test_facts_after_the_entries_count() -> None:
    feed = rss(f"<description>{TEASER}</description>").replace("<language>de-AT</language>", "")
    assert one(feed.replace("</channel>", "<language>de</language></channel>")).language == "de"


def test_order_and_numbers() -> None:
    found = items(rss(*(f"<description>Text {n}.</description>" for n in range(20))))
    assert [d.text for d in found if isinstance(d, Document)] == [f"Text {n}." for n in range(20)]
    assert found[19].source == "feed.xml, entry 20"  # type: ignore[union-attr]


# what is wrong


def test_an_entry_without_text_is_named_and_the_rest_is_read() -> None:
    first, second = items(rss("<title>Nur dies</title>", f"<description>{TEASER}</description>"))
    assert isinstance(first, InputError) and first.code == "empty"
    assert "entry 1" in first.message
    assert isinstance(second, Document)


def test_a_feed_that_is_cut_off_gives_what_came_before() -> None:
    feed = rss(*(f"<description>{ARTICLE_TEXT}{n}.</description>" for n in range(3)))
    found = items(feed[: feed.rindex("<item>") + 60])
    assert [isinstance(i, Document) for i in found] == [True, True, False]
    error = found[-1]
    assert isinstance(error, InputError) and error.code == "bad-feed"
    assert "2 entries" in error.message


ARTICLE_TEXT = "".join(SENTENCES) * 2


@pytest.mark.parametrize(
    "text",
    ["Brot & Spiele", "Brot&nbsp;&amp;&nbsp;Spiele &bdquo;hier&ldquo;", "Brot &unbekannt; x\x0b"],
)
def test_what_is_no_xml_but_common_is_mended(text: str) -> None:
    assert one(rss(f"<description>{text}</description>")).text.startswith("Brot")


def test_entities_are_what_html_means_by_them() -> None:
    text = one(
        rss("<description>Brot&nbsp;&amp;&nbsp;&bdquo;Spiele&ldquo; &lt;3</description>")
    ).text
    assert text == "Brot & „Spiele“ <3"


@pytest.mark.parametrize("feed", [rss(), atom()])
def test_a_feed_without_entries(feed: str) -> None:
    assert fault(feed).code == "empty"


def test_xml_that_is_no_feed() -> None:
    error = fault_of("<catalog><item><description>x</description></item></catalog>")
    assert error.code == "bad-feed" and "<catalog>" in error.message


def fault_of(feed: str) -> InputError:
    with pytest.raises(InputError) as caught:
        items(feed)
    return caught.value


def hostile(declared: str, used: str) -> str:
    item = f"<item><description>{used}</description></item>"
    return f"<!DOCTYPE rss [{declared}]><rss><channel>{item}</channel></rss>"


def test_a_file_of_this_machine_cannot_be_drawn_in(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim", "utf-8")
    for declared in (
        f'<!ENTITY x SYSTEM "{secret.as_uri()}">',
        f'<!ENTITY % x SYSTEM "{secret.as_uri()}"> %x;',
    ):
        error = fault_of(hostile(declared, "&x;"))
        assert error.code == "bad-feed" and "geheim" not in error.message


def test_a_bomb_of_entities_is_not_unpacked() -> None:
    laughs = '<!ENTITY a0 "lollollollol">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )
    start = time.perf_counter()
    tracemalloc.start()
    try:
        assert fault_of(hostile(laughs, "&a9;")).code == "bad-feed"
        attribute = hostile(laughs, "x").replace("<rss>", '<rss version="&a9;">')
        for found in [attribute, hostile(laughs, "x")]:
            try:
                (item,) = items(found)
            except InputError as error:
                item = error
            assert isinstance(item, InputError) and item.code == "bad-feed"
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize("piece", ["<![CDATA[", "<item>", "&", "<!--", "<a:b>", "]]>"])
def test_no_feed_takes_long(piece: str) -> None:
    start = time.perf_counter()
    with suppress(InputError):
        items("<rss><channel>" + piece * 100_000)
    is_feed(piece * 100_000)
    assert time.perf_counter() - start < 3


# HTML in a feed


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Er <a href='x'>reiste</a>\n nach <b>Prag</b>.</p>", "Er reiste nach Prag."),
        ("eins<br/><br>zwei<div>drei<div>vier</div>fünf</div>", "eins\nzwei\ndrei\nvier\nfünf"),
        ("<p>a</p><script>x()</script><style>y</style><!-- z --><p>b</p>", "a\nb"),
        ("<figure><img src=x><figcaption>Foto: dpa</figcaption></figure>Text", "Text"),
        ("Brot &amp; Spiele", "Brot & Spiele"),
        ("a < b und c > d", "a < b und c > d"),
        ("<ul><li>eins</li><li>zwei</li></ul>", "eins\nzwei"),
        ("zwei\nZeilen", "zwei\nZeilen"),
        ("<img src='a.jpg'/>", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_fragments(html: str, text: str) -> None:
    assert fragment_text(html) == text


def test_a_long_fragment_loses_its_links_but_never_its_text() -> None:
    shares = "<ul>" + "<li><a href='x'>Teilen</a></li>" * 5 + "</ul>"
    assert fragment_text(ARTICLE + shares).split("\n")[:3] == [(s * 2).strip() for s in SENTENCES]
    listed = "".join(f"<li>{s}</li>" for s in SENTENCES * 3)
    assert fragment_text(f"<ul>{listed}</ul>").count("Abkommen") == 3
