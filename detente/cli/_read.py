"""Commands that read articles: read, explain, times, pairs, schema."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.console import Console

from detente.cli._ask import explain_stored
from detente.cli._common import (
    keep,
    open_output,
    options_of,
    output_option,
    progress_of,
    reading_options,
    store_option,
)
from detente.errors import UsageError
from detente.types import Coding

FORMATS = ("table", "json", "tsv", "html")
_BEGINNING = 2_000  # characters of an older result that tell its format


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH|URL...")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@output_option
@click.option("--jobs", type=int, default=1, show_default=True, help="Processes that code.")
@reading_options
def read(
    paths: tuple[str, ...],
    form: str,
    output: Path | None,
    **reading: Any,
) -> None:
    """Code articles: files, folders, web archives, pages or feeds, or - for standard input.

    Exit status 1 says that some input could not be read; each is named on standard error.
    """
    from detente.run import code_paths, count_files

    options = options_of(**reading)
    failures: list[str] = []
    apart: list[str] = []
    if output is not None:
        paths, apart = _beside(output, paths)
        apart += _files(options.codebook) + _files(options.actors)
    total = count_files(paths)
    items = progress_of(
        code_paths(paths, options), total, show=output is not None or form == "html"
    )
    coded: list[str] = []
    with open_output(output, apart=apart) as out:
        _write(_noted(keep(items, failures), coded), form, out)
        if failures and not coded:  # an older result stays
            _tell(failures)
    if failures:
        _tell(failures)


def _tell(failures: list[str]) -> NoReturn:
    count = len(failures)
    click.echo(f"detente: {count} input{'s' if count > 1 else ''} not coded", err=True)
    sys.exit(1)


def _noted(codings: Iterator[Coding], coded: list[str]) -> Iterator[Coding]:
    for coding in codings:
        coded.append(coding.document.id)
        yield coding


def _beside(output: Path, paths: tuple[str, ...]) -> tuple[tuple[str, ...], list[str]]:
    """What to read, and its files, which must not be written: an older result in a folder that is
    read is neither.
    """
    from detente.ingest import STDIN, expand, is_url

    named = {p for p in paths if p != STDIN and not is_url(p)}
    found = list(expand(paths))
    older = {p for p in found if p not in named and _is_result(output, p)}
    kept = tuple(p for p in found if p not in older)
    return kept, [p for p in kept if p != STDIN and not is_url(p)]


def _is_result(output: Path, path: str) -> bool:
    """Whether a file is the output, and what a run before this one wrote; a table tells not."""
    from detente.formats import tsv

    if os.path.realpath(path) != os.path.realpath(output):
        return False
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            begin = file.read(_BEGINNING)
    except OSError:
        return False
    ours = begin.startswith(('{"document": {"id": ', tsv.header()))
    return not begin or ours or "· Détente</title>" in begin


def _files(path: Path | None) -> list[str]:
    """The files of a codebook or a table of actors."""
    if path is None:
        return []
    return [str(p) for p in sorted(path.rglob("*")) if p.is_file()] or [str(path)]


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


@click.command()
@click.argument("path", metavar="FILE|ID")
@click.argument("event_id", metavar="EVENT_ID", required=False)
@store_option
@reading_options
def explain(
    path: str,
    event_id: str | None,
    store: str,
    **reading: Any,
) -> None:
    """Print why the events of FILE are coded as they are: rules, words, tree fragment.

    EVENT_ID, or its beginning, picks one event; without it all are explained. What is no file is
    the ID, or its beginning, of an event, story, assessment or document of the store, and the
    reasons are those that were kept when it was coded.
    """
    from detente.formats.explain import explain_event
    from detente.run import code_paths

    context = click.get_current_context()
    asked = context.get_parameter_source("store") is not click.core.ParameterSource.DEFAULT
    no_file = path != "-" and "://" not in path and not Path(path).exists()
    if no_file and (asked or Path(store).exists()):
        explain_stored(store, path, event_id)
        return

    options = options_of(**reading)
    failures: list[str] = []
    shown, known = 0, []
    for coding in keep(code_paths([path], options), failures):
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


@click.command()
@click.argument("path", metavar="FILE")
@click.option("--published", metavar="DATE", help="Day of publication (YYYY-MM-DD).")
@click.option("--language", metavar="CODE", help="Language of the text.")
def times(path: str, published: str | None, language: str | None) -> None:
    """Mark the time expressions of a text or TimeML file; writes TimeML."""
    from detente.run import mark_times

    options = options_of(published, language)
    click.echo(mark_times(path, options), nl=False)


@click.command()
@click.argument("path", metavar="FILE.tsv")
@click.option("--language", metavar="CODE", help="Language of the sentences.")
@click.option("--codebook", type=click.Path(path_type=Path), metavar="FILE|FOLDER")
def pairs(path: str, language: str | None, codebook: Path | None) -> None:
    """Code the relation between two marked spans, <s>actor</s> and <t>recipient</t>.

    FILE.tsv has a header with uid and marked_sentence; writes uid, event_type, mode, quad_class,
    confidence and rule.
    """
    from detente.run import code_pairs

    for line in code_pairs(path, options_of(language=language, codebook=codebook)):
        click.echo(line)


@click.command()
def schema() -> None:
    """Print the JSON Schema of what `read --format json` writes."""
    from detente.formats.schema import coding_schema

    click.echo(json.dumps(coding_schema(), indent=2))
