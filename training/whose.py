"""Learn whose a party is that the words leave open, and when nobody has a side of an event.

    python whose.py --corpus ../corpus --out ../detente/data/model/whose.yaml

Every open side (`detente/stages/_whose.py`) of an event that is found in a document of the train
part is a case: which of the parties named is the right one, or nobody? A conditional logit over
the signs, by group of parties, with a ridge. Prints the share right by the rules alone and by the
model, on the train part and on the dev part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from asked import answered
from choice import Array, fit_apart, hits, options, write
from labels import documents
from match import party
from tune import Reader

from detente.resources import MODEL
from detente.stages._whose import GROUPS, NOBODY, SIGNS, Slot, Whose
from detente.types import Reading

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

    @property
    def reading(self) -> Reading:
        """That of which it is asked."""
        return self.slot.reading

    def answer(self, gold: dict[str, Any]) -> bool:
        """Whether an event of the corpus has one party on the side, or nobody; notes which."""
        right = {party(code) for code in gold[self.slot.side]} or {NOBODY}
        if len(right) > 1 or not right <= set(self.parties):
            return False
        self.answers = (self.parties.index(right.pop()),)
        return True


def _case(whose: Whose, slot: Slot, before: Sequence[Reading]) -> Case | None:
    signs = whose.signs(slot, before)
    parties = sorted(signs)
    x = np.array([[signs[p].get(s, 0.0) for s in SIGNS] for p in parties])
    held = np.array([float(g in whose.groups(slot)) for g in GROUPS])
    ruled = slot.actor.party if slot.actor is not None else NOBODY
    case = Case(slot, parties, x, held, parties.index(ruled) if ruled in parties else -1)
    return case if parties else None


def cases(reader: Reader) -> list[Case]:
    """The questions that the documents pose and the corpus answers."""
    return answered(reader, Whose, _case, settled=False)


def main() -> None:
    """Fit, measure, write."""
    args = options(__doc__)
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
