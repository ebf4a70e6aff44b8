"""What neighbours in a list or range tell of each other: the year, the day, the interval."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from detente.stages._timex_build import Draft
from detente.stages._timex_rules import Rules
from detente.stages._timex_values import Point, move

_WORD = re.compile(r"\w+")
_APART = 16  # characters between neighbours at most


@dataclass(frozen=True, slots=True)
class Found:
    """An expression at its place, with its meaning and the rule that found it."""

    start: int
    end: int
    draft: Draft
    rule: str
    sentence: int


def join(found: list[Found], text: str, rules: Rules) -> list[Found]:
    """Give dates of lists and ranges the year of their fellow, and ranges their interval."""
    for k in range(len(found) - 2, -1, -1):
        left, right = found[k], found[k + 1]
        if right.start - left.end > _APART:
            continue
        between = text[left.end : right.start]
        if left.draft.point and left.draft.point.clock and right.draft.point:
            if " ".join(between.lower().split()) in rules.words.get("clock_joins", ()):
                found[k] = _on_day(left, right.draft.point)
            continue
        if not (joint := rules.joiners.fullmatch(between) or rules.listers.fullmatch(between)):
            continue
        a, b = left.draft.point, right.draft.point
        if a is None or b is None:
            continue
        if right.draft.explicit and not left.draft.explicit and a.grain in _YEARLESS:
            a = _in_year(a, b)
            left = replace(left, draft=_redate(left.draft, a))
        elif a.grain == "day" and right.draft.weekly and 0 < (a.first - b.first).days < 7:
            b = move(b, 7)
            right = replace(right, draft=_redate(right.draft, b))
        found[k], found[k + 1] = left, right
        word = " ".join(joint[1].lower().split())
        if not rules.joiners.fullmatch(between) or b.first < a.first:
            continue
        if word in rules.openers and not _opened(text, left.start, rules.openers[word]):
            continue
        if left.draft.edtf is None or right.draft.edtf is None or a == b:
            continue
        edtf = f"{left.draft.edtf.split('/')[0]}/{right.draft.edtf.split('/')[-1]}"
        found[k] = replace(left, draft=replace(left.draft, edtf=edtf, role=""))
        found[k + 1] = replace(right, draft=replace(right.draft, edtf=edtf, role=""))
    return found


def _on_day(clock: Found, day: Point) -> Found:
    """A time of the clock that stands before its day."""
    if day.grain != "day" or day.clock or clock.draft.point is None:
        return clock
    point = replace(clock.draft.point, first=day.first)
    return replace(clock, draft=_redate(clock.draft, point))


_YEARLESS = ("day", "month", "season", "quarter", "half")


def _opened(text: str, start: int, openers: frozenset[str]) -> bool:
    """Whether a preposition that begins a range stands in the few words before `start`."""
    return any(w.lower() in openers for w in _WORD.findall(text[max(0, start - 16) : start])[-2:])


def _in_year(point: Point, other: Point) -> Point:
    """`point` in the year of `other`, or the year before where it would come after it."""
    for year in (other.first.year, other.first.year - 1):
        try:
            moved = replace(point, first=point.first.replace(year=year))
        except ValueError:
            continue
        if moved.first <= other.last():
            return moved
    return point


def _redate(draft: Draft, point: Point) -> Draft:
    edtf = point.edtf() + ("/.." if draft.role == "since" else "")
    return replace(draft, point=point, value=point.value(), edtf=edtf)
