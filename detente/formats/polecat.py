"""POLECAT: 40 tab-separated columns with a header, one event a row.

Columns as in the files of POLECAT (PLOVER types coded by NGEC; yearly and weekly files).
Nothing is written `None`, several values are joined by "; ". `docs/formats/polecat.md` says
what is lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TextIO

from detente import __version__
from detente.formats._coded import Coded, Party, Where
from detente.formats._exchange import (
    NOTHING,
    UNKNOWN,
    Losses,
    body_named,
    cell,
    count_absent,
    count_date,
    country_in,
    country_named,
    country_out,
    day,
    happened,
    number,
    quad_names,
    quad_of,
    rows_of,
    score_of,
    sector_in,
    sector_out,
    told,
)

_SIDE = (
    "{} Name", "{} Country", "{} COW", "Primary {} Sector", "{} Sectors", "{} Title",
    "{} Name Raw", "Wikipedia {} ID",
)  # fmt: skip
COLUMNS = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts",
    *(c.format("Actor") for c in _SIDE), *(c.format("Recipient") for c in _SIDE),
    "Placename", "City", "District", "Province", "Country", "Latitude", "Longitude",
    "GeoNames ID", "Raw Placename", "Feature Type", "Source", "Publication Date", "Story People",
    "Story Organizations", "Story Locations", "Language", "Version",
)  # fmt: skip
SOURCE = "polecat"
NONE = "None"
_JOIN = "; "
_ALIASES = {"Event Intensity": "Intensity"}
_SPELLED = {
    "pro_democracy": "pro-democracy",
    "pro_autocracy": "pro-autocracy",
    "natural_resource": "natural_resources",
}
_READ = {v: k for k, v in _SPELLED.items()}
# modes of the files of 2023 that the manual of 2024 no longer has, and what it says instead
_OLD_MODES = {"ban": "restrict", "execute": "targeted", "assassinate": "targeted"}
_MUST = ("Event ID", "Event Date", "Event Type", "Actor Name", "Recipient Name")


def write(events: Iterable[Coded], out: TextIO) -> Losses:
    """Write events as POLECAT rows; what could not be held is counted and returned.

    Events that did not happen, have no first day or no type are left out. Several parties of a
    side stand in one cell, in the same order in each column.
    """
    losses: Losses = Counter()
    out.write("\t".join(COLUMNS) + "\n")
    for event in events:
        if not happened(event, losses) or not count_date(event, losses):
            continue
        if not event.event_type:
            losses["left out: no event type"] += 1
            continue
        _count(event, losses)
        row = _row(event)
        out.write("\t".join(cell(row.get(c)) or NONE for c in COLUMNS) + "\n")
    return losses


def _row(event: Coded) -> dict[str, object]:
    place = event.location or Where()
    country = country_out("icews", place.country)
    return {
        "Event ID": event.id,
        "Event Date": event.start,
        "Event Type": event.event_type,
        "Event Mode": event.mode,
        "Intensity": event.intensity,
        "Quad Code": (event.quad_class or "").upper(),
        "Contexts": _JOIN.join(_SPELLED.get(c, c) for c in event.contexts),
        **_side("Actor", event.actor),
        **_side("Recipient", event.recipient),
        "Placename": place.name,
        "City": None if place.name == country else place.name,
        "District": place.district,
        "Province": place.province,
        "Country": place.country,
        "Latitude": place.lat,
        "Longitude": place.lon,
        "Raw Placename": place.text,
        "Source": event.publisher,
        "Publication Date": event.published,
        "Language": event.language,
        "Version": f"{event.source}-{__version__}" if event.source == "detente" else event.source,
    }


def _side(side: str, parties: Sequence[Party]) -> dict[str, str]:
    if not parties:
        return {}
    values = {
        "{} Name": [p.name for p in parties],
        "{} Country": [_land(p) for p in parties],
        "{} COW": [country_out("cow", p.country) for p in parties],
        "Primary {} Sector": [sector_out("plover", p.sector) for p in parties],
        "{} Sectors": [sector_out("plover", p.sector) for p in parties],
        "{} Name Raw": [p.text for p in parties],
    }
    return {
        column.format(side): _JOIN.join((v or NONE).replace(";", ",") for v in own)
        for column, own in values.items()
    }


def _land(party: Party) -> str | None:
    """The country in PLOVER's spelling; IGO and the like stand for one."""
    if party.country:
        return country_out("plover", party.country) or party.country
    head = party.code[:3]
    return head if head in ("IGO", "NGO", "MNC") else None


def _count(event: Coded, losses: Losses) -> None:
    """Count what a row has no column for."""
    parties = (*event.actor, *event.recipient)
    absent = {
        "CAMEO code": event.cameo,
        "Goldstein value": event.goldstein is not None,
        "said_by": event.said_by,
        "confidence": event.confidence is not None,
        "number of reports": event.reports,
        "trigger": event.text,
        "url": event.url,
        "document id": event.document,
        "organisation or region: only its name": any(
            p.code.startswith(("IGO", "REG")) for p in parties
        ),
        "sector that PLOVER lacks": any(
            p.sector and not sector_out("plover", p.sector) for p in parties
        ),
        "sectors as the source spells them": any(p.sectors for p in parties),
    }
    count_absent(absent, losses)


def read(
    lines: Iterable[str], *, name: str = "POLECAT file", skipped: Losses | None = None
) -> Iterator[Coded]:
    """The events of a POLECAT file, one a row, in order.

    Columns may stand in any order and twice, `Event Intensity` is `Intensity`, rows that repeat
    the header are passed over. Rows without id, day or known type, and those with more cells
    than columns, are skipped and counted in `skipped`. InputError if it has no such header.
    """
    counts: Losses = Counter() if skipped is None else skipped
    rows = rows_of(lines, _MUST, name=name, skipped=counts, alias=lambda c: _ALIASES.get(c, c))
    for row in rows:
        event = _event(row, counts)
        if event:
            yield event


def _event(row: Mapping[str, str], counts: Losses) -> Coded | None:
    when, kind = day(row["Event Date"]), (told(row["Event Type"]) or "").upper()
    quad = quad_of(kind, None)
    if not row["Event ID"].strip() or when is None or quad is None:
        counts["skipped: no id, day or known type"] += 1
        return None
    mode = told(row.get("Event Mode"))
    mode = _OLD_MODES.get(mode, mode) if mode else None
    shown = (told(row.get("Quad Code")) or "").lower()
    score = number(row.get("Intensity"))
    contexts = _split(row.get("Contexts"))
    return Coded(
        id=row["Event ID"].strip(),
        source=SOURCE,
        start=when,
        end=when,
        edtf=when.isoformat(),
        event_type=kind,
        mode=mode,
        quad_class=shown if shown in quad_names().values() else quad,
        actor=_parties(row, "Actor", counts),
        recipient=_parties(row, "Recipient", counts),
        intensity=score if score is not None else score_of(kind, mode),
        location=_where(row),
        contexts=tuple(_READ.get(c, c).replace("-", "_") for c in contexts if c != NONE),
        publisher=told(row.get("Source")),
        language=told(row.get("Language")),
        published=day(row.get("Publication Date")),
    )


def _parties(row: Mapping[str, str], side: str, counts: Losses) -> tuple[Party, ...]:
    columns = ("{} Name", "{} Country", "Primary {} Sector", "{} Name Raw")
    names, lands, sectors, raws = (_split(row.get(c.format(side))) for c in columns)
    many = max(map(len, (names, lands, sectors, raws)))
    found = []
    for i in range(many):
        name, land, sector, raw = (_at(values, i, many) for values in (names, lands, sectors, raws))
        code = _code(name or raw or "", land, sector)
        if code == UNKNOWN:
            counts["party that could not be coded"] += 1
        found.append(Party(code, name, raw))
    return tuple(found)


def _at(values: Sequence[str], i: int, many: int) -> str | None:
    """The value of the i-th party: none where a column tells of another number of them."""
    value = values[i] if len(values) == many else None
    return None if value is None or value in NOTHING else value


def _code(name: str, land: str | None, raw: str | None) -> str:
    sector = sector_in("plover", (raw,)) if raw else None
    country = country_named(land) if land else None
    if country is None and land and len(land) == 3:
        country = _iso(land)
    if country:
        return f"{country}:{sector}" if sector else country
    if land in ("NGO", "MNC"):
        return f"{land}:INT"
    if land == "UNO" or land == "EUR":
        return f"IGO:{land}"
    found = body_named(name)
    if found:
        return found
    if land == "IGO":
        return "IGO:OTH"
    return f"UNK:{sector}" if sector else UNKNOWN


def _iso(land: str) -> str | None:
    return country_in("plover", land) or country_in("cameo", land)


def _where(row: Mapping[str, str]) -> Where | None:
    land = told(row.get("Country"))
    place = Where(
        told(row.get("Placename")) or told(row.get("City")),
        (_iso(land) or country_named(land)) if land else None,
        number(row.get("Latitude")),
        number(row.get("Longitude")),
        told(row.get("Raw Placename")),
        told(row.get("District")),
        told(row.get("Province")),
    )
    return place if place != Where() else None


def _split(value: str | None) -> list[str]:
    text = told(value)
    return [part.strip() for part in text.split(";")] if text else []
