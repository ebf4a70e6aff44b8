"""How a relation stood before it moved, told aside: between commas behind its noun, or the names
of its parties ("ties, cordial for decades, are cooling")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from detente.stages._stand_words import Lexicon, bitter, entry, known
from detente.types import Sentence, Token

_TELLING = ("NOUN", "ADJ", "ADV", "VERB", "PROPN")
_NEAR = 4  # words at most between what stands first and the noun that it tells of
_CLAUSE = ("nsubj", "nsubj:pass", "csubj")


@dataclass(frozen=True, slots=True)
class Aside:
    """The tone that is told, whether it is enmity, and the word that tells it."""

    tone: str
    bitter: bool
    word: int


def aside(sentence: Sentence, noun: int, predicate: int, lexicon: Lexicon) -> Aside | None:
    """What is told aside of a noun: before its predicate, or at the beginning of the sentence (once
    bitter, relations are warming); None where nothing is."""
    for inside in _places(sentence, noun, predicate, lexicon):
        for token in inside:
            found = _tone(sentence, token.index, lexicon) if token.upos in _TELLING else None
            if found and token.index not in lexicon.void:
                return Aside(found, bitter(sentence, token.index, lexicon), token.index)
    return None


def among_them(sentence: Sentence, noun: int, lexicon: Lexicon) -> Aside | None:
    """What those are to each other whose relation a noun tells (ties between the two old friends),
    unless a body makes them so (the NATO allies)."""
    for kid in sentence.kids(noun, "nmod"):
        word = sentence.tokens[kid]
        judged = entry(word, lexicon.roles) if word.upos == "NOUN" else None
        formal = "-" in word.text or bool(sentence.kids(kid, "compound"))
        once = any(
            sentence.tokens[k].text.lower() in lexicon["once"] for k in sentence.kids(kid, "amod")
        )
        if judged and not formal and not once and not known(word, lexicon["neighbours"]):
            return Aside(judged[0], bitter(sentence, kid, lexicon), kid)
    return None


def _places(
    sentence: Sentence, noun: int, predicate: int, lexicon: Lexicon
) -> list[Sequence[Token]]:
    """The words between commas behind a noun, those at the beginning of the sentence before it,
    those of a clause that says what it was."""
    tokens = sentence.tokens
    commas = [t.index for t in tokens if t.text == "," and noun < t.index < predicate]
    found = [tokens[a + 1 : b] for a, b in pairwise(commas)]
    first = next((t.index for t in tokens if t.text == ","), 0)
    if 0 < first < noun and noun - first <= _NEAR:
        found.append(tokens[:first])
    out: list[Sequence[Token]] = [
        inside
        for inside in found
        if not any(t.relation in _CLAUSE or t.upos == "AUX" for t in inside)
    ]
    for clause in sentence.kids(noun, "acl:relcl"):
        if sentence.kids(clause, "cop") and clause != predicate:
            out.append((tokens[clause],))
    return out


def _tone(sentence: Sentence, word: int, lexicon: Lexicon) -> str | None:
    """The tone of a describing word, of a role or of a noun for a relation; what was never warm is
    cool."""
    tokens = sentence.tokens
    near = {tokens[k].text.lower() for k in sentence.kids(word, "advmod")}
    near |= {tokens[word - 1].text.lower()} if word else set()
    judged = entry(tokens[word], lexicon.roles) or entry(tokens[word], lexicon.nouns)
    tone = judged[0] if judged else lexicon.described(tokens[word])
    if near & (lexicon["never"] | lexicon["negators"]):
        return "hostile" if tone == "friendly" else None
    return tone
