"""Signs that two readings of one type and dyad are two acts after all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from detente.stages._again import joined, told_of, when_of
from detente.stages._tree import own_subjects
from detente.types import Reading, Sentence

PRONOUN = "pronoun"  # the reason of a party that a pronoun stands for


def apart(a: Reading, b: Reading, sentences: Sequence[Sentence], words: Mapping[str, Any]) -> bool:
    """Whether `b`, told later in the text, is another act than `a`.

    It is if their times differ, if only one of them is certain, if they were done in two ways, if
    a word says so ("also", "earlier"), or if nothing that is said of the one is said of the other.
    In one sentence the second must have a subject of its own.
    """
    if when_of(a, b) == "differ":
        return True
    here, there = sentences[a.sentence], sentences[b.sentence]
    content, other = told_of(a, here), told_of(b, there)
    strange = bool(content and other and not content & other)
    if a.sentence == b.sentence:
        return strange and _beside(a, b, there)
    if ("hypothetical" in a.aux) != ("hypothetical" in b.aux):
        return True
    if a.mode and b.mode and a.mode != b.mode:
        return True
    strange = strange and not _goes_on(a, b, there)
    return strange or says_so(b, there, words, known=bool(content & other))


def _goes_on(a: Reading, b: Reading, sentence: Sentence) -> bool:
    """Whether the next sentence tells more of an act: done in the same way, by a pronoun, to
    nobody who is named anew ("found them guilty. It imposed eight years").
    """
    if b.sentence - a.sentence != 1 or not a.mode or a.mode != b.mode:
        return False
    start, end = sentence.tokens[0].start, sentence.tokens[-1].end
    told = any(start <= x.start < end for x in b.recipient)
    pronoun = all(x.reason is not None and x.reason.rule == PRONOUN for x in b.actor)
    return bool(b.actor) and pronoun and not told


def _beside(a: Reading, b: Reading, sentence: Sentence) -> bool:
    """Whether the second clause of a sentence names somebody else as who acts."""
    if not joined(sentence, b.token) or not own_subjects(sentence, b.token):
        return False
    return not {x.name for x in a.actor} & {x.name for x in b.actor}


def says_so(b: Reading, sentence: Sentence, words: Mapping[str, Any], known: bool = False) -> bool:
    """Whether a word tells one more act, or one before: at the predicate or at a party of it.

    "They also struck" may go on with what was `known`; "another strike" does not.
    """
    near = _near(b, sentence)
    if before_it(b, sentence, words):
        return True
    further = [h for h, kids in near.items() if not kids.isdisjoint(words["further"])]
    return bool(further) and not (known and b.token in further)


def before_it(b: Reading, sentence: Sentence, words: Mapping[str, Any]) -> bool:
    """Whether a word at the predicate or at a party of it tells of an act before the one told."""
    return not all(kids.isdisjoint(words["earlier"]) for kids in _near(b, sentence).values())


def _near(b: Reading, sentence: Sentence) -> dict[int, set[str]]:
    """The words right below the predicate of a reading and below the heads of its parties."""
    parties = (*b.objects, *sentence.kids(b.token, "nsubj", "obj"))
    return {h: _kids(sentence, h) for h in (b.token, *parties)}


def _kids(sentence: Sentence, index: int) -> set[str]:
    return {sentence.tokens[k].text.lower() for k in sentence.children[index]}
