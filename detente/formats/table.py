"""The table for people: one block a document, readable in 80 columns."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from detente.formats.notation import one_line, parties
from detente.types import Coding, Event


def print_table(coding: Coding, console: Console) -> None:
    """Print events, assessments, repeats and warnings of one document."""
    document = coding.document
    facts = [document.published.isoformat() if document.published else "no date"]
    facts += [document.language or "", document.publisher or ""]
    console.print(
        Text(one_line(document.title or document.source or document.id), style="bold"),
        soft_wrap=True,
    )
    console.print(Text(one_line(" · ".join(f for f in facts if f)), style="dim"))
    if coding.events:
        console.print(_events(coding.events))
    else:
        console.print("no events")
    if coding.assessments:
        console.print(_assessments(coding))
    repeats = [p for p in coding.paragraphs if p.repeats is not None]
    if repeats:
        listed = ", ".join(f"{p.index} = {p.repeats}" for p in repeats)
        console.print(f"repeated paragraphs: {listed}")
    for warning in coding.warnings:
        console.print(Text(f"note: {one_line(warning)}", style="yellow"))
    console.print()


def _events(events: Sequence[Event]) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold", expand=False)
    table.add_column("date", no_wrap=True, max_width=21)
    table.add_column("event", max_width=18)
    table.add_column("parties", max_width=17)
    table.add_column("words", ratio=1)
    for event in events:
        kind = event.event_type + (f" {event.mode}" if event.mode else "")
        status = Text(kind)
        if event.aux:
            status.append("\n" + ", ".join(event.aux), style="italic dim")
        if event.said_by:
            status.append(f"\nsays {event.said_by.code}", style="italic dim")
        words = one_line(event.mentions[0].trigger)
        more = len(event.mentions) - 1
        date = event.date.edtf if event.date else "–"
        table.add_row(
            date.replace("/", "/\n") if len(date) > 12 else date,
            status,
            parties(event, unknown="–"),
            Text(words + (f" (+{more})" if more else "")),
        )
    return table


def _assessments(coding: Coding) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold")
    table.add_column("relation", no_wrap=True)
    table.add_column("tone", no_wrap=True)
    table.add_column("words", ratio=1)
    for a in coding.assessments:
        tone = a.tone + (f", {a.trend}" if a.trend else "")
        who = f" (says {a.said_by.code})" if a.said_by else ""
        table.add_row(f"{a.a} – {a.b}", tone, Text(one_line(a.mentions[0].trigger) + who))
    return table
