"""Acts told only as the last of their kind: "the first since X three years ago"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente.resources import LanguagePack
from detente.stages._cast import Cast
from detente.stages._grammar import grammar_of, preposition
from detente.types import Actor, Reading, Reason, Sentence, Time

RETOLD = "precedents."  # what the rules begin with of acts that repeat another


def find_precedents(
    readings: Sequence[Reading],
    sentences: Sequence[Sentence],
    text: str,
    times: Sequence[Time],
    cast: Cast,
    pack: LanguagePack,
) -> tuple[Reading, ...]:
    """The readings, and after each its precedent where the text tells one.

    A sentence with a word for "first" and a phrase with "since" that names somebody and a time
    tells that he did the same then: the act is that of the sentence, or of the one before it,
    by an actor of the same party.
    """
    first = frozenset(map(str, pack.support.get("first") or ()))
    since = frozenset(map(str, pack.support.get("since") or ()))
    grammar = grammar_of(pack)
    out = list(readings)
    for sentence in sentences:
        if not any(t.lemma.lower() in first for t in sentence.tokens):
            continue
        when = [
            t
            for t in times
            if t.sentence == sentence.index
            and t.edtf
            and t.role in ("ago", "")
            and sentence.start <= t.start < sentence.end
        ]
        for token in sentence.tokens:
            if preposition(sentence, token.index, grammar) not in since:
                continue
            who = _named(sentence, token.index, cast)
            dated = [t for t in when if t.start > token.start]
            if who is None or not dated:
                continue
            out = [_without(r, who, out) for r in out]
            model = next(
                (
                    r
                    for r in reversed(out)
                    if 0 <= sentence.index - r.sentence <= 1
                    and any(a.party == who.party for a in r.actor)
                ),
                None,
            )
            if model is None:
                continue
            out.append(_precedent(model, who, dated[0], sentence, text))
    return tuple(sorted(out, key=lambda r: (r.sentence, r.token)))


def _without(reading: Reading, who: Actor, readings: Sequence[Reading]) -> Reading:
    """The reading without the precedent among those who act now: he is who acted then.

    Where nobody is left it is the one of his party that the sentence named before him.
    """
    left = tuple(a for a in reading.actor if a.start != who.start)
    if len(left) == len(reading.actor) or reading.evidence.sentence != reading.sentence:
        return reading
    if not left:
        near = (a for r in readings if r.sentence == reading.sentence for a in r.actor)
        left = tuple(a for a in near if a.party == who.party and a.start < who.start)[-1:]
    return replace(reading, actor=left)


def _named(sentence: Sentence, index: int, cast: Cast) -> Actor | None:
    """The person whom a phrase names, in its head or beside it."""
    for k in (index, *sentence.kids(index, "appos", "flat", "nmod", "compound")):
        found = cast.own(sentence.index, k)
        if found:
            return found[0]
    return None


def _precedent(model: Reading, who: Actor, time: Time, sentence: Sentence, text: str) -> Reading:
    span = who.start, max(who.end, time.end)
    head = next(t.index for t in sentence.tokens if t.start >= who.start)
    told = retold(model, sentence, head, span, text, f"{RETOLD}first-since", "the first since")
    lemma = f"{model.lemma} before"
    return replace(told, actor=(who,), time=time, edtf=time.edtf, lemma=lemma)


def retold(
    model: Reading,
    sentence: Sentence,
    token: int,
    span: tuple[int, int],
    text: str,
    rule: str,
    note: str,
) -> Reading:
    """A reading once more, at other words of the text, by a rule that the note names."""
    start, end = span
    evidence = replace(
        model.evidence,
        paragraph=sentence.paragraph,
        sentence=sentence.index,
        start=start,
        end=end,
        trigger=text[start:end],
        rule=rule,
    )
    reason = Reason("precedents", note, text[start:end], start, end)
    return replace(
        model,
        sentence=sentence.index,
        token=token,
        rule=rule,
        evidence=evidence,
        reasons=(*model.reasons, reason),
    )
