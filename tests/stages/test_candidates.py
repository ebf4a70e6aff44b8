"""How the words of those who may have a role stand to each other."""

from __future__ import annotations

from detente.stages._candidates import Candidate, hosts, listed, within
from detente.types import Actor, Sentence, Token

_WORDS = (
    ("Bahrain", 4, "nsubj"),
    ("Egypt", 0, "conj"),
    ("Qatar", 0, "conj"),
    ("reporters", 0, "conj"),
    ("answered", -1, "root"),
    ("French", 6, "amod"),
    ("troops", 4, "obj"),
)


def candidate(code: str, word: int) -> Candidate:
    country, _, sector = code.partition(":")
    actor = Actor(code, code, _WORDS[word][0], word, word + 1, sector, country)
    return Candidate(actor, word, 0.0)


TOKENS = tuple(
    Token(i, i, i + 1, text, text, "NOUN", head, relation)
    for i, (text, head, relation) in enumerate(_WORDS)
)
SENTENCE = Sentence(0, 0, 0, len(TOKENS), TOKENS)


def test_members_of_a_list_of_the_like_stand_together() -> None:
    assert listed(SENTENCE, candidate("EGY:GOV", 1), candidate("QAT:GOV", 2))
    assert listed(SENTENCE, candidate("BHR:GOV", 0), candidate("QAT:GOV", 2))


def test_another_kind_of_party_or_another_phrase_is_no_member() -> None:
    assert not listed(SENTENCE, candidate("QAT:GOV", 2), candidate("QAT:MED", 3))
    assert not listed(SENTENCE, candidate("QAT:GOV", 2), candidate("FRA:GOV", 6))


def test_an_adjective_is_within_the_phrase_of_its_party() -> None:
    assert within(SENTENCE, candidate("FRA:GOV", 5), candidate("FRA:MIL", 6))
    assert not within(SENTENCE, candidate("EGY:GOV", 1), candidate("EGY:MIL", 0))


def test_hosts_are_no_guests() -> None:
    guest, host = (
        Candidate(Actor(f"{c}:GOV", c, c, 0, 3, "GOV", c, None), -1, 1.0) for c in ("KEN", "OMN")
    )
    assert hosts(SENTENCE, [host, guest], {"OMN:GOV"}) == ([guest], [host])
    assert hosts(SENTENCE, [host], {"OMN:GOV"}) == ([host], [])
    both = [candidate("BHR:GOV", 0), candidate("EGY:GOV", 1)]
    assert hosts(SENTENCE, both, {"EGY:GOV"}) == (both, [])
