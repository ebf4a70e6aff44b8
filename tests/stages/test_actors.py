"""Who is meant, in sentences built by hand."""

from __future__ import annotations

import datetime as dt

from detente.gazetteer import load_gazetteer
from detente.stages.actors import Cast, resolve_actors
from detente.stages.mentions import find_mentions
from detente.types import Sentence
from tests.builders import document, sentence

DAY = dt.date(2022, 2, 23)


def cast(language: str, *sentences: Sentence, day: dt.date | None = DAY) -> Cast:
    gazetteer = load_gazetteer(language)
    return resolve_actors(find_mentions(sentences, gazetteer), sentences, gazetteer, day)


def codes(found: Cast, sentence: int, token: int) -> list[str]:
    return [actor.code for actor in found.at(sentence, token)]


VISIT = """
    Der der DET 3 det
    pakistanische pakistanisch ADJ 3 amod
    Premierminister _ NOUN 6 nsubj Gender=Masc|Number=Sing
    Imran _ PROPN 3 appos
    Khan _ PROPN 4 flat
    reiste reisen VERB 0 root Number=Sing|VerbForm=Fin
    nach nach ADP 8 case
    Moskau _ PROPN 6 obl
"""


def test_title_and_name_are_one_actor() -> None:
    found = cast("de", sentence(VISIT, persons="Imran Khan"))
    assert codes(found, 0, 2) == codes(found, 0, 3) == ["PAK:GOV"]
    actor = found.at(0, 2)[0]
    assert (actor.name, actor.text, actor.sector) == ("Imran Khan", "Imran Khan", "GOV")
    assert actor.reason is not None
    assert actor.reason.rule == "office-at-date"


def test_a_capital_is_government_and_place() -> None:
    found = cast("de", sentence(VISIT, persons="Imran Khan"))
    assert codes(found, 0, 7) == ["RUS:GOV"]
    place = found.place(0, 7)
    assert place is not None
    assert (place.name, place.country) == ("Moscow", "RUS")
    assert found.country_of_place(0, 7) == "RUS"
    assert [token for token, _ in found.places(0)] == [7]


def test_the_office_of_the_day() -> None:
    later = dt.date(2023, 1, 1)
    one = sentence(
        """
        Imran _ PROPN 3 nsubj
        Khan _ PROPN 1 flat
        sprach sprechen VERB 0 root
        """,
        persons="Imran Khan",
    )
    assert codes(cast("de", one), 0, 0) == ["PAK:GOV"]
    found = cast("de", one, day=later)
    assert codes(found, 0, 0) == ["PAK:OPP"]
    assert found.dated(found.at(0, 0)[0], DAY).code == "PAK:GOV"


def test_persons_are_learned_from_titles_also_backwards() -> None:
    sentences = document(
        """
        Grunzke _ PROPN 2 nsubj
        dementierte dementieren VERB 0 root
        """,
        """
        Der der DET 3 det
        belgische belgisch ADJ 3 amod
        Außenminister _ NOUN 6 nsubj
        Olaf _ PROPN 3 appos
        Grunzke _ PROPN 4 flat
        schwieg schweigen VERB 0 root
        """,
        persons="Olaf Grunzke",
    )
    found = cast("de", *sentences)
    assert codes(found, 1, 2) == ["BEL:GOV"]
    assert codes(found, 0, 0) == ["BEL:GOV"]
    assert found.at(0, 0)[0].name == "Olaf Grunzke"


def test_apposition_after_the_name() -> None:
    one = sentence(
        """
        Jane _ PROPN 9 nsubj
        Doehler~ _ PROPN 1 flat
        , _ PUNCT 7 punct
        the _ DET 7 det
        Danish danish ADJ 7 amod
        foreign _ ADJ 7 amod
        minister~ _ NOUN 1 appos Number=Sing
        , _ PUNCT 1 punct
        left leave VERB 0 root
        """,
        persons="Jane Doehler",
    )
    found = cast("en", one)
    assert codes(found, 0, 0) == codes(found, 0, 6) == ["DNK:GOV"]


def test_conjuncts_and_shared_office() -> None:
    one = sentence(
        """
        Die der DET 2 det Number=Plur
        Präsidenten Präsident NOUN 6 nsubj Number=Plur
        Frankreichs _ PROPN 2 nmod Case=Gen
        und _ CCONJ 5 cc
        Deutschlands _ PROPN 3 conj Case=Gen
        sprachen sprechen VERB 0 root Number=Plur|VerbForm=Fin
        """
    )
    found = cast("de", one)
    assert codes(found, 0, 1) == ["FRA:GOV", "DEU:GOV"]
    assert codes(found, 0, 2) == ["FRA:GOV", "DEU:GOV"]
    assert [a.code for a in found.own(0, 2)] == ["FRA:GOV"]


def test_adjectives_and_compounds_of_event_nouns() -> None:
    one = sentence(
        """
        Der der DET 3 det
        russische russisch ADJ 3 amod
        Angriff _ NOUN 5 nsubj
        folgte folgen VERB 0 root
        dem der DET 6 det
        US-Angriff _ NOUN 4 obl
        """
    )
    found = cast("de", one)
    assert found.own(0, 2) == ()
    russian, american = found.adjective(0, 2), found.adjective(0, 5)
    assert russian is not None and russian.code == "RUS:GOV"
    assert american is not None and american.code == "USA:GOV"
    assert found.adjective(0, 3) is None


def test_sectors_from_nouns() -> None:
    one = sentence(
        """
        Die der DET 3 det
        indische indisch ADJ 3 amod
        Armee _ NOUN 4 nsubj Number=Sing|Gender=Fem
        half helfen VERB 0 root
        Nato-Soldaten Nato-Soldat NOUN 4 obj Number=Plur
        """
    )
    found = cast("de", one)
    assert codes(found, 0, 2) == ["IND:MIL"]
    assert codes(found, 0, 4) == ["IGO:NAT"]


def test_police_act_where_they_are() -> None:
    one = sentence(
        """
        Police police NOUN 4 nsubj Number=Plur
        in _ ADP 3 case
        Tehran _ PROPN 1 nmod
        beat beat VERB 0 root
        protesters protester NOUN 4 obj Number=Plur
        """
    )
    found = cast("en", one)
    assert codes(found, 0, 0) == ["IRN:COP"]
    assert codes(found, 0, 4) == ["IRN:CVL"]


def test_pronouns_by_person_and_number() -> None:
    sentences = document(
        """
        India _ PROPN 4 nsubj Number=Sing
        and _ CCONJ 3 cc
        Pakistan _ PROPN 1 conj Number=Sing
        met meet VERB 0 root
        """,
        """
        They they PRON 2 nsubj Number=Plur
        agreed agree VERB 0 root
        """,
        """
        France _ PROPN 2 nsubj Number=Sing
        withdrew withdraw VERB 0 root
        its its PRON 4 nmod:poss Number=Sing
        troops troop NOUN 2 obj Number=Plur
        """,
    )
    found = cast("en", *sentences)
    assert codes(found, 1, 0) == ["IND:GOV", "PAK:GOV"]
    assert codes(found, 2, 2) == ["FRA:GOV"]
    assert codes(found, 2, 3) == ["FRA:MIL"]


def test_relative_pronoun_and_both() -> None:
    sentences = document(
        """
        Zwischen zwischen ADP 2 case
        Athen _ PROPN 6 obl
        und _ CCONJ 4 cc
        Ankara~ _ PROPN 2 conj
        , _ PUNCT 6 punct
        stritten streiten VERB 0 root
        """,
        """
        Beide beide DET 2 det Number=Plur
        Regierungen Regierung NOUN 3 nsubj Number=Plur
        dankten danken VERB 0 root
        Kanada~ _ PROPN 3 obj
        , _ PUNCT 7 punct
        das der PRON 7 nsubj Number=Sing
        vermittelte vermitteln VERB 4 acl:relcl
        """,
    )
    found = cast("de", *sentences)
    assert codes(found, 1, 1) == ["GRC:GOV", "TUR:GOV"]
    assert codes(found, 1, 5) == ["CAN:GOV"]


def test_former_officials() -> None:
    one = sentence(
        """
        The the DET 4 det
        former _ ADJ 4 amod
        Danish danish ADJ 4 amod
        president _ NOUN 5 nsubj Number=Sing
        spoke speak VERB 0 root
        """
    )
    assert codes(cast("en", one), 0, 3) == ["DNK:ELI"]


def test_the_dateline_gives_the_country() -> None:
    dateline = sentence(
        """
        KHARTUM _ PROPN 0 root
        – _ PUNCT 1 punct
        """
    )
    rest = sentence(
        """
        Die der DET 2 det
        Polizei _ NOUN 3 nsubj
        schoss schießen VERB 0 root
        """,
        index=1,
        offset=10,
    )
    assert codes(cast("de", dateline, rest), 1, 1) == ["SDN:COP"]


def test_no_date_takes_the_last_office_and_says_so() -> None:
    found = cast("de", sentence(VISIT, persons="Imran Khan"), day=None)
    actor = found.at(0, 2)[0]
    assert actor.reason is not None
    assert actor.reason.rule == "undated"


def test_actors_come_in_the_order_of_the_text_and_exact() -> None:
    one = sentence(VISIT, persons="Imran Khan")
    text = "Der pakistanische Premierminister Imran Khan reiste nach Moskau"
    found = cast("de", one)
    assert [a.start for a in found.actors] == sorted(a.start for a in found.actors)
    assert all(text[a.start : a.end] == a.text for a in found.actors)


def test_groups_have_their_time() -> None:
    one = sentence(
        """
        Die der DET 2 det
        Taliban _ PROPN 3 nsubj
        drohten drohen VERB 0 root
        """
    )
    assert codes(cast("de", one, day=dt.date(2020, 1, 1)), 0, 1) == ["AFG:REB"]
    assert codes(cast("de", one, day=dt.date(2022, 1, 1)), 0, 1) == ["AFG:GOV"]


def test_unknown_people() -> None:
    one = sentence(
        """
        Gunmen gunman NOUN 2 nsubj Number=Plur
        killed kill VERB 0 root
        two two NUM 4 nummod
        Israelis Israeli PROPN 2 obj Number=Plur
        """
    )
    found = cast("en", one)
    assert codes(found, 0, 0) == ["UNK:REB"]
    assert codes(found, 0, 3) == ["ISR:CVL"]


def test_a_seat_and_a_counted_group() -> None:
    one = sentence(
        """
        The the DET 3 det
        White _ PROPN 3 compound
        House _ PROPN 4 nsubj
        freed free VERB 0 root
        dozens dozen NOUN 4 obj Number=Plur
        of of ADP 8 case
        Sudanese sudanese ADJ 8 amod
        soldiers soldier NOUN 5 nmod Number=Plur
        """
    )
    found = cast("en", one)
    assert codes(found, 0, 2) == ["USA:GOV"]
    assert codes(found, 0, 4) == codes(found, 0, 7) == ["SDN:MIL"]


def test_object_pronouns_are_not_the_subject() -> None:
    sentences = document(
        """
        Vladimir _ PROPN 3 nsubj Number=Sing
        Putin _ PROPN 1 flat
        met meet VERB 0 root
        Angela _ PROPN 3 obj Number=Sing
        Merkel _ PROPN 4 flat
        """,
        """
        He he PRON 2 nsubj Number=Sing
        thanked thank VERB 0 root
        her her PRON 2 obj Number=Sing
        """,
        persons="Vladimir Putin|Angela Merkel",
    )
    found = cast("en", *sentences, day=dt.date(2015, 5, 5))
    assert codes(found, 1, 0) == ["RUS:GOV"]
    assert codes(found, 1, 2) == ["DEU:GOV"]


def test_a_broken_tree_ends() -> None:
    one = sentence(
        """
        United _ PROPN 2 conj
        States _ PROPN 1 conj
        and and CCONJ 2 cc
        China _ PROPN 2 conj
        """
    )
    assert "USA:GOV" in codes(cast("en", one), 0, 0)
