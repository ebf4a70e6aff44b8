"""An event as stories see it: who, what, when and where in values that compare quickly."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from typing import Any

from detente.resources import DATA, read_tsv, read_yaml
from detente.types import Document, Event, Place

COARSE = 8  # days: a longer span is no day but a time in which it lies
_UNKNOWN = "UNK"
_STEM = 5  # letters that two words share when they are taken for one
_SHORT = 4  # letters below which a word says nothing
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Rules:
    """`data/corpus/stories.yaml`, made ready."""

    kin: frozenset[frozenset[str]]
    modes: Mapping[str, tuple[frozenset[str], ...]]
    recurring: frozenset[str]
    either_way: frozenset[str]
    words: frozenset[str]
    plans: Mapping[str, tuple[str, ...]]
    plan_codes: Mapping[str, str]
    called_off: frozenset[tuple[str, str, str]]
    sectors: Mapping[str, str]
    same: float
    costs: Mapping[str, float]
    days: Mapping[str, int]
    kilometres: float
    corrections: tuple[str, ...]


@cache
def load_rules() -> Rules:
    """The rules of the package; CodebookError where the file cannot be read."""
    raw: Mapping[str, Any] = read_yaml(DATA / "corpus" / "stories.yaml")
    marks = (mark for marks in raw["corrections"].values() for mark in marks)
    return Rules(
        kin=frozenset(frozenset(pair) for pair in raw["kin"]),
        modes={t: tuple(frozenset(g) for g in groups) for t, groups in raw["modes"].items()},
        recurring=frozenset(raw["recurring"]),
        either_way=frozenset(raw["either_way"]),
        words=frozenset(raw["words"]),
        plans={t: tuple(kept) for t, kept in raw["plans"].items()},
        plan_codes=raw["plan_codes"],
        called_off=frozenset((a, mode, b) for a, mode, b in raw["called_off"]),
        sectors={s: group for group, members in raw["sectors"].items() for s in members},
        same=raw["same"],
        costs=raw["costs"],
        days=raw["days"],
        kilometres=raw["kilometres"],
        corrections=tuple(sorted(marks)),
    )


@dataclass(frozen=True, slots=True)
class Span:
    """When, as ordinals of days: `first` to `last` is all that is allowed.

    `kind` is "day" (a day or a few), "about" (approximate), "coarse" (a longer time) or "none"
    (no date: only the day of publication is known). `start` is the day or first day told.
    """

    first: int
    last: int
    start: int
    kind: str

    def holds(self, other: Span) -> bool:
        """Whether another time lies within it."""
        return self.first <= other.first and other.last <= self.last


@dataclass(frozen=True, slots=True)
class View:
    """One event of one document, as it is compared.

    `told` are the stretches of the text (start, end) that tell it.
    """

    id: str
    document: str
    publisher: str | None
    published: int | None
    correction: bool
    event_type: str
    mode: str | None
    cameo: str | None
    status: str  # act, plan, possible or denial
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    span: Span | None
    edtf: str | None
    place: Place | None
    language: str | None
    stems: frozenset[str]
    offset: int
    confidence: float
    told: tuple[tuple[int, int], ...]

    @property
    def order(self) -> tuple[int, str, int, str]:
        """Oldest document first, then as told; documents without a day last."""
        day = self.published if self.published is not None else dt.date.max.toordinal()
        return day, self.document, self.offset, self.id

    @property
    def everyone(self) -> tuple[str, ...]:
        """Codes of both sides."""
        return self.actor + self.recipient

    @property
    def mutual(self) -> bool:
        """Whether several do it together, with nobody on the other side."""
        return not self.recipient and len(self.actor) > 1


_NAMES = tuple(field.name for field in fields(View))


def view(event: Event, document: Document, rules: Rules) -> View:
    """The event as it is compared with those of other documents."""
    words = " ".join(m.trigger for m in event.mentions[:1])
    published = document.published.toordinal() if document.published else None
    status = status_of(event)
    return View(
        id=event.id,
        document=document.id,
        publisher=document.publisher,
        published=published,
        correction=_corrects(document, rules),
        event_type=event.event_type,
        mode=event.mode,
        cameo=event.cameo,
        status=status,
        actor=tuple(sorted({a.code for a in event.actor})),
        recipient=tuple(sorted({a.code for a in event.recipient})),
        span=_span(event, published, status, rules),
        edtf=event.date.edtf if event.date else None,
        place=event.location,
        language=document.language,
        stems=frozenset(w[:_STEM].casefold() for w in _WORD.findall(words) if len(w) >= _SHORT),
        offset=event.mentions[0].start if event.mentions else 0,
        confidence=event.confidence,
        told=tuple((m.start, m.end) for m in event.mentions),
    )


def pack_view(one: View) -> str:
    """The view as text for a database; `unpack_view` gives it back exactly."""
    values = [getattr(one, name) for name in _NAMES]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=_plain)


def unpack_view(text: str) -> View:
    """The view that `pack_view` wrote."""
    values: dict[str, Any] = dict(zip(_NAMES, json.loads(text), strict=True))
    span, place = values["span"], values["place"]
    values["actor"] = tuple(values["actor"])
    values["recipient"] = tuple(values["recipient"])
    values["span"] = Span(*span) if span else None
    values["place"] = Place(*place) if place else None
    values["stems"] = frozenset(values["stems"])
    values["told"] = tuple((start, end) for start, end in values["told"])
    return View(**values)


def _plain(value: Any) -> list[Any]:
    """Sets and dataclasses as lists."""
    if isinstance(value, frozenset):
        return sorted(value)
    return [getattr(value, field.name) for field in fields(value)]


def status_of(event: Event) -> str:
    """act, plan (still to come), possible (conditional, considered) or denial (did not happen)."""
    if "negation" in event.aux:
        return "denial"
    if "future" in event.aux:
        return "plan"
    return "possible" if "hypothetical" in event.aux else "act"


def _corrects(document: Document, rules: Rules) -> bool:
    texts = (document.title or "", document.text[:80])
    return any(t.strip(" *-–—:[(").casefold().startswith(rules.corrections) for t in texts)


def _span(event: Event, published: int | None, status: str, rules: Rules) -> Span | None:
    """The days on which it may lie; None where neither date nor publication tells."""
    date, days = event.date, rules.days
    if date is None or (date.start is None and date.end is None):
        if published is None:
            return None
        ahead = days["unknown"] if status != "act" else 0
        return Span(published - days["unknown"], published + ahead, published, "none")
    first = (date.start or date.end or dt.date.min).toordinal()
    last = first if date.end is None else date.end.toordinal()  # goes on: told by its beginning
    if last - first >= COARSE:
        return Span(first, last, first, "coarse")
    if "~" in date.edtf:
        after = 1 if first == published else days["about"]
        return Span(first - days["about"], last + after, first, "about")
    return Span(first, last, first, "day")


def sector(code: str) -> str:
    """The part of a code after the country; "" where it has none."""
    return code.partition(":")[2]


def party(code: str) -> str:
    """Country or organisation: PAK of PAK:GOV, IGO:UNO stays."""
    country = code.split(":")[0]
    return code if country in ("IGO", "REG", "NGO", "MNC") else country


@lru_cache(maxsize=100_000)
def alike(a: str, b: str, target: bool) -> float:
    """How far two codes name one party: 1 the same, 0 another.

    Sectors of one group stand for one another; a target may be told as the state or as its
    people (`target`); what is unknown may be anybody armed.
    """
    if a == b:
        return 1.0
    rules = load_rules()
    group_a, group_b = rules.sectors.get(sector(a)), rules.sectors.get(sector(b))
    if _UNKNOWN in (party(a), party(b)):
        return 0.7 if group_a == group_b or party(a) == party(b) else 0.0
    if party(a) != party(b):
        return 0.0
    if group_a == group_b or not group_a or not group_b:
        return 0.9
    return 0.7 if target else 0.3


@cache
def _wide() -> frozenset[str]:
    """Names of states and regions: a place by such a name may be anywhere within."""
    names: set[str] = set()
    for file in ("countries.tsv", "areas.tsv"):
        for row in read_tsv(DATA / "actors" / file):
            for column, value in row.items():
                if column.startswith("name"):
                    names.update(n for n in value.split("|") if n)
    return frozenset(names)


def is_wide(place: Place) -> bool:
    """Whether the place is a state or region rather than a town."""
    return place.name in _wide() or place.text in _wide()
