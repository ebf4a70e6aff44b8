"""What the page says of one document: plain values for the template."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from detente.formats._graph import Graph, Tie, draw_graph
from detente.formats._marks import Block, Mark, mark_blocks
from detente.formats._timeline import Dated, Timeline, draw_timeline
from detente.formats.notation import kind
from detente.types import Actor, Assessment, Coding, Event, Statement

# quad class -> its style; cooperation is a circle, conflict a triangle, verbal hollow
_STYLES = {
    "verbal cooperation": "vcoop",
    "material cooperation": "mcoop",
    "verbal conflict": "vconf",
    "material conflict": "mconf",
}
_OTHER = "other"  # a quad class of another ontology
SIGNS = {"vcoop": "○", "mcoop": "●", "vconf": "△", "mconf": "▲", _OTHER: "□"}
_TRENDS = {"improving": "↗", "worsening": "↘", "stable": "→"}
_UNREAL = frozenset({"hypothetical", "negation"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class EventView:
    """An event with its number on the page and its look."""

    number: int
    event: Event
    kind: str
    style: str
    sign: str
    lane: str
    copies: int
    real: bool  # False: hypothetical or negated


@dataclass(frozen=True, slots=True)
class StandView:
    """An assessment with its number and the sign of its trend."""

    number: int
    assessment: Assessment
    sign: str


@dataclass(frozen=True, slots=True)
class DocumentView:
    """All that the template may use of a document."""

    number: int
    coding: Coding
    title: str
    link: str | None
    language: str | None
    blocks: tuple[Block, ...]
    events: tuple[EventView, ...]
    stands: tuple[StandView, ...]
    statements: tuple[Statement, ...]
    timeline: Timeline | None
    undated: tuple[int, ...]
    graph: Graph | None
    ties: tuple[Tie, ...]
    repeats: int
    tally: tuple[tuple[str, str, str, int], ...]  # style, sign, name, number of events


def view(coding: Coding, number: int) -> DocumentView:
    """The view of a coding that is the `number`th of the page."""
    document = coding.document
    copied = {p.index for p in coding.paragraphs if p.repeats is not None}
    events = tuple(_event(e, n, copied) for n, e in enumerate(coding.events, 1))
    stands = tuple(
        StandView(n, a, _TRENDS.get(a.trend or "", "")) for n, a in enumerate(coding.assessments, 1)
    )
    ties = _ties(events, coding.assessments)
    dated = [_dated(e) for e in events]
    return DocumentView(
        number=number,
        coding=coding,
        title=document.title or _file_name(document.source) or document.id,
        link=document.url if _is_link(document.url) else None,
        language=document.language if _LANGUAGE.fullmatch(document.language or "") else None,
        blocks=mark_blocks(coding, _marks(coding, events)),
        events=events,
        stands=stands,
        statements=coding.statements,
        timeline=draw_timeline(dated, document.published),
        undated=tuple(d.number for d in dated if not d.start and not d.end),
        graph=draw_graph(ties),
        ties=ties,
        repeats=len(copied),
        tally=tuple(
            (style, SIGNS[style], name, count)
            for name, style in (*_STYLES.items(), ("other", _OTHER))
            if (count := sum(e.style == style for e in events))
        ),
    )


def _file_name(source: str | None) -> str | None:
    """The file without its folders: a page that is passed on should not tell them."""
    return re.split(r"[/\\\\]", source)[-1] if source and source != "-" else None


def _is_link(url: str | None) -> bool:
    return bool(url) and (url or "").lower().startswith(("http://", "https://"))


def _event(event: Event, number: int, copied: set[int]) -> EventView:
    style = _STYLES.get(event.quad_class or "", _OTHER)
    lane = "current"
    if "historical" in event.aux:
        lane = "historical"
    elif "future" in event.aux:
        lane = "planned"
    copies = sum(m.paragraph in copied for m in event.mentions)
    real = not _UNREAL & set(event.aux)
    return EventView(number, event, kind(event), style, SIGNS[style], lane, copies, real)


def _marks(coding: Coding, events: Sequence[EventView]) -> list[Mark]:
    marks = [
        Mark(m.start, m.end, "event", e.number, e.kind, e.style if e.real else f"{e.style} unreal")
        for e in events
        for m in e.event.mentions
    ]
    marks += [
        Mark(m.start, m.end, "assessment", n, f"{a.a} – {a.b}: {a.tone}")
        for n, a in enumerate(coding.assessments, 1)
        for m in a.mentions
    ]
    named = [*coding.actors]
    for e in events:
        named += [*e.event.actor, *e.event.recipient]
    named += [e.event.said_by for e in events if e.event.said_by]
    marks += [
        Mark(a.start, a.end, "actor", 0, f"{a.code} {a.name}".strip())
        for a in named
        if a.start < a.end
    ]
    return marks


def _dated(e: EventView) -> Dated:
    date = e.event.date
    side = " ".join(_heads(e.event.actor)) or "?"
    if e.event.recipient:
        side += f" › {' '.join(_heads(e.event.recipient))}"
    others = [a for a in e.event.aux if a not in ("future", "historical")]
    label = f"{e.number} {e.kind} {side}" + (f" [{', '.join(others)}]" if others else "")
    return Dated(
        e.number,
        e.lane,
        date.start if date else None,
        date.end if date else None,
        label,
        f"{date.edtf if date else ''}: {label}",
        e.style,
        e.real,
    )


def _heads(side: Sequence[Actor]) -> list[str]:
    return list(dict.fromkeys(a.party for a in side))


def _ties(events: Sequence[EventView], assessments: Sequence[Assessment]) -> tuple[Tie, ...]:
    """Ties of each pair of parties, summed; what was denied or is only possible does not count."""
    counts: dict[tuple[str, str, str], int] = {}
    for e in events:
        if not e.real or e.style == _OTHER:
            continue
        style = "cooperation" if e.style in ("vcoop", "mcoop") else "conflict"
        left, right = _heads(e.event.actor), _heads(e.event.recipient)
        pairs = [(a, b) for a in left for b in right] if right else list(combinations(left, 2))
        for a, b in sorted({(min(p), max(p)) for p in pairs}):
            counts[a, b, style] = counts.get((a, b, style), 0) + 1
    ties = [_tie(a, b, style, n) for (a, b, style), n in sorted(counts.items())]
    stands: dict[tuple[str, str], list[Assessment]] = {}
    for item in assessments:
        stands.setdefault((min(item.a, item.b), max(item.a, item.b)), []).append(item)
    for (a, b), items in sorted(stands.items()):
        words = [" ".join(filter(None, (i.tone, _TRENDS.get(i.trend or "")))) for i in items]
        label = ", ".join(dict.fromkeys(words))
        ties.append(Tie(a, b, "stand", 0, label, f"{a} – {b}: said to be {label}"))
    return tuple(sorted(ties, key=lambda t: (t.a, t.b, t.style)))


def _tie(a: str, b: str, style: str, count: int) -> Tie:
    sign = "+" if style == "cooperation" else "−"
    noun = "event" if count == 1 else "events"
    return Tie(a, b, style, count, f"{sign}{count}", f"{a} – {b}: {count} {noun} of {style}")
