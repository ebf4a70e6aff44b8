"""At whom violence is aimed whose words name only a place: rockets at Haifa hit its people.

A place behind a word of aim (at, on) is no location but a target, and nobody's own army aims at
it where it lies abroad.
"""

from __future__ import annotations

from detente.codebook import Codebook
from detente.stages._cast import Cast
from detente.stages._tree import clause_head
from detente.types import Actor, Place, Reading, Reason, Sentence

DWELLING = "people of a place"  # rule of a party that only a place tells
_INNER = ("nmod", "appos", "flat", "compound")
PEOPLE = "CVL"  # sector of those who live somewhere
_ABROAD = ("MIL", "REB", "GOV")  # sectors that may hit those of another country


def aimed_at(
    reading: Reading, sentence: Sentence, cast: Cast, codebook: Codebook, aims: frozenset[str]
) -> Place | None:
    """The foreign place whose people violence hits, as it is aimed there by one of the words
    `aims`, where its own words name nobody but who does it."""
    if reading.event_type not in codebook.forces.get("victims", ()) or reading.passive:
        return None
    own = {a.country for a in reading.actor if a.sector in _ABROAD}
    words = {a.start for a in reading.actor}
    if not own or any(a.start not in words for a in reading.recipient):
        return None
    place = _target(reading, sentence, cast, aims)
    return place if place is not None and place.country not in (None, *own) else None


def people_of(place: Place, sector: str = PEOPLE) -> Actor:
    """Those of a sector who live at a place."""
    note = Reason("locate", DWELLING, place.text, place.start, place.end)
    return at_place(place, sector, note)


def at_place(place: Place, sector: str, note: Reason) -> Actor:
    """The party of a sector in the country of a place, by the words for that."""
    words = (place.name, place.text, place.start, place.end)
    return Actor(f"{place.country}:{sector}", *words, sector, place.country, note)


def _target(reading: Reading, sentence: Sentence, cast: Cast, aims: frozenset[str]) -> Place | None:
    """The nearest place behind a word of aim in the clause of an act, or where its object is."""
    own = clause_head(sentence, reading.token)
    inside = {k for top in reading.objects for k in sentence.subtree(top)}
    found: list[tuple[int, Place]] = []
    for token, place in cast.places(sentence.index):
        aim = token in inside or _is_led(sentence, token, aims)
        if aim and clause_head(sentence, token) == own:
            found.append((abs(token - reading.token), place))
    return min(found, key=lambda each: each[0])[1] if found else None


def _is_led(sentence: Sentence, token: int, aims: frozenset[str]) -> bool:
    """Whether a place, or the noun to which it belongs, stands behind a word of aim (at the port of
    Odesa)."""
    for _ in range(3):
        cases = {sentence.tokens[k].text.lower() for k in sentence.kids(token, "case")}
        if cases & aims:
            return True
        head = sentence.tokens[token].head
        inner = sentence.tokens[token].relation.split(":")[0] in _INNER
        if head < 0 or not inner or sentence.tokens[head].upos not in ("NOUN", "PROPN"):
            return False
        token = head
    return False
