"""A relation as it is shown: plain values for the table, JSON, CSV, the plot and the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

QUARTERS, MONTHS = 3.0, 0.75  # years below which a course is told by quarters, by months


@dataclass(frozen=True, slots=True)
class Told:
    """A story, or an assessment, that tells how two parties stand.

    `id` is what `detente show` takes. `kind` is event, plan, possible, denial or assessment;
    `what` the type and mode, of an assessment its tone and trend. `start` and `end` are the days
    that it counts on. `way` is 1 where the first party of the relation acts, -1 where the second
    does, 0 where both do. `value` is -10 (conflict) to 10 (cooperation).
    """

    id: str
    kind: str
    what: str
    start: dt.date
    end: dt.date
    value: float
    way: int
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    words: str | None = None
    title: str | None = None
    publisher: str | None = None
    published: dt.date | None = None
    url: str | None = None
    reports: int = 1

    @property
    def parties(self) -> str:
        """Who to whom, in codes."""
        left, right = " ".join(self.actors), " ".join(self.recipients)
        return f"{left} > {right}" if right else left


@dataclass(frozen=True, slots=True)
class Turn:
    """A turning point with the stories that drive it; see `corpus.relations.TurningPoint`."""

    date: dt.date
    first: dt.date
    last: dt.date
    direction: str
    size: float
    evidence: float
    tone: tuple[float, float]
    deeds: tuple[float, float]
    stories: tuple[Told, ...] = ()

    @property
    def change(self) -> float:
        """The size with a sign: below 0 for a chill."""
        return self.size if self.direction == "thaw" else -self.size


@dataclass(frozen=True, slots=True)
class Course:
    """How two parties stand over time, with names and sources.

    `days` are the first days of the weeks; `level`, `low`, `high` the level (-10 to 10) and its
    band; `weight` the stories of each week. `marks` are (day, value) of every story that counts.
    `notes` are sentences on what the reader should know of the data.
    """

    a: str
    b: str
    name_a: str
    name_b: str
    directed: bool
    days: tuple[dt.date, ...]
    level: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    weight: tuple[float, ...]
    turns: tuple[Turn, ...]
    marks: tuple[tuple[dt.date, float], ...]
    stories: int
    left_out: int
    until: dt.date | None
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Both names, with an arrow where only what the first does counts."""
        return f"{self.name_a} {'→' if self.directed else '–'} {self.name_b}"


@dataclass(frozen=True, slots=True)
class Move:
    """How far a relation moved since a day; `low` and `high` are the band of `change`."""

    a: str
    b: str
    name_a: str
    name_b: str
    before: float
    after: float
    change: float
    low: float
    high: float
    stories: int
    turns: tuple[Turn, ...] = ()

    @property
    def title(self) -> str:
        """Both names."""
        return f"{self.name_a} – {self.name_b}"

    @property
    def turn(self) -> Turn | None:
        """The largest turning point in the direction of the change."""
        same = (t for t in self.turns if (t.change > 0) == (self.change > 0))
        return max(same, key=lambda t: (t.size, t.date), default=None)


@dataclass(frozen=True, slots=True)
class Moves:
    """The relations that changed most between two days, the surest change first.

    `compared` counts the dyads that had enough stories to be looked at.
    """

    since: dt.date
    until: dt.date | None
    moves: tuple[Move, ...]
    compared: int
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """A year, quarter or month of a course: the mean of its weeks, and its stories."""

    name: str
    level: float
    low: float
    high: float
    weight: float


def periods_of(course: Course) -> tuple[Period, ...]:
    """The course by years, by quarters where it is short, by months where it is very short.

    Times in a row without any story are one: "1997–2021".
    """
    if not course.days:
        return ()
    years = (course.days[-1] - course.days[0]).days / 365.25
    groups: dict[str, list[int]] = {}
    for i, day in enumerate(course.days):
        if years < MONTHS:
            name = day.isoformat()[:7]
        elif years < QUARTERS:
            name = f"{day.year:04d}-Q{(day.month + 2) // 3}"
        else:
            name = f"{day.year:04d}"
        groups.setdefault(name, []).append(i)
    runs: list[tuple[str, str, list[int]]] = []
    for name, own in groups.items():
        silent = not any(course.weight[i] for i in own)
        if silent and runs and not any(course.weight[i] for i in runs[-1][2]):
            runs[-1] = (runs[-1][0], name, runs[-1][2] + own)
        else:
            runs.append((name, name, own))

    def mean(values: tuple[float, ...], own: list[int]) -> float:
        return sum(values[i] for i in own) / len(own)

    return tuple(
        Period(
            first if first == last else f"{first}–{last}",
            mean(course.level, own),
            mean(course.low, own),
            mean(course.high, own),
            sum(course.weight[i] for i in own),
        )
        for first, last, own in runs
    )


def told_record(told: Told) -> dict[str, Any]:
    """A story as an object for JSON; unknown is null."""
    return {
        "id": told.id,
        "kind": told.kind,
        "what": told.what,
        "start": told.start.isoformat(),
        "end": told.end.isoformat(),
        "actor": list(told.actors),
        "recipient": list(told.recipients),
        "value": round(told.value, 3),
        "words": told.words,
        "reports": told.reports,
        "title": told.title,
        "publisher": told.publisher,
        "published": told.published.isoformat() if told.published else None,
        "url": told.url,
    }


def turn_record(turn: Turn) -> dict[str, Any]:
    """A turning point as an object for JSON."""
    return {
        "date": turn.date.isoformat(),
        "interval": [turn.first.isoformat(), turn.last.isoformat()],
        "direction": turn.direction,
        "size": turn.size,
        "evidence": turn.evidence,
        "tone": list(turn.tone),
        "deeds": list(turn.deeds),
        "stories": [told_record(t) for t in turn.stories],
    }


def course_record(course: Course) -> dict[str, Any]:
    """A course as one object for JSON; all keys are always there."""
    weeks = zip(course.days, course.level, course.low, course.high, course.weight, strict=True)
    return {
        "a": course.a,
        "b": course.b,
        "name_a": course.name_a,
        "name_b": course.name_b,
        "directed": course.directed,
        "since": course.days[0].isoformat() if course.days else None,
        "until": course.until.isoformat() if course.until else None,
        "stories": course.stories,
        "left_out": course.left_out,
        "sources": list(course.sources),
        "notes": list(course.notes),
        "turning_points": [turn_record(t) for t in course.turns],
        "weeks": [
            {"start": day.isoformat(), "level": level, "low": low, "high": high, "stories": weight}
            for day, level, low, high, weight in weeks
        ],
    }


COURSE_COLUMNS = ("start", "level", "low", "high", "stories", "turn", "size")


def course_rows(course: Course) -> Iterator[tuple[Any, ...]]:
    """Rows of COURSE_COLUMNS, one a week; `turn` and `size` in the week that a turn lies in."""
    ends = [*course.days[1:], dt.date.max]
    for i, day in enumerate(course.days):
        turn = next((t for t in course.turns if day <= t.date < ends[i]), None)
        yield (
            day.isoformat(),
            *(course.level[i], course.low[i], course.high[i], course.weight[i]),
            *((turn.direction, turn.size) if turn else ("", "")),
        )


def move_record(move: Move) -> dict[str, Any]:
    """A move as an object for JSON."""
    return {
        **{name: getattr(move, name) for name in MOVE_COLUMNS if name != "turn"},
        "turning_points": [turn_record(t) for t in move.turns],
    }


def moves_record(moves: Moves) -> dict[str, Any]:
    """All moves as one object for JSON."""
    return {
        "since": moves.since.isoformat(),
        "until": moves.until.isoformat() if moves.until else None,
        "compared": moves.compared,
        "sources": list(moves.sources),
        "notes": list(moves.notes),
        "movers": [move_record(m) for m in moves.moves],
    }


MOVE_COLUMNS = (
    "a", "b", "name_a", "name_b", "before", "after", "change", "low", "high", "stories", "turn",
)  # fmt: skip


def move_rows(moves: Moves) -> Iterator[tuple[Any, ...]]:
    """Rows of MOVE_COLUMNS; `turn` is the day and direction of `Move.turn`."""
    for move in moves.moves:
        turn = move.turn
        yield (
            *(getattr(move, name) for name in MOVE_COLUMNS if name != "turn"),
            f"{turn.date.isoformat()} {turn.direction}" if turn else "",
        )
