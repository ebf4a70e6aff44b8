"""What speaks for each party of a text as the recipient of an act."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence

from detente.stages._cast import Cast
from detente.stages._scores import (
    NONE,
    anchor,
    kind_name,
    kinds_of_side,
    log_of,
    words_between,
)
from detente.stages._scripts import ROLES, script
from detente.stages._tree import clause_head
from detente.types import Actor, Reading, Sentence, party_of

SIDE, OTHER = "recipient", "actor"
_UNKNOWN = "UNK"
_FAR = 5  # sentences from which more say no more
_LAST = 4  # parties told last that are told apart
_CHAIN = 3  # readings before that an act follows from
_MANY = 3  # times from which more say no more
_CLOSE, _NEAR = 3, 8  # words between a party and the act
_BELOW = ("obj", "iobj", "obl", "nmod")
Signs = dict[str, float]


class Told:
    """Who is told in a text, where and how often, and what other readings tell of them."""

    def __init__(
        self, readings: Sequence[Reading], sentences: Sequence[Sentence], cast: Cast
    ) -> None:
        self.readings, self.cast, self.actors = readings, cast, cast.actors
        starts = [s.start for s in sentences]
        self.numbers = [bisect_right(starts, a.start) - 1 for a in self.actors]
        self.counts = Counter(a.code for a in self.actors)
        self.parties = Counter(a.party for a in self.actors)
        self.total = max(1, len(self.actors))
        self.kinds = {a.code: kind_name(a) for a in self.actors}
        self.most = next((code for code, _ in self.counts.most_common(1)), "")
        countries = [p for p in self.parties if len(p) == 3]
        self.home = min(countries, key=lambda p: (-self.parties[p], p), default="")


class Asked:
    """One question: whom a reading is done to."""

    def __init__(
        self, reading: Reading, sentence: Sentence, told: Told, before: Sequence[Reading]
    ) -> None:
        scores = sentence.scores
        assert scores is not None
        self.reading, self.sentence, self.told = reading, sentence, told
        self.before = before[-_CHAIN:][::-1]
        self.at = anchor(reading, sentence, scores)
        self.kinds = kinds_of_side(scores, self.at, SIDE)
        self.acting_kinds = kinds_of_side(scores, self.at, OTHER)
        self.likeliest = max(self.kinds, key=lambda kind: self.kinds[kind])
        self.row = scores.roles[SIDE][self.at].tolist()
        self.acting_row = scores.roles[OTHER][self.at].tolist()
        self.clause = clause_head(sentence, reading.token)
        self.below = frozenset(sentence.subtree(reading.token))
        self.here, self.recent, self.ago = self._mentions()
        self.words = {
            code: [w for a in actors for w in words_between(sentence, a.start, a.end)]
            for code, actors in self.here.items()
        }
        self.chances = {code: self._chance(self.row, words) for code, words in self.words.items()}
        self.best = max(self.chances.values(), default=0.0)
        self.last_parties = list(dict.fromkeys(party_of(code) for code in self.recent))[:_LAST]
        self.kept, self.acting = ({a.code for a in s} for s in (reading.recipient, reading.actor))
        self.kept_parties = {a.party for a in reading.recipient}
        self.kept_sectors = {code.partition(":")[2] for code in self.kept}
        self.acting_parties = {a.party for a in reading.actor}
        self.met, self.part, self.twins = self._elsewhere()
        self.near = {p.country for _, p in told.cast.places(sentence.index) if p.country}
        self.place = reading.location.country if reading.location else None
        self.speaker = reading.said_by.code if reading.said_by else None

    def _mentions(self) -> tuple[dict[str, list[Actor]], list[str], dict[str, int]]:
        """Who stands in the sentence; who was told before the act, the last first, and how many
        sentences ago."""
        reading = self.reading
        here: dict[str, list[Actor]] = {}
        recent: dict[str, int] = {}
        for actor, number in zip(self.told.actors, self.told.numbers, strict=True):
            if number > reading.sentence:
                break
            if number == reading.sentence:
                here.setdefault(actor.code, []).append(actor)
            if actor.start < reading.evidence.start:
                recent.pop(actor.code, None)
                recent[actor.code] = reading.sentence - number
        return here, list(recent)[::-1], recent

    def _elsewhere(self) -> tuple[Counter[str], Counter[str], set[str]]:
        """How often parties met those who act in other readings, how often something was done to
        them, and to which of them an act of the same type."""
        met: Counter[str] = Counter()
        part: Counter[str] = Counter()
        twins: set[str] = set()
        acting = self.acting_parties
        own = (self.reading.sentence, self.reading.token)
        for one in self.told.readings:
            if (one.sentence, one.token) == own:
                continue
            hit = {a.code for a in one.recipient}
            both = {*hit, *(a.code for a in one.actor)}
            part.update(hit)
            if acting & {party_of(code) for code in both}:
                met.update(code for code in both if party_of(code) not in acting)
            if one.event_type == self.reading.event_type:
                twins |= hit
        return met, part, twins

    @staticmethod
    def _chance(row: Sequence[float], words: Iterable[int]) -> float:
        return max((row[word + 1] for word in words), default=0.0)

    def of(self, codes: Sequence[str]) -> Signs:
        """What speaks for parties together, the mean of what speaks for each, or for nobody."""
        if not codes:
            none = self.kinds.get(NONE, 0.0)
            return {
                "nobody": 1.0,
                "several act": float(len(self.acting) > 1),
                "none": none,
                "none log": log_of(none),
                "elsewhere": self.row[0],
                "best here": self.best,
            }
        out: Signs = {}
        for code in codes:
            for sign, value in self._party(code).items():
                if value:
                    out[sign] = out.get(sign, 0.0) + value / len(codes)
        return out

    def _party(self, code: str) -> Signs:
        party, sector = party_of(code), code.partition(":")[2]
        state = len(party) == 3
        kind = self.told.kinds.get(code, sector if state else _UNKNOWN)
        fit = self.kinds.get(kind, 0.0)
        return {
            "in kept": float(code in self.kept),
            "party kept": float(party in self.kept_parties),
            "sector kept": float(sector in self.kept_sectors),
            "acting": float(code in self.acting),
            "party acting": float(party in self.acting_parties),
            "kind": fit,
            "kind log": log_of(fit),
            "kind likeliest": float(kind == self.likeliest),
            "kind acting": self.acting_kinds.get(kind, 0.0),
            (f"sector {sector}" if state else "body"): 1.0,
            "state": float(state),
            "unknown": float(party.startswith(_UNKNOWN)),
            **(self._inside(code) if code in self.here else self._outside(code)),
            **self._rank(code, party),
            **self._played(code, party),
            "place": float(party == self.place),
            "near place": float(party in self.near),
            "speaker": float(
                self.reading.said_by is not None and self.reading.said_by.code == code
            ),
        }

    def _inside(self, code: str) -> Signs:
        """By how a party stands in the sentence."""
        tokens, words = self.sentence.tokens, self.words[code]
        chance, acts = self.chances[code], self._chance(self.acting_row, words)
        start = self.reading.evidence.start
        distance = min((abs(word - self.at) for word in words), default=_NEAR + 1)
        subjects = [w for w in words if tokens[w].relation.startswith("nsubj")]
        own = self.reading.token
        return {
            "here": 1.0,
            "role": chance,
            "role log": log_of(chance),
            "role acting": acts,
            "role acting log": log_of(acts),
            "role best": float(0 < chance == self.best),
            "close": float(distance <= _CLOSE),
            "near": float(distance <= _NEAR),
            "ahead": float(all(a.start > start for a in self.here[code])),
            "behind": float(all(a.start < start for a in self.here[code])),
            "below": float(not self.below.isdisjoint(words)),
            "clause": float(any(clause_head(self.sentence, w) == self.clause for w in words)),
            "subject": float(any(tokens[w].head == own for w in subjects)),
            "any subject": float(bool(subjects)),
            "object": float(
                any(tokens[w].relation in _BELOW and tokens[w].head == own for w in words)
            ),
        }

    def _outside(self, code: str) -> Signs:
        """By where else in the text a party is told."""
        away = self.row[0]
        told = "later"
        if code not in self.told.counts:
            told = "never told"
        elif code in self.ago:
            told = f"ago {min(self.ago[code], _FAR)}"
        return {
            "outside": 1.0,
            "away": away,
            "away log": log_of(away),
            "outside best": self.best,
            told: 1.0,
        }

    def _rank(self, code: str, party: str) -> Signs:
        """By when a party was told last, and how often."""
        out = {
            "share": self.told.counts[code] / self.told.total,
            "party share": self.told.parties[party] / self.told.total,
            "most": float(code == self.told.most),
            "home": float(party == self.told.home),
        }
        if code in self.recent[:_LAST]:
            out[f"last {self.recent.index(code)}"] = 1.0
        if party in self.last_parties:
            out[f"party last {self.last_parties.index(party)}"] = 1.0
        return out

    def _played(self, code: str, party: str) -> Signs:
        """By what a party did and suffered in other readings."""
        out = {
            "met": min(self.met[code], _MANY) / _MANY,
            "part": min(self.part[code], _MANY) / _MANY,
            "twin": float(code in self.twins),
        }
        for number, earlier in enumerate(self.before):
            for role in ROLES:
                actors: Sequence[Actor] = getattr(earlier, role)
                odds = script(earlier.event_type, role, self.reading.event_type, SIDE)
                if any(a.code == code for a in actors):
                    _add(out, f"script {number}", odds)
                    if earlier.sentence == self.reading.sentence:
                        _add(out, "script here", odds)
                    if not number:
                        out["same" if role == SIDE else "opposite"] = 1.0
                if any(a.party == party for a in actors):
                    _add(out, f"party script {number}", odds)
                    if not number:
                        out["party same" if role == SIDE else "party opposite"] = 1.0
        return out


def _add(signs: Signs, name: str, value: float) -> None:
    signs[name] = signs.get(name, 0.0) + value
