"""What merging promises beyond the literate cases."""

from __future__ import annotations

from detente.stages.merge import distinct
from detente.types import Event


def event(name: str, mode: str | None = None) -> Event:
    return Event(name, "ASSAULT", mode, (), (), None, (), None, None, (), 0.5)


def test_every_event_has_an_id_of_its_own() -> None:
    told = (event("a"), event("a", "seize"), event("b"), event("a", "targeted"))
    found = distinct(told)
    assert len({e.id for e in found}) == 4
    assert [e.mode for e in found] == [None, "seize", None, "targeted"]
    assert found[0].id == "a" and found[2].id == "b"
    assert distinct(told) == found
