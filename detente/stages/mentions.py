"""Mentions: the names, offices, adjectives and pronouns that may stand for an actor or place."""

from __future__ import annotations

from collections.abc import Iterable

from detente.gazetteer import Entry, Gazetteer
from detente.stages._actor_codes import BODIES
from detente.stages._actor_names import (
    calendar,
    dateline,
    find_names,
    find_offices,
    head_of,
    surface,
)
from detente.stages._talk import FIRST, SECOND, spoken_words
from detente.types import Mention, Sentence, Token

_NOUNS = ("pair", "country", "capital", "organisation", "group", "counterpart", "unknown", "amount")
_FIRST = ("country", "capital", "organisation", "counterpart")  # rather than as an office
_PLACES = ("city", "place")
_SHORTEST = 3  # letters of a name that is found again where it stands alone
_NAMED = ("PROPN", "NOUN")
_ARGUMENTS = ("nsubj", "obj", "iobj", "obl", "nmod")
_OWN = ("punct", "flat")  # relations of parts of a name, wherever the tree hangs them


def find_mentions(sentences: Iterable[Sentence], gazetteer: Gazetteer) -> tuple[Mention, ...]:
    """Everything in the sentences that may denote a political actor or a place, in order.

    Kinds: `name` (actors and persons), `place` (towns, rivers ...), `adjective` (nationality),
    `role` (offices, bodies, groups of people), `group` (general nouns: the country, both
    sides), `pronoun`, `number` (two of them). The name in a dateline is no mention. Names of
    persons that are in no table are taken from the encoder's entities and from titles before
    them, and again wherever the surname stands alone.
    """
    finder = _Finder(gazetteer)
    paragraph = -1
    for sentence in sentences:
        start = 0
        if sentence.paragraph != paragraph:
            paragraph = sentence.paragraph
            start, _ = dateline(sentence, gazetteer)
        finder.read(sentence, start)
    finder.surnames()
    found = sorted(finder.found, key=lambda m: (m.sentence, m.first, m.last))
    return tuple(found)


class _Finder:
    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.found: list[Mention] = []
        self.taken: list[tuple[Sentence, list[bool]]] = []
        self.persons: set[str] = set()
        self.bodies: dict[str, int] = {}  # last word of a body's name -> sentence where it is told
        words = gazetteer.words
        self.pronouns = frozenset((*words["pronouns"], *words["possessives"], *words["relatives"]))
        self.spoken = spoken_words(words, (*FIRST, *SECOND))
        self.nouns = frozenset(noun for part in _NOUNS for noun in words[part])
        self.first = frozenset(noun for part in _FIRST for noun in words[part])

    def read(self, sentence: Sentence, start: int) -> None:
        """Collect the mentions of one sentence from token `start` on."""
        tokens = sentence.tokens
        taken = [i < start for i in range(len(tokens))]
        self.taken.append((sentence, taken))
        begun = len(self.found)  # mentions of this sentence come after it
        for first, last, entries in find_names(sentence, start, self.gazetteer):
            self._name(sentence, taken, first, last, entries)
        for first, last in find_offices(sentence, start, taken, self.gazetteer):
            general = last == first + 1 and self._general(tokens[first], self.first)
            self._add(sentence, taken, first, last, "group" if general else "role")
        self._shorts(sentence, taken, begun)
        for name in sentence.names:
            if name.kind == "PER" and name.first >= start:
                first, last = self._trim(sentence, taken, name.first, name.last)
                if first < last and not any(taken[first:last]):
                    self._add(sentence, taken, first, last, "name")
                    self._remember(sentence, first, last)
        for mention in self.found[begun:]:
            if mention.kind == "role":
                self._title(sentence, taken, mention)
        for token in tokens[start:]:
            if not taken[token.index]:
                self._word(sentence, taken, token)

    def surnames(self) -> None:
        """Mark the surnames of persons, and the last words of names of bodies, that the document
        tells, where they stand alone."""
        endings = ("", *self.gazetteer.words["genitive"])
        forms = {person + ending for person in self.persons for ending in endings}
        for sentence, taken in self.taken:
            for token in sentence.tokens:
                if calendar(sentence, token.index, self.gazetteer):
                    continue
                if taken[token.index] or token.upos not in _NAMING:
                    continue
                if token.text in forms or self._body(sentence, token):
                    self._add(sentence, taken, token.index, token.index + 1, "name")

    def _body(self, sentence: Sentence, token: Token) -> bool:
        """Whether a word is a body told before by its whole name (the Fund, the Council)."""
        told = self.bodies.get(token.text, sentence.index + 1) <= sentence.index
        if not told or not token.index or token.relation in ("flat", "compound"):
            return False
        before = sentence.tokens[token.index - 1].text.lower()
        whole = not sentence.kids(token.index, "amod", "compound", "flat")
        return before in self.gazetteer.words["definite"] and token.text[0].isupper() and whole

    def _name(
        self,
        sentence: Sentence,
        taken: list[bool],
        first: int,
        last: int,
        entries: tuple[Entry, ...],
    ) -> None:
        kinds = {entry.kind for entry in entries}
        kind = "name"
        if kinds <= {"adjective"}:
            kind = "adjective"
            if self._sided(sentence, first):
                return
        elif kinds <= set(_PLACES):
            kind = "place"
        self._add(sentence, taken, first, last, kind)
        if "person" in kinds and last - first > 1:
            self._remember(sentence, first, last)
        if kinds <= set(BODIES) and last - first > 1:
            self.bodies.setdefault(sentence.tokens[last - 1].text, sentence.index)

    def _title(self, sentence: Sentence, taken: list[bool], role: Mention) -> None:
        """The unlisted name that follows a title: a run of proper nouns."""
        tokens = sentence.tokens
        particles = self.gazetteer.words["particles"]
        first = last = role.last
        while last < len(tokens) and not taken[last]:
            token = tokens[last]
            small = last > first and token.text.lower() in particles
            if token.upos != "PROPN" and not small:
                break
            last += 1
        while last > first and tokens[last - 1].upos != "PROPN":
            last -= 1
        if last > first and tokens[first].text[0].isupper():
            self._add(sentence, taken, first, last, "name")
            self._remember(sentence, first, last)
            self._call(sentence, role, first, last)

    def _shorts(self, sentence: Sentence, taken: list[bool], begun: int) -> None:
        """The unlisted abbreviations in brackets right behind a name or a body."""
        tokens = sentence.tokens
        for mention in self.found[begun:]:
            at = mention.last + 1
            if at + 1 >= len(tokens) or taken[at] or mention.kind not in ("name", "role"):
                continue
            word = tokens[at].text
            bracketed = tokens[at - 1].text == "(" and tokens[at + 1].text == ")"
            if bracketed and len(word) > 1 and word.isupper() and word.isalpha():
                self._add(sentence, taken, at, at + 1, "name")
                self.persons.add(word)

    def _trim(
        self, sentence: Sentence, taken: list[bool], first: int, last: int
    ) -> tuple[int, int]:
        """A person's span without titles, articles and what is already something else."""
        titles = self.gazetteer.words["titles"]
        while first < last and (taken[first] or sentence.tokens[first].text in titles):
            first += 1
        while first < last and sentence.tokens[first].upos not in ("PROPN", "X", "NOUN", "DET"):
            first += 1
        while last > first and taken[last - 1]:
            last -= 1
        if first < last:
            last = _whole(sentence, taken, first, _linked(sentence, first, last))
        return first, last

    def _remember(self, sentence: Sentence, first: int, last: int) -> None:
        surname = sentence.tokens[last - 1].text
        if last - first > 1 and len(surname) > 1:
            self.persons.add(surname)
            for ending in self.gazetteer.words["genitive"]:
                if surname.endswith(ending) and len(surname) > len(ending) + 3:
                    self.persons.add(surname[: -len(ending)])

    def _call(self, sentence: Sentence, role: Mention, first: int, last: int) -> None:
        """Remember a name of one word, and the first word of the name of a body (Carmel Gems)."""
        name = sentence.tokens[first].text
        office = self.gazetteer.office(role.text)
        body = office is not None and office.kind != "person"
        if (last - first == 1 or body) and len(name) > _SHORTEST:
            self.persons.add(name)

    def _word(self, sentence: Sentence, taken: list[bool], token: Token) -> None:
        low = token.text.lower()
        if token.upos in ("PRON", "DET") and (low in self.pronouns or token.text in self.spoken):
            bare = token.text not in self.spoken and _article(token, self.gazetteer)
            if token.relation.split(":")[0] != "expl" and not bare:
                self._add(sentence, taken, token.index, token.index + 1, "pronoun")
        elif low in self.gazetteer.words["both"] and _stands_alone(token):
            self._add(sentence, taken, token.index, token.index + 1, "pronoun")
        elif _counts(sentence, token) or self._two(sentence, token):
            self._add(sentence, taken, token.index, token.index + 1, "number")
        elif token.upos == "ADV" and low in self.gazetteer.words["there"]:
            self._add(sentence, taken, token.index, token.index + 1, "adverb")
        elif token.upos in ("ADJ", "PROPN", "NOUN") and self.gazetteer.adjective(token.text):
            if not self._sided(sentence, token.index):
                self._add(sentence, taken, token.index, token.index + 1, "adjective")
        elif token.upos in _NAMED and self.gazetteer.dwellers(token.text):
            self._add(sentence, taken, token.index, token.index + 1, "name")
        elif self._grouped(sentence, token):
            self._add(sentence, taken, token.index, token.index + 1, "group")

    def _two(self, sentence: Sentence, token: Token) -> bool:
        """Whether a word means two parties together by their number alone (urged the two)."""
        words = self.gazetteer.words
        if token.upos != "NUM" or token.text.lower() not in words["two"]:
            return False
        if token.relation.partition(":")[0] not in _NOMINAL or sentence.kids(token.index, "nmod"):
            return False
        before = sentence.tokens[max(token.index - 1, 0)].text.lower()
        return before in words["articles"]

    def _aged(self, sentence: Sentence, token: Token) -> bool:
        """Whether a word means a person by the years of age (the 46-year-old)."""
        low = token.text.lower()
        ending = next((e for e in self.gazetteer.words["aged"] if low.endswith(e)), "")
        joined = token.index > 0 and sentence.tokens[token.index - 1].text == "-"
        whole = bool(ending) and (joined or len(low) > len(ending))
        return whole and token.relation.split(":")[0] in _ARGUMENTS

    def _grouped(self, sentence: Sentence, token: Token) -> bool:
        """Whether a word is a half of a country (the North) or a noun that says no more."""
        if self._aged(sentence, token):
            return True
        if token.text in self.gazetteer.words["halves"] and token.upos in _NAMED:
            return True
        noun = token.upos in ("NOUN", "PROPN") or (token.upos == "ADJ" and token.text[0].isupper())
        return noun and self._general(token, self.nouns)

    def _sided(self, sentence: Sentence, first: int) -> bool:
        """Whether an adjective only takes sides (pro-Russian), cut at the hyphen."""
        if first < 2 or sentence.tokens[first - 1].text != "-":
            return False
        return sentence.tokens[first - 2].text.lower() in self.gazetteer.words["sides"]

    def _general(self, token: Token, nouns: frozenset[str]) -> bool:
        tail = token.lemma.rsplit("-", 1)[-1]
        if token.lemma in nouns or tail in nouns:
            return True
        return nouns is self.nouns and bool(self.gazetteer.general(token.lemma))

    def _add(self, sentence: Sentence, taken: list[bool], first: int, last: int, kind: str) -> None:
        head = head_of(sentence, first, last)
        start, end = sentence.tokens[first].start, sentence.tokens[last - 1].end
        text = surface(sentence, first, last)
        self.found.append(Mention(sentence.index, first, last, head, kind, text, start, end))
        for i in range(first, last):
            taken[i] = True


def _linked(sentence: Sentence, first: int, last: int) -> int:
    """The end of a name without words that hang elsewhere in the sentence."""
    head = head_of(sentence, first, last)
    for i in range(head + 1, last):
        token = sentence.tokens[i]
        if not first <= token.head < last and token.relation not in _OWN:
            return i
    return last


def _whole(sentence: Sentence, taken: list[bool], first: int, last: int) -> int:
    """The end of a name with the parts that a hyphen joins to it (al-Hariri)."""
    tokens = sentence.tokens
    while last + 1 < len(tokens) and not taken[last + 1]:
        hyphen, after = tokens[last], tokens[last + 1]
        joined = tokens[last - 1].end == hyphen.start and hyphen.end == after.start
        if not (joined and hyphen.text == "-" and after.text[0].isalpha()):
            break
        last += 2
    return last


_COUNTING = ("NUM", "PRON", "DET")
_NOMINAL = ("nsubj", "obj", "iobj", "obl", "nmod", "conj", "appos")
_SUBJECTS = ("nsubj", "obj", "iobj")


def _stands_alone(token: Token) -> bool:
    """Whether a word that may go with a noun is an argument itself (both signed)."""
    return token.upos != "ADV" and token.relation.split(":")[0] in _ARGUMENTS


def _counts(sentence: Sentence, token: Token) -> bool:
    """Whether a number or an indefinite pronoun stands for people: with those whom it is taken
    from ("two of them", "one of its engineers") or, a number, alone as subject or object."""
    relation = token.relation.partition(":")[0]
    if token.upos not in _COUNTING or relation not in _NOMINAL:
        return False
    inside = sentence.kids(token.index, "nmod", "obl")
    if any(k > token.index and sentence.tokens[k].upos in ("NOUN", "PRON") for k in inside):
        return True
    alone = token.upos == "NUM" and relation in _SUBJECTS
    return alone and not sentence.kids(token.index, "nmod", "nummod", "compound", "flat", "case")


_NAMING = ("PROPN", "NOUN", "X", "ADJ")


def _article(token: Token, gazetteer: Gazetteer) -> bool:
    """Whether a word that could be a pronoun only accompanies a noun."""
    possessives = gazetteer.words["possessives"]
    return token.relation == "det" and token.text.lower() not in possessives
