"""On whose word: reporting verbs, source phrases, indirect speech, quotations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente.resources import LanguagePack
from detente.stages._cast import Cast
from detente.stages._reports import SOURCE, Speech, find_speech, source
from detente.types import Reading, Reason, Sentence, Statement

__all__ = ["SOURCE", "attribute"]


def attribute(
    readings: Sequence[Reading],
    sentences: Sequence[Sentence],
    text: str,
    cast: Cast,
    pack: LanguagePack,
) -> tuple[tuple[Reading, ...], tuple[Statement, ...]]:
    """Readings with `said_by`, and the statements of the document.

    The innermost report that covers a predicate decides; a sentence in the subjunctive of
    indirect speech, or inside a quotation, goes on with the speaker before it. A predicate that
    is itself the speech (a demand, a promise) rests on nobody's word.
    """
    speech = find_speech(sentences, text, cast, pack)
    return tuple(_said(reading, speech) for reading in readings), speech.statements


def _said(reading: Reading, speech: Speech) -> Reading:
    said = speech.speaker(reading.sentence, reading.token)
    if said:
        note = Reason("attribution", said[1], said[0].text)
        return replace(reading, said_by=said[0], reasons=(*reading.reasons, note))
    hearsay = [r for r in reading.reasons if r.stage == "status" and r.rule == "hearsay"]
    if hearsay:
        speaker = source(reading.evidence.start, reading.evidence.end, hearsay[0].text)
        return replace(reading, said_by=speaker)
    return reading
