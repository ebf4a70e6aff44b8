"""How parties themselves are told to be or to act towards each other: by an adverb of their verb
("they get on badly", "so schlecht standen beide noch nie zueinander") or a predicate adjective
("Paris and Rome have never been closer")."""

from __future__ import annotations

from detente.stages._stand_clause import Said, extreme
from detente.stages._stand_words import (
    BETTER,
    FRIENDLY,
    HOSTILE,
    WORSE,
    Lexicon,
    entry,
    forms,
    known,
    toned,
)
from detente.types import Sentence

_WORDS = ("ADV", "ADJ", "VERB", "ADP", "NOUN")


def manner(sentence: Sentence, index: int, lexicon: Lexicon) -> Said | None:
    """What a verb of dealing with somebody says by the words beside it, and the word."""
    tokens = sentence.tokens
    along = [rest for verb in forms(tokens[index]) for rest in lexicon.manner.get(verb, ())]
    if not along:
        return None
    inside = {tokens[k].text.lower() for k in sentence.children[index]}
    inside |= {t.text.lower() for t in tokens[index + 1 : index + 2]}
    if not any(rest <= inside for rest in along):
        return None
    kids = sentence.kids(index, "advmod", "xcomp", "obl", "amod", "obj", "compound:prt")
    beside = [k for k in kids if k not in lexicon.void and tokens[k].upos in _WORDS]
    around = [*beside, *(g for k in beside for g in sentence.kids(k, "advmod", "amod"))]
    told = _told(sentence, around, lexicon)
    if told is None:
        return None
    negated = any(tokens[k].text.lower() in lexicon["negators"] for k in around)
    if negated and told[0][1] is None:
        return (HOSTILE, told[1]) if told[0][0] == "friendly" else None
    return told


def described(sentence: Sentence, index: int, lexicon: Lexicon) -> Said | None:
    """What an adjective says of its subjects, where they are so towards each other."""
    tokens = sentence.tokens
    token = tokens[index]
    word = token.text.lower()
    tone, named = lexicon.mutual.get(word), sentence.kids(index, "nsubj", "nsubj:pass")
    becomes = token.relation == "xcomp" and bool(forms(tokens[token.head]) & lexicon["turning"])
    if becomes:
        named = sentence.kids(token.head, "nsubj")
    if tone is None or not named or index in lexicon.void:
        return None
    passive = token.upos == "VERB"
    if not passive and token.upos not in ("ADJ", "ADV", "NOUN"):
        return None
    if passive and not sentence.kids(index, "aux:pass", "cop"):
        return None
    nouns = [tokens[k] for k in named]
    if any(entry(n, lexicon.nouns) or known(n, lexicon["relations"]) for n in nouns):
        return None
    if any(n.text.lower() in lexicon["impersonal"] for n in nouns):
        return None
    if word in lexicon.comparatives:
        return lexicon.comparatives[word], index
    if extreme(sentence, index, lexicon):
        return (BETTER if tone == "friendly" else WORSE), index
    near = {tokens[k].text.lower() for k in sentence.kids(index, "advmod")}
    if near & lexicon["negators"]:
        return None
    moves = {"friendly": BETTER, "hostile": WORSE} if becomes or near & lexicon["more"] else {}
    return moves.get(tone, (tone, None)), index


def predicative(sentence: Sentence, index: int, lexicon: Lexicon) -> bool:
    """Whether what the tree takes for a noun completes a verb of becoming or being with a word
    that only describes parties (has grown wary of)."""
    token = sentence.tokens[index]
    known = token.text in lexicon.mutual and token.upos == "NOUN"
    return known and (token.relation == "xcomp" or bool(sentence.kids(index, "cop")))


def footing(sentence: Sentence, index: int, lexicon: Lexicon) -> Said | None:
    """What the words with a noun for a footing say of those who stand on it (on frosty terms)."""
    tokens = sentence.tokens
    cases = {tokens[k].text.lower() for k in sentence.kids(index, "case")}
    if tokens[index].text.lower() not in lexicon["footing"] or not cases & lexicon["upon"]:
        return None
    kids = sentence.kids(index, "amod")
    told = _told(sentence, [*kids, *(g for k in kids for g in sentence.kids(k, "conj"))], lexicon)
    none = any(tokens[k].text.lower() in lexicon["negators"] for k in sentence.kids(index, "det"))
    return (HOSTILE, told[1]) if none and told and told[0] == FRIENDLY else told


def _told(sentence: Sentence, around: list[int], lexicon: Lexicon) -> Said | None:
    """The first that superlatives, comparatives or describing words among some tell."""
    tokens = sentence.tokens
    for k in around:
        word = tokens[k].text.lower()
        judged = lexicon.superlatives.get(word) or lexicon.superlatives.get(tokens[k].lemma.lower())
        if judged and extreme(sentence, k, lexicon):
            return judged, k
    for k in around:
        degree = lexicon.comparatives.get(tokens[k].text.lower())
        if degree:
            return degree, k
    for k in around:
        if tokens[k].upos == "NOUN":
            judged = entry(tokens[k], lexicon.nouns)
            if judged:
                return judged, k
            continue
        tone = lexicon.manners.get(tokens[k].text.lower()) or toned(sentence, k, lexicon)
        if tone:
            return (tone, None), k
    return None
