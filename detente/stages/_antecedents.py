"""Whom a pronoun means: the phrases before it, weighed.

A rule names one (the nearest that agrees in number and gender, subjects first); a linear model
over what speaks for each phrase that was read before has the last word where the rule found any,
but for possessives. Its weights were learned from the corpus (`training/antecedents.py`), by how
the pronoun stands.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from detente.resources import model_rows
from detente.stages._actor_memory import Memory, Referent
from detente.stages._actor_phrases import governor
from detente.stages._agreement import Pronoun, agrees, bars
from detente.stages._scores import (
    LEAST,
    SIDES,
    kind_name,
    kinds_of_side,
    likeliest,
    likely,
    role_of,
)
from detente.stages._scripts import script
from detente.types import Actor, Sentence

_BACK = 6  # sentences that a pronoun looks back
_RULED_BACK = 3  # sentences that the rule looks back; farther ones picked the wrong party
_TRIGGER = 0.3  # least probability that a word is a trigger whose parties are asked for
_ROLES = 3  # of a word that count
_SURE = 0.3  # least sum of their probabilities by which kinds are averaged
_STATE = frozenset({"GOV", "LEG", "JUD", "MIL", "COP", "SPY", "ELI"})
_PEOPLE = frozenset({"CVL", "REF", "LAB", "EDU", "MED"})
GROUPS = (
    *("all", "subject", "other"),
    *("any", "plural", "thing", "single", "last", "de", "en"),
)
# what speaks for a phrase: the rule chose it; how many sentences before it stands, in the same
# paragraph; its function; it is the first noun of its sentence; what it is; it agrees with the
# pronoun, differs in number, or in gender, its gender is known, the parser thinks another number
# likelier; it is an argument of the same verb, has the name of one, is joined to the phrase of the
# pronoun; how often its party was told; first
# to third of those that agree; its party is of the state, the government, the people, an
# organisation, unknown; it is subject, or other argument, of a verb above the pronoun; the nearest
# in the sentence; above the pronoun; its kind is what the heads expect in the pronoun's role; who
# had its roles often has those of the pronoun next
SIGNS = (
    *("ruled", "d0", "d1", "d2", "d3", "d4", "d5", "paragraph"),
    *("subject", "object", "passive", "oblique", "modifier", "conjunct", "first"),
    *("person", "named", "plural", "joint", "place", "office", "pronoun"),
    *("agrees", "number", "gender", "sure", "unlikely", "same_verb", "same_name", "joined"),
    *("share", "often", "next", "second", "third"),
    *("state", "government", "people", "organisation", "unknown"),
    *("matrix", "matrix_other", "nearest", "above", "kind", "kind_odds", "script"),
)
_FUNCTIONS = {"obj": "object", "iobj": "object", "obl": "oblique", "nmod": "modifier"}


class _Role(NamedTuple):
    """A side of an event that a word likely has: how likely, and the word of the event."""

    share: float
    event_type: str
    side: str
    at: int


class Antecedents:
    """Picks the phrase that a pronoun means, among those in memory."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.weights = model_rows("antecedents")
        self._triggers: dict[int, list[tuple[int, str, float]]] = {}  # by sentence

    def choose(self, pronoun: Pronoun) -> Referent | None:
        """The phrase that a pronoun means; None if none before it agrees with it."""
        ruled = self.ruled(pronoun)
        if ruled is None or pronoun.possessive or not self.weights:
            return ruled  # whose troops: the corpus tells too few to learn from
        rows = [self.weights[group] for group in pronoun.groups if group in self.weights]
        weights = {sign: sum((row[sign] for row in rows), 0.0) for sign in SIGNS}
        found = self.signs(pronoun, ruled)
        odds = [sum(weights[s] * value for s, value in signs.items()) for _, signs in found]
        best = likeliest_codes([codes(referent) for referent, _ in found], odds)
        at = max(
            (k for k, (referent, _) in enumerate(found) if codes(referent) == best),
            key=lambda k: (odds[k], -k),
        )
        return self._known(found[at][0])

    def ruled(self, pronoun: Pronoun) -> Referent | None:
        """The nearest phrase that agrees: subjects of the sentence before rather than other
        nouns of this one."""
        sentence, subject = pronoun.sentence, pronoun.subject
        candidates = self._before(pronoun, _RULED_BACK)
        if subject:
            candidates.sort(key=lambda r: not r.subject)
        if pronoun.last:
            candidates.sort(key=lambda r: (-r.sentence, -r.token))
        barred = bars(pronoun, candidates)
        for features in dict.fromkeys((pronoun.likely, pronoun.features)):
            for referent, bar in zip(candidates, barred, strict=True):
                joint = len(referent.actors) > 1
                far = joint and not subject and referent.paragraph != sentence.paragraph
                if bar or far:  # no verb confirms the plural: it does not reach so far
                    continue
                referent = self._known(referent)
                if any(agrees(referent, feature) for feature in features):
                    return referent
        return None

    def signs(
        self, pronoun: Pronoun, ruled: Referent | None
    ) -> list[tuple[Referent, dict[str, float]]]:
        """What speaks for each phrase before a pronoun: sign -> 0 to 1, counts as logarithms,
        "kind_odds" log-probabilities, "script" log-odds; signs left out are 0."""
        sentence, token = pronoun.sentence, pronoun.token
        memory = self.memory
        candidates = self._before(pronoun, _BACK)
        barred = bars(pronoun, candidates)
        told = Counter(
            codes(r)
            for r in memory.referents
            if r.actors and (r.sentence, r.token) < (sentence.index, token)
        )
        above = _above(sentence, token)
        roles = self._roles(sentence, token)
        kinds = [
            (r.share, kinds_of_side(sentence.scores, r.at, r.side))
            for r in roles
            if sentence.scores
        ]
        personal = all("P" in f for f in pronoun.features)
        rank = 0
        out = []
        for referent, bar in zip(candidates, barred, strict=True):
            known = self._known(referent)
            fits = any(agrees(known, f) for f in pronoun.features)
            neuter = known._replace(gender="")
            number = not any(agrees(neuter, f) for f in pronoun.features)
            odd = number and (referent.named or personal)
            if not fits and (odd or referent.person):
                continue  # persons are of their number and gender, names of their number
            signs = {
                **self._place(pronoun, referent, above),
                "ruled": float(ruled is not None and _same(ruled, referent)),
                "agrees": float(fits),
                "number": float(number),
                "gender": float(not fits and not number),
                "sure": float(fits and bool(known.gender)),
                "unlikely": float(fits and not any(agrees(known, f) for f in pronoun.likely)),
                "script": self._script(roles, referent),
                "share": told[codes(referent)] / max(1, told.total()),
                "often": math.log1p(told[codes(referent)]),
                **_kind_signs(referent, kinds),
            }
            if bar:
                signs[bar] = 1.0
            elif fits:
                if rank < 3:
                    signs[("next", "second", "third")[rank]] = 1.0
                rank += 1
            out.append((referent, signs))
        here = max((r.token for r, _ in out if r.sentence == sentence.index), default=-1)
        for referent, signs in out:
            signs["nearest"] = float(referent.sentence == sentence.index and referent.token == here)
        return out

    def _place(
        self, pronoun: Pronoun, referent: Referent, above: frozenset[int]
    ) -> dict[str, float]:
        """Signs by where a phrase stands and what it is."""
        sentence = self.memory.sentences[referent.sentence]
        token = sentence.tokens[referent.token]
        relation = token.relation.split(":")[0]
        signs = {
            f"d{min(pronoun.sentence.index - referent.sentence, 5)}": 1.0,
            "paragraph": float(referent.paragraph == pronoun.sentence.paragraph),
            "subject": float(referent.subject),
            "passive": float("pass" in token.relation),
            "conjunct": float(relation == "conj"),
            "first": float(all(t.upos not in _NOUNS for t in sentence.tokens[: referent.token])),
            "person": float(referent.person),
            "named": float(referent.named),
            "plural": float(referent.plural),
            "joint": float(len(referent.actors) > 1),
            "place": float(referent.place),
            "office": float(bool(referent.office)),
            "pronoun": float(token.upos == "PRON"),
        }
        if relation in _FUNCTIONS:
            signs[_FUNCTIONS[relation]] = 1.0
        if token.relation == "nsubj:pass":
            signs["object"] = 1.0
        if referent.sentence == pronoun.sentence.index:
            at = governor(sentence, referent.token)
            signs["above"] = float(referent.token in above)
            if at in above and at != pronoun.governor:
                signs["matrix" if referent.subject else "matrix_other"] = 1.0
        return signs

    def _roles(self, sentence: Sentence, token: int) -> list[_Role]:
        """The likeliest roles of a word, the likeliest first."""
        scores = sentence.scores
        if scores is None:
            return []
        if sentence.index not in self._triggers:
            self._triggers[sentence.index] = [
                (at, *likeliest(scores, "types", at)) for at in likely(scores, "types", _TRIGGER)
            ]
        found = [
            _Role(p * role_of(scores, at, side, (token,)), event_type, side, at)
            for at, event_type, p in self._triggers[sentence.index]
            for side in SIDES
        ]
        return sorted(found, key=lambda r: (-r.share, r.at, r.side))[:_ROLES]

    def _script(self, roles: list[_Role], referent: Referent) -> float:
        """How well it fits that who had the roles of a phrase has those of the pronoun next."""
        sentence = self.memory.sentences[referent.sentence]
        earlier = self._roles(sentence, referent.token)
        return sum(
            (
                one.share * two.share * script(one.event_type, one.side, two.event_type, two.side)
                for one in earlier
                for two in roles
            ),
            0.0,
        )

    def _before(self, pronoun: Pronoun, back: int) -> list[Referent]:
        """The phrases that a pronoun looks back to, in order of search."""
        least = 2 if pronoun.several else 1
        before = self.memory.before(pronoun.sentence.index, pronoun.token, back)
        fits = pronoun.fits
        return [r for r in before if len(r.actors) >= least and (fits is None or fits(r))]

    def _known(self, referent: Referent) -> Referent:
        """A phrase with the gender of its person where the text has shown it."""
        if not referent.person:
            return referent
        gender = self.memory.genders.get(referent.actors[0].name)
        return referent._replace(gender=gender) if gender else referent


_NOUNS = ("NOUN", "PROPN", "PRON")


def codes(referent: Referent) -> tuple[str, ...]:
    """Whom a phrase means, as codes."""
    return tuple(sorted(a.code for a in referent.actors))


def likeliest_codes(told: Sequence[tuple[str, ...]], odds: Sequence[float]) -> tuple[str, ...]:
    """The codes whose phrases are likeliest together; `odds` are log-odds of each phrase."""
    top = max(odds)
    shares: dict[tuple[str, ...], float] = {}
    for each, value in zip(told, odds, strict=True):
        shares[each] = shares.get(each, 0.0) + math.exp(value - top)
    return max(sorted(shares), key=lambda c: shares[c])


def _same(one: Referent, other: Referent) -> bool:
    return (one.sentence, one.token, len(one.actors)) == (
        other.sentence,
        other.token,
        len(other.actors),
    )


def _above(sentence: Sentence, token: int) -> frozenset[int]:
    """The words above a word in the tree."""
    out: set[int] = set()
    at = sentence.tokens[token].head
    while at >= 0 and at not in out:
        out.add(at)
        at = sentence.tokens[at].head
    return frozenset(out)


def _kind_signs(
    referent: Referent, kinds: list[tuple[float, dict[str, float]]]
) -> dict[str, float]:
    """Signs by the kind of a party."""
    sectors = {a.sector for a in referent.actors}
    total = max(_SURE, sum(p for p, _ in kinds))
    return {
        "state": float(bool(sectors & _STATE)),
        "government": float("GOV" in sectors),
        "people": float(bool(sectors & _PEOPLE)),
        "organisation": float(any(a.code[:3] == "IGO" for a in referent.actors)),
        "unknown": float(any(a.code[:3] == "UNK" for a in referent.actors)),
        "kind": sum(p * _mean(referent.actors, known) for p, known in kinds) / total,
        "kind_odds": sum(p * _mean_log(referent.actors, known) for p, known in kinds) / total,
    }


def _mean(actors: tuple[Actor, ...], kinds: dict[str, float]) -> float:
    return sum(kinds.get(kind_name(a), 0.0) for a in actors) / len(actors)


def _mean_log(actors: tuple[Actor, ...], kinds: dict[str, float]) -> float:
    return sum(math.log(kinds.get(kind_name(a), 0.0) + LEAST) for a in actors) / len(actors)
