"""Why a stored record is what it is, from the reasons that were kept when it was coded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from detente.formats.explain import explain_assessment, explain_event
from detente.formats.notation import one_line
from detente.formats.shown import decision_of, reason_of
from detente.store.writing import assessment_ids
from detente.types import Coding

Record = dict[str, Any]
NOTHING = "    none kept: another coder coded it"


def explain_record(record: Record, coding: Coding | None) -> str:
    """The lines for a record that `show` gave; `coding` is that of its (best event's) document."""
    kind = record["record"]
    if kind == "assessment":
        return _assessment(record, coding)
    if kind == "document":
        return _document(record, coding)
    event = record["event"] if kind == "story" else record["id"]
    lines = [_event(record, event, coding)]
    if kind == "story":
        heading = f"story {record['id']}: {record['events']} events, {record['reports']} reports"
        decided = [f"  {decision_of(row)}" for row in record["decisions"]]
        more = (*_members(record["members"]), *_links(record["links"]), *decided)
        lines = [heading, *more, "", *lines]
    else:
        lines += [f"  story {record['story'] or '-: not compared with other documents yet'}"]
        lines += [f"    {reason_of(row)}" for row in record["merged"]]
        lines += [*_members(record["others"]), *_links(record["links"])]
        lines += [*_copies(record["copies"])]
    return "\n".join(lines)


def _event(record: Record, event: str, coding: Coding | None) -> str:
    own = next((e for e in coding.events if e.id == event), None) if coding else None
    if coding is None or own is None:
        kind = record["event_type"] or f"CAMEO {record['cameo']}"
        return f"{kind}  id {event}  coded by {record['source']}\n  reasons\n{NOTHING}"
    return explain_event(coding, own)


def _assessment(record: Record, coding: Coding | None) -> str:
    if coding is None:
        return f"{record['a']} {record['b']}  {record['tone']}\n  reasons\n{NOTHING}"
    known = dict(zip(assessment_ids(coding), coding.assessments, strict=True))
    return explain_assessment(coding, known[record["id"]])


def _document(record: Record, coding: Coding | None) -> str:
    if coding is None:
        return f"document {record['id']}: {record['events']} events coded by {record['coder']}"
    parts = [explain_event(coding, event) for event in coding.events]
    parts += [explain_assessment(coding, item) for item in coding.assessments]
    return "\n\n".join(parts) or "no events"


def _members(members: list[Record]) -> Iterator[str]:
    for row in members:
        where = " · ".join(str(v) for v in (row["published"], row["publisher"]) if v)
        yield f'    {row["event"]}  {where}  "{one_line(row["trigger"] or "")}"'
        if reason := reason_of(row):
            yield f"      {reason}"
        if row["superseded"]:
            yield "      replaced by a correction"


def _links(links: list[Record]) -> Iterator[str]:
    for row in links:
        yield (
            f"  {row['link']}: story {row['id']} ({row['status']}), {one_line(row['reason'])}"
            f" = {row['score']:.2f}"
        )


def _copies(copies: list[Record]) -> Iterator[str]:
    for row in copies:
        yield (
            f"  its document {row['way']} {row['document']} ({row['kind']},"
            f" {row['share']:.0%}): {one_line(row['reason'])}"
        )
