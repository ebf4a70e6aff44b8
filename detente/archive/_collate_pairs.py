"""Events of the store that may be one story: who meets whom, and what they are to each other.

Events meet under keys (`detente.corpus._story_keys`). Each pair that may be one story or belongs
together is kept in `story_pairs`. New events may take the place of others under a key: pairs that
do not meet any more are taken out, and their events noted to be grouped again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.archive._collate_rows import (
    LINKS,
    STORY,
    chunks,
    delete_in,
    insert,
    put_off,
    rows_in,
)
from detente.corpus._story_group import Judge
from detente.corpus._story_judge import Verdict, judge_views
from detente.corpus._story_keys import (
    NEIGHBOURS,
    Entry,
    compared,
    entry_of,
    keys_of,
    meets,
    number_of,
    parted,
)
from detente.corpus._story_view import View, load_rules, pack_view, unpack_view, view
from detente.store.schema import collated, story_events, story_keys, story_pairs, story_views
from detente.types import Coding

CROWDED = 2000  # events under a key from which only those around the new ones are read
REMEMBERED = 50_000  # views

Entries = dict[int, list[Entry]]  # those of each key, in order
Pairs = dict[tuple[int, int], Verdict]  # by the numbers of two events


class Views:
    """Views by their numbers, read once; they change only where documents are coded again."""

    def __init__(self) -> None:
        self._known: dict[int, View] = {}
        self._state: Any = None

    def check(self, connection: Connection) -> None:
        """Forget all if documents were coded again since; to be called in each transaction."""
        state = connection.execute(sa.select(collated)).first()
        if state != self._state:
            self._known.clear()
        self._state = state

    def put(self, views: dict[int, View]) -> None:
        """Remember views."""
        if len(self._known) > REMEMBERED:
            self._known.clear()
        self._known |= views

    def drop(self, numbers: Iterable[int]) -> None:
        """Forget views."""
        for number in numbers:
            self._known.pop(number, None)

    def load(self, connection: Connection, numbers: Iterable[int]) -> dict[int, View]:
        """Those of the views that there are."""
        wanted = set(numbers)
        found = {number: self._known[number] for number in wanted & self._known.keys()}
        new = {
            row.number: unpack_view(row.view)
            for row in rows_in(
                connection, sa.select(story_views), story_views.c.number, wanted - found.keys()
            )
        }
        self.put(new)
        return found | new


def add_events(connection: Connection, codings: Sequence[Coding], views: Views) -> None:
    """Compare the events of new documents with those that they meet; note them for grouping."""
    views.check(connection)
    rules = load_rules()
    fresh: dict[int, View] = {}
    keys: list[dict[str, Any]] = []
    for coding in codings:
        for event in coding.events:
            one = view(event, coding.document, rules)
            place, number = entry_of(one)
            fresh[number] = one
            for seeks, found in enumerate(keys_of(one)):
                more = {"seeks": bool(seeks), "place": place, "number": number}
                keys += [{"key": key, **more} for key in sorted(found)]
    views.put(fresh)
    packed = [{"number": n, "view": pack_view(one)} for n, one in sorted(fresh.items())]
    insert(connection, story_views, packed)
    keys.sort(key=lambda row: (row["key"], row["seeks"], row["place"]))
    insert(connection, story_keys, keys)
    put_off(connection, STORY, [one.id for one in fresh.values()])
    met, lost = _meetings(connection, fresh, {row["key"] for row in keys})
    _add_pairs(connection, met, views)
    _drop_pairs(connection, lost - met, views)


def take_out_events(connection: Connection, names: Iterable[str], views: Views) -> None:
    """Compare with nothing any more the events of these ids, which are still in the store.

    Pairs that meet once these are gone from between them are judged; all that hung together with
    them is noted to be grouped again.
    """
    views.check(connection)
    gone = views.load(connection, {number_of(name) for name in names})
    keys = {key for one in gone.values() for own in keys_of(one) for key in own}
    near = {pair for pair in _meetings(connection, gone, keys)[1] if gone.keys().isdisjoint(pair)}
    one_story = paired(connection, gone, linked=False)
    belonging = paired(connection, gone, linked=True)
    _delete_pairs(connection, (*one_story, *belonging))
    same, linked = ({b for _, b in found} - gone.keys() for found in (one_story, belonging))
    for chunk in chunks(keys):
        mine = (story_keys.c.key.in_(chunk), story_keys.c.number.in_(sorted(gone)))
        connection.execute(sa.delete(story_keys).where(*mine))
    delete_in(connection, story_views, story_views.c.number, gone)
    views.drop(gone)
    new = _add_pairs(connection, near, views)
    again = {one.id for one in views.load(connection, same | new).values()}
    home = sa.select(story_events.c.story, story_events.c.event)
    own = {one.id for one in gone.values()}
    stories = {row.story for row in rows_in(connection, home, story_events.c.event, own)}
    again |= {row.event for row in rows_in(connection, home, story_events.c.story, stories)}
    put_off(connection, STORY, again)
    others = {one.id for one in views.load(connection, linked | new).values()}
    parts = {row.story for row in rows_in(connection, home, story_events.c.event, others)}
    put_off(connection, LINKS, stories | parts)


def _meetings(
    connection: Connection, fresh: dict[int, View], keys: set[int]
) -> tuple[set[Entry], set[Entry]]:
    """Pairs of numbers that meet now, and those that met before the fresh ones came."""
    seekers = _entries(connection, keys, seeks=True)
    count = (
        sa.select(story_keys.c.key, sa.func.count().label("many"))
        .where(story_keys.c.seeks == sa.false())
        .group_by(story_keys.c.key)
    )
    number = {r.key: r.many for r in rows_in(connection, count, story_keys.c.key, seekers)}
    holders = _entries(connection, {k for k, many in number.items() if many <= CROWDED})
    met: set[Entry] = set()
    lost: set[Entry] = set()
    for key, many in sorted(number.items()):
        looking = seekers[key]
        held = holders[key] if many <= CROWDED else _around(connection, key, looking, fresh)
        met.update(_pair(i, j) for i, j in compared(held, looking, fresh))
        lost.update(_pair(i, j) for i, j in parted(held, looking, fresh))
    return met, lost


def _pair(i: int, j: int) -> tuple[int, int]:
    return (i, j) if i < j else (j, i)


def _entries(connection: Connection, keys: Iterable[int], *, seeks: bool = False) -> Entries:
    """The events that look, or are found, under each key."""
    table = story_keys.c
    query = sa.select(table.key, table.place, table.number)
    query = query.where(table.seeks == (sa.true() if seeks else sa.false()))
    found: Entries = defaultdict(list)
    for key, place, number in rows_in(connection, query, table.key, keys):
        found[key].append((place, number))
    return {key: sorted(entries) for key, entries in found.items()}


def _around(
    connection: Connection, key: int, looking: Sequence[Entry], fresh: dict[int, View]
) -> list[Entry]:
    """The events found under a key that any pair with a fresh event can depend on.

    Those are all between the first and the last fresh one, and twice NEIGHBOURS on either side.
    """
    table = story_keys.c
    mine = (table.key == key, table.seeks == sa.false())
    places = [entry_of(one)[0] for number, one in fresh.items() if key in keys_of(one)[0]]
    places += [place for place, number in looking if number in fresh]
    first, last = min(places), max(places)
    query = sa.select(table.place).where(*mine).offset(2 * NEIGHBOURS - 1).limit(1)
    low = connection.execute(query.where(table.place < first).order_by(table.place.desc())).scalar()
    high = connection.execute(query.where(table.place > last).order_by(table.place)).scalar()
    around = sa.select(table.place, table.number).where(*mine)
    if low is not None:
        around = around.where(table.place >= low)
    if high is not None:
        around = around.where(table.place <= high)
    return sorted((place, number) for place, number in connection.execute(around))


def _add_pairs(connection: Connection, met: set[Entry], views: Views) -> set[int]:
    """Judge the pairs, keep those that are one story or belong together; the events of these."""
    known = views.load(connection, {number for pair in met for number in pair})
    rows: list[dict[str, Any]] = []
    for (i, j), verdict in _judged(met, known):
        values = {
            "linked": verdict.relation == "linked",
            "kind": verdict.kind,
            "score": verdict.score,
        }
        rows += [{"a": a, "b": b, **values} for a, b in ((i, j), (j, i))]
    rows.sort(key=lambda row: (row["a"], row["b"]))
    insert(connection, story_pairs, rows, new=True)  # those that met under another key are there
    return {row["a"] for row in rows}


def _judged(pairs: Iterable[Entry], known: dict[int, View]) -> list[tuple[Entry, Verdict]]:
    """Those of the pairs that are the same or linked, with the verdict."""
    rules = load_rules()
    found: list[tuple[Entry, Verdict]] = []
    for i, j in sorted(pairs):
        a, b = known.get(i), known.get(j)
        if a is not None and b is not None and a.document != b.document:
            verdict = judge_views(a, b, rules)
            if verdict.relation != "different":
                found.append(((i, j), verdict))
    return found


def _drop_pairs(connection: Connection, lost: set[Entry], views: Views) -> None:
    """Take out pairs that meet under no key any more; their events are to be grouped again."""
    known = views.load(connection, {number for pair in lost for number in pair})
    judged = _judged(lost, known)
    keys = {n: keys_of(known[n]) for pair, _ in judged for n in pair}
    common = {
        pair: [(i, j, keys[i][1] & keys[j][0]) for i, j in (pair, pair[::-1])] for pair, _ in judged
    }
    holders = _entries(connection, {k for ways in common.values() for *_, own in ways for k in own})
    gone: list[Entry] = []
    again: set[str] = set()
    parts: set[str] = set()
    for pair, verdict in judged:
        if any(
            meets(holders[key], entry_of(known[i]), entry_of(known[j]))
            for i, j, own in common[pair]
            for key in own
        ):
            continue
        i, j = pair
        gone.append(pair)
        names = {known[i].id, known[j].id}
        again |= names
        parts |= names if verdict.relation == "linked" else set()
    _delete_pairs(connection, gone)
    put_off(connection, STORY, again)
    told = sa.select(story_events.c.story)
    found = rows_in(connection, told, story_events.c.event, parts)
    put_off(connection, LINKS, {row.story for row in found})


def _delete_pairs(connection: Connection, pairs: Iterable[Entry]) -> None:
    both = sorted({way for i, j in pairs for way in ((i, j), (j, i))})
    if both:
        where = (story_pairs.c.a == sa.bindparam("_a"), story_pairs.c.b == sa.bindparam("_b"))
        rows = [{"_a": a, "_b": b} for a, b in both]
        connection.execute(sa.delete(story_pairs).where(*where), rows)


def paired(connection: Connection, numbers: Iterable[int], *, linked: bool) -> Pairs:
    """The kept pairs of the events, each with the event first, that are one story or `linked`.

    The verdicts lack their reasons: those are made where they are wanted (`with_reason`).
    """
    table = story_pairs.c
    query = sa.select(table.a, table.b, table.score, table.kind)
    query = query.where(table.linked == (sa.true() if linked else sa.false()))
    relation = "linked" if linked else "same"
    return {
        (a, b): Verdict(relation, "", score, kind)
        for a, b, score, kind in rows_in(connection, query, table.a, numbers)
    }


def judge_of(pairs: Pairs, known: Mapping[int, View]) -> Judge:
    """What two events are to each other: as it was kept with the pair, else judged once."""
    rules = load_rules()
    ids = {number: one.id for number, one in known.items()}
    kept = {(ids[a], ids[b]): v for (a, b), v in pairs.items() if a in ids and b in ids}

    def judge(a: View, b: View) -> Verdict:
        found = kept.get((a.id, b.id)) or kept.get((b.id, a.id))
        if found is None:
            found = kept[a.id, b.id] = judge_views(a, b, rules)
        return found

    return judge


def in_order(pairs: Pairs, known: Mapping[int, View]) -> list[tuple[View, View]]:
    """The pairs of known events, the older first, each once."""
    found = {(min(pair), max(pair)) for pair in pairs}
    both = [(known[a], known[b]) for a, b in sorted(found) if a in known and b in known]
    return [(a, b) if a.order < b.order else (b, a) for a, b in both]


def with_reason(verdict: Verdict, a: View, b: View) -> Verdict:
    """The verdict on two events with its reason."""
    return verdict if verdict.reason else judge_views(a, b, load_rules())
