"""Coding again: the store becomes that of a program which had coded so from the beginning."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from detente.archive import _sure, recoding
from detente.archive.collating import collate
from detente.archive.deciding import join, split
from detente.archive.recoding import Recoded, Recoding, coders, recode_items
from detente.corpus.stories import Decision
from detente.errors import InputError
from detente.ingest import Failure
from detente.run import Options
from detente.store import schema
from detente.store.database import Database
from detente.store.loading import load_codings
from detente.store.rewriting import Changes
from detente.types import Coding, Document, Event
from tests.collate.worlds import FIRST, check, coding, dump, event, report, side, world, write
from tests.store.adder import dump as whole

Code = Callable[[Iterable[Any]], Iterator[Any]]
NEW = "another coder"


def as_coded(codings: Iterable[Coding]) -> Code:
    """A coder that gives these codings."""
    known = {c.document.id: c for c in codings}
    return lambda items: (known[item.id] for item in items)


def otherwise(coding: Coding, chance: random.Random) -> Coding:
    """The coding as another program may give it: events lost, found, changed, with other ids."""
    told: list[Event] = []
    for one in coding.events:
        dice = chance.random()
        if dice < 0.2:
            continue
        if dice < 0.4:
            one = replace(one, mode=None, confidence=0.3)
        elif dice < 0.55:
            one = replace(one, id=f"{one.id}x", recipient=side("PAK:GOV"))
        elif dice < 0.65:
            one = replace(one, aux=("future",))
        told.append(one)
    if chance.random() < 0.3:
        own = f"{coding.document.id}new"
        told.append(event(own, "ASSAULT", None, "AFG:REB", "AFG:GOV", "2022-03-05", 200))
    return replace(coding, events=tuple(told))


@pytest.mark.parametrize("seed", range(3))
def test_the_store_is_that_of_the_new_coder(store: Database, seed: int) -> None:
    codings = world(seed + 70, 24)
    write(store, codings)
    collate(store)
    chance = random.Random(seed)
    other = [otherwise(c, chance) for c in codings]
    done = recode_items(store, as_coded(other), coder=NEW)
    assert (done.documents, done.failed) == (len(codings), 0)
    with store.reading() as connection:
        found = {c.document.id: c for c in load_codings(connection, [c.document.id for c in other])}
    assert all(found[c.document.id].events == c.events for c in other)
    collate(store)
    check(store, other)
    rows = dump(store)
    collate(store, rebuild=True)
    assert dump(store) == rows


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.usefixtures("crowded")
def test_where_many_crowd_what_moves_up_is_found(store: Database, seed: int) -> None:
    codings = world(seed + 170, 30)
    write(store, codings)
    collate(store)
    chance = random.Random(seed)
    other = [otherwise(c, chance) for c in codings]
    recode_items(store, as_coded(other), coder=NEW)
    collate(store)
    rows = {name: whole(store)[name] for name in ("story_pairs", "story_keys", "story_views")}
    check(store, other)
    collate(store, rebuild=True)
    assert rows == {name: whole(store)[name] for name in rows}
    check(store, other)


def altered(one: Event, chance: random.Random) -> Event:
    """The event told otherwise, under its id."""
    return replace(
        one,
        **chance.choice(
            (
                {"mode": None},
                {"aux": ("future",), "cameo": chance.choice(("030", "0331", None))},
                {"aux": ()},
                {"event_type": chance.choice(("CONSULT", "AGREE", "AID")), "mode": None},
                {"confidence": chance.random()},
                {"recipient": side(chance.choice(("PAK:GOV", "AFG:GOV", "NOR:GOV")))},
            )
        ),
    )


@pytest.mark.parametrize("seed", range(3))
def test_one_event_after_the_other(store: Database, seed: int) -> None:
    """Each step changes one document alone, so that nothing else makes the rest be looked at."""
    chance = random.Random(seed)
    codings = {c.document.id: c for c in world(seed + 300, 18)}
    write(store, codings.values())
    collate(store)
    for step in range(12):
        name = chance.choice(sorted(n for n, c in codings.items() if c.events))
        told = list(codings[name].events)
        at = chance.randrange(len(told))
        told[at : at + 1] = [altered(told[at], chance)] if chance.random() < 0.8 else []
        codings[name] = replace(codings[name], events=tuple(told))
        recode_items(store, as_coded(codings.values()), coder=f"step {step}")
        collate(store)
        check(store, list(codings.values()))


def test_translations_come_and_go(store: Database) -> None:
    codings = [report("a", "en", 0, range(8)), report("b", "de", 1, range(8))]
    write(store, codings)
    collate(store)
    assert [row[:3] for row in dump(store)["copies"]] == [("b", "a", "translation")]
    less = [replace(codings[0], events=()), codings[1]]
    recode_items(store, as_coded(less), coder=NEW)
    collate(store)
    check(store, less)
    assert dump(store)["copies"] == []
    recode_items(store, as_coded(codings), coder="the first")
    collate(store)
    check(store, codings)
    assert len(dump(store)["copies"]) == 1


def test_what_is_the_same_changes_nothing_but_the_coder(store: Database) -> None:
    codings = world(3, 12)
    write(store, codings)
    collate(store)
    before = whole(store)
    done = recode_items(store, as_coded(codings), coder=NEW)
    number = sum(len(c.events) for c in codings)
    assert done == Recoded(len(codings), 0, 0, Changes(same=number))
    after = whole(store)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"documents"}
    assert recode_items(store, as_coded(codings), coder=NEW) == Recoded()
    assert whole(store) == after


def test_a_document_that_waits_goes_on_waiting(store: Database) -> None:
    codings = world(4, 10)
    write(store, codings)
    other = [otherwise(c, random.Random(1)) for c in codings]
    recode_items(store, as_coded(other), coder=NEW)
    collate(store)
    check(store, other)


def test_a_run_that_ends_is_taken_up(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_sure, "EVERY", 0.0)
    codings = world(5, 15)
    write(store, codings)
    collate(store)
    other = [otherwise(c, random.Random(2)) for c in codings]
    told: list[Recoding] = []

    def stop(outcome: Recoding) -> None:
        told.append(outcome)
        if len(told) == 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        recode_items(store, as_coded(other), coder=NEW, tell=stop)
    collate(store)
    check(store, [*sorted(other, key=key)[:6], *sorted(codings, key=key)[6:]])
    assert recode_items(store, as_coded(other), coder=NEW).documents == len(codings) - 6
    collate(store)
    check(store, other)


def key(coding: Coding) -> str:
    return coding.document.id


def plain(name: str, kind: str, date: str | None, **more: Any) -> Coding:
    """A document that tells one event of two states."""
    document = Document(name, f"text {name}", language="en", published=FIRST)
    told = event(f"{name}-event", kind, None, "NOR:GOV", "AFG:GOV", date, **more)
    return coding(document, told)


def test_a_plan_is_kept_by_another_act_when_the_first_is_gone(store: Database) -> None:
    plan = plain("plan", "AGREE", "2022-03-09", aux=("future",))
    acts = [plain("one", "CONSULT", "2022-03-09"), plain("two", "AID", "2022-03-09")]
    codings = [plan, *acts]
    write(store, codings)
    collate(store)
    check(store, codings)
    (first,) = {row.other for row in rows(store, schema.story_links)} - {
        row.story for row in rows(store, schema.story_events) if row.event == "plan-event"
    }
    (kept,) = (r.event for r in rows(store, schema.story_events) if r.story == first)
    less = [replace(c, events=()) if c.events[0].id == kept else c for c in codings]
    recode_items(store, as_coded(less), coder=NEW)
    collate(store)
    check(store, less)
    assert len(rows(store, schema.story_links)) == 2
    for cameo in ("0333", "0311", None):  # the plan keeps its id and its story, not its act
        less[0] = replace(plan, events=(replace(plan.events[0], cameo=cameo),))
        recode_items(store, as_coded(less), coder=f"coder {cameo}")
        collate(store)
        check(store, less)


def test_decisions_hold_where_they_can(store: Database) -> None:
    codings = world(41, 20)
    write(store, codings)
    collate(store)
    names = [(e, c) for c in codings for e in c.events]
    (a, home), (b, _) = next(
        (x, y) for x in names for y in names if x[1].document.id < y[1].document.id
    )
    c = next(e for e, d in names if d not in (home,) and e.id not in (a.id, b.id))
    join(store, a.id, b.id)
    split(store, c.id)
    moved = replace(a, id="moved", recipient=side("PAK:GOV"))
    other = [
        replace(x, events=tuple(moved if e is a else e for e in x.events if e is not c))
        for x in codings
    ]
    done = recode_items(store, as_coded(other), coder=NEW)
    assert (done.changes.moved, done.changes.idle) == (1, 1)
    made = [Decision("join", "moved", b.id), Decision("split", c.id)]
    collate(store)
    check(store, other, made)
    recode_items(store, as_coded(codings), coder="the first")
    collate(store)
    made = [Decision("join", a.id, b.id), Decision("split", c.id)]
    check(store, codings, made)
    less = [replace(x, events=tuple(e for e in x.events if e is not a)) for x in codings]
    assert recode_items(store, as_coded(less), coder=NEW).changes.idle == 1
    collate(store)
    check(store, less, made)
    recode_items(store, as_coded(codings), coder="the first")
    collate(store)
    check(store, codings, made)
    assert sorted((r.kind, r.a, r.b) for r in rows(store, schema.decisions)) == sorted(
        (d.kind, d.a, d.b) for d in made
    )


def rows(store: Database, table: sa.Table) -> list[Any]:
    with store.reading() as connection:
        return list(connection.execute(sa.select(table)))


def test_stories_stay_to_be_read_until_they_are_made_anew(store: Database) -> None:
    codings = world(6, 20)
    write(store, codings)
    collate(store)
    with store.reading() as connection:
        story = connection.execute(
            sa.select(schema.stories).where(schema.stories.c.events > 1).limit(1)
        ).one()
    other = [replace(c, events=tuple(e for e in c.events if e.id != story.best)) for c in codings]
    recode_items(store, as_coded(other), coder=NEW)
    told = rows(store, schema.stories)
    paired = {row.event for row in rows(store, schema.dyads)}
    counting = {row.event for row in rows(store, schema.dyads) if row.counts}
    assert counting == paired & {row.best for row in told if row.status == "act"}
    (kept,) = (row for row in told if row.id == story.id)
    assert kept.best != story.best and kept.best in {e.id for c in other for e in c.events}


def test_a_document_that_fails_keeps_its_coding(store: Database) -> None:
    codings = world(7, 6)
    write(store, codings)
    collate(store)

    def failing(items: Iterable[Document]) -> Iterator[Any]:
        for item in items:
            yield Failure(item.id, InputError(f"{item.id}: coding failed", code="internal"))

    before = whole(store)
    told: list[Recoding] = []
    done = recode_items(store, failing, coder=NEW, tell=told.append)  # type: ignore[arg-type]
    assert done == Recoded(failed=len(codings))
    assert [o.error.code for o in told if o.error] == ["internal"] * len(codings)
    assert whole(store) == before


def test_who_coded_what_is_told(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recoding, "coder_of", lambda options: NEW)
    codings = world(8, 9)
    write(store, codings)
    some = {c.document.id: c for c in codings[:3]}
    with store.writing() as connection:
        mine = schema.documents.c.id.in_(list(some))
        connection.execute(sa.update(schema.documents).where(mine).values(coder=NEW))
    with store.reading() as connection:
        found = coders(connection, Options())
        assert [(c.coder, c.documents, c.now) for c in found] == [
            ("test", len(codings) - 3, False),
            (NEW, 3, True),
        ]
        assert recoding.count_older(connection, Options()) == len(codings) - 3
