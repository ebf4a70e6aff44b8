"""The last word on whom an act is done to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from builders import party, sentence

from detente.codebook import load_codebook
from detente.resources import MODEL, read_yaml
from detente.stages import _whom
from detente.stages._standins import RESIDENTS
from detente.stages._whom import GROUPS, Whom, how_told
from detente.types import Actor, Evidence, Place, Reading, Reason, Scores, Sentence

ROWS = """
Rebels Rebels NOUN 2 nsubj
shelled shell VERB 0 root Tense=Past|VerbForm=Fin
Goma Goma PROPN 2 obj
"""
AFTER = """
Paris Paris PROPN 2 nsubj
condemned condemn VERB 0 root Tense=Past|VerbForm=Fin
it it PRON 2 obj
"""
KINDS = ("-", "GOV", "REB", "IGO")


def scored(found: Sentence) -> Sentence:
    """A sentence whose heads see an act at its second word, done to somebody told elsewhere: to
    rebels."""
    n = len(found.tokens)
    types = np.tile(np.array([[0.98, 0.02]], np.float32), (n, 1))
    types[1] = (0.02, 0.98)
    kinds = np.tile(np.array([[0.1, 0.1, 0.8, 0.0]], np.float32), (n, 1))
    away = np.zeros((n, n + 1), np.float32)
    away[:, 0] = 0.9
    sets = {"types": types, "acting": kinds, "affected": kinds}
    labels = {"types": ("-", "ACCUSE"), "acting": KINDS, "affected": KINDS}
    return replace(found, scores=Scores(sets, labels, {"actor": away, "recipient": away}))


FIRST, SECOND = scored(sentence(ROWS)), scored(sentence(AFTER, index=1, offset=21))
REBELS = party("COD:REB", "Rebels", 0, "group")
PARIS = party("FRA:GOV", "Paris", 21, "capital")
CONGO = party("COD:GOV", "Goma", 15, "place")


class Cast:
    """Rebels, the state whose town they shell, and Paris."""

    actors = (REBELS, CONGO, PARIS)

    def places(self, number: int) -> tuple[tuple[int, Place], ...]:
        return ()


def reading(event_type: str, number: int, actor: Actor, *recipient: Actor) -> Reading:
    words = (FIRST, SECOND)[number].tokens[1]
    return Reading(
        sentence=number,
        token=1,
        kind="verb",
        rule="",
        event_type=event_type,
        mode=None,
        cameo=None,
        actor=(actor,),
        recipient=recipient,
        evidence=Evidence(0, number, words.start, words.end, words.text, ""),
        lemma=words.lemma,
        weight=1,
    )


SHELLED = reading("ASSAULT", 0, REBELS, CONGO)
CONDEMNED = reading("ACCUSE", 1, PARIS, CONGO)


@pytest.fixture
def whom() -> Whom:
    cast: Any = Cast()
    return Whom((SHELLED, CONDEMNED), (FIRST, SECOND), cast, load_codebook("en"))


def test_who_did_it_is_blamed(whom: Whom) -> None:
    """An attack is condemned: those who made it, not those whose town it hit."""
    found = whom.settle(CONDEMNED, (SHELLED,))
    assert [a.code for a in found.recipient] == ["COD:REB"]
    assert found.recipient[0].text == "Rebels"
    note = found.reasons[-1]
    assert (note.stage, note.rule, note.text) == ("whose", "likeliest recipient", "Rebels")
    assert note.score is not None and 0.5 < note.score <= 1


def test_settling_twice_changes_nothing(whom: Whom) -> None:
    """The likeliest recipient stays it."""
    found = whom.settle(CONDEMNED, (SHELLED,))
    assert whom.settle(found, (SHELLED,)) == found


def test_without_weights_nothing_changes(whom: Whom, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model trained without has no weights; a sentence that no model read has no scores."""
    bare = tuple(replace(s, scores=None) for s in (FIRST, SECOND))
    cast: Any = Cast()
    unread = Whom((SHELLED, CONDEMNED), bare, cast, whom.codebook)
    assert unread.settle(CONDEMNED, (SHELLED,)) == CONDEMNED
    monkeypatch.setattr(_whom, "model_rows", lambda _: {})
    plain = Whom((SHELLED, CONDEMNED), (FIRST, SECOND), cast, whom.codebook)
    assert plain.settle(CONDEMNED, (SHELLED,)) == CONDEMNED


def test_how_a_recipient_was_found() -> None:
    """By the words of the sentence or not; protests and acts of several together are not asked."""
    kinds = load_codebook("en").types
    accuse, assault, protest = kinds["ACCUSE"], kinds["ASSAULT"], kinds["PROTEST"]
    assert how_told(CONDEMNED, SECOND, accuse) == "absent"
    assert how_told(SHELLED, FIRST, assault) == "state"
    assert how_told(replace(SHELLED, recipient=()), FIRST, assault) == "nobody"
    assert how_told(replace(SHELLED, recipient=(CONGO, PARIS)), FIRST, assault) == "several"
    assert how_told(replace(SHELLED, mutual=True), FIRST, assault) == ""
    assert how_told(SHELLED, FIRST, protest) == ""
    sure = replace(CONGO, reason=Reason("locate", RESIDENTS))
    assert how_told(replace(SHELLED, recipient=(sure,)), FIRST, assault) == ""


def test_whom_words_tell_stays(whom: Whom) -> None:
    """Nor are several who act together on nobody asked whom they mean."""
    here = replace(CONDEMNED, recipient=(replace(CONGO, start=PARIS.start),))
    assert whom.settle(here, (SHELLED,)) == here
    both = replace(CONDEMNED, actor=(PARIS, REBELS), recipient=())
    assert whom.settle(both, (SHELLED,)) == both


def test_choices(whom: Whom) -> None:
    """That of the rules comes first, then nobody; who acts alone for its state is none of them."""
    found = whom.signs(CONDEMNED, (SHELLED,))
    choices = [codes for codes, _ in found]
    assert choices[:2] == [("COD:GOV",), ()]
    assert ("COD:REB",) in choices and ("FRA:GOV",) not in choices
    signs = dict(found)
    assert signs["COD:GOV",]["kept"] == signs["COD:GOV",]["kept ACCUSE"] == 1
    assert signs["COD:REB",]["ago 1"] == signs["COD:REB",]["outside"] == 1
    assert signs["COD:REB",]["kind"] == pytest.approx(0.8)
    assert signs[()]["nobody ACCUSE"] == 1


def test_weights_are_of_known_groups() -> None:
    """Every group has a weight for every sign."""
    rows = read_yaml(MODEL / "whom.yaml")
    assert list(rows) == list(GROUPS)
    assert len({tuple(row) for row in rows.values()}) == 1
