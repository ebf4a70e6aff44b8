"""The model gives the same scores on every processor."""

from __future__ import annotations

import numpy as np
import pytest

from detente.encoder import load_encoder
from detente.resources import MODEL

# the best score of the head of each word and of its tag, as a processor with VNNI computes them;
# one that cuts off large sums is off by 0.3 to 0.5 on average
CASES = [
    (
        "Die Türkei zog ihre Truppen aus Syrien ab .",
        [11.2, 5.0, 2.7, 11.3, 4.0, 6.7, 3.1, 6.3, 4.9],
        [10.0, 6.7, 3.9, 6.6, 8.1, 10.2, 8.4, 6.7, 12.4],
    ),
    (
        "The minister accused Iran of arming the rebels .",
        [13.2, 10.6, 7.6, 2.6, 9.1, -0.6, 8.0, 9.0, 11.7],
        [9.8, 6.2, 6.2, 7.4, 5.3, 7.9, 11.6, 4.4, 13.9],
    ),
]


@pytest.mark.parametrize(("sentence", "heads", "tags"), CASES)
def test_scores_are_those_of_exact_products(
    sentence: str, heads: list[float], tags: list[float]
) -> None:
    (analysis,) = load_encoder(MODEL).encode([sentence.split()])
    off = np.abs(np.concatenate([analysis.arcs.max(1) - heads, analysis.tags.max(1) - tags]))
    assert off.mean() < 0.15
