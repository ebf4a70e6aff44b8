"""Sentences built by hand, so that tests need no model."""

from __future__ import annotations

from detente.types import Actor, Name, Reason, Sentence, Token


def sentence(
    rows: str, *, index: int = 0, paragraph: int = 0, offset: int = 0, persons: str = ""
) -> Sentence:
    """A sentence from lines "text lemma upos head relation [Feature=Value|...]".

    Heads count from 1 as in CoNLL-U, 0 is the root; a lemma "_" is the text itself. A text
    that ends in "~" has no blank after it. `persons` lists names of persons, "|" between them.
    """
    lines = [line.split() for line in rows.strip().splitlines()]
    tokens: list[Token] = []
    at = offset
    for i, (text, lemma, upos, head, relation, *morph) in enumerate(lines):
        glued = text.endswith("~")
        text = text.rstrip("~")
        features = dict(pair.split("=") for pair in morph[0].split("|")) if morph else {}
        lemma = text if lemma == "_" else lemma
        tokens.append(
            Token(i, at, at + len(text), text, lemma, upos, int(head) - 1, relation, features)
        )
        at += len(text) + (not glued)
    children = tuple(tuple(t.index for t in tokens if t.head == parent.index) for parent in tokens)
    names = []
    for person in filter(None, persons.split("|")):
        words = person.split()
        for i in range(len(tokens)):
            if [t.text for t in tokens[i : i + len(words)]] == words:
                names.append(Name(i, i + len(words), "PER"))
    return Sentence(index, paragraph, offset, tokens[-1].end, tuple(tokens), tuple(names), children)


def document(*texts: str, persons: str = "") -> tuple[Sentence, ...]:
    """Several sentences of one paragraph, one after the other."""
    found: list[Sentence] = []
    for i, rows in enumerate(texts):
        offset = found[-1].end + 1 if found else 0
        found.append(sentence(rows, index=i, offset=offset, persons=persons))
    return tuple(found)


def party(code: str, text: str, start: int, rule: str) -> Actor:
    """A party as the text names it."""
    country, sector = code.split(":")
    end = start + len(text)
    return Actor(code, text, text, start, end, sector, country, Reason("actors", rule))
