"""Somebody's words in a text: who says what, in which sentences, and where speech goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from detente.resources import LanguagePack
from detente.stages._cast import Cast
from detente.stages._frames import noun_frame
from detente.stages._grammar import CLAUSAL, Grammar, grammar_of, preposition
from detente.stages._parties import Parties
from detente.stages._tree import clause_head, subjects
from detente.types import Actor, Sentence, Statement

SOURCE = "SRC"
TALK = "printed talk"  # the rule that whoever answers speaks
_QUOTES = frozenset('„“”"«»')


@dataclass(frozen=True, slots=True)
class _Words:
    verbs: frozenset[str]
    accusing: frozenset[str]
    prepositions: frozenset[str]
    bare: frozenset[str]
    nouns: frozenset[str]
    anonymous: frozenset[str]
    from_place: frozenset[str]


@cache
def _words(pack: LanguagePack) -> _Words:

    def get(key: str) -> frozenset[str]:
        return frozenset(str(w).lower() for w in pack.reporting.get(key) or ())

    return _Words(
        get("verbs"),
        get("accusing"),
        get("prepositions"),
        get("bare_prepositions"),
        get("source_nouns"),
        get("anonymous"),
        get("from_place"),
    )


@dataclass(frozen=True, slots=True)
class Report:
    """Somebody's words in a sentence: the tokens that they cover."""

    verb: int
    speaker: tuple[Actor, ...]
    covers: frozenset[int]
    rule: str
    accusing: bool = False


@dataclass(frozen=True, slots=True)
class Speech:
    """The reports of each sentence, who goes on speaking in sentences without one, and who
    answers in those of a printed talk."""

    reports: Mapping[int, Sequence[Report]]
    carried: Mapping[int, tuple[Actor, ...]]
    answers: Mapping[int, Actor]
    statements: tuple[Statement, ...]

    def covering(self, sentence: int, token: int) -> Report | None:
        """The innermost report over a token, other than one that the token itself makes."""
        found = [r for r in self.reports.get(sentence, ()) if token in r.covers and r.verb != token]
        return min(found, key=lambda r: (len(r.covers), r.verb)) if found else None

    def speaker(self, sentence: int, token: int) -> tuple[Actor, str] | None:
        """On whose word a token rests, with the rule; None for the text itself."""
        report = self.covering(sentence, token)
        if report is not None:
            return (report.speaker[0], report.rule) if report.speaker else None
        if sentence in self.answers:
            return self.answers[sentence], TALK
        if sentence in self.carried:
            return self.carried[sentence][0], "speech goes on"
        return None


def find_speech(sentences: Sequence[Sentence], text: str, cast: Cast, pack: LanguagePack) -> Speech:
    """All reported speech of a document.

    A sentence in the subjunctive of indirect speech, or inside a quotation, goes on with the
    speaker before it.
    """
    words, grammar = _words(pack), grammar_of(pack)
    reports: dict[int, list[Report]] = {}
    carried: dict[int, tuple[Actor, ...]] = {}
    answers: dict[int, Actor] = {}
    statements: list[Statement] = []
    last: tuple[Actor, ...] = ()
    paragraph, open_quote = -1, False
    for sentence in sentences:
        if sentence.paragraph != paragraph:
            paragraph, open_quote = sentence.paragraph, False
        own = _reports(sentence, text, cast, grammar, words)
        reports[sentence.index] = own
        begins_quoted = open_quote or sentence.tokens[0].text in _QUOTES
        open_quote = _quote_state(sentence, open_quote)
        if own:
            speaker = next((r.speaker for r in own if r.speaker), ())
            last = speaker or last
            statements += [s for r in own for s in _statement(sentence, text, r)]
        answering = cast.answering(sentence.index)
        if answering is not None:
            answers[sentence.index] = answering
        elif own:
            pass
        elif last and (begins_quoted or _indirect(sentence)):
            carried[sentence.index] = last
            kind = "direct" if begins_quoted else "indirect"
            statements.append(
                Statement(
                    last[0], kind, text[sentence.start : sentence.end], sentence.start, sentence.end
                )
            )
        elif not _indirect(sentence) and sentence.paragraph != paragraph:
            last = ()
    return Speech(reports, carried, answers, tuple(statements))


def speaking(
    sentences: Sequence[Sentence], text: str, pack: LanguagePack
) -> Callable[[Cast], Callable[[int, int], Actor | None]]:
    """For a cast, who says a word; nobody where it is the text's own or the speaker unnamed."""

    def of(cast: Cast) -> Callable[[int, int], Actor | None]:
        @cache
        def speech() -> Speech:
            return find_speech(sentences, text, cast, pack)

        def speaker(sentence: int, token: int) -> Actor | None:
            said = speech().speaker(sentence, token)
            return said[0] if said and said[0].code != SOURCE else None

        return speaker

    return of


def source(start: int, end: int, text: str) -> Actor:
    """The unnamed source ("according to diplomats") that the words at `start` stand for."""
    return Actor(SOURCE, "unnamed source", text, start, end, None, None)


def _reports(
    sentence: Sentence, text: str, cast: Cast, grammar: Grammar, words: _Words
) -> list[Report]:
    out: list[Report] = []
    parties = Parties(sentence, cast, grammar)
    for token in sentence.tokens:
        if token.upos in ("VERB", "AUX", "NOUN") and token.lemma.lower() in words.verbs:
            out += _by_verb(sentence, token.index, parties, cast, grammar, words)
        elif token.upos in ("NOUN", "PROPN", "PRON"):
            out += _by_phrase(sentence, token.index, parties, cast, grammar, words)
    return out


def _by_verb(
    sentence: Sentence, verb: int, parties: Parties, cast: Cast, grammar: Grammar, words: _Words
) -> list[Report]:
    token = sentence.tokens[verb]
    covers: set[int] = set()
    for kid in sentence.children[verb]:
        relation = sentence.tokens[kid].relation
        told = (
            relation in (*CLAUSAL, "parataxis")
            or (relation in ("advcl", "acl", "obl") and token.lemma.lower() in words.accusing)
            or (relation == "acl" and token.upos == "NOUN")
        )
        if told:
            covers |= set(sentence.subtree(kid))
        elif relation == "obj" and token.upos == "VERB":
            covers |= {k for k in sentence.subtree(kid) if sentence.tokens[k].upos == "NOUN"}
    accusing = token.lemma.lower() in words.accusing
    inserted = token.head >= 0 and (
        token.relation in ("parataxis", "advcl")
        or (token.relation in ("ccomp", "dep") and not covers)
    )
    clause = any(sentence.tokens[k].relation in CLAUSAL for k in sentence.children[verb])
    if inserted and token.upos == "VERB" and not clause and not accusing:
        host = set(sentence.subtree(token.head)) - set(sentence.subtree(verb))
        covers |= host
    if not covers:
        return []
    subject = (
        subjects(sentence, verb)
        if token.upos == "VERB"
        else (noun_frame(sentence, verb, grammar).get("gen"))
    )
    speaker = _speaker(sentence, subject, verb, parties, words, grammar)
    return [Report(verb, speaker, frozenset(covers), token.lemma, accusing)]


def _by_phrase(
    sentence: Sentence, noun: int, parties: Parties, cast: Cast, grammar: Grammar, words: _Words
) -> list[Report]:
    word = preposition(sentence, noun, grammar)
    if word is None or word not in words.prepositions:
        return []
    token = sentence.tokens[noun]
    sourced = token.lemma.lower() in words.nouns or any(
        token.lemma.lower().endswith(n) for n in words.nouns if len(n) > 5
    )
    if word not in words.bare and not sourced:
        return []
    head = clause_head(sentence, noun)
    covers = set(sentence.subtree(head)) - set(sentence.subtree(noun))
    if sourced:
        frame = noun_frame(sentence, noun, grammar)
        speaker: tuple[Actor, ...] = ()
        for slot in ("gen", *sorted(words.from_place), *sorted(grammar.genitives)):
            speaker = _speaker(sentence, frame.get(slot), noun, parties, words, grammar)
            if speaker:
                break
        if not speaker:
            adjective = cast.adjective(sentence.index, noun)
            speaker = (adjective,) if adjective else ()
        if not speaker:
            speaker = (source(token.start, token.end, token.text),)
    else:
        speaker = _speaker(sentence, (noun,), noun, parties, words, grammar)
    return [Report(noun, speaker, frozenset(covers), f"{word} {token.lemma}")]


def _speaker(
    sentence: Sentence,
    tokens: tuple[int, ...],
    verb: int,
    parties: Parties,
    words: _Words,
    grammar: Grammar,
) -> tuple[Actor, ...]:
    for k in tokens:
        token = sentence.tokens[k]
        lemma = token.lemma.lower()
        unnamed = lemma in words.anonymous or any(
            lemma.endswith(a) for a in words.anonymous if len(a) > 4
        )
        if unnamed and not sentence.kids(k, "amod", "nmod", "compound", "acl"):
            return (source(token.start, token.end, token.text),)
        found = parties.phrase(k)
        if found:
            return found
        if unnamed:
            return (source(token.start, token.end, token.text),)
    for kid in sentence.kids(verb, "obl", "nmod"):
        token = sentence.tokens[kid]
        word = preposition(sentence, kid, grammar)
        lemma = token.lemma.lower()
        if word in words.from_place and any(lemma.endswith(a) for a in words.anonymous):
            return (source(token.start, token.end, token.text),)
    return ()


def _indirect(sentence: Sentence) -> bool:
    """Whether the main clause stands in the present subjunctive (indirect speech)."""
    roots = [t for t in sentence.tokens if t.relation == "root"]
    for root in roots:
        holders = [root, *(sentence.tokens[k] for k in sentence.kids(root.index, "aux", "cop"))]
        if any(t.morph.get("Mood") == "Sub" and t.morph.get("Tense") == "Pres" for t in holders):
            return True
    return False


def _quote_state(sentence: Sentence, state: bool) -> bool:
    for token in sentence.tokens:
        if token.text in ("„", "«", "»"):
            state = token.text == "„" or not state
        elif token.text in ("“", "”"):
            state = token.text == "“" and not state
        elif token.text == '"':
            state = not state
    return state


def _statement(sentence: Sentence, text: str, report: Report) -> list[Statement]:
    if not report.speaker or not report.covers or report.accusing:
        return []
    within = [
        k
        for k in sorted(report.covers)
        if sentence.tokens[k].upos != "PUNCT" or sentence.tokens[k].text in _QUOTES
    ]
    if not within:
        return []
    first, last = sentence.tokens[within[0]], sentence.tokens[within[-1]]
    start, end = first.start, last.end
    quoted = any(sentence.tokens[k].text in _QUOTES for k in report.covers)
    return [
        Statement(
            report.speaker[0], "direct" if quoted else "indirect", text[start:end], start, end
        )
    ]
