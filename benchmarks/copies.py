"""Copies found, missed and invented, and the time: `python benchmarks/copies.py [--documents N]`.

From the articles of `../shared/data/raw` (each different) copies are made with a seed: cut to a
part, with sentences of another article added, with words exchanged, all three, and a passage of
one article set into another. Articles that share nothing, that share a quotation of one speaker,
or that are one form filled in twice with other figures, must not be linked. The same documents
are judged by MinHash with bands (128 permutations, 16 bands of 8, copies from an estimated Jaccard
index of 0.6), the usual method, for comparison. Then N documents are indexed: every third is a
copy, the others are articles whose words were exchanged for others, all alike, so that they have
the lengths and the frequencies of real ones but no run of words in common.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import random
import re
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detente.corpus._copy_sketch import _hashed, _runs, fold
from detente.corpus.copies import CopyIndex
from detente.types import Document

RAW = Path(__file__).resolve().parents[2] / "shared/data/raw/insightcrime_en.txt.gz"
SEED = 20260101
DAY = dt.date(2020, 1, 1)
QUOTE = (
    "“We will not rest until those who ordered this crime stand before a judge, and we owe it to"
    " the families who have waited for an answer for eleven long years, whatever the price may be"
    " for this ministry, for this government or for me, and nobody should doubt our will.”"
)

Numbers = NDArray[np.uint64]
Make = Callable[[random.Random, list[str], list[str]], list[str]]


def articles(path: Path) -> list[list[str]]:
    """The sentences of each article of 100 words or more, each article once."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = sorted({line.strip().strip('"') for line in lines})
    split = [[s for s in re.split(r"(?<=[.!?]) +", t) if s] for t in texts]
    return [s for s in split if len(" ".join(s).split()) >= 100 and len(s) >= 6]


def cut(chance: random.Random, own: list[str], other: list[str]) -> list[str]:
    """The first 30 to 70 % of the sentences."""
    return own[: max(3, int(len(own) * chance.uniform(0.3, 0.7)))]


def added(chance: random.Random, own: list[str], other: list[str]) -> list[str]:
    """All of it, with half as much of another article after it."""
    return own + other[: len(own) // 2]


def edited(chance: random.Random, own: list[str], other: list[str]) -> list[str]:
    """Every twentieth word exchanged."""
    words = " ".join(other).split()
    return [
        " ".join(chance.choice(words) if chance.random() < 0.05 else w for w in s.split())
        for s in own
    ]


def mixed(chance: random.Random, own: list[str], other: list[str]) -> list[str]:
    """Cut to a half to nine tenths, a fifth added, three words in a hundred exchanged."""
    kept = own[: max(3, int(len(own) * chance.uniform(0.5, 0.9)))]
    words = " ".join(other).split()
    kept = [
        " ".join(chance.choice(words) if chance.random() < 0.03 else w for w in s.split())
        for s in kept
    ]
    return [other[0], *kept, *other[1 : 1 + len(kept) // 5]]


def passage(chance: random.Random, own: list[str], other: list[str]) -> list[str]:
    """Three to five sentences set into another article of its length."""
    middle = len(other) // 2
    start = chance.randrange(max(1, len(own) - 5))
    taken = own[start : start + chance.randint(3, 5)]
    room = max(4, min(middle, 2 * len(taken)))
    return other[:room] + taken + other[room : 2 * room]


def form(chance: random.Random, own: list[str], other: list[str]) -> list[str]:
    """The same words with other figures: a form that is filled in every day."""
    row = "Sector {}: {} shells, {} drones, {} wounded, {} houses, {} arrests."
    return [row.format(i, *(chance.randrange(10, 999) for _ in range(5))) for i in "ABCDEFGHIJ"]


MAKES: tuple[tuple[str, Make], ...] = (
    ("cut", cut),
    ("added", added),
    ("edited", edited),
    ("mixed", mixed),
    ("passage", passage),
)


def minhash(text: str, factors: Numbers, shifts: Numbers) -> Numbers:
    """128 least values over runs of three words."""
    runs = _runs(_hashed(re.findall(r"\w+", fold(text))), 3)
    least: Numbers = (runs[None, :] * factors[:, None] + shifts[:, None]).min(axis=1)
    return least


def banded(documents: list[Document]) -> set[tuple[str, str]]:
    """Pairs (later, earlier) that MinHash with 16 bands of 8 calls copies."""
    chance = np.random.default_rng(SEED)
    factors = chance.integers(1, 2**63, 128, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    shifts = chance.integers(1, 2**63, 128, dtype=np.uint64)
    signatures = [minhash(d.text, factors, shifts) for d in documents]
    order = [d.published or DAY for d in documents]
    found: set[tuple[str, str]] = set()
    for band in range(16):
        rows: dict[bytes, list[int]] = defaultdict(list)
        for i, values in enumerate(signatures):
            rows[values[band * 8 : band * 8 + 8].tobytes()].append(i)
        for members in rows.values():
            for later in members:
                for earlier in members:
                    older = order[earlier] < order[later]
                    if older and (signatures[earlier] == signatures[later]).mean() >= 0.6:
                        found.add((documents[later].id, documents[earlier].id))
    return found


def quality() -> None:
    """Print the share found of each kind of copy, and the links that should not be."""
    chance = random.Random(SEED)
    sources = articles(RAW)
    chance.shuffle(sources)
    half = len(sources) // 2
    originals, donors = sources[: half // 2], sources[half // 2 : half]
    documents = [Document(f"o{i}", "\n".join(s), published=DAY) for i, s in enumerate(originals)]
    wanted: dict[str, tuple[str, str]] = {}
    for i, own in enumerate(originals):
        kind, make = MAKES[i % len(MAKES)]
        text = "\n".join(make(chance, own, donors[i % len(donors)]))
        name = f"{kind}{i}"
        documents.append(Document(name, f"A headline\n{text}", published=DAY + dt.timedelta(2)))
        wanted[name] = (f"o{i}", "partial" if kind == "passage" else "copy")
    for i, own in enumerate(sources[half:]):
        text = "\n".join(own)
        if i % 4 == 0:
            text = "\n".join([*own[:5], QUOTE, *own[5:10]])
        day = DAY + dt.timedelta(3 + i % 9)
        documents.append(Document(f"other{i}", text, published=day))
    for i in range(20):
        text = "\n".join(form(chance, [], []))
        documents.append(Document(f"form{i}", text, published=DAY + dt.timedelta(i % 10)))
    index = CopyIndex()
    for document in documents:
        index.add(document)
    links = index.links()
    right: Counter[tuple[str, bool]] = Counter()
    total: Counter[str] = Counter(re.sub(r"\d", "", name) for name in wanted)
    wrong = []
    for link in links:
        kind = re.sub(r"\d", "", link.document)
        original, expected = wanted.get(link.document, ("", ""))
        if link.original == original:
            right[kind, link.kind == expected] += 1
        else:
            wrong.append(link)
    bands = banded(documents)
    usual = Counter(re.sub(r"\d", "", d) for d, o in bands if wanted.get(d, ("",))[0] == o)
    print(f"{len(documents)} documents, {len(wanted)} of them copies")
    for kind, count in total.items():
        print(
            f"{kind:8} {count:4}: found {right[kind, True] + right[kind, False]}, of the right kind"
            f" {right[kind, True]}; MinHash with bands {usual[kind]}"
        )
    extra = [p for p in sorted(bands) if wanted.get(p[0], ("",))[0] != p[1]]
    print(f"wrong links: {len(wrong)}; MinHash with bands {len(extra)}")
    for link in wrong[:10]:
        print("  ", link)


def many(count: int) -> Iterator[Document]:
    """So many documents, every third a copy of one of the last thousand."""
    chance = random.Random(SEED)
    sources = articles(RAW)
    vocabulary = sorted({w for s in sources for t in s for w in t.split()})
    place = {w: i for i, w in enumerate(vocabulary)}
    numbers = [[[place[w] for w in t.split()] for t in s] for s in sources]
    size = len(vocabulary)
    recent: list[list[str]] = []
    for i in range(count):
        other = recent[chance.randrange(len(recent))] if recent else []
        if i % 3 == 2:
            made = MAKES[i % len(MAKES)][1](chance, recent[chance.randrange(len(recent))], other)
        else:
            shift = chance.randrange(size)
            base = chance.choice(numbers)
            made = [" ".join(vocabulary[(n + shift) % size] for n in s) for s in base]
            recent = [*recent[-999:], made]
        yield Document(f"d{i:07}", "\n".join(made), published=DAY + dt.timedelta(i * 365 // count))


def speed(count: int) -> None:
    """Print the seconds that so many documents take on one core."""
    index = CopyIndex()
    spent, words = 0.0, 0
    for document in many(count):
        words += document.text.count(" ")
        start = time.process_time()
        index.add(document)
        spent += time.process_time() - start
    start = time.process_time()
    links = index.links()
    last = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{count} documents ({words} words): added in {spent:.0f} s, links in {last:.0f} s of one"
        f" core; {len(links)} links; peak memory {memory:.0f} MB, articles included"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    args = parser.parse_args()
    if not RAW.exists():
        raise SystemExit(f"{RAW} is not there: the articles to vary are missing")
    quality()
    if args.documents:
        speed(args.documents)


if __name__ == "__main__":
    main()
