"""Persons: by the tables and the day, by the titles of the text, learned for the document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from detente.gazetteer import Entry, Office
from detente.stages import _actor_phrases as phrases
from detente.stages._actor_codes import ONCE, make_actor, official, person_code
from detente.stages._actor_compounds import FLED, OPPOSED
from detente.stages._actor_namesakes import Namesakes
from detente.stages._actor_ties import Ties
from detente.types import Actor, Mention, Sentence

if TYPE_CHECKING:
    from detente.stages._actor_resolver import Resolver

_RANKS = ("MIL", "REL", "CVL")  # sectors of ranks, which say less than an office beside them
_PRIVATE = ("REL", "COP", "BUS", "CVL", "MED", "EDU", "NGO", "LAB", "CRM")
_OPENING = (",", "(")
_LONGEST = 3  # words of a phrase that says that an office is over
_NEAR = 2  # sentences that tell what single ones of a nation are
_REMEMBERED = 15  # years after the last office


class Learned(NamedTuple):
    """A person that the document itself introduces."""

    name: str
    code: str


class Persons:
    """Finds who the persons of a document are; works for one Resolver."""

    def __init__(self, resolver: Resolver, learned: dict[str, Learned]) -> None:
        self.resolver = resolver
        self.learned = dict(learned)
        self.unknown = False  # whether a person stayed without a code
        self.retired: set[str] = set()  # opponents whom the text tells by an office of old
        self.ties = Ties(resolver)
        self.namesakes = Namesakes(resolver.sentences)
        self.full = {
            e.name
            for m, es in resolver.entries.items()
            for e in es
            if e.kind == "person" and m.last - m.first > 1
        }

    def resolve(self, mention: Mention, rows: list[Entry]) -> tuple[Actor, ...]:
        """The person, with office, that a name means among the rows of the table that carry it."""
        titles = self.resolver.titles.get(mention, [])
        self.resolver.cluster(mention, titles)
        title, former = self._title_code(mention, titles)
        rows = self._one_person(mention, rows, title or self._hint(mention, rows))
        known = self._known(mention)
        if rows:
            said = title or (known.code if known and known.name == rows[0].name else "")
            found = person_code(rows, self.resolver.day, said, former=former)
            if found:
                found = self._as_told(rows[0].name, found, title, former=former)
                if title and found[1] == "title":
                    self._learn(mention, Learned(rows[0].name, title))
                elif " " in mention.text:  # the text goes on with the surname
                    self._learn(mention, Learned(rows[0].name, found[0]))
                return (make_actor(found[0], rows[0].name, mention, found[1]),)
        if title:
            name = known.name if known and not titles else mention.text
            self._learn(mention, Learned(name, title))
            return (make_actor(title, name, mention, "title"),)
        if known:
            return (make_actor(known.code, known.name, mention, "learned"),)
        said = "" if titles else self.ties.code(mention)
        if said:
            self._learn(mention, Learned(mention.text, said))
            return (make_actor(said, mention.text, mention, "title"),)
        self.unknown = True
        return ()

    def _as_told(
        self, name: str, found: tuple[str, str], title: str, *, former: bool
    ) -> tuple[str, str]:
        """(code, rule) of somebody whom the tables hold for an opponent on the day: who is told by
        an office that is over (the toppled president) is what he was, for the whole text."""
        code = found[0]
        if code[4:] != OPPOSED:
            return found
        before = f"{code[:3]}:{ONCE}"
        if former and title == before:
            self.retired.add(name)
        return (before, "out-of-office") if name in self.retired else found

    def people(self, mention: Mention, entry: Entry) -> tuple[Actor, ...]:
        """A nation by the name of its people: single ones are civilians."""
        sentence = self.resolver.sentence(mention)
        heads = (mention.head,)
        counted = self._counted(sentence, mention.head)
        article = bool(sentence.kids(mention.head, "det"))
        single = article and sentence.tokens[mention.head].morph.get("Number") == "Sing"
        vague = phrases.determiner(sentence, heads, self.resolver.words["indefinite"])
        sector = "CVL" if counted or single or vague or "-" in mention.text else "GOV"
        compounds = self.resolver.context.owners.compounds
        plain = Office(mention.text, "CVL", "person")
        if compounds.coloured(sentence, heads, plain).sector == FLED:
            sector = FLED
        if (counted or single) and self._among_refugees(sentence, entry):
            sector = FLED
        kin = self.resolver.kin
        band = kin.band(mention, entry) if sector == "GOV" else ""
        if band:
            return (make_actor(band, entry.name, mention, "group"),)
        home = kin.home(sentence, mention, entry)
        if home:
            return (make_actor(f"{home}:CVL", entry.name, mention, "people"),)
        code = entry.code if entry.code[:3] in ("REG", "IGO") else f"{entry.code[:3]}:{sector}"
        return (make_actor(code, entry.name, mention, "people"),)

    def _among_refugees(self, sentence: Sentence, entry: Entry) -> bool:
        """Whether single ones of a nation abroad are told beside refugees (the migrants were
        held; 60 Syrians ...)."""
        if entry.country == self.resolver.context.home.get(sentence.paragraph, ""):
            return False
        for other in self.resolver.mentions:
            if other.kind == "role" and 0 <= sentence.index - other.sentence <= _NEAR:
                office = self.resolver.office(other)
                if office is not None and office.sector == FLED:
                    return True
        return False

    def _counted(self, sentence: Sentence, head: int) -> bool:
        """Whether the people meant are so many single ones (two Israelis, dozens of Poles)."""
        token = sentence.tokens[head]
        if sentence.kids(head, "nummod"):
            return True
        parent = sentence.tokens[token.head] if token.head >= 0 else token
        if token.relation == "conj":
            return bool(sentence.kids(parent.index, "nummod"))
        return token.relation == "nmod" and parent.lemma in self.resolver.words["amount"]

    def _one_person(self, mention: Mention, rows: list[Entry], title: str) -> list[Entry]:
        """The rows of the one person meant, of all who share the name."""
        rows = [e for e in rows if e.kind != "short" or not self._namesake(mention, e)]
        names = sorted({e.name for e in rows})
        if not names:
            return []
        alone = all(e.kind == "short" for e in rows)
        known = self._known(mention)
        if alone and known and not self.full.intersection(names):
            return []

        def rank(name: str) -> tuple[bool, bool, bool, bool, str]:
            own = [e for e in rows if e.name == name]
            agrees = bool(title) and any(e.code[:3] == title[:3] for e in own)
            held = [e for e in own if e.valid(self.resolver.day)]
            governs = any(e.code.endswith(":GOV") for e in held)
            return (name in self.full, agrees, bool(held), governs, name)

        best = max(names, key=rank)
        full, agrees, valid, _, _ = rank(best)
        own = [e for e in rows if e.name == best]
        held = [self.resolver.office(t) for t in self.resolver.titles.get(mention, [])]
        private = any(o is not None and o.sector in _PRIVATE for o in held)
        private = private and all(e.code[4:] != title[4:] for e in own)
        if alone and not full and private:
            return []  # an imam of the surname is not the minister
        if not alone or full or agrees:
            return [e for e in rows if e.name == best]
        if best.rsplit(" ", 1)[-1].isupper() and not self.resolver.titles.get(mention):
            return []  # a monarch's name without number or title
        recent = len(names) == 1 and any(_recent(e, self.resolver.day) for e in rows)
        titled = bool(self.resolver.titles.get(mention))
        in_office = [n for n in names if rank(n)[2]]
        places = self.resolver.gazetteer.names(mention.text)
        sure = len(in_office) == 1 and not any(e.kind in ("city", "place") for e in places)
        person = sure or self.resolver.is_person(mention)
        if not (valid or recent or titled) or not person:
            return []
        return [e for e in rows if e.name == best]

    def _namesake(self, mention: Mention, entry: Entry) -> bool:
        """Whether a surname is somebody else's than the person's of the tables."""
        if entry.name in self.full:
            return False
        titled = bool(self.resolver.titles.get(mention))
        sentence = self.resolver.sentence(mention)
        return self.namesakes.other(sentence, mention, entry.name, titled=titled)

    def _hint(self, mention: Mention, rows: list[Entry]) -> str:
        """Whom a name that several persons share belongs to in its phrase (Abdullah of Jordan)."""
        if len({e.name for e in rows}) < 2:
            return ""
        sentence = self.resolver.sentence(mention)
        owners = self.resolver.context.owners.owners(sentence, mention, (mention.head,))
        return owners[0][0].code if owners else ""

    def _known(self, mention: Mention) -> Learned | None:
        for text in self._spellings(mention.text):
            if text in self.learned:
                return self.learned[text]
        return None

    def _spellings(self, text: str) -> Iterable[str]:
        yield text
        for ending in self.resolver.gazetteer.words["genitive"]:
            if text.endswith(ending) and len(text) > len(ending) + 2:
                yield text[: -len(ending)]
        particle, hyphen, rest = text.partition("-")
        if hyphen and particle.lower() in self.resolver.gazetteer.words["particles"]:
            yield from self._spellings(rest)
        if " " in text:
            yield from self._spellings(text.rsplit(" ", 1)[1])

    def _learn(self, mention: Mention, person: Learned) -> None:
        """Remember a name, and the first word of a body's (Carmel Gems), for the document."""
        body = any(map(self.resolver.is_body, self.resolver.titles.get(mention, [])))
        short = (mention.text.split()[0],) if body else ()
        for text in (*self._spellings(mention.text), *short):
            self.learned.setdefault(text, person)

    def _title_code(self, mention: Mention, titles: list[Mention]) -> tuple[str, bool]:
        """The code that the best title of a name gives, and whether it is a former one."""
        sentence = self.resolver.sentence(mention)
        heads = (*(t.head for t in titles), mention.head)
        held = [(t, office) for t in titles if (office := self.resolver.office(t)) is not None]
        known: list[tuple[bool, bool, int, Mention, Office]] = []
        several = len(held) > 1
        for number, (title, office) in enumerate(held):
            beside = (title.head, mention.head) if title.last == mention.first else (title.head,)
            former = self.former(sentence, title, beside if several else heads)
            weak = several and self._weak(sentence, title, office)
            known.append((former, weak, number, title, office))
        for former, _, _, title, office in sorted(known, key=lambda k: k[:3]):
            led = self.ties.leads(sentence, mention) if office.sector in _RANKS else ""
            if led:
                return led, former
            if sentence.tokens[title.head].lemma in self.resolver.words["counterpart"]:
                peers = self.resolver.context.general.actors(sentence, title)
                if peers:
                    return peers[0].code, former
            codes = self.resolver.context.offices.codes(sentence, title, office, heads)
            if codes:
                return self.over(codes[0], office) if former else codes[0], former
        return "", False

    def _weak(self, sentence: Sentence, title: Mention, office: Office) -> bool:
        """Whether a title says less than another beside it: a rank, a leader of nobody named."""
        if office.sector == "*":
            return not self.resolver.context.owners.owners(sentence, title, (title.head,))
        return office.sector in _RANKS

    def over(self, code: str, office: Office) -> str:
        """The code of somebody who once held an office: ELI, or a civilian who was one of many."""
        if not official(code):
            return code
        many = office.lemma.lower() in self.resolver.words["ranks"]
        return f"{code[:3]}:{'CVL' if many else ONCE}"

    def former(self, sentence: Sentence, mention: Mention, heads: tuple[int, ...]) -> bool:
        """Whether the words before or beside the title say that the office is over."""
        gazetteer = self.resolver.gazetteer
        low = mention.text.lower()
        if any(low.startswith(m.lower()) for m in gazetteer.words["ex"] if m.endswith("-")):
            return True
        split = gazetteer.split_office(mention.text)
        if split is not None and split[1] in gazetteer.words["ex"]:
            return True
        if phrases.ended(sentence, mention, self.resolver.words["until"]):
            return True
        near = {k for head in heads for k in sentence.children[head]} | {mention.first - 1}
        if mention.first > 1 and sentence.tokens[mention.first - 1].text == "-":
            near.add(mention.first - 2)  # Ex-defence minister
        return self._retired(sentence, mention) or any(
            sentence.tokens[k].lemma.lower() in gazetteer.former
            or sentence.tokens[k].text.lower() in gazetteer.former
            for k in near
            if k >= 0
        )

    def _retired(self, sentence: Sentence, mention: Mention) -> bool:
        """Whether words right behind a title, or the name that has it, say so (general in
        retirement)."""
        bearer = self.resolver.bearer(mention)
        for last in {mention.last, bearer.last if bearer else mention.last}:
            at = last + (last < len(sentence.tokens) and sentence.tokens[last].text in _OPENING)
            words = [t.text.lower() for t in sentence.tokens[at : at + _LONGEST]]
            told = (" ".join(words[:k]) for k in range(1, len(words) + 1))
            if any(phrase in self.resolver.gazetteer.retired for phrase in told):
                return True
        return False


def _recent(entry: Entry, day: str) -> bool:
    """Whether somebody held the office within the years that a bare surname is remembered."""
    if not (entry.until and day and entry.since <= day):
        return False
    return int(day[:4]) - int(entry.until[:4]) <= _REMEMBERED
