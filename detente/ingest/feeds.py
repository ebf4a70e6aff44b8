"""Feeds: RSS 2.0 and its elders, RSS 1.0 (RDF) and Atom; an article an entry."""

from __future__ import annotations

import datetime as dt
import email.utils
import html
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html.entities import html5
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from detente.errors import InputError
from detente.ingest._bytes import digest, language_code, parse_date
from detente.ingest._memory import Memory
from detente.ingest.html import fragment_text
from detente.types import Document

OWN_TEXT = 400  # characters from which an entry is taken to hold its article, not a teaser
ROOTS = frozenset({"rss", "RDF", "feed"})
_PLAIN = frozenset(  # namespaces in which an element's own name says what it is
    {
        "",
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://www.w3.org/2005/Atom",
        "http://purl.org/atom/ns#",
    }
)
_PREFIXES = {
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dc:",
    "http://www.w3.org/XML/1998/namespace": "xml:",
}
_BODIES = ("content:encoded", "content", "description", "summary")
_DATES = ("pubDate", "dc:date", "published", "issued", "dc:created")
_CHANGED = ("updated", "modified", "dc:modified")
_LANGUAGES = ("xml:lang", "dc:language", "language")
_LOOSE = re.compile(r"&(#\d+;|#[xX][0-9a-fA-F]+;|\w+;)?")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_XML_NAMES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})

_LASTING = frozenset({"http-error", "bad-type", "too-large", "empty"})  # another day as well
Fetch = Callable[[str], Document]


@dataclass(frozen=True, slots=True)
class _Entry:
    """What an entry holds, by the names of its elements, and its bodies as texts."""

    values: dict[str, str]
    link: str | None
    bodies: tuple[str, ...]


def is_feed(text: str) -> bool:
    """Whether a text begins as a feed does."""
    head = re.sub(r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>]*>", "", text[:5000], flags=re.S).lstrip()
    found = re.match(r"<(?:\w+:)?(\w+)[\s>]", head)
    return found is not None and found[1] in ROOTS


def read_feed(
    text: str,
    name: str,
    *,
    base: str | None = None,
    fetch: Fetch | None = None,
    memory: Memory | None = None,
) -> Iterator[Document | InputError]:
    """A document an entry, in the feed's order.

    An entry of OWN_TEXT characters or more is its own article. A shorter one is a teaser: with
    `fetch`, which gives the article at an address, its page is read instead, and where that is
    refused for good the teaser serves, with a warning. `base` is the feed's own address. Pages of
    entries that `memory` has are not read again while the feed says the same of them. An
    entry that cannot be read, and a feed that breaks off, give an InputError in their place.
    """
    about: dict[str, str] = {}
    entries: list[_Entry] = []
    broken = _parse(text, name, about, entries)
    address = base or about.get("link")
    for number, entry in enumerate(entries, 1):
        yield from _read(entry, about, f"{name}, entry {number}", address, fetch, memory)
    if broken is not None:
        yield broken
    elif not entries:
        yield InputError(f"{name}: the feed has no entries", code="empty")


def _parse(text: str, name: str, about: dict[str, str], entries: list[_Entry]) -> InputError | None:
    """Fill what the feed says of itself and its entries; the error where it stops being XML.

    Nothing is loaded from elsewhere, and a feed that declares entities of its own is refused:
    they can stand for a file of this machine, or for gigabytes.
    """
    events = etree.iterparse(
        io.BytesIO(_mended(text).encode("utf-8", "replace")),
        events=("start", "end"),
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    root: Any = None
    try:
        for event, node in events:
            if root is None:
                root = node
                _check_root(root, name)
                _keep_language(node, about)
            elif event == "end":
                _take(node, about, entries)
    except etree.XMLSyntaxError as error:
        line = error.position[0] if error.position else 0
        rest = f"; the {len(entries)} entries before it are read" if entries else ""
        return InputError(
            f"{name}: not well-formed XML at line {line:,} ({error.msg}){rest}; the feed may be"
            " truncated",
            code="bad-feed",
        )
    return None


def _check_root(root: Any, name: str) -> None:
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise InputError(
            f"{name}: the feed declares entities of its own, which are not read: they could stand"
            " for files of this machine",
            code="bad-feed",
        )
    if etree.QName(root).localname not in ROOTS:
        raise InputError(
            f"{name}: XML, but no feed: it begins with <{etree.QName(root).localname}>, an RSS or"
            f" Atom feed with one of {', '.join(sorted(ROOTS))}",
            code="bad-feed",
        )


def _take(node: Any, about: dict[str, str], entries: list[_Entry]) -> None:
    key = _key(node)
    parent = node.getparent()
    if key in ("item", "entry"):
        entries.append(_entry(node))
        node.clear()
    elif parent is not None and _key(parent) in ("channel", "feed"):
        if key == "link":
            target = _link_target(node)
            if target:
                about.setdefault("link", target)
        elif key in ("title", *_LANGUAGES):
            about.setdefault(key, _words(_markup(node)))
        elif key == "channel":
            _keep_language(node, about)


def _keep_language(node: Any, about: dict[str, str]) -> None:
    stated = node.get("{http://www.w3.org/XML/1998/namespace}lang")
    if stated:
        about.setdefault("xml:lang", stated)


def _entry(node: Any) -> _Entry:
    values: dict[str, str] = {}
    bodies: dict[str, str] = {}
    links: list[str] = []
    _keep_language(node, values)
    for child in node:
        key = _key(child)
        if key is None:
            continue
        if key == "link":
            target = _link_target(child)
            links += [target] if target else []
        elif key in _BODIES:
            bodies.setdefault(key, _markup(child))
        elif key == "source":
            values.setdefault(key, _source(child))
        elif key == "guid" and child.get("isPermaLink", "true").lower() != "true":
            continue
        else:
            values.setdefault(key, _markup(child))
    link = next(iter(links), None) or (values.get("guid") or "").strip() or None
    stated = node.xpath("ancestor-or-self::*/@xml:base")
    for outer in reversed(stated):
        link = _join(outer, link)
    return _Entry(values, link, tuple(bodies[k] for k in _BODIES if k in bodies))


def _source(node: Any) -> str:
    """The outlet that an entry was taken from: RSS says it in words, Atom in a title."""
    titles = (_markup(child) for child in node if _key(child) == "title")
    return next(titles, None) or _markup(node)


def _key(node: Any) -> str | None:
    if not isinstance(node.tag, str):
        return None
    name = etree.QName(node)
    if (name.namespace or "") in _PLAIN:
        return str(name.localname)
    prefix = _PREFIXES.get(name.namespace)
    return f"{prefix}{name.localname}" if prefix else None


def _link_target(node: Any) -> str | None:
    """Where a link leads: Atom says it in an attribute, and of several kinds of link."""
    target = node.get("href")
    if target is not None:
        return str(target).strip() if node.get("rel", "alternate") == "alternate" else None
    return "".join(node.itertext()).strip() or None


def _markup(node: Any) -> str:
    """The HTML that an element holds: escaped, as plain text (Atom) or as elements."""
    kind = (node.get("type") or "").lower()
    if kind == "text" or kind.startswith("text/plain"):
        return html.escape("".join(node.itertext()), quote=False)
    if node.get("src") or kind.startswith(("image/", "audio/", "video/", "application/octet")):
        return ""
    if not len(node):
        return node.text or ""
    inner = (etree.tostring(child, method="html", encoding="unicode") for child in node)
    return html.escape(node.text or "", quote=False) + "".join(inner)


def _read(
    entry: _Entry,
    about: dict[str, str],
    where: str,
    base: str | None,
    fetch: Fetch | None,
    memory: Memory | None,
) -> Iterator[Document | InputError]:
    warnings: list[str] = []
    text = max((fragment_text(body) for body in entry.bodies), key=len, default="")
    link = _join(base, entry.link)
    url = link if link and link.lower().startswith(("http://", "https://")) else None
    title = _words(entry.values.get("title", "")) or None
    stated = next((entry.values[k] for k in _LANGUAGES if k in entry.values), None)
    stated = stated or next((about[k] for k in _LANGUAGES if k in about), None)
    language = language_code(stated)
    known = Document(
        id=digest(title, url, text),
        text=text,
        title=title,
        url=url,
        publisher=_words(entry.values.get("source", "")) or about.get("title") or None,
        language=language if language and len(language) == 2 else None,
        published=_day(entry.values, where, warnings),
        source=where,
    )
    if len(text) < OWN_TEXT and fetch is not None and url is not None:
        own = digest(known.id, *(entry.values.get(key, "") for key in (*_DATES, *_CHANGED)))
        if memory is not None and memory.has_entry(own):
            memory.pass_over(where)
            return
        try:
            article = _joined(fetch(url), known, warnings)
            if memory is not None:
                memory.keep_entry(own, article.id)
            yield article
            return
        except InputError as error:
            if not text or error.code == "fetch-failed":  # that may be otherwise another day
                yield InputError(f"{where}: {error.message}", code=error.code)
                return
            if memory is not None and error.code in _LASTING:
                memory.keep_entry(own, known.id)
            warnings.append(f"only the feed's own text is read: {error.message}")
    elif len(text) < OWN_TEXT:
        warnings.append("only a teaser: the feed holds no more of the article")
    if not text:
        yield InputError(f"{where}: the entry has no text", code="empty")
        return
    yield replace(known, warnings=tuple(warnings))


def _joined(page: Document, known: Document, warnings: list[str]) -> Document:
    """The page's article; what it does not tell itself is as the feed has it."""
    return replace(
        page,
        title=page.title or known.title,
        publisher=page.publisher or known.publisher,
        language=page.language or known.language,
        published=page.published or known.published,
        source=known.source,
        warnings=(*page.warnings, *warnings),
    )


def _day(values: dict[str, str], where: str, warnings: list[str]) -> dt.date | None:
    for names, note in ((_DATES, None), (_CHANGED, "the day of the last change stands for it")):
        for value in (values[key].strip() for key in names if values.get(key)):
            try:
                day = _parse_day(value, where)
            except InputError:
                warnings.append(f"the feed states the date {value!r}, which cannot be read")
                continue
            if note and day:
                warnings.append(f"the feed gives no day of publication: {note}")
            return day
    return None


def _parse_day(value: str, where: str) -> dt.date | None:
    try:
        return parse_date(value, where)
    except InputError:
        try:
            return email.utils.parsedate_to_datetime(value).date()
        except (ValueError, TypeError, IndexError, OverflowError):
            raise InputError(f"{where}: {value!r} is not a date", code="bad-date") from None


def _words(markup: str) -> str:
    return " ".join(fragment_text(markup).split())


def _join(base: str | None, link: str | None) -> str | None:
    try:
        return urljoin(base or "", link) if link else link
    except ValueError:
        return None


def _mended(text: str) -> str:
    """The feed without what makes many no XML: HTML's entities, bare ampersands, controls."""
    text = _FORBIDDEN.sub("", text)
    out, done = [], 0
    while (start := text.find("<![CDATA[", done)) >= 0:
        end = text.find("]]>", start)
        end = len(text) if end < 0 else end
        out += [_LOOSE.sub(_mend, text[done:start]), text[start:end]]
        done = end
    return "".join(out) + _LOOSE.sub(_mend, text[done:])


def _mend(found: re.Match[str]) -> str:
    name = found[1] or ""
    if name.startswith("#") or name in _XML_NAMES:
        return found[0]
    return html.escape(html5[name]) if name in html5 else f"&amp;{name}"
