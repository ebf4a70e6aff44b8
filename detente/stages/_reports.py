"""Somebody's words in a text: who says what, in which sentences, and where speech goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from detente.resources import LanguagePack
from detente.stages._cast import Cast
from detente.stages._frames import noun_frame, verb_frame
from detente.stages._grammar import CLAUSAL, Grammar, grammar_of, is_passive
from detente.stages._parties import Parties
from detente.stages._sources import SOURCE, Report, Sources, Words, source, words_of
from detente.stages._tree import subjects
from detente.types import Actor, Sentence, Statement, Token

TALK = "printed talk"  # the rule that whoever answers speaks
ON = "speech goes on"  # the rule that a sentence goes on with the speaker before it
VOUCHED = "vouched for behind"  # the rule that the sentence behind tells who says it
_QUOTES = frozenset('„“”"«»')


@dataclass(frozen=True, slots=True)
class Speech:
    """The reports of each sentence, who goes on speaking in sentences without one, and who
    answers in those of a printed talk."""

    reports: Mapping[int, Sequence[Report]]
    carried: Mapping[int, tuple[Actor, ...]]
    answers: Mapping[int, Actor]
    statements: tuple[Statement, ...]
    vouched: frozenset[int] = frozenset()  # those of the carried that a sentence behind tells of

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
            return self.carried[sentence][0], VOUCHED if sentence in self.vouched else ON
        return None


def find_speech(sentences: Sequence[Sentence], text: str, cast: Cast, pack: LanguagePack) -> Speech:
    """All reported speech of a document.

    A sentence in the subjunctive of indirect speech, or inside a quotation, goes on with the
    speaker before it.
    """
    words, grammar = words_of(pack), grammar_of(pack)
    reports: dict[int, list[Report]] = {}
    carried: dict[int, tuple[Actor, ...]] = {}
    answers: dict[int, Actor] = {}
    statements: list[Statement] = []
    last: tuple[Actor, ...] = ()
    vouched: set[int] = set()
    quoted: list[int] = []  # sentences of a quotation that is still open
    paragraph, open_quote = -1, False
    for sentence in sentences:
        opening = sentence.paragraph != paragraph
        if opening:
            paragraph, open_quote = sentence.paragraph, False
        own = _reports(sentence, text, cast, grammar, words)
        reports[sentence.index] = own
        begins_quoted = open_quote or sentence.tokens[0].text in _QUOTES
        if not open_quote:
            quoted = []
        open_quote = _quote_state(sentence, open_quote)
        if own:
            speaker = next((r.speaker for r in own if r.speaker), ())
            last = speaker or last
            statements += [s for r in own for s in _statement(sentence, text, r)]
            carried |= dict.fromkeys(quoted, speaker) if speaker else {}
        before = sentence.index - 1
        bare = not opening and before not in carried and not reports.get(before)
        if bare and (behind := _vouching(sentence, cast, grammar, words)):
            carried[before] = behind
            vouched.add(before)
        going_on = not opening and (before in carried or bool(reports.get(before)))
        answering = cast.answering(sentence.index)
        if answering is not None:
            answers[sentence.index] = answering
        elif own:
            pass
        elif last and (begins_quoted or _indirect(sentence, words, going_on=going_on)):
            carried[sentence.index] = last
            if begins_quoted and open_quote:
                quoted.append(sentence.index)
            kind = "direct" if begins_quoted else "indirect"
            statements.append(
                Statement(
                    last[0], kind, text[sentence.start : sentence.end], sentence.start, sentence.end
                )
            )
    return Speech(reports, carried, answers, tuple(statements), frozenset(vouched))


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


def _reports(
    sentence: Sentence, text: str, cast: Cast, grammar: Grammar, words: Words
) -> list[Report]:
    out: list[Report] = []
    sources = Sources(sentence, Parties(sentence, cast, grammar), cast, grammar, words)
    for token in sentence.tokens:
        found: list[Report | None] = []
        if _of_speech(sentence, token, words):
            found.append(_by_verb(sentence, token.index, sources))
        if token.upos in ("NOUN", "PROPN", "PRON"):
            found.append(sources.phrase(token.index))
        out += [report for report in found if report is not None]
    return out


def _of_speech(sentence: Sentence, token: Token, words: Words) -> bool:
    """Whether a word tells that somebody says something, alone or with a verb under it ("let it
    be known")."""
    lemma = token.lemma.lower()
    if token.upos in ("VERB", "AUX", "NOUN") and lemma in words.verbs:
        return True
    under = words.letting.get(lemma, frozenset()) if token.upos == "VERB" else frozenset()
    inner = sentence.kids(token.index, *CLAUSAL) if under else ()
    return any(sentence.tokens[k].lemma.lower() in under for k in inner)


def _by_verb(sentence: Sentence, verb: int, sources: Sources) -> Report | None:
    token, words = sentence.tokens[verb], sources.words
    accusing = token.lemma.lower() in words.accusing
    covers: set[int] = set()
    for kid in sentence.children[verb]:
        relation = sentence.tokens[kid].relation
        told = (
            relation in (*CLAUSAL, "parataxis")
            or (relation in ("advcl", "acl", "obl") and accusing)
            or (relation == "acl" and token.upos == "NOUN")
        )
        if told and not _beside(sentence, verb, kid, words):
            covers |= set(sentence.subtree(kid))
        elif relation == "obj" and token.upos == "VERB":
            covers |= {k for k in sentence.subtree(kid) if sentence.tokens[k].upos == "NOUN"}
    inserted = token.head >= 0 and (
        token.relation in ("parataxis", "advcl")
        or (token.relation in ("ccomp", "dep") and not covers)
    )
    clause = any(sentence.tokens[k].relation in CLAUSAL for k in sentence.children[verb])
    if token.upos == "VERB" and not clause and not accusing:
        if inserted:
            covers |= set(sentence.subtree(token.head)) - set(sentence.subtree(verb))
        elif token.head < 0:  # a second main clause, after the one that it tells
            covers |= {
                k for t in sentence.tokens[:verb] if t.head < 0 for k in sentence.subtree(t.index)
            }
    if not covers:
        return None
    speaker = _who_says(sentence, verb, sources)
    hearsay = any(a.code == SOURCE and a.start == token.start for a in speaker)
    return Report(verb, speaker, frozenset(covers), token.lemma, accusing, sure=hearsay)


def _vouching(sentence: Sentence, cast: Cast, grammar: Grammar, words: Words) -> tuple[Actor, ...]:
    """Who vouches for the sentence before: a sentence that begins with a word for it ("this was
    confirmed by the army") and tells no words of its own."""
    first = sentence.tokens[0]
    verb = first.head
    if verb < 0 or first.text.lower() not in words.these or sentence.kids(verb, *CLAUSAL):
        return ()
    if sentence.tokens[verb].head >= 0 or sentence.tokens[verb].lemma.lower() not in words.vouching:
        return ()
    sources = Sources(sentence, Parties(sentence, cast, grammar), cast, grammar, words)
    return _who_says(sentence, verb, sources)


def _who_says(sentence: Sentence, verb: int, sources: Sources) -> tuple[Actor, ...]:
    """Who speaks by a verb or noun: its subject, the agent of a passive, whose word it is;
    the source of a passive without an agent is not named."""
    token, grammar = sentence.tokens[verb], sources.grammar
    if token.upos == "NOUN":
        found = sources.speaker(noun_frame(sentence, verb, grammar).get("gen"), verb)
        return found or sources.cast.adjectives(sentence.index, verb)[:1]
    if not is_passive(sentence, verb):
        return sources.speaker(subjects(sentence, verb), verb)
    agents = verb_frame(sentence, verb, grammar)
    for word in sorted(grammar.agents):
        found = sources.speaker(agents.get(word), verb)
        if found:
            return found
    bare = any(sentence.tokens[k].relation == "xcomp" for k in sentence.children[verb])
    return (source(token.start, token.end, token.text),) if bare else ()


def _beside(sentence: Sentence, verb: int, clause: int, words: Words) -> bool:
    """Whether a clause that the tree hangs on a verb of speech is one of its own: joined to it
    by "and", or behind a semicolon without the subjunctive of indirect speech."""
    tokens = sentence.tokens
    if clause < verb:
        last = max(sentence.subtree(clause))
        return any(last < k < verb for k in sentence.kids(verb, "cc"))
    first = min(sentence.subtree(clause))
    apart = any(t.text == ";" for t in tokens[verb:clause] if t.index <= first)
    return apart and not _subjunctive(sentence, clause, words, going_on=True)


def _indirect(sentence: Sentence, words: Words, *, going_on: bool = False) -> bool:
    """Whether the main clause stands in the subjunctive of indirect speech."""
    return any(
        _subjunctive(sentence, t.index, words, going_on=going_on)
        for t in sentence.tokens
        if t.relation == "root"
    )


def _subjunctive(sentence: Sentence, verb: int, words: Words, *, going_on: bool = False) -> bool:
    """Whether a predicate stands in the present subjunctive, by its features or by a form of
    the third person that is an infinitive without its ending; where speech is `going_on`, the
    past of a plural stands for it.
    """
    holders = [verb, *sentence.kids(verb, "aux", "aux:pass", "cop")]
    for token in (sentence.tokens[k] for k in holders):
        morph = token.morph
        form, present = token.text.lower(), morph.get("Tense") == "Pres"
        past = going_on and not present and morph.get("Number") == "Plur"
        if morph.get("Mood") == "Sub" and (past or (present and form != token.lemma)):
            return True
        third = morph.get("Person") == "3" and present
        if third and words.infinitive and form + words.infinitive == token.lemma:
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
