"""Scripts: who does what next. Who is asked answers, who is accused rejects.

The table was counted in the corpus (`training/scripts.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente.resources import model_rows
from detente.types import Reading

ROLES = ("actor", "recipient")
_CHAIN = 2  # readings before that an event follows from
Table = Mapping[str, Mapping[str, Sequence[float]]]


def scripts() -> Table:
    """Type and side of an event -> type of a later one -> log-odds that its actor, its recipient
    is the same party; empty where the model was trained without."""
    return model_rows("scripts")


def script(earlier: str, had: str, later: str, has: str) -> float:
    """Log-odds, against the mean, that who `had` a side of an event of the earlier type `has` one
    of a later event; 0 where nothing is known."""
    odds = scripts().get(f"{earlier} {had}", {}).get(later)
    return odds[ROLES.index(has)] if odds else 0.0


def follows(event_type: str, side: str, before: Sequence[Reading]) -> dict[str, float]:
    """What the last readings speak for each of their parties as a side of an event of a type."""
    out: dict[str, float] = {}
    for reading in before[-_CHAIN:]:
        for role in ROLES:
            for party in dict.fromkeys(a.party for a in getattr(reading, role)):
                odds = script(reading.event_type, role, event_type, side)
                out[party] = out.get(party, 0.0) + odds
    return out
