"""What several commands share: options of reading, outputs, progress, failures."""

from __future__ import annotations

import datetime as dt
import io
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from detente.errors import UsageError
from detente.outputs import is_stdout, text_output
from detente.types import Coding

F = TypeVar("F", bound=Callable[..., Any])


def coding_options(function: F) -> F:
    """Options of what codes: another codebook, more actors."""
    options = (
        click.option(
            "--codebook",
            type=click.Path(path_type=Path),
            metavar="FILE|FOLDER",
            help="Another codebook (see docs/codebook.md).",
        ),
        click.option(
            "--actors",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Names, codes and dates that add to our tables or override them "
            "(see docs/actors.md).",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def reading_options(function: F) -> F:
    """Options of the commands that read articles, as `options_of` takes them."""
    options = (
        click.option(
            "--published",
            metavar="DATE",
            help="Day of publication (YYYY-MM-DD) of documents that do not tell it.",
        ),
        click.option(
            "--language",
            metavar="CODE",
            help="Language of the documents; detected where it is not given.",
        ),
        click.option(
            "--encoding", metavar="NAME", help="Encoding of the files; UTF-8 where it is not given."
        ),
        coding_options,
        click.option(
            "--columns",
            metavar="FACT=COLUMN,...",
            help="Columns of tables, for example text=body,published=date (see docs/inputs.md).",
        ),
        click.option(
            "--delay",
            type=click.FloatRange(min=0),
            metavar="SECONDS",
            help="Least time between two pages of a web server. [default: 1]",
        ),
        click.option(
            "--allow-private",
            is_flag=True,
            help="Read addresses of your own network, too, not only public ones.",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def store_option(function: F) -> F:
    """The option --store of all commands over a store; the argument is called `store`."""
    return click.option(
        "--store",
        metavar="FILE|URL",
        default="detente.db",
        show_default=True,
        envvar="DETENTE_STORE",
        show_envvar=True,
        help="The store: a file, or postgresql://USER@HOST/NAME.",
    )(function)


def output_option(function: F) -> F:
    """The option --output; the argument `output` is None for standard output."""
    return click.option(
        "-o",
        "--output",
        type=click.Path(),
        callback=lambda _context, _option, name: (
            None if name is None or is_stdout(name) else Path(name)
        ),
        help="Write to this file; - is standard output.",
    )(function)


def options_of(
    published: str | None = None,
    language: str | None = None,
    encoding: str | None = None,
    codebook: Path | None = None,
    actors: Path | None = None,
    jobs: int = 1,
    columns: str | None = None,
    delay: float | None = None,
    allow_private: bool = False,
) -> Any:
    from detente.ingest import DELAY, language_code, of_news
    from detente.ingest.csvs import parse_columns
    from detente.run import Options

    day = None
    if published is not None:
        try:
            day = dt.date.fromisoformat(published)
        except ValueError as error:
            raise UsageError(
                f"--published {published!r} is not a date; write YYYY-MM-DD, for example"
                " 2022-02-23",
                code="bad-date",
            ) from error
        if not of_news(day):
            raise UsageError(
                f"--published {published} is no day of news; leave it out where none is known",
                code="bad-date",
            )
    return Options(
        day,
        language_code(language),
        encoding,
        codebook,
        actors,
        jobs,
        columns=None if columns is None else parse_columns(columns),
        delay=DELAY if delay is None else delay,
        allow_private=allow_private,
    )


@contextmanager
def open_output(output: Path | None, *, apart: Iterable[str | Path] = ()) -> Iterator[Any]:
    """What to write to: a file that is none of `apart`, a pipe or device, or standard output."""
    if output is not None:
        with text_output(output, apart=apart) as out:
            yield out
        return
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    try:
        yield sys.stdout
    finally:
        sys.stdout.flush()  # what does not fit is told here, not after the end of the program


def keep(items: Iterable[Any], failures: list[str]) -> Iterator[Coding]:
    for item in items:
        if isinstance(item, Coding):
            yield item
        else:
            failures.append(item.source)
            click.echo(f"detente: {item.error}", err=True)


def progress_of(items: Iterable[Any], total: int, *, show: bool) -> Iterator[Any]:
    """A progress bar on standard error, on a terminal and for more than one file."""
    if total < 2 or not sys.stderr.isatty() or not show:
        yield from items
        return
    columns = (TextColumn("coding"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("coding", total=total)
        for item in items:
            progress.advance(task)
            yield item
