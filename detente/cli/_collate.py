"""The commands collate, split and join: copies and stories of a store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from detente.cli._common import open_output, store_option
from detente.cli._progress import progress_of_steps

if TYPE_CHECKING:
    from detente.store.database import Database


@click.command()
@click.option("--rebuild", is_flag=True, help="Make all copies and stories anew.")
@store_option
def collate(rebuild: bool, store: str) -> None:
    """Find the copies and the stories of the documents of a store.

    `add` does it after adding, unless told not to. What people decided (`split`, `join`) is kept.
    A run that was ended goes on when it is started again.
    """
    from detente.archive.collating import collate as find
    from detente.store.database import open_store

    with open_store(store, write=True) as database, progress_of_steps() as advance:
        done = find(database, rebuild=rebuild, progress=advance)
    click.echo(
        f"{done.documents:,} documents compared; the store has {done.copies:,} copies,"
        f" {done.partial:,} documents with passages of others, {done.translations:,} translations,"
        f" and {done.stories:,} stories of {done.events:,} events"
    )


@click.command()
@click.argument("event", metavar="EVENT")
@click.argument("other", metavar="OTHER", required=False)
@store_option
def split(event: str, other: str | None, store: str) -> None:
    """Take EVENT out of its story, or keep it apart from OTHER.

    Both are ids, or beginnings of ids, that `detente events` prints. Remembered until a `join` of
    the same events. Prints the stories that come of it.
    """
    from detente.archive.deciding import split as decide
    from detente.store.database import open_store

    with open_store(store, write=True) as database:
        _print(database, decide(database, event, other))


@click.command()
@click.argument("event", metavar="EVENT")
@click.argument("other", metavar="OTHER")
@store_option
def join(event: str, other: str, store: str) -> None:
    """Put EVENT and OTHER into one story.

    Both are ids, or beginnings of ids, that `detente events` prints. Remembered until a `split` of
    the same events. Prints the story that comes of it.
    """
    from detente.archive.deciding import join as decide
    from detente.store.database import open_store

    with open_store(store, write=True) as database:
        _print(database, decide(database, event, other))


def _print(database: Database, names: tuple[str, ...]) -> None:
    """Print stories with the reason for which each event is in them."""
    from detente.archive.showing import show
    from detente.formats.listing import kind_of, sides
    from detente.formats.notation import one_line
    from detente.formats.shown import reason_of

    with database.reading() as connection:
        records = [show(connection, name) for name in names]
    with open_output(None) as out:
        for record in records:
            values = (record["status"], kind_of(record), sides(record), record["date"] or "-")
            head = (f"story {record['id']}", *values, f"reports {record['reports']}")
            out.write("  ".join(map(one_line, head)) + "\n")
            for member in record["members"]:
                told = (member["published"], member["publisher"], member["trigger"])
                line = (member["event"], *(value for value in told if value))
                out.write("  " + "  ".join(map(one_line, line)) + "\n")
                if reason := reason_of(member):
                    out.write(f"    {reason}\n")
