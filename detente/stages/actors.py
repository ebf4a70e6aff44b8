"""Actors: which political actor or place each mention stands for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from detente.gazetteer import Entry, Gazetteer
from detente.stages._actor_codes import ONCE
from detente.stages._actor_compounds import OPPOSED
from detente.stages._actor_persons import Learned
from detente.stages._actor_resolver import Resolver
from detente.stages._actor_unlisted import Unlisted
from detente.stages._origins import origins
from detente.stages._talk import Talk, find_talk, voices_of
from detente.types import Actor, Mention, Place, Reason, Sentence

Key = tuple[int, int]  # sentence, token
_BENCHES = ("PTY", "OPP")  # sectors of parties, in government or not
_OFFERED = (*_BENCHES, "GOV")  # sectors that a party named itself may be taken for
_GOVERNING = ":GOV"
_SOON = dt.timedelta(days=2)  # until an office is over that somebody lost on a day
_EXACT = 7  # letters of a day in the tables that tells the month


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is meant where, asked by sentence index and token index.

    A token counts as the head of its noun phrase: the name, its title, a pronoun, a
    nationality adjective, or any token of a name of several words.
    """

    actors: tuple[Actor, ...]
    sentences: Mapping[int, Sentence]
    owned: Mapping[Key, tuple[Actor, ...]]
    adjectives_at: Mapping[Key, tuple[Actor, ...]]
    places_at: Mapping[Key, Place]
    clusters: Mapping[Key, tuple[int, ...]]
    gazetteer: Gazetteer
    talk: Talk = field(default_factory=Talk)
    unlisted: Unlisted | None = None
    retired: frozenset[str] = frozenset()  # opponents whom the text tells by an office of old
    _joint: dict[Key, tuple[Actor, ...]] = field(default_factory=dict)

    def at(self, sentence: int, token: int) -> tuple[Actor, ...]:
        """The actors that the phrase headed at the token denotes, conjuncts included.

        Capitals and seats give their government here even where they are places (`place`).
        () if the phrase denotes no political actor.
        """
        key = (sentence, token)
        if key not in self._joint:
            self._joint[key] = ()  # a cycle in a broken tree ends here
            found = dict.fromkeys(self.own(sentence, token))
            tree = self.sentences[sentence]
            for part in self.clusters.get(key, (token,)):
                for kid in tree.kids(part, "conj"):
                    found.update(dict.fromkeys(self.at(sentence, kid)))
            self._joint[key] = tuple(found)
        return self._joint[key]

    def own(self, sentence: int, token: int) -> tuple[Actor, ...]:
        """Like `at`, without what is joined to it by "and"."""
        return self.owned.get((sentence, token), ())

    def adjectives(self, sentence: int, token: int) -> tuple[Actor, ...]:
        """Actors named by adjectives and compound parts of the noun at the token.

        "der russische Angriff", "US-Angriff", "EU sanctions", "the Franco-German talks".
        """
        return self.adjectives_at.get((sentence, token), ())

    def adjective(self, sentence: int, token: int) -> Actor | None:
        """The first of `adjectives`, None if there is none."""
        found = self.adjectives(sentence, token)
        return found[0] if found else None

    def place(self, sentence: int, token: int) -> Place | None:
        """The place (town, country, river ...) named at the token."""
        return self.places_at.get((sentence, token))

    def seated(self, name: str) -> frozenset[str]:
        """The parties whose capital or seat a name of a place is ("Brussels")."""
        found = (e for e in self.gazetteer.names(name) if e.kind in ("capital", "seat"))
        return frozenset(e.country or e.code for e in found)

    def answering(self, sentence: int) -> Actor | None:
        """Who speaks in a sentence that answers a question of a printed talk."""
        return self.talk.answers.get(sentence)

    def places(self, sentence: int) -> tuple[tuple[int, Place], ...]:
        """All places named in a sentence with the token that heads each, in order."""
        seen: dict[Place, int] = {}
        count = len(self.sentences[sentence].tokens)
        for token in (k for k in range(count) if (sentence, k) in self.places_at):
            seen.setdefault(self.places_at[sentence, token], token)
        return tuple((token, place) for place, token in seen.items())

    def country_of_place(self, sentence: int, token: int) -> str | None:
        """ISO code of the state in which the place named at the token lies."""
        place = self.place(sentence, token)
        return place.country if place else None

    def settled(self, actor: Actor, sector: str, sentence: int, tokens: Iterable[int]) -> bool:
        """Whether the tables tell for the day that the party that an actor is or belongs to (by a
        word of its phrase) is not in government or opposition, as a sector would have it. The
        party itself is not the government either."""
        named = actor.reason is not None and actor.reason.rule == "group"
        if actor.sector not in _BENCHES or sector not in (_OFFERED if named else _BENCHES):
            return False
        parts = (a for t in tokens for a in (*self.own(sentence, t), *self.adjectives(sentence, t)))
        known = self.gazetteer.governed
        return any(a.code == actor.code and (a.country, a.name) in known for a in (actor, *parts))

    def countries(self, sentence: int, token: int, sector: str) -> tuple[str, ...]:
        """The countries of whom a noun of a sector means that no table knows."""
        return self.unlisted.countries(sentence, token, sector) if self.unlisted else ()

    def sound(self, name: str, country: str) -> float:
        """How much more a person's name sounds like a country's than like anybody's."""
        return origins(self.gazetteer).score(name, country)

    def dated(self, actor: Actor, day: dt.date | None) -> Actor:
        """The actor as of another day: a person has the office held then, if one is known."""
        if day is None:
            return actor
        rows = [e for e in self.gazetteer.names(actor.name) if e.kind == "person"]
        held = [e for e in rows if e.valid(day.isoformat())]
        if not held or any(e.code == actor.code for e in held):
            return actor
        last = max(held, key=lambda e: e.since)
        told = actor.name in self.retired and actor.sector == ONCE and last.code[4:] == OPPOSED
        return actor if told else _in_office(actor, last)

    def governing(self, actor: Actor, day: dt.date) -> Actor:
        """The actor as somebody who governed on a day and no longer the day after the next, if
        the tables tell that; else the same."""
        rows = [e for e in self.gazetteer.names(actor.name) if e.kind == "person"]
        last, after = day.isoformat(), (day + _SOON).isoformat()
        fell = [e for e in rows if e.code.endswith(_GOVERNING) and e.until and e.valid(last)]
        fell = [e for e in fell if len(e.until) >= _EXACT and e.until <= after]
        return _in_office(actor, fell[0]) if fell else actor


def _in_office(actor: Actor, entry: Entry) -> Actor:
    """A person in the office of a row of the tables."""
    reason = Reason("actors", "office-at-date", actor.text, actor.start, actor.end)
    wide = not entry.country
    sector = None if wide else entry.code[4:]
    country = None if wide else entry.country
    return replace(actor, code=entry.code, sector=sector, country=country, reason=reason)


Speaking = Callable[[Cast], Callable[[int, int], Actor | None]]


def resolve_actors(
    mentions: Iterable[Mention],
    sentences: Iterable[Sentence],
    gazetteer: Gazetteer,
    published: dt.date | None,
    speaker: Speaking | None = None,
    title: str = "",
) -> Cast:
    """Decide for each mention whom it stands for.

    `published` is the day at which offices, states and groups are looked up; without it the
    last known bearer counts. Persons in no table are learned from the titles that the
    document gives them, also for mentions before that. `speaker` tells who says a word of a cast
    that is not yet sure of that: whom "I" and "we" mean; `title` is that of the document.
    """
    mentions, sentences = tuple(mentions), tuple(sentences)
    day = published.isoformat() if published else ""
    resolver = Resolver(mentions, sentences, gazetteer, day)
    resolver.run()
    learned: dict[str, Learned] = {}
    if resolver.persons.unknown and resolver.persons.learned:
        learned = resolver.persons.learned
        resolver = Resolver(mentions, sentences, gazetteer, day, learned=learned)
        resolver.run()
    cast = _cast(resolver, Talk())
    talk = find_talk(sentences, cast.actors, gazetteer.words)
    saying = speaker(cast) if speaker else _nobody
    voices = voices_of(talk, sentences, cast.actors, saying, gazetteer.words, title)
    if not voices.persons:
        return replace(cast, talk=talk)
    resolver = Resolver(mentions, sentences, gazetteer, day, learned=learned, voices=voices)
    resolver.run()
    return _cast(resolver, talk)


def _cast(resolver: Resolver, talk: Talk) -> Cast:
    return Cast(
        actors=resolver.actors(),
        sentences={s.index: s for s in resolver.sentences},
        owned=resolver.owned,
        adjectives_at=resolver.adjectives,
        places_at=resolver.places,
        clusters=resolver.clusters,
        gazetteer=resolver.gazetteer,
        talk=talk,
        unlisted=Unlisted(resolver),
        retired=frozenset(resolver.persons.retired),
    )


def _nobody(sentence: int, token: int) -> None:
    """The speaker where none is known."""
