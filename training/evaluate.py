"""Measure the shipped file on the held-out sets: `python evaluate.py --data ../../shared/data`.

Runs what the program runs (`detente.encoder`, whole files, after quantisation) and prints part
of speech, unlabelled and labelled attachment on gold words, and F1 of names. LAS counts the
labels of `data.py` (the universal ones and seven subtypes); `LAS universal` the universal ones.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import data
import numpy as np

from detente.encoder import Encoder
from detente.stages.syntax import _names, _tree


def trees(encoder: Encoder, sentences: list[data.Sentence]) -> str:
    """A line with the scores of tags and trees."""
    labels = encoder.labels
    n = pos = uas = las = universal = 0
    morph_n = morph_right = 0
    for s, a in zip(sentences, encoder.encode([s.words for s in sentences]), strict=True):
        heads = _tree(a.arcs)
        for i, head in enumerate(heads):
            relation = "root" if head < 0 else labels.relations[int(a.relations[i].argmax())]
            right = head + 1 == s.heads[i]
            n += 1
            pos += labels.tags[int(a.tags[i].argmax())] == s.upos[i]
            uas += right
            las += right and relation == s.relations[i]
            universal += right and relation.split(":")[0] == s.full[i].split(":")[0]
            at = 0
            for (_, values), gold in zip(
                data.MORPH.items(), data.morph_labels(s.morph[i]), strict=True
            ):
                morph_n += 1
                morph_right += int(a.morph[i][at : at + len(values)].argmax()) == gold
                at += len(values)
    parts = {"UPOS": pos, "UAS": uas, "LAS": las, "LAS universal": universal}
    text = " ".join(f"{k} {100 * v / n:.1f}" for k, v in parts.items())
    return f"{text} features {100 * morph_right / morph_n:.1f} ({len(sentences)} sentences)"


def named(encoder: Encoder, sentences: list[data.Sentence]) -> str:
    """A line with the F1 of names."""
    hit = gold = found = 0
    order = {n: i for i, n in enumerate(encoder.labels.names)}
    for s, a in zip(sentences, encoder.encode([s.words for s in sentences]), strict=True):
        row = np.zeros((len(s.names), len(order)), np.float32)
        row[np.arange(len(s.names)), [order[n] for n in s.names]] = 1
        right, got = (
            set(_names(row, encoder.labels.names)),
            set(_names(a.names, encoder.labels.names)),
        )
        hit, gold, found = hit + len(right & got), gold + len(right), found + len(got)
    return f"names F1 {200 * hit / (gold + found):.1f} ({len(sentences)} sentences)"


def main() -> None:
    """Print the scores of a model on test data."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=Path("../detente/data/model"))
    args = parser.parse_args()
    encoder = Encoder(args.model, threads=2)
    for key, name in data.HELD_OUT.items():
        print(f"{key}: {trees(encoder, data.treebank(args.data, name, limit=None))}", flush=True)
    for file in ("germeval14-dev.tsv.gz", "wikiann_en-test.conll.gz"):
        print(f"{file}: {named(encoder, data.names(args.data, file))}", flush=True)


if __name__ == "__main__":
    main()
