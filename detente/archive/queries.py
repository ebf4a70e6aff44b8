"""What may be asked of a store: one `Query` for its five lists.

A filter that is not given restricts nothing; of several values of one filter any will do (of
`aux` all). Which list takes which filter stands in `FILTERS`.
"""

from __future__ import annotations

import base64
import calendar
import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import Any

from detente.errors import UsageError

AUX = ("future", "historical", "hypothetical", "negation")
STATUSES = ("act", "plan", "possible", "denial")
TONES = ("friendly", "neutral", "hostile")
TRENDS = ("improving", "stable", "worsening")
NONE = "none"  # of `aux`: no auxiliary mode; of `said_by`: the paper itself reports it

_EVENTS = (
    "actor", "recipient", "dyad", "type", "mode", "aux", "status", "historical", "since", "until",
    "place", "country", "said_by", "min_reports", "min_confidence", "language", "publisher",
    "source", "text",
)  # fmt: skip
_TOLD = ("since", "until", "language", "publisher", "text")  # of what hangs on a document's day
FILTERS: Mapping[str, tuple[str, ...]] = {
    "events": _EVENTS,
    "stories": _EVENTS,
    "assessments": ("actor", "dyad", "tone", "trend", "said_by", *_TOLD),
    "statements": ("said_by", "kind", *_TOLD),
    "documents": tuple(name for name in _EVENTS if name != "min_reports"),
}
SORTS: Mapping[str, tuple[str, ...]] = {
    "events": ("date", "published", "confidence", "reports", "intensity"),
    "stories": ("date", "published", "confidence", "reports", "intensity"),
    "assessments": ("published",),
    "statements": ("published",),
    "documents": ("published",),
}
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "aux": (*AUX, NONE),
    "status": STATUSES,
    "tone": TONES,
    "trend": TRENDS,
    "kind": ("direct", "indirect"),
}
MOST = 2**31 - 1  # the largest number that is compared with
_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is asked; made by `make_query`, which checks it.

    Parties are codes or names as a user writes them. `since` and `until` are ISO days: those of
    an event (which may last: any common day will do), else of publication. `aux` may be `none`.
    `text` is a search in title and text of the document. `sort` is a key of `SORTS`, with "-"
    from the highest or latest down; what has no value comes last either way. `after` is where
    the page before ended.
    """

    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    dyad: tuple[str, str] | None = None
    type: tuple[str, ...] = ()
    mode: tuple[str, ...] = ()
    aux: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    historical: bool | None = None
    since: str | None = None
    until: str | None = None
    place: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    said_by: tuple[str, ...] = ()
    min_reports: int | None = None
    min_confidence: float | None = None
    language: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    tone: tuple[str, ...] = ()
    trend: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    text: str | None = None
    sort: str = ""
    limit: int | None = None
    after: str | None = None


_EMPTY = Query()
_NAMES = tuple(f.name for f in fields(Query))
_MANY = tuple(n for n in _NAMES if getattr(_EMPTY, n) == ())
_PAGING = ("sort", "limit", "after")


def make_query(listing: str, **filters: Any) -> Query:
    """The query of a list from what a user gives; UsageError where it cannot be asked.

    A filter of several values may be given as one; None is not given. Days may be dates, or text
    of a year, a month or a day.
    """
    known = FILTERS.get(listing)
    if known is None:
        raise UsageError(
            f"there is no list {listing!r}; there are {', '.join(FILTERS)}", code="bad-filter"
        )
    values: dict[str, Any] = {}
    for name, value in filters.items():
        if name not in (*known, *_PAGING):
            near = get_close_matches(name, (*known, *_PAGING), n=1)
            raise UsageError(
                f"{listing} cannot be filtered by {name!r}"
                + (f"; did you mean {near[0]!r}?" if near else "")
                + f" They take: {', '.join(known)}",
                code="bad-filter",
            )
        if value is not None and value != ():
            values[name] = _value(name, value)
    values["sort"] = _sort(listing, str(values.get("sort") or f"-{SORTS[listing][0]}"))
    query = Query(**values)
    if query.since and query.until and query.since > query.until:
        raise UsageError(
            f"since {query.since} is after until {query.until}: nothing can lie between",
            code="bad-date",
        )
    return query


def _value(name: str, value: Any) -> Any:
    if name in ("since", "until"):
        return _day(name, value)
    if name == "dyad":
        return _dyad(value)
    if name == "limit":
        return _number(name, value, 1, MOST, whole=True)
    if name == "min_reports":
        return _number(name, value, 0, MOST, whole=True)
    if name == "min_confidence":
        return _number(name, value, 0, 1)
    if name in _MANY:
        many = (value,) if isinstance(value, str) else tuple(value)
        return _checked(name, tuple(str(v).strip() for v in many))
    return value


def _checked(name: str, values: tuple[str, ...]) -> tuple[str, ...]:
    if not all(values):
        raise UsageError(f"{name} is empty; leave it out or give a value", code="bad-filter")
    if name == "type":
        return tuple(v.upper() for v in values)
    if name == "mode" or name in _CHOICES:
        values = tuple(v.lower() for v in values)
    choices = _CHOICES.get(name)
    for value in values if choices else ():
        if value not in (choices or ()):
            raise UsageError(
                f"{name} {value!r} is none of {', '.join(choices or ())}", code="bad-filter"
            )
    if name == "aux" and NONE in values and len(set(values)) > 1:
        raise UsageError("aux 'none' goes with no other; give one of them", code="bad-filter")
    return values


def _dyad(value: Any) -> tuple[str, str]:
    sides = value.split() if isinstance(value, str) else [str(v).strip() for v in value]
    if len(sides) != 2 or not all(sides):
        raise UsageError(
            f"dyad {value!r} is not two parties; give for example PAK RUS", code="bad-filter"
        )
    return sides[0], sides[1]


def _number(name: str, value: Any, least: int, most: int, *, whole: bool = False) -> Any:
    try:
        number = int(value) if whole else float(value)
        good = number == float(value) and least <= number <= most
    except (TypeError, ValueError, OverflowError):
        good = False
    if not good:
        kind = "a whole number" if whole else "a number"
        bounds = f"from {least} to {most}" if most < MOST else f"of {least} or more"
        raise UsageError(f"{name} is {value!r}; it must be {kind} {bounds}", code="bad-filter")
    return number


def _day(name: str, value: Any) -> str:
    """The first (since) or last (until) day that a year, month or day allows."""
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    found = _DAY.fullmatch(str(value).strip())
    try:
        if not found:
            raise ValueError
        last = name == "until"
        year = int(found[1])
        month = int(found[2] or (12 if last else 1))
        day = int(found[3] or (calendar.monthrange(year, month)[1] if last else 1))
        return dt.date(year, month, day).isoformat()
    except ValueError as error:  # calendar.IllegalMonthError is one too
        raise UsageError(
            f"{name} {value!r} is no date; write YYYY, YYYY-MM or YYYY-MM-DD, for example"
            " 2022-02-23",
            code="bad-date",
        ) from error


def _sort(listing: str, sort: str) -> str:
    if sort.removeprefix("-") not in SORTS[listing]:
        raise UsageError(
            f"{listing} cannot be sorted by {sort!r}; they can by"
            f" {', '.join(SORTS[listing])}, with - before it from the highest down",
            code="bad-filter",
        )
    return sort


def write_cursor(listing: str, query: Query, value: Any, tie: str) -> str:
    """Where a page ended, as one word for `after`: the sort value and id of its last row."""
    raw = json.dumps([listing, query.sort, value, tie], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def read_cursor(listing: str, query: Query, kind: type) -> tuple[Any, str]:
    """Sort value and id of the row after which the page begins; UsageError if it is not ours.

    `kind` is the type of the sort value, which may also be None.
    """
    word = query.after or ""
    try:
        raw = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
        list_of, sort, value, tie = json.loads(raw)
    except (ValueError, TypeError, RecursionError) as error:
        raise UsageError(
            f"after {word!r} is no mark that a list gave; copy it as a whole", code="bad-cursor"
        ) from error
    if (list_of, sort) != (listing, query.sort) or not isinstance(tie, str):
        raise UsageError(
            f"after: the mark is of {list_of} sorted by {sort}, not of {listing} sorted by"
            f" {query.sort}; ask for the same list in the same order",
            code="bad-cursor",
        )
    kinds = (float, int) if kind is float else kind
    good = value is None or (isinstance(value, kinds) and not isinstance(value, bool))
    if not good or not all(map(_storable, (value, tie))):
        raise UsageError(f"after {word!r} is no mark that a list gave", code="bad-cursor")
    return value, tie


def _storable(value: Any) -> bool:
    """Whether both databases can compare with it."""
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= char <= "\udfff" for char in value)
    return value is None or abs(value) < MOST  # neither is true of what is no number


def too_far(name: str, day: dt.date, first: dt.date, last: dt.date) -> UsageError:
    """The error for a day with which nothing can be asked."""
    return UsageError(
        f"{name} {day} is too far away; give a day between {first} and {last}", code="bad-date"
    )


def unknown(what: str, value: str, known: Sequence[str]) -> UsageError:
    """The error for a value that nothing has, with those that look like it."""
    near = get_close_matches(value, known, n=3, cutoff=0.6)
    lead = f"; did you mean {' or '.join(near)}?" if near else ""
    listed = f" Known: {', '.join(sorted(known))}" if not near and len(known) <= 60 else ""
    return UsageError(f"no {what} {value!r}{lead}{listed}", code="bad-filter")
