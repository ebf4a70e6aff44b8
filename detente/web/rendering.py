"""Pages from views: a template or JSON, in the language of the reader.

    add_page(router, "/sources", "sources.html", sources_view)

A view is a frozen dataclass: all that its template may use, and what the twin at the same address
with `.json` gives. It knows no language; the template asks `t` and `w` for words.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.datastructures import QueryParams
from starlette.responses import Response

from detente import __version__
from detente.web.asked import plain
from detente.web.characters import FORBIDDEN, HIDDEN, cleaned
from detente.web.files import static_url
from detente.web.negotiate import tag_of, tagged, unchanged
from detente.web.phrases import load_phrases
from detente.web.recent import is_behind
from detente.web.site import OfSite, Site, heavy
from detente.web.words import COOKIE, choose, languages, load_words, precision

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

T = TypeVar("T")

VARY = "Cookie, Accept-Language"
LANGUAGE = "lang"  # the parameter that chooses the language
_YEAR = 365 * 24 * 3600  # seconds for which a choice of language is kept

_SHOWN = Markup('<span class="ctl">{}</span>')

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")

# quad class -> its style; cooperation is a circle, conflict a triangle, deeds are filled
STYLES: Mapping[str, str] = {
    "verbal cooperation": "vcoop",
    "material cooperation": "mcoop",
    "verbal conflict": "vconf",
    "material conflict": "mconf",
}
SIGNS: Mapping[str, str] = {
    "vcoop": "○", "mcoop": "●", "vconf": "△", "mconf": "▲", "other": "□",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Visit:
    """What a view is made from: the store as it is now, and what was asked.

    `patient`: only what the store says now is good enough, however long that takes.
    """

    site: Site
    connection: Connection
    query: QueryParams
    path: Mapping[str, str]
    patient: bool = True

    def recent(
        self, key: Hashable, make: Callable[[Connection], T], *, needed: bool = True
    ) -> T | None:
        """What takes long to make: for who is not patient perhaps that of an older state; see
        `Recent.get`. With `needed` never None."""
        return self.site.recent.get(self.connection, key, make, wait=self.patient, needed=needed)

    def text(self, name: str, standard: str = "") -> str:
        """A parameter, without blanks around it; UsageError for characters that no text has."""
        return plain(name, self.query.get(name) or standard).strip()


Make = Callable[[Visit], Any]


def add_page(
    router: APIRouter, path: str, template: str, make: Make, *, busy: bool = False
) -> None:
    """Serve a page and its JSON twin; `busy` where it takes much computing."""

    def page(request: Request, site: OfSite) -> Response:
        return answer_page(request, site, template, make)

    def twin(request: Request, site: OfSite) -> Response:
        return answer_twin(request, site, make)

    waits = [Depends(heavy)] if busy else []
    name = template.removesuffix(".html")
    # the twin first: a last parameter of the path would take its ending too
    below = "/now" if path == "/" else path
    router.add_api_route(f"{below}.json", twin, dependencies=waits, name=f"{name}_json")
    router.add_api_route(path, page, dependencies=waits, name=name)


def answer_page(request: Request, site: Site, template: str, make: Make) -> Response:
    """The page, or 304 where the reader has it."""
    language = language_of(request)
    with site.reading() as connection:
        tag = tag_of(site.state(connection), str(request.url), language, site.edit)
        same = unchanged(request, tag, vary=VARY)
        if same is not None:
            return same
        view = make(_visit(request, site, connection, patient=False))
        behind = is_behind(connection)
    response = render(request, template, view, language=language, behind=behind)
    if behind:  # the same address has more to say in a moment
        response.headers["cache-control"] = "no-store"
        return response
    return tagged(response, tag, vary=VARY)


def answer_twin(request: Request, site: Site, make: Make) -> Response:
    """The view as JSON, or 304."""
    with site.reading() as connection:
        tag = tag_of(site.state(connection), str(request.url), "json")
        same = unchanged(request, tag)
        if same is not None:
            return same
        view = make(_visit(request, site, connection))
    return tagged(Response(twin_of(view), media_type="application/json"), tag)


def render(
    request: Request,
    template: str,
    view: Any,
    *,
    language: str | None = None,
    status: int = 200,
    behind: bool = False,
) -> Response:
    """A template with its view; `behind` where some of that tells of an older state."""
    site: Site = request.app.state.site
    chosen = language or language_of(request)
    html = (
        environment(chosen)
        .get_template(template)
        .render(
            page=view,
            path=request.url.path,
            here=_path(request) + (f"?{request.url.query}" if request.url.query else ""),
            twin=_twin_address(request),
            turns=[
                (code, load_words(code)("name"), _turned(request, code)) for code in languages()
            ],
            edit=site.edit,
            guarded=bool(site.token),
            behind=behind,
        )
    )
    response = Response(
        html.encode("utf-8", "replace"), status_code=status, media_type="text/html; charset=utf-8"
    )
    if request.query_params.get(LANGUAGE) == chosen:
        response.set_cookie(COOKIE, chosen, max_age=_YEAR, httponly=True, samesite="lax")
    return response


def twin_of(view: Any) -> str:
    """A view as JSON, its keys in the order of its fields."""
    # a view holds nothing that holds it: to look for that takes a third of the time
    text = json.dumps(
        view, ensure_ascii=False, allow_nan=False, check_circular=False, default=_plain
    )
    return text.encode("utf-8", "replace").decode("utf-8")


def language_of(request: Request) -> str:
    """The language that a request is answered in."""
    asked = request.query_params.get(LANGUAGE)
    headers = request.headers
    return choose(asked, request.cookies.get(COOKIE), headers.get("accept-language"))


@cache
def environment(language: str) -> Environment:
    """The templates with the words of a language: every value is escaped, an unknown one an error.

    A character that HTML does not allow becomes U+FFFD, as does one that turns the direction.
    """
    words = load_words(language)
    found = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals.update(
        t=words,
        w=words,
        in_words=load_phrases(language),
        static=static_url,
        href=href,
        marked=marked,
        tongue=tongue,
        visible=visible,
        precision=precision,
        style_of=style_of,
        signs=SIGNS,
        version=__version__,
    )
    return found


def href(*parts: str, **parameters: Any) -> str:
    """An address of ours: `href("actors", "IGO:UNO", since=None)`; None is left out."""
    path = "/" + "/".join(quote(part, safe=":,") for part in parts)
    pairs = [(name, value) for name, value in parameters.items() if value is not None]
    return f"{path}?{urlencode(pairs, doseq=True)}" if pairs else path


def style_of(quad: str | None) -> str:
    """The style of a quad class; of one that is not ours `other`."""
    return STYLES.get(quad or "", "other")


def tongue(language: str | None) -> Markup:
    """The attribute `lang` of words of an article, where its language is known and may be one."""
    known = language and _LANGUAGE.fullmatch(language)
    return Markup(' lang="{}"').format(language) if known else Markup("")


def visible(text: str) -> Markup:
    """Text of an article, escaped; characters that nobody would see are shown by their number."""
    text = FORBIDDEN.sub("\ufffd", text)
    parts, at = [], 0
    for found in HIDDEN.finditer(text):
        parts += [escape(text[at : found.start()]), _SHOWN.format(f"U+{ord(found[0]):04X}")]
        at = found.end()
    return Markup("").join([*parts, escape(text[at:])])


def marked(text: str, words: str | None) -> Markup:
    """Text of an article with the first telling of some of its words marked; all is escaped."""
    before, found, after = text.partition(words) if words else (text, "", "")
    middle = Markup("<mark>{}</mark>").format(visible(found)) if found else ""
    return Markup("<bdi>{}{}{}</bdi>").format(visible(before), middle, visible(after))


def _visit(request: Request, site: Site, connection: Connection, *, patient: bool = True) -> Visit:
    path = {name: plain(name, str(value)) for name, value in request.path_params.items()}
    return Visit(site, connection, request.query_params, path, patient)


def _turned(request: Request, language: str) -> str:
    """The same page in another language."""
    pairs = [(k, v) for k, v in request.query_params.multi_items() if k != LANGUAGE]
    return f"{_path(request)}?{urlencode([*pairs, (LANGUAGE, language)], errors='replace')}"


def _twin_address(request: Request) -> str:
    pairs = [(k, v) for k, v in request.query_params.multi_items() if k != LANGUAGE]
    path = "/now" if request.url.path == "/" else _path(request)
    return f"{path}.json" + (f"?{urlencode(pairs, errors='replace')}" if pairs else "")


def _path(request: Request) -> str:
    """The path as a link: never one that a browser takes for another server's."""
    return "/" + quote(request.url.path.lstrip("/\\"), safe="/:,%")


def _clean(value: Any) -> Any:
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return cleaned(value)


def _plain(value: Any) -> Any:
    """Values that JSON has no form for, by others."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: getattr(value, name) for name in _fields_of(type(value))}
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


@cache
def _fields_of(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))
