"""Speakers who are told only by whom they work for or stand by (an aide, her lawyer, relatives).

Nothing in their words names a party, so it is what they tell of that says whose they are: who
works for a government speaks of what that one does and plans, who stands by somebody of what is
done to him.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from detente.codebook import Codebook
from detente.resources import LanguagePack
from detente.stages._authors import UNDONE
from detente.stages._cast import Cast
from detente.stages._scores import words_between
from detente.stages._sources import ends_in
from detente.stages._tree import among
from detente.types import Actor, Reading, Reason, Sentence, Token

SERVES = "works for who acts"
STANDS_BY = "stands by who is meant"
_OPEN = frozenset({"office", "pronoun"})  # rules of parties whose country no word names
_STATE = "GOV"
_SERVED = frozenset({"GOV", "SPY", "LEG", "PTY", "OPP"})  # sectors that somebody speaks for
_PEOPLE = frozenset({"CVL", "OPP", "ELI", "MED", "EDU", "LAB", "REL", "NGO", "REF", "BUS", "CRM"})
_CIVIL = "CVL"
_TALK = 1  # quad class of verbal cooperation
_VIOLENT = "unknown"  # how the codebook marks acts whose doers nobody may know


@dataclass(frozen=True, slots=True)
class Words:
    """The nouns of a language for those who work for somebody, and for those who stand by."""

    staff: frozenset[str]
    bodies: frozenset[str]
    kin: frozenset[str]
    known: frozenset[str]
    anyone: frozenset[str]


@cache
def _words(pack: LanguagePack) -> Words:
    def get(key: str) -> frozenset[str]:
        return frozenset(str(w).lower() for w in pack.reporting.get(key) or ())

    return Words(
        *(get("staff"), get("bodies"), get("bystanders")), get("of_known"), get("of_anyone")
    )


def tied(
    readings: Sequence[Reading],
    sentences: Sequence[Sentence],
    cast: Cast,
    pack: LanguagePack,
    codebook: Codebook,
) -> tuple[Reading, ...]:
    """Readings with the speakers whose parties only what they tell of can say."""
    words = _words(pack)
    return tuple(_tied(r, sentences[r.sentence], cast, words, codebook) for r in readings)


def _tied(
    reading: Reading, sentence: Sentence, cast: Cast, words: Words, codebook: Codebook
) -> Reading:
    speaker = reading.said_by
    noun = _noun(speaker, sentence, words) if speaker is not None else None
    if speaker is None or noun is None:
        return reading
    found, rule = None, SERVES
    if speaker.sector == _STATE and _serves(sentence, noun, words):
        body = _is(sentence, noun, words.bodies)
        found = _served(reading, codebook, body=body)
    elif _is(sentence, noun, words.kin) and not _article(sentence, noun, words.anyone):
        found, rule = _meant(reading), STANDS_BY
    if found is None or not sentence.start <= found.start < sentence.end:
        return reading
    if _named(sentence, noun, found, cast):
        return reading
    told = _as(speaker, sentence.tokens[noun], found, rule)
    if told.code == speaker.code:
        return reading
    notes = () if told.reason is None else (told.reason,)
    return replace(reading, said_by=told, reasons=(*reading.reasons, *notes))


def _noun(speaker: Actor, sentence: Sentence, words: Words) -> int | None:
    """The noun of a speaker told without a name: its own, or that of people who stand by somebody
    behind a possessive ("her husband", whom no table knows)."""
    rule = speaker.reason.rule if speaker.reason is not None else ""
    if rule not in _OPEN or not sentence.start <= speaker.start < sentence.end:
        return None
    inside = words_between(sentence, speaker.start, speaker.end)
    tops = [k for k in inside if sentence.tokens[k].head not in inside]
    if len(tops) != 1 or rule == "office":
        return tops[0] if len(tops) == 1 else None
    head = sentence.tokens[tops[0]].head
    return head if head >= 0 and _is(sentence, head, words.kin) else None


def _is(sentence: Sentence, word: int, nouns: frozenset[str]) -> bool:
    token = sentence.tokens[word]
    return ends_in(token.lemma.lower(), nouns) or ends_in(token.text.lower(), nouns)


def _article(sentence: Sentence, word: int, articles: frozenset[str]) -> bool:
    """Whether a noun has one of some articles."""
    before = (sentence.tokens[k] for k in sentence.kids(word, "det", "amod"))
    return any(among(t, articles) for t in before)


def _serves(sentence: Sentence, word: int, words: Words) -> bool:
    """Whether a noun means a body of a government, or staff that no article takes up again."""
    if _is(sentence, word, words.bodies):
        return True
    return _is(sentence, word, words.staff) and not _article(sentence, word, words.known)


def _served(reading: Reading, codebook: Codebook, *, body: bool) -> Actor | None:
    """The party that acts, where its own people are likely to tell of the act: what is done by
    speaking or is not done (yet); a `body` tells of all but violence."""
    parties = {a.party: a for a in reading.actor}
    if len(parties) != 1:
        return None
    actor = reading.actor[0]
    kind = codebook.types[reading.event_type]
    undone = UNDONE & {*reading.aux}
    if kind.actor == _VIOLENT:
        own = "negation" in undone
    else:
        own = body or kind.quad == _TALK or bool(undone)
    fits = actor.sector in _SERVED if actor.country else actor.party.startswith("IGO:")
    return actor if fits and own else None


def _meant(reading: Reading) -> Actor | None:
    """Whom an act is done to, else who acts, where that is one of the people."""
    for side in (reading.recipient, reading.actor):
        people = [a for a in side if a.country and a.sector in _PEOPLE]
        if people:
            return people[0]
    return None


def _named(sentence: Sentence, word: int, party: Actor, cast: Cast) -> bool:
    """Whether the phrase of a noun names a party, a place that is not the seat of `party`, or a
    person."""
    number = sentence.index
    for k in sentence.subtree(word):
        told = [*cast.adjectives(number, k), *(cast.own(number, k) if k != word else ())]
        if any(a.reason is None or a.reason.rule not in _OPEN for a in told):
            seat = cast.seated(sentence.tokens[k].text)
            if party.party not in seat:
                return True
        place = cast.place(number, k)
        if place is not None and party.party not in cast.seated(place.name):
            return True
        if sentence.named(k, "PER"):
            return True
    return False


def _as(speaker: Actor, noun: Token, party: Actor, rule: str) -> Actor:
    """A speaker of the country, or the body, of a party; who stands by somebody is no official."""
    note = Reason("attribution", rule, noun.text, noun.start, noun.end)
    sector = party.sector if rule == SERVES else speaker.sector
    if speaker.reason is not None and speaker.reason.rule == "pronoun" and rule == STANDS_BY:
        sector = _CIVIL
    country = party.country
    return replace(
        speaker,
        code=f"{country}:{sector}" if country else party.code,
        country=country,
        sector=sector if country else None,
        reason=note,
    )
