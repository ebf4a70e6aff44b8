"""What opaque readings hide, and what their content tells of them."""

from __future__ import annotations

from dataclasses import replace

from detente._entries import NO_ACT
from detente.codebook import Codebook
from detente.types import Reading, Reason, Sentence

_CLAUSES = ("advcl", "acl")
FULL = 2  # parties that tell surely that a noun without support verb tells an act


def is_loose(reading: Reading) -> bool:
    """Whether a noun without a support verb names fewer than two parties: it may as well be a
    topic as an act."""
    parties = {a.code for a in (*reading.actor, *reading.recipient)}
    return reading.kind == "noun" and not reading.licence and len(parties) < FULL


def visible(
    sentence: Sentence,
    found: list[tuple[Reading, frozenset[int]]],
    codebook: Codebook,
    past: frozenset[str],
) -> list[Reading]:
    """Readings that stand in no complement of an opaque one and in no condition of another, and
    those that tell that there is no act. `past` begins clauses of what happened before."""
    hidden: set[int] = set()
    settled: dict[int, Reading] = {}
    readings = [r for r, _ in found if r.event_type != NO_ACT]
    none = [r for r, _ in found if r.event_type == NO_ACT]
    for reading, consumed in found:
        if reading.event_type == NO_ACT:
            hidden |= consumed
            continue
        reveals = codebook.types[reading.event_type].reveals
        shown = {
            r.token: r
            for r in readings
            if r.token in reading.objects and r.event_type in reveals and r.actor
        }
        hidden |= consumed - set(shown)
        settled.setdefault(reading.token, reading)
        cover = {*reading.clause, *(reading.objects if reading.kind == "verb" else ())}
        own = set(sentence.subtree(reading.token))
        covered: set[int] = set()
        for top in cover & own:
            covered |= _covered(sentence, top, past)
        gives_way = codebook.types[reading.event_type].gives_way
        acts = [r for r in readings if r.token in covered and r.token in reading.clause]
        if any(r.event_type in gives_way for r in acts):
            hidden.add(reading.token)
            for act in acts:
                settled[act.token] = replace(act, aux=act.aux | {"future"})
        elif reading.opaque:
            hidden |= covered - set(shown)
            for token, offer in shown.items():
                others = tuple(a for a in reading.actor if a.code not in _codes(offer))
                if not offer.recipient and others:
                    settled[token] = replace(offer, recipient=others)
            inner = [r for r in readings if r.token in covered and not is_loose(r)]
            settled[reading.token] = _with_content(reading, inner, codebook)
    return [settled.get(r.token, r) for r in readings if r.token not in hidden] + none


def _codes(reading: Reading) -> set[str]:
    return {a.code for a in reading.actor}


def _with_content(reading: Reading, inner: list[Reading], codebook: Codebook) -> Reading:
    """The reading with what its complement tells: its type (a promise to withdraw concedes) and
    its recipient (who should act, or whom the act would reach).
    """
    kind = codebook.types[reading.event_type]
    changed = reading
    for act in inner[:1]:
        becomes = kind.complement.get(act.event_type)
        if becomes is not None and "future" in reading.aux:
            note = Reason("events", f"its content is {act.rule}", act.evidence.trigger)
            changed = replace(
                changed,
                event_type=becomes,
                mode=None,
                cameo=None,
                reasons=(*changed.reasons, note),
            )
    if changed.recipient or changed.mutual:
        return changed
    parties = {a.party for a in changed.actor}
    for act in inner:
        for side in (act.actor, act.recipient):
            others = tuple(a for a in side if a.party not in parties)
            if others:
                note = Reason("events", "recipient of its content", act.evidence.trigger)
                return replace(changed, recipient=others, reasons=(*changed.reasons, note))
    return changed


def _covered(sentence: Sentence, top: int, past: frozenset[str]) -> set[int]:
    """The tokens under `top`, without clauses that modify a noun and tell acts of their own, and
    without those of what had happened before."""
    out, stack = set(), [top]
    while stack:
        at = stack.pop()
        out.add(at)
        for kid in sentence.children[at]:
            relation = sentence.tokens[kid].relation
            told = relation == "acl:relcl" or (
                relation in ("acl", "amod") and sentence.children[kid]
            )
            if _happened(sentence, kid, past):
                continue
            if not told or sentence.tokens[kid].morph.get("VerbForm") == "Inf":
                stack.append(kid)
    return out


def _happened(sentence: Sentence, top: int, past: frozenset[str]) -> bool:
    """Whether a clause tells what had happened before: its verb stands in the past."""
    if sentence.tokens[top].relation.split(":")[0] not in _CLAUSES:
        return False
    marks = {sentence.tokens[k].text.lower() for k in sentence.kids(top, "mark", "case")}
    verbs = (sentence.tokens[k].morph for k in (top, *sentence.kids(top, "aux", "aux:pass", "cop")))
    over = any(m.get("Tense") == "Past" and m.get("Mood", "Sub") != "Sub" for m in verbs)
    return over and not marks.isdisjoint(past)
