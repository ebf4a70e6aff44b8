"""Plain text and its front matter."""

from __future__ import annotations

import datetime as dt

import pytest

from detente.errors import InputError
from detente.ingest.text import read_text
from detente.types import Document


def one(text: str) -> Document:
    (document,) = read_text(text, "a.txt")
    return document


def code_of(text: str) -> str:
    with pytest.raises(InputError) as caught:
        one(text)
    assert "a.txt" in str(caught.value)
    return caught.value.code


def test_text_alone_is_the_document() -> None:
    document = one("Ungarn und Serbien einigten sich.\n")
    assert document.text == "Ungarn und Serbien einigten sich.\n"
    assert (document.published, document.title, document.language) == (None, None, None)
    assert document.source == "a.txt"
    assert document.id == one("Ungarn und Serbien einigten sich.\n").id
    assert document.id != one("Ungarn und Serbien einigten sich!\n").id


def test_front_matter_gives_the_facts() -> None:
    document = one(
        "---\nid: 007\ntitle: 'Ein Titel: mit Punkt'\nPublished: 2021-03-17T08:00:00\n"
        "url: https://example.org/x\npublisher: Blatt\nlanguage: de-AT\n---\nDer Text."
    )
    assert document == Document(
        "007",
        "Der Text.",
        "Ein Titel: mit Punkt",
        "https://example.org/x",
        "Blatt",
        "de",
        dt.date(2021, 3, 17),
        "a.txt",
    )


def test_words_that_yaml_takes_for_values_stay_words() -> None:
    document = one("---\ntitle: no\nid: 2021-03-17\npublisher: 1.0\n---\nx")
    assert (document.title, document.id, document.publisher) == ("no", "2021-03-17", "1.0")


def test_empty_facts_are_not_known() -> None:
    document = one("---\ntitle:\npublished: null\npublisher: ~\nurl: ''\n---\nx")
    assert (document.title, document.published, document.publisher, document.url) == (None,) * 4


def test_what_front_matter_says_beyond_is_told() -> None:
    assert one("---\nauthor: A\nmood: B\n---\nx").warnings == (
        "front matter: author, mood not used",
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("---\ntitle: x\nDer Text.", "bad-front"),
        ("---\ntitle: [a\n---\nx", "bad-front"),
        ("---\ntitle: [a, b]\n---\nx", "bad-front"),
        ("---\njust words\n---\nx", "bad-front"),
        ("---\nx: " + "[" * 5000 + "\n---\nx", "bad-front"),
        ("---\npublished: 2021-02-30\n---\nx", "bad-date"),
        ("---\npublished: gestern\n---\nx", "bad-date"),
        ("---\ntitle: x\n---\n \n", "empty"),
    ],
)
def test_front_matter_that_is_wrong(text: str, code: str) -> None:
    assert code_of(text) == code


def test_a_chain_of_references_does_not_grow() -> None:
    """Nine lines of YAML that would stand for a thousand million words."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    assert code_of("---\n" + "\n".join(lines) + "\ntitle: *a8\n---\nx") == "bad-front"


def test_hyphens_further_down_are_text() -> None:
    assert one("Erst.\n---\nDann.\n---\n").text == "Erst.\n---\nDann.\n---\n"
