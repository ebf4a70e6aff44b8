"""Event files of KEDS and TABARI: date, source, target, code, separated by tabs or blanks.

Actors are CAMEO codes ("TURGOV", "IGOUNO") or the older codes of KEDS, one of three letters a
state ("UAR" is Egypt, "FRN" France); events are CAMEO, or WEIS as in the files before 2000.
`detente/data/actors/keds.tsv` maps the codes of actors, `detente/data/interchange/weis.tsv`
those of WEIS. `docs/formats/keds.md` has the sources.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from detente.digests import short_digest
from detente.errors import InputError, UsageError
from detente.formats._coded import Coded, Party
from detente.formats._exchange import (
    NOTHING,
    UNKNOWN,
    Losses,
    day,
    meaning,
    quad_of,
    score_of,
    weis_table,
)
from detente.formats._segments import code_of, role
from detente.resources import DATA, read_tsv

SOURCE = "keds"
ACTORS = ("cameo", "old")  # schemes of actor codes
EVENTS = ("cameo", "weis")  # schemes of event codes
_CENTURY = 50  # years of two digits from here on are of the 20th century
_SHORT_DAY = re.compile(r"(\d{2})(\d{2})(\d{2})$")
_SHARE = 0.05  # of the codes of a file that only one scheme knows, to settle on it


class _Row(NamedTuple):
    when: dt.date
    source: str
    target: str
    code: str
    label: str


def read(
    lines: Iterable[str],
    *,
    name: str = "KEDS file",
    actors: str | None = None,
    events: str | None = None,
    skipped: Losses | None = None,
) -> Iterator[Coded]:
    """The events of a KEDS or TABARI file, one a row, in its order.

    A row is date, source, target, code and, if any, a label; the date is YYYY-MM-DD, YYYYMMDD
    or YYMMDD. A header is passed over. `actors` ("cameo" or "old") and `events` ("cameo" or
    "weis") name the schemes of the codes; without them the codes of the whole file tell, which
    is why it is read to its end first.

    Counted in `skipped`: rows that cannot be read; actors and events that no table has ("unknown
    actor code", "unknown event code"), which become UNK:UNK and lack a type; peoples and groups
    of no one state ("actor of no state"). The id is a digest of the row, of its number among
    equal rows and of the schemes.
    InputError if no row can be read, UsageError for another scheme.
    """
    for value, known in ((actors, ACTORS), (events, EVENTS)):
        if value is not None and value not in known:
            raise UsageError(
                f"scheme {value!r} is not known; it must be one of {', '.join(known)}",
                code="bad-events",
            )
    counts: Losses = Counter() if skipped is None else skipped
    rows = [row for row in (_row(line, counts) for line in lines) if row]
    if not rows:
        raise InputError(
            f"{name}: no line has date, source, target and code, separated by tabs or blanks",
            code="bad-events",
        )
    actors = actors or actor_scheme([c for r in rows for c in (r.source, r.target)])
    events = events or event_scheme([r.code for r in rows])
    seen: Counter[tuple[object, ...]] = Counter()
    for row in rows:
        key = (row.when, row.source, row.target, row.code)
        yield _event(row, seen[key], actors, events, counts)
        seen[key] += 1


def is_row(line: str) -> bool:
    """Whether a line begins with a date and has a code in its fourth place, or is the header."""
    head = line.split()[:1]
    return _row(line, Counter()) is not None or head in (["date"], ["Date"])


def actor_scheme(codes: Sequence[str]) -> str:
    """The scheme of actor codes: `old` if more than a few are only among the older ones of KEDS."""
    old = _table("old")
    only = sum(c in old and code_of(c) == UNKNOWN for c in codes)
    return "old" if only > _SHARE * len(codes) else "cameo"


def event_scheme(codes: Sequence[str]) -> str:
    """The scheme of event codes: `weis` if there are roots that CAMEO lacks (21, 22)."""
    only = sum(c[:2] in ("21", "22") and c in weis_table() for c in codes)
    return "weis" if only and not any(len(c) == 4 for c in codes) else "cameo"


def _row(line: str, counts: Losses) -> _Row | None:
    cells = line.rstrip("\r\n").split("\t") if "\t" in line else line.split(None, 4)
    cells = [c.strip() for c in cells]
    if not any(cells):
        return None
    when = _day(cells[0])
    if len(cells) < 4 or when is None or not re.match(r"\d{2}", cells[3]):
        if cells[0].lower() != "date":
            counts["skipped: no date, source, target and code"] += 1
        return None
    code = re.match(r"\d{2,4}", cells[3])
    return _Row(when, cells[1], cells[2], code[0] if code else "", " ".join(cells[4:5]))


def _day(value: str) -> dt.date | None:
    short = _SHORT_DAY.match(value)
    if short:
        century = "19" if int(short[1]) >= _CENTURY else "20"
        return day(century + value)
    return day(value)


def _event(row: _Row, copy: int, actors: str, events: str, counts: Losses) -> Coded:
    told = (row.when.isoformat(), row.source, row.target, row.code, str(copy))
    key = "\t".join((*told, actors, events))  # a code is another one in another scheme
    cameo, event_type, mode, goldstein = _meaning(row.code, events)
    if goldstein is None:
        counts["unknown event code"] += 1
    return Coded(
        id=short_digest(key),
        source=SOURCE,
        start=row.when,
        end=row.when,
        edtf=row.when.isoformat(),
        event_type=event_type,
        mode=mode,
        cameo=cameo,
        native=row.code if events == "weis" else None,
        quad_class=quad_of(event_type, cameo),
        actor=_party(row.source, actors, row.when, counts),
        recipient=_party(row.target, actors, row.when, counts),
        goldstein=goldstein,
        intensity=score_of(event_type, mode),
    )


def _meaning(code: str, events: str) -> tuple[str | None, str | None, str | None, float | None]:
    """CAMEO code, type, mode and Goldstein value of a code of one of the schemes."""
    if events == "weis":
        row = weis_table().get(code)
        if row is None:
            return None, None, None, None
        return row["cameo"], row["type"] or None, row["mode"] or None, float(row["goldstein"])
    means = meaning(code)
    if means is None:
        return None, None, None, None
    return code, means.event_type, means.mode, means.goldstein


@cache
def _table(scheme: str) -> Mapping[str, tuple[Mapping[str, str], ...]]:
    """Rows of the table of actors in a scheme, by code."""
    found: dict[str, tuple[Mapping[str, str], ...]] = {}
    for row in read_tsv(DATA / "actors" / "keds.tsv"):
        if row["scheme"] == scheme:
            found[row["code"]] = (*found.get(row["code"], ()), row)
    return found


def _party(raw: str, scheme: str, when: dt.date, counts: Losses) -> tuple[Party, ...]:
    if raw in NOTHING:
        return ()
    code, name = _code(raw, scheme, when)
    if code.startswith("UNK"):
        counts["actor of no state" if name else "unknown actor code"] += 1
    return (Party(code, name, raw),)


def _code(raw: str, scheme: str, when: dt.date) -> tuple[str, str | None]:
    """Our code of an actor, and the name that the table has for it."""
    table = _table(scheme)
    for cut in range(len(raw), min(len(raw), 3) - 1, -3 if len(raw) % 3 == 0 else -1):
        for row in table.get(raw[:cut], ()):
            if row["from"] <= str(when.year) <= (row["to"] or "9999"):
                rest = [raw[i : i + 3] for i in range(cut, len(raw), 3)]
                return _with_role(row["party"], rest), row["name"]
    return (code_of(raw) if scheme == "cameo" else UNKNOWN), None


def _with_role(party: str, rest: Sequence[str]) -> str:
    """The party with the sector that the rest of its code names, where it has none itself."""
    if ":" in party and party != UNKNOWN:
        return party
    sector = next((s for part in rest if (s := role(part))), None)
    return f"{party.partition(':')[0]}:{sector}" if sector else party
