"""What the clause of a relation noun says of it: extremes, comparatives, verbs, descriptions."""

from __future__ import annotations

from detente.stages._stand_words import (
    BETTER,
    EASED,
    WORSE,
    Judged,
    Lexicon,
    entry,
    forms,
    toned,
)
from detente.types import Sentence, Token

_PREFIX = 4  # letters of a particle that leaves a verb its meaning, and of that verb, at least
_SO = 3  # words of "no longer as" before a describing word
SUBJECT = frozenset({"nsubj", "csubj"})
LESS: dict[str | None, Judged] = {"friendly": ("friendly", "worsening"), "hostile": EASED}
Said = tuple[Judged, int]  # tone and trend, the word that says so


class Clause:
    """The predicate at `index` to which the relation noun at `noun` belongs in a role, with the
    words around it; `own` is what the noun itself says of the relation."""

    def __init__(
        self,
        sentence: Sentence,
        noun: int,
        index: int,
        role: str,
        own: Judged | None,
        lexicon: Lexicon,
    ) -> None:
        self.sentence, self.noun, self.index, self.role = sentence, noun, index, role
        self.own, self.lexicon = own, lexicon
        self._around = _around(sentence, noun, index)

    def is_beside(self) -> bool:
        """Whether the noun only stands in a phrase of a verb, which says nothing of it."""
        return self.role == "obl" and self.sentence.tokens[self.index].upos == "VERB"

    def ends(self) -> bool:
        """Whether a word says that the relation ends: that is an act."""
        tokens, ending = self.sentence.tokens, self.lexicon["ending"]
        return any(forms(tokens[k]) & ending for k in self._around)

    def loses(self, held: str | None) -> bool:
        """Whether what is gone was a friendship, or had made the relation better."""
        gone = any(forms(self.sentence.tokens[k]) & self.lexicon["gone"] for k in self._around)
        better = self.own is not None and self.own[1] == "improving"
        return gone and self.role in SUBJECT and (better or held == "friendly")

    def is_denied(self) -> bool:
        """Whether a word denies what the predicate says, or calls it unlikely."""
        if forms(self.sentence.tokens[self.index]) & self.lexicon["doubted"]:
            return True
        kids = self.sentence.kids(self.index, "advmod", "det")
        negators = self.lexicon["negators"]
        return any(self.sentence.tokens[k].text.lower() in negators for k in kids)

    def extreme(self) -> Said | None:
        """What a superlative says ("at their lowest in years")."""
        for k in self._around:
            token = self.sentence.tokens[k]
            words = (token.text.lower(), token.lemma.lower())
            judged = next((j for w in words if (j := self.lexicon.superlatives.get(w))), None)
            judged = judged or self._never(k)
            if judged and extreme(self.sentence, k, self.lexicon):
                return judged, k
        return None

    def _never(self, word: int) -> Judged | None:
        """What a comparative says that was never so (never been fiercer)."""
        tokens = self.sentence.tokens
        degree = self.lexicon.comparatives.get(tokens[word].text.lower())
        before = {t.text.lower() for t in tokens[max(0, word - 4) : word]}
        return degree if degree and before & self.lexicon["never"] else None

    def confirms(self) -> bool:
        """Whether the predicate describes a noun with a tone by a word of that tone."""
        own = self.own
        if own is None or self.role not in SUBJECT:
            return False
        return toned(self.sentence, self.index, self.lexicon) == own[0]

    def compared(self) -> Said | None:
        """What a comparative says; of a noun with a tone only what moves in that tone."""
        own = self.own
        later = [k for v in self._verbs() if v != self.index for k in self._degrees(v)]
        for k in (*self._around, *later):
            token = self.sentence.tokens[k]
            degree = self.lexicon.comparatives.get(token.text.lower()) or self._degree(k)
            if degree is None:
                continue
            if own is None:
                return degree, k
            if k != self.index and token.relation == "amod":
                continue
            if own[0] == "hostile":
                return (WORSE if degree == WORSE else EASED), k
            if own[0] == degree[0]:
                return degree, k
        return None

    def faded(self) -> Said | None:
        """Where a relation is told to be no longer so much of a tone (no longer as tense as in
        spring)."""
        tokens, lexicon = self.sentence.tokens, self.lexicon
        for k in self._around:
            tone = lexicon.described(tokens[k])
            if k < _SO or tone not in LESS or tokens[k - 1].text.lower() not in lexicon["so"]:
                continue
            before = [t.text.lower() for t in tokens[k - _SO : k - 1]]
            earlier = {t.text.lower() for t in tokens[: k - _SO]}
            if " ".join(before) in lexicon["no_longer"] and not earlier & lexicon["since"]:
                return LESS[tone], k
        return None

    def _degree(self, word: int) -> Judged | None:
        """What more or less of a describing word says, or that the relation becomes so."""
        sentence, lexicon = self.sentence, self.lexicon
        token = sentence.tokens[word]
        tone = lexicon.described(token)
        if tone not in LESS or token.relation == "amod":
            return None
        beside = {sentence.tokens[k].text.lower() for k in sentence.kids(word, "advmod", "det")}
        beside |= {sentence.tokens[word - 1].text.lower()} if word else set()
        if beside & lexicon["less"]:
            return LESS[tone]
        above = [*sentence.kids(word, "cop"), *([token.head] if token.relation == "xcomp" else ())]
        becomes = any(sentence.tokens[k].lemma.lower() in lexicon["turning"] for k in above)
        if beside & lexicon["more"] or becomes:
            return BETTER if tone == "friendly" else WORSE
        return None

    def moved(self, held: str | None) -> Said | None:
        """Where a verb moves the relation, which so far is held to be of a tone."""
        for k in self._verbs():
            if self._is_state(k):
                continue
            token = self.sentence.tokens[k]
            judged = moved(token, self.own, self.role in ("obj", "obl"), self.lexicon)
            if judged == BETTER and held == "hostile":
                return EASED, k
            if judged:
                return judged, k
        return None

    def turned(self) -> Said | None:
        """What a noun of the predicate says that the relation takes or comes to."""
        if self.own is not None or self.role not in SUBJECT:
            return None
        for k in self.sentence.kids(self.index, "obl", "obj", "nmod"):
            token = self.sentence.tokens[k]
            judged = entry(token, self.lexicon.turns)
            if judged and token.upos == "NOUN" and not over(self.sentence, k, self.lexicon):
                return plain(judged), k
        return None

    def described(self) -> tuple[str, int] | None:
        """The tone of a word that describes the relation, and that word."""
        tokens = self.sentence.tokens
        for k in self._around if self.own is None else ():
            inner = tokens[k].relation == "amod" and tokens[tokens[k].head].upos == "NOUN"
            if inner and (tokens[k].head != self.index or self.role not in SUBJECT):
                continue
            tone = toned(self.sentence, k, self.lexicon)
            if tone and self._is_predicative(k):
                return tone, k
        return None

    def stood(self) -> str | None:
        """How the predicate says that it is, where a verb joined to it moves it."""
        token = self.sentence.tokens[self.index]
        if token.upos not in ("ADJ", "ADV") or self.role not in SUBJECT or self.own is not None:
            return None
        return toned(self.sentence, self.index, self.lexicon)

    def shifted(self) -> Said | None:
        """Where a noun with a tone is told to have the other one now (the friendship is cool)."""
        own, token = self.own, self.sentence.tokens[self.index]
        if own is None or own[1] is not None or self.role not in SUBJECT:
            return None
        now = self.lexicon.described(token)
        other = {"friendly": "hostile", "hostile": "friendly"}.get(own[0])
        if now is None or now != other:
            return None
        return (WORSE if now == "hostile" else EASED), self.index

    def _verbs(self) -> list[int]:
        """The predicate, what completes it and predicates joined to it that say something of the
        same."""
        sentence, index = self.sentence, self.index
        joined = [
            k
            for k in sentence.kids(index, "conj", "parataxis")
            if sentence.tokens[k].upos in ("VERB", "ADJ") and self._same(k)
        ]
        own = sentence.tokens[index]
        if own.relation in ("ccomp", "parataxis") and own.head > index and self._same(own.head):
            joined.append(own.head)  # it was bad, now it is getting better
        return [index, *sentence.kids(index, "xcomp"), *joined]

    def _degrees(self, verb: int) -> tuple[int, ...]:
        return (verb, *self.sentence.kids(verb, "xcomp", "advmod"))

    def _same(self, verb: int) -> bool:
        """Whether a joined predicate is said of the same: it has no subject or a pronoun."""
        named = self.sentence.kids(verb, "nsubj")
        joined = self.sentence.tokens[verb].relation == "conj"
        if not named:
            return joined
        return all(self.sentence.tokens[k].upos == "PRON" for k in named)

    def _is_predicative(self, word: int) -> bool:
        """Whether a describing word of the clause says how the noun is, not how something is
        done."""
        token = self.sentence.tokens[word]
        if word != self.index:
            return self.role in SUBJECT or token.relation in ("xcomp", "ccomp", "parataxis")
        return self.role in SUBJECT and (token.upos != "VERB" or self._is_state(word))

    def _is_state(self, verb: int) -> bool:
        """Whether a describing word tells how something is, no movement."""
        token = self.sentence.tokens[verb]
        if self.lexicon.described(token) is None:
            return False
        helpers = [self.sentence.tokens[k] for k in self.sentence.kids(verb, "aux", "cop")]
        passive = [t for t in helpers if t.relation in ("aux:pass", "cop")]
        if helpers and not passive:  # has eased
            return False
        if token.upos != "VERB" or token.relation == "amod":
            return True
        lasting, kids = self.lexicon["lasting"], self.sentence.kids(verb, "xcomp")
        if any(forms(self.sentence.tokens[k]) & lasting for k in kids):
            return True
        becoming = self.lexicon["becoming"]
        return bool(passive) and not any(t.lemma.lower() in becoming for t in passive)


def _around(sentence: Sentence, noun: int, predicate: int) -> list[int]:
    """A predicate and the words of its clause, but for the phrase of a noun."""
    tokens = sentence.tokens
    around = [predicate]
    for k in sentence.kids(predicate, "advmod", "xcomp", "obl", "obj", "nmod", "ccomp"):
        if noun not in sentence.subtree(k):
            around += [k, *sentence.kids(k, "amod", "advmod", "nmod", "xcomp")]
    around += [k for k in sentence.kids(predicate, "amod") if k not in around]
    alike = [k for k in sentence.kids(predicate, "conj") if tokens[k].upos == "ADJ"]
    around += [k for k in alike if not sentence.kids(k, "nsubj", "advmod")]
    around += [k for k in sentence.kids(predicate, "parataxis") if tokens[k].upos == "ADJ"]
    return around


def moved(token: Token, own: Judged | None, objective: bool, lexicon: Lexicon) -> Judged | None:
    """Where a verb moves a relation; `objective`: the relation is what it is done to."""
    hostile = own is not None and own[0] == "hostile"
    words = forms(token)
    lemma = token.lemma.lower()
    if token.upos == "VERB" and lexicon.described(token) is None:  # weiter-wachsen
        words |= {lemma[cut:] for cut in range(_PREFIX, len(lemma) - _PREFIX)}
    kinds = {kind for kind, members in lexicon.verbs.items() if words & members}
    if "growth" in kinds:
        return WORSE if hostile else BETTER
    if "decline" in kinds:
        return EASED if hostile else WORSE
    if "neutral_improving" in kinds:
        return EASED
    if "improving" in kinds:
        return EASED if hostile else BETTER
    if "worsening" in kinds:
        return WORSE
    if objective and "harming" in kinds:
        return WORSE
    return None


def extreme(sentence: Sentence, index: int, lexicon: Lexicon) -> bool:
    """ "the lowest in years", "so tense as not for nine years", "never better"."""
    tokens = sentence.tokens
    token = tokens[index]
    measure = token.text.lower() in lexicon["measures"]
    if token.upos == "NOUN" and (measure or token.text[0].isupper()):
        return True
    near = {tokens[k].text.lower() for k in sentence.children[index]}
    if index:
        near.add(tokens[index - 1].text.lower())
    later = {t.text.lower() for t in tokens[index + 1 : index + 12]}
    before = {t.text.lower() for t in tokens[max(0, index - 6) : index]}
    if near & lexicon["so"]:
        if {t.text.lower() for t in tokens[index + 1 : index + 7]} & lexicon["unchanged"]:
            return False
        before = {t.text.lower() for t in tokens[:index]}
        rare = (before | later) & lexicon["never"]
        return bool(later & lexicon["since"] or rare)
    if before & lexicon["never"]:
        return True
    return measure or token.morph.get("Degree") == "Sup"


def over(sentence: Sentence, noun: int, lexicon: Lexicon) -> bool:
    """Whether a noun is that about which somebody disputes ("a row over ties")."""
    kids = sentence.kids(noun, "case")
    return any(sentence.tokens[k].text.lower() in lexicon["over"] for k in kids)


def plain(judged: Judged) -> Judged:
    """What a noun of growth, which has no tone of its own, says of a relation: it is better."""
    return BETTER if judged[0] == "growth" else judged
