"""The query of a list from the parameters of an address: the same for pages and for the API.

    query = asked("events", request.query_params, site.limits)

Names are those of the commands with `_` for `-`; `dyad=PAK,RUS`; what may have several values is
given several times. An empty parameter, as a form sends it, is not given.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any, Protocol
from urllib.parse import urlencode

from detente.archive.queries import Query, make_query, too_far
from detente.errors import UsageError
from detente.web.site import Limits

FIRST, LAST = dt.date(1800, 1, 1), dt.date(2199, 12, 31)  # days that relations are told between
LONGEST = 100 * 366  # days of one relation
OURS = frozenset({"lang"})  # parameters of pages that ask nothing of the store
_SINGLE = frozenset(f.name for f in fields(Query) if getattr(Query(), f.name) != ())
_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


class Parameters(Protocol):
    """The parameters of a request."""

    def multi_items(self) -> list[tuple[str, str]]:
        """Names and values in order."""


def asked(
    listing: str, parameters: Parameters, limits: Limits, *, besides: Iterable[str] = ()
) -> Query:
    """The query of a list; UsageError where it cannot be asked.

    `besides` are parameters that something else takes. Where no limit is given `Query.limit`
    stays None; one above that of pages is an error.
    """
    apart = OURS.union(besides)
    given: dict[str, list[str]] = {}
    for name, value in parameters.multi_items():
        if value.strip() and name not in apart:
            given.setdefault(name, []).append(plain(name, value))
    return query_of(listing, given, limits.page)


def query_of(listing: str, given: Mapping[str, list[str]], most: int) -> Query:
    """The query of a list from the texts given for each name."""
    values: dict[str, Any] = {}
    for name, texts in given.items():
        if name in _SINGLE and len(texts) > 1 and name != "dyad":
            raise UsageError(f"{name} is given {len(texts)} times; give one", code="bad-filter")
        values[name] = texts[0] if name in _SINGLE else tuple(texts)
        if name == "dyad":
            values[name] = [part for text in texts for part in text.split(",")]
        elif name == "historical":
            values[name] = yes_or_no(name, texts[0])
    query = make_query(listing, **values)
    if query.limit is not None and query.limit > most:
        raise UsageError(
            f"limit is {query.limit}; a page has at most {most} rows: ask for the next with after",
            code="bad-filter",
        )
    return query


def plain(name: str, value: str) -> str:
    """A text that both databases take; UsageError otherwise."""
    if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
        raise UsageError(
            f"{name} holds a character that no text has; leave it out", code="bad-filter"
        )
    return value


def yes_or_no(name: str, value: str) -> bool:
    """True or False; UsageError for other words."""
    if value.lower() not in (*_YES, *_NO):
        raise UsageError(f"{name} is {value!r}; it must be true or false", code="bad-filter")
    return value.lower() in _YES


def period(since: str | None, until: str | None) -> tuple[dt.date | None, dt.date | None]:
    """The days between which a relation, movers or a network are asked for; None where not given.

    UsageError for what is no day and for one that lies out of all reach.
    """
    query = make_query("events", since=since or None, until=until or None)
    days = [dt.date.fromisoformat(day) if day else None for day in (query.since, query.until)]
    for name, day in zip(("since", "until"), days, strict=True):
        if day and not FIRST <= day <= LAST:
            raise too_far(name, day, FIRST, LAST)
    first, last = days
    if first and last and (last - first).days > LONGEST:
        raise UsageError(
            f"from {first} to {last} are more than 100 years; ask for less", code="bad-date"
        )
    return first, last


def parameters_of(query: Query, **changes: Any) -> str:
    """A query as the parameters of an address, in a fixed order; `changes` replace its values."""
    query, standard = replace(query, **changes), Query()
    pairs: list[tuple[str, str]] = []
    for each in fields(Query):
        value = getattr(query, each.name)
        if value == getattr(standard, each.name):
            continue
        if each.name == "dyad":
            pairs.append((each.name, ",".join(value)))
        elif isinstance(value, tuple):
            pairs += [(each.name, str(one)) for one in value]
        else:
            pairs.append((each.name, str(value).lower() if value in (True, False) else str(value)))
    return urlencode(pairs)
