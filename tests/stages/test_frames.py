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


def test_an_article_that_is_a_dative_before_a_feminine_noun_makes_no_subject() -> None:
    for noun, slots in (("Regierung", ((3,), (1,))), ("Minister", ((1,), ()))):
        thanked = f"""
Der der DET 2 det
{noun} {noun} NOUN 3 nsubj Number=Sing
dankte danken VERB 0 root Mood=Ind|Number=Sing
Kenia Kenia PROPN 3 obj Number=Sing
"""
        frame = verb_frame(sentence(thanked), 2, grammar_of(load_pack("de")))
        assert (frame.get("subj"), frame.get("iobj")) == slots


def test_two_before_a_verb_in_the_singular_are_its_object() -> None:
    for verb, subject in (("mahnte", (4,)), ("mahnten", (0,))):
        urged = f"""
Kenia Kenia PROPN 4 nsubj Number=Sing
und und CCONJ 3 cc
Uganda Uganda PROPN 1 conj Number=Sing
{verb} mahnen VERB 0 root Mood=Ind
Außenminister Außenminister NOUN 4 obj Number=Sing
"""
        frame = verb_frame(sentence(urged), 3, grammar_of(load_pack("de")))
        assert frame.get("subj") == subject


def test_a_relative_pronoun_in_the_accusative_is_no_subject() -> None:
    attacked = """
Minister Minister NOUN 0 root
, , PUNCT 6 punct
den der PRON 6 obj Case=Acc
die der DET 5 det
Opposition Opposition NOUN 6 obj Number=Sing
angriff angreifen VERB 1 acl:relcl Mood=Ind|Number=Sing
"""
    frame = verb_frame(sentence(attacked), 5, grammar_of(load_pack("de")))
    assert (frame.get("subj"), frame.get("obj")) == ((4,), (2,))
