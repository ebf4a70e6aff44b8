"""What collation has still to do in a store, as a sentence for people."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.archive._collate_rows import COPIES, LINKS, STORY
from detente.archive._collate_rules import rules_digest
from detente.store.schema import collated, pending, stale

_AGAIN = {  # kind of `stale` -> what is to be made anew, one and many
    COPIES: ("the copies of {} document", "the copies of {} documents"),
    STORY: ("the story of {} event", "the stories of {} events"),
    LINKS: ("the plans and denials of {} story", "the plans and denials of {} stories"),
}


def waiting(connection: Connection) -> int:
    """Number of documents that were not compared with the others yet (`detente collate`)."""
    return connection.scalar(sa.select(sa.func.count()).select_from(pending)) or 0


def unfinished(connection: Connection) -> str | None:
    """What the stories lack: documents that wait, what is to be made anew because of others, and
    whether all was made by other rules than those of today.

    None where all is done. Imported events have their stories from the import on.
    """
    parts = []
    if new := waiting(connection):
        noun = "document is" if new == 1 else "documents are"
        parts.append(f"{new:,} {noun} not compared with the others yet")
    parts += _made_anew(connection)
    if _outdated(connection):
        parts.append("the stories were made by the rules of another version")
    return f"{'; '.join(parts)}; run detente collate" if parts else None


def remade(connection: Connection) -> bool:
    """Whether stories are to be made anew, though their documents were compared."""
    first = connection.execute(sa.select(stale.c.kind).limit(1)).first()
    return first is not None or _outdated(connection)


def _outdated(connection: Connection) -> bool:
    made_by = connection.scalar(sa.select(collated.c.rules))
    return made_by is not None and made_by != rules_digest()


def _made_anew(connection: Connection) -> list[str]:
    count = sa.select(stale.c.kind, sa.func.count()).group_by(stale.c.kind)
    number: dict[str, int] = {row[0]: row[1] for row in connection.execute(count)}
    again = [
        words[number[kind] > 1].format(f"{number[kind]:,}")
        for kind, words in _AGAIN.items()
        if number.get(kind)
    ]
    return [f"{', '.join(again)} {_are(again, number)} still to be made anew"] if again else []


def _are(again: list[str], number: dict[str, int]) -> str:
    return "is" if len(again) == 1 and number.get(STORY) == 1 else "are"
