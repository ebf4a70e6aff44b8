"""HTML pages: main text and, from the page's own data, title, date, language, publisher."""

from __future__ import annotations

import datetime as dt
import html
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import lxml.html

from detente.errors import InputError
from detente.ingest._bytes import digest, language_code, parse_date
from detente.types import Document

_LEFT_OUT = frozenset(
    {"button", "figcaption", "form", "iframe", "noscript", "object", "script", "style", "svg"}
)
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "br", "caption", "dd", "div", "dl", "dt",
        "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
        "nav", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
    }
)  # fmt: skip
_TAG = re.compile(r"<[/!?]?[A-Za-z]")
_SPACE = re.compile(r"[ \t\n\r\f\xa0]+")
LONG = 400  # characters from which a piece of HTML is read as an article
KEPT = 0.5  # share of a piece that its article must hold, or the extractor lost the text
_DATES = (
    "article:published_time",
    "datePublished",
    "date",
    "dc.date",
    "DC.date.issued",
    "pubdate",
    "publish-date",
    "parsely-pub-date",
)


def read_html(text: str, name: str) -> Iterator[Document]:
    """One document. The date is that of JSON-LD, else of the meta elements, else of a time
    element; a date that cannot be read gives a warning. The extractor's guess is not taken: a
    copyright line or any date of the text would do for it.
    """
    try:
        tree = lxml.html.document_fromstring(
            text.encode("utf-8"), parser=lxml.html.HTMLParser(encoding="utf-8")
        )
    except (lxml.etree.ParserError, ValueError) as error:
        raise InputError(f"{name}: the page cannot be parsed ({error})", code="bad-html") from error
    facts = _json_ld(tree)
    warnings: list[str] = []
    published = _published(tree, facts, name, warnings)
    extracted = _extract(text, name)
    body = extracted.text if extracted is not None else None
    if not body or not body.strip():
        raise InputError(
            f"{name}: no article text was found in the page; save the text itself as a .txt file",
            code="no-article",
        )
    title = facts.get("headline") or _meta(tree, "og:title") or (extracted and extracted.title)
    url = facts.get("url") or _first(tree, '//link[@rel="canonical"]/@href')
    language = facts.get("inLanguage") or _first(tree, "/html/@lang")
    yield Document(
        id=digest(title, url, body),
        text=body,
        title=title or None,
        url=url or None,
        publisher=facts.get("publisher") or _meta(tree, "og:site_name"),
        language=code if len(code := language_code(language) or "") == 2 else None,
        published=published,
        source=name,
        warnings=tuple(warnings),
    )


def fragment_text(value: str) -> str:
    """The text of a piece of HTML, as feeds carry it: a line a block, captions and forms left out.

    A long piece is read as an article is, which leaves out lists of links and the like.
    """
    if not _TAG.search(value):
        lines = (_SPACE.sub(" ", line).strip() for line in html.unescape(value).split("\n"))
        return "\n".join(line for line in lines if line)
    plain = _lines(value)
    if len(plain) < LONG:
        return plain
    wrapped = f"<html><body><article>{value}</article></body></html>"
    extracted = _extract(wrapped, "fragment")
    article = (extracted.text or "").strip() if extracted is not None else ""
    return article if len(article) >= KEPT * len(plain) else plain


def _lines(value: str) -> str:
    tree = lxml.html.fragment_fromstring(value, create_parent="div")
    for node in list(tree.iter()):
        if not isinstance(node.tag, str) or node.tag in _LEFT_OUT:
            if node.getparent() is not None:
                node.drop_tree()
            continue
        node.text = _SPACE.sub(" ", node.text or "")
        node.tail = _SPACE.sub(" ", node.tail or "")
        if node.tag in _BLOCKS:
            node.text = "\n" + node.text
            node.tail = "\n" + node.tail
    lines = (_SPACE.sub(" ", line).strip() for line in tree.text_content().split("\n"))
    return "\n".join(line for line in lines if line)


def _extract(text: str, name: str) -> Any:
    from trafilatura import bare_extraction  # slow to import: only where a page is read

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        return bare_extraction(
            text,
            with_metadata=True,
            include_comments=False,
            include_tables=False,
            deduplicate=False,
        )
    except Exception as error:  # a page that breaks the extractor is one bad page
        raise InputError(
            f"{name}: no article text can be taken from the page ({type(error).__name__})",
            code="no-article",
        ) from error


def _json_ld(tree: Any) -> dict[str, str]:
    for script in tree.xpath('//script[@type="application/ld+json"]/text()'):
        try:
            value = json.loads(script)
        except (ValueError, RecursionError):
            continue
        for item in _objects(value):
            kinds = item.get("@type")
            if "Article" not in str(kinds) and "Report" not in str(kinds):
                continue
            out = {
                k: str(item[k])
                for k in ("headline", "datePublished", "inLanguage", "url")
                if isinstance(item.get(k), str)
            }
            publisher = item.get("publisher")
            if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
                out["publisher"] = publisher["name"]
            return out
    return {}


def _objects(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [o for v in value for o in _objects(v)]
    if isinstance(value, dict):
        return [value, *_objects(value.get("@graph", []))]
    return []


def _published(tree: Any, facts: dict[str, str], name: str, warnings: list[str]) -> dt.date | None:
    stated = [facts.get("datePublished"), *(_meta(tree, key) for key in _DATES)]
    stated.append(_first(tree, "//time[@datetime]/@datetime"))
    for value in stated:
        if not value:
            continue
        try:
            return parse_date(value, name)
        except InputError:
            warnings.append(f"the page states the date {value!r}, which cannot be read")
    return None


def _meta(tree: Any, key: str) -> str | None:
    return _first(tree, f'//meta[@property="{key}" or @name="{key}" or @itemprop="{key}"]/@content')


def _first(tree: Any, path: str) -> str | None:
    found = tree.xpath(path)
    return str(found[0]).strip() if found else None
