"""Codebooks: what words mean which event, loaded from YAML and checked.

A codebook is a folder with `ontology.yaml` (types, modes, quad classes, scores, codes) and one
folder a language with entries and word classes, in any number of files. `docs/codebook.md`
describes the format; `load_codebook` checks every key and names the file and entry at fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from detente._deeds import Deed, deed_of
from detente.errors import CodebookError
from detente.resources import DATA, load_pack, read_yaml

PLOVER = DATA / "codebooks" / "plover"
PREDICATES = ("verb", "noun", "adj")
SUFFIX = 4  # letters that a member must have to match the end of a longer noun
_CONDITIONS = ("obj", "subj", "iobj")
_FLAGS = ("mutual", "refl", "clause", "negated", "opaque", "holds")
_OTHERS = (
    "not_obj not_subj pp type mode cameo actor recipient need aux example expect intensity license"
)
_KEYS = frozenset((*PREDICATES, *_CONDITIONS, *_FLAGS, *_OTHERS.split()))


@dataclass(frozen=True, slots=True)
class EventType:
    """A type of the ontology; `modes` maps a mode to its intensity and CAMEO code."""

    name: str
    quad: int
    intensity: float | None
    cameo: str | None
    goldstein: float | None
    opaque: bool
    spoken: bool
    future: Mapping[str, str] | None  # type and CAMEO code that stand for it while still to come
    complement: Mapping[str, str]  # type told in its complement -> type of the whole
    gives_way: int | None  # quad class of acts in its complement that are coded instead
    reveals: frozenset[str]  # types of nouns in its object that are coded all the same
    actor: str | None  # who stands in for an actor that is not named
    recipient: str | None  # what stands in for a recipient that is not named
    modes: Mapping[str, Mapping[str, Any]]
    agent: str | None = None  # "state" where an act whose doer is unnamed is the state's
    definition: str = ""
    declared: bool = False  # who announces such an act has done it
    once: bool = False  # one sentence tells one such act of the same parties, in whatever words

    def of_mode(self, mode: str | None) -> Mapping[str, Any]:
        """What the ontology says of a mode; nothing for none."""
        return self.modes.get(mode or "", {})

    def hosted(self, mode: str | None) -> bool:
        """Whether acts of the mode take place with their recipient, as visits do."""
        return self.of_mode(mode).get("location") == "recipient"


@dataclass(frozen=True, slots=True)
class Words:
    """A condition on the head of an argument: any of the lemmas, or of the classes."""

    lemmas: frozenset[str]
    suffixes: tuple[str, ...] = ()
    anything: bool = False

    def match(self, *lemmas: str) -> bool:
        """Whether one of the lemmas is a member, or a noun that ends in one."""
        for lemma in lemmas:
            low = lemma.lower()
            if self.anything or low in self.lemmas:
                return True
            if low.endswith(self.suffixes) and any(
                low.endswith(s) and len(low) > len(s) for s in self.suffixes
            ):
                return True
        return False


@dataclass(frozen=True, slots=True)
class Entry:
    """One reading of one predicate."""

    lemma: str
    kind: str  # verb, noun or adj
    event_type: str
    mode: str | None
    cameo: str | None
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    conditions: Mapping[str, Words] = field(default_factory=dict)
    excluded: Mapping[str, Words] = field(default_factory=dict)
    pp: Mapping[str, Words] = field(default_factory=dict)
    mutual: bool = False
    refl: bool = False
    clause: bool = False
    negated: bool = False
    both: bool = False
    opaque: bool = False
    holds: bool = True
    aux: tuple[str, ...] = ()
    example: tuple[str, str] = ("", "")
    expect: str | None = None
    name: str = ""
    source: str = ""

    @property
    def weight(self) -> int:
        """How specific the entry is: its conditions."""
        extra = self.refl + self.clause + self.negated
        return len(self.conditions) + len(self.pp) + extra


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
    fold: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    forces: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    compounds: bool = False  # nouns of the language are written together
    opponents: frozenset[str] = frozenset()
    answered: frozenset[str] = frozenset()
    deeds: tuple[Deed, ...] = ()

    @cached_property
    def announcing(self) -> frozenset[str]:
        """Types that stand for acts of other types while those are still to come."""
        return frozenset(t.future["type"] for t in self.types.values() if t.future)

    def find(self, kind: str, lemma: str) -> tuple[Entry, ...]:
        """Entries for a lemma; a noun is also found by the longest entry that it ends in."""
        low = lemma.lower()
        found = self.index.get((kind, low), ())
        if found or kind != "noun" or not self.compounds:
            return found
        for cut in range(1, len(low) - SUFFIX + 1):
            tail = self.index.get((kind, low[cut:]))
            if tail and (low[cut - 1] == "-" or cut >= 3):
                return tail
        return ()


def _fail(source: str, what: str, code: str = "bad-codebook") -> CodebookError:
    return CodebookError(f"{source}: {what}", code=code)


def _tuple(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, (list, tuple)):
        return tuple(str(v) for v in value)
    return (str(value),)


def _words(value: Any, classes: Mapping[str, frozenset[str]], source: str) -> Words:
    lemmas: set[str] = set()
    anything = False
    for item in _tuple(value):
        if item == "*":
            anything = True
        elif item.startswith("@"):
            if item[1:] not in classes:
                raise _fail(source, f"class {item} is not defined in any file of the language")
            lemmas |= classes[item[1:]]
        else:
            lemmas.add(item.lower())
    suffixes = tuple(sorted(w for w in lemmas if len(w) >= SUFFIX and " " not in w))
    return Words(frozenset(lemmas), suffixes, anything)


def _entry(
    raw: Any, source: str, classes: Mapping[str, frozenset[str]], types: Mapping[str, EventType]
) -> Entry:
    if not isinstance(raw, dict):
        raise _fail(source, f"an entry must be a mapping, not {raw!r}")
    kinds = [k for k in PREDICATES if k in raw]
    if len(kinds) != 1:
        raise _fail(source, f"an entry needs exactly one of {', '.join(PREDICATES)}: {raw!r}")
    kind = kinds[0]
    lemma = str(raw[kind])
    where = f"{source} ({kind} {lemma})"
    unknown = sorted(set(map(str, raw)) - _KEYS)
    if unknown:
        raise _fail(where, f"unknown key {unknown[0]!r}; known are {', '.join(sorted(_KEYS))}")
    name = str(raw.get("type"))
    if name not in types:
        raise _fail(where, f"type {name!r} is not in the ontology")
    mode = raw.get("mode")
    if mode is not None and mode != "content" and mode not in types[name].modes:
        known = ", ".join(types[name].modes) or "none"
        raise _fail(where, f"mode {mode!r} is not one of {name}: {known}")
    for flag in _FLAGS:
        if flag in raw and not isinstance(raw[flag], bool):
            raise _fail(where, f"{flag} must be true or false, not {raw[flag]!r}")
    pp = raw.get("pp") or {}
    if not isinstance(pp, dict):
        raise _fail(where, "pp must map prepositions to words")
    cameo = raw.get("cameo")
    if cameo is not None and not (isinstance(cameo, str) and re.fullmatch(r"\d{3,4}", cameo)):
        raise _fail(where, f"cameo must be a code of 3 or 4 digits in quotes, not {cameo!r}")
    example = _tuple(raw.get("example"))
    if len(example) != 2:
        raise _fail(where, "an entry needs example: [sentence, parties]")
    if any(not isinstance(k, str) for k in pp):
        raise _fail(where, "a preposition is read as true or false by YAML; put it in quotes")
    slots = (*_tuple(raw.get("actor")), *_tuple(raw.get("recipient")))
    if "True" in slots or "False" in slots:
        raise _fail(where, "a slot is read as true or false by YAML; put it in quotes")
    return Entry(
        lemma=lemma,
        kind=kind,
        event_type=name,
        mode=None if mode is None else str(mode),
        cameo=None if raw.get("cameo") is None else str(raw["cameo"]),
        actor=_tuple(raw.get("actor")),
        recipient=_tuple(raw.get("recipient")),
        conditions={c: _words(raw[c], classes, where) for c in _CONDITIONS if c in raw},
        excluded={
            c: _words(raw[f"not_{c}"], classes, where) for c in _CONDITIONS if f"not_{c}" in raw
        },
        pp={p: _words(v, classes, where) for p, v in sorted(pp.items())},
        mutual=bool(raw.get("mutual", False)),
        refl=bool(raw.get("refl", False)),
        clause=bool(raw.get("clause", False)),
        negated=bool(raw.get("negated", False)),
        both=raw.get("need") == "both",
        opaque=bool(raw.get("opaque", types[name].opaque)),
        holds=bool(raw.get("holds", True)),
        aux=_tuple(raw.get("aux")),
        example=(example[0], example[1]),
        expect=None if raw.get("expect") is None else str(raw["expect"]),
        name=_entry_name(raw, kind, lemma),
        source=source,
    )


def _entry_name(raw: Mapping[str, Any], kind: str, lemma: str) -> str:
    parts = [f"{lemma}"]
    for key in _CONDITIONS:
        if key in raw:
            parts.append(f"{key}={'|'.join(_tuple(raw[key])[:2])}")
    for key in raw.get("pp") or {}:
        parts.append(f"+{key}")
    return f"{str(raw.get('type')).lower()}.{kind}.{' '.join(parts)}"


def _ontology(folder: Path) -> tuple[dict[str, EventType], dict[int, str], Mapping[str, Any]]:
    path = folder / "ontology.yaml"
    raw = read_yaml(path)
    if not isinstance(raw, dict) or "types" not in raw:
        raise _fail(str(path), "an ontology needs the key types")
    quads = {int(k): str(v) for k, v in (raw.get("quads") or {}).items()}
    types: dict[str, EventType] = {}
    for name, value in raw["types"].items():
        value = value or {}
        types[str(name)] = EventType(
            name=str(name),
            quad=int(value.get("quad", 0)),
            intensity=value.get("intensity"),
            cameo=value.get("cameo"),
            goldstein=value.get("goldstein"),
            opaque=bool(value.get("opaque", False)),
            spoken=bool(value.get("spoken", False)),
            future=value.get("future"),
            complement=value.get("complement") or {},
            gives_way=value.get("gives_way"),
            reveals=frozenset(_tuple(value.get("reveals"))),
            actor=value.get("actor"),
            recipient=value.get("recipient"),
            modes={str(k): v or {} for k, v in (value.get("modes") or {}).items()},
            agent=value.get("agent"),
            definition=str(value.get("definition", "")),
            declared=bool(value.get("declared", False)),
            once=bool(value.get("once", False)),
        )
    return types, quads, raw


def load_codebook(language: str, folder: Path | None = None) -> Codebook:
    """Load and check the codebook in `folder` (ours by default) for one language.

    `folder` may be one YAML file of entries: it then goes with our ontology and word classes.
    CodebookError names the file and the entry at fault.
    """
    return _load(language, PLOVER if folder is None else folder.resolve())


@cache
def _load(language: str, folder: Path) -> Codebook:
    if not folder.exists():
        raise _fail(str(folder), "no such file or folder", "no-codebook")
    home = folder if (folder / "ontology.yaml").exists() else PLOVER
    types, quads, raw = _ontology(home)
    files = _files(folder, language)
    if not files:
        raise _fail(
            str(folder),
            f"no entries for language {language!r}: a folder {language}/ with YAML"
            " files is expected",
            "no-codebook",
        )
    parsed = [(path, read_yaml(path) or {}) for path in files]
    classes: dict[str, frozenset[str]] = {}
    shared = [] if home == folder else [(p, read_yaml(p) or {}) for p in _files(home, language)]
    for path, value in (*shared, *parsed):
        if not isinstance(value, dict):
            raise _fail(str(path), "the file must have the keys classes and entries")
        for name, members in (value.get("classes") or {}).items():
            known = classes.get(str(name), frozenset())
            classes[str(name)] = known | {str(m).lower() for m in members or ()}
    classes = _expand(classes)
    entries: list[Entry] = []
    for path, value in parsed:
        for item in value.get("entries") or ():
            entries.append(_entry(item, path.name, classes, types))
    index: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        index.setdefault((entry.kind, entry.lemma.lower()), []).append(entry)
    content, contexts = _content(home, language, classes)
    return Codebook(
        str(raw.get("name", folder.stem)),
        language,
        types,
        content,
        contexts,
        quads,
        tuple(entries),
        {k: tuple(v) for k, v in index.items()},
        classes,
        raw.get("fold") or {},
        {str(k): _tuple(v) for k, v in (raw.get("forces") or {}).items()},
        bool(load_pack(language).tokens.get("compounds")),
        frozenset(_tuple(raw.get("opponents"))),
        frozenset(_tuple(raw.get("answered"))),
        tuple(map(deed_of, raw.get("deeds") or ())),
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
    folder: Path, language: str, classes: Mapping[str, frozenset[str]]
) -> tuple[dict[str, tuple[tuple[str, Words], ...]], tuple[tuple[str, Words], ...]]:
    path = folder / language / "content.yaml"
    raw = (read_yaml(path) or {}) if path.exists() else {}
    modes: dict[str, tuple[tuple[str, Words], ...]] = {}
    for name, table in (raw.get("modes") or {}).items():
        rows = [(str(m), _words(w, classes, path.name)) for m, w in table.items()]
        for kind in _tuple(name.split()):
            modes[kind] = tuple(rows)
    contexts = tuple(
        (str(c), _words(w, classes, path.name)) for c, w in (raw.get("contexts") or {}).items()
    )
    return modes, contexts


def entry_counts(entries: Iterable[Entry]) -> dict[str, int]:
    """Number of entries by type, sorted by name."""
    counts: dict[str, int] = {}
    for entry in entries:
        counts[entry.event_type] = counts.get(entry.event_type, 0) + 1
    return dict(sorted(counts.items()))
