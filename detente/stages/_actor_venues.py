"""Where sides only meet: the town of their talks, or where they sign, need not be theirs.

"Talks between the government and the rebels in Havana" tells of no Cubans where the text tells
more of another country.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from detente.stages import _actor_phrases as phrases
from detente.stages._tree import above, among, composed
from detente.types import Mention, Sentence, Token

if TYPE_CHECKING:
    from detente.stages._actor_resolver import Resolver

_TOWNS = ("city", "capital")
_SUBJECTS = ("nsubj", "csubj")
_COMPOUND = 5  # letters from which a noun of a meeting may be the end of another one


class Venues:
    """Finds the countries of such towns; works for one Resolver."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self._told: Counter[str] | None = None
        self._known: set[str] = set()
        self._seen: dict[int, dict[int, str]] = {}  # sentence -> word -> country of a town

    def countries(self, sentence: Sentence, mention: Mention) -> frozenset[str]:
        """The countries of the towns where the sides of which a mention is one meet, as its clause
        says, if the text tells more of another country, or its dateline does; and of those where
        sides met in sentences before."""
        towns = self._towns(sentence)
        if not towns and not self._known:
            return frozenset()
        home = self.resolver.context.home.get(sentence.paragraph, "")
        verb = phrases.clause(sentence, mention.head)
        meetings = {t.index for t in sentence.tokens if self._meeting(t)}
        way = above(sentence, mention.head, verb)
        below = not meetings.isdisjoint(way) and self._one_of_two(sentence, mention.head)
        held = self._held(sentence, verb, meetings)
        met = set()
        for token, country in towns.items():
            same = (below or held) and phrases.clause(sentence, token) == verb
            if same and _met(sentence, token, verb, meetings, held=held):
                met.add(country)
        told = Counter(self._counts())
        told[home] += bool(home)
        found = {*met, *(self._known - set(towns.values()))} - {home}
        most = max(told.values(), default=0)
        found = {c for c in found if told[c] < most}
        self._known |= found
        return frozenset(found)

    def _meeting(self, token: Token) -> bool:
        """Whether a noun means talks, or what ends them."""
        words = self.resolver.words["meetings"]
        return among(token, words) or composed(token, words, _COMPOUND)

    def _held(self, sentence: Sentence, verb: int, meetings: set[int]) -> bool:
        """Whether the verb of a clause says that its sides meet, or hold, open or end talks."""
        words = self.resolver.words
        if verb in meetings or among(sentence.tokens[verb], words["meets"]):
            return True
        told = meetings & set(sentence.kids(verb, "obj", "obl", "xcomp"))
        return bool(told) and among(sentence.tokens[verb], words["convenes"])

    def _one_of_two(self, sentence: Sentence, token: int) -> bool:
        """Whether a noun is one of two sides (between the government and the rebels)."""
        joined = sentence.tokens[token].relation == "conj" or sentence.kids(token, "conj")
        return bool(joined) or phrases.case_of(sentence, token) in self.resolver.words["opposite"]

    def _towns(self, sentence: Sentence) -> dict[int, str]:
        """The towns of a sentence in which something is, with their countries."""
        if sentence.index not in self._seen:
            found = ((k, self._town(sentence, k)) for k in range(len(sentence.tokens)))
            self._seen[sentence.index] = {k: country for k, country in found if country}
        return self._seen[sentence.index]

    def _town(self, sentence: Sentence, token: int) -> str:
        """The country of a town in which something is; "" for other words."""
        resolver = self.resolver
        mention = resolver.at_token.get((sentence.index, token))
        entries = resolver.entries.get(mention, ()) if mention is not None else ()
        if mention is None or mention.head != token or not entries:
            return ""
        within = phrases.located(sentence, mention, resolver.words)
        return entries[0].country if within and entries[0].kind in _TOWNS else ""

    def _counts(self) -> Counter[str]:
        """How often the text names each country but by towns in which something is."""
        if self._told is None:
            resolver = self.resolver
            named = [
                (resolver.memory.sentences[m.sentence], m, entries[0])
                for m, entries in resolver.entries.items()
                if entries and entries[0].country
            ]
            self._told = Counter(e.country for s, m, e in named if not self._town(s, m.head))
        return self._told


def _met(sentence: Sentence, town: int, verb: int, meetings: set[int], *, held: bool) -> bool:
    """Whether a town is where a meeting is: it stands with the noun of the meeting, or with the
    verb that tells of it, not with one who meets (the rebels in Kidal met the minister)."""
    way = above(sentence, town, verb)
    if not meetings.isdisjoint(way):
        return True
    top = way[-1] if way else town
    before = top < verb and sentence.tokens[top].relation.split(":")[0] in _SUBJECTS
    return held and not before
