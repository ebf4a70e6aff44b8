"""What an act tells of its parties, as the ontology of a codebook has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from detente._shapes import tuple_of


@dataclass(frozen=True, slots=True)
class Deed:
    """What an act of some types (and modes, and CAMEO codes by their beginning; none: any) tells of
    its actor or recipient (`whose`): one of the sectors `of` is of `sector`; `at_home`: only
    against the government of its own country; `abroad`: only where the other side is of another
    country; `objects`: only where it is done to something of one
    of these word classes (an outpost, the withdrawal of troops) that tells the party or goes
    without one; `called`: only where a noun of one of these word classes tells the party;
    `alone`: only where its phrase tells not whose it is; `lasting`: the party stays so wherever
    else the text tells of it.
    """

    types: frozenset[str]
    of: frozenset[str]
    sector: str
    modes: frozenset[str] = frozenset()
    at_home: bool = False
    whose: str = "actor"
    cameo: tuple[str, ...] = ()
    objects: frozenset[str] = frozenset()
    called: frozenset[str] = frozenset()
    alone: bool = False
    lasting: bool = False
    abroad: bool = False

    def holds(self, mode: str | None, cameo: str | None) -> bool:
        """Whether it holds of an act of a mode and code."""
        coded = not self.cameo or (cameo or "").startswith(self.cameo)
        return coded and (not self.modes or mode in self.modes)


def deed_of(raw: Mapping[str, Any]) -> Deed:
    """A deed as the ontology writes it."""
    types, of, modes = (frozenset(tuple_of(raw.get(k))) for k in ("types", "of", "modes"))
    objects = frozenset(tuple_of(raw.get("objects")))
    whose, cameo = str(raw.get("whose") or "actor"), tuple_of(raw.get("cameo"))
    named = frozenset(tuple_of(raw.get("called")))
    flags = (bool(raw.get(k)) for k in ("alone", "lasting", "abroad"))
    home, sector = bool(raw.get("at_home")), str(raw["sector"])
    return Deed(types, of, sector, modes, home, whose, cameo, objects, named, *flags)
