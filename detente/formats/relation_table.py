"""A relation for a terminal: its course by years, and its turning points with their stories."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from detente.formats.relation import Course, Moves, Period, Told, Turn, periods_of

STYLES = {"thaw": "blue", "chill": "red"}
SIGNS = {"thaw": "▲", "chill": "▼"}
HALF = 10  # cells on each side of 0
SHORT = 8  # characters of an id: mostly enough to find it again


def print_course(course: Course, console: Console) -> None:
    """Print a course; a line says so where no story tells of the two."""
    title = Text(course.title, style="bold")
    title.append(f"  {course.a} {'>' if course.directed else '–'} {course.b}", style="dim")
    console.print(title)
    if course.days:
        stories = f"{course.stories:,} {'story' if course.stories == 1 else 'stories'}"
        console.print(f"{course.days[0]} to {course.until}, {stories}", style="dim")
        console.print()
        console.print(_periods(periods_of(course)))
        console.print()
        _print_turns(course.turns, console)
    else:
        console.print("no story tells of the two")
    _print_notes(course.notes, console)


def print_moves(moves: Moves, console: Console) -> None:
    """Print the movers, the surest change first."""
    if not moves.moves:
        console.print(f"no dyad has enough stories since {moves.since}")
    else:
        table = _plain("relation", ">then", ">now", ">change", ">band", "turned")
        for move in moves.moves:
            way = "thaw" if move.change > 0 else "chill"
            table.add_row(
                f"{move.title}",
                signed(move.before),
                signed(move.after),
                Text(f"{SIGNS[way]} {signed(move.change)}", style=STYLES[way]),
                f"{signed(move.low)} … {signed(move.high)}",
                f"{move.turn.date} {move.turn.direction}" if move.turn else "",
            )
        until = f" to {moves.until}" if moves.until else ""
        console.print(Text(f"Changed most, {moves.since}{until}", style="bold"))
        console.print(f"{moves.compared} dyads compared, the surest change first", style="dim")
        console.print()
        console.print(table)
    _print_notes(moves.notes, console)


def signed(value: float) -> str:
    """A level with its sign, the minus as one character."""
    text = f"{value:+.1f}".replace("-", "−")
    return "0.0" if text in ("+0.0", "−0.0") else text


def bar(level: float) -> str:
    """The level as a bar from the middle, to the left for conflict."""
    cells = round(abs(level) / 10 * HALF)
    if level < 0:
        return " " * (HALF - cells) + "▒" * cells + "│" + " " * HALF
    return " " * HALF + "│" + "█" * cells + " " * (HALF - cells)


def _periods(periods: tuple[Period, ...]) -> Table:
    table = _plain("", ">level", "band", ">stories", "conflict   │   cooperation")
    for period in periods:
        table.add_row(
            period.name,
            signed(period.level),
            Text(f"{signed(period.low)} … {signed(period.high)}", style="dim"),
            f"{period.weight:,.0f}" if period.weight >= 0.5 or not period.weight else "<1",
            Text(bar(period.level)),
        )
    return table


def _print_turns(turns: tuple[Turn, ...], console: Console) -> None:
    if not turns:
        console.print("no turning points")
    for turn in turns:
        head = Text(f"{turn.date} ", style="bold")
        change = "+" if turn.direction == "thaw" else "−"
        head.append(
            f"{SIGNS[turn.direction]} {turn.direction} {change}{turn.size:.1f}",
            style=STYLES[turn.direction],
        )
        head.append(f"  {turn.first} … {turn.last}", style="dim")
        console.print(head)
        console.print(Padding(Text(cause(turn), style="dim"), (0, 0, 0, 2), expand=False))
        for told in turn.stories:
            console.print(Padding(_line(told), (0, 0, 0, 2), expand=False))


def cause(turn: Turn) -> str:
    """What changed: the tone, the hostile deeds, or both."""
    parts = []
    if turn.tone[0] != turn.tone[1]:
        parts.append(f"tone {signed(turn.tone[0])} to {signed(turn.tone[1])}")
    if turn.deeds[0] != turn.deeds[1]:
        parts.append(f"hostile deeds a week {turn.deeds[0]:g} to {turn.deeds[1]:g}")
    return ", ".join(parts)


def _line(told: Told) -> Text:
    days = f"{told.start}" if told.start == told.end else f"{told.start}/{told.end}"
    line = Text(f"{days} ")
    line.append(told.what, style="bold")
    line.append(f" {told.parties}")
    if told.kind not in ("event", "assessment"):
        line.append(f" [{told.kind}]", style="italic")
    if told.words:
        line.append(f" “{told.words}”")
    reports = f", {told.reports} reports" if told.reports > 1 else ""
    line.append(f" {told.id[:SHORT]}{reports}", style="dim")
    return line


def _plain(*names: str) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold")
    for name in names:
        right = name.startswith(">")
        table.add_column(
            name.removeprefix(">"), justify="right" if right else "left", no_wrap=right
        )
    return table


def _print_notes(notes: tuple[str, ...], console: Console) -> None:
    for note in notes:
        console.print(Text(f"note: {note}", style="italic"))
