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
    at = _first(sentence, clause)
    first = sentence.tokens[at]
    own = clause in (at, first.head)  # no condition of the clause itself
    if not own or first.text.lower() in words.inverted:
        return first.text if own else ""
    head = sentence.tokens[token.head].lemma.lower()
    asked = head in words.reporting or not words.verb_first  # "Zieht ab!", sagte er
    return first.text if not asked and _opens(sentence, at) and _inverts(sentence, at) else ""


def unless(sentence: Sentence, predicate: int, words: StatusWords) -> str:
    """The word by which a predicate stands for the case of something else: a condition on which it
    depends, an adverb that stands for one ("otherwise"), or the beginning of a clause beside it."""
    told = conditional_on(sentence, predicate, words)
    beside = (told, *(sentence.tokens[k].text for k in sentence.kids(predicate, "advmod")))
    if any(word.lower() in words.awaited for word in beside):
        return ""
    return told or _otherwise(sentence, predicate, words) or _set_off(sentence, predicate, words)


def _otherwise(sentence: Sentence, predicate: int, words: StatusWords) -> str:
    """The adverb with a predicate that stands for a condition told before ("or else")."""
    beside = sentence.kids(predicate, "advmod", "cc", "mark")
    found = (sentence.tokens[k].text for k in beside)
    return next((text for text in found if text.lower() in words.otherwise), "")


def _set_off(sentence: Sentence, predicate: int, words: StatusWords) -> str:
    """The words with which another clause of the sentence begins as a condition, or the verb with
    which the whole sentence does ("greift er an, ...")."""
    tokens = sentence.tokens
    for at, token in enumerate(tokens):
        begins = all(t.upos in ("PUNCT", "CCONJ") for t in tokens[max(0, at - 1) : at])
        if not begins or _verb_over(sentence, at) == predicate:
            continue
        for size in range(1, _WORDS + 1):
            found = " ".join(t.text for t in tokens[at : at + size])
            if found.lower() in words.set_off:
                return found
        before = words.verb_first and at < predicate
        if before and _opens(sentence, at) and _inverts(sentence, at):
            return token.text
    return ""


def _opens(sentence: Sentence, at: int) -> bool:
    """Whether a word is the first of the sentence."""
    return all(t.upos in ("PUNCT", "CCONJ") for t in sentence.tokens[:at])


def _inverts(sentence: Sentence, at: int) -> bool:
    """Whether a sentence that asks nothing begins with its finite verb, before another clause."""
    token = sentence.tokens[at]
    if token.upos not in ("VERB", "AUX") or token.morph.get("VerbForm") != "Fin":
        return False
    head = sentence.tokens[_verb_over(sentence, at)]
    return head.relation in _CLAUSES and not any(t.text == "?" for t in sentence.tokens)


def _verb_over(sentence: Sentence, at: int) -> int:
    """The verb in whose clause a word stands."""
    tokens = sentence.tokens
    while tokens[at].upos != "VERB" and tokens[at].head >= 0:
        at = tokens[at].head
    return at


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
