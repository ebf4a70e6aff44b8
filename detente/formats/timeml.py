"""TimeML files: read the text and its date, write time expressions into it.

The file stays as it is, byte for byte, except for the TIMEX3 tags inside <TEXT>.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable
from xml.sax.saxutils import quoteattr

from detente.errors import InputError
from detente.types import Time

_BODY = re.compile(r"<TEXT\b[^<>]*>(.*)</TEXT>", re.S)
_OLD = re.compile(r"</?TIMEX3\b[^<>]*>")
_PIECE = re.compile(r"<[^<>]*>|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{1,32});")
_TAG = re.compile(r"<(/?)([A-Za-z][\w.-]*)([^<>]*)>")
_CREATED = re.compile(r"<DCT\b[^<>]*>(.{0,2000}?)</DCT>", re.S)
_TIMEX = re.compile(r"<TIMEX3\b([^<>]*)>")
_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")


def is_timeml(raw: str) -> bool:
    """Whether the file has a <TEXT>."""
    return _BODY.search(raw) is not None


def as_timeml(text: str, published: dt.date | None) -> str:
    """A TimeML file of plain text, with its day of publication as creation time if known."""
    created = ""
    if published is not None:
        day = published.isoformat()
        created = (
            f'<DCT><TIMEX3 tid="t0" type="DATE" value="{day}" temporalFunction="false"'
            f' functionInDocument="CREATION_TIME">{day}</TIMEX3></DCT>\n'
        )
    body = html.escape(text, quote=False)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<TimeML>\n{created}<TEXT>{body}</TEXT>\n'
        "</TimeML>\n"
    )


def read_timeml(raw: str) -> tuple[str, dt.date | None]:
    """The text of a TimeML file without tags, and its document creation time if it has one.

    Raises InputError where there is no <TEXT>.
    """
    text, _ = _plain(_body(raw)[1])
    return text, _created(raw)


def write_timeml(raw: str, times: Iterable[Time]) -> str:
    """The file with these times as TIMEX3 tags in its text; those that were there are gone.

    Offsets of `times` count in the text that `read_timeml` gives. A time that cuts through
    another tag of the file is left out, since XML cannot hold it.
    Raises InputError where there is no <TEXT>.
    """
    before, body, after = _body(raw)
    body = _OLD.sub("", body)
    _, places = _plain(body)
    number, at, done = _first_number(before + after), 0, []
    for time in sorted(times, key=lambda t: (t.start, t.end)):
        if not 0 <= time.start < time.end < len(places):
            continue
        start, end = places[time.start], places[time.end - 1]
        end = _piece_end(body, end)
        if start < at or not _balanced(body[start:end]):
            continue
        mod = f" mod={quoteattr(time.mod)}" if time.mod else ""
        head = f'<TIMEX3 tid="t{number}" type="{time.kind}" value={quoteattr(time.value)}{mod}>'
        done += [body[at:start], head, body[start:end], "</TIMEX3>"]
        at, number = end, number + 1
    return before + "".join(done) + body[at:] + after


def _body(raw: str) -> tuple[str, str, str]:
    found = _BODY.search(raw)
    if not found:
        raise InputError("the file has no <TEXT>; is it TimeML?", code="not-timeml")
    return raw[: found.start(1)], found[1], raw[found.end(1) :]


def _created(raw: str) -> dt.date | None:
    box = _CREATED.search(raw)
    tags = [m[1] for m in _TIMEX.finditer(box[1] if box else raw)]
    for attributes in tags:
        if not box and "CREATION_TIME" not in attributes:
            continue
        found = _DATE.search(attributes.partition("value=")[2])
        if found:
            try:
                return dt.date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                return None
    return None


def _plain(body: str) -> tuple[str, list[int]]:
    """The text without tags, entities decoded, and the place in `body` of each character."""
    text: list[str] = []
    places: list[int] = []
    at = 0
    for piece in _PIECE.finditer(body):
        text.append(body[at : piece.start()])
        places.extend(range(at, piece.start()))
        at = piece.end()
        if piece[0][0] == "&":
            decoded = html.unescape(piece[0])
            text.append(decoded)
            places.extend([piece.start()] * len(decoded))
    text.append(body[at:])
    places.extend(range(at, len(body) + 1))
    return "".join(text), places


def _piece_end(body: str, start: int) -> int:
    """Where the character that begins at `start` ends: an entity is one character."""
    piece = _PIECE.match(body, start) if body[start] == "&" else None
    return piece.end() if piece else start + 1


def _balanced(piece: str) -> bool:
    """Whether every tag opened in a piece of XML is closed in it, and the reverse."""
    depth: list[str] = []
    for closing, name, rest in _TAG.findall(piece):
        if rest.endswith("/"):
            continue
        if not closing:
            depth.append(name)
        elif not depth or depth.pop() != name:
            return False
    return not depth


def _first_number(rest: str) -> int:
    """A number for the first tag such that no tid is used twice."""
    used = [int(n) for n in re.findall(r"\btid=\"t(\d{1,9})\"", rest)]
    return max(used, default=0) + 1
