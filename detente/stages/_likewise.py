"""Acts whose words leave open what they are, told beside a like act between the same two.

"Britain expelled 23 Russians" may mean anybody; where the text tells of diplomats expelled between
the two states, it means diplomats. The ontology says which acts are taken for which (`likewise`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente.codebook import Codebook
from detente.stages._deeds import in_sector
from detente.stages._scores import KIND
from detente.types import Actor, Reading, Reason

RULE = "like an act between the same two"
_NATION = frozenset({"people", "country", "adjective"})  # rules of those told by their nation alone
_STATE = "GOV"


def likewise(readings: Sequence[Reading], codebook: Codebook) -> tuple[Reading, ...]:
    """The readings, where one of a mode that is taken for another has the type and mode of such
    a one between the same two states."""
    told = {(r.event_type, r.mode, pair) for r in readings if (pair := _pair(r))}
    return tuple(_as_told(r, told, codebook) for r in readings)


def _as_told(
    reading: Reading, told: set[tuple[str, str | None, frozenset[str]]], codebook: Codebook
) -> Reading:
    other = codebook.types[reading.event_type].of_mode(reading.mode).get("likewise")
    if not other or (other["type"], other["mode"], _pair(reading)) not in told:
        return reading
    if not all(map(_is_open, reading.recipient)):
        return reading
    note = Reason("status", RULE, reading.evidence.trigger)
    return replace(
        reading,
        event_type=other["type"],
        mode=other["mode"],
        cameo=None,
        recipient=tuple(in_sector(a, _STATE) for a in reading.recipient),
        reasons=(*reading.reasons, note),
    )


def _is_open(actor: Actor) -> bool:
    """Whether only a nation says who somebody is, or the heads hold him for an official."""
    rule = actor.reason.rule if actor.reason is not None else ""
    return rule in _NATION or (rule.startswith(KIND) and actor.sector == _STATE)


def _pair(reading: Reading) -> frozenset[str]:
    """The two states between which an act is; nothing where they are not two."""
    acting = {a.country for a in reading.actor if a.country}
    hit = {a.country for a in reading.recipient if a.country}
    both = acting | hit
    return frozenset(both) if len(acting) == len(hit) == 1 and len(both) == 2 else frozenset()
