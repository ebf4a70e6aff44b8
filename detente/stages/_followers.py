"""Acts told only as what another did before: who follows suit, or draws level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from detente.resources import LanguagePack
from detente.stages._cast import Cast
from detente.stages._frames import verb_frame
from detente.stages._grammar import Frame, grammar_of
from detente.stages.precedents import RETOLD, retold
from detente.types import Actor, Reading, Sentence

RULE = f"{RETOLD}follows"
NOTE = "the same as the one before"
_OBJECTS = ("obj", "iobj")
_NEAR = 1  # sentences back to what is repeated


@cache
def _verbs(pack: LanguagePack) -> Mapping[str, frozenset[str]]:
    """Verbs that tell it, with the nouns of which one is their object; an empty one, or none at
    all, where they have no object."""
    raw = pack.support.get("follows") or {}
    return {str(k): frozenset(map(str, v or ())) for k, v in raw.items()}


def find_followers(
    readings: Sequence[Reading],
    sentences: Sequence[Sentence],
    text: str,
    cast: Cast,
    pack: LanguagePack,
) -> tuple[Reading, ...]:
    """The readings, and where somebody is told to have followed the act of the last one again,
    by whoever follows; the learned heads have no say in what a verb like that stands for.
    """
    verbs, grammar = _verbs(pack), grammar_of(pack)
    out = list(readings)
    for sentence in sentences:
        for token in sentence.tokens:
            objects = _asked(sentence, token.index, verbs) if token.upos == "VERB" else None
            if objects is None:
                continue
            frame = verb_frame(sentence, token.index, grammar)
            if not _follows(sentence, frame, objects):
                continue
            who = [a for k in frame.get("subj") for a in cast.at(sentence.index, k)]
            model = _model(out, sentence, token.index, who)
            if model is not None:
                out = [r for r in out if (r.sentence, r.token) != (sentence.index, token.index)]
                out.append(_again(model, who, sentence, token.index, text))
    return tuple(sorted(out, key=lambda r: (r.sentence, r.token)))


def _asked(
    sentence: Sentence, at: int, verbs: Mapping[str, frozenset[str]]
) -> frozenset[str] | None:
    """What a verb asks for, by its lemma or with a word below it; None where it tells no such."""
    lemma = sentence.tokens[at].lemma
    beside = (f"{lemma} {sentence.tokens[k].text}" for k in sentence.children[at])
    return next((verbs[name] for name in (lemma, *beside) if name in verbs), None)


def _follows(sentence: Sentence, frame: Frame, objects: frozenset[str]) -> bool:
    """Whether the objects of the verb are those with which it tells that somebody follows."""
    held = [sentence.tokens[k] for slot in _OBJECTS for k in frame.get(slot)]
    if frame.passive or frame.clause:
        return False
    if not held:
        return not objects or "" in objects
    return any(t.lemma in objects or t.text in objects for t in held)


def _model(
    readings: Sequence[Reading], sentence: Sentence, at: int, who: Sequence[Actor]
) -> Reading | None:
    """The last act of another before the verb, in its sentence or the one before it."""
    codes = {a.code for a in who}
    before = (
        r
        for r in reversed(readings)
        if 0 <= sentence.index - r.sentence <= _NEAR
        and (r.sentence, r.token) < (sentence.index, at)
    )
    last = next((r for r in before if r.actor and not r.mutual), None)
    if not codes or last is None or codes & {a.code for a in last.actor}:
        return None
    return last


def _again(model: Reading, who: Sequence[Actor], sentence: Sentence, at: int, text: str) -> Reading:
    """The act once more, told at the verb."""
    parts = [sentence.tokens[k] for k in (at, *sentence.kids(at, "compound:prt"))]
    span = min(t.start for t in parts), max(t.end for t in parts)
    codes = {a.code for a in who}
    return replace(
        retold(model, sentence, at, span, text, RULE, NOTE),
        kind="verb",
        actor=tuple(who),
        recipient=tuple(a for a in model.recipient if a.code not in codes),
        lemma=f"{model.lemma} again",
        licence="",
        passive=False,
        clause=(),
        objects=(),
        aux=frozenset(),
    )
