"""Conditions: is an act promised only for the case that something else happens?

By a clause that begins with a word of condition ("provided that"), or with its verb ("should
they agree").
"""

from __future__ import annotations

from detente.stages._grammar import CLAUSAL
from detente.stages._status_words import StatusWords
from detente.types import Sentence

_CLAUSES = ("advcl", "acl", "ccomp", "dep", "parataxis")
_INNER = ("xcomp", "ccomp", "advcl", "acl")
_WORDS = 3  # of the longest words of condition ("as soon as")
_LEAD = 2  # words that may stand before one ("but only if")


def conditional_on(sentence: Sentence, predicate: int, words: StatusWords) -> str:
    """The word of condition of a clause on which a predicate depends, "" where there is none."""
    for at in _span(sentence, predicate, words):
        for kid in sentence.kids(at, *_CLAUSES):
            if kid != predicate and (told := _term(sentence, kid, predicate, words)):
                return told
    return ""


def _span(sentence: Sentence, predicate: int, words: StatusWords) -> tuple[int, ...]:
    """The predicate, what it promises, and the verb that reports it."""
    nouns = sentence.kids(predicate, "obj")
    inner = [k for at in (predicate, *nouns) for k in sentence.kids(at, *_INNER)]
    inner = [k for k in inner if not marked(sentence, k)]
    head, relation = sentence.tokens[predicate].head, sentence.tokens[predicate].relation
    told = head >= 0 and relation.partition(":")[0] in (*CLAUSAL, "parataxis")
    over = [head] if told and sentence.tokens[head].lemma.lower() in words.reporting else []
    beside = [
        k
        for k in sentence.kids(predicate, "parataxis")
        if sentence.tokens[k].lemma.lower() in words.reporting
    ]
    found = (predicate, *inner, *over, *beside)
    adverbs = [k for at in found for k in sentence.kids(at, "advmod")]
    return (*found, *adverbs, *(k for at in adverbs for k in sentence.kids(at, "advmod")))


def marked(sentence: Sentence, clause: int) -> bool:
    """Whether a conjunction leads in a clause."""
    return any(sentence.tokens[k].upos == "SCONJ" for k in sentence.kids(clause, "mark"))


def begun_with(sentence: Sentence, clause: int, words: StatusWords) -> str:
    """The verb with which a clause that tells a condition begins, before what depends on it."""
    token = sentence.tokens[clause]
    if token.relation not in _CLAUSES or token.head < clause:
        return ""
    first = sentence.tokens[_first(sentence, clause)]
    return first.text if first.text.lower() in words.inverted else ""


def _first(sentence: Sentence, clause: int) -> int:
    """The first word of a clause."""
    inside = sorted(sentence.subtree(clause))
    return next(k for k in inside if sentence.tokens[k].upos != "PUNCT" or k == clause)


def _term(sentence: Sentence, clause: int, predicate: int, words: StatusWords) -> str:
    """The word by which a clause tells a condition: near its beginning; its verb at the very
    beginning only where it stands before what depends on it."""
    if clause < predicate and (told := begun_with(sentence, clause, words)):
        return told
    tokens = sentence.tokens
    first = _first(sentence, clause)
    for at in range(first, min(first + _LEAD + 1, clause)):
        for size in range(1, _WORDS + 1):
            found = " ".join(t.text for t in tokens[max(0, at - size + 1) : at + 1])
            if found.lower() in words.terms:
                return found
    return ""
