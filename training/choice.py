"""A conditional logit: which of several answers is right, by signs with weights for each group.

Shared by `antecedents.py` (whom a pronoun means), `scene.py` (in which country), `whose.py` (which
party), `members.py` (which actor of it) and `whom.py` (which recipient).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
RATE = 0.05
FIRM = 10  # ridges: how much firmer the weights of all texts hold against those kept apart


class Question(Protocol):
    """`x` [answers, signs] is what speaks for each answer, `held` [groups] is 1 for the groups of
    weights that hold, `answers` the indexes of those that are right."""

    x: Array
    held: Array
    answers: tuple[int, ...]


def options(description: str | None) -> argparse.Namespace:
    """What all that learn so are told: the corpus, what to write, which texts no head learned."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--apart", default="", help="ranges of ids that no head has learned")
    return parser.parse_args()


def _packed(known: Sequence[Question]) -> tuple[Array, Array, Array, Array]:
    most = max(len(c.x) for c in known)
    x = np.zeros((len(known), most, known[0].x.shape[1]))
    open_ = np.full((len(known), most), -1e9)
    right = np.zeros((len(known), most))
    for n, case in enumerate(known):
        x[n, : len(case.x)] = case.x
        open_[n, : len(case.x)] = 0
        right[n, list(case.answers)] = 1
    return x, np.array([c.held for c in known]), open_, right


def _among(p: Array, right: Array) -> Array:
    """The probabilities of the answers, given that a right one is true."""
    kept = p * right
    total: Array = kept / kept.sum(axis=1, keepdims=True)
    return total


def fit(
    known: Sequence[Question], *, ridge: float, steps: int, prior: Array | None = None
) -> Array:
    """Weights [groups, signs] by gradient descent (Adam) on the penalised likelihood.

    The ridge draws them towards `prior`, without one towards 0.
    """
    x, held, open_, right = _packed(known)
    start = np.zeros((held.shape[1], x.shape[2])) if prior is None else prior
    w = start.copy()
    first, second = np.zeros_like(w), np.zeros_like(w)
    for step in range(1, steps + 1):
        odds = np.einsum("ncs,ns->nc", x, held @ w) + open_
        p = np.exp(odds - odds.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        slope = (
            held.T @ np.einsum("nc,ncs->ns", p - _among(p, right), x) + ridge * (w - start)
        ) / len(known)
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        rate = RATE * (1 - step / (steps + 1))
        w -= rate * first / (1 - 0.9**step) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return w


def fit_apart(
    known: Sequence[Question], apart: Sequence[Question], *, ridge: float, steps: int
) -> Array:
    """As `fit`, corrected by cases of texts that no head has learned, if there are any.

    What heads say of texts that they have learned is surer than of others, so such cases alone
    tell how far to go by it; they are few, so that the ridge about the first fit is firm.
    """
    w = fit(known, ridge=ridge, steps=steps)
    return fit(apart, ridge=FIRM * ridge, steps=steps, prior=w) if apart else w


def hits(known: Sequence[Question], w: Array) -> list[bool]:
    """Whether the model is right in each case."""
    return [int((c.x @ (c.held @ w)).argmax()) in c.answers for c in known]


def write(w: Array, groups: Sequence[str], signs: Sequence[str], head: str, path: Path) -> None:
    """Write the weights as the program reads them; `head` is the comment above."""
    lines = [f"# {head}\n"]
    for group, row in zip(groups, w, strict=True):
        values = ", ".join(f"{_key(s)}: {v:.2f}" for s, v in zip(signs, row, strict=True))
        lines.append(f"{group}: {{{values}}}\n")
    path.write_text("".join(lines), encoding="utf-8")


def _key(sign: str) -> str:
    """The name of a sign in YAML; the names of rules may hold marks of it."""
    return sign if sign.replace(" ", "").replace("_", "").isalnum() else json.dumps(sign)
