"""A coding as plain values: the JSON object of the documentation (`docs/output.md`)."""

from __future__ import annotations

from typing import Any

from detente.types import (
    SLOTS,
    Actor,
    Assessment,
    Coding,
    Date,
    Event,
    Evidence,
    Place,
    Reason,
    Statement,
)


def coding_record(coding: Coding, *, reasons: bool = False) -> dict[str, Any]:
    """The object of one document; all keys are always present.

    With `reasons` each event carries the list of its reasons too.
    """
    document = coding.document
    return {
        "document": {
            "id": document.id,
            "title": document.title,
            "url": document.url,
            "publisher": document.publisher,
            "language": document.language,
            "published": document.published.isoformat() if document.published else None,
            "paragraphs": [
                {"index": p.index, "start": p.start, "end": p.end, "repeats": p.repeats}
                for p in coding.paragraphs
            ],
        },
        "events": [event_record(e, reasons=reasons) for e in coding.events],
        "assessments": [assessment_record(a) for a in coding.assessments],
        "statements": [statement_record(s) for s in coding.statements],
        "warnings": list(coding.warnings),
    }


def event_record(event: Event, *, reasons: bool = False) -> dict[str, Any]:
    """One event."""
    record: dict[str, Any] = {
        "id": event.id,
        "event_type": event.event_type,
        "mode": event.mode,
        "cameo": event.cameo,
        "quad_class": event.quad_class,
        "intensity": event.intensity,
        "goldstein": event.goldstein,
        "contexts": list(event.contexts),
        "actor": [actor_record(a) for a in event.actor],
        "recipient": [actor_record(a) for a in event.recipient],
        "date": date_record(event.date),
        "aux": list(event.aux),
        "said_by": actor_record(event.said_by) if event.said_by else None,
        "location": place_record(event.location) if event.location else None,
        "mentions": [evidence_record(m) for m in event.mentions],
        "confidence": event.confidence,
        "confidences": {slot: event.confidences.get(slot) for slot in SLOTS},
    }
    if reasons:
        record["reasons"] = [reason_record(r) for r in event.reasons]
    return record


def actor_record(actor: Actor) -> dict[str, Any]:
    """One party or speaker."""
    return {
        "code": actor.code,
        "country": actor.country,
        "sector": actor.sector,
        "name": actor.name,
        "text": actor.text,
        "start": actor.start,
        "end": actor.end,
    }


def date_record(date: Date | None) -> dict[str, Any] | None:
    """When, or None."""
    if date is None:
        return None
    return {
        "edtf": date.edtf,
        "start": date.start.isoformat() if date.start else None,
        "end": date.end.isoformat() if date.end else None,
        "text": date.text,
    }


def place_record(place: Place) -> dict[str, Any]:
    """Where."""
    return {
        "text": place.text,
        "name": place.name,
        "country": place.country,
        "lat": place.lat,
        "lon": place.lon,
    }


def evidence_record(evidence: Evidence) -> dict[str, Any]:
    """One mention of an event."""
    return {
        "paragraph": evidence.paragraph,
        "sentence": evidence.sentence,
        "start": evidence.start,
        "end": evidence.end,
        "trigger": evidence.trigger,
        "rule": evidence.rule,
    }


def assessment_record(assessment: Assessment) -> dict[str, Any]:
    """One assessment."""
    return {
        "a": assessment.a,
        "b": assessment.b,
        "tone": assessment.tone,
        "trend": assessment.trend,
        "said_by": actor_record(assessment.said_by) if assessment.said_by else None,
        "mentions": [
            {"text": m.trigger, "start": m.start, "end": m.end, "paragraph": m.paragraph}
            for m in assessment.mentions
        ],
    }


def statement_record(statement: Statement) -> dict[str, Any]:
    """One statement."""
    return {
        "speaker": actor_record(statement.speaker) if statement.speaker else None,
        "kind": statement.kind,
        "text": statement.text,
        "start": statement.start,
        "end": statement.end,
    }


def reason_record(reason: Reason) -> dict[str, Any]:
    """One reason."""
    return {
        "stage": reason.stage,
        "rule": reason.rule,
        "text": reason.text,
        "start": reason.start,
        "end": reason.end,
        "score": reason.score,
    }
