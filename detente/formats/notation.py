"""The one-line notation of an event that tests, `explain` and tables share.

    CONSULT/visit  PAK:GOV > RUS:GOV  2022-02-23/2022-02-24  [future]  said_by PAK:GOV  "to visit"

Fields are two blanks apart. Type, parties, date and words are always there ("-" where unknown);
aux and said_by only where the event has them. What both sides do has no ">".
"""

from __future__ import annotations

from collections.abc import Sequence

from detente.types import Actor, Event

UNKNOWN = "-"


def event_line(event: Event) -> str:
    """The event in one line."""
    fields = [kind(event), parties(event), event.date.edtf if event.date else UNKNOWN]
    if event.aux:
        fields.append(f"[{', '.join(event.aux)}]")
    if event.said_by:
        fields.append(f"said_by {event.said_by.code}")
    words = event.mentions[0].trigger if event.mentions else ""
    fields.append(f'"{one_line(words)}"' if words else UNKNOWN)
    return "  ".join(fields)


def kind(event: Event) -> str:
    """Type and mode: "CONSULT/visit", or "AGREE" where there is no mode."""
    return f"{event.event_type}/{event.mode}" if event.mode else event.event_type


def parties(event: Event, unknown: str = UNKNOWN) -> str:
    """Both sides: "PAK:GOV > RUS:GOV" or "PAK:GOV RUS:GOV" for what both do."""
    left = codes(event.actor) or unknown
    return f"{left} > {codes(event.recipient)}" if event.recipient else left


def codes(side: Sequence[Actor]) -> str:
    """Codes of one side, by blanks."""
    return " ".join(a.code for a in side)


def one_line(text: str) -> str:
    """Words of an article for a terminal: blanks joined, control characters taken out.

    An article may hold escape sequences or marks that turn the direction of writing; neither
    may reach the terminal.
    """
    return "".join(c for c in " ".join(text.split()) if c.isprintable())
