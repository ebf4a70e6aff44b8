"""Learn in which country somebody is whose country is not said ("the police", "fishermen").

    python scene.py --corpus ../corpus --out ../detente/data/model/scene.yaml

Every time the program asks for such a country in a document of the train part, and the corpus has
a party at those words, is a case: which of the countries named is the right one? A conditional
logit over the signs of `detente/stages/_actor_where.py`, by group of parties, ridge of 3. Prints
the share right by the rule alone and, in five-fold cross-validation by documents, by the model;
then both on the dev part.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from choice import Array, fit, fit_apart, hits, options, write
from labels import documents
from parties import parties, resolve

from detente.gazetteer import Office
from detente.stages import _actor_phrases as phrases
from detente.stages._actor_where import GROUPS, SIGNS, Whereabouts, groups
from detente.types import Mention, Sentence

RIDGE, STEPS = 3.0, 400


class Case:
    """One question: the countries named, what speaks for each, and the right answer."""

    def __init__(
        self,
        mention: Mention,
        ruled: tuple[str, ...],
        signs: dict[str, dict[str, float]],
        held: tuple[str, ...],
    ) -> None:
        self.mention, self.ruled, self.countries = mention, ruled, sorted(signs)
        self.held: Array = np.array([float(g in held) for g in GROUPS])
        self.x: Array = np.array([[signs[c][s] for s in SIGNS] for c in self.countries])
        self.answers: tuple[int, ...] = ()
        self.document = ""


def cases(docs: list[dict[str, Any]]) -> list[Case]:
    """The questions that the documents pose and the corpus answers."""
    asked: list[Case] = []

    def listen(
        self: Whereabouts, sentence: Sentence, mention: Mention, office: Office
    ) -> tuple[str, ...]:
        ruled = self._ruled(sentence, mention, office)
        if len(ruled) < 2:
            signs = self.signs(sentence, mention, office, ruled)
            held = groups(office, subject=phrases.is_subject(sentence, mention.head))
            if signs:
                asked.append(Case(mention, ruled, signs, held))
        return original(self, sentence, mention, office)

    whereabouts: Any = Whereabouts
    original, whereabouts.countries = whereabouts.countries, listen
    out = []
    for doc in docs:
        asked.clear()
        resolve(doc)
        told = parties(doc)
        seen = set()
        for case in reversed(asked):  # the last walk knows most
            at = (case.mention.start, case.mention.end)
            right = next(
                (
                    p["code"].split(":")[0]
                    for p in told
                    if p["start"] <= at[0] and at[1] <= p["end"]
                ),
                "",
            )
            if right in case.countries and at not in seen:
                seen.add(at)
                case.answers, case.document = (case.countries.index(right),), doc["id"]
                out.append(case)
    whereabouts.countries = original
    return out


def main() -> None:
    """Cross-validate, fit on all, write."""
    args = options(__doc__)
    known = cases(documents(args.corpus, "train", apart=args.apart))
    apart = cases(documents(args.corpus, "train", apart=args.apart, only=True))
    ids = sorted({c.document for c in known})
    ruled = sum(c.countries[c.answers[0]] in c.ruled for c in known)
    hit = 0
    for fold in range(5):
        held = set(ids[fold::5])
        w = fit([c for c in known if c.document not in held], ridge=RIDGE, steps=STEPS)
        hit += sum(hits([c for c in known if c.document in held], w))
    w = fit_apart(known, apart, ridge=RIDGE, steps=STEPS)
    dev = cases(documents(args.corpus, "dev"))
    plain = sum(c.countries[c.answers[0]] in c.ruled for c in dev)
    for name, part, rule, model in (
        ("train", known, ruled, hit),
        ("dev", dev, plain, sum(hits(dev, w))),
    ):
        rule, model = 100 * rule / len(part), 100 * model / len(part)
        print(f"{name}: {len(part)} cases: right by rule {rule:.1f}, by the model {model:.1f}")
    head = "In which country: weights of signs by group of parties (training/scene.py)"
    write(w, GROUPS, SIGNS, head, args.out)


if __name__ == "__main__":
    main()
