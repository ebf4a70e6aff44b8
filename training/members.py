"""Learn which actor of a party has a side that no word tells.

    python members.py --corpus ../corpus --out ../detente/data/model/members.yaml

Every side of an event that the program finds in the corpus, that no word of its clause tells and
whose party it has settled, is a case: which of the actors of that party has it? Fitted is a
conditional logit over the signs of `detente/stages/_members.py`, by side and kind of event, ridge
of 20. Prints the share right before and, in five-fold cross-validation by documents, by the model;
then on texts kept apart and on the dev part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from asked import answered
from choice import Array, fit, hits, options, write
from labels import documents
from tune import Reader

from detente.resources import MODEL
from detente.stages._members import GROUPS, SIGNS, Members, open_
from detente.stages._whose import Slot
from detente.types import Reading

RIDGE, STEPS = 20.0, 400


@dataclass
class Case:
    """One question: the codes, what speaks for each, the choice before, the answer."""

    slot: Slot
    codes: list[str]
    x: Array
    held: Array
    ruled: int
    answers: tuple[int, ...] = ()
    document: str = ""

    @property
    def reading(self) -> Reading:
        """That of which it is asked."""
        return self.slot.reading

    def answer(self, gold: dict[str, Any]) -> bool:
        """Whether an event of the corpus has one actor on the side, one of these; notes it."""
        right = gold[self.slot.side]
        if len(right) != 1 or right[0] not in self.codes:
            return False
        self.answers = (self.codes.index(right[0]),)
        return True


def _case(members: Members, slot: Slot, before: Sequence[Reading]) -> Case | None:
    if not open_(slot):
        return None
    signs = members.signs(slot, before)
    codes = sorted(signs)
    assert slot.actor is not None
    case = Case(
        slot,
        codes,
        np.array([[signs[c].get(s, 0.0) for s in SIGNS] for c in codes]),
        np.array([float(g in members.groups(slot)) for g in GROUPS]),
        codes.index(slot.actor.code),
    )
    return case if len(codes) > 1 else None


def cases(reader: Reader) -> list[Case]:
    """The questions that the documents pose and the corpus answers."""
    return answered(reader, Members, _case, settled=True)


def report(name: str, part: list[Case], right: list[bool]) -> None:
    """Print the shares right before and by the model."""
    ruled = 100 * sum(c.ruled in c.answers for c in part) / len(part)
    model = 100 * sum(right) / len(part)
    print(f"{name}: {len(part)} cases: right before {ruled:.1f}, by the model {model:.1f}")


def main() -> None:
    """Cross-validate, fit on all, write."""
    args = options(__doc__)
    known, apart, dev = (
        cases(Reader(docs, MODEL))
        for docs in (
            documents(args.corpus, "train", apart=args.apart),
            documents(args.corpus, "train", apart=args.apart, only=True),
            documents(args.corpus, "dev"),
        )
    )
    ids = sorted({c.document for c in known})
    tried: list[Case] = []
    right: list[bool] = []
    for fold in range(5):
        held = set(ids[fold::5])
        w = fit([c for c in known if c.document not in held], ridge=RIDGE, steps=STEPS)
        part = [c for c in known if c.document in held]
        tried += part
        right += hits(part, w)
    report("train", tried, right)
    w = fit(known, ridge=RIDGE, steps=STEPS)
    for name, part in (("apart", apart), ("dev", dev)):
        if part:
            report(name, part, hits(part, w))
    w = fit([*known, *apart], ridge=RIDGE, steps=STEPS)
    head = "Which actor of a party: weights of signs by kind of event (training/members.py)"
    write(w, GROUPS, SIGNS, head, args.out)


if __name__ == "__main__":
    main()
