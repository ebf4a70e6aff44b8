"""Whose deed is judged: who condemns "the raid" or welcomes "the accord" that was told before
speaks of those who did it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from detente.codebook import Codebook
from detente.stages._cast import Cast
from detente.stages._deeds import ARMY, in_sector
from detente.stages._scores import words_between
from detente.stages._tree import among, clause_head
from detente.types import Actor, Reading, Reason, Sentence, Token

OF_DEED = "deed told before"
OF_PACT = "those who made the accord"
_BACK = 6  # sentences
_PHRASE = ("ADJ", "NOUN")
DEEDS, RULINGS, PACTS = "deeds", "rulings", "pacts"  # classes of a codebook
_REPLIES = "speaker"  # whom types answer that are refusals
COURT = "JUD"
UNDONE = frozenset({"hypothetical", "negation", "future"})


def of_deed(
    reading: Reading,
    sentences: Sequence[Sentence],
    before: Sequence[Reading],
    cast: Cast,
    codebook: Codebook,
    pointing: frozenset[str],
) -> Reading:
    """The reading with those as recipient who did what it judges, where its clause names nobody:
    a noun of a deed ("the storming") stands for the last such deed told. `pointing`: determiners
    of what was told before."""
    judges = reading.event_type in codebook.objections | codebook.approvals
    reading = _of_pact(*(reading, sentences[reading.sentence], before, cast, codebook, pointing))
    if not judges or reading.mutual or not reading.actor:
        return reading
    sentence = sentences[reading.sentence]
    own = {a.party for a in reading.actor}
    for noun in _judged(reading, sentence, pointing):
        token = sentence.tokens[noun]
        vague = _is_a(token, DEEDS, codebook)
        pronoun = vague and token.upos == "PRON"
        if not pronoun and not _told_before(sentence, noun, pointing):
            continue
        if _named(sentence, noun, cast):
            continue
        types = _types(token, codebook)
        if reading.recipient and not (types and _elsewhere(reading, sentence, noun)):
            continue
        if types or not vague:
            doers = _doers(reading, types, sentences, before, codebook)
        else:
            doers = _last_doers(reading, before, codebook)
        if doers and own.isdisjoint(a.party for a in doers):
            note = Reason("locate", OF_DEED, token.text, token.start, token.end)
            found = tuple(replace(a, reason=note) for a in doers)
            return replace(reading, recipient=found, reasons=(*reading.reasons, note))
    return reading


def _of_pact(
    reading: Reading,
    sentence: Sentence,
    before: Sequence[Reading],
    cast: Cast,
    codebook: Codebook,
    pointing: frozenset[str],
) -> Reading:
    """The reading with those who made the accord that it judges or refuses, where its clause names
    nobody: those who last agreed on something in the text."""
    refuses = codebook.types[reading.event_type].recipient == _REPLIES
    if not refuses and reading.event_type not in codebook.objections | codebook.approvals:
        return reading
    heads = reading.objects or tuple(sentence.kids(reading.token, "obj"))
    pacts = [k for k in heads if _is_a(sentence.tokens[k], PACTS, codebook)]
    if not pacts or len(reading.actor) != 1 or reading.mutual:
        return reading
    if not _told_before(sentence, pacts[0], pointing) or _named(sentence, pacts[0], cast):
        return reading
    clause = clause_head(sentence, reading.token)
    here = {t.start for t in sentence.tokens if clause_head(sentence, t.index) == clause}
    found = _agreed(reading, before, codebook)
    if not found or any(a.start in here for a in reading.recipient):
        return reading
    token = sentence.tokens[pacts[0]]
    note = Reason("locate", OF_PACT, token.text, token.start, token.end)
    own = tuple(replace(a, reason=note) for a in found)
    return replace(reading, recipient=own, reasons=(*reading.reasons, note))


def _agreed(reading: Reading, before: Sequence[Reading], codebook: Codebook) -> tuple[Actor, ...]:
    """Those who last agreed on something, unless who judges it is one of them."""
    own = {a.code for a in reading.actor}
    for one in reversed(before):
        if reading.sentence - one.sentence > _BACK:
            break
        several = len({a.party for a in one.actor}) > 1
        if one.mutual and several and not codebook.types[one.event_type].hostile:
            return () if own & {a.code for a in one.actor} else one.actor
    return ()


def _judged(reading: Reading, sentence: Sentence, pointing: frozenset[str]) -> list[int]:
    """The nouns of what is judged: objects, and the phrase right behind the verb, which the tree
    hangs elsewhere where it is a deed."""
    found = [*(reading.objects or sentence.kids(reading.token, "obj"))]
    after = sentence.tokens[reading.token + 1 :]
    if after and after[0].text.lower() in pointing:
        nouns = [t.index for t in takewhile(lambda t: t.upos in _PHRASE, after[1:])]
        found += [k for k in nouns[-1:] if k not in found]
    return found


def _doers(
    reading: Reading,
    types: set[str],
    sentences: Sequence[Sentence],
    before: Sequence[Reading],
    codebook: Codebook,
) -> tuple[Actor, ...]:
    """Who did the last deed of some types, or that has such a deed as its object (signed an
    accord), what was done to who judges first; of an objection only what does harm."""
    objecting = reading.event_type in codebook.objections
    own = {a.party for a in reading.actor}
    found: list[Reading] = []
    for one in reversed(before):
        if reading.sentence - one.sentence > _BACK:
            break
        harm = codebook.types[one.event_type].hostile
        told = sentences[one.sentence]
        words = (one.token, *one.objects)
        kinds = {one.event_type}.union(*(_types(told.tokens[k], codebook) for k in words))
        if kinds & types and one.actor and harm == objecting:
            found.append(one)
    mine = (one for one in found if own & {a.party for a in one.recipient})
    last = next(mine, found[0] if found else None)
    return last.actor if last is not None else ()


def _last_doers(
    reading: Reading, before: Sequence[Reading], codebook: Codebook
) -> tuple[Actor, ...]:
    """Who did what was told last, in the sentence of who judges it or the one before: "the step"
    that is welcomed, "the deed" that is condemned, or just "that"; harm done to somebody else is
    welcomed as well."""
    objecting = reading.event_type in codebook.objections
    own = {a.party for a in reading.actor}
    for one in reversed(before):
        if reading.sentence - one.sentence > 1:
            break
        harm = codebook.types[one.event_type].hostile
        fits = harm == objecting or (harm and own.isdisjoint(a.party for a in one.recipient))
        if fits and one.actor and own.isdisjoint(a.party for a in one.actor):
            return one.actor
    return ()


def _types(noun: Token, codebook: Codebook) -> set[str]:
    """The types of the deeds that a noun means; of a verb as a noun (the shelling) by its form."""
    form = noun.text if noun.upos == "VERB" else noun.lemma
    return {e.event_type for e in codebook.find("noun", form) if not e.void}


def _elsewhere(reading: Reading, sentence: Sentence, noun: int) -> bool:
    """Whether the words that tell whom a reading concerns stand only in the phrase of something
    else than what it judges: where or to whom it is said."""
    tree = set(sentence.subtree(noun))
    told = {w for a in reading.recipient for w in words_between(sentence, a.start, a.end)}
    direct = {noun, *sentence.kids(reading.token, "obj", "iobj", "nsubj:pass")}
    return bool(told) and not told & (tree | direct)


def kept(
    reading: Reading, placed: Reading, before: Sequence[Reading], codebook: Codebook
) -> Reading:
    """The reading with those who made the accord that it judges, whatever a model holds; with
    those who did the deed, where a model holds somebody for whom it concerns of whose country
    nobody did any harm of such a kind."""
    found = placed.recipient
    rules = {a.reason.rule if a.reason is not None else "" for a in found}
    if rules == {OF_PACT}:
        return replace(reading, recipient=found)
    if rules != {OF_DEED} or reading.mutual:
        return reading
    countries = {a.country for a in reading.recipient}
    doers = {a.code for a in found}
    harms = (r for r in before if r.recipient and doers & {a.code for a in r.actor})
    types = {r.event_type for r in harms}
    if not types:
        return reading
    for one in before:
        harm = one.event_type in types and codebook.types[one.event_type].hostile
        if harm and countries & {a.country for a in one.actor}:
            return reading
    return replace(reading, recipient=found)


def _told_before(sentence: Sentence, noun: int, pointing: frozenset[str]) -> bool:
    """Whether a phrase points at something told before (the raid, this decision)."""
    dets = [sentence.tokens[k].text.lower() for k in sentence.kids(noun, "det")]
    return any(word in pointing for word in dets)


def _named(sentence: Sentence, noun: int, cast: Cast) -> bool:
    """Whether the words of a phrase name a party."""
    number = sentence.index
    words = sentence.subtree(noun)
    return any(cast.own(number, k) or cast.adjectives(number, k) for k in words)


def doers(
    reading: Reading, sentence: Sentence, before: Sequence[Reading], codebook: Codebook
) -> Reading:
    """The reading with those who did what it objects to, of the country of its recipient.

    Who condemns an attack of which only the country is known, or somebody of it stands near, means
    those who did it as the text told before; who condemns a ruling means the court.
    """
    if reading.mode not in codebook.blame or not reading.recipient or reading.mutual:
        return reading
    heads = reading.objects or tuple(sentence.kids(reading.token, "obj"))
    nouns = [k for k in heads if _tells(sentence.tokens[k], codebook)]
    if not nouns:
        return reading
    if _is_a(sentence.tokens[nouns[0]], RULINGS, codebook):
        return _court(reading)
    if any(_beside(a, sentence, nouns) for a in reading.recipient):
        return reading
    told = _told(sentence.tokens[nouns[0]], reading, before, codebook)
    return replace(reading, recipient=told) if told else reading


def _is_a(token: Token, name: str, codebook: Codebook) -> bool:
    """Whether a word is of a class of the codebook."""
    return among(token, codebook.classes.get(name, frozenset()))


def _tells(token: Token, codebook: Codebook) -> bool:
    """Whether a word tells of something done, by its meaning or as a pronoun."""
    if _is_a(token, DEEDS, codebook) or _is_a(token, RULINGS, codebook):
        return True
    return token.upos == "NOUN" and bool(_kinds(token, codebook))


def _kinds(token: Token, codebook: Codebook) -> frozenset[str]:
    """Types of the hostile acts that a noun names."""
    return frozenset(t for t in _types(token, codebook) if codebook.types[t].hostile)


def _beside(actor: Actor, sentence: Sentence, nouns: Sequence[int]) -> bool:
    """Whether a party is told by words beside a deed in its phrase, as who did it."""
    if actor.reason is not None and actor.reason.stage == "locate":
        return False
    words = set(words_between(sentence, actor.start, actor.end))
    inside = {w for k in nouns for w in sentence.subtree(k)}
    return bool(words & inside) and not words & set(nouns)


def _court(reading: Reading) -> Reading:
    """The reading with the courts of its recipients in their stead."""
    held = tuple(
        in_sector(a, COURT) if a.country and a.sector != COURT else a for a in reading.recipient
    )
    return replace(reading, recipient=held)


def _told(
    noun: Token, reading: Reading, before: Sequence[Reading], codebook: Codebook
) -> tuple[Actor, ...]:
    """Who did the last hostile act of the kind that a noun names, if of the recipient's country.
    A state answers for what its army does to others."""
    kinds = _kinds(noun, codebook)
    home = {a.country for a in reading.recipient}
    own = {a.code for a in reading.actor}
    for one in reversed(before):
        if not codebook.types[one.event_type].hostile or one.mutual or one.aux & UNDONE:
            continue
        if kinds and one.event_type not in kinds:
            continue
        inner = one.recipient and {a.country for a in one.recipient} <= home
        found = tuple(
            a
            for a in one.actor
            if a.country in home and a.code not in own and (inner or a.sector != ARMY)
        )
        return found if len(found) == len(one.actor) else ()
    return ()
