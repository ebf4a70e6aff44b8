"""Networks and dyads of a party are those that counting story by story gives, on both databases."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from pathlib import Path

import pytest

from detente.archive import network as networks
from detente.archive._relation_signals import Pair, _event_query
from detente.archive.collating import collate
from detente.archive.dyads import dyads_of
from detente.archive.network import network
from detente.archive.relating import relation
from detente.store.database import Database, open_store
from detente.types import Event
from tests.relations.stores import after, event, put

CODES = ("PAK:GOV", "RUS:GOV", "RUS:MIL", "USA:GOV", "EST:GOV")
PERIODS = ((None, None), (20, 60), (35, None), (None, 30), (90, 90))


@pytest.fixture
def told(store: Database) -> list[Event]:
    """Events of some parties, each a story of its own."""
    chance = random.Random(5)
    found = []
    for number in range(60):
        actors, recipients = chance.sample(CODES, 2)
        if chance.random() < 0.2:
            actors, recipients = f"{actors} {recipients}", ""
        day = None if chance.random() < 0.1 else chance.randrange(100)
        lasts = chance.choice((0, 0, 0, 40))
        found.append(
            event(
                f"e{number:02}",
                day,
                None if chance.random() < 0.1 else chance.choice((-7.0, -2.0, 0.0, 4.0)),
                actors=actors,
                recipients=recipients,
                end=None if day is None else day + lasts,
                aux=chance.choice(((), (), (), ("future",), ("negation",))),
            )
        )
        put(store, found[-1], published=number)
    return found


def pairs(one: Event) -> set[tuple[str, str]]:
    """The dyads of an event, as the text says them."""
    actors, others = ({a.party for a in side} for side in (one.actor, one.recipient))
    both = {(a, b) for a in actors for b in others or actors if a != b}
    return {(min(p), max(p)) for p in both}


def mean(values: list[float | None]) -> float | None:
    known = [v for v in values if v is not None]
    return round(sum(known) / len(known), 3) if known else None


def signs(values: list[float | None]) -> tuple[int, int, int]:
    return len(values), sum((v or 0) > 0 for v in values), sum((v or 0) < 0 for v in values)


@pytest.mark.parametrize("few", [0, 10_000])
@pytest.mark.parametrize(("first", "last"), PERIODS)
def test_a_network_counts_each_act_that_has_a_day_in_the_period(
    store: Database,
    told: list[Event],
    monkeypatch: pytest.MonkeyPatch,
    first: int | None,
    last: int | None,
    few: int,
) -> None:
    monkeypatch.setattr(networks, "FEW", few)
    since, until = (None if day is None else after(day) for day in (first, last))
    expected = defaultdict(list)
    for one in told:
        if one.aux or ((since or until) and one.date is None):
            continue
        if one.date and since and one.date.end and one.date.end < since:
            continue
        if one.date and until and one.date.start and one.date.start > until:
            continue
        for pair in pairs(one):
            expected[pair].append(one.intensity)
    with store.reading() as connection:
        found = network(connection, since=since, until=until)
    ties = {(t.a, t.b): (t.stories, t.cooperation, t.conflict) for t in found.ties}
    assert ties == {pair: signs(values) for pair, values in expected.items()}
    assert {(t.a, t.b): t.intensity for t in found.ties} == {
        pair: mean(values) for pair, values in expected.items()
    }


@pytest.mark.parametrize(("since", "until"), [(None, None), (after(31), after(58))])
def test_the_dyads_of_a_party(
    store: Database, told: list[Event], since: dt.date | None, until: dt.date | None
) -> None:
    expected: defaultdict[str, list[float | None]] = defaultdict(list)
    for one in told:
        start = one.date.start if one.date else None
        inside = not since or not until or (start is not None and since <= start <= until)
        for a, b in pairs(one) if inside and not one.aux else ():
            if "RUS" in (a, b):
                expected[b if a == "RUS" else a].append(one.intensity)
    with store.reading() as connection:
        found = dyads_of(connection, "RUS", since=since, until=until)
    assert expected
    assert {d.other: (d.stories, d.cooperation, d.conflict) for d in found} == {
        other: signs(values) for other, values in expected.items()
    }
    assert list(found) == sorted(found, key=lambda d: (-d.stories, d.other))


def test_one_story_counts_once_when_it_is_collated(store: Database) -> None:
    for name in ("a", "b", "c"):
        put(store, event(name, 10, 4.0), published=11, name=f"d {name}")
    with store.reading() as connection:
        assert network(connection).ties[0].stories == 3
    collate(store)
    with store.reading() as connection:
        assert network(connection).ties[0].stories == 1
        assert dyads_of(connection, "PAK")[0].stories == 1


def test_a_course_begins_with_its_first_story_within_reach(store: Database) -> None:
    for day in (-5000, 400, 410, 420):
        put(store, event(f"e{day}", day, 3.0), published=max(day, 0) + 1)
    with store.reading() as connection:
        far = relation(connection, "PAK", "RUS")
        near = relation(connection, "PAK", "RUS", reach=after(0))
    assert far.days[0] == after(-5000)
    assert near.days[0] == after(400)
    assert near.stories == 3


def test_parties_with_sectors_are_looked_up_event_by_event(tmp_path: Path) -> None:
    """Else SQLite multiplies all events of one party with all of the other."""
    with open_store(tmp_path / "s.db", create=True) as store, store.reading() as connection:
        text = _event_query(Pair("RUS:GOV", "USA:GOV")).compile(
            connection, compile_kwargs={"literal_binds": True}
        )
        plan = [
            str(row[-1])
            for row in connection.exec_driver_sql(
                "EXPLAIN QUERY PLAN " + str(text).replace("%", "%%")
            )
        ]
    sides = [line for line in plan if "_side" in line]
    assert len(sides) == 2
    assert all("parties_event (event=?)" in line for line in sides), plan
