"""Who is blamed: objecting to something done to somebody is objecting to whoever did it.

"Condemned the arrest of the reporters", a march against the jailing of a mayor: the frame of the
noun tells that those whom its phrase names are victims. Who demands something for others asks
whoever holds or governs them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente._entries import Entry
from detente.codebook import Codebook
from detente.stages._cast import Cast
from detente.stages._deeds import in_sector
from detente.stages._frames import noun_frame
from detente.stages._grammar import Frame, Grammar
from detente.stages._parties import Parties
from detente.stages._scores import words_between
from detente.stages._tree import among
from detente.types import Actor, Reading, Reason, Sentence

GRANTED = "granted"  # class of a codebook: what is asked for in favour of somebody
HOLDER = "who holds them"
_ASKED = ("obj", "obl", "nsubj:pass", "ccomp", "xcomp")
_CIVIL = ("CVL", "ELI", "MED", "EDU", "REL", "REF", "LAB", "OPP", "PTY", "LEG", "BUS", "NGO", "CRM")
_FORCES = ("COP", "JUD", "MIL", "SPY")
_STATE = "GOV"


def blamed(
    reading: Reading,
    sentence: Sentence,
    before: Sequence[Reading],
    cast: Cast,
    codebook: Codebook,
    grammar: Grammar,
) -> Reading:
    """The reading with those who did it for the victims of a deed that it objects to: who the
    noun or an earlier act names, else their government; nobody where that is who objects."""
    if not reading.recipient or reading.mutual:
        return reading
    refuses = codebook.types[reading.event_type].recipient == "speaker"
    if refuses or reading.event_type in codebook.demands:
        return asked(reading, sentence, before, codebook)
    if reading.event_type not in codebook.objections:
        return reading
    for noun in (k for k in sentence.subtree(reading.token) if k != reading.token):
        token = sentence.tokens[noun]
        entries = [e for e in codebook.find("noun", token.lemma) if _harms(e, codebook)]
        if token.upos != "NOUN" or not entries:
            continue
        frame = noun_frame(sentence, noun, grammar)
        if not all(_suffers(a, sentence, frame, entries[0]) for a in reading.recipient):
            continue
        parties = Parties(sentence, cast, grammar)
        told = (parties.slot(slot, noun, frame) for slot in entries[0].actor if slot != "subj")
        doers = next((found for found in told if found), ()) or _earlier(reading, before, codebook)
        own = {a.code for a in reading.actor}
        doers = tuple(a for a in doers or _government(reading) if a.code not in own)
        return replace(reading, recipient=doers)
    return reading


def _harms(entry: Entry, codebook: Codebook) -> bool:
    """Whether an entry is of an act that is done to somebody."""
    return not entry.void and _harmful(entry.event_type, codebook)


def _harmful(event_type: str, codebook: Codebook) -> bool:
    kind = codebook.types[event_type]
    return kind.hostile and kind.actor != "people"


def _suffers(actor: Actor, sentence: Sentence, frame: Frame, entry: Entry) -> bool:
    """Whether a party stands where the noun tells whom the deed is done to."""
    words = words_between(sentence, actor.start, actor.end)
    slots = [s for s in entry.recipient if s not in entry.actor]
    return any(w in sentence.subtree(k) for s in slots for k in frame.get(s) for w in words)


def _earlier(reading: Reading, before: Sequence[Reading], codebook: Codebook) -> tuple[Actor, ...]:
    """Who did something to the same victims in the last act told so."""
    victims = {a.code for a in reading.recipient}
    for one in reversed(before):
        harm = _harmful(one.event_type, codebook)
        if harm and victims & {a.code for a in one.recipient}:
            return one.actor
    return ()


def _noted(actor: Actor, rule: str) -> Actor:
    return replace(actor, reason=Reason("locate", rule, actor.text, actor.start, actor.end))


def _government(reading: Reading) -> tuple[Actor, ...]:
    """The government of the victims, or nobody."""
    whom = reading.recipient[0]
    if whom.country is None:
        return ()
    return (_noted(in_sector(whom, _STATE), "government of the victim"),)


def asked(
    reading: Reading, sentence: Sentence, before: Sequence[Reading], codebook: Codebook
) -> Reading:
    """The reading of a demand without those for whom something is demanded (the release of the
    prisoners, access to a lawyer): in their stead whoever holds them, by an earlier act, else
    their government; nobody where that is who demands it. A refusal is not to them either."""
    inside = _granted(reading, sentence, codebook)

    def meant(actor: Actor) -> bool:
        words = words_between(sentence, actor.start, actor.end)
        return actor.sector in _CIVIL and bool(words) and inside.issuperset(words)

    meant_for = tuple(a for a in reading.recipient if meant(a))
    if not meant_for:
        return reading
    left = tuple(a for a in reading.recipient if a not in meant_for)
    if reading.event_type not in codebook.demands:
        return replace(reading, recipient=left)  # who is refused it asked before
    own = {a.code for a in reading.actor}
    held = replace(reading, recipient=meant_for)
    found = left or _holders(held, before, codebook) or _government(held)
    return replace(reading, recipient=tuple(a for a in found if a.code not in own))


def _granted(reading: Reading, sentence: Sentence, codebook: Codebook) -> set[int]:
    """The words that tell for whom something is that a demand asks for: all below a noun of the
    class `granted`, and what is acted upon in a clause with such a verb."""
    words = codebook.classes.get(GRANTED, frozenset())
    heads = {*reading.objects, *reading.clause, *sentence.kids(reading.token, *_ASKED)}
    inside: set[int] = set()
    for head in heads:
        for k in (head, *sentence.kids(head, "obj", "nmod", "obl")):
            token = sentence.tokens[k]
            if not among(token, words):
                continue
            below = sentence.kids(k, "obj", "nsubj:pass") if token.upos == "VERB" else (k,)
            inside.update(w for b in below for w in sentence.subtree(b))
            inside.discard(k)
    return inside


def _holders(reading: Reading, before: Sequence[Reading], codebook: Codebook) -> tuple[Actor, ...]:
    """Who took the recipients captive in the last act told so: for the forces of a state its
    government."""
    victims = {a.code for a in reading.recipient}
    for one in reversed(before):
        if one.mode in codebook.holds and one.actor and victims & {a.code for a in one.recipient}:
            told = (
                in_sector(a, _STATE) if a.sector in _FORCES and a.country else a for a in one.actor
            )
            return tuple(_noted(a, HOLDER) for a in told)
    return ()
