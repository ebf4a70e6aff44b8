"""The command add: documents into a store."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from detente.cli._common import coding_options, options_of, reading_options, store_option
from detente.cli._progress import progress_of_documents, progress_of_steps

if TYPE_CHECKING:
    from detente.archive.adding import Outcome
    from detente.archive.recoding import Recoded, Recoding
    from detente.store.database import Database


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
            with progress_of_documents("adding", total) as advance:
                add_to(database, paths, options, tell=tell)
            if collate:
                _find(database)
        except KeyboardInterrupt:
            click.echo(f"{_summary(counts)}; ended: the same command goes on from here", err=True)
            sys.exit(130)
    click.echo(_summary(counts))  # after the store is closed: then all is on the disk
    if counts["failed"]:
        sys.exit(1)


def _summary(counts: dict[str, int]) -> str:
    return ", ".join(f"{number:,} {kind}" for kind, number in counts.items())


def _find(database: Database) -> None:
    """Find copies and stories, as `collate`."""
    from detente.archive.collating import collate as find

    with progress_of_steps() as progress:
        find(database, progress=progress)


@click.command()
@store_option
@click.option("--list", "listed", is_flag=True, help="Print what coded how many documents.")
@click.option("--jobs", type=int, default=1, show_default=True, help="Processes that code.")
@click.option("--collate/--no-collate", default=True, help="Make the stories anew afterwards.")
@click.option(
    "--language", metavar="CODE", help="Language of these documents; detected anew without it."
)
@coding_options
def recode(store: str, listed: bool, collate: bool, **coding: Any) -> None:
    """Code again the documents that another version, model or codebook coded.

    The texts are those of the store: nothing is read from elsewhere. The language is detected
    anew; where that is not sure it stays as it is. Each document keeps its older
    coding until the new one is stored; a run that was ended goes on when it is started again.
    Events that are told as before keep their ids, their stories and what `split` and `join`
    decided. Give --codebook and --actors as you gave them to `add`. Exit status 1 says that some
    document could not be coded; it keeps what it had.
    """
    from detente.archive.recoding import coders, count_older
    from detente.archive.recoding import recode as code_again
    from detente.run import check
    from detente.store.database import open_store

    options = options_of(**coding)
    check(options)
    if listed:
        with open_store(store) as database, database.reading() as connection:
            for found in coders(connection, options):
                now = "  (now)" if found.now else ""
                click.echo(f"{found.documents:>9,}  {found.coder}{now}")
        return

    number = 0

    def tell(outcome: Recoding) -> None:
        nonlocal number
        number += outcome.error is None
        if outcome.error is not None:
            click.echo(f"detente: {outcome.error}", err=True)
        advance()

    with open_store(store, write=True) as database:
        with database.reading() as connection:
            total = count_older(connection, options)
        try:
            with progress_of_documents("coding", total) as advance:
                done = code_again(database, options, tell=tell)
            if collate:
                _find(database)
        except KeyboardInterrupt:
            click.echo(
                f"{number:,} documents coded again; ended: the same command goes on from here",
                err=True,
            )
            sys.exit(130)
    for text in _changes(done):
        click.echo(text)
    if done.failed:
        sys.exit(1)


def _changes(done: Recoded) -> tuple[str, ...]:
    changes = done.changes
    decided = ""
    if changes.moved or changes.idle:
        decided = (
            f"decisions: {changes.moved:,} follow their event to its new id, {changes.idle:,} wait"
            " for an event that is no more"
        )
    lines = (
        f"{done.documents:,} documents coded again, {done.otherwise:,} of them otherwise,"
        f" {done.failed:,} failed",
        f"events: {changes.same:,} the same, {changes.changed:,} changed, {changes.new:,} new,"
        f" {changes.gone:,} gone",
        f"assessments: {changes.assessments_new:,} new, {changes.assessments_gone:,} gone;"
        f" statements: {changes.statements_new:,} new, {changes.statements_gone:,} gone",
        decided,
    )
    return tuple(filter(None, lines if done.documents else lines[:1]))
