"""The time stage: cases as data, one a line, and properties that hold for any text."""

from __future__ import annotations

import csv
import datetime as dt
import re
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import detente
from detente.errors import CodebookError, InputError
from detente.formats.timeml import read_timeml, write_timeml
from detente.stages._timex_build import MAKERS
from detente.stages._timex_rules import compile_rules
from detente.stages.times import find_times
from detente.types import Time

CASES = Path(__file__).parent / "times"
LANGUAGES = ("de", "en")
NOW = dt.date(2022, 2, 23)


@cache
def rules(language: str) -> Any:
    path = Path(detente.__file__).parent / "data" / "languages" / language / "times.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def times(text: str, language: str, published: dt.date | None = NOW, **more: Any) -> list[Time]:
    spans = [(0, len(text))]
    return list(find_times(text, rules(language), published, sentence_spans=spans, **more))


def cases() -> list[Any]:
    rows = []
    for language in LANGUAGES:
        with (CASES / f"cases_{language}.tsv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                rows.append(pytest.param(language, row, id=f"{language}: {row['sentence']}"))
    return rows


def test_there_are_enough_cases() -> None:
    assert len(cases()) >= 280


@pytest.mark.parametrize(("language", "row"), cases())
def test_case(language: str, row: dict[str, str]) -> None:
    published = dt.date.fromisoformat(row["published"]) if row["published"] else None
    found = {t.text: t for t in times(row["sentence"], language, published)}
    assert row["expression"] in found
    hit = found[row["expression"]]
    assert (hit.kind, hit.value, hit.edtf or "") == (row["type"], row["value"], row["edtf"])


WORDS = sorted(
    {
        word
        for language in LANGUAGES
        for row in (CASES / f"cases_{language}.tsv").read_text(encoding="utf-8").splitlines()
        for word in row.split("\t")[1].split()
    }
)
ODD = ("0", "31.", "2.30.", "-", ",", "9999", "1000er")
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from([*WORDS, *ODD]), max_size=40).map(" ".join),
)
DATES = st.one_of(st.none(), st.dates(dt.date(1500, 1, 1), dt.date(2150, 1, 1)))


@pytest.mark.parametrize("language", LANGUAGES)
@settings(deadline=None, max_examples=150)
@given(text=TEXTS, published=DATES)
def test_offsets_are_exact_and_in_order(
    language: str, text: str, published: dt.date | None
) -> None:
    end = 0
    for found in times(text, language, published):
        assert text[found.start : found.end] == found.text != ""
        assert found.start >= end
        assert found.kind in {"DATE", "TIME", "DURATION", "SET"}
        assert found.value
        end = found.end


@pytest.mark.parametrize("language", LANGUAGES)
@settings(deadline=None, max_examples=50)
@given(text=TEXTS.map(lambda t: t.replace("<", " ").replace("&", " ").replace("\r", " ")))
def test_timeml_keeps_the_text(language: str, text: str) -> None:
    raw = f"<TimeML><TEXT>{text}</TEXT></TimeML>"
    read, created = read_timeml(raw)
    written = write_timeml(raw, times(read, language))
    assert created is None
    assert read_timeml(written)[0] == read == text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "piece", ["1 ", "3., ", "Mai ", "May ", "am ", "vor ", "the ", "2000-", "drei ", "   ", "3 to "]
)
def test_hostile_text_takes_linear_time(language: str, piece: str) -> None:
    def cost(size: int) -> float:
        begin = time.process_time()
        times(piece * (size // len(piece)), language)
        return time.process_time() - begin

    times(piece, language)
    # four times the text: 4 where time is linear, 16 where it is quadratic
    assert cost(40_000) < 9 * cost(10_000) + 0.5


def samples(language: str) -> list[str]:
    """One text for each pattern: every optional group taken, the first of all alternatives."""
    raw, texts = rules(language), []
    compiled = compile_rules(raw, MAKERS)
    digits = {
        "int": "12",
        "small": "19",
        "d": "3",
        "m": "5",
        "yyyy": "2019",
        "odd_year": "2019",
        "yy": "20",
        "hh": "8",
        "mm": "30",
        "decade4": "1980",
        "decade2": "80",
    }
    for rule in raw["rules"]:
        for pattern in rule["patterns"]:
            text = re.sub(r"\[(\w+)\]", lambda m: raw["shapes"][m[1]], pattern)
            for name in sorted({m[1] for m in re.finditer(r"\{(\w+)", text)}):
                form = digits.get(name) or min(
                    compiled.parts[name].forms, key=lambda f: (len(f), f)
                )
                text = re.sub(rf"\{{{name}(:\w+)?\}}", lambda m, form=form: form, text)
            while re.search(r"\(([^()]*)\)", text):
                text = re.sub(r"\(([^()|]*)(\|[^()]*)?\)\??", r"\1", text)
            texts.append(re.sub("[<>?]", "", text))
    return texts


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("published", [None, NOW])
def test_every_pattern_can_be_used(language: str, published: dt.date | None) -> None:
    texts = samples(language)
    found = [text for text in texts if times(f"{text}.", language, published)]
    assert len(found) > 0.95 * len(texts)


def test_the_tense_of_the_clause_decides() -> None:
    text = "Am Freitag tagt der Rat."
    assert times(text, "de", tense=lambda s, e: "past")[0].edtf == "2022-02-18"
    assert times(text, "de", tense=lambda s, e: "future")[0].edtf == "2022-02-25"
    assert times(text, "de", tense=lambda s, e: None)[0].edtf == "2022-02-18"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Der 15-jährige Junge ist 12 Jahre alt und hat 2000 Euro."),
        ("de", "1650 Soldaten gewannen 3:1 mit der MIP-Montag-Gruppe."),
        ("en", "The 15-year-old boy is 12 years old and has 2,000 dollars."),
        ("en", "Theresa May said 2014 people may march for $1998."),
        ("de", "Herr Freitag und Frau Sommer unterzeichneten."),
        ("en", "Mr Friday called Mrs Sunday over Bloody Sunday."),
    ],
)
def test_what_is_no_time(language: str, text: str) -> None:
    assert times(text, language) == []


def test_roles() -> None:
    found = times("Seit 2016 und vor drei Jahren und bis Ende Mai.", "de")
    assert [t.role for t in found] == ["since", "ago", "until"]


def test_both_ends_carry_the_interval() -> None:
    found = times("It was open from April 30 to May 2, 2019.", "en")
    assert [t.value for t in found] == ["2019-04-30", "2019-05-02"]
    assert {t.edtf for t in found} == {"2019-04-30/2019-05-02"}


def test_the_sentence_is_filled() -> None:
    text = "Er kam am Montag. Er ging am Dienstag."
    found = find_times(text, rules("de"), NOW, sentence_spans=[(0, 17), (18, len(text))])
    assert [t.sentence for t in found] == [0, 1]


def test_a_bad_rule_is_named() -> None:
    bad = {"rules": [{"name": "odd", "make": "calendar", "patterns": ["{nothing}"]}]}
    with pytest.raises(CodebookError, match="odd"):
        find_times("x", bad, None, sentence_spans=[])


TIMEML = (
    '<?xml version="1.0" ?>\n<TimeML>\n<DCT><TIMEX3 tid="t0" type="DATE" value="2022-02-23" '
    'functionInDocument="CREATION_TIME">2022-02-23</TIMEX3></DCT>\n<TEXT>\nTom &amp; Ann '
    '<EVENT eid="e1">met</EVENT> on <TIMEX3 tid="t1" type="DATE" value="X">Mon</TIMEX3>day.\n'
    "</TEXT>\n</TimeML>\n"
)


def test_timeml_in_and_out() -> None:
    text, created = read_timeml(TIMEML)
    assert (text, created) == ("\nTom & Ann met on Monday.\n", NOW)
    written = write_timeml(TIMEML, times(text, "en", created))
    assert '<TIMEX3 tid="t1" type="DATE" value="2022-02-21">Monday</TIMEX3>.' in written
    assert '<EVENT eid="e1">met</EVENT>' in written
    assert written.count("<TIMEX3") == 2


def test_timeml_without_text() -> None:
    with pytest.raises(InputError):
        read_timeml("<TimeML/>")
