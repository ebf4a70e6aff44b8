"""Learn whose a party is that the words leave open, and when nobody has a side of an event.

    python whose.py --corpus ../corpus --out ../detente/data/model/whose.yaml

Every open side (`detente/stages/_whose.py`) of an event that is found in a document of the train
part is a case: which of the parties named is the right one, or nobody? A conditional logit over
the signs, by group of parties, with a ridge. Prints the share right by the rules alone and by the
model, on the train part and on the dev part.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from choice import Array, fit_apart, hits, write
from labels import documents
from match import Score, party
from tune import Reader

from detente.resources import MODEL, read_yaml
from detente.stages._whose import GROUPS, NOBODY, SIGNS, Slot, Whose
from detente.types import Event, Reading

RIDGE, STEPS = 15.0, 600


@dataclass
class Case:
    """One question: the parties, what speaks for each, the choice of the rules, the answer."""

    slot: Slot
    parties: list[str]
    x: Array
    held: Array
    ruled: int = -1
    answers: tuple[int, ...] = ()
    document: str = ""


def _case(whose: Whose, slot: Slot, before: list[Reading]) -> Case:
    signs = whose.signs(slot, before)
    parties = sorted(signs)
    x = np.array([[signs[p].get(s, 0.0) for s in SIGNS] for p in parties])
    held = np.array([float(g in whose.groups(slot)) for g in GROUPS])
    ruled = slot.actor.party if slot.actor is not None else NOBODY
    return Case(slot, parties, x, held, parties.index(ruled) if ruled in parties else -1)


def _answer(case: Case, gold: dict[str, Any], event: Event) -> bool:
    """Whether the corpus answers a question about an event; notes the answer."""
    evidence = case.slot.reading.evidence
    if all((m.start, m.end) != (evidence.start, evidence.end) for m in event.mentions):
        return False
    right = {party(code) for code in gold[case.slot.side]} or {NOBODY}
    if len(right) > 1 or not right <= set(case.parties):
        return False
    case.answers = (case.parties.index(right.pop()),)
    return True


def cases(reader: Reader) -> list[Case]:
    """The questions that the documents pose and the corpus answers."""
    asked: list[Case] = []

    def listen(self: Whose, slot: Slot, before: list[Reading]) -> Reading:
        case = _case(self, slot, before)
        if case.parties:
            asked.append(case)
        return slot.reading

    patched: Any = Whose
    original, patched.settle = patched.settle, listen
    weights = {k: float(v) for k, v in read_yaml(MODEL / "weights.yaml").items()}
    out = []
    for doc, coding in reader.read(weights):
        assert coding.document.published is not None
        pairs = Score().add(doc["events"], coding.events, coding.document.published)
        for case in asked:
            case.document = doc["id"]
            if any(_answer(case, doc["events"][i], coding.events[j]) for i, j in pairs):
                out.append(case)
        asked.clear()
    patched.settle = original
    return out


def main() -> None:
    """Fit, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--apart", default="", help="ranges of ids that no head has learned")
    args = parser.parse_args()
    known, apart = (
        cases(Reader(documents(args.corpus, "train", apart=args.apart, only=only), MODEL))
        for only in (False, True)
    )
    w = fit_apart(known, apart, ridge=RIDGE, steps=STEPS)
    for name, part in (
        ("train", known),
        ("dev", cases(Reader(documents(args.corpus, "dev"), MODEL))),
    ):
        ruled = 100 * sum(c.ruled in c.answers for c in part) / len(part)
        right = 100 * sum(hits(part, w)) / len(part)
        print(f"{name}: {len(part)} cases: right by rule {ruled:.1f}, by the model {right:.1f}")
    head = "Whose a party is: weights of signs by group of parties (training/whose.py)"
    write(w, GROUPS, SIGNS, head, args.out)


if __name__ == "__main__":
    main()
