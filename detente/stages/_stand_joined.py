"""The places of a text that tell how pairs stand: what those of a sentence tell together, and one
assessment for a pair and meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from detente.stages._stand_company import Pair
from detente.stages._stand_judge import moving
from detente.stages._stand_words import SHIFTS
from detente.types import Actor, Assessment, Evidence, Reason

ROLE = "stand.role"  # rule of what parties are called
_SHIFTING = ("improving", "worsening")


@dataclass(frozen=True, slots=True)
class Found:
    """One place that tells how a pair stands."""

    pair: Pair
    tone: str
    trend: str | None
    said_by: Actor | None
    evidence: Evidence
    bitter: bool = False  # of enmity
    ruined: bool = False  # of a relation in ruins


def moved(found: Sequence[Found]) -> list[Found]:
    """The findings of a sentence; where one tells how a pair stands and another how that moves
    (still friends, but drifting apart), both tell both."""
    out = list(found)
    for pair in {frozenset(f.pair) for f in found}:
        own = [k for k, f in enumerate(found) if frozenset(f.pair) == pair]
        standing = [found[k] for k in own if found[k].trend in (None, "stable")]
        shifts = [k for k in own if found[k].trend in ("improving", "worsening")]
        if not shifts:
            for k, tone, trend in _against(found, own):
                out[k] = replace(found[k], tone=tone, trend=trend)
            continue
        firm = next(
            (found[k] for k in shifts if (found[k].tone, found[k].trend) not in SHIFTS), None
        )
        for k in shifts:
            if firm is not None and found[k].trend == firm.trend:
                out[k] = replace(found[k], tone=firm.tone)
        if len({f.tone for f in standing}) != 1:
            continue
        stood, shift = standing[0], found[shifts[0]]
        tone, trend = shift.tone, shift.trend
        if (tone, trend) in SHIFTS:
            tone, trend = moving(stood.tone, any(f.bitter for f in standing), (tone, trend))
            if tone == shift.tone:
                continue
        if tone == stood.tone:
            for k in own:
                if found[k] in standing or k in shifts:
                    out[k] = replace(found[k], tone=tone, trend=trend)
    return out


def _against(found: Sequence[Found], own: Sequence[int]) -> list[tuple[int, str, str | None]]:
    """Where a sentence calls a pair one thing and tells another of it (old friends are at odds),
    what it is called is how it stood; what is neither warm nor hostile is that alone."""
    roles = {found[k].tone for k in own if found[k].evidence.rule == ROLE}
    others = {found[k].tone for k in own if found[k].evidence.rule != ROLE}
    if len(roles) != 1 or len(others) != 1 or roles == others or "neutral" in roles:
        return []
    (was,), (now,) = roles, others
    fallen = any(f.bitter or f.ruined for f in (found[k] for k in own) if f.evidence.rule != ROLE)
    if now == "hostile" and fallen:
        return [(k, now, "worsening") for k in own]
    if now == "neutral":
        return [(k, now, None) for k in own]
    return [(k, was, "improving" if now == "friendly" else "worsening") for k in own]


def joined(found: Sequence[Found]) -> tuple[Assessment, ...]:
    """One assessment for a pair, tone and trend; places without a trend join one that has it.

    Where a text tells how a pair moves, what it calls them in another tone besides is no second
    judgement ("the rivals have not been on such good terms since 1947").
    """
    groups: dict[tuple[frozenset[str], str], list[Found]] = {}
    shifts = {(frozenset(f.pair), _voice(f)) for f in found if f.trend in _SHIFTING}
    for one in found:
        if one.trend is None and (frozenset(one.pair), _voice(one)) in shifts:
            alone = not any(
                f.tone == one.tone and set(f.pair) == set(one.pair) and f.trend in _SHIFTING
                for f in found
            )
            if alone:
                continue
        groups.setdefault((frozenset(one.pair), one.tone), []).append(one)
    out: list[Assessment] = []
    for group in groups.values():
        told = [f.trend for f in group if f.trend]
        trends: list[str | None] = list(dict.fromkeys(told)) if told else [None]
        for trend in trends:
            plain = trend == trends[0]
            out.append(
                _assessment(
                    [f for f in group if f.trend == trend or (f.trend is None and plain)], trend
                )
            )
    return tuple(sorted(out, key=lambda a: (a.mentions[0].start, a.a, a.b, a.tone)))


def _voice(found: Found) -> str | None:
    return found.said_by.code if found.said_by else None


def _assessment(places: Sequence[Found], trend: str | None) -> Assessment:
    first = places[0]
    spans: Mapping[tuple[int, int], Evidence] = {
        (f.evidence.start, f.evidence.end): f.evidence for f in reversed(places)
    }
    mentions = tuple(sorted(spans.values(), key=lambda e: (e.start, e.end)))
    said = None if any(f.said_by is None for f in places) else first.said_by
    lead = mentions[0]
    reason = Reason("assessments", lead.rule, lead.trigger, lead.start, lead.end)
    return Assessment(first.pair[0], first.pair[1], first.tone, trend, said, mentions, (reason,))
