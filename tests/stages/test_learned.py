"""What the learned heads change: readings added, dropped, retyped, and their parties."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from builders import sentence

from detente.codebook import load_codebook
from detente.resources import MODEL, load_pack, read_yaml
from detente.stages._scores import RULE, anchor, firm, party_at
from detente.stages.learned import suggest, weigh
from detente.stages.roles import cast_roles
from detente.types import Actor, Place, Reason, Scores, Sentence

PACK = load_pack("en")
WEIGHTS = {k: float(v) for k, v in read_yaml(MODEL / "weights.yaml").items()} | {
    **{"suggest": 0.3, "type": 1.0, "bias": 0.0, "rule": 1.0, "rule_weight": 0.0, "retype": 0.0},
    **{"role": 1.0, "role_bias": 0.0, "role_rule": 2.0, "role_floor": 0.2, "role_last": -1.0},
    **{"nameless": 0.5, "sector": 3.0, "sector_weak": 1.0, "sector_side": 0.0, "role_kind": 0.0},
    **{"aux": 1.0, "aux_rule": 1.0, "slack": 2.0},
}
TYPES = ("-", "ACCUSE", "AGREE", "ASSAULT", "SUPPORT")
SECTORS = ("GOV", "MIL", "CVL")
ROWS = """
Paris Paris PROPN 2 nsubj
scolded scold VERB 0 root Tense=Past|VerbForm=Fin
Oslo Oslo PROPN 2 obj
and and CCONJ 5 cc
fishermen fisherman NOUN 3 conj
"""
TEXT = "Paris scolded Oslo and fishermen"


def scored(
    types: dict[int, tuple[str, float]],
    roles: dict[tuple[str, int, int], float] | None = None,
    sectors: dict[int, tuple[str, float]] | None = None,
) -> Sentence:
    """The sentence above with probabilities: word -> label, (role, trigger, column) -> value."""
    plain = sentence(ROWS)
    n = len(plain.tokens)
    known = np.zeros((n, len(TYPES)), np.float32)
    known[:, 0] = 1
    for word, (label, p) in types.items():
        known[word, 0] = 1 - p
        known[word, TYPES.index(label)] = p
    kinds = np.full((n, len(SECTORS)), 1 / len(SECTORS), np.float32)
    for word, (label, p) in (sectors or {}).items():
        kinds[word] = (1 - p) / 2
        kinds[word, SECTORS.index(label)] = p
    one = np.ones((n, 1), np.float32)
    arcs = {
        r: np.full((n, n + 1), 0.001, np.float32)
        for r in ("actor", "recipient", "time", "place", "speaker", "side")
    }
    for (role, at, column), p in (roles or {}).items():
        arcs[role][at, column] = p
    aux = np.full((n, 4), 0.01, np.float32)
    labels = {
        "types": TYPES,
        "modes": ("-",),
        "aux": ("future", "historical", "hypothetical", "negation"),
        "tones": ("-",),
        "trends": ("-",),
        "sectors": SECTORS,
        "acting": SECTORS,
        "affected": SECTORS,
    }
    sides = np.full((n, len(SECTORS)), 0.5, np.float32)
    sets = {"types": known, "modes": one, "aux": aux, "tones": one, "trends": one}
    sets |= {"sectors": kinds, "acting": sides, "affected": sides}
    return replace(plain, scores=Scores(sets, labels, arcs))


class Cast:
    """Paris is France, Oslo Norway; no table knows the fishermen, who are Norway's."""

    def __init__(self, rules: tuple[str, str] = ("capital", "capital")) -> None:
        self.known = {
            0: Actor("FRA:GOV", "France", "Paris", 0, 5, "GOV", "FRA", Reason("actors", rules[0])),
            2: Actor("NOR:GOV", "Norway", "Oslo", 14, 18, "GOV", "NOR", Reason("actors", rules[1])),
        }

    @property
    def actors(self) -> tuple[Actor, ...]:
        return tuple(self.known.values())

    def own(self, sentence: int, token: int) -> tuple[Actor, ...]:
        return (self.known[token],) if token in self.known else ()

    at = own

    def adjective(self, sentence: int, token: int) -> Actor | None:
        return None

    def adjectives(self, sentence: int, token: int) -> tuple[Actor, ...]:
        return ()

    def place(self, sentence: int, token: int) -> Place | None:
        return None

    def places(self, sentence: int) -> tuple[tuple[int, Place], ...]:
        return ()

    def dated(self, actor: Actor, day: object) -> Actor:
        return actor

    def countries(self, sentence: int, token: int, sector: str) -> tuple[str, ...]:
        return ("NOR",)

    def settled(self, actor: Actor, sector: str, sentence: int, tokens: object) -> bool:
        return False

    def sound(self, name: str, country: str) -> float:
        return 0.0


def read(one: Sentence, cast: Cast | None = None) -> tuple[list[str], list[str], str]:
    codebook = load_codebook("en")
    found = suggest((), (one,), TEXT, load_pack("en"), codebook, WEIGHTS)
    found = cast_roles(found, (one,), TEXT, cast or Cast(), WEIGHTS, PACK)
    (reading,) = weigh(found, (one,), codebook, WEIGHTS, PACK)
    return (
        [a.code for a in reading.actor],
        [a.code for a in reading.recipient],
        reading.event_type,
    )


def test_a_likely_trigger_becomes_a_reading_with_its_parties() -> None:
    one = scored({1: ("ACCUSE", 0.9)}, {("actor", 1, 1): 0.9, ("recipient", 1, 3): 0.9})
    assert read(one) == (["FRA:GOV"], ["NOR:GOV"], "ACCUSE")


def test_an_unlikely_one_does_not() -> None:
    one = scored({1: ("ACCUSE", 0.2)}, {("actor", 1, 1): 0.9})
    found = suggest((), (one,), TEXT, load_pack("en"), load_codebook("en"), WEIGHTS)
    assert found == ()


def test_what_is_hardly_an_act_stays_for_the_last_word_but_not_firmly() -> None:
    roles = {("actor", 1, 1): 0.9, ("recipient", 1, 3): 0.9}
    codebook = load_codebook("en")
    lower = {**WEIGHTS, "suggest": 0.05}
    kept = []
    for p in (0.9, 0.3, 0.06):
        one = scored({1: ("ACCUSE", p)}, roles)
        found = suggest((), (one,), TEXT, PACK, codebook, lower)
        found = cast_roles(found, (one,), TEXT, Cast(), lower, PACK)
        kept.append([firm(r) for r in weigh(found, (one,), codebook, lower, PACK)])
    assert kept == [[True], [False], []]


def test_who_is_in_no_list_is_a_party_of_his_kind_where_the_scene_is() -> None:
    one = scored(
        {1: ("ASSAULT", 0.9)},
        {("actor", 1, 1): 0.9, ("recipient", 1, 5): 0.9},
        {4: ("CVL", 0.9)},
    )
    assert read(one) == (["FRA:GOV"], ["NOR:CVL"], "ASSAULT")


def test_the_heads_know_the_kind_of_a_bare_country() -> None:
    one = scored(
        {1: ("ASSAULT", 0.9)},
        {("actor", 1, 1): 0.9, ("recipient", 1, 3): 0.9},
        {0: ("MIL", 0.95)},
    )
    assert read(one) == (["FRA:MIL"], ["NOR:GOV"], "ASSAULT")


def test_a_rule_outweighs_a_doubt_and_yields_to_a_certainty() -> None:
    codebook = load_codebook("en")
    one = scored({1: ("SUPPORT", 0.6)})
    (found,) = suggest((), (one,), TEXT, load_pack("en"), codebook, WEIGHTS)
    ruled = replace(found, rule="accuse.verb.scold", event_type="ACCUSE")
    unsure = {**WEIGHTS, "rule": 9.0}
    assert weigh((ruled,), (one,), codebook, unsure, PACK)[0].event_type == "ACCUSE"
    (changed,) = weigh((ruled,), (one,), codebook, WEIGHTS, PACK)
    assert changed.event_type == "SUPPORT"
    assert any(r.rule == "read as SUPPORT" for r in changed.reasons)
    nothing = scored({})
    assert weigh((ruled,), (nothing,), codebook, WEIGHTS, PACK) == ()


def test_without_heads_nothing_changes() -> None:
    plain = sentence(ROWS)
    codebook = load_codebook("en")
    assert suggest((), (plain,), TEXT, load_pack("en"), codebook, WEIGHTS) == ()
    one = scored({1: ("ACCUSE", 0.9)})
    found = suggest((), (one,), TEXT, load_pack("en"), codebook, WEIGHTS)
    assert weigh(found, (plain,), codebook, WEIGHTS, PACK) == found
    assert cast_roles(found, (plain,), TEXT, Cast(), WEIGHTS, PACK) == found


def test_nobody_acts_upon_himself() -> None:
    cast = Cast(("capital", "pronoun"))
    cast.known[2] = replace(cast.known[2], code="FRA:GOV", country="FRA")
    one = scored({1: ("ACCUSE", 0.9)}, {("actor", 1, 1): 0.9, ("recipient", 1, 3): 0.9})
    actor, recipient, _ = read(one, cast)
    assert actor == ["FRA:GOV"] and recipient == []


def test_one_of_a_party_may_deal_with_another() -> None:
    """A minister accused him: another of the government."""
    cast = Cast(("office", "pronoun"))
    cast.known[2] = replace(cast.known[2], code="FRA:GOV", country="FRA")
    one = scored({1: ("ACCUSE", 0.9)}, {("actor", 1, 1): 0.9, ("recipient", 1, 3): 0.9})
    actor, recipient, _ = read(one, cast)
    assert actor == recipient == ["FRA:GOV"]


def test_the_anchor_is_the_likeliest_word_of_the_predicate() -> None:
    one = scored({1: ("ACCUSE", 0.9)})
    (found,) = suggest((), (one,), TEXT, load_pack("en"), load_codebook("en"), WEIGHTS)
    assert found.rule == RULE
    assert one.scores is not None
    assert anchor(found, one, one.scores) == 1
    assert party_at(one, 4, Cast()) == ()


def test_a_text_with_few_acts_must_be_surer_of_each() -> None:
    codebook = load_codebook("en")
    one = scored({1: ("ACCUSE", 0.8)}, {("actor", 1, 1): 0.9})
    found = suggest((), (one,), TEXT, load_pack("en"), codebook, WEIGHTS)
    found = cast_roles(found, (one,), TEXT, Cast(), WEIGHTS, PACK)
    doubtful = {**WEIGHTS, "density": 6.0}
    assert weigh(found, (one,), codebook, doubtful, PACK)
    silent = replace(scored({}), index=1)
    assert weigh(found, (one, *[silent] * 40), codebook, doubtful, PACK) == ()
    assert weigh(found, (one, *[silent] * 40), codebook, {**doubtful, "density": 0.0}, PACK)


def test_heads_alone_deny_only_where_a_word_may() -> None:
    codebook = load_codebook("en")
    one = scored({1: ("ACCUSE", 0.9)}, {("actor", 1, 1): 0.9, ("recipient", 1, 3): 0.9})
    assert one.scores is not None
    one.scores.sets["aux"][1, one.scores.labels["aux"].index("negation")] = 0.99
    found = suggest((), (one,), TEXT, PACK, codebook, WEIGHTS)
    found = cast_roles(found, (one,), TEXT, Cast(), WEIGHTS, PACK)
    (reading,) = weigh(found, (one,), codebook, WEIGHTS, PACK)
    assert not reading.aux  # the sentence has no word that denies anything
    tokens = tuple(replace(t, lemma="false") if t.index == 3 else t for t in one.tokens)
    (reading,) = weigh(found, (replace(one, tokens=tokens),), codebook, WEIGHTS, PACK)
    assert reading.aux == {"negation"}
