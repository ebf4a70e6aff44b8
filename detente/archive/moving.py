"""Which relations moved most since a day: all busy dyads are worked out and compared.

with database.reading() as connection:
    for move in movers(connection, "2022-01").moves: ...
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.engine import Connection

from detente.archive._known import sources_of
from detente.archive._relation_parts import (
    News,
    first_of,
    several_note,
    span_of,
    turns_of,
    waiting_note,
)
from detente.archive._relation_signals import Pair, Signals, busiest, signals_of
from detente.archive.keeping import Keep
from detente.archive.naming import name_of
from detente.corpus.relations import Method, Relation, relate
from detente.corpus.relations import movers as compared
from detente.errors import UsageError
from detente.formats.relation import Move, Moves, Turn

__all__ = ["LIMIT", "movers"]

BEFORE = 3 * 365  # days before its first day that a comparison looks at
LEAST = 3  # events since then of a dyad that is compared
MOST = 300  # dyads that are compared, those with most events
LIMIT = 20
SPARE = 10  # dyads beyond the limit that are looked at by the day; the others by the week


def movers(
    connection: Connection,
    since: str | dt.date,
    *,
    until: str | dt.date | None = None,
    source: str | Sequence[str] = (),
    limit: int = LIMIT,
    method: Method | None = None,
    keep: Keep | None = None,
) -> Moves:
    """The relations that surely changed most since a day, those whose change is surest first.

    Compared are the dyads with three events or more since then, at most the 300 with most; for
    each the three years before `since` count, too. What `keep` has is not worked out again.
    UsageError for days that cannot be.
    """
    first, last = span_of(since, until)
    assert first
    if limit < 1:
        raise UsageError(f"limit is {limit}; it must be 1 or more", code="bad-filter")
    sources = sources_of(connection, source)
    keep = keep or Keep(None, connection)
    news = News.of(connection, sources, keep)
    last = last or news.latest
    if last is None or last < first:
        return Moves(first, last, (), 0)
    pairs = busiest(connection, first, last, sources, least=LEAST)
    look = _Look(connection, keep, first, last, sources, news, method or Method())
    coarse = [look.roughly(pair) for pair in pairs[:MOST]]
    rough = compared([each.relation for each in coarse], first)
    exact = {(m.a, m.b): look.exactly(Pair(m.a, m.b)) for m in rough[: limit + SPARE]}
    out = []
    for mover in compared([each.relation for each in exact.values()], first)[:limit]:
        found = exact[mover.a, mover.b]
        out.append(
            Move(
                *(mover.a, mover.b, name_of(mover.a), name_of(mover.b)),
                *(mover.before, mover.after, mover.change, mover.low, mover.high),
                stories=found.relation.stories,
                turns=found.turns,
            )
        )
    notes = waiting_note(connection)
    if len(pairs) > MOST:
        notes.append(
            f"only the {MOST} dyads with most events since {first} were compared, of {len(pairs)}"
        )
    used = sorted({name for each in coarse for name in each.sources})
    return Moves(first, last, tuple(out), len(rough), tuple(used), (*notes, *several_note(used)))


@dataclass(frozen=True, slots=True)
class _Looked:
    """What is kept of a dyad that was compared: of the relation only the weeks that a comparison
    takes, and of an exact one its turns since the day."""

    relation: Relation
    sources: tuple[str, ...]
    turns: tuple[Turn, ...] = ()


class _Look:
    """Dyads worked out between two days, by the week or by the day."""

    def __init__(
        self,
        connection: Connection,
        keep: Keep,
        first: dt.date,
        last: dt.date,
        sources: tuple[str, ...],
        news: News,
        method: Method,
    ) -> None:
        self._connection = connection
        self._keep = keep
        self._first, self._last = first, last
        self._sources, self._watched, self._method = sources, news.watched, method
        self._told: dict[Pair, Signals] = {}

    def roughly(self, pair: Pair) -> _Looked:
        """With turns at the ends of weeks only."""
        coarse = replace(self._method, stride=self._method.step)

        def make() -> _Looked:
            related = _thinned(self._related(pair, coarse), self._first)
            return _Looked(related, tuple(sorted(self._signals(pair).sources)))

        return self._kept(pair, "rough", make)

    def exactly(self, pair: Pair) -> _Looked:
        """With turns on any day."""

        def make() -> _Looked:
            related = _thinned(self._related(pair, self._method), self._first)
            found = self._signals(pair)
            turns = turns_of(self._connection, related.turning_points, found)
            return _Looked(related, tuple(sorted(found.sources)), turns)

        return self._kept(pair, "exact", make)

    def _kept(self, pair: Pair, way: str, make: Callable[[], _Looked]) -> _Looked:
        asked = (way, self._first, self._last, self._sources, self._watched, self._method)
        return self._keep(pair.a, pair.b, asked, make)

    def _related(self, pair: Pair, method: Method) -> Relation:
        found = self._signals(pair)
        return relate(
            *(found.signals, pair.a, pair.b),
            since=first_of(found.signals, self._begin),
            until=self._last,
            watched=self._watched,
            method=method,
        )

    def _signals(self, pair: Pair) -> Signals:
        if pair not in self._told:
            self._told[pair] = signals_of(
                self._connection,
                pair,
                since=self._begin,
                until=self._last,
                sources=self._sources,
            )
        return self._told[pair]

    @property
    def _begin(self) -> dt.date:
        return self._first - dt.timedelta(days=BEFORE)


def _thinned(relation: Relation, since: dt.date) -> Relation:
    """The relation with the weeks alone that a comparison since a day takes: the first, that of
    the day, the last; and with the turns since then."""
    days = relation.days
    if not days:
        return relation
    at = max((i for i, day in enumerate(days) if day <= since), default=0)
    taken = sorted({0, at, len(days) - 1})

    def some(values: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(values[i] for i in taken)

    return replace(
        relation,
        days=tuple(days[i] for i in taken),
        level=some(relation.level),
        low=some(relation.low),
        high=some(relation.high),
        weight=some(relation.weight),
        turning_points=tuple(p for p in relation.turning_points if p.date >= since),
    )
