"""Tab-separated events, one a line, with a header."""

from __future__ import annotations

from collections.abc import Iterator

from detente.types import Coding

COLUMNS = (
    "document", "event", "event_type", "mode", "cameo", "quad_class", "intensity", "goldstein",
    "actor", "recipient", "date", "start", "end", "aux", "said_by", "location", "country", "lat",
    "lon", "mentions", "confidence", "trigger", "offset",
)  # fmt: skip


def header() -> str:
    """The header line."""
    return "\t".join(COLUMNS)


def rows(coding: Coding) -> Iterator[str]:
    """A line for each event; lists are joined by `|`, unknown values are empty."""
    for event in coding.events:
        place, first = event.location, event.mentions[0]
        values = (
            coding.document.id,
            event.id,
            event.event_type,
            event.mode,
            event.cameo,
            event.quad_class,
            event.intensity,
            event.goldstein,
            "|".join(a.code for a in event.actor),
            "|".join(a.code for a in event.recipient),
            event.date and event.date.edtf,
            event.date and event.date.start,
            event.date and event.date.end,
            "|".join(event.aux),
            event.said_by and event.said_by.code,
            place and place.text,
            place and place.country,
            place and place.lat,
            place and place.lon,
            len(event.mentions),
            event.confidence,
            first.trigger,
            first.start,
        )
        yield "\t".join("" if v is None else " ".join(str(v).split()) for v in values)
