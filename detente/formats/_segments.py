"""CAMEO actor codes: runs of three letters for country, organisation, region, sector."""

from __future__ import annotations

from functools import cache

from detente.formats._exchange import (
    UNKNOWN,
    body_groups,
    country_in,
    country_out,
    sector_in,
)

_BODIES = {"IGO": "IGO:OTH", "NGO": "NGO:INT", "NGM": "NGO:INT", "MNC": "MNC:INT"}


@cache
def code_of(raw: str) -> str:
    """Our code of a CAMEO actor code: "PAKGOV" is PAK:GOV, "IGOUNO" IGO:UNO, "PAK" PAK.

    The first segment is a country, a kind of organisation, a region or a role; of the others
    the first that is a role or a known organisation counts. UNK:UNK where nothing is known.
    """
    parts = [raw[i : i + 3] for i in range(0, len(raw), 3)]
    if not parts:
        return UNKNOWN
    head, rest = parts[0], parts[1:]
    if head in _BODIES:
        known = (body_groups()[p] for p in rest if p in body_groups())
        bodies = [code for code in known if not code.startswith("REG")]
        return bodies[-1] if bodies and head == "IGO" else _BODIES[head]
    country = country_in("cameo", head) or (head if country_out("cameo", head) else None)
    roles = [sector for p in (parts if country is None else rest) if (sector := role(p))]
    if country:
        return f"{country}:{roles[0]}" if roles else country
    if head in body_groups():
        return body_groups()[head]
    return f"UNK:{roles[0]}" if roles else UNKNOWN


def role(segment: str) -> str | None:
    """The sector that a CAMEO role stands for."""
    return sector_in("cameo", (segment,))
