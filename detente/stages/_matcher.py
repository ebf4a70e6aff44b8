"""Entries of the codebook that hold for a predicate: with which parties, of what rank."""

from __future__ import annotations

from dataclasses import dataclass, replace

from detente._entries import Entry
from detente.codebook import Codebook
from detente.resources import LanguagePack
from detente.stages._aims import people_of
from detente.stages._cast import Cast
from detente.stages._frames import verb_frame
from detente.stages._grammar import GOT, RECEIVED, RELATED, Frame, Grammar
from detente.stages._measured import befell
from detente.stages._parties import Parties
from detente.stages._requirements import Requirements
from detente.types import Actor, Sentence

VOID = 100  # rank of an entry that says that there is no act: above all others
_POLICE = "COP"  # who acts in his own country only
LONE = -1  # of one that needs who acts, where nobody else is told: below all others
WITHIN = "within"  # licence of a noun in whose phrase acts are told besides


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that holds for a predicate, with its parties."""

    entry: Entry
    frame: Frame
    actor: tuple[Actor, ...]
    recipient: tuple[Actor, ...]
    consumed: frozenset[int]  # heads of the arguments that its conditions name
    carried: frozenset[int]  # those of them that carry the event: who acts does not
    rank: tuple[int, int, int, int]


class Matcher:
    """Holds entries against the predicates of one sentence."""

    def __init__(
        self,
        sentence: Sentence,
        cast: Cast,
        pack: LanguagePack,
        codebook: Codebook,
        grammar: Grammar,
    ) -> None:
        self.sentence, self.codebook, self.grammar = sentence, codebook, grammar
        self.cast = cast
        self._requirements = Requirements(sentence, cast, pack, grammar)
        self.parties = Parties(
            sentence, cast, grammar, lambda lemma: bool(codebook.find("noun", lemma))
        )

    def match(self, index: int, entry: Entry, frame: Frame, order: int) -> Match | None:
        """The entry with its parties, None where it does not hold for the predicate at `index`.

        Of two that hold the one of higher rank is meant; `order` decides between equals.
        """
        named = self._requirements.met(index, entry, frame)
        if named is None:
            return None
        if entry.within:
            frame = replace(frame, licence=frame.licence or WITHIN)
        if entry.void:
            rank = (VOID, 0, 0, order)
            return Match(entry, frame, (), (), named.all, named.carrying, rank)
        if entry.kind == "noun" and self._generic(index, frame):
            return None
        if frame.licence == "occasion" and not entry.opaque:
            return None
        actor, recipient = self._sides(index, entry, frame)
        if self._is_untold(entry, frame, actor, recipient):
            return None
        parties = len({a.code for a in (*actor, *recipient)})
        roles = bool(actor) + bool(recipient)
        reciprocal = frame.reflexive and not entry.refl and entry.kind == "verb"
        if reciprocal and parties >= 2 and not recipient:
            entry, roles = replace(entry, mutual=True), 2
        elif self._is_onesided(entry, frame, parties if entry.mutual else roles) and not befell(
            entry, frame, self.codebook, recipient
        ):
            return None
        weight = entry.weight if roles > 1 or not entry.acted else LONE
        rank = (weight, roles, parties, order)
        return Match(entry, frame, actor, recipient, named.all, named.carrying, rank)

    def _sides(
        self, index: int, entry: Entry, frame: Frame
    ) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
        """Who acts and whom it concerns; of a mutual act all who take part, as those who act."""
        if entry.mutual:
            first = self._fill_all(entry.actor, index, frame)
            return _union(first, self._fill_all(entry.recipient, index, frame)), ()
        actor = self._fill(entry.actor, index, self._owners(entry, frame), frozenset())
        hosted = self.codebook.types[entry.event_type].hosted(entry.mode)
        taken = frozenset(a.party if hosted else a.code for a in actor)
        recipient = self._fill(entry.recipient, index, frame, taken)
        if not recipient and entry.opaque and entry.above is None:
            recipient = self._inner(frame, taken)
        if entry.kind == "noun" and frame.licence in GOT:
            actor = actor or self._fill(tuple(sorted(self.grammar.givers)), index, frame, taken)
            if actor and not recipient and frame.licence == RECEIVED:
                recipient = self._fill(("iobj",), index, frame, taken)
        if not actor and frame.passive:
            actor = self._occasion(frame)
        if not recipient and entry.event_type in self.codebook.forces.get("victims", ()):
            recipient = self._dwellers(entry, frame, actor)
        return actor, recipient

    def _dwellers(self, entry: Entry, frame: Frame, actor: tuple[Actor, ...]) -> tuple[Actor, ...]:
        """The people of a place that violence hits (shelled Kharkiv, fired rockets at Haifa, struck
        a hospital in the city of Nis)."""
        home = {a.country for a in actor if a.sector == _POLICE}
        for slot in entry.recipient:
            for token in frame.get(slot):
                inside = sorted(self.sentence.subtree(token)) if entry.conditions else ()
                for word in (token, *inside):
                    place = self.cast.place(self.sentence.index, word)
                    country = place.country if place is not None else None
                    if place is not None and country and country in (home or {country}):
                        return (people_of(place),)
        return ()

    def _is_untold(
        self, entry: Entry, frame: Frame, actor: tuple[Actor, ...], recipient: tuple[Actor, ...]
    ) -> bool:
        """Whether who acts, or everybody, is missing and the words alone do not tell the event."""
        if not actor and (entry.acted or self._stranger(entry, frame)):
            return True
        return not actor and not recipient and not self._unnamed(entry, frame)

    def _is_onesided(self, entry: Entry, frame: Frame, sides: int) -> bool:
        """Whether an entry that needs two sides has fewer, and nothing else tells the other."""
        if not entry.both or sides > 1:
            return False
        mode = self.codebook.types[entry.event_type].of_mode(entry.mode)
        return frame.licence not in RELATED and mode.get("recipient") != "told"

    def _owners(self, entry: Entry, frame: Frame) -> Frame:
        """The frame without those genitives that the recipient claims by their preposition."""
        claimed = {k for s in entry.recipient if s in self.grammar.genitives for k in frame.get(s)}
        if not claimed or not frame.get("gen"):
            return frame
        left = tuple(k for k in frame.get("gen") if k not in claimed)
        return replace(frame, slots={**frame.slots, "gen": left})

    def _stranger(self, entry: Entry, frame: Frame) -> bool:
        """Whether somebody who is no political actor offers, asks, helps or agrees."""
        if entry.kind != "verb" or self.codebook.types[entry.event_type].quad > 3:
            return False
        if "subj" not in entry.actor:
            return False
        tokens = [self.sentence.tokens[k] for k in frame.get("subj")]
        return any(t.upos in ("NOUN", "PROPN") for t in tokens)

    def _inner(self, frame: Frame, taken: frozenset[str]) -> tuple[Actor, ...]:
        """Whom a demand, refusal or charge concerns: the party in its object or its clause."""
        found: tuple[Actor, ...] = ()
        inner = [(h, verb_frame(self.sentence, h, self.grammar)) for h in frame.clause]
        for head, below in inner:
            found = found or self.parties.slot("subj", head, below)
        found = found or self.parties.slot("obj", 0, frame)
        for head, below in inner:
            found = found or self.parties.slot("obj", head, below)
        return tuple(a for a in found if a.party not in taken and a.code not in taken)

    def _occasion(self, frame: Frame) -> tuple[Actor, ...]:
        """The agent of a passive named with its occasion ("killed in a Turkish air strike")."""
        for slot, members in sorted(frame.slots.items()):
            if slot in ("obj", "subj", "iobj"):
                continue
            for token in members:
                lemma = self.sentence.tokens[token].lemma
                if self.codebook.find("noun", lemma):
                    found = self.parties.inside(token, far=False)
                    if found:
                        return found[:1]
        return ()

    def _unnamed(self, entry: Entry, frame: Frame) -> bool:
        """Whether the words are enough to tell the event without its parties."""
        if entry.kind == "verb":
            return bool(entry.conditions) and not entry.both
        people = self.codebook.types[entry.event_type].actor is not None
        related = frame.licence in (*RELATED, WITHIN)
        return bool(frame.licence) and (entry.mutual or people or related)

    def _generic(self, index: int, frame: Frame) -> bool:
        """An event noun that only modifies another noun ("peace talks venue")."""
        token = self.sentence.tokens[index]
        return token.relation in ("compound", "flat") and not frame.licence

    def _fill(
        self, slots: tuple[str, ...], index: int, frame: Frame, taken: frozenset[str]
    ) -> tuple[Actor, ...]:
        """The actors of the first slot that has any, without those in `taken`."""
        for slot in slots:
            found = self.parties.slot(slot, index, frame)
            left = tuple(a for a in found if a.party not in taken and a.code not in taken)
            if found and not left:  # nobody visits himself: perhaps the name beside it is meant
                beside = self.parties.beside(frame.get(slot))
                left = tuple(a for a in beside if a.party not in taken and a.code not in taken)
            if left:
                return left
        return ()

    def _fill_all(self, slots: tuple[str, ...], index: int, frame: Frame) -> tuple[Actor, ...]:
        out: tuple[Actor, ...] = ()
        for slot in slots:
            out = _union(out, self.parties.slot(slot, index, frame, strict=True))
        return out


def _union(first: tuple[Actor, ...], second: tuple[Actor, ...]) -> tuple[Actor, ...]:
    seen = {a.code for a in first}
    out = list(first)
    for actor in second:
        if actor.code not in seen:
            seen.add(actor.code)
            out.append(actor)
    return tuple(out)
