"""A coding in place of an older one of the same document: `rewrite_coding` in a transaction.

Events that keep their id keep their row, and so their story and what people decided about them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.stages.merge import distinct
from detente.store.counting import recount
from detente.store.records import pack_coding
from detente.store.schema import (
    assessments,
    codings,
    decisions,
    documents,
    dyads,
    events,
    parties,
    statements,
    stories,
    story_events,
)
from detente.store.touching import touch
from detente.store.writing import Row, assessment_rows, event_rows, statement_rows
from detente.types import Coding, Event

_TRUST = "confidence"  # what columns begin with that tell how sure the coder is
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Changes:
    """What another coding of a document changed: numbers of events, assessments, statements.

    Of events that are in both, `same` differ at most in their confidence, `changed` in more.
    Decisions of people about events that are gone are `moved` to the event that is told by the
    same words now, or `idle`: kept, and without effect until the event comes back.
    """

    same: int = 0
    changed: int = 0
    new: int = 0
    gone: int = 0
    assessments_new: int = 0
    assessments_gone: int = 0
    statements_new: int = 0
    statements_gone: int = 0
    moved: int = 0
    idle: int = 0

    def __add__(self, other: Changes) -> Changes:
        """The sum of two."""
        return Changes(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def nothing(self) -> bool:
        """Whether the document says now what it said before."""
        return self == Changes(same=self.same)


def rewrite_coding(connection: Connection, old: Coding, new: Coding, *, coder: str) -> Changes:
    """Write a coding of a document that is in the store with another one; what that changes."""
    new = replace(new, events=distinct(new.events))
    document = new.document.id
    mine = documents.c.id == document
    warnings = json.dumps(new.warnings, ensure_ascii=False)
    values = {"coder": coder, "warnings": warnings, "language": new.document.language}
    connection.execute(sa.update(documents).where(mine).values(values))
    record = {"record": pack_coding(new)}
    connection.execute(sa.update(codings).where(codings.c.document == document).values(record))
    moved, idle = _move_decisions(connection, old.events, new.events)
    touch(connection, _dyads(old) | _dyads(new))
    changes = _rewrite_events(connection, old, new)
    for table, make in ((assessments, assessment_rows), (statements, statement_rows)):
        connection.execute(sa.delete(table).where(table.c.document == document))
        if rows := list(make(new)):
            connection.execute(sa.insert(table), rows)
    before, after = (Counter(_told(assessment_rows(c))) for c in (old, new))
    said, says = (Counter(_told(statement_rows(c))) for c in (old, new))
    return replace(
        changes,
        assessments_new=(after - before).total(),
        assessments_gone=(before - after).total(),
        statements_new=(says - said).total(),
        statements_gone=(said - says).total(),
        moved=moved,
        idle=idle,
    )


def _dyads(coding: Coding) -> set[tuple[str, str]]:
    """The dyads that a coding tells of."""
    told = (row for _, _, pairs in event_rows(coding) for row in pairs)
    return {(row["a"], row["b"]) for row in (*told, *assessment_rows(coding))}


def _told(rows: Iterable[Row]) -> Iterator[tuple[object, ...]]:
    """Rows without their ids, which depend on their number."""
    for row in rows:
        yield tuple(value for name, value in row.items() if name != "id")


def _rewrite_events(connection: Connection, old: Coding, new: Coding) -> Changes:
    before = {row["id"]: (row, sides) for row, sides, _ in event_rows(old)}
    made = list(event_rows(new))
    after = {row["id"] for row, _, _ in made}
    gone = sorted(before.keys() - after)
    _crown(connection, gone)
    kept = sorted(before.keys() & after)
    for chunk in _chunks(gone):
        connection.execute(sa.delete(events).where(events.c.id.in_(chunk)))
    for chunk in _chunks(kept):
        for table in (parties, dyads):
            connection.execute(sa.delete(table).where(table.c.event.in_(chunk)))
    fresh = []
    for row, _, _ in made:
        if row["id"] in before:
            values = {name: value for name, value in row.items() if name not in ("id", "reports")}
            connection.execute(sa.update(events).where(events.c.id == row["id"]).values(values))
        else:
            fresh.append(row)
    if fresh:
        connection.execute(sa.insert(events), fresh)
    for table, rows in (
        (parties, [row for _, sides, _ in made for row in sides]),
        (dyads, [row for _, _, pairs in made for row in pairs]),
    ):
        if rows:
            connection.execute(sa.insert(table), rows)
    recount(connection, kept)
    same = sum(
        row["id"] in before and _sharp(row, sides) == _sharp(*before[row["id"]])
        for row, sides, _ in made
    )
    return Changes(same, len(kept) - same, len(fresh), len(gone))


def _sharp(row: Row, sides: Sequence[Row]) -> tuple[object, ...]:
    """The values of an event without how sure they are."""
    own = tuple(value for name, value in row.items() if not name.startswith(_TRUST))
    return own, tuple(tuple(side.values()) for side in sides)


def _crown(connection: Connection, gone: Sequence[str]) -> None:
    """Let another event stand for the stories whose best one goes, until they are made anew."""
    for chunk in _chunks(gone):
        best = connection.execute(sa.select(stories.c.id).where(stories.c.best.in_(chunk)))
        for story in best.scalars().all():
            member = story_events.c
            query = (
                sa.select(events.c.id, events.c.status, events.c.start)
                .join(story_events, member.event == events.c.id)
                .where(member.story == story, member.event.not_in(gone))
                .order_by(member.position)
            )
            heir = connection.execute(query.limit(1)).first()
            if heir is not None:
                values = {"best": heir.id, "status": heir.status, "start": heir.start}
                own = stories.c.id == story
                connection.execute(sa.update(stories).where(own).values(values))
                recount(connection, [heir.id])


def _move_decisions(
    connection: Connection, old: Sequence[Event], new: Sequence[Event]
) -> tuple[int, int]:
    """Let decisions about events that go follow to what the same words tell now.

    Returns how many were moved, and how many have no event any more.
    """
    known, there = {e.id for e in old}, {e.id for e in new}
    fresh = [e for e in new if e.id not in known]
    moved = idle = 0
    for event in old:
        if event.id in there:
            continue
        heir = _heir(event, fresh)
        for column in (decisions.c.a, decisions.c.b):
            mine = column == event.id
            many = sa.select(sa.func.count()).select_from(decisions).where(mine)
            count = connection.execute(many).scalar_one()
            if count and heir is not None:
                values = {column.name: heir.id}
                connection.execute(sa.update(decisions).where(mine).values(values))
                moved += count
            else:
                idle += count
    return moved, idle


def _heir(event: Event, fresh: Sequence[Event]) -> Event | None:
    """The only new event that is told by the same words first, of the same type if there is one."""
    if not event.mentions:
        return None
    place = (event.mentions[0].start, event.mentions[0].end)
    found = [e for e in fresh if e.mentions and (e.mentions[0].start, e.mentions[0].end) == place]
    alike = [e for e in found if e.event_type == event.event_type]
    found = alike or found
    return found[0] if len(found) == 1 else None


def _chunks(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), _CHUNK):
        yield names[start : start + _CHUNK]
