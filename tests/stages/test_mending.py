"""Trees mended where the parser is known to be wrong."""

from __future__ import annotations

from detente.resources import load_pack
from detente.stages._mending import Draft, mend


def mended(
    words: str, heads: list[int], relations: list[str], tags: list[str], language: str = "de"
) -> Draft:
    """The tree after the repair; every word still hangs on its head."""
    children: list[list[int]] = [[] for _ in heads]
    for word, head in enumerate(heads):
        if head >= 0:
            children[head].append(word)
    tree = Draft(words.split(), heads, relations, children, tags)
    mend(tree, load_pack(language))
    for word, head in enumerate(tree.heads):
        assert head < 0 or word in tree.children[head]
    assert sum(map(len, tree.children)) == sum(head >= 0 for head in tree.heads)
    return tree


def in_suva(capital: str, name: str) -> Draft:
    return mended(
        "In der Hauptstadt Suva plünderten",
        [2, 2, 4, 4, -1],
        ["case", "det", capital, name, "root"],
        ["ADP", "DET", "NOUN", "PROPN", "VERB"],
    )


def test_a_name_right_after_a_led_phrase_belongs_to_it() -> None:
    tree = in_suva("obl", "obl")
    assert (tree.heads[3], tree.relations[3]) == (2, "appos")


def test_what_leads_a_name_leads_all_of_it() -> None:
    tree = mended(
        "Serbia won praise from the European Union",
        [1, -1, 1, 6, 6, 1, 5],
        ["nsubj", "root", "obj", "case", "det", "obl", "flat"],
        ["PROPN", "VERB", "NOUN", "ADP", "DET", "PROPN", "PROPN"],
        "en",
    )
    assert (tree.heads[3], tree.heads[4]) == (5, 5)


def test_a_noun_that_begins_another_sentence_behind_a_verb_is_its_object() -> None:
    heads, tags = [1, -1, 3, -1], ["PROPN", "VERB", "NUM", "NOUN"]
    tree = mended("Kenya got two tanks", heads, ["nsubj", "root", "nummod", "root"], tags, "en")
    assert (tree.heads[3], tree.relations[3]) == (1, "obj")


def test_who_is_led_is_no_subject() -> None:
    tags = ["VERB", "PRON", "ADP", "NOUN", "ADP", "NOUN"]
    relations = ["root", "expl", "case", "obl", "case", "nsubj"]
    tree = mended("kam es zu Streit zwischen Bauern", [-1, 0, 3, 0, 5, 0], relations, tags)
    assert (tree.heads[5], tree.relations[5]) == (3, "nmod")
    tags[5:] = ["NUM", "NOUN"]
    relations[5:] = ["nummod", "nsubj"]
    heads = [-1, 0, 3, 0, 6, 6, 0]
    tree = mended("kam es zu Streit über 300 Bauern", heads, relations, tags)
    assert (tree.heads[6], tree.relations[6]) == (0, "nsubj")


def test_what_is_led_may_stand_before_the_subject() -> None:
    tags, relations = ["ADP", "NOUN", "NOUN", "VERB"], ["case", "compound", "nsubj", "root"]
    tree = mended("By dawn soldiers came", [2, 2, 3, -1], relations, tags, "en")
    assert (tree.heads[2], tree.relations[2]) == (3, "nsubj")


def test_but_not_behind_a_sign() -> None:
    heads, tags = [1, -1, 1, -1], ["PROPN", "VERB", "PUNCT", "NOUN"]
    tree = mended("Kenya left : tanks", heads, ["nsubj", "root", "punct", "root"], tags, "en")
    assert tree.heads[3] == -1


def test_a_subject_right_after_a_phrase_stays() -> None:
    tree = in_suva("obl", "nsubj")
    assert (tree.heads[3], tree.relations[3]) == (4, "nsubj")


def test_a_part_like_a_participle_hangs_on_its_verb() -> None:
    """nahmen gefangen: one verb, whichever of the two the parser takes for it."""
    tags = ["NOUN", "AUX", "NOUN", "VERB"]
    relations = ["nsubj", "aux", "obj", "root"]
    tree = mended("Rebellen nahmen Soldaten gefangen", [3, 3, 3, -1], relations, tags)
    assert tree.heads == [1, -1, 1, 1]
    assert tree.relations == ["nsubj", "root", "obj", "compound:prt"]
    assert tree.tags[1] == "VERB"


def test_a_part_below_its_verb_is_no_phrase() -> None:
    tags = ["NOUN", "AUX", "NOUN", "VERB", "VERB"]
    relations = ["nsubj", "aux", "obj", "obl", "root"]
    tree = mended("Rebellen haben Soldaten gefangen genommen", [4, 4, 4, 4, -1], relations, tags)
    assert (tree.heads[3], tree.relations[3]) == (4, "compound:prt")


def test_a_participle_of_its_own_stays() -> None:
    """Fish are caught."""
    relations = ["nsubj:pass", "aux:pass", "root"]
    tree = mended("Fische wurden gefangen", [2, 2, -1], relations, ["NOUN", "AUX", "VERB"])
    assert tree.relations == ["nsubj:pass", "aux:pass", "root"]


def test_a_word_with_an_article_is_no_verb_of_a_clause() -> None:
    tags = ["SCONJ", "DET", "VERB", "DET", "NOUN", "VERB"]
    relations = ["mark", "det", "advcl", "det", "obj", "root"]
    heads = [2, 2, 5, 4, 2, -1]
    tree = mended("Nach der Festnahme des Redakteurs streikten", heads, relations, tags)
    assert (tree.tags[2], tree.relations[2]) == ("NOUN", "obl")
    assert (tree.relations[0], tree.relations[4]) == ("case", "nmod")


def test_who_is_told_to_do_something_is_not_what_it_hangs_on() -> None:
    tags = ["NOUN", "VERB", "DET", "NOUN", "PART", "VERB"]
    relations = ["nsubj", "root", "det", "obj", "mark", "xcomp"]
    tree = mended(
        "Generals ordered the army to retreat", [1, -1, 3, 1, 5, 3], relations, tags, "en"
    )
    assert tree.heads[5] == 1


def bowed_to(word: str) -> Draft:
    tags = ["NOUN", "VERB", "PART", "VERB", "PUNCT"]
    relations = ["nsubj", "root", "mark", "xcomp", "punct"]
    return mended(f"Ministers wanted to {word} .", [1, -1, 3, 1, 1], relations, tags, "en")


def test_a_word_with_an_ending_of_no_infinitive_is_a_noun() -> None:
    """agreed to talks: the particle is a preposition."""
    tree = bowed_to("talks")
    assert (tree.tags[3], tree.relations[3]) == ("NOUN", "obl")
    assert (tree.tags[2], tree.relations[2]) == ("ADP", "case")


def test_an_infinitive_that_ends_alike_stays() -> None:
    tree = bowed_to("discuss")
    assert (tree.tags[3], tree.relations[3]) == ("VERB", "xcomp")


def begun(verb: str, word: str, tag: str) -> Draft:
    return mended(
        f"Oman {verb} {word} with Iran",
        [1, -1, 1, 4, 2],
        ["nsubj", "root", "xcomp", "case", "obl"],
        ["PROPN", "VERB", tag, "ADP", "PROPN"],
        "en",
    )


def test_what_is_begun_is_an_object() -> None:
    """began talks: no infinitive without its particle ends so."""
    for tree in (begun("began", "talks", "VERB"), begun("started", "talks", "NOUN")):
        assert (tree.tags[2], tree.relations[2]) == ("NOUN", "obj")
    assert begun("began", "talks", "VERB").relations[4] == "nmod"


def test_what_somebody_becomes_is_no_object() -> None:
    assert begun("became", "friends", "NOUN").relations[2] == "xcomp"
    assert begun("helped", "discuss", "VERB").relations[2] == "xcomp"


def test_a_particle_at_the_end_hangs_on_its_verb() -> None:
    """hob die Sanktionen auf: also where the tree hangs the particle on the object."""
    tree = mended(
        "Kenia hob die Sanktionen auf .",
        [1, -1, 3, 1, 3, 1],
        ["nsubj", "root", "det", "obj", "compound:prt", "punct"],
        ["PROPN", "VERB", "DET", "NOUN", "ADP", "PUNCT"],
    )
    assert (tree.heads[4], tree.relations[4]) == (1, "compound:prt")


def the_lifting(article: str) -> Draft:
    return mended(
        f"Kenia verlangt trotz der Kritik {article} Aufhebung",
        [1, -1, 4, 4, 1, 6, 4],
        ["nsubj", "root", "case", "det", "obl", "det", "nmod"],
        ["PROPN", "VERB", "ADP", "DET", "NOUN", "DET", "NOUN"],
    )


def test_what_is_no_genitive_belongs_to_the_verb() -> None:
    tree = the_lifting("die")
    assert (tree.heads[6], tree.relations[6]) == (1, "obj")


def test_a_genitive_stays_below_its_noun() -> None:
    tree = the_lifting("der")
    assert (tree.heads[6], tree.relations[6]) == (4, "nmod")


def demanded(verb: str, relation: str = "xcomp", subject: str = "nsubj") -> Draft:
    return mended(
        f"Kenia {verb} gestern Freilassung",
        [1, -1, 1, 1],
        [subject, "root", "advmod", relation],
        ["PROPN", "VERB", "ADV", "NOUN"],
    )


def test_a_bare_noun_of_a_verb_is_its_object() -> None:
    assert demanded("verlangte").relations[3] == "obj"
    assert demanded("verlangte", "compound").relations[3] == "obj"


def test_a_bare_noun_is_the_subject_of_a_verb_without_one() -> None:
    assert demanded("verlangte", subject="obl").relations[3] == "nsubj"


def test_what_somebody_is_is_no_object() -> None:
    assert demanded("blieb").relations[3] == "xcomp"


def test_a_word_with_subject_and_particle_is_a_verb() -> None:
    tree = mended(
        "Kenia berief Reservisten ein",
        [1, -1, 1, 1],
        ["nsubj", "root", "obj", "compound:prt"],
        ["PROPN", "ADJ", "NOUN", "ADV"],
    )
    assert tree.tags[1] == "VERB"


def test_what_hangs_on_a_copula_belongs_to_the_word_that_it_helps() -> None:
    tree = mended(
        "Boats are on the sand",
        [1, 4, 4, 4, -1],
        ["nsubj", "cop", "case", "det", "root"],
        ["NOUN", "AUX", "ADP", "DET", "NOUN"],
        "en",
    )
    assert (tree.heads[0], tree.relations[0]) == (4, "nsubj")


def test_an_auxiliary_with_a_subject_and_an_object_is_a_verb_beside_the_other() -> None:
    tree = mended(
        "Polizisten nahmen ihn fest ; Helfer klagten",
        [1, 6, 1, 1, 6, 6, -1],
        ["nsubj", "aux:pass", "obj", "compound:prt", "punct", "nsubj", "root"],
        ["NOUN", "VERB", "PRON", "ADP", "PUNCT", "NOUN", "VERB"],
    )
    assert (tree.heads[1], tree.relations[1]) == (6, "parataxis")


def test_a_verb_takes_the_place_of_a_noun_that_it_seemed_to_help() -> None:
    tree = mended(
        "Almaty : police have put rebels away",
        [-1, 0, 4, 4, 0, 4, 4],
        ["root", "punct", "nsubj", "aux", "aux", "obj", "compound:prt"],
        ["PROPN", "PUNCT", "NOUN", "AUX", "VERB", "NOUN", "ADP"],
        "en",
    )
    assert (tree.heads[4], tree.heads[0]) == (-1, 4)


def test_a_verb_with_a_relative_pronoun_tells_of_the_noun_before_it() -> None:
    tree = mended(
        "Britain , which sent tents , left",
        [6, 0, 3, 0, 3, 0, -1],
        ["nsubj", "punct", "nsubj", "aux", "obj", "punct", "root"],
        ["PROPN", "PUNCT", "PRON", "VERB", "NOUN", "PUNCT", "VERB"],
        "en",
    )
    assert (tree.heads[3], tree.relations[3]) == (0, "acl:relcl")


def test_an_infinitive_is_to_come_and_a_participle_is_not() -> None:
    heads, tags = [3, 3, 3, -1], ["PROPN", "AUX", "NOUN", "VERB"]
    relations = ["nsubj:pass", "aux:pass", "nsubj:pass", "root"]
    tree = mended("Kanada wird Zölle verhängen", list(heads), list(relations), list(tags))
    assert tree.relations == ["nsubj", "aux", "obj", "root"]
    tree = mended("Minister werden heute entlassen", list(heads), list(relations), list(tags))
    assert tree.relations[:2] == ["nsubj:pass", "aux:pass"]


def test_a_noun_with_the_article_of_an_object_is_one_beside_another() -> None:
    tree = mended(
        "Berlin stattete Estland einen Besuch ab",
        [1, -1, 1, 4, 1, 1],
        ["nsubj", "root", "obj", "det", "obl", "compound:prt"],
        ["PROPN", "VERB", "PROPN", "DET", "NOUN", "ADP"],
    )
    assert tree.relations[4] == "obj"
