"""Arguments of nouns, and names, where the tree hangs them somewhere else."""

from __future__ import annotations

from builders import sentence

from detente.resources import load_pack
from detente.stages._frames import noun_frame
from detente.stages._grammar import grammar_of
from detente.stages.syntax import _named_after

INVESTMENTS = """
Chinesische chinesisch ADJ 2 amod
Investitionen Investition NOUN 0 root
in in ADP 4 case
Höhe Höhe NOUN 2 nmod
von von ADP 6 case
Milliarden Milliarde NOUN 4 nmod
in in ADP 9 case
den der DET 9 det
Korridor Korridor NOUN 4 nmod
"""


def test_a_noun_of_measure_hides_no_argument() -> None:
    frame = noun_frame(sentence(INVESTMENTS), 1, grammar_of(load_pack("de")))
    assert frame.get("in") == (3, 8)
    assert 5 not in {k for members in frame.slots.values() for k in members}


def tree(capital: str, name: str) -> tuple[list[int], list[str]]:
    """Heads and relations of "In der Hauptstadt Suva plünderten", after the repair."""
    heads, relations = [2, 2, 4, 4, -1], ["case", "det", capital, name, "root"]
    children: list[list[int]] = [[], [], [0, 1], [], [2, 3]]
    _named_after(heads, relations, children, ["ADP", "DET", "NOUN", "PROPN", "VERB"])
    assert sorted(k for kids in children for k in kids) == [0, 1, 2, 3]
    return heads, relations


def test_a_name_right_after_a_led_phrase_belongs_to_it() -> None:
    heads, relations = tree("obl", "obl")
    assert (heads[3], relations[3]) == (2, "appos")


def test_a_subject_right_after_a_phrase_stays() -> None:
    heads, relations = tree("obl", "nsubj")
    assert (heads[3], relations[3]) == (4, "nsubj")
