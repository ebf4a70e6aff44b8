"""What a condition of an entry holds for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from detente._entries import Vocabulary
from detente.codebook import PLOVER, load_codebook
from detente.errors import CodebookError


def test_a_noun_that_ends_in_a_member_is_one_unless_it_only_looks_so() -> None:
    vocabulary = Vocabulary({"tests": frozenset({"test"})}, True, ("protest",))
    tests = vocabulary.words("@tests", "here")
    assert tests.match("Test", "Atomtest") and tests.match("Raketentest")
    assert not tests.match("Protest") and not tests.match("Massenprotest")


def test_a_member_with_the_mark_is_meant_alone() -> None:
    men = Vocabulary({}, True).words(["=Mann", "Soldat"], "here")
    assert men.match("Mann") and men.match("Grenzsoldat")
    assert not men.match("Kaufmann")


def test_a_member_may_be_a_sector_instead_of_a_word() -> None:
    talkers = Vocabulary({"talkers": frozenset({"+gov", "mayor"})}, False).words("@talkers", "here")
    assert talkers.sectors == {"GOV"}
    assert talkers.match("mayor") and not talkers.match("gov") and not talkers.match("+gov")


def test_what_only_looks_composed_has_not_the_entry_of_its_ending() -> None:
    book = load_codebook("de")
    assert any(e.lemma == "Schuss" for e in book.find("noun", "Signalschuss"))
    assert not any(e.lemma == "Schuss" for e in book.find("noun", "Haushaltsausschuss"))


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_entry_says_what_another_says(language: str) -> None:
    seen: dict[str, str] = {}
    for path in sorted((PLOVER / language).glob("*.yaml")):
        held = yaml.safe_load(path.read_text("utf-8"))
        for entry in held.get("entries") or ():
            told = repr(sorted((k, v) for k, v in entry.items() if k != "example"))
            assert told not in seen, f"{path.name} repeats {seen[told]}: {told}"
            seen[told] = path.name
    assert len(seen) > 1000


# what is written by others


ENTRY = "entries:\n- verb: visit\n  type: CONSULT\n  actor: subj\n  recipient: obj\n"
EXAMPLE = '  example: ["France visited Chad.", "FRA > TCD"]\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "has no entries"),
        ("classes: {a: [b]}\n", "has no entries"),
        ("- a\n", "must be a mapping of keys to values, not"),
        ("entries: 3\n", "entries must be a list, not 3"),
        ("entries: {verb: visit}\n", "entries must be a list, not"),
        ("entrys: []\n", "unknown key 'entrys'; known are classes, entries"),
        ("classes: 3\nentries: []\n", "classes must be a mapping of keys to values, not 3"),
        ("classes: {a: {b: c}}\n", "a must be a word or a list of words, not"),
        ("classes: {a: [on]}\n", "YAML reads words like on, off, yes and no as true"),
        ("classes: {off: [b]}\n", "a key is read as false by YAML"),
        ("classes: {void: [invalid, null]}\n", "YAML reads the word null, and nothing, as no"),
        (ENTRY, "an entry needs example"),
        (ENTRY + EXAMPLE + "  mode: [visit]\n", "visit): mode must be text"),
        (ENTRY + EXAMPLE + "  obj: {a: b}\n", "obj must be a word or a list of words"),
        (ENTRY + EXAMPLE + "  pp: [with]\n", "pp must be a mapping"),
        (ENTRY + EXAMPLE + "  pp: {on: a}\n", "a key is read as true by YAML"),
        (ENTRY + EXAMPLE + "  pp: {with: {a: b}}\n", "with must be a word or a list of words"),
        (ENTRY + EXAMPLE + "  need: all\n", "need must be one of both, actor, not 'all'"),
        (ENTRY + EXAMPLE + "  cameo: 042\n", "cameo must be a code of 3 or 4 digits in quotes"),
        (ENTRY + EXAMPLE + "  clause: {a: b}\n", "clause must be true or false, or a word"),
    ],
)
def test_a_file_of_entries_of_the_wrong_kind_is_named(
    tmp_path: Path, text: str, words: str
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(CodebookError, match=re.escape(words)) as caught:
        load_codebook("en", path)
    assert caught.value.code == "bad-codebook" and "mine.yaml" in caught.value.message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("types: 3\n", "types must be a mapping"),
        ("types:\n", "needs the key types"),
        ("name: mine\n", "needs the key types"),
        ("types: {CONSULT: 3}\n", "CONSULT must be a mapping"),
        ("types: {CONSULT: {quad: much}}\n", "type CONSULT: quad must be one of 1, 2, 3, 4"),
        ("types: {CONSULT: {cameo: 040}}\n", "type CONSULT: cameo must be a code"),
        ("types: {CONSULT: {intensty: 3}}\n", "type CONSULT: unknown key 'intensty'"),
        ("types: {CONSULT: {modes: [visit]}}\n", "type CONSULT: modes must be a mapping"),
        ("types: {CONSULT: {modes: {visit: 4}}}\n", "visit must be a mapping"),
        ("types: {CONSULT: {modes: {visit: {intensity: x}}}}\n", "mode visit: intensity must be"),
        ("types: {CONSULT: {future: {type: AGREE}}}\n", "future: needs type and cameo"),
        ("types: {CONSULT: {threat: {type: DANCE}}}\n", "threat: type 'DANCE' is not in"),
        ("types: {CONSULT: }\nquads: {one: words}\n", "'one' is no number"),
        ("types: {CONSULT: }\nfold: {CONSULT: {past: 3}}\n", "fold of CONSULT: past must be"),
        ("types: {CONSULT: }\nforces: [ASSAULT]\n", "forces must be a mapping"),
        (
            "types: {CONSULT: }\ndeeds: [{types: [CONSULT]}]\n",
            "deed 1: a deed needs the key",
        ),
        ("types: {CONSULT: }\nanswered: {a: b}\n", "answered must be a word or a list"),
    ],
)
def test_an_ontology_of_the_wrong_kind_is_named(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "all.yaml").write_text(ENTRY + EXAMPLE, "utf-8")
    (tmp_path / "ontology.yaml").write_text(text, "utf-8")
    with pytest.raises(CodebookError, match=re.escape(words)) as caught:
        load_codebook("en", tmp_path)
    assert caught.value.code == "bad-codebook" and "ontology.yaml" in caught.value.message


@pytest.mark.parametrize("text", ["modes: 3\n", "modes: {CONSULT: 3}\n", "contexts: {a: {b: c}}\n"])
def test_a_table_of_contents_of_the_wrong_kind_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "all.yaml").write_text(ENTRY + EXAMPLE, "utf-8")
    (tmp_path / "en" / "content.yaml").write_text(text, "utf-8")
    (tmp_path / "ontology.yaml").write_text("types: {CONSULT: }\n", "utf-8")
    with pytest.raises(CodebookError, match=r"content\.yaml.* must be a"):
        load_codebook("en", tmp_path)


def test_values_of_codes_are_those_of_the_codebook_if_it_has_any(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "all.yaml").write_text(ENTRY + EXAMPLE, "utf-8")
    (tmp_path / "ontology.yaml").write_text("types: {CONSULT: }\n", "utf-8")
    assert load_codebook("en", tmp_path).goldstein == load_codebook("en").goldstein
    other = tmp_path / "other"
    (other / "en").mkdir(parents=True)
    for name in ("ontology.yaml", "en/all.yaml"):
        (other / name).write_bytes((tmp_path / name).read_bytes())
    (other / "cameo.tsv").write_text("code\tgoldstein\n040\t-3.5\n", "utf-8")
    assert load_codebook("en", other).goldstein == {"040": -3.5}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"entries:\n- verb: \xfcben\n", "line 2: is not UTF-8; save the file in UTF-8"),
        (b"entries: [2020-13-45]\n", "mend the file"),
        (b"entries: [a\n", "mend the file"),
    ],
)
def test_a_file_that_cannot_be_parsed_says_what_to_do(
    tmp_path: Path, content: bytes, words: str
) -> None:
    (tmp_path / "mine.yaml").write_bytes(content)
    with pytest.raises(CodebookError, match=words) as caught:
        load_codebook("de", tmp_path / "mine.yaml")
    assert caught.value.code == "bad-yaml"
