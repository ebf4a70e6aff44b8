"""The words by which a language says how two parties stand (`assessments.yaml`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Generic, TypeVar

from detente.resources import LanguagePack
from detente.types import Sentence, Token

T = TypeVar("T")
Judged = tuple[str, str | None]  # tone, trend
Phrase = tuple[tuple[str, ...], ...]  # parts, each of adjacent words

WORSE: Judged = ("hostile", "worsening")
BETTER: Judged = ("friendly", "improving")
EASED: Judged = ("neutral", "improving")
FRIENDLY: Judged = ("friendly", None)
HOSTILE: Judged = ("hostile", None)
SHIFTS = (WORSE, BETTER, EASED)  # judgements of what moves, whatever it was

_APART, _AFTER = 8, 5  # words between "neither" and "nor", and after that
_HYPHEN = "-"
_SETS = (
    "relations", "weak", "explicit", "both", "so", "never", "stable", "since", "between", "with",
    "away", "once", "becoming", "negators", "acts", "elsewhere", "links", "measures", "barred",
    "lasting", "over", "ended", "ending", "strange", "views",
    "between_only", "bitter", "neither", "nor", "either", "doubted",
    "neighbours", "gone", "amity", "ruined", "existing",
    "impersonal", "again", "definite", "unchanged", "beside", "arising", "feeling",
    "turning", "during", "ages", "from", "to", "footing", "upon", "more", "less", "no_longer",
    "plain", "two",
)  # fmt: skip


class Phrases(Generic[T]):
    """Phrases with what each says, found by their first words."""

    def __init__(self, rows: Iterable[tuple[Phrase, T]]) -> None:
        self._by_word: dict[str, list[tuple[int, Phrase, T]]] = {}
        for number, (phrase, value) in enumerate(rows):
            self._by_word.setdefault(phrase[0][0], []).append((number, phrase, value))

    def possible(self, sentence: Sentence) -> list[tuple[Phrase, T]]:
        """Those of whose parts all first words are in a sentence, in the order of the table: most
        have none of them there."""
        words = {w for t in sentence.tokens for w in (t.text.lower(), t.lemma.lower())}
        rows = [row for word in words for row in self._by_word.get(word, ())]
        rows = [row for row in rows if all(part[0] in words for part in row[1])]
        return [(phrase, value) for _, phrase, value in sorted(rows, key=lambda row: row[0])]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Nouns, roles, describing words, verbs and phrases, all in lower case."""

    nouns: Mapping[str, Judged]
    turns: Mapping[str, Judged]
    roles: Mapping[str, Judged]
    party_verbs: Mapping[str, Judged]
    descriptors: Mapping[str, str]
    comparatives: Mapping[str, Judged]
    superlatives: Mapping[str, Judged]
    verbs: Mapping[str, frozenset[str]]
    phrases: Phrases[Judged]
    states: Phrases[Judged]
    steady: Phrases[None]
    flips: tuple[Phrase, ...]  # words before a describing one that turn it round (anything but)
    prefixes: Mapping[str, str]
    manner: Mapping[str, tuple[frozenset[str], ...]]  # verbs of dealing, the words that go along
    manners: Mapping[str, str]  # adverbs of verbs of dealing with somebody
    mutual: Mapping[str, str]  # adjectives of parties that are so towards each other
    sets: Mapping[str, frozenset[str]]
    void: frozenset[int] = frozenset()  # words of a sentence of which none holds

    def __getitem__(self, name: str) -> frozenset[str]:
        return self.sets[name]

    def described(self, token: Token) -> str | None:
        """Tone of a describing word, by its form, lemma or form without ending; neutral for one
        of two that do not hold."""
        tone = self._described(token)
        return "neutral" if tone and token.index in self.void else tone

    def _described(self, token: Token) -> str | None:
        form = token.text.lower()
        if token.upos not in ("ADJ", "ADV", "VERB") and not token.text.islower():
            return None
        words = [form, form[:-1], form[:-2]]
        if token.upos != "VERB":
            words.insert(1, token.lemma.lower())
        return next((d for f in words if (d := self.descriptors.get(f))), None)


@cache
def lexicon_of(pack: LanguagePack) -> Lexicon:
    """The lexicon of a language pack."""
    raw: Mapping[str, Any] = pack.assessments

    def low(values: Iterable[object] | None) -> frozenset[str]:
        return frozenset(str(v).lower() for v in values or ())

    def groups(key: str) -> dict[str, frozenset[str]]:
        return {str(k): low(v) for k, v in (raw.get(key) or {}).items()}

    def judged(key: str) -> dict[str, Judged]:
        rows = (raw.get(key) or {}).items()
        return {str(k).lower(): (str(v[0]), str(v[1]) if v[1] else None) for k, v in rows}

    def phrases(key: str) -> Phrases[Judged]:
        return Phrases((_phrase(k), v) for k, v in judged(key).items())

    def tones(key: str) -> dict[str, str]:
        return {w: tone for tone, ws in groups(key).items() for w in sorted(ws)}

    moves = {"improving": BETTER, "worsening": WORSE, "easing": EASED}

    def degrees(key: str) -> dict[str, Judged]:
        return {w: moves[trend] for trend, ws in groups(key).items() for w in sorted(ws)}

    return Lexicon(
        judged("nouns"),
        judged("turns"),
        judged("roles"),
        judged("party_verbs"),
        tones("descriptors"),
        degrees("comparatives"),
        degrees("superlatives"),
        groups("verbs"),
        phrases("phrases"),
        phrases("states"),
        Phrases((_phrase(p), None) for p in sorted(low(raw.get("steady")))),
        tuple(_phrase(p) for p in sorted(low(raw.get("flips")))),
        {str(k).lower(): str(v) for k, v in (raw.get("prefixes") or {}).items()},
        _along(low(raw.get("manner"))),
        tones("manners"),
        tones("mutual"),
        {key: low(raw.get(key)) for key in _SETS},
    )


def whole(sentence: Sentence, lexicon: Lexicon) -> Sentence:
    """The sentence with describing words of several parts, which have a token for each, as one
    word where the tree hangs them up (matter-of-fact)."""
    tokens = sentence.tokens
    if not any(t.text == _HYPHEN for t in tokens):
        return sentence
    out, first = list(tokens), 0
    for last in range(len(tokens)):
        after = tokens[last + 1] if last + 1 < len(tokens) else None
        tied = after is not None and after.start == tokens[last].end
        if after and tied and _HYPHEN in (after.text, tokens[last].text):
            continue
        text = "".join(t.text for t in tokens[first : last + 1]).lower()
        if last > first and text in lexicon.descriptors:
            top = next((t for t in tokens[first : last + 1] if not first <= t.head <= last), None)
            if top is not None:
                start, end = tokens[first].start, tokens[last].end
                read = replace(top, start=start, end=end, text=text, lemma=text, upos="ADJ")
                out[top.index] = read
        first = last + 1
    return replace(sentence, tokens=tuple(out))


def toned(sentence: Sentence, index: int, lexicon: Lexicon) -> str | None:
    """The tone of a describing word; what is cool but correct is neither warm nor hostile."""
    token = sentence.tokens[index]
    tone = lexicon.described(token)
    if tone in (None, "neutral"):
        return tone
    if flipped(sentence, index, lexicon):
        return "hostile" if tone == "friendly" else "neutral"
    beside = list(sentence.kids(index, "conj"))
    if token.relation in ("conj", "amod") and token.head >= 0:
        beside += [token.head, *sentence.kids(token.head, "conj", "amod")]
    others = (sentence.tokens[k] for k in beside if k != index)
    return "neutral" if any(lexicon.described(t) == "neutral" for t in others) else tone


def toned_word(sentence: Sentence, index: int, lexicon: Lexicon) -> str | None:
    """The tone of a role, of a noun for a relation or of a describing word."""
    token = sentence.tokens[index]
    judged = entry(token, lexicon.roles) or entry(token, lexicon.nouns)
    return judged[0] if judged else toned(sentence, index, lexicon)


def flipped(sentence: Sentence, index: int, lexicon: Lexicon) -> bool:
    """Whether the words before one turn it round (anything but easy)."""
    return any(
        starts(sentence, at, part)
        for (part,) in lexicon.flips
        for at in range(max(0, index - len(part) - 1), index - len(part) + 1)
    )


def neither(sentence: Sentence, lexicon: Lexicon) -> frozenset[int]:
    """The words with a tone after "neither" and "nor" (neither friends nor foes), else none."""
    tokens = sentence.tokens
    first = next((t.index for t in tokens if t.text.lower() in lexicon["neither"]), None)
    if first is None:
        return frozenset()
    inner = range(first + 1, min(first + 1 + _APART, len(tokens)))
    second = next((k for k in inner if tokens[k].text.lower() in lexicon["nor"]), None)
    if second is None:
        return frozenset()
    parts = (range(first + 1, second), range(second + 1, min(second + _AFTER, len(tokens))))
    toned = [[k for k in part if _toned(tokens[k], lexicon)] for part in parts]
    return frozenset(k for part in toned for k in part) if all(toned) else frozenset()


def _toned(token: Token, lexicon: Lexicon) -> bool:
    found = lexicon.described(token) or entry(token, lexicon.roles) or entry(token, lexicon.nouns)
    return bool(found) or bool(known(token, lexicon["either"]))


def _along(entries: Iterable[str]) -> dict[str, tuple[frozenset[str], ...]]:
    """The first words of phrases, each with the other words of those that it begins."""
    found: dict[str, list[frozenset[str]]] = {}
    for first, *rest in (entry.split() for entry in sorted(entries)):
        found.setdefault(first, []).append(frozenset(rest))
    return {first: tuple(rests) for first, rests in found.items()}


def _phrase(text: str) -> Phrase:
    return tuple(tuple(part.split()) for part in text.split(" + "))


def find_phrase(sentence: Sentence, phrase: Phrase, reach: int = 14) -> frozenset[int]:
    """Tokens of a phrase: all its parts, in any order but near each other; else none."""
    found: set[int] = set()
    for part in phrase:
        at = next((k for k in range(len(sentence.tokens)) if starts(sentence, k, part)), None)
        if at is None:
            return frozenset()
        found |= set(range(at, at + len(part)))
    return frozenset(found) if max(found) - min(found) <= reach else frozenset()


def forms(token: Token) -> set[str]:
    """Lemma and form of a word, of an adjective also without its ending."""
    form = token.text.lower()
    bare = {form[:-1], form[:-2]} if token.upos in ("ADJ", "ADV") else set()
    return {form, token.lemma.lower()} | bare


def starts(sentence: Sentence, at: int, part: tuple[str, ...]) -> bool:
    """Whether some words, or forms of them, stand at a token."""
    tokens = sentence.tokens
    if at + len(part) > len(tokens):
        return False
    for k, word in enumerate(part, at):  # a plain loop: it is asked of each word of each text
        token = tokens[k]
        if word != token.text.lower() and word != token.lemma.lower():
            return False
    return True


def entry(token: Token, table: Mapping[str, Judged]) -> Judged | None:
    """The entry of a table for a noun or for the end of a compound."""
    word = known(token, table)
    return table[word] if word else None


def known(token: Token, table: Mapping[str, Judged] | frozenset[str]) -> str | None:
    """The word of a table that a noun is, or that a compound ends in (at least five letters)."""
    lemma, form = token.lemma.lower(), token.text.lower()
    for word in (lemma, form, form[:-1]):
        if word in table:
            return word
    for word in (lemma, form):
        for cut in range(2, len(word) - 4):
            if word[cut:] in table:
                return word[cut:]
    return None


def bitter(sentence: Sentence, noun: int, lexicon: Lexicon) -> bool:
    """Whether a noun, or what describes it, tells enmity, not just tension."""
    words = (noun, *sentence.kids(noun, "amod", "acl", "compound"))
    return any(known(sentence.tokens[k], lexicon["bitter"]) for k in words)
