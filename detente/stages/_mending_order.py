"""Clauses mended that the parser takes apart, or hangs on the wrong word, for their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.resources import LanguagePack
from detente.stages._lemmas import lemma_of

if TYPE_CHECKING:
    from detente.stages._mending import Draft

_NOUNS = ("NOUN", "PROPN")
_OWNERS = ("det", "nmod:poss")
_SUBJECTS = ("nsubj", "nsubj:pass", "csubj")
_WHOLE = ("root", "ccomp", "conj", "parataxis", "advcl")  # relations of verbs that have a subject
_BESIDE = ("punct", "advmod", "cc", "mark", "obl")  # what may stand before it
_HEARD = 5  # words at most between what is likened and its verb's beginning


def led_apart(tree: Draft) -> None:
    """A name with a preposition of its own before a noun with another (von den Rebellen am
    Dienstag) is a phrase for itself, where the tree has it for a part of that noun."""
    for word, relation in enumerate(tree.relations):
        noun = tree.heads[word]
        if relation != "compound" or noun <= word or tree.tags[word] not in _NOUNS:
            continue
        led = any(tree.relations[k] == "case" and k < word for k in tree.children[word])
        again = any(tree.relations[k] == "case" and k > word for k in tree.children[noun])
        if led and again and tree.heads[noun] >= 0:
            tree.hang(word, tree.heads[noun], "obl")


def fronted_participle(tree: Draft) -> None:
    """A participle that closes what stands before the verb (von Mali beschuldigt, zog ...) tells of
    the subject of that verb; what has no preposition there is no object of it."""
    for comma in range(1, len(tree.words) - 1):
        word, verb = comma - 1, comma + 1
        if tree.words[comma] != "," or (tree.tags[word], tree.tags[verb]) != ("VERB", "VERB"):
            continue
        if tree.heads[word] == verb or tree.relations[word] in ("root", "acl", "acl:relcl"):
            continue
        kids = tree.children[word]
        if any(tree.relations[k].startswith(("nsubj", "aux", "cop", "mark")) for k in kids):
            continue
        whole = all(k == word or tree.is_below(k, word) for k in range(word))
        told = any(tree.relations[k] in _SUBJECTS and k > verb for k in tree.children[verb])
        if not whole or not told:
            continue
        tree.hang(word, verb, "advcl")
        for kid in kids:
            if tree.relations[kid] == "obj":
                tree.relations[kid] = "obl"


def likened(tree: Draft, pack: LanguagePack) -> None:
    """Who stands behind a word of likeness before the verb (wie zuvor Mali schloss auch Niger die
    Grenze) is not its subject: he is the one behind the verb."""
    words = pack.tokens.get("likening") or ()
    for word, text in enumerate(tree.words):
        if text.lower() not in words or (word and tree.tags[word - 1] != "PUNCT"):
            continue
        for name in range(word + 1, min(word + _HEARD, len(tree.words) - 1)):
            verb = tree.heads[name]
            first = tree.relations[name] == "nsubj" and tree.tags[name] == "PROPN"
            if not first or verb != name + 1:
                continue
            bare = [k for k in tree.children[verb] if tree.relations[k] == "obj" and k > verb]
            if len(bare) > 1 and tree.tags[bare[0]] == "PROPN":
                tree.relations[name], tree.relations[bare[0]] = "obl", "nsubj"
                tree.tags[word] = "ADP"
                tree.hang(word, name, "case")


def pointing_subject(tree: Draft, pack: LanguagePack) -> None:
    """A word that points back (nachdem diese Raketen abgefeuert hatte) is the subject of a clause
    that has none, where the tree takes it for the article of the object behind it."""
    words = pack.tokens.get("demonstratives") or ()
    for word, text in enumerate(tree.words[1:], 1):
        noun = tree.heads[word]
        if tree.relations[word] != "det" or text not in words or noun != word + 1:
            continue
        verb = tree.heads[noun]
        if verb < noun or tree.relations[noun] != "obj" or tree.relations[word - 1] != "mark":
            continue
        if not any(tree.relations[k] in _SUBJECTS for k in tree.children[verb]):
            tree.tags[word] = "PRON"
            tree.hang(word, verb, "nsubj")


def done_by_verb(tree: Draft, pack: LanguagePack) -> None:
    """A gerund right behind a verb of doing (denied arming rebels) is what is done, and what the
    tree has for the noun that it describes is its object."""
    verbs = pack.tokens.get("verbs_of_doing") or ()
    for word in range(1, len(tree.words) if verbs else 0):
        noun, verb = tree.heads[word], word - 1
        if (tree.relations[word], tree.tags[word], tree.tags[verb]) != ("amod", "VERB", "VERB"):
            continue
        if noun < word or tree.heads[noun] != verb or tree.relations[noun] != "obj":
            continue
        if any(tree.relations[k] in _OWNERS for k in tree.children[noun]):
            continue
        if lemma_of(tree.words[verb], "VERB", (), pack) in verbs:
            tree.hang(word, verb, "xcomp")
            tree.hang(noun, word, "obj")


def object_beside(tree: Draft, pack: LanguagePack) -> None:
    """A bare noun right behind a name and before the verb that closes its clause (wo ihm der König
    Asyl gewährte, der dem Rat Betrug vorwirft) is what is done, not another name of the one."""
    spans = pack.support.get("spans") or ()
    for word in range(2, len(tree.words) - 1 if pack.support.get("datives") else 0):
        name, verb = tree.heads[word], word + 1
        if (tree.relations[word], tree.tags[word], tree.tags[verb]) != ("appos", "NOUN", "VERB"):
            continue
        near = word - 1 == name or tree.heads[word - 1] == name < word - 1
        if not near or tree.tags[word - 1] == "PUNCT" or tree.children[word]:
            continue
        closes = verb + 1 == len(tree.words) or tree.tags[verb + 1] in ("PUNCT", "AUX", "CCONJ")
        if tree.heads[name] != verb or not closes or tree.words[word] in spans:
            continue
        kids = tree.children[name]
        if any(tree.relations[k] in ("case", "nummod") for k in kids):
            continue
        if tree.relations[name] in ("obj", "iobj", "obl", "nsubj"):
            if tree.relations[name] in ("obj", "obl"):
                tree.relations[name] = "iobj"
            tree.hang(word, verb, "obj")


def joined_names(tree: Draft) -> None:
    """Two nouns joined by "and" in one phrase (relations between Kenya and Uganda) hang on each
    other, where the tree hangs the second on the noun above as well."""
    for word in range(2, len(tree.words)):
        joint, first = word - 1, word - 2
        if tree.tags[joint] != "CCONJ" or tree.heads[joint] != word:
            continue
        beside = tree.heads[first] == tree.heads[word] >= 0
        alike = tree.relations[first] == tree.relations[word] in ("nmod", "obl")
        led = [tree.is_led(i) for i in (first, word)]
        if beside and alike and led == [True, False]:
            tree.hang(word, first, "conj")


def first_is_subject(tree: Draft, pack: LanguagePack) -> None:
    """A noun without a preposition that alone stands before its verb (tensions have eased) is the
    subject, where word order tells it and the tree has it for an object or a part of the verb."""
    if pack.support.get("datives"):
        return  # an object may stand first
    for word, relation in enumerate(tree.relations):
        verb = tree.heads[word]
        if relation not in ("obj", "nmod") or tree.tags[word] not in _NOUNS or verb <= word:
            continue
        if tree.tags[verb] != "VERB" or tree.relations[verb] not in _WHOLE:
            continue
        kids = [k for k in tree.children[verb] if k != word]
        told = {tree.relations[k].split(":")[0] for k in kids}
        alone = all(tree.relations[k] in _BESIDE for k in kids if k < word)
        led = any(tree.relations[k] in ("case", "mark") for k in tree.children[word])
        if {"nsubj", "csubj", "expl"} & told or led or not alone:
            continue
        if any(tree.words[k] in ("!", "?", '"', "”") for k in range(word + 1, verb)):
            continue
        passive = any(tree.relations[k] == "aux:pass" for k in kids)
        tree.relations[word] = "nsubj:pass" if passive else "nsubj"
