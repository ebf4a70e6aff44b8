"""Halves of a divided land told by the compass, of which only the last is written out."""

from __future__ import annotations

from detente.gazetteer import Entry, Gazetteer
from detente.types import Sentence

_WHOLE = ("country", "area", "adjective")


def half(sentence: Sentence, at: int, gazetteer: Gazetteer) -> tuple[Entry, ...]:
    """Readings of a word of the compass that shares the end of the name behind a conjunction
    (Nord- und Südkorea, North and South Korea); () unless the tables know each half as another
    state than the other."""
    tokens, compass = sentence.tokens, gazetteer.words["compass"]
    word = tokens[at].text.removesuffix("-")
    then = at + 2
    if word.capitalize() not in compass or then >= len(tokens) or tokens[at + 1].upos != "CCONJ":
        return ()
    if tokens[then].upos == "DET" and then + 1 < len(tokens):
        then += 1
    full = tokens[then].text
    if word == tokens[at].text:  # the name is of two words
        after = tokens[then + 1 : then + 2]
        end = f" {after[0].text}" if after and full in compass else ""
        other = full + end
    else:
        begins = (c for c in compass if full.lower().startswith(c.lower()))
        first = max(begins, key=len, default=full)
        end, other = full[len(first) :], full
    if not end.strip():
        return ()
    mine, theirs = _states(word + end, gazetteer), _states(other, gazetteer)
    apart = {e.code for e in mine}.isdisjoint(e.code for e in theirs)
    return mine if mine and theirs and apart else ()


def _states(text: str, gazetteer: Gazetteer) -> tuple[Entry, ...]:
    """The readings of a name or an adjective that mean a state or a part of one."""
    found = gazetteer.names(text) or gazetteer.adjective(text)
    return tuple(e for e in found if e.kind in _WHOLE)
