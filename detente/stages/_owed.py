"""To whom a government owes what it gives at home: who promises elections, or takes a law back,
and names nobody gives them to those who asked for them, else to its people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente.codebook import Codebook
from detente.stages._deeds import PEOPLE
from detente.stages._standins import STAND_IN
from detente.stages._tree import among, composed
from detente.types import Actor, Reading, Reason, Sentence, Token

OWED = "owed"  # class of a codebook
OWN_PEOPLE = "its own people"
_RULING = frozenset({"GOV", "MIL"})
_OFFICES = frozenset({"GOV", "LEG", "JUD", "MIL", "COP", "SPY", "MED", "NGO"})
_ARGUMENTS = ("obj", "obl", "nsubj:pass", "ccomp", "xcomp")
_BACK = 1  # sentences
_COMPOUND = 4  # letters from which a noun may be the end of another one


def owed(
    reading: Reading,
    placed: Reading,
    sentence: Sentence,
    before: Sequence[Reading],
    codebook: Codebook,
) -> Reading:
    """The reading of such a promise with the opponents at home who acted just before as recipient,
    else with the people; `placed` is the reading with the parties that its own words name."""
    if reading.event_type not in codebook.owed or placed.recipient or reading.mutual:
        return reading
    actor = reading.actor[0] if len(reading.actor) == 1 else None
    if actor is None or actor.country is None or actor.sector not in _RULING:
        return reading
    if any(a.country != actor.country or a.sector not in _OFFICES for a in reading.recipient):
        return reading
    heads = {*reading.objects, *sentence.kids(reading.token, *_ARGUMENTS)}
    given = next((t for k in sorted(heads) if _is_owed(t := sentence.tokens[k], codebook)), None)
    if given is None:
        return reading
    note = Reason("locate", OWN_PEOPLE, given.text, given.start, given.end)
    asking = _asking(reading, actor, before, codebook)
    found = replace(asking, reason=note) if asking else _people(actor.country, given, note)
    sure = {**reading.sure, "parties": STAND_IN}
    return replace(reading, recipient=(found,), reasons=(*reading.reasons, note), sure=sure)


def _is_owed(token: Token, codebook: Codebook) -> bool:
    """Whether a noun is of what a government owes to those it governs."""
    words = codebook.classes.get(OWED, frozenset())
    if codebook.compounds and composed(token, words, _COMPOUND):
        return True
    return token.upos == "NOUN" and among(token, words)


def _asking(
    reading: Reading, actor: Actor, before: Sequence[Reading], codebook: Codebook
) -> Actor | None:
    """Who opposes a government at home and acted last, in its sentence or the one before."""
    for one in reversed(before):
        if reading.sentence - one.sentence > _BACK:
            return None
        for other in one.actor:
            if other.country == actor.country and other.sector in codebook.opponents - _OFFICES:
                return other
    return None


def _people(country: str, given: Token, note: Reason) -> Actor:
    """The people of a country; they rest on the words of what they are given."""
    code = f"{country}:{PEOPLE}"
    return Actor(code, country, given.text, given.start, given.end, PEOPLE, country, note)
