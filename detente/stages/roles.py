"""Who acts and who is acted upon: the frames of the codebook and the learned heads together.

For every word the heads give the probability that it is the actor or recipient of a trigger. A
party that a frame found counts more, one that only the heads see must be likely. What kind of
party a phrase is (army, court, traders ...) the heads may know better than the lists; a phrase
that no list knows is a party of its kind in the country of the scene.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente.stages._cast import Cast
from detente.stages._scores import (
    NONE,
    RULE,
    Weights,
    anchor,
    logit,
    party_at,
    role_of,
    words_between,
)
from detente.types import Actor, Reading, Reason, Scores, Sentence

_SIDES = ("actor", "recipient")
_ALONE = ("IGO", "REG", "MNC")  # kinds of parties that are no sector of a country
_WEAK = frozenset({"country", "capital", "adjective", "prefix", "area", "people", "place"})


def cast_roles(
    readings: Sequence[Reading],
    sentences: Sequence[Sentence],
    text: str,
    cast: Cast,
    weights: Weights,
) -> tuple[Reading, ...]:
    """Readings with the parties that rules and heads agree on."""
    out = []
    for reading in readings:
        sentence = sentences[reading.sentence]
        if sentence.scores is None:
            out.append(reading)
            continue
        out.append(_Caster(reading, sentence, sentence.scores, text, cast, weights).run())
    return tuple(out)


class _Caster:
    """Weighs the parties of one reading."""

    def __init__(
        self,
        reading: Reading,
        sentence: Sentence,
        scores: Scores,
        text: str,
        cast: Cast,
        weights: Weights,
    ) -> None:
        self.reading, self.sentence, self.scores = reading, sentence, scores
        self.text, self.cast, self.weights = text, cast, weights
        self.at = anchor(reading, sentence, scores)
        self.margin = 8.0  # of the closest decision

    def run(self) -> Reading:
        """The reading with its parties."""
        reading, weights = self.reading, self.weights
        sides: dict[str, tuple[Actor, ...]] = {}
        taken: set[str] = set()
        for role in _SIDES:
            kept = [a for a in self._side(role) if a.code not in taken]
            sides[role] = tuple(kept)
            taken.update(a.code for a in kept)
        sure = {**reading.sure, "parties": self.margin}
        missing = float(self.scores.roles["recipient"][self.at][0]) >= weights["elsewhere"]
        if reading.mutual and not sides["recipient"]:
            return replace(reading, actor=sides["actor"], elsewhere=missing, sure=sure)
        mutual = reading.mutual
        if reading.rule == RULE and len(sides["actor"]) > 1 and not sides["recipient"]:
            mutual = not missing
        return replace(
            reading,
            actor=sides["actor"] or reading.actor,
            recipient=() if mutual else sides["recipient"],
            mutual=mutual,
            elsewhere=missing,
            sure=sure,
        )

    def _side(self, role: str) -> list[Actor]:
        weights = self.weights
        odds: dict[str, tuple[float, Actor]] = {}
        for actor, p in self._told(role):
            score = weights["role"] * logit(p) + weights["role_bias"]
            if actor.code not in odds or odds[actor.code][0] < score:
                odds[actor.code] = (score, actor)
        other = _SIDES[role == "actor"]
        for actor in getattr(self.reading, role):
            p, q = self._probability(actor, role), self._probability(actor, other)
            score = weights["role"] * logit(max(p, q) if self.reading.mutual else p)
            score += weights["role_bias"] + weights["role_rule"]
            known = self._kind(actor)
            if known.code not in odds or odds[known.code][0] < score:
                odds[known.code] = (score, known)
        kept = [a for s, a in odds.values() if s > 0]
        self.margin = min([self.margin, *(abs(s) for s, _ in odds.values())])
        if not odds:  # as sure as that nobody is told elsewhere
            self.margin = min(self.margin, -logit(float(self.scores.roles[role][self.at][0])))
        if not kept and odds:
            score, actor = max(odds.values(), key=lambda o: (o[0], -o[1].start))
            kept = [actor] if score > weights["role_last"] else []
        return kept

    def _told(self, role: str) -> list[tuple[Actor, float]]:
        """The parties at the words that likely have a role, with the probability."""
        row = self.scores.roles[role][self.at]
        out = []
        for word in range(len(self.sentence.tokens)):
            p = float(row[word + 1])
            if p < self.weights["role_floor"]:
                continue
            found = party_at(self.sentence, word, self.cast)
            if not found and p >= self.weights["nameless"]:
                found = self._nameless(word)
            out += [(self._kind(actor), p) for actor in found]
        return out

    def _probability(self, actor: Actor, role: str) -> float:
        """The probability that a party has a role, by its words; that of elsewhere if none."""
        words = self._words(actor)
        if not words:
            return float(self.scores.roles[role][self.at][0])
        return role_of(self.scores, self.at, role, words)

    def _words(self, actor: Actor) -> list[int]:
        return words_between(self.sentence, actor.start, actor.end)

    def _kind(self, actor: Actor) -> Actor:
        """The party with the sector that the heads see, where the lists are unsure."""
        words = self._words(actor)
        if not words or not actor.country or not actor.sector:
            return actor
        tops = [w for w in words if self.sentence.tokens[w].head not in words]
        sector, p = self.scores.best("sectors", tops[0])
        if sector in (actor.sector, NONE, *_ALONE):
            return actor
        weak = actor.reason is not None and actor.reason.rule in _WEAK
        own = self.scores.of("sectors", tops[0], actor.sector)
        if logit(p) - logit(own) < self.weights["sector_weak" if weak else "sector"]:
            return actor
        note = Reason("roles", f"kind of party: {sector}", actor.text, actor.start, actor.end)
        return replace(
            actor, code=f"{actor.country}:{sector}", sector=sector, reason=replace(note, score=p)
        )

    def _nameless(self, word: int) -> tuple[Actor, ...]:
        """A party that no list knows, by its kind and the country of the scene."""
        token = self.sentence.tokens[word]
        sector, p = self.scores.best("sectors", word)
        if token.upos == "PRON" or sector in (NONE, *_ALONE) or p < self.weights["kind"]:
            return ()
        country = None if sector == "UNK" else self._scene(word)
        if country is None and sector not in ("UNK", "REB"):
            return ()
        code = f"{country or 'UNK'}:{sector}"
        inside = [k for k in self.sentence.subtree(word) if abs(k - word) <= 6]
        first, last = min(inside), word
        start, end = self.sentence.tokens[first].start, self.sentence.tokens[last].end
        words = self.text[start:end]
        note = Reason("roles", f"kind of party: {sector}", words, start, end, round(p, 3))
        return (Actor(code, words, words, start, end, sector, country, note),)

    def _scene(self, word: int) -> str | None:
        """The country of a phrase: named in it, of a place of the sentence, or told last."""
        number = self.sentence.index
        inside = self.sentence.subtree(word)
        for k in inside:
            for actor in (*self.cast.adjectives(number, k), *self.cast.own(number, k)):
                if actor.country:
                    return actor.country
        places = [p.country for _, p in self.cast.places(number) if p.country]
        if places:
            return places[0]
        start = self.sentence.tokens[word].start
        before = [a.country for a in self.cast.actors if a.country and a.start < start]
        after = [a.country for a in self.cast.actors if a.country and a.start >= start]
        return before[-1] if before else after[0] if after else None
