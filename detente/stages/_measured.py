"""Nouns of acts that are told to have taken place: a length of time measures them ("after six hours
of talks with the rebels"), or their verb says that they occurred."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente._entries import Entry
from detente.codebook import Codebook
from detente.stages._frames import verb_frame
from detente.stages._grammar import CARRIED, Frame, Grammar, preposition
from detente.stages._tree import climb
from detente.types import Actor, Sentence

MEASURED = "measured"  # licence: what has a length has taken place
_MODIFIERS = ("ADJ", "ADV", "NOUN", "PROPN", "PUNCT", "VERB")  # words between the two nouns
_FAR = 6  # words from the noun of time to that of the act
_PHRASES = ("obl", "nmod")


def measured(sentence: Sentence, index: int, frame: Frame, grammar: Grammar) -> Frame:
    """The frame of a noun; where a length of time right before it tells that the act took place,
    with the phrases behind it, wherever the tree hangs them, and with the subject of the verb
    where it was done together with somebody."""
    length = _length(sentence, index, grammar)
    if frame.licence or length is None:
        return frame
    slots = dict(frame.slots)
    for kid in _behind(sentence, index, length):
        word = preposition(sentence, kid, grammar)
        if word is not None and kid not in slots.get(word, ()):
            slots[word] = (*slots.get(word, ()), kid)
    over = (step.token for step in climb(sentence, length))
    verb = next((k for k in over if sentence.tokens[k].upos == "VERB"), None)
    together = any(word in slots for word in grammar.joining)
    if together and not slots.get("subj") and verb is not None:
        above = verb_frame(sentence, verb, grammar)
        doing = () if above.passive else above.get("subj")
        slots["subj"] = tuple(k for k in doing if index not in sentence.subtree(k))
    return replace(frame, slots=slots, licence=MEASURED)


def is_measured(sentence: Sentence, index: int, grammar: Grammar) -> bool:
    """Whether a length of time measures a word, which is a noun then, whatever it looks like."""
    return _length(sentence, index, grammar) is not None


def befell(entry: Entry, frame: Frame, codebook: Codebook, hit: Sequence[Actor]) -> bool:
    """Whether violence is told to have occurred: whom it hit is enough then, by whomever."""
    violent = entry.event_type in codebook.forces.get("victims", ())
    return violent and bool(hit) and frame.licence in CARRIED


def _length(sentence: Sentence, index: int, grammar: Grammar) -> int | None:
    """The noun of time that tells how long it took: a number of them, or some, "of" the noun."""
    tokens = sentence.tokens
    noun = tokens[index].upos == "NOUN" or tokens[index].morph.get("VerbForm") == "Ger"
    if not noun or tokens[index].relation in ("compound", "flat"):
        return None
    for k in range(index - 1, max(0, index - _FAR), -1):
        if tokens[k].text.lower() in grammar.genitives:
            length = tokens[k - 1]
            counted = length.morph.get("Number") == "Plur" or sentence.kids(k - 1, "nummod")
            pointed = any(tokens[d].upos == "DET" for d in sentence.children[k - 1])
            fits = length.lemma.lower() in grammar.lengths and counted and not pointed
            return k - 1 if fits and _elapsed(sentence, k - 1, grammar) else None
        if tokens[k].upos not in _MODIFIERS:
            return None
    return None


def _elapsed(sentence: Sentence, length: int, grammar: Grammar) -> bool:
    """Whether the time has passed: something happens after it or in it, or it does something."""
    if sentence.tokens[length].relation.startswith("nsubj"):
        return True
    return preposition(sentence, length, grammar) in grammar.elapsed


def _behind(sentence: Sentence, index: int, length: int) -> tuple[int, ...]:
    """The phrases that stand right behind the noun, on the words over it."""
    out: list[int] = []
    end = max(sentence.subtree(index)) + 1
    above = sorted({length, sentence.tokens[index].head, sentence.tokens[length].head} - {-1})
    kids = sorted({k for h in above for k in sentence.kids(h, *_PHRASES) if k > index})
    for kid in kids:
        below = sentence.subtree(kid)
        if below[0] == end:
            out.append(kid)
            end = below[-1] + 1
    return tuple(out)
