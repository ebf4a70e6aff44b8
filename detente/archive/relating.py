"""Relations over a store: how two parties stand over time, and who moved most.

    with database.reading() as connection:
        course = relation(connection, "Pakistan", "RUS")

The method is `detente.corpus.relations` (docs/relations.md); here it is given the stories and the
assessments of the store.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
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
from detente.archive._relation_signals import Pair, Signals, latest_of, signals_of
from detente.archive.keeping import Keep
from detente.archive.moving import LIMIT, movers
from detente.archive.naming import name_of, party_of
from detente.archive.queries import too_far
from detente.corpus.relations import Method, Relation, Signal, relate
from detente.errors import UsageError
from detente.formats.relation import Course
from detente.store.writing import OURS

__all__ = ["LIMIT", "latest_of", "movers", "relation"]

FURTHEST = 60 * 366  # days before the last one that a relation looks back at
AHEAD = 31  # days after the last news that stories may reach


def relation(
    connection: Connection,
    a: str,
    b: str,
    *,
    directed: bool = False,
    since: str | dt.date | None = None,
    until: str | dt.date | None = None,
    reach: dt.date | None = None,
    source: str | Sequence[str] = (),
    method: Method | None = None,
    keep: Keep | None = None,
) -> Course:
    """The course of a relation: level, turning points with their stories, and notes.

    `a` and `b` are codes (PAK, PAK:GOV, IGO:UNO) or names; `directed` takes only what `a` does to
    `b`. Days may be dates, or text of a year, month or day; without `since` the course begins
    with the first story, 60 years back at most or on `reach`. `source` takes only events of these
    coders. What `keep` has is not worked out again. UsageError for parties that mean nothing or
    are the same, and for days that cannot be.
    """
    pair = Pair(party_of(connection, a), party_of(connection, b))
    if pair.a == pair.b:
        raise UsageError(
            f"{a!r} and {b!r} are both {pair.a}: a relation needs two parties", code="same-party"
        )
    first, last = span_of(since, until)
    sources = sources_of(connection, source)
    keep = keep or Keep(None, connection)
    news = News.of(connection, sources, keep)
    made = (first, last, reach, directed, sources)

    def work_out() -> _Kept:
        return _worked_out(connection, pair, *made, news, method)

    if pair.wide:
        kept = keep(pair.a, pair.b, ("course", *made, news, method), work_out)
    else:
        kept = work_out()
    return replace(kept.course, notes=tuple(_notes(connection, keep, kept, directed)))


@dataclass(frozen=True, slots=True)
class _Kept:
    """A course, still without the notes that tell of the whole store; the number of stories that
    cannot count, and of those that lie too far back."""

    course: Course
    left_out: int
    early: int


def _worked_out(
    connection: Connection,
    pair: Pair,
    first: dt.date | None,
    last: dt.date | None,
    reach: dt.date | None,
    directed: bool,
    sources: tuple[str, ...],
    news: News,
    method: Method | None,
) -> _Kept:
    found = signals_of(
        connection, pair, directed=directed, since=first or reach, until=last, sources=sources
    )
    ends = last or _last(found.signals, news.latest) or news.latest
    if first and ends and not last and first > ends:
        raise too_far("since", first, *_reach(news, ends))
    last = last or _last(found.signals, news.latest)
    earliest = last - dt.timedelta(days=FURTHEST) if last else None
    bounded = first or reach
    early = sum(s.end < earliest for s in found.signals) if earliest and not bounded else 0
    begin = first or first_of(found.signals, reach or earliest)
    if not first and begin and last and begin > last:
        begin = None  # nothing is told yet: nobody gave that day
    related = relate(
        found.signals,
        *(pair.a, pair.b),
        directed=directed,
        since=begin,
        until=last,
        watched=news.watched,
        method=method,
    )
    return _Kept(_course(connection, related, found, last), found.left_out, early)


def _reach(news: News, last: dt.date) -> tuple[dt.date, dt.date]:
    """The days for which there may be something to tell."""
    return min((watch.first for watch in news.watched), default=last), last


def _last(signals: Sequence[Signal], latest: dt.date | None) -> dt.date | None:
    """The last day with news, or a little later where stories reach beyond it."""
    end = max((s[1] for s in signals), default=None)  # by place: there are many
    if latest is None or end is None:
        return end
    return max(latest, min(end, latest + dt.timedelta(days=AHEAD)))


def _course(
    connection: Connection,
    related: Relation,
    found: Signals,
    last: dt.date | None,
) -> Course:
    days = related.days
    marks: list[tuple[dt.date, float]] = []
    if days and last:
        begin = days[0]
        marks = sorted(
            (start if start > begin else begin, value)
            for start, end, _, _, value, kind, _, _ in found.signals
            if end >= begin and start <= last and kind != "denial"
        )
    return Course(
        *(related.a, related.b, name_of(related.a), name_of(related.b), related.directed),
        days=days,
        level=related.level,
        low=related.low,
        high=related.high,
        weight=related.weight,
        turns=turns_of(connection, related.turning_points, found),
        marks=tuple(marks),
        stories=related.stories,
        left_out=related.left_out + found.left_out,
        until=last if days else None,
        sources=tuple(sorted(found.sources)),
    )


def _notes(connection: Connection, keep: Keep, kept: _Kept, directed: bool) -> list[str]:
    notes: list[str] = []
    if OURS in kept.course.sources:
        notes += keep.once("waiting", lambda: waiting_note(connection))
    notes += several_note(kept.course.sources)
    if kept.left_out:
        what = "story has" if kept.left_out == 1 else "stories have"
        notes.append(f"{kept.left_out} {what} no day or no value and cannot count")
    if kept.early:
        what = "story lies" if kept.early == 1 else "stories lie"
        notes.append(f"{kept.early} {what} more than 60 years back; give --since to go further")
    if directed:
        notes.append("assessments say how two stand, not what one does: they do not count here")
    return notes
