"""Who acts and who is acted upon: the frames of the codebook and the learned heads together.

For every word the heads give the probability that it is the actor or recipient of a trigger. A
party that a frame found counts more, one that only the heads see must be likely. What kind of
party a phrase is (army, court, traders ...) the heads may know better than the lists; a phrase
that no list knows is a party of its kind in the country of the scene.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from detente.resources import LanguagePack
from detente.stages._aims import DWELLING, at_place
from detente.stages._candidates import Candidate, hosts, listed, titled, within
from detente.stages._cast import PART, SOLE, STATES, Cast
from detente.stages._formed import by_form
from detente.stages._grammar import ASKED
from detente.stages._reciprocal import reciprocal
from detente.stages._scores import (
    KIND,
    LEAST,
    NONE,
    Weights,
    anchor,
    kind_name,
    kind_of_side,
    logit,
    named_in,
    party_at,
    role_of,
    words_between,
)
from detente.stages._sources import source_words
from detente.stages._talk import SPEAKS
from detente.stages._unlisted import of_organisation, unlisted_countries
from detente.types import Actor, Reading, Reason, Scores, Sentence

_SIDES = ("actor", "recipient")
_ALONE = ("IGO", "REG", "MNC")  # kinds of parties that are no sector of a country
_OPEN = frozenset(
    {"pronoun", "office", "both", "counterpart", "dateline", "relative", "group", PART}
)
# rules of parties whose kind other words tell, or the tables for the day
_ELSEWHERE = (SPEAKS, PART, DWELLING, "office-at-date")
_HELD = ("ELI",)  # a kind that a word of the text says outright: who was in office
_LAW = ("COP", "JUD")  # whose office it is to deal with others


def cast_roles(
    readings: Sequence[Reading],
    sentences: Sequence[Sentence],
    text: str,
    cast: Cast,
    weights: Weights,
    pack: LanguagePack,
) -> tuple[Reading, ...]:
    """Readings with the parties that rules and heads agree on; who is named only as the source of
    a report is none."""
    out = []
    sources: dict[int, frozenset[int]] = {}
    each_other = [frozenset(map(str, pack.support.get(k) or ())) for k in ("each_other", "rest")]
    for reading in readings:
        sentence = sentences[reading.sentence]
        if sentence.scores is None or reading.licence == ASKED:
            out.append(reading)
            continue
        if sentence.index not in sources:
            sources[sentence.index] = source_words(sentence, cast, pack)
        told = (text, cast, weights, sources[sentence.index], by_form(reading, sentence, pack))
        found = _Caster(reading, sentence, sentence.scores, *told).run()
        out.append(reciprocal(found, reading, sentence, *each_other))
    return tuple(out)


def _loose(actor: Actor) -> bool:
    """Whether the words of a party leave open who it is."""
    return actor.reason is not None and actor.reason.rule in _OPEN


def _pronoun(actor: Actor) -> bool:
    """Whether the words of a party are a pronoun."""
    return actor.reason is not None and actor.reason.rule == "pronoun"


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
        sources: frozenset[int],
        formed: Mapping[str, frozenset[int]],
    ) -> None:
        self.formed = formed  # words that are on a side by their form
        self.sources = sources  # words that only name on whose word it rests
        self.reading, self.sentence, self.scores = reading, sentence, scores
        self.text, self.cast, self.weights = text, cast, weights
        self.at = anchor(reading, sentence, scores)
        self.margin = 8.0  # of the closest decision

    def run(self) -> Reading:
        """The reading with its parties."""
        reading = self.reading
        acting, concerned = self._once(self._side("actor"), self._side("recipient"))
        acting, concerned = self._apart(acting, concerned)
        sure = {**reading.sure, "parties": self.margin}
        if reading.mutual and len(acting) == 1 and not concerned:
            acting = self._with_joined(acting[0])
        if not reading.mutual and not concerned:
            acting, concerned = hosts(self.sentence, acting, {a.code for a in reading.recipient})
        mutual = reading.mutual and (not concerned or len(acting) > 1)
        return replace(
            reading,
            actor=tuple(c.actor for c in acting) or self._kept(reading.actor),
            recipient=() if mutual else tuple(c.actor for c in concerned),
            mutual=mutual,
            sure=sure,
        )

    def _side(self, role: str) -> list[Candidate]:
        """Those who likely have a role, in order of the text."""
        weights = self.weights
        found: dict[str, Candidate] = {}
        for candidate in (*self._told(role), *self._ruled(role)):
            known = found.get(candidate.actor.code)
            if known is None or known.odds < candidate.odds:
                found[candidate.actor.code] = candidate
        kept = [c for c in found.values() if c.odds > 0]
        self.margin = min([self.margin, *(abs(c.odds) for c in found.values())])
        if not found:  # as sure as that nobody is told elsewhere
            self.margin = min(self.margin, -logit(float(self.scores.roles[role][self.at][0])))
        if not kept and found:
            best = max(found.values(), key=lambda c: (c.odds, -c.actor.start))
            kept = [best] if best.odds > weights["role_last"] else []
        for one in (c for c in found.values() if self.weights["role_last"] < c.odds <= 0):
            if any(listed(self.sentence, one, c) for c in kept):
                kept.append(one)  # the members of a list stand together
        kept = [c for c in kept if not any(within(self.sentence, c, o) for o in kept)]
        return sorted(kept, key=lambda c: c.actor.start)

    def _once(
        self, acting: list[Candidate], concerned: list[Candidate]
    ) -> tuple[list[Candidate], list[Candidate]]:
        """Both sides with each word on the one where its odds are higher."""

        def better(one: Candidate, others: list[Candidate]) -> bool:
            return not any(o.word == one.word and o.odds > one.odds for o in others)

        if self.reading.mutual:
            return acting, concerned
        return (
            [c for c in acting if better(c, concerned)],
            [c for c in concerned if better(c, acting)],
        )

    def _told(self, role: str) -> list[Candidate]:
        """The parties at the words that the heads see in a role."""
        row = self.scores.roles[role][self.at]
        reading = self.reading
        barred = self.sources | self.formed[_SIDES[role == "actor"]]
        if role == "actor" and reading.passive and not reading.actor:
            barred |= {k for a in reading.recipient for k in self._words(a)}  # it is done to them
        out = []
        for word in range(len(self.sentence.tokens)):
            p = float(row[word + 1])
            if p < self.weights["role_floor"] or word in barred:
                continue
            found = party_at(self.sentence, word, self.cast) or self._dwelling(word, role)
            if not found and p >= self.weights["nameless"]:
                found = (
                    self._seat(word, role) or self._antecedent(word) or self._nameless(word, role)
                )
            odds = self.weights["role"] * logit(p) + self.weights["role_bias"]
            for actor in found:
                known = self._kind(actor, role)
                out.append(Candidate(known, word, odds + self._fits(known, role)))
        return out

    def _dwelling(self, word: int, role: str) -> tuple[Actor, ...]:
        """The people of a place at a word that the codebook holds for hit."""
        told = (a for a in getattr(self.reading, role) if word in self._words(a))
        return tuple(a for a in told if a.reason is not None and a.reason.rule == DWELLING)

    def _ruled(self, role: str) -> list[Candidate]:
        """The parties that the frame of the codebook found."""
        other = _SIDES[role == "actor"]
        out = []
        for actor in getattr(self.reading, role):
            words = self._words(actor)
            if words and self.sources.issuperset(words):
                continue
            p, q = self._probability(actor, role), self._probability(actor, other)
            odds = self.weights["role"] * logit(max(p, q) if self.reading.mutual else p)
            odds += self.weights["role_bias"] + self.weights["role_rule"]
            known = self._kind(actor, role)
            odds += self._fits(known, role)
            if self.formed[role].intersection(words):
                odds = max(odds, self.weights["role_rule"])
            out.append(Candidate(known, words[0] if words else -1, odds))
        return out

    def _kept(self, parties: tuple[Actor, ...]) -> tuple[Actor, ...]:
        """Parties without those that are named as sources only."""
        return tuple(a for a in parties if not self.sources.issuperset(self._words(a) or (-1,)))

    def _fits(self, actor: Actor, role: str) -> float:
        """How well the kind of a party fits those that the heads expect in a role; 0 or less."""
        known = (role,) if not self.reading.mutual else _SIDES
        kind = kind_name(actor)
        told = max(kind_of_side(self.scores, self.at, side, kind) for side in known)
        return self.weights["role_kind"] * told

    def _with_joined(self, one: Candidate) -> list[Candidate]:
        """The only party of a mutual act with those joined to it by "and" or a comma."""
        token = self.sentence.tokens[one.word] if one.word >= 0 else None
        head = token.head if token is not None and token.relation == "conj" else one.word
        joint = self.cast.at(self.sentence.index, head) if head >= 0 else ()
        if one.actor.code not in {a.code for a in joint}:
            return [one]
        others = {a.code: a for a in joint if a.code != one.actor.code}
        return [one, *(replace(one, actor=a) for a in others.values())]

    def _apart(
        self, acting: list[Candidate], concerned: list[Candidate]
    ) -> tuple[list[Candidate], list[Candidate]]:
        """Both sides without a party that stands on both: nobody acts upon himself.

        Two phrases that were read as one party are two: a pronoun, or a general noun beside a
        name, is somebody else's, the one told last. Two general nouns may be of one kind (men
        and women of a town).
        """
        left: list[Candidate] = []
        twins: list[Candidate] = []
        for candidate in concerned:
            same = next((c for c in acting if c.actor.code == candidate.actor.code), None)
            if same is None:
                left.append(candidate)
                continue
            if same.word == candidate.word or min(same.odds, candidate.odds) < 0:
                continue
            pronoun = next((c for c in (candidate, same) if _pronoun(c.actor)), None)
            open_ = [c for c in (candidate, same) if self._open(c.actor)]
            if pronoun is None and len(open_) != 1:
                if len(open_) == 2 and candidate.actor.sector not in SOLE:
                    twins.append(candidate)
                continue
            loose = pronoun or open_[0]
            other = self._other(loose)
            if other is None:
                if pronoun is candidate and self._several(same.actor):
                    twins.append(candidate)  # somebody else of the same party
                continue
            self.margin = min(self.margin, 0.0)
            if loose is candidate:
                left.append(other)
            else:
                acting = [other if c is same else c for c in acting]
                left.append(candidate)
        codes = {c.actor.code for c in acting}
        return acting, [*(c for c in left if c.actor.code not in codes), *twins]

    def _several(self, actor: Actor) -> bool:
        """Whether a party is one of several who may deal with each other: no state as a whole,
        nor those whose office it is to deal with others."""
        state = actor.reason is not None and actor.reason.rule in STATES
        return not state and actor.sector not in _LAW

    def _open(self, actor: Actor) -> bool:
        """Whether neither the words of a party nor those around them say whose it is."""
        if not _loose(actor):
            return False
        return actor.party not in named_in(self.sentence, actor, self.cast, pronouns=False)

    def _other(self, candidate: Candidate) -> Candidate | None:
        """The candidate as a phrase of the last party told before it that is another one."""
        actor = candidate.actor
        for earlier in reversed(self.cast.actors):
            if earlier.start >= actor.start or earlier.party == actor.party:
                continue
            note = Reason("roles", "not the other side", actor.text, actor.start, actor.end)
            if _pronoun(actor) or actor.sector in ("GOV", None) or earlier.country is None:
                code, sector, country = earlier.code, earlier.sector, earlier.country
            else:
                code, sector = f"{earlier.country}:{actor.sector}", actor.sector
                country = earlier.country
            changed = replace(actor, code=code, sector=sector, country=country, reason=note)
            return replace(candidate, actor=replace(changed, name=earlier.name))
        return None

    def _seat(self, word: int, role: str) -> tuple[Actor, ...]:
        """The government of the country in which a place lies that the heads see in a role."""
        place = self.cast.place(self.sentence.index, word)
        if place is None or place.country is None:
            return ()
        told = self._sectors(word, role)
        sector = max(sorted(told), key=lambda name: told[name])
        note = Reason("roles", "place for its people or government", place.text, place.start)
        return (at_place(place, sector, replace(note, end=place.end)),)

    def _probability(self, actor: Actor, role: str) -> float:
        """The probability that a party has a role, by its words; that of elsewhere if none."""
        words = self._words(actor)
        if not words:
            return float(self.scores.roles[role][self.at][0])
        return role_of(self.scores, self.at, role, words)

    def _words(self, actor: Actor) -> list[int]:
        return words_between(self.sentence, actor.start, actor.end)

    def _kind(self, actor: Actor, role: str) -> Actor:
        """The party with the sector that the heads see, where the lists are unsure."""
        words = self._words(actor)
        if not words or not actor.country or not actor.sector or actor.sector in _HELD:
            return actor
        if actor.reason is not None and actor.reason.rule in _ELSEWHERE:
            return actor
        tops = [w for w in words if self.sentence.tokens[w].head not in words]
        word = titled(self.sentence, tops[0])
        told = self._sectors(word, role)
        sector = max(sorted(told), key=lambda name: told[name])
        settled = self.cast.settled(actor, sector, self.sentence.index, words)
        if sector == actor.sector or settled:
            return actor
        weak = actor.reason is not None and actor.reason.rule in STATES
        own = told.get(actor.sector, math.log(LEAST))
        if told[sector] - own < self.weights["sector_weak" if weak else "sector"]:
            return actor
        p = self.scores.of("sectors", word, sector)
        note = Reason("roles", f"{KIND}: {sector}", actor.text, actor.start, actor.end)
        return replace(
            actor, code=f"{actor.country}:{sector}", sector=sector, reason=replace(note, score=p)
        )

    def _sectors(self, word: int, role: str) -> dict[str, float]:
        """How much speaks for each sector of a party at a word: as it stands, and in its role."""
        return {
            name: math.log(self.scores.of("sectors", word, name) + LEAST)
            + self.weights["sector_side"] * kind_of_side(self.scores, self.at, role, name)
            for name in self.scores.labels["sectors"]
            if name not in (NONE, *_ALONE)
        }

    def _antecedent(self, word: int) -> tuple[Actor, ...]:
        """The party told last before a pronoun of the third person that nobody was found for."""
        token = self.sentence.tokens[word]
        if token.upos != "PRON" or token.morph.get("Person") != "3":
            return ()
        ruled = {a.party for a in (*self.reading.actor, *self.reading.recipient)}
        for earlier in reversed(self.cast.actors):
            if earlier.start < self.sentence.start and earlier.party not in ruled:
                note = Reason("roles", "pronoun", token.text, token.start, token.end)
                return (
                    replace(
                        earlier, text=token.text, start=token.start, end=token.end, reason=note
                    ),
                )
        return ()

    def _nameless(self, word: int, role: str) -> tuple[Actor, ...]:
        """A party that no list knows, by its kind and the country of the scene."""
        token = self.sentence.tokens[word]
        if token.upos == "PRON" or self.scores.best("sectors", word)[0] in (NONE, *_ALONE):
            return ()
        told = self._sectors(word, role)
        sector = max(sorted(told), key=lambda name: told[name])
        p = self.scores.of("sectors", word, sector)
        if of_organisation(self.sentence, word, self.cast):
            return ()
        countries = unlisted_countries(self.sentence, word, sector, self.cast)
        if None in countries and sector not in ("UNK", "REB"):
            return ()
        inside = [k for k in self.sentence.subtree(word) if abs(k - word) <= 6]
        first, last = min(inside), word
        start, end = self.sentence.tokens[first].start, self.sentence.tokens[last].end
        words = self.text[start:end]
        note = Reason("roles", f"{KIND}: {sector}", words, start, end, round(p, 3))
        return tuple(
            Actor(f"{c or 'UNK'}:{sector}", words, words, start, end, sector, c, note)
            for c in countries
        )
