"""One meeting told more than once: who came, who received him, what they talked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from detente._entries import EventType
from detente.stages._apart import apart, says_so
from detente.types import Reading, Sentence

NEAR = 2  # sentences: further on it is another meeting, or a background
_STATUS = frozenset({"historical", "negation", "hypothetical"})


def same_meeting(
    a: Reading, b: Reading, kind: EventType, sentences: Sequence[Sentence], words: Mapping[str, Any]
) -> bool:
    """Whether two readings tell one meeting of the same two or more parties.

    Who is guest and who is host, and who brought them together, may be told in either only. Their
    times are known to fit.
    """
    if (a.aux ^ b.aux) & _STATUS:
        return False
    mine, yours = ({x.code for x in (*r.actor, *r.recipient)} for r in (a, b))
    if not (mine <= yours or yours <= mine) or len(mine & yours) < 2:
        return False
    if a.location and b.location and a.location.name != b.location.name:
        return False
    ways = {r.mode for r in (a, b) if r.mode}
    if a.sentence == b.sentence:
        alone = len(ways) > 1 and any(kind.of_mode(way).get("alone") for way in ways)
        return not alone and not apart(a, b, sentences, words)
    near = abs(a.sentence - b.sentence) <= NEAR
    return near and len(ways) < 2 and not says_so(b, sentences[b.sentence], words)
