"""Relations as tables, JSON, CSV, pictures and pages."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from detente.formats._relation_marks import GAP, LETTER, Flag, day_ticks, place_flags
from detente.formats.relation import (
    COURSE_COLUMNS,
    MOVE_COLUMNS,
    Course,
    Move,
    Moves,
    Told,
    Turn,
    course_record,
    course_rows,
    move_rows,
    moves_record,
    periods_of,
)
from detente.formats.relation_page import write_course, write_moves
from detente.formats.relation_plot import draw_course, draw_moves
from detente.formats.relation_table import bar, print_course, print_moves

DAY = dt.date(2010, 1, 4)
HOSTILE = '<script>alert("&")</script>\x00'
SVG = "{http://www.w3.org/2000/svg}"


def week(number: int) -> dt.date:
    return DAY + dt.timedelta(days=7 * number)


def told(name: str = "s1", **more: object) -> Told:
    values = {"kind": "event", "what": "CONSULT visit", "start": week(50), "end": week(50)}
    values |= {"value": 4.0, "way": 1, "actors": ("PAK:GOV",), "recipients": ("RUS:GOV",)}
    values |= {"words": "traf", "title": "Besuch", "publisher": "Blatt", "published": week(50)}
    return Told(name, **{**values, **more})  # type: ignore[arg-type]


def turn(number: int, direction: str = "thaw", *stories: Told, evidence: float = 9.0) -> Turn:
    day = week(number)
    near = dt.timedelta(days=20)
    tone = (-3.0, 4.0) if direction == "thaw" else (4.0, -3.0)
    return Turn(day, day - near, day + near, direction, 6.5, evidence, tone, (0.05, 0.05), stories)


def course(*turns: Turn, weeks: int = 200, marks: int = 40, **more: object) -> Course:
    level = tuple(-3.0 if i < weeks / 2 else 3.5 for i in range(weeks))
    values: dict[str, object] = {
        "days": tuple(week(i) for i in range(weeks)),
        "level": level,
        "low": tuple(v - 2 for v in level),
        "high": tuple(v + 2 for v in level),
        "weight": tuple(float(i % 3) for i in range(weeks)),
        "turns": turns,
        "marks": tuple((week(i * weeks // marks), (i % 21) - 10.0) for i in range(marks)),
        "stories": marks,
        "left_out": 2,
        "until": week(weeks - 1) + dt.timedelta(days=3) if weeks else None,
        "sources": ("detente",),
        "notes": ("a note",),
    }
    names = {"a": "PAK", "b": "RUS", "name_a": "Pakistan", "name_b": "Russia", "directed": False}
    return Course(**{**names, **values, **more})  # type: ignore[arg-type]


EMPTY = course(weeks=0, marks=1, stories=0)
MOVE = Move("PAK", "RUS", "Pakistan", "Russia", -3.0, 3.5, 6.5, 3.0, 10.0, 40, (turn(100),))
MOVES = Moves(DAY, week(200), (MOVE, replace(MOVE, b="IND", change=-1.0, low=-3.0, high=1.0)), 7)


def table_of(shown: Course | Moves) -> str:
    out = io.StringIO()
    console = Console(file=out, width=80, highlight=False)
    if isinstance(shown, Course):
        print_course(shown, console)
    else:
        print_moves(shown, console)
    return out.getvalue()


def page_of(shown: Course | Moves) -> str:
    out = io.StringIO()
    if isinstance(shown, Course):
        write_course(shown, out)
    else:
        write_moves(shown, out)
    return out.getvalue()


# JSON and CSV


def test_json_has_all_keys_and_no_more() -> None:
    record = json.loads(json.dumps(course_record(course(turn(100, "thaw", told())))))
    assert list(record) == [
        "a", "b", "name_a", "name_b", "directed", "since", "until", "stories", "left_out",
        "sources", "notes", "turning_points", "weeks",
    ]  # fmt: skip
    (point,) = record["turning_points"]
    assert point["interval"] == ["2011-11-15", "2011-12-25"] and point["direction"] == "thaw"
    assert point["stories"][0]["actor"] == ["PAK:GOV"] and point["stories"][0]["url"] is None
    assert record["weeks"][0] == {
        "start": "2010-01-04", "level": -3.0, "low": -5.0, "high": -1.0, "stories": 0.0,
    }  # fmt: skip
    assert course_record(EMPTY)["since"] is None and course_record(EMPTY)["weeks"] == []
    assert list(moves_record(MOVES)["movers"][0]) == [*MOVE_COLUMNS[:-1], "turning_points"]


def test_csv_has_a_row_a_week_and_names_the_turn_in_its_week() -> None:
    middle = replace(turn(100), date=week(100) + dt.timedelta(days=3))
    rows = list(course_rows(course(middle, turn(199, "chill"))))
    assert {len(row) for row in rows} == {len(COURSE_COLUMNS)} and len(rows) == 200
    turns = {row[0]: row[5:] for row in rows if row[5]}
    assert turns == {"2011-12-05": ("thaw", 6.5), week(199).isoformat(): ("chill", 6.5)}
    first, second = move_rows(MOVES)
    assert dict(zip(MOVE_COLUMNS, first, strict=True))["turn"] == "2011-12-05 thaw"
    assert second[-1] == ""  # it turned, but the other way
    text = io.StringIO()
    csv.writer(text).writerows([MOVE_COLUMNS, first, second])
    assert len(list(csv.reader(io.StringIO(text.getvalue())))) == 3


# tables


def test_the_table_tells_level_turns_and_stories() -> None:
    other = told("0123456789", kind="plan", reports=3, end=week(51), words=None)
    shown = table_of(course(turn(100, "thaw", told(), other), turn(150, "chill")))
    for part in (
        "Pakistan – Russia", "2010-01-04 to 2013-10-31, 40 stories", "▲ thaw +6.5", "▼ chill −6.5",
        "2011-11-15 … 2011-12-25", "tone −3.0 to +4.0", "CONSULT visit PAK:GOV > RUS:GOV “traf” s1",
        "[plan]", "01234567, 3 reports", "note: a note",
    ):  # fmt: skip
        assert part in " ".join(shown.split()), part
    assert max(map(len, shown.splitlines())) <= 80
    assert "no story tells" in table_of(EMPTY) and "no turning points" in table_of(course())
    assert "▲ +6.5" in table_of(MOVES) and "no dyad" in table_of(Moves(DAY, None, (), 0))


@pytest.mark.parametrize(("weeks", "name"), [(20, "2010-02"), (100, "2010-Q2"), (300, "2012")])
def test_periods_are_as_long_as_the_course_needs(weeks: int, name: str) -> None:
    periods = periods_of(course(weeks=weeks))
    assert name in [p.name for p in periods]
    assert sum(p.weight for p in periods) == sum(course(weeks=weeks).weight)


def test_silent_times_are_one_row() -> None:
    weight = (1.0, *([0.0] * 298), 1.0)
    names = [p.name for p in periods_of(course(weeks=300, weight=weight))]
    assert names == ["2010", "2011–2014", "2015"]


def test_bars_go_left_for_conflict() -> None:
    assert bar(-5) == "     ▒▒▒▒▒│          " and bar(10) == "          │██████████"
    assert bar(0.2) == bar(0) and {len(bar(v / 3)) for v in range(-30, 31)} == {21}


# pictures


def test_the_same_course_gives_the_same_picture() -> None:
    one = draw_course(course(turn(100, "thaw", told())))
    assert one == draw_course(course(turn(100, "thaw", told())))
    assert (
        "nan" not in one
        and "script" not in one
        and "http" not in one.replace("http://www.w3.org/2000/svg", "")
    )


@pytest.mark.parametrize(
    "shown",
    [
        EMPTY,
        course(weeks=1, marks=1, weight=(1.0,)),
        course(weeks=10, marks=3),
        course(turn(3), turn(150, "chill"), marks=200),
        course(turn(2900), weeks=3000, marks=500),
        course(weeks=30, name_a=HOSTILE, name_b="]]>", notes=(HOSTILE,), sources=(HOSTILE,)),
        course(turn(50, "chill", told(words=HOSTILE, title=HOSTILE, url="javascript:alert(1)"))),
    ],
)
def test_every_picture_and_page_is_whole(shown: Course) -> None:
    root = ET.fromstring(draw_course(shown))
    assert root.get("role") == "img" and root.get("aria-labelledby") == "rt rd"
    assert root.find(f"{SVG}title") is not None and root.find(f"{SVG}desc") is not None
    width, height = (float(v) for v in (root.get("viewBox") or "").split()[2:])
    for text in root.iter(f"{SVG}text"):
        if text.get("x"):
            assert 0 <= float(text.get("x", "")) <= width
            assert 0 <= float(text.get("y", "")) <= height
    assert len(draw_course(shown)) < 150_000
    page = page_of(shown)
    assert "<script" not in page and "javascript:" not in page and "\x00" not in page
    assert page.count("<svg") == 1 and "default-src 'none'" in page
    table_of(shown)


def test_the_picture_names_the_turns_and_draws_the_stories() -> None:
    few = ET.fromstring(draw_course(course(turn(100, "thaw", told()), turn(150, "chill"))))
    texts = [t.text for t in few.iter(f"{SVG}text")]
    assert f"▲ {week(100)}" in texts and f"▼ {week(150)}" in texts
    assert len([p for p in few.iter(f"{SVG}path") if "tri" in p.get("class", "")]) == 2
    assert len([p for p in few.iter(f"{SVG}path") if "stem" in p.get("class", "")]) == 40
    assert "CONSULT visit, PAK:GOV &gt; RUS:GOV" in draw_course(course(turn(100, "thaw", told())))
    many = ET.fromstring(draw_course(course(marks=200)))
    bars = list(many.iter(f"{SVG}rect"))[3:]
    counted = [int((b.findtext(f"{SVG}title") or "").split(": ")[1].split()[0]) for b in bars]
    assert sum(counted) == sum(1 for _, value in course(marks=200).marks if value)


def test_the_movers_have_a_picture_and_a_page() -> None:
    root = ET.fromstring(draw_moves(MOVES))
    lines = [p for p in root.iter(f"{SVG}path") if "span" in p.get("class", "")]
    assert [("unsure" in p.get("class", "")) for p in lines] == [False, True]
    assert "▲ +6.5" in [t.text for t in root.iter(f"{SVG}text")]
    assert "no dyad" in draw_moves(Moves(DAY, None, (), 0))
    assert "Pakistan – Russia" in page_of(MOVES)


FLAGS = st.lists(st.floats(62, 942), max_size=40, unique=True)


@settings(max_examples=60, deadline=None)
@given(FLAGS)
def test_no_label_lies_on_another_or_on_a_pole(places: list[float]) -> None:
    label = "▲ 2010-01-04"
    wanted = [(n, round(x, 1), label) for n, x in enumerate(places)]
    flags = place_flags(wanted, left=62, right=952, rows=5, most=24)
    assert len(flags) <= 24 and (not places or flags)

    def box(flag: Flag) -> tuple[float, float]:
        long = len(label) * LETTER
        return (flag.tx, flag.tx + long) if flag.anchor == "start" else (flag.tx - long, flag.tx)

    for flag in flags:
        assert box(flag)[0] >= 62 and box(flag)[1] <= 952 and abs(flag.tx - flag.x) <= GAP + 0.1
    for a, b in combinations(flags, 2):
        assert a.row != b.row or box(a)[1] <= box(b)[0] or box(b)[1] <= box(a)[0]
        for pole, other in ((a, b), (b, a)):
            crossed = box(other)[0] < pole.x < box(other)[1]
            assert not (crossed and pole.row >= other.row)


def test_far_turns_all_get_their_label() -> None:
    wanted = [(n, 100.0 + 9 * n, "▲ 2010-01-04") for n in range(5)]
    flags = place_flags(wanted, left=62, right=952, rows=5, most=24)
    assert [f.row for f in flags] == [4, 3, 2, 1, 0]


@pytest.mark.parametrize("days", [0, 5, 60, 300, 1200, 5000, 40_000])
def test_ticks_are_few_and_in_order(days: int) -> None:
    last = DAY + dt.timedelta(days=days)
    ticks = day_ticks(DAY, last, lambda day: float((day - DAY).days))
    assert len(ticks) <= 25 and [t.at for t in ticks] == sorted({t.at for t in ticks})
    assert all(0 <= t.at <= days for t in ticks) and (ticks or 60 < days < 400)
