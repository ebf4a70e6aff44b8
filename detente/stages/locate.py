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
    out: list[Reading] = []
    recent: list[Actor] = []
    for reading in readings:
        sentence = sentences[reading.sentence]
        place = _place(reading, sentence, cast, locative, grammar)
        mode = reading.mode
        if mode == "content":
            mode = _content_mode(reading, sentence, codebook)
        changed = _complete(replace(reading, location=place, mode=mode), codebook)
        changed = _stand_in(changed, sentence, cast, recent, codebook)
        out.append(changed)
        for actor in (*changed.actor, *changed.recipient):
            recent = [*(a for a in recent if a.party != actor.party), actor][-4:]
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


def _complete(reading: Reading, codebook: Codebook) -> Reading:
    """An agent for a passive that names none."""
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
    actor = _implied(code, name, country, reading, "passive without agent")
    return replace(reading, actor=(actor,))


def _stand_in(
    reading: Reading, sentence: Sentence, cast: Cast, recent: Sequence[Actor], codebook: Codebook
) -> Reading:
    """A recipient for a reading whose clause names none, as the ontology says for its type."""
    rule = codebook.types[reading.event_type].recipient
    if reading.recipient or reading.mutual or not reading.actor or rule is None:
        return reading
    own = reading.actor[0].country
    parties = {a.party for a in reading.actor}
    if rule == "government":
        if own is None or reading.actor[0].sector == "GOV":
            return reading
        return replace(
            reading, recipient=(_implied(f"{own}:GOV", own, own, reading, rule),)
        )
    if rule == "people":
        if not reading.objects and reading.kind == "verb":
            return reading
        country = _object_country(reading, sentence, cast)
        country = country or (reading.location.country if reading.location else None) or own
        if country is None:
            return reading
        return replace(
            reading, recipient=(_implied(f"{country}:CVL", country, country, reading, rule),)
        )
    other = next((a for a in reversed(recent) if a.party not in parties), None)
    if other is None or len(reading.actor) > 1:
        return reading
    note = Reason("locate", f"{rule} told before", other.text, other.start, other.end)
    return replace(
        reading, recipient=(other,), reasons=(*reading.reasons, note),
        confidence=max(0.2, reading.confidence - 0.15),
    )  # fmt: skip


def _object_country(reading: Reading, sentence: Sentence, cast: Cast) -> str | None:
    inside = {k for top in reading.objects for k in sentence.subtree(top)}
    for token, place in cast.places(sentence.index):
        if token in inside and place.country:
            return place.country
    return None


def _implied(code: str, name: str, country: str | None, reading: Reading, rule: str) -> Actor:
    """A party that no word names; it rests on the words of the event."""
    start, end = reading.evidence.start, reading.evidence.end
    note = Reason("locate", rule, reading.evidence.trigger, start, end)
    return Actor(code, name, reading.evidence.trigger, start, end, code.split(":")[1], country, note)
