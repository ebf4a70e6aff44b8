"""Which events are compared: those that share a key, and of these the nearest in time.

An event is found under some keys and looks under some, all of them numbers of 63 bits made of a
type, two parties and a week or year. Of the events found under a key each one that looks there
meets NEIGHBOURS on either side of its own place, so that the pairs grow with the events alone.
Whether two events meet depends on the others under their keys: one that comes later may take the
place of another (`parted`).
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from detente.corpus._story_judge import kept_by
from detente.corpus._story_view import View, load_rules, party

WEEK = 7
MOST_WEEKS = 9  # longer times are looked up by year
NEIGHBOURS = 200  # events of one key that each is compared with, on either side
_ANY = "*"  # stands for a party that is not named
_DAYS = 22  # bits that hold the ordinal of any day

Entry = tuple[int, int]  # place and number of an event: the order of the events of a key


@lru_cache(maxsize=200_000)
def number_of(name: str) -> int:
    """A number of 63 bits that stands for an id or a key, the same in every process."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little") >> 1


def entry_of(one: View) -> Entry:
    """Where an event stands among those of a key: by its day, then by that of its report."""
    start = one.span.start if one.span else 0
    last = (1 << _DAYS) - 1
    return start << _DAYS | (last if one.published is None else one.published), number_of(one.id)


def keys_of(one: View) -> tuple[set[int], set[int]]:
    """(keys that an event is found under, keys that it looks under)."""
    if not one.everyone:
        return set(), set()  # it is one with nothing
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
        {_key(t, p, q, when) for t in types for p, q in pairs | single for when in own},
        {_key(t, p, q, when) for t in types | kin for p, q in wide for when in seek},
    )


def _key(*parts: str) -> int:
    return number_of("\t".join(parts))


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


def compared(
    holders: Sequence[Entry], seekers: Sequence[Entry], fresh: Container[int]
) -> Iterator[tuple[int, int]]:
    """Pairs (one that looks, one that is found) under a key, one of them or both `fresh`.

    `holders` and `seekers` are sorted; `fresh` are numbers of events.
    """
    new = [i for i, (_, number) in enumerate(holders) if number in fresh]
    at = 0
    for entry in seekers:
        while at < len(holders) and holders[at] < entry:
            at += 1
        low, high = max(0, at - NEIGHBOURS), at + NEIGHBOURS
        if entry[1] in fresh:
            met = holders[low:high]
        else:
            met = [holders[i] for i in new[bisect_left(new, low) : bisect_left(new, high)]]
        for _, number in met:
            if number != entry[1]:
                yield entry[1], number


def parted(
    holders: Sequence[Entry], seekers: Sequence[Entry], fresh: Container[int]
) -> Iterator[tuple[int, int]]:
    """Pairs under a key that met before the `fresh` ones came between them and do no more."""
    if len(holders) <= NEIGHBOURS:
        return
    old = [entry for entry in holders if entry[1] not in fresh]
    count = [0, *accumulate(number not in fresh for _, number in holders)]  # of old ones before
    at = 0
    for entry in seekers:
        if entry[1] in fresh:
            continue
        while at < len(holders) and holders[at] < entry:
            at += 1
        before = count[at]
        low = count[max(0, at - NEIGHBOURS)]
        high = count[min(len(holders), at + NEIGHBOURS)]
        for _, number in old[max(0, before - NEIGHBOURS) : low]:
            yield entry[1], number
        for _, number in old[high : before + NEIGHBOURS]:
            yield entry[1], number


def meets(holders: Sequence[Entry], seeker: Entry, other: Entry) -> bool:
    """Whether one that looks under a key meets one that is found there."""
    at, there = bisect_left(holders, seeker), bisect_left(holders, other)
    found = there < len(holders) and holders[there] == other
    return found and at - NEIGHBOURS <= there < at + NEIGHBOURS
