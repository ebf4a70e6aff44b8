"""The shipped model: words in, scores of tags, features, trees and names out.

One ONNX file holds the encoder and all heads; one forward pass serves them all. This is the
only module that imports onnxruntime. Sentences are batched by their padded length, which
depends on the sentence alone, and activations have fixed scales: a sentence gets the same
scores whatever it is batched with. Products of whole numbers are exact on every processor: those
of x86 without VNNI else cut off large sums, which changes one event in twelve.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
import sentencepiece
from numpy.typing import NDArray

from detente.errors import InputError

BOS, PAD, EOS, UNK = range(4)
MAX_PIECES = 8  # of one word; the model was trained so
MAX_LENGTH = 256  # pieces of one sentence, both ends included
STEP = 8  # padded lengths are multiples of this
BATCH_TOKENS = 512  # padded pieces in one batch: on one core 4,640 words a second, 4,450 at 2,048


@dataclass(frozen=True, slots=True)
class Analysis:
    """Scores of one sentence of n words.

    `arcs` float32 [n, n + 1]: column 0 is the root, column j the word j - 1; `relations`
    float32 [n, relations], given the best head; `tags` [n, tags]; `morph` [n, values of all
    features one after the other]; `names` [n, labels]; `kinds` [n, all event labels of a word,
    one set after the other]; `roles` [n, roles, n + 1]: from a trigger to the words, column 0
    is elsewhere.
    """

    arcs: NDArray[np.float32]
    relations: NDArray[np.float32]
    tags: NDArray[np.float32]
    morph: NDArray[np.float32]
    names: NDArray[np.float32]
    kinds: NDArray[np.float32]
    roles: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Labels:
    """The label sets of the heads, in the order of their scores.

    `alone` names the sets of `kinds` whose labels do not exclude each other.
    """

    tags: tuple[str, ...]
    relations: tuple[str, ...]
    names: tuple[str, ...]
    morph: tuple[tuple[str, tuple[str, ...]], ...]
    kinds: tuple[tuple[str, tuple[str, ...]], ...]
    alone: tuple[str, ...]
    roles: tuple[str, ...]


class Encoder:
    """A loaded model; `encode` is pure."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.add_session_config_entry("session.x64quantprecision", "1")  # exact without VNNI
        path = folder / "syntax.onnx"
        if not path.exists():
            raise InputError(
                f"{path}: the language model is missing; install the package again",
                code="model-missing",
            )
        self._session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        self._pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "pieces.model"))
        facts = json.loads(self._session.get_modelmeta().custom_metadata_map["labels"])
        self.labels = Labels(
            tuple(facts["tags"]),
            tuple(facts["relations"]),
            tuple(facts["names"]),
            tuple((name, tuple(values)) for name, values in facts["morph"]),
            tuple((name, tuple(values)) for name, values in facts["kinds"]),
            tuple(facts["alone"]),
            tuple(facts["roles"]),
        )
        self._known: dict[str, list[int]] = {}

    def pieces(self, word: str) -> list[int]:
        """Ids of the pieces of a word, at most MAX_PIECES."""
        known = self._known.get(word)
        if known is None:
            if len(self._known) > 200_000:
                self._known.clear()
            text = unicodedata.normalize("NFKC", word[:64])
            known = self._pieces.encode(text)[:MAX_PIECES] or [UNK]
            self._known[word] = known
        return known

    def encode(self, sentences: Sequence[Sequence[str]]) -> list[Analysis]:
        """Scores of each sentence, in the order given; long ones are read in parts."""
        parts: list[tuple[int, list[int], list[int]]] = []  # sentence, piece ids, first pieces
        for index, words in enumerate(sentences):
            ids: list[int] = [BOS]
            first: list[int] = []
            for word in words:
                pieces = self.pieces(word)
                if len(ids) + len(pieces) >= MAX_LENGTH:
                    parts.append((index, [*ids, EOS], first))
                    ids, first = [BOS], []
                first.append(len(ids))
                ids = ids + pieces
            parts.append((index, [*ids, EOS], first))
        groups: dict[int, list[int]] = {}
        for at, (_, ids, _) in enumerate(parts):
            groups.setdefault(-(-len(ids) // STEP) * STEP, []).append(at)
        done: dict[int, Analysis] = {}
        for length in sorted(groups):
            size = max(1, BATCH_TOKENS // length)
            members = groups[length]
            for start in range(0, len(members), size):
                chunk = members[start : start + size]
                for at, analysis in zip(
                    chunk, self._run([parts[i] for i in chunk], length), strict=True
                ):
                    done[at] = analysis
        joined: list[list[Analysis]] = [[] for _ in sentences]
        for at, (index, _, _) in enumerate(parts):
            joined[index].append(done[at])
        return [pieces[0] if len(pieces) == 1 else _join(pieces) for pieces in joined]

    def _run(self, batch: list[tuple[int, list[int], list[int]]], length: int) -> list[Analysis]:
        count = len(batch)
        ids = np.full((count, length), PAD, np.int64)
        mask = np.zeros((count, length), np.float32)
        first = np.zeros((count, length), np.int64)
        words = np.zeros((count, length), np.float32)
        for row, (_, pieces, firsts) in enumerate(batch):
            ids[row, : len(pieces)] = pieces
            mask[row, : len(pieces)] = 1
            first[row, 1 : len(firsts) + 1] = firsts
            words[row, : len(firsts) + 1] = 1
        arcs, relations, tags, morph, names, kinds, roles = self._session.run(
            ["arcs", "relations", "tags", "morph", "names", "kinds", "roles"],
            {"ids": ids, "mask": mask, "first": first, "words": words},
        )
        out = []
        for row, (_, _, firsts) in enumerate(batch):
            n = len(firsts)
            own = slice(1, n + 1)
            out.append(
                Analysis(
                    arcs[row, own, : n + 1],
                    relations[row, own],
                    tags[row, own],
                    morph[row, own],
                    names[row, own],
                    kinds[row, own],
                    roles[row, own, :, : n + 1],
                )
            )
        return out


def _join(parts: list[Analysis]) -> Analysis:
    """One analysis of the parts of a long sentence: later parts hang on the root."""
    total = sum(len(p.tags) for p in parts)
    arcs = np.full((total, total + 1), -1e4, np.float32)
    roles = np.full((total, parts[0].roles.shape[1], total + 1), -1e4, np.float32)
    at = 0
    for part in parts:
        n = len(part.tags)
        arcs[at : at + n, 0] = part.arcs[:, 0]
        arcs[at : at + n, at + 1 : at + n + 1] = part.arcs[:, 1:]
        roles[at : at + n, :, 0] = part.roles[:, :, 0]
        roles[at : at + n, :, at + 1 : at + n + 1] = part.roles[:, :, 1:]
        at += n
    return Analysis(
        arcs,
        np.concatenate([p.relations for p in parts]),
        np.concatenate([p.tags for p in parts]),
        np.concatenate([p.morph for p in parts]),
        np.concatenate([p.names for p in parts]),
        np.concatenate([p.kinds for p in parts]),
        roles,
    )


@cache
def load_encoder(folder: Path, threads: int = 1) -> Encoder:
    """The model in `folder`, loaded once a process."""
    return Encoder(folder, threads=threads)
