"""Trees mended where the parser is known to be wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.resources import LanguagePack
from detente.stages._lemmas import lemma_of
from detente.stages._mending_bearers import bearers
from detente.stages._mending_order import (
    done_by_verb,
    first_is_subject,
    fronted_participle,
    joined_names,
    led_apart,
    likened,
    object_beside,
    pointing_subject,
)
from detente.stages._mending_phrases import (
    lost_object,
    no_led_subject,
    of_whole_names,
    second_object,
    told_as,
)
from detente.stages._mending_voice import voice

# relations of what the tree takes for a clause or a verb -> of a noun in its stead
_NOMINAL = {
    **{"advcl": "obl", "acl": "nmod", "ccomp": "obj", "xcomp": "obj"},
    **{r: r for r in ("nsubj", "nsubj:pass", "obj", "obl", "nmod")},
}
_ENDS = (".", ",", ";", ":", "!", "?", "–", "-")
_ODD = ("nmod", "xcomp", "ccomp", "compound", "appos", "dep", "parataxis")
_LEADING = ("case", "cop", "nsubj", "mark", "aux")
_NAMING = ("NOUN", "PROPN", "PRON", "NUM")
_LOOSE = ("obl", "nmod")  # relations of phrases with a preposition


@dataclass(frozen=True, slots=True)
class Draft:
    """A tree that may still change: per word its head (-1 of the root), its relation, the words
    that hang on it, its part of speech."""

    words: Sequence[str]
    heads: list[int]
    relations: list[str]
    children: list[list[int]]
    tags: list[str]

    def hang(self, word: int, head: int, relation: str) -> None:
        """Hang a word elsewhere."""
        if self.heads[word] >= 0:
            self.children[self.heads[word]].remove(word)
        self.heads[word], self.relations[word] = head, relation
        if head >= 0:
            self.children[head] = sorted([*self.children[head], word])

    def particles(self, verb: int) -> list[str]:
        """The particles of a verb that stand apart from it."""
        return [self.words[k] for k in self.children[verb] if self.relations[k] == "compound:prt"]

    def is_led(self, word: int) -> bool:
        """Whether a word has a preposition."""
        return any(self.relations[k] == "case" for k in self.children[word])

    def is_below(self, word: int, top: int) -> bool:
        """Whether a word hangs on another, however far."""
        while word >= 0 and word != top:
            word = self.heads[word]
        return word >= 0


def mend(tree: Draft, pack: LanguagePack) -> None:
    """Mend a tree."""
    bearers(tree)
    of_whole_names(tree)
    no_led_subject(tree)
    _with_article(tree)
    led_apart(tree)
    joined_names(tree)
    fronted_participle(tree)
    likened(tree, pack)
    pointing_subject(tree, pack)
    done_by_verb(tree, pack)
    object_beside(tree, pack)
    _no_infinitive(tree, pack)
    _begun(tree, pack)
    _led_right(tree)
    _one_subject(tree)
    _named_after(tree)
    _split_off(tree, pack)
    _finite(tree)
    _closing(tree, pack)
    _no_genitive(tree, pack)
    _argument(tree, pack)
    voice(tree, pack)
    _told_to(tree, pack)
    first_is_subject(tree, pack)
    lost_object(tree, pack)
    second_object(tree, pack)
    told_as(tree, pack)
    _bare_object(tree, pack)


def _with_article(tree: Draft) -> None:
    """A word with an article or an owner is a noun (after the arrest of the editor, Poland's
    expulsion of two envoys), where the tree takes it for a verb, or for a clause that it completes
    (condemned Russia's invasion): what leads in its clause is its preposition."""
    tags, relations = tree.tags, tree.relations
    for word, relation in enumerate(relations):
        becomes = _NOMINAL.get(relation)
        clause = tags[word] == "NOUN" and relation == "ccomp"
        if becomes is None or not (tags[word] == "VERB" or clause):
            continue
        kids = tree.children[word]
        owned = {(relations[k], tags[k]) for k in kids if k < word}
        named = any(r == "nmod:poss" for r, _ in owned)
        if not named and (clause or ("det", "DET") not in owned):
            continue
        if any(relations[k].startswith(("nsubj", "aux", "cop")) for k in kids):
            continue
        tags[word], relations[word] = "NOUN", becomes
        for kid in kids:
            if relations[kid] == "mark":
                tags[kid], relations[kid] = "ADP", "case"
            elif relations[kid] in ("obj", "obl"):
                relations[kid] = "nmod"


def _no_infinitive(tree: Draft, pack: LanguagePack) -> None:
    """A word with an ending that no infinitive has (bowed to demands) is a noun, where the tree
    takes it for an infinitive: its particle is a preposition."""
    endings = tuple(pack.tokens.get("not_infinitive") or ())
    tags, relations, words = tree.tags, tree.relations, tree.words
    for word in range(1, len(tags)):
        kids, low = tree.children[word], words[word].lower()
        if tags[word] != "VERB" or not endings or not low.endswith(endings):
            continue
        marked = tags[word - 1] == "PART" and relations[word - 1] == "mark" and word - 1 in kids
        if not marked or relations[word] not in _NOMINAL:
            continue
        if lemma_of(low, "VERB", [], pack) == low:
            continue
        tags[word - 1], relations[word - 1] = "ADP", "case"
        tags[word], relations[word] = "NOUN", "nmod" if relations[word] == "acl" else "obl"
        for kid in kids:
            if relations[kid] in ("obj", "obl"):
                relations[kid] = "nmod"


def _begun(tree: Draft, pack: LanguagePack) -> None:
    """What is begun, held or ended (begin talks) is an object, where the tree takes it for an
    infinitive without its particle, in an ending that no infinitive has."""
    endings = tuple(pack.tokens.get("not_infinitive") or ())
    tags, relations = tree.tags, tree.relations
    for word, relation in enumerate(relations if endings else ()):
        verb, low = tree.heads[word], tree.words[word].lower()
        if relation != "xcomp" or tags[word] != "VERB" or not low.endswith(endings):
            continue
        kids = {relations[k].split(":")[0] for k in tree.children[word]}
        full = {relations[k] for k in tree.children[verb]} & {"obj", "iobj"}
        if not 0 <= verb < word or tags[verb] != "VERB" or full:
            continue
        if {"mark", "aux", "nsubj", "case", "cop"} & kids:
            continue
        if lemma_of(low, "VERB", [], pack) == low:
            continue
        tags[word], relations[word] = "NOUN", "obj"
        for kid in tree.children[word]:
            if relations[kid] in ("obj", "obl"):
                relations[kid] = "nmod"


def _led_right(tree: Draft) -> None:
    """A preposition that the tree hangs on a noun before it leads in the noun after it, where
    that is another argument without one; right after the noun the phrase belongs to it (the
    authority of Lomé)."""
    tags, heads, relations = tree.tags, tree.heads, tree.relations
    for word in range(1, len(tags) - 1):
        before = heads[word]
        if tags[word] != "ADP" or relations[word] != "case" or not 0 <= before < word:
            continue
        noun = word + 1
        while noun < len(tags) - 1 and tags[noun] in ("DET", "ADJ", "NUM"):
            noun += 1
        plain = tags[noun] in ("NOUN", "PROPN") and relations[noun].split(":")[0] in _LOOSE
        led = tree.is_led(noun)
        if not plain or led or tree.is_below(noun, word) or tree.is_below(before, noun):
            continue
        tree.hang(word, noun, "case")
        near = before == word - 1 and tags[before] == "NOUN" and before != heads[noun]
        if near and relations[noun] == "nmod" and heads[noun] < word:
            tree.hang(noun, before, "nmod")


def _one_subject(tree: Draft) -> None:
    """Of several subjects of one word those with a preposition are none (nach Angaben ...)."""
    for kids in tree.children:
        told = [k for k in kids if tree.relations[k].startswith("nsubj")]
        led = [
            k
            for k in told
            if any(
                tree.relations[c] == "case" and tree.tags[c] == "ADP" and c < k
                for c in tree.children[k]
            )
        ]
        if len(led) < len(told):
            for k in led:
                tree.relations[k] = "obl"


def _named_after(tree: Draft) -> None:
    """A name without preposition right after a phrase that has one belongs to it (in the capital
    Suva), where the tree has both for phrases of the verb."""
    tags, heads, relations = tree.tags, tree.heads, tree.relations
    for name in range(1, len(tags)):
        noun, head = name - 1, heads[name]
        if tags[name] != "PROPN" or tags[noun] != "NOUN" or heads[noun] != head or head < 0:
            continue
        led = [tree.is_led(i) for i in (noun, name)]
        if relations[name] in _LOOSE and relations[noun] in _LOOSE and led == [True, False]:
            tree.hang(name, noun, "appos")


def _split_off(tree: Draft, pack: LanguagePack) -> None:
    """A part of a verb that looks like a participle hangs on that verb (nahmen zwei gefangen),
    which the tree takes for its auxiliary or for the verb of another clause."""
    parts = pack.tokens.get("participle_particles") or {}
    for part, word in enumerate(tree.words):
        verbs = parts.get(word.lower(), ())
        over = tree.heads[part]
        above = tree.heads[over] if over >= 0 else over
        near = [k for k in (*tree.children[part], over, above) if k >= 0]
        found = [k for k in near if lemma_of(tree.words[k], "VERB", (), pack) in verbs]
        if not found:
            continue
        verb = found[0]
        if tree.heads[verb] == part:
            head, relation = tree.heads[part], tree.relations[part]
            tree.hang(verb, head, relation)
            for kid in list(tree.children[part]):
                tree.hang(kid, verb, tree.relations[kid])
            tree.tags[verb] = "VERB"
        tree.hang(part, verb, "compound:prt")


def _closing(tree: Draft, pack: LanguagePack) -> None:
    """A particle at the end of a clause is that of its verb in the second place (hob die
    Sanktionen auf), where the tree hangs it on a noun or on the next clause."""
    closing = pack.tokens.get("closing_particles") or ()
    for word, text in enumerate(tree.words):
        last = word + 1 == len(tree.words) or tree.words[word + 1] in _ENDS
        if not last or text.lower() not in closing or tree.tags[word] not in ("ADP", "ADV"):
            continue
        verb = _verb_before(tree, word)
        if verb == tree.heads[word] and tree.relations[word] == "compound:prt":
            continue
        if verb is not None and not tree.particles(verb) and not tree.children[word]:
            tree.hang(word, verb, "compound:prt")


def _no_genitive(tree: Draft, pack: LanguagePack) -> None:
    """A noun with an article that no genitive has (den, einen) belongs to its verb, where the tree
    hangs it on the noun before it without a preposition."""
    articles = pack.tokens.get("no_genitive") or ()
    spans = pack.support.get("spans") or ()
    for word, relation in enumerate(tree.relations):
        kids, before = tree.children[word], tree.heads[word]
        plain = relation == "nmod" and tree.tags[word] == "NOUN" and 0 <= before < word
        if not plain or tree.words[word] in spans or tree.is_led(word):
            continue
        if not any(tree.relations[k] == "det" and tree.words[k].lower() in articles for k in kids):
            continue
        verb = _verb_before(tree, word)
        if verb is None or any(tree.tags[k] == "PUNCT" for k in range(before, word)):
            continue
        if not any(tree.relations[k] in ("obj", "ccomp") for k in tree.children[verb]):
            tree.hang(word, verb, "obj")


def _finite(tree: Draft) -> None:
    """A word with a subject and a particle or an object is a verb, where the tree takes it for an
    adjective or an auxiliary (berief Reservisten ein)."""
    for word, tag in enumerate(tree.tags):
        told = {tree.relations[k].split(":")[0] for k in tree.children[word]}
        particle = any(tree.relations[k] == "compound:prt" for k in tree.children[word])
        taken = (tag == "ADJ" and (particle or "obj" in told)) or (tag == "AUX" and particle)
        if taken and "nsubj" in told and "cop" not in told:
            tree.tags[word] = "VERB"


def _argument(tree: Draft, pack: LanguagePack) -> None:
    """A noun without a preposition that hangs on a verb is its subject or object, where the tree
    takes it for part of another noun or for a clause (verlangte die Freilassung)."""
    copular, spans = pack.tokens.get("copular") or (), pack.support.get("spans") or ()
    if not copular:
        return
    for word, relation in enumerate(tree.relations):
        verb = tree.heads[word]
        if relation not in _ODD or tree.tags[word] != "NOUN" or tree.words[word] in spans:
            continue
        if verb < 0 or tree.tags[verb] != "VERB" or not _plain(tree, word, verb):
            continue
        told = {tree.relations[k].split(":")[0] for k in tree.children[verb] if k != word}
        bare = any(tree.relations[k] == "obj" and not tree.is_led(k) for k in tree.children[verb])
        if relation == "xcomp" and bare:
            continue
        lemma = lemma_of(tree.words[verb], "VERB", tree.particles(verb), pack)
        if lemma in copular:
            continue
        whole = tree.relations[verb] in ("root", "ccomp", "acl:relcl")
        tree.relations[word] = "nsubj" if whole and not told & {"nsubj", "csubj"} else "obj"


def _plain(tree: Draft, word: int, verb: int) -> bool:
    """Whether a noun has nothing that leads in a phrase or clause, and no sign parts it from its
    verb."""
    kids = tree.children[word]
    leading = any(tree.relations[k].split(":")[0] in _LEADING for k in kids)
    before = any(tree.tags[k] in ("ADP", "CCONJ", "SCONJ") for k in kids if k < word)
    apart = any(tree.tags[k] == "PUNCT" for k in range(min(word, verb), max(word, verb)))
    return not leading and not before and not apart


def _verb_before(tree: Draft, word: int) -> int | None:
    """The nearest verb above a word that stands before it, past nouns and what follows it."""
    at = tree.heads[word]
    while at >= 0 and (at > word or tree.tags[at] in _NAMING):
        at = tree.heads[at]
    return at if at >= 0 and tree.tags[at] == "VERB" else None


def _told_to(tree: Draft, pack: LanguagePack) -> None:
    """An infinitive that the tree takes for the complement of an object is that of its verb, which
    tells the object to do it (ordered the army to hold its fire, not: rejected a call to do so)."""
    telling = pack.tokens.get("verbs_of_telling") or ()
    for word, relation in enumerate(tree.relations):
        noun = tree.heads[word]
        if relation != "xcomp" or noun < 0 or tree.tags[noun] not in ("NOUN", "PROPN"):
            continue
        verb = tree.heads[noun]
        told = tree.relations[noun] in ("obj", "iobj", "obl:arg") and noun < word
        if not told or verb < 0 or tree.tags[verb] != "VERB" or tree.tags[word] != "VERB":
            continue
        if lemma_of(tree.words[verb], "VERB", tree.particles(verb), pack) in telling:
            tree.hang(word, verb, "xcomp")


def _bare_object(tree: Draft, pack: LanguagePack) -> None:
    """A noun without a preposition behind a verb that has no object is its object (recalled its
    envoy), where the tree takes it for what the verb says of its subject or for a phrase: neither
    behind a verb that links two names of one thing, nor where it says when or how long."""
    linking, spans = pack.tokens.get("linking_verbs") or (), pack.support.get("spans") or ()
    for word, relation in enumerate(tree.relations if linking else ()):
        verb = tree.heads[word]
        odd = relation in ("xcomp", "obl", "compound")
        if not odd or tree.tags[word] != "NOUN" or not 0 <= verb < word:
            continue
        kids = tree.children[verb]
        bare = (
            k for k in kids if k != word and not (tree.relations[k] == "obj" and tree.is_led(k))
        )
        beside = {tree.relations[k] for k in bare}
        closed = beside & {"obj", "iobj", "ccomp", "xcomp", "aux:pass", "nsubj:pass", "cop"}
        led = any(tree.relations[k] in ("case", "mark", "cop") for k in tree.children[word])
        between = any(verb < k < word and tree.relations[k] != "compound:prt" for k in kids)
        if tree.tags[verb] != "VERB" or closed or led or between:
            continue
        lemma = lemma_of(tree.words[word], "NOUN", [], pack)
        if lemma in spans or lemma_of(tree.words[verb], "VERB", [], pack) in linking:
            continue
        tree.relations[word] = "obj"
