"""Who acts and who is acted upon, mended where the parser takes a passive for a future or a future
for a passive: one auxiliary makes both (wird verhängen, wird verhängt)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from detente.resources import LanguagePack
from detente.stages._lemmas import lemma_of

if TYPE_CHECKING:
    from detente.stages._mending import Draft

_ACTING, _ACTED = "nsubj", "nsubj:pass"


def voice(tree: Draft, pack: LanguagePack) -> None:
    """Mend the auxiliaries that are neither or both, and the subjects beside them."""
    for word, verb, form in _helped(tree, pack):
        infinitive = lemma_of(form, "VERB", (), pack) == form
        if not infinitive:
            _passive(tree, word, verb)
        elif _ahead(tree, word, pack) and not _is_participle(form, pack):
            _future(tree, word, verb)


def _helped(tree: Draft, pack: LanguagePack) -> Iterator[tuple[int, int, str]]:
    """Each auxiliary that makes passives, with its verb and the form of that."""
    passive = pack.tokens.get("passive_auxiliaries") or ()
    for word, relation in enumerate(tree.relations if passive else ()):
        verb = tree.heads[word]
        if not relation.startswith("aux") or verb < 0 or tree.tags[verb] != "VERB":
            continue
        if lemma_of(tree.words[word], "AUX", (), pack) in passive:
            yield word, verb, tree.words[verb].lower()


def _passive(tree: Draft, word: int, verb: int) -> None:
    """A participle with the auxiliary of the passive (würden ausgesetzt) is a passive, where the
    tree takes it for an infinitive: what it has for a subject is what is acted upon."""
    others = (k for k in tree.children[verb] if k != word)
    if tree.relations[word] != "aux" or any(tree.relations[k].startswith("aux") for k in others):
        return
    tree.relations[word] = "aux:pass"
    for kid in tree.children[verb]:
        if tree.relations[kid] == _ACTING:
            tree.relations[kid] = _ACTED


def _future(tree: Draft, word: int, verb: int) -> None:
    """An infinitive with that auxiliary (wird verhängen) is to come, where the tree takes it for a
    passive: what is acted upon acts, and of two the second is the object."""
    tree.relations[word] = "aux"
    acted = [k for k in tree.children[verb] if tree.relations[k] == _ACTED]
    for kid in acted:
        acting = any(tree.relations[k] == _ACTING for k in tree.children[verb])
        tree.relations[kid] = "obj" if acting else _ACTING


def _ahead(tree: Draft, word: int, pack: LanguagePack) -> bool:
    """Whether a form of the auxiliary may stand with an infinitive (wird, not wurde)."""
    return tree.words[word].lower() in (pack.tokens.get("future_forms") or ())


def _is_participle(form: str, pack: LanguagePack) -> bool:
    """Whether a form that is an infinitive may be a participle as well (entlassen, erhalten)."""
    begins, ends = (tuple(pack.tokens.get(k) or ()) for k in ("inseparable", "participles_alike"))
    return form.startswith(begins) and form.endswith(ends)
