"""Times that tell when something else was than the act beside which they stand."""

from __future__ import annotations

import datetime as dt

from detente.resources import LanguagePack
from detente.stages._edtf import starts_after
from detente.stages._tree import case_before
from detente.types import Reading, Sentence, Time

_REACH = 8  # words at most between what is the first of its kind and since when


def of_another(
    reading: Reading,
    sentence: Sentence,
    time: Time,
    head: int,
    pack: LanguagePack,
    published: dt.date | None,
) -> bool:
    """Whether a time tells when something else was: what the act is likened to ("as in May"), or
    an occasion that it came before ("ahead of the vote on 9 May").
    """
    inside = [t.index for t in sentence.tokens if time.start <= t.start < time.end]
    cases = sentence.kids(head, "case")
    first = min((*inside, head, *cases))
    before = sentence.tokens[first - 1] if first else None
    if before is None:
        return False
    if time.role == "since" and _only_since(sentence, first, min(*inside, head), pack):
        return True
    if cases and before.text.lower() in pack.status.get("compared", ()):
        return True
    above = sentence.tokens[head].head
    for noun in {before.index, above} - {reading.token, -1}:
        if sentence.tokens[noun].upos not in ("NOUN", "PROPN") or noun in reading.objects:
            continue
        case = case_before(sentence, noun)
        if case is None:
            continue
        word = sentence.tokens[case].text.lower()
        phrase = f"{sentence.tokens[case - 1].text.lower()} {word}" if case else word
        if phrase in pack.status.get("ahead", ()):
            return True
        to_come = published is not None and starts_after(time.edtf, published)
        if to_come and word in pack.status.get("before", ()):
            return True
    return False


def _only_since(sentence: Sentence, first: int, last: int, pack: LanguagePack) -> bool:
    """Whether a phrase with "since" only tells how rare the act is ("the first since 1979", "the
    worst since May", "so many as not since 2010"): the words before it, in their clause, say so.
    """
    rare = frozenset(map(str, pack.support.get("first") or ()))
    compared = pack.status.get("compared", ())
    for token in reversed(sentence.tokens[max(0, first - _REACH) : last]):
        if token.index < first and token.upos in ("VERB", "AUX", "PUNCT", "SCONJ"):
            return False
        if token.lemma.lower() in rare or token.morph.get("Degree") == "Sup":
            return True
        if token.index >= first - 1 and token.text.lower() in compared:
            return True
    return False
