"""Learn whom pronouns mean.

    python antecedents.py --corpus ../corpus --out ../detente/data/model/antecedents.yaml

Every pronoun of the train part, possessives apart, that carries a party of an event is a case:
which of the phrases before it means the same? A conditional logit over the signs of
`detente/stages/_antecedents.py`, by group of pronouns, ridge of 3; where several phrases mean the
party, any is right. Prints the share of codes right by the rule alone and, in five-fold
cross-validation by documents, by the model; then both on the dev part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from choice import Array, fit, fit_apart, options, write
from labels import documents
from parties import parties, resolve

from detente.stages._actor_memory import Referent
from detente.stages._agreement import Pronoun
from detente.stages._antecedents import (
    GROUPS,
    SIGNS,
    Antecedents,
    codes,
    likeliest_codes,
)

RIDGE, STEPS = 3.0, 400


class Case:
    """One pronoun: the phrases before it, what speaks for each, and which are right."""

    def __init__(self, pronoun: Pronoun, ruled: Referent, found: Any) -> None:
        token = pronoun.sentence.tokens[pronoun.token]
        self.span = (token.start, token.end)
        self.ruled = codes(ruled)
        self.codes = [codes(referent) for referent, _ in found]
        self.held: Array = np.array([float(g in pronoun.groups) for g in GROUPS])
        self.x: Array = np.array([[signs.get(s, 0.0) for s in SIGNS] for _, signs in found])
        self.answers: tuple[int, ...] = ()
        self.right: tuple[str, ...] = ()
        self.document = ""

    def answer(self, told: Mapping[tuple[int, int], set[str]]) -> bool:
        """Note the codes of the party that the pronoun carries, if the corpus has one."""
        self.right = tuple(sorted(told.get(self.span, ())))
        self.answers = tuple(k for k, c in enumerate(self.codes) if c == self.right)
        return bool(self.right)

    def chosen(self, w: Array) -> tuple[str, ...]:
        """Whom the model of these weights picks."""
        return likeliest_codes(self.codes, (self.x @ (self.held @ w)).tolist())


def cases(docs: list[dict[str, Any]]) -> list[Case]:
    """The pronouns of the documents that carry parties, and for which the rule finds any."""
    asked: list[Case] = []

    def listen(self: Antecedents, pronoun: Pronoun) -> Referent | None:
        ruled = self.ruled(pronoun)
        if ruled is not None and not pronoun.possessive:
            asked.append(Case(pronoun, ruled, self.signs(pronoun, ruled)))
        return ruled

    antecedents: Any = Antecedents
    original, antecedents.choose = antecedents.choose, listen
    out = []
    for doc in docs:
        asked.clear()
        resolve(doc)
        told: dict[tuple[int, int], set[str]] = {}
        for party in parties(doc):
            told.setdefault((party["start"], party["end"]), set()).add(party["code"])
        for case in {case.span: case for case in asked}.values():  # the last walk knows most
            if case.answer(told):
                case.document = doc["id"]
                out.append(case)
    antecedents.choose = original
    return out


def answered(known: Sequence[Case]) -> list[Case]:
    """The cases in which a phrase before the pronoun means its party."""
    return [case for case in known if case.answers]


def share(right: Sequence[bool]) -> float:
    """The share of true values, of 100."""
    return 100 * sum(right) / len(right)


def main() -> None:
    """Cross-validate, fit on all, write."""
    args = options(__doc__)
    known = cases(documents(args.corpus, "train", apart=args.apart))
    apart = cases(documents(args.corpus, "train", apart=args.apart, only=True))
    ids = sorted({c.document for c in known})
    right: list[bool] = []
    for fold in range(5):
        held = set(ids[fold::5])
        rest = answered([c for c in known if c.document not in held])
        w = fit(rest, ridge=RIDGE, steps=STEPS)
        right += [c.chosen(w) == c.right for c in known if c.document in held]
    w = fit_apart(answered(known), answered(apart), ridge=RIDGE, steps=STEPS)
    dev = cases(documents(args.corpus, "dev"))
    for name, part, model in (
        ("train", known, right),
        ("dev", dev, [c.chosen(w) == c.right for c in dev]),
    ):
        rule = share([c.ruled == c.right for c in part])
        print(
            f"{name}: {len(part)} cases: right by rule {rule:.1f}, by the model {share(model):.1f}"
        )
    head = "Whom pronouns mean: weights of signs by group of pronouns (training/antecedents.py)"
    write(w, GROUPS, SIGNS, head, args.out)


if __name__ == "__main__":
    main()
