"""How the words around an office or a name hang together in the tree."""

from __future__ import annotations

from collections.abc import Container, Mapping

from detente.stages._tree import among
from detente.types import Mention, Sentence

_TIMES = ("NUM", "PROPN", "ADJ", "DET", "NOUN", "PART", "ADP", "SCONJ")
_JOINED = ("conj", "parataxis")  # how a main clause hangs on the one before
_FEW = 7  # words within which a phrase says until when an office was held


def determiner(sentence: Sentence, heads: tuple[int, ...], words: frozenset[str]) -> bool:
    """Whether one of the heads has a dependent, or a word just before it, from `words`."""
    for head in heads:
        if any(sentence.tokens[k].text.lower() in words for k in sentence.children[head]):
            return True
        at = head - 1
        while at >= 0 and sentence.tokens[at].upos in ("ADJ", "NUM", "DET"):
            if sentence.tokens[at].text.lower() in words:
                return True
            at -= 1
    return False


def both(sentence: Sentence, heads: tuple[int, ...], words: Mapping[str, frozenset[str]]) -> bool:
    """Whether a phrase says that two parties are meant (both, the two, each side, the warring
    parties)."""
    if determiner(sentence, heads, words["both"]):
        return True
    sides = all(sentence.tokens[h].lemma in words["each_of"] for h in heads)
    if sides and determiner(sentence, heads, words["each"]):
        return True
    definite = determiner(sentence, heads, words["definite"])
    return definite and (
        determiner(sentence, heads, words["two"]) or warring(sentence, heads, words)
    )


def warring(
    sentence: Sentence, heads: tuple[int, ...], words: Mapping[str, frozenset[str]]
) -> bool:
    """Whether an adjective says of several that they fight each other (the warring parties)."""
    pairs = all(sentence.tokens[h].lemma in words["pair"] for h in heads)
    many = any(sentence.tokens[h].morph.get("Number") == "Plur" for h in heads)
    kids = (sentence.tokens[k] for h in heads for k in sentence.kids(h, "amod"))
    called = any(among(t, words["warring"]) for t in kids)
    return pairs and many and called


def clause(sentence: Sentence, token: int) -> int:
    """The verb (or other root) of the clause that a token stands in."""
    at = token
    for _ in sentence.tokens:
        parent = sentence.tokens[at].head
        if parent < 0 or (at != token and sentence.tokens[at].upos in ("VERB", "AUX")):
            return at
        at = parent
    return at


def clauses(sentence: Sentence, token: int) -> list[int]:
    """The verb of the clause of a token, then those of the clauses that it is joined to."""
    found = [clause(sentence, token)]
    while sentence.tokens[found[-1]].relation in _JOINED and len(found) < _FEW:
        found.append(sentence.tokens[found[-1]].head)
    return found


def below(sentence: Sentence, token: int, verb: int) -> int:
    """The dependent of a verb that a token belongs to; -1 if it is not below the verb."""
    at = token
    for _ in sentence.tokens:
        parent = sentence.tokens[at].head
        if parent == verb or parent < 0:
            return at if parent == verb else -1
        at = parent
    return -1


def case_of(sentence: Sentence, token: int) -> str:
    """The preposition before a noun, in small letters; "" if it has none."""
    for k in sentence.children[token]:
        if sentence.tokens[k].relation == "case" and k < token:
            return sentence.tokens[k].text.lower()
    return ""


def genitive(sentence: Sentence, token: int, of: Container[str]) -> bool:
    """Whether a phrase is a genitive of a noun, by its case or by a preposition like "of"."""
    word = sentence.tokens[token]
    cased = word.relation == "nmod" and word.morph.get("Case") == "Gen"
    return cased or case_of(sentence, token) in of


def preposition(sentence: Sentence, mention: Mention) -> str:
    """The preposition of a name by the tree or right before it; "" if it has none."""
    found = case_of(sentence, mention.head)
    at = mention.first - 1
    while not found and at >= 0 and sentence.tokens[at].upos in ("DET", "ADJ"):
        at -= 1
    if not found and at >= 0 and sentence.tokens[at].upos == "ADP":
        return sentence.tokens[at].text.lower()
    return found


def located(sentence: Sentence, mention: Mention, words: Mapping[str, frozenset[str]]) -> bool:
    """Whether a name says where something is (in Vienna), not where it comes from."""
    return preposition(sentence, mention) in words["within"] - words["from"]


def governor(sentence: Sentence, token: int) -> int:
    """The token that governs the noun phrase, past conjuncts and names of one phrase."""
    at = token
    while sentence.tokens[at].relation.split(":")[0] in ("conj", "flat", "appos"):
        parent = sentence.tokens[at].head
        if parent < 0:
            break
        at = parent
    return sentence.tokens[at].head


def is_subject(sentence: Sentence, token: int) -> bool:
    """Whether the noun is, or is coordinated with, the subject of its clause."""
    at = token
    for _ in sentence.tokens:
        relation = sentence.tokens[at].relation.split(":")[0]
        if relation not in ("conj", "flat", "appos", "compound", "nmod") or (
            relation == "nmod" and at != token
        ):
            return relation in ("nsubj", "csubj")
        if relation == "nmod":
            return False
        at = sentence.tokens[at].head
        if at < 0:
            return False
    return False


def antecedent(sentence: Sentence, token: int) -> int:
    """The noun that a relative pronoun stands for; -1 if the tree has none."""
    at = token
    for _ in sentence.tokens:
        current = sentence.tokens[at]
        if current.relation.split(":")[0] == "acl":
            return current.head
        if current.head < 0 or current.relation in ("root", "ccomp", "advcl", "parataxis"):
            return -1
        at = current.head
    return -1


def before_comma(sentence: Sentence, token: int) -> int:
    """The word before the comma before a relative pronoun; -1 if there is no such comma."""
    at = token - 1
    while at > 0 and sentence.tokens[at].upos in ("ADP", "PUNCT"):
        at -= 1
    return at if 0 <= at < token - 1 and sentence.tokens[at + 1].text == "," else -1


def shortened(sentence: Sentence, heads: tuple[int, ...]) -> tuple[int, ...]:
    """The heads and the shortened noun that one is joined to (Staats- und Regierungschefs)."""
    token = sentence.tokens[heads[0]]
    if token.relation == "conj" and sentence.tokens[token.head].text.endswith("-"):
        return (*heads, token.head)
    return heads


def joins(sentence: Sentence, at: int) -> bool:
    """Whether a word that tells until when opens a clause (until officers came)."""
    token = sentence.tokens[at]
    return token.relation == "mark" and sentence.tokens[token.head].upos == "VERB"


def ended(sentence: Sentence, mention: Mention, words: frozenset[str]) -> bool:
    """Whether the phrase of an office says until when it was held ("until May minister")."""
    tokens = sentence.tokens
    at = mention.first - 1
    while at >= 0 and tokens[at].upos in _TIMES and mention.first - at < _FEW:
        if tokens[at].text.lower() in words:
            return not joins(sentence, at) and (at == 0 or tokens[at - 1].upos == "PUNCT")
        at -= 1
    after = mention.last
    while after < len(tokens) and tokens[after].upos == "PROPN" and after - mention.last < _FEW:
        after += 1
    timed = after + 1 < len(tokens) and tokens[after + 1].upos in ("NUM", "PROPN", "ADP")
    return timed and tokens[after].text.lower() in words
