"""Words of fights: nouns that name one ("fighting", "a firefight") and what tells that it took
place where its sides are not named beside it.
"""

from __future__ import annotations

from collections.abc import Sequence

from detente.codebook import Codebook
from detente.resources import LanguagePack
from detente.stages._cast import Cast
from detente.stages._grammar import grammar_of, preposition
from detente.stages._scores import words_between
from detente.stages._tree import among
from detente.types import Actor, Sentence, Token

# classes of a codebook: nouns of fights, those of them with firearms, verbs that a fight is the
# subject of, verbs that both sides do to it, words of its dead, prepositions of its occasion and
# of its exceptions, nouns of time that measure it, prepositions of its sides
COMBAT, GUNFIGHT, RAGES, WAGED, TOLLS = (
    "fight_nouns",
    "fight_guns",
    "fight_rages",
    "fight_waged",
    "fight_tolls",
)
AMID, BESIDES, SPANS, SIDES = "fight_amid", "fight_besides", "fight_spans", "fight_sides"
_SUBJECT = ("nsubj", "nsubj:pass", "csubj", "csubj:pass")
_BEFORE = ("compound", "amod")
_PHRASE = ("obl", "advcl", "nmod", "advmod")


class FightWords:
    """Where a text of one language tells of fights."""

    def __init__(self, pack: LanguagePack, codebook: Codebook) -> None:
        self.pack, self.codebook = pack, codebook
        self.grammar = grammar_of(pack)
        self.pointing = frozenset(map(str, pack.support.get("pointing") or ()))
        listed = self._class(GUNFIGHT) | self._class(COMBAT)
        self.heads = frozenset(word for name in listed for word in name.split())

    def names(self, sentence: Sentence, index: int) -> str | None:
        """The class of the noun of a fight that a word is; None for any other word."""
        token = sentence.tokens[index]
        own = (token.text,) if token.upos == "VERB" else (token.text, token.lemma)
        forms = {form.lower() for form in own}
        if token.upos not in ("NOUN", "VERB") or forms.isdisjoint(self.heads):
            return None
        if token.upos == "VERB":
            if not self._gerund(sentence, index):
                return None
        elif token.relation in ("compound", "flat"):
            return None
        else:
            for kid in () if self._of(sentence, index) else sentence.kids(index, *_BEFORE):
                forms.add(f"{sentence.tokens[kid].text} {token.lemma}".lower())
            for kid in sentence.kids(index, "nmod"):
                word, noun = preposition(sentence, kid, self.grammar), sentence.tokens[kid].lemma
                forms.add(f"{token.lemma} {word} {noun}".lower())
        return next((n for n in (GUNFIGHT, COMBAT) if forms & self._class(n)), None)

    def sided(self, sentence: Sentence, index: int, cast: Cast) -> bool:
        """Whether the noun has words of its sides beside it (clashes with police)."""
        kids = sentence.children[index]
        led = {self._led(sentence, k) for k in (*kids, *self._next(sentence, index))}
        named = (k for k in kids if self._led(sentence, k) is None)
        owners = any(cast.at(sentence.index, k) or cast.adjective(sentence.index, k) for k in named)
        by = {self._led(sentence, k) for k in kids} & self.grammar.agents
        return bool(led & self._class(SIDES) or by) or owners

    def happened(self, sentence: Sentence, index: int, cast: Cast) -> int | None:
        """The word that tells that the fight took place; None where nothing does."""
        token = sentence.tokens[index]
        if token.head < 0:
            verbs = sentence.kids(index, "cop")
            there = any(sentence.kids(k, "expl") for k in (index, *verbs))
            return index if verbs and there else None
        head = sentence.tokens[token.head]
        word = self._led(sentence, index)
        if self._whole(sentence, index) in self._class(BESIDES):
            return head.index
        if token.relation in _SUBJECT or self._there(sentence, index):
            there = bool(sentence.kids(head.index, "expl"))
            if there or self._is(head, RAGES):
                return head.index
            return self._measured(sentence, index)
        if token.relation == "obj":
            waged = self._is(head, WAGED) and not self._subject_named(sentence, head.index, cast)
            return head.index if waged else None
        if f"{head.lemma.lower()} {word}" in self._class(RAGES):
            return head.index
        one = self.names(sentence, index) == GUNFIGHT and not self.again(sentence, index)
        if word in self._class(AMID) and (one or self._deadly(sentence, head.index)):
            return head.index
        if not self.again(sentence, index) and any(
            self._is(sentence.tokens[k], TOLLS) for k in sentence.subtree(index)
        ):
            return index
        return self._measured(sentence, index)

    def raging(self, sentence: Sentence, index: int, told: int) -> bool:
        """Whether the word that tells of a fight tells nothing else (broke out, claimed lives)."""
        head, token = sentence.tokens[told], sentence.tokens[index]
        there = bool(sentence.kids(told, "expl")) or self._is(head, RAGES)
        return token.head == told and (
            (there and token.relation in (*_SUBJECT, "obj"))
            or f"{head.lemma.lower()} {self._led(sentence, index)}" in self._class(RAGES)
        )

    def beside(self, sentence: Sentence, verb: int) -> int | None:
        """The noun of a fight that is the subject of a verb, or in which it takes place."""
        for kid in sentence.children[verb]:
            token = sentence.tokens[kid]
            occasion = token.relation in _PHRASE and self._led(sentence, kid) in self._class(AMID)
            if (token.relation in _SUBJECT or occasion) and self.names(sentence, kid):
                return kid
        return None

    def suffered(self, sentence: Sentence, verb: int, noun: int, actors: Sequence[Actor]) -> bool:
        """Whether a verb only tells who is hit: a fight is its subject, or it has no object and
        nobody of its clause does it ("six soldiers died in clashes")."""
        if sentence.tokens[noun].relation in _SUBJECT:
            return True
        if sentence.kids(verb, "obj") and sentence.kids(verb, "nsubj"):
            return False
        by = [
            k for k in sentence.kids(verb, "obl") if self._led(sentence, k) in self.grammar.agents
        ]
        inside = {w for k in by for w in sentence.subtree(k)}
        return all(inside.isdisjoint(words_between(sentence, a.start, a.end)) for a in actors)

    def again(self, sentence: Sentence, index: int) -> bool:
        """Whether the noun is one of what the text has told before ("the clashes")."""
        kids = sentence.kids(index, "det")
        return any(sentence.tokens[k].text.lower() in self.pointing for k in kids)

    def _class(self, name: str) -> frozenset[str]:
        return self.codebook.classes.get(name, frozenset())

    def _is(self, token: Token, name: str) -> bool:
        return among(token, self._class(name))

    def _led(self, sentence: Sentence, index: int) -> str | None:
        """The preposition of a phrase, also where the tree takes it for the mark of a clause."""
        marks = [sentence.tokens[k].text.lower() for k in sentence.kids(index, "mark")]
        return preposition(sentence, index, self.grammar) or next(iter(marks), None)

    def _of(self, sentence: Sentence, index: int) -> bool:
        """Whether a phrase tells of what the noun is (an exchange of prisoners)."""
        kids = sentence.kids(index, "nmod")
        return any(preposition(sentence, k, self.grammar) in self.grammar.genitives for k in kids)

    def _whole(self, sentence: Sentence, index: int) -> str:
        """The preposition of a phrase with all its words."""
        return " ".join(sentence.tokens[k].text.lower() for k in sentence.kids(index, "case"))

    def _next(self, sentence: Sentence, index: int) -> tuple[int, ...]:
        """Phrases of the verb right behind the noun, and those of the verb that it is subject of:
        they may tell its sides."""
        token = sentence.tokens[index]
        return sentence.kids(token.head, "obl", "nmod") if token.head >= 0 else ()

    def _gerund(self, sentence: Sentence, index: int) -> bool:
        """Whether a verb form stands where a noun does: it has neither subject nor object."""
        token = sentence.tokens[index]
        verbal = ("nsubj", "nsubj:pass", "obj", "aux", "aux:pass", "ccomp", "xcomp")
        if sentence.kids(index, *verbal):
            return False
        return token.relation in ("csubj", "nsubj", "obj", "obl") or (
            token.relation in ("advcl", "acl") and bool(sentence.kids(index, "mark", "case"))
        )

    def _there(self, sentence: Sentence, index: int) -> bool:
        """Whether something that merely is or is given is told ("es gab Gefechte")."""
        token = sentence.tokens[index]
        kids = sentence.kids(token.head, "expl") if token.head >= 0 else ()
        return token.relation == "obj" and bool(kids)

    def _subject_named(self, sentence: Sentence, verb: int, cast: Cast) -> bool:
        return any(cast.at(sentence.index, k) for k in sentence.kids(verb, "nsubj"))

    def _deadly(self, sentence: Sentence, verb: int) -> bool:
        """Whether a verb, its subject or its object tells of dead or wounded."""
        kids = sentence.kids(verb, "nsubj", "nsubj:pass", "obj", "xcomp")
        return any(self._is(sentence.tokens[k], TOLLS) for k in (verb, *kids))

    def _measured(self, sentence: Sentence, index: int) -> int | None:
        """The noun of time right before that tells how long it took ("two days of fighting")."""
        for k in range(index - 1, max(-1, index - 6), -1):
            token = sentence.tokens[k]
            if self._is(token, SPANS):
                counted = sentence.kids(k, "nummod") or token.morph.get("Number") == "Plur"
                return k if counted and not self.again(sentence, index) else None
            if token.upos in ("VERB", "PUNCT"):
                return None
        return None
