"""Learn whom an act is done to: the last word on recipients.

    python whom.py --corpus ../corpus --out ../detente/data/model/whom.yaml --apart RANGES

Every act that the program finds in the dev part of the corpus, and in the texts that no head has
learned (`--apart`), is a case: of what the rules chose, nobody and each party that may be meant
(`detente/stages/_whom.py`), which has the annotated event? Fitted is a conditional logit over their
signs, by how the recipient was found and kind of event, with a ridge. Prints, in four-fold
cross-validation by documents, how many recipients are right by the rules, and how many of the
others the model mends and of the right ones it spoils.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from asked import answered
from choice import Array, fit, options, write
from labels import documents
from match import party
from tune import Reader

from detente.resources import MODEL
from detente.stages._whom import GROUPS, LEAST, Codes, Whom, how_told
from detente.types import Reading

RIDGE, STEPS, FOLDS = 10.0, 400, 4


@dataclass
class Case:
    """One question: the choices, that of the rules first; what speaks for each, by name of the
    sign and then as a table; the groups that hold, the answers."""

    reading: Reading
    how: str
    choices: list[Codes]
    told: list[dict[str, float]]
    held: Array
    x: Array = field(default_factory=lambda: np.zeros((0, 0)))
    answers: tuple[int, ...] = ()
    document: str = ""

    def answer(self, gold: dict[str, Any]) -> bool:
        """Whether one of the choices is the recipients of an event of the corpus, or else has their
        parties; notes which."""
        codes = tuple(sorted(set(gold["recipient"])))
        right = [k for k, choice in enumerate(self.choices) if choice == codes]
        if not right:
            parties = {party(code) for code in codes}
            right = [k for k, c in enumerate(self.choices) if {party(x) for x in c} == parties]
        self.answers = tuple(right)
        return bool(right)

    def choose(self, w: Array) -> int:
        """The choice of the model, by the bar of the program."""
        if self.how not in LEAST:
            return 0
        odds = self.x @ (self.held @ w)
        p = np.exp(odds - odds.max())
        p /= p.sum()
        best = int(p.argmax())
        return best if p[best] - p[0] >= LEAST[self.how] else 0


def _case(whom: Whom, reading: Reading, before: Sequence[Reading]) -> Case | None:
    sentence = whom.sentences[reading.sentence]
    how = how_told(reading, sentence, whom.codebook.types[reading.event_type])
    if not how or sentence.scores is None:
        return None
    found = whom.signs(reading, before)
    groups = whom.groups(reading, how)
    held = np.array([float(g in groups) for g in GROUPS])
    return Case(reading, how, [c for c, _ in found], [s for _, s in found], held)


def cases(reader: Reader) -> list[Case]:
    """The questions that the documents pose and the corpus answers."""
    return answered(reader, Whom, _case, settled=False, worded=True)


def table(known: Sequence[Case]) -> list[str]:
    """Give each case its table; the signs, in order of the alphabet."""
    signs = sorted({sign for case in known for told in case.told for sign in told})
    at = {sign: k for k, sign in enumerate(signs)}
    for case in known:
        case.x = np.zeros((len(case.told), len(signs)), dtype=np.float32)
        for row, told in zip(case.x, case.told, strict=True):
            for sign, value in told.items():
                row[at[sign]] = value
    return signs


def validate(known: Sequence[Case]) -> Counter[tuple[str, str]]:
    """Counts by how recipients were found, in cross-validation by documents."""
    folds = [int(hashlib.md5(c.document.encode()).hexdigest(), 16) % FOLDS for c in known]
    counts: Counter[tuple[str, str]] = Counter()
    for fold in range(FOLDS):
        rest = [c for c, own in zip(known, folds, strict=True) if own != fold]
        w = fit(rest, ridge=RIDGE, steps=STEPS)
        for case in (c for c, own in zip(known, folds, strict=True) if own == fold):
            before, after = 0 in case.answers, case.choose(w) in case.answers
            for how in (case.how, "all"):
                counts[how, "cases"] += 1
                counts[how, "right"] += before
                counts[how, "mended"] += after > before
                counts[how, "spoilt"] += after < before
    return counts


def main() -> None:
    """Fit, measure, write."""
    args = options(__doc__)
    known = [
        *cases(Reader(documents(args.corpus, "dev"), MODEL)),
        *cases(Reader(documents(args.corpus, "train", apart=args.apart, only=True), MODEL)),
    ]
    signs = table(known)
    counts = validate(known)
    for how in sorted({how for how, _ in counts}):
        told = ", ".join(f"{counts[how, n]} {n}" for n in ("cases", "right", "mended", "spoilt"))
        print(f"{how}: {told}", flush=True)
    head = "Recipients: weights of signs by group (training/whom.py)"
    write(fit(known, ridge=RIDGE, steps=STEPS), GROUPS, signs, head, args.out)


if __name__ == "__main__":
    main()
