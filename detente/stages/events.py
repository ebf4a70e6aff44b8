"""Predicates read as events: the entries of the codebook over the trees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente._entries import ANY, Entry
from detente.codebook import Codebook
from detente.resources import LanguagePack
from detente.stages._cast import Cast
from detente.stages._frames import noun_frame, verb_frame
from detente.stages._grammar import (
    ASKED,
    NEGATED,
    SUFFERED,
    Frame,
    Grammar,
    grammar_of,
    preposition,
)
from detente.stages._lemmas import verbal_lemma
from detente.stages._matcher import Match, Matcher
from detente.stages._measured import MEASURED, is_measured, measured
from detente.stages._opaque import visible
from detente.stages._phrasal import joined, particles_of, stated
from detente.stages._tree import near_objects
from detente.types import Evidence, Reading, Reason, Sentence

_ATTRIBUTES = ("amod", "compound", "acl")  # relations of what stands with a noun
BODIES = ("organisation", "group")  # rules by which a name is that of a body


def find_events(
    sentences: Sequence[Sentence],
    text: str,
    cast: Cast,
    pack: LanguagePack,
    codebook: Codebook,
) -> tuple[Reading, ...]:
    """Readings of the sentences, those that may tell news (`_worlds.news`), in order of the text.

    Each predicate gets the entry whose conditions hold and are most specific; a reading inside
    the complement of an opaque one (a demand, refusal, threat) is not kept, since the act told
    there has not happened.
    """
    grammar = grammar_of(pack)
    names = _names(cast)
    out: list[Reading] = []
    for sentence in sentences:
        if len(sentence.tokens) < 3:
            continue
        found = _Finder(sentence, text, cast, pack, codebook, grammar).readings()
        told = [(r, held) for r, held in found if not _named(r, sentence, names)]
        out += visible(sentence, told, codebook, grammar.past)
    return tuple(out)


def _names(cast: Cast) -> tuple[tuple[int, int], ...]:
    """The spans of names of several words that bodies bear."""
    bodies = (a for a in cast.actors if a.reason is not None and a.reason.rule in BODIES)
    return tuple((a.start, a.end) for a in bodies if " " in a.text)


def _named(reading: Reading, sentence: Sentence, names: tuple[tuple[int, int], ...]) -> bool:
    """Whether a noun tells no act but is part of a name (the Organisation for the Prohibition of
    Chemical Weapons)."""
    token = sentence.tokens[reading.token]
    inside = any(start < token.start and token.end <= end for start, end in names)
    return inside and reading.kind == "noun"


class _Finder:
    """Readings of one sentence."""

    def __init__(
        self,
        sentence: Sentence,
        text: str,
        cast: Cast,
        pack: LanguagePack,
        codebook: Codebook,
        grammar: Grammar,
    ) -> None:
        self.sentence, self.text, self.pack = sentence, text, pack
        self.codebook, self.grammar = codebook, grammar
        self.particles = particles_of(pack)
        self.matcher = Matcher(sentence, cast, pack, codebook, grammar)
        words = {t.text.lower() for t in sentence.tokens}
        entries = codebook.find("verb", ANY)
        self.any_verb = [e for e in entries if any(words.issuperset(p) for p in e.along)]

    def readings(self) -> list[tuple[Reading, frozenset[int]]]:
        """Each reading with the heads of the arguments that the conditions of its entry name."""
        out = []
        for token in self.sentence.tokens:
            match = self._best(token.index)
            if match is not None:
                out.append((self._reading(token.index, match), match.consumed))
        return out

    def _candidates(self, index: int) -> list[tuple[Entry, Frame]]:
        sentence, token = self.sentence, self.sentence.tokens[index]
        lemmas: list[tuple[str, str]] = []
        if self._hyphened(index):
            return []
        if token.upos in ("VERB", "AUX") and token.relation not in ("aux", "aux:pass", "cop"):
            lemmas += [("verb", words) for words in self._joined(index)]
            lemmas.append(("verb", token.lemma))
            noun = token.text.lower()
            if self.codebook.find("noun", noun) and is_measured(self.sentence, index, self.grammar):
                lemmas = [("noun", noun)]
        elif token.upos == "ADJ":
            lemmas += [("verb", words) for words in stated(sentence, index, self.grammar)]
            verb = verbal_lemma(token, self.pack)
            if verb and token.relation in ("amod", "acl", "root", "conj", "ccomp", "xcomp"):
                lemmas.append(("verb", verb))
            lemmas.append(("adj", token.lemma))
        elif token.upos in ("NOUN", "PROPN"):
            lemmas += [("verb", words) for words in stated(sentence, index, self.grammar)]
            lemmas += [("noun", words) for words in self._joined(index)]
            lemmas.append(("noun", token.lemma))
        out: list[tuple[Entry, Frame]] = []
        for kind, lemma in lemmas:
            entries = self.codebook.find(kind, lemma)
            if not entries:
                continue
            if kind == "noun":
                frame = noun_frame(self.sentence, index, self.grammar)
                frame = measured(self.sentence, index, frame, self.grammar)
            else:
                frame = verb_frame(self.sentence, index, self.grammar)
                if " " in lemma:
                    frame = self._swallowed(lemma.split(" ", 1)[1], index, frame)
            out += [(entry, frame) for entry in entries]
        return out

    def _joined(self, index: int) -> list[str]:
        return joined(self.sentence, index, self.grammar, self.particles)

    def _hyphened(self, index: int) -> bool:
        """Whether a participle that stands with a noun is joined to the word before it by a hyphen:
        it tells what sort of thing the noun is (Iran-backed militias), not what happened."""
        tokens, token = self.sentence.tokens, self.sentence.tokens[index]
        if index < 2 or token.upos not in ("VERB", "ADJ") or token.relation not in _ATTRIBUTES:
            return False
        first, hyphen = tokens[index - 2], tokens[index - 1]
        joined = first.end == hyphen.start and hyphen.end == token.start
        return joined and hyphen.upos == "PUNCT" and (token.head > index or token.head == index - 2)

    def _swallowed(self, particle: str, index: int, frame: Frame) -> Frame:
        """The frame of a verb whose particle was read as the preposition of its object."""
        held = tuple(k for k in frame.get(particle) if self.sentence.tokens[k].head == index)
        if not held or frame.get("obj") or frame.passive:
            return frame
        slots = dict(frame.slots)
        slots["obj"] = held
        for noun in held:
            for k in self.sentence.kids(noun, "nmod"):
                word = preposition(self.sentence, k, self.grammar)
                if word and word not in self.grammar.genitives:
                    slots[word] = (*slots.get(word, ()), k)
        return replace(frame, slots=slots)

    def _best(self, index: int) -> Match | None:
        best: Match | None = None
        for order, (entry, frame) in enumerate(self._candidates(index)):
            match = self.matcher.match(index, entry, frame, -order)
            if match is not None and (best is None or match.rank > best.rank):
                best = match
        return self._of_any(index, best)

    def _of_any(self, index: int, best: Match | None) -> Match | None:
        """The entry for any verb that holds where the verb's own entries say less."""
        token = self.sentence.tokens[index]
        if not self.any_verb or token.upos != "VERB":
            return best
        frame = verb_frame(self.sentence, index, self.grammar)
        for entry in self.any_verb:
            if _gives_way(best, entry) and token.lemma.lower() not in entry.other_than:
                match = self.matcher.match(index, entry, frame, 0)
                if match is not None:
                    return match
        return best

    def _reading(self, index: int, match: Match) -> Reading:
        entry, frame, token = match.entry, match.frame, self.sentence.tokens[index]
        start, end = self._trigger(index, match)
        evidence = Evidence(
            self.sentence.paragraph,
            self.sentence.index,
            start,
            end,
            self.text[start:end],
            entry.name,
        )
        aux = set(entry.aux) | (set() if entry.holds else {"negation"})
        reason = Reason("events", entry.name, self.text[start:end], start, end)
        return Reading(
            sentence=self.sentence.index,
            token=index,
            kind=entry.kind,
            rule=entry.name,
            event_type=entry.event_type,
            mode=entry.mode,
            cameo=entry.cameo,
            actor=match.actor,
            recipient=match.recipient,
            evidence=evidence,
            lemma=token.lemma,
            weight=entry.tells + (frame.licence == MEASURED),  # its length says more
            opaque=entry.opaque,
            passive=frame.passive or not (entry.actor or entry.mutual),
            mutual=entry.mutual,
            licence=_licence(entry, frame, self.grammar),
            clause=frame.clause,
            objects=frame.get("obj"),
            aux=frozenset(aux),
            confidence=_confidence(match),
            reasons=(reason,),
        )

    def _trigger(self, index: int, match: Match) -> tuple[int, int]:
        """The words that carry the event: the predicate, its particle and its object."""
        tokens = self.sentence.tokens
        parts = {index, *self.sentence.kids(index, "compound:prt"), *match.carried}
        if match.frame.governor is not None:
            parts |= {match.frame.governor}
            parts |= set(self.sentence.kids(match.frame.governor, "compound:prt"))
        if match.entry.kind == "verb":
            parts |= near_objects(self.sentence, index)
        first, last = min(parts), max(parts)
        return tokens[first].start, tokens[last].end


def _gives_way(best: Match | None, entry: Entry) -> bool:
    """Whether the best of a verb's own entries says less than one for any verb: one of several who
    do something together is read where it says nothing, or tells an act of several on nobody in
    particular, one of what somebody does to another only in stead of the types that it names."""
    if best is None or best.entry.void:
        return entry.mutual or entry.above is not None or not entry.over
    told = best.entry.event_type in entry.over
    several = not best.recipient and len({a.party for a in best.actor}) > 1
    return told and (several or not entry.mutual)


def _licence(entry: Entry, frame: Frame, grammar: Grammar) -> str:
    """By what the words tell an act: those of its entry, or its frame."""
    if entry.above is not None:
        return ASKED
    if entry.negated:
        return NEGATED
    given = any(slot.rpartition(".")[2] in grammar.givers for slot in entry.actor)
    gets = given and "subj" in entry.recipient and "subj" not in entry.actor
    return SUFFERED if entry.kind == "verb" and gets else frame.licence


def _confidence(match: Match) -> float:
    """How sure a reading is, from how specific its entry is and which roles it found."""
    roles = bool(match.actor) + bool(match.recipient)
    return min(0.95, 0.45 + 0.1 * match.entry.weight + 0.15 * roles)
