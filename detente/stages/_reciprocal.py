"""Acts of several upon each other, told by a word that says so ("they accused one another")."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from detente.stages._actor_memory import BOTH
from detente.types import Reading, Sentence

_ARGUMENTS = ("obj", "iobj", "obl", "advmod", "amod", "nmod")  # with their kinds
_OBJECTS = ("obj", "iobj")


def reciprocal(
    reading: Reading,
    framed: Reading,
    sentence: Sentence,
    each: Container[str],
    rest: Container[str],
) -> Reading:
    """The reading as one of all its doers with nobody else, where its words say that they do it to
    each other: by a word of `each`, or by one of `rest` for the other of both sides ("each side
    blamed the other"). `framed`: the reading as the codebook alone has it."""
    sides = {a.party for a in framed.actor if a.reason is not None and a.reason.rule == BOTH}
    both = len(sides) > 1
    acting = framed.actor if both else reading.actor
    if reading.mutual or reading.passive or len({a.party for a in acting}) < 2:
        return reading

    def says(index: int) -> bool:
        token = sentence.tokens[index]
        kind = token.relation.partition(":")[0]
        more = [sentence.tokens[k].text for k in sentence.kids(index, "fixed")]
        forms = {token.lemma.lower(), " ".join((token.text, *more)).lower()}
        other = both and kind in _OBJECTS and any(f in rest for f in forms)
        return other or (kind in _ARGUMENTS and any(form in each for form in forms))

    if not any(map(says, sentence.children[reading.token])):
        return reading
    return replace(reading, mutual=True, actor=acting, recipient=())
