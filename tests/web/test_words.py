"""The words of the explorer: the same keys in all languages, none missing, none unused."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
import yaml

from detente.codebook import PLOVER
from detente.resources import DATA, read_yaml
from detente.web.downloads import FORMS
from detente.web.words import PHRASES, choose, languages, load_words, precision

WEB = Path(__file__).parents[2] / "detente/web"
SOURCES = sorted([*WEB.rglob("*.html"), *WEB.rglob("*.svg"), *WEB.rglob("*.py")])
# "key" in quotes; a key made as the page is made is "prefix." or "prefix_" ~ value
KEY = re.compile(r"""["']([a-z]+\.[a-z_.]*[a-z_])(\.?)["'](\s*~)?""")
FILES = (".html", ".css", ".js", ".json", ".svg", ".yaml")


def called() -> tuple[set[str], set[str]]:
    """Keys that templates and modules name, and prefixes of keys made as they run."""
    sections = {key.partition(".")[0] for key in load_words("en").texts}
    keys: set[str] = set()
    prefixes: set[str] = set()
    for path in SOURCES:
        for key, dot, joined in KEY.findall(path.read_text("utf-8")):
            if key.partition(".")[0] in sections and not key.endswith(FILES):
                (prefixes if joined else keys).add(key + dot)
        for prefix in re.findall(r"""["']([a-z]+\.)["']\s*~""", path.read_text("utf-8")):
            prefixes.add(prefix)
    return keys, prefixes


def bare(keys: set[str]) -> set[str]:
    """Keys without the forms for numbers."""
    return {re.sub(r"\.(one|many)$", "", key) for key in keys}


def test_german_and_english_are_served() -> None:
    assert languages() == ("de", "en")


@pytest.mark.parametrize("language", [code for code in languages() if code != "en"])
def test_all_languages_have_the_same_keys(language: str) -> None:
    one, other = load_words("en"), load_words(language)
    assert set(one.texts) == set(other.texts)
    assert {key: len(one.lists[key]) for key in one.lists} == {
        key: len(other.lists[key]) for key in other.lists
    }
    assert set(one.groups) == set(other.groups)
    for group in one.groups:
        assert list(one.groups[group]) == list(other.groups[group]), group


@pytest.mark.parametrize("language", languages())
def test_all_languages_have_the_same_values_in_a_text(language: str) -> None:
    english = load_words("en").texts
    for key, text in load_words(language).texts.items():
        names = set(re.findall(r"\{(\w+)\}", text))
        assert names == set(re.findall(r"\{(\w+)\}", english[key])), key


@pytest.mark.parametrize("path", sorted((DATA / "web").rglob("*.yaml")), ids=lambda p: str(p)[-16:])
def test_every_word_is_text(path: Path) -> None:
    """`no` and `on` are not text in YAML, and a section stands in one file alone."""
    stack = [yaml.safe_load(path.read_text("utf-8"))]
    while stack:
        for key, value in stack.pop().items():
            assert isinstance(key, str), f"{key!r} needs quotes"
            if isinstance(value, dict):
                stack.append(value)
                assert ("one" in value) == ("many" in value)
            else:
                texts = value if isinstance(value, list) else [value]
                assert all(isinstance(text, str) and text.strip() for text in texts), key


def test_no_section_is_in_two_files() -> None:
    for language in languages():
        seen: set[str] = set()
        for path in sorted((DATA / "web" / language).glob("*.yaml")):
            own = set(read_yaml(path)) if path.stem not in ("terms", *PHRASES) else set()
            assert not own & seen, (path.name, own & seen)
            seen |= own


def test_every_word_that_is_used_is_there_and_none_is_idle() -> None:
    keys, prefixes = called()
    known = bare(set(load_words("en").texts)) | set(load_words("en").lists)
    assert not keys - known
    for prefix in prefixes:
        assert any(key.startswith(prefix) for key in known), prefix
    idle = {key for key in known - keys if not key.startswith(tuple(prefixes))}
    assert idle <= {"name"}  # asked for without a dot


def test_every_coded_value_of_ours_has_a_word() -> None:
    types = read_yaml(PLOVER / "ontology.yaml")["types"]
    groups = load_words("en").groups
    assert set(groups["types"]) == set(types)
    assert set(groups["modes"]) == {
        mode for kind in types.values() for mode in kind.get("modes", ())
    }
    assert set(groups["formats"]) == set(FORMS)
    assert {code for code in groups["parties"] if code.startswith("IGO")} >= {"IGO:UNO", "IGO:EUR"}


DATES = [
    ("2022-02-23", "23 February 2022", "23. Februar 2022", "day"),
    ("2022-02-23~", "about 23 February 2022", "etwa 23. Februar 2022", "span"),
    ("2022-02-23/2022-02-24", "23–24 February 2022", "23.–24. Februar 2022", "span"),
    ("2022-02-23/2022-03-02", "23 February – 2 March 2022", "23. Februar – 2. März 2022", "span"),
    ("2021-12-30/2022-01-02", "30 December 2021 – 2 January 2022",
     "30. Dezember 2021 – 2. Januar 2022", "span"),
    ("2022-05", "May 2022", "Mai 2022", "span"),
    ("2022", "2022", "2022", "year"),
    ("2022-21", "spring 2022", "Frühjahr 2022", "span"),
    ("199X", "the 1990s", "1990er Jahre", "year"),
    ("18XX", "1800 to 1899", "1800 bis 1899", "year"),
    ("2022-05/..", "since May 2022", "seit Mai 2022", "open"),
    ("../2022-05", "until May 2022", "bis Mai 2022", "open"),
    ("2022-05?", "May 2022 (?)", "Mai 2022 (?)", "span"),
    ("gone", "gone", "gone", "none"),
    ("", "no date", "ohne Datum", "none"),
]  # fmt: skip


@pytest.mark.parametrize(("edtf", "english", "german", "exact"), DATES)
def test_dates_in_words(edtf: str, english: str, german: str, exact: str) -> None:
    assert load_words("en").date(edtf) == english
    assert load_words("de").date(edtf) == german
    assert precision(edtf) == exact


def test_days_numbers_and_parties_in_words() -> None:
    german, english = load_words("de"), load_words("en")
    assert german.day("2022-02-23", weekday=True) == "Mittwoch, 23. Februar 2022"
    assert english.day(dt.date(2022, 2, 3), short=True) == "3 Feb 2022"
    assert german.day(None) == "ohne Datum"
    assert german.number(1234567) == "1.234.567"
    assert english.number(-1234.56, 1) == "−1,234.6"
    assert english.number(None) == "unknown"
    assert german.number(-0.04, 1) == "0,0"
    assert [german.signed(x) for x in (0.26, -2.0, 0.0)] == ["+0,3", "−2,0", "0,0"]
    assert german("part.reports", n=1) == "1 Bericht"
    assert german("part.reports", n=2500) == "2.500 unabhängige Berichte"
    assert german.party("TUR:MIL") == "Türkei (Streitkräfte)"
    assert english.party("IGO:UNO") == "United Nations"
    assert english.party("XYZ:GOV") == "XYZ:GOV"
    assert german.place("Turkey", "TUR") == "Türkei"
    assert german.place("Ankara", "TUR") == "Ankara"
    assert german.place("Moscow", "RUS") == german.place("Moscow") == "Moskau"
    assert german.place("Beirut", "XYZ") == "Beirut"
    assert english.place("Türkiye", "TUR") == "Turkey"
    assert english.place("Moscow", "RUS") == "Moscow"
    assert german.term("types", "unheard of") == "unheard of"


@pytest.mark.parametrize(
    ("code", "name", "shown"),
    [
        ("TUR:GOV", "Turkey", ""),
        ("TUR:GOV", "Türkei", ""),
        ("TUR:GOV", "Ankara", ""),
        ("TUR:GOV", "TUR:GOV", ""),
        ("TUR:GOV", "Hulusi Akar", "Hulusi Akar"),
        ("TUR:MIL", "Streitkräfte", ""),
        ("GRC:GOV", "Turkey", "Turkey"),
        ("IGO:UNO", "Vereinte Nationen", ""),
        ("IGO:UNO", None, ""),
    ],
)
def test_a_name_that_says_no_more_than_its_party_is_not_shown(
    code: str, name: str | None, shown: str
) -> None:
    assert load_words("de").named(code, name) == shown


def test_an_organisation_is_named_in_the_language_of_the_page() -> None:
    german, english = load_words("de"), load_words("en")
    assert german.named("DEU:NGO", "Bread for the World") == "Brot für die Welt"
    assert english.named("DEU:NGO", "Bread for the World") == "Bread for the World"
    assert german.named("FRA:NGO", "Bread for the World") == "Bread for the World"
    assert german.named("IGO:EUR", "European Union") == ""  # the party is called so


def test_a_government_is_named_by_its_state() -> None:
    german = load_words("de")
    assert german.short("TUR:GOV") == "Türkei"
    assert german.short("TUR:MIL") == "Türkei (Streitkräfte)"
    assert german.short("IGO:UNO") == "Vereinte Nationen"


def test_values_of_others_cannot_ask_for_a_form() -> None:
    assert load_words("en")("part.says", name="{n} {0} {name.x}") == "according to {n} {0} {name.x}"


@pytest.mark.parametrize(
    ("asked", "cookie", "accept", "chosen"),
    [
        (None, None, None, "en"),
        (None, None, "de-AT, de;q=0.9, en;q=0.8", "de"),
        (None, None, "fr, en;q=0.2, de;q=0.7", "de"),
        (None, None, "de;q=0, *", "en"),
        (None, "de", "en", "de"),
        ("en", "de", "de", "en"),
        ("../../etc", "xx", "de;q=nonsense", "de"),
        ("", "", ";;;,,,q=9", "en"),
    ],
)
def test_the_language_is_chosen(
    asked: str | None, cookie: str | None, accept: str | None, chosen: str
) -> None:
    assert choose(asked, cookie, accept) == chosen
