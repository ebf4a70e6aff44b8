"""One act told by several words of one sentence: the bombing, and those whom it killed."""

from __future__ import annotations

from collections.abc import Sequence

from detente._entries import EventType
from detente.stages._edtf import bounds
from detente.stages._tree import climb, own_subjects
from detente.types import Actor, Reading, Sentence

NEAR = 10  # days: a report without a time word may tell an act of the days before it
_LINKS = {  # `again` of a mode in the ontology -> how it hangs on the act that it tells again
    "outcome": ("conj", "advcl", "acl", "parataxis", "xcomp"),
    "purpose": ("obl", "nmod", "advcl", "xcomp"),
}
_CARRIED = ("obj", "xcomp", "advcl", "mark")
_STATUS = frozenset({"historical", "negation"})  # an act is not its precedent, nor its denial
_TOLD = ("obj", "obl", "ccomp", "xcomp", "advcl")
_CONTENT = ("NOUN", "VERB", "ADJ")
_PHRASES = ("obj", "iobj", "obl", "nmod", "nsubj", "compound")


def told_again(a: Reading, b: Reading, kind: EventType, sentence: Sentence) -> bool:
    """Whether two readings of one type and sentence are one act in other words.

    They are if the words of one lie inside those of the other, if one is what the other promises,
    or if one tells what came of the other.
    """
    if (a.aux ^ b.aux) & _STATUS or a.sentence != b.sentence:
        return False
    pairs = ((a, b), (b, a))
    if any(_inside(x, y, sentence) or _promised(x, y, kind, sentence) for x, y in pairs):
        return _sides_meet(a.actor, b.actor)
    if when_of(a, b) == "differ":
        return False
    if any(_manner(x, y, sentence) for x, y in pairs):
        return _sides_meet(a.actor, b.actor)
    once = kind.once and not _listed(a, b, sentence)
    if _equal(a, b) and (once or any(_carries(x, y, sentence) for x, y in pairs)):
        return True
    if any(_weapon(x, y, sentence) for x, y in pairs):
        return _sides_meet(a.actor, b.actor)
    return any(_outcome(x, y, kind, sentence) for x, y in pairs)


def told_of(reading: Reading, sentence: Sentence) -> set[str]:
    """The words of content in what a reading is about: its objects and its complement."""
    heads = {*reading.objects, *reading.clause, *sentence.kids(reading.token, *_TOLD)}
    below = {k for h in heads for k in sentence.subtree(h)} - {reading.token}
    return {sentence.tokens[k].lemma.lower() for k in below if sentence.tokens[k].upos in _CONTENT}


def joined(sentence: Sentence, index: int) -> bool:
    """Whether a predicate stands beside another one, not under it."""
    return sentence.tokens[index].relation.split(":")[0] in ("conj", "parataxis")


def _listed(a: Reading, b: Reading, sentence: Sentence) -> bool:
    """Whether two ways of acting with an object each stand side by side (condemned A, sued B)."""
    content, other = told_of(a, sentence), told_of(b, sentence)
    strange = bool(content and other and not content & other)
    return strange and a.mode != b.mode and joined(sentence, b.token)


def _sides_meet(a: Sequence[Actor], b: Sequence[Actor]) -> bool:
    """Whether two sides have a party in common, or one of them is nobody."""
    mine, yours = ({x.party for x in side} for side in (a, b))
    return bool(mine & yours) or not mine or not yours


def _equal(a: Reading, b: Reading) -> bool:
    """Whether the same parties stand on both sides of two readings."""
    sides = ((a.actor, b.actor), (a.recipient, b.recipient))
    return all({x.party for x in p} == {x.party for x in q} for p, q in sides)


def _inside(outer: Reading, inner: Reading, sentence: Sentence) -> bool:
    """Whether a phrase of one predicate is the other ("came for a visit")."""
    mine, own = outer.evidence, inner.evidence
    if not (mine.start <= own.start and own.end <= mine.end):
        return False
    subject = sentence.tokens[inner.token].relation.startswith("nsubj")  # the bombing killed
    if not subject and outer.mode and inner.mode and outer.mode != inner.mode:
        return False
    for step in climb(sentence, inner.token):
        if step.token == outer.token:
            return True
        if step.relation.split(":")[0] not in _PHRASES:
            return False
    return False


def _manner(deed: Reading, other: Reading, sentence: Sentence) -> bool:
    """Whether the second is a word that tells how the first was done ("fired sharp at them")."""
    token = sentence.tokens[other.token]
    return token.head == deed.token and token.relation.split(":")[0] == "advmod"


def _carries(outer: Reading, inner: Reading, sentence: Sentence) -> bool:
    """Whether one predicate only carries the other ("ordered the closure of")."""
    token = sentence.tokens[inner.token]
    linked = token.head == outer.token and not own_subjects(sentence, inner.token)
    return linked and token.relation.split(":")[0] in _CARRIED


def _promised(whole: Reading, part: Reading, kind: EventType, sentence: Sentence) -> bool:
    """Whether a reading stands in the complement of another one ("pledged to send doctors")."""
    return kind.opaque and any(part.token in sentence.subtree(k) for k in whole.clause)


def _outcome(deed: Reading, other: Reading, kind: EventType, sentence: Sentence) -> bool:
    """Whether the second tells what came of the first ("shelled the camp and killed two") or what
    it was for ("blocked the road in protest").
    """
    link = kind.of_mode(other.mode).get("again")
    if link is None or kind.of_mode(deed.mode).get("again"):
        return False
    token = sentence.tokens[other.token]
    below = token.head == deed.token and not own_subjects(sentence, other.token)
    if below and token.relation.split(":")[0] in _LINKS[link]:
        return True
    return link == "outcome" and _sides_meet(deed.actor, other.actor)


def _weapon(deed: Reading, other: Reading, sentence: Sentence) -> bool:
    """Whether the first was done with what the second tells of ("a shell fired by X killed")."""
    token = sentence.tokens[other.token]
    participle = other.passive or token.morph.get("VerbForm") == "Part"
    if not participle or token.relation not in ("acl", "amod"):
        return False
    return token.head in sentence.kids(deed.token, "nsubj") and not deed.passive


def when_of(a: Reading, b: Reading) -> str:
    """same, differ, or open where one of them has no time of its own."""
    if a.edtf is None or b.edtf is None:
        return "open"
    if a.time is None or b.time is None:
        return "open" if a.time is b.time or _near(a, b) else "differ"
    first, second = bounds(a.edtf), bounds(b.edtf)
    if a.edtf == b.edtf:
        return "same"
    if None in first or None in second:
        return "open" if a.edtf[:4] == b.edtf[:4] else "differ"
    assert first[0] and first[1] and second[0] and second[1]
    return "same" if first[0] <= second[1] and second[0] <= first[1] else "differ"


def _near(a: Reading, b: Reading) -> bool:
    """Whether a dated reading lies within NEAR days of one dated by the publication alone, or
    goes on.
    """
    first, second = sorted((bounds(r.edtf or "") for r in (a, b)), key=lambda x: x[1] is None)
    if None in first or second[0] is None:
        return False
    assert first[0] and first[1]
    gap = max((second[0] - first[1]).days, (first[0] - (second[1] or first[0])).days)
    return gap <= NEAR
