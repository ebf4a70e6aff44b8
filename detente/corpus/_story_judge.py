"""Whether two events of two documents are one, belong together, or are different."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from detente.corpus._story_view import Rules, Span, View, alike, is_wide
from detente.types import Place

Closeness = Callable[[str, str], float | None]  # ids of two events -> cosine of their meaning
HALF = 0.5  # share of the parties of one side that the other must name, ...
MOST = 0.55  # ... and of all parties, where several act together
NEAR_MEANING = 0.6  # cosine below which two texts speak of other things
EARTH = 6371.0  # kilometres


@dataclass(frozen=True, slots=True)
class Verdict:
    """What two events are to each other.

    `relation` is "same" (one story), "linked" (two stories that belong together: `kind` says
    whether one is the "plan" or the "denial" of the other, thought "possible", or "called off")
    or "different"; of the same, `kind` "corrects" says that the later corrects the earlier
    report; `reason` names what agreed, or what did not; `score` is 0 to 1.
    """

    relation: str
    reason: str
    score: float
    kind: str = ""


class _Cost(NamedTuple):
    """What a comparison takes from the score, and in words; None: they cannot be one."""

    cost: float | None
    text: str


def judge_views(a: View, b: View, rules: Rules, closeness: Closeness | None = None) -> Verdict:
    """Compare two events; the order of the two has no meaning."""
    if b.order < a.order:
        a, b = b, a
    if a.document == b.document:
        return Verdict("different", "one document tells both", 0.0)
    kind = _relation(a, b, rules)
    parts: list[_Cost] = []
    corrects = False
    mends = not kind and _corrected(a, b, rules)
    for compare in (_types, _times, _parties, _places):  # what refuses most often comes first
        part = compare(a, b, kind, rules)
        if part.cost is None:
            if not mends or compare in (_types, _parties):
                return Verdict("different", part.text, 0.0)
            mends, corrects = False, True  # a correction may differ in time or in place
            part = _Cost(rules.costs["corrected"], f"corrects the earlier report: {part.text}")
        parts.append(part)
    if not kind and not corrects:
        parts.append(_meaning(a, b, rules, closeness))
    score = round(max(0.0, 1 - sum(p.cost or 0.0 for p in parts)), 3)
    reason = "; ".join(p.text for p in parts if p.text)
    if score < rules.same:
        return Verdict("different", f"too little agrees: {reason}", score)
    if kind:
        return Verdict("linked", reason, score, kind)
    return Verdict("same", reason, score, "corrects" if corrects else "")


def _relation(a: View, b: View, rules: Rules) -> str:
    """What links two events of different status; "" where they may be one."""
    if a.status == b.status == "act":
        return ""
    for one, other in ((a, b), (b, a)):
        ends = (one.event_type, one.mode or "", other.event_type) in rules.called_off
        if ends and one.status == "act" and other.status == "plan":
            return "called off"
    statuses = {a.status, b.status}
    if len(statuses) == 1:
        return ""
    return next(s for s in ("denial", "plan", "possible") if s in statuses)


def _types(a: View, b: View, kind: str, rules: Rules) -> _Cost:
    name = f"{a.event_type}/{a.mode}" if a.mode else a.event_type
    if kind == "called off":
        return _Cost(0.0, f"{b.event_type} after {a.event_type}")
    if a.event_type != b.event_type:
        if frozenset((a.event_type, b.event_type)) in rules.kin and not kind:
            cost = rules.costs["kin"] + (rules.costs["kin_modes"] if a.mode and b.mode else 0.0)
            return _Cost(cost, f"{a.event_type} told as {b.event_type}")
        for plan, act in ((a, b), (b, a)):
            kept = kept_by(plan, rules)
            if kind and plan.status == "plan" and act.event_type in kept:
                cost = rules.costs["plan_type"] * kept.index(act.event_type)
                return _Cost(cost, f"{act.event_type} after a plan of it")
        return _Cost(None, f"{a.event_type} is not {b.event_type}")
    if a.mode == b.mode:
        return _Cost(0.0, name)
    if a.mode is None or b.mode is None:
        return _Cost(rules.costs["mode_missing"], a.event_type)
    if any({a.mode, b.mode} <= group for group in rules.modes.get(a.event_type, ())):
        return _Cost(rules.costs["mode_near"], f"{a.event_type}: {a.mode} told as {b.mode}")
    return _Cost(None, f"{a.event_type}: {a.mode} is not {b.mode}")


def kept_by(plan: View, rules: Rules) -> tuple[str, ...]:
    """Types of the acts that keep a plan."""
    types = rules.plans.get(plan.event_type, ())
    told = rules.plan_codes.get((plan.cameo or "")[:3])
    return (told,) if told in types and told else types


def _parties(a: View, b: View, kind: str, rules: Rules) -> _Cost:
    costs = rules.costs
    if not a.everyone or not b.everyone:
        return _Cost(None, "nobody is named")
    pairs = [_side(a.actor, b.actor, target=False)]
    extra, least = 0.0, HALF
    if a.mutual or b.mutual:
        least = MOST
        pairs = [_side(a.everyone, b.everyone, target=False)]
    elif a.recipient and b.recipient:
        pairs.append(_side(a.recipient, b.recipient, target=True))
        if min(within for within, _ in pairs) < HALF and {a.event_type, b.event_type} & (
            rules.either_way
        ):
            pairs = [
                _side(a.actor, b.recipient, target=True),
                _side(a.recipient, b.actor, target=True),
            ]
            extra = costs["turned"]
    elif a.recipient or b.recipient:
        extra = costs["recipient_missing"]
    if min(within for within, _ in pairs) < least:
        return _Cost(None, f"{_told(a)} is not {_told(b)}")
    cover = sum(c for _, c in pairs) / len(pairs)
    text = _told(a) if _told(a) == _told(b) else f"{_told(a)} told as {_told(b)}"
    return _Cost(extra + costs["parties"] * (1 - cover) * (0.5 if kind else 1.0), text)


def _side(a: tuple[str, ...], b: tuple[str, ...], *, target: bool) -> tuple[float, float]:
    """(share of the shorter side that the other names, share of both that both name)."""
    if not a or not b:
        return (0.0, 0.0) if a or b else (1.0, 1.0)
    here = [max(alike(x, y, target) for y in b) for x in a]
    there = [max(alike(x, y, target) for x in a) for y in b]
    within = max(sum(here) / len(a), sum(there) / len(b))
    return within, (sum(here) + sum(there)) / (len(a) + len(b))


def _told(a: View) -> str:
    left = " ".join(a.actor) or "-"
    return f"{left} > {' '.join(a.recipient)}" if a.recipient else left


def _times(a: View, b: View, kind: str, rules: Rules) -> _Cost:
    costs, days = rules.costs, rules.days
    x, y = a.span, b.span
    if x is None or y is None:
        return _Cost(costs["time_unknown"], "no date")
    if kind:
        return _follow(a, b, x, y, kind, rules)
    if x.kind == y.kind == "none":
        gap = abs(x.start - y.start)
        if gap > days["open"]:
            return _Cost(None, f"no dates, told {gap} days apart")
        return _Cost(costs["time_unknown"] / 2, "no dates, told at the same time")
    gap = max(x.first - y.last, y.first - x.last)
    if gap > 1 or (gap == 1 and rules.recurring & {a.event_type, b.event_type}):
        return _Cost(None, f"{gap} days apart")
    if gap == 1:
        exact = x.kind == y.kind == "day"
        return (
            _Cost(costs["time_next"], "on neighbouring days")
            if exact
            else _Cost(None, "a day apart at least")
        )
    when = a.edtf or b.edtf or ""
    if "none" in (x.kind, y.kind):
        return _Cost(costs["time_unknown"], f"{when}, one has no date")
    if a.edtf == b.edtf:
        return _Cost(0.0, when)
    if "coarse" in (x.kind, y.kind):
        return _Cost(costs["time_coarse"], f"{a.edtf} and {b.edtf}")
    if "about" in (x.kind, y.kind):
        return _Cost(costs["time_about"], f"{a.edtf} and {b.edtf}")
    return _Cost(costs["time_part"], f"{a.edtf} and {b.edtf}")


def _follow(a: View, b: View, x: Span, y: Span, kind: str, rules: Rules) -> _Cost:
    """Times of two events that may be linked: of one occasion, or a plan before its act."""
    days, costs = rules.days, rules.costs
    gap = max(x.first - y.last, y.first - x.last)
    if gap <= 1:
        return _Cost(0.0 if x.kind == y.kind == "day" else costs["time_about"], "of one time")
    plan, act = (a, b) if a.status in ("plan", "possible") else (b, a)
    if plan.span is None or act.span is None or plan.published is None:
        return _Cost(costs["time_unknown"], "no date")
    loose = plan.span.kind in ("none", "about") and plan.span.start <= plan.published
    later = act.span.start - plan.published
    if loose and kind != "denial" and -1 <= later <= days["plan"]:
        return _Cost(costs["time_unknown"], f"{later} days after the plan")
    if kind == "called off" and -1 <= later <= days["plan"] and act.span.start <= plan.span.last:
        return _Cost(costs["time_about"], f"before the day planned, {plan.edtf}")
    return _Cost(None, f"{gap} days apart")


def _places(a: View, b: View, kind: str, rules: Rules) -> _Cost:
    x, y, costs = a.place, b.place, rules.costs
    if x is None or y is None:
        return _Cost(costs["place_missing"] if x or y else 0.0, "")
    if x.name == y.name or x.text == y.text:
        return _Cost(0.0, x.name)
    if x.country and y.country and x.country == y.country and (is_wide(x) or is_wide(y)):
        return _Cost(costs["place_missing"], f"{x.name} and {y.name}")
    far = _distance(x, y)
    if far is None:
        if not x.country or not y.country or x.country == y.country:
            return _Cost(costs["place_unclear"], f"{x.name} and {y.name}")
    elif far <= rules.kilometres:
        return _Cost(costs["place_missing"], f"{x.name} near {y.name}")
    if {a.event_type, b.event_type} <= rules.words:
        return _Cost(costs["place_other"], f"told from {x.name} and {y.name}")
    return _Cost(None, f"{x.name} is not {y.name}")


def _distance(a: Place, b: Place) -> float | None:
    """Kilometres between two places, along the surface; None where one is not known."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    p, q = math.radians(a.lat), math.radians(b.lat)
    turn = math.radians(b.lon - a.lon)
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(turn / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(h)))


def _meaning(a: View, b: View, rules: Rules, closeness: Closeness | None) -> _Cost:
    near = closeness(a.id, b.id) if closeness else None
    if near is not None:
        return _Cost(0.0, "") if near >= NEAR_MEANING else _Cost(rules.costs["far"], "other words")
    if a.language != b.language or not a.stems or not b.stems or a.stems & b.stems:
        return _Cost(0.0, "")
    return _Cost(rules.costs["words"], "in other words")


def _corrected(a: View, b: View, rules: Rules) -> bool:
    """Whether one document corrects what its own publisher reported in the other."""
    if a.correction == b.correction or not a.publisher or a.publisher != b.publisher:
        return False
    if a.published is None or b.published is None:
        return False
    gap = b.published - a.published if b.correction else a.published - b.published
    if not 0 <= gap <= rules.days["correction"]:
        return False
    x, y = a.span, b.span
    return x is None or y is None or max(x.first - y.last, y.first - x.last) <= rules.days["mended"]
