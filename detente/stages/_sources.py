"""Who the source of a report is, and the phrases that name one ("according to the police")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from detente.resources import LanguagePack
from detente.stages._cast import Cast
from detente.stages._frames import noun_frame
from detente.stages._grammar import CLAUSAL, Grammar, grammar_of, preposition
from detente.stages._parties import Parties
from detente.stages._scores import KIND, NONE
from detente.stages._tree import among, before_noun, clause_head, climb, subjects
from detente.stages._unlisted import unlisted_countries
from detente.types import Actor, Reason, Sentence, Token

SOURCE = "SRC"
_ENDS = 5  # letters from which a noun also counts as the end of a compound
_NAMED = ("amod", "nmod", "compound", "acl", "appos", "flat")  # who is told more about
_INSIDE = ("amod", "compound", "flat", "nmod")  # how a word stands inside a phrase
_NO_SECTOR = (NONE, "IGO", "REG", "MNC", "UNK")
_CLAUSES = (*CLAUSAL, "advcl", "parataxis", "acl")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a language that tell on whose word a report rests."""

    verbs: frozenset[str]
    accusing: frozenset[str]
    prepositions: frozenset[str]
    bare: frozenset[str]
    nouns: frozenset[str]
    anonymous: frozenset[str]
    faceless: frozenset[str]
    from_place: frozenset[str]
    own: frozenset[str]
    own_prepositions: frozenset[str]
    accounts: frozenset[str]
    nameless: frozenset[str]
    naming: frozenset[str]
    unwilling: frozenset[str]
    these: frozenset[str]
    vouching: frozenset[str]
    letting: Mapping[str, frozenset[str]]  # verb -> those under it by which somebody lets hear
    infinitive: str
    parts: Mapping[str, str]


@cache
def words_of(pack: LanguagePack) -> Words:
    """The words of a language pack."""
    raw = pack.reporting

    def get(key: str) -> frozenset[str]:
        return frozenset(str(w).lower() for w in raw.get(key) or ())

    return Words(
        get("verbs"),
        get("accusing"),
        get("prepositions"),
        get("bare_prepositions"),
        get("source_nouns"),
        get("anonymous") | get("faceless"),
        get("faceless"),
        get("from_place"),
        get("own"),
        get("own_prepositions"),
        get("accounts"),
        get("nameless"),
        get("naming"),
        get("unwilling") | frozenset(str(w).lower() for w in pack.status.get("negators") or ()),
        get("these"),
        get("vouching"),
        {str(k): frozenset(map(str, v)) for k, v in (raw.get("letting") or {}).items()},
        str(raw.get("infinitive") or ""),
        {str(w).lower(): str(k) for k, ws in (raw.get("parts") or {}).items() for w in ws},
    )


@dataclass(frozen=True, slots=True)
class Report:
    """Somebody's words in a sentence: the tokens that they cover."""

    verb: int
    speaker: tuple[Actor, ...]
    covers: frozenset[int]
    rule: str
    accusing: bool = False
    sure: bool = False  # by a phrase that does nothing but name a source


def source(start: int, end: int, text: str) -> Actor:
    """The unnamed source ("according to diplomats") that the words at `start` stand for."""
    return Actor(SOURCE, "unnamed source", text, start, end, None, None)


class Sources:
    """Finds the sources that the words of one sentence name."""

    def __init__(
        self, sentence: Sentence, parties: Parties, cast: Cast, grammar: Grammar, words: Words
    ) -> None:
        self.sentence, self.parties, self.cast = sentence, parties, cast
        self.grammar, self.words = grammar, words

    def phrase(self, noun: int) -> Report | None:
        """The report of a phrase that names its source."""
        sentence, words = self.sentence, self.words
        token = sentence.tokens[noun]
        word = preposition(sentence, noun, self.grammar) or self._stray(noun)
        own = any(
            sentence.tokens[k].lemma.lower() in words.own for k in sentence.kids(noun, "amod")
        )
        whose = token.lemma.lower() in words.accounts and sentence.kids(noun, "nmod:poss")
        known = words.own_prepositions if own or whose else frozenset()
        if word is None or word not in words.prepositions | known:
            return None
        sourced = ends_in(token.lemma.lower(), words.nouns)
        if word not in words.bare and not sourced:
            return None
        head = _clause(sentence, noun)
        if head == noun:
            covers = self._clauses(noun)
        else:
            covers = set(sentence.subtree(head)) - set(sentence.subtree(noun))
        if own and sourced:
            speaker = self.speaker(subjects(sentence, head), noun)
        elif sourced:
            speaker = self._of_noun(noun)
        else:
            speaker = self.speaker((noun,), noun)
        sure = word in words.bare or bool(speaker)
        if sourced and not speaker:
            speaker = (source(token.start, token.end, token.text),)
        return Report(noun, speaker, frozenset(covers), f"{word} {token.lemma}", sure=sure)

    def _clauses(self, noun: int) -> set[int]:
        """The words of the clauses that hang on a noun."""
        kids = self.sentence.kids(noun, *_CLAUSES)
        return {k for clause in kids for k in self.sentence.subtree(clause)}

    def _lemma(self, noun: int) -> str:
        return self.sentence.tokens[noun].lemma.lower()

    def speaker(self, tokens: tuple[int, ...], verb: int) -> tuple[Actor, ...]:
        """Who speaks: the first of the tokens that is a party or an unnamed source, else a
        source in a phrase of the verb."""
        sentence, words = self.sentence, self.words
        for k in tokens:
            token = sentence.tokens[k]
            unnamed = ends_in(token.lemma.lower(), words.anonymous)
            plain = unnamed and not sentence.kids(k, *_NAMED)
            if plain or faceless(sentence, k, words) or withheld(sentence, k, verb, words):
                return (source(token.start, token.end, token.text),)
            found = self.parties.phrase(k)
            if found:
                return found
            if unnamed:
                return (source(token.start, token.end, token.text),)
        for kid in sentence.kids(verb, "obl", "nmod"):
            token = sentence.tokens[kid]
            word = preposition(sentence, kid, self.grammar)
            lemma = token.lemma.lower()
            if word in words.from_place and any(lemma.endswith(a) for a in words.anonymous):
                return (source(token.start, token.end, token.text),)
        return ()

    def _of_noun(self, noun: int) -> tuple[Actor, ...]:
        """Whose account a noun means: what stands below it or right behind it, an adjective, or
        the first part of a compound."""
        sentence, words = self.sentence, self.words
        frame = noun_frame(sentence, noun, self.grammar)
        for slot in ("gen", *sorted(words.from_place), *sorted(self.grammar.genitives)):
            speaker = self.speaker(frame.get(slot), noun)
            if speaker:
                return speaker
        behind = self._behind(noun)
        found = self.cast.own(sentence.index, behind) if behind is not None else ()
        if found:
            return found
        adjective = self.cast.adjective(sentence.index, noun)
        if adjective:
            return (adjective,)
        beside = [a for k in before_noun(sentence, noun) for a in self.cast.own(sentence.index, k)]
        return tuple(beside[:1]) or self._first_part(noun)

    def _behind(self, noun: int) -> int | None:
        """The noun of the phrase right behind a noun, whatever the tree makes of it."""
        tokens = self.sentence.tokens
        at = noun + 1
        while at < len(tokens) and tokens[at].upos in ("DET", "ADJ"):
            at += 1
        return at if at < len(tokens) and tokens[at].upos in ("NOUN", "PROPN") else None

    def extent(self, noun: int) -> set[int]:
        """The words of a phrase, with a name right behind it that the tree hangs elsewhere."""
        behind = self._behind(noun) if ends_in(self._lemma(noun), self.words.nouns) else None
        near = [k for k in self.sentence.subtree(noun) if k not in self._clauses(noun)]
        return {*near, *([behind] if behind is not None else [])}

    def _first_part(self, noun: int) -> tuple[Actor, ...]:
        """The party that the first part of a compound names, in the country of the scene."""
        token = self.sentence.tokens[noun]
        lemma = token.lemma.lower()
        part = max((p for p in self.words.parts if lemma.startswith(p)), key=len, default="")
        if not part:
            return ()
        sector = self.words.parts[part]
        note = Reason("attribution", "compound", token.text, token.start, token.end)
        return tuple(
            Actor(
                *(f"{country}:{sector}", token.text, token.text, token.start, token.end),
                *(sector, country, note),
            )
            for country in unlisted_countries(self.sentence, noun, sector, self.cast)
            if country
        )

    def _stray(self, noun: int) -> str | None:
        """A preposition of sources before a noun phrase that the tree hangs elsewhere."""
        tokens = self.sentence.tokens
        if tokens[noun].relation.partition(":")[0] in _INSIDE:
            return None
        first = (*before_noun(self.sentence, noun), noun)[0]
        for size in (1, 2):
            if first >= size:
                word = " ".join(t.text.lower() for t in tokens[first - size : first])
                if word in self.words.bare:
                    return word
        return None


def source_words(sentence: Sentence, cast: Cast, pack: LanguagePack) -> frozenset[int]:
    """The words of the phrases of a sentence that do nothing but name a source: none of them is
    a party of what the source tells."""
    words, grammar = words_of(pack), grammar_of(pack)
    sources = Sources(sentence, Parties(sentence, cast, grammar), cast, grammar, words)
    found = [sources.phrase(t.index) for t in sentence.tokens if t.upos in ("NOUN", "PROPN")]
    return frozenset(k for r in found if r and r.covers for k in sources.extent(r.verb))


def _clause(sentence: Sentence, noun: int) -> int:
    """The predicate of the clause that a phrase stands in, a relative one without a verb too."""
    head = clause_head(sentence, noun)
    for step in climb(sentence, noun):
        if step.child == head or step.relation == "acl:relcl":
            return step.child
    return head


def faceless(sentence: Sentence, noun: int, words: Words) -> bool:
    """Whether a noun means people who speak without their names (diplomats), whatever it says
    of where they are from; none of its words is the name of a person."""
    token = sentence.tokens[noun]
    if not among(token, words.faceless):
        return False
    return not any(sentence.named(k, "PER") for k in sentence.subtree(noun))


def withheld(sentence: Sentence, noun: int, verb: int, words: Words) -> bool:
    """Whether the words at a speaker, or those that say how he spoke, keep his name back."""
    places = [sentence.subtree(noun)]
    head = sentence.tokens[noun].head
    places += [sentence.subtree(k) for k in sentence.kids(head, "acl", "acl:relcl") if k > noun]
    places += [sentence.subtree(k) for k in sentence.kids(verb, "obl", "advmod", "advcl")]
    places += [sentence.subtree(t.index) for t in sentence.tokens if _follows(sentence, noun, t)]
    for place in places:
        near = {sentence.tokens[k].lemma.lower() for k in place}
        near |= {sentence.tokens[k].text.lower() for k in place}
        if near & words.nameless or (near & words.naming and near & words.unwilling):
            return True
    return False


def _follows(sentence: Sentence, noun: int, token: Token) -> bool:
    """Whether a word is the predicate of a relative clause right behind a noun."""
    if not token.relation.startswith("acl") or token.index < noun:
        return False
    between = sentence.tokens[noun + 1 : min(sentence.subtree(token.index))]
    return all(t.upos == "PUNCT" for t in between)


def unlisted(sentence: Sentence, word: int, cast: Cast, words: Words) -> Actor:
    """The speaker at a word that no list knows: a party of the kind that the heads see in the
    country of the scene, an unnamed source where they see none or the name is kept back."""
    token, scores = sentence.tokens[word], sentence.scores
    unknown = source(token.start, token.end, token.text)
    if ends_in(token.lemma.lower(), words.anonymous) or scores is None:
        return unknown
    sector, p = scores.best("sectors", word)
    country = unlisted_countries(sentence, word, sector, cast)[0]
    if sector in _NO_SECTOR or country is None or withheld(sentence, word, token.head, words):
        return unknown
    note = Reason("attribution", f"{KIND}: {sector}", token.text, token.start, token.end, p)
    return Actor(
        *(f"{country}:{sector}", token.text, token.text, token.start, token.end),
        *(sector, country, note),
    )


def ends_in(lemma: str, nouns: frozenset[str]) -> bool:
    return lemma in nouns or any(lemma.endswith(n) for n in nouns if len(n) >= _ENDS)
