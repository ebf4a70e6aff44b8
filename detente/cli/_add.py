"""The command add: documents into a store."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

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

from detente.cli._collate import progress_of_steps
from detente.cli._common import options_of, reading_options, store_option

if TYPE_CHECKING:
    from detente.archive.adding import Outcome

EVERY = 30.0  # seconds between two lines where standard error is no terminal


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH|URL...")
@store_option
@click.option("--jobs", type=int, default=1, show_default=True, help="Processes that code.")
@click.option("--collate/--no-collate", default=True, help="Find copies and stories afterwards.")
@click.option("--verbose", is_flag=True, help="Print the id of each document once it is stored.")
@reading_options
def add(
    paths: tuple[str, ...],
    store: str,
    collate: bool,
    verbose: bool,
    **reading: Any,
) -> None:
    """Code documents and keep them in a store, which is made where there is none.

    Takes what `read` takes: files, folders, feeds, archives, addresses. What the store has already
    is passed over: a run that was ended goes on when it is started again. Then copies and stories
    are found, as by `collate`. Exit status 1 says that some input could not be read or coded; each
    is named on standard error and kept in the store.
    """
    from detente.archive.adding import add as add_to
    from detente.run import check, count_documents
    from detente.store.database import open_store

    options = options_of(**reading)
    check(options)
    counts = {"added": 0, "known": 0, "failed": 0}

    def tell(outcome: Outcome) -> None:
        counts[outcome.kind] += 1
        if outcome.error is not None:
            click.echo(f"detente: {outcome.error}", err=True)
        elif verbose and outcome.kind == "added":
            click.echo(f"{outcome.document} {outcome.source}")
        advance()

    total = count_documents(paths)
    with open_store(store, create=True, write=True) as database:
        try:
            with _progress(total) as advance:
                add_to(database, paths, options, tell=tell)
            if collate:
                from detente.archive.collating import collate as find

                with progress_of_steps() as progress:
                    find(database, progress=progress)
        except KeyboardInterrupt:
            click.echo(f"{_summary(counts)}; ended: the same command goes on from here", err=True)
            sys.exit(130)
    click.echo(_summary(counts))  # after the store is closed: then all is on the disk
    if counts["failed"]:
        sys.exit(1)


def _summary(counts: dict[str, int]) -> str:
    return ", ".join(f"{number:,} {kind}" for kind, number in counts.items())


class _Rate(ProgressColumn):
    """Documents a second."""

    def render(self, task: Task) -> Text:
        return Text(_rate(task))


def _rate(task: Task) -> str:
    return f"{task.speed:.1f}/s" if task.speed else "-/s"


@contextmanager
def _progress(total: int | None) -> Iterator[Any]:
    """A function to be called after each document: it shows how many, how fast, how long yet.

    A bar on a terminal; elsewhere a line on standard error now and then.
    """
    terminal = sys.stderr.isatty()
    columns = (
        *(TextColumn("adding"), BarColumn(), MofNCompleteColumn(), _Rate()),
        *(TimeRemainingColumn(), TextColumn("left")),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not terminal) as progress:
        number = progress.add_task("adding", total=total)
        task = progress.tasks[0]
        last = progress.get_time()

        def advance() -> None:
            nonlocal last
            progress.advance(number)
            now = progress.get_time()
            if not terminal and now - last >= EVERY:
                last = now
                click.echo(f"detente: {_line(task)}", err=True)

        yield advance


def _line(task: Task) -> str:
    of = f" of {task.total:,.0f}" if task.total is not None else ""
    left = task.time_remaining
    minutes = f", {left / 60:.0f} minutes left" if left is not None else ""
    return f"{task.completed:,.0f}{of} documents, {_rate(task)}{minutes}"
