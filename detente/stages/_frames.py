"""Arguments of predicates, read off a tree: who is subject, object, in which phrase.

What a word has of its own is gathered in `_frame_verbs` and `_frame_nouns`; here is what
predicates lend each other.
"""

from __future__ import annotations

from detente.stages._frame_nouns import NounArguments
from detente.stages._frame_verbs import VerbArguments, tells_purpose
from detente.stages._grammar import Frame, Grammar
from detente.types import Sentence

_DEEP_VERB, _DEEP_NOUN = 4, 3  # predicates that lend each other something in a row
_PREDICATES = ("VERB", "AUX", "ADJ")


def verb_frame(sentence: Sentence, index: int, grammar: Grammar, depth: int = 0) -> Frame:
    """Arguments of the verb or participle at `index`, shared and controlled ones too."""
    verb = VerbArguments(sentence, index, grammar)
    verb.take_own()
    if depth < _DEEP_VERB and verb.token.head >= 0:
        _inherit(verb, depth + 1)
        _share_object(verb)
    verb.mend()
    return verb.frame()


def noun_frame(sentence: Sentence, index: int, grammar: Grammar, depth: int = 0) -> Frame:
    """Arguments of the noun at `index`, those of its support verb too."""
    noun = NounArguments(sentence, index, grammar)
    noun.take_own()
    verb = noun.support_verb()
    if verb is not None and depth < _DEEP_NOUN:
        noun.take_lent(verb, verb_frame(sentence, verb, grammar, depth + 1))
    return noun.frame()


def _inherit(verb: VerbArguments, depth: int) -> None:
    """Subjects (and shared objects) that another predicate of the sentence lends to a verb."""
    token = verb.token
    above = verb.sentence.tokens[token.head].upos
    infinite = token.morph.get("VerbForm") in ("Inf", "Ger", "Part")
    if above == "NOUN" and token.relation in ("acl", "acl:relcl"):
        _take_equated(verb)
    if token.relation == "conj" and above in (*_PREDICATES, "NOUN"):
        _inherit_joined(verb, depth)
    elif verb.subject_slot in verb.slots:
        return
    elif token.relation in ("xcomp", "ccomp", "advcl") and above in _PREDICATES:
        if infinite or token.relation != "ccomp":
            verb.slots.add(verb.subject_slot, *_controllers(verb, depth))
    elif token.relation == "acl" and token.morph.get("VerbForm") == "Inf" and above == "NOUN":
        frame = noun_frame(verb.sentence, token.head, verb.grammar, depth)
        verb.slots.add(verb.subject_slot, *(frame.get("gen") or frame.get("subj")))


def _inherit_joined(verb: VerbArguments, depth: int) -> None:
    """Subject and object of the predicate to which a verb is joined."""
    frame = verb_frame(verb.sentence, verb.token.head, verb.grammar, depth)
    if verb.subject_slot not in verb.slots:
        verb.slots.add(verb.subject_slot, *frame.get("obj" if frame.passive else "subj"))
    if "obj" not in verb.slots and not verb.passive and not frame.passive:
        verb.slots.add("obj", *(k for k in frame.get("obj") if k > verb.index))


def _take_equated(verb: VerbArguments) -> None:
    """Whose noun a clause modifies by which the sentence says what he is: he does what it tells
    (Sweden became the second country to recognise it)."""
    sentence, noun = verb.sentence, verb.token.head
    own = verb.slots.get(verb.subject_slot, [])
    if any(sentence.tokens[k].upos != "PRON" for k in own):
        return
    top = noun if sentence.kids(noun, "cop") else sentence.tokens[noun].head
    linked = top == noun or sentence.tokens[noun].relation == "xcomp"
    subjects = sentence.kids(top, "nsubj") if linked and top >= 0 else ()
    if subjects and (own or verb.token.morph.get("VerbForm") == "Inf"):
        verb.slots[verb.subject_slot] = list(subjects[:1])


def _controllers(verb: VerbArguments, depth: int) -> tuple[int, ...]:
    """Who does, or undergoes, what an infinitive or participle tells: the object of the verb over
    it, or the subject, by that verb."""
    sentence, token, grammar = verb.sentence, verb.token, verb.grammar
    frame = verb_frame(sentence, token.head, grammar, depth)
    found = frame.get("iobj") or frame.get("obj")
    beside = token.relation == "advcl" or tells_purpose(sentence, verb.index, grammar)
    if beside or not found or sentence.tokens[token.head].lemma in grammar.raising:
        found = frame.get("subj") or found
    if frame.passive and frame.get("obj") and not beside:
        found = frame.get("obj")
    return tuple(k for k in found if k not in sentence.subtree(verb.index))


def _share_object(verb: VerbArguments) -> None:
    """The object of a verb that is joined right behind this one."""
    if "obj" in verb.slots or verb.passive:
        return
    sentence = verb.sentence
    for kid in sentence.kids(verb.index, "conj"):
        objects = sentence.kids(kid, "obj")
        if objects and sentence.tokens[kid].upos == "VERB" and kid - verb.index <= 2:
            verb.slots["obj"] = list(objects)
