"""Whom pronouns mean: what bars a phrase, what the rule picks, what the weights change."""

from __future__ import annotations

import pytest
from builders import party, sentence

from detente.resources import MODEL, read_yaml
from detente.stages import _antecedents
from detente.stages._actor_memory import Memory, Referent
from detente.stages._agreement import Pronoun, agrees, bars
from detente.stages._antecedents import GROUPS, SIGNS, Antecedents, likeliest_codes
from detente.stages._scripts import follows, script, scripts
from detente.types import Sentence

FIRST = """
Police Police NOUN 2 nsubj Number=Plur
beat beat VERB 0 root
fishermen fisherman NOUN 2 obj Number=Plur
"""
SECOND = """
They they PRON 2 nsubj Number=Plur
thanked thank VERB 0 root
them they PRON 2 obj Number=Plur
"""


def referent(code: str, number: int, token: int, **more: object) -> Referent:
    values: dict[str, object] = {
        "subject": False,
        "person": False,
        "plural": True,
        "gender": "",
        "office": "",
        **more,
    }
    return Referent(number, 0, token, (party(code, code, 0, "office"),), **values)  # type: ignore[arg-type]


POLICE = referent("BDI:COP", 0, 0, subject=True)
FISHERMEN = referent("BDI:CVL", 0, 2)


@pytest.fixture
def memory() -> Memory:
    """The police, who beat fishermen, and a second sentence."""
    found = Memory((sentence(FIRST), sentence(SECOND, index=1)))
    found.add(POLICE)
    found.add(FISHERMEN)
    return found


def pronoun(memory: Memory, token: int) -> Pronoun:
    second: Sentence = memory.sentences[1]
    return Pronoun(second, token, ("p",), ("p",), possessive=False, last=False, language="en")


def test_without_weights_the_rule_stands(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model trained without has no weights: subjects before other nouns."""
    monkeypatch.setattr(_antecedents, "model_rows", lambda _: {})
    assert Antecedents(memory).choose(pronoun(memory, 0)) == POLICE


def test_weights_have_the_last_word(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """What speaks for a phrase is weighed."""
    row = {**dict.fromkeys(SIGNS, 0.0), "object": 1.0}
    monkeypatch.setattr(_antecedents, "model_rows", lambda _: {"all": row})
    assert Antecedents(memory).choose(pronoun(memory, 0)) == FISHERMEN


def test_nothing_is_picked_where_nothing_agrees(memory: Memory) -> None:
    """Nobody is invented: a single person is not the police."""
    she = Pronoun(
        memory.sentences[1], 0, ("sfP",), ("sfP",), possessive=False, last=False, language="en"
    )
    assert Antecedents(memory).choose(she) is None


def test_the_subject_of_a_verb_is_not_its_object(memory: Memory) -> None:
    """They thanked them: two parties."""
    memory.add_joint(POLICE._replace(sentence=1, token=0))
    candidates = list(memory.before(1, 2))
    assert bars(pronoun(memory, 2), candidates) == ["same_verb", "same_name", ""]
    assert Antecedents(memory).ruled(pronoun(memory, 2)) == FISHERMEN


@pytest.mark.parametrize(
    ("feature", "fits"), [("p", True), ("sm", False), ("snT", False), ("pP", False)]
)
def test_number_and_kind_must_agree(feature: str, fits: bool) -> None:
    """The police are many and no person."""
    assert agrees(POLICE, feature) is fits


def test_phrases_of_one_party_count_together() -> None:
    """Two likely phrases of one party outweigh a likelier one of another."""
    told = [("A",), ("B",), ("B",)]
    assert likeliest_codes(told, [1.0, 0.6, 0.6]) == ("B",)
    assert likeliest_codes(told, [1.0, 0.0, 0.0]) == ("A",)


def test_weights_are_complete() -> None:
    """Every group has a weight for every sign."""
    rows = read_yaml(MODEL / "antecedents.yaml")
    assert list(rows) == list(GROUPS)
    assert all(tuple(row) == SIGNS for row in rows.values())


def test_scripts_know_who_answers() -> None:
    """Who is asked rejects; who asked does not; unknown types say nothing."""
    assert script("REQUEST", "recipient", "REJECT", "actor") > 2
    assert script("REQUEST", "actor", "REJECT", "actor") < 0
    assert script("REQUEST", "actor", "DANCE", "actor") == 0
    assert len(scripts()) == 32
    assert follows("REJECT", "actor", ()) == {}


def test_who_a_relative_clause_describes_is_not_its_object() -> None:
    """Guards who beat them: not the guards."""
    told = """
    People people NOUN 2 nsubj Number=Plur
    saw see VERB 0 root
    guards guard NOUN 2 obj Number=Plur
    who who PRON 5 nsubj
    beat beat VERB 3 acl:relcl
    them they PRON 5 obj Number=Plur
    """
    tree = sentence(told)
    them = Pronoun(tree, 5, ("p",), ("p",), possessive=False, last=False, language="en")
    guards, people = referent("LBY:MIL", 0, 2), referent("LBY:CVL", 0, 0, subject=True)
    assert bars(them, [people, guards]) == ["", "same_verb"]
