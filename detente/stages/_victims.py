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
from detente.stages._deeds import ARMY
from detente.stages._frames import noun_frame
from detente.stages._grammar import Frame, Grammar
from detente.stages._parties import Parties
from detente.stages._scores import words_between
from detente.types import Actor, Reading, Reason, Sentence, Token

DEEDS, RULINGS = "deeds", "rulings"  # classes of a codebook
COURT, HOSTILE = "JUD", 4
UNDONE = frozenset({"hypothetical", "negation", "future"})


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
    return kind.quad == 4 and kind.actor != "people"


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


def doers(
    reading: Reading, sentence: Sentence, before: Sequence[Reading], codebook: Codebook
) -> Reading:
    """The reading with those who did what it objects to, of the country of its recipient.

    Who condemns an attack of which only the country is known, or somebody of it stands near, means
    those who did it as the text told before; who condemns a ruling means the court.
    """
    if reading.mode not in codebook.blame or not reading.recipient or reading.mutual:
        return reading
    heads = reading.objects or tuple(sentence.kids(reading.token, "obj"))
    nouns = [k for k in heads if _tells(sentence.tokens[k], codebook)]
    if not nouns:
        return reading
    if _is_a(sentence.tokens[nouns[0]], RULINGS, codebook):
        return _court(reading)
    if any(_named(a, sentence, nouns) for a in reading.recipient):
        return reading
    told = _told(sentence.tokens[nouns[0]], reading, before, codebook)
    return replace(reading, recipient=told) if told else reading


def _is_a(token: Token, name: str, codebook: Codebook) -> bool:
    """Whether a word is of a class of the codebook."""
    return bool({token.lemma.lower(), token.text.lower()} & codebook.classes.get(name, frozenset()))


def _tells(token: Token, codebook: Codebook) -> bool:
    """Whether a word tells of something done, by its meaning or as a pronoun."""
    if _is_a(token, DEEDS, codebook) or _is_a(token, RULINGS, codebook):
        return True
    return token.upos == "NOUN" and bool(_kinds(token, codebook))


def _kinds(token: Token, codebook: Codebook) -> frozenset[str]:
    """Types of the hostile acts that a noun names."""
    entries = codebook.find("noun", token.lemma)
    types = (e.event_type for e in entries if not e.void)
    return frozenset(t for t in types if codebook.types[t].quad == HOSTILE)


def _named(actor: Actor, sentence: Sentence, nouns: Sequence[int]) -> bool:
    """Whether a party is told by words beside a deed in its phrase, as who did it."""
    if actor.reason is not None and actor.reason.stage == "locate":
        return False
    words = set(words_between(sentence, actor.start, actor.end))
    inside = {w for k in nouns for w in sentence.subtree(k)}
    return bool(words & inside) and not words & set(nouns)


def _court(reading: Reading) -> Reading:
    """The reading with the courts of its recipients in their stead."""
    held = tuple(
        replace(a, code=f"{a.country}:{COURT}", sector=COURT)
        if a.country and a.sector != COURT
        else a
        for a in reading.recipient
    )
    return replace(reading, recipient=held)


def _told(
    noun: Token, reading: Reading, before: Sequence[Reading], codebook: Codebook
) -> tuple[Actor, ...]:
    """Who did the last hostile act of the kind that a noun names, if of the recipient's country.
    A state answers for what its army does to others."""
    kinds = _kinds(noun, codebook)
    home = {a.country for a in reading.recipient}
    own = {a.code for a in reading.actor}
    for one in reversed(before):
        if codebook.types[one.event_type].quad != HOSTILE or one.mutual or one.aux & UNDONE:
            continue
        if kinds and one.event_type not in kinds:
            continue
        inner = one.recipient and {a.country for a in one.recipient} <= home
        found = tuple(
            a
            for a in one.actor
            if a.country in home and a.code not in own and (inner or a.sector != ARMY)
        )
        return found if len(found) == len(one.actor) else ()
    return ()
