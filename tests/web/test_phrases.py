"""What the program says in English, in the other languages: all of it, and none for another."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from fastapi.testclient import TestClient

from detente.cli import main
from detente.codebook import PLOVER, load_codebook
from detente.gazetteer import load_gazetteer
from detente.resources import read_yaml, served_languages
from detente.stages._status_modes import ATTEMPT, FUTURE, HEARSAY, HYPOTHETICAL, NEGATION, UNREAL
from detente.store.database import open_store
from detente.store.loading import load_codings
from detente.store.schema import copies, documents, story_events, story_links
from detente.types import Coding, Reason
from detente.web.app import make_app
from detente.web.pages.story_view import STAGES
from detente.web.phrases import KINDS, Pattern, Phrases, load_phrases
from detente.web.site import Site
from detente.web.words import languages
from tests.web.sayings import Saying, sayings

ROOT = Path(__file__).parents[2]
OTHERS = tuple(code for code in languages() if code != "en")
# a text of each kind of part
SAMPLES = {
    "number": "1,234", "date": "2022-02-23", "type": "CONSULT", "typed": "consult",
    "mode": "visit", "sector": "MIL", "sides": "GRC:GOV > TUR:GOV IGO:UNO", "place": "Athens",
    "state": "Bosnia and Herzegovina", "filter": "type", "list": "stories", "quoted": "'Grece'",
    "names": "A, B", "code": "utf-8", "text": "one", "english": "broken pipe",
    "time": "3 days apart", "spot": "Athens is not Piraeus", "rule": "aid.verb.send obj=@aid_arms",
    "part": "type", "failure": "language 'xx' is not served; served are: de, en", "side": "GRC:GOV",
}  # fmt: skip
MOST_SECONDS = 0.002  # for one text, on a slow machine


def patterns(language: str) -> Iterator[tuple[str, Pattern]]:
    phrases = load_phrases(language)
    for section, found in phrases.patterns.items():
        for pattern in found:
            yield section, pattern


def sample(pattern: Pattern) -> str:
    pieces = [SAMPLES[kind] for _, kind in pattern.parts]
    return "".join(a + b for a, b in zip(pattern.fixed, [*pieces, ""], strict=True))


def told(phrases: Phrases, section: str) -> list[str]:
    """Texts that the patterns of a section are made for."""
    exact = list(phrases.exact.get(section, {}))
    return exact + [sample(pattern) for pattern in phrases.patterns.get(section, ())]


SAYINGS = sorted(set(sayings()), key=lambda s: (s.section, s.shape, s.place))


def test_the_code_says_much() -> None:
    counts = Counter(saying.section.partition(".")[0] for saying in SAYINGS)
    assert counts["stages"] > 40
    assert counts["errors"] > 50
    assert counts["failures"] > 50
    assert counts["steps"] > 20
    assert min(counts[name] for name in ("notes", "warnings", "copies", "merges")) >= 2


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("saying", SAYINGS, ids=lambda s: f"{s.section}-{s.shape[:40]}")
def test_what_the_code_says_has_words(language: str, saying: Saying) -> None:
    known = told(load_phrases(language), saying.section)
    assert any(saying.pattern.fullmatch(text) for text in known), (
        f"{saying.place} says {saying.shape!r}; put it into `{saying.section}` of"
        f" detente/data/web/{language}/reasons.yaml or messages.yaml"
    )


@pytest.mark.parametrize("language", languages())
def test_a_pattern_is_not_swallowed_by_another(language: str) -> None:
    phrases = load_phrases(language)
    for section, pattern in patterns(language):
        text = sample(pattern)
        first = next(p for p in phrases.patterns[section] if phrases.fit(p, text) is not None)
        assert first == pattern, f"{text!r} of {pattern.source!r} is taken by {first.source!r}"
        assert text not in phrases.exact[section]


@pytest.mark.parametrize("language", languages())
def test_the_words_of_a_pattern_have_its_parts(language: str) -> None:
    for section, pattern in patterns(language):
        assert all(kind in KINDS for _, kind in pattern.parts), pattern.source
        names = {name for name, _ in pattern.parts}
        used = set(re.findall(r"\{(\w+)\}", pattern.words))
        # the name of a store is not for readers, nor what everybody is told the same of
        assert used <= names, (section, pattern.source)
        assert names - used <= {"store"}, (section, pattern.source)


@pytest.mark.parametrize("language", OTHERS)
def test_patterns_are_of_something_that_the_code_says(language: str) -> None:
    """None is left over from a message that was since worded otherwise."""
    shapes: dict[str, list[Saying]] = {}
    for saying in SAYINGS:
        shapes.setdefault(saying.section, []).append(saying)
    phrases = load_phrases(language)
    idle = [
        (section, text)
        for section in ("errors", "failures", "notes", "warnings", "copies", "merges")
        for text in told(phrases, section)
        if text not in SPOKEN and not any(s.pattern.fullmatch(text) for s in shapes[section])
    ]
    assert not idle


# said by other programs' words in ours, or put together where the code cannot be read
SPOKEN = {
    "the request cannot be answered",
    "broken pipe; see /api/v1/openapi.json for what this address takes",
    "the headers have more than 1,234 characters",
    "the archive cut the page off (broken pipe)",
    "one: this is no text; give another file",
    "one: not well-formed XML at line 1,234 (broken pipe); the feed may be truncated",
    "one: not a JSON object (broken pipe at column 1,234)",
    "one: language 'xx' is not served; served are: de, en",
    "one: there is no more room for the store; make room and run the same command again: what was"
    " reported is stored",
}


@pytest.mark.parametrize("language", OTHERS)
def test_values_that_the_code_fills_in(language: str) -> None:
    """What the reading of the code above sees only as something filled in."""
    phrases = load_phrases(language)
    for each in served_languages():
        gazetteer = load_gazetteer(each)
        kinds = {
            entry.kind for name in gazetteer.spellings(*ALL) for entry in gazetteer.names(name)
        }
        assert kinds >= {"country", "capital", "organisation"}
        assert all(phrases.find("stages.actors", kind) for kind in kinds), kinds
        for entry in load_codebook(each).entries[::50]:
            assert phrases.find("stages.events", entry.name), entry.name
    held = ("office-at-date", "undated", "title", "out-of-office", "last-office", "learned")
    assert all(phrases.find("stages.actors", rule) for rule in held)
    effects = (FUTURE, HYPOTHETICAL, NEGATION, HEARSAY, UNREAL, ATTEMPT)
    assert all(phrases.find("stages.status", effect) for effect in effects)
    types = read_yaml(PLOVER / "ontology.yaml")["types"]
    kinds = {kind.get("recipient") for kind in types.values()} - {None, "nobody", "government"}
    ruled = {"people", "target", "place", "told"}
    assert kinds >= {"counterpart"}
    assert all(phrases.find("stages.locate", f"{k} of the document") for k in kinds - ruled)


ALL = ("country", "capital", "city", "organisation", "group", "person", "people", "short", "area",
       "region", "seat", "adjective")  # fmt: skip


@pytest.mark.parametrize(
    ("section", "text", "german"),
    [
        ("stages.actors", "office-at-date", "an diesem Tag in diesem Amt"),
        ("merges", "CONSULT/visit; 2022-02-23; PAK:GOV > RUS:GOV; Moscow; in other words",
         "Gespräche (Besuch); 23. Februar 2022; Pakistan → Russland; <bdi>Moskau</bdi>;"
         " mit anderen Worten"),
        ("merges", "ASSAULT: aerial told as drone; corrects the earlier report: 2 days apart;"
         " - > RUS:MIL; Bosnia and Herzegovina",
         "Angriff: Luftangriff (anderswo Drohne); berichtigt den früheren Bericht: 2 Tage"
         " auseinander; unbekannt → Russland (Streitkräfte); Bosnien-Herzegowina"),
        ("copies", "85% of it stands there", "85 % seines Textes stehen dort"),
        ("errors", "min_reports is 'x'; it must be a whole number of 1 or more",
         "„Berichte mindestens“ ist <bdi>&#39;x&#39;</bdi>; verlangt ist eine ganze Zahl,"
         " mindestens 1."),
        ("failures", "a <b>.txt: the file has no text",
         "<bdi>a &lt;b&gt;.txt</bdi>: In der Datei steht kein Text."),
        ("notes", "1,200 stories have no day or no value and cannot count",
         "1.200 Ereignisse haben keinen Tag oder keinen Wert und zählen nicht mit."),
    ],
)  # fmt: skip
def test_german(section: str, text: str, german: str) -> None:
    assert load_phrases("de")(section, text) == german


@pytest.mark.parametrize("text", ["nobody ever said this", "", "x; y", "{n}", "x" * 10_000])
def test_what_is_not_known_stays_english_and_says_so(text: str) -> None:
    assert load_phrases("de").find("merges", text) is None
    assert load_phrases("de")("merges", text) == f'<bdi lang="en">{text}</bdi>'
    assert load_phrases("en")("merges", text) == text


@pytest.mark.parametrize("section", ["errors", "failures", "merges", "stages.actors"])
def test_hostile_text_is_escaped_and_takes_no_time(section: str) -> None:
    phrases = load_phrases("de")
    evil = "'<script>alert(1)</script>' and ' are both \u202e: a relation needs two parties; " * 40
    for text in (evil, "<script>", "'" * 3_999, "; ".join("<i>" * 300), "a and " * 600):
        start = time.perf_counter()
        shown = phrases(section, text)
        assert time.perf_counter() - start < 50 * MOST_SECONDS
        assert "<script" not in shown and "<i>" not in shown and "\u202e" not in shown


@pytest.fixture(scope="module")
def stores(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The stores of the demo and of the tutorial."""
    path = tmp_path_factory.mktemp("tutorial") / "news.db"
    for command in (["add", str(ROOT / "samples/tutorial")], ["collate"]):
        made = CliRunner().invoke(main, [*command, "--store", str(path)])
        assert made.exit_code == 0, made.output
    return demo_store, path


def reasons(coding: Coding) -> Iterator[Reason]:
    for each in (*coding.events, *coding.assessments):
        yield from each.reasons


@pytest.mark.model
@pytest.mark.parametrize("language", OTHERS)
def test_every_reason_of_the_demo_and_the_tutorial_has_words(
    stores: tuple[Path, Path], language: str
) -> None:
    phrases, seen = load_phrases(language), Counter[str]()
    for path in stores:
        with open_store(path) as database, database.reading() as connection:
            said = [
                (f"stages.{reason.stage}", reason.rule)
                for coding in load_codings(
                    connection, connection.scalars(sa.select(documents.c.id))
                )
                for reason in reasons(coding)
            ]
            for section, column in (
                ("copies", copies.c.reason),
                ("merges", story_events.c.reason),
                ("merges", story_links.c.reason),
            ):
                rows = connection.scalars(sa.select(column).where(column.is_not(None)))
                said += [(section, text) for text in rows]
        for section, text in said:
            shown = phrases.find(section, text)
            assert shown is not None, f"{section}: {text!r} has no words in {language}"
            assert 'lang="en"' not in shown, (section, text, shown)
            seen[section] += 1
    assert {f"stages.{s}" for s in STAGES} - set(seen) <= {"stages.times", "stages.precedents"}
    assert seen["merges"] > 50 and seen["copies"] >= 5


@pytest.mark.model
def test_german_pages_are_german(demo_store: Path) -> None:
    """Stories and articles of the demo say nothing in English but words of articles."""
    english = re.compile(r'<bdi lang="en">|<ul class="notes" lang="en"')
    with (
        Site(demo_store) as site,
        TestClient(make_app(site), base_url="http://127.0.0.1:8470") as client,
    ):
        paths = [
            f"/{name}/{row['id']}"
            for name in ("stories", "articles")
            for row in client.get(
                f"/{'documents' if name == 'articles' else name}.json?limit=200"
            ).json()["rows"][::7]
        ]
        assert len(paths) > 30
        for path in [*paths, "/", "/sources", "/network", "/method", "/dyads/SAU/IRN?directed=1"]:
            page = client.get(path, headers={"accept-language": "de", "accept": "text/html"})
            assert page.status_code == 200, path
            assert not english.search(page.text), path


def test_an_error_in_german(client: TestClient) -> None:
    headers = {"accept": "text/html", "accept-language": "de"}
    page = client.get("/events?actor=Atlantis", headers=headers)
    assert page.status_code == 400
    assert "Eine Partei „<bdi>Atlantis</bdi>“ kennen weder" in page.text
    assert 'class="fault">' in page.text
    asked = client.get("/api/v1/events?actor=Atlantis").json()
    assert asked["error"]["message"].startswith("no party 'Atlantis'")
