"""What a party did, and who acts in its name, is what counting event by event gives."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest

from detente.archive import deeds as counting
from detente.archive.collating import collate
from detente.archive.deeds import deeds
from detente.store.database import Database
from detente.types import Actor, Event
from tests.relations.stores import actor, event, put

NAMES = ("Anna Beispiel", "Boris Muster", "Carla Probe")
MANY = 99  # rows of parties: more than the store has


def person(name: str, code: str = "PAK:GOV") -> Actor:
    return replace(actor(code), name=name)


@pytest.fixture
def told(store: Database) -> list[Event]:
    """Events of several people of a party; some are plans, some of one day, one has none."""
    chance = random.Random(8)
    found = []
    for number in range(24):
        day = None if number == 5 else chance.randrange(12)
        aux = ("future",) if chance.random() < 0.2 else ()
        one = event(f"e{number:02}", day, 2.0, aux=aux)
        own = tuple(map(person, chance.sample(NAMES, chance.randrange(1, 4))))
        if chance.random() < 0.3:
            one = replace(one, recipient=(person(NAMES[0], "PAK:MIL"),))
        elif chance.random() < 0.3:
            one = replace(one, actor=(actor("RUS:GOV"),), recipient=own)
        found.append(one if one.recipient == own else replace(one, actor=own))
        put(store, found[-1], published=30)
    return found


@pytest.mark.parametrize("most", [1, 2, 3, 10, 17, 30, MANY])
@pytest.mark.parametrize("code", ["PAK", "PAK:GOV"])
def test_the_deeds_of_the_latest_events(
    store: Database, told: list[Event], code: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "LATEST", most)
    rows = [
        (one.date.start.isoformat(), one.id, side, one, each)
        for one in told
        if one.date and one.date.start
        for side, parties in (("actor", one.actor), ("recipient", one.recipient))
        for each in parties
        if each.code == code or each.party == code
    ]
    rows.sort(key=lambda row: row[:3], reverse=True)
    looked = rows[: most + 1]
    acts = Counter(side for _, side in {(r[1], r[2]) for r in looked if not r[3].aux})
    ids = {row[1] for row in looked}
    people = Counter(
        (c, n) for _, c, n in {(r[1], r[4].code, r[4].name) for r in rows if r[1] in ids}
    )
    with store.reading() as connection:
        found = deeds(connection, code)
    kinds = {kind.type: (kind.did, kind.suffered) for kind in found.types}
    assert kinds == ({"CONSULT": (acts["actor"], acts["recipient"])} if acts else {})
    assert {(p.code, p.name): p.stories for p in found.people if p.name in NAMES} == people
    assert (found.counted, found.more) == (len(ids), len(rows) > most)
    assert found.since == min(row[0] for row in looked)


def test_a_story_counts_once_when_it_is_collated(store: Database) -> None:
    for name in ("a", "b", "c"):
        put(store, event(name, 10, 4.0), published=11, name=f"d {name}")
    collate(store)
    with store.reading() as connection:
        found = deeds(connection, "PAK")
    assert found.counted == 1
    assert [(kind.did, kind.suffered) for kind in found.types] == [(1, 0)]
