#!/usr/bin/env python3
"""Measure how much the documents of the corpus resemble each other; exit 1 where two are copies.

    diversity.py [FILE.jsonl ...]      default: every *.jsonl below this folder

Near-duplicates are pairs of documents of one language whose sets of four-word sequences overlap
(Jaccard above LIMIT; two tellings of one story may be closer). Standard library only.
"""

from __future__ import annotations

import collections
import json
import pathlib
import re
import statistics
import sys
from typing import Any

HERE = pathlib.Path(__file__).parent
SIZE = 4  # words of a sequence
LIMIT = 0.15  # Jaccard from which two documents are copies


def words(text: str) -> list[str]:
    """The words of a text in lower case."""
    return re.findall(r"\w+", text.lower())


def sequences(text: str) -> set[tuple[str, ...]]:
    """The set of word sequences of a text."""
    found = words(text)
    return {tuple(found[i : i + SIZE]) for i in range(len(found) - SIZE + 1)}


def likeness(docs: list[dict[str, Any]]) -> list[tuple[float, str, str]]:
    """Pairs of documents that share sequences, the most alike first."""
    sets = [sequences(d["text"]) for d in docs]
    places: dict[tuple[str, ...], list[int]] = {}
    for i, own in enumerate(sets):
        for sequence in own:
            places.setdefault(sequence, []).append(i)
    shared: collections.Counter[tuple[int, int]] = collections.Counter()
    for members in places.values():
        for at, i in enumerate(members):
            for j in members[at + 1 :]:
                shared[i, j] += 1
    out = []
    for (i, j), n in shared.items():
        if docs[i]["story"] != docs[j]["story"]:
            out.append((n / len(sets[i] | sets[j]), docs[i]["id"], docs[j]["id"]))
    return sorted(out, reverse=True)


def report(language: str, docs: list[dict[str, Any]]) -> bool:
    """Print the figures of a language; whether no two documents are copies."""
    pairs = likeness(docs)
    tokens = [w for d in docs for w in words(d["text"])]
    grams = [tuple(tokens[i : i + SIZE]) for i in range(len(tokens) - SIZE + 1)]
    lengths = sorted(len(d["text"].split()) for d in docs)
    sentences = [len(words(s)) for d in docs for s in re.split(r"(?<=[.!?])\s+", d["text"])]
    openings = collections.Counter(tuple(words(d["text"])[1:4]) for d in docs)
    triggers = collections.Counter(e["trigger"].lower() for d in docs for e in d["events"])
    alone = sum(n for n in openings.values() if n == 1)
    years = collections.Counter(d["published"][:4] for d in docs)
    parties = {c for d in docs for e in d["events"] for c in e["actor"] + e["recipient"]}
    cut = statistics.quantiles(lengths, n=10)
    print(f"{language}: {len(docs)} documents, {len(tokens)} words, {len(set(tokens))} different")
    print(f"  words of a document: {cut[0]:.0f} (10 %), {cut[4]:.0f} (half), {cut[8]:.0f} (90 %)")
    print(
        f"  words of a sentence: mean {statistics.mean(sentences):.1f}, "
        f"standard deviation {statistics.pstdev(sentences):.1f}"
    )
    print(f"  different four-word sequences: {100 * len(set(grams)) / len(grams):.1f} %")
    print(f"  openings that no other document has: {100 * alone / len(docs):.1f} %")
    print(f"  different triggers: {len(triggers)} of {triggers.total()}")
    print(
        f"  years: {min(years)} to {max(years)}, at most {max(years.values())} documents a year; "
        f"actor codes: {len(parties)}, countries: {len({c[:3] for c in parties})}"
    )
    for value, one, other in pairs[:3]:
        print(f"  most alike: {value:.3f} {one} {other}")
    copies = [p for p in pairs if p[0] > LIMIT]
    print(f"  copies (above {LIMIT}): {len(copies)}")
    return not copies


def main(arguments: list[str]) -> int:
    """Report on the files named, or all; return 1 where there are copies."""
    docs: dict[str, list[dict[str, Any]]] = {}
    for path in [pathlib.Path(a) for a in arguments] or sorted(HERE.rglob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            doc = json.loads(line)
            docs.setdefault(doc["lang"], []).append(doc)
    fine = [report(language, own) for language, own in sorted(docs.items())]
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
