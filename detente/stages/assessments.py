"""How two parties stand: warm ties, strained relations, arch-rivals, a thaw.

By the lexicon `assessments.yaml` of a language: nouns for a relation with what describes or
moves them, nouns that are an assessment by themselves, nouns for one party seen from the other,
and verbs and phrases said of the parties themselves ("at odds", "drift apart").
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from detente.resources import LanguagePack
from detente.stages._cast import Cast
from detente.stages._grammar import Grammar, grammar_of, preposition
from detente.stages._reports import Speech, find_speech
from detente.stages._scores import Weights
from detente.stages._stand_aside import aside
from detente.stages._stand_clause import extreme
from detente.stages._stand_company import Company, Pair
from detente.stages._stand_joined import Found, joined, moved
from detente.stages._stand_judge import again, governor, judge, linked, moving, steady
from detente.stages._stand_learned import heard
from detente.stages._stand_manner import described, footing, manner, predicative
from detente.stages._stand_meant import parties_of
from detente.stages._stand_pairs import Pairs
from detente.stages._stand_words import (
    BETTER,
    FRIENDLY,
    HOSTILE,
    SHIFTS,
    WORSE,
    Judged,
    Lexicon,
    entry,
    find_phrase,
    forms,
    known,
    lexicon_of,
    neither,
    toned_word,
    whole,
)
from detente.stages._tree import among
from detente.types import Actor, Assessment, Event, Evidence, Sentence, Token

_APART = 7  # words from "from" to "to"


def find_assessments(
    sentences: Sequence[Sentence],
    text: str,
    cast: Cast,
    pack: LanguagePack,
    weights: Weights,
    borders: Mapping[str, tuple[str, ...]],
    events: Sequence[Event] = (),
) -> tuple[Assessment, ...]:
    """Assessments in order of the text, one for a pair of parties and meaning.

    The lexicon finds them, and the learned heads those of pairs for which it has none. `borders`
    are the neighbours of each state; `events`, what the text tells, show who deals with whom.
    """
    speech = find_speech(sentences, text, cast, pack)
    company = Company(events, borders)
    finder = _Finder(text, cast, lexicon_of(pack), grammar_of(pack), speech, weights, company)
    for sentence in sentences:
        finder.read(sentence)
    return joined(finder.found)


class _Finder:
    def __init__(
        self,
        text: str,
        cast: Cast,
        lexicon: Lexicon,
        grammar: Grammar,
        speech: Speech,
        weights: Weights,
        company: Company,
    ) -> None:
        self.company = company
        self.text, self.cast, self.grammar = text, cast, grammar
        self.all_words = self.lexicon = lexicon  # the latter as a sentence uses it
        self.speech, self.weights = speech, weights
        self.found: list[Found] = []
        self.told: Pair | None = None  # the pair last told of in the sentence or the one before

    def read(self, sentence: Sentence) -> None:
        """Add what one sentence says, and remember the parties that it names."""
        sentence = whole(sentence, self.all_words)
        pairs = Pairs(sentence, self.cast, self.grammar, self.lexicon, self.company)
        begun = len(self.found)
        if not _elsewhere(sentence, self.lexicon):
            void = neither(sentence, self.all_words)
            self.lexicon = replace(self.all_words, void=void) if void else self.all_words
            spoken = void | self._turned(sentence, pairs)
            for token in sentence.tokens:
                if token.index not in spoken:
                    self._token(sentence, token, pairs)
            self._phrases(sentence, pairs)
            if void and all(f.tone != "neutral" for f in self.found[begun:]):
                self._neither(sentence, void, pairs)
            self.found[begun:] = moved(self.found[begun:])
            self._learned(sentence, pairs)
        named = [
            p for t in sentence.tokens for p in parties_of(self.cast.own(sentence.index, t.index))
        ]
        self.company.hear(sentence.index, named)
        if len(self.found) == begun:
            self.told = None

    def _token(self, sentence: Sentence, token: Token, pairs: Pairs) -> None:
        lexicon = self.lexicon
        nominal = token.upos == "ADJ" and token.index > 0 and token.text[0].isupper()
        if token.upos in ("NOUN", "PROPN") or nominal:
            role, noun = entry(token, lexicon.roles), entry(token, lexicon.nouns)
            if role:
                self._role(sentence, token.index, role, pairs)
            elif told := footing(sentence, token.index, lexicon):
                at = token.index
                self._stand(sentence, at, {at, told[1]}, told[0], pairs, "phrase")
            elif noun or known(token, lexicon["relations"]):
                self._relation(sentence, token.index, noun, pairs)
        if token.upos in ("VERB", "ADJ", "ADV") or predicative(sentence, token.index, lexicon):
            self._predicate(sentence, token, pairs)
        elif token.text.lower() in lexicon["impersonal"] and token.relation in ("nsubj", "expl"):
            self._relation(sentence, token.index, None, pairs)

    def _predicate(self, sentence: Sentence, token: Token, pairs: Pairs) -> None:
        """What a verb, adjective or adverb says of the parties themselves."""
        lexicon = self.lexicon
        word = token.lemma.lower()
        judged = lexicon.party_verbs.get(word) or lexicon.party_verbs.get(token.text.lower())
        if judged:
            self._stand(sentence, token.index, {token.index}, judged, pairs, "verb")
        elif told := manner(sentence, token.index, lexicon) or described(
            sentence, token.index, lexicon
        ):
            self._stand(sentence, token.index, {token.index, told[1]}, told[0], pairs, "manner")
        else:
            self._rare(sentence, token.index, pairs)

    def _relation(self, sentence: Sentence, index: int, own: Judged | None, pairs: Pairs) -> None:
        verdict = judge(sentence, index, own, self.lexicon)
        if verdict.tone is None or verdict.barred:
            return
        weak = known(sentence.tokens[index], self.lexicon.nouns) in self.lexicon["weak"]
        predicate, role, nouns = governor(sentence, index, self.lexicon)
        at = sentence.tokens[predicate] if predicate >= 0 else None
        bare = role != "obl" or not sentence.kids(index, "case")
        there = at is not None and bare and bool(forms(at) & self.lexicon["existing"])
        arises = at is not None and bare and bool(forms(at) & self.lexicon["arising"])
        told = verdict.words or (weak and (there or arises or verdict.trend == "stable"))
        if (own is None or weak) and not told:
            return
        pair = pairs.of_relation(index, nouns, predicate, self.told)
        if pair is not None:
            judged = (verdict.tone, verdict.trend)
            if there and judged == own == WORSE:  # what is there has come before
                lasts = steady(sentence, index, predicate, self.lexicon)
                judged = (verdict.tone, "stable" if lasts else None)
            elif arises and verdict.trend is None and verdict.tone != "neutral":
                judged = (verdict.tone, "improving" if verdict.tone == "friendly" else "worsening")
            self._add(sentence, pair, judged, {index, *verdict.words}, index, "relation")

    def _rare(self, sentence: Sentence, index: int, pairs: Pairs) -> None:
        """What is said of two to have been so for long never, without a noun for their relation
        ("never since 1991 were things so frosty between the two")."""
        tokens, lexicon = sentence.tokens, self.lexicon
        judged = lexicon.superlatives.get(tokens[index].text.lower())
        so = index > 0 and tokens[index - 1].text.lower() in lexicon["so"]
        if judged is None or not so or not extreme(sentence, index, lexicon):
            return
        if any(f.evidence.sentence == sentence.index for f in self.found):
            return
        if not any(t.text.lower() in lexicon["between"] for t in tokens):
            return
        predicate, _, _ = governor(sentence, index, lexicon)
        at = predicate if predicate >= 0 else tokens[index].head
        pair = pairs.of_relation(index, (), at)
        if pair is not None:
            self._add(sentence, pair, judged, {index - 1, index}, index, "phrase")

    def _role(self, sentence: Sentence, index: int, own: Judged, pairs: Pairs) -> None:
        tokens, lexicon = sentence.tokens, self.lexicon
        kids = sentence.kids(index, "amod", "compound", "advmod")
        beside = known(tokens[index], lexicon["neighbours"])
        said = [k for k in kids if lexicon.described(tokens[k]) == own[0]]
        described = [k for k in said if not beside or not forms(tokens[k]) & lexicon["plain"]]
        once = any(tokens[k].text.lower() in lexicon["once"] for k in kids)
        turned = linked(sentence, index, lexicon, "turning")
        once = once or (turned and preposition(sentence, index, self.grammar) in lexicon["from"])
        weak = known(tokens[index], lexicon.roles) in lexicon["weak"]
        told = bool(sentence.kids(index, "cop")) or linked(sentence, index, lexicon)
        told = told and not beside
        if once or (weak and not described and not told):
            return
        predicate, _, _ = governor(sentence, index, lexicon)
        if predicate < 0 and sentence.kids(index, "nsubj"):
            predicate = index
        tone, trend = own
        if trend is None and (turned or again(sentence, index, predicate, lexicon)):
            trend = "improving" if tone == "friendly" else "worsening"
        elif trend is None and steady(sentence, index, predicate, lexicon):
            trend = "stable"
        named = pairs.named() if turned else None
        for pair in pairs.of_role(index) or ([named] if named else []):
            self._add(sentence, pair, (tone, trend), {index, *described}, index, "role")

    def _phrases(self, sentence: Sentence, pairs: Pairs) -> None:
        for phrase, judged in self.lexicon.phrases.possible(sentence):
            words = find_phrase(sentence, phrase)
            if words:
                heads = [k for k in words if sentence.tokens[k].head not in words]
                self._stand(sentence, min(heads or words), words, judged, pairs, "phrase")

    def _turned(self, sentence: Sentence, pairs: Pairs) -> frozenset[int]:
        """What two have turned from and into (from foes to partners); the words of both."""
        tokens, lexicon = sentence.tokens, self.lexicon
        for first in (t.index for t in tokens if t.text.lower() in lexicon["from"]):
            inner = range(first + 1, min(first + _APART, len(tokens)))
            second = next((k for k in inner if tokens[k].text.lower() in lexicon["to"]), None)
            if second is None:
                continue
            parts = (range(first + 1, second), range(second + 1, min(second + 4, len(tokens))))
            was, now = ([k for k in part if toned_word(sentence, k, lexicon)] for part in parts)
            if not was or not now:
                continue
            old, tone = (toned_word(sentence, part[0], lexicon) for part in (was, now))
            if tone in (None, old):
                continue
            judged = {"friendly": BETTER, "hostile": WORSE}.get(str(tone), (str(tone), None))
            words = frozenset(range(first, now[-1] + 1))
            self._stand(sentence, first, words, judged, pairs, "phrase")
            return words
        return frozenset()

    def _neither(self, sentence: Sentence, void: frozenset[int], pairs: Pairs) -> None:
        """Two tones of which none holds, said of the parties themselves."""
        index = min(void)
        predicate, _, _ = governor(sentence, index, self.lexicon)
        at = predicate if predicate >= 0 else index
        self._stand(sentence, at, void, ("neutral", None), pairs, "phrase")

    def _learned(self, sentence: Sentence, pairs: Pairs) -> None:
        """What only the heads see; a pair is that of the heads, else the only two named."""
        words = [t for t in sentence.tokens if t.upos in ("ADJ", "ADV", "VERB")]
        if any(forms(t) & self.lexicon["ending"] for t in words):  # a chill is over
            return
        told = [f for f in self.found if f.evidence.sentence == sentence.index]
        for stand in heard(sentence, self.cast, self.weights):
            pair = stand.pair or pairs.named()
            if pair is None or any(set(f.pair) == set(pair) for f in told):
                continue
            if stand.pair is None and told:
                continue
            around = {stand.word, *sentence.kids(stand.word, "amod", "cop", "obj", "nsubj")}
            judged = self._past(sentence, stand.word, stand.word, (stand.tone, stand.trend))
            self._add(sentence, pair, judged, around, stand.word, "learned")

    def _stand(
        self,
        sentence: Sentence,
        index: int,
        words: Collection[int],
        judged: Judged,
        pairs: Pairs,
        rule: str,
    ) -> None:
        """A verb or phrase that is said of the parties themselves."""
        above, _, _ = governor(sentence, index, self.lexicon)
        heads = {index, above} - {-1} if rule == "phrase" else {index}
        denied = [
            k
            for at in sorted(heads)
            for k in sentence.kids(at, "advmod")
            if k not in words and sentence.tokens[k].text.lower() in self.lexicon["negators"]
        ]
        ended = any(
            preposition(sentence, k, self.grammar) in self.lexicon["ended"]
            for k in sentence.kids(index, "obl", "nmod")
        )
        degree = any(sentence.tokens[k].text.lower() in self.lexicon.comparatives for k in words)
        if denied and judged == FRIENDLY and rule == "phrase" and not degree:
            judged = HOSTILE  # they do not see eye to eye
        elif denied and rule != "manner" and not extreme(sentence, index, self.lexicon):
            return
        before = sentence.tokens[min(words) - 1] if min(words) else None
        once = before is not None and before.text.lower() in self.lexicon["once"]
        if ended or (once and rule == "phrase"):
            return
        pair = pairs.of_predicate(index, words, feeling=rule == "manner")
        if pair is None and rule == "phrase":
            pair = pairs.named()
        if pair is None:
            return
        tone, trend = self._past(sentence, index, max(index, *words), judged)
        if (tone, trend) == FRIENDLY and again(sentence, index, above, self.lexicon):
            trend = "improving"
        if trend is None and steady(sentence, index, above if above >= 0 else index, self.lexicon):
            trend = "stable"
        self._add(sentence, pair, (tone, trend), set(words), index, rule)

    def _past(self, sentence: Sentence, index: int, last: int, judged: Judged) -> Judged:
        """What is said of parties who move, with how they stood before, where that is told."""
        if judged not in SHIFTS:
            return judged
        above = sentence.tokens[index].head
        named = sentence.kids(index, "nsubj") or (
            sentence.kids(above, "nsubj") if above >= 0 else ()
        )
        stood = aside(sentence, min(named, default=index), last, self.lexicon)
        return judged if stood is None else moving(stood.tone, stood.bitter, judged)

    def _add(
        self,
        sentence: Sentence,
        pair: Pair,
        judged: Judged,
        words: set[int],
        index: int,
        rule: str,
    ) -> None:
        start = sentence.tokens[min(words)].start
        end = sentence.tokens[max(words)].end
        evidence = Evidence(
            sentence.paragraph, sentence.index, start, end, self.text[start:end], f"stand.{rule}"
        )
        said = self._said(sentence, index)
        tokens = [sentence.tokens[k] for k in words]
        bitter = any(known(t, self.lexicon["bitter"]) for t in tokens)
        ruined = any(forms(t) & self.lexicon["ruined"] for t in tokens)
        self.found.append(Found(pair, *judged, said, evidence, bitter, ruined))
        self.told = pair

    def _said(self, sentence: Sentence, index: int) -> Actor | None:
        """On whose word it is; a verb that merely has the noun as its object reports nothing."""
        report = self.speech.covering(sentence.index, index)
        token = sentence.tokens[index]
        held = report is not None and report.verb == token.head and token.relation == "obj"
        if held and not sentence.kids(token.head, "xcomp", "ccomp"):
            return None
        said = self.speech.speaker(sentence.index, index)
        return said[0] if said else None


def _elsewhere(sentence: Sentence, lexicon: Lexicon) -> bool:
    """Whether a sentence is about sport, films or the like."""
    return any(
        t.upos in ("NOUN", "PROPN") and among(t, lexicon["elsewhere"]) for t in sentence.tokens
    )
