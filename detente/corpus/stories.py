"""Stories: what several documents tell of one event becomes one story.

    stories = cluster(told, copies, decisions)

The events of a document are merged already; here those of different documents are. What one
document tells apart stays apart. A plan, the act and its denial are stories of their own with
links between them. The method, its rules and what was measured: `docs/copies-and-stories.md`.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from detente.corpus._story_group import Grouping, group
from detente.corpus._story_judge import Closeness, Verdict, judge_views, kept_by
from detente.corpus._story_view import View, load_rules, party, view
from detente.corpus.copies import CopyLink, roots
from detente.types import Document, Event

__all__ = [
    "Decision", "Merge", "Story", "StoryLink", "Told", "Verdict", "candidates", "cluster",
    "judge",
]  # fmt: skip

WEEK = 7
MOST_WEEKS = 9  # longer times are looked up by year
NEIGHBOURS = 200  # events of one key that each is compared with: those next to it in time
_ANY = "*"  # stands for a party that is not named


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
    last correction, else the one that agrees with most; `superseded` are those that a correction
    replaced. `status` is act, plan, possible or denial. `merges` hold the reasons, one for each
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
    for each event and key, so that the number of pairs grows with that of the events.
    """
    rules = load_rules()
    views = sorted((view(t.event, t.document, rules) for t in told), key=lambda v: v.order)
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
    told = tuple(told)
    views = sorted((view(t.event, t.document, rules) for t in told), key=lambda v: v.order)
    join, split, alone = _decided(decisions, {v.id for v in views})
    found = group(
        views,
        _pairs(views),
        lambda a, b: judge_views(a, b, rules, closeness),
        join=join,
        split=split,
        alone=alone,
    )
    events = {t.event.id: t.event for t in told}
    return _stories(found, tuple(copies), events)


def _decided(
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
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    seekers: dict[tuple[str, ...], list[int]] = defaultdict(list)
    starts = [v.span.start if v.span else 0 for v in views]
    for i in sorted(range(len(views)), key=lambda i: (starts[i], i)):
        own, seek = _keys(views[i])
        for key in own:
            holders[key].append(i)
        for key in seek:
            seekers[key].append(i)
    seen: set[tuple[int, int]] = set()
    for key in sorted(seekers):
        held = holders.get(key, [])
        at = 0
        for i in seekers[key]:
            while at < len(held) and (starts[held[at]], held[at]) < (starts[i], i):
                at += 1
            for j in held[max(0, at - NEIGHBOURS) : at + NEIGHBOURS]:
                pair = (i, j) if i < j else (j, i)
                if i != j and pair not in seen and views[i].document != views[j].document:
                    seen.add(pair)
                    yield views[pair[0]], views[pair[1]]


def _keys(one: View) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """(keys that an event is found under, keys that it looks under)."""
    rules = load_rules()
    types = {one.event_type}
    if one.status == "plan":
        types |= set(kept_by(one, rules))
    for act, mode, plan in rules.called_off:
        if (one.event_type, one.mode) == (act, mode):
            types.add(plan)
    kin = {t for pair in rules.kin if one.event_type in pair for t in pair}
    actors = sorted({party(c) for c in one.actor})
    others = sorted({party(c) for c in one.recipient})
    if one.mutual:
        pairs = {(p, q) for p in actors for q in actors if p < q} or {(actors[0], actors[0])}
    else:
        pairs = {(min(p, q), max(p, q)) for p in actors for q in others}
    single = {(p, _ANY) for p in (*actors, *others)}
    vague = not pairs or one.status != "act" or any(p.startswith("UNK") for p in actors)
    wide = pairs | single if vague else pairs
    own, seek = _times(one)
    return (
        {(t, p, q, when) for t in types for p, q in pairs | single for when in own},
        {(t, p, q, when) for t in types | kin for p, q in wide for when in seek},
    )


def _times(one: View) -> tuple[set[str], set[str]]:
    """Weeks (and, for the long ones, years) that an event is found in and looks in."""
    span = one.span
    if span is None:
        return {"none"}, {"none"}
    first, last = span.first, span.last
    if one.status in ("plan", "possible"):  # until it is kept or called off
        if span.kind in ("none", "about"):
            last = max(last, span.start + load_rules().days["plan"])
        elif one.published is not None and last - one.published <= load_rules().days["plan"]:
            first = min(first, one.published)
    if last - first > MOST_WEEKS * WEEK:
        years = {f"y{day // 366}" for day in range(first, last + 366, 366)}
        return years, years
    reach = WEEK if one.correction else 1
    own = {f"w{day // WEEK}" for day in range(first, last + WEEK, WEEK)} | {f"w{last // WEEK}"}
    seek = {f"w{day // WEEK}" for day in range(first - reach, last + reach + 1)}
    return own | {f"y{first // 366}", f"y{last // 366}"}, seek


def _stories(
    found: Grouping, copies: tuple[CopyLink, ...], events: Mapping[str, Event]
) -> tuple[Story, ...]:
    merges: dict[str, list[Merge]] = defaultdict(list)
    where = {v.id: i for i, members in enumerate(found.groups) for v in members}
    names = [_name(members) for members in found.groups]
    for b, a, verdict in found.merges:
        merges[names[where[a]]].append(Merge(a, b, verdict.reason, verdict.score))
    links: dict[int, list[StoryLink]] = defaultdict(list)
    for (i, j), verdict in found.links.items():
        for one, other in ((i, j), (j, i)):
            links[one].append(StoryLink(names[other], verdict.kind, verdict.reason, verdict.score))
    counted = roots(copies)
    parts: dict[str, list[CopyLink]] = defaultdict(list)
    for link in copies:
        if link.kind == "partial" and link.spans:
            parts[link.document].append(link)
    stories = []
    for i, members in enumerate(found.groups):
        best, superseded = _best(members, events)
        documents = tuple(dict.fromkeys(v.document for v in members))
        stories.append(
            Story(
                id=names[i],
                status=members[0].status,
                best=best,
                events=tuple(v.id for v in members),
                documents=documents,
                reports=_reports(members, counted, parts, events),
                superseded=superseded,
                merges=tuple(merges[names[i]]),
                links=tuple(links[i]),
            )
        )
    return tuple(stories)


def _name(members: Sequence[View]) -> str:
    return hashlib.blake2b(f"story {members[0].id}".encode(), digest_size=8).hexdigest()


def _best(members: Sequence[View], events: Mapping[str, Event]) -> tuple[str, tuple[str, ...]]:
    """(event that stands for the story, events of the same publisher that it corrects)."""
    corrections = [v for v in members if v.correction]
    if corrections:
        last = corrections[-1]
        old = (v for v in members if v.publisher == last.publisher and v.order < last.order)
        return last.id, tuple(v.id for v in old)
    dates = Counter(v.edtf for v in members if v.edtf)
    modes = Counter(v.mode for v in members if v.mode)
    sides = Counter((v.actor, v.recipient) for v in members)

    def worth(v: View) -> tuple[float, ...]:
        return (
            (dates[v.edtf] if v.edtf else 0)
            + (modes[v.mode] if v.mode else 0)
            + sides[v.actor, v.recipient],
            v.place is not None,
            events[v.id].confidence,
        )

    return max(reversed(members), key=worth).id, ()


def _reports(
    members: Sequence[View],
    counted: Mapping[str, str],
    parts: Mapping[str, Sequence[CopyLink]],
    events: Mapping[str, Event],
) -> int:
    """Number of documents whose report is their own; at least one."""
    there = {v.document for v in members}
    own: set[str] = set()
    for v in members:
        spans = [
            s for link in parts.get(v.document, ()) if link.original in there for s in link.spans
        ]
        mentions = events[v.id].mentions
        taken = mentions and all(
            any(start <= m.start and m.end <= end for start, end in spans) for m in mentions
        )
        if not taken:
            own.add(counted.get(v.document, v.document))
    return max(1, len(own))
