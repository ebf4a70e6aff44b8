"""On whose word: reporting verbs, source phrases, indirect speech, quotations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente.codebook import Codebook
from detente.resources import LanguagePack
from detente.stages._cast import Cast
from detente.stages._grammar import ASKED
from detente.stages._reports import ON, TALK, VOUCHED, Speech, find_speech
from detente.stages._scores import RULE, Weights, anchor, logit, party_at
from detente.stages._sources import SOURCE, Words, faceless, source, unlisted, withheld, words_of
from detente.stages._talk import SPEAKS
from detente.stages.status import REFUSAL, THREAT
from detente.types import Actor, Reading, Reason, Scores, Sentence, Statement

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
    speech, words = find_speech(sentences, text, cast, pack), words_of(pack)
    said = tuple(
        _said(r, sentences[r.sentence], speech, cast, words, codebook, weights) for r in readings
    )
    return said, speech.statements


def _said(
    reading: Reading,
    sentence: Sentence,
    speech: Speech,
    cast: Cast,
    words: Words,
    codebook: Codebook,
    weights: Weights,
) -> Reading:
    said = speech.speaker(reading.sentence, reading.token)
    if said and said[1] == TALK:
        said = None if _spoken(reading, codebook) else said
    elif sentence.scores is not None:
        said = _judged(
            said, reading, sentence, sentence.scores, speech, cast, words, codebook, weights
        )
    own = any(a.reason is not None and a.reason.rule == SPEAKS for a in reading.actor)
    own = (
        own or any(r.rule in (REFUSAL, THREAT) for r in reading.reasons) or reading.licence == ASKED
    )
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


def _judged(
    said: tuple[Actor, str] | None,
    reading: Reading,
    sentence: Sentence,
    scores: Scores,
    speech: Speech,
    cast: Cast,
    words: Words,
    codebook: Codebook,
    weights: Weights,
) -> tuple[Actor, str] | None:
    """The speaker that rules and heads agree on. For an act that is not done by speaking a phrase
    that names a source, or speech that goes on, is beyond doubt."""
    spoken = _spoken(reading, codebook)
    report = speech.covering(reading.sentence, reading.token)
    row = scores.roles["speaker"][anchor(reading, sentence, scores)]
    word = int(row[1:].argmax())
    odds = weights["speaker"] * logit(float(row[word + 1]))
    found = party_at(sentence, word, cast)
    if said is None:
        if odds <= weights["speaker_new" if spoken else "speaker_act"]:
            return None
        hidden = faceless(sentence, word, words) or withheld(
            sentence, word, sentence.tokens[word].head, words
        )
        named = found[0] if found and not hidden else None
        return named or unlisted(sentence, word, cast, words), RULE
    sure = not spoken and (said[1] in (ON, VOUCHED) or (report is not None and report.sure))
    if not sure and weights["speaker"] * logit(float(row.max())) + weights["speaker_rule"] < 0:
        return None
    hidden = faceless(sentence, word, words)
    if report is not None and said[0].code == SOURCE and found and odds > 0 and not hidden:
        bare = said[0].start == sentence.tokens[report.verb].start
        return (found[0], RULE) if bare and word != report.verb else said
    return said


def _spoken(reading: Reading, codebook: Codebook) -> bool:
    """Whether an act is done by speaking (a promise), and is not one that is only announced (a
    visit to come)."""
    announced = "future" in reading.aux and not reading.opaque
    return codebook.types[reading.event_type].spoken and not announced
