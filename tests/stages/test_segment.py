"""Sentences that go on and on, and words that are none."""

from __future__ import annotations

import re
import time
from itertools import pairwise
from pathlib import Path

import pytest

from detente.resources import load_pack
from detente.stages import syntax
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


@pytest.mark.parametrize("data", ["QUJD", "QU/x+9", "aa.", "n't", "a@", "-", "…", "1,"])
def test_data_is_no_word(data: str) -> None:
    begin = time.process_time()
    found = sentences(f"Norway met Mali. {data * 100_000} Peru left.")
    assert [" ".join(s.words) for s in found] == ["Norway met Mali .", "Peru left ."]
    assert time.process_time() - begin < 10  # minutes, were it looked at letter by letter


def test_a_long_address_is_a_word() -> None:
    address = "https://example.org/" + "a" * 150
    [found] = sentences(f"Norway met Mali, see {address} for more.")
    assert address in found.words


def test_plain_news_is_cut_as_if_there_were_no_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    paths = sorted((Path(__file__).parents[2] / "samples").rglob("*.txt"))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    found = [sentences(text) for text in texts]
    monkeypatch.setattr(syntax, "_LONGEST", 10**9)
    monkeypatch.setattr(syntax, "_DATA", re.compile("(?!)"))
    assert found == [sentences(text) for text in texts] and sum(map(len, found)) > 20
