"""Codebooks: what words mean which event, loaded from YAML and checked.

A codebook is a folder with `ontology.yaml` (types, modes, quad classes, scores, codes) and one
folder a language with entries and word classes, in any number of files. `docs/codebook.md`
describes the format; `load_codebook` checks every key and names the file and entry at fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from detente._deeds import Deed, deed_of
from detente._entries import (
    SUFFIX,
    WHOLE,
    Entry,
    EventType,
    Vocabulary,
    Words,
    entry_of,
    is_compound,
)
from detente._ontology import read_goldstein, read_ontology
from detente._shapes import LIST, MAPPING, WORDS, checked, each, fail, tuple_of
from detente.resources import DATA, load_pack, read_yaml

PLOVER = DATA / "codebooks" / "plover"
_FILE = {"classes": MAPPING, "entries": LIST}
_CONTENT = {"modes": MAPPING, "contexts": MAPPING}


@dataclass(frozen=True)
class Codebook:
    """Ontology and, for one language, entries by predicate and word classes."""

    name: str
    language: str
    types: Mapping[str, EventType]
    content: Mapping[str, tuple[tuple[str, Words], ...]]  # type -> (mode, words of its content)
    contexts: tuple[tuple[str, Words], ...]
    quads: Mapping[int, str]
    entries: tuple[Entry, ...]
    index: Mapping[tuple[str, str], tuple[Entry, ...]]
    classes: Mapping[str, frozenset[str]]
    fold: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    forces: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    compounds: bool = False  # nouns of the language are written together
    whole: tuple[str, ...] = ()  # words that are no compounds of what they end in
    opponents: frozenset[str] = frozenset()
    answered: frozenset[str] = frozenset()
    deeds: tuple[Deed, ...] = ()
    objections: frozenset[str] = frozenset()
    approvals: frozenset[str] = frozenset()
    blame: frozenset[str] = frozenset()
    coups: frozenset[str] = frozenset()
    holds: frozenset[str] = frozenset()
    demands: frozenset[str] = frozenset()
    truces: tuple[str, ...] = ()
    consents: frozenset[str] = frozenset()
    defied: frozenset[str] = frozenset()
    owed: frozenset[str] = frozenset()
    goldstein: dict[str, float] = field(default_factory=dict)  # values by CAMEO code

    @cached_property
    def announcing(self) -> frozenset[str]:
        """Types that stand for acts of other types while those are still to come."""
        return frozenset(t.future["type"] for t in self.types.values() if t.future)

    @cached_property
    def refusals(self) -> Mapping[str, str]:
        """What cooperative types become that somebody says he will not do, by `fold`."""
        kinds = ((t, self.fold.get(t, {}).get("negated_future", "")) for t in self.types)
        return {t: r for t, r in kinds if r in self.types and self.types[t].cooperative}

    def find(self, kind: str, lemma: str) -> tuple[Entry, ...]:
        """Entries for a lemma; a noun is also found by the longest entry that it ends in."""
        low = lemma.lower()
        found = self.index.get((kind, low), ())
        if found or kind != "noun" or not self.compounds:
            return found
        for cut in range(1, len(low) - SUFFIX + 1):
            tail = self.index.get((kind, low[cut:]))
            long = low[cut - 1] == "-" or cut >= 3
            if tail and long and is_compound(low, low[cut:], self.whole):
                return tail
        return ()


def load_codebook(language: str, folder: Path | None = None) -> Codebook:
    """Load and check the codebook in `folder` (ours by default) for one language.

    `folder` may be one YAML file of entries: it then goes with our ontology and word classes.
    CodebookError names the file and the entry at fault.
    """
    return _load(language, PLOVER if folder is None else folder.resolve())


@cache
def _load(language: str, folder: Path) -> Codebook:
    check_there(folder)
    home = folder if (folder / "ontology.yaml").exists() else PLOVER
    types, quads, raw = read_ontology(home)
    table = home / "cameo.tsv"
    goldstein = read_goldstein(table if table.exists() else PLOVER / "cameo.tsv")
    files = _files(folder, language)
    if not files:
        raise fail(
            str(folder),
            f"no entries for language {language!r}: a folder {language}/ with YAML"
            " files is expected",
            "no-codebook",
        )
    parsed = [(path, checked(read_yaml(path), _FILE, str(path))) for path in files]
    classes: dict[str, frozenset[str]] = {}
    shared = [] if home == folder else [(p, read_yaml(p) or {}) for p in _files(home, language)]
    for path, value in (*shared, *parsed):
        for name, members in each(value.get("classes"), WORDS, f"{path}, classes").items():
            known = classes.get(name, frozenset())
            classes[name] = known | {m.lower() for m in tuple_of(members)}
    compounds = bool(load_pack(language).tokens.get("compounds"))
    whole = tuple(sorted(classes.pop(WHOLE, ())))
    vocabulary = Vocabulary(_expand(classes), compounds, whole)
    entries: list[Entry] = []
    for path, value in parsed:
        for item in value.get("entries") or ():
            entries.append(entry_of(item, path.name, vocabulary, types))
    if not entries:
        raise fail(
            ", ".join(map(str, files)),
            "has no entries, so that nothing would be found; write some under the key entries"
            " (docs/codebook.md)",
        )
    index: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        index.setdefault((entry.kind, entry.lemma.lower()), []).append(entry)
    content, contexts = _content(home, language, vocabulary)
    return Codebook(
        str(raw.get("name", folder.stem)),
        language,
        types,
        content,
        contexts,
        quads,
        tuple(entries),
        {k: tuple(v) for k, v in index.items()},
        vocabulary.classes,
        raw.get("fold") or {},
        {str(k): tuple_of(v) for k, v in (raw.get("forces") or {}).items()},
        compounds,
        whole,
        frozenset(tuple_of(raw.get("opponents"))),
        frozenset(tuple_of(raw.get("answered"))),
        tuple(map(deed_of, raw.get("deeds") or ())),
        frozenset(tuple_of(raw.get("objections"))),
        frozenset(tuple_of(raw.get("approvals"))),
        frozenset(tuple_of(raw.get("blame"))),
        frozenset(tuple_of(raw.get("coups"))),
        frozenset(tuple_of(raw.get("holds"))),
        frozenset(tuple_of(raw.get("demands"))),
        tuple(map(str, tuple_of(raw.get("truces")))),
        frozenset(tuple_of(raw.get("consents"))),
        frozenset(tuple_of(raw.get("defied"))),
        frozenset(tuple_of(raw.get("owed"))),
        goldstein,
    )


def check_there(folder: Path) -> None:
    """CodebookError where there is neither file nor folder."""
    if not folder.exists():
        raise fail(
            str(folder),
            "no such file or folder; give a codebook (docs/codebook.md), or none for ours, which"
            f" is {PLOVER}",
            "no-codebook",
        )


def _expand(classes: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Classes may name other classes ("@weapons") among their members."""
    for _ in range(3):
        grown = {}
        for name, members in classes.items():
            inner = [classes.get(m[1:], frozenset()) for m in members if m.startswith("@")]
            grown[name] = frozenset().union(*inner, members)
        classes = grown
    return {n: frozenset(m for m in ms if not m.startswith("@")) for n, ms in classes.items()}


def _files(folder: Path, language: str) -> list[Path]:
    if folder.is_file():
        return [folder]
    inner = folder / language
    return sorted(p for p in inner.glob("*.yaml") if p.name != "content.yaml")


def _content(
    folder: Path, language: str, vocabulary: Vocabulary
) -> tuple[dict[str, tuple[tuple[str, Words], ...]], tuple[tuple[str, Words], ...]]:
    path = folder / language / "content.yaml"
    raw = checked(read_yaml(path) if path.exists() else None, _CONTENT, str(path))
    modes: dict[str, tuple[tuple[str, Words], ...]] = {}
    for names, table in each(raw.get("modes"), MAPPING, f"{path}, modes").items():
        rows = each(table, WORDS, f"{path}, modes of {names}").items()
        for kind in names.split():
            modes[kind] = tuple((mode, vocabulary.words(w, path.name)) for mode, w in rows)
    rows = each(raw.get("contexts"), WORDS, f"{path}, contexts").items()
    return modes, tuple((context, vocabulary.words(w, path.name)) for context, w in rows)


def entry_counts(entries: Iterable[Entry]) -> dict[str, int]:
    """Number of entries by type, sorted by name."""
    counts: dict[str, int] = {}
    for entry in entries:
        counts[entry.event_type] = counts.get(entry.event_type, 0) + 1
    return dict(sorted(counts.items()))
