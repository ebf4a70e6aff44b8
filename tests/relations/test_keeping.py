"""What is kept of dyads is what working out anew gives, whatever happens to the store."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from detente.archive import _relation_parts, keeping, moving, relating
from detente.archive.collating import collate
from detente.archive.deciding import join, split
from detente.archive.exchanging import import_events
from detente.archive.keeping import Courses, Keep
from detente.archive.moving import movers
from detente.archive.recoding import recode_items
from detente.archive.relating import relation
from detente.corpus.relations import Watch
from detente.formats.relation import Course, Moves
from detente.store import touching
from detente.store.database import Database
from detente.store.schema import assessments, dyads, events, touched
from detente.types import Assessment, Coding
from tests.collate.worlds import world, write
from tests.relations.stores import REASON, WORDS, after, event, put

SINCE = dt.date(2022, 3, 3)


def told_of(connection: Any) -> list[tuple[str, str]]:
    """All dyads of the store."""
    pairs: set[tuple[str, str]] = set()
    for table in (dyads, assessments):
        found = connection.execute(sa.select(table.c.a, table.c.b).distinct())
        pairs.update((row.a, row.b) for row in found if row.a != row.b)
    return sorted(pairs)


def all_of(connection: Any, keep: Keep | None) -> list[Course | Moves]:
    """Everything that may be kept."""
    found: list[Course | Moves] = [movers(connection, SINCE, keep=keep)]
    for a, b in told_of(connection):
        for asked in ({}, {"directed": True}, {"reach": SINCE}, {"until": "2023"}):
            found.append(relation(connection, a, b, keep=keep, **asked))  # type: ignore[arg-type]
    return found


def check(store: Database, courses: Courses) -> None:
    """Twice: what is made now is kept for the second time."""
    with store.reading() as connection:
        plain = all_of(connection, None)
        assert all_of(connection, Keep(courses, connection)) == plain
        assert all_of(connection, Keep(courses, connection)) == plain


def with_assessments(coding: Coding, chance: random.Random) -> Coding:
    told = tuple(
        Assessment(*pair, chance.choice(("friendly", "hostile")), None, None, (WORDS,), (REASON,))
        for pair in (("AFG", "NOR"), ("AFG", "PAK"))
        if chance.random() < 0.5
    )
    return replace(coding, assessments=told)


def as_coded(codings: Iterable[Coding]) -> Callable[[Iterable[Any]], Iterator[Any]]:
    known = {c.document.id: c for c in codings}
    return lambda items: (known[item.id] for item in items)


def decide(store: Database, chance: random.Random) -> None:
    with store.reading() as connection:
        query = sa.select(events.c.id).where(events.c.source == "detente").order_by(events.c.id)
        names = list(connection.execute(query).scalars())
    for act in (join, split):
        act(store, *chance.sample(names, 2))


@pytest.mark.parametrize(("seed", "many"), [(0, 2000), (1, 3)])
def test_what_is_kept_holds(
    store: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, many: int
) -> None:
    monkeypatch.setattr(touching, "MANY", many)
    chance = random.Random(seed)
    codings = [with_assessments(c, chance) for c in world(seed + 500, 14)]
    courses = Courses()
    write(store, codings[:8])
    check(store, courses)
    collate(store)
    check(store, courses)
    write(store, codings[8:])
    check(store, courses)
    collate(store)
    check(store, courses)
    decide(store, chance)
    check(store, courses)
    other = [replace(c, events=c.events[1:], assessments=c.assessments[1:]) for c in codings[3:7]]
    recode_items(store, as_coded([*codings[:3], *other, *codings[7:]]), coder="another")
    check(store, courses)
    collate(store)
    check(store, courses)
    lines = ["date\tsource\ttarget\tcode", *(f"2022-03-0{n}\tPAK\tAFG\t042" for n in range(1, 8))]
    (tmp_path / "keds.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    import_events(store, tmp_path / "keds.tsv", form="keds", source="others")
    check(store, courses)
    collate(store, rebuild=True)
    check(store, courses)


def worked_out(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The dyads that are worked out from now on."""
    found: list[tuple[str, str]] = []
    for module in (relating, moving):
        real = module.relate

        def noted(told: Any, a: str, b: str, real: Any = real, **more: Any) -> Any:
            found.append((a, b))
            return real(told, a, b, **more)

        monkeypatch.setattr(module, "relate", noted)
    return found


def three_dyads(store: Database) -> None:
    for day in range(0, 90, 3):
        told = (event(f"p{day}", day, 4.0), event(f"i{day}", day, -6.0, actors="IND:GOV"))
        put(store, *told, event(f"c{day}", day, 1.0, actors="CHN:GOV"), published=day)
    collate(store)


def test_only_what_was_touched_is_worked_out_again(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    closely = (Watch(after(0), after(400)),)  # as in a large store
    monkeypatch.setattr(_relation_parts, "watched_of", lambda *_: closely)
    three_dyads(store)
    courses = Courses()

    def ask() -> Moves:
        with store.reading() as connection:
            return movers(connection, after(30), keep=Keep(courses, connection))

    ask()
    found = worked_out(monkeypatch)
    before = ask()
    assert found == [] and before.compared == 3
    put(store, event("new", 80, -9.0, actors="IND:GOV"), published=85)
    ask()
    assert set(found) == {("IND", "RUS")}
    found.clear()
    collate(store)
    ask()
    assert set(found) == {("IND", "RUS")}
    found.clear()
    put(store, event("later", 95, 2.0, actors="NOR:GOV", recipients="EST:GOV"), published=95)
    assert ask().until == after(95)  # the last day is that of all
    assert {("CHN", "RUS"), ("IND", "RUS"), ("PAK", "RUS")} <= set(found)


def test_nothing_is_kept_where_very_much_waits(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "WAITING", 2)
    for day in range(4):
        put(store, event(f"e{day}", day, 4.0), published=day)
    with store.reading() as connection:
        assert Keep(Courses(), connection).revision("PAK", "RUS") is None
    collate(store)
    with store.reading() as connection:
        assert Keep(Courses(), connection).revision("PAK", "RUS") is not None


def test_the_oldest_answers_are_forgotten() -> None:
    courses = Courses(most=2)
    made = []

    def get(key: str) -> str:
        return courses.get(key, (1, ""), lambda: made.append(key) or key)  # type: ignore[func-returns-value]

    for key in ("a", "b", "a", "c", "a", "b"):
        assert get(key) == key
    assert made == ["a", "b", "c", "b"]
    assert courses.get("a", (2, ""), lambda: "other") == "other"


def test_numbers_of_what_was_touched_never_come_again(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(touching, "MANY", 3)
    seen: set[Any] = set()
    for pairs in ([("A", "B")], [("B", "A"), ("C", "D")], [(c, "Z") for c in "EFGH"], [("A", "B")]):
        with store.writing() as connection:
            touching.touch(connection, pairs)
        with store.reading() as connection:
            keep = Keep(Courses(), connection)
            revision = keep.revision("A", "B")
            assert revision == keep.revision("B", "A") and revision not in seen
            seen.add(revision)
            rows = connection.execute(sa.select(touched)).all()
        assert len(rows) <= 3
