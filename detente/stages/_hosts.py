"""Who came to whom: talks of two at the seat of one of them are a visit of the other."""

from __future__ import annotations

from dataclasses import replace

from detente.codebook import Codebook
from detente.stages._cast import Cast
from detente.types import Reading


def received(reading: Reading, cast: Cast, codebook: Codebook) -> Reading:
    """Talks of two parties in the capital or seat of one of them as a visit of the other."""
    kind = codebook.types[reading.event_type]
    visit = next((mode for mode in kind.modes if kind.hosted(mode)), None)
    if visit is None or not reading.mutual or reading.mode not in (None, visit):
        return reading
    place = reading.location
    if place is None or len(reading.actor) != 2 or reading.recipient:
        return reading
    at_home = cast.seated(place.text)
    hosts = tuple(a for a in reading.actor if a.party in at_home)
    guests = tuple(a for a in reading.actor if a.party not in at_home)
    if len(hosts) != 1:
        return reading
    cameo = kind.modes[visit].get("cameo", reading.cameo)
    return replace(reading, mode=visit, cameo=cameo, actor=guests, recipient=hosts, mutual=False)
