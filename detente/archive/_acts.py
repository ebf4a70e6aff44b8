"""Stories of imported events: what one source codes of one act of a day is one story.

Rows of other coders have no text to compare: those of one source with the same days, parties and
code (deeds also with the same place) are taken for one act, told several times. Collation leaves
these stories alone.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.digests import short_digest
from detente.formats.exchange import Coded, Party
from detente.store.counting import recount
from detente.store.imported import Rows
from detente.store.schema import events, stories, story_events

REASON = "same source, days, parties and code"
_DEEDS = "material"  # how the quad classes of deeds begin
_VAGUE = ("UNK", "OTH", "INT")  # ends of codes that many parties share

_MEMBER = ("id", "document", "status", "start", "published", "lat", "trigger", "mentions")


def act_of(coded: Coded) -> str:
    """The id of the story of an imported event: a digest of what makes one act.

    Between parties sectors are left aside, as in relations: what a government and what its army
    are coded to do by one code on one day is one act. Within a party they tell acts apart, as
    does the place for deeds; words are one act wherever they are said to have been spoken.
    Parties that share a code are told apart by name.
    """
    within = not {p.party for p in coded.actor}.isdisjoint(p.party for p in coded.recipient)
    sides = (sorted({_key(p, within) for p in side}) for side in (coded.actor, coded.recipient))
    place = None
    if coded.location and (coded.quad_class or "").startswith(_DEEDS):
        place = [coded.location.name or coded.location.text, coded.location.country]
    code = (coded.event_type, coded.mode, coded.cameo, coded.native, sorted(coded.aux))
    days = (str(coded.start), str(coded.end))
    key = json.dumps(["act", coded.source, *days, *code, *sides, place])
    return short_digest(key)


def _key(party: Party, within: bool) -> str:
    if party.party.rpartition(":")[2] in _VAGUE or party.party.startswith("UNK"):
        return f"{party.code} {party.name or party.text or ''}"
    return party.code if within else party.party


def tell_acts(connection: Connection, added: Sequence[tuple[str, Rows]]) -> None:
    """Put events that were just added, each with the id of its story, into their stories.

    The result depends on the events of a story alone, not on the order in which they came.
    """
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for story, rows in added:
        groups[story].append({name: rows.event[name] for name in _MEMBER})
    old = (
        sa.select(story_events.c.story, *(events.c[name] for name in _MEMBER))
        .join(events, events.c.id == story_events.c.event)
        .where(story_events.c.story.in_(list(groups)))
    )
    for row in connection.execute(old).mappings():
        groups[row["story"]].append({name: row[name] for name in _MEMBER})
    again = [story for story, members in groups.items() if len(members) > 1]
    if again:
        connection.execute(sa.delete(stories).where(stories.c.id.in_(again)))
    if groups:
        connection.execute(sa.insert(stories), [_story(*g) for g in groups.items()])
        told = [row for group in groups.items() for row in _members(*group)]
        connection.execute(sa.insert(story_events), told)
        recount(connection, [row["event"] for row in told])


def _story(story: str, members: Sequence[dict[str, Any]]) -> dict[str, Any]:
    best = min(members, key=_worth)
    days = sorted(m["published"] for m in members if m["published"])
    return {
        "id": story,
        "best": best["id"],
        "status": best["status"],
        "reports": 1,  # how many of them are independent nobody can tell
        "documents": len({m["document"] for m in members}),
        "events": len(members),
        "start": best["start"],
        "first": days[0] if days else None,
        "last": days[-1] if days else None,
    }


def _worth(member: dict[str, Any]) -> tuple[bool, bool, str]:
    """The event that tells most comes first; of equals the one with the least id."""
    return member["lat"] is None, member["trigger"] is None, member["id"]


def _members(story: str, members: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    ordered = sorted(members, key=_worth)
    return [
        {
            "event": member["id"],
            "story": story,
            "position": position,
            "superseded": False,
            "merged": ordered[0]["id"] if position else None,
            "reason": REASON if position else None,
            "score": 1.0 if position else None,
        }
        for position, member in enumerate(ordered)
    ]
