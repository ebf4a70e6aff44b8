"""From table entries and titles to codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from detente.gazetteer import Entry, Office
from detente.types import Actor, Mention, Reason

WIDE = ("IGO", "REG", "NGO", "MNC", "UNK")
BODIES = ("organisation", "group", "seat")  # kinds of names of bodies, and rules of their parties
# rules by which a name is a person's
ONCE = "ELI"  # sector of those who held an office
PERSONAL = ("office-at-date", "undated", "title", "out-of-office", "last-office", "learned")
OFFICIAL = ("GOV", "LEG", "JUD", "MIL", "COP", "SPY")
# sectors that give way to that of whose they are (deputies of the opposition, guards of a firm),
# and those that do so where their owner is a body (doctors of the army)
_YIELDS = {"LEG": ("OPP",), "MIL": ("COP", "BUS", "SPY"), "COP": ("MIL", "BUS", "SPY")}
_SERVES = {"CVL": ("MIL",)}
# which reading of a name comes first where several hold
_ORDER = (
    "country",
    "organisation",
    "region",
    "group",
    "person",
    "seat",
    "capital",
    "people",
    "area",
    "short",
    "city",
    "place",
    "adjective",
)
PLACES = ("country", "capital", "city", "place", "area", "region")  # kinds that lie somewhere
STATES = ("capital", "country")  # kinds of names by which a text is about a state itself
_LOCAL = ("city", "place", "group", "organisation", "seat")  # several may share a name
_RANK = {kind: rank for rank, kind in enumerate(_ORDER)}


def make_actor(code: str, name: str, mention: Mention, rule: str) -> Actor:
    """An actor for a mention, with the reason for its code."""
    wide = code[:3] in WIDE
    return Actor(
        code=code,
        name=name,
        text=mention.text,
        start=mention.start,
        end=mention.end,
        sector=code[4:] if not wide else None,
        country=None if wide else code[:3],
        reason=Reason("actors", rule, mention.text, mention.start, mention.end),
    )


def choose(entries: Iterable[Entry], day: str, countries: Iterable[str] = ()) -> Entry | None:
    """The reading that holds on a day; of several towns or groups that in a country named."""
    entries = tuple(entries)
    if not entries:
        return None
    near = frozenset(countries)
    return min(
        entries,
        key=lambda e: (
            not e.valid(day),
            _RANK.get(e.kind, len(_RANK)),
            bool(e.kind in _LOCAL and e.country and near) and e.country not in near,
            -e.size,
            e.until != "",
            e.name,
            e.code,
        ),
    )


def person_code(
    rows: Iterable[Entry], day: str, title: str, *, former: bool
) -> tuple[str, str] | None:
    """(code, rule) of a listed person on a day; `title` is the code that the text's title gives.

    The office held on the day; else the title in the text; after the last office ELI.
    """
    rows = sorted(rows, key=lambda e: (e.since, e.until))
    held = [e for e in rows if e.valid(day)]
    if held:
        if not day:
            return max(held, key=lambda e: (e.code.endswith("GOV"), e.since)).code, "undated"
        matching = [e for e in held if e.code == title]
        return (matching or [max(held, key=_weight)])[0].code, "office-at-date"
    if title and not former:
        return title, "title"
    past = [e for e in rows if e.until and e.until < day]
    if not past:
        return (title, "title") if title else None
    last = past[-1]
    if any(e.code[4:] in OFFICIAL and e.country for e in past):
        return f"{last.country or last.code[:3]}:{ONCE}", "out-of-office"
    return last.code, "last-office"


def _weight(entry: Entry) -> tuple[bool, str]:
    return entry.code.endswith(":GOV") or entry.code.startswith("IGO"), entry.since


def benched(actor: Actor, entries: Iterable[Entry], day: str) -> Actor:
    """A party told by a name that those of many countries have, as its country's is on a day."""
    own = [e for e in entries if e.kind == "group" and e.country == actor.country]
    entry = next((e for e in own if e.valid(day)), None)
    if entry is None or actor.sector != "PTY":
        return actor
    return replace(actor, code=entry.code, name=entry.name, sector=entry.code[4:])


def combine(owner: Actor, office: Office, *, body: bool) -> str:
    """Code of an office that belongs to somebody.

    `body`: the owner is itself a body (parliament, army) and its officers share its sector.
    """
    code = owner.code
    sector = owner.sector
    if code[:3] in WIDE and code[:3] != "UNK":
        return code
    if office.crowd and sector in (*OFFICIAL, "ELI"):
        return f"{code[:3]}:CVL"
    if office.sector == "*" or sector in office.shared or code == "UNK:UNK":
        return code
    given = _YIELDS.get(office.sector, ()) + (_SERVES.get(office.sector, ()) if body else ())
    if sector in given:
        return code
    if sector == "REB" and office.sector in (*OFFICIAL, "ELI", "PTY", "OPP", "REB"):
        return code
    if sector in ("PTY", "OPP") and office.sector in ("GOV", "PTY", "OPP"):
        return code
    if body and sector != "GOV" and office.sector == "GOV":
        return code
    return f"{code[:3]}:{office.sector}"


def official(code: str) -> bool:
    """Whether a code is an official's, who becomes ELI when out of office."""
    return code[4:] in OFFICIAL


def state_code(actor: Actor) -> str:
    """The government of an actor's country; an organisation's own code."""
    return f"{actor.country}:GOV" if actor.country else actor.code


def again(actors: Iterable[Actor], mention: Mention, rule: str) -> tuple[Actor, ...]:
    """Actors told before, as a mention means them by a rule."""
    return tuple(make_actor(a.code, a.name, mention, rule) for a in actors)


def governments(actors: Iterable[Actor], mention: Mention, rule: str) -> tuple[Actor, ...]:
    """The governments of the countries of actors, as a mention means them by a rule."""
    return tuple(make_actor(state_code(a), a.name, mention, rule) for a in actors)
