"""Stories: what several documents tell of one event becomes one story.

    stories = cluster(told, copies, decisions)

The events of a document are merged already; here those of different documents are. What one
document tells apart stays apart. A plan, the act and its denial are stories of their own with
links between them. The method, its rules and what was measured: `docs/copies-and-stories.md`.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from detente.corpus._story_group import Grouping, group, link, remembered
from detente.corpus._story_judge import Closeness, Verdict, judge_views
from detente.corpus._story_keys import Entry, compared, entry_of, keys_of
from detente.corpus._story_view import View, load_rules, view
from detente.corpus.copies import CopyLink, roots
from detente.digests import short_digest
from detente.types import Document, Event

__all__ = [
    "Decision", "Merge", "Story", "StoryLink", "Told", "Verdict", "candidates", "cluster",
    "judge",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """An event and the document that tells it."""

    event: Event
    document: Document


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about two events: "join" or "split"; it wins over every rule.

    A split with `b` None takes the event out of its story to stand alone. Of two decisions on
    the same events the later in the sequence holds. Events not among those told are passed over.
    """

    kind: str
    a: str
    b: str | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """Why an event is in a story: the event `b` it was put together with, and the verdict."""

    a: str
    b: str
    reason: str
    score: float


@dataclass(frozen=True, slots=True)
class StoryLink:
    """A story that this one belongs to.

    `kind` is "plan", "denial", "possible" or "called off": one of the two is that of the other
    (their `status` tells which).
    """

    story: str
    kind: str
    reason: str
    score: float


@dataclass(frozen=True, slots=True)
class Story:
    """One event as all documents tell it.

    `events` and `documents` are ids, oldest first; `reports` counts the documents that are
    independent, copies once. `best` is the event whose values stand for the story: that of the
    last correction, else the one that agrees with most (a month told bears out each of its days),
    and tells its time best; `superseded` are those that a correction replaced. `status` is act,
    plan, possible or denial. `merges` hold the reasons, one for each
    event after the first; `links` the stories that belong to it.
    """

    id: str
    status: str
    best: str
    events: tuple[str, ...]
    documents: tuple[str, ...]
    reports: int
    superseded: tuple[str, ...]
    merges: tuple[Merge, ...]
    links: tuple[StoryLink, ...]


def judge(a: Told, b: Told, *, closeness: Closeness | None = None) -> Verdict:
    """What two events are to each other; the order of the two has no meaning.

    `closeness` optionally gives the cosine (-1 to 1) of the meaning of two events by their ids,
    or None where it is not known.
    """
    rules = load_rules()
    return judge_views(
        view(a.event, a.document, rules), view(b.event, b.document, rules), rules, closeness
    )


def candidates(told: Iterable[Told]) -> list[tuple[str, str]]:
    """Pairs of event ids that are worth judging, sorted.

    They share a type (or one told for it), a party on each side and a week; at most NEIGHBOURS
    for each event and key on either side, so that the number of pairs grows with that of the
    events (`detente.corpus._story_keys`).
    """
    rules = load_rules()
    views = [view(t.event, t.document, rules) for t in told]
    return sorted({(a.id, b.id) for a, b in _pairs(views)})


def cluster(
    told: Iterable[Told],
    copies: Iterable[CopyLink] = (),
    decisions: Sequence[Decision] = (),
    *,
    closeness: Closeness | None = None,
) -> tuple[Story, ...]:
    """The stories of all events, oldest first; every event is in exactly one.

    A function of the set of events, copies and of the decisions: the order of the events has no
    meaning. Event ids must be unique. `closeness` is that of `judge`.
    """
    rules = load_rules()
    views = sorted((view(t.event, t.document, rules) for t in told), key=lambda v: v.order)
    join, split, alone = decided(decisions, {v.id for v in views})
    verdict = remembered(lambda a, b: judge_views(a, b, rules, closeness))
    pairs = list(_pairs(views))
    found = group(views, pairs, verdict, join=join, split=split, alone=alone)
    links = link(found.groups, pairs, verdict)
    return stories_of(found, copies, {at: judged for at, (_, _, judged) in links.items()})


def decided(
    decisions: Sequence[Decision], known: set[str]
) -> tuple[list[tuple[str, str]], frozenset[frozenset[str]], frozenset[str]]:
    """(pairs to join, pairs to keep apart, events to stand alone), the later decision holding."""
    last: dict[frozenset[str], Decision] = {}
    for decision in decisions:
        pair = frozenset(filter(None, (decision.a, decision.b)))
        if decision.kind == "join" and decision.b is not None:
            last.pop(frozenset((decision.a,)), None)
            last.pop(frozenset((decision.b,)), None)
        elif decision.b is None:
            last = {p: d for p, d in last.items() if d.kind == "split" or decision.a not in p}
        last[pair] = decision
    held = [d for p, d in last.items() if p <= known]
    join = [(d.a, d.b) for d in held if d.kind == "join" and d.b is not None]
    split = frozenset(p for p, d in last.items() if d.kind == "split" and len(p) == 2)
    return join, split, frozenset(d.a for d in held if d.kind == "split" and d.b is None)


def _pairs(views: Sequence[View]) -> Iterator[tuple[View, View]]:
    """Pairs (older, younger) of views that share a key, each once."""
    known: dict[int, View] = {}
    holders: dict[int, list[Entry]] = defaultdict(list)
    seekers: dict[int, list[Entry]] = defaultdict(list)
    for one in views:
        entry = entry_of(one)
        known[entry[1]] = one
        own, seek = keys_of(one)
        for key in own:
            holders[key].append(entry)
        for key in seek:
            seekers[key].append(entry)
    seen: set[tuple[int, int]] = set()
    for key, looking in seekers.items():
        for i, j in compared(sorted(holders.get(key, ())), sorted(looking), known):
            pair = (i, j) if i < j else (j, i)
            if pair not in seen:
                seen.add(pair)
                a, b = known[i], known[j]
                if a.document != b.document:
                    yield (a, b) if a.order < b.order else (b, a)


def stories_of(
    found: Grouping,
    copies: Iterable[CopyLink] = (),
    between: Mapping[tuple[int, int], Verdict] | None = None,
) -> tuple[Story, ...]:
    """The stories of groups, oldest first, with the links `between` them.

    Of `copies` those must be there that the documents of the groups have, and what they lead to.
    """
    merges: dict[str, list[Merge]] = defaultdict(list)
    where = {v.id: i for i, members in enumerate(found.groups) for v in members}
    names = [_name(members) for members in found.groups]
    for b, a, verdict in found.merges:
        merges[names[where[a]]].append(Merge(a, b, verdict.reason, verdict.score))
    links: dict[int, list[StoryLink]] = defaultdict(list)
    for (i, j), verdict in (between or {}).items():
        for one, other in ((i, j), (j, i)):
            links[one].append(StoryLink(names[other], verdict.kind, verdict.reason, verdict.score))
    copies = tuple(copies)
    counted = roots(copies)
    parts: dict[str, list[CopyLink]] = defaultdict(list)
    for copied in copies:
        if copied.kind == "partial" and copied.spans:
            parts[copied.document].append(copied)
    stories = []
    for i, members in enumerate(found.groups):
        best, superseded = _best(members)
        documents = tuple(dict.fromkeys(v.document for v in members))
        stories.append(
            Story(
                id=names[i],
                status=members[0].status,
                best=best,
                events=tuple(v.id for v in members),
                documents=documents,
                reports=_reports(members, counted, parts),
                superseded=superseded,
                merges=tuple(merges[names[i]]),
                links=tuple(links[i]),
            )
        )
    return tuple(stories)


def _name(members: Sequence[View]) -> str:
    return short_digest(f"story {members[0].id}")


def _best(members: Sequence[View]) -> tuple[str, tuple[str, ...]]:
    """(event that stands for the story, events of the same publisher that it corrects)."""
    corrections = [v for v in members if v.correction]
    if corrections:
        last = corrections[-1]
        old = (v for v in members if v.publisher == last.publisher and v.order < last.order)
        return last.id, tuple(v.id for v in old)
    spans = [v.span for v in members if v.span is not None and v.edtf]
    modes = Counter(v.mode for v in members if v.mode)
    sides = Counter((v.actor, v.recipient) for v in members)

    def worth(v: View) -> tuple[float, ...]:
        span = v.span if v.edtf else None
        return (
            (sum(other.holds(span) for other in spans) if span else 0)
            + (modes[v.mode] if v.mode else 0)
            + sides[v.actor, v.recipient],
            span.first - span.last if span else -math.inf,
            v.place is not None,
            v.confidence,
        )

    return max(reversed(members), key=worth).id, ()


def _reports(
    members: Sequence[View],
    counted: Mapping[str, str],
    parts: Mapping[str, Sequence[CopyLink]],
) -> int:
    """Number of documents whose report is their own; at least one."""
    there = {v.document for v in members}
    own: set[str] = set()
    for v in members:
        spans = [s for x in parts.get(v.document, ()) if x.original in there for s in x.spans]
        taken = v.told and all(
            any(start <= a and b <= end for start, end in spans) for a, b in v.told
        )
        if not taken:
            own.add(counted.get(v.document, v.document))
    return max(1, len(own))
