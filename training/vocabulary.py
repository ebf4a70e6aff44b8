"""The pruned vocabulary: the pieces that German and English text needs.

Counted over the treebanks and name lists of the recipe and over the word frequencies of
`wordfreq` (each word lower-case and capitalised); all single characters of the Latin blocks
stay, so that no word of the served languages is unknown.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from sentencepiece import SentencePieceProcessor
from sentencepiece import sentencepiece_model_pb2 as proto
from sources import Pretrained

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
BOS, PAD, EOS, UNK = range(4)


def model_bytes(pieces: list[str], scores: Iterable[float]) -> bytes:
    """A SentencePiece unigram model of these pieces; the first four are the special ones."""
    model = proto.ModelProto()
    kinds = proto.ModelProto.SentencePiece
    for index, (piece, score) in enumerate(zip(pieces, scores, strict=True)):
        kind = kinds.UNKNOWN if index == UNK else kinds.CONTROL if index < 4 else kinds.NORMAL
        model.pieces.add(piece=piece, score=float(score), type=kind)
    spec = model.trainer_spec
    spec.model_type = proto.TrainerSpec.UNIGRAM
    spec.vocab_size = len(pieces)
    spec.bos_id, spec.pad_id, spec.eos_id, spec.unk_id = BOS, PAD, EOS, UNK
    spec.bos_piece, spec.pad_piece, spec.eos_piece, spec.unk_piece = SPECIAL
    model.normalizer_spec.name = "identity"
    model.normalizer_spec.add_dummy_prefix = True
    model.normalizer_spec.escape_whitespaces = True
    model.normalizer_spec.remove_extra_whitespaces = True
    return model.SerializeToString(deterministic=True)


def _latin(piece: str) -> bool:
    body = piece.replace("▁", "")
    return len(body) <= 1 and all(ord(c) < 0x250 or 0x2000 <= ord(c) < 0x2100 for c in body)


def prune(source: Pretrained, words: Counter[str], size: int) -> tuple[list[int], bytes]:
    """Return the kept ids of the pretrained vocabulary, special ones first, and the model."""
    full = SentencePieceProcessor(model_proto=model_bytes(source.pieces, source.scores))
    counts: Counter[int] = Counter()
    for word, weight in sorted(words.items()):
        for piece in full.encode(unicodedata.normalize("NFKC", word)):
            counts[piece] += weight
    single = [i for i, p in enumerate(source.pieces) if i >= 4 and _latin(p)]
    ranked = sorted(counts, key=lambda i: (-counts[i], i))
    kept = {i for i in single if i >= 4}
    for index in ranked:
        if len(kept) >= size - 4:
            break
        if index >= 4:
            kept.add(index)
    ids = [0, 1, 2, 3, *sorted(kept)]
    scores = np.asarray(source.scores)[ids]
    return ids, model_bytes([source.pieces[i] for i in ids], scores)


def word_counts(extra: Iterable[str], languages: tuple[str, ...], top: int) -> Counter[str]:
    """Words with weights: text of the recipe, and the `top` words of each language."""
    import wordfreq

    words: Counter[str] = Counter()
    for word in extra:
        words[word] += 50
    for language in languages:
        for word in wordfreq.top_n_list(language, top):
            weight = math.ceil(wordfreq.word_frequency(word, language) * 1e8)
            for form in (word, word[:1].upper() + word[1:]):
                words[form] += weight
    return words


def write(path: Path, model: bytes) -> None:
    """Write the SentencePiece model file."""
    path.write_bytes(model)
