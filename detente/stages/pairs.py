"""One relation between two marked spans: `<s>actor</s> ... <t>recipient</t>`."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from detente.codebook import Codebook
from detente.errors import InputError
from detente.resources import LanguagePack
from detente.stages._scores import (
    RULE,
    Weights,
    anchor,
    likeliest,
    role_of,
    words_between,
)
from detente.stages._tree import clause_head, climb
from detente.stages._worlds import news
from detente.stages.events import find_events
from detente.stages.learned import suggest, weighed_modes
from detente.stages.status import judge_status
from detente.types import Actor, Place, Reading, Scores, Sentence

_TAG = re.compile(r"</?[st]>")
SOURCE, TARGET = "S", "T"


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence without its marks, and the spans of its two parties: each named once, more than
    once or, one of them, not at all."""

    text: str
    source: tuple[tuple[int, int], ...]
    target: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class PairCode:
    """The relation found; `reading` is None where there is none."""

    event_type: str | None
    mode: str | None
    reading: Reading | None


def unmark(marked: str, name: str) -> Pair:
    """Take the marks out of a sentence; InputError where no party is marked or a mark is not
    closed."""
    spans: dict[str, list[int]] = {"s": [], "t": []}
    text, at = "", 0
    for match in _TAG.finditer(marked):
        text += marked[at : match.start()]
        at = match.end()
        spans[match.group().strip("</>")].append(len(text))
    text += marked[at:]
    if not any(spans.values()) or any(len(v) % 2 for v in spans.values()):
        raise InputError(
            f"{name}: the sentence needs <s>..</s> or <t>..</t> around its parties",
            code="bad-pair",
        )
    source, target = (tuple(zip(v[::2], v[1::2], strict=True)) for v in spans.values())
    return Pair(text, source, target)


class PairCast:
    """The two marked spans as the only actors of a sentence."""

    def __init__(self, sentences: Sequence[Sentence], pair: Pair) -> None:
        self._sentences = sentences
        self._actors: dict[tuple[int, int], Actor] = {}
        named = [(SOURCE, *s) for s in pair.source] + [(TARGET, *t) for t in pair.target]
        for code, start, end in named:
            actor = Actor(f"{code}:GOV", code, pair.text[start:end], start, end, "GOV", code)
            for sentence in sentences:
                for token in sentence.tokens:
                    if start <= token.start < end:
                        self._actors[sentence.index, token.index] = actor

    @property
    def actors(self) -> tuple[Actor, ...]:
        """Both spans."""
        return tuple(dict.fromkeys(self._actors.values()))

    def own(self, sentence: int, token: int) -> tuple[Actor, ...]:
        """The span that holds the token, or the antecedent of a relative pronoun."""
        actor = self._actors.get((sentence, token))
        if actor is not None:
            return (actor,)
        tree = self._sentences[sentence]
        word = tree.tokens[token]
        if word.upos == "PRON":
            clause = clause_head(tree, token)
            if tree.tokens[clause].relation.startswith("acl"):
                head = tree.tokens[clause].head
                found = self._actors.get((sentence, head))
                return (found,) if found else ()
            for step in climb(tree, token):
                for kid in tree.kids(step.token, "nsubj", "nsubj:pass"):
                    found = self._actors.get((sentence, kid))
                    if found and kid < token:
                        return (found,)
        return ()

    def at(self, sentence: int, token: int) -> tuple[Actor, ...]:
        """The same with what is joined by "and"."""
        out = list(self.own(sentence, token))
        for kid in self._sentences[sentence].kids(token, "conj"):
            out += [a for a in self.own(sentence, kid) if a not in out]
        return tuple(out)

    def adjective(self, sentence: int, token: int) -> Actor | None:
        """The span in a modifier of the noun."""
        for kid in self._sentences[sentence].kids(token, "amod", "compound", "nmod:poss"):
            actor = self._actors.get((sentence, kid))
            if actor is not None and (sentence, token) not in self._actors:
                return actor
        return None

    def adjectives(self, sentence: int, token: int) -> tuple[Actor, ...]:
        """The same as a tuple."""
        found = self.adjective(sentence, token)
        return (found,) if found else ()

    def place(self, sentence: int, token: int) -> Place | None:
        """No places in pair mode."""
        return None

    def places(self, sentence: int) -> tuple[tuple[int, Place], ...]:
        """No places in pair mode."""
        return ()

    def seated(self, name: str) -> frozenset[str]:
        """No places in pair mode."""
        return frozenset()

    def answering(self, sentence: int) -> Actor | None:
        """Nobody: a pair stands alone."""
        return None

    def dated(self, actor: Actor, day: dt.date | None) -> Actor:
        """The same: spans have no offices."""
        return actor

    def governing(self, actor: Actor, day: dt.date) -> Actor:
        """The actor itself: no tables are asked."""
        return actor

    def settled(self, actor: Actor, sector: str, sentence: int, tokens: Iterable[int]) -> bool:
        """False: spans are no parties of the tables."""
        return False

    def countries(self, sentence: int, token: int, sector: str) -> tuple[str, ...]:
        """Nothing: spans have no countries."""
        return ()

    def sound(self, name: str, country: str) -> float:
        """Nothing: spans are no persons."""
        return 0.0


def code_pair(
    pair: Pair,
    sentences: Sequence[Sentence],
    pack: LanguagePack,
    codebook: Codebook,
    fold: Mapping[str, Mapping[str, Any]],
    weights: Weights,
) -> PairCode:
    """The relation from source to target.

    Of all readings of the sentence the one that has the source as actor and the target as
    recipient wins, then those with one of them, nearest in the tree; where the model has heads
    for events, the one whose type and parties these hold for likely, by rule and heads together.
    `fold` maps a type to the type that stands for it when it is to come or negated (the task has
    one label and no auxiliary modes), or where the task draws the border elsewhere.
    """
    cast = PairCast(sentences, pair)
    told = news(sentences, "", cast, pack)
    readings = find_events(told, pair.text, cast, pack, codebook)
    low = {**weights, "suggest": weights["pair_suggest"]}
    readings = suggest(readings, told, pair.text, pack, codebook, low)
    judged = judge_status(readings, sentences, None, pack, codebook)
    if any(s.scores is not None for s in sentences):
        return _weighed(judged, sentences, pair, codebook, fold, weights)
    ranked = sorted(
        ((_rank(r, sentences[r.sentence], pair), -i, r) for i, r in enumerate(judged)),
        key=lambda x: (x[0], x[1]),
    )
    if not ranked:
        return PairCode(None, None, None)
    best = ranked[-1][2]
    return PairCode(_folded(best, fold), best.mode, replace(best))


def _weighed(
    readings: Sequence[Reading],
    sentences: Sequence[Sentence],
    pair: Pair,
    codebook: Codebook,
    fold: Mapping[str, Mapping[str, Any]],
    weights: Weights,
) -> PairCode:
    """The likeliest relation: each reading with the type of its rule and of the heads."""
    best: tuple[float, int] | None = None
    chosen: Reading | None = None
    for order, reading in enumerate(readings):
        sentence = sentences[reading.sentence]
        scores = sentence.scores
        if scores is None:
            continue
        at = anchor(reading, sentence, scores)
        fit = weights["pair_roles"] * math.log(_fit(at, sentence, scores, pair) + 0.01)
        ruled = reading.rule != RULE
        if ruled:
            fit += weights["pair_rule"] * _rank(reading, sentence, pair)[0]
        label = likeliest(scores, "types", at)[0]
        for event_type in dict.fromkeys((reading.event_type, label)):
            value = fit + math.log(scores.of("types", at, event_type) + 0.01)
            if ruled and event_type == reading.event_type:
                value += weights["pair_type"]
            if best is None or (value, -order) > best:
                best = (value, -order)
                aux, _ = weighed_modes(reading, at, event_type, scores, codebook, weights)
                chosen = replace(reading, event_type=event_type, aux=aux)
    if chosen is None:
        return PairCode(None, None, None)
    return PairCode(_folded(chosen, fold), chosen.mode, chosen)


def _fit(at: int, sentence: Sentence, scores: Scores, pair: Pair) -> float:
    """The probability that the source acts and the target is acted upon, or that both act; of one
    that is not marked nothing is asked."""
    source = [w for span in pair.source for w in words_between(sentence, *span)]
    target = [w for span in pair.target for w in words_between(sentence, *span)]
    acts = role_of(scores, at, "actor", source) if source else 1.0
    if not target:
        return acts
    both = role_of(scores, at, "actor", target)
    return acts * max(role_of(scores, at, "recipient", target), both)


def _rank(reading: Reading, sentence: Sentence, pair: Pair) -> tuple[float, ...]:
    actor = {a.name for a in reading.actor}
    recipient = {a.name for a in reading.recipient}
    score = 0.0
    if SOURCE in actor:
        score += 2
    if TARGET in recipient or (reading.mutual and TARGET in actor):
        score += 2
    if SOURCE in recipient and not reading.mutual:
        score -= 1
    if TARGET in actor and not reading.mutual:
        score -= 1
    depth = len(climb(sentence, reading.token))
    verb = reading.kind != "noun"
    return (score, float(reading.opaque), reading.weight, float(verb), -depth)


def _folded(reading: Reading, fold: Mapping[str, Mapping[str, Any]]) -> str:
    """The label of the task: by tense and negation, and where its types end elsewhere, by the
    mode or the longest beginning of the CAMEO code."""
    table = fold.get(reading.event_type, {})
    to_come = bool({"future", "hypothetical"} & reading.aux)
    negated = "negation" in reading.aux
    key = ("negated_" if negated else "") + ("future" if to_come else "past")
    value = table.get(key, reading.event_type)
    if isinstance(value, Mapping):
        code = reading.cameo or ""
        told = ("mutual" if reading.mutual else "", reading.mode or "")
        keys = (*told, *(code[:n] for n in range(len(code), 1, -1)))
        value = next((value[k] for k in keys if k in value), reading.event_type)
    return str(value)
