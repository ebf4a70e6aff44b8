"""A coded event in neutral form: what every exchange format is written from and read into.

`Event` of `detente.types` rests on a document and its offsets; files of other coders have
neither. A `Coded` holds what any of them tells, and None where it tells nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from detente.types import Actor, Coding, Document, Event, Evidence, Place

__all__ = ["Coded", "Party", "Where", "coded_event", "coded_of"]

OURS = "detente"  # `source` of what this program coded


@dataclass(frozen=True, slots=True)
class Party:
    """One side of an event.

    `code` is COUNTRY:SECTOR, IGO:UNO and so on, or a bare COUNTRY where a file names no sector;
    UNK:UNK where it could not be told. `text` are the words of the document, or the code as the
    file has it; `sectors` the sectors as a file spells them; `start` the offset in the document.
    """

    code: str
    name: str | None = None
    text: str | None = None
    sectors: tuple[str, ...] = ()
    start: int | None = None

    @property
    def country(self) -> str | None:
        """ISO 3166-1 alpha-3, or None for organisations, regions and the unknown."""
        head = self.code.partition(":")[0]
        return None if head in ("IGO", "REG", "NGO", "MNC", "UNK", "SRC") else head

    @property
    def sector(self) -> str | None:
        """The sector, of the unknown too (REB of UNK:REB); None where there is none."""
        head, _, sector = self.code.partition(":")
        known = self.country or head == "UNK"
        return sector if known and sector not in ("", "UNK") else None

    @property
    def party(self) -> str:
        """Country without sector; the whole code of an organisation."""
        return self.country or self.code


@dataclass(frozen=True, slots=True)
class Where:
    """A place: `country` is ISO 3166-1 alpha-3, `lat` and `lon` are degrees (WGS 84)."""

    name: str | None = None
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    text: str | None = None
    district: str | None = None
    province: str | None = None


@dataclass(frozen=True, slots=True)
class Coded:
    """An event as any coder gives it.

    `source` names the coder or data set ("detente", "icews" ...), `publisher` the outlet.
    `start` and `end` are the first and last day; `edtf` is as exact as the source. `native` is
    the event code as the source has it, where that is not CAMEO. `told` counts mentions,
    `reports` independent reports. `length` is that of the document in characters.
    """

    id: str
    source: str
    start: dt.date | None = None
    end: dt.date | None = None
    edtf: str | None = None
    event_type: str | None = None
    mode: str | None = None
    cameo: str | None = None
    native: str | None = None
    quad_class: str | None = None
    actor: tuple[Party, ...] = ()
    recipient: tuple[Party, ...] = ()
    aux: tuple[str, ...] = ()
    goldstein: float | None = None
    intensity: float | None = None
    location: Where | None = None
    contexts: tuple[str, ...] = ()
    publisher: str | None = None
    url: str | None = None
    title: str | None = None
    document: str | None = None
    language: str | None = None
    published: dt.date | None = None
    text: str | None = None
    sentence: int | None = None
    said_by: Party | None = None
    confidence: float | None = None
    told: int | None = None
    reports: int | None = None
    mentions: tuple[Evidence, ...] = ()
    length: int | None = None


def coded_of(coding: Coding, *, reports: int | None = None) -> Iterator[Coded]:
    """The events of a coding in neutral form, in its order.

    `reports` is the number of independent reports, known only across documents; the coding of
    one document alone leaves it None.
    """
    for event in coding.events:
        yield coded_event(coding.document, event, reports=reports)


def coded_event(document: Document, event: Event, *, reports: int | None = None) -> Coded:
    """An event of a document in neutral form."""
    date, first = event.date, event.mentions[0]
    return Coded(
        id=event.id,
        source=OURS,
        start=date.start if date else None,
        end=date.end if date else None,
        edtf=date.edtf if date else None,
        event_type=event.event_type,
        mode=event.mode,
        cameo=event.cameo,
        quad_class=event.quad_class,
        actor=tuple(_party(a) for a in event.actor),
        recipient=tuple(_party(a) for a in event.recipient),
        aux=event.aux,
        goldstein=event.goldstein,
        intensity=event.intensity,
        location=_where(event.location),
        contexts=event.contexts,
        publisher=document.publisher,
        url=document.url,
        title=document.title,
        document=document.id,
        language=document.language,
        published=document.published,
        text=first.trigger,
        sentence=first.sentence,
        said_by=_party(event.said_by) if event.said_by else None,
        confidence=event.confidence,
        told=len(event.mentions),
        reports=reports,
        mentions=event.mentions,
        length=len(document.text),
    )


def _party(actor: Actor) -> Party:
    return Party(actor.code, actor.name, actor.text, start=actor.start)


def _where(place: Place | None) -> Where | None:
    if place is None:
        return None
    return Where(place.name, place.country, place.lat, place.lon, place.text)
