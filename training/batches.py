"""Sentences to tensors, in batches of like length."""

from __future__ import annotations

import random
import unicodedata

import torch
from data import IGNORE, MORPH, NAMES, Sentence, morph_labels
from labels import AUX, ROLES, Labelled
from labels import LABELS as SETS
from sentencepiece import SentencePieceProcessor
from vocabulary import BOS, EOS, PAD, UNK

MAX_PIECES, MAX_LENGTH = 8, 256
LABELS = ("tags", "heads", "relations", "names", "types", "modes", "tones", "trends", "sectors")


class Encoding:
    """Word pieces and label indexes of a sentence."""

    def __init__(self, tokenizer: SentencePieceProcessor, tags: list[str], relations: list[str]):
        self.tokenizer, self.cache = tokenizer, dict[str, list[int]]()
        self.tags = {t: i for i, t in enumerate(tags)}
        self.relations = {r: i for i, r in enumerate(relations)}

    def pieces(self, word: str) -> list[int]:
        """Ids of the pieces of a word."""
        if word not in self.cache:
            ids = self.tokenizer.encode(unicodedata.normalize("NFKC", word))
            self.cache[word] = ids[:MAX_PIECES] or [UNK]
        return self.cache[word]

    def row(self, s: Sentence) -> dict[str, list]:
        """Ids and labels of a sentence."""
        ids, first = [BOS], []
        for word in s.words:
            first.append(len(ids))
            ids += self.pieces(word)
        ids.append(EOS)
        row: dict[str, list] = {"ids": ids, "first": first}
        if s.upos:
            row["tags"] = [self.tags.get(t, IGNORE) for t in s.upos]
            row["heads"] = s.heads
            row["relations"] = [self.relations.get(r, IGNORE) for r in s.relations]
            row["morph"] = [morph_labels(f) for f in s.morph]
        if s.names:
            row["names"] = [NAMES.index(n) for n in s.names]
        return row

    def event_row(self, s: Labelled) -> dict[str, list]:
        """Ids and event labels of a sentence of the corpus."""
        ids, first = [BOS], []
        for word in s.words:
            first.append(len(ids))
            ids += self.pieces(word)
        ids.append(EOS)
        row: dict[str, list] = {"ids": ids, "first": first, "arcs": s.arcs}
        row |= {"aux": s.aux, "sides": s.sides}
        for key in ("types", "modes", "tones", "trends", "sectors"):
            row[key] = getattr(s, key)
        return row


def group(rows: list[dict], tokens: int, rng: random.Random | None) -> list[list[dict]]:
    """Batches of at most `tokens` padded pieces; shuffled with `rng`, else by length."""
    rows = [r for r in rows if len(r["ids"]) <= MAX_LENGTH]
    jitter = {id(r): len(r["ids"]) + (rng.random() * 8 if rng else 0) for r in rows}
    rows = sorted(rows, key=lambda r: jitter[id(r)])
    out: list[list[dict]] = []
    longest = 0
    for row in rows:
        longest = max(longest, len(row["ids"]))
        if not out or longest * (len(out[-1]) + 1) > tokens:
            out.append([])
            longest = len(row["ids"])
        out[-1].append(row)
    if rng:
        rng.shuffle(out)
    return out


def tensors(batch: list[dict]) -> dict[str, torch.Tensor]:
    """Padded tensors; word columns start with the root at column 0."""
    count = len(batch)
    length = max(len(r["ids"]) for r in batch)
    width = 1 + max(len(r["first"]) for r in batch)
    out = {
        "ids": torch.full((count, length), PAD),
        "mask": torch.zeros(count, length, dtype=torch.bool),
        "first": torch.zeros(count, width, dtype=torch.long),
        "words": torch.zeros(count, width, dtype=torch.bool),
    }
    for key in LABELS:
        if key in batch[0]:
            out[key] = torch.full((count, width), IGNORE)
    if "morph" in batch[0]:
        out["morph"] = torch.full((count, width, len(MORPH)), IGNORE)
    for i, row in enumerate(batch):
        n, w = len(row["ids"]), len(row["first"])
        out["ids"][i, :n] = torch.tensor(row["ids"])
        out["mask"][i, :n] = True
        out["first"][i, 1 : w + 1] = torch.tensor(row["first"])
        out["words"][i, : w + 1] = True
        for key in (*LABELS, "morph"):
            if key in row:
                out[key][i, 1 : w + 1] = torch.tensor(row[key])
    if "types" in batch[0]:
        events(batch, out)
    return out


def events(batch: list[dict], out: dict[str, torch.Tensor]) -> None:
    """Add the labels that only triggers (of events and assessments) have.

    `at` [n, 2]: their rows and columns; `aux` [n, AUX], IGNORE for assessments; `sides` [n, labels
    of "acting" and "affected"], IGNORE likewise; `arcs` [n, ROLES, width], 1 where there is one.
    """
    places: dict[tuple[int, int], int] = {}
    for i, row in enumerate(batch):
        for w, (kind, tone) in enumerate(zip(row["types"], row["tones"], strict=True)):
            if kind or tone:
                places[i, w] = len(places)
    width = out["first"].shape[1]
    out["at"] = torch.tensor([(i, w + 1) for i, w in places]).reshape(-1, 2)
    out["aux"] = torch.full((len(places), len(AUX)), IGNORE)
    kinds = len(SETS["acting"]) + len(SETS["affected"])
    out["sides"] = torch.full((len(places), kinds), IGNORE)
    out["arcs"] = torch.zeros(len(places), len(ROLES), width)
    for (i, w), n in places.items():
        aux = batch[i]["aux"][w]
        if aux is not None:
            out["aux"][n] = torch.tensor(aux)
            out["sides"][n] = torch.tensor(batch[i]["sides"][w])
    for i, row in enumerate(batch):
        for w, role, column in row["arcs"]:
            out["arcs"][places[i, w], role, column] = 1.0
