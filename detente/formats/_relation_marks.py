"""Where the labels and ticks of a relation plot lie, so that none lies on another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

LETTER = 6.7  # width of a letter of a label, a little too wide rather than too narrow
GAP = 4.0  # between a pole and its label, and between labels
TICKS = 10
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)


@dataclass(frozen=True, slots=True)
class Tick:
    """A day, or a level, on an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A label on its pole: the pole stands at x, the label begins (start) or ends (end) at tx,
    in a row counted from below."""

    number: int
    x: float
    tx: float
    anchor: str
    row: int
    label: str


def place_flags(
    wanted: Sequence[tuple[int, float, str]], *, left: float, right: float, rows: int, most: int
) -> tuple[Flag, ...]:
    """Flags for (number, x, label) within the rows, at most so many, the first of them first;
    those for which there is no room get none. No label lies on another, nor on a pole."""
    chosen: list[tuple[int, float, str]] = []
    placed: tuple[Flag, ...] = ()
    for one in wanted:
        if len(chosen) == most:
            break
        found = _placed([*chosen, one], left, right, rows)
        if found is not None:
            chosen.append(one)
            placed = found
    return tuple(sorted(placed, key=lambda f: f.number))


def _placed(
    wanted: Sequence[tuple[int, float, str]], left: float, right: float, rows: int
) -> tuple[Flag, ...] | None:
    """All of them, each in the lowest row that is free; None where one has no row.

    From right to left each label stands above the poles that it passes over. Those too near to
    the right end have their labels on the left, and come first.
    """
    flags: list[Flag] = []
    boxes: list[tuple[float, float]] = []
    near = {n for n, x, label in wanted if x + GAP + len(label) * LETTER > right}
    order = sorted(wanted, key=lambda w: (w[0] not in near, w[1] if w[0] in near else -w[1], w[0]))
    for number, x, label in order:
        anchor = "end" if number in near else "start"
        length = len(label) * LETTER
        tx = x - GAP if number in near else x + GAP
        box = (tx - length, tx) if number in near else (tx, tx + length)
        if box[0] < left:
            return None
        for row in range(rows):
            flag = Flag(number, x, round(tx, 1), anchor, row, label)
            if all(_apart(flag, box, f, b) for f, b in zip(flags, boxes, strict=True)):
                break
        else:
            return None
        flags.append(flag)
        boxes.append(box)
    return tuple(flags)


def _apart(a: Flag, box_a: tuple[float, float], b: Flag, box_b: tuple[float, float]) -> bool:
    if a.row == b.row and box_a[0] - GAP < box_b[1] and box_b[0] - GAP < box_a[1]:
        return False
    for pole, label, box in ((a, b, box_b), (b, a, box_a)):
        if pole.row >= label.row and box[0] - GAP / 2 < pole.x < box[1] + GAP / 2:
            return False
    return abs(a.x - b.x) >= 1 or a.row != b.row


def day_ticks(first: dt.date, last: dt.date, at: Callable[[dt.date], float]) -> tuple[Tick, ...]:
    """Days, months or years on the axis, some ten of them."""
    days = (last - first).days
    found: list[tuple[dt.date, str]] = []
    if days <= 70:
        step = next(s for s in (1, 2, 7, 14) if days / s <= TICKS or s == 14)
        every = (first + dt.timedelta(days=n) for n in range(0, days + 1, step))
        found = [(day, day.isoformat()) for day in every]
    elif days <= 365 * 4:
        months = (last.year - first.year) * 12 + last.month - first.month
        step = next(s for s in (1, 2, 3, 6) if months / s <= TICKS or s == 6)
        for number in range(first.year * 12, (last.year + 1) * 12, step):
            day = dt.date(number // 12, number % 12 + 1, 1)
            found.append((day, day.isoformat()[:7]))
    else:
        step = next(s for s in _STEPS if (last.year - first.year) / s <= TICKS)
        years = range(max(1, first.year // step * step), last.year + 1)
        found = [(dt.date(y, 1, 1), f"{y:04d}") for y in years if y % step == 0]
    return tuple(Tick(at(day), label) for day, label in found if first <= day <= last)
