"""Training data: treebanks (CoNLL-U) and named entities, as lists of sentences of words."""

from __future__ import annotations

import gzip
import random
from dataclasses import dataclass, field
from pathlib import Path

TRAIN_DE = ("de_gsd-dev", "de_lit", "de_pud", "de_hdt-2c58")
TRAIN_EN = ("en_lines-train", "en_partut-train", "en_gum-src", "en_pud", "en_ewt-dev")
HELD_OUT = {"gsd": "de_gsd-test", "hdt": "de_hdt-d712", "ewt": "en_ewt-test"}
SUBTYPES = frozenset(
    ["nsubj:pass", "csubj:pass", "aux:pass", "compound:prt", "nmod:poss", "acl:relcl", "obl:arg"]
)
MORPH = {
    "Case": ("-", "Nom", "Acc", "Dat", "Gen"),
    "Number": ("-", "Sing", "Plur"),
    "Gender": ("-", "Masc", "Fem", "Neut"),
    "Person": ("-", "1", "2", "3"),
    "Tense": ("-", "Pres", "Past"),
    "Mood": ("-", "Ind", "Sub", "Imp"),
    "VerbForm": ("-", "Fin", "Inf", "Part", "Ger"),
}
NO_MORPH = frozenset({"de_lit"})
IGNORE = -100
NAMES = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG")
MAX_WORDS = 90


@dataclass
class Sentence:
    """Words with their gold labels; `heads` count from 1, 0 is the root."""

    words: list[str]
    upos: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)
    morph: list[dict[str, str] | None] = field(default_factory=list)
    contractions: list[tuple[int, int, str]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    full: list[str] = field(default_factory=list)


def _relation(label: str) -> str:
    return label if label in SUBTYPES else label.split(":")[0]


def treebank(folder: Path, name: str, *, limit: int | None = MAX_WORDS) -> list[Sentence]:
    """Read one treebank; sentences above `limit` words are left out (None: keep all)."""
    out: list[Sentence] = []
    current = Sentence([])
    with gzip.open(folder / "ud" / f"{name}.conllu.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if not line:
                fits = limit is None or len(current.words) <= limit
                if current.words and current.words[0] != "_" and fits:
                    out.append(current)
                current = Sentence([])
                continue
            if line.startswith("#"):
                continue
            columns = line.split("\t")
            if "-" in columns[0]:
                first, last = columns[0].split("-")
                current.contractions.append((int(first), int(last), columns[1]))
            if not columns[0].isdigit():
                continue
            current.words.append(columns[1])
            current.upos.append(columns[3])
            current.heads.append(int(columns[6]) if columns[6].isdigit() else 0)
            current.relations.append(_relation(columns[7]))
            current.full.append(columns[7])
            features = dict(f.split("=", 1) for f in columns[5].split("|") if "=" in f)
            current.morph.append(None if name in NO_MORPH else features)
    return out


def surface(sentence: Sentence) -> Sentence:
    """The sentence with contractions in one word ("am" for "an dem"), as text has them."""
    drop: dict[int, tuple[int, str]] = {}
    renamed: dict[int, str] = {}
    for first, last, form in sentence.contractions:
        if last == first + 1 and sentence.upos[last - 1] == "DET":
            if last in sentence.heads:
                continue
            drop[last] = (first, form)
            renamed[first] = form
    if not drop:
        return sentence
    keep = [i for i in range(1, len(sentence.words) + 1) if i not in drop]
    place = {old: new for new, old in enumerate(keep, 1)}
    place[0] = 0
    pick = lambda values: [values[i - 1] for i in keep]  # noqa: E731
    return Sentence(
        [renamed.get(i, sentence.words[i - 1]) for i in keep],
        pick(sentence.upos),
        [place[sentence.heads[i - 1]] for i in keep],
        pick(sentence.relations),
        pick(sentence.morph),
    )


def morph_labels(features: dict[str, str] | None) -> list[int]:
    """Class indexes in the order of MORPH; IGNORE where the treebank has no features."""
    if features is None:
        return [IGNORE] * len(MORPH)
    row = []
    for name, values in MORPH.items():
        value = features.get(name, "-").split(",")[0]
        row.append(values.index(value) if value in values else 0)
    return row


def _bio(label: str) -> str:
    kind = label[2:]
    return label if kind in ("PER", "LOC", "ORG") and label[:2] in ("B-", "I-") else "O"


def names(folder: Path, file: str) -> list[Sentence]:
    """Read a named-entity file (WikiANN or GermEval; of GermEval the outer layer)."""
    germeval = file.startswith("germeval")
    out: list[Sentence] = []
    current = Sentence([])
    with gzip.open(folder / "ner" / file, "rt", encoding="utf-8") as lines:
        for line in [*lines, "\n"]:
            line = line.rstrip("\n")
            if not line or line.startswith("#\t"):
                if current.words and len(current.words) <= MAX_WORDS:
                    out.append(current)
                current = Sentence([])
                continue
            columns = line.split("\t")
            if germeval:
                word, label = columns[1], columns[2]
            else:
                word, label = columns[0].split(":", 1)[1], columns[-1]
            current.words.append(word or "-")
            current.names.append(_bio(label))
    return out


def epoch_names(folder: Path, epoch: int, share: float) -> list[Sentence]:
    """GermEval whole, and a share of WikiANN that differs from epoch to epoch."""
    rng = random.Random(1000 + epoch)
    picked: list[Sentence] = list(names(folder, "germeval14-test.tsv.gz"))
    for file in ("wikiann_de-train.conll.gz", "wikiann_en-train.conll.gz"):
        sentences = names(folder, file)
        picked += rng.sample(sentences, int(len(sentences) * share))
    return picked
