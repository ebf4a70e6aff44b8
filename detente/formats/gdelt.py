"""GDELT 2.0: the table of events (61 tab-separated columns, no header) and that of mentions (16).

Countries of actors are CAMEO's three letters, those of places FIPS 10-4. Days are YYYYMMDD, the
times of loading YYYYMMDDHHMMSS. `docs/formats/gdelt.md` says what is lost.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TextIO

from detente.errors import InputError
from detente.formats._coded import Coded, Party, Where
from detente.formats._exchange import (
    UNKNOWN,
    Losses,
    body_codes,
    body_groups,
    cell,
    count_absent,
    count_date,
    country_in,
    country_out,
    day,
    happened,
    number,
    number_of,
    pairs_of,
    quad_number,
    quad_of,
    score_of,
    sector_out,
    told,
    typed,
    whole,
)
from detente.formats._segments import code_of

_ACTOR = (
    "Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code",
    "Religion2Code", "Type1Code", "Type2Code", "Type3Code",
)  # fmt: skip
_GEO = (
    "Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID",
)  # fmt: skip
COLUMNS = (
    "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate",
    *(f"Actor1{c}" for c in _ACTOR), *(f"Actor2{c}" for c in _ACTOR),
    "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale",
    "NumMentions", "NumSources", "NumArticles", "AvgTone",
    *(f"Actor1Geo_{c}" for c in _GEO), *(f"Actor2Geo_{c}" for c in _GEO),
    *(f"ActionGeo_{c}" for c in _GEO), "DATEADDED", "SOURCEURL",
)  # fmt: skip
OLD_COLUMNS = tuple(c for c in COLUMNS if not c.endswith("ADM2Code"))  # GDELT 1.0: 58
_ALL = {len(names): names for names in (COLUMNS, OLD_COLUMNS, OLD_COLUMNS[:-1])}
MENTION_COLUMNS = (
    "GLOBALEVENTID", "EventTimeDate", "MentionTimeDate", "MentionType", "MentionSourceName",
    "MentionIdentifier", "SentenceID", "Actor1CharOffset", "Actor2CharOffset", "ActionCharOffset",
    "InRawText", "Confidence", "MentionDocLen", "MentionDocTone", "MentionDocTranslationInfo",
    "Extras",
)  # fmt: skip
SOURCE = "gdelt"
_COUNTRY, _CITY = 1, 4  # kinds of place: a country, a town outside the United States
_WEB, _CITED = 1, 2  # kinds of mention: a page, a source known only by its citation
_FIRST = (1, 6, 9, 14)  # root codes with which the quad classes begin
_GROUPS = ("IGO", "NGO", "MNC")


def write(events: Iterable[Coded], out: TextIO) -> Losses:
    """Write events as rows of GDELT 2.0; what could not be held is counted and returned.

    One row a pair of source and target. Events that did not happen, or have no first day or no
    CAMEO code, are left out (counted as "left out: ...").
    """
    losses: Losses = Counter()
    for event in events:
        if not _fits(event, losses):
            continue
        _count(event, losses)
        for part, (source, target) in enumerate(pairs_of(event, losses)):
            row = _row(event, part, source, target)
            out.write("\t".join(cell(row.get(c)) for c in COLUMNS) + "\n")
    return losses


def write_mentions(events: Iterable[Coded], out: TextIO) -> Losses:
    """Write the mentions of the same events as rows of GDELT's table of mentions.

    A row for each mention of each row that `write` makes. Offsets count characters of the
    document's text, -1 where none is known. Events without mentions of their own are counted.
    """
    losses: Losses = Counter()
    for event in events:
        if not _fits(event, losses):
            continue
        if not event.mentions:
            losses["left out: no mentions"] += 1
            continue
        for part, (source, target) in enumerate(pairs_of(event, Counter())):
            for row in _mentions(event, part, source, target):
                out.write("\t".join(map(cell, row)) + "\n")
    return losses


def _fits(event: Coded, losses: Losses) -> bool:
    if not happened(event, losses) or not count_date(event, losses):
        return False
    if not event.cameo:
        losses["left out: no CAMEO code"] += 1
        return False
    return True


def _row(event: Coded, part: int, source: Party | None, target: Party | None) -> dict[str, object]:
    when, code = event.start, event.cameo or ""
    assert when is not None
    quad = quad_number(quad_of(None, code))  # by the code, not by our type: the column's rule
    row: dict[str, object] = {
        "GLOBALEVENTID": number_of(event.id, part),
        "SQLDATE": f"{when:%Y%m%d}",
        "MonthYear": f"{when:%Y%m}",
        "Year": f"{when:%Y}",
        "FractionDate": f"{when.year}.{_fraction(when):04}",
        **_side("Actor1", source),
        **_side("Actor2", target),
        "IsRootEvent": int(event.mentions[0].paragraph == 0) if event.mentions else None,
        "EventCode": code,
        "EventBaseCode": code[:3],
        "EventRootCode": code[:2],
        "QuadClass": quad,
        "GoldsteinScale": event.goldstein,
        "NumMentions": event.told,
        "NumSources": event.reports,
        "NumArticles": event.reports,
        "DATEADDED": _stamp(event.published),
        "SOURCEURL": event.url,
    }
    place = event.location
    if place:
        country = country_out("icews", place.country)
        whole_country = place.name is not None and place.name == country
        parts = (place.name, place.province, country)
        name = place.name if whole_country else ", ".join(p for p in parts if p)
        row |= {
            "ActionGeo_Type": _COUNTRY if whole_country or not place.name else _CITY,
            "ActionGeo_FullName": name,
            "ActionGeo_CountryCode": country_out("fips", place.country),
            "ActionGeo_Lat": place.lat,
            "ActionGeo_Long": place.lon,
        }
    return row


def _side(side: str, party: Party | None) -> dict[str, object]:
    if party is None:
        return {}
    found: dict[str, object] = {f"{side}Name": (party.name or party.text or "").upper()}
    if party.country:
        country = country_out("cameo", party.country) or party.country
        sector = sector_out("cameo", party.sector)
        found |= {
            f"{side}Code": country + (sector or ""),
            f"{side}CountryCode": country,
            f"{side}Type1Code": sector,
        }
        return found
    code = body_codes().get(party.code)
    if code is None:
        sector = sector_out("cameo", party.sector)
        return found | {f"{side}Code": sector, f"{side}Type1Code": sector}
    found[f"{side}Code"] = code
    head, *rest = (code[i : i + 3] for i in range(0, len(code), 3))
    if head not in _GROUPS:
        return found | {f"{side}CountryCode": head}
    regions = [p for p in rest if body_groups().get(p, "").startswith("REG")]
    roles = [p for p in rest if p not in body_groups()]
    return found | {
        f"{side}Type1Code": head,
        f"{side}Type2Code": roles[0] if roles else None,
        f"{side}KnownGroupCode": rest[-1] if rest else None,
        f"{side}CountryCode": regions[0] if regions else None,
    }


def _fraction(when: dt.date) -> int:
    """Ten-thousandths of the year gone, with months of 30 days, cut off as in published rows."""
    return ((when.month - 1) * 30 + when.day) * 10_000 // 365


def _mentions(
    event: Coded, part: int, source: Party | None, target: Party | None
) -> Iterator[list[object]]:
    first, second = (-1 if p is None or p.start is None else p.start for p in (source, target))
    sure = None if event.confidence is None else round(event.confidence * 100)
    for mention in event.mentions:
        yield [
            number_of(event.id, part),
            _stamp(event.start),
            _stamp(event.published),
            _WEB if event.url else _CITED,
            event.publisher,
            event.url or event.document,
            mention.sentence + 1,
            first,
            second,
            mention.start,
            1,
            sure,
            event.length,
            None,
            None,
            None,
        ]


def _stamp(when: dt.date | None) -> str | None:
    return f"{when:%Y%m%d}000000" if when else None


def _count(event: Coded, losses: Losses) -> None:
    """Count what a row has no column for."""
    parties = (*event.actor, *event.recipient)
    absent = {
        "type and mode: only the CAMEO code": event.event_type,
        "intensity": event.intensity is not None,
        "quad class differs by code": event.quad_class
        and event.quad_class != quad_of(None, event.cameo),
        "said_by": event.said_by,
        "contexts": event.contexts,
        "confidence: only in the mentions": event.confidence is not None,
        "trigger": event.text,
        "document id": event.document,
        "publisher: only in the mentions": event.publisher,
        "event id: written as a number": str(number_of(event.id)) != event.id,
        "sector that CAMEO lacks": any(
            p.sector and not sector_out("cameo", p.sector) for p in parties
        ),
        "party without code": any(p.code == UNKNOWN for p in parties),
        "organisation without code of its own": any(p.code == "IGO:OTH" for p in parties),
        "district": event.location and event.location.district,
    }
    count_absent(absent, losses)


def read(
    lines: Iterable[str], *, name: str = "GDELT file", skipped: Losses | None = None
) -> Iterator[Coded]:
    """The events of a GDELT file, one a row, in order: 2.0 with 61 columns, 1.0 with 58 or, in
    the files before April 2013, without the address 57.

    Type, mode and intensity follow from the CAMEO code. Rows without id or day, or with another
    number of columns, are skipped and counted in `skipped`. InputError if not a single row of
    the first hundred has one of these numbers of columns.
    """
    counts: Losses = Counter() if skipped is None else skipped
    good = False
    for i, line in enumerate(lines):
        cells = line.rstrip("\r\n").split("\t")
        columns = _ALL.get(len(cells))
        if columns is None or cells[0] == COLUMNS[0]:
            good = good or cells[0] == COLUMNS[0]
            if columns is None and line.strip():
                counts["skipped: wrong number of columns"] += 1
            if i >= 100 and not good:
                break
            continue
        good = True
        event = _event(dict(zip(columns, cells, strict=True)), counts)
        if event:
            yield event
    if not good and counts["skipped: wrong number of columns"]:
        raise InputError(
            f"{name}: no line has the {len(COLUMNS)} columns of GDELT 2.0 (or the"
            f" {len(OLD_COLUMNS)} or {len(OLD_COLUMNS) - 1} of 1.0); check that it is a table of"
            " events",
            code="bad-events",
        )


def is_row(cells: Sequence[str]) -> bool:
    """Whether cells are a row of one of the tables of events: their number, an id, a day."""
    return len(cells) in _ALL and cells[0].isdecimal() and day(cells[1]) is not None


def _event(row: Mapping[str, str], counts: Losses) -> Coded | None:
    when = day(row["SQLDATE"])
    if not row["GLOBALEVENTID"].strip() or when is None:
        counts["skipped: no id or no day"] += 1
        return None
    code = told(row["EventCode"])
    event_type, mode, contexts = typed(code, counts)
    quad = whole(row["QuadClass"])
    root = f"{_FIRST[quad - 1]:02}" if quad in (1, 2, 3, 4) else ""
    return Coded(
        id=row["GLOBALEVENTID"].strip(),
        source=SOURCE,
        start=when,
        end=when,
        edtf=when.isoformat(),
        event_type=event_type,
        mode=mode,
        cameo=code,
        quad_class=quad_of(event_type, code or root),
        actor=_party(row, "Actor1", counts),
        recipient=_party(row, "Actor2", counts),
        goldstein=number(row["GoldsteinScale"]),
        intensity=score_of(event_type, mode),
        location=_where(row),
        contexts=contexts,
        url=told(row.get("SOURCEURL")),
        published=day(row["DATEADDED"]),
        told=whole(row["NumMentions"]),
        reports=whole(row["NumSources"]),
    )


def _party(row: Mapping[str, str], side: str, counts: Losses) -> tuple[Party, ...]:
    raw, name = told(row[f"{side}Code"]), told(row[f"{side}Name"])
    if raw is None and name is None:
        return ()
    code = code_of(raw or "")
    if code == UNKNOWN:
        counts["party that could not be coded"] += 1
    return (Party(code, name, raw),)


def _where(row: Mapping[str, str]) -> Where | None:
    name = told(row["ActionGeo_FullName"])
    land = told(row["ActionGeo_CountryCode"])
    province = None
    if whole(row["ActionGeo_Type"]) != _COUNTRY and name:
        parts = [p.strip() for p in name.split(",")]
        name = parts[0]
        province = parts[1] if len(parts) == 3 else None
    place = Where(
        name,
        country_in("fips", land) if land else None,
        number(row["ActionGeo_Lat"]),
        number(row["ActionGeo_Long"]),
        province=province or None,
    )
    return place if place != Where() else None
