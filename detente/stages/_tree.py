"""Walks over dependency trees."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from itertools import takewhile

from detente.types import Sentence, Token


@dataclass(frozen=True, slots=True)
class Step:
    """One step up the tree: from `child` by `relation` to `token`."""

    token: int
    child: int
    relation: str


def among(token: Token, words: Container[str]) -> bool:
    """Whether a word is one of some, by its lemma or as it is written, without its capitals."""
    return token.lemma.lower() in words or token.text.lower() in words


def climb(sentence: Sentence, index: int) -> tuple[Step, ...]:
    """The way from a token to the root."""
    out: list[Step] = []
    at = index
    while sentence.tokens[at].head >= 0 and len(out) < 60:
        head = sentence.tokens[at].head
        out.append(Step(head, at, sentence.tokens[at].relation))
        at = head
    return tuple(out)


def above(sentence: Sentence, index: int, top: int) -> tuple[int, ...]:
    """The words over a token, up to another one that is left out."""
    return tuple(takewhile(lambda k: k != top, (s.token for s in climb(sentence, index))))


def composed(token: Token, words: Iterable[str], least: int) -> bool:
    """Whether a noun ends in one of some words of `least` letters or more, as composed ones do."""
    ends = tuple(w for w in words if len(w) >= least)
    return token.upos == "NOUN" and token.lemma.lower().endswith(ends)


def clause_head(sentence: Sentence, index: int) -> int:
    """The verb (or other predicate) of the clause that a token stands in."""
    at = index
    while sentence.tokens[at].head >= 0:
        relation = sentence.tokens[at].relation.split(":")[0]
        verbal = sentence.tokens[at].upos in ("VERB", "AUX")
        if relation in ("ccomp", "xcomp", "advcl", "parataxis", "root", "csubj"):
            return at
        if relation == "acl" and verbal:
            return at
        if relation == "conj" and verbal:
            return at
        at = sentence.tokens[at].head
    return at


def own_subjects(sentence: Sentence, index: int) -> tuple[int, ...]:
    """The subjects that hang on the predicate itself."""
    return sentence.kids(index, "nsubj", "nsubj:pass")


def subjects(sentence: Sentence, index: int) -> tuple[int, ...]:
    """The subjects of a predicate, its own or those of the verb that it is joined to."""
    own = own_subjects(sentence, index)
    if own:
        return own
    token = sentence.tokens[index]
    if token.relation == "conj" and token.head >= 0:
        return subjects(sentence, token.head)
    return ()


_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET"})


def last_phrases(sentence: Sentence, verb: int) -> tuple[int, ...]:
    """The nouns with a preposition that close the clause of a verb, in front of its particle or of
    a verb at the end, and hang on another noun of it.
    """
    out = []
    for kid in sentence.subtree(verb):
        token = sentence.tokens[kid]
        if token.relation not in ("nmod", "obl") or token.head == verb:
            continue
        if any(sentence.tokens[k].upos not in _NOMINAL for k in above(sentence, kid, verb)):
            continue
        if _closes(sentence, verb, sentence.subtree(kid)[-1] + 1):
            out.append(kid)
    return tuple(out)


def _closes(sentence: Sentence, verb: int, after: int) -> bool:
    """Whether a clause of a verb ends before a token."""
    if after >= len(sentence.tokens) or after == verb:
        return True
    token = sentence.tokens[after]
    part = token.head == verb and token.relation in ("compound:prt", "aux", "aux:pass", "cc")
    return part or token.upos == "PUNCT" or token.upos == "CCONJ"


NEAR = 8  # words between a verb and the object that is shown with it


def near_objects(sentence: Sentence, verb: int) -> frozenset[int]:
    """The objects that stand near a verb: with it they are the words that carry an event."""
    return frozenset(k for k in sentence.kids(verb, "obj") if abs(k - verb) <= NEAR)


_MODIFIERS = frozenset({"ADJ", "DET", "NUM", "ADV"})


def before_noun(sentence: Sentence, index: int) -> tuple[int, ...]:
    """The adjectives and articles right before a noun, whatever the tree makes of them."""
    at = index
    while at > 0 and sentence.tokens[at - 1].upos in _MODIFIERS:
        at -= 1
    return tuple(range(at, index))


def case_before(sentence: Sentence, index: int) -> int | None:
    """The preposition before a noun phrase: that of the tree, else the word before it."""
    kids = sentence.kids(index, "case")
    if kids:
        return kids[0]
    first = (*before_noun(sentence, index), index)[0]
    if first > 0 and sentence.tokens[first - 1].upos == "ADP":
        return first - 1
    return None


def is_bare(sentence: Sentence, verb: int) -> bool:
    """Whether the finite verb of a clause with a conjunction and a subject has the form of an
    infinitive, by which a demand is told ("that the mayor resign", "that he be freed")."""
    subordinate = any(sentence.tokens[k].upos == "SCONJ" for k in sentence.kids(verb, "mark"))
    if not subordinate or not sentence.kids(verb, "nsubj", "nsubj:pass", "csubj"):
        return False
    if sentence.kids(verb, "aux"):
        return False
    held = sentence.kids(verb, "aux:pass", "cop")
    finite = sentence.tokens[held[0] if held else verb]
    return finite.text.lower() == finite.lemma and finite.morph.get("Tense") != "Past"
