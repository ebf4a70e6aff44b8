"""Stories in the store: events grouped anew where something changed.

Groups of events between which no pair is kept, and no decision, do not depend on each other
(`detente.corpus._story_group`). So what the events that are to be grouped hang together with is
taken as a whole, and grouped as if there were nothing else.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.archive._collate_copies import load_links
from detente.archive._collate_pairs import Pairs, Views, in_order, judge_of, paired, with_reason
from detente.archive._collate_rows import LINKS, STORY, delete_in, done, insert, put_off, rows_in
from detente.corpus._story_group import group
from detente.corpus._story_keys import number_of
from detente.corpus._story_view import View
from detente.corpus.stories import Decision, Story, decided, stories_of
from detente.store.counting import recount
from detente.store.schema import decisions, events, stories, story_events, story_views

Row = dict[str, Any]


def load_decisions(connection: Connection) -> list[Decision]:
    """What people decided, in its order."""
    query = sa.select(decisions).order_by(decisions.c.number)
    return [Decision(row.kind, row.a, row.b) for row in connection.execute(query)]


def tell_stories(connection: Connection, names: Iterable[str], views: Views) -> set[str]:
    """Group events, and all that hangs together with them; the events that were grouped.

    Stories whose links may change by that are noted.
    """
    views.check(connection)
    join, split, alone = _decisions(connection)
    joined: dict[int, set[int]] = defaultdict(set)
    for pair in join:
        a, b = (number_of(name) for name in pair)
        joined[a].add(b)
        joined[b].add(a)
    numbers, edges = _together(connection, {number_of(name) for name in names}, joined)
    known = views.load(connection, numbers)
    query = sa.select(events.c.id, events.c.start, events.c.reports)
    ids = [one.id for one in known.values()]
    told = {row.id: row for row in rows_in(connection, query, events.c.id, ids)}
    known = {number: one for number, one in known.items() if one.id in told}
    members = {one.id: one for one in known.values()}
    found = group(
        sorted(members.values(), key=lambda v: v.order),
        in_order(edges, known),
        judge_of(edges, known),
        join=[(a, b) for a, b in join if a in members and b in members],
        split=split,
        alone=alone,
    )
    found.merges = [
        (a, b, with_reason(verdict, members[a], members[b])) for a, b, verdict in found.merges
    ]
    shared = (v.document for g in found.groups if len(g) > 1 for v in g)
    made = stories_of(found, load_links(connection, shared))
    _write(connection, made, members, told)
    done(connection, STORY, members.keys() | set(names))
    return set(members)


def _decisions(
    connection: Connection,
) -> tuple[list[tuple[str, str]], frozenset[frozenset[str]], frozenset[str]]:
    made = load_decisions(connection)
    numbers = {number_of(n): n for d in made for n in (d.a, d.b) if n is not None}
    query = sa.select(story_views.c.number)
    there = rows_in(connection, query, story_views.c.number, numbers)
    return decided(made, {numbers[row.number] for row in there})


def _together(
    connection: Connection, numbers: set[int], joined: Mapping[int, set[int]]
) -> tuple[set[int], Pairs]:
    """All events that chains of pairs and decisions lead to, and the pairs among them."""
    found, last = set(numbers), set(numbers)
    edges: Pairs = {}
    while last:
        pairs = paired(connection, last, linked=False)
        edges |= pairs
        last = {b for _, b in pairs} | {b for a in last for b in joined.get(a, ())}
        last -= found
        found |= last
    return found, edges


def _write(
    connection: Connection,
    made: Sequence[Story],
    members: Mapping[str, View],
    told: Mapping[str, Any],
) -> None:
    """Write the stories that are not there just so, and take out those that are no more."""
    old = _load(connection, members)
    new = {s.id: (_story(s, members, told), _members(s)) for s in made}
    kept = {name for name, rows in new.items() if old.get(name) == rows}
    delete_in(connection, stories, stories.c.id, old.keys() - kept)
    fresh = [rows for name, rows in new.items() if name not in kept]
    insert(connection, stories, [row for row, _ in fresh])
    insert(connection, story_events, [row for _, rows in fresh for row in rows])
    reports = [
        {"_event": row["event"], "_reports": story["reports"]}
        for story, rows in fresh
        for row in rows
        if told[row["event"]].reports != story["reports"]
    ]
    if reports:
        connection.execute(
            sa.update(events)
            .where(events.c.id == sa.bindparam("_event"))
            .values(reports=sa.bindparam("_reports")),
            reports,
        )
    gone = [old[name] for name in old.keys() - kept]
    recount(connection, {row["event"] for _, rows in (*fresh, *gone) for row in rows})
    put_off(connection, LINKS, new.keys() - kept)


def _load(connection: Connection, members: Iterable[str]) -> dict[str, tuple[Row, list[Row]]]:
    """The stories that have any of the events, as `_story` and `_members` make their rows."""
    mine = sa.select(story_events.c.story)
    names = {row.story for row in rows_in(connection, mine, story_events.c.event, members)}
    rows: dict[str, list[Row]] = defaultdict(list)
    query = sa.select(story_events).order_by(story_events.c.position)
    for row in rows_in(connection, query, story_events.c.story, names):
        rows[row.story].append(dict(row._mapping))
    whole = rows_in(connection, sa.select(stories), stories.c.id, names)
    return {row.id: (dict(row._mapping), rows[row.id]) for row in whole}


def _story(story: Story, members: Mapping[str, View], told: Mapping[str, Any]) -> Row:
    days = sorted(d for name in story.events if (d := members[name].published) is not None)
    first, last = (days[0], days[-1]) if days else (None, None)
    return {
        "id": story.id,
        "best": story.best,
        "status": story.status,
        "reports": story.reports,
        "documents": len(story.documents),
        "events": len(story.events),
        "start": told[story.best].start,
        "first": _iso(first),
        "last": _iso(last),
    }


def _iso(day: int | None) -> str | None:
    return None if day is None else dt.date.fromordinal(day).isoformat()


def _members(story: Story) -> list[Row]:
    """The events of a story; each but the first with what it was put together with, and why."""
    ways: dict[str, list[tuple[str, str, float]]] = defaultdict(list)
    for merge in story.merges:
        ways[merge.a].append((merge.b, merge.reason, merge.score))
        ways[merge.b].append((merge.a, merge.reason, merge.score))
    why: dict[str, tuple[str | None, str | None, float | None]] = {}
    why[story.events[0]] = (None, None, None)
    queue = [story.events[0]]
    for name in queue:  # grows
        for other, reason, score in ways[name]:
            if other not in why:
                why[other] = (name, reason, score)
                queue.append(other)
    return [
        {
            "event": name,
            "story": story.id,
            "position": position,
            "superseded": name in story.superseded,
            "merged": why[name][0],
            "reason": why[name][1],
            "score": why[name][2],
        }
        for position, name in enumerate(story.events)
    ]
