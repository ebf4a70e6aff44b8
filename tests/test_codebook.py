"""What a condition of an entry holds for."""

from __future__ import annotations

import pytest
import yaml

from detente._entries import Vocabulary
from detente.codebook import PLOVER, load_codebook


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
