"""Third step: how much rules and heads count for each other.

    python tune.py --corpus ../corpus [--model ../detente/data/model] [--out weights.yaml]

Coordinate ascent over the weights of `detente/data/model/weights.yaml`: each is moved up and
down as long as the dev part of the corpus is read better. What is read better counts event F1,
dyad F1 and the shares of right dates, modes and speakers.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from labels import documents
from match import Score

from detente import pipeline
from detente.encoder import load_encoder
from detente.resources import MODEL, read_yaml
from detente.stages.syntax import analyse, parse
from detente.types import Coding, Document

STEPS = {
    **{"suggest": 0.1, "role_floor": 0.1, "nameless": 0.1},
    **{"tone": 0.1, "side": 0.1, "role_last": 0.5},
}
STEP = 0.5


class Reader:
    """Documents parsed once, read again for each set of weights."""

    def __init__(self, docs: list[dict[str, Any]], model: Path) -> None:
        self.docs, self.model = docs, model
        self.parsed = []
        encoder = load_encoder(model, 2)
        for doc in docs:
            tools = replace(pipeline.load_tools(doc["lang"]), encoder=encoder)
            published = dt.date.fromisoformat(doc["published"])
            document = Document(
                doc["id"], doc["text"], doc["title"], language=doc["lang"], published=published
            )
            paragraphs, raws = pipeline.prepare(document, tools)
            sentences = parse(raws, analyse(raws, encoder), encoder.labels, tools.pack)
            self.parsed.append((document, paragraphs, sentences, tools))

    def read(self, weights: dict[str, float]) -> Iterator[tuple[dict[str, Any], Coding]]:
        """Each document with its coding by some weights."""
        for doc, (document, paragraphs, sentences, tools) in zip(
            self.docs, self.parsed, strict=True
        ):
            own = replace(tools, weights=weights)
            yield doc, pipeline._understand(document, paragraphs, sentences, own)

    def score(self, weights: dict[str, float]) -> Score:
        """How well the documents are read with some weights."""
        score = Score()
        for doc, coding in self.read(weights):
            assert coding.document.published is not None
            score.add(doc["events"], coding.events, coding.document.published)
            score.add_assessments(doc["assessments"], coding.assessments)
        return score


def value(score: Score) -> float:
    """What is maximised."""
    fields = score.fields
    return (
        score.f1()
        + score.f1(fields["parties"])
        + 0.25 * (score.f1(fields["date"]) + score.f1(fields["aux"]) + score.f1(fields["codes"]))
        + 0.25 * (score.f1(fields["said_by"]) + score.assessments())
    )


def main() -> None:
    """Print each step; write the weights found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--part", default="dev")
    parser.add_argument("--share", type=float, default=1.0, help="share of the documents")
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    reader = Reader(documents(args.corpus, args.part, share=args.share), args.model)
    weights = {k: float(v) for k, v in read_yaml(MODEL / "weights.yaml").items()}
    score = reader.score(weights)
    best = value(score)
    print(f"{best:.2f} {score}", flush=True)
    for _ in range(args.rounds):
        before = best
        for name in list(weights):
            for sign in (1, -1):
                while True:
                    step = STEPS.get(name, STEP)
                    changed = {**weights, name: round(weights[name] + sign * step, 3)}
                    score = reader.score(changed)
                    if value(score) <= best + 0.02:
                        break
                    best, weights = value(score), changed
                    print(f"{best:.2f} {name} {weights[name]} {score}", flush=True)
        if best == before:
            break
    if args.out:
        write(weights, args.out)


def write(weights: dict[str, float], path: Path) -> None:
    """Write weights as the program reads them."""
    head = "# How much rules and learned heads count: training/tune.py, training/calibrate.py\n"
    lines = "".join(f"{k}: {v}\n" for k, v in weights.items())
    path.write_text(head + lines, encoding="utf-8")


if __name__ == "__main__":
    main()
