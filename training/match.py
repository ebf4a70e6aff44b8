"""Which coded event is which annotated one, and how many fields are right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from detente.stages._edtf import bounds
from detente.types import Assessment, Event
from detente.types import party_of as party

SLACK = {4: 183, 7: 15, 10: 3}  # days of tolerance of an approximate year, month, day
FIELDS = ("parties", "date", "aux", "said_by", "codes")


def days(edtf: str | None, published: dt.date) -> tuple[dt.date, dt.date] | None:
    """First and last day that a value may mean."""
    if not edtf:
        return None
    start, end = bounds(edtf)
    if edtf.endswith("/.."):
        end = max(published, start or published)
    if start is None or end is None:
        return None
    if edtf.endswith("~") and "/" not in edtf:
        slack = dt.timedelta(days=SLACK.get(len(edtf) - 1, 3))
        return start - slack, end + slack
    return start, end


def same_time(a: str | None, b: str | None, published: dt.date) -> bool:
    """Whether two values overlap by three tenths of what they cover together."""
    one, two = days(a, published), days(b, published)
    if one is None or two is None:
        return one is two
    shared = (min(one[1], two[1]) - max(one[0], two[0])).days + 1
    whole = (max(one[1], two[1]) - min(one[0], two[0])).days + 1
    return shared > 0 and shared / whole >= 0.3


def _alike(a: set[str], b: set[str]) -> float:
    return len(a & b) / len(a | b) if a | b else 1.0


def affinity(gold: dict[str, Any], coded: Event, published: dt.date) -> float | None:
    """How well two events fit; None where type or all parties differ."""
    if gold["event_type"] != coded.event_type:
        return None
    ga, gr = ({party(c) for c in gold[side]} for side in ("actor", "recipient"))
    ca, cr = ({x.party for x in side} for side in (coded.actor, coded.recipient))
    if (ga | gr) and not (ga | gr) & (ca | cr):
        return None
    words = set(gold["trigger"].lower().split())
    told = max(
        (
            len(words & set(m.trigger.lower().split())) / max(1, len(m.trigger.split()))
            for m in coded.mentions
        ),
        default=0.0,
    )
    date = same_time(gold["date"], coded.date.edtf if coded.date else None, published)
    return (
        _alike(ga, ca)
        + _alike(gr, cr)
        + _alike(ga | gr, ca | cr)
        + date
        + 0.5 * (sorted(gold["aux"]) == list(coded.aux))
        + told
    )


def right(gold: dict[str, Any], coded: Event, published: dt.date) -> dict[str, bool]:
    """Which fields of a pair agree."""
    ga, gr = ({party(c) for c in gold[side]} for side in ("actor", "recipient"))
    ca, cr = ({x.party for x in side} for side in (coded.actor, coded.recipient))
    parties = (ga, gr) == (ca, cr) or (not gr and not gold["recipient"] and ga == ca | cr)
    said = coded.said_by.code if coded.said_by else None
    want = gold["said_by"]
    codes = sorted(gold["actor"] + gold["recipient"])
    return {
        "parties": parties,
        "date": same_time(gold["date"], coded.date.edtf if coded.date else None, published),
        "aux": sorted(gold["aux"]) == list(coded.aux),
        "said_by": (said and party(said)) == (want and party(want)),
        "codes": codes == sorted(x.code for x in (*coded.actor, *coded.recipient)),
    }


@dataclass
class Score:
    """Counts over documents."""

    gold: int = 0
    found: int = 0
    hit: int = 0
    stands: list[int] = field(default_factory=lambda: [0, 0, 0])  # assessments: hit, gold, found
    fields: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))

    def add(
        self, golds: Sequence[dict[str, Any]], coded: Sequence[Event], published: dt.date
    ) -> list[tuple[int, int]]:
        """Count one document; the pairs of indexes that fit."""
        fits = [
            (s, i, j)
            for i, g in enumerate(golds)
            for j, c in enumerate(coded)
            if (s := affinity(g, c, published)) is not None
        ]
        pairs: list[tuple[int, int]] = []
        for _, i, j in sorted(fits, key=lambda f: (-f[0], f[1], f[2])):
            if all(i != a and j != b for a, b in pairs):
                pairs.append((i, j))
                for name, good in right(golds[i], coded[j], published).items():
                    self.fields[name] += good
        self.gold += len(golds)
        self.found += len(coded)
        self.hit += len(pairs)
        return pairs

    def add_assessments(self, golds: Sequence[dict[str, Any]], coded: Sequence[Assessment]) -> None:
        """Count the assessments of a document: the same pair and tone."""
        free = list(coded)
        for gold in golds:
            pair = {party(gold["a"]), party(gold["b"])}
            fit = [c for c in free if {c.a, c.b} == pair and c.tone == gold["tone"]]
            best = max(fit, key=lambda c: c.trend == gold["trend"], default=None)
            if best is not None:
                free.remove(best)
                self.stands[0] += 1
        self.stands[1] += len(golds)
        self.stands[2] += len(coded)

    def f1(self, hit: int | None = None) -> float:
        """F1 of events found, or of a smaller number of hits."""
        return 200 * (self.hit if hit is None else hit) / max(1, self.gold + self.found)

    def assessments(self) -> float:
        """F1 of assessments."""
        return 200 * self.stands[0] / max(1, self.stands[1] + self.stands[2])

    def share(self, name: str) -> float:
        """Percentage of found events whose field is right."""
        return 100 * self.fields[name] / max(1, self.hit)

    def __str__(self) -> str:
        rest = " ".join(f"{n} {self.share(n):.1f}" for n in FIELDS)
        p, r = self.hit / max(1, self.found), self.hit / max(1, self.gold)
        return (
            f"event F1 {self.f1():.1f} (P {100 * p:.1f} R {100 * r:.1f}) "
            f"dyad F1 {self.f1(self.fields['parties']):.1f} {rest} "
            f"assessment F1 {self.assessments():.1f}"
        )
