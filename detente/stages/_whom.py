"""Whom an act is done to: the last word.

Rules, and the models of single questions (`_whose.py`, `_members.py`), give an act a recipient or
none. A linear model over what speaks for each party of the text, for their choice and for nobody
looks at all of it at once and has the last word where no words of the sentence tell the recipient,
or those of several. Its weights were learned from all recipients of the corpus
(`training/whom.py`), by how they were found and by kind of event.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from detente._entries import EventType
from detente.codebook import Codebook
from detente.resources import model_rows
from detente.stages._cast import STATES, Cast
from detente.stages._scores import NONE
from detente.stages._scripts import ROLES
from detente.stages._standins import GOVERNMENT, RESIDENTS, settled
from detente.stages._whom_signs import SIDE, Asked, Signs, Told
from detente.stages._whose import LIKELIEST, QUADS, told
from detente.stages.precedents import RETOLD
from detente.types import APART, Actor, Reading, Reason, Sentence, party_of

ABSENT, SEVERAL, NOBODY = "absent", "several", "nobody"
HOWS = (
    *(ABSENT, SEVERAL, NOBODY),
    *("vague", "state", "office", "kind", "pronoun", "roles", "named"),
)
GROUPS = ("all", *HOWS, *QUADS)
# by how much more probable another choice must be, by how the recipient was found; else it stays
LEAST = {ABSENT: 0.1, SEVERAL: 0.1, NOBODY: 0.25}
_RECENT = 6  # parties told last that are asked about
_OFTEN = 3  # those told most
_EARLIER = 3  # readings before whose parties are
_KINDS = 3  # kinds that the heads hold for likeliest
Codes = tuple[str, ...]


def how_told(reading: Reading, sentence: Sentence, kind: EventType) -> str:
    """How the recipient of a reading of a kind was found; "" where somebody surely has the side
    whom no word names (the government that a protest is against, the town under curfew, whom the
    act is done to that another repeats), or several act together on nobody."""
    found = reading.recipient
    if reading.mutual or kind.recipient == GOVERNMENT or any(_held(a) for a in found):
        return ""
    if reading.rule.startswith(RETOLD) or (not found and len(reading.actor) > 1):
        return ""
    if len(found) != 1:
        return SEVERAL if found else NOBODY
    actor = found[0]
    if not sentence.start <= actor.start < sentence.end:
        return ABSENT
    if actor.reason is not None and actor.reason.rule in STATES:
        return "state"
    roles = actor.reason is not None and actor.reason.stage == "roles"
    return told(actor) or ("roles" if roles else "named")


def _held(actor: Actor) -> bool:
    return actor.reason is not None and actor.reason.rule.startswith((GOVERNMENT, RESIDENTS))


class Whom:
    """Weighs the recipients of one document."""

    def __init__(
        self,
        readings: Sequence[Reading],
        sentences: Sequence[Sentence],
        cast: Cast,
        codebook: Codebook,
    ) -> None:
        self.sentences, self.codebook = sentences, codebook
        self.told = Told(readings, sentences, cast)
        self.weights = model_rows("whom")

    def groups(self, reading: Reading, how: str) -> tuple[str, ...]:
        """The groups of weights that hold for a recipient."""
        return ("all", how, QUADS[self.codebook.types[reading.event_type].quad - 1])

    def settle(self, reading: Reading, before: Sequence[Reading]) -> Reading:
        """The reading with the likeliest recipient, or none."""
        sentence = self.sentences[reading.sentence]
        how = how_told(reading, sentence, self.codebook.types[reading.event_type])
        if not self.weights or how not in LEAST or sentence.scores is None:
            return reading
        rows = [self.weights[group] for group in self.groups(reading, how) if group in self.weights]
        found = self.signs(reading, before)
        odds = [
            sum(row.get(sign, 0.0) * value for sign, value in signs.items() for row in rows)
            for _, signs in found
        ]
        best = max(range(len(odds)), key=lambda k: (odds[k], -k))
        total = sum(math.exp(value - odds[best]) for value in odds)
        sure, kept = 1 / total, math.exp(odds[0] - odds[best]) / total
        if not best or sure - kept < LEAST[how]:
            return reading
        codes = found[best][0]
        return settled(reading, SIDE, self._actor(codes[0], reading) if codes else None, sure)

    def signs(
        self, reading: Reading, before: Sequence[Reading]
    ) -> list[tuple[Codes, dict[str, float]]]:
        """What speaks for each choice, the codes of its parties first: that of the rules, which
        comes first, nobody, each party that may be meant."""
        sentence = self.sentences[reading.sentence]
        asked = Asked(reading, sentence, self.told, before)
        kept = tuple(sorted({a.code for a in reading.recipient}))
        out = [(kept, {**asked.of(kept), **_kept(reading)})]
        if kept:
            out.append(((), asked.of(())))
        out += [((code,), asked.of((code,))) for code in self._candidates(reading, asked, before)]
        for codes, signs in out:
            if not codes:
                signs[f"nobody {reading.event_type}"] = 1.0
        return out

    def _candidates(self, reading: Reading, asked: Asked, before: Sequence[Reading]) -> list[str]:
        """The codes of single parties that may be meant beside those found."""
        kept = {a.code for a in reading.recipient}
        known = {*kept, *asked.here, *asked.recent[:_RECENT]}
        known |= {code for code, _ in self.told.counts.most_common(_OFTEN)}
        for earlier in before[-_EARLIER:]:
            known |= {a.code for role in ROLES for a in getattr(earlier, role)}
        sectors = {"GOV", *(a.sector for a in reading.recipient if a.sector and len(kept) == 1)}
        for country in {party_of(code) for code in known}:
            if len(country) == 3:
                known |= {f"{country}:{sector}" for sector in sectors}
        kinds = sorted(asked.kinds, key=lambda kind: -asked.kinds[kind])[:_KINDS]
        own = {a.country for a in reading.recipient if a.country}
        known |= {f"{c}:{k}" for c in own for k in kinds if k not in (NONE, *APART)}
        acting = {a.code for a in reading.actor}
        return sorted(known - (kept if len(kept) == 1 else set()) - acting)

    def _actor(self, code: str, reading: Reading) -> Actor:
        """The party of a code: as the reading has it, as the sentence tells it, as it was told
        last before, first behind; else as one of its country."""
        start = reading.evidence.start
        taken = {a.start for a in reading.actor}
        sentence = self.sentences[reading.sentence]

        def near(actor: Actor) -> tuple[bool, bool, bool, int]:
            here = sentence.start <= actor.start < sentence.end
            return (
                actor.start not in taken,
                here,
                actor.start < start,
                -abs(actor.start - start),
            )

        own = [a for a in reading.recipient if a.code == code]
        named = own or [a for a in self.told.actors if a.code == code]
        if named:
            return max(named, key=near)
        party = party_of(code)
        like = [a for a in (*reading.recipient, *self.told.actors) if a.party == party]
        sector = code.partition(":")[2]
        if not like:  # a party of another reading, told by no words of its own
            own_words = reading.evidence
            note = Reason("locate", LIKELIEST, own_words.trigger, own_words.start, own_words.end)
            words = (party, own_words.trigger, own_words.start, own_words.end)
            state = len(party) == 3
            return Actor(code, *words, sector if state else None, party if state else None, note)
        actor = max(like, key=near)
        note = Reason("locate", LIKELIEST, actor.text, actor.start, actor.end)
        return replace(actor, code=code, sector=sector, reason=note)


def _kept(reading: Reading) -> Signs:
    """What speaks for the choice of the rules beside what is known of its parties."""
    notes = {f"note {r.stage} {r.rule}" for r in reading.reasons if r.stage in _NOTED}
    return {
        "kept": 1.0,
        f"kept {reading.event_type}": 1.0,
        "margin": max(-1.0, min(1.0, reading.sure.get("parties", 0.0) / 5)),
        **dict.fromkeys(sorted(notes), 1.0),
    }


_NOTED = ("locate", "whose", "roles")
