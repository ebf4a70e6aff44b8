"""Whose a role is and who has it: "Pakistan's rival India", "A and B are allies"."""

from __future__ import annotations

from collections.abc import Sequence

from detente.stages._frames import noun_frame
from detente.stages._grammar import Frame
from detente.stages._stand_company import Pair
from detente.stages._stand_meant import Meant, distinct, parties_of
from detente.stages._stand_words import forms
from detente.stages._tree import climb, subjects

_INSIDE = ("appos", "dep", "flat", "nmod", "conj")


class RolePairs(Meant):
    """Looks for the parties of nouns for one party seen from the other."""

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
        bearers = [b for b in distinct(bearers) if b not in owner]
        if owner:
            return [(b, o) for b in bearers[:2] for o in distinct(owner)[:2]]
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
        return distinct(bearers)

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
                if forms(head) & self.lexicon["views"] and seen:
                    subject = () if owned else subjects(self.sentence, step.token)
                    return [p for k in (*seen, *subject) for p in self._meant(k, joint=True)]
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
