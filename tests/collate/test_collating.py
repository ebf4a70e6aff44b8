"""Collation in the store gives what the library makes of all documents at once."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.archive import _collate_rules, collating
from detente.archive._collate_rows import put_off, take, waiting
from detente.archive._unfinished import remade, unfinished
from detente.archive.collating import collate
from detente.corpus import _story_keys
from detente.corpus._copy_sketch import pack_sketch, sketch, unpack_sketch
from detente.corpus._copy_translation import pack_facts, unpack_facts
from detente.corpus._story_keys import compared, meets, parted
from detente.corpus._story_view import load_rules, pack_view, unpack_view, view
from detente.corpus.copies import facts_of
from detente.store.database import Database, open_store
from detente.store.schema import collated, pending, sketch_keys, stale, story_pairs
from detente.types import Coding, Document
from tests.collate.worlds import FIRST, check, coding, dump, event, prose, report, world, write


def reports(seed: int) -> list[Coding]:
    """Reports and their translations."""
    chance = random.Random(seed)
    found = []
    for i in range(4):
        numbers = chance.sample(range(200), 7) if i % 3 else list(range(7))
        for language in ("de", "en"):
            for j in range(chance.randrange(1, 3)):
                name = f"{seed:02}{i}{language}{j}"
                day = i // 3 + chance.randrange(0, 3)
                found.append(report(name, language, day, numbers))
    return found


@pytest.mark.parametrize("seed", range(3))
def test_any_order_and_any_batches_give_what_all_at_once_give(
    store: Database, crowded: None, seed: int
) -> None:
    codings = world(seed, 30) + reports(seed)
    chance = random.Random(seed)
    chance.shuffle(codings)
    done: list[Coding] = []
    while len(done) < len(codings):
        part = codings[len(done) : len(done) + chance.randrange(1, 16)]
        write(store, part)
        done += part
        collate(store)
        check(store, done)
    rows = dump(store)
    assert {row[2] for row in rows["copies"]} == {"copy", "partial", "translation"}
    assert len(rows["story_links"]) > 10
    assert any(row[3] < row[4] for row in rows["stories"])  # fewer reports than documents
    collate(store, rebuild=True)
    assert dump(store) == rows


def test_with_the_limits_as_they_are(store: Database) -> None:
    codings = world(7, 40) + reports(7)
    write(store, codings[::-2])
    collate(store)
    write(store, codings)
    steps: Counter[str] = Counter()
    counts = collate(store, progress=lambda step, done, total: steps.update({step: done <= total}))
    rows = check(store, codings)
    assert set(steps) == {"documents", "copies", "story", "links"}
    assert counts.documents == len(codings) // 2
    assert counts.stories == len(rows["stories"])
    assert counts.events == len(rows["reports"])
    kinds = Counter(kind for kind, _ in {(row[2], row[0]) for row in rows["copies"]})
    assert (counts.copies, counts.partial) == (kinds["copy"], kinds["partial"])
    assert counts.translations == kinds["translation"] > 0
    assert collate(store) == replace(counts, documents=0)


class Stop(Exception):
    """Ends a run."""


@pytest.mark.parametrize("seed", range(2))
def test_a_run_that_was_ended_anywhere_is_taken_up(
    store: Database, crowded: None, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    codings = world(seed + 20, 16) + reports(seed)[:6]
    write(store, codings)
    chance = random.Random(seed)
    left = 0

    def stopped(name: str) -> None:
        whole = getattr(collating, name)

        def step(*given: object) -> object:
            nonlocal left
            found = whole(*given)  # its rows are written, but not committed
            left -= 1
            if left < 0:
                raise Stop
            return found

        monkeypatch.setattr(collating, name, step)

    for name in ("_take_in", "_find_copies", "tell_stories", "link_stories"):
        stopped(name)
    ended = 0
    while True:
        left = chance.randrange(4)
        try:
            collate(store)
            break
        except Stop:
            ended += 1
    assert ended > 4
    check(store, codings)
    with store.reading() as connection:
        assert connection.execute(sa.select(stale)).all() == []
        assert connection.execute(sa.select(pending)).all() == []


def told(name: str, text: list[str], day: int, *, publisher: str | None = None) -> Coding:
    document = Document(
        name,
        "\n".join(text),
        publisher=publisher,
        language="en",
        published=FIRST + dt.timedelta(day),
    )
    return coding(
        document,
        event(f"{name}-e", "ASSAULT", "explosives", "AFG:REB", "AFG:GOV", "2022-03-01", 3),
    )


def test_an_original_that_comes_late_takes_its_place(store: Database) -> None:
    own = prose(1, 12)
    copies = [told(name, own[:9], 1 + i) for i, name in enumerate("bcd")]
    independent = told("z", prose(2, 12), 1)
    write(store, [*copies, independent])
    collate(store)
    assert {row[0]: row[1] for row in dump(store)["copies"]} == {"c": "b", "d": "b"}
    original = told("a", own, 0)
    write(store, [original])
    collate(store)
    rows = check(store, [*copies, independent, original])
    assert {row[0]: row[1] for row in rows["copies"]} == {"b": "a", "c": "a", "d": "a"}
    ((*_, reports, documents, _, _, first, last),) = rows["stories"]
    assert (reports, documents, first, last) == (2, 5, "2022-03-01", "2022-03-04")
    assert {number for _, number in rows["reports"]} == {2}


def test_a_footer_becomes_stock_when_it_was_printed_often_enough(store: Database) -> None:
    footer = prose(3, 6)
    many = [told(f"d{i}", prose(50 + i, 8) + footer, 3 * i) for i in range(12)]
    write(store, many[:6])
    collate(store)
    assert {row[2] for row in check(store, many[:6])["copies"]} == {"partial"}
    write(store, many[6:])
    collate(store)
    assert check(store, many)["copies"] == []


def test_a_late_original_is_counted_through_chains_of_copies(store: Database) -> None:
    source, first, second = prose(1, 16), prose(2, 3), prose(3, 3)
    between = [
        replace(told("b1", source[:5] + first, 1), events=()),
        replace(told("b2", source[8:13] + second, 1), events=()),
    ]
    last = [told("c1", [*first, source[0]], 2), told("c2", [*second, source[8]], 2)]
    write(store, [*between, *last])
    collate(store)
    assert {number for _, number in dump(store)["reports"]} == {2}
    original = replace(told("a", source, 0), events=())
    write(store, [original])
    collate(store)
    rows = check(store, [*between, *last, original])
    assert {row[0]: row[1] for row in rows["copies"] if row[2] == "copy"} == {
        "b1": "a", "b2": "a", "c1": "b1", "c2": "b2",
    }  # fmt: skip
    assert {number for _, number in rows["reports"]} == {1}


def test_events_that_many_tell_do_not_make_a_translation(store: Database, crowded: None) -> None:
    numbers = list(range(7))
    few = [report("english", "en", 0, numbers), report("german", "de", 1, numbers)]
    write(store, few)
    collate(store)
    assert [row[:2] for row in check(store, few)["copies"]] == [("german", "english")]
    many = [*few, report("second", "en", 0, numbers), report("third", "en", 0, numbers)]
    write(store, many[2:])
    collate(store)
    assert check(store, many)["copies"] == []


def test_a_likelier_act_takes_the_plan_from_another(store: Database) -> None:
    def tell(name: str, kind: str, *aux: str) -> Coding:
        document = Document(name, "", published=FIRST)
        sides = ("IND:GOV", "NOR:GOV", "2022-03-09")
        return coding(document, event(f"{name}-e", kind, None, *sides, aux=aux))

    codings = [tell("a", "AGREE", "future"), tell("b", "SUPPORT"), tell("c", "CONSULT")]
    write(store, codings[:2])
    collate(store)
    assert len(check(store, codings[:2])["story_links"]) == 2  # one, from either side
    write(store, codings[2:])
    collate(store)
    homes = {row[0]: row[1] for row in check(store, codings)["story_events"]}
    (first, second) = dump(store)["story_links"]
    assert {first[0], first[1]} == {homes["a-e"], homes["c-e"]} == {second[0], second[1]}


def test_other_rules_make_all_anew(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    codings = world(3, 12)
    write(store, codings)
    collate(store)
    rows = dump(store)
    with store.writing() as connection:
        connection.execute(sa.delete(sketch_keys))
        connection.execute(sa.delete(story_pairs))
    assert collate(store).documents == 0
    with store.reading() as connection:
        assert unfinished(connection) is None and not remade(connection)
    monkeypatch.setattr(_collate_rules, "VERSION", 99)
    with store.reading() as connection:
        assert unfinished(connection) == (
            "the stories were made by the rules of another version; run detente collate"
        )
        assert remade(connection)
    assert collate(store).documents == len(codings)
    assert dump(store) == rows
    with store.reading() as connection:
        assert len(connection.execute(sa.select(collated)).all()) == 1


def test_an_empty_store_and_documents_without_events(store: Database) -> None:
    assert collate(store) == collating.Collated(0, 0, 0, 0, 0, 0)
    write(store, [coding(Document("a", "")), coding(Document("b", "Two words."))])
    assert collate(store, rebuild=True).documents == 2
    assert dump(store)["stories"] == []


def test_what_is_put_off_is_there_once_until_it_is_done(store: Database) -> None:
    with store.writing() as connection:
        put_off(connection, "story", ["b", "a"])
        put_off(connection, "story", ["a", "c"])
        put_off(connection, "links", ["a"])
        assert take(connection, "story", 2) == ["a", "b"]
        assert (waiting(connection, "story"), waiting(connection, "links")) == (3, 1)


def test_runs_at_the_same_time_share_the_work(target: str) -> None:
    from threading import Thread

    codings = world(11, 40)
    with open_store(target, create=True, write=True) as store:
        write(store, codings)
        threads = [Thread(target=_collate_target, args=(target,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        collate(store)
        check(store, codings)


def _collate_target(target: str) -> None:
    with open_store(target, write=True) as store:
        collate(store)


@pytest.mark.parametrize("seed", range(3))
def test_what_is_kept_comes_back_exactly(seed: int) -> None:
    rules = load_rules()
    for one in world(seed, 20) + reports(seed):
        kept = sketch(one.document)
        assert unpack_sketch(kept.document, pack_sketch(kept)) == kept
        facts = facts_of(one)
        assert unpack_facts(facts.document, pack_facts(facts)) == facts
        for happened in one.events:
            seen = view(happened, one.document, rules)
            assert unpack_view(pack_view(seen)) == seen


entries = st.sets(st.tuples(st.integers(0, 9), st.integers(0, 40)), max_size=25)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(entries, entries, st.sets(st.integers(0, 40)), st.integers(1, 4))
def test_who_meets_whom_changes_as_told(
    holding: set[tuple[int, int]], looking: set[tuple[int, int]], fresh: set[int], reach: int
) -> None:
    def whole(held: list[tuple[int, int]], seek: list[tuple[int, int]]) -> set[tuple[int, int]]:
        return set(compared(held, seek, range(41)))

    place = {number: day for day, number in sorted(holding | looking)}  # an event has one place
    holders = sorted({(place[n], n) for _, n in holding})
    seekers = sorted({(place[n], n) for _, n in looking})
    usual = _story_keys.NEIGHBOURS
    _story_keys.NEIGHBOURS = reach
    try:
        after = whole(holders, seekers)
        before = whole(
            [e for e in holders if e[1] not in fresh], [e for e in seekers if e[1] not in fresh]
        )
        added = set(compared(holders, seekers, fresh))
        assert added == {pair for pair in after if fresh & set(pair)}
        assert set(parted(holders, seekers, fresh)) == before - after
        for i, j in after:
            assert meets(holders, (place[i], i), (place[j], j))
        for i, j in before - after:
            assert not meets(holders, (place[i], i), (place[j], j))
    finally:
        _story_keys.NEIGHBOURS = usual


def test_nothing_is_read_of_the_files_that_documents_came_from(store: Database) -> None:
    one = told("a", prose(4), 0)
    gone = replace(one.document, source=str(Path("gone") / "away.txt"))
    write(store, [replace(one, document=gone)])
    assert collate(store).stories == 1
