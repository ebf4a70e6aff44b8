"""The command `detente`: parse, call one function, print."""

from __future__ import annotations

import datetime as dt
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from detente import __version__
from detente.errors import DetenteError, UsageError
from detente.types import Coding

F = TypeVar("F", bound=Callable[..., Any])
FORMATS = ("table", "json", "tsv", "html")


class _Group(click.Group):
    """Prints our errors as one line and exits with 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except DetenteError as error:
            click.echo(f"detente: {error}", err=True)
            ctx.exit(2)
        except BrokenPipeError:
            sys.stderr.close()
            ctx.exit(1)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="detente")
def main() -> None:
    """Read news in its own language: who did what to whom, when, where, on whose word."""


def _reading(function: F) -> F:
    """Options of the commands that read articles, as `_options` takes them."""
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


def _options(
    published: str | None = None,
    language: str | None = None,
    encoding: str | None = None,
    codebook: Path | None = None,
    actors: Path | None = None,
    jobs: int = 1,
) -> Any:
    from detente.ingest import language_code
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
    return Options(day, language_code(language), encoding, codebook, actors, jobs)


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write to this file.")
@click.option("--jobs", type=int, default=1, show_default=True, help="Processes that code.")
@_reading
def read(
    paths: tuple[str, ...],
    form: str,
    output: Path | None,
    **reading: Any,
) -> None:
    """Code articles: text, HTML or JSON Lines files, folders, or - for standard input.

    Exit status 1 says that some input could not be read; each is named on standard error.
    """
    from detente.run import code_paths, count_files

    options = _options(**reading)
    failures: list[str] = []
    if output is not None:
        paths = _without(output, paths)
    total = count_files(paths)
    items = _progress(code_paths(paths, options), total, show=output is not None or form == "html")
    codings = _keep(items, failures)
    with _open(output) as out:
        _write(codings, form, out)
    if failures:
        count = len(failures)
        click.echo(f"detente: {count} input{'s' if count > 1 else ''} not coded", err=True)
        sys.exit(1)


def _without(output: Path, paths: tuple[str, ...]) -> tuple[str, ...]:
    """The files to read: an older output in a folder that is read is no input."""
    from detente.ingest import expand

    target = output.resolve()
    if any(Path(p).resolve() == target for p in paths):
        raise UsageError(
            f"--output {output} is one of the inputs and would be lost; name another file",
            code="unwritable",
        )
    return tuple(p for p in expand(paths) if Path(p).resolve() != target)


@contextmanager
def _open(output: Path | None) -> Iterator[Any]:
    """The file to write to; standard output as UTF-8 with "\\n" on every system."""
    if output is None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", newline="\n")
        yield sys.stdout
        return
    try:
        out = output.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(
            f"--output {output}: cannot be written ({error.strerror})", code="unwritable"
        ) from error
    with out:
        yield out


def _keep(items: Iterable[Any], failures: list[str]) -> Iterator[Coding]:
    for item in items:
        if isinstance(item, Coding):
            yield item
        else:
            failures.append(item.source)
            click.echo(f"detente: {item.error}", err=True)


def _progress(items: Iterable[Any], total: int, *, show: bool) -> Iterator[Any]:
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


def _write(codings: Iterator[Coding], form: str, out: Any) -> None:
    if form == "json":
        from detente.formats.records import coding_record

        for coding in codings:
            out.write(json.dumps(coding_record(coding), ensure_ascii=False) + "\n")
    elif form == "tsv":
        from detente.formats import tsv

        out.write(tsv.header() + "\n")
        for coding in codings:
            out.writelines(row + "\n" for row in tsv.rows(coding))
    elif form == "html":
        from detente.formats.page import write_page

        write_page(list(codings), out)
    else:
        from detente.formats.table import print_table

        console = Console(file=out, width=None if out.isatty() else 80, highlight=False)
        for coding in codings:
            print_table(coding, console)


@main.command()
@click.argument("path", metavar="FILE")
@click.argument("event_id", metavar="EVENT_ID", required=False)
@_reading
def explain(
    path: str,
    event_id: str | None,
    **reading: Any,
) -> None:
    """Print why the events of FILE are coded as they are: rules, words, tree fragment.

    EVENT_ID, or its beginning, picks one event; without it all are explained.
    """
    from detente.formats.explain import explain_event
    from detente.run import code_paths

    options = _options(**reading)
    failures: list[str] = []
    shown, known = 0, []
    for coding in _keep(code_paths([path], options), failures):
        for event in coding.events:
            known.append(event.id)
            if event_id is None or event.id.startswith(event_id):
                click.echo(("\n" if shown else "") + explain_event(coding, event))
                shown += 1
    if failures:
        sys.exit(1)
    if not shown and event_id is not None:
        listed = ", ".join(known) or "none"
        raise UsageError(
            f"{path}: no event has an id that begins with {event_id!r}; its events are: {listed}"
            " (ids change with --published, --actors and --codebook)",
            code="no-event",
        )
    if not shown:
        click.echo("no events")


@main.command()
@click.argument("path", metavar="FILE")
@click.option("--published", metavar="DATE", help="Day of publication (YYYY-MM-DD).")
@click.option("--language", metavar="CODE", help="Language of the text.")
def times(path: str, published: str | None, language: str | None) -> None:
    """Mark the time expressions of a text or TimeML file; writes TimeML."""
    from detente.run import mark_times

    options = _options(published, language)
    click.echo(mark_times(path, options), nl=False)


@main.command()
@click.argument("path", metavar="FILE.tsv")
@click.option("--language", metavar="CODE", help="Language of the sentences.")
@click.option("--codebook", type=click.Path(path_type=Path), metavar="FILE|FOLDER")
def pairs(path: str, language: str | None, codebook: Path | None) -> None:
    """Code the relation between two marked spans, <s>actor</s> and <t>recipient</t>.

    FILE.tsv has a header with uid and marked_sentence; writes uid, event_type, mode, quad_class,
    confidence and rule.
    """
    from detente.run import code_pairs

    for line in code_pairs(path, _options(language=language, codebook=codebook)):
        click.echo(line)


@main.command()
def schema() -> None:
    """Print the JSON Schema of what `read --format json` writes."""
    from detente.formats.schema import coding_schema

    click.echo(json.dumps(coding_schema(), indent=2))


@main.group()
def codebook() -> None:
    """Check, test and list codebooks."""


_BOOK = (
    click.argument("path", required=False, type=click.Path(path_type=Path)),
    click.option("--language", metavar="CODE", help="Only this language."),
)


def _book(function: F) -> F:
    for option in reversed(_BOOK):
        function = option(function)
    return function


@codebook.command("check")
@_book
def codebook_check(path: Path | None, language: str | None) -> None:
    """Load a codebook and name what is wrong with it."""
    from detente.books import check_codebook

    for line in check_codebook(path, language):
        click.echo(line)


@codebook.command("test")
@_book
@click.option("--verbose", is_flag=True, help="Print each example that fails.")
def codebook_test(path: Path | None, language: str | None, verbose: bool) -> None:
    """Code the example sentence of every entry and compare."""
    from detente.books import test_codebook

    failed = 0
    for result in test_codebook(path, language):
        failed += result.failed
        click.echo(result.summary)
        if verbose:
            for line in result.failures:
                click.echo(line)
    if failed:
        sys.exit(1)


@codebook.command("list")
@_book
@click.option("--type", "event_type", metavar="TYPE", help="Only this type.")
def codebook_list(path: Path | None, language: str | None, event_type: str | None) -> None:
    """Print the entries: predicate, type, slots, example."""
    from detente.books import list_codebook

    for line in list_codebook(path, language, event_type):
        click.echo(line)
