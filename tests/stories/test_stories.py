"""Stories: one event of several documents, its plan and its denial; the reasons and decisions."""

from __future__ import annotations

import datetime as dt
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.corpus.copies import CopyLink
from detente.corpus.stories import Decision, Story, Told, Verdict, candidates, cluster, judge
from detente.stages._edtf import bounds
from detente.types import Actor, Date, Document, Event, Evidence, Place

OWN = Path(__file__).parents[2] / "benchmarks" / "stories.jsonl"
PLACES = {
    "Kabul": ("AFG", 34.53, 69.17), "Kandahar": ("AFG", 31.61, 65.71),
    "Bagram": ("AFG", 34.95, 69.27), "Afghanistan": ("AFG", 34.53, 69.17),
    "Oslo": ("NOR", 59.91, 10.74),
}  # fmt: skip


def side(codes: str) -> tuple[Actor, ...]:
    return tuple(Actor(c, c, c, 0, 0, c.split(":")[1], c.split(":")[0]) for c in codes.split())


def told(
    document: str,
    kind: str,
    actor: str,
    recipient: str = "",
    date: str | None = "2021-08-03",
    *,
    aux: tuple[str, ...] = (),
    place: str | None = None,
    published: str | None = "2021-08-03",
    publisher: str | None = None,
    title: str | None = None,
    trigger: str = "",
    language: str = "en",
    cameo: str | None = None,
    number: int = 0,
) -> Told:
    """An event of a document: `kind` is "TYPE/mode"."""
    name, _, mode = kind.partition("/")
    where = None
    if place:
        country, lat, lon = PLACES.get(place, (None, None, None))
        where = Place(place, place, country, lat, lon, 0, 0)
    event = Event(
        id=f"{document}-{number}",
        event_type=name,
        mode=mode or None,
        actor=side(actor),
        recipient=side(recipient),
        date=Date(date, *bounds(date)) if date else None,
        aux=aux,
        said_by=None,
        location=where,
        mentions=(Evidence(0, 0, 10 * number, 10 * number + 5, trigger, "x"),),
        confidence=0.9,
        cameo=cameo,
    )
    day = dt.date.fromisoformat(published) if published else None
    text = Document(
        document, "", title=title, publisher=publisher, language=language, published=day
    )
    return Told(event, text)


def bomb(document: str, **more: Any) -> Told:
    return told(document, "ASSAULT/explosives", "AFG:REB", "AFG:GOV", **more)


def relation(a: Told, b: Told) -> str:
    verdict = judge(a, b)
    assert verdict == judge(b, a)
    return verdict.kind or verdict.relation


def test_what_agrees_in_everything_is_one_story_with_its_reason() -> None:
    verdict = judge(bomb("a", place="Kabul"), bomb("b", place="Kabul"))
    assert verdict == Verdict(
        "same", "ASSAULT/explosives; 2021-08-03; AFG:REB > AFG:GOV; Kabul", 1.0
    )


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (bomb("b", place="Kandahar"), "different"),
        (bomb("b", place="Bagram"), "same"),  # 50 kilometres
        (bomb("b", place="Afghanistan"), "same"),
        (bomb("b"), "same"),
        (bomb("b", date="2021-08-04"), "different"),  # attacks come again
        (bomb("b", date="2021-08-04~", published="2021-08-04"), "same"),
        (bomb("b", date="2021-08-03/2021-08-04"), "same"),
        (bomb("b", date="2021-08"), "same"),
        (bomb("b", date="2021-08-20~", published="2021-08-20"), "different"),
        (bomb("b", date=None, published="2021-08-06"), "same"),
        (bomb("b", date=None, published="2021-10-06"), "different"),
        (told("b", "ASSAULT", "AFG:REB", "AFG:GOV"), "same"),
        (told("b", "ASSAULT/suicide-attack", "AFG:REB", "AFG:CVL"), "same"),
        (told("b", "ASSAULT/firearms", "AFG:REB", "AFG:GOV"), "different"),
        (told("b", "ASSAULT/explosives", "UNK:REB", "AFG:GOV"), "same"),
        (told("b", "ASSAULT/explosives", "AFG:MIL", "AFG:GOV"), "different"),
        (told("b", "ASSAULT/explosives", "AFG:REB"), "same"),
        (told("b", "ASSAULT/explosives", "AFG:REB", "PAK:GOV"), "different"),
        (told("b", "ASSAULT/explosives", "AFG:GOV", "AFG:REB"), "different"),
        (told("b", "COERCE/arrest", "AFG:REB", "AFG:GOV"), "different"),
        (told("b", "COERCE", "AFG:REB", "AFG:GOV"), "same"),
        (told("b", "PROTEST", "AFG:REB", "AFG:GOV"), "different"),
        (bomb("b", aux=("negation",)), "denial"),
        (bomb("b", aux=("future",)), "plan"),
        (bomb("b", aux=("hypothetical",), date=None), "possible"),
        (bomb("b", aux=("future",), date="2021-07-03", published="2021-07-01"), "different"),
    ],
)
def test_each_difference_counts(other: Told, expected: str) -> None:
    assert relation(bomb("a", place="Kabul"), other) == expected


def test_a_single_act_may_be_dated_to_the_next_day() -> None:
    a = told("a", "SANCTION/expel", "USA:GOV", "RUS:GOV", "2021-04-15")
    b = told("b", "SANCTION/expel", "USA:GOV", "RUS:GOV", "2021-04-16")
    assert relation(a, b) == "same"


def test_who_calls_whom_has_no_meaning_and_who_accuses_whom_has() -> None:
    for kind, expected in (("CONSULT/phone", "same"), ("ACCUSE/allege", "different")):
        a, b = told("a", kind, "USA:GOV", "KOR:GOV"), told("b", kind, "KOR:GOV", "USA:GOV")
        assert relation(a, b) == expected
    both = told("c", "CONSULT", "USA:GOV KOR:GOV")
    assert relation(told("a", "CONSULT/phone", "USA:GOV", "KOR:GOV"), both) == "same"


def test_those_who_join_a_few_are_told_with_fewer_names() -> None:
    many = told("a", "SUPPORT", "USA:GOV CAN:GOV BRA:GOV", "VEN:OPP")
    assert relation(many, told("b", "SUPPORT", "CAN:GOV", "VEN:OPP")) == "same"
    assert relation(many, told("b", "SUPPORT", "FRA:GOV", "VEN:OPP")) == "different"


def test_half_of_those_who_act_together_is_not_enough() -> None:
    both = told("a", "CONCEDE", "UKR:GOV RUS:GOV")
    assert relation(both, told("b", "CONCEDE", "RUS:GOV", "TUR:GOV")) == "different"
    assert relation(both, told("c", "CONCEDE", "RUS:GOV")) == "same"


@pytest.mark.parametrize(
    "other",
    [
        told("b", "ASSAULT/explosives", "UNK:REB", "AFG:GOV"),
        told("b", "ASSAULT/explosives", "AFG:REB"),
        bomb("b", date=None, published="2021-08-06"),
        bomb("b", date="2021-08"),
        bomb("b", date="2021-08-04~", published="2021-08-04"),
    ],
)
def test_what_is_told_vaguely_is_found_all_the_same(other: Told) -> None:
    assert len(cluster([bomb("a"), other])) == 1


def test_a_plan_is_linked_to_the_act_that_its_code_announces() -> None:
    plan = told("a", "AGREE", "IND:GOV", "NOR:GOV", "2021-08-09", aux=("future",), cameo="036")
    visit = told("b", "CONSULT/visit", "IND:GOV", "NOR:GOV", "2021-08-09", published="2021-08-10")
    treaty = told(
        "c", "SUPPORT", "IND:GOV", "NOR:GOV", "2021-08-09", published="2021-08-10", number=1
    )
    assert relation(plan, visit) == "plan"
    assert relation(plan, treaty) == "different"
    off = told("d", "REJECT/meet", "IND:GOV", "NOR:GOV", "2021-08-05", published="2021-08-06")
    assert relation(plan, off) == "called off"
    stories = {s.best: s for s in cluster([plan, visit, treaty, off])}
    assert len(stories) == 4
    linked = {x.story: x.kind for x in stories["a-0"].links}
    assert linked == {stories["b-0"].id: "plan", stories["d-0"].id: "called off"}
    assert [x.story for x in stories["b-0"].links] == [stories["a-0"].id]


def test_without_a_code_the_plan_is_linked_to_the_likeliest_act() -> None:
    plan = told("a", "AGREE", "IND:GOV", "NOR:GOV", "2021-08-09", aux=("future",))
    visit = told("b", "CONSULT/visit", "IND:GOV", "NOR:GOV", "2021-08-09")
    treaty = told("c", "SUPPORT", "IND:GOV", "NOR:GOV", "2021-08-09")
    stories = {s.best: s for s in cluster([plan, visit, treaty])}
    assert [x.story for x in stories["a-0"].links] == [stories["b-0"].id]


def test_what_one_document_tells_apart_stays_apart() -> None:
    a, b = bomb("a"), bomb("a", number=1)
    assert relation(a, b) == "different"
    stories = cluster([a, b, bomb("b"), bomb("b", number=1)])
    assert sorted(len(s.documents) for s in stories) == [2, 2]


def test_a_vague_report_does_not_join_two_sharp_ones() -> None:
    sharp = [bomb(f"k{i}", place="Kabul") for i in range(3)]
    other = [bomb(f"q{i}", place="Kandahar") for i in range(3)]
    stories = cluster([*sharp, *other, bomb("vague")])
    assert sorted(len(s.events) for s in stories) == [3, 4]


def test_a_correction_supersedes_the_report_and_stands_for_the_story() -> None:
    wrong = bomb("a", place="Kandahar", publisher="AP")
    right = bomb("b", place="Kabul", publisher="AP", published="2021-08-04", title="CORRECTION: ")
    others = [bomb(f"c{i}", place="Kabul", published="2021-08-04") for i in range(3)]
    (story,) = cluster([wrong, right, *others])
    assert story.best == "b-0" and story.superseded == ("a-0",)
    assert any("corrects" in m.reason for m in story.merges)
    other = bomb("b", place="Kabul", publisher="Reuters", published="2021-08-04", title="Korrektur")
    assert len(cluster([wrong, other])) == 2
    late = bomb("b", place="Kabul", publisher="AP", published="2021-08-24", title="Correction")
    assert len(cluster([wrong, late])) == 2


def test_who_repeated_the_error_is_in_the_story_all_the_same() -> None:
    wrong = bomb("a", place="Kandahar", publisher="AP")
    right = bomb("b", place="Kabul", publisher="AP", published="2021-08-04", title="CORRECTION: ")
    others = [bomb(f"c{i}", place="Kabul", published="2021-08-04") for i in range(2)]
    repeated = bomb("d", place="Kandahar", published="2021-08-03")
    assert len(cluster([wrong, right, *others, repeated])) == 1
    assert len(cluster([wrong, *others, repeated])) == 2


def test_a_correction_may_not_differ_in_time_and_place() -> None:
    wrong = bomb("a", place="Kandahar", publisher="AP")
    both = bomb("b", place="Kabul", date="2021-08-05", publisher="AP", title="Correction: x")
    assert relation(wrong, both) == "different"


def test_copies_count_as_one_report() -> None:
    events = [bomb(name) for name in "abcd"]
    copies = [CopyLink("b", "a", "copy", 1.0, ""), CopyLink("c", "b", "translation", 0.9, "")]
    (story,) = cluster(events, copies)
    assert (story.reports, len(story.documents)) == (2, 4)
    (story,) = cluster(events)
    assert story.reports == 4


def test_an_event_told_in_a_passage_taken_over_is_no_report_of_its_own() -> None:
    events = [bomb("a"), bomb("b", number=1)]  # the second stands at 10 to 15
    taken = CopyLink("b", "a", "partial", 0.2, "", spans=((5, 40),))
    elsewhere = CopyLink("b", "a", "partial", 0.2, "", spans=((30, 40),))
    assert cluster(events, [taken])[0].reports == 1
    assert cluster(events, [elsewhere])[0].reports == 2


def test_decisions_win_and_the_later_one_holds() -> None:
    a, b, c = bomb("a"), bomb("b"), bomb("c", place="Kandahar", date="2021-12-01")

    def groups(*decisions: Decision) -> list[tuple[str, ...]]:
        return [s.events for s in cluster([a, b, c], decisions=decisions)]

    assert groups() == [("a-0", "b-0"), ("c-0",)]
    assert groups(Decision("split", "a-0", "b-0")) == [("a-0",), ("b-0",), ("c-0",)]
    joined = Decision("join", "a-0", "c-0")
    assert groups(joined) == [("a-0", "b-0", "c-0")]
    (story,) = cluster([a, b, c], decisions=[joined])
    assert "joined by hand" in {m.reason for m in story.merges}
    assert groups(joined, Decision("split", "c-0", "a-0")) == [("a-0", "b-0"), ("c-0",)]
    assert groups(Decision("split", "b-0")) == [("a-0",), ("b-0",), ("c-0",)]
    assert groups(Decision("split", "b-0"), Decision("join", "a-0", "b-0"))[0] == ("a-0", "b-0")
    assert groups(joined, Decision("split", "c-0")) == [("a-0", "b-0"), ("c-0",)]
    assert groups(Decision("join", "a-0", "gone")) == groups()


def test_meaning_from_vectors_can_part_what_else_is_alike() -> None:
    a, b = told("a", "ACCUSE", "USA:GOV", "RUS:GOV"), told("b", "ACCUSE", "USA:GOV", "RUS:GOV")
    near = judge(a, b, closeness=lambda x, y: 0.9)
    far = judge(a, b, closeness=lambda x, y: 0.1)
    assert near.score > far.score
    assert len(cluster([a, b], closeness=lambda x, y: None)) == 1


def test_events_without_dates_or_documents_without_days_are_told_apart() -> None:
    a, b = bomb("a", date=None, published=None), bomb("b", date=None, published=None)
    assert relation(a, b) == "same"  # nothing speaks against it
    assert cluster([]) == ()
    nobody = told("c", "PROTEST", "")
    assert len(cluster([nobody, told("d", "PROTEST", "")])) == 2


def test_candidates_are_few() -> None:
    quarter = [
        told(f"d{i}", "ACCUSE", "USA:GOV", "RUS:GOV", f"2021-{1 + i % 12:02}-{1 + i % 28:02}")
        for i in range(1200)
    ]
    pairs = candidates(quarter)
    assert ("d0-0", "d84-0") in pairs or ("d84-0", "d0-0") in pairs
    assert len(pairs) < 1200 * 400


def own_set() -> tuple[list[Told], dict[str, str]]:
    """The events of the benchmark, places by name alone."""
    events, names = [], {}
    for line in OWN.read_text("utf-8").splitlines():
        row = json.loads(line)
        for i, e in enumerate(row["events"]):
            kind = f"{e['event_type']}/{e['mode'] or ''}"
            one = told(
                row["id"],
                kind,
                " ".join(e["actor"]),
                " ".join(e["recipient"]),
                e["date"],
                aux=tuple(e["aux"]),
                published=row["published"],
                publisher=row["publisher"],
                title=row["title"],
                trigger=e["trigger"],
                language=row["lang"],
                number=i,
            )
            events.append(one)
            names[one.event.id] = e["story"]
    return events, names


EVENTS, NAMES = own_set()


def test_the_set_of_the_benchmark_is_what_it_says() -> None:
    assert len({t.document.id for t in EVENTS}) == 200
    assert len({name[:2] for name in NAMES.values()}) == 40


def test_most_stories_of_the_benchmark_are_found_even_without_places() -> None:
    stories = cluster(EVENTS)
    pure = sum(len({NAMES[e] for e in s.events}) == 1 for s in stories)
    assert pure >= 0.95 * len(stories)
    assert len(stories) <= 1.15 * len(set(NAMES.values()))


def check(stories: tuple[Story, ...], events: list[Told]) -> None:
    """What must hold of any stories."""
    told_by = {t.event.id: t.document.id for t in events}
    assert sorted(e for s in stories for e in s.events) == sorted(told_by)
    ids = {s.id for s in stories}
    assert len(ids) == len(stories)
    for story in stories:
        assert len(story.merges) == len(story.events) - 1
        assert {m.a for m in story.merges} | {m.b for m in story.merges} <= set(story.events)
        assert story.best in story.events
        assert 1 <= story.reports <= len(story.documents)
        documents = [told_by[e] for e in story.events]
        assert len(documents) == len(set(documents))
        assert all(link.story in ids - {story.id} for link in story.links)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.sets(st.integers(0, len(EVENTS) - 1), min_size=2, max_size=80), st.integers(0, 99))
def test_the_order_of_the_events_has_no_meaning(picked: set[int], seed: int) -> None:
    events = [EVENTS[i] for i in sorted(picked)]
    stories = cluster(events)
    check(stories, events)
    random.Random(seed).shuffle(events)
    assert cluster(events) == stories


def test_a_split_is_kept_and_leaves_the_rest() -> None:
    story = max(cluster(EVENTS), key=lambda s: len(s.events))
    out = story.events[-1]
    again = cluster(EVENTS, decisions=[Decision("split", out)])
    assert next(s for s in again if out in s.events).events == (out,)
    assert next(s for s in again if story.events[0] in s.events).events == story.events[:-1]
    check(again, EVENTS)
