"""The annotated corpus as training data: labels of words, and arcs from events to their parties.

Sentences and words are those that the program reads (`detente.stages.syntax`), and a span stands
for the head of its tree. An event is a label at its trigger; an arc of a role leads from there to
the word that carries the party, the time or the place, or to column 0 where that is told in
another sentence or nowhere.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from detente.codebook import load_codebook
from detente.resources import load_pack
from detente.stages.paragraphs import split_paragraphs
from detente.stages.syntax import Raw, segment

MODES = {name: tuple(kind.modes) for name, kind in load_codebook("en").types.items()}
TYPES = ("-", *MODES)
MODE_NAMES = ("-", *sorted({m for modes in MODES.values() for m in modes}))
AUX = ("future", "historical", "hypothetical", "negation")
TONES = ("-", "friendly", "hostile", "neutral")
TRENDS = ("-", "improving", "worsening", "stable")
ROLES = ("actor", "recipient", "time", "place", "speaker", "side")
SECTORS = (
    *("GOV", "LEG", "JUD", "MIL", "COP", "SPY", "OPP", "PTY", "REB", "CVL", "LAB", "EDU"),
    *("MED", "REL", "BUS", "REF", "CRM", "ELI", "NGO", "UNK", "IGO", "REG", "MNC"),
)
LABELS = {
    "types": TYPES,
    "modes": MODE_NAMES,
    "aux": AUX,
    "tones": TONES,
    "trends": TRENDS,
    "sectors": SECTORS,
    "acting": (*SECTORS, "-"),
    "affected": (*SECTORS, "-"),
}  # label sets of a word, in the order of their scores
ALONE = ("aux", "acting", "affected")  # sets whose labels do not exclude each other
IGNORE = -100


@dataclass
class Labelled:
    """A sentence of the corpus: its words and what the heads should say of them.

    `sides` are the labels of "acting" and then "affected" of a trigger: the kinds of its parties,
    wherever they are told, "-" for nobody. `arcs` are (trigger, role, column): words count from 0,
    columns from 1, 0 is elsewhere.
    """

    words: tuple[str, ...]
    types: list[int]
    modes: list[int]
    aux: list[list[int] | None]
    tones: list[int]
    trends: list[int]
    sectors: list[int]
    sides: list[list[int] | None]
    arcs: list[tuple[int, int, int]] = field(default_factory=list)


def documents(
    folder: Path,
    part: str,
    *,
    languages: Sequence[str] = ("de", "en"),
    share: float = 1.0,
    apart: str = "",
    only: bool = False,
) -> list[dict[str, Any]]:
    """The documents of a part of the corpus; `share` of them, whole stories, chosen by a seed.

    `apart` are ranges of ids ("d7468-d7545,e7546-e7655") that are left out or, if `only`, alone
    returned: texts that no head learns are what the small models are fitted to most firmly.
    """
    found = []
    for language in languages:
        for path in sorted((folder / language).glob(f"{part}*.jsonl")):
            lines = path.read_text(encoding="utf-8").splitlines()
            found += [json.loads(line) for line in lines]
    stories = sorted({d["story"] for d in found})
    random.Random(7).shuffle(stories)
    kept = set(stories[: round(len(stories) * share)])
    ranges = [r.split("-") for r in apart.split(",") if r]
    within = lambda name: any(low <= name <= high for low, high in ranges)  # noqa: E731
    return [d for d in found if d["story"] in kept and within(d["id"]) == only]


@dataclass
class Tree:
    """A sentence as it is cut, and the head of each word (-1: root)."""

    raw: Raw
    heads: list[int]

    def depth(self, index: int) -> int:
        """Steps from a word to the root."""
        steps = 0
        while self.heads[index] >= 0 and steps < len(self.heads):
            index, steps = self.heads[index], steps + 1
        return steps


def labelled(
    docs: Iterable[dict[str, Any]], parse: Callable[[list[tuple[str, ...]]], list[list[int]]]
) -> list[Labelled]:
    """The sentences of the documents with their labels; `parse` gives heads from words."""
    known = list(docs)
    raws = []
    for doc in known:
        raws.append(segment(doc["text"], split_paragraphs(doc["text"]), load_pack(doc["lang"])))
    heads = iter(parse([raw.words for own in raws for raw in own]))
    out: list[Labelled] = []
    for doc, own in zip(known, raws, strict=True):
        trees = [Tree(raw, next(heads)) for raw in own]
        rows = [_empty(raw) for raw in own]
        taken: set[tuple[int, int]] = set()
        for event in doc["events"]:
            _event(event, trees, rows, taken)
        for item in doc["assessments"]:
            _assessment(item, trees, rows)
        out += rows
    return out


def _empty(raw: Raw) -> Labelled:
    n = len(raw.words)
    none = [None] * n
    return Labelled(raw.words, [0] * n, [0] * n, none, [0] * n, [0] * n, [IGNORE] * n, [None] * n)


def find(trees: Sequence[Tree], span: Sequence[int]) -> tuple[int, list[int]]:
    """Sentence and words of a span, the highest in the tree first; (-1, []) where it has none."""
    start, end = span
    for number, tree in enumerate(trees):
        inside = [
            i
            for i, (a, b) in enumerate(tree.raw.spans)
            if a < end and b > start and any(c.isalnum() for c in tree.raw.words[i])
        ]
        if inside:
            return number, sorted(inside, key=lambda i: (tree.depth(i), i))
    return -1, []


def _event(
    event: dict[str, Any],
    trees: Sequence[Tree],
    rows: list[Labelled],
    taken: set[tuple[int, int]],
) -> None:
    number, words = find(trees, event["spans"]["trigger"])
    free = [w for w in words if (number, w) not in taken]
    if not free:
        return
    at = free[0]
    taken.add((number, at))
    row = rows[number]
    row.types[at] = TYPES.index(event["event_type"])
    row.modes[at] = MODE_NAMES.index(event["mode"] or "-")
    row.aux[at] = [int(a in event["aux"]) for a in AUX]
    row.sides[at] = [*_kinds(event["actor"]), *_kinds(event["recipient"])]
    spans = event["spans"]
    for role in ("actor", "recipient"):
        for side in spans[role]:
            _arc(at, role, side["start"], side["end"], number, trees, rows)
            _sector(side, trees, rows)
    if spans["said_by"]:
        said = spans["said_by"]
        _arc(at, "speaker", said["start"], said["end"], number, trees, rows)
        if said["code"] != "SRC":
            _sector(said, trees, rows)
    for role, key in (("time", "date"), ("place", "location")):
        if spans[key]:
            _arc(at, role, *spans[key], number, trees, rows)


def _kinds(codes: Sequence[str]) -> list[int]:
    known = {_kind(code) for code in codes} or {"-"}
    return [int(label in known) for label in LABELS["acting"]]


def _kind(code: str) -> str:
    kind, _, tail = code.partition(":")
    return kind if kind in ("IGO", "REG", "MNC", "NGO") else tail


def _arc(
    at: int,
    role: str,
    start: int | None,
    end: int | None,
    number: int,
    trees: Sequence[Tree],
    rows: list[Labelled],
) -> None:
    column = 0
    if start is not None and end is not None:
        where, words = find(trees, (start, end))
        column = words[0] + 1 if where == number and words else 0
    arc = (at, ROLES.index(role), column)
    if arc not in rows[number].arcs:
        rows[number].arcs.append(arc)


def _sector(side: dict[str, Any], trees: Sequence[Tree], rows: list[Labelled]) -> None:
    if side["start"] is None:
        return
    number, words = find(trees, (side["start"], side["end"]))
    sector = _kind(side["code"])
    if words and sector in SECTORS:
        rows[number].sectors[words[0]] = SECTORS.index(sector)


def _assessment(item: dict[str, Any], trees: Sequence[Tree], rows: list[Labelled]) -> None:
    number, words = find(trees, item["spans"]["text"])
    if not words:
        return
    at, row = words[0], rows[number]
    row.tones[at] = TONES.index(item["tone"])
    row.trends[at] = TRENDS.index(item["trend"] or "-")
    for side in ("a", "b"):
        party = item["spans"][side]
        _arc(at, "side", party["start"], party["end"], number, trees, rows)
