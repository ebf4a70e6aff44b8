"""What collation has still to do in a store, as a sentence for people."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.archive._collate_rows import COPIES, LINKS, STORY
from detente.store.schema import pending, stale

_AGAIN = {  # kind of `stale` -> what is to be made anew, one and many
    COPIES: ("the copies of {} document", "the copies of {} documents"),
    STORY: ("the story of {} event", "the stories of {} events"),
    LINKS: ("the plans and denials of {} story", "the plans and denials of {} stories"),
}


def waiting(connection: Connection) -> int:
    """Number of documents that were not compared with the others yet (`detente collate`)."""
    return connection.scalar(sa.select(sa.func.count()).select_from(pending)) or 0


def unfinished(connection: Connection) -> str | None:
    """What the stories lack: documents that wait, and what is to be made anew because of others.

    None where all is done.
    """
    parts = []
    if new := waiting(connection):
        noun = "document is" if new == 1 else "documents are"
        parts.append(f"{new:,} {noun} not compared with the others yet")
    count = sa.select(stale.c.kind, sa.func.count()).group_by(stale.c.kind)
    number: dict[str, int] = {row[0]: row[1] for row in connection.execute(count)}
    again = [
        words[number[kind] > 1].format(f"{number[kind]:,}")
        for kind, words in _AGAIN.items()
        if number.get(kind)
    ]
    if again:
        parts.append(f"{', '.join(again)} {_are(again, number)} still to be made anew")
    return f"{'; '.join(parts)}; run detente collate" if parts else None


def _are(again: list[str], number: dict[str, int]) -> str:
    return "is" if len(again) == 1 and number.get(STORY) == 1 else "are"
