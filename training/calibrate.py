"""Last step: make `confidence` mean what it says.

    python calibrate.py --corpus ../corpus --out trust.yaml --apart RANGES      fit
    python calibrate.py --corpus ../corpus --part test                          only measure

Events are fitted to all that might be one in the dev part and in the texts of the train part that
no head has learned (`--apart`), the slots to those of the dev part that are kept by it. For each a
logistic regression over the signs of `detente/stages/_trust.py`, held to small weights (L2, by
Newton's method). Printed: expected calibration error over ten bins of equal size (after --out also
cross-validated, five parts of the documents), the share that is right, the mean of what was said,
and the Brier score.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from labels import documents
from match import Score, right
from tune import Reader

from detente.codebook import Codebook
from detente.resources import MODEL, read_yaml
from detente.stages._scores import EVENT
from detente.stages._trust import Signs, Trust, signs
from detente.stages.merge import bar
from detente.types import SLOTS, Reading, Sentence

NAMES = (EVENT, *SLOTS)
FIELD = {"parties": "parties", "date": "date", "status": "aux"}
HELD = {EVENT: 2.0, "type": 3.0, "parties": 3.0, "date": 3.0, "status": 3.0}  # L2
LEAST = 0.01  # weights below are left out
Case = tuple[int, Signs, bool]  # number of the document, signs, whether it is right
Weights = dict[str, dict[str, float]]
Judged = tuple[dict[str, Signs], float, str]  # signs by name, probability, name of the bar


class Recorder(Trust):
    """Keeps the signs of each event in the order in which they are judged, with its bar."""

    def __init__(self, known: Weights, codebook: Codebook, found: list[Judged]) -> None:
        super().__init__({name: {} for name in NAMES} | known)
        self.codebook, self.found = codebook, found

    def judge(
        self, readings: Sequence[Reading], best: Reading, parts: Reading, sentence: Sentence
    ) -> tuple[float, dict[str, float]]:
        """Note the signs; say even odds where nothing is known."""
        if not any(EVENT in r.sure for r in readings):
            return super().judge(readings, best, parts, sentence)
        told = signs(readings, best, parts, sentence)
        weighed = self.weigh(told)
        self.found.append((told, weighed[0], bar(readings, self.codebook)))
        return weighed


def cases(reader: Reader, weights: dict[str, float], known: Weights) -> dict[str, list[Case]]:
    """For each name the signs of what was coded and whether it was right.

    `known` are the weights by which events are kept, if any are known.
    """
    out: dict[str, list[Case]] = {name: [] for name in NAMES}
    found: list[Judged] = []
    reader.parsed = [
        (*p[:3], replace(p[3], trust=Recorder(known, p[3].codebook, found))) for p in reader.parsed
    ]
    for number, (doc, coding) in enumerate(reader.read(weights)):
        published = coding.document.published
        assert published is not None
        judged = [j for j, event in enumerate(coding.events) if event.confidences]
        events = [s for s, p, name in found if p >= weights[name]]
        found.clear()
        told = dict(zip(judged, events, strict=True))
        pairs = {j: i for i, j in Score().add(doc["events"], coding.events, published)}
        for j in judged:
            event = coding.events[j]
            out[EVENT].append((number, told[j][EVENT], j in pairs))
            if j not in pairs:
                continue
            gold = doc["events"][pairs[j]]
            fields = right(gold, event, published)
            fields["type"] = gold["mode"] == event.mode
            for slot in SLOTS:
                if slot in told[j]:
                    out[slot].append((number, told[j][slot], fields[FIELD.get(slot, slot)]))
    return out


def fit(rows: Sequence[Case], held: float) -> dict[str, float]:
    """Weights of signs that make the outcomes likely, held to small ones."""
    names = sorted({name for _, told, _ in rows for name in told})
    at = {name: k for k, name in enumerate(names)}
    x = np.zeros((len(rows), len(names)))
    for k, (_, told, _) in enumerate(rows):
        for name, value in told.items():
            x[k, at[name]] = value
    y = np.array([float(r) for _, _, r in rows])
    hold = np.where(np.array(names) == "one", 0.01, held)
    w = np.zeros(len(names))
    for _ in range(40):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        gradient = x.T @ (p - y) + hold * w
        hessian = (x * np.maximum(p * (1 - p), 1e-4)[:, None]).T @ x + np.diag(hold)
        w = w - np.linalg.solve(hessian, gradient)
    return {n: round(float(v), 3) for n, v in zip(names, w, strict=True) if abs(v) >= LEAST}


def said(rows: Sequence[Case], name: str, weights: Weights) -> list[tuple[float, bool]]:
    """What the program says by some weights, and whether it is right."""
    trust = Trust(weights)
    return [(trust.likelihood(name, told), ok) for _, told, ok in rows]


def crossed(rows: Sequence[Case], name: str, parts: int = 5) -> list[tuple[float, bool]]:
    """What is said of each fifth of the documents by weights fitted on the others."""
    out: list[tuple[float, bool]] = []
    for part in range(parts):
        inside = [r for r in rows if r[0] % parts != part]
        weights = {name: fit(inside, HELD[name])}
        out += said([r for r in rows if r[0] % parts == part], name, weights)
    return out


def error(pairs: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error over bins of equal size."""
    ranked = sorted(pairs)
    parts = [p for p in np.array_split(np.array(ranked, float), bins) if len(p)]
    return sum(abs(p[:, 0].mean() - p[:, 1].mean()) * len(p) for p in parts) / len(ranked)


def report(name: str, pairs: Sequence[tuple[float, bool]]) -> None:
    """Print the figures of a name."""
    if not pairs:
        return
    told = np.array([p for p, _ in pairs])
    true = np.array([float(r) for _, r in pairs])
    brier = float(((told - true) ** 2).mean())
    print(
        f"{name}: error {error(pairs):.3f}, right {true.mean():.3f}, "
        f"said {told.mean():.3f}, Brier {brier:.3f} ({len(pairs)})"
    )


def write(weights: Weights, path: Path) -> None:
    """Write weights as the program reads them."""
    lines = ["# How likely an event and its slots are right: training/calibrate.py\n"]
    for name, own in weights.items():
        lines.append(f"{name}:\n")
        lines += [f'  "{sign}": {value}\n' for sign, value in own.items()]
    path.write_text("".join(lines), encoding="utf-8")


def main() -> None:
    """Measure; with --out fit before."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--part", default="dev")
    parser.add_argument("--apart", default="", help="ranges of ids that no head has learned")
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--weights", type=Path, default=MODEL / "weights.yaml")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    reader = Reader(documents(args.corpus, args.part), args.model)
    weights = {k: float(v) for k, v in read_yaml(args.weights).items()}
    if args.out:
        unread = documents(args.corpus, "train", apart=args.apart, only=True)
        every = {**weights, "keep": 0.0, "add": 0.0}
        readers = (reader, Reader(unread, args.model))
        possible = [row for one in readers for row in cases(one, every, {})[EVENT]]
        trust: Weights = {EVENT: fit(possible, HELD[EVENT])}
        found = cases(reader, weights, trust)
        trust |= {slot: fit(found[slot], HELD[slot]) for slot in SLOTS}
        write(trust, args.out)
        print("cross-validated:")
        for name, rows in {**found, EVENT: possible}.items():  # of events all that may be one
            report(name, crossed(rows, name))
    else:
        trust = read_yaml(MODEL / "trust.yaml")
        found = cases(reader, weights, trust)
    for name, rows in found.items():
        report(name, said(rows, name, trust))


if __name__ == "__main__":
    main()
