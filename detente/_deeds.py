"""What an act tells of its actor, as the ontology of a codebook has it."""

from __future__ import annotations

from dataclasses import dataclass


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
