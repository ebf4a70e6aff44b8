"""Last step: make `confidence` mean what it says.

    python calibrate.py --corpus ../corpus --out weights.yaml       fit on the dev part
    python calibrate.py --corpus ../corpus --part test              only measure

For events and each slot a scale and a shift (Platt 1999) turn the odds that the program weighs
into probabilities. Printed: expected calibration error over ten bins of equal size, the share that
is right, the mean of what was said, and the Brier score.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import numpy as np
from labels import documents
from match import Score, right
from tune import Reader, write

from detente.resources import MODEL, read_yaml
from detente.types import SLOTS

NAMES = ("event", *SLOTS)
FIELD = {"parties": "parties", "date": "date", "status": "aux"}
Samples = dict[str, list[tuple[float, bool]]]


def samples(reader: Reader, weights: dict[str, float]) -> Samples:
    """For each name what was said and whether it was right."""
    out: Samples = {name: [] for name in NAMES}
    for doc, coding in reader.read(weights):
        published = coding.document.published
        assert published is not None
        pairs = {j: i for i, j in Score().add(doc["events"], coding.events, published)}
        for j, event in enumerate(coding.events):
            out["event"].append((event.confidence, j in pairs))
            gold = doc["events"][pairs[j]] if j in pairs else None
            if gold is None:
                continue
            fields = right(gold, event, published)
            fields["type"] = gold["mode"] == event.mode
            for slot, said in event.confidences.items():
                out[slot].append((said, fields[FIELD.get(slot, slot)]))
    return out


def error(pairs: list[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error over bins of equal size."""
    ranked = sorted(pairs)
    parts = [p for p in np.array_split(np.array(ranked, float), bins) if len(p)]
    return sum(abs(p[:, 0].mean() - p[:, 1].mean()) * len(p) for p in parts) / len(ranked)


def fit(pairs: list[tuple[float, bool]]) -> tuple[float, float]:
    """Scale and shift of the odds by Newton's method, lightly held to (1, 0)."""
    said = np.clip(np.array([p for p, _ in pairs]), 0.005, 0.995)
    x = np.stack([np.log(said / (1 - said)), np.ones(len(pairs))], 1)
    y = np.array([float(r) for _, r in pairs])
    w, prior = np.array([1.0, 0.0]), np.array([1.0, 0.0])

    def loss(v: np.ndarray) -> float:
        odds = x @ v
        return float(np.logaddexp(0, odds).sum() - odds @ y + 0.5 * ((v - prior) ** 2).sum())

    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        gradient = x.T @ (p - y) + (w - prior)
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.eye(2)
        move, size = np.linalg.solve(hessian, gradient), 1.0
        while loss(w - size * move) > loss(w) and size > 1e-6:
            size /= 2
        w = w - size * move
    return float(w[0]), float(w[1])


def report(found: Samples) -> None:
    """Print the figures of each name."""
    for name, pairs in found.items():
        if not pairs:
            continue
        said = np.array([p for p, _ in pairs])
        true = np.array([float(r) for _, r in pairs])
        brier = float(((said - true) ** 2).mean())
        print(
            f"{name}: error {error(pairs):.3f}, right {true.mean():.3f}, "
            f"said {said.mean():.3f}, Brier {brier:.3f} ({len(pairs)})"
        )


def main() -> None:
    """Measure; with --out fit before."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--part", default="dev")
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--weights", type=Path, default=MODEL / "weights.yaml")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    reader = Reader(documents(args.corpus, args.part), args.model)
    weights = {k: float(v) for k, v in read_yaml(args.weights).items()}
    if args.out:
        for name in NAMES:
            weights |= {f"{name}_scale": 1.0, f"{name}_shift": 0.0}
        for name, pairs in samples(reader, weights).items():
            scale, shift = fit(pairs) if pairs else (1.0, 0.0)
            weights |= {f"{name}_scale": round(scale, 3), f"{name}_shift": round(shift, 3)}
            assert math.isfinite(scale) and math.isfinite(shift)
        write(weights, args.out)
    report(samples(reader, weights))


if __name__ == "__main__":
    main()
