"""Quad classes of single English sentences: `python benchmarks/quads.py FILE.tsv`.

FILE has a sentence and its class a line (tab-separated): 1 to 4, or 0 for no event. The labels are
those of the coders TABARI and PETRARCH (their five classes): by root of the CAMEO code, statements
and appeals (01, 02) are neutral, 0, yielding (08) is material cooperation, reduced relations (16)
are verbal conflict. So is the class coded: that of the CAMEO code of the surest event that is no
background (`historical`), 0 without one.
Prints accuracy, macro F1 over the four classes and over all five, and F1 of each.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator
from pathlib import Path

from detente.codebook import load_codebook
from detente.pipeline import code_many
from detente.types import Coding, Document

CLASSES = (0, 1, 2, 3, 4)
ROOTS = ("01 02", "03 04 05", "06 07 08", "09 10 11 12 13 16", "14 15 17 18 19 20")
PENTA = {root: kind for kind, roots in enumerate(ROOTS) for root in roots.split()}


def documents(path: Path) -> Iterator[tuple[Document, int]]:
    """The sentences with their classes."""
    for line in path.read_text(encoding="utf-8").splitlines():
        text, _, label = line.rpartition("\t")
        if text.strip():
            name = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
            yield Document(name, text.split("\t")[-1], language="en"), int(label)


def quad(coding: Coding, quads: dict[str, int]) -> int:
    """The class of the surest event."""
    events = [e for e in coding.events if "historical" not in e.aux] or list(coding.events)
    if not events:
        return 0
    best = max(events, key=lambda e: e.confidence)
    return PENTA.get((best.cameo or "")[:2], quads[best.event_type])


def main() -> None:
    """Code, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    args = parser.parse_args()
    quads = {name: kind.quad for name, kind in load_codebook("en").types.items()}
    rows = list(documents(args.file))
    pairs = [
        (label, quad(coding, quads))
        for (_, label), coding in zip(rows, code_many(d for d, _ in rows), strict=True)
    ]
    scores = {}
    for kind in CLASSES:
        hit = sum(g == c == kind for g, c in pairs)
        both = sum(g == kind for g, _ in pairs) + sum(c == kind for _, c in pairs)
        scores[kind] = 200 * hit / max(1, both)
    print(
        f"{len(pairs)} sentences, accuracy {100 * sum(g == c for g, c in pairs) / len(pairs):.1f}"
    )
    print(f"macro F1 of the four quad classes {sum(scores[k] for k in CLASSES[1:]) / 4:.1f}")
    print(f"macro F1 with no event {sum(scores.values()) / 5:.1f}")
    print(", ".join(f"{k} {v:.1f}" for k, v in scores.items()))


if __name__ == "__main__":
    main()
