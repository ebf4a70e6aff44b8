"""FollowTheMoney: entities as JSON Lines, for Aleph, OpenAleph and their kin.

Written by hand after the model's public schemata, without its library: `Event` for what
happened, `Article` for the document that tells it, `PublicBody`, `Organization` or `LegalEntity`
for the parties and `UnknownLink` from each actor to each recipient. `docs/formats/ftm.md` says
what is lost.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, TextIO

from detente.formats._coded import Coded, Party
from detente.formats._exchange import (
    Losses,
    body_named,
    count_absent,
    country_named,
    country_out,
    happened,
    pairs_of,
)
from detente.resources import DATA, read_tsv

_SHOWN = 200  # characters of an event's name; longer lists of parties are cut


def write(events: Iterable[Coded], out: TextIO) -> Losses:
    """Write events as FollowTheMoney entities; what could not be held is counted and returned.

    Each entity once, before the first that refers to it; ids are digests of their content.
    Events that did not happen are left out. Memory grows with the number of parties and
    documents, by a few dozen bytes each.
    """
    losses: Losses = Counter()
    seen: set[str] = set()
    for event in events:
        if not happened(event, losses):
            continue
        _count(event, losses)
        for entity in _entities(event):
            if entity["id"] not in seen:
                seen.add(entity["id"])
                out.write(json.dumps(entity, ensure_ascii=False) + "\n")
    return losses


def _entities(event: Coded) -> Iterator[dict[str, Any]]:
    parties = [*event.actor, *event.recipient]
    for party in parties:
        yield _entity(_party_id(party), _schema(party), _facts(party))
    proof = _article_id(event)
    if proof:
        yield _entity(
            proof,
            "Article",
            {
                "title": event.title or event.document or event.url,
                "sourceUrl": event.url,
                "publisher": event.publisher,
                "language": _language(event.language),
                "publishedAt": event.published,
            },
        )
    place = event.location
    what = " ".join(filter(None, (event.event_type or event.cameo, event.mode)))
    own = _id("event", event.source, event.id)
    times = {"startDate": event.start, "endDate": event.end}
    rest = {
        "sourceUrl": event.url,
        "publisher": event.publisher,
        "proof": proof,
        "recordId": event.id,
    }
    yield _entity(
        own,
        "Event",
        {
            "name": _title(event, what),
            **times,
            **rest,
            "summary": event.text,
            "country": country_out("alpha2", place.country) if place else None,
            "location": (place.name or place.text) if place else None,
            "involved": sorted({_party_id(p) for p in parties}),
            "keywords": [
                *filter(None, (event.event_type, event.mode, event.quad_class)),
                *event.contexts,
                *event.aux,
            ],
            "notes": f"said by {event.said_by.code}" if event.said_by else None,
        },
    )
    for source, target in pairs_of(event, Counter()):
        if source and target and _party_id(source) != _party_id(target):
            ends = {"subject": _party_id(source), "object": _party_id(target)}
            yield _entity(
                _id("link", own, *ends.values()),
                "UnknownLink",
                {**ends, "role": what, **times, **rest, "summary": event.text},
            )


@cache
def _languages() -> Mapping[str, str]:
    return {row["code"]: row["alpha3"] for row in read_tsv(DATA / "interchange/languages.tsv")}


def _language(code: str | None) -> str | None:
    """The three letters of ISO 639-3 that the model asks for; None for a language not listed."""
    return _languages().get(code or "")


def _entity(identifier: str, schema: str, facts: dict[str, Any]) -> dict[str, Any]:
    properties = {}
    for key, value in facts.items():
        values = value if isinstance(value, list) else [value]
        known = list(dict.fromkeys(str(v) for v in values if v not in (None, "")))
        if known:
            properties[key] = known
    return {"id": identifier, "schema": schema, "properties": properties}


def _schema(party: Party) -> str:
    """What kind of entity a party is: a person is not told from a body by its code alone."""
    if party.code.startswith(("IGO", "NGO", "MNC")):
        return "Organization"
    if party.name and country_named(party.name) and party.sector in (None, "GOV"):
        return "PublicBody"
    return "Organization" if party.name and body_named(party.name) else "LegalEntity"


def _facts(party: Party) -> dict[str, Any]:
    return {
        "name": party.name or party.text or party.code,
        "country": country_out("alpha2", party.country),
        "sector": party.sector,
        "notes": party.code,
    }


def _title(event: Coded, what: str) -> str:
    """A name for the event: the schema asks for one."""
    sides = (", ".join(p.name or p.code for p in side) for side in (event.actor, event.recipient))
    name = f"{what}: {' > '.join(filter(None, sides))}"
    return name if len(name) <= _SHOWN else name[: _SHOWN - 1] + "…"


def _party_id(party: Party) -> str:
    return _id("party", party.code, party.name or party.text or "")


def _article_id(event: Coded) -> str | None:
    key = event.document or event.url
    return _id("article", event.source, key) if key else None


def _id(*parts: str) -> str:
    return "dt-" + hashlib.blake2b("\t".join(parts).encode(), digest_size=10).hexdigest()


def _count(event: Coded, losses: Losses) -> None:
    """Count what the model has no property for."""
    place = event.location
    absent = {
        "CAMEO code": event.cameo,
        "intensity": event.intensity is not None,
        "Goldstein value": event.goldstein is not None,
        "confidence": event.confidence is not None,
        "number of reports": event.reports,
        "coordinates": place and place.lat is not None,
        "offsets of the mentions": event.mentions,
        "date: approximate": event.edtf and "~" in event.edtf,
        "no date": event.start is None,
        "language that is not listed": event.language and not _language(event.language),
    }
    count_absent(absent, losses)
