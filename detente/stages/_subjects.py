"""Whom an act concerns by its kind, where a model chose somebody whom its clause does not tell.

Martial law is over the people of a land; who is on strike at home does not turn against some other
state that stands in the text.
"""

from __future__ import annotations

from dataclasses import replace

from detente.codebook import Codebook
from detente.stages._cast import Cast
from detente.stages._deeds import PEOPLE
from detente.stages._standins import GOVERNMENT, likeliest
from detente.types import Actor, Reading, Reason, Sentence

UNDER = "under"  # key of modes: whom a measure is over
OVER_PEOPLE = "people whom the measure is over"


def subject_to(reading: Reading, sentence: Sentence, cast: Cast, codebook: Codebook) -> Reading:
    """The reading without a recipient that a model chose from elsewhere in the text and that an
    act of its kind does not concern."""
    if len(reading.recipient) != 1 or not reading.actor:
        return reading
    if not likeliest(reading, "recipient"):
        return reading
    kind, whom = codebook.types[reading.event_type], reading.recipient[0]
    own = reading.actor[0].country
    if whom.code in {a.code for a in reading.actor}:
        return reading  # himself, which means nobody
    near = {place.country for _, place in cast.places(sentence.index)}
    if own is None or (whom.country != own and whom.country in near):
        return reading
    if kind.of_mode(reading.mode).get(UNDER) == "people":
        return _over_people(reading, whom, own)
    here = sentence.start <= whom.start < sentence.end
    if kind.recipient == GOVERNMENT and not here and whom.country != own and own in near:
        return replace(reading, recipient=())
    return reading


def _over_people(reading: Reading, whom: Actor, own: str) -> Reading:
    """The reading of a measure with the people of the land under it."""
    place = reading.location.country if reading.location is not None else None
    country = place or own
    if whom.code == f"{country}:{PEOPLE}":
        return reading
    note = Reason("locate", OVER_PEOPLE, whom.text, whom.start, whom.end)
    found = replace(
        whom, code=f"{country}:{PEOPLE}", name=country, sector=PEOPLE, country=country, reason=note
    )
    return replace(reading, recipient=(found,), reasons=(*reading.reasons, note))
