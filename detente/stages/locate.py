"""Where an event took place, its context, and parties that only the place tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente.codebook import Codebook, Words
from detente.resources import LanguagePack
from detente.stages._cast import Cast
from detente.stages._grammar import clause_head, grammar_of, preposition
from detente.types import Actor, Place, Reading, Reason, Sentence


def locate(
    readings: Sequence[Reading], sentences: Sequence[Sentence], cast: Cast, pack: LanguagePack,
    codebook: Codebook,
) -> tuple[Reading, ...]:  # fmt: skip
    """Readings with location, with modes that depend on content, and with missing parties.

    A place in a locative phrase of the clause is the location. A passive without agent is the
    act of the state where it happens, or of unknown perpetrators where it is violence.
    """
    grammar = grammar_of(pack)
    locative = frozenset(map(str, pack.support.get("locative") or ()))
    out = []
    for reading in readings:
        sentence = sentences[reading.sentence]
        place = _place(reading, sentence, cast, locative, grammar)
        mode = reading.mode
        if mode == "content":
            mode = _content_mode(reading, sentence, codebook)
        changed = replace(reading, location=place, mode=mode)
        out.append(_complete(changed, cast, codebook))
    return tuple(out)


def _place(
    reading: Reading, sentence: Sentence, cast: Cast, locative: frozenset[str], grammar: object
) -> Place | None:
    own = clause_head(sentence, reading.token)
    best: tuple[int, Place] | None = None
    names = {a.start for a in (*reading.actor, *reading.recipient)}
    for token, place in cast.places(sentence.index):
        if place.start in names:
            continue
        if preposition(sentence, token, grammar) not in locative:  # type: ignore[arg-type]
            continue
        if clause_head(sentence, token) != own:
            continue
        distance = abs(token - reading.token)
        if best is None or distance < best[0]:
            best = (distance, place)
    return best[1] if best else None


def _content_mode(reading: Reading, sentence: Sentence, codebook: Codebook) -> str | None:
    """The mode whose words the complement or object of the predicate holds."""
    inside = [k for k in sentence.subtree(reading.token) if k != reading.token]
    for mode, words in codebook.content.get(reading.event_type, ()):
        if any(_holds(sentence, k, words) for k in inside):
            return mode
    return None


def _holds(sentence: Sentence, index: int, words: Words) -> bool:
    token = sentence.tokens[index]
    return token.upos in ("NOUN", "VERB", "ADJ") and words.match(token.lemma, token.text)


def _complete(reading: Reading, cast: Cast, codebook: Codebook) -> Reading:
    if reading.actor or not reading.recipient or not (reading.passive or reading.kind == "noun"):
        return reading
    if reading.mutual or codebook.types[reading.event_type].quad != 4:
        return reading
    code, name = "UNK:UNK", "unknown"
    country = None
    if reading.event_type in ("COERCE", "SANCTION", "MOBILIZE"):
        country = reading.location.country if reading.location else None
        country = country or reading.recipient[0].country
        if country is None:
            return reading
        code, name = f"{country}:GOV", country
    start, end = reading.evidence.start, reading.evidence.end
    note = Reason("locate", "passive without agent", reading.evidence.trigger, start, end)
    actor = Actor(code, name, "", start, end, code.split(":")[1], country, note)
    return replace(reading, actor=(actor,), reasons=(*reading.reasons, note))
