"""Links between stories in the store: a plan, the act that keeps it, its denial.

Whether two stories are linked depends on their events and, where one is a plan, on all stories
that might keep it (`detente.corpus._story_group.link`). So for stories that changed their links
are made anew, and those of the plans that they might keep.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.archive._collate_pairs import Pairs, Views, in_order, judge_of, paired, with_reason
from detente.archive._collate_rows import LINKS, delete_in, done, insert, rows_in
from detente.corpus._story_group import link
from detente.corpus._story_keys import number_of
from detente.corpus._story_view import View
from detente.store.schema import story_events, story_links


class _Around:
    """Stories with their events and with the pairs that lead from them to others."""

    def __init__(self, connection: Connection, views: Views) -> None:
        self._connection = connection
        self._views = views
        self.members: dict[str, list[View]] = {}
        self.pairs: Pairs = {}
        self.known: dict[int, View] = {}
        self._home: dict[int, str] = {}
        self._followed: set[str] = set()

    def load(self, names: Iterable[str]) -> None:
        """Read the events of stories."""
        found: dict[str, list[int]] = defaultdict(list)
        query = sa.select(story_events.c.story, story_events.c.event)
        wanted = set(names) - self.members.keys()
        for name, event in rows_in(self._connection, query, story_events.c.story, wanted):
            found[name].append(number_of(event))
        numbers = {number for many in found.values() for number in many}
        self.known |= self._views.load(self._connection, numbers)
        for name, many in found.items():
            here = [self.known[number] for number in many if number in self.known]
            if here:
                self.members[name] = sorted(here, key=lambda v: v.order)
            self._home |= dict.fromkeys(many, name)

    def follow(self, names: Iterable[str]) -> set[str]:
        """Read the pairs of stories, and the stories that they lead to; these."""
        mine = [number_of(v.id) for name in set(names) for v in self.members.get(name, ())]
        pairs = paired(self._connection, mine, linked=True)
        new = {b for _, b in pairs} - self._home.keys()
        ids = [v.id for v in self._views.load(self._connection, new).values()]
        query = sa.select(story_events.c.story)
        self.load(row.story for row in rows_in(self._connection, query, story_events.c.event, ids))
        there = {pair: verdict for pair, verdict in pairs.items() if pair[1] in self._home}
        self.pairs |= there
        return {self._home[b] for _, b in there}

    def plans(self, names: Iterable[str]) -> set[str]:
        """Those of the stories that are plans."""
        return {n for n in names if (own := self.members.get(n)) and own[0].status == "plan"}


def link_stories(connection: Connection, names: Iterable[str], views: Views) -> None:
    """Make the links of stories anew; names of stories that are no more are passed over."""
    views.check(connection)
    names = set(names)
    around = _Around(connection, views)
    around.load(names)
    near = around.plans(around.follow(names))
    mine = (names & around.members.keys()) | near
    last = near
    followed = set(names)
    while last:  # once, unless people joined a plan with an act
        followed |= last
        last = around.plans(around.follow(last)) - followed
    ordered = sorted(around.members, key=lambda name: around.members[name][0].order)
    pairs = in_order(around.pairs, around.known)
    judge = judge_of(around.pairs, around.known)
    links = link([around.members[name] for name in ordered], pairs, judge)
    delete_in(connection, story_links, story_links.c.story, mine)
    delete_in(connection, story_links, story_links.c.other, mine)
    rows = []
    for (i, j), (a, b, verdict) in links.items():
        one, other = ordered[i], ordered[j]
        if one in mine or other in mine:
            why = with_reason(verdict, a, b)
            values = {"kind": why.kind, "reason": why.reason, "score": why.score}
            rows.append({"story": one, "other": other, **values})
            rows.append({"story": other, "other": one, **values})
    insert(connection, story_links, rows)
    done(connection, LINKS, names)
