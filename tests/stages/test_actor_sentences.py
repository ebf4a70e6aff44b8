"""Who is meant in whole sentences: names, offices and groups of many countries and years.

`actors/sentences_<language>.tsv` has sentences of our own in the manner of news. A row names the
day of publication, a word of the sentence and the code that it has on that day. `actors/within.tsv`
has short texts in which one word tells what another means.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import pytest

from detente.encoder import load_encoder
from detente.gazetteer import load_gazetteer
from detente.resources import MODEL, load_pack, read_tsv
from detente.stages.actors import resolve_actors
from detente.stages.mentions import find_mentions
from detente.stages.paragraphs import split_paragraphs
from detente.stages.syntax import analyse, parse, segment
from detente.types import Sentence

HOME = Path(__file__).parent / "actors"
FLOORS = {"de": 0.91, "en": 0.98}  # shares measured, rounded down
LANGUAGES = sorted(p.stem.removeprefix("sentences_") for p in HOME.glob("sentences_*.tsv"))

pytestmark = pytest.mark.model


def rows_of(language: str) -> list[dict[str, str]]:
    return list(read_tsv(HOME / f"sentences_{language}.tsv"))


@cache
def parsed(language: str, text: str) -> tuple[Sentence, ...]:
    pack, encoder = load_pack(language), load_encoder(MODEL)
    raws = segment(text, split_paragraphs(text), pack)
    return parse(raws, analyse(raws, encoder), encoder.labels, pack)


def found(language: str, row: dict[str, str]) -> str:
    """The code of the first token that the words of a row begin or cover, "-" if there is none."""
    sentences, gazetteer = parsed(language, row["sentence"]), load_gazetteer(language)
    mentions = find_mentions(sentences, gazetteer)
    day = dt.date.fromisoformat(row["date"])
    cast = resolve_actors(mentions, sentences, gazetteer, day)
    at = row["sentence"].index(row["words"])
    end = at + len(row["words"])
    for sentence in sentences:
        for token in sentence.tokens:
            if token.start < end and token.end > at:
                codes = [actor.code for actor in cast.own(sentence.index, token.index)]
                if codes:
                    return " ".join(codes)
    return "-"


@pytest.mark.parametrize("language", LANGUAGES)
def test_parties_have_their_codes(language: str) -> None:
    rows = rows_of(language)
    assert len(rows) >= 60
    answers = [(row, found(language, row)) for row in rows]
    wrong = [(row, code) for row, code in answers if code != row["code"]]
    assert 1 - len(wrong) / len(rows) >= FLOORS[language], "\n".join(
        f"{row['date']} {row['sentence']} [{row['words']}] expected {row['code']}, found {code}"
        for row, code in wrong
    )


@pytest.mark.parametrize(
    "row", tuple(read_tsv(HOME / "within.tsv")), ids=lambda row: f"{row['words']}: {row['code']}"
)
def test_who_is_meant_within_a_text(row: dict[str, str]) -> None:
    """What earlier words of a text make of later ones; every row holds."""
    assert found(row["language"], row) == row["code"]
