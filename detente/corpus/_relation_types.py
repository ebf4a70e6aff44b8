"""What goes into a relation and what comes out of it: frozen values and the settings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

KINDS = ("event", "plan", "denial", "possible", "assessment")


class Signal(NamedTuple):
    """One thing that tells how `actor` and `recipient` (codes without sector) stand.

    `start` and `end` are the first and last day of what is told, for a plan, a denial and a
    possibility the day on which it was told. `value` is the intensity, -10 (conflict) to 10
    (cooperation); of an assessment the caller's value of its tone and trend. `weight` is 0 to 1,
    for example the confidence. Signals with the same `story` count as one; "" is a story of its
    own.
    """

    start: dt.date
    end: dt.date
    actor: str
    recipient: str
    value: float
    kind: str = "event"
    weight: float = 1.0
    story: str = ""


class Watch(NamedTuple):
    """A time for which there is news: its first and last day, and the share (above 0, at most 1)
    of what is told elsewhere that is at least told here, too."""

    first: dt.date
    last: dt.date
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Method:
    """Numbers of the method (docs/relations.md); those marked * were tuned on KEDS Gulf."""

    discounts: tuple[tuple[str, float], ...] = (
        ("event", 1.0),
        ("plan", 0.5),
        ("denial", 0.0),
        ("possible", 0.25),
        ("assessment", 1.0),
    )  # share of its weight that a signal of the kind keeps
    step: int = 7  # days of one step of the level
    stride: int = 1  # days between two places where a turn may be
    spread: float = 4.5  # * standard deviation of the value of one story about the tone
    floor: float = 1.5  # * the same of a week of very many stories: they are not independent
    tails: float = 5.0  # * degrees of freedom of Student's t: how little an outlier weighs
    hard: float = -6.0  # * an event of this value or less is a whole deed, a milder one a part
    rates: tuple[float, float, int] = (0.05, 2.0, 11)  # * deeds a week: lowest, factor, number
    burst: float = 4.0  # * size of the negative binomial: how far deeds come in bursts
    pressure: tuple[float, float] = (0.3, 0.25)  # deeds a week that weigh; how steeply they do
    smallest: float = 1.0  # least change of level that is a turn
    cost: float = 4.5  # * nats that a turn must gain
    shortest: int = 4  # * weeks between two turns
    mild: float = 3.0  # a story of less than minus this is hostile in full, a milder one in part
    hostile: float = 2.3  # * hostile weight that a chill needs early on, at most 1 from each week
    enough: float = 50.0  # documents or events a month that watch all the time
    usual: float = 0.5  # share of its usual month with which a store watches as it always does
    told: float = 0.4  # weight of stories, not hostile, that a thaw needs early on; or
    watched: float = 2.3  # weeks in which somebody watched
    drift: tuple[float, ...] = (0.01, 0.03, 0.1, 0.3)  # variances a step that are tried
    cover: float = 0.9  # probability that the band and the interval of a date cover


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """A lasting change of the level.

    `date` is the likeliest day, `interval` the first and last day of its interval; `direction`
    is thaw or chill, `size` the change of the level in points of intensity, above 0. `tone` and
    `deeds` (hostile ones a week, a mild one in part) are those of the states before and after;
    `evidence` is how much likelier what followed is under the new state than under the old one,
    in nats. `stories` are the ids of at most five that speak most for the change, the strongest
    first. Stories without an id are left out, and a thaw by silence (no more hostile deeds) may
    have none.
    """

    date: dt.date
    interval: tuple[dt.date, dt.date]
    direction: str
    size: float
    tone: tuple[float, float]
    deeds: tuple[float, float]
    evidence: float
    stories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """How two parties stand over time.

    `days` are the first days of the steps of the grid; `level`, `low` and `high` (-10 to 10) are
    the level and its band there, `weight` how many stories the step has. `directed`: only what
    `a` does to `b` was used. `stories` counts the stories that were used, `left_out` the signals
    that say nothing: of a kind without weight, or of a weight near 0.
    """

    a: str
    b: str
    directed: bool
    days: tuple[dt.date, ...] = ()
    level: tuple[float, ...] = ()
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    weight: tuple[float, ...] = ()
    turning_points: tuple[TurningPoint, ...] = ()
    stories: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Mover:
    """How far a relation moved: `before` and `after` are levels, `low` and `high` the band of
    their difference `change`."""

    a: str
    b: str
    before: float
    after: float
    change: float
    low: float
    high: float
    turning_points: tuple[TurningPoint, ...] = ()
