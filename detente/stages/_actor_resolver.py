"""One walk through a document: mentions to actors, each with the help of those before."""

from __future__ import annotations

from dataclasses import replace

from detente.gazetteer import Entry, Gazetteer, Office
from detente.stages import _actor_phrases as phrases
from detente.stages._actor_bodies import Bodies
from detente.stages._actor_codes import PERSONAL, PLACES, STATES, benched, choose, make_actor
from detente.stages._actor_compounds import OPPOSED
from detente.stages._actor_context import Context
from detente.stages._actor_kin import Kin
from detente.stages._actor_memory import Memory, Referent, side
from detente.stages._actor_names import entries_of, phrase, without_little
from detente.stages._actor_persons import Learned, Persons
from detente.stages._actor_shorts import Shorts
from detente.stages._actor_titles import titles_of
from detente.stages._talk import Voices
from detente.types import Actor, Mention, Place, Sentence

Key = tuple[int, int]
_PARTIES = ("PTY", OPPOSED)


class Resolver:
    """The state of the walk; `learned` maps names and surnames to persons known beforehand,
    `voices` are known from such a walk."""

    def __init__(
        self,
        mentions: tuple[Mention, ...],
        sentences: tuple[Sentence, ...],
        gazetteer: Gazetteer,
        day: str,
        *,
        learned: dict[str, Learned] | None = None,
        voices: Voices | None = None,
    ) -> None:
        self.mentions, self.sentences, self.gazetteer, self.day = (
            mentions,
            sentences,
            gazetteer,
            day,
        )
        self.words = {
            key: frozenset(value)
            for key, value in gazetteer.words.items()
            if isinstance(value, list)
        }
        self.memory = Memory(sentences)
        self.context = Context(self)
        self.owned: dict[Key, tuple[Actor, ...]] = {}
        self.adjectives: dict[Key, tuple[Actor, ...]] = {}
        self.places: dict[Key, Place] = {}
        self.clusters: dict[Key, tuple[int, ...]] = {}
        self.at_token = {(m.sentence, i): m for m in mentions for i in range(m.first, m.last)}
        self.entries = {
            m: entries_of(m, gazetteer, sentences[m.sentence])
            for m in mentions
            if m.kind in ("name", "place", "adjective")
        }
        self.surnames = self._surnames()
        self.persons = Persons(self, learned or {})
        self.shorts = Shorts(self)
        self.kin = Kin(self)
        self.bodies = Bodies(self)
        self.voices = voices or Voices()
        self.titles: dict[Mention, list[Mention]] = {}
        self._bearer: dict[Mention, Mention] = {}
        self._busy: set[Mention] = set()

    def run(self) -> None:
        """Resolve all mentions in order."""
        grouped: dict[int, list[Mention]] = {s.index: [] for s in self.sentences}
        for mention in self.mentions:
            grouped[mention.sentence].append(mention)
        self.context.read_datelines(self.sentences)
        self.entries = without_little(self.entries, self.context.countries)
        for sentence in self.sentences:
            here = grouped[sentence.index]
            self._link_titles(sentence, here)
            for mention in here:
                self.resolve(mention)
                self._pair(sentence, mention)
            self._compounds(sentence)

    def actors(self) -> tuple[Actor, ...]:
        """All resolved actors in the order of the text."""
        found = {
            actor
            for m in self.mentions
            if m.kind != "adjective"
            for actor in self.owned.get((m.sentence, m.head), ())
        }
        return tuple(sorted(found, key=lambda a: (a.start, a.end, a.code, a.name)))

    def resolve(self, mention: Mention) -> tuple[Actor, ...]:
        """The actors of a mention; () while it is being resolved (a circle) or if it has none."""
        key = (mention.sentence, mention.head)
        if key in self.owned:
            return self.owned[key]
        if mention in self._busy:
            return ()
        self._busy.add(mention)
        bearer = self._bearer.get(mention)
        if bearer is not None:
            actors = self.resolve(bearer)
        elif mention in self.bodies.towns:
            actors = self._place(mention)
        else:
            actors = getattr(self, f"_{mention.kind}")(mention)
        for i in range(mention.first, mention.last):
            self.owned.setdefault((mention.sentence, i), actors)
        self.owned[key] = actors
        told = bearer is None and not self.shorts.aside(mention)
        if told and mention.kind not in ("adjective", "place", "adverb", "number"):
            self._remember(mention, actors)
        self._busy.discard(mention)
        return actors

    def sentence(self, mention: Mention) -> Sentence:
        """The sentence of a mention."""
        return self.memory.sentences[mention.sentence]

    # names

    def _place(self, mention: Mention) -> tuple[Actor, ...]:
        entry = choose(self.entries[mention], self.day, self.context.countries)
        if entry is not None:
            self._set_place(mention, entry)
        return ()

    def _set_place(self, mention: Mention, entry: Entry) -> None:
        place = Place(
            mention.text,
            entry.name,
            entry.country or None,
            entry.lat,
            entry.lon,
            mention.start,
            mention.end,
        )
        for i in range(mention.first, mention.last):
            self.places[mention.sentence, i] = place

    def _name(self, mention: Mention) -> tuple[Actor, ...]:
        short = self.shorts.resolve(mention)
        if short is not None or self.shorts.medium(mention):
            return (short,) if short is not None else ()
        entries = self.entries[mention]
        persons = [e for e in entries if e.kind in ("person", "short")]
        entry = choose([e for e in entries if e not in persons], self.day, self.context.countries)
        titled = self.titles.get(mention)
        known = any(e.valid(self.day) for e in persons)
        other = entry is not None and (entry.valid(self.day) or not known)
        if persons and (not other or self.is_person(mention)):
            return self.persons.resolve(mention, persons)
        if entry is None:
            return self.persons.resolve(mention, [])
        where = choose([e for e in entries if e.kind in PLACES], self.day, self.context.countries)
        if where is not None:
            self._set_place(mention, where)
        if entry.kind == "people":
            return self.persons.people(mention, entry)
        if self._common(mention, entry):
            return tuple(benched(a, entries, self.day) for a in self._role(mention))
        if not entry.code or (entry.kind == "city"):
            return self.persons.resolve(mention, []) if titled else ()
        both = self.context.paired(self.sentence(mention), mention)
        if both:
            return both
        code = self.context.owners.seat(self.sentence(mention), mention, entry)
        if code.endswith(":PTY"):
            compounds = self.context.owners.compounds
            if compounds.opposed(self.sentence(mention), mention):
                code = f"{code[:4]}{OPPOSED}"
        actor = make_actor(code, entry.name, mention, entry.kind)
        if titled:
            self.cluster(mention, titled)
        return (actor,)

    def _common(self, mention: Mention, entry: Entry) -> bool:
        """Whether a name that parties of many countries have (the Conservatives) does not say
        which is meant: the country of none is named, or those of several are."""
        states = {e.country for e in self.entries[mention] if e.kind == "group"}
        if entry.kind != "group" or len(states & self.context.countries) == 1:
            return False
        office = self.office(mention)
        party = office is not None and office.sector == "PTY" and entry.code[4:] in _PARTIES
        noun = phrase(self.sentence(mention), mention.first, mention.last)
        return party or any(map(self.gazetteer.listed, (noun, mention.text)))

    def bearer(self, mention: Mention) -> Mention | None:
        """The name whose title a mention is."""
        return self._bearer.get(mention)

    def _surnames(self) -> frozenset[str]:
        """The last words of names that the model sees as persons' in full."""
        return frozenset(
            sentence.tokens[name.last - 1].text
            for sentence in self.sentences
            for name in sentence.names
            if name.kind == "PER" and name.last - name.first > 1
        )

    def is_person(self, mention: Mention) -> bool:
        """Whether a name that may be a place as well is a person's here."""
        tagged = self.sentence(mention).named(mention.first, "PER")
        if tagged or self.titles.get(mention):
            return True
        state = any(e.kind in STATES for e in self.entries[mention])
        return mention.text in self.surnames and not state

    def cluster(self, mention: Mention, titles: list[Mention]) -> None:
        """Remember that a name and its titles mean one person."""
        tokens = tuple(sorted({mention.head, *(t.head for t in titles)}))
        for token in (*tokens, *range(mention.first, mention.last)):
            self.clusters[mention.sentence, token] = tuple(sorted({*tokens, token}))

    def _link_titles(self, sentence: Sentence, here: list[Mention]) -> None:
        roles = {i: m for m in here if m.kind in ("role", "group") for i in range(m.first, m.last)}
        for mention in here:
            if mention.kind == "name":
                for role in titles_of(sentence, mention, roles, self.gazetteer):
                    if role not in self._bearer and not self.context.owners.seated(role, mention):
                        self._bearer[role] = mention
                        self.titles.setdefault(mention, []).append(role)

    # offices and general nouns

    def is_body(self, mention: Mention) -> bool:
        """Whether a role is that of a body, not of a person."""
        office = self.office(mention)
        return office is not None and office.kind != "person"

    def office(self, mention: Mention) -> Office | None:
        """The office that a role names; None where the tables have none."""
        sentence = self.sentence(mention)
        found = self.gazetteer.office(phrase(sentence, mention.first, mention.last))
        return found or self.gazetteer.office(mention.text)

    def _role(self, mention: Mention) -> tuple[Actor, ...]:
        sentence, office = self.sentence(mention), self.office(mention)
        seated = self.bodies.seated(sentence, mention) if office is not None else ()
        if office is None or seated:
            return seated
        head = sentence.tokens[mention.head]
        codes = self.context.offices.codes(sentence, mention, office, (mention.head,))
        if office.kind == "person" and self.persons.former(sentence, mention, (mention.head,)):
            codes = tuple(self.persons.over(c, office) for c in codes)
        counted = office.sector == "*" and self.words["amount"] & {head.lemma, head.text}
        if not codes or counted:
            found = self.context.general.actors(sentence, mention)
            if found or not codes:
                return found
        if not sentence.kids(mention.head, "amod", "nmod", "appos"):
            codes = tuple(self.gazetteer.local(head.text, c, self.day) for c in codes)
        rule = self.context.peers.nouns.rule(sentence, mention)
        return tuple(make_actor(c, mention.text, mention, rule) for c in codes)

    def _group(self, mention: Mention) -> tuple[Actor, ...]:
        found = self.bodies.seated(self.sentence(mention), mention)
        found = found or self.context.general.actors(self.sentence(mention), mention)
        head = self.sentence(mention).tokens[mention.head]
        whole = head.lemma in self.words["organisation"] and self.office(mention) is not None
        return found or (self._role(mention) if whole else ())

    def _adjective(self, mention: Mention) -> tuple[Actor, ...]:
        found = []
        entries = self.entries[mention]
        codes = dict.fromkeys(e.code for e in entries)
        several = "-" in mention.text and len(codes) > 1
        for code in codes if several else list(codes)[:1]:
            valid = [e for e in entries if e.code == code]
            if not several:
                valid = [choose(entries, self.day) or entries[0]]
            actor = make_actor(valid[0].code, valid[0].name, mention, "adjective")
            home = self.kin.moved(mention, actor)
            if home:
                actor = make_actor(f"{home}:CVL", actor.name, mention, "adjective")
            behind = self.kin.behind(self.sentence(mention), mention)
            self.memory.touch(mention.sentence, mention.head, actor, place=behind)
            found.append(actor)
        if len(codes) == 1:
            self._spot(mention, found[0])
        return tuple(found)

    def _spot(self, mention: Mention, owner: Actor) -> None:
        """The place that an adjective locates in its country: in the Malian town of Diabaly."""
        sentence, number = self.sentence(mention), mention.sentence
        noun = sentence.tokens[mention.head].head
        if noun < 0 or sentence.tokens[noun].lemma not in self.words["spots"]:
            return
        if phrases.case_of(sentence, noun) not in self.words["within"] or not owner.country:
            return
        kids = sentence.kids(noun, "nmod", "appos", "flat")
        named = [k for k in kids if k > noun and sentence.tokens[k].upos == "PROPN"]
        token = sentence.tokens[named[0] if named else noun]
        place = Place(token.text, token.text, owner.country, None, None, token.start, token.end)
        self.places.setdefault((number, noun), place)

    # pronouns and compounds

    def _adverb(self, mention: Mention) -> tuple[Actor, ...]:
        """The place named last that an adverb means (there), and its government."""
        here = (mention.sentence, mention.first)
        last = max((at for at in self.places if at < here), default=None)
        place = self.places[last] if last is not None else None
        if place is None or not place.country:
            return ()
        own = replace(place, text=mention.text, start=mention.start, end=mention.end)
        self.places[here] = own
        return (make_actor(f"{place.country}:GOV", place.name, mention, "there"),)

    def _pronoun(self, mention: Mention) -> tuple[Actor, ...]:
        return self.context.pronoun(self.sentence(mention), mention)

    def _number(self, mention: Mention) -> tuple[Actor, ...]:
        return self.context.part(self.sentence(mention), mention)

    def joint(self, sentence: Sentence, token: int, depth: int = 0) -> tuple[Actor, ...]:
        """Actors of a noun phrase and of what is joined to it, resolved as needed."""
        mention = self.at_token.get((sentence.index, token))
        found = dict.fromkeys(self.resolve(mention)) if mention else {}
        if depth < 9:
            for part in self.clusters.get((sentence.index, token), (token,)):
                for kid in sentence.kids(part, "conj"):
                    found.update(dict.fromkeys(self.joint(sentence, kid, depth + 1)))
        return tuple(found)

    def _pair(self, sentence: Sentence, mention: Mention) -> None:
        """Note two parties joined by "and" as such, for "both sides"."""
        if mention.kind in ("name", "role", "adjective"):
            joint = self.joint(sentence, mention.head)
            parties = {side(a): a for a in joint if a.country}
            if len(parties) == 2:
                pair = tuple(parties.values())
                self.memory.pairs.append((sentence.index, mention.head, pair))

    def _aside(self, sentence: Sentence, mention: Mention) -> bool:
        """Whether a name only says where something happens, or who stands behind somebody."""
        where = phrases.located(sentence, mention, self.words)
        located = (mention.sentence, mention.head) in self.places and where
        return located or self.kin.behind(sentence, mention)

    def _compounds(self, sentence: Sentence) -> None:
        """Adjectives and compound parts of all nouns, for events told by a noun."""
        for token in sentence.tokens:
            if token.upos in ("NOUN", "PROPN"):
                found = self.context.owners.modifiers(sentence, token.index)
                if found:
                    self.adjectives[sentence.index, token.index] = found

    def _remember(self, mention: Mention, actors: tuple[Actor, ...]) -> None:
        """Keep a phrase in mind for later pronouns and descriptions."""
        sentence = self.sentence(mention)
        if not actors:
            return
        if mention.kind == "pronoun":
            self.context.remember_pronoun(sentence, mention)
            return
        named = mention.kind == "name"
        titles = self.titles.get(mention, [])
        bearer = next((o for t in (titles or [mention]) if (o := self.office(t))), None)
        if named and not titles:
            bearer = None
        rule = actors[0].reason.rule if actors[0].reason else ""
        person = (named and rule in PERSONAL) or (bearer is not None and bearer.kind == "person")
        token = sentence.tokens[mention.head]
        parts = self.clusters.get((mention.sentence, mention.head), (mention.head,))
        referent = Referent(
            sentence=mention.sentence,
            paragraph=sentence.paragraph,
            token=mention.head,
            actors=actors,
            subject=any(phrases.is_subject(sentence, p) for p in parts),
            person=person,
            plural=token.morph.get("Number") == "Plur"
            or (named and token.text in self.words["plural_names"]),
            named=named,
            gender=self.context.gender(sentence, mention, titles, person=person),
            office=bearer.lemma if bearer else "",
            place=named and self._aside(sentence, mention),
        )
        self.memory.add(referent)
        if any(sentence.kids(part, "conj") for part in parts):
            joint = self.joint(sentence, mention.head)
            if len(joint) > len(actors):
                self.memory.add_joint(referent._replace(actors=joint, plural=True, office=""))
