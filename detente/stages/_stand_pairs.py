"""Which two parties a relation noun, a role or a phrase is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from detente.stages._cast import Cast
from detente.stages._frames import noun_frame, verb_frame
from detente.stages._grammar import Frame, Grammar, preposition
from detente.stages._parties import Parties
from detente.stages._stand_company import Company, Pair
from detente.stages._stand_words import Lexicon, forms
from detente.stages._tree import among, climb, subjects
from detente.types import Actor, Sentence

_POLITICAL = frozenset({"GOV", "LEG", "MIL", "SPY", "ELI", "JUD", "COP"})
_SHORT = 24  # words of a sentence whose only two parties are meant
_INSIDE = ("appos", "dep", "flat", "nmod", "conj")


class Pairs:
    """Looks for parties in one sentence; `company` knows those of the sentences before."""

    def __init__(
        self,
        sentence: Sentence,
        cast: Cast,
        grammar: Grammar,
        lexicon: Lexicon,
        company: Company,
    ) -> None:
        self.sentence, self.cast, self.grammar, self.lexicon = sentence, cast, grammar, lexicon
        self.parties = Parties(sentence, cast, grammar)
        self.company, self.recent = company, company.recent

    @cached_property
    def two(self) -> tuple[str, ...]:
        """Who "both" are, where nobody says."""
        return self.company.two()

    def of_relation(
        self, index: int, nouns: Sequence[int], predicate: int, told: Pair | None = None
    ) -> Pair | None:
        """The parties of the relation noun at `index`; None where it is nobody's or one's own.
        A noun that names nobody takes up the pair `told` before."""
        chain = (index, *nouns)
        for at in (*chain, *((predicate,) if predicate >= 0 else ())):
            for kid in self._phrases(at, "between"):
                return self._both(kid, [])
        named = self._of_chain(chain)
        if named is None:
            return None
        found = self._with_verbs(index, named)
        if self._is_impersonal(index):
            return None if self._meant(index) else self._with_one(found, chain, predicate)
        if self._ends_in(index, "between_only"):
            return _first_two(named)
        if told and not found and self._takes_up(index):
            return told
        return _first_two(found) or self._of_sentence(index, chain, found)

    def _takes_up(self, index: int) -> bool:
        """Whether a noun means a relation told before: by an article or a possessive, nothing that
        says whose it is."""
        kids = self.sentence.kids(index, "det", "nmod:poss", "nmod")
        words = {self.sentence.tokens[k].text.lower() for k in kids}
        inside = any(self._named_at(k) for k in self.sentence.subtree(index))
        between = any(self._between(k) for k in range(len(self.sentence.tokens)))
        return bool(words & self.lexicon["definite"]) and not inside and not between

    def _is_impersonal(self, index: int) -> bool:
        return self.sentence.tokens[index].text.lower() in self.lexicon["impersonal"]

    def _ends_in(self, index: int, name: str) -> bool:
        """Whether a noun ends in one of the words of the set `name`."""
        lemma = self.sentence.tokens[index].lemma.lower()
        return any(lemma.endswith(w) for w in self.lexicon[name])

    def _of_chain(self, chain: Sequence[int]) -> list[str] | None:
        """The parties that stand with a relation noun, the first of its chain; None where somebody
        does who is none."""
        found: list[str] = []
        for noun in chain:
            frame = noun_frame(self.sentence, noun, self.grammar)
            genitive = frame.get("gen")
            found += self._told_with(noun, [k for k in genitive if k not in chain], frame)
            found = [*self._prefixes(noun), *found]
            strange = genitive and not found and not set(genitive) & set(chain)
            if strange and not self._is_both(genitive[0]):
                return None
            for kid in self._phrases(noun, "with"):
                other = self._meant(kid)
                if not other and not self._is_both(kid) and noun == chain[0]:
                    return None
                found += other
        return _distinct(found)

    def _told_with(self, noun: int, genitive: Iterable[int], frame: Frame) -> list[str]:
        """The parties of the genitives of a noun, its adjectives and its first parts."""
        adjectives = parties_of(self.cast.adjectives(self.sentence.index, noun))
        owners = [p for token in genitive for p in self._meant(token)]
        return [*owners, *adjectives, *(p for k in frame.get("comp") for p in self._meant(k))]

    def _with_verbs(self, index: int, named: list[str]) -> list[str]:
        """The parties found so far and those of the verbs over a noun, until there are two."""
        found = named
        for step in climb(self.sentence, index)[:5]:
            if len(found) >= 2:
                break
            if self.sentence.tokens[step.token].upos in ("VERB", "ADJ", "AUX"):
                found = self._of_verb(index, step.token, step.relation, found)
        return found

    def _of_sentence(self, index: int, chain: Sequence[int], found: list[str]) -> Pair | None:
        """The two parties of a relation noun that somewhere in the sentence are named as a pair,
        as the only ones or as both; else those named before."""
        tokens = self.sentence.tokens
        both = [k for k in range(len(tokens)) if self._between(k)]
        for kid in both:
            pair = self._both(kid, [])
            if pair and set(found) <= set(pair):
                return pair
        if both:
            return None
        if self._ends_in(index, "explicit"):
            return self._with_one(found, chain, climb_to(self.sentence, index))
        if not found and self._somewhere(index):
            return None
        named = self.named()
        if named and set(found) <= set(named):
            return named
        of_both = any(self._is_both(k) for n in chain for k in self.sentence.subtree(n))
        if of_both and len(self.two) == 2 and set(found) <= set(self.two):
            return self.two[0], self.two[1]
        if len(found) == 1:
            return self._completed(found[0], index)
        return (self.two[0], self.two[1]) if len(self.two) == 2 else None

    def _led(self, chain: Sequence[int], predicate: int) -> bool:
        """Whether somebody stands in a "with" phrase of a noun or of its predicate."""
        heads = (*chain, *((predicate,) if predicate >= 0 else ()))
        return any(self._meant(kid) for at in heads for kid in self._phrases(at, "beside"))

    def _with_one(self, found: list[str], chain: Sequence[int], predicate: int) -> Pair | None:
        """Two parties, or one in a "with" phrase and with whom it deals (with Israel, a thaw)."""
        if len(found) == 1 and self._led(chain, predicate):
            return self._completed(found[0], chain[0])
        return _first_two(found) if self._led(chain, predicate) else None

    def _completed(self, party: str, index: int) -> Pair | None:
        """A party with the other that a sentence is about: whom it names first, before the noun
        at `index`, else with whom the party deals in the text."""
        here = _distinct(p for k in range(index) for p in self._named_at(k))
        own = [p for p in here if p != party]
        other = own[0] if own else self.company.partner(party)
        return (party, other) if other else None

    def of_predicate(self, index: int, words: Iterable[int]) -> Pair | None:
        """The parties of a verb or phrase: subjects, objects and who stands in "with" phrases."""
        found: list[str] = []
        taken = set(words)
        above = [s.token for s in climb(self.sentence, index)[:2]]
        for at in dict.fromkeys((index, *sorted(taken), *above)):
            frame = verb_frame(self.sentence, at, self.grammar)
            for slot in ("subj", "obj", "iobj"):
                for token in frame.get(slot):
                    if not self._both_sides(token, frame):
                        found += self._meant(token, joint=True) or self._owner(token)
            for name in ("with", "away", "between"):
                for kid in self._phrases(at, name):
                    found += self._meant(kid, joint=True)
            for kid in self.sentence.kids(at, "obl", "obj", "nmod", "xcomp"):
                if kid in taken or taken & set(self.sentence.children[kid]):
                    for name in ("with", "away", "between"):
                        for inner in self._phrases(kid, name):
                            found += self._meant(inner, joint=True)
                    for inner in self.sentence.kids(kid, "nmod"):
                        if preposition(self.sentence, inner, self.grammar) is None:
                            found += self._meant(inner)
            found += self._unknown(frame, found)
            found = _distinct(found)
            if len(found) >= 2:
                break
        return (found[0], found[1]) if len(found) == 2 else None

    def _owner(self, token: int) -> list[str]:
        """Whose a thing is that an adjective of country stands with (Chinese investments)."""
        adjective = self.cast.adjective(self.sentence.index, token)
        return parties_of([adjective] if adjective else [])

    def _both_sides(self, token: int, frame: Frame) -> bool:
        """Whether a pronoun was taken for two parties in a clause that names one besides: it
        stands for one of them.
        """
        others = [k for slot in ("subj", "obj", "iobj") for k in frame.get(slot) if k != token]
        plural = self.sentence.tokens[token].upos == "PRON" and len(self._meant(token)) > 1
        return plural and any(self._meant(k) for k in others)

    def _unknown(self, frame: Frame, found: Sequence[str]) -> list[str]:
        """Who may be meant by a pronoun that nobody has resolved: the last other party."""
        tokens = [self.sentence.tokens[k] for s in ("subj", "obj", "iobj") for k in frame.get(s)]
        open_ones = [
            t
            for t in tokens
            if t.upos == "PRON"
            and t.morph.get("PronType") in (None, "Prs")
            and t.text.lower() not in self.grammar.reflexives
            and (not self._meant(t.index) or self._both_sides(t.index, frame))
        ]
        if len(set(found)) != 1 or not open_ones:
            return []
        other = self.company.partner(found[0])
        return [other] if other else []

    def named(self) -> Pair | None:
        """The parties of a short sentence that names just two."""
        tokens = self.sentence.tokens
        if len(tokens) > _SHORT:
            return None
        found = parties_of(a for t in tokens for a in self.cast.own(self.sentence.index, t.index))
        return (found[0], found[1]) if len(found) == 2 else None

    def of_role(self, index: int) -> list[Pair]:
        """Owner and bearers of a role noun: "Pakistan's rival India", "A and B are allies"."""
        frame = noun_frame(self.sentence, index, self.grammar)
        owned = any(k < index for k in frame.get("gen"))
        after = self._named_after(index)
        named = after if owned else []
        owner = self._owners(index, frame, named)
        bearers = self._bearers(index, frame, named)
        adjective = self.sentence.tokens[index].upos == "ADJ"
        if adjective and not owner and len(bearers) == 1:
            owner, bearers = bearers, []
        if not bearers or (not owner and len(bearers) < 2):
            bearers += self._above(index, bool(owner))
        if owner and not bearers and after:
            bearers = parties_of(self.cast.at(self.sentence.index, after[0]))
        if owner and not bearers and self._of_pronoun(index):
            pair = self._completed(owner[0], index)
            bearers = [pair[1]] if pair else []
        if set(bearers) <= set(owner) and len(frame.get("gen")) > 1:  # A B's ally remains
            owner, bearers = owner[1:], owner[:1]
        if adjective and not owner:
            subject = self._subject_above(index)
            bearers, owner = (subject, bearers) if subject else (bearers, owner)
        bearers = [b for b in _distinct(bearers) if b not in owner]
        if owner:
            return [(b, o) for b in bearers[:2] for o in _distinct(owner)[:2]]
        return [(bearers[0], bearers[1])] if len(bearers) >= 2 else []

    def _of_pronoun(self, index: int) -> bool:
        """Whether a role is said of a personal pronoun (it is a friend)."""
        kids = self.sentence.kids(index, "nsubj")
        return any(self.sentence.tokens[k].upos == "PRON" and not self._meant(k) for k in kids)

    def _owners(self, index: int, frame: Frame, named: Sequence[int]) -> list[str]:
        """Whose a role is: genitives but for those in `named`, adjectives, who stands in "with"
        phrases."""
        owners: list[str] = []
        for token in frame.get("gen"):
            if token not in named:
                owners += self._meant(token, joint=True)
        head = self.sentence.tokens[index].head
        if self.sentence.tokens[index].upos == "ADJ" and head >= 0 and not owners:
            for token in noun_frame(self.sentence, head, self.grammar).get("gen"):
                owners += self._meant(token, joint=True)
        owners = owners or self._owner(index)
        for word in sorted(self.lexicon["with"]):
            for token in frame.get(word):
                owners += self._meant(token, joint=True)
        return owners

    def _bearers(self, index: int, frame: Frame, named: Sequence[int]) -> list[str]:
        """Who has a role by standing with its noun, or being its subject, and is no genitive of it
        but for those in `named`."""
        bearers: list[str] = []
        for kid in self.sentence.kids(index, *_INSIDE, "nsubj"):
            known = kid in frame.get("gen") and kid not in named
            if not known and not self.sentence.kids(kid, "case"):
                for actor in self.cast.at(self.sentence.index, kid):
                    bearers += parties_of([actor])
        return _distinct(bearers)

    def _subject_above(self, index: int) -> list[str]:
        """The parties of the subject of the word that a word hangs on."""
        head = self.sentence.tokens[index].head
        kids = self.sentence.kids(head, "nsubj") if head >= 0 else ()
        return [p for kid in kids for p in self._meant(kid)]

    def _named_after(self, index: int) -> list[int]:
        """The name right after an owned noun, which is its bearer's ("its rival India"), whatever
        the tree makes of it.
        """
        after = self.sentence.tokens[index + 1 : index + 2]
        return [t.index for t in after if t.upos == "PROPN"]

    def _above(self, index: int, owned: bool) -> list[str]:
        """Whom a role noun describes, further up: apposition, subject of a copula or "as"."""
        at = index
        for step in climb(self.sentence, index)[:4]:
            relation = step.relation.split(":")[0]
            head = self.sentence.tokens[step.token]
            if relation in ("appos", "dep", "compound", "flat", "amod", "nmod", "acl", "conj"):
                found = parties_of(self.cast.at(self.sentence.index, step.token))
                if not found and relation in ("appos", "dep"):
                    found = self._just_before(index)
                if found:
                    return found
            if head.upos in ("VERB", "AUX"):
                links = self.lexicon["links"] | self.lexicon["lasting"]
                seen = self.sentence.kids(step.token, "obj")
                if index in seen:
                    seen = tuple(self._phrases(step.token, "barred"))
                if forms(head) & self.lexicon["views"] and seen and not owned:
                    subject = subjects(self.sentence, step.token)
                    return [p for k in (*seen, *subject) for p in self._meant(k)]
                if not forms(head) & links:
                    return []
            elif relation not in ("appos", "dep", "nmod", "conj", "compound"):
                return []
            at = step.token
            for kid in subjects(self.sentence, at):
                found = self._meant(kid, joint=True)
                if found:
                    return found
                if self._is_both(kid) and not owned:
                    return list(self.two)
        return []

    def _just_before(self, index: int) -> list[str]:
        """The party named right before an apposition, whatever the tree hangs it on."""
        at = self.sentence.subtree(index)[0] - 1
        while at > 0 and self.sentence.tokens[at].upos == "PUNCT":
            at -= 1
        return parties_of(self.cast.own(self.sentence.index, at)) if at >= 0 else []

    def _of_verb(self, index: int, verb: int, relation: str, found: list[str]) -> list[str]:
        frame = verb_frame(self.sentence, verb, self.grammar)
        out = list(found)
        for token in frame.get("subj"):
            if index not in self.sentence.subtree(token):
                out += self._meant(token, joint=True)
        if frame.passive:
            for token in frame.get("obj"):
                if index not in self.sentence.subtree(token):
                    out += self._meant(token, joint=True)
        if relation.split(":")[0] in ("nsubj", "obj"):
            for token in self._phrases(verb, "with"):
                out += self._meant(token)
        return _distinct(out)

    def _phrases(self, index: int, name: str) -> list[int]:
        """Phrases on a word with a preposition of the set `name`."""
        words = self.lexicon[name]
        return [
            kid
            for kid in self.sentence.children[index]
            if self.sentence.tokens[kid].relation != "conj"
            and preposition(self.sentence, kid, self.grammar) in words
        ]

    def _between(self, index: int) -> bool:
        return preposition(self.sentence, index, self.grammar) in self.lexicon["between"]

    def _both(self, kid: int, found: list[str]) -> Pair | None:
        """The two parties of a "between" phrase, from before where it only says "both"."""
        heads = (kid, *self.sentence.kids(kid, "amod", "flat", "compound"))
        parts = [kid, *(k for h in heads for k in self.sentence.kids(h, "conj"))]
        named = _distinct(p for part in parts for p in self._meant(part, joint=True))
        if len(parts) > 1 and any(not self._meant(p) for p in parts):
            return (named[0], named[1]) if len(named) == len(parts) else None
        if len(named) < 2 and len(parts) == 1:
            inner = self.sentence.subtree(kid)
            deep = parties_of(a for k in inner for a in self.cast.own(self.sentence.index, k))
            named = deep if len(deep) == 2 else named
        named = _distinct([*named, *found])
        if len(named) >= 2:
            return named[0], named[1]
        body = len(named) == 1 and named[0].startswith("IGO") and len(parts) == 1
        if (not named or body) and self._is_both(kid) and len(self.two) == 2:
            return self.two[0], self.two[1]
        return None

    def _meant(self, token: int, joint: bool = False) -> list[str]:
        """Parties that a phrase stands for itself or by an apposition, states and bodies only."""
        number = self.sentence.index
        look = self.cast.at if joint else self.cast.own
        alone = self._is_both(token) and self.sentence.tokens[token].upos in ("PRON", "DET")
        actors = [] if alone else list(look(number, token))  # who "both" is, the clause tells
        if joint:
            for kid in self.sentence.kids(token, "conj"):
                actors += look(number, kid)
        if not actors:
            for kid in self.sentence.kids(token, "appos", "flat", "nmod"):
                if not self.sentence.kids(kid, "case"):
                    actors += look(number, kid)
        if not actors and self._is_both(token):
            kids = self.sentence.kids(token, "nmod")
            actors = [a for kid in kids for a in self.cast.own(number, kid)][:1]
        if self._is_both(token) and self.sentence.tokens[token].upos in ("NOUN", "NUM"):
            return self._meant_by_both(token, _distinct(a.party for a in actors if a.country))
        return parties_of(actors)

    def _meant_by_both(self, token: int, told: list[str]) -> list[str]:
        """Whom a noun for both means if not the `told`: those of whom the text has told more, and
        neighbours where it calls them so."""
        if among(self.sentence.tokens[token], self.lexicon["neighbours"]):
            nearby = self.company.neighbours() if told else ()
            right = not nearby or frozenset(told) in map(frozenset, nearby)
            return told if right else list(nearby[0])
        near = {*range(token), *self.sentence.subtree(token)} - {token}
        here = {p for k in sorted(near) for p in self._named_at(k)}
        if len(told) != 2 or set(told) <= here:
            return told
        return list(self.company.rather((told[0], told[1])))

    def _named_at(self, token: int) -> list[str]:
        return parties_of(self.cast.own(self.sentence.index, token))

    def _is_both(self, token: int) -> bool:
        return among(self.sentence.tokens[token], self.lexicon["both"])

    def _prefixes(self, noun: int) -> list[str]:
        """States in the first part of adjectives ("Sino-Indian")."""
        kids = self.sentence.kids(noun, "amod", "compound")
        parts = [self.sentence.tokens[k].text.lower().split("-")[0] for k in kids]
        return [self.lexicon.prefixes[p] for p in parts if p in self.lexicon.prefixes]

    def _somewhere(self, index: int) -> bool:
        """Whether the noun is told of a thing or place ("trust in the bank")."""
        return any(
            preposition(self.sentence, k, self.grammar) in self.lexicon["barred"]
            for k in self.sentence.children[index]
        )


def parties_of(actors: Iterable[Actor]) -> list[str]:
    """States and organisations that actors speak for; none for firms, rebels, crowds ..."""
    return _distinct(
        a.party
        for a in actors
        if a.sector is None or a.sector in _POLITICAL or a.code.startswith(("IGO", "REG"))
    )


def climb_to(sentence: Sentence, index: int) -> int:
    """The predicate over a noun, -1 if there is none."""
    for step in climb(sentence, index)[:3]:
        if sentence.tokens[step.token].upos in ("VERB", "ADJ", "AUX"):
            return step.token
    return -1


def _first_two(parties: Sequence[str]) -> Pair | None:
    return (parties[0], parties[1]) if len(parties) >= 2 else None


def _distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
