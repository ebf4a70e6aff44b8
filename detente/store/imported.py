"""Events that other coders coded, to rows of the tables and back, losing nothing.

What `events` and `parties` have no column for stands as JSON in `imported.rest`: the fields that
would come back otherwise than they were.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.digests import short_digest
from detente.formats.exchange import Coded, Party, Where
from detente.store.schema import events, imported, parties
from detente.store.writing import dyad_rows
from detente.types import Evidence

_SIDES = ("actor", "recipient")
_DAYS = ("start", "end", "published")
_SAME = (  # fields that have a column of the same name and need no change
    "edtf", "mode", "cameo", "publisher", "language", "goldstein", "intensity", "confidence",
)  # fmt: skip
_FIELDS = tuple(f.name for f in fields(Coded) if f.name != "id")
_FORBIDDEN = ("\\x00", "\\ud")  # NUL and halves of surrogate pairs, as `repr` shows them
_PARTS = {kind: tuple(f.name for f in fields(kind)) for kind in (Party, Where, Evidence)}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """An event as rows: of `events`, `imported`, `parties` and `dyads`."""

    event: Row
    imported: Row
    parties: tuple[Row, ...]
    dyads: tuple[Row, ...]


def event_id(source: str, identifier: str) -> str:
    """The id in the store of an event that a source knows as `identifier`."""
    return short_digest(f"imported\t{source}\t{identifier}")


def rows_of(coded: Coded, document: str) -> Rows:
    """The rows of an event of another coder; `document` is the id of its file's row.

    Texts lose what a database cannot hold: NUL and halves of surrogate pairs.
    """
    whole = repr(coded)
    if any(sign in whole for sign in _FORBIDDEN):
        coded = _plain(coded)
    own = event_id(coded.source, coded.id)
    start = _iso(coded.start)
    place = coded.location or Where()
    event: Row = {
        "id": own,
        "document": document,
        "source": coded.source,
        "type": coded.event_type,
        "mode": coded.mode,
        "status": status_of(coded.aux),
        "historical": "historical" in coded.aux,
        "aux": _joined(coded.aux),
        "start": start,
        "end": _iso(coded.end),
        "edtf": coded.edtf,
        "cameo": coded.cameo,
        "quad": coded.quad_class,
        "intensity": coded.intensity,
        "goldstein": coded.goldstein,
        "contexts": _joined(coded.contexts),
        "place": place.name,
        "country": place.country,
        "lat": place.lat,
        "lon": place.lon,
        "said_by": coded.said_by.code if coded.said_by else None,
        "said_by_name": coded.said_by.name if coded.said_by else None,
        "actors": " ".join(p.code for p in coded.actor),
        "recipients": " ".join(p.code for p in coded.recipient),
        "confidence": coded.confidence,
        "confidence_type": None,
        "confidence_parties": None,
        "confidence_date": None,
        "confidence_status": None,
        "mentions": 1 if coded.told is None else coded.told,
        "trigger": coded.text,
        "sentence": None,
        "offset": None,
        "published": _iso(coded.published),
        "language": coded.language,
        "publisher": coded.publisher,
        "reports": 1,
    }
    sides = tuple(
        {
            "event": own,
            "side": side,
            "position": position,
            "code": party.code,
            "party": party.party,
            "sector": party.sector,
            "name": party.name,
            "words": party.text,
            "offset": party.start,
            "start": start,
            "end": event["end"],
        }
        for side in _SIDES
        for position, party in enumerate(getattr(coded, side))
    )
    base = _restored(event, sides)
    rest = {
        name: _value(getattr(coded, name))
        for name in _FIELDS
        if getattr(coded, name) != getattr(base, name)
    }
    extra: Row = {
        "event": own,
        "identifier": coded.id,
        "digest": short_digest(whole),
        "rest": json.dumps(rest, ensure_ascii=False) if rest else "{}",
    }
    pairs = tuple(dyad_rows(coded, event))
    return Rows(event, extra, sides, pairs)


def load_imported(connection: Connection, ids: Sequence[str]) -> dict[str, Coded]:
    """The events of other coders among `ids` (a few hundred at most), as they were read."""
    sides: dict[str, list[Row]] = defaultdict(list)
    order = (parties.c.event, parties.c.side, parties.c.position)
    for row in connection.execute(
        sa.select(parties).where(parties.c.event.in_(ids)).order_by(*order)
    ).mappings():
        sides[row["event"]].append(dict(row))
    query = (
        sa.select(events, imported.c.identifier, imported.c.rest)
        .join(imported, imported.c.event == events.c.id)
        .where(events.c.id.in_(ids))
    )
    found: dict[str, Coded] = {}
    for event in connection.execute(query).mappings():
        base = _restored(dict(event), sides[event["id"]])
        rest = {name: _read(name, value) for name, value in json.loads(event["rest"]).items()}
        found[event["id"]] = replace(base, id=event["identifier"], **rest)
    return found


def status_of(aux: Iterable[str]) -> str:
    """act, plan (still to come), possible or denial, as stories have it."""
    if "negation" in aux:
        return "denial"
    if "future" in aux:
        return "plan"
    return "possible" if "hypothetical" in aux else "act"


def _restored(event: Mapping[str, Any], sides: Iterable[Mapping[str, Any]]) -> Coded:
    """What the columns alone tell; its id is that of the store."""
    found: dict[str, list[Party]] = {side: [] for side in _SIDES}
    for row in sides:
        found[row["side"]].append(
            Party(row["code"], row["name"], row["words"], start=row["offset"])
        )
    place = Where(event["place"], event["country"], event["lat"], event["lon"])
    said_by = event["said_by"]
    plain: Row = {name: event[name] for name in _SAME}
    plain |= {name: _day(event[name]) for name in _DAYS}
    return Coded(
        id=event["id"],
        source=event["source"],
        event_type=event["type"],
        quad_class=event["quad"],
        actor=tuple(found["actor"]),
        recipient=tuple(found["recipient"]),
        aux=tuple(event["aux"].split()),
        contexts=tuple(event["contexts"].split()),
        location=place if place != Where() else None,
        said_by=Party(said_by, event["said_by_name"]) if said_by is not None else None,
        text=event["trigger"],
        **plain,
    )


def _value(value: Any) -> Any:
    """A value of a field as JSON has it."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_value(v) for v in value]
    names = _PARTS.get(type(value))
    if names is None:
        return value
    told = ((name, getattr(value, name)) for name in names)
    return {k: list(v) if isinstance(v, tuple) else v for k, v in told if v is not None and v != ()}


def _read(name: str, value: Any) -> Any:
    """The value of a field that `_value` made."""
    if name in _DAYS:
        return _day(value)
    if name in _SIDES:
        return tuple(map(_party, value))
    if value is None:
        return None
    if name == "said_by":
        return _party(value)
    if name == "location":
        return Where(**value)
    if name == "mentions":
        return tuple(Evidence(**mention) for mention in value)
    return tuple(value) if isinstance(value, list) else value


def _party(value: Mapping[str, Any]) -> Party:
    return Party(**{**value, "sectors": tuple(value.get("sectors", ()))})


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _joined(names: Iterable[str]) -> str:
    """Names with blanks around each; blanks within become underscores."""
    return "".join(f" {'_'.join(name.split())}" for name in names) + " " if names else ""


def _plain(value: Any) -> Any:
    """The value, in all its parts, without what no database holds as text."""
    if isinstance(value, str):
        whole = value.replace("\x00", "").encode("utf-16", "surrogatepass")
        return whole.decode("utf-16", "replace")
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    if isinstance(value, Coded | Party | Where | Evidence):
        return replace(value, **{f.name: _plain(getattr(value, f.name)) for f in fields(value)})
    return value
