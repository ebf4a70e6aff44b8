"""Where somebody is whose country is not said: by subject, place, dateline and paragraph.

A rule names a country; a linear model over what speaks for each country that the text names
(the rule's choice among it) has the last word. Its weights were learned from the corpus
(`training/scene.py`), by kind of party.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container
from typing import TYPE_CHECKING

from detente.gazetteer import Office
from detente.resources import model_rows
from detente.stages import _actor_phrases as phrases
from detente.stages._actor_codes import choose
from detente.stages._actor_venues import Venues
from detente.stages._origins import origins
from detente.types import Mention, Sentence

if TYPE_CHECKING:
    from detente.stages._actor_resolver import Resolver

# sectors that act where they are: their country is that of the place named
LOCAL = ("CVL", "COP", "MIL", "REB", "LAB", "EDU", "CRM", "OPP", "REL", "MED", "NGO", "BUS", "JUD")
_SENT = ("MIL",)  # sectors that a state sends: without a country that of the subject
_FLED = ("REF",)  # sectors whose country is never where they are
_FORCE = ("MIL", "COP")
_RECENT = 6  # parties named before that a noun may belong to
GROUPS = ("all", "government", "force", "local", "fled", "subject", "abroad")
# what speaks for a country: the rule chose it; the place near by, the dateline, the last place of
# the paragraph; told last, last in the sentence, last but one; how often it is named, the most; it
# acts in the sentence, or is among the last named. Then by all that was resolved before: of the
# last office that is no diplomat's, of the last that is; of the first party; of the last with the
# same noun, or sector; of who acted in the sentence before; how many offices have it, and places;
# of the last place, of a place of the sentence, of the next one, or named later in the sentence;
# named in another argument of the same verb; of people, not officials, who act in the sentence;
# for rebels how many rebel groups of it the tables have; how the name of who holds an office
# sounds; it acts in the sentence, and the dateline is in another country
SIGNS = (
    *("rule", "near", "dateline", "scene", "last", "last_here", "other", "share", "most"),
    *("subject_here", "recent", "resident", "guest", "first", "same_noun", "same_sector"),
    *("acted_before", "offices", "places", "place_last", "place_here", "next_place", "named_here"),
    *("across", "people_here", "armed", "sound", "afield"),
)
_ARMED = ("REB",)
_OPPOSED = ("REB", "OPP")  # who fights or opposes a government is of its country,
_RULING = ("GOV", "MIL", "COP")  # as those are who are on its side
_VAGUE = ("group", "pronoun")  # kinds of mentions that take up what was told before
_MANY = 10  # rebel groups of a country from which more say no more
_ARGUMENTS = ("nsubj", "obj", "iobj", "obl")
_PLACED = ("name", "place", "adjective")  # kinds of mentions that name places or locate them
_TELLING = ("country", "capital", "adjective")
_SITES = ("city", "place", "area", "capital")
_Sign = Callable[[str], float]


class Whereabouts:
    """Finds the country of offices that name none; works for one Resolver."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.home: dict[int, str] = {}  # country of the dateline by paragraph
        self.weights = model_rows("scene")
        self._offices: dict[Mention, Office | None] = {}
        self._sites: Counter[str] | None = None
        self.venues = Venues(resolver)

    def countries(self, sentence: Sentence, mention: Mention, office: Office) -> tuple[str, ...]:
        """The countries of an office that says none."""
        beside = self._beside(sentence, mention, office)
        if beside:
            return beside
        ruled = self._ruled(sentence, mention, office)
        if len(ruled) > 1 or not self.weights:
            return ruled
        if len(office.states) == 1:
            return office.states
        signs = self.signs(sentence, mention, office, ruled)
        inside = self._inside(sentence, mention) | self._guests(sentence, mention, office)
        inside |= self.venues.countries(sentence, mention)
        signs = {c: found for c, found in signs.items() if c not in inside} or signs
        if office.states:
            signs = {c: found for c, found in signs.items() if c in office.states} or signs
        if not signs:
            return ruled
        held = groups(office, subject=phrases.is_subject(sentence, mention.head))
        odds = {
            country: sum(
                self.weights[group][sign] * value for group in held for sign, value in found.items()
            )
            for country, found in signs.items()
        }
        return (max(sorted(odds), key=lambda c: odds[c]),)

    def _beside(self, sentence: Sentence, mention: Mention, office: Office) -> tuple[str, ...]:
        """Of those who oppose a government the country of the one they are joined to (the Ugandan
        government and the rebels)."""
        if office.sector not in _OPPOSED:
            return ()
        head = sentence.tokens[mention.head]
        joined = sentence.kids(mention.head, "conj")
        for k in (head.head,) if head.relation == "conj" else joined:
            other = self.resolver.at_token.get((sentence.index, k))
            if other is None or other.kind != "role" or sentence.tokens[k].upos != "NOUN":
                continue
            own = self._office(other)
            told = [
                entries[0].country
                for kid in (k, *sentence.kids(k, "amod", "nmod", "nmod:poss", "compound"))
                if (name := self.resolver.at_token.get((sentence.index, kid))) is not None
                and (entries := self.resolver.entries.get(name))
                and entries[0].kind in _TELLING
            ]
            if own is not None and own.sector in _RULING and len(told) == 1 and told[0]:
                return (told[0],)
        return ()

    def signs(
        self, sentence: Sentence, mention: Mention, office: Office, ruled: tuple[str, ...]
    ) -> dict[str, dict[str, float]]:
        """What speaks for each country that the text has named: sign -> 0 to 1."""
        resolver = self.resolver
        place = (sentence.index, mention.first)
        parties = resolver.memory.parties
        told = [(at, a.country) for at, k, a, _ in parties if a.country and (at, k) < place]
        recent = [c for _, c in told[-_RECENT:]]
        here = [c for at, c in told[-_RECENT:] if at == sentence.index]
        chosen = (choose(entries, resolver.day) for entries in resolver.entries.values())
        named = Counter(e.country for e in chosen if e and e.country)
        most = max(sorted(named), key=lambda c: named[c]) if named else ""
        near = self._place_near(sentence, mention) if office.sector in LOCAL else ""
        home = self.home.get(sentence.paragraph, "")
        scene = self._scene(sentence)
        others = [c for c in recent if c != recent[-1]]
        subjects = resolver.memory.countries_before(sentence, mention.first)
        known = {*ruled, near, home, scene, *recent, *named} - {""}
        more = {
            **self._before(sentence, mention, office),
            **self._around(sentence, mention),
            "armed": self._armed(office),
            "sound": self._sound(mention),
            "across": _is_in(self._across(sentence, mention)),
            "people_here": _is_in(self._people(sentence, mention)),
        }
        return {
            country: {
                "rule": float(country in ruled[:1]),
                "near": float(country == near),
                "dateline": float(country == home),
                "scene": float(country == scene),
                "last": float(country in recent[-1:]),
                "last_here": float(country in here[-1:]),
                "other": float(country in others[-1:]),
                "share": named[country] / max(1, named.total()),
                "most": float(country == most),
                "subject_here": float(country in subjects),
                "afield": float(country in subjects and home not in ("", country)),
                "recent": float(country in recent),
                **{sign: value(country) for sign, value in more.items()},
            }
            for country in sorted(known)
        }

    def _inside(self, sentence: Sentence, mention: Mention) -> set[str]:
        """Countries of whom a participle before a noun tells, not the noun (US-trained)."""
        tokens = sentence.tokens
        acts = [k for k in sentence.kids(mention.head, "acl", "amod") if k < mention.first]
        words = [k for act in acts for k in sentence.kids(act) if k < act]
        by = [k for k in words if tokens[k].relation.split(":")[0] == "obl"]
        others = [self.resolver.at_token.get((sentence.index, k)) for k in by]
        found = (e for m in others if m for e in self.resolver.entries.get(m, ())[:1])
        return {entry.country for entry in found if entry.kind in _TELLING}

    def _guests(self, sentence: Sentence, mention: Mention, office: Office) -> set[str]:
        """Countries whose embassies the clause of local people names: these stand elsewhere (youths
        stormed the British consulate)."""
        if office.sector not in LOCAL or office.sector in _SENT:
            return set()
        resolver, verbs = self.resolver, phrases.clauses(sentence, mention.head)
        found: set[str] = set()
        for token in sentence.tokens:
            other = resolver.at_token.get((sentence.index, token.index))
            if other is None or other.kind != "role" or other.head != token.index:
                continue
            own = self._office(other)
            if own is None or not own.abroad or own.kind == "person":
                continue
            kids = (resolver.at_token.get((sentence.index, k)) for k in sentence.kids(token.index))
            vague = any(kid is not None and kid.kind in _VAGUE for kid in kids)
            if phrases.clause(sentence, token.index) in verbs and not vague:
                owners = resolver.context.owners.owners(sentence, other, (other.head,))
                found.update(a.country for a, _ in owners if a.country)
        return found

    def _before(self, sentence: Sentence, mention: Mention, office: Office) -> dict[str, _Sign]:
        """Signs by the parties resolved before a mention."""
        resolver, noun = self.resolver, sentence.tokens[mention.head].lemma
        last: dict[str, str] = {}
        offices: Counter[str] = Counter()
        for earlier in resolver.mentions:
            if (earlier.sentence, earlier.first) >= (sentence.index, mention.first):
                break
            actors = resolver.owned.get((earlier.sentence, earlier.head), ())
            country = actors[0].country if actors else None
            if not country:
                continue
            last.setdefault("first", country)
            if earlier.kind == "role":
                own = self._office(earlier)
                abroad = own is not None and own.abroad
                last["guest" if abroad else "resident"] = country
                offices[country] += not abroad
                if own is not None and own.sector == office.sector and not abroad:
                    last["same_sector"] = country
                if resolver.sentence(earlier).tokens[earlier.head].lemma == noun:
                    last["same_noun"] = country
            just = earlier.sentence == sentence.index - 1
            if just and phrases.is_subject(resolver.sentence(earlier), earlier.head):
                last["acted_before"] = country
        names = ("resident", "guest", "first", "same_noun", "same_sector", "acted_before")
        out = {name: _is(last.get(name, "")) for name in names}
        return {**out, "offices": _share(offices)}

    def _around(self, sentence: Sentence, mention: Mention) -> dict[str, _Sign]:
        """Signs by the places of the text, and by what its sentence names."""
        resolver, at = self.resolver, (sentence.index, mention.first)
        told = [(key, p.country) for key, p in resolver.places.items() if p.country]
        before = max((each for each in told if each[0] < at), default=None)
        inside = [each for each in told if each[0][0] == sentence.index]
        after = min((each for each in inside if each[0] >= at), default=None)
        here = {country for _, country in inside}
        later = {
            entries[0].country
            for token in sentence.tokens[mention.last :]
            if (other := resolver.at_token.get((sentence.index, token.index))) is not None
            and (entries := resolver.entries.get(other))
        }
        if self._sites is None:
            sites = (es[0] for es in resolver.entries.values() if es and es[0].kind in _SITES)
            self._sites = Counter(entry.country for entry in sites if entry.country)
        return {
            "places": _share(self._sites),
            "place_last": _is(before[1] if before else ""),
            "place_here": _is_in(here),
            "next_place": _is(after[1] if after else ""),
            "named_here": _is_in(later),
        }

    def _across(self, sentence: Sentence, mention: Mention) -> set[str]:
        """Countries named in the other arguments of the verb of a mention, places apart."""
        resolver, tokens = self.resolver, sentence.tokens
        verb = phrases.clause(sentence, mention.head)
        own = set(sentence.subtree(mention.head))
        found: set[str] = set()
        for token in tokens:
            other = resolver.at_token.get((sentence.index, token.index))
            if other is None or other.head != token.index or token.index in own:
                continue
            entries = resolver.entries.get(other)
            if not entries or not entries[0].country:
                continue
            where = phrases.preposition(sentence, other) in resolver.words["within"]
            if where and other.kind != "adjective":
                continue
            top = phrases.below(sentence, token.index, verb)
            if top >= 0 and tokens[top].relation.split(":")[0] in _ARGUMENTS:
                found.add(entries[0].country)
        return found

    def _armed(self, office: Office) -> _Sign:
        if office.sector not in _ARMED:
            return _is("")
        known = self.resolver.gazetteer.groups_of(*_ARMED)
        return lambda country: min(1.0, known[country] / _MANY)

    def _sound(self, mention: Mention) -> _Sign:
        bearer = self.resolver.bearer(mention)
        if bearer is None:
            return _is("")
        model = origins(self.resolver.gazetteer)
        return lambda country: model.score(bearer.text, country)

    def _people(self, sentence: Sentence, mention: Mention) -> set[str]:
        """Countries of subjects before a mention in its sentence that are no officials."""
        before = self.resolver.memory.before(sentence.index, mention.first, 0)
        return {
            a.country
            for r in before
            if r.subject
            for a in r.actors
            if a.country and a.sector in LOCAL and a.sector not in _FORCE
        }

    def _office(self, mention: Mention) -> Office | None:
        if mention not in self._offices:
            self._offices[mention] = self.resolver.office(mention)
        return self._offices[mention]

    def _ruled(self, sentence: Sentence, mention: Mention, office: Office) -> tuple[str, ...]:
        memory, home = self.resolver.memory, self.home.get(sentence.paragraph, "")
        before = memory.countries_before(sentence, mention.first)
        subject = phrases.is_subject(sentence, mention.head)
        words = self.resolver.words["definite"]
        if len(before) > 1 and phrases.determiner(sentence, (mention.head,), words):
            before = ()  # two states urged the army: that of neither
        plural = sentence.tokens[mention.head].morph.get("Number") == "Plur"
        sent = office.sector in _SENT and not subject and (plural or office.kind != "person")
        if before and (sent or (subject and office.sector not in LOCAL)):
            return before
        near = self._place_near(sentence, mention) if office.sector in LOCAL else ""
        if not near and office.sector in _SENT and before:
            return before
        near = near or home
        if near:
            return (near,)
        if before:
            return before
        last = memory.country_of_paragraph(sentence, mention.first)
        return (last,) if last else ()

    def _scene(self, sentence: Sentence) -> str:
        """Country of the last place that the paragraph named before the sentence."""
        last = ""
        for (number, _), place in self.resolver.places.items():
            same = self.resolver.sentences[number].paragraph == sentence.paragraph
            if same and number < sentence.index and place.country:
                last = place.country
        return last

    def _place_near(self, sentence: Sentence, mention: Mention) -> str:
        """Country of the nearest place of the sentence with a preposition of place."""
        resolver = self.resolver
        near: list[tuple[int, int, str]] = []
        verbs = phrases.clauses(sentence, mention.head)
        for token in sentence.tokens:
            other = resolver.at_token.get((sentence.index, token.index))
            if other is None or other.head != token.index or other.kind not in _PLACED:
                continue
            at = token.head if other.kind == "adjective" else token.index
            led = phrases.preposition(sentence, other) in resolver.words["within"]
            if led or other.kind == "adjective":
                resolver.resolve(other)
                place = resolver.places.get((sentence.index, at))
                verb = phrases.clause(sentence, token.index)
                if place is not None and place.country and verb in verbs:
                    far = abs(token.index - mention.head)
                    near.append((verbs.index(verb), far, place.country))
        return min(near)[2] if near else ""


def groups(office: Office, *, subject: bool) -> tuple[str, ...]:
    """The groups of weights that hold for an office."""
    held = ["all"]
    if office.sector == "GOV":
        held.append("government")
    elif office.sector in _FORCE:
        held.append("force")
    elif office.sector in LOCAL:
        held.append("local")
    elif office.sector in _FLED:
        held.append("fled")
    if office.abroad:
        held.append("abroad")
    return (*held, "subject") if subject else tuple(held)


def _is(name: str) -> _Sign:
    return lambda country: float(country == name)


def _is_in(names: Container[str]) -> _Sign:
    return lambda country: float(country in names)


def _share(counts: Counter[str]) -> _Sign:
    total = max(1, counts.total())
    return lambda country: counts[country] / total
