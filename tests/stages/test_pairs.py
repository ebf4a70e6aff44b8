"""Pairs: one relation between two marked parties of a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import InputError
from detente.run import Options, code_pairs
from detente.stages.pairs import unmark

PLAIN = st.text(alphabet="abc .é", max_size=6)


def related(folder: Path, *sentences: str) -> list[str]:
    """The type of each marked sentence."""
    file = folder / "pairs.tsv"
    rows = [f"{i}\t{s}" for i, s in enumerate(sentences)]
    file.write_text("\n".join(["uid\tmarked_sentence", *rows]) + "\n", encoding="utf-8")
    lines = list(code_pairs(str(file), Options(language="en")))[1:]
    assert [line.split("\t")[0] for line in lines] == [str(i) for i in range(len(sentences))]
    return [line.split("\t")[1] for line in lines]


@given(PLAIN, PLAIN, PLAIN, PLAIN, PLAIN)
def test_spans_are_those_of_the_sentence_without_marks(
    a: str, source: str, b: str, target: str, c: str
) -> None:
    pair = unmark(f"{a}<s>{source}</s>{b}<t>{target}</t>{c}", "x")
    assert pair.text == a + source + b + target + c
    assert [pair.text[i:j] for i, j in pair.source] == [source]
    assert [pair.text[i:j] for i, j in pair.target] == [target]


def test_a_party_may_be_marked_twice_or_not_at_all() -> None:
    pair = unmark("<s>Chad</s> and <t>Mali</t>, said <t>Bamako</t>.", "x")
    assert [pair.text[i:j] for i, j in pair.target] == ["Mali", "Bamako"]
    assert unmark("<s>Chad</s> lifted the curfew.", "x").target == ()


@pytest.mark.parametrize("marked", ["Chad and Mali.", "<s>Chad and <t>Mali</t>."])
def test_a_sentence_without_marks_is_no_pair(marked: str) -> None:
    with pytest.raises(InputError, match="row 7"):
        unmark(marked, "row 7")


def test_one_marked_party_is_enough(tmp_path: Path) -> None:
    assert related(
        tmp_path,
        "<s>The government of Chad</s> condemned the attack on the market.",
        "Soldiers arrested <t>two reporters</t> in the capital.",
    ) == ["ACCUSE", "COERCE"]


def test_promised_concessions_are_promises(tmp_path: Path) -> None:
    assert related(
        tmp_path,
        "<s>Chad</s> has agreed to release <t>the Sudanese drivers</t>.",
        "<s>Chad</s> released <t>the Sudanese drivers</t> on Friday.",
        "<s>Chad</s> is willing to withdraw its troops from <t>Sudan</t>.",
    ) == ["AGREE", "RETREAT", "AGREE"]


def test_borders_of_the_task(tmp_path: Path) -> None:
    """Accords of both sides, verdicts, cyber attacks, blockades, land taken."""
    assert related(
        tmp_path,
        "<s>Norway</s> and <t>Iceland</t> reached an agreement on cod quotas.",
        "<s>A court in Oslo</s> convicted <t>a Russian captain</t> of spying.",
        "<s>Belarusian hackers</s> launched cyber attacks on <t>Lithuania</t>.",
        "<s>Rebels</s> overran <t>an army base in eastern Chad</t>.",
    ) == ["SUPPORT", "ACCUSE", "ASSAULT", "ASSAULT"]


def test_an_accord_that_failed_is_a_refusal(tmp_path: Path) -> None:
    sentence = "<s>Norway</s> and <t>Iceland</t> failed to reach agreement on cod."
    assert related(tmp_path, sentence) == ["REJECT"]
