"""Whose deed is judged: who condemns "the raid" or welcomes "the accord" that was told before
speaks of those who did it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from detente.codebook import Codebook
from detente.stages._cast import Cast
from detente.types import Actor, Reading, Reason, Sentence

OF_DEED = "deed told before"
_BACK = 6  # sentences
_PHRASE = ("ADJ", "NOUN")


def of_deed(
    reading: Reading,
    sentences: Sequence[Sentence],
    before: Sequence[Reading],
    cast: Cast,
    codebook: Codebook,
    pointing: frozenset[str],
) -> Reading:
    """The reading with those as recipient who did what it judges, where its clause names nobody:
    a noun of a deed ("the storming") stands for the last such deed told. `pointing`: determiners
    of what was told before."""
    judges = reading.event_type in codebook.objections | codebook.approvals
    if not judges or reading.recipient or reading.mutual or not reading.actor:
        return reading
    sentence = sentences[reading.sentence]
    own = {a.party for a in reading.actor}
    for noun in _judged(reading, sentence, pointing):
        if not _told_before(sentence, noun, pointing) or _named(sentence, noun, cast):
            continue
        types = _types(sentence, noun, codebook)
        doers = _doers(reading, types, sentences, before, codebook)
        if doers and own.isdisjoint(a.party for a in doers):
            token = sentence.tokens[noun]
            note = Reason("locate", OF_DEED, token.text, token.start, token.end)
            found = tuple(replace(a, reason=note) for a in doers)
            return replace(reading, recipient=found, reasons=(*reading.reasons, note))
    return reading


def _judged(reading: Reading, sentence: Sentence, pointing: frozenset[str]) -> list[int]:
    """The nouns of what is judged: objects, and the phrase right behind the verb, which the tree
    hangs elsewhere where it is a deed."""
    found = [*(reading.objects or sentence.kids(reading.token, "obj"))]
    after = sentence.tokens[reading.token + 1 :]
    if after and after[0].text.lower() in pointing:
        nouns = [t.index for t in takewhile(lambda t: t.upos in _PHRASE, after[1:])]
        found += [k for k in nouns[-1:] if k not in found]
    return found


def _doers(
    reading: Reading,
    types: set[str],
    sentences: Sequence[Sentence],
    before: Sequence[Reading],
    codebook: Codebook,
) -> tuple[Actor, ...]:
    """Who did the last deed of some types, or that has such a deed as its object (signed an
    accord), what was done to who judges first; of an objection only what does harm."""
    objects = reading.event_type in codebook.objections
    own = {a.party for a in reading.actor}
    found: list[Reading] = []
    for one in reversed(before):
        if reading.sentence - one.sentence > _BACK:
            break
        harm = codebook.types[one.event_type].quad == 4
        told = sentences[one.sentence]
        kinds = {one.event_type}.union(*(_types(told, k, codebook) for k in one.objects))
        if kinds & types and one.actor and harm == objects:
            found.append(one)
    mine = (one for one in found if own & {a.party for a in one.recipient})
    last = next(mine, found[0] if found else None)
    return last.actor if last is not None else ()


def _types(sentence: Sentence, noun: int, codebook: Codebook) -> set[str]:
    """The types of the deeds that a noun means."""
    entries = codebook.find("noun", sentence.tokens[noun].lemma)
    return {e.event_type for e in entries if not e.void}


def _told_before(sentence: Sentence, noun: int, pointing: frozenset[str]) -> bool:
    """Whether a phrase points at something told before (the raid, this decision)."""
    dets = [sentence.tokens[k].text.lower() for k in sentence.kids(noun, "det")]
    return any(word in pointing for word in dets)


def _named(sentence: Sentence, noun: int, cast: Cast) -> bool:
    """Whether the words of a phrase name a party."""
    number = sentence.index
    words = sentence.subtree(noun)
    return any(cast.own(number, k) or cast.adjectives(number, k) for k in words)
