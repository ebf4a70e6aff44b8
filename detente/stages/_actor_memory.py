"""What a text has named so far, and whom a pronoun or a description picks from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from detente.stages._actor_codes import BODIES
from detente.types import Actor, Sentence

BOTH = "both"  # rule of the two parties that a word means together
_BACK = 3  # sentences that a pronoun looks back; farther ones picked the wrong party
_PAIR_BACK = 12  # sentences that "both sides" looks back to two joined parties


class Referent(NamedTuple):
    """A noun phrase read before: who it was and how it stood."""

    sentence: int
    paragraph: int
    token: int
    actors: tuple[Actor, ...]
    subject: bool
    person: bool
    plural: bool
    gender: str  # m, f, n or "" where not known
    office: str
    named: bool = False  # names with a plural noun are one or many (United Nations)
    place: bool = False  # only says where something happens, or who is behind it


class Memory:
    """Referents in the order of the text, and the context that a paragraph stands in."""

    def __init__(self, sentences: tuple[Sentence, ...]) -> None:
        self.sentences = {s.index: s for s in sentences}
        self.referents: list[Referent] = []
        self._of_sentence: dict[int, list[Referent]] = {}
        self.genders: dict[str, str] = {}  # of persons by name, as the text showed them
        # sentence, token, actor, and whether it is only the place of something
        self.parties: list[tuple[int, int, Actor, bool]] = []
        self.pairs: list[tuple[int, int, tuple[Actor, ...]]] = []  # joined by "and"

    def add(self, referent: Referent) -> None:
        """Remember a phrase."""
        self.add_joint(referent)
        for actor in referent.actors:
            self.parties.append((referent.sentence, referent.token, actor, referent.place))

    def add_joint(self, referent: Referent) -> None:
        """Remember several phrases joined by "and", for plural pronouns."""
        self.referents.append(referent)
        self._of_sentence.setdefault(referent.sentence, []).append(referent)

    def touch(self, sentence: int, token: int, actor: Actor, *, place: bool = False) -> None:
        """Remember a party that only an adjective or compound named."""
        self.parties.append((sentence, token, actor, place))

    def before(self, sentence: int, token: int, back: int = _BACK) -> Iterator[Referent]:
        """Referents before a place in the text, most likely first: subjects of the nearest
        sentence, its other nouns, then the sentence before it."""
        for index in range(sentence, sentence - back - 1, -1):
            here = [
                r
                for r in reversed(self._of_sentence.get(index, []))
                if index < sentence or r.token < token
            ]
            yield from (r for r in here if r.subject)
            yield from (r for r in here if not r.subject)

    def pair(
        self, sentence: int, token: int, *, subject: bool, inner: bool = False
    ) -> tuple[Actor, ...]:
        """The two parties that "both" or "the two" means before a place in the text.

        As subject of a clause those joined, else those named, before it in its sentence; else the
        last two that were joined by "and"; else the last two, without the subject of the sentence.
        `inner`: who acts may be one of them (it proposed a meeting of the two presidents).
        """
        if subject:
            found = self._joined(sentence, token, sentence)
            found = found or self._last(sentence, token, sentence, frozenset())
            if found:
                return found
        if joined := self._joined(sentence, token, sentence - _PAIR_BACK):
            return joined
        acting = {
            side(a)
            for r in self.referents
            if r.sentence == sentence and r.token < token and r.subject
            for a in r.actors
        }
        for ignored, places in ((acting, False), (set(), False), (set(), True)):
            found = self._last(sentence, token, 0, frozenset(ignored), places=places)
            if found:
                own = self._foremost(sentence, token, acting) if subject or inner else ()
                return own or found
        return ()

    def _joined(self, sentence: int, token: int, since: int) -> tuple[Actor, ...]:
        """The last two parties that were joined by "and" before a place, from a sentence on."""
        told = (p for p in reversed(self.pairs) if p[0] >= since and p[:2] < (sentence, token))
        return next((actors for _, _, actors in told), ())

    def _foremost(self, sentence: int, token: int, acting: set[str]) -> tuple[Actor, ...]:
        """The two states that were told most, if one of them acts."""
        told = [
            (a.country, a)
            for at, k, a, _ in self.parties
            if a.country and (at, k) < (sentence, token)
        ]
        counts = Counter(country for country, _ in told).most_common(3)
        clear = len(counts) > 1 and (len(counts) == 2 or counts[1][1] > counts[2][1])
        first = [country for country, _ in counts[:2]]
        if not clear or acting.isdisjoint(first):
            return ()
        last = dict(told)
        return tuple(last[country] for country in first)

    def _last(
        self,
        sentence: int,
        token: int,
        since: int,
        ignored: frozenset[str],
        *,
        places: bool = False,
    ) -> tuple[Actor, ...]:
        """The last two distinct parties before a place, states before organisations."""
        for wide in (False, True):
            found: dict[str, Actor] = {}
            for at, position, actor, place in reversed(self.parties):
                if at < since or len(found) == 2:
                    break
                party = side(actor)
                before = (at, position) < (sentence, token) and (places or not place)
                if before and party not in ignored and (wide or actor.country):
                    found.setdefault(party, actor)
            if len(found) == 2:
                return tuple(reversed(found.values()))
        return ()

    def same_office(self, sentence: int, token: int, office: str, back: int) -> Referent | None:
        """The nearest earlier bearer of an office of this name or one that ends in it."""
        tail = office.lower()
        for referent in self.before(sentence, token, back):
            if referent.office and referent.office.lower().endswith(tail):
                return referent
        return None

    def same_name(self, sentence: int, token: int, noun: str, back: int) -> Referent | None:
        """The nearest body told before by a name that has the noun in it, or ends in it (the
        commission: of the EU-Kommission, the European Commission)."""
        tail = noun.lower()
        for referent in self.before(sentence, token, back):
            if not referent.named or referent.person or len(referent.actors) != 1:
                continue
            rule = referent.actors[0].reason
            if rule is None or rule.rule not in BODIES:
                continue
            words = referent.actors[0].text.lower().split()
            if tail in words or words[-1].endswith(tail):
                return referent
        return None

    def same_sector(self, sentence: int, token: int, sector: str, back: int) -> Referent | None:
        """The nearest earlier group of a sector (the rebels)."""
        for referent in self.before(sentence, token, back):
            group = referent.plural or not referent.person
            if group and referent.actors and referent.actors[0].sector == sector:
                return referent
        return None

    def countries_before(self, sentence: Sentence, token: int) -> tuple[str, ...]:
        """Countries of the nearest subject earlier in the same sentence, () if none."""
        for referent in self.before(sentence.index, token, 0):
            found = dict.fromkeys(a.country for a in referent.actors if a.country)
            if referent.subject and found:
                return tuple(found)
        return ()

    def country_of_paragraph(self, sentence: Sentence, token: int) -> str:
        """Country of the last government of the paragraph, else of the text; "" if none."""
        last = ""
        for referent in reversed(self.referents):
            if (referent.sentence, referent.token) >= (sentence.index, token):
                continue
            if referent.actors and referent.actors[0].country:
                if referent.paragraph == sentence.paragraph:
                    return referent.actors[0].country
                last = last or referent.actors[0].country
        return last


def side(actor: Actor) -> str:
    """What makes two actors two parties: the state or organisation, or a side within it."""
    return actor.code if actor.sector in ("REB", "OPP", "PTY") else actor.party


def sides(pair: Sequence[Actor]) -> tuple[Actor, ...]:
    """The two parties of a quarrel: whoever was told last of a state stands for it (the soldiers
    of one country, the police of the other), unless all are of one state and none is against it.
    """
    if len({side(a) for a in pair}) < 2:
        return tuple(pair)

    def party(actor: Actor) -> Actor:
        if actor.sector in ("GOV", None) or not actor.country or side(actor) != actor.party:
            return actor
        return replace(actor, code=f"{actor.country}:GOV", name=actor.country, sector="GOV")

    return tuple(map(party, pair))
