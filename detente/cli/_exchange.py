"""Commands that exchange coded events with other programs: import, export."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from detente.archive.queries import make_query
from detente.cli._ask import query_options
from detente.cli._common import open_output, output_option, store_option
from detente.errors import InputError

READ = ("gdelt", "icews", "keds", "plover", "polecat")
WRITTEN = (
    "csv", "ftm", "gdelt", "gdelt-mentions", "graphml", "icews", "parquet", "plover", "polecat",
)  # fmt: skip


@click.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--format",
    "form",
    type=click.Choice(READ),
    help="Format of the files; their content tells it where it is not given.",
)
@click.option(
    "--source",
    metavar="NAME",
    help="Name of the data set, for --source of the lists; the coder that the rows name, or the"
    " format, where it is not given.",
)
@store_option
def import_(paths: tuple[str, ...], form: str | None, source: str | None, store: str) -> None:
    """Read files of events that others coded into the store, plain, gzipped or zipped.

    Importing again changes nothing, and goes on where a run was ended. What rows have no place
    here, or no code, is counted. Exit status 1 says that some file could not be read.
    """
    from detente.archive.exchanging import Imported, import_events
    from detente.formats.exchange import counted
    from detente.store.database import open_store

    failed = 0
    with open_store(store, create=True, write=True) as database:
        for path in paths:
            try:
                with _progress(path) as step:
                    done: Imported = import_events(
                        database, path, form=form, source=source, progress=step
                    )
            except InputError as error:
                failed += 1
                click.echo(f"detente: {error}", err=True)
                continue
            facts = [f"{done.added} added", f"{done.known} known"]
            if done.differing:
                facts.append(f"{done.differing} known with other values and left as they were")
            click.echo(f"{path}: {done.form}, {', '.join(facts)}")
            for reason, count in counted(done.skipped):
                click.echo(f"{count:9d}  {reason}")
    if failed:
        click.echo(f"detente: {failed} file{'s' if failed > 1 else ''} not imported", err=True)
        sys.exit(1)


@click.command()
@click.option("--format", "form", type=click.Choice(WRITTEN), required=True)
@click.option(
    "--by",
    type=click.Choice(["story", "event"]),
    default="story",
    show_default=True,
    help="A row for each story, with the number of its reports, or for each event of a document.",
)
@click.option(
    "--sectors/--no-sectors",
    default=True,
    help="In GraphML: PAK:GOV and PAK:MIL are two nodes, or one.",
)
@query_options("stories")
@click.option("--limit", type=int, metavar="N", help="At most N.")
@output_option
@store_option
def export(
    form: str,
    by: str,
    sectors: bool,
    output: Path | None,
    store: str,
    **filters: Any,
) -> None:
    """Write stories or events in a format of others, oldest first.

    Takes the filters of `stories` and `events`. What the format cannot hold is counted on
    standard error; docs/formats has a page for each.
    """
    from detente.archive.exchanging import export_events
    from detente.formats.exchange import counted
    from detente.store.database import open_store

    query = make_query("stories" if by == "story" else "events", **filters)
    with open_store(store) as database, ExitStack() as stack:
        out = output or stack.enter_context(open_output(None))
        done = export_events(database, form, out, query=query, by=by, sectors=sectors)
    noun = {"story": ("story", "stories"), "event": ("event", "events")}[by][done.listed != 1]
    click.echo(f"detente: {done.listed} {noun}" + (f" to {output}" if output else ""), err=True)
    for reason, count in counted(done.losses):
        click.echo(f"{count:9d}  {reason}", err=True)
    if done.unfinished:
        click.echo(f"detente: {done.unfinished}", err=True)


@contextmanager
def _progress(path: str) -> Iterator[Callable[[int], None] | None]:
    """A counter of events on standard error, on a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (
        TextColumn("{task.description}"),
        TextColumn("{task.completed:.0f} events"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(Path(path).name, total=None)
        yield lambda count: progress.advance(task, count)
