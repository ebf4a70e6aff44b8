"""ICEWS coded events: 20 tab-separated columns with a header.

Columns as in the yearly files of the Integrated Crisis Early Warning System (to April 2023).
`Event Text` is the label of the CAMEO code, `Intensity` its value in ICEWS, countries are
English names, `Sentence Number` counts from 1. `docs/formats/icews.md` says what is lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TextIO

from detente.formats._coded import Coded, Party, Where
from detente.formats._exchange import (
    UNKNOWN,
    Losses,
    body_named,
    cell,
    count_absent,
    count_date,
    country_named,
    country_out,
    day,
    happened,
    meaning,
    number,
    number_of,
    pairs_of,
    quad_of,
    rows_of,
    score_of,
    sector_in,
    sector_out,
    told,
    typed,
    whole,
)

COLUMNS = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text",
    "CAMEO Code", "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID",
    "Sentence Number", "Publisher", "City", "District", "Province", "Country", "Latitude",
    "Longitude",
)  # fmt: skip
SOURCE = "icews"
_BODY = ("IGO", "International Government")  # how the sectors of an organisation of states begin
_WIDE = {
    "Multinational Corporation": "MNC:INT",
    "Nongovernmental Organization (International)": "NGO:INT",
}


def write(events: Iterable[Coded], out: TextIO) -> Losses:
    """Write events as ICEWS rows; what could not be held is counted and returned.

    One row a pair of source and target. Events that did not happen, or have no first day, are
    left out (counted as "left out: ...").
    """
    losses: Losses = Counter()
    out.write("\t".join(COLUMNS) + "\n")
    for event in events:
        if not happened(event, losses) or not count_date(event, losses):
            continue
        _count(event, losses)
        for part, (source, target) in enumerate(pairs_of(event, losses)):
            out.write("\t".join(map(cell, _row(event, part, source, target))) + "\n")
    return losses


def _row(event: Coded, part: int, source: Party | None, target: Party | None) -> list[object]:
    means = meaning(event.cameo)
    value = means.icews if means and means.icews is not None else event.goldstein
    place = event.location or Where()
    country = country_out("icews", place.country)
    city = None if place.name == country else place.name
    return [
        number_of(event.id, part),
        event.start,
        *_side(source),
        means.label if means else None,
        event.cameo,
        value,
        *_side(target),
        None if event.document is None else number_of(event.document),
        None if event.sentence is None else event.sentence + 1,
        event.publisher,
        city,
        place.district,
        place.province,
        country,
        place.lat,
        place.lon,
    ]


def _side(party: Party | None) -> tuple[str | None, str | None, str | None]:
    if party is None:
        return None, None, None
    sectors = ",".join(party.sectors) or sector_out("icews", party.sector)
    if not party.sectors and party.code.startswith("IGO"):
        sectors = "International Government Organization"
    for words, code in _WIDE.items():
        if not party.sectors and party.code == code:
            sectors = words
    return party.name or party.text, sectors, country_out("icews", party.country)


def _count(event: Coded, losses: Losses) -> None:
    """Count what a row has no column for."""
    parties = (*event.actor, *event.recipient)
    absent: dict[str, object] = {
        "type and mode: only the CAMEO code": event.event_type,
        "said_by": event.said_by,
        "contexts": event.contexts,
        "confidence": event.confidence is not None,
        "url": event.url,
        "trigger": event.text,
        "number of reports": event.reports,
        "no CAMEO code": not event.cameo,
        "document id: written as a number": event.document
        and str(number_of(event.document)) != event.document,
    }
    absent["region or unknown party: only its name"] = any(
        p.code.startswith("REG") or p.code == UNKNOWN for p in parties
    )
    count_absent(absent, losses)


def read(
    lines: Iterable[str], *, name: str = "ICEWS file", skipped: Losses | None = None
) -> Iterator[Coded]:
    """The events of an ICEWS file, one a row, in its order.

    `lines` are those of the file with its header, `name` is for messages. Type, mode and
    intensity follow from the CAMEO code. A row without id or day is skipped and counted in
    `skipped`. InputError if the header is not one of ICEWS.
    """
    counts: Losses = Counter() if skipped is None else skipped
    for row in rows_of(lines, COLUMNS, name=name, skipped=counts):
        when = day(row["Event Date"])
        if not row["Event ID"].strip() or when is None:
            counts["skipped: no id or no day"] += 1
            continue
        code = told(row["CAMEO Code"])
        event_type, mode, contexts = typed(code, counts)
        sentence = whole(row["Sentence Number"])
        yield Coded(
            id=row["Event ID"].strip(),
            source=SOURCE,
            start=when,
            end=when,
            edtf=when.isoformat(),
            event_type=event_type,
            mode=mode,
            cameo=code,
            quad_class=quad_of(event_type, code),
            actor=_party(row, "Source", counts),
            recipient=_party(row, "Target", counts),
            goldstein=number(row["Intensity"]),
            intensity=score_of(event_type, mode),
            location=_where(row),
            contexts=contexts,
            publisher=told(row["Publisher"]),
            document=told(row["Story ID"]),
            sentence=sentence - 1 if sentence else None,
        )


def _party(row: Mapping[str, str], side: str, counts: Losses) -> tuple[Party, ...]:
    name = told(row[f"{side} Name"])
    sectors = _split(told(row[f"{side} Sectors"]) or "")
    land = told(row[f"{side} Country"])
    if name is None and land is None:
        return ()
    country = country_named(land) if land else None
    if land and country is None:
        counts["unknown country"] += 1
    if country:
        sector = sector_in("icews", sectors)
        code = f"{country}:{sector}" if sector else country
    else:
        code = _stateless(name or "", sectors)
    if code == UNKNOWN:
        counts["party that could not be coded"] += 1
    return (Party(code, name, sectors=sectors),)


def _stateless(name: str, sectors: tuple[str, ...]) -> str:
    """The code of a party without country."""
    found = body_named(name)
    if found:
        return found
    if any(s.startswith(_BODY[1]) or s.endswith(f"{_BODY[0]}s") for s in sectors):
        return "IGO:OTH"
    for words, code in _WIDE.items():
        if words in sectors:
            return code
    sector = sector_in("icews", sectors)
    return f"UNK:{sector}" if sector else UNKNOWN


def _split(sectors: str) -> tuple[str, ...]:
    return tuple(part for part in sectors.split(",") if part)


def _where(row: Mapping[str, str]) -> Where | None:
    land = told(row["Country"])
    city = told(row["City"])
    place = Where(
        city or land,
        country_named(land) if land else None,
        number(row["Latitude"]),
        number(row["Longitude"]),
        None,
        told(row["District"]),
        told(row["Province"]),
    )
    return place if place != Where() else None
