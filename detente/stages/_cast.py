"""What the stages need of resolved actors: a protocol, so that none depends on another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Protocol

from detente.types import Actor, Place

# rules of parties that are told by the name of a country or of what belongs to it
STATES = frozenset({"country", "capital", "adjective", "prefix", "area", "people", "place"})
PERSONS = frozenset({"office-at-date", "title"})  # rules of parties told by a person's name
PART = "part of a group"  # rule of a party that a number takes out of another ("two of them")
SOLE = ("GOV", "MIL")  # sectors of which a country has one: it does not act upon itself


class Cast(Protocol):
    """The actors of a document by sentence and token."""

    @property
    def actors(self) -> tuple[Actor, ...]:
        """All resolved mentions, in order of the text."""

    def at(self, sentence: int, token: int) -> tuple[Actor, ...]:
        """Actors that the phrase headed by a token denotes, conjuncts included."""

    def own(self, sentence: int, token: int) -> tuple[Actor, ...]:
        """The same without conjuncts."""

    def adjective(self, sentence: int, token: int) -> Actor | None:
        """The nationality or organisation that modifies a noun."""

    def adjectives(self, sentence: int, token: int) -> tuple[Actor, ...]:
        """All of them ("the Franco-German talks")."""

    def place(self, sentence: int, token: int) -> Place | None:
        """The place that a token names."""

    def places(self, sentence: int) -> tuple[tuple[int, Place], ...]:
        """All places of a sentence with their tokens."""

    def seated(self, name: str) -> frozenset[str]:
        """The parties whose capital or seat a name of a place is."""

    def answering(self, sentence: int) -> Actor | None:
        """Who speaks in a sentence that answers a question of a printed talk."""

    def dated(self, actor: Actor, day: dt.date | None) -> Actor:
        """The actor with the office held on a day, where that is known."""

    def governing(self, actor: Actor, day: dt.date) -> Actor:
        """The actor as who governed on a day and soon no longer, where that is known."""

    def settled(self, actor: Actor, sector: str, sentence: int, tokens: Iterable[int]) -> bool:
        """Whether the tables tell for the day that the party of an actor is not of a sector."""

    def countries(self, sentence: int, token: int, sector: str) -> tuple[str, ...]:
        """The countries of whom a noun of a sector means that no table knows."""

    def sound(self, name: str, country: str) -> float:
        """How much more a person's name sounds like a country's than like anybody's."""
