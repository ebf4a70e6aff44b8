"""What the exchange formats share: their code tables, and careful reading and writing of rows.

The tables lie in `detente/data/interchange`: `cameo.tsv` (codes of the CAMEO manual 1.1b3 with
their PLOVER type and mode, after the CAMEO2PLOVER table with its known faults mended),
`countries.tsv`, `sectors.tsv`, `organisations.tsv` and `weis.tsv`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from detente.codebook import PLOVER
from detente.errors import InputError
from detente.formats._coded import Coded, Party
from detente.resources import DATA, read_tsv, read_yaml

Losses = Counter[str]  # what a format could not hold -> number of events (or parties)

NOTHING = frozenset({"", "NA", "NULL", "None", "null", "nan", "---"})
UNKNOWN = "UNK:UNK"
_TABLES = DATA / "interchange"
_UNREAL = ("hypothetical", "negation")
_DIGITS = 19  # of the largest id that fits into 63 bits


class Meaning(NamedTuple):
    """What a CAMEO code stands for; `icews` is its value in ICEWS, `goldstein` Goldstein's."""

    code: str
    label: str
    event_type: str | None
    mode: str | None
    contexts: tuple[str, ...]
    icews: float | None
    goldstein: float | None


@cache
def cameo_table() -> Mapping[str, Meaning]:
    """All CAMEO codes, by code."""
    values = {r["code"]: float(r["goldstein"]) for r in read_tsv(PLOVER / "cameo.tsv")}
    return {
        row["code"]: Meaning(
            row["code"],
            row["label"],
            row["type"] or None,
            row["mode"] or None,
            tuple(row["contexts"].split("|")) if row["contexts"] else (),
            number(row["icews"]),
            values.get(row["code"]),
        )
        for row in read_tsv(_TABLES / "cameo.tsv")
    }


def meaning(code: str | None) -> Meaning | None:
    """What a CAMEO code stands for, or the code above it where it is not listed; else None."""
    table = cameo_table()
    code = code or ""
    while len(code) >= 2:
        if code in table:
            return table[code]
        code = code[:-1]
    return None


@cache
def weis_table() -> Mapping[str, Mapping[str, str]]:
    """The codes of WEIS (McClelland) with Goldstein's values of 1992, by code."""
    return {row["code"]: row for row in read_tsv(_TABLES / "weis.tsv")}


@cache
def _ontology() -> Mapping[str, Mapping[str, object]]:
    types: Mapping[str, Mapping[str, object]] = read_yaml(PLOVER / "ontology.yaml")["types"]
    return types


@cache
def quad_names() -> Mapping[int, str]:
    """The names of the quad classes by number."""
    return {int(k): str(v) for k, v in read_yaml(PLOVER / "ontology.yaml")["quads"].items()}


def quad_number(name: str | None) -> int | None:
    """The number (1 to 4) of a quad class."""
    return next((k for k, v in quad_names().items() if v == (name or "").lower()), None)


def quad_of(event_type: str | None, cameo: str | None) -> str | None:
    """The quad class of a type, else that of the root of a CAMEO code (GDELT's cut)."""
    kind = _ontology().get(event_type or "")
    if kind:
        return quad_names().get(int(str(kind["quad"])))
    root = (cameo or "")[:2]
    if not root.isdecimal() or not 1 <= int(root) <= 20:
        return None
    return quad_names()[1 + sum(int(root) >= first for first in (6, 9, 14))]


def score_of(event_type: str | None, mode: str | None) -> float | None:
    """PLOVER's score of a type and mode, -10 to 10; None for no type."""
    kind = _ontology().get(event_type or "")
    if not kind:
        return None
    score = _modes(kind).get(mode or "", {}).get("intensity", kind["intensity"])
    return float(str(score))


def known_mode(event_type: str | None, mode: str | None) -> bool:
    """Whether the ontology has the mode within the type."""
    return mode in _modes(_ontology().get(event_type or "", {}))


def _modes(kind: Mapping[str, object]) -> Mapping[str, Mapping[str, object]]:
    modes = kind.get("modes") or {}
    assert isinstance(modes, dict)
    return modes


@cache
def _countries(column: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    there: dict[str, str] = {}
    back: dict[str, str] = {}
    for row in read_tsv(_TABLES / "countries.tsv"):
        values = [v for v in row[column].split("|") if v]
        if values:
            there[row["code"]] = values[0]
        for value in values:
            back.setdefault(value, row["code"])
    return there, back


def country_out(column: str, country: str | None) -> str | None:
    """A country as a format writes it (`column`: alpha2, fips, cow, cameo, plover, icews)."""
    return _countries(column)[0].get(country or "")


def country_in(column: str, value: str) -> str | None:
    """The ISO code of a country as a format writes it; None if it is not known."""
    return _countries(column)[1].get(value)


@cache
def _names() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """English names of countries, and of organisations and regions, in lower case, to codes."""
    countries: dict[str, str] = {}
    bodies: dict[str, str] = {}
    for row in read_tsv(DATA / "actors" / "countries.tsv"):
        for name in row["names_en"].split("|"):
            countries.setdefault(name.lower(), row["code"])
    for row in read_tsv(_TABLES / "organisations.tsv"):
        for name in filter(None, (row["name"], row["icews"])):
            bodies.setdefault(name.lower(), row["code"])
    for row in read_tsv(DATA / "actors" / "organisations.tsv"):
        for column in ("name_en", "aliases_en", "short"):
            for name in filter(None, (row[column] or "").split("|")):
                bodies.setdefault(name.lower(), row["code"])
    for row in read_tsv(DATA / "actors" / "regions.tsv"):
        for name in row["names_en"].split("|"):
            bodies.setdefault(name.lower(), row["code"])
    return countries, bodies


def country_named(name: str) -> str | None:
    """The ISO code of a country by its English name, as ICEWS or we write it."""
    return country_in("icews", name) or _names()[0].get(name.lower())


def body_named(name: str) -> str | None:
    """The code of an international organisation or region by its English name, or None."""
    found = _names()[1].get(name.lower())
    return found if found and found[:3] in ("IGO", "NGO", "MNC", "REG") else None


@cache
def body_codes() -> Mapping[str, str]:
    """Codes of organisations and regions as CAMEO writes them first: IGO:UNO is IGOUNO."""
    return {row["code"]: row["cameo"] for row in read_tsv(_TABLES / "organisations.tsv")}


@cache
def body_groups() -> Mapping[str, str]:
    """CAMEO's three letters of organisations and regions, to their codes."""
    rows = list(read_tsv(_TABLES / "organisations.tsv"))
    return {g: r["code"] for r in rows for g in r["group"].split("|") if g}


@cache
def _sectors(scheme: str) -> tuple[Mapping[str, str], Mapping[str, str], Mapping[str, int]]:
    there: dict[str, str] = {}
    back: dict[str, str] = {}
    rank: dict[str, int] = {}
    for i, row in enumerate(read_tsv(_TABLES / "sectors.tsv")):
        if row["scheme"] == scheme:
            back.setdefault(row["code"], row["sector"])
            rank.setdefault(row["code"], i)
            if row["write"]:
                there[row["sector"]] = row["code"]
    return there, back, rank


def sector_out(scheme: str, sector: str | None) -> str | None:
    """A sector as a format writes it (`scheme`: icews, cameo, plover)."""
    return _sectors(scheme)[0].get(sector or "")


def sector_in(scheme: str, values: Iterable[str]) -> str | None:
    """The sector that several words of a format mean together: the first of the table wins."""
    _, back, rank = _sectors(scheme)
    known = [v for v in values if v in back]
    return back[min(known, key=rank.__getitem__)] if known else None


def happened(event: Coded, losses: Losses) -> bool:
    """Whether a format without auxiliary modes may hold the event; counts it where not.

    What was denied or is only possible would read there as a fact. So would a plan, but for
    promises and concessions, which are made now.
    """
    for mode in _UNREAL:
        if mode in event.aux:
            losses[f"left out: {mode}"] += 1
            return False
    if "future" in event.aux:
        if event.event_type not in ("AGREE", "CONCEDE"):
            losses["left out: future"] += 1
            return False
        losses["auxiliary mode future"] += 1
    if "historical" in event.aux:
        losses["auxiliary mode historical"] += 1
    return True


def pairs_of(event: Coded, losses: Losses) -> list[tuple[Party | None, Party | None]]:
    """The event as (source, target) pairs, for formats that hold one party a side.

    Each actor with each recipient; of actors who act together without a recipient, each pair
    both ways, as ICEWS does; a lone actor has no target.
    """
    actors: Sequence[Party | None] = event.actor or (None,)
    if event.recipient or len(event.actor) < 2:
        pairs = [(a, r) for a in actors for r in event.recipient or (None,)]
    else:
        pairs = [(a, b) for a in actors for b in actors if a is not b]
    if len(pairs) > 1:
        losses["several parties: one row a pair"] += 1
    return pairs


def number_of(identifier: str, part: int = 0) -> int:
    """An id as the integer below 2**63 that some formats ask for; digits stay as they are.

    `part` tells the rows of one event apart; 0 is the first.
    """
    plain = identifier.isascii() and identifier.isdecimal() and len(identifier) <= _DIGITS
    if not part and plain and str(int(identifier)) == identifier and int(identifier) < 2**63:
        return int(identifier)
    key = f"{identifier}\t{part}".encode()
    return int.from_bytes(hashlib.blake2b(key, digest_size=8).digest(), "big") >> 1


def cell(value: object) -> str:
    """A value as a cell of a tab-separated row: no tabs or line breaks, nothing for None.

    Whole numbers lose their `.0`, as in the files of ICEWS and GDELT.
    """
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() else repr(value)
    return " ".join(str(value).split())


def number(value: str | None) -> float | None:
    """A number, or None where there is none or it is none."""
    if value is None or value.strip() in NOTHING:
        return None
    try:
        found = float(value)
    except ValueError:
        return None
    return found if found == found and abs(found) != float("inf") else None


def whole(value: str | None) -> int | None:
    """A whole number, or None."""
    found = number(value)
    return int(found) if found is not None and found == int(found) else None


_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:\d{6})?(?!\d)")


def day(value: str | None) -> dt.date | None:
    """A day written YYYY-MM-DD or YYYYMMDD (a time may follow), or None."""
    found = _DAY.match((value or "").strip())
    if not found:
        return None
    try:
        return dt.date(*map(int, found.groups()))
    except ValueError:
        return None


def told(value: str | None) -> str | None:
    """The text of a cell, or None for the ways in which files say that there is nothing."""
    value = (value or "").strip()
    return None if value in NOTHING else value


def typed(code: str | None, skipped: Losses) -> tuple[str | None, str | None, tuple[str, ...]]:
    """Type, mode and contexts of a CAMEO code; counts one that no table has."""
    means = meaning(code)
    if means is None:
        skipped["unknown event code"] += 1
        return None, None, ()
    return means.event_type, means.mode, means.contexts


def count_absent(absent: Mapping[str, object], losses: Losses) -> None:
    """Count the reasons that hold (have a true value) for an event."""
    for reason, lost in absent.items():
        if lost:
            losses[reason] += 1


def count_date(event: Coded, losses: Losses) -> bool:
    """Whether the event has a first day to write; counts what a plain day cannot say."""
    if event.start is None:
        losses["left out: no first day"] += 1
        return False
    if event.end is None:
        losses["date: open end"] += 1
    elif event.end != event.start:
        losses["date: more than a day"] += 1
    if event.edtf and "~" in event.edtf:
        losses["date: approximate"] += 1
    return True


def rows_of(
    lines: Iterable[str],
    columns: Sequence[str],
    *,
    name: str,
    skipped: Losses,
    alias: Callable[[str], str] = str,
) -> Iterator[dict[str, str]]:
    """Rows of a tab-separated file with a header, as mappings by column.

    Columns may come in any order, more than asked for, or twice (the first counts). A row that
    repeats the header is passed over; one with more filled cells than the header, or fewer than
    half, is skipped and counted. InputError if a column is missing.
    """
    rows = (_clean(line).split("\t") for line in lines)
    head = [alias(h.strip().lstrip("\ufeff#!")) for h in next(rows, [])]
    missing = [c for c in columns if c not in head]
    if missing:
        raise InputError(
            f"{name}: the first line lacks the columns {', '.join(missing[:5])}; it must be the"
            " header of the file, separated by tabs",
            code="bad-events",
        )
    for row in rows:
        if not any(row) or [alias(c.strip().lstrip("\ufeff#!")) for c in row] == head:
            continue
        while len(row) > len(head) and not row[-1].strip():
            row.pop()
        if len(row) > len(head) or len(row) * 2 < len(head):
            skipped["skipped: wrong number of cells"] += 1
            continue
        cells = row + [""] * (len(head) - len(row))
        found: dict[str, str] = {}
        for column, value in zip(head, cells, strict=True):
            found.setdefault(column, value)
        yield found


def _clean(line: str) -> str:
    return line.rstrip("\r\n").replace("\r", " ").replace("\x00", "")
