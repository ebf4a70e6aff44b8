"""Fights told by a noun without its sides ("fighting killed 50 people", "there was a firefight").

Such a fight is mutual violence between the sides of the last fight that the text tells, else of
the next one, else between the army and the rebels of the country. Where nobody is known to fight
nobody is invented. What kills in it is the fight, not an attack of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from detente.codebook import Codebook
from detente.resources import LanguagePack
from detente.stages._authors import UNDONE
from detente.stages._cast import Cast
from detente.stages._deeds import ARMY
from detente.stages._fight_words import GUNFIGHT, FightWords
from detente.stages._foes import REBELS
from detente.stages._scores import RULE
from detente.stages._standins import STAND_IN, TOLD_BEFORE
from detente.types import Actor, Evidence, Reading, Reason, Sentence

FIGHT = "fights"  # readings of fights told by a noun without its sides
LISTED = "fights.noun"
SIDES_TOLD = "the sides of the fight told"
SIDES_HOME = "army and rebels of the country"
GUNS, PLAIN = ("firearms", "193"), (None, "190")
SURE = 0.6
_ARMED = ("MIL", REBELS, "COP")
_STATE = ("GOV", ARMY)
_BACK = 20  # sentences
_NEAR = 2


def find_fights(
    readings: Sequence[Reading],
    sentences: Sequence[Sentence],
    text: str,
    cast: Cast,
    pack: LanguagePack,
    codebook: Codebook,
) -> tuple[Reading, ...]:
    """The readings, and one for each noun of a fight that names no side where the text tells that
    it took place and none of them tells its dead."""
    kind_of_fight = next(iter(codebook.forces.get("victims", ())), None)
    if kind_of_fight is None:
        return tuple(readings)
    words = FightWords(pack, codebook)
    out = list(readings)
    for sentence in sentences:
        for token in sentence.tokens:
            noun = words.names(sentence, token.index)
            if noun is None or words.sided(sentence, token.index, cast):
                continue
            told = words.happened(sentence, token.index, cast)
            if told is None:
                continue
            at = (told, token.index, token.head)
            same = [r for r in out if r.sentence == sentence.index and r.token in at]
            violent = [r for r in same if r.event_type == kind_of_fight]
            if any(_stays(r) for r in violent if r.token != token.index):
                continue
            told_by = {token.index, told if words.raging(sentence, token.index, told) else -1}
            gone = [r for r in same if r in violent or r.token in told_by]
            out = [r for r in out if r not in gone]
            out.append(_fight(sentence, token.index, text, kind_of_fight, noun == GUNFIGHT, told))
    return tuple(sorted(out, key=lambda r: (r.sentence, r.token)))


def _stays(reading: Reading) -> bool:
    """Whether a reading of violence says more than the noun of a fight: who is hit, or by whom."""
    return len(reading.actor) > 1 if reading.mutual else reading.rule != RULE


def _fight(sentence: Sentence, index: int, text: str, kind: str, guns: bool, told: int) -> Reading:
    token, head = sentence.tokens[index], sentence.tokens[told]
    before = sentence.kids(index, "amod", "compound")
    start, end = min(sentence.tokens[k].start for k in (index, *before)), token.end
    mode, cameo = GUNS if guns else PLAIN
    note = Reason("events", LISTED, text[start:end], start, end)
    return Reading(
        sentence=sentence.index,
        token=index,
        kind="noun",
        rule=LISTED,
        event_type=kind,
        mode=mode,
        cameo=cameo,
        actor=(),
        recipient=(),
        evidence=Evidence(sentence.paragraph, sentence.index, start, end, text[start:end], LISTED),
        lemma=token.lemma,
        weight=1,
        mutual=True,
        licence="occur" if token.head == head.index and head.upos == "VERB" else "told",
        confidence=SURE,
        reasons=(note,),
    )


def fought(
    reading: Reading,
    sentence: Sentence,
    before: Sequence[Reading],
    readings: Sequence[Reading],
    cast: Cast,
    words: FightWords,
    home: str | None,
) -> Reading | None:
    """The reading with both sides of the fight that it tells by a noun; None where the text tells
    nothing of its sides, or where it only tells of a fight again."""
    if reading.event_type not in words.codebook.forces.get("victims", ()):
        return reading
    own = reading.rule == LISTED
    noun = reading.token if own else _noun(reading, sentence, cast, words)
    if noun is None:
        return reading
    place = reading.location.country if reading.location else None
    later = [r for r in readings if r.evidence.start > reading.evidence.start]
    near = [r for r in before if reading.sentence - r.sentence <= _BACK]
    source, sides = _told((*reversed(near), *later), place, words.codebook)
    if source is None and "negation" in reading.aux:
        source, sides = _facing(reversed(near), words.codebook)
    rule = SIDES_TOLD
    if source is None:
        sides, rule = _at_home(cast, place or home), SIDES_HOME
    if not sides:
        return None if own else reading
    if source in near and _again(reading, source, sentence, noun, words):
        return None
    mode, cameo = GUNS if words.names(sentence, noun) == GUNFIGHT else PLAIN
    first = sides[0]
    note = Reason("locate", rule, first.text, first.start, first.end)
    return replace(
        reading,
        mutual=True,
        mode=mode,
        cameo=cameo,
        actor=tuple(replace(a, reason=note) for a in sides),
        recipient=(),
        reasons=(*reading.reasons, note),
        sure={**reading.sure, "parties": STAND_IN},
    )


def _noun(reading: Reading, sentence: Sentence, cast: Cast, words: FightWords) -> int | None:
    """The noun of the fight in which people are hit by nobody in particular."""
    if reading.mutual or reading.kind != "verb":
        return None
    noun = words.beside(sentence, reading.token)
    if noun is None or words.sided(sentence, noun, cast):
        return None
    return noun if words.suffered(sentence, reading.token, noun, reading.actor) else None


def _told(
    others: Iterable[Reading], place: str | None, codebook: Codebook
) -> tuple[Reading | None, tuple[Actor, ...]]:
    """The nearest reading that tells who fights whom, and the two sides."""
    for one in others:
        if not _of_war(one, codebook) or (one.rule == LISTED and not one.actor):
            continue
        if any(r.rule == TOLD_BEFORE for r in one.reasons) or one.aux & UNDONE - {"negation"}:
            continue
        sides = _armed(one.actor if one.mutual else (*one.actor, *one.recipient))
        exchanged = not one.recipient or (len(one.actor) == len(one.recipient) == 1)
        if not exchanged or len(sides) != 2:
            continue
        if place is not None and place not in {a.country for a in sides}:
            continue
        return one, sides
    return None, ()


def _facing(
    others: Iterable[Reading], codebook: Codebook
) -> tuple[Reading | None, tuple[Actor, ...]]:
    """The last reading in which two sides set their forces in motion: they might have fought."""
    armed = codebook.forces.get("types", ())
    for one in others:
        sides = _armed(one.actor)
        if one.event_type in armed and not one.aux & UNDONE and len(sides) == 2:
            return one, sides
    return None, ()


def _of_war(reading: Reading, codebook: Codebook) -> bool:
    """Whether a reading tells of violence or of an end to it."""
    if reading.event_type in codebook.forces.get("victims", ()):
        return True
    mode = codebook.types[reading.event_type].of_mode(reading.mode)
    cameo = str(reading.cameo or mode.get("cameo") or "")
    return bool(codebook.truces) and cameo.startswith(codebook.truces)


def _armed(actors: Sequence[Actor]) -> tuple[Actor, ...]:
    """The parties as sides of a fight: a government fights by its army; nothing where one of them
    bears no arms."""
    out: dict[str, Actor] = {}
    for actor in actors:
        if actor.country is None or actor.sector not in (*_ARMED, *_STATE):
            return ()
        sector = ARMY if actor.sector == "GOV" else actor.sector
        code = f"{actor.country}:{sector}"
        side = replace(actor, code=code, name=actor.country, sector=sector)  # no office's
        out.setdefault(code, side)
    return tuple(out.values())


def _at_home(cast: Cast, country: str | None) -> tuple[Actor, ...]:
    """The army and the rebels of a country, where the text names both."""
    own = [a for a in cast.actors if country is not None and a.country == country]
    rebels = next((a for a in own if a.sector == REBELS), None)
    state = next((a for a in own if a.sector == ARMY), None)
    state = state or next((a for a in own if a.sector in _STATE), None)
    return _armed((state, rebels)) if rebels is not None and state is not None else ()


def _again(
    reading: Reading, source: Reading, sentence: Sentence, noun: int, words: FightWords
) -> bool:
    """Whether the noun only takes up the fight that the text has told ("the clashes")."""
    if reading.time is not None or not words.again(sentence, noun):
        return False
    return source.mutual or reading.sentence - source.sentence <= _NEAR
