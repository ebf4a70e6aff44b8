"""Whom one side of a fight deals with where its clause names nobody: the other side.

Who declares a ceasefire spares those whom the text tells it to be fighting; whose army shells a
post or fires rockets does not hit its own people where it fights somebody abroad.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from detente.codebook import Codebook
from detente.stages._authors import UNDONE
from detente.stages._cast import Cast
from detente.stages._deeds import ARMY, PEOPLE
from detente.stages._quarrels import rival
from detente.stages._scores import KIND
from detente.stages._standins import STAND_IN
from detente.types import Actor, Reading, Reason

OF_FOE = "the other side of the fight"
PEOPLE_OF = "people"  # rule of parties that no name tells
_STATE = ("GOV", "MIL", "COP")  # sectors that are one side of a fight
REBELS = "REB"
_STATES = ("country", "capital")  # rules of states by name
_NOUNS = ("office", "likeliest party")  # rules of parties that a noun tells
_FIGHTING = (*_STATE, REBELS)


def spared(
    reading: Reading,
    readings: Sequence[Reading],
    before: Sequence[Reading],
    cast: Cast,
    codebook: Codebook,
) -> Reading:
    """The reading with the other side of the fight as recipient of an offer that ends it, where
    one side alone makes it: who fought it in the text, else the rebels or the government at home.
    """
    offers = codebook.types[reading.event_type].verbal
    ends = offers and (reading.cameo or "").startswith(codebook.truces)
    if not ends or reading.mutual or len(reading.actor) != 1:
        return reading
    other = _foe(reading, (*reversed(before), *readings), codebook)
    if other is None or other.country is None or other.sector not in _FIGHTING:
        other = _at_home(reading, cast)
    if other is None:
        return reading
    return _against(reading, other, REBELS if other.sector == REBELS else "GOV")


def _at_home(reading: Reading, cast: Cast) -> Actor | None:
    """The rebels of a state that were told last before an act of it, or the government that
    rebels fight."""
    actor = reading.actor[0]
    if actor.country is None or actor.sector not in _FIGHTING:
        return None
    if actor.sector == REBELS:
        return replace(actor, sector="GOV")
    start = reading.evidence.start
    told = [a for a in cast.actors if a.country == actor.country and a.sector == REBELS]
    near = [a for a in told if a.start < start]
    return near[-1] if near else told[0] if told else None


def defying(reading: Reading, codebook: Codebook) -> Reading:
    """The reading with the government at home as whom rebels speak to or coerce where nobody is
    named, though the heads expect nobody: it is whom they fight."""
    actor = reading.actor[0] if len(reading.actor) == 1 else None
    alone = actor is not None and not reading.recipient and not reading.mutual
    if actor is None or not alone or reading.event_type not in codebook.defied:
        return reading
    if actor.sector != REBELS or actor.country is None:
        return reading
    return _against(reading, actor, "GOV")


def hit(reading: Reading, before: Sequence[Reading], codebook: Codebook) -> Reading:
    """The reading with the people of the other side as those who are hit, where only the actor's
    own country stood in for them, and with those of the land where an army strikes abroad."""
    if reading.event_type not in codebook.forces.get("victims", ()) or len(reading.actor) != 1:
        return reading
    actor, whom = reading.actor[0], reading.recipient
    if len(whom) != 1 or whom[0].country != actor.country:
        return reading
    place = reading.location.country if reading.location is not None else None
    called = _called(whom[0]) and actor.sector == ARMY
    if called and place and place != actor.country:
        return _abroad(reading, whom[0], place)
    if reading.location is not None or reading.aux & UNDONE:
        return reading
    other = _foe(reading, reversed(before), codebook)
    if other is None and actor.sector == ARMY:
        other = rival(reading, before, codebook)
    if other is None or other.country is None:
        return reading
    people = called and whom[0].sector == PEOPLE and _at_war(reading, codebook)
    if people and other.country != actor.country:
        return _abroad(reading, whom[0], other.country)
    if not _implied(whom[0], actor):
        return reading
    if other.country != actor.country and actor.sector != PEOPLE:
        return _against(reading, other, PEOPLE)
    if actor.sector == PEOPLE and other.sector in _STATE:  # who throws stones at whom
        return _against(reading, other, other.sector or ARMY)
    return reading


def _abroad(reading: Reading, whom: Actor, country: str) -> Reading:
    """The reading with those who are hit as people of another country: no army hits its own."""
    note = Reason("locate", OF_FOE, whom.text, whom.start, whom.end)
    found = replace(whom, code=f"{country}:{whom.sector}", country=country, reason=note)
    return replace(reading, recipient=(found,), reasons=(*reading.reasons, note))


def _called(whom: Actor) -> bool:
    """Whether only a noun tells those who are hit, of which country they are it does not say."""
    rule = whom.reason.rule if whom.reason is not None else ""
    return rule in _NOUNS and whom.sector in (PEOPLE, REBELS)


def _at_war(reading: Reading, codebook: Codebook) -> bool:
    """Whether an act is of those that armies do to each other."""
    return reading.mode in codebook.forces.get("war", ())


def _implied(whom: Actor, actor: Actor) -> bool:
    """Whether only the actor tells of which country those are who are hit: nobody is named, or
    something of an army, or a state, that its own army would not hit."""
    rule = whom.reason.rule if whom.reason is not None else ""
    forces = whom.sector in _STATE and actor.sector in _STATE
    state = rule in _STATES and actor.sector == ARMY
    return rule == PEOPLE_OF or state or (rule.startswith(KIND) and forces)


def _against(reading: Reading, other: Actor, sector: str) -> Reading:
    """The reading with a side of another party's country as recipient."""
    note = Reason("locate", OF_FOE, other.text, other.start, other.end)
    code = f"{other.country}:{sector}"
    found = replace(other, code=code, sector=sector, reason=note)
    sure = {**reading.sure, "parties": STAND_IN}
    return replace(reading, recipient=(found,), reasons=(*reading.reasons, note), sure=sure)


def _foe(reading: Reading, others: Iterable[Reading], codebook: Codebook) -> Actor | None:
    """Whom the actor fights in the act of violence that is told nearest."""
    actor = reading.actor[0]
    for one in others:
        violent = one.event_type in codebook.forces.get("victims", ())
        if violent and one.mutual and len({a.country for a in one.actor}) == len(one.actor) == 2:
            first, second = one.actor
            if _same(first, actor) or _same(second, actor):
                return second if _same(first, actor) else first
        if not violent or one.mutual or len(one.actor) != 1 or len(one.recipient) != 1:
            continue
        doer, victim = one.actor[0], one.recipient[0]
        if _same(doer, actor) and not _same(victim, actor):
            return victim
        if _same(victim, actor) and not _same(doer, actor):
            return doer
    return None


def _same(one: Actor, other: Actor) -> bool:
    """Whether two parties are one side: a state and its forces are, a state and its people are
    where strangers hit them."""
    if one.country is None or one.country != other.country:
        return False
    return one.code == other.code or (one.sector in _STATE and other.sector in _STATE)
