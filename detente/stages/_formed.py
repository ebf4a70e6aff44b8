"""On whose side a word is by its form, where heads take what stands first for who acts."""

from __future__ import annotations

from detente.resources import LanguagePack
from detente.stages._front import told_by_form
from detente.stages._grammar import grammar_of, is_passive
from detente.stages._scores import words_between
from detente.types import Reading, Sentence


def by_form(reading: Reading, sentence: Sentence, pack: LanguagePack) -> dict[str, frozenset[int]]:
    """The words that by their form are on a side of an active verb, where tree and heads take what
    stands first for who does it."""
    sides: dict[str, frozenset[int]] = {"actor": frozenset(), "recipient": frozenset()}
    grammar = grammar_of(pack)
    forms = grammar.forms
    if forms is None or reading.passive or reading.mutual or not reading.actor:
        return sides
    if is_passive(sentence, reading.token):
        return sides
    slots = told_by_form(sentence, reading.token, forms, grammar.reflexives)
    doing = [k for k, slot in slots.items() if slot == "subj"]
    words = frozenset(k for d in doing for k in sentence.subtree(d))
    acting = {k for a in reading.actor for k in words_between(sentence, a.start, a.end)}
    if not words & acting:
        return sides
    others = (k for k, slot in slots.items() if slot != "subj")
    return {
        "actor": words,
        "recipient": frozenset(w for k in others for w in sentence.subtree(k)),
    }
