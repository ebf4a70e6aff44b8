"""Relations over a store, on both databases."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa

from detente.archive._relation_signals import Pair, assessment_values, signals_of
from detente.archive._watching import watched_of
from detente.archive.collating import collate
from detente.archive.exchanging import import_events
from detente.archive.relating import movers, relation
from detente.corpus.relations import Signal
from detente.errors import UsageError
from detente.formats.relation import Course
from detente.resources import DATA, read_yaml
from detente.store.database import Database
from detente.store.schema import copies, pending, stale, stories, story_events
from tests.relations.stores import after, assessment, event, history, put

PAIR = Pair("PAK", "RUS")


def signals(store: Database, pair: Pair = PAIR, *, directed: bool = False) -> list[Signal]:
    with store.reading() as connection:
        return signals_of(connection, pair, directed=directed).signals


def course(store: Database, a: str = "PAK", b: str = "RUS", **asked: object) -> Course:
    with store.reading() as connection:
        return relation(connection, a, b, **asked)  # type: ignore[arg-type]


def tell_story(store: Database, best: str, *others: str, superseded: tuple[str, ...] = ()) -> None:
    """Put events into one story, as collation would."""
    with store.writing() as connection:
        row = {"id": f"story {best}", "best": best, "status": "act", "reports": 2, "documents": 2}
        row |= {"events": 1 + len(others), "start": None, "first": None, "last": None}
        connection.execute(sa.insert(stories), row)
        for at, name in enumerate((best, *others)):
            own = {"event": name, "story": f"story {best}", "position": at}
            connection.execute(sa.insert(story_events), own | {"superseded": name in superseded})


# what counts


def test_a_story_counts_once_with_the_values_of_its_best_event(store: Database) -> None:
    put(store, event("b", 3, -6.0), published=4)
    put(store, event("a", 2, 4.0, confidence=0.5), published=3)
    put(store, event("other", 9, 1.0), published=9)
    tell_story(store, "a", "b")
    found = sorted(signals(store), key=lambda s: s.start)
    assert [(s.start, s.value, s.weight, s.story) for s in found] == [
        (after(2), 4.0, 0.5, "story a"),
        (after(9), 1.0, 1.0, "other"),
    ]
    assert course(store).stories == 2


def test_what_a_correction_replaced_does_not_count(store: Database) -> None:
    put(store, event("best", 5, 3.0, actors="IND:GOV", recipients="RUS:GOV"), published=5)
    put(store, event("old", 2, -9.0), published=3)
    put(store, event("right", 4, 3.0), published=5)
    tell_story(store, "best", "old", "right", superseded=("old",))
    (found,) = signals(store)
    assert (found.value, found.story) == (3.0, "story best")


def test_acts_count_at_their_own_time_and_plans_when_they_are_told(store: Database) -> None:
    put(store, event("old", -4000, 4.0, aux=("historical",)), published=0)
    put(store, event("long", 10, 4.0, end=19), published=20)
    put(store, event("plan", 60, 4.0, aux=("future",)), published=30)
    put(store, event("denied", 31, -9.0, aux=("negation",)), published=32)
    put(store, event("maybe", 90, -9.0, aux=("hypothetical",)), published=40)
    put(store, event("undated", None, 2.0), published=50)
    put(store, event("long ago", None, 2.0, aux=("historical",)), published=50)
    put(store, event("worthless", 51, None), published=51)
    told = {s.story: (s.kind, s.start, s.end) for s in signals(store)}
    assert told == {
        "old": ("event", after(-4000), after(-4000)),
        "long": ("event", after(10), after(19)),
        "plan": ("plan", after(30), after(30)),
        "denied": ("denial", after(32), after(32)),
        "maybe": ("possible", after(40), after(40)),
        "undated": ("event", after(50), after(50)),
    }
    found = course(store)
    assert found.left_out == 3  # the denial, and what has no day or no value
    assert any("2 stories have no day or no value" in note for note in found.notes)
    assert found.days[0] == after(-4000) and found.until == after(51)


def test_directed_takes_what_one_does_and_what_both_do(store: Database) -> None:
    put(store, event("there", 0, 5.0), published=0)
    put(store, event("back", 1, -5.0, actors="RUS:GOV", recipients="PAK:GOV"), published=1)
    put(store, event("both", 2, 3.0, actors="PAK:GOV RUS:GOV", recipients=""), published=2)
    put(store, assessment("hostile"), published=2, name="said")
    values = [sorted(s.value for s in signals(store, Pair(*p), directed=True)) for p in (
        ("PAK", "RUS"), ("RUS", "PAK"))]  # fmt: skip
    assert values == [[3.0, 5.0], [-5.0, 3.0]]
    assert {(s.actor, s.recipient) for s in signals(store, Pair("RUS", "PAK"))} == {
        ("PAK", "RUS"), ("RUS", "PAK")}  # fmt: skip
    assert course(store, directed=True).stories == 2
    assert any("assessments" in note for note in course(store, directed=True).notes)
    assert course(store).stories == course(store, "RUS", "PAK").stories == 4


def test_parties_with_sectors(store: Database) -> None:
    put(store, event("states", 0, 5.0), published=0)
    put(store, event("army", 1, -7.0, actors="PAK:MIL PAK:GOV"), published=1)
    put(store, event("inside", 2, -2.0, actors="PAK:OPP", recipients="PAK:GOV"), published=2)
    put(store, event("met", 3, 4.0, actors="PAK:GOV PAK:MIL", recipients=""), published=3)

    def told(a: str, b: str, *, directed: bool = False) -> set[str]:
        return {s.story for s in signals(store, Pair(a, b), directed=directed)}

    assert told("PAK:GOV", "RUS") == {"states", "army"}
    assert told("RUS", "PAK:MIL") == {"army"}
    assert told("PAK:GOV", "PAK:OPP") == told("PAK:OPP", "PAK:GOV", directed=True) == {"inside"}
    assert told("PAK:GOV", "PAK:OPP", directed=True) == set()
    assert told("PAK:MIL", "PAK:GOV") == {"met"}  # the army and the government act together
    assert course(store, "PAK:OPP", "PAK:GOV").title == "Pakistan (OPP) – Pakistan (GOV)"


def test_an_assessment_counts_once_however_often_it_is_copied(store: Database) -> None:
    first = put(store, assessment("friendly", "improving"), published=0, name="first")
    copy = put(store, assessment("friendly", "improving"), published=1, name="copy")
    put(store, assessment("friendly", "improving"), published=2, name="own words")
    put(store, assessment("neutral"), name="undated")
    with store.writing() as connection:
        row = {"document": copy, "original": first, "kind": "copy", "share": 1.0}
        connection.execute(sa.insert(copies), row | {"reason": "same", "spans": "[]"})
    found = signals(store)
    assert [(s.start, s.kind, s.value) for s in found] == [
        (after(0), "assessment", 4.0),
        (after(2), "assessment", 4.0),
    ]


def test_every_assessment_has_a_value() -> None:
    tones, trends = ("friendly", "neutral", "hostile"), (None, "improving", "stable", "worsening")
    values = assessment_values()
    assert set(values) == {(tone, trend) for tone in tones for trend in trends}
    for trend in trends:
        assert values["friendly", trend] > values["neutral", trend] > values["hostile", trend]
    for tone in tones:
        assert values[tone, "improving"] > values[tone, "worsening"] or tone != "neutral"
    assert read_yaml(DATA / "corpus" / "relations.yaml").keys() == {"assessments"}


def test_silence_says_something_only_where_there_was_news(store: Database) -> None:
    """A war that is told once, of long ago, is not followed by peace that nobody reported."""
    for day in range(0, 40):
        put(
            store,
            event(f"w{day}", day - 4000, -9.0, aux=("historical",)),
            published=0,
            name=f"{day}",
        )
    put(store, event("talks", 100, 2.0), published=100)
    with store.reading() as connection:
        watched = watched_of(connection)
    assert watched == (
        (dt.date(2010, 1, 1), dt.date(2010, 1, 31), 0.8),
        (dt.date(2010, 4, 1), dt.date(2010, 4, 30), 0.02),
    )
    deeds = {turn.deeds for turn in course(store).turns}
    assert all(old == new for old, new in deeds)


# courses


def test_a_chill_with_the_stories_that_drive_it(store: Database) -> None:
    history(store, range(0, 400, 8), 5.0)
    history(store, range(400, 800, 8), -7.0)
    found = course(store, "Pakistan", "Russland")
    assert (found.a, found.b, found.title) == ("PAK", "RUS", "Pakistan – Russia")
    (turn,) = found.turns
    assert turn.direction == "chill" and abs((turn.date - after(400)).days) <= 8
    assert turn.first <= turn.date <= turn.last and turn.evidence > 10
    assert turn.tone[0] > 3 and turn.tone[1] < -4 and turn.deeds[0] < turn.deeds[1]
    assert len(turn.stories) == 5
    first = turn.stories[0]
    assert (first.id, first.kind, first.what) == ("e400", "event", "CONSULT visit")
    assert (first.parties, first.words) == ("PAK:GOV > RUS:GOV", "words")
    assert (first.title, first.publisher) == ("Title of d e400", "Paper")
    assert len(found.marks) == found.stories == 100
    assert found.sources == ("detente",)
    turned = course(store, "Russland", "PAK")
    assert (turned.level, turned.turns[0].date) == (found.level, turn.date)
    assert turned.turns[0].stories[0].way == -first.way == -1


def test_the_order_in_which_documents_came_does_not_matter(store: Database) -> None:
    days = [*range(0, 300, 10)]
    for day in reversed(days):
        put(store, event(f"e{day}", day, 4.0 if day < 150 else -6.0), published=day)
    late = course(store)
    with store.writing() as connection:
        connection.execute(sa.delete(pending))
    assert course(store).level == late.level and course(store).turns == late.turns


def test_since_and_until_cut_the_course(store: Database) -> None:
    history(store, range(0, 700, 7), 3.0)
    found = course(store, since="2010-06", until=dt.date(2010, 12, 24))
    assert found.days[0] == dt.date(2010, 6, 1) and found.until == dt.date(2010, 12, 24)
    assert found.stories == sum(
        dt.date(2010, 6, 1) <= after(d) <= dt.date(2010, 12, 24) for d in range(0, 700, 7)
    )
    with pytest.raises(UsageError) as error:
        course(store, since="2011", until="2010")
    assert error.value.code == "bad-date"


def test_before_the_first_story_there_is_no_course(store: Database) -> None:
    history(store, range(0, 70, 7), 3.0)
    for reach in (None, after(0)):
        found = course(store, until=after(-400), reach=reach)
        assert found.days == () and found.stories == 0 and found.until is None


def test_what_lies_too_far_back_is_told(store: Database) -> None:
    put(store, event("far", -40_000, 4.0, aux=("historical",)), published=0)
    put(store, event("near", 0, 4.0), published=1)
    found = course(store)
    assert found.stories == 1 and any("60 years" in note for note in found.notes)
    assert course(store, since="1900").days[0].year == 1900


def test_nothing_is_made_up(store: Database) -> None:
    found = course(store)
    assert (found.days, found.turns, found.stories, found.until) == ((), (), 0, None)


def test_parties_that_cannot_be(store: Database) -> None:
    for a, b, code in (("PAK", "Pakistan", "same-party"), ("PAK", "Nowhereland", "unknown-party")):
        with pytest.raises(UsageError) as error:
            course(store, a, b)
        assert error.value.code == code


def test_documents_that_wait_for_collation_are_told_of(store: Database) -> None:
    put(store, event("a", 0, 4.0), published=0)
    assert any("detente collate" in note for note in course(store).notes)
    collate(store)
    found = course(store)
    assert found.notes == () and found.stories == 1
    with store.writing() as connection:
        connection.execute(sa.insert(stale), {"kind": "story", "item": "a"})
    assert course(store).notes == ("some stories are still to be made anew; run detente collate",)


# events of others


def test_imported_events_count_and_may_be_chosen(store: Database, tmp_path: Path) -> None:
    lines = ["date\tsource\ttarget\tcode"]
    lines += [f"2010-0{1 + n % 3}-1{n}\tPAK\tRUS\t042" for n in range(6)]
    (tmp_path / "keds.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    import_events(store, tmp_path / "keds.tsv", form="keds", source="others")
    put(store, event("ours", 400, -4.0), published=400)
    both = course(store)
    assert both.sources == ("detente", "others") and both.stories == 7
    assert any("several coders" in note for note in both.notes)
    theirs = course(store, source="others")
    assert theirs.stories == 6 and theirs.until and theirs.until.year == 2010
    assert course(store, source=("detente",)).stories == 1
    with store.reading() as connection:
        (theirs_watch,) = watched_of(connection, ("others",))
        *_, last = watched_of(connection)
    assert theirs_watch == (dt.date(2010, 1, 1), dt.date(2010, 3, 31), 0.04)
    assert last == (dt.date(2011, 2, 1), dt.date(2011, 2, 28), 0.02)
    with pytest.raises(UsageError):
        course(store, source="nobody")


# movers


def test_the_surest_change_comes_first(store: Database) -> None:
    history(store, range(0, 300, 6), 4.0, tag="before")
    history(store, range(300, 480, 6), -6.0, tag="after")
    for day in range(0, 480, 12):
        steady = event(f"s{day}", day, 3.0, actors="IND:GOV", recipients="RUS:GOV")
        put(store, steady, published=day)
    put(store, event("rare", 470, -9.0, actors="IND:GOV", recipients="CHN:GOV"), published=470)
    with store.reading() as connection:
        found = movers(connection, after(280))
        assert movers(connection, after(280), limit=1).moves == found.moves[:1]
        assert movers(connection, after(2000)).moves == ()
    assert [(m.a, m.b) for m in found.moves] == [("PAK", "RUS"), ("IND", "RUS")]
    first, second = found.moves
    assert found.compared == 2 and found.until == after(474)
    assert first.change < -4 and first.low < first.change < first.high < 0
    assert first.turn and first.turn.direction == "chill" and first.turn.stories
    assert second.low < 0 < second.high and second.turn is None
    assert first.title == "Pakistan – Russia"
    exact = course(store, until=after(474))
    assert first.after == exact.level[-1]


def test_movers_that_cannot_be(store: Database) -> None:
    with store.reading() as connection, pytest.raises(UsageError):
        movers(connection, "2010", limit=0)
    with store.reading() as connection:
        assert movers(connection, "2010").moves == ()
