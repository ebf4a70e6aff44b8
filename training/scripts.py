"""Learn from the corpus who does what next: scripts of events.

    python scripts.py --corpus ../corpus --out ../detente/data/model/scripts.yaml

For every two events of a text that follow each other (or with one between them) and every two of
their sides: how often do they share a party? Written are log-odds against the mean of all, drawn to
it as by 8 pairs more; only the train part is counted. The idea is that of narrative event chains
(Chambers and Jurafsky 2008, "Unsupervised Learning of Narrative Event Chains").
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from pathlib import Path
from typing import Any

from labels import documents

from detente.stages._scripts import ROLES

GAP = 2  # events that a pair may lie apart
FIRM = 8  # pairs as of the mean that each count begins with
Key = tuple[str, str, str, str]


def count(docs: list[dict[str, Any]]) -> tuple[Counter[Key], Counter[Key]]:
    """Pairs of sides (type, side, type of the later event, side) that share a party, and all."""
    shared: Counter[Key] = Counter()
    total: Counter[Key] = Counter()
    for doc in docs:
        events = sorted(doc["events"], key=lambda e: e["spans"]["trigger"][0])
        for at, first in enumerate(events):
            for second in events[at + 1 : at + 1 + GAP]:
                for one in ROLES:
                    for other in ROLES:
                        if first[one] and second[other]:
                            key = (first["event_type"], one, second["event_type"], other)
                            total[key] += 1
                            shared[key] += bool(set(first[one]) & set(second[other]))
    return shared, total


def main() -> None:
    """Count, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    shared, total = count(documents(args.corpus, "train"))
    mean = shared.total() / total.total()
    types = sorted({key[0] for key in total})
    lines = [
        "# Who does what next: log-odds that a later event has a party of an earlier one\n",
        "# (earlier type and side: later type: [actor, recipient]; training/scripts.py)\n",
    ]
    for first in types:
        for one in ROLES:
            cells = []
            for second in types:
                odds = []
                for other in ROLES:
                    key = (first, one, second, other)
                    p = (shared[key] + FIRM * mean) / (total[key] + FIRM)
                    odds.append(math.log(p / (1 - p)) - math.log(mean / (1 - mean)))
                cells.append(f"{second}: [{odds[0]:.2f}, {odds[1]:.2f}]")
            lines.append(f"{first} {one}: {{{', '.join(cells)}}}\n")
    args.out.write_text("".join(lines), encoding="utf-8")
    print(f"{total.total()} pairs of sides, {100 * mean:.1f} of 100 share a party")


if __name__ == "__main__":
    main()
