"""Decisions of people: remembered, winning over the rules, and carried out at once."""

from __future__ import annotations

import random

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from detente.archive import deciding
from detente.archive.collating import collate
from detente.archive.deciding import join, split
from detente.cli import main
from detente.corpus.stories import Decision
from detente.errors import UsageError
from detente.store.database import Database, open_store
from detente.store.schema import decisions, events
from detente.types import Coding, Document
from tests.collate.worlds import FIRST, check, coding, dump, event, world, write


def bomb(name: str, place: str = "AFG:GOV") -> Coding:
    document = Document(name, f"text {name}", language="en", published=FIRST)
    return coding(document, event(f"{name}-event", "ASSAULT", None, "AFG:REB", place, "2022-03-01"))


@pytest.fixture
def three(store: Database) -> list[Coding]:
    """a and b tell one event, c another one."""
    codings = [bomb("a"), bomb("b"), bomb("c", "PAK:GOV")]
    write(store, codings)
    collate(store)
    return codings


def groups(store: Database) -> list[list[str]]:
    found: dict[str, list[str]] = {}
    for row in dump(store)["story_events"]:
        found.setdefault(row[1], []).append(row[0][0])
    return sorted(found.values())


def test_two_events_are_kept_apart_and_put_together(store: Database, three: list[Coding]) -> None:
    assert groups(store) == [["a", "b"], ["c"]]
    assert len(split(store, "a-event", "b-event")) == 2
    assert groups(store) == [["a"], ["b"], ["c"]]
    (story,) = join(store, "c", "a")
    assert groups(store) == [["a", "c"], ["b"]]
    assert {row[0] for row in dump(store)["story_events"] if row[1] == story} == {
        "a-event",
        "c-event",
    }
    assert "joined by hand" in {row[5] for row in dump(store)["story_events"]}
    join(store, "a", "b")
    assert groups(store) == [["a", "b", "c"]]
    assert len(split(store, "a")) == 3  # only a held b and c together
    assert groups(store) == [["a"], ["b"], ["c"]]


def test_decisions_outlive_what_comes_later_and_rebuilding(
    store: Database, three: list[Coding]
) -> None:
    split(store, "b-event")
    join(store, "a-event", "c-event")
    more = [*three, bomb("d")]
    write(store, more[-1:])
    made = [Decision("split", "b-event"), Decision("join", "a-event", "c-event")]
    for rebuild in (False, True):
        collate(store, rebuild=rebuild)
        check(store, more, made)
        assert groups(store) == [["a", "c", "d"], ["b"]]


@pytest.mark.parametrize("seed", range(2))
def test_any_decisions_give_what_the_library_gives(store: Database, seed: int) -> None:
    codings = world(seed + 40, 20)
    write(store, codings)
    collate(store)
    chance = random.Random(seed)
    names = [e.id for c in codings for e in c.events]
    made: list[Decision] = []
    for _ in range(10):
        story = chance.choice([row[0] for row in dump(store)["stories"]])
        own = [row[0] for row in dump(store)["story_events"] if row[1] == story]
        a = chance.choice(own)
        b = chance.choice([n for n in (own if chance.random() < 0.5 else names) if n != a] or names)
        if chance.random() < 0.2 or a == b:
            made.append(Decision("split", a))
            split(store, a)
        elif chance.random() < 0.5:
            made.append(Decision("join", a, b))
            join(store, a, b)
        else:
            made.append(Decision("split", a, b))
            split(store, a, b)
        check(store, codings, made)
    rows = dump(store)
    collate(store, rebuild=True)
    assert dump(store) == rows


def test_what_cannot_be_decided_is_told(store: Database, three: list[Coding]) -> None:
    cases = [
        (("nothing",), "no-record"),
        (("a-event", "a"), "one-event"),
        (("a-event", ""), "no-record"),
    ]
    for ids, code in cases:
        with pytest.raises(UsageError) as error:
            split(store, *ids)
        assert error.value.code == code
    write(store, [bomb("e")])
    with pytest.raises(UsageError, match="detente collate") as error:
        join(store, "e-event", "a-event")
    assert error.value.code == "not-collated"
    with store.writing() as connection:
        connection.execute(sa.update(events).where(events.c.id == "c-event").values(source="icews"))
    with pytest.raises(UsageError, match="icews") as error:
        join(store, "a-event", "c-event")
    assert error.value.code == "imported-event"
    with store.reading() as connection:
        assert connection.execute(sa.select(decisions)).all() == []


def test_a_decision_that_cannot_be_carried_out_is_not_kept(
    store: Database, three: list[Coding], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = dump(store)

    def fails(*_: object) -> None:
        raise RuntimeError("x")

    monkeypatch.setattr(deciding, "tell_stories", fails)
    with pytest.raises(RuntimeError):
        split(store, "a-event", "b-event")
    assert dump(store) == rows
    with store.reading() as connection:
        assert connection.execute(sa.select(decisions)).all() == []


def run(*words: str) -> str:
    result = CliRunner().invoke(main, list(words))
    assert result.exit_code == 0, result.output
    return result.output


def test_the_commands_print_what_comes_of_it(target: str) -> None:
    with open_store(target, create=True, write=True) as store:
        write(store, [bomb("a"), bomb("b"), bomb("c", "PAK:GOV")])
    text = run("collate", "--store", target)
    assert text.startswith("3 documents compared; the store has 0 copies,")
    assert "2 stories of 3 events" in text
    text = run("split", "a-event", "b-event", "--store", target)
    assert text.count("story ") == 2 and "  a-event  2022-03-01  word" in text
    text = run("join", "a", "c", "--store", target)
    assert text.count("story ") == 1 and "reports 2" in text
    assert "put together with a-event: joined by hand = 1.00" in text
    assert run("collate", "--rebuild", "--store", target).startswith("3 documents compared")
    result = CliRunner().invoke(main, ["split", "zz", "--store", target])
    assert result.exit_code == 2 and "no-record" in result.output


def test_a_store_that_is_not_there_is_not_made() -> None:
    result = CliRunner().invoke(main, ["collate", "--store", "nowhere.db"])
    assert result.exit_code == 2 and "no-store" in result.output
