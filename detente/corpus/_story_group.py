"""Groups of events: the surest pairs first, as long as the groups agree on the whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from detente.corpus._story_judge import Verdict
from detente.corpus._story_view import View

AGREE = 0.45  # mean score over the pairs of two groups from which they become one
LINKED = 0.5  # share of the pairs of two groups that must be linked
LOOKED_AT = 12  # members of a group that are compared, the oldest
BY_HAND = Verdict("same", "joined by hand", 1.0)

Judge = Callable[[View, View], Verdict]
Pair = frozenset[str]
Linked = tuple[View, View, Verdict]  # the older, the younger, what they are to each other


@dataclass(slots=True)
class Grouping:
    """Groups of views, oldest first, and the verdicts that made them.

    `merges` are (event put in, event it was put to, verdict).
    """

    groups: list[list[View]] = field(default_factory=list)
    merges: list[tuple[str, str, Verdict]] = field(default_factory=list)


class _Sets:
    """Disjoint groups that know their members and documents."""

    def __init__(self, views: Iterable[View]) -> None:
        self.home = {v.id: v.id for v in views}
        self.members = {v.id: [v] for v in views}
        self.documents = {v.id: {v.document} for v in views}

    def join(self, a: str, b: str) -> None:
        """Put the group of the second event into that of the first."""
        into, gone = self.home[a], self.home[b]
        if len(self.members[into]) < len(self.members[gone]):
            into, gone = gone, into
        for member in self.members[gone]:
            self.home[member.id] = into
        self.members[into] += self.members.pop(gone)
        self.members[into].sort(key=lambda v: v.order)
        self.documents[into] |= self.documents.pop(gone)


def group(
    views: list[View],
    pairs: Iterable[tuple[View, View]],
    judge: Judge,
    *,
    join: Iterable[tuple[str, str]] = (),
    split: frozenset[Pair] = frozenset(),
    alone: frozenset[str] = frozenset(),
) -> Grouping:
    """Group the views (oldest first) by the verdicts on the pairs (older, younger).

    The groups of views that no chain of pairs nor `join` connects do not depend on each other,
    and the order of the pairs has no meaning. `judge` is asked several times for the same pairs
    (`remembered`). Two groups with an event of the same document stay apart, and so do those of a
    `split`; events of `alone` are with none. What `join` names is put together before anything
    else.
    """
    result = Grouping()
    sets = _Sets(views)
    for one, other in join:
        if sets.home[one] != sets.home[other]:
            sets.join(one, other)
            result.merges.append((other, one, BY_HAND))
    same = [(a, b, found) for a, b in pairs if (found := judge(a, b)).relation == "same"]
    same.sort(key=_surest)
    parted = _parted(split)
    twins: dict[str, View] = {}  # corrected event -> its correction, and the reverse
    refused: set[tuple[str, str, int, int]] = set()
    corrections = [e for e in same if e[2].kind == "corrects"]
    for a, b, found in (*corrections, *same):
        one, other = sets.home[a.id], sets.home[b.id]
        if one == other or alone & {a.id, b.id} or sets.documents[one] & sets.documents[other]:
            continue
        left, right = sets.members[one], sets.members[other]
        if _apart(left, right, parted):
            continue
        if found.kind == "corrects":
            if a.id in twins or b.id in twins:
                continue
            twins[a.id], twins[b.id] = b, a
        else:
            as_they_are = (one, other, len(left), len(right))  # groups only grow
            if as_they_are in refused:
                continue
            scores = [_best(x, y, twins, judge) for x, y in _between(left, right)]
            if sum(scores) < AGREE * len(scores):
                refused |= {as_they_are, (other, one, len(right), len(left))}
                continue
        sets.join(a.id, b.id)
        result.merges.append((b.id, a.id, found))
    result.groups = sorted(sets.members.values(), key=lambda g: g[0].order)
    return result


def link(
    groups: list[list[View]], pairs: Iterable[tuple[View, View]], judge: Judge
) -> dict[tuple[int, int], Linked]:
    """Links between groups (oldest first): two indexes, the smaller first -> the surest pair.

    Of the pairs (older, younger) only those that are linked count. Whether two groups are linked
    depends on the pairs between them and, where one is a plan, on all pairs of the plan.
    """
    where = {v.id: i for i, g in enumerate(groups) for v in g}
    linked = [(a, b, found) for a, b in pairs if (found := judge(a, b)).relation == "linked"]
    linked.sort(key=_surest)
    links: dict[tuple[int, int], Linked] = {}
    for pair in linked:
        i, j = sorted((where[pair[0].id], where[pair[1].id]))
        if i != j:
            links.setdefault((i, j), pair)
    links = {
        (i, j): pair
        for (i, j), pair in sorted(links.items(), key=lambda item: item[0])
        if _mostly_linked(groups[i], groups[j], judge)
    }
    return _likeliest(groups, links)


def remembered(judge: Judge) -> Judge:
    """The same, each two events judged once."""
    known: dict[Pair, Verdict] = {}

    def verdict(a: View, b: View) -> Verdict:
        key = frozenset((a.id, b.id))
        if key not in known:
            known[key] = judge(a, b)
        return known[key]

    return verdict


def _surest(pair: Linked) -> tuple[object, ...]:
    a, b, found = pair
    return -found.score, a.order, b.order


def _between(left: list[View], right: list[View]) -> list[tuple[View, View]]:
    return [(a, b) for a in left[:LOOKED_AT] for b in right[:LOOKED_AT]]


def _best(a: View, b: View, twins: dict[str, View], verdict: Judge) -> float:
    """Score of two events as one; where one was corrected, of the better of its two versions."""
    scores = [0.0]
    for x in filter(None, (a, twins.get(a.id))):
        for y in filter(None, (b, twins.get(b.id))):
            found = verdict(x, y)
            if found.relation == "same":
                scores.append(found.score)
    return max(scores)


def _mostly_linked(left: list[View], right: list[View], verdict: Judge) -> bool:
    """Whether at least half of the pairs that do not stand in one document are linked."""
    pairs = [(a, b) for a, b in _between(left, right) if a.document != b.document]
    return sum(verdict(a, b).relation == "linked" for a, b in pairs) >= LINKED * len(pairs)


def _likeliest(
    groups: list[list[View]], links: dict[tuple[int, int], Linked]
) -> dict[tuple[int, int], Linked]:
    """Links without those of a plan to acts of another type than the surest one's."""
    surest: dict[int, tuple[float, str]] = {}
    sides = [(i, j, verdict) for (i, j), (_, _, verdict) in links.items()]
    sides += [(j, i, verdict) for i, j, verdict in sides]
    for i, j, found in sides:
        if groups[i][0].status == "plan" and found.kind == "plan":
            best = surest.get(i)
            if best is None or found.score > best[0]:
                surest[i] = (found.score, groups[j][0].event_type)
    wrong = {
        (min(i, j), max(i, j))
        for i, j, found in sides
        if i in surest and found.kind == "plan" and groups[j][0].event_type != surest[i][1]
    }
    return {at: pair for at, pair in links.items() if at not in wrong}


def _parted(split: frozenset[Pair]) -> dict[str, set[str]]:
    out: dict[str, set[str]] = defaultdict(set)
    for pair in split:
        a, b = sorted(pair)
        out[a].add(b)
        out[b].add(a)
    return out


def _apart(left: list[View], right: list[View], parted: dict[str, set[str]]) -> bool:
    """Whether a decision keeps a member of one group from one of the other."""
    if not parted:
        return False
    others = {v.id for v in right}
    return any(parted.get(v.id, set()) & others for v in left)
