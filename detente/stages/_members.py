"""Which actor of a party has a side that no word tells: its government, its army, its courts.

Where the words of a clause leave a side out ("the step was welcomed"), whose side it is has been
settled (`_whose.py`); a linear model over what speaks for each of that party's actors in the text,
and for its government, says which one. Its weights were learned from the corpus
(`training/members.py`), by side and kind of event.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from detente.codebook import Codebook
from detente.resources import model_rows
from detente.stages._cast import SOLE, Cast
from detente.stages._scores import kind_name
from detente.stages._scripts import ROLES, script
from detente.stages._standins import settled
from detente.stages._whose import LIKELIEST, QUADS, Slot
from detente.types import Actor, Reading, Reason, Sentence

GROUPS = ("all", *ROLES, *QUADS)
# what speaks for an actor: it has been chosen so far; it is the government, the army, the people;
# how often the party is told so; it stands in the sentence, the one before, the
# paragraph, later in the sentence; told last, last but one, last but two; what it did or suffered
# in the last reading, in those before, in the sentence speaks for it; how often it had this side,
# and whether in an event of the same type; how likely its kind is by the heads
SIGNS = (
    *("ruled", "government", "army", "people", "share"),
    *("here", "before", "paragraph", "ahead", "last", "second", "third"),
    *("script", "script_second", "script_third", "script_here", "part", "twin", "kind"),
)
_SCRIPTS = ("script", "script_second", "script_third")
_RECENT = ("last", "second", "third")
_MANY = 3  # times from which more say no more
Signs = dict[str, dict[str, float]]


def open_(slot: Slot) -> bool:
    """Whether no word of the clause tells a side, and nobody surely has it."""
    return slot.actor is not None and slot.how == "absent" and not slot.held


def _itself(slot: Slot, *, verbal: bool) -> bool:
    """Whether the words of a state's only government or army would be said to itself."""
    actor = slot.actor
    if actor is None or slot.side != "recipient" or len(slot.others) != 1 or not verbal:
        return False
    return actor.code == slot.others[0].code and actor.sector in SOLE


class Members:
    """Weighs the actors of one party in one document."""

    def __init__(
        self,
        readings: Sequence[Reading],
        sentences: Sequence[Sentence],
        cast: Cast,
        codebook: Codebook,
    ) -> None:
        self.readings, self.sentences = readings, sentences
        self.cast, self.codebook = cast, codebook
        self.weights = model_rows("members")

    def groups(self, slot: Slot) -> tuple[str, ...]:
        """The groups of weights that hold for a side."""
        quad = QUADS[self.codebook.types[slot.reading.event_type].quad - 1]
        return ("all", slot.side, quad)

    def settle(self, slot: Slot, before: Sequence[Reading]) -> Reading:
        """The reading with the likeliest actor of the party in a side that no word tells."""
        reading, actor = slot.reading, slot.actor
        if not self.weights or actor is None or not open_(slot):
            return reading
        rows = [self.weights[group] for group in self.groups(slot)]
        odds = {
            code: sum(row[sign] * value for sign, value in signs.items() for row in rows)
            for code, signs in self.signs(slot, before).items()
        }
        best = max(sorted(odds), key=lambda code: odds[code], default=actor.code)
        if best == actor.code:
            return reading
        chosen = self._told(best, slot) or _government(actor)
        sure = 1 / sum(math.exp(value - odds[best]) for value in odds.values())
        return settled(reading, slot.side, chosen, sure)

    def signs(self, slot: Slot, before: Sequence[Reading]) -> Signs:
        """What speaks for each actor of the party by code, 0 to 1; scripts are log-odds."""
        reading, actor = slot.reading, slot.actor
        assert actor is not None
        told = [a for a in self.cast.actors if a.party == actor.party]
        others = {a.code for a in slot.others}  # who acts on somebody else
        if not _itself(slot, verbal=self.codebook.types[reading.event_type].verbal):
            others.discard(actor.code)
        known = {actor.code, *(a.code for a in told)}
        if actor.country:
            known.add(f"{actor.country}:GOV")
        counts = Counter(a.code for a in told)
        kinds = {a.code: kind_name(a) for a in (*told, actor)}
        out: Signs = {}
        for code in sorted(known - others):
            sector = code.partition(":")[2]
            kind = kinds.get(code, sector)
            out[code] = {
                "ruled": float(code == actor.code),
                "government": float(sector == "GOV"),
                "army": float(sector == "MIL"),
                "people": float(sector == "CVL"),
                "share": counts[code] / max(1, len(told)),
                "kind": slot.expected.kinds.get(kind, 0.0),
            }
        self._near(reading, told, out)
        self._played(slot, before, out)
        return out

    def _near(self, reading: Reading, told: Sequence[Actor], out: Signs) -> None:
        """Add where each actor was told, seen from the act."""
        sentence, start = self.sentences[reading.sentence], reading.evidence.start
        previous = self.sentences[max(0, reading.sentence - 1)].start
        paragraph = min(s.start for s in self.sentences if s.paragraph == sentence.paragraph)
        recent: list[str] = []
        for one in (a for a in told if a.code in out):
            if one.start >= start:
                if one.start < sentence.end:
                    out[one.code]["ahead"] = 1.0
                continue
            if one.code in recent:
                recent.remove(one.code)
            recent.append(one.code)
            if one.start >= sentence.start:
                out[one.code]["here"] = 1.0
            elif one.start >= previous:
                out[one.code]["before"] = 1.0
            elif one.start >= paragraph:
                out[one.code]["paragraph"] = 1.0
        for sign, code in zip(_RECENT, reversed(recent), strict=False):
            out[code][sign] = 1.0

    def _played(self, slot: Slot, before: Sequence[Reading], out: Signs) -> None:
        """Add what each actor did or suffered in other readings."""
        reading = slot.reading
        for sign, earlier in zip(_SCRIPTS, reversed(before), strict=False):
            for role in ROLES:
                odds = script(earlier.event_type, role, reading.event_type, slot.side)
                for code in {a.code for a in getattr(earlier, role)} & out.keys():
                    out[code][sign] = out[code].get(sign, 0.0) + odds
                    if earlier.sentence == reading.sentence:
                        out[code]["script_here"] = out[code].get("script_here", 0.0) + odds
        part: Counter[str] = Counter()
        for one in self.readings:
            if (one.sentence, one.token) == (reading.sentence, reading.token):
                continue
            here = {a.code for a in getattr(one, slot.side)} & out.keys()
            part.update(here)
            for code in here:
                if one.event_type == reading.event_type:
                    out[code]["twin"] = 1.0
        for code, times in part.items():
            out[code]["part"] = min(times, _MANY) / _MANY

    def _told(self, code: str, slot: Slot) -> Actor | None:
        """The actor of a code as it was told last before the act, or first after it."""
        taken = {a.start for a in slot.others}  # who acts is not whom it is done to
        named = [a for a in self.cast.actors if a.code == code]
        named = [a for a in named if a.start not in taken] or named
        start = slot.reading.evidence.start
        near = [a for a in named if a.start < start]
        return max(near, key=lambda a: a.start) if near else named[0] if named else None


def _government(actor: Actor) -> Actor:
    """The government of an actor's country."""
    note = Reason("locate", LIKELIEST, actor.text, actor.start, actor.end)
    return replace(actor, code=f"{actor.country}:GOV", sector="GOV", reason=note)
