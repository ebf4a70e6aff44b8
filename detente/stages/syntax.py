"""Words, sentences and their trees, decoded from the encoder's scores."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
import ufal.chu_liu_edmonds as cle
from numpy.typing import NDArray

from detente.encoder import Analysis, Encoder, Labels
from detente.resources import LanguagePack
from detente.stages._lemmas import lemma_of
from detente.stages._mending import Draft, mend
from detente.types import Name, Paragraph, Scores, Sentence, Token

_WORDS = re.compile(
    r"""https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.]+     # addresses
    |(?:[^\W\d_]\.){2,}(?:[^\W\d_](?!\w))?                 # U.S. and the like
    |\d+(?:[.,:/]\d+)+(?:\.(?=\s+\w))?|\d+\.(?=\s|$)|\d+(?:st|nd|rd|th)\b|\d+\w*  # numbers
    |[^\W\d_][\w]*(?:[-‐‑’'][\w]+)*[-‐‑]?\.?               # words, perhaps an abbreviation
    |\.{2,}|[^\w\s]|_+
    """,
    re.VERBOSE,
)
_FINAL = frozenset(".!?…")
_CLOSING = frozenset("“”\"'»«’)]")
_OPENING = frozenset("„“\"'»«‚‘([")
_PAUSES = frozenset(",;:–—-|/•·")
_LONGEST = 200  # words of a sentence: the longest of 39,000 in our corpus has 119
_DATA = re.compile(r"(?<!\S)\S{201,}")  # what is as long as that is no word
_DATELINE = re.compile(
    r"(?P<place>[A-ZÄÖÜÀ-Ý][^\n.!?;:“„\"]{1,60}?)\s*"
    r"(?P<agency>\([^()\n]{2,40}\))?\s*(?P<mark>:|\s[–—-]{1,2}|\.?[–—])\s+(?=[\w„“\"'])"
)


@dataclass(frozen=True, slots=True)
class Raw:
    """A sentence before it is parsed: the spans of its words in the document's text."""

    paragraph: int
    spans: tuple[tuple[int, int], ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Rules:
    abbreviations: frozenset[str]
    contractions: tuple[str, ...]
    ordinal_after: frozenset[str]
    ordinal_before: frozenset[str]
    split_hyphens: bool


@cache
def _rules(pack: LanguagePack) -> _Rules:
    t = pack.tokens
    return _Rules(
        frozenset(str(a).lower() for a in t["abbreviations"]),
        tuple(sorted((str(c) for c in t["contractions"]), key=lambda c: -len(c))),
        frozenset(map(str, t["ordinal_after"])),
        frozenset(map(str, t["ordinal_before"])),
        bool(t.get("split_hyphens")),
    )


def segment(text: str, paragraphs: Sequence[Paragraph], pack: LanguagePack) -> list[Raw]:
    """Sentences of all paragraphs that repeat none, as spans of words; offsets are exact.

    A dateline ("PARIS (AP) -") is a sentence of its own, so that it does not disturb the tree.
    """
    rules = _rules(pack)
    out: list[Raw] = []
    for paragraph in paragraphs:
        if paragraph.repeats is not None:
            continue
        start = paragraph.start
        line = text[start : paragraph.end]
        head = _dateline(line)
        spans: list[tuple[int, int]] = []
        if head:
            cut = [(start + a, start + b) for a, b in _words(line[:head], rules)]
            out.append(Raw(paragraph.index, tuple(cut), tuple(text[a:b] for a, b in cut)))
        spans = [(start + head + a, start + head + b) for a, b in _words(line[head:], rules)]
        words = [text[a:b] for a, b in spans]
        for whole in _sentences(words, rules):
            for first, last in _bounded(words, *whole):
                part = spans[first:last]
                out.append(Raw(paragraph.index, tuple(part), tuple(words[first:last])))
    return out


def _bounded(words: Sequence[str], first: int, last: int) -> Iterator[tuple[int, int]]:
    """A sentence, or the parts of one that goes on and on (a list without full stops), cut behind
    the last comma or the like in reach: what a sentence costs grows with the cube of its words."""
    while last - first > _LONGEST:
        reach = range(first + _LONGEST, first + _LONGEST // 2, -1)
        cut = next((k for k in reach if words[k - 1] in _PAUSES), first + _LONGEST)
        yield first, cut
        first = cut
    yield first, last


def _dateline(line: str) -> int:
    """Length of the dateline at the start of a paragraph, 0 for none."""
    match = _DATELINE.match(line)
    if not match:
        return 0
    place = match["place"]
    letters = [c for c in place if c.isalpha()]
    shouted = len(letters) >= 3 and place.split(",")[0].upper() == place.split(",")[0]
    return match.end() if shouted or match["agency"] else 0


def _words(text: str, rules: _Rules) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    text = _DATA.sub(lambda found: " " * len(found[0]), text)
    for match in _WORDS.finditer(text):
        start, end = match.span()
        word = match.group()
        if word.endswith(".") and len(word) > 1:
            body = word[:-1]
            if body.isdigit():
                ordinal = _ordinal(text, out, end, rules)
                pieces = [(start, end)] if ordinal else [(start, end - 1), (end - 1, end)]
                out += pieces
                continue
            known = body.lower() in rules.abbreviations or ("." in body and len(body) < 12)
            single = len(body) == 1 and body.isupper()
            if not (known or single) and word.strip("."):
                out += _cut(text, start, end - 1, rules)
                out.append((end - 1, end))
                continue
        out += _cut(text, start, end, rules)
    return out


def _ordinal(text: str, before: list[tuple[int, int]], end: int, rules: _Rules) -> bool:
    if not rules.ordinal_after:
        return False
    follows = re.match(r"\s*(\w+)", text[end : end + 40])
    if follows is None:
        return False
    word = follows.group(1)
    previous = text[before[-1][0] : before[-1][1]].lower() if before else ""
    return (
        word.lower() in rules.ordinal_before or word[0].islower() or previous in rules.ordinal_after
    )


def _cut(text: str, start: int, end: int, rules: _Rules) -> list[tuple[int, int]]:
    """Cut contractions ("don't": do, n't) and, where the language does, hyphens."""
    word = text[start:end]
    for ending in rules.contractions:
        if len(word) > len(ending) and word.lower().endswith(ending):
            cut = end - len(ending)
            return [*_cut(text, start, cut, rules), (cut, end)]
    if rules.split_hyphens and "-" in word[1:-1] and not word.startswith(("http", "www")):
        out, at = [], start
        for match in re.finditer("-", word[1:-1]):
            cut = start + 1 + match.start()
            if cut > at:
                out.append((at, cut))
            out.append((cut, cut + 1))
            at = cut + 1
        return [*out, (at, end)]
    if len(word) > 1 and word[-1] in "-‐‑" and rules.split_hyphens:
        return [(start, end - 1), (end - 1, end)]
    return [(start, end)]


def _sentences(words: list[str], rules: _Rules) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    start, at = 0, 0
    while at < len(words):
        last = words[at]
        at += 1
        if last[0] not in _FINAL:
            continue
        while at < len(words) and (words[at][0] in _FINAL or words[at] in _CLOSING):
            if words[at] in _OPENING and _opens(words, start, at):
                break
            at += 1
        following = words[at] if at < len(words) else ""
        begins = following[:1].isupper() or following[:1].isdigit() or following in _OPENING
        if following in {"–", "—", "-"} and at + 1 < len(words):
            begins = words[at + 1][:1].isupper() and last == "."
        if begins or not following:
            out.append((start, at))
            start = at
    if start < len(words):
        out.append((start, len(words)))
    return out


def _opens(words: list[str], start: int, at: int) -> bool:
    """Whether the quotation mark at `at` opens: no open one before it in the sentence."""
    mark = words[at]
    if mark in {")", "]", "”", "’"}:
        return False
    if mark == "“":
        return "„" not in words[start:at]
    if mark in {"»", "«"}:
        pair = {"»", "«"}
        return sum(w in pair for w in words[start:at]) % 2 == 0
    return sum(w == mark for w in words[start:at]) % 2 == 0


def parse(
    raws: Sequence[Raw], analyses: Sequence[Analysis], labels: Labels, pack: LanguagePack
) -> tuple[Sentence, ...]:
    """Sentences with their trees, from the scores of `Encoder.encode` for the same words."""
    return tuple(
        _build(index, raw, analysis, labels, pack)
        for index, (raw, analysis) in enumerate(zip(raws, analyses, strict=True))
    )


def analyse(raws: Sequence[Raw], encoder: Encoder) -> list[Analysis]:
    """Run the encoder over sentences, of one document or of several."""
    return encoder.encode([r.words for r in raws])


def _build(
    index: int, raw: Raw, analysis: Analysis, labels: Labels, pack: LanguagePack
) -> Sentence:
    heads = _tree(analysis.arcs)
    relations = [labels.relations[i] for i in analysis.relations.argmax(1)]
    tags = [labels.tags[i] for i in analysis.tags.argmax(1)]
    morphs: list[dict[str, str]] = [{} for _ in tags]
    at = 0
    for name, values in labels.morph:
        best = analysis.morph[:, at : at + len(values)].argmax(1)
        for row, value in enumerate(best):
            if value:
                morphs[row][name] = values[value]
        at += len(values)
    children: list[list[int]] = [[] for _ in tags]
    for i, head in enumerate(heads):
        if head >= 0:
            children[head].append(i)
            if relations[i] == "root":  # the clause before "he said", or a second sentence
                relations[i] = "ccomp" if i < head else "parataxis"
        else:
            relations[i] = "root"
    tree = Draft(raw.words, heads, relations, children, tags)
    mend(tree, pack)
    tokens = []
    for i, (start, end) in enumerate(raw.spans):
        lemma = lemma_of(raw.words[i], tags[i], tree.particles(i), pack, sentence_start=i == 0)
        tokens.append(
            Token(
                i,
                start,
                end,
                raw.words[i],
                lemma,
                tags[i],
                heads[i],
                relations[i],
                MappingProxyType(morphs[i]),
            )
        )
    start, end = raw.spans[0][0], raw.spans[-1][1]
    names = _names(analysis.names, labels.names)
    kids = tuple(tuple(c) for c in children)
    scores = _scores(analysis, labels)
    return Sentence(index, raw.paragraph, start, end, tuple(tokens), names, kids, scores)


def _scores(analysis: Analysis, labels: Labels) -> Scores:
    """The probabilities of the event heads."""
    sets, at = {}, 0
    for kind, names in labels.kinds:
        raw = analysis.kinds[:, at : at + len(names)]
        at += len(names)
        if kind in labels.alone:
            sets[kind] = _sigmoid(raw)
        else:
            weights = np.exp(raw - raw.max(1, keepdims=True))
            sets[kind] = weights / weights.sum(1, keepdims=True)
    roles = _sigmoid(analysis.roles)
    return Scores(
        sets, dict(labels.kinds), {role: roles[:, i] for i, role in enumerate(labels.roles)}
    )


def _sigmoid(raw: NDArray[np.float32]) -> NDArray[np.float32]:
    odds: NDArray[np.float32] = np.exp(np.clip(raw, -30, 30)).astype(np.float32)
    return odds / (1 + odds)


def _tree(arcs: NDArray[np.float32]) -> list[int]:
    """Heads from 0, -1 for the root: the best tree.

    It has one root, but for one sentence of a hundred whose words choose a single root and form a
    circle: there a second clause may be a tree of its own. One root forced upon these too lost
    five events of the corpus for two.
    """
    best = arcs.argmax(1)
    n = len(best)
    if int((best == 0).sum()) == 1 and _acyclic(best):
        return [int(h) - 1 for h in best]
    scores = np.full((n + 1, n + 1), -1e4, np.float64)
    scores[1:] = arcs
    np.fill_diagonal(scores, -1e4)
    candidates = [i for i in range(n) if best[i] == 0]
    if len(candidates) != 1:
        gap = arcs[:, 0] - np.delete(arcs, 0, 1).max(1) if n > 1 else arcs[:, 0]
        root = int(np.argmax(gap))
        scores[1:, 0] = -1e6
        scores[root + 1, 0] = 1e6
    heads, _ = cle.chu_liu_edmonds(scores)
    return [int(h) - 1 for h in heads[1:]]


def _acyclic(heads: NDArray[np.int64]) -> bool:
    state = [0] * (len(heads) + 1)
    for start in range(1, len(heads) + 1):
        path, at = [], start
        while at and state[at] == 0:
            state[at] = 1
            path.append(at)
            at = int(heads[at - 1])
        if at and state[at] == 1:
            return False
        for node in path:
            state[node] = 2
    return True


def _names(scores: NDArray[np.float32], labels: tuple[str, ...]) -> tuple[Name, ...]:
    out: list[Name] = []
    open_at, kind = None, ""
    for i, label in enumerate([*(labels[b] for b in scores.argmax(1)), "O"]):
        if open_at is not None and label != f"I-{kind}":
            out.append(Name(open_at, i, kind))
            open_at = None
        if label != "O" and open_at is None:
            open_at, kind = i, label[2:]
    return tuple(out)
