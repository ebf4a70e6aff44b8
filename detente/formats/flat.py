"""CSV: one event a row, for spreadsheets and whatever reads no Parquet.

Commas, quotation marks where they are needed and around the header. Several values of a cell
(parties, auxiliary modes, contexts) are joined by "|". `docs/formats/csv.md` says what is lost.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from typing import TextIO

from detente.formats._coded import Coded, Where
from detente.formats._exchange import Losses, cell, count_absent
from detente.formats.cells import guarded_cell

COLUMNS = (
    "id", "source", "start", "end", "edtf", "event_type", "mode", "cameo", "native", "quad_class",
    "actor", "actor_name", "recipient", "recipient_name", "aux", "goldstein", "intensity", "place",
    "country", "lat", "lon", "contexts", "said_by", "said_by_name", "confidence", "told", "reports",
    "text", "title", "publisher", "url", "published", "language", "document", "sentence",
)  # fmt: skip
JOIN = "|"
_MADE = frozenset(
    ("actor", "actor_name", "recipient", "recipient_name", "aux", "place", "country", "lat", "lon",
     "contexts", "said_by", "said_by_name")
)  # fmt: skip


def write(events: Iterable[Coded], out: TextIO, *, guarded: bool = False) -> Losses:
    """Write events as rows of CSV with a header; what could not be held is counted and returned.

    All events are written, those too that did not happen: `aux` tells them. `guarded` cells are
    no formulas to any program (`detente.formats.cells`).
    """
    losses: Losses = Counter()
    # programs that guess the form of a file from its beginning are shown the marks there
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow(COLUMNS)
    rows = csv.writer(out, lineterminator="\n")
    for event in events:
        _count(event, losses)
        row = _row(event)
        rows.writerow(map(guarded_cell, row) if guarded else row)
    return losses


def _row(event: Coded) -> list[str]:
    place = event.location or Where()
    own = {name: getattr(event, name) for name in COLUMNS if name not in _MADE}
    own |= {
        "actor": _joined(p.code for p in event.actor),
        "actor_name": _joined(p.name or p.text for p in event.actor),
        "recipient": _joined(p.code for p in event.recipient),
        "recipient_name": _joined(p.name or p.text for p in event.recipient),
        "aux": _joined(event.aux),
        "place": place.name or place.text,
        "country": place.country,
        "lat": place.lat,
        "lon": place.lon,
        "contexts": _joined(event.contexts),
        "said_by": event.said_by.code if event.said_by else None,
        "said_by_name": event.said_by.name if event.said_by else None,
    }
    return [cell(own[name]) for name in COLUMNS]


def _joined(values: Iterable[str | None]) -> str:
    return JOIN.join(cell(v).replace(JOIN, "/") for v in values)


def _count(event: Coded, losses: Losses) -> None:
    """Count what a row has no column for."""
    place, parties = event.location, (*event.actor, *event.recipient)
    absent = {
        "mentions after the first": len(event.mentions) > 1,
        "offsets of the mentions": event.mentions,
        "words of the parties: only their name": any(p.name and p.text for p in parties),
        "sectors as the source spells them": any(p.sectors for p in parties),
        "district and province": place and (place.district or place.province),
        "words of the place: only its name": place and place.name and place.text,
    }
    count_absent(absent, losses)
