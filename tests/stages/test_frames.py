"""Arguments of nouns, and names, where the tree hangs them somewhere else."""

from __future__ import annotations

from builders import sentence

from detente.resources import load_pack
from detente.stages._frames import noun_frame
from detente.stages._grammar import grammar_of

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
