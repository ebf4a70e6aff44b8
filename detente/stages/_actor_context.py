"""Whom numbers and pronouns mean, by what the text said before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from detente.stages import _actor_phrases as phrases
from detente.stages._actor_codes import again, choose, make_actor
from detente.stages._actor_general import General
from detente.stages._actor_memory import BOTH, Referent
from detente.stages._actor_names import dateline
from detente.stages._actor_offices import Offices
from detente.stages._actor_owners import Owners
from detente.stages._actor_peers import Peers
from detente.stages._agreement import Pronoun
from detente.stages._antecedents import Antecedents
from detente.stages._cast import PART
from detente.stages._talk import SPEAKS
from detente.types import Actor, Mention, Sentence

if TYPE_CHECKING:
    from detente.stages._actor_resolver import Resolver
_FINITE = frozenset({"Mood", "Person"})  # features that only finite verbs have
_OBJECTS = ("obj", "iobj")  # relations of a relative pronoun that is acted upon
_GROUP_BACK = 2  # sentences that a number alone looks back to the group that it is taken from
# kinds of names that tell in which country a story plays
_TELLING = ("country", "capital", "adjective", "people", "person")


class Context:
    """Answers from the sentence, the paragraph and the dateline; works for one Resolver."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.countries: frozenset[str] = frozenset()
        self.owners = Owners(resolver)
        self.home = self.owners.where.home  # country of the dateline by paragraph
        self.genders = resolver.memory.genders
        self.antecedents = Antecedents(resolver.memory)
        self.peers = Peers(resolver)
        self.offices = Offices(resolver)
        self.general = General(resolver)
        self.picked: dict[Mention, Referent] = {}

    def read_datelines(self, sentences: Iterable[Sentence]) -> None:
        """Note the country of the dateline that holds for each paragraph.

        A dateline in a country that the text never names (a summit elsewhere) tells nothing:
        then the country named most counts. Where several stories follow each other, each with
        its own dateline, every one counts.
        """
        resolver = self.resolver
        named = Counter(
            es[0].country for es in resolver.entries.values() if es and es[0].kind in _TELLING
        )
        del named[""]
        most = min(named, key=lambda c: (-named[c], c)) if named else ""
        lines: dict[int, str] = {}
        for sentence in sentences:
            if sentence.paragraph not in lines:
                _, text = dateline(sentence, resolver.gazetteer)
                entry = (
                    choose(resolver.gazetteer.names(text), resolver.day, named) if text else None
                )
                lines[sentence.paragraph] = entry.country if entry else ""
        several = len(set(lines.values()) - {""}) > 1
        home = ""
        for paragraph, country in lines.items():
            if country:
                foreign = not named[country] and named[most] > 1 and not several
                home = most if foreign else country
            self.home[paragraph] = resolver.voices.homes.get(paragraph, home)
        self.countries = frozenset({home, *named} - {""})

    # pairs and numbers

    def paired(self, sentence: Sentence, mention: Mention) -> tuple[Actor, ...]:
        """The two parties of a name that "both" precedes (beide Nato-Staaten, the two NATO
        members), or that means two (the Koreas), else ()."""
        name = sentence.tokens[mention.head]
        head = name.head if name.relation == "compound" else name.index
        noun, words = sentence.tokens[head].lemma.rsplit("-", 1)[-1], self.resolver.words
        twins = self.resolver.gazetteer.twins.get(mention.text, ())
        alone = twins and twins[0] in self.resolver.entries[mention]
        if alone or (twins and phrases.both(sentence, (mention.head,), words)):
            return tuple(make_actor(e.code, e.name, mention, e.kind) for e in twins)
        if noun not in words["pair"] or not phrases.both(sentence, (head,), words):
            return ()
        subject = phrases.is_subject(sentence, head)
        both = self.resolver.memory.pair(sentence.index, mention.first, subject=subject)
        return again(both, mention, BOTH)

    def part(self, sentence: Sentence, mention: Mention) -> tuple[Actor, ...]:
        """Of whom a number takes some: "two of them", "one of its engineers"; where it stands
        alone of the last group told ("six were hurt")."""
        resolver = self.resolver
        inside = sentence.kids(mention.head, "nmod", "obl")
        for k in inside:
            other = resolver.at_token.get((sentence.index, k))
            if other is None or k < mention.head or other.kind in ("adjective", "place"):
                continue
            case = phrases.case_of(sentence, k)
            if not case or case in resolver.words["of"]:
                return again(resolver.resolve(other)[:1], mention, PART)
        if inside:
            return ()
        definite = phrases.determiner(sentence, (mention.head,), resolver.words["definite"])
        if definite and mention.text.lower() in resolver.words["two"]:
            return again(self._both(sentence, mention.head), mention, BOTH)
        own = phrases.governor(sentence, mention.head)
        for referent in resolver.memory.before(sentence.index, mention.first, _GROUP_BACK):
            here = referent.sentence == sentence.index
            if here and phrases.governor(sentence, referent.token) == own:
                continue
            if referent.plural and not referent.named and len(referent.actors) == 1:
                return again(referent.actors, mention, PART)
        return ()

    # pronouns

    def pronoun(self, sentence: Sentence, mention: Mention) -> tuple[Actor, ...]:
        """Whom a relative, personal or possessive pronoun means."""
        resolver, words = self.resolver, self.resolver.gazetteer.words
        token = sentence.tokens[mention.head]
        spoken = resolver.voices.persons.get((sentence.index, token.index))
        if spoken is not None:
            return again((spoken,), mention, SPEAKS)
        low = token.text.lower()
        if low in resolver.words["relatives"] and low not in words["pronouns"]:
            head = phrases.antecedent(sentence, mention.head)
            lost = head < 0 or sentence.tokens[head].upos in ("VERB", "AUX")
            lost = lost or (token.relation in _OBJECTS and not resolver.joint(sentence, head))
            if lost and token.relation not in ("det", "mark"):
                head = self._right_before(sentence, mention.head)
            if 0 <= head < mention.head:
                actors = resolver.joint(sentence, head)
                if token.morph.get("Number") == "Sing":
                    actors = resolver.owned.get((sentence.index, head), ()) or actors
                return again(actors, mention, "relative")
        if low in words["both"]:
            return again(self._both(sentence, token.index), mention, BOTH)
        possessive = low in words["possessives"] and (
            low not in words["pronouns"] or token.relation in ("nmod:poss", "det:poss", "det")
        )
        features = words["possessives" if possessive else "pronouns"].get(low, [])
        if not features or self._empty(sentence, token.index):
            return ()
        likely = features
        if len(features) > 1 and not possessive:
            features, likely = self._by_number(sentence, token.index, features)
        case = phrases.case_of(sentence, token.index)
        several = case in resolver.words["between"] and not sentence.kids(token.index, "conj")
        found = self.antecedents.choose(
            Pronoun(
                sentence,
                token.index,
                tuple(features),
                tuple(likely),
                possessive=possessive,
                last=low in words["last"],
                language=resolver.gazetteer.language,
                several=several,
                relatives=resolver.words["relatives"] - words["pronouns"].keys(),
            )
        )
        if found is not None:
            self.picked[mention] = found
            for feature in features:
                gender = feature[1:2]
                if found.person and "s" in feature and gender in "mf":
                    for actor in found.actors:
                        self.genders.setdefault(actor.name, gender)
            return again(found.actors, mention, "pronoun")
        subject = phrases.is_subject(sentence, token.index)
        sure = subject or all("p" in f for f in words["pronouns"].get(low, ()))
        if "p" in likely and sure and not possessive:
            both = resolver.memory.pair(sentence.index, token.index, subject=subject)
            return again(both, mention, BOTH)
        return ()

    def _both(self, sentence: Sentence, token: int) -> tuple[Actor, ...]:
        """Whom "both" means: a group of two told just before, else the last pair."""
        subject = phrases.is_subject(sentence, token)
        return self._two(sentence, token) or self.resolver.memory.pair(
            sentence.index, token, subject=subject
        )

    def _two(self, sentence: Sentence, token: int) -> tuple[Actor, ...]:
        """The group that "both" means, where two of it were told just before (two engineers)."""
        memory, words = self.resolver.memory, self.resolver.words
        for referent in memory.before(sentence.index, token, _GROUP_BACK):
            told = memory.sentences[referent.sentence]
            counts = told.kids(referent.token, "nummod", "det")
            counted = any(told.tokens[k].text.lower() in words["two"] for k in counts)
            if counted and len(referent.actors) == 1:
                return referent.actors
        return ()

    def _right_before(self, sentence: Sentence, token: int) -> int:
        """The noun before the comma before a relative pronoun; -1 if there is none."""
        at = phrases.before_comma(sentence, token)
        mention = self.resolver.at_token.get((sentence.index, at))
        return mention.head if mention is not None else -1

    def _by_number(
        self, sentence: Sentence, token: int, features: list[str]
    ) -> tuple[list[str], list[str]]:
        """Of the features of an ambiguous pronoun those that its verb allows, and those that the
        parser thinks likely."""
        current = sentence.tokens[token]
        number = ""
        if current.relation.startswith("nsubj") and current.head >= 0:
            verb = sentence.tokens[current.head]
            chain = [verb, *(sentence.tokens[k] for k in sentence.kids(verb.index, "aux", "cop"))]
            finite = [t.morph.get("Number", "") for t in chain if _FINITE & t.morph.keys()]
            number = finite[0] if finite else ""
        own = current.morph.get("Number", "")
        if number and own and number != own:
            return features, features  # the parser contradicts itself
        sure, likely = (
            [f for f in features if ("p" in f) == (n == "Plur")] if n else features
            for n in (number, number or own)
        )
        return sure or features, likely or features

    def _empty(self, sentence: Sentence, token: int) -> bool:
        """Whether a pronoun only announces a clause (it is clear that ...)."""
        words = self.resolver.gazetteer.words
        low = sentence.tokens[token].text.lower()
        if "T" not in "".join(words["pronouns"].get(low, ())):
            return False
        head = sentence.tokens[token].head
        if head < 0:
            return False
        lemma = sentence.tokens[head].lemma
        clauses = [k for k in sentence.kids(head, "xcomp", "ccomp", "advcl") if k > token]
        if lemma in words["minded"] and sentence.kids(head, "cop"):
            return False
        ahead = lemma in words["announcing"] and bool(clauses)
        return ahead or lemma in words["impersonal"] or bool(sentence.kids(head, "csubj", "cop"))

    def remember_pronoun(self, sentence: Sentence, mention: Mention) -> None:
        """A pronoun that is a subject makes its party the nearest one."""
        found = self.picked.get(mention)
        if found is not None and sentence.tokens[mention.head].relation.startswith("nsubj"):
            self.resolver.memory.add_joint(
                found._replace(
                    sentence=sentence.index,
                    paragraph=sentence.paragraph,
                    token=mention.head,
                    subject=True,
                )
            )

    def gender(
        self, sentence: Sentence, mention: Mention, titles: list[Mention], *, person: bool
    ) -> str:
        """Gender of a phrase as the text shows it (m, f, n), "" if it does not.

        Of persons by their titles or by an earlier pronoun, of all else by the grammar.
        """
        words = self.resolver.gazetteer.words
        if person:
            return self._gender_of_person(mention, titles)
        for k in sentence.kids(mention.head, "det"):
            gender = sentence.tokens[k].morph.get("Gender")
            if gender:
                return str(words["genders"].get(gender, ""))
        return str(words["genders"].get(sentence.tokens[mention.head].morph.get("Gender", ""), ""))

    def _gender_of_person(self, mention: Mention, titles: list[Mention]) -> str:
        words = self.resolver.gazetteer.words
        actors = self.resolver.owned.get((mention.sentence, mention.head), ())
        name = actors[0].name if actors else ""
        shown = titles or ([mention] if mention.kind == "role" else [])
        if shown and name not in self.genders:
            endings = tuple(words["feminine"])
            if any(t.text.lower().endswith(endings) for t in shown):
                self.genders[name] = "f"
            elif words["titles_show_gender"]:
                self.genders[name] = "m"
        return self.genders.get(name, "")
