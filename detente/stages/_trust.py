"""How likely an event and each of its slots is right, by what speaks for and against it.

A linear model of the odds for each slot over signs of the reading: how sure the heads and the
rules are, how a party was found (by name, as an office, a pronoun, a stand-in), what was told of
the time, the type. Its weights were fitted on the dev part of the corpus (`training/calibrate.py`)
and on texts that no head has learned, so that of the events with a confidence of 0.8 four in five
are right (logistic regression, held to small weights). By that of an event it is decided whether
it is one at all.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from detente.resources import MODEL, read_yaml
from detente.stages._scores import (
    EVENT,
    LITTLE,
    NONE,
    RULE,
    SIDES,
    anchor,
    kind_name,
    kind_of_side,
    likeliest,
    logit,
    nothing,
    role_of,
    words_between,
)
from detente.types import SLOTS, Actor, Reading, Sentence

SURE = 5.3  # odds (0.995) beyond which they say no more
NEAR = 3  # words on either side of an act
MOST = 5.0  # acts of a sentence beyond which more say no more
Signs = dict[str, float]


class Trust:
    """Turns signs into probabilities by weights: slot -> sign -> weight."""

    def __init__(self, weights: Mapping[str, Mapping[str, float]]) -> None:
        self.weights = weights

    def judge(
        self, readings: Sequence[Reading], best: Reading, parts: Reading, sentence: Sentence
    ) -> tuple[float, dict[str, float]]:
        """Confidence of the event that readings tell, and of its slots given that it is right.

        `best` is the reading that the event follows, `parts` one with the parties and the time
        that the event has; `sentence` is that of `best`. Readings without scores of the heads
        have the confidence of their rule and none for slots.
        """
        if not any(EVENT in r.sure for r in readings):
            return round(max(r.confidence for r in readings), 2), {}
        return self.weigh(signs(readings, best, parts, sentence))

    def weigh(self, found: Mapping[str, Signs]) -> tuple[float, dict[str, float]]:
        """The probabilities that go with the signs of each slot."""
        out = {slot: self.likelihood(slot, told) for slot, told in found.items()}
        return out.pop(EVENT), out

    def likelihood(self, slot: str, told: Signs) -> float:
        """The probability that goes with the signs of one slot."""
        own = self.weights[slot]
        odds = sum(own.get(name, 0.0) * value for name, value in told.items())
        return round(1 / (1 + math.exp(-max(-SURE, min(SURE, odds)))), 2)


@cache
def load_trust() -> Trust:
    """The weights that go with the model."""
    return Trust(read_yaml(MODEL / "trust.yaml"))


def signs(
    readings: Sequence[Reading], best: Reading, parts: Reading, sentence: Sentence
) -> dict[str, Signs]:
    """Slot -> sign -> value, for the event and for each slot of which the heads said something."""
    event = _bounded(max(r.sure[EVENT] for r in readings if EVENT in r.sure))
    shared = {
        "one": 1.0,
        "event": event,
        f"type {parts.event_type}": 1.0,
        "learned": float(all(r.rule == RULE for r in readings)),
        "repeated": float(len(readings) > 1),
        **{f"aux {name}": 1.0 for name in sorted(parts.aux)},
    }
    own: dict[str, Signs] = {
        EVENT: {
            f"kind {best.kind}": 1.0,
            "parties": _bounded(best.sure.get("parties", 0.0)),
            "undated": float(parts.edtf is None),
            "nobody": float(not parts.recipient),
            **_ways("actor", parts.actor),
            **_ways("recipient", parts.recipient),
            **_act(best, parts, sentence),
        },
        "type": {f"mode {parts.mode}": 1.0},
        "parties": {**_parties(parts, sentence), **_ways("actor", parts.actor)}
        | {**_ways("recipient", parts.recipient), **_notes(parts)},
        "date": _time(parts),
        "status": {"several": float(len(parts.aux) > 1)},
    }
    out = {}
    for slot in (EVENT, *SLOTS):
        odds = [r.sure[slot] for r in readings if slot in r.sure]
        known = best.sure.get(slot) if slot in ("parties", "date") else None
        if slot == EVENT:
            out[slot] = {**shared, **own[slot]}
        elif odds:
            said = _bounded(known if known is not None else max(odds))
            out[slot] = {**shared, "odds": said, **own[slot]}
    return out


def _bounded(odds: float) -> float:
    return max(-SURE, min(SURE, odds))


def _act(best: Reading, parts: Reading, sentence: Sentence) -> Signs:
    """What the words of a reading are, what the heads see at them and around them, and at those
    of its parties."""
    scores = sentence.scores
    if scores is None:
        return {}
    at = anchor(best, sentence, scores)
    token = sentence.tokens[at]
    none = nothing(scores, "types")
    around = [1 - float(none[k]) for k in _around(at, len(none)) if k != at]
    label, p = likeliest(scores, "types", at)
    out = {
        f"word {token.upos}": 1.0,
        f"below {token.relation.partition(':')[0]}": 1.0,
        "weight": best.weight,
        "own": math.log(scores.of("types", at, parts.event_type) + LITTLE),
        "none": math.log(float(none[at]) + LITTLE),
        "some": math.log(1 - float(none[at]) + LITTLE),
        "other": math.log((0.0 if label == parts.event_type else p) + LITTLE),
        "mode": math.log(scores.of("modes", at, parts.mode or NONE) + LITTLE),
        "plain": float(parts.mode is None),
        "near": max(around, default=0.0),
        "acts": min(float((1 - none).sum()), MOST) / MOST,
    }
    for role, actors in (("actor", parts.actor), ("recipient", parts.recipient)):
        if actors:
            words = [words_between(sentence, a.start, a.end) for a in actors]
            kinds = [kind_of_side(scores, at, role, kind_name(a)) for a in actors]
            out[f"{role}: kind"] = max(kinds)
            out[f"{role}: word"] = max(role_of(scores, at, role, own) for own in words)
            out[f"{role}: here"] = float(any(words))
    return out


def _around(at: int, length: int) -> range:
    return range(max(0, at - NEAR), min(length, at + NEAR + 1))


def _ways(side: str, actors: Sequence[Actor]) -> Signs:
    """How the parties of a side were found."""
    told = {a.reason.rule if a.reason else "" for a in actors} or {NONE}
    return {f"{side} {way}": 1.0 for way in sorted(told)}


def _notes(reading: Reading) -> Signs:
    """What was done where no word names a party."""
    told = {r.rule for r in reading.reasons if r.stage == "locate"}
    return {f"note {rule}": 1.0 for rule in sorted(told)}


def _parties(reading: Reading, sentence: Sentence) -> Signs:
    """Whether the parties are such as the heads expect, and whether they expect them here."""
    scores = sentence.scores
    out = {
        "several": float(len(reading.actor) > 1 or len(reading.recipient) > 1),
        "mutual": float(reading.mutual),
    }
    if scores is None:
        return out
    at = anchor(reading, sentence, scores)
    for role, actors in (("actor", reading.actor), ("recipient", reading.recipient)):
        if SIDES[role] in scores.sets:
            kinds: Iterable[str] = sorted({kind_name(a) for a in actors}) or (NONE,)
            told = [kind_of_side(scores, at, role, kind) for kind in kinds]
            out[f"{role} fits"] = sum(told) / len(told)
        elsewhere = logit(float(scores.roles[role][at][0]))
        out[f"{role} elsewhere"] = _bounded(elsewhere) if actors else 0.0
    return out


def _time(reading: Reading) -> Signs:
    """What was told of the time, and how exactly."""
    value = reading.edtf or ""
    notes = [r.rule for r in reading.reasons if r.stage == "dating"]
    return {
        "undated": float(not value),
        "about": float("~" in value),
        "span": float("/" in value),
        f"exact {len(value.split('/')[0].rstrip('~'))}": 1.0,
        "told": float(reading.time is not None),
        **{f"way {' '.join(rule.split()[:2])}": 1.0 for rule in notes},
    }
