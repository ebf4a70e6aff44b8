"""Lemmas of several words under which the codebook may know a predicate."""

from __future__ import annotations

from functools import cache

from detente.resources import LanguagePack
from detente.stages._grammar import Grammar, preposition, with_phrases
from detente.types import Sentence


@cache
def particles_of(pack: LanguagePack) -> frozenset[str]:
    """Words that are part of a verb in front of which or behind which they stand."""
    return frozenset(map(str, pack.tokens.get("particles") or ()))


def joined(
    sentence: Sentence, index: int, grammar: Grammar, particles: frozenset[str]
) -> list[str]:
    """Lemmas of several words: verb and particle, noun and its modifiers."""
    if sentence.tokens[index].upos in ("NOUN", "PROPN"):
        return _with_modifiers(sentence, index)
    out = [
        *_with_adverbs(sentence, index, particles),
        *_with_particles(sentence, index, particles),
        *with_phrases(sentence, index, grammar),
    ]
    return [o.lower() for o in out]


def stated(sentence: Sentence, index: int, grammar: Grammar) -> list[str]:
    """Lemmas of a noun or adjective that a copula joins to its subject ("was a guest")."""
    tokens = sentence.tokens
    led = preposition(sentence, index, grammar)
    return [
        " ".join(filter(None, (tokens[k].lemma, led, form))).lower()
        for k in sentence.kids(index, "cop", "aux")
        for form in dict.fromkeys((tokens[index].lemma, tokens[index].text))
    ]


def _with_modifiers(sentence: Sentence, noun: int) -> list[str]:
    """A noun with each of its modifiers, by their lemmas and as they are written."""
    tokens, lemma = sentence.tokens, sentence.tokens[noun].lemma
    kids = sentence.kids(noun, "compound", "amod")[::-1]
    lemmas = [f"{tokens[k].lemma} {lemma}".lower() for k in kids]
    return lemmas + [f"{tokens[k].text} {lemma}".lower() for k in kids]


def _with_adverbs(sentence: Sentence, verb: int, particles: frozenset[str]) -> list[str]:
    """A verb with its particle, adverb or complement, and with its auxiliary."""
    tokens, token = sentence.tokens, sentence.tokens[verb]
    out = []
    for kid in sentence.kids(verb, "compound:prt", "advmod", "xcomp", "obl", "advcl"):
        other = tokens[kid]
        said = other.upos in ("VERB", "NOUN") and other.relation == "xcomp"
        if said or other.upos in ("ADP", "ADV", "ADJ") or other.relation == "compound:prt":
            out.append(f"{token.lemma} {other.text}")
            if other.text.lower() in particles:
                out.append(other.text + token.lemma)
    for kid in sentence.kids(verb, "aux"):
        out.append(f"{tokens[kid].lemma} {token.text}")  # "ließ ... platzen"
    return out


def _with_particles(sentence: Sentence, verb: int, particles: frozenset[str]) -> list[str]:
    """A verb with the words that lead its phrases: one of them may be its particle."""
    tokens, lemma = sentence.tokens, sentence.tokens[verb].lemma
    held = bool(sentence.kids(verb, "obj", "nsubj:pass"))
    out = []
    for kid in sentence.kids(verb, "obl", "nmod"):
        if kid < verb and not particles:
            continue  # "on Tuesday called" is no "called on"
        led = sentence.kids(kid, "case")
        if held and len(led) == 1 and not sentence.kids(led[0], "fixed"):
            continue  # the preposition of that phrase, no particle (taken in a raid)
        out += [f"{lemma} {tokens[k].text}" for k in led]
    return out
