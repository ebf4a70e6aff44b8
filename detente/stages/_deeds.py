"""Sectors that the act tells: a state that fights is its army, who strikes is labour."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from detente._deeds import Deed
from detente.codebook import Codebook
from detente.stages._actor_memory import BOTH
from detente.stages._cast import STATES
from detente.stages._scores import firm, words_between
from detente.stages._standins import Expected
from detente.types import Actor, Reading, Sentence

ARMY, PEOPLE = "MIL", "CVL"
CAPITAL = "capital"
_DONE_TO = ("obj", "nsubj:pass")  # how what an act is done to hangs on its word
_ABOUT = ("obl", "nmod")  # and what words are about
_BELONGS = ("nmod", "compound", "appos", "nmod:poss")  # and words that tell whose somebody is
_MOVED = ("MIL", "COP")
FAINT = 0.01  # of probabilities of kinds, where they are compared
_SERVING = ("MIL", "COP", "SPY")
_BARE = frozenset({"country", "capital", "adjective", "prefix", "area"})


def in_sector(actor: Actor, sector: str) -> Actor:
    """A party of the same country in another sector."""
    return replace(actor, code=f"{actor.country}:{sector}", sector=sector)


def by_deed(reading: Reading, sentence: Sentence, codebook: Codebook, acting: Expected) -> Reading:
    """The reading with the sectors of its parties that its act tells.

    `acting`: what the heads expect of its actor. The tables stand in the ontology.
    """
    return called(forces(reading, codebook, acting), sentence, codebook)


def called(reading: Reading, sentence: Sentence, codebook: Codebook) -> Reading:
    """Sectors of parties by what they do or get: strikers are labour, a party against its own
    government is the opposition, who is given asylum is a refugee.
    """
    states = {a.country for a in reading.recipient if a.sector == "GOV"}
    acting, affected = ({a.country for a in s} for s in (reading.actor, reading.recipient))
    homes = {"actor": affected, "recipient": acting}
    for rule in codebook.deeds:
        if reading.event_type not in rule.types or not rule.holds(reading.mode, reading.cameo):
            continue
        others = {a.code for a in reading.actor} if rule.objects else set[str]()
        things = _things(reading, sentence, rule.objects, codebook)
        parties = tuple(
            in_sector(a, rule.sector)
            if a.country
            and a.sector in rule.of
            and (not rule.at_home or a.country in states)
            and not (rule.abroad and a.country in homes[rule.whose])
            and (not rule.objects or _of_things(a, sentence, things))
            and (not rule.called or _named_by(a, rule.called, codebook))
            and not (rule.alone and _owned(a, sentence, codebook))
            and f"{a.country}:{rule.sector}" not in others
            else a
            for a in getattr(reading, rule.whose)
        )
        if rule.whose == "actor":
            reading = replace(reading, actor=parties)
        else:
            reading = replace(reading, recipient=parties)
    return reading


def _things(
    reading: Reading, sentence: Sentence, classes: frozenset[str], codebook: Codebook
) -> list[int]:
    """What an act is done to or is about where a word of some classes tells it: the heads."""
    if not classes:
        return []
    words = frozenset[str]().union(*(codebook.classes.get(name, frozenset()) for name in classes))
    relations = _DONE_TO + _ABOUT * codebook.types[reading.event_type].verbal
    heads = {*reading.objects, *reading.clause, *sentence.kids(reading.token, *relations)}

    def told(head: int) -> bool:
        within = (head, *sentence.kids(head, "conj", "obj"))
        return any(sentence.tokens[k].lemma.lower() in words for k in within)

    return [k for k in sorted(heads) if told(k)]


def _of_things(actor: Actor, sentence: Sentence, things: Sequence[int]) -> bool:
    """Whether some things tell a party, or no more than a country does."""
    if not things or actor.reason is None:
        return False
    if actor.reason.stage == "locate" or actor.reason.rule in STATES:
        return True
    inside = {w for k in things for w in sentence.subtree(k)}
    words = words_between(sentence, actor.start, actor.end)
    return bool(words) and inside.issuperset(words)


def _named_by(actor: Actor, classes: frozenset[str], codebook: Codebook) -> bool:
    """Whether a noun of some word classes tells a party."""
    words = frozenset[str]().union(*(codebook.classes.get(name, frozenset()) for name in classes))
    return actor.text.lower() in words


def _owned(actor: Actor, sentence: Sentence, codebook: Codebook) -> bool:
    """Whether the phrase of a party tells whose it is: officers of the army, unlike officers at
    the gate."""
    owning = codebook.classes.get("owning", frozenset())
    within = words_between(sentence, actor.start, actor.end)
    for word in within:
        for kid in set(sentence.kids(word, *_BELONGS)).difference(within):
            cases = {sentence.tokens[k].lemma.lower() for k in sentence.kids(kid, "case")}
            if not cases or cases & owning:
                return True
    return False


def lasting(
    readings: Sequence[Reading], sentences: Sequence[Sentence], codebook: Codebook
) -> tuple[Reading, ...]:
    """Readings in which a party has everywhere the sector that a lasting deed told of it: who is
    on strike stays labour, constables stay police."""
    known: dict[tuple[str, str, str], Deed] = {}
    for reading in readings:
        for rule in codebook.deeds:
            if rule.lasting and reading.event_type in rule.types and _done(reading, rule):
                for actor in getattr(reading, rule.whose):
                    meant = not rule.called or _named_by(actor, rule.called, codebook)
                    if meant and actor.country and actor.sector == rule.sector:
                        known |= {_key(actor, sector): rule for sector in rule.of}

    def kept(actor: Actor, sentence: Sentence) -> Actor:
        rule = known.get(_key(actor, actor.sector or ""))
        if rule is None or (rule.alone and _owned(actor, sentence, codebook)):
            return actor
        return in_sector(actor, rule.sector)

    def told(reading: Reading) -> Reading:
        sentence = sentences[reading.sentence]
        actor, recipient = (
            tuple(kept(a, sentence) for a in side) for side in (reading.actor, reading.recipient)
        )
        return replace(reading, actor=actor, recipient=recipient)

    return tuple(map(told, readings)) if known else tuple(readings)


def _done(reading: Reading, rule: Deed) -> bool:
    """Whether a reading that is likely an act is of the mode and code of a deed."""
    return firm(reading) and rule.holds(reading.mode, reading.cameo)


def _key(actor: Actor, sector: str) -> tuple[str, str, str]:
    """A party by how the text calls it."""
    return (f"{actor.country}", actor.name.lower(), sector)


def moved(reading: Reading, codebook: Codebook) -> Reading:
    """Forces that are moved are whoever moves, or theirs; they are not acted upon."""
    if codebook.types[reading.event_type].recipient != "place":
        return reading
    own = tuple(a for a in reading.recipient if a.sector in _MOVED)
    if not own:
        return reading
    if not reading.actor:
        return replace(reading, actor=own, recipient=())
    home = {a.country for a in reading.actor}
    left = tuple(a for a in reading.recipient if a not in own or a.country not in home)
    return replace(reading, recipient=left)


def forces(reading: Reading, codebook: Codebook, acting: Expected) -> Reading:
    """Sectors of bare countries: who fights or moves troops is the army, who is hit the people.

    A state that hits somebody is its army. Whether else it acts itself or by its army the type of
    the act and the heads tell together; a capital is rather its government, which orders moves.
    """
    code = reading.cameo or codebook.types[reading.event_type].cameo or ""
    military = reading.event_type in codebook.forces.get("types", ()) or code.startswith(
        codebook.forces.get("cameo", ())
    )
    hit = reading.event_type in codebook.forces.get("victims", ())
    # both sides speak as governments and fight by their armies
    bare = _BARE if codebook.types[reading.event_type].verbal else _BARE | {BOTH}

    def side(actors: tuple[Actor, ...], sector: str) -> tuple[Actor, ...]:
        return tuple(
            in_sector(a, sector)
            if _bare(a, bare) and (hit or _by_army(a, acting, military=military))
            else a
            for a in actors
        )

    recipient = side(reading.recipient, PEOPLE) if hit else reading.recipient
    return replace(reading, actor=side(reading.actor, ARMY), recipient=recipient)


def own_forces(actors: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """Parties of a side without bare countries whose forces stand beside them: they only say
    whose those are (troops from Mali and Niger)."""
    served = {
        a.country
        for a in actors
        if a.sector in _SERVING and a.reason is not None and a.reason.rule == "office"
    }
    return tuple(a for a in actors if not (_bare(a, _BARE) and a.country in served))


def _bare(actor: Actor, rules: frozenset[str]) -> bool:
    """Whether a party is a country or capital that stands for its government."""
    named = actor.reason is not None and actor.reason.rule in rules
    return named and actor.sector == "GOV" and bool(actor.country)


def _by_army(actor: Actor, acting: Expected, *, military: bool) -> bool:
    """Whether a bare country acts by its armed forces where nobody is hit."""
    weights, kinds = acting.weights, acting.kinds
    capital = actor.reason is not None and actor.reason.rule == CAPITAL
    if not kinds:
        return military and not capital
    odds = math.log(kinds.get(ARMY, 0.0) + FAINT) - math.log(kinds.get("GOV", 0.0) + FAINT)
    odds += weights["forces_bias"] + weights["forces"] * military
    return odds + weights["forces_capital"] * capital > 0
