"""The command demo: a store of sample articles of our own, served."""

from __future__ import annotations

from typing import Any

import click

from detente.cli._progress import progress_of_documents, progress_of_steps
from detente.cli._serve import run_server, serving_options


@click.command()
@click.option(
    "--store",
    default="detente-demo.db",
    show_default=True,
    metavar="FILE|postgresql://...",
    help="Where the articles are kept; used again when it is there.",
)
@click.option("--serve/--no-serve", "serves", default=True, help="Serve it when it is made.")
@serving_options
def demo(store: str, serves: bool, **serving: Any) -> None:
    """Code sample articles into a store and serve it: what Détente looks like with news in it.

    The articles come with the program: twelve pairs of states and organisations over some years,
    told in German and English by papers that do not exist, with copies, plans, denials,
    corrections and history.
    """
    from detente.archive.adding import add
    from detente.archive.asking import rows
    from detente.archive.collating import collate
    from detente.archive.queries import make_query
    from detente.resources import DATA
    from detente.run import Options, count_documents
    from detente.store.database import open_store

    articles = (str(DATA / "demo"),)
    with open_store(store, create=True, write=True) as database:
        with progress_of_documents("adding", count_documents(articles)) as advance:
            add(database, articles, Options(), tell=lambda _: advance())
        with progress_of_steps() as progress:
            collate(database, progress=progress)
        with database.reading() as connection:
            found = {
                name: sum(1 for _ in rows(connection, name, make_query(name)))
                for name in ("documents", "events", "stories", "assessments")
            }
    click.echo(f"{store}: " + ", ".join(f"{number} {name}" for name, number in found.items()))
    click.echo("Try also:")
    click.echo(f"  detente relations COL VEN --store {store}")
    click.echo(f"  detente stories --dyad GRC TUR --store {store}")
    click.echo(f"  detente events --text Grenze --store {store}")
    if serves:
        run_server(store, **serving)
