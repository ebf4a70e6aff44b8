"""Parties and places as a user names them: codes, and names in any language that is served.

"PAK", "PAK:GOV" and "IGO:UNO" are codes. Names are looked up in the tables of actors: a state is
its party with all sectors ("Russland" is RUS), its capital or seat of government stands for the
government ("Kremlin" is RUS:GOV), an organisation, group or person is itself. What no table has
may be a name that the store's own documents taught.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from rapidfuzz import fuzz, process
from sqlalchemy.engine import Connection

from detente.errors import UsageError
from detente.gazetteer import Entry, load_gazetteer
from detente.resources import DATA, read_tsv, served_languages
from detente.store.schema import parties
from detente.types import Actor

WIDE = ("IGO", "REG", "NGO", "MNC", "UNK")  # heads of codes that are no states
_CODE = re.compile(r"([A-Z]{3})(:[A-Z0-9]{3})?")
_STATE = ("country", "people", "adjective")
_GOVERNMENT = ("capital", "seat")
_NAMED = ("area", "group", "person", "short")
_SUGGESTED = ("country", "organisation", "group", "person")
_ALIKE = 75  # of 100: how like a name must be that is suggested (rapidfuzz, normalised)
_KINDS = (*_STATE, *_GOVERNMENT, *_NAMED, "region", "organisation")


@dataclass(frozen=True, slots=True, order=True)
class Side:
    """A party meant: all of it, of it what has the `code`, of that what has the `name`."""

    party: str
    code: str = ""
    name: str = ""


def sides_of(connection: Connection, text: str) -> tuple[Side, ...]:
    """The parties that a code or name may mean; UsageError where it means none."""
    text = " ".join(text.split())
    found = _by_code(text) or _by_name(text) or _by_code(text.upper())
    if not found:
        found = tuple(_stored(connection, text))
    if not found:
        raise _unknown(text)
    return found


def party_of(connection: Connection, text: str) -> str:
    """The one code that a code or name means: "PAK", "PAK:GOV", "IGO:UNO".

    UsageError where it means none, or several, or a mere part of one (a person, a group).
    """
    sides = sides_of(connection, text)
    part = next((side for side in sides if side.name), None)
    if part:
        raise UsageError(
            f"{text!r} is a part of {part.code or part.party}, not a party as a whole; give that"
            " code instead",
            code="unknown-party",
            about=text,
        )
    found = {side.code or side.party for side in sides}
    if len(found) > 1:
        raise UsageError(
            f"{text!r} may be {', '.join(sorted(found))}; give one of these codes",
            code="unknown-party",
            about=text,
        )
    return found.pop()


def load_names() -> None:
    """Read the tables of names, which otherwise the first look-up does."""
    for language in served_languages():
        load_gazetteer(language)
    _names()
    _spellings()


def name_of(code: str) -> str:
    """The name of a party in English; of one with a sector the sector too; the code where none
    is known."""
    party, _, sector = code.partition(":")
    names = _names()
    if code in names:
        return names[code]
    return f"{names[party]} ({sector})" if party in names else code


def places_of(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(names of a place in the tables, codes of states that it may be); nothing for no place."""
    text = " ".join(text.split())
    names, states = set(), set()
    if _CODE.fullmatch(text) and text in _countries():
        states.add(text)
    for entry in _entries(text):
        if entry.kind == "country":
            states.add(entry.country)
        if entry.name and entry.kind not in ("adjective", "people", "person", "short"):
            names.add(entry.name)
    return tuple(sorted(names)), tuple(sorted(states))


def state_of(connection: Connection, text: str) -> str:
    """The code of a state from its code or name; UsageError where it is none."""
    codes = {side.party for side in sides_of(connection, text)}
    if len(codes) != 1:
        raise UsageError(
            f"country {text!r} may be {', '.join(sorted(codes))}; give one of these codes",
            code="unknown-party",
        )
    return codes.pop()


@cache
def _names() -> dict[str, str]:
    """The first name in English of states, by code, that of today where it changed; and that of
    organisations."""
    rows = sorted(read_tsv(DATA / "actors" / "countries.tsv"), key=lambda r: r["to"] or "~")
    return {row["code"]: row["names_en"].split("|")[0] for row in rows} | _organisations()


@cache
def _countries() -> frozenset[str]:
    return frozenset(row["code"] for row in read_tsv(DATA / "actors" / "countries.tsv"))


@cache
def _organisations() -> dict[str, str]:
    """Code -> name of the organisation that all of its bodies belong to."""
    rows = read_tsv(DATA / "interchange" / "organisations.tsv")
    return {row["code"]: row["name"] for row in rows}


def _by_code(text: str) -> tuple[Side, ...]:
    match = _CODE.fullmatch(text)
    if not match:
        return ()
    head, sector = match[1], match[2]
    if head in _countries():
        return (Side(head, text if sector else ""),)
    return (Side(text),) if head in WIDE and sector else ()


def _by_name(text: str) -> tuple[Side, ...]:
    entries = [entry for entry in _entries(text) if entry.kind in _KINDS]
    states = [entry for entry in entries if entry.kind == "country"]
    return tuple(sorted({_side(entry) for entry in states or entries}))


def _side(entry: Entry) -> Side:
    if entry.kind in _STATE:
        return Side(entry.country)
    party = Actor(entry.code, "", "", 0, 0).party
    if entry.kind in _NAMED:  # whose sector changes with the years
        return Side(party, name=entry.name)
    code = entry.code if entry.code != party else ""
    whole = entry.kind != "organisation" or _organisations().get(entry.code) == entry.name
    return Side(party, code, "" if whole else entry.name)


def _entries(text: str) -> Iterator[Entry]:
    """Readings of a name in all languages, as written or with the usual capitals."""
    spellings = dict.fromkeys((text, text[:1].upper() + text[1:], text.title(), text.upper()))
    for language in served_languages():
        gazetteer = load_gazetteer(language)
        for spelling in spellings:
            found = gazetteer.names(spelling) or gazetteer.adjective(spelling)
            if found:
                yield from found
                break


def _stored(connection: Connection, text: str) -> Iterable[Side]:
    """Parties that only the store knows: of other coders, or named by a text alone."""
    code, name = parties.c.code, parties.c.name
    found = sa.select(parties.c.party).where((code == text) | (parties.c.party == text)).limit(1)
    party = connection.scalar(found)
    if party is not None:
        return [Side(party, "" if party == text else text)]
    rows = connection.execute(
        sa.select(parties.c.party, code).where(name == text).distinct().limit(20)
    )
    return sorted(Side(party, "" if party == code else code, text) for party, code in rows)


def _unknown(text: str) -> UsageError:
    near = _near(text)
    lead = f"did you mean {' or '.join(near)}? " if near else ""
    return UsageError(
        f"no party {text!r} in the tables of actors or in the store; {lead}Give a code (PAK,"
        " PAK:GOV, IGO:UNO) or a name in a served language",
        code="unknown-party",
        about=text,
    )


def _near(text: str) -> list[str]:
    """Up to three names of the tables that are spelt much like a text, the likest first."""
    found = process.extract(
        *(text.casefold(), _spellings()), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=3
    )
    return [name for *_, name in found]


@cache
def _spellings() -> dict[str, str]:
    """The names of parties in all languages, sorted, each with its form without capitals; of those
    that differ by capitals alone the first."""
    tables = map(load_gazetteer, served_languages())
    names = sorted({name for table in tables for name in table.spellings(*_SUGGESTED)})
    first = {name.casefold(): name for name in reversed(names)}
    return {name: folded for folded, name in sorted(first.items())}
