"""The ontology of a codebook: `ontology.yaml` and `cameo.tsv`, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from detente._entries import EventType
from detente._shapes import (
    CODE,
    COUNT,
    FLAG,
    LIST,
    MAPPING,
    NUMBER,
    TEXT,
    WORDS,
    checked,
    each,
    either,
    fail,
    one_of,
    tuple_of,
)
from detente.resources import read_text, read_yaml

_WORDS = (
    "opponents answered objections approvals blame coups holds demands truces consents defied owed"
)
_WHOLE = {
    **dict.fromkeys(_WORDS.split(), WORDS),
    **{"name": TEXT, "quads": MAPPING, "types": MAPPING, "fold": MAPPING, "forces": MAPPING},
    "deeds": LIST,
}
_TYPE = {
    "quad": one_of(1, 2, 3, 4),
    "cameo": CODE,
    **dict.fromkeys(("intensity", "goldstein"), NUMBER),
    **dict.fromkeys(("opaque", "spoken", "declared", "once", "meets"), FLAG),
    **dict.fromkeys(("future", "threat", "complement", "modes"), MAPPING),
    **dict.fromkeys(("gives_way", "reveals", "quells"), WORDS),
    **dict.fromkeys(("actor", "recipient", "agent", "definition"), TEXT),
}
_MODE = {
    **dict.fromkeys(("cameo", "between"), CODE),
    **dict.fromkeys(("tried", "alone", "decreed"), FLAG),
    **dict.fromkeys(("location", "recipient", "again", "under"), TEXT),
    **{"intensity": NUMBER, "states": COUNT, "foreign": either(FLAG, TEXT), "likewise": MAPPING},
}
_FOLD = {
    **dict.fromkeys(("future", "negated_past", "negated_future"), TEXT),
    "past": either(TEXT, MAPPING),
}
_FORCES = dict.fromkeys(("types", "cameo", "victims", "war"), WORDS)
_DEED = {
    **dict.fromkeys(("types", "of", "modes", "cameo", "objects", "called"), WORDS),
    **dict.fromkeys(("at_home", "alone", "lasting", "abroad"), FLAG),
    **{"sector": TEXT, "whose": one_of("actor", "recipient")},
}


def read_ontology(folder: Path) -> tuple[dict[str, EventType], dict[int, str], Mapping[str, Any]]:
    """Types by name, quad classes by number, and the whole file as it stands."""
    path = folder / "ontology.yaml"
    raw = checked(read_yaml(path), _WHOLE, str(path))
    if not raw.get("types"):
        raise fail(str(path), "an ontology needs the key types, with at least one type")
    types = {
        name: _type(name, checked(value, _TYPE, f"{path}, type {name}"), str(path))
        for name, value in each(raw["types"], MAPPING, f"{path}, types").items()
    }
    for kind in types.values():
        _check_becoming(kind, types, str(path))
    for name, value in each(raw.get("fold"), MAPPING, f"{path}, fold").items():
        checked(value, _FOLD, f"{path}, fold of {name}")
    checked(raw.get("forces"), _FORCES, f"{path}, forces")
    for number, value in enumerate(raw.get("deeds") or (), start=1):
        where = f"{path}, deed {number}"
        if not checked(value, _DEED, where).get("sector"):
            raise fail(where, "a deed needs the key sector")
    return types, _quads(raw.get("quads"), f"{path}, quads"), raw


def _quads(raw: Any, where: str) -> dict[int, str]:
    names = each(raw, TEXT, where)
    strange = [number for number in names if not number.isdecimal()]
    if strange:
        raise fail(where, f"{strange[0]!r} is no number of a quad class")
    return {int(number): str(name) for number, name in names.items()}


def _type(name: str, value: Mapping[str, Any], path: str) -> EventType:
    where = f"{path}, type {name}"
    modes = each(value.get("modes"), MAPPING, f"{where}, modes")
    return EventType(
        name=name,
        quad=int(value.get("quad") or 0),
        intensity=value.get("intensity"),
        cameo=value.get("cameo"),
        goldstein=value.get("goldstein"),
        opaque=bool(value.get("opaque", False)),
        spoken=bool(value.get("spoken", False)),
        future=each(value.get("future"), TEXT, f"{where}, future") or None,
        threat=each(value.get("threat"), TEXT, f"{where}, threat"),
        complement=each(value.get("complement"), TEXT, f"{where}, complement"),
        gives_way=frozenset(tuple_of(value.get("gives_way"))),
        reveals=frozenset(tuple_of(value.get("reveals"))),
        quells=frozenset(tuple_of(value.get("quells"))),
        actor=value.get("actor"),
        recipient=value.get("recipient"),
        modes={mode: checked(v, _MODE, f"{where}, mode {mode}") for mode, v in modes.items()},
        agent=value.get("agent"),
        definition=str(value.get("definition", "")),
        declared=bool(value.get("declared", False)),
        once=bool(value.get("once", False)),
        meets=bool(value.get("meets", False)),
    )


def _check_becoming(kind: EventType, types: Mapping[str, EventType], path: str) -> None:
    """Whether what a type becomes, while it is to come or as a threat, is a type with its code."""
    for key, value, needed in (
        ("future", kind.future, ("type", "cameo")),
        ("threat", kind.threat, ("type",)),
    ):
        where = f"{path}, type {kind.name}, {key}"
        if value and not all(value.get(k) for k in needed):
            raise fail(where, f"needs {' and '.join(needed)}")
        if value and value["type"] not in types:
            raise fail(where, f"type {value['type']!r} is not in the ontology")


def read_goldstein(path: Path) -> dict[str, float]:
    """Goldstein values by CAMEO code: a table with the columns code and goldstein."""
    lines = read_text(path, "bad-codebook").splitlines()
    head = lines[0].split("\t") if lines else []
    if not {"code", "goldstein"} <= set(head):
        raise fail(f"{path}, line 1", "lacks the columns code and goldstein, by tabs")
    found: dict[str, float] = {}
    for number, line in enumerate(lines[1:], start=2):
        row = dict(zip(head, line.split("\t"), strict=False))
        try:
            if line.strip():
                found[row["code"]] = float(row["goldstein"])
        except (KeyError, ValueError) as error:
            raise fail(
                f"{path}, line {number}", f"a code and a number are expected, not {line!r}"
            ) from error
    if not found:
        raise fail(str(path), "has no codes; write them, or take the file away to have ours")
    return found
