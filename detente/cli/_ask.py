"""The commands that ask a store: events, stories, assessments, statements, documents, show."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console

from detente.archive.queries import AUX, FILTERS, NONE, SORTS, STATUSES, TONES, TRENDS, make_query
from detente.cli._common import open_output, output_option, store_option
from detente.errors import UsageError

F = TypeVar("F", bound=Callable[..., Any])

_PARTY = "a code (PAK, PAK:GOV, IGO:UNO) or a name (Pakistan, Russland, UN)"
_OPTIONS: dict[str, Callable[[F], F]] = {
    "actor": click.option("--actor", multiple=True, metavar="PARTY", help=f"Who did it: {_PARTY}."),
    "recipient": click.option(
        "--recipient", multiple=True, metavar="PARTY", help="Whom it concerned."
    ),
    "dyad": click.option(
        "--dyad", nargs=2, metavar="A B", help="Between two parties, whoever acted."
    ),
    "type": click.option("--type", multiple=True, metavar="TYPE", help="CONSULT, ASSAULT ..."),
    "mode": click.option("--mode", multiple=True, metavar="MODE", help="visit, firearms ..."),
    "aux": click.option(
        "--aux",
        multiple=True,
        type=click.Choice((*AUX, NONE), case_sensitive=False),
        help="Auxiliary mode; all that are given. none: acts that happened, and not long ago.",
    ),
    "status": click.option(
        "--status",
        multiple=True,
        type=click.Choice(STATUSES, case_sensitive=False),
        help="What was done, is planned, is possible, was denied or not done.",
    ),
    "historical": click.option(
        "--historical/--no-historical",
        default=None,
        help="Only, or no, events that ended over 30 days before they were told.",
    ),
    "since": click.option(
        "--since",
        metavar="DATE",
        help="From this year, month or day on (YYYY, YYYY-MM, YYYY-MM-DD).",
    ),
    "until": click.option("--until", metavar="DATE", help="Up to this year, month or day."),
    "place": click.option(
        "--place", multiple=True, metavar="NAME", help="Where: a town, an area, a state."
    ),
    "country": click.option(
        "--country", multiple=True, metavar="STATE", help="In which state: a code or a name."
    ),
    "said_by": click.option(
        "--said-by",
        multiple=True,
        metavar="PARTY",
        help="On whose word; SRC: a source without a name, none: the paper itself.",
    ),
    "min_reports": click.option(
        "--min-reports", type=int, metavar="N", help="Told by N independent reports or more."
    ),
    "min_confidence": click.option(
        "--min-confidence", type=float, metavar="P", help="Confidence of P (0 to 1) or more."
    ),
    "language": click.option(
        "--language", multiple=True, metavar="CODE", help="Told in this language (de, en)."
    ),
    "publisher": click.option(
        "--publisher", multiple=True, metavar="NAME", help="Told by this outlet."
    ),
    "source": click.option(
        "--source",
        multiple=True,
        metavar="NAME",
        help="Coded by: detente, or the source of an import.",
    ),
    "tone": click.option("--tone", multiple=True, type=click.Choice(TONES, case_sensitive=False)),
    "trend": click.option(
        "--trend", multiple=True, type=click.Choice(TRENDS, case_sensitive=False)
    ),
    "kind": click.option(
        "--kind", multiple=True, type=click.Choice(("direct", "indirect"), case_sensitive=False)
    ),
    "text": click.option(
        "--text",
        metavar="WORDS",
        help='In title and text of the document: words, "phrases", begin*, -without.',
    ),
}


def query_options(listing: str) -> Callable[[F], F]:
    """Options for the filters of a list; the arguments are called as `make_query` takes them."""

    def decorate(function: F) -> F:
        for name in reversed(FILTERS[listing]):
            function = _OPTIONS[name](function)
        return function

    return decorate


def _command(listing: str, text: str) -> click.Command:
    sorts = ", ".join(SORTS[listing])

    @click.command(listing, help=text)
    @query_options(listing)
    @click.option(
        "--sort",
        metavar="KEY",
        default=f"-{SORTS[listing][0]}",
        show_default=True,
        help=f"{sorts}; with - before it from the highest or latest down.",
    )
    @click.option("--limit", type=int, metavar="N", help="At most N. [default: 50 in a table]")
    @click.option("--after", metavar="MARK", help="Go on after the page that gave this mark.")
    @click.option(
        "--format",
        "form",
        type=click.Choice(["table", "json", "csv"]),
        default="table",
        show_default=True,
    )
    @output_option
    @store_option
    def command(store: str, form: str, output: Path | None, **filters: Any) -> None:
        _list(listing, store, form, output, filters)

    return command


def _list(
    listing: str, store: str, form: str, output: Path | None, filters: dict[str, Any]
) -> None:
    from detente.archive.asking import keys_of, page, rows, unfinished
    from detente.formats.listing import print_listing, write_csv, write_json
    from detente.store.database import open_store

    query = make_query(listing, **filters)
    after = None
    with open_store(store) as database, database.reading() as connection:
        if listing == "stories" or query.min_reports:
            _warn(unfinished(connection))
        if form == "table" or query.limit is not None:
            part = page(connection, listing, query)
            found, after = iter(part.rows), part.after
        else:
            found = rows(connection, listing, query)
        first = next(found, None)  # what cannot be asked is told before a file is opened
        found = iter(()) if first is None else _chained(first, found)
        with open_output(output, apart=database.files) as out:
            if form == "json":
                write_json(found, out)
            elif form == "csv":
                write_csv(keys_of(listing), found, out)
            else:
                width = None if out.isatty() else 80
                print_listing(listing, list(found), Console(file=out, width=width, highlight=False))
    if after:
        click.echo(f"detente: there are more; go on with --after {after}", err=True)


def _chained(first: Any, rest: Any) -> Any:
    yield first
    yield from rest


def _warn(note: str | None) -> None:
    if note:
        click.echo(f"detente: {note}", err=True)


events = _command("events", "List the events of a store, one row an event of a document.")
stories = _command(
    "stories", "List the stories of a store: what several documents tell is one row."
)
assessments = _command("assessments", "List how texts say that two parties stand.")
statements = _command("statements", "List somebody's words, quoted or reported.")
documents = _command(
    "documents", "List documents; with filters of events those that tell such an event."
)


@click.command()
@click.argument("name", metavar="ID")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@store_option
def show(name: str, form: str, store: str) -> None:
    """Print all that a store has of an event, story, document, assessment or statement.

    ID is the id that lists print, or its beginning.
    """
    from detente.archive.showing import show as shown
    from detente.formats.shown import print_shown
    from detente.store.database import open_store

    with open_store(store) as database, database.reading() as connection:
        record = shown(connection, name)
    with open_output(None) as out:
        if form == "json":
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
        else:
            width = None if out.isatty() else 80
            print_shown(record, Console(file=out, width=width, highlight=False))


def explain_stored(store: str, name: str, event: str | None) -> None:
    """Print why what a store has of that id, or an event of it, is coded as it is."""
    from detente.archive.showing import explain
    from detente.store.database import open_store

    with open_store(store) as database, database.reading() as connection:
        try:
            click.echo(explain(connection, name, event))
        except UsageError as error:
            if error.code == "no-event":
                raise
            message = f"there is no file {name}; in the store: {error.message}"
            raise UsageError(message, code=error.code) from error
