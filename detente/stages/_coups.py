"""Who takes power from whom: those who make a coup govern only when it is done.

Words of the classes named here tell when an act is a coup. Whoever does it is the army, or what he
was the day before; whom it topples governed until then. Who condemns or hails a coup, or demands
that it be undone, speaks to those who made it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from detente.codebook import Codebook
from detente.stages._authors import UNDONE
from detente.stages._cast import STATES, Cast
from detente.stages._deeds import ARMY, in_sector
from detente.stages._edtf import first_day
from detente.stages._foes import REBELS
from detente.stages._scores import KIND
from detente.stages._standins import likeliest
from detente.types import Actor, Reading, Reason, Sentence

COUPS, TOPPLING, TRIES = "coups", "toppling", "tries"  # word classes of a codebook
POWER, GIVING_BACK = "power", "giving_back"
OF_COUP = "those who made the coup"
TOPPLED = "government that is toppled"
GOVERNING = "GOV"
Told = tuple[Reading, bool]  # a reading before, and whether it is a coup
_VAGUE = (*STATES, "office-at-date", "undated", "learned", "passive without agent", "pronoun")
_FALLEN = ("OPP", "ELI", "PTY")  # what tables call those who were toppled
_TOLD = ("office-at-date", "out-of-office", "last-office", "learned", "pronoun", "relative")
_ARMED = (ARMY, REBELS)
_MAKERS = (ARMY, REBELS, "OPP")
_UNDONE = UNDONE | {"historical"}
_BACK = 8  # sentences


def taken(reading: Reading, sentence: Sentence, cast: Cast, codebook: Codebook) -> Reading:
    """The reading of a coup with its parties as they were until then."""
    day = first_day(reading.edtf) if reading.edtf else None
    eve = day - dt.timedelta(days=1) if day else None
    reading = _unseated(reading, cast, eve, codebook)
    if not is_coup(reading, sentence, codebook) or not reading.actor:
        return reading
    homes = {a.country for a in reading.actor}
    actor = tuple(_taker(a, cast, eve) for a in reading.actor)
    reading = _against_government(reading, actor)
    recipient = tuple(_toppled(a, cast, eve) for a in reading.recipient if a.country in homes)
    if len(recipient) != len(reading.recipient):
        return reading
    return replace(reading, actor=actor, recipient=recipient)


def _against_government(reading: Reading, takers: Sequence[Actor]) -> Reading:
    """The reading of a coup with the government as whom it topples, where nobody is told, or only
    people of whom no words of what is seized tell: power is taken from those who govern."""
    country = takers[0].country
    armed = all(a.sector in _ARMED and a.country == country for a in takers)
    if not armed or country is None or any(not _guessed(a, reading) for a in reading.recipient):
        return reading
    start, end = reading.evidence.start, reading.evidence.end
    note = Reason("locate", TOPPLED, reading.evidence.trigger, start, end)
    government = Actor(
        *(f"{country}:{GOVERNING}", country, reading.evidence.trigger, start, end),
        *(GOVERNING, country, note),
    )
    return replace(reading, recipient=(government,))


def _guessed(actor: Actor, reading: Reading) -> bool:
    """Whether a model chose a party for a reading, or only its kind is known."""
    rule = actor.reason.rule if actor.reason is not None else ""
    chosen = likeliest(reading, "recipient") or rule.startswith(KIND)
    return actor.sector != GOVERNING and chosen


def _unseated(reading: Reading, cast: Cast, eve: dt.date | None, codebook: Codebook) -> Reading:
    """The reading with those who governed until the day on which armed men of their country took
    power or them, where the tables tell what they were after that."""
    armed = reading.actor and all(a.sector in _ARMED for a in reading.actor)
    if eve is None or not armed or reading.mode not in codebook.coups | codebook.holds:
        return reading
    homes = {a.country for a in reading.actor}
    recipient = tuple(
        cast.governing(a, eve) if a.country in homes and _fallen(a) else a
        for a in reading.recipient
    )
    return replace(reading, recipient=recipient)


def _fallen(actor: Actor) -> bool:
    """Whether a person may be one who was toppled."""
    rule = actor.reason.rule if actor.reason is not None else ""
    return actor.sector in _FALLEN and rule in _TOLD


def is_coup(reading: Reading, sentence: Sentence, codebook: Codebook) -> bool:
    """Whether an act takes power: by its own word, by what is seized, or because forces hold
    those who govern them."""
    if reading.mode in codebook.holds:
        return _held(reading)
    if reading.mode not in codebook.coups:
        return False
    heads = {*reading.objects, *sentence.kids(reading.token, "obj", "nsubj:pass")}
    own = _names(sentence, reading.token, codebook, COUPS, TOPPLING)
    return own or any(_names(sentence, k, codebook, COUPS, POWER) for k in heads)


def of_coup(
    reading: Reading, sentence: Sentence, before: Sequence[Told], codebook: Codebook
) -> Reading:
    """The reading with those who made a coup as recipients, where it judges that or demands that
    it be undone."""
    if not reading.recipient or reading.mutual:
        return reading
    if reading.event_type in codebook.objections | codebook.approvals:
        found = _judged(reading, sentence, before, codebook)
    elif reading.event_type in codebook.demands:
        found = _asked(reading, sentence, before, codebook)
    else:
        return reading
    own = {a.code for a in reading.actor}
    return (
        replace(reading, recipient=found)
        if found and not own & {a.code for a in found}
        else reading
    )


def _held(reading: Reading) -> bool:
    """Whether armed men hold the government of their own country."""
    armed = reading.actor and all(a.sector in _ARMED for a in reading.actor)
    governing = reading.recipient and all(a.sector == GOVERNING for a in reading.recipient)
    homes = {a.country for a in (*reading.actor, *reading.recipient)}
    return bool(armed and governing) and len(homes) == 1


def _taker(actor: Actor, cast: Cast, eve: dt.date | None) -> Actor:
    """Who takes power, as what he was the day before; else the army."""
    rule = actor.reason.rule if actor.reason is not None else ""
    if actor.sector != GOVERNING or not actor.country or rule not in _VAGUE:
        return actor
    earlier = cast.dated(actor, eve)
    return earlier if earlier.sector != GOVERNING else in_sector(actor, ARMY)


def _toppled(actor: Actor, cast: Cast, eve: dt.date | None) -> Actor:
    """Who loses power, as what he was the day before; else the government."""
    rule = actor.reason.rule if actor.reason is not None else ""
    stood_in = rule == "people"
    fallen = actor.sector in _FALLEN and rule == "office-at-date"
    if not actor.country or not (stood_in or fallen):
        return actor
    earlier = cast.dated(actor, eve)
    return earlier if earlier.sector == GOVERNING else in_sector(actor, GOVERNING)


def _judged(
    reading: Reading, sentence: Sentence, before: Sequence[Told], codebook: Codebook
) -> tuple[Actor, ...]:
    """Who made the coup that is judged; the army where only its country is told."""
    if reading.event_type in codebook.objections and reading.mode not in codebook.blame:
        return ()
    heads = reading.objects or tuple(sentence.kids(reading.token, "obj"))
    coup = any(_names(sentence, k, codebook, COUPS) for k in heads)
    known = coup or any(_names(sentence, k, codebook, TOPPLING, TRIES) for k in heads)
    strange = {a.country for a in reading.recipient}.isdisjoint(a.country for a in reading.actor)
    apart = reading.event_type in codebook.objections and strange
    apart = apart and not any(_here(a, sentence) for a in reading.recipient)
    if not (known or apart) or (coup and not all(_bare(a, sentence) for a in reading.recipient)):
        return ()
    makers = _makers(reading, before)
    if makers or not coup:
        return makers
    return tuple(_noted(in_sector(a, ARMY)) for a in reading.recipient if a.sector == GOVERNING)


def _asked(
    reading: Reading, sentence: Sentence, before: Sequence[Told], codebook: Codebook
) -> tuple[Actor, ...]:
    """Who made a coup that somebody demands to be undone."""
    words = codebook.classes.get(GIVING_BACK, frozenset())
    inside = sentence.subtree(reading.token)
    if not any(sentence.tokens[k].lemma.lower() in words for k in inside):
        return ()
    return _makers(reading, before) if all(a.sector == GOVERNING for a in reading.recipient) else ()


def _makers(reading: Reading, before: Sequence[Told]) -> tuple[Actor, ...]:
    """Who made the last coup that was told in the country of the recipients."""
    home = {a.country for a in reading.recipient}
    for one, coup in reversed(before):
        if reading.sentence - one.sentence > _BACK:
            break
        if not coup or one.aux & _UNDONE or not {a.country for a in one.actor} <= home:
            continue
        told = all(a.sector in _MAKERS for a in one.actor)
        return tuple(_noted(a) for a in one.actor) if told else ()
    return ()


def _names(sentence: Sentence, index: int, codebook: Codebook, *names: str) -> bool:
    """Whether a noun, or one compounded with it ("coup attempt"), is of some classes."""
    words = frozenset[str]().union(*(codebook.classes.get(n, frozenset()) for n in names))
    within = (index, *sentence.kids(index, "compound"))
    return any(
        {sentence.tokens[k].lemma.lower(), sentence.tokens[k].text.lower()} & words for k in within
    )


def _here(actor: Actor, sentence: Sentence) -> bool:
    """Whether words of a sentence tell a party."""
    stood_in = actor.reason is not None and actor.reason.stage == "locate"
    return not stood_in and sentence.start <= actor.start < sentence.end


def _bare(actor: Actor, sentence: Sentence) -> bool:
    """Whether no more than a country tells a party in a sentence."""
    rule = actor.reason.rule if actor.reason is not None else ""
    vague = rule in STATES or rule.startswith(KIND)
    return vague or not _here(actor, sentence)


def _noted(actor: Actor) -> Actor:
    note = Reason("locate", OF_COUP, actor.text, actor.start, actor.end)
    return replace(actor, reason=note)
