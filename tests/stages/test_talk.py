"""Printed talks: whose turn a paragraph is, and who is meant by the first and second person."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from detente.gazetteer import load_gazetteer
from detente.stages._talk import Talk, find_talk, voices_of
from detente.types import Actor, Reason, Sentence, Token


def text_of(*paragraphs: str) -> list[Sentence]:
    """One sentence a paragraph, words at blanks, without a tree."""
    out, at = [], 0
    for number, words in enumerate(paragraphs):
        tokens, start = [], at
        for index, word in enumerate(words.split()):
            tokens.append(Token(index, at, at + len(word), word, word, "X", -1, "root"))
            at += len(word) + 1
        leaves = ((),) * len(tokens)
        out.append(Sentence(number, number, start, at - 1, tuple(tokens), (), leaves))
    return out


def actor(sentences: Sequence[Sentence], word: str, code: str, rule: str) -> Actor:
    """A party by the first place of its last word."""
    token = next(t for s in sentences for t in s.tokens if t.text == word.split()[-1])
    reason = Reason("actors", rule, word, token.start, token.end)
    sector, country = code[4:], code[:3]
    return Actor(code, word, word, token.start, token.end, sector, country, reason)


WORDS = load_gazetteer("en").words


def found(sentences: Sequence[Sentence], *actors: Actor) -> Talk:
    return find_talk(sentences, actors, WORDS)


def with_holm(*paragraphs: str) -> tuple[list[Sentence], Actor]:
    """A text whose first paragraph names Lena Holm, and her."""
    told = text_of("The mayor Lena Holm on ferries .", *paragraphs)
    return told, actor(told, "Lena Holm", "DNK:GOV", "title")


def test_labels_tell_the_turns() -> None:
    told, guest = with_holm(
        "Q : Are they late ?",
        "A : They are .",
        "Q : Why ?",
        "A : We do not know .",
    )
    talk = found(told, guest)
    assert sorted(talk.asked) == [1, 3]
    assert talk.answers == {2: guest, 4: guest}


def test_surnames_before_the_answers_are_enough() -> None:
    told, guest = with_holm(
        "You are late .",
        "So are you .",
        "Holm : They are .",
        "Some say it is you .",
        "Holm : I do not .",
    )
    talk = found(told, guest)
    assert sorted(talk.asked) == [2, 4]
    assert sorted(talk.answers) == [3, 5]


def test_questions_and_answers_take_turns_without_labels() -> None:
    told, guest = with_holm(
        "Are they late ?",
        "I am afraid so .",
        "And why ?",
        "We do not know .",
    )
    talk = found(told, guest)
    assert sorted(talk.answers) == [2, 4]


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("What now ?", "Ankara waits .", "How long ?", "Vienna does not say ."),
        ("Oslo : Trade rose .", "Rome : Trade fell .", "Oslo : Nothing else ."),
        ("10 : Ships left .", "11 : Ships came .", "12 : Ships left ."),
        ("Mayor Holm spoke : we wait .", "Nobody came .", "Holm left ."),
    ],
)
def test_what_is_no_talk(paragraphs: tuple[str, ...]) -> None:
    told, guest = with_holm(*paragraphs)
    assert found(told, guest) == Talk()


def test_nobody_who_answers_is_no_talk() -> None:
    told = text_of("On ferries .", "Q : Late ?", "A : Yes .", "Q : Why ?", "A : We do not know .")
    assert not found(told).answers


def test_persons_of_a_talk_and_of_quotations() -> None:
    told, guest = with_holm(
        "Q : Do you know ?",
        'A : " We do , " I said .',
        "Q : You do ?",
        "A : Your readers too .",
    )
    talk = found(told, guest)
    voices = voices_of(talk, told, (guest,), lambda sentence, token: None, WORDS)
    asked = {told[n].tokens[k].text for n, k in voices.persons}
    assert asked == {"you", "We", "I", "You"}
    assert voices.homes == dict.fromkeys((1, 2, 3, 4), "DNK")


def test_only_who_is_quoted_speaks_elsewhere() -> None:
    told = text_of('" We left , " said the envoy .', "We left .")
    envoy = actor(told, "envoy", "DNK:GOV", "office")
    voices = voices_of(Talk(), told, (envoy,), lambda sentence, token: envoy, WORDS)
    assert list(voices.persons) == [(0, 1)]


def test_who_issues_a_text_says_we_in_it() -> None:
    told = text_of("The ministry states :", "We object .", "It was ours .")
    body = actor(told, "ministry", "DNK:GOV", "office")
    voices = voices_of(Talk(), told, (body,), lambda sentence, token: None, WORDS)
    assert {n for n, _ in voices.persons} == {1, 2}
    once = voices_of(Talk(), told[:2], (body,), lambda sentence, token: None, WORDS)
    assert not once.persons


def test_the_title_tells_whose_text_it_is() -> None:
    told = text_of("The ministry robbed our union .", "We object .", "It was ours .")
    bodies = (
        actor(told, "ministry", "DNK:GOV", "office"),
        actor(told, "union", "DNK:LAB", "office"),
    )

    def meant(title: str) -> set[str]:
        voices = voices_of(Talk(), told, bodies, lambda sentence, token: None, WORDS, title)
        return {actor.code for actor in voices.persons.values()}

    assert meant("Statement of the union on its vans") == {"DNK:LAB"}
    assert meant("Unions and the ministry") == {"DNK:LAB"}
    assert meant("Now that the vans have been taken away from the union") == {"DNK:GOV"}
    assert meant("") == {"DNK:GOV"}
