"""Lemmas: the lemmatiser's, mended for separable verbs and by a table of exceptions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import simplemma

from detente.resources import LanguagePack
from detente.types import Token

_VERBAL = frozenset({"VERB", "AUX"})
_KEEP = frozenset({"PROPN", "PUNCT", "NUM", "SYM", "X"})


def lemma_of(
    word: str,
    upos: str,
    particles: Sequence[str],
    pack: LanguagePack,
    *,
    sentence_start: bool = False,
) -> str:
    """Lemma of `word`; `particles` are those split off from it, joined to it again."""
    lemma = _lemma(word, upos, pack, sentence_start)
    if upos in _VERBAL:
        for particle in particles:
            low = particle.lower()
            if low in _particles(pack) and not lemma.startswith(low):
                lemma = low + lemma
    return lemma


@lru_cache(maxsize=16)
def _particles(pack: LanguagePack) -> frozenset[str]:
    return frozenset(map(str, pack.tokens["particles"]))


@lru_cache(maxsize=200_000)
def _lemma(word: str, upos: str, pack: LanguagePack, sentence_start: bool) -> str:
    first = upos == "PROPN" and sentence_start and not pack.tokens.get("compounds")
    if first and simplemma.is_known(word.lower(), lang=pack.code):
        return str(simplemma.lemmatize(word.lower(), lang=pack.code))
    if upos in _KEEP or not word[0].isalpha():
        return word
    form = word.lower() if upos not in ("NOUN",) else word
    exception = pack.lemmas.get((form, upos)) or pack.lemmas.get((form, ""))
    if exception:
        return exception
    lemma = str(simplemma.lemmatize(form, lang=pack.code))
    if upos in _VERBAL or upos == "ADJ":
        low = form.lower()
        if lemma == low and upos in _VERBAL and not simplemma.is_known(low, lang=pack.code):
            lemma = _with_particle(low, pack) or lemma
        if upos == "ADJ" and lemma == form.lower():
            lemma = _base(lemma, pack)
        return lemma.lower()
    if upos == "NOUN" and word[0].isupper() and "-" in word:
        head = word.rsplit("-", 1)
        tail = str(simplemma.lemmatize(head[1], lang=pack.code)) if head[1] else ""
        return f"{head[0]}-{tail}" if tail else word
    if upos == "NOUN" and pack.tokens.get("compounds"):
        if lemma == word and not simplemma.is_known(word, lang=pack.code):
            lemma = _compound(word, pack)
        return lemma[:1].upper() + lemma[1:]
    return lemma.lower()


def _with_particle(word: str, pack: LanguagePack) -> str | None:
    """Lemma of a form of a separable verb that the lemmatiser does not know."""
    mark, participle = str(pack.tokens["infinitive_mark"]), str(pack.tokens["participle_mark"])
    for particle in pack.tokens["particles"]:
        if not word.startswith(particle) or len(word) < len(particle) + 4:
            continue
        rest = word[len(particle) :]
        options = [rest]
        if mark and rest.startswith(mark):
            options.insert(0, rest[len(mark) :])
        for option in options:
            known = simplemma.is_known(option, lang=pack.code)
            exception = pack.lemmas.get((option, "VERB"))
            if known or exception:
                base = exception or str(simplemma.lemmatize(option, lang=pack.code)).lower()
                if base != option or option.endswith(("n", participle)):
                    return str(particle) + base
    return None


def verbal_lemma(token: Token, pack: LanguagePack) -> str | None:
    """Infinitive of a participle used as an adjective ("unterzeichnetes": unterzeichnen)."""
    endings = tuple(pack.tokens.get("adjective_endings") or ())
    return _participle(token.text.lower(), endings, pack)


@lru_cache(maxsize=50_000)
def _participle(word: str, endings: tuple[str, ...], pack: LanguagePack) -> str | None:
    marks = tuple(map(str, pack.tokens.get("participle_endings") or ()))
    stems = [word, *(word[: -len(e)] for e in endings if word.endswith(e))]
    for stem in sorted(set(stems), key=len):
        if len(stem) < 4 or not stem.endswith(marks):
            continue
        lemma = _lemma(stem, "VERB", pack, False)
        if lemma != stem and lemma.endswith(tuple(map(str, pack.tokens["infinitive_endings"]))):
            return lemma
    return None


def _compound(word: str, pack: LanguagePack) -> str:
    """Lemma of a compound that the lemmatiser does not know: that of its longest known end."""
    for cut in range(3, len(word) - 3):
        tail = word[cut:].capitalize()
        if simplemma.is_known(tail, lang=pack.code):
            return word[:cut] + str(simplemma.lemmatize(tail, lang=pack.code)).lower()
    return word


def _base(word: str, pack: LanguagePack) -> str:
    """An adjective without its ending, where what is left is a known word."""
    for ending in pack.tokens.get("adjective_endings") or ():
        stem = word[: -len(ending)]
        if word.endswith(ending) and len(stem) > 3 and simplemma.is_known(stem, lang=pack.code):
            return stem
    return word


def warm_lemmas(language: str) -> None:
    """Load the word lists of a language; the first lemma would do it."""
    simplemma.is_known("-", lang=language)
