"""Arguments of nouns, and names, where the tree hangs them somewhere else."""

from __future__ import annotations

from builders import sentence

from detente.resources import load_pack
from detente.stages._frames import noun_frame, verb_frame
from detente.stages._grammar import grammar_of
from detente.stages._tree import last_phrases

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


DEMAND = """
Die der DET 2 det
Forderungen Forderung NOUN 3 nsubj Number=Plur
wies zurückweisen VERB 0 root Mood=Ind|Number=Sing
Kenia Kenia PROPN 3 nsubj Number=Sing
"""


def test_of_two_subjects_the_one_of_the_number_of_the_verb_is_meant() -> None:
    frame = verb_frame(sentence(DEMAND), 2, grammar_of(load_pack("de")))
    assert (frame.get("subj"), frame.get("obj")) == ((3,), (1,))


BLAMED = """
Von von ADP 2 case
Kenia Kenia PROPN 3 obl
kritisiert kritisieren VERB 4 advcl VerbForm=Part
schwieg schweigen VERB 0 root Mood=Ind|VerbForm=Fin
Uganda Uganda PROPN 4 nsubj
"""


def test_a_participle_at_the_start_is_a_passive() -> None:
    frame = verb_frame(sentence(BLAMED), 2, grammar_of(load_pack("de")))
    assert frame.passive
    assert (frame.get("subj"), frame.get("obj")) == ((1,), (4,))


STREET = """
Tausende Tausende NOUN 2 nsubj
gingen gehen VERB 0 root
gegen gegen ADP 4 case
Steuern Steuer NOUN 2 obl
auf auf ADP 6 case
Straßen Straße NOUN 4 nmod
"""


def test_the_phrase_that_closes_a_clause_is_found_below_another() -> None:
    assert last_phrases(sentence(STREET), 1) == (5,)


def test_a_phrase_in_the_middle_closes_nothing() -> None:
    assert last_phrases(sentence(STREET + "zu zu ADV 2 advmod"), 1) == ()
