"""The command relations: how two parties stand over time, and who moved most."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from detente.cli._common import open_output, output_option, store_option
from detente.errors import UsageError

FORMATS = ("table", "json", "csv", "svg", "html")


@click.command()
@click.argument("parties", nargs=-1, metavar="[A B]")
@click.option("--directed", is_flag=True, help="Only what A does to B.")
@click.option("--movers", is_flag=True, help="The relations that changed most since --since.")
@click.option(
    "--since",
    metavar="DATE",
    help="From this year, month or day on (YYYY, YYYY-MM, YYYY-MM-DD).",
)
@click.option("--until", metavar="DATE", help="Up to this year, month or day.")
@click.option(
    "--source",
    multiple=True,
    metavar="NAME",
    help="Only events coded by: detente, or the source of an import.",
)
@click.option("--limit", type=int, metavar="N", help="At most N movers. [default: 20]")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@output_option
@store_option
def relations(
    parties: tuple[str, ...],
    movers: bool,
    limit: int | None,
    form: str,
    output: Path | None,
    store: str,
    **asked: Any,
) -> None:
    """How A and B stand over time: level with its band, turning points, the stories behind them.

    A and B are codes (PAK, PAK:GOV, IGO:UNO) or names. With --movers no parties are given.
    """
    from detente.archive import relating
    from detente.store.database import open_store

    _check(parties, movers, limit, asked)
    shown: Any
    with open_store(store) as database, database.reading() as connection:
        if movers:
            del asked["directed"]
            shown = relating.movers(connection, limit=limit or relating.LIMIT, **asked)
        else:
            shown = relating.relation(connection, *parties, **asked)
    with open_output(output, apart=database.files) as out:
        _write(shown, form, movers, out)


def _check(
    parties: tuple[str, ...], movers: bool, limit: int | None, asked: dict[str, Any]
) -> None:
    if movers and (parties or asked["directed"]):
        raise UsageError(
            "--movers compares all dyads; leave the parties and --directed out", code="bad-filter"
        )
    if movers and not asked["since"]:
        raise UsageError("--movers needs --since, the day to compare with", code="bad-filter")
    if not movers and len(parties) != 2:
        raise UsageError(
            f"a relation has two parties, given are {len(parties)}; name two, for example"
            " detente relations PAK RUS, or ask for --movers --since DATE",
            code="bad-filter",
        )
    if not movers and limit is not None:
        raise UsageError("--limit goes with --movers only", code="bad-filter")
    if limit is not None and limit < 1:
        raise UsageError(f"--limit is {limit}; it must be 1 or more", code="bad-filter")


def _write(shown: Any, form: str, movers: bool, out: Any) -> None:
    from detente.formats import relation, relation_page, relation_plot, relation_table

    if form == "json":
        record = relation.moves_record(shown) if movers else relation.course_record(shown)
        out.write(json.dumps(record, ensure_ascii=False) + "\n")
    elif form == "csv":
        columns = relation.MOVE_COLUMNS if movers else relation.COURSE_COLUMNS
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(relation.move_rows(shown) if movers else relation.course_rows(shown))
    elif form == "svg":
        draw: Any = relation_plot.draw_moves if movers else relation_plot.draw_course
        out.write(draw(shown))
    elif form == "html":
        write: Any = relation_page.write_moves if movers else relation_page.write_course
        write(shown, out)
    else:
        console = Console(file=out, width=None if out.isatty() else 80, highlight=False)
        tell: Any = relation_table.print_moves if movers else relation_table.print_course
        tell(shown, console)
