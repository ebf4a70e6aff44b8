"""Lists as files: `/{list}/export?format=...`, and CSV and NDJSON of the API.

A file is made as a whole, from one state of the store, before its first byte is sent: a fault is
told as an error and never as half a file, and a slow client holds nothing of the store. It lies
in memory up to a size and in a temporary file beyond.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TextIO, TypeVar

from fastapi import APIRouter, Depends, Request
from starlette.background import BackgroundTask
from starlette.responses import Response, StreamingResponse

from detente.archive.asking import LISTS, Query, Stream, keys_of
from detente.archive.exchanging import FORMATS, write_events
from detente.errors import UsageError
from detente.formats import parquet
from detente.formats.listing import write_csv, write_json
from detente.web.asked import asked
from detente.web.negotiate import tag_of, tagged, unchanged
from detente.web.origins import shared
from detente.web.site import OfSite, Site, heavy

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

T = TypeVar("T")
router = APIRouter()

_MEMORY = 2**20  # bytes of a file that stay in memory
_CHUNK = 2**16
_OF_LISTS = ("csv", "jsonl", "parquet")  # the others can hold nothing but events
_WHOLE: Mapping[str, frozenset[str]] = {  # what is a number in their rows
    "assessments": frozenset({"offset"}),
    "statements": frozenset({"offset"}),
    "documents": frozenset({"words", "events", "assessments", "statements"}),
}


@dataclass(frozen=True, slots=True)
class Form:
    """A format of files: the end of their names and the media type."""

    suffix: str
    kind: str


_CSV = Form("csv", "text/csv; charset=utf-8")
_TABS = Form("tsv", "text/tab-separated-values; charset=utf-8")
_LINES = Form("jsonl", "application/x-ndjson")
FORMS: Mapping[str, Form] = {
    "csv": _CSV,
    "ftm": _LINES,
    "gdelt": _TABS,
    "gdelt-mentions": _TABS,
    "graphml": Form("graphml", "application/xml"),
    "icews": _TABS,
    "jsonl": _LINES,
    "parquet": Form("parquet", "application/vnd.apache.parquet"),
    "plover": _LINES,
    "polecat": _TABS,
}


def forms_of(listing: str) -> tuple[str, ...]:
    """The formats that a list can be downloaded in."""
    if listing in ("events", "stories"):
        return tuple(sorted({*FORMATS, "jsonl"}))
    return _OF_LISTS


def export(request: Request, site: OfSite) -> Response:
    """A list, by the filters of its page, as a file."""
    listing = request.url.path.split("/")[1]
    parameters = request.query_params
    form = parameters.get("format") or "csv"
    known = forms_of(listing)
    if form not in known:
        raise UsageError(
            f"format {form!r} cannot be written of {listing}; {', '.join(known)} can",
            code="bad-format",
        )
    query = asked(listing, parameters, site.limits, besides=("format",))
    query = replace(query, limit=None, after=None)
    with site.reading(seconds=site.limits.export_seconds) as connection:
        tag = tag_of(site.state(connection), request.url.path, request.url.query)
        same = unchanged(request, tag)
        if same is not None:
            return same
        made = _made(connection, site, listing, form, query)
    headers = {
        "content-disposition": f'attachment; filename="detente-{listing}.{FORMS[form].suffix}"'
    }
    return tagged(sent(made, FORMS[form].kind, headers), tag)


for _listing in LISTS:
    router.add_api_route(
        f"/{_listing}/export", export, dependencies=[Depends(heavy)], name=f"export_{_listing}"
    )


def _made(connection: Connection, site: Site, listing: str, form: str, query: Query) -> IO[bytes]:
    """The file; UsageError `too-many-rows` where it would have more than the limits allow."""
    most = site.limits.rows
    query = replace(query, limit=most + 1)
    if listing in ("events", "stories") and form != "jsonl":
        by = "story" if listing == "stories" else "event"

        def write(out: Any) -> int:
            found = write_events(connection, form, out, query=query, by=by, guarded=True)
            return found.listed

        made, count = (_path if form == "parquet" else spooled)(write)
    elif form == "parquet":
        made, count = _path(lambda path: _write_parquet(connection, listing, query, path))
    else:
        made, count = spooled(lambda out: write_rows(connection, listing, query, form, out)[0])
    if count > most:
        made.close()
        raise UsageError(
            f"there are more than {most:,} {listing}; ask for fewer (since, until, dyad), or use"
            " detente export on the machine of the store",
            code="too-many-rows",
        )
    return made


def _write_parquet(connection: Connection, listing: str, query: Query, path: Path) -> int:
    """Write rows of a list that are no events; returns their number."""
    count = 0

    def counted() -> Iterator[dict[str, Any]]:
        nonlocal count
        for row in shared(listing, Stream(connection, listing, query)):
            count += 1
            yield row

    parquet.write_rows(keys_of(listing), counted(), path, whole=_WHOLE[listing])
    return count


def write_rows(
    connection: Connection, listing: str, query: Query, form: str, out: TextIO
) -> tuple[int, str | None]:
    """Write rows of a list as csv or jsonl; returns their number, and the mark to go on after."""
    stream = Stream(connection, listing, query)
    count = 0

    def counted() -> Iterator[dict[str, Any]]:
        nonlocal count
        for row in shared(listing, stream):
            count += 1
            yield row

    if form == "csv":
        write_csv(keys_of(listing), counted(), out, guarded=True)
    else:
        write_json(counted(), out)
    return count, stream.after


def spooled(write: Callable[[TextIO], T]) -> tuple[IO[bytes], T]:
    """What is written, at its beginning, and what the writer returned."""
    made = tempfile.SpooledTemporaryFile(max_size=_MEMORY)  # noqa: SIM115 - closed when sent
    try:
        text = io.TextIOWrapper(made, encoding="utf-8", newline="", write_through=True)
        result = write(text)
        text.detach()
    except BaseException:
        made.close()
        raise
    made.seek(0)
    return made, result


def _path(write: Callable[[Path], T]) -> tuple[IO[bytes], T]:
    """The same for what is written to a path."""
    with tempfile.TemporaryDirectory(prefix="detente-") as folder:
        path = Path(folder) / "file"
        result = write(path)
        made = tempfile.TemporaryFile()  # noqa: SIM115 - closed when sent
        with path.open("rb") as found:
            while chunk := found.read(_CHUNK):
                made.write(chunk)
    made.seek(0)
    return made, result


def sent(made: IO[bytes], kind: str, headers: Mapping[str, str] | None = None) -> Response:
    """The answer that sends a file, and closes it."""
    length = made.seek(0, 2)
    made.seek(0)

    def chunks() -> Iterator[bytes]:
        while chunk := made.read(_CHUNK):
            yield chunk

    return StreamingResponse(
        chunks(),
        media_type=kind,
        headers={**(headers or {}), "content-length": str(length)},
        background=BackgroundTask(made.close),
    )
