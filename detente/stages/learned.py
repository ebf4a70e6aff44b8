"""What the learned heads add to the codebook: acts that no entry lists, doubts, modes.

The heads give probabilities of words (`Scores`). `suggest` adds readings; `weigh` keeps, retypes
or drops readings and sets their auxiliary modes once status is known; who acts and who is acted
upon is weighed in `roles`. Where the model has no heads, nothing changes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from detente._entries import NO_ACT
from detente.codebook import Codebook
from detente.resources import LanguagePack
from detente.stages._fights import FIGHT
from detente.stages._frames import noun_frame, verb_frame
from detente.stages._grammar import ASKED, NEGATED, Grammar, grammar_of
from detente.stages._opaque import is_loose
from detente.stages._scores import (
    EVENT,
    NONE,
    RULE,
    Weights,
    anchor,
    cover,
    likeliest,
    likely,
    logit,
    nothing,
)
from detente.stages._stand_words import find_phrase, lexicon_of
from detente.stages._status_modes import CONDITION
from detente.stages._status_words import StatusWords, status_words
from detente.stages._tree import near_objects
from detente.stages.status import TERM
from detente.types import Evidence, Reading, Reason, Scores, Sentence

# readings of acts told without a predicate of their own, and of fights without their sides
TOLD = ("precedents", FIGHT)
USUAL = 0.022  # acts a word below which a text is doubted
PRIOR = 50  # words of a usual text that are added to every text
CHANCE = 0.5  # acts by which a text may fall short before it is doubted: a sentence tells little
OBJECTS = ("obj", "nsubj:pass")
KINDS = ("verb", "noun")  # of entries: a noun may be spelled like a verb (bitte)
CLEAR = 0.02  # of what a word of its own tells (a negated object, a promise, will), at the least
FAINT = 0.3  # of an act of its own that stands in the words of another
SURE = 0.5  # of a mode that only the heads see
FLOOR = 1e-2  # of probabilities: the heads may be sure and wrong


def suggest(
    readings: Sequence[Reading],
    sentences: Sequence[Sentence],
    text: str,
    pack: LanguagePack,
    codebook: Codebook,
    weights: Weights,
) -> tuple[Reading, ...]:
    """The readings, and one for each likely trigger of the sentences that none of them covers.

    Nothing is added at words of which an entry says that they tell no act: its readings end here.
    Nor at verbs that only tell whether something else happens (avoid, hope) unless
    the codebook has them, and none where a phrase tells how two parties stand (draw close to).
    """
    matrix = frozenset[str]().union(*status_words(pack).matrix.values())
    grammar = grammar_of(pack)
    stands = lexicon_of(pack).phrases
    out = [r for r in readings if r.event_type != NO_ACT]
    ruled: dict[int, list[Reading]] = {}
    for reading in readings:
        ruled.setdefault(reading.sentence, []).append(reading)
    for sentence in sentences:
        scores = sentence.scores
        if scores is None:
            continue
        words = likely(scores, "types", weights["suggest"])
        if not words:
            continue
        taken = {w for r in ruled.get(sentence.index, ()) for w in cover(r, sentence)}
        for phrase, _ in stands.possible(sentence):  # tells how two stand: no act
            taken |= find_phrase(sentence, phrase)
        for word in words:
            label, p = likeliest(scores, "types", word)
            if word in taken or label not in codebook.types:
                continue
            lemma = sentence.tokens[word].lemma
            if lemma.lower() in matrix and not any(codebook.find(k, lemma) for k in KINDS):
                continue
            reading = _reading(sentence, word, label, p, text, grammar, codebook, scores)
            faint = 1 - scores.of("types", word, NONE) < FAINT
            if faint and anchor(reading, sentence, scores) in taken:
                continue  # what the heads see there is the act that another word tells
            if _gave_way(reading, ruled.get(sentence.index, ()), codebook):
                continue
            out.append(reading)
            taken.update(cover(reading, sentence))
    return tuple(sorted(out, key=lambda r: (r.sentence, r.token)))


def _gave_way(reading: Reading, ruled: Sequence[Reading], codebook: Codebook) -> bool:
    """Whether a verb at which the heads see an act of good will only tells that what stands in its
    complement is to come, an act that no promise can be (vowed to attack)."""
    kind = codebook.types[reading.event_type]
    told = {r.event_type for r in ruled if r.token in reading.clause}
    return kind.cooperative and any(told & set(k.gives_way) for k in codebook.types.values())


def _reading(
    sentence: Sentence,
    word: int,
    label: str,
    p: float,
    text: str,
    grammar: Grammar,
    codebook: Codebook,
    scores: Scores,
) -> Reading:
    token = sentence.tokens[word]
    nominal = token.upos in ("NOUN", "PROPN")
    frame = (noun_frame if nominal else verb_frame)(sentence, word, grammar)
    parts = {word, *sentence.kids(word, "compound:prt")}
    if not nominal:
        parts |= near_objects(sentence, word)
    start, end = sentence.tokens[min(parts)].start, sentence.tokens[max(parts)].end
    mode = scores.best("modes", word)[0]
    known = mode in codebook.types[label].modes
    return Reading(
        sentence=sentence.index,
        token=word,
        kind="noun" if nominal else "verb",
        rule=RULE,
        event_type=label,
        mode=mode if known else None,
        cameo=None,
        actor=(),
        recipient=(),
        evidence=Evidence(sentence.paragraph, sentence.index, start, end, text[start:end], RULE),
        lemma=token.lemma,
        weight=0,
        passive=frame.passive,
        licence=frame.licence,
        clause=frame.clause,
        objects=frame.get("obj"),
        confidence=p,
        reasons=(Reason("learned", f"{label} {mode}", text[start:end], start, end, round(p, 3)),),
    )


def weigh(
    readings: Sequence[Reading],
    sentences: Sequence[Sentence],
    codebook: Codebook,
    weights: Weights,
    pack: LanguagePack,
) -> tuple[Reading, ...]:
    """Readings that rules and heads together hold for possible events, with types and modes.

    What falls short by no more than "slack" stays, since more speaks for and against it than is
    known here: who is named, and how (`merge.likely`). A text in which the heads see few acts must
    be surer of each, and nothing may fall short there: of a game or a film the words are now and
    then those of politics.
    """
    out = []
    doubt = weights["density"] * min(0.0, math.log(density(sentences) / USUAL))
    for reading in readings:
        scores = sentences[reading.sentence].scores
        asked = reading.licence == ASKED and not doubt  # the heads know no such demands
        if scores is None or asked or reading.evidence.rule.startswith(TOLD):
            out.append(reading)
            continue
        active = reading.kind == "verb" and not reading.passive
        if reading.rule == RULE and active and not reading.actor:
            continue  # somebody acts whom nobody names
        sentence = sentences[reading.sentence]
        words = status_words(pack)
        bounds = {"negation": _denial(reading, sentence, words)}
        promised = reading.lemma.lower() in words.promising
        if promised or _to_come(reading, sentence, words):
            bounds["future"] = CLEAR, 1.0
        if promised and reading.rule == RULE and reading.event_type in codebook.announcing:
            reading = replace(reading, aux=reading.aux | {"future"}, opaque=True)
        weighed = (
            "hypothetical" in reading.aux and reading.lemma.lower() in words.matrix["hypothetical"]
        )
        if weighed or any(r.stage == "status" and r.rule == TERM for r in reading.reasons):
            bounds["hypothetical"] = CLEAR, 1.0
        kept = _weigh(reading, sentence, scores, codebook, weights, doubt, bounds)
        if kept is not None:
            out.append(kept)
    return tuple(out)


def _weigh(
    reading: Reading,
    sentence: Sentence,
    scores: Scores,
    codebook: Codebook,
    weights: Weights,
    doubt: float,
    bounds: Mapping[str, tuple[float, float]],
) -> Reading | None:
    at = anchor(reading, sentence, scores)
    own = scores.of("types", at, reading.event_type)
    none = scores.of("types", at, NONE)
    label, best = likeliest(scores, "types", at)
    ruled = reading.rule != RULE
    condition = any(r.stage == "status" and r.rule == CONDITION for r in reading.reasons)
    bare = condition or _bare(reading, sentence)
    seen = own + weights["others"] * (1 - none - own) if ruled else own
    odds = weights["type"] * evidence(seen, none) + weights["bias"] + doubt
    other = weights["type"] * evidence(best, none) + weights["bias"] + doubt
    if ruled:
        odds += weights["bare"] if bare else weights["rule"]
        odds += weights["rule_weight"] * reading.weight
        other += weights["retype"]
    event_type, mode, cameo = reading.event_type, reading.mode, reading.cameo
    reasons = reading.reasons
    if label != event_type and other > odds and label in codebook.types:
        odds, event_type, cameo = other, label, None
        found = scores.best("modes", at)[0]
        mode = found if found in codebook.types[label].modes else None
        reasons = (*reasons, Reason("learned", f"read as {label}", score=round(best, 3)))
    if odds <= (0 if doubt else -weights["slack"]):
        return None
    if ruled and mode is None and event_type == reading.event_type:
        mode = _told_mode(event_type, at, scores, codebook)
    aux, clear = weighed_modes(reading, at, event_type, scores, codebook, weights, bounds)
    becomes = codebook.types[event_type].future
    if becomes is not None and "future" in aux:  # only the heads saw that it is to come
        event_type, cameo, mode = becomes["type"], becomes["cameo"], None
        reasons = (*reasons, Reason("status", "future", sentence.tokens[at].text))
    token = sentence.tokens[at]
    p = scores.of("types", at, event_type)
    label_odds = logit(p / max(1e-4, 1 - none) * scores.of("modes", at, mode or NONE))
    note = Reason("learned", f"{event_type} here", token.text, token.start, token.end, round(p, 3))
    return replace(
        reading,
        event_type=event_type,
        mode=mode,
        cameo=cameo,
        aux=aux,
        reasons=(*reasons, note) if ruled else reasons,
        sure={**reading.sure, EVENT: odds, "type": label_odds, "status": clear},
        confidence=1 / (1 + math.exp(-odds)),
    )


def _told_mode(event_type: str, at: int, scores: Scores, codebook: Codebook) -> str | None:
    """The mode of an act of conflict that the heads see where its entry has none; how sides meet
    is told by words alone.
    """
    kind = codebook.types[event_type]
    found, sure = scores.best("modes", at)
    seen = found in kind.modes and sure > SURE
    return found if seen and not kind.cooperative else None


def _bare(reading: Reading, sentence: Sentence) -> bool:
    """Whether a participle stands alone before its noun ("suspected pirates"), which tells what the
    noun is rather than an act, or a noun may be a topic.
    """
    if reading.kind == "noun":
        return is_loose(reading)
    alone = not sentence.children[reading.token]
    return alone and sentence.tokens[reading.token].relation == "amod"


def _to_come(reading: Reading, sentence: Sentence, words: StatusWords) -> bool:
    """Whether an auxiliary of its own, or the verb that it completes, says that an act is to come
    (will expel, plans to expel)."""
    if "future" not in reading.aux or reading.passive:
        return False
    helping = (sentence.tokens[k] for k in sentence.kids(reading.token, "aux"))
    coming = words.future_aux | words.future_modals
    if any({t.lemma.lower(), t.text.lower()} & coming for t in helping):
        return True
    token = sentence.tokens[reading.token]
    over = sentence.tokens[token.head].lemma.lower()
    return token.relation == "xcomp" and over in words.matrix["future"]


def _denial(reading: Reading, sentence: Sentence, words: StatusWords) -> tuple[float, float]:
    """Between what the heads' probability of a negation is taken: who did something to nobody, or
    did nothing of it, did not, and in a sentence without any such word nothing is denied; an entry
    that stands for what is denied (did not recognise) says that already.
    """
    if reading.licence == NEGATED:
        return 0.0, 0.5
    if "negation" in reading.aux and _plainly_denied(reading, sentence, words):
        return CLEAR, 1.0
    parts = (reading.token, *sentence.kids(reading.token, *OBJECTS))
    none = (k for part in parts for k in (part, *sentence.kids(part, "det")))
    if any(sentence.tokens[k].text.lower() in words.negators for k in none):
        return CLEAR, 1.0
    if any(
        t.text.lower() in words.denials or t.lemma.lower() in words.denials for t in sentence.tokens
    ):
        return 0.0, 1.0
    return 0.0, 0.5


def _plainly_denied(reading: Reading, sentence: Sentence, words: StatusWords) -> bool:
    """Whether a negator belongs to the verb itself and to nothing else (did not march, but not:
    not only marched, not until Monday)."""
    tokens = sentence.tokens
    for kid in sentence.kids(reading.token, "advmod", "neg"):
        after = tokens[kid + 1].text.lower() if kid + 1 < len(tokens) else ""
        if tokens[kid].text.lower() in words.negators and after not in words.limiting:
            return reading.kind == "verb"
    return False


def density(sentences: Sequence[Sentence]) -> float:
    """Acts that the heads see in a text, a word; of a short text little is known."""
    acts, words = USUAL * PRIOR + CHANCE, float(PRIOR)
    for sentence in sentences:
        if sentence.scores is not None:
            none = nothing(sentence.scores, "types")
            acts += float((1 - none).sum())
            words += len(none)
    return acts / words


def evidence(told: float, none: float) -> float:
    """How much the heads speak for an act of a type rather than none; bounded."""
    return math.log(told + FLOOR) - math.log(none + FLOOR)


def weighed_modes(
    reading: Reading,
    at: int,
    event_type: str,
    scores: Scores,
    codebook: Codebook,
    weights: Weights,
    bounds: Mapping[str, tuple[float, float]] = MappingProxyType({}),
) -> tuple[frozenset[str], float]:
    """The auxiliary modes that rules and heads together see, and the odds of the closest decision;
    `bounds` are those of what the heads may say of a mode.
    """
    out = set()
    clear = 8.0
    seen = 1 - scores.of("types", at, NONE)
    for name in ("future", "hypothetical", "negation"):
        told = 1.0 if name in reading.aux else -1.0
        p = scores.of("aux", at, name)
        low, high = bounds.get(name, (0.0, 1.0))
        p = min(max(p, low), high)
        sees = weights["aux"] * logit(p)
        if name != "future" or event_type in codebook.announcing:
            sees *= seen  # of what they do not see they cannot tell that it was done
        odds = sees + weights["aux_rule"] * told
        clear = min(clear, abs(odds))
        if odds > 0:
            out.add(name)
    if {"future", "hypothetical"} <= out and event_type not in codebook.announcing:
        out.discard("future")
    if "hypothetical" in out and event_type in codebook.announcing:
        out.add("future")
    return frozenset(out | (set(reading.aux) & {"historical"})), clear
