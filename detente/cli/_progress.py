"""How far a long command is, how fast it goes, and how long it will take yet.

On a terminal a bar; elsewhere a line on standard error now and then.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

EVERY = 30.0  # seconds between two lines where standard error is no terminal
_STEPS = {
    "documents": "reading",
    "copies": "copies",
    "story": "stories",
    "links": "links",
}  # of `collate` -> what is shown


class _Rate(ProgressColumn):
    """Items a second."""

    def render(self, task: Task) -> Text:
        return Text(rate(task))


def rate(task: Task) -> str:
    """Items a second, or that they are not known."""
    return f"{task.speed:.1f}/s" if task.speed else "-/s"


def line(task: Task) -> str:
    """The same as a bar says, in words."""
    of = f" of {task.total:,.0f}" if task.total is not None else ""
    left = task.time_remaining
    minutes = f", {left / 60:.0f} minutes left" if left is not None else ""
    return f"{task.description}: {task.completed:,.0f}{of}, {rate(task)}{minutes}"


@contextmanager
def progress_of_documents(what: str, total: int | None) -> Iterator[Callable[[], None]]:
    """A function to be called after each document; `what` is done with them."""
    with _shown() as (progress, tell):
        number = progress.add_task(what, total=total)

        def advance() -> None:
            progress.advance(number)
            tell(progress.tasks[0])

        yield advance


@contextmanager
def progress_of_steps() -> Iterator[Callable[[str, int, int], None]]:
    """What `collate` calls with a step, how much of it is done and how much there is."""
    with _shown() as (progress, tell):
        numbers = {step: progress.add_task(name, visible=False) for step, name in _STEPS.items()}
        tasks = dict(zip(numbers, progress.tasks, strict=True))

        def advance(step: str, done: int, total: int) -> None:
            progress.update(numbers[step], completed=done, total=total, visible=True)
            tell(tasks[step])

        yield advance


@contextmanager
def _shown() -> Iterator[tuple[Progress, Callable[[Task], None]]]:
    """Bars, and a function that prints a line now and then where there are none."""
    terminal = sys.stderr.isatty()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate())
    more = (TimeRemainingColumn(), TextColumn("left"))
    console = Console(stderr=True)
    with Progress(*columns, *more, console=console, disable=not terminal) as progress:
        last = progress.get_time()

        def tell(task: Task) -> None:
            nonlocal last
            now = progress.get_time()
            if not terminal and now - last >= EVERY:
                last = now
                click.echo(f"detente: {line(task)}", err=True)

        yield progress, tell
