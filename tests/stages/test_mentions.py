"""Mentions in sentences built by hand."""

from __future__ import annotations

from detente.gazetteer import load_gazetteer
from detente.stages.actors import resolve_actors
from detente.stages.mentions import find_mentions
from detente.types import Sentence
from tests.builders import document, sentence


def found(language: str, *sentences: Sentence) -> list[tuple[str, str]]:
    mentions = find_mentions(sentences, load_gazetteer(language))
    return [(m.kind, m.text) for m in mentions]


def test_title_and_person_and_capital() -> None:
    one = sentence(
        """
        Der der DET 3 det
        pakistanische pakistanisch ADJ 3 amod
        Premierminister _ NOUN 6 nsubj
        Imran _ PROPN 3 appos
        Khan _ PROPN 4 flat
        reiste reisen VERB 0 root
        nach nach ADP 8 case
        Moskau _ PROPN 6 obl
        """,
        persons="Imran Khan",
    )
    assert found("de", one) == [
        ("adjective", "pakistanische"),
        ("role", "Premierminister"),
        ("name", "Imran Khan"),
        ("name", "Moskau"),
    ]


def test_the_dateline_is_no_mention() -> None:
    dateline = sentence(
        """
        NEW _ PROPN 2 compound
        DELHI _ PROPN 0 root
        (~ _ PUNCT 4 punct
        AP~ _ PROPN 2 appos
        ) _ PUNCT 4 punct
        - _ PUNCT 2 punct
        """
    )
    assert found("en", dateline) == []


def test_hyphens_cut_by_the_tokeniser_do_not_matter() -> None:
    one = sentence(
        """
        Bashar _ PROPN 5 nsubj
        al~ _ PROPN 1 flat
        -~ _ PUNCT 1 punct
        Assad _ PROPN 1 flat
        spoke speak VERB 0 root
        """
    )
    assert found("en", one) == [("name", "Bashar al-Assad")]


def test_a_surname_is_found_again() -> None:
    sentences = document(
        """
        Minister _ NOUN 4 nsubj
        Olaf _ PROPN 1 appos
        Grunzke _ PROPN 2 flat
        kam kommen VERB 0 root
        """,
        """
        Grunzkes _ PROPN 2 nmod
        Besuch _ NOUN 3 nsubj
        endete enden VERB 0 root
        """,
    )
    assert ("name", "Grunzkes") in found("de", *sentences)


def test_first_names_are_no_countries() -> None:
    one = sentence(
        """
        Michael _ PROPN 3 nsubj
        Jordan _ PROPN 1 flat
        scored score VERB 0 root
        """,
        persons="Michael Jordan",
    )
    assert found("en", one) == [("name", "Michael Jordan")]


def test_sides_are_no_nationality() -> None:
    one = sentence(
        """
        Pro~ _ X 4 amod
        -~ _ PUNCT 1 punct
        Russian russian ADJ 4 amod
        separatists separatist NOUN 5 nsubj Number=Plur
        fired fire VERB 0 root
        """
    )
    assert found("en", one) == [("role", "separatists")]


def test_an_office_of_several_words() -> None:
    one = sentence(
        """
        The the DET 4 det
        Deputy deputy PROPN 4 compound
        Prime prime PROPN 4 amod
        Minister minister NOUN 5 nsubj
        resigned resign VERB 0 root
        """
    )
    assert found("en", one) == [("role", "Deputy Prime Minister")]


def test_surnames_need_a_person() -> None:
    one = sentence(
        """
        It it PRON 2 nsubj
        rained rain VERB 0 root
        in in ADP 4 case
        May~ _ PROPN 2 obl
        . _ PUNCT 2 punct
        """
    )
    gazetteer = load_gazetteer("en")
    mentions = find_mentions((one,), gazetteer)
    assert resolve_actors(mentions, (one,), gazetteer, None).actors == ()
