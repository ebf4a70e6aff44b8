"""Between whom a third party mediates that names nobody: the two who deal with each other.

Who offers to mediate, or calls for a truce, turns to both sides of the quarrel that the text
tells, not to the one that it told last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente.codebook import Codebook
from detente.stages._actor_memory import side
from detente.stages._deeds import in_sector
from detente.stages._quarrels import QUARREL, STATE, dealing
from detente.stages._standins import STAND_IN
from detente.types import Actor, Reading, Reason, Sentence

_OUTSIDE = ("REL", "NGO", "CVL", "EDU", "BUS", "ELI")  # sectors of go-betweens at home
_ABOUT = ("obl", "obj", "nmod", "xcomp", "advcl")  # how what it is about hangs on an act
_SIDES = ("REB", "OPP", "PTY")  # sectors that are a side of their own within a country


def between(
    reading: Reading, sentence: Sentence, before: Sequence[Reading], codebook: Codebook
) -> Reading:
    """A reading by which somebody mediates, with the two of whom most acts before it tell, where
    words of its own name none or only the party told last stands in for them."""
    if reading.mutual or not reading.actor or not _open(reading, sentence):
        return reading
    if not _mediates(reading, sentence, codebook):
        return reading
    others = {side(a) for a in reading.actor if a.sector not in _OUTSIDE}
    found = dealing(reading, before, codebook, others)
    if len(found) != 2 or not {side(a) for a in reading.recipient} <= {side(a) for a in found}:
        return reading
    return _towards(reading, found)


def _open(reading: Reading, sentence: Sentence) -> bool:
    """Whether no word of the sentence tells whom a reading is addressed to."""

    def told(actor: Actor) -> bool:
        implied = actor.reason is not None and actor.reason.stage == "locate"
        return sentence.start <= actor.start < sentence.end and not implied

    return len(reading.recipient) < 2 and not any(map(told, reading.recipient))


def _mediates(reading: Reading, sentence: Sentence, codebook: Codebook) -> bool:
    """Whether a word of the act, or of what it is about, is one of those of go-betweens."""
    classes = (codebook.classes[c] for c in codebook.between.get(reading.event_type, ()))
    words = frozenset[str]().union(*classes)
    heads = {reading.token, *reading.objects, *reading.clause}
    inside = {k for h in heads for k in (h, *sentence.kids(h, *_ABOUT))}
    return any(sentence.tokens[k].lemma.lower() in words for k in inside)


def _towards(reading: Reading, found: Sequence[Actor]) -> Reading:
    start, end = reading.evidence.start, reading.evidence.end
    note = Reason("locate", QUARREL, reading.evidence.trigger, start, end)
    sides = len({a.country for a in found}) == 1
    own = tuple(
        replace(in_sector(a, STATE) if _state(a, sides=sides) else a, reason=note) for a in found
    )
    sure = {**reading.sure, "parties": STAND_IN}
    return replace(reading, recipient=own, reasons=(*reading.reasons, note), sure=sure)


def _state(actor: Actor, *, sides: bool) -> bool:
    """Whether the government of a party is meant, not itself: unless it is one of two sides of a
    country."""
    return not (sides and actor.sector in _SIDES)
