"""What an act tells of its actor, as the ontology of a codebook has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Deed:
    """What an act of some types (and modes; none: any) tells of its actor: one of the sectors
    `of` is of `sector`; `at_home`: only against the government of its own country.
    """

    types: frozenset[str]
    of: frozenset[str]
    sector: str
    modes: frozenset[str] = frozenset()
    at_home: bool = False

    def holds(self, mode: str | None) -> bool:
        """Whether it holds of an act of a mode."""
        return not self.modes or mode in self.modes


def deed_of(raw: Mapping[str, Any]) -> Deed:
    """A deed from its row in the ontology."""
    types, of, modes = (frozenset(map(str, raw.get(k) or ())) for k in ("types", "of", "modes"))
    return Deed(types, of, str(raw["sector"]), modes, bool(raw.get("at_home")))
