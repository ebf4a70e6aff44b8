"""On whose word: reporting verbs, source phrases, indirect speech, quotations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente.codebook import Codebook
from detente.resources import LanguagePack
from detente.stages._cast import Cast
from detente.stages._reports import SOURCE, TALK, Speech, find_speech, source
from detente.stages._scores import RULE, Weights, anchor, logit, party_at
from detente.stages._talk import SPEAKS
from detente.stages.status import REFUSAL
from detente.types import Reading, Reason, Sentence, Statement

__all__ = ["SOURCE", "attribute"]


def attribute(
    readings: Sequence[Reading],
    sentences: Sequence[Sentence],
    text: str,
    cast: Cast,
    pack: LanguagePack,
    codebook: Codebook,
    weights: Weights,
) -> tuple[tuple[Reading, ...], tuple[Statement, ...]]:
    """Readings with `said_by`, and the statements of the document.

    The innermost report that covers a predicate decides; a sentence in the subjunctive of
    indirect speech, or inside a quotation, goes on with the speaker before it. A predicate that
    is itself the speech (a demand, a promise) rests on nobody's word. A speaker that the learned
    heads doubt is left out, one that only they see is added. In a printed talk all acts rest on
    the word of whoever answers, but those that are done by speaking.
    """
    speech = find_speech(sentences, text, cast, pack)
    return (
        tuple(_said(r, sentences[r.sentence], speech, cast, codebook, weights) for r in readings),
        speech.statements,
    )


def _said(
    reading: Reading,
    sentence: Sentence,
    speech: Speech,
    cast: Cast,
    codebook: Codebook,
    weights: Weights,
) -> Reading:
    said = speech.speaker(reading.sentence, reading.token)
    if said and said[1] == TALK:
        said = None if _spoken(reading, codebook) else said
    elif sentence.scores is not None:
        row = sentence.scores.roles["speaker"][anchor(reading, sentence, sentence.scores)]
        doubt = weights["speaker"] * logit(float(row.max())) + weights["speaker_rule"] < 0
        word = int(row[1:].argmax())
        if said and doubt:
            said = None
        elif not said and weights["speaker"] * logit(float(row[word + 1])) > weights["speaker_new"]:
            token = sentence.tokens[word]
            found = party_at(sentence, word, cast)
            speaker = found[0] if found else source(token.start, token.end, token.text)
            said = speaker, RULE
    own = any(a.reason is not None and a.reason.rule == SPEAKS for a in reading.actor)
    own = own or any(r.rule == REFUSAL for r in reading.reasons)
    if own and _spoken(reading, codebook):  # what it does by saying it
        said = None
    if said:
        note = Reason("attribution", said[1], said[0].text)
        return replace(reading, said_by=said[0], reasons=(*reading.reasons, note))
    hearsay = [r for r in reading.reasons if r.stage == "status" and r.rule == "hearsay"]
    if hearsay:
        speaker = source(reading.evidence.start, reading.evidence.end, hearsay[0].text)
        return replace(reading, said_by=speaker)
    return reading


def _spoken(reading: Reading, codebook: Codebook) -> bool:
    """Whether an act is done by speaking (a promise), and is not one that is only announced (a
    visit to come)."""
    announced = "future" in reading.aux and not reading.opaque
    return codebook.types[reading.event_type].spoken and not announced
