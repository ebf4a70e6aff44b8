"""How two parties stand: warm ties, strained relations, arch-rivals, a thaw.

From the lexicon `assessments.yaml` of a language: nouns for a relation with what describes or
moves them, nouns that are an assessment by themselves, and nouns for one party seen from the
other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from detente.resources import LanguagePack
from detente.stages._cast import Cast
from detente.stages._grammar import Grammar, climb, grammar_of, noun_frame, preposition, verb_frame
from detente.stages._parties import Parties
from detente.types import Actor, Assessment, Evidence, Reason, Sentence, Token

Judged = tuple[str, str | None]


@dataclass(frozen=True)
class _Lexicon:
    relations: frozenset[str]
    nouns: Mapping[str, Judged]
    roles: Mapping[str, Judged]
    weak: frozenset[str]
    descriptors: Mapping[str, str]
    better: frozenset[str]
    verbs: Mapping[str, frozenset[str]]
    party_verbs: Mapping[str, Judged]
    superlatives: Mapping[str, frozenset[str]]
    words: Mapping[str, frozenset[str]]


@cache
def _lexicon(pack: LanguagePack) -> _Lexicon:
    raw: Mapping[str, Any] = pack.assessments
    low = lambda values: frozenset(str(v).lower() for v in values or ())  # noqa: E731
    judged = lambda key: {  # noqa: E731
        str(k).lower(): (str(v[0]), None if v[1] is None else str(v[1]))
        for k, v in (raw.get(key) or {}).items()
    }
    sets = lambda key: {str(k): low(v) for k, v in (raw.get(key) or {}).items()}  # noqa: E731
    descriptors = {w: tone for tone, ws in sets("descriptors").items() for w in sorted(ws)}
    keys = ("so", "never", "stable", "between", "with", "inherently_worsening", "since")
    return _Lexicon(
        low(raw.get("relations")), judged("nouns"), judged("roles"), low(raw.get("weak")),
        descriptors, low(raw.get("better")), sets("verbs"), judged("party_verbs"),
        sets("superlatives"), {k: low(raw.get(k)) for k in keys},
    )  # fmt: skip


def find_assessments(
    sentences: Sequence[Sentence], text: str, cast: Cast, pack: LanguagePack
) -> tuple[Assessment, ...]:
    """Assessments in order of the text, one for a pair of parties and meaning."""
    finder = _Finder(text, cast, _lexicon(pack), grammar_of(pack))
    for sentence in sentences:
        finder.read(sentence)
    return finder.done()


class _Finder:
    def __init__(self, text: str, cast: Cast, lexicon: _Lexicon, grammar: Grammar) -> None:
        self.text, self.cast, self.lexicon, self.grammar = text, cast, lexicon, grammar
        self.found: dict[tuple[frozenset[str], str], list[tuple[Assessment, Evidence]]] = {}
        self.recent: tuple[str, ...] = ()

    def read(self, sentence: Sentence) -> None:
        parties = Parties(sentence, self.cast, self.grammar)
        for token in sentence.tokens:
            lemma = token.lemma.lower()
            nominal = token.upos == "ADJ" and token.index > 0 and token.text[0].isupper()
            if token.upos in ("NOUN", "PROPN") or nominal:
                role = _ending(lemma, self.lexicon.roles)
                noun = _ending(lemma, self.lexicon.nouns)
                if role:
                    self._role(sentence, token.index, role, parties)
                elif noun or _ending(lemma, dict.fromkeys(self.lexicon.relations, ("", None))):
                    self._relation(sentence, token.index, noun, parties)
            elif token.upos == "VERB":
                self._verb(sentence, token.index, parties)
        named = [a.party for t in sentence.tokens for a in self.cast.own(sentence.index, t.index)]
        for party in dict.fromkeys(named):
            self.recent = (*(p for p in self.recent if p != party), party)[-4:]

    def done(self) -> tuple[Assessment, ...]:
        out = []
        for entries in self.found.values():
            first = entries[0][0]
            trend = next((a.trend for a, _ in entries if a.trend), None)
            out.append(
                Assessment(
                    first.a, first.b, first.tone, trend, first.said_by,
                    tuple(e for _, e in entries), first.reasons,
                )  # fmt: skip
            )
        return tuple(sorted(out, key=lambda a: a.mentions[0].start))

    def _relation(
        self, sentence: Sentence, index: int, own: Judged | None, parties: Parties
    ) -> None:
        tone, trend, words = self._judge(sentence, index, own)
        lemma = sentence.tokens[index].lemma.lower()
        if tone is None or (own is None and not words) or (lemma in self.lexicon.weak and not words):
            return
        pair = self._pair(sentence, index, parties)
        if pair is not None:
            self._add(sentence, pair, tone, trend, {index, *words}, "relation")

    def _judge(
        self, sentence: Sentence, index: int, own: Judged | None
    ) -> tuple[str | None, str | None, set[int]]:
        """Tone, trend and the words that tell them, of the noun at `index`."""
        lexicon, tokens = self.lexicon, sentence.tokens
        tone, trend = own if own else (None, None)
        words: set[int] = set()
        around: list[int] = list(sentence.kids(index, "amod", "acl", "compound", "advmod"))
        verbs: list[int] = [k for k in around if tokens[k].upos == "VERB"]
        for step in climb(sentence, index)[:3]:
            head = tokens[step.token]
            if head.upos in ("VERB", "AUX", "ADJ", "ADV"):
                if step.relation.split(":")[0] in ("nsubj", "obj", "csubj", "obl"):
                    verbs.append(step.token)
                around += [step.token, *sentence.kids(step.token, "advmod", "xcomp", "obl", "obj",
                                                      "amod", "conj")]  # fmt: skip
                break
            if head.upos == "NOUN" and step.relation.startswith(("nsubj", "nmod")):
                around += [step.token, *sentence.kids(step.token, "amod", "advmod", "nmod")]
                noun = _ending(head.lemma.lower(), lexicon.nouns)
                if noun and own is None:
                    tone, trend = noun
                    words.add(step.token)
                if step.relation.startswith("nsubj"):
                    break
        around += [g for k in around for g in sentence.kids(k, "amod", "advmod")]
        for k in dict.fromkeys(around):
            token = tokens[k]
            if k == index:
                continue
            low, form = token.lemma.lower(), token.text.lower()
            found = self._descriptor(token)
            if found and (token.upos in ("ADJ", "ADV", "VERB")):
                tone = tone or found
                words.add(k)
                if tone == "hostile" and low in lexicon.words["inherently_worsening"]:
                    trend = trend or "stable"
            for direction, members in lexicon.superlatives.items():
                if (low in members or form in members) and self._extreme(sentence, k):
                    tone = "friendly" if direction == "improving" else "hostile"
                    trend = direction
                    words.add(k)
        for k in dict.fromkeys(verbs):
            moved = self._moved(sentence, k, own[0] if own else None)
            if moved:
                tone, trend = moved
                words.add(k)
        if tone and trend is None and any(
            tokens[k].lemma.lower() in lexicon.words["stable"] for k in (*verbs, *around)
        ):
            trend = "stable"
        return tone, trend, words

    def _descriptor(self, token: Token) -> str | None:
        """Tone of a describing word, by lemma or by its form without ending."""
        form = token.text.lower()
        forms = (token.lemma.lower(), form, form[:-1], form[:-2])
        return next((d for f in forms if (d := self.lexicon.descriptors.get(f))), None)

    def _moved(self, sentence: Sentence, verb: int, tone: str | None) -> Judged | None:
        lemma = sentence.tokens[verb].lemma.lower()
        verbs = self.lexicon.verbs
        better: Judged = ("friendly", "improving")
        worse: Judged = ("hostile", "worsening")
        if lemma in verbs.get("growth", ()):
            return worse if tone == "hostile" else better
        if lemma in verbs.get("decline", ()):
            return ("neutral", "improving") if tone == "hostile" else worse
        if lemma in verbs.get("worsening", ()):
            return worse
        if lemma in verbs.get("improving", ()):
            return better
        if lemma in verbs.get("neutral_improving", ()):
            return "neutral", "improving"
        return None

    def _extreme(self, sentence: Sentence, index: int) -> bool:
        """ "the lowest in years", "so tense as not for nine years", "never better"."""
        tokens = sentence.tokens
        token = tokens[index]
        near = {tokens[k].text.lower() for k in sentence.children[index]}
        words = self.lexicon.words
        later = {t.text.lower() for t in tokens[index + 1 : index + 12]}
        superlative = token.morph.get("Degree") == "Sup" or token.text.lower() != token.lemma.lower()
        if near & words["so"] and later & words["since"]:
            return True
        if {t.text.lower() for t in tokens[max(0, index - 6) : index]} & words["never"]:
            return True
        return superlative and bool(later & words["since"]) or token.upos == "NOUN"

    def _pair(self, sentence: Sentence, index: int, parties: Parties) -> tuple[str, str] | None:
        """The two parties of a relation noun, completed from the verb and the sentences before."""
        found: list[str] = []

        def add(actors: Sequence[Actor]) -> None:
            for actor in actors:
                if actor.party not in found:
                    found.append(actor.party)

        frame = noun_frame(sentence, index, self.grammar)
        for word in sorted(self.lexicon.words["between"]):
            add(parties.slot(word, index, frame))
        add(parties.slot("gen", index, frame))
        several = getattr(self.cast, "adjectives", None)
        if several is not None:
            add(several(sentence.index, index))
        add(parties.slot("comp", index, frame))
        for word in sorted(self.lexicon.words["with"]):
            for token in frame.get(word):
                add(self.cast.own(sentence.index, token) or parties.phrase(token)[:1])
        for step in climb(sentence, index)[:4]:
            if len(found) >= 2:
                break
            if sentence.tokens[step.token].upos in ("VERB", "ADJ"):
                verb = verb_frame(sentence, step.token, self.grammar)
                subject = [k for k in verb.get("subj") if index not in sentence.subtree(k)]
                for k in subject:
                    add(self.cast.at(sentence.index, k))
                if step.relation.startswith("nsubj") or step.token == index:
                    for word in sorted(self.lexicon.words["between"] | self.lexicon.words["with"]):
                        add(parties.slot(word, step.token, verb))
            elif sentence.tokens[step.token].upos == "NOUN":
                outer = noun_frame(sentence, step.token, self.grammar)
                for word in sorted(self.lexicon.words["between"]):
                    add(parties.slot(word, step.token, outer))
        if len(found) < 2:
            for token in sentence.tokens:
                word = preposition(sentence, token.index, self.grammar)
                if word in self.lexicon.words["between"]:
                    both = self.cast.at(sentence.index, token.index)
                    if len({a.party for a in both}) >= 2 and set(found) <= {a.party for a in both}:
                        add(both)
        if len(found) < 2:
            for party in reversed(self.recent):
                if party not in found and len(found) < 2:
                    found.append(party)
        return (found[0], found[1]) if len(found) >= 2 else None

    def _role(self, sentence: Sentence, index: int, own: Judged, parties: Parties) -> None:
        tokens, lexicon = sentence.tokens, self.lexicon
        described = [
            k for k in sentence.kids(index, "amod", "compound", "advmod")
            if self._descriptor(tokens[k])
        ]  # fmt: skip
        tone, trend = own
        if tokens[index].lemma.lower() in lexicon.weak:
            if not any(self._descriptor(tokens[k]) == tone for k in described):
                return
        frame = noun_frame(sentence, index, self.grammar)
        owner = parties.slot("gen", index, frame)
        if not owner:
            adjective = self.cast.adjective(sentence.index, index)
            owner = (adjective,) if adjective else ()
        itself: list[Actor] = []
        for kid in sentence.kids(index, "appos", "flat", "nmod", "conj"):
            if not sentence.kids(kid, "case"):
                itself += [a for a in self.cast.own(sentence.index, kid) if a not in owner]
        at = index
        for step in climb(sentence, index)[:2]:
            if itself:
                break
            relation = step.relation.split(":")[0]
            if relation in ("appos", "nmod", "compound", "flat"):
                itself += self.cast.at(sentence.index, step.token)
            at = step.token
        if not itself:
            for subject in sentence.kids(index, "nsubj") or sentence.kids(at, "nsubj"):
                itself += self.cast.at(sentence.index, subject)
        everyone = list(dict.fromkeys([a.party for a in (*itself, *owner)]))
        if len(everyone) >= 2:
            pair = (everyone[0], everyone[1])
            self._add(sentence, pair, tone, trend, {index, *described}, "role")

    def _verb(self, sentence: Sentence, index: int, parties: Parties) -> None:
        judged = self.lexicon.party_verbs.get(sentence.tokens[index].lemma.lower())
        if judged is None:
            return
        frame = verb_frame(sentence, index, self.grammar)
        everyone: list[str] = []
        for slot in ("subj", "obj", "iobj", *sorted(self.lexicon.words["with"])):
            everyone += [a.party for a in parties.slot(slot, index, frame)]
        pair = list(dict.fromkeys(everyone))
        if len(pair) == 2:
            self._add(sentence, (pair[0], pair[1]), *judged, {index}, "verb")

    def _add(
        self, sentence: Sentence, pair: tuple[str, str], tone: str, trend: str | None,
        words: set[int], rule: str,
    ) -> None:  # fmt: skip
        start = sentence.tokens[min(words)].start
        end = sentence.tokens[max(words)].end
        evidence = Evidence(
            sentence.paragraph, sentence.index, start, end, self.text[start:end], f"stand.{rule}"
        )
        reason = Reason("assessments", f"stand.{rule}", self.text[start:end], start, end)
        assessment = Assessment(pair[0], pair[1], tone, trend, None, (evidence,), (reason,))
        self.found.setdefault((frozenset(pair), tone), []).append((assessment, evidence))


def _ending(lemma: str, table: Mapping[str, Judged]) -> Judged | None:
    """The entry for a noun, also for a compound that ends in one of at least five letters."""
    if lemma in table:
        return table[lemma]
    for cut in range(2, len(lemma) - 4):
        found = table.get(lemma[cut:])
        if found is not None:
            return found
    return None
