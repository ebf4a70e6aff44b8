"""Whom a refusal or consent answers: whoever asked, offered or accused before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente.codebook import Codebook
from detente.stages._scores import KIND
from detente.stages._standins import ANSWER
from detente.types import Reading, Reason, Sentence

KNOWN = "learned"  # rule of a person whom the text told before, by name or by what he is
_BACK = 2  # sentences after which nobody answers any more


def answer(reading: Reading, before: Sequence[Reading], codebook: Codebook) -> Reading:
    """A refusal that names nobody answers the last demand, offer or charge of somebody else."""
    if codebook.types[reading.event_type].recipient != "speaker" or reading.recipient:
        return reading
    own = {a.code for a in reading.actor}
    for other in reversed(before):
        if reading.sentence - other.sentence > _BACK:
            break
        strangers = tuple(a for a in other.actor if a.code not in own)
        if other.event_type in codebook.answered and strangers and not other.mutual:
            note = Reason("locate", ANSWER, other.evidence.trigger, other.evidence.start)
            return replace(reading, recipient=strangers[:1], reasons=(*reading.reasons, note))
    return reading


def asker(
    reading: Reading, sentence: Sentence, before: Sequence[Reading], codebook: Codebook
) -> Reading:
    """A refusal of which no word of its sentence tells whom it is to answers the last demand,
    offer or charge that was made to just who refuses, unless whom it is taken to be to has made
    one himself."""
    told = any(sentence.start <= a.start < sentence.end for a in reading.recipient)
    alone = len(reading.actor) == 1 and not reading.mutual
    if told or not alone or codebook.types[reading.event_type].recipient != "speaker":
        return reading
    own = reading.actor[0].code
    near = [o for o in reversed(before) if reading.sentence - o.sentence <= _BACK]
    asking = [o for o in near if o.event_type in codebook.answered and not o.mutual]
    if {a.code for a in reading.recipient} & {a.code for o in asking for a in o.actor}:
        return reading
    for other in asking:
        alone = len(other.actor) == 1 and other.actor[0].code != own
        if alone and [a.code for a in other.recipient] == [own]:
            note = Reason("locate", ANSWER, other.evidence.trigger, other.evidence.start)
            return replace(reading, recipient=other.actor, reasons=(*reading.reasons, note))
    return reading


def replied(reading: Reading, before: Sequence[Reading], codebook: Codebook) -> Reading:
    """A refusal or consent by somebody whom no word names (the 57-year-old refused) is that of the
    one whom the sentence before asked or accused, not of who did so."""
    consent = reading.event_type in codebook.consents
    if not before or not (consent or codebook.types[reading.event_type].recipient == "speaker"):
        return reading
    asked, own = before[-1], reading.actor
    if len(own) != 1 or own[0].reason is None:
        return reading
    rule = own[0].reason.rule
    nameless = rule == KNOWN and own[0].text not in own[0].name  # not told by his name again
    unnamed = nameless or (consent and rule.startswith(KIND))
    open_ = asked.event_type in codebook.answered and reading.sentence - asked.sentence == 1
    if not unnamed or not open_ or asked.mutual or len(asked.recipient) != 1:
        return reading
    if {a.code for a in asked.actor} != {own[0].code} or asked.recipient[0].code == own[0].code:
        return reading
    note = Reason("locate", ANSWER, asked.evidence.trigger, asked.evidence.start)
    return replace(
        reading,
        actor=asked.recipient,
        recipient=asked.actor,
        reasons=(*reading.reasons, note),
    )
