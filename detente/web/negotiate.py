"""What a client is sent: the kind it accepts, and nothing where it has the same already.

An ETag is made of the state of the store, of the program's version and of all that was asked, so
that it costs nothing to compute: whether it still holds is known before the store is asked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from detente import __version__
from detente.errors import UsageError

JSON, CSV, NDJSON = "application/json", "text/csv", "application/x-ndjson"
KINDS = (JSON, CSV, NDJSON)  # of what has rows


def chosen(accept: str | None, offered: Sequence[str]) -> str:
    """The media type to send; the first offered one where the client does not care.

    UsageError `not-acceptable` where it takes none of them.
    """
    if not accept or not accept.strip():
        return offered[0]
    wanted = [_range(part) for part in accept.split(",")[:50] if part.strip()]
    weights = [(_weight(kind, wanted), -at, kind) for at, kind in enumerate(offered)]
    weight, _, kind = max(weights)
    if weight <= 0:
        raise UsageError(
            f"none of the kinds in the header Accept can be sent; ask for {' or '.join(offered)}",
            code="not-acceptable",
        )
    return kind


def _range(part: str) -> tuple[str, float]:
    """A range of media types with its weight."""
    name, *facts = (each.strip().lower() for each in part.split(";"))
    weight = 1.0
    for fact in facts:
        key, _, value = fact.partition("=")
        if key.strip() == "q":
            try:
                weight = float(value)
            except ValueError:
                weight = 0.0
    return name, weight if 0 <= weight <= 1 else 0.0


def _weight(kind: str, wanted: Sequence[tuple[str, float]]) -> float:
    """The weight of the most exact range that a kind is in."""
    family = kind.partition("/")[0]
    for name in (kind, f"{family}/*", "*/*"):
        found = [weight for each, weight in wanted if each == name]
        if found:
            return max(found)
    return 0.0


def tag_of(state: str, *parts: object) -> str:
    """The ETag of an answer: of the state of the store and of all that it depends on besides.

    A weak one: the bytes may be packed or not.
    """
    whole = "\x1f".join((__version__, state, *map(str, parts)))
    return f'W/"{hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()[:24]}"'


def unchanged(request: Request, tag: str, *, vary: str = "Accept") -> Response | None:
    """The answer 304 where the client has what the tag stands for, else None."""
    given = request.headers.get("if-none-match")
    if given is None:
        return None
    known = {each.strip().removeprefix("W/") for each in given.split(",")}
    if "*" in known or tag.removeprefix("W/") in known:
        return tagged(Response(status_code=304), tag, vary=vary)
    return None


def tagged(response: Response, tag: str, *, vary: str = "Accept") -> Response:
    """The answer with its ETag, to be asked for again each time."""
    response.headers["etag"] = tag
    response.headers["cache-control"] = "private, no-cache"
    response.headers.add_vary_header(vary)
    return response
