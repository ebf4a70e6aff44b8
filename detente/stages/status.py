"""Auxiliary modes: is an act still to come, only possible, or did it not happen?

Its words tell the modes (`_status_modes`), the day of publication those of acts on later days. What
a type becomes while it is still to come stands in the ontology (a visit to come is AGREE).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from detente._entries import EventType
from detente.codebook import Codebook
from detente.resources import LanguagePack
from detente.stages._conditions import conditional_on, unless
from detente.stages._edtf import starts_after
from detente.stages._grammar import NEGATED
from detente.stages._status_modes import (
    ATTEMPT,
    FUTURE,
    HYPOTHETICAL,
    NEGATION,
    UNREAL,
    Judge,
)
from detente.stages._status_words import status_words
from detente.types import Reading, Reason, Sentence

REFUSAL = "refusal"  # rule of the reason of an act that is refused by saying that one will not
TERM = "term"  # rule of the reason of a promise that depends on something
THREAT = "threat"  # rule of the reason of an act that is announced for the case of something else


def judge_status(
    readings: Sequence[Reading],
    sentences: Sequence[Sentence],
    published: dt.date | None,
    pack: LanguagePack,
    codebook: Codebook,
) -> tuple[Reading, ...]:
    """Readings with their auxiliary modes and the type that goes with them.

    Readings of acts that somebody only ought to do are left out: the demand for them is coded
    where the codebook lists it.
    """
    words = status_words(pack)
    out = []
    for reading in readings:
        kind = codebook.types[reading.event_type]
        judge = Judge(reading, sentences[reading.sentence], words)
        judge.run(declared=kind.declared)
        tried = ATTEMPT in judge.found and not kind.of_mode(reading.mode).get("tried")
        if UNREAL in judge.found or (tried and kind.cooperative):
            continue
        if judge.conditional and NEGATION in judge.found:
            continue  # "if he does not resign" tells a demand, not an act
        out.append(_settle(judge, published, codebook))
    return tuple(out)


def _settle(judge: Judge, published: dt.date | None, codebook: Codebook) -> Reading:
    """The reading with the modes of its words and its day, as the type that goes with them."""
    told = judge.reading
    kind = codebook.types[told.event_type]
    term = conditional_on(judge.sentence, told.token, judge.words)
    refused = told.licence == NEGATED or NEGATION in judge.found
    unwilling = refused and judge.unwilling()
    found = _meant(judge, kind, term, unwilling=unwilling)
    if published is not None and starts_after(told.edtf, published):
        to_come = kind.future is not None or not judge.past
        if to_come and HYPOTHETICAL not in {*told.aux, *found}:
            found.setdefault(FUTURE, told.time.text if told.time else "")
    aux = told.aux | (found.keys() & {FUTURE, HYPOTHETICAL, NEGATION})
    reading = _to_come(replace(told, aux=aux, announced=True), kind, codebook)
    if term and FUTURE in reading.aux:
        found[TERM] = term
        reading = replace(reading, aux=reading.aux | {HYPOTHETICAL}, announced=True)
    case = unless(judge.sentence, told.token, judge.words) if kind.threat else ""
    if case and judge.threatens(found, reporting=judge.is_reported()):
        found[THREAT] = case
        reading = _threatened(reading, kind.threat, told.mode)
    refusal = codebook.refusals.get(told.event_type)
    if refusal is not None and {FUTURE, NEGATION} <= found.keys() and unwilling:
        found[REFUSAL] = found[NEGATION]
        reading = _refused(reading, refusal)
    notes = tuple(Reason("status", e, t) for e, t in sorted(found.items()))
    return replace(reading, reasons=(*reading.reasons, *notes))


def _meant(judge: Judge, kind: EventType, term: str, *, unwilling: bool) -> dict[str, str]:
    """The modes found, where what is reported as possible, or what somebody would not do, is to
    come; not so under a condition."""
    found = dict(judge.found)
    reported = HYPOTHETICAL in found and judge.is_reported() and not judge.past and not term
    if reported and found[HYPOTHETICAL].lower() in judge.words.reported_future:
        found[FUTURE] = found.pop(HYPOTHETICAL)
    if unwilling and not term and found.get(HYPOTHETICAL, "").lower() in judge.words.willing:
        found[FUTURE] = found.pop(HYPOTHETICAL)  # who would not sign, refused
    if unwilling and judge.reading.licence == NEGATED and kind.verbal:
        found.pop(FUTURE, None)  # the refusal is made now
    return found


def _to_come(reading: Reading, kind: EventType, codebook: Codebook) -> Reading:
    """An act that is to come, or only possible, as its type becomes."""
    aux = reading.aux
    if kind.future is not None and aux & {FUTURE, HYPOTHETICAL}:
        return replace(
            reading,
            event_type=kind.future["type"],
            cameo=kind.future["cameo"],
            mode=None,
            aux=aux | {FUTURE},
            announced=HYPOTHETICAL not in aux,
        )
    if HYPOTHETICAL in aux and reading.event_type not in codebook.announcing:
        return replace(reading, aux=aux - {FUTURE})
    return reading


def _threatened(reading: Reading, threat: Mapping[str, str], mode: str | None) -> Reading:
    """An act that is announced for the case of something else, as its type becomes; `mode` is
    that of the act."""
    return replace(
        reading,
        event_type=threat["type"],
        cameo=threat.get("cameo"),
        mode=threat.get(mode or ""),
        aux=reading.aux - {FUTURE, HYPOTHETICAL},
        announced=True,
    )


def _refused(reading: Reading, refusal: str) -> Reading:
    """An act of which somebody says that he will not do it, as his refusal."""
    aux = reading.aux - {FUTURE, NEGATION}
    reading = replace(reading, event_type=refusal, cameo=None, mode=None, aux=aux)
    if reading.mutual and len(reading.actor) > 1:  # who will not meet the other is named first
        first, others = reading.actor[:1], reading.actor[1:]
        return replace(reading, actor=first, recipient=others, mutual=False)
    return reading
