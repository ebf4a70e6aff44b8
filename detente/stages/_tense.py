"""The tense of the clause that a stretch of text stands in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence

from detente.resources import LanguagePack
from detente.stages._tree import clause_head, climb
from detente.types import Sentence, Token


def tense_of(sentences: Sequence[Sentence], pack: LanguagePack) -> Callable[[int, int], str | None]:
    """A function from (start, end) to "past", "future" or None where the clause does not tell."""
    starts = [s.start for s in sentences]
    status = pack.status
    ahead = {str(w).lower() for key in ("future_aux", "future_modals") for w in status[key]}
    ahead |= {str(w).lower() for w in status["hypothetical_forms"]}
    matrix = status.get("matrix") or {}
    planned = {str(w).lower() for k in ("future", "hypothetical") for w in matrix.get(k) or ()}
    perfect = {str(w).lower() for w in status["perfect_infinitives"]}

    def tense(start: int, end: int) -> str | None:
        at = bisect_right(starts, start) - 1
        if at < 0 or sentences[at].end < end:
            return None
        sentence = sentences[at]
        inside = [t.index for t in sentence.tokens if t.start < end and start < t.end]
        return _clause_tense(sentence, _clause(sentence, inside[0])) if inside else None

    def _clause_tense(sentence: Sentence, head: int) -> str | None:
        for _ in range(4):
            holders = [head, *_auxiliaries(sentence, head)]
            tokens = [sentence.tokens[k] for k in holders]
            words = {t.text.lower() for t in tokens[1:]} | {t.lemma.lower() for t in tokens[1:]}
            if words & ahead and not sentence.kids(head, "aux:pass"):
                return "future"
            if words & ahead and any(t.lemma.lower() in ahead for t in tokens[1:]):
                passive = [sentence.tokens[k] for k in sentence.kids(head, "aux:pass")]
                if any(t.morph.get("VerbForm") == "Inf" for t in passive):
                    return "future"
            if any(t.morph.get("Tense") == "Past" and _finite(t) for t in tokens):
                return "past"
            if words & perfect:
                return "past"
            modal = any(
                t.upos == "AUX" and t.relation == "aux" and t.morph.get("Tense") == "Pres"
                for t in tokens[1:]
            )
            if modal and tokens[0].morph.get("VerbForm") == "Inf":
                return "future"
            governor = sentence.tokens[head].head
            infinite = governor >= 0 and sentence.tokens[head].morph.get("VerbForm") == "Inf"
            if infinite and sentence.tokens[governor].lemma.lower() in planned:
                return "future"
            finite = any(t.morph.get("VerbForm") == "Fin" for t in tokens)
            if finite or sentence.tokens[head].head < 0:
                return None
            head = clause_head(sentence, sentence.tokens[head].head)
        return None

    return tense


def _clause(sentence: Sentence, index: int) -> int:
    """The predicate of the clause of a word, a relative clause taken for an apposition too."""
    head = clause_head(sentence, index)
    for step in climb(sentence, index):
        if step.token == head:
            break
        token = sentence.tokens[step.token]
        if token.upos == "VERB" and token.relation == "appos":
            return step.token
    return head


def _auxiliaries(sentence: Sentence, head: int) -> tuple[int, ...]:
    """The auxiliaries of a verb; a participle may share that of the last verb beside it
    ("besucht und Hilfe versprochen hatte").
    """
    own = sentence.kids(head, "aux", "cop")
    beside = [k for k in sentence.kids(head, "conj") if not sentence.kids(k, "nsubj", "nsubj:pass")]
    if own or not beside or sentence.tokens[head].morph.get("VerbForm") != "Part":
        return own
    return sentence.kids(beside[-1], "aux")


def _finite(token: Token) -> bool:
    """Whether a verb that has a tense is finite, also where the model leaves that out."""
    return token.morph.get("VerbForm") in ("Fin", None)


def aside_of(sentences: Sequence[Sentence]) -> Callable[[int, int], bool]:
    """A function from (start, end) to whether a stretch of text stands in a clause about a noun
    ("the men who shot four Kurds in 1992").
    """
    starts = [s.start for s in sentences]

    def aside(start: int, end: int) -> bool:
        at = bisect_right(starts, start) - 1
        if at < 0 or sentences[at].end < end:
            return False
        sentence = sentences[at]
        inside = [t.index for t in sentence.tokens if t.start < end and start < t.end]
        steps = climb(sentence, inside[0]) if inside else ()
        return any(s.relation in ("acl:relcl", "acl") for s in steps)

    return aside
