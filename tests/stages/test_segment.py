"""Sentences that go on and on, and words that are none."""

from __future__ import annotations

from itertools import pairwise

from detente.resources import load_pack
from detente.stages.paragraphs import split_paragraphs
from detente.stages.syntax import _LONGEST, Raw, segment


def sentences(text: str) -> list[Raw]:
    return segment(text, split_paragraphs(text), load_pack("en"))


def test_an_endless_list_is_cut_behind_commas() -> None:
    found = sentences("Norway, Mali and Peru, " * 300 + "met.")
    assert len(found) > 2 and max(len(s.words) for s in found) <= _LONGEST
    assert all(s.words[-1] == "," for s in found[:-1])


def test_where_there_is_no_comma_it_is_cut_anyway() -> None:
    found = sentences("Norway condemned Mali and " * 300)
    assert max(len(s.words) for s in found) == _LONGEST
    spans = [span for s in found for span in s.spans]
    assert len(spans) == 1200 and all(a[1] <= b[0] for a, b in pairwise(spans))


def test_a_sentence_of_usual_length_is_whole() -> None:
    assert len(sentences("Norway, " + "Mali, " * 80 + "and Peru met.")) == 1


def test_data_is_no_word() -> None:
    text = f"Norway met Mali. {'QUJD' * 5000} Peru left."
    assert all(len(w) < 200 for s in sentences(text) for w in s.words)
    assert [s.words[0] for s in sentences(text)] == ["Norway", "Peru"]
