"""The five lists by their filters, and *Search*: the same lists with facets and snippets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from starlette.datastructures import QueryParams

from detente.archive.asking import LISTS, Query, page
from detente.archive.facets import Facets, Value, facets
from detente.archive.queries import FILTERS, SORTS
from detente.archive.snippets import parse_search, pieces, snippets
from detente.web.asked import asked, parameters_of
from detente.web.downloads import forms_of
from detente.web.origins import shared
from detente.web.rendering import Visit

ROWS = 40  # of a page
FOUND = 20  # of a page of the search, which has snippets
TABS = ("stories", "events", "documents", "assessments", "statements")
_MANY = frozenset(f.name for f in fields(Query) if getattr(Query(), f.name) == ())
_PAGING = ("sort", "limit", "after")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set, and the address of the list without it."""

    name: str
    value: str
    without: str


@dataclass(frozen=True, slots=True)
class ListView:
    """A page of a list.

    `given` are the values of each filter as they were asked, `filters` and `sorts` those that the
    list takes. `first` and `next` are addresses, None where there is no such page; `query` are
    the parameters that ask for the whole list.
    """

    listing: str
    rows: list[Row]
    given: Mapping[str, tuple[str, ...]]
    chips: tuple[Chip, ...]
    filters: tuple[str, ...]
    sorts: tuple[str, ...]
    sort: str
    first: str | None
    next: str | None
    query: str
    formats: tuple[str, ...]
    most: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet with the address that chooses it, or lets it go where it is `chosen`."""

    value: str
    count: int
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Tab:
    """The same search in another list."""

    listing: str
    address: str


@dataclass(frozen=True, slots=True)
class SearchView:
    """A page of what was found; each row has a `snippet` (see `_with_snippets`).

    `wordless`: what was typed holds no word, and so nothing is found.
    """

    text: str
    wordless: bool
    tabs: tuple[Tab, ...]
    found: ListView
    counted: int
    more: bool
    facets: Mapping[str, tuple[Choice, ...]]


def list_view(visit: Visit, listing: str) -> ListView:
    """A page of a list; UsageError for what it cannot be asked."""
    query = asked(listing, visit.query, visit.site.limits)
    return _view(visit, f"/{listing}", listing, query, {})


def search_view(visit: Visit) -> SearchView:
    """What a search finds; UsageError for what cannot be asked."""
    listing = visit.text("show", TABS[0])
    if listing not in TABS:
        listing = TABS[0]
    given = [("text" if name == "q" else name, v) for name, v in visit.query.multi_items()]
    typed = visit.text("q") or visit.text("text")
    wordless = bool(typed) and not parse_search(typed)
    if wordless:
        given = [(name, value) for name, value in given if name != "text"]
    query = asked(listing, QueryParams(given), visit.site.limits, besides=("show",))
    query = replace(query, limit=query.limit or FOUND)
    view = _view(visit, "/search", listing, query, {"show": listing})
    plain = replace(query, limit=None, after=None)
    tabs = tuple(Tab(name, _address("/search", _shared(plain, name), name)) for name in TABS)
    if wordless:
        view = replace(view, rows=[], first=None, next=None)
        return SearchView(typed, True, tabs, view, 0, False, {})
    site, connection = visit.site, visit.connection
    counted: Facets = site.kept(
        connection, ("facets", listing, plain), lambda: facets(connection, listing, plain)
    )
    if query.text:
        view = replace(view, rows=_with_snippets(visit, view.rows, query.text))
    else:
        view = replace(view, rows=[{**row, "snippet": None} for row in view.rows])
    return SearchView(
        text=query.text or "",
        wordless=False,
        tabs=tabs,
        found=view,
        counted=counted.counted,
        more=counted.more,
        facets={
            name: tuple(_choice(plain, listing, name, value) for value in values)
            for name, values in counted.values.items()
        },
    )


def _choice(query: Query, listing: str, name: str, found: Value) -> Choice:
    after = _chosen(query, name, found.value)
    if name == "year":
        chosen = after.since is None and query.since is not None
    else:
        chosen = found.value in getattr(query, name)
    return Choice(found.value, found.count, _address("/search", after, listing), chosen)


def _view(
    visit: Visit, path: str, listing: str, query: Query, besides: Mapping[str, str]
) -> ListView:
    query = replace(query, limit=query.limit or ROWS)
    found = page(visit.connection, listing, query)
    show = besides.get("show")
    return ListView(
        listing=listing,
        rows=list(shared(listing, found.rows)),
        given=_given(query),
        chips=tuple(
            Chip(name, value, _address(path, _without(query, name, value), show))
            for name, values in _given(query).items()
            for value in values
            if not (show and name == "text")
        ),
        filters=FILTERS[listing],
        sorts=SORTS[listing],
        sort=query.sort,
        first=_address(path, replace(query, after=None), show) if query.after else None,
        next=_address(path, replace(query, after=found.after), show) if found.after else None,
        query=parameters_of(query, limit=None, after=None),
        formats=forms_of(listing),
        most=visit.site.limits.rows,
    )


def _given(query: Query) -> dict[str, tuple[str, ...]]:
    """The filters that are set, each with its values as text."""
    given: dict[str, tuple[str, ...]] = {}
    for each in fields(Query):
        value = getattr(query, each.name)
        if each.name in _PAGING or value == getattr(Query(), each.name):
            continue
        if each.name in _MANY:
            given[each.name] = tuple(value)
        elif each.name == "dyad":
            given[each.name] = (",".join(value),)
        elif isinstance(value, bool):
            given[each.name] = (str(value).lower(),)
        else:
            given[each.name] = (str(value),)
    return given


def _without(query: Query, name: str, value: str) -> Query:
    changes: dict[str, Any] = {name: None, "after": None}
    if name in _MANY:
        changes[name] = tuple(each for each in getattr(query, name) if each != value)
    return replace(query, **changes)


def _chosen(query: Query, name: str, value: str) -> Query:
    """The query with a value of a facet, or without it where it has it."""
    if name == "year":
        first, last = f"{value}-01-01", f"{value}-12-31"
        if (query.since, query.until) == (first, last):
            return replace(query, since=None, until=None)
        return replace(query, since=first, until=last)
    had = getattr(query, name)
    left = tuple(each for each in had if each != value)
    changes: dict[str, Any] = {name: left if value in had else (*had, value)}
    return replace(query, **changes)


def _shared(query: Query, listing: str) -> Query:
    """What of a query another list can be asked."""
    known = {name: getattr(query, name) for name in FILTERS[listing]}
    return replace(Query(), **known)


def _address(path: str, query: Query, show: str | None) -> str:
    """The address of a page; the standard order and length are not told."""
    listing = show or path.lstrip("/")
    standard = listing in SORTS and query.sort == f"-{SORTS[listing][0]}"
    usual = query.limit == (FOUND if show else ROWS)
    short = parameters_of(
        query, limit=None if usual else query.limit, sort="" if standard else query.sort
    )
    if show:
        short = "&".join(filter(None, (f"show={show}" if show != TABS[0] else "", short)))
    return f"{path}?{short}" if short else path


def _with_snippets(visit: Visit, rows: Sequence[Row], text: str) -> list[Row]:
    """Rows with a `snippet`: pieces of their own words where the search hit these (`own`), else of
    the article, once for each article; None where it hit the title alone."""
    terms = parse_search(text)
    documents = {row.get("document") or row["id"] for row in rows}
    found = snippets(visit.connection, documents, terms)
    told = []
    for row in rows:
        words = row.get("sentence") or row.get("words")
        own = pieces(words, terms) if isinstance(words, str) else ()
        snippet: Row | None = None
        if any(piece.hit for piece in own):
            snippet = {"own": True, "pieces": own}
        elif parts := found.pop(row.get("document") or row["id"], None):
            snippet = {"own": False, "pieces": parts}
        told.append({**row, "snippet": snippet})
    return told


assert set(TABS) == set(LISTS)
