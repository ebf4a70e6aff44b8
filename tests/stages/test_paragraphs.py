"""Where a line break ends a paragraph: wrapped text is joined, a list of headlines is not."""

from __future__ import annotations

import textwrap

import pytest

from detente.stages.paragraphs import split_paragraphs

HEADLINES = (
    "Warsaw threatens to curb banana imports unless Quito settles its old bill",
    "Ecuador's finance minister refuses to pay before the end of the spring",
    "Quito and Warsaw, friends for several decades, are drifting apart",
    "Truce between the army and the rebels comes into force in the south",
    "Deputies in Quito demand that their foreign minister step down now",
)
WRAPPED = {
    "en": "The government of Kenya said on Monday that it had asked its neighbour to hand over two"
    " men who were seized in the port of Mombasa last week, and that talks with Tanzania would go"
    " on in Arusha until both sides had signed the text that was agreed upon in spring.",
    "de": "Die Regierung von Kenia hat am Montag mitgeteilt, dass sie vom Nachbarland die"
    " Auslieferung zweier Männer verlangt, die vorige Woche im Hafen festgenommen wurden, und"
    " dass die Gespräche mit Tansania in Arusha weitergehen, bis beide Seiten unterzeichnet haben.",
}


def test_headlines_are_paragraphs_of_their_own() -> None:
    text = "\n".join(HEADLINES)
    found = [text[p.start : p.end] for p in split_paragraphs(text)]
    assert found == list(HEADLINES)


@pytest.mark.parametrize("language", sorted(WRAPPED))
@pytest.mark.parametrize("width", [60, 72, 90])
def test_wrapped_lines_are_one_paragraph(language: str, width: int) -> None:
    text = textwrap.fill(WRAPPED[language], width)
    assert len(split_paragraphs(text)) == 1
