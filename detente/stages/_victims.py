"""Who is blamed: objecting to something done to somebody is objecting to whoever did it.

"Condemned the arrest of the reporters", a march against the jailing of a mayor: the frame of the
noun tells that those whom its phrase names are victims.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente._entries import Entry
from detente.codebook import Codebook
from detente.stages._cast import Cast
from detente.stages._frames import noun_frame
from detente.stages._grammar import Frame, Grammar
from detente.stages._parties import Parties
from detente.stages._scores import words_between
from detente.types import Actor, Reading, Reason, Sentence


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
    if reading.event_type not in codebook.objections or not reading.recipient or reading.mutual:
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


def _government(reading: Reading) -> tuple[Actor, ...]:
    """The government of the victims, or nobody."""
    whom = reading.recipient[0]
    if whom.country is None:
        return ()
    note = Reason("locate", "government of the victim", whom.text, whom.start, whom.end)
    return (replace(whom, code=f"{whom.country}:GOV", sector="GOV", reason=note),)
