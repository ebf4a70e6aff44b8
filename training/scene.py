"""Learn in which country somebody is whose country is not said ("the police", "fishermen").

    python scene.py --corpus ../corpus --out ../detente/data/model/scene.yaml

Every time the program asks for such a country in a document of the train part, and the corpus has
a party at those words, is a case: which of the countries named is the right one? A conditional
logit over the signs of `detente/stages/_actor_where.py`, by group of parties, ridge of 3. Prints
the share right by the rule alone and, in five-fold cross-validation by documents, by the model.
"""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
from labels import documents
from numpy.typing import NDArray

from detente import pipeline
from detente.gazetteer import Office
from detente.stages import _actor_phrases as phrases
from detente.stages._actor_where import GROUPS, SIGNS, Whereabouts, groups
from detente.stages.actors import resolve_actors
from detente.stages.mentions import find_mentions
from detente.stages.syntax import analyse, parse
from detente.types import Document, Mention, Sentence

RIDGE, STEPS, RATE = 3.0, 150, 4.0


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
        own = np.array([float(g in held) for g in GROUPS])
        rows = [np.outer(own, [signs[c][s] for s in SIGNS]).ravel() for c in self.countries]
        self.x: NDArray[np.float64] = np.array(rows)
        self.answer, self.document = -1, ""


def cases(docs: list[dict[str, Any]]) -> list[Case]:
    """The questions that the documents pose and the corpus answers."""
    asked: list[Case] = []

    def listen(
        self: Whereabouts, sentence: Sentence, mention: Mention, office: Office
    ) -> tuple[str, ...]:
        ruled = self._ruled(sentence, mention, office)
        if len(ruled) < 2 and office.sector != "REF":
            signs = self.signs(sentence, mention, office, ruled)
            held = groups(office, subject=phrases.is_subject(sentence, mention.head))
            if signs:
                asked.append(Case(mention, ruled, signs, held))
        return ruled

    whereabouts: Any = Whereabouts
    original, whereabouts.countries = whereabouts.countries, listen
    out = []
    for doc in docs:
        asked.clear()
        tools = pipeline.load_tools(doc["lang"])
        day = dt.date.fromisoformat(doc["published"])
        document = Document(doc["id"], doc["text"], language=doc["lang"], published=day)
        _, raws = pipeline.prepare(document, tools)
        labels = tools.encoder.labels
        sentences = parse(raws, analyse(raws, tools.encoder), labels, tools.pack)
        resolve_actors(find_mentions(sentences, tools.gazetteer), sentences, tools.gazetteer, day)
        parties = [
            p for e in doc["events"] for p in (*e["spans"]["actor"], *e["spans"]["recipient"])
        ]
        seen = set()
        for case in asked:
            at = (case.mention.start, case.mention.end)
            right = next(
                (
                    p["code"].split(":")[0]
                    for p in parties
                    if p["start"] is not None and p["start"] <= at[0] and at[1] <= p["end"]
                ),
                "",
            )
            if right in case.countries and at not in seen:
                seen.add(at)
                case.answer, case.document = case.countries.index(right), doc["id"]
                out.append(case)
    whereabouts.countries = original
    return out


def fit(known: list[Case]) -> NDArray[np.float64]:
    """Weights by gradient descent on the penalised likelihood."""
    w = np.zeros(len(GROUPS) * len(SIGNS))
    for _ in range(STEPS):
        gradient = RIDGE * w
        for case in known:
            odds = case.x @ w
            p = np.exp(odds - odds.max())
            gradient = gradient + case.x.T @ (p / p.sum()) - case.x[case.answer]
        w = w - RATE * gradient / len(known)
    return w


def main() -> None:
    """Cross-validate, fit on all, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    known = cases(documents(args.corpus, "train"))
    ids = sorted({c.document for c in known})
    ruled = sum(c.countries[c.answer] in c.ruled for c in known)
    hit = 0
    for fold in range(5):
        held = set(ids[fold::5])
        w = fit([c for c in known if c.document not in held])
        hit += sum(int((c.x @ w).argmax()) == c.answer for c in known if c.document in held)
    print(
        f"{len(known)} cases: right by rule {100 * ruled / len(known):.1f}, "
        f"by the model {100 * hit / len(known):.1f}"
    )
    w = fit(known).reshape(len(GROUPS), len(SIGNS))
    lines = ["# In which country: weights of signs by group of parties (training/scene.py)\n"]
    for group, row in zip(GROUPS, w, strict=True):
        values = ", ".join(f"{s}: {v:.2f}" for s, v in zip(SIGNS, row, strict=True))
        lines.append(f"{group}: {{{values}}}\n")
    args.out.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
