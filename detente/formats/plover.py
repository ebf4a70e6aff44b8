"""PLOVER as JSON Lines: one event an object, with the keys of the PLOVER manual (draft 2.0).

Countries are PLOVER's (Kosovo is KOS; organisations IGO, UNO, EUR, NGO, MNC). The auxiliary
modes stand in `mode` after the mode: the manual defines them as modes and gives no other place.
`docs/formats/plover.md` says what is lost.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TextIO

from detente import __version__
from detente.errors import InputError
from detente.formats._coded import Coded, Party, Where
from detente.formats._exchange import (
    UNKNOWN,
    Losses,
    body_named,
    count_absent,
    count_date,
    country_in,
    country_named,
    country_out,
    day,
    quad_names,
    quad_number,
    quad_of,
    score_of,
    sector_in,
    sector_out,
)

SOURCE = "plover"
AUX = ("future", "historical", "hypothetical", "negation")
_CODEBOOK = "plover-base-2.0"
_KEYS = {"event", "date"}  # of which an object of PLOVER has at least one
_BODIES = {"IGO:UNO": "UNO", "IGO:EUR": "EUR", "NGO:INT": "NGO", "MNC:INT": "MNC"}
_WIDE = {v: k for k, v in _BODIES.items()} | {"IMG": "UNK:REB", "ISM": UNKNOWN, "IGO": "IGO:OTH"}


def write(events: Iterable[Coded], out: TextIO) -> Losses:
    """Write events as PLOVER JSON Lines; what could not be held is counted and returned.

    Events without a first day or without type are left out: the manual requires both.
    """
    losses: Losses = Counter()
    for event in events:
        if not event.event_type:
            losses["left out: no event type"] += 1
            continue
        if not count_date(event, losses):
            continue
        del losses["date: more than a day"]  # there is `enddate`
        _count(event, losses)
        out.write(json.dumps(_record(event), ensure_ascii=False) + "\n")
    return losses


def _record(event: Coded) -> dict[str, Any]:
    quad = quad_number(event.quad_class)
    first = event.mentions[0] if event.mentions else None
    record: dict[str, Any] = {
        "id": event.id,
        "date": event.start.isoformat() if event.start else None,
        "enddate": event.end.isoformat() if event.end and event.end != event.start else None,
        "actor": [_entity(p) for p in event.actor],
        "recipient": [_entity(p) for p in event.recipient],
        "event": [event.event_type],
        "mode": [*filter(None, (event.mode,)), *event.aux],
        "context": list(event.contexts),
        "quad_code": quad,
        "event_scale": event.intensity,
        "event_text": event.text,
        "event_loc": _place(event.location),
        "link": event.url,
        "text_info": {"start": first.start, "end": first.end} if first else None,
        "cite_info": _bare(
            {
                "citation": event.document,
                "url": event.url,
                "title": event.title,
                "language": event.language,
                "publication": event.publisher,
                "codebook": _CODEBOOK,
            }
        ),
        "coder": f"{event.source} {__version__}" if event.source == "detente" else event.source,
    }
    return _bare(record)


def _entity(party: Party) -> dict[str, Any]:
    code = _BODIES.get(party.code) or (
        party.code.partition(":")[0]
        if party.country is None
        else country_out("plover", party.country) or party.country
    )
    return _bare(
        {
            "code": None if code in ("UNK", "REG") else code,
            "sector": sector_out("plover", party.sector),
            "entity_text": party.text,
            "identifier_text": party.name,
        }
    )


def _place(place: Where | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return _bare(
        {
            "extracted_place": place.text,
            "resolved_place": place.name,
            "lat": place.lat,
            "lon": place.lon,
            "district": place.district,
            "province": place.province,
            "country_code": place.country,
        }
    )


def _bare(record: Mapping[str, Any]) -> dict[str, Any]:
    """Without the keys that have nothing to say; lists of parties stay even when empty."""
    return {k: v for k, v in record.items() if v is not None and (v or k in _ALWAYS)}


_ALWAYS = ("actor", "recipient", "quad_code", "event_scale", "lat", "lon", "start", "end")


def _count(event: Coded, losses: Losses) -> None:
    """Count what the manual has no key for."""
    parties = (*event.actor, *event.recipient)
    absent = {
        "date: a month, year or other wide date as its first and last day": event.edtf
        and len(event.edtf.strip("~")) not in (10, 21),
        "CAMEO code": event.cameo,
        "Goldstein value": event.goldstein is not None,
        "said_by": event.said_by,
        "confidence": event.confidence is not None,
        "number of reports": event.reports,
        "mentions after the first": len(event.mentions) > 1,
        "day of publication": event.published,
        "region as a party: only its name": any(p.code.startswith("REG") for p in parties),
        "organisation: only its name": any(
            p.code.startswith("IGO") and p.code not in _BODIES for p in parties
        ),
        "sector that PLOVER lacks": any(
            p.sector and not sector_out("plover", p.sector) for p in parties
        ),
        "sectors as the source spells them": any(p.sectors for p in parties),
    }
    count_absent(absent, losses)


def read(
    lines: Iterable[str], *, name: str = "PLOVER file", skipped: Losses | None = None
) -> Iterator[Coded]:
    """The events of a PLOVER JSON Lines file, in order.

    Reads the keys of the manual's tables and those of its example block (`raw_text`,
    `entity_name`, `country_name`, `sector_code` ...). A record without id, day or known type
    is skipped and counted in `skipped`; of several types each makes an event of its own.
    InputError names the line that is no JSON object, or a first one that is none of PLOVER.
    """
    counts: Losses = Counter() if skipped is None else skipped
    begun = False
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(
                f"{name}, line {number}: no JSON ({error}); each line must be one object",
                code="bad-events",
            ) from error
        if not isinstance(record, dict):
            raise InputError(
                f"{name}, line {number}: not an object but {type(record).__name__}",
                code="bad-events",
            )
        if not begun and not _KEYS & record.keys():
            raise InputError(
                f"{name}, line {number}: the first object has none of the keys"
                f" {', '.join(sorted(_KEYS))}, so that the file is not PLOVER; name its format with"
                " --format",
                code="bad-events",
            )
        begun = True
        yield from _events(record, counts)


def _events(record: Mapping[str, Any], counts: Losses) -> Iterator[Coded]:
    start = day(_text(record.get("date")))
    identifier = _text(record.get("id"))
    kinds = [k for k in map(str, _list(record.get("event"))) if quad_of(k.upper(), None)]
    if identifier is None or start is None or not kinds:
        counts["skipped: no id, day or known type"] += 1
        return
    end = day(_text(record.get("enddate"))) or start
    cite = record.get("cite_info") if isinstance(record.get("cite_info"), dict) else {}
    assert isinstance(cite, dict)
    modes = [_mode(m) for m in map(str, _list(record.get("mode")))]
    aux = tuple(sorted(m for m in modes if m in AUX))
    own = [m for m in modes if m not in AUX]
    quad = record.get("quad_code")
    for i, kind in enumerate(k.upper() for k in kinds):
        mode = own[0] if own else None
        score = _number(record.get("event_scale"))
        yield Coded(
            id=identifier if not i else f"{identifier}#{i + 1}",
            source=[*(_text(record.get("coder")) or "").split(), SOURCE][0],
            start=start,
            end=end,
            edtf=start.isoformat() if end == start else f"{start}/{end}",
            event_type=kind,
            mode=mode,
            quad_class=quad_names().get(quad if isinstance(quad, int) else 0)
            or quad_of(kind, None),
            actor=tuple(_party(e, counts) for e in _list(record.get("actor"))),
            recipient=tuple(_party(e, counts) for e in _list(record.get("recipient"))),
            aux=aux,
            intensity=score_of(kind, mode) if score is None else score,
            location=_where(record.get("event_loc")),
            contexts=tuple(c.replace("-", "_") for c in map(str, _list(record.get("context")))),
            publisher=_text(cite.get("publication")),
            url=_text(record.get("link")) or _text(cite.get("url")),
            title=_text(cite.get("title")),
            document=_text(cite.get("citation")) or _text(cite.get("corpus")),
            language=_text(cite.get("language")),
            text=_text(record.get("event_text")),
        )


def _party(entity: Any, counts: Losses) -> Party:
    if not isinstance(entity, dict):
        entity = {"code": entity}
    raw = _text(entity.get("code")) or _text(entity.get("country_name")) or ""
    name = _text(entity.get("identifier_text")) or _text(entity.get("entity_name"))
    text = _text(entity.get("entity_text")) or _text(entity.get("raw_text"))
    raws = _list(entity.get("sector") or entity.get("sector_code"))
    sector = sector_in("plover", map(str, raws))
    country = country_in("plover", raw) or country_in("cameo", raw) or country_named(raw)
    if country:
        code = f"{country}:{sector}" if sector else country
    elif raw in _WIDE:
        code = (body_named(name or text or "") if raw == "IGO" else None) or _WIDE[raw]
    elif raw:
        code = raw if re.fullmatch("[A-Z]{3}", raw) else UNKNOWN
    else:
        code = body_named(name or text or "") or (f"UNK:{sector}" if sector else UNKNOWN)
    if code == UNKNOWN:
        counts["party that could not be coded"] += 1
    return Party(code, name, text)


def _where(raw: Any) -> Where | None:
    if not isinstance(raw, dict):
        return None
    land = _text(raw.get("country_code")) or _text(raw.get("country"))
    place = Where(
        _text(raw.get("resolved_place")) or _text(raw.get("city")),
        (country_in("plover", land) or country_in("cameo", land) or country_named(land))
        if land
        else None,
        _number(raw.get("lat")),
        _number(raw.get("lon")),
        _text(raw.get("extracted_place")),
        _text(raw.get("district")),
        _text(raw.get("province")),
    )
    return place if place != Where() else None


def _mode(raw: str) -> str:
    """A mode without the type that some files write before it ("CONSULT-third-party")."""
    head, _, rest = raw.partition("-")
    return rest if rest and head.isupper() else raw


def _number(value: Any) -> float | None:
    """A finite number; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def _list(value: Any) -> list[Any]:
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str | None:
    return str(value) if value not in (None, "") else None
