"""On whose side a word is by its form, where heads take what stands first for who acts."""

from __future__ import annotations

from collections.abc import Sequence

from detente.resources import LanguagePack
from detente.stages._front import told_by_form
from detente.stages._grammar import (
    PERCEIVED,
    RECEIVED,
    SUFFERED,
    grammar_of,
    is_passive,
    preposition,
)
from detente.stages._scores import words_between
from detente.types import Actor, Reading, Sentence


def by_form(reading: Reading, sentence: Sentence, pack: LanguagePack) -> dict[str, frozenset[int]]:
    """The words that by their form are on a side of an active verb, where tree and heads take what
    stands first for who does it; of who gets something from somebody (drew criticism from) those
    of both; who only tells of an act (registered a missile test) does not do it."""
    sides: dict[str, frozenset[int]] = {"actor": frozenset(), "recipient": frozenset()}
    if reading.licence == PERCEIVED:
        acting = _words(reading.actor, sentence)
        return {"actor": acting, "recipient": _perceiving(reading, sentence) - acting}
    undergoing = _undergoing(reading, sentence)
    if undergoing:
        return {"actor": _words(reading.actor, sentence) - undergoing, "recipient": undergoing}
    if reading.mutual or not reading.actor:
        return sides
    if _has_doer(reading, sentence, pack):
        told = _words(reading.actor, sentence)
        return {"actor": told, "recipient": frozenset(range(len(sentence.tokens))) - told}
    if reading.passive:
        return sides
    if reading.licence in (RECEIVED, SUFFERED):
        return _as_found(reading, sentence) if reading.recipient else sides
    grammar = grammar_of(pack)
    forms = grammar.forms
    if forms is None or is_passive(sentence, reading.token):
        return sides
    slots = told_by_form(sentence, reading.token, forms, grammar.reflexives)
    doing = [k for k, slot in slots.items() if slot == "subj"]
    words = frozenset(k for d in doing for k in sentence.subtree(d))
    acting = _words(reading.actor, sentence)
    if not words & acting:
        return sides
    others = (k for k, slot in slots.items() if slot != "subj")
    return {
        "actor": words,
        "recipient": frozenset(w for k in others for w in sentence.subtree(k)),
    }


def _undergoing(reading: Reading, sentence: Sentence) -> frozenset[int]:
    """The words of the subject of an active verb to whom the act is done by its entry (critics
    walked out of jail)."""
    if reading.kind != "verb" or reading.passive or reading.mutual or not reading.recipient:
        return frozenset()
    words = _subject(reading.token, sentence)
    whom = _words(reading.recipient, sentence)
    told = whom <= words and words.isdisjoint(_words(reading.actor, sentence))
    return whom if told else frozenset()


def _has_doer(reading: Reading, sentence: Sentence, pack: LanguagePack) -> bool:
    """Whether all who act stand where form tells the doer and nobody else: in the phrase of a
    passive that names its agent (was rejected by the rebels), or as the owner of a noun whose
    genitive is acted upon (Poland's expulsion of two envoys)."""
    grammar = grammar_of(pack)
    verb = reading.kind == "verb" and is_passive(sentence, reading.token)
    noun = reading.kind == "noun"
    doing = _words(reading.actor, sentence)
    if not (verb or noun) or not doing:
        return False
    places: set[int] = set()
    of = False
    for kid in sentence.children[reading.token]:
        word = preposition(sentence, kid, grammar)
        owner = noun and sentence.tokens[kid].relation == "nmod:poss"
        genitive = word is None or word in grammar.genitives
        if owner or (word in grammar.agents and (verb or not genitive)):
            places |= set(sentence.subtree(kid))
        elif noun and genitive:
            of = of or sentence.tokens[kid].relation == "nmod"
    return (verb or of) and doing <= places


def _as_found(reading: Reading, sentence: Sentence) -> dict[str, frozenset[int]]:
    """The words of both sides as rules found them."""
    return {
        "actor": _words(reading.actor, sentence),
        "recipient": _words(reading.recipient, sentence),
    }


def _perceiving(reading: Reading, sentence: Sentence) -> frozenset[int]:
    """The words of the subject of the verb over a noun."""
    verb = sentence.tokens[reading.token].head
    return _subject(verb, sentence) if verb >= 0 else frozenset()


def _subject(verb: int, sentence: Sentence) -> frozenset[int]:
    """The words of the subject of a verb."""
    return frozenset(w for k in sentence.kids(verb, "nsubj") for w in sentence.subtree(k))


def _words(actors: Sequence[Actor], sentence: Sentence) -> frozenset[int]:
    return frozenset(k for a in actors for k in words_between(sentence, a.start, a.end))
