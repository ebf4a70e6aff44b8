"""How parties stand: probe sentences, each with the pairs, tones and trends that it tells.

`assessments/probes_<language>.tsv` has sentences of our own in the manner of news, among them
such as look like an assessment but are none: films, sport, firms, persons, single acts.
`assessments/varied_<language>.tsv` has 360 that each say it in other words, with tone and trend.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import pytest

from detente.pipeline import code_many
from detente.resources import read_tsv, served_languages
from detente.types import Assessment, Document

HOME = Path(__file__).parent / "assessments"
FLOORS = {"de": 0.90, "en": 0.95}  # shares measured, rounded down
VARIED = {"de": 0.75, "en": 0.81}  # shares of sentences with the right tone and trend
LANGUAGES = sorted(p.stem.removeprefix("probes_") for p in HOME.glob("probes_*.tsv"))

pytestmark = pytest.mark.model


def rows_of(language: str) -> list[dict[str, str]]:
    return list(read_tsv(HOME / f"probes_{language}.tsv"))


def line(one: Assessment) -> str:
    return f"{'-'.join(sorted((one.a, one.b)))} {one.tone} {one.trend or '-'}"


@cache
def coded(language: str) -> tuple[tuple[str, list[str], list[str]], ...]:
    """Text, expected and found lines of each probe."""
    rows = rows_of(language)
    documents = [
        Document(f"{number:03}", row["text"], language=language) for number, row in enumerate(rows)
    ]
    codings = code_many(documents)
    return tuple(
        (
            row["text"],
            sorted(part for part in row["expected"].split(";") if part),
            sorted(line(a) for a in coding.assessments),
        )
        for row, coding in zip(rows, codings, strict=True)
    )


def read(text: str, language: str) -> tuple[Assessment, ...]:
    document = Document("x", text, language=language, published=dt.date(2021, 3, 17))
    return next(iter(code_many([document]))).assessments


@pytest.mark.parametrize("language", LANGUAGES)
def test_probes_are_judged_right(language: str) -> None:
    probes = coded(language)
    wrong = [p for p in probes if p[1] != p[2]]
    share = 1 - len(wrong) / len(probes)
    assert share >= FLOORS[language], "\n".join(
        f"{text}\n  expected {want}\n  found {found}" for text, want, found in wrong
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_ways_of_saying_it_are_known(language: str) -> None:
    rows = list(read_tsv(HOME / f"varied_{language}.tsv"))
    documents = [
        Document(f"{number:03}", row["text"], language=language) for number, row in enumerate(rows)
    ]
    wrong = [
        row["text"]
        for row, coding in zip(rows, code_many(documents), strict=True)
        if row["expected"] not in {line(a).split(" ", 1)[1] for a in coding.assessments}
    ]
    assert 1 - len(wrong) / len(rows) >= VARIED[language], "\n".join(wrong)


KNOWN = ("India and Japan agreed to deepen ties.",)  # the tree is wrong: "to deepen" as no verb


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_found_in_look_alikes(language: str) -> None:
    fired = [(text, found) for text, want, found in coded(language) if not want and found]
    assert [one for one in fired if one[0] not in KNOWN] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_stands_to_himself(language: str) -> None:
    for text, _, found in coded(language):
        pairs = [one.split(" ")[0].split("-") for one in found]
        assert all(len(set(pair)) == 2 for pair in pairs), text


def test_every_served_language_has_probes() -> None:
    assert set(LANGUAGES) == set(served_languages())
    assert all(len(rows_of(language)) >= 80 for language in LANGUAGES)


def test_repeats_of_a_meaning_are_one_assessment() -> None:
    found = read(
        "Relations between Japan and China are strained.\n"
        "The strained relations between Tokyo and Beijing have worsened since May.",
        "en",
    )
    assert [line(a) for a in found] == ["CHN-JPN hostile worsening"]
    assert len(found[0].mentions) == 2


def test_contradictory_trends_are_kept_apart() -> None:
    found = read(
        "Relations between Kenya and Somalia have worsened.\n"
        "Relations between Kenya and Somalia have improved.",
        "en",
    )
    assert [line(a) for a in found] == ["KEN-SOM hostile worsening", "KEN-SOM friendly improving"]


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        (
            "en",
            "The Greek government said that relations between Greece and Albania had improved.",
            "GRC:GOV",
        ),
        (
            "de",
            "Die Beziehungen zwischen Athen und Tirana sind laut der albanischen Regierung"
            " ausgezeichnet.",
            "ALB:GOV",
        ),
        ("en", "Relations between Greece and Albania are close.", None),
    ],
)
def test_who_says_so(language: str, text: str, speaker: str | None) -> None:
    (found,) = read(text, language)
    assert (found.said_by.code if found.said_by else None) == speaker


def test_words_lead_back_to_the_text() -> None:
    text = "The thaw between Cuba and the United States surprised many."
    (found,) = read(text, "en")
    mention = found.mentions[0]
    assert text[mention.start : mention.end] == mention.trigger == "thaw"
