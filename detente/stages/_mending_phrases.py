"""Phrases mended where the parser hangs them on the wrong word, or on none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.resources import LanguagePack
from detente.stages._lemmas import lemma_of

if TYPE_CHECKING:
    from detente.stages._mending import Draft

_PARTING = ("NUM", "NOUN", "PROPN")
_CLOSED = frozenset({"obj", "ccomp", "xcomp", "aux:pass", "nsubj:pass", "cop"})


def of_whole_names(tree: Draft) -> None:
    """What leads a name of several words leads the whole (from the European Union), where the tree
    hangs it on a later word of the name."""
    for word, relation in enumerate(tree.relations):
        top = tree.heads[word]
        while top >= 0 and tree.relations[top] == "flat":
            top = tree.heads[top]
        if relation in ("case", "det") and word < top != tree.heads[word]:
            tree.hang(word, top, relation)


def no_led_subject(tree: Draft) -> None:
    """Who is led by a preposition is no subject: he belongs to the noun before it (clashes between
    students and police), else to the verb. Numbers are led by words that look like prepositions
    (over 300 people), and a noun between them may be the one that is led (by dawn soldiers came).
    """
    for word, relation in enumerate(tree.relations):
        verb, kids = tree.heads[word], tree.children[word]
        cases = [k for k in kids if tree.relations[k] == "case" and tree.tags[k] == "ADP"]
        if relation not in ("nsubj", "nsubj:pass") or not cases or cases[0] > word:
            continue
        if any(tree.tags[k] in _PARTING for k in range(cases[0], word)):
            continue
        before = cases[0] - 1
        noun = before >= 0 and tree.tags[before] == "NOUN"
        if tree.tags[verb] == "NOUN":
            tree.relations[word] = "nmod"
        elif noun and tree.heads[before] == verb:
            tree.hang(word, before, "nmod")
        elif not noun and not any(tree.relations[k] == "det" for k in tree.children[verb]):
            tree.relations[word] = "obl"  # of a verb that is no noun itself


def lost_object(tree: Draft, pack: LanguagePack) -> None:
    """A noun behind a verb without object, with which the tree begins another sentence, is its
    object (received two helicopters)."""
    spans = pack.support.get("spans") or ()
    for word, head in enumerate(tree.heads):
        if head >= 0:
            continue
        verb = max((k for k in range(word) if tree.heads[k] < 0), default=-1)
        if verb < 0 or (tree.tags[verb], tree.tags[word]) != ("VERB", "NOUN"):
            continue
        told = {tree.relations[k] for k in tree.children[verb]}
        own = {word, *(k for k in range(verb, word) if tree.is_below(k, word))}
        led = any(
            tree.relations[k] in ("case", "mark", "cop", "nsubj") for k in tree.children[word]
        )
        apart = any(tree.tags[k] in ("PUNCT", "VERB", "CCONJ") for k in range(verb + 1, min(own)))
        if not (told & _CLOSED or led or apart) and tree.words[word] not in spans:
            tree.hang(word, verb, "obj")


def second_object(tree: Draft, pack: LanguagePack) -> None:
    """A noun with an article of an object and without a preposition is one (stattete Estland einen
    Besuch ab), where the tree takes it for a phrase that tells when or how."""
    articles, spans = pack.tokens.get("of_objects") or (), pack.support.get("spans") or ()
    for word, relation in enumerate(tree.relations if articles else ()):
        verb = tree.heads[word]
        if relation != "obl" or tree.tags[word] != "NOUN" or tree.is_led(word) or verb < 0:
            continue
        kids = tree.children[word]
        led = any(tree.relations[k] == "det" and tree.words[k].lower() in articles for k in kids)
        if led and tree.tags[verb] == "VERB" and tree.words[word] not in spans:
            tree.relations[word] = "obj"


def told_as(tree: Draft, pack: LanguagePack) -> None:
    """What somebody counts as (gelten seit Monaten als angespannt) completes its verb, where the
    tree joins it to that or takes it for a clause."""
    rules = pack.tokens.get("told_as") or {}
    verbs, mark = rules.get("verbs") or (), rules.get("mark")
    for word, relation in enumerate(tree.relations if mark else ()):
        verb = tree.heads[word]
        behind = word > 0 and tree.words[word - 1].lower() == mark
        if relation not in ("conj", "advcl") or verb < 0 or not behind:
            continue
        kids = tree.children[word]
        plain = not any(tree.relations[k].startswith(("nsubj", "aux", "cop")) for k in kids)
        if plain and lemma_of(tree.words[verb], "VERB", tree.particles(verb), pack) in verbs:
            tree.relations[word] = "xcomp"
            tree.relations[word - 1] = "cc"
