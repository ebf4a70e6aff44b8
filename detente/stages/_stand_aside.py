"""How a relation stood before it moved, told aside: between commas behind its noun, or the names
of its parties ("ties, cordial for decades, are cooling")."""

from __future__ import annotations

from dataclasses import dataclass

from detente.stages._stand_words import Lexicon, entry, known
from detente.types import Sentence

_TELLING = ("NOUN", "ADJ", "ADV", "VERB", "PROPN")
_CLAUSE = ("nsubj", "nsubj:pass", "csubj", "mark")


@dataclass(frozen=True, slots=True)
class Aside:
    """The tone that is told, whether it is enmity, and the word that tells it."""

    tone: str
    bitter: bool
    word: int


def aside(sentence: Sentence, noun: int, predicate: int, lexicon: Lexicon) -> Aside | None:
    """What is told aside of a noun before its predicate; None where nothing is."""
    tokens = sentence.tokens
    commas = [t.index for t in tokens if t.text == "," and noun < t.index < predicate]
    for first, last in zip(commas, commas[1:], strict=False):
        inside = tokens[first + 1 : last]
        if any(t.relation in _CLAUSE for t in inside):
            continue
        for token in inside:
            found = _tone(sentence, token.index, lexicon) if token.upos in _TELLING else None
            if found and token.index not in lexicon.void:
                return Aside(found, _bitter(sentence, token.index, lexicon), token.index)
    return None


def _tone(sentence: Sentence, word: int, lexicon: Lexicon) -> str | None:
    """The tone of a describing word, of a role or of a noun for a relation, unless denied."""
    tokens = sentence.tokens
    near = {tokens[k].text.lower() for k in sentence.kids(word, "advmod")}
    near |= {tokens[word - 1].text.lower()}
    if near & (lexicon["never"] | lexicon["negators"]):
        return None
    judged = entry(tokens[word], lexicon.roles) or entry(tokens[word], lexicon.nouns)
    return judged[0] if judged else lexicon.described(tokens[word])


def _bitter(sentence: Sentence, word: int, lexicon: Lexicon) -> bool:
    words = (word, *sentence.kids(word, "amod"))
    return any(known(sentence.tokens[k], lexicon["bitter"]) for k in words)
