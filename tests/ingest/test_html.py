"""Pages: the article's text, and what the page itself says of it."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from detente.errors import InputError
from detente.ingest.html import read_html
from detente.types import Document

SENTENCES = (
    "Die slowakische Ministerpräsidentin empfing am Montag ihren Amtskollegen aus Laos. ",
    "Beide Seiten unterzeichneten ein Abkommen über den Handel mit Holz und Reis. ",
    "Nach dem Treffen sprachen sie vor der Presse über ihre gemeinsamen Pläne. ",
)
ARTICLE = "".join(f"<p>{s * 2}</p>" for s in SENTENCES)


def page(head: str = "", body: str = ARTICLE, attributes: str = 'lang="de-AT"') -> str:
    return (
        f"<!DOCTYPE html><html {attributes}><head><title>Ein Abkommen</title>{head}</head>"
        f"<body><nav><a href='/'>Start</a></nav><article><h1>Ein Abkommen</h1>{body}</article>"
        "<footer>Impressum</footer></body></html>"
    )


def linked(**values: object) -> str:
    value = {"@context": "https://schema.org", "@type": "NewsArticle", **values}
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def meta(key: str, value: str) -> str:
    return f'<meta property="{key}" content="{value}">'


def one(html: str) -> Document:
    (document,) = read_html(html, "a.html")
    return document


def test_the_main_text_is_taken() -> None:
    document = one(page())
    for sentence in SENTENCES:
        assert sentence.strip() in document.text
    assert "Impressum" not in document.text and "Start" not in document.text
    assert document.language == "de"
    assert document.published is None
    assert document.source == "a.html"


def test_the_date_of_linked_data_comes_first() -> None:
    head = (
        meta("article:published_time", "2020-01-01T00:00:00Z")
        + linked(
            datePublished="2021-03-17T08:30:00+01:00",
            headline="Überschrift",
            inLanguage="de",
            url="https://example.org/1",
            publisher={"name": "Blatt"},
        )
        + '<time datetime="2019-01-01">'
    )
    document = one(page(head))
    assert document.published == dt.date(2021, 3, 17)
    assert (document.title, document.url, document.publisher) == (
        "Überschrift",
        "https://example.org/1",
        "Blatt",
    )
    assert not document.warnings


def test_linked_data_inside_of_a_graph() -> None:
    graph = {
        "@graph": [
            {"@type": "WebSite", "url": "https://example.org"},
            {"@type": ["Report"], "datePublished": "2021-03-17"},
        ]
    }
    head = f'<script type="application/ld+json">{json.dumps(graph)}</script>'
    assert one(page(head)).published == dt.date(2021, 3, 17)


def test_then_the_meta_elements_then_a_time_element() -> None:
    both = meta("article:published_time", "2021-03-16T08:00:00Z")
    body = '<time datetime="2021-03-15">heute</time>' + ARTICLE
    assert one(page(both, body)).published == dt.date(2021, 3, 16)
    assert one(page(body=body)).published == dt.date(2021, 3, 15)


def test_facts_of_the_meta_elements() -> None:
    head = (
        meta("og:title", "OG-Titel")
        + meta("og:site_name", "OG-Blatt")
        + '<link rel="canonical" href="https://example.org/c">'
    )
    document = one(page(head))
    assert (document.title, document.publisher, document.url) == (
        "OG-Titel",
        "OG-Blatt",
        "https://example.org/c",
    )


def test_a_date_that_cannot_be_gives_a_warning_and_not_another_meaning() -> None:
    document = one(page(linked(datePublished="2021-02-30")))
    assert document.published is None
    assert any("2021-02-30" in w for w in document.warnings)


@pytest.mark.parametrize(
    "body", [ARTICLE + "<p>Am 4.5.1999 war er in Wien.</p>", ARTICLE + "<p>© 2019 Blatt</p>"]
)
def test_no_date_is_guessed(body: str) -> None:
    assert one(page(body=body)).published is None


def test_linked_data_that_is_none_is_passed_over() -> None:
    for bad in ("{", "[" * 100_000, '"x"', "null", '{"@type": "NewsArticle", "publisher": 1}'):
        head = f'<script type="application/ld+json">{bad}</script>'
        assert one(page(head + meta("date", "2021-03-17"))).published == dt.date(2021, 3, 17)


@pytest.mark.parametrize("attributes", ["", 'lang=""', 'lang="x-default"', 'lang="German"'])
def test_a_language_that_is_no_code_is_not_known(attributes: str) -> None:
    assert one(page(attributes=attributes)).language is None


@pytest.mark.parametrize(
    "html",
    [
        "<html></html>",
        "<!DOCTYPE html>",
        "<html><body><img src='a.png'></body></html>",
        "<svg onload=x>",
        "<!--",
        "<html>" + "<div>" * 20_000,
    ],
)
def test_a_page_without_an_article_is_said_to_be_one(html: str) -> None:
    with pytest.raises(InputError) as caught:
        one(html)
    assert caught.value.code in {"no-article", "bad-html"}
    assert "a.html" in str(caught.value)


def test_scripts_and_markup_do_not_get_into_the_text() -> None:
    body = "<script>alert(1)</script><style>p{}</style>" + ARTICLE + "<p>a &lt;b&gt; c</p>" * 3
    text = one(page(body=body)).text
    assert "alert" not in text and "p{}" not in text
    assert "a <b> c" in text
