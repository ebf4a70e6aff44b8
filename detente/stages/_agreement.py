"""A pronoun, and which phrases it can mean: by number, gender and the grammar of its sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass

from detente.stages import _actor_phrases as phrases
from detente.stages._actor_memory import Referent
from detente.stages._actor_phrases import governor, is_subject
from detente.types import Sentence

_COUNTS = ("NUM", "PRON")


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun: its features (see reference.yaml), those of them that the parser thinks likely,
    whether it means whoever was named last, and whether it surely means several ("between them").
    """

    sentence: Sentence
    token: int
    features: tuple[str, ...]
    likely: tuple[str, ...]
    _: KW_ONLY
    possessive: bool
    last: bool
    language: str
    several: bool = False
    relatives: frozenset[str] = frozenset()  # relative pronouns that are nothing else
    fits: Callable[[Referent], bool] | None = None  # what else is asked of a phrase

    @property
    def governor(self) -> int:
        """The word that governs it, past a number of which it takes some (two of them)."""
        own = governor(self.sentence, self.token)
        if own >= 0 and self.sentence.tokens[own].upos in _COUNTS:
            return governor(self.sentence, own)
        return own

    @property
    def subject(self) -> bool:
        """Whether it is a subject."""
        return not self.possessive and is_subject(self.sentence, self.token)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of weights that hold for it."""
        marks = "".join(self.features)
        place = "subject" if self.subject else "other"
        if "p" in marks:
            number = "any" if "s" in marks else "plural"
        else:
            number = "thing" if "T" in marks else "single"
        held = ("all", place, number, self.language)
        return (*held, "last") if self.last else held


def bars(pronoun: Pronoun, candidates: list[Referent]) -> list[str]:
    """What keeps each phrase from being meant, "" if nothing does; phrases in order of search."""
    sentence, own = pronoun.sentence, pronoun.governor
    free = pronoun.possessive or pronoun.subject
    controlled = -1 if free else _controller(sentence, own)
    barred: set[str] = set()
    out = []
    related = (_related(pronoun), _described(pronoun))
    for referent in candidates:
        here = referent.sentence == sentence.index
        bar = ""
        if here and not pronoun.possessive:
            governed = governor(sentence, referent.token)
            shared = governed == own or referent.token in related
            if shared or (referent.subject and governed == controlled):
                barred.update(a.name for a in referent.actors)
                bar = "same_verb"
        if not bar and barred.intersection(a.name for a in referent.actors):
            bar = "same_name"
        if len(referent.actors) > 1 and here and _joined(sentence, pronoun.token, referent.token):
            bar = "joined"
        out.append(bar)
    return out


def _joined(sentence: Sentence, token: int, head: int) -> bool:
    """Whether a pronoun stands within what is joined to the head by "and" (X and his Y)."""
    at, relation = token, ""
    for _ in sentence.tokens:
        if at == head:
            return relation == "conj"
        relation, at = sentence.tokens[at].relation, sentence.tokens[at].head
        if at < 0:
            return False
    return False


def _related(pronoun: Pronoun) -> int:
    """The word right before the comma before the relative pronoun that the verb of a pronoun has
    as an argument, who is not meant (Iran, which it accuses of ...); -1 if there is none."""
    sentence, verb = pronoun.sentence, pronoun.governor
    if pronoun.possessive or verb < 0:
        return -1
    kids = sentence.kids(verb, "obj", "iobj", "obl", "nsubj")
    rel = next((k for k in kids if sentence.tokens[k].text.lower() in pronoun.relatives), -1)
    return phrases.before_comma(sentence, rel) if 0 <= rel < verb else -1


def _described(pronoun: Pronoun) -> int:
    """The noun that the clause of a pronoun describes, who is not meant (guards who beat them);
    -1 if there is none."""
    sentence, verb = pronoun.sentence, pronoun.governor
    if pronoun.possessive or verb < 0:
        return -1
    token = sentence.tokens[verb]
    return token.head if token.relation.split(":")[0] == "acl" else -1


def _controller(sentence: Sentence, verb: int) -> int:
    """The verb whose subject an infinitive without one shares; -1 if there is none."""
    if verb < 0 or sentence.kids(verb, "nsubj", "csubj"):
        return -1
    relation = sentence.tokens[verb].relation.split(":")[0]
    return sentence.tokens[verb].head if relation in ("advcl", "xcomp", "ccomp") else -1


def agrees(referent: Referent, feature: str) -> bool:
    """Whether a referent can be meant by a pronoun of one feature string (sm, sfP, p ...)."""
    if "P" in feature and not referent.person:
        return False
    if "T" in feature and referent.person:
        return False
    if "p" in feature:
        return referent.plural or len(referent.actors) > 1
    if (referent.plural and not referent.named) or len(referent.actors) > 1:
        return False
    return not referent.gender or referent.gender in feature
