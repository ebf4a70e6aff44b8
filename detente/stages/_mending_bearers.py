"""Auxiliaries that are none: function words have no arguments, so what the tree calls an auxiliary
and gives a subject or an object is a verb of its own, or they are its head's."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.stages._mending import Draft

_HELPING = ("aux", "cop")
_CORE = ("nsubj", "obj", "iobj", "ccomp", "xcomp")
_OWN = (*_CORE, "obl", "advcl")
_NAMING = ("NOUN", "PROPN", "PRON", "NUM")


def bearers(tree: Draft) -> None:
    """Give each verb that stands as an auxiliary its clause, and what hangs on a true one to the
    word that it helps (half of them *are* on the ground)."""
    for word in range(len(tree.words)):
        top = tree.heads[word]
        if top < 0 or _base(tree, word) not in _HELPING:
            continue
        own = [k for k in tree.children[word] if _base(tree, k) in _OWN]
        if not any(_base(tree, k) in _CORE for k in own):
            continue
        if tree.tags[word] == "VERB":
            _clause(tree, word, top)
        elif not _has_subject(tree, top):
            for kid in own:
                tree.hang(kid, top, tree.relations[kid])
        elif any(_base(tree, k) == "nsubj" for k in own):
            tree.hang(word, top, "parataxis")


def _clause(tree: Draft, word: int, top: int) -> None:
    """Make a verb the head of a clause: in the stead of a word that cannot be one or that only
    completes it, else beside it."""
    predicate = tree.tags[top] in ("VERB", "ADJ", "AUX")
    if predicate and _has_subject(tree, top):
        tree.hang(word, top, "parataxis")
    elif predicate or tree.heads[top] < 0:
        above, relation = tree.heads[top], tree.relations[top]
        tree.hang(word, above, relation)
        led = any(tree.relations[k] in ("case", "mark") for k in tree.children[top])
        below = (
            "xcomp" if predicate else "obl" if led and tree.tags[top] in _NAMING else "parataxis"
        )
        tree.hang(top, word, below)
    else:
        first = min((k for k in tree.children[word] if _base(tree, k) in _CORE), default=word)
        relative = tree.tags[first] == "PRON" and top < first < word
        tree.hang(word, top, "acl:relcl" if relative else "parataxis")


def _has_subject(tree: Draft, word: int) -> bool:
    return any(_base(tree, k) in ("nsubj", "csubj") for k in tree.children[word])


def _base(tree: Draft, word: int) -> str:
    return tree.relations[word].partition(":")[0]
