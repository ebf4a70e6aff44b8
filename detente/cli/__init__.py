"""The command `detente`: parse, call one function, print."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import Any

import click

from detente import __version__
from detente.cli._add import add, recode
from detente.cli._ask import assessments, documents, events, show, statements, stories
from detente.cli._books import codebook
from detente.cli._collate import collate, join, split
from detente.cli._demo import demo
from detente.cli._exchange import export, import_
from detente.cli._read import explain, pairs, read, schema, times
from detente.cli._relations import relations
from detente.cli._serve import serve
from detente.errors import DetenteError

COMMANDS = (
    *(events, stories, assessments, statements, documents, show),
    relations,
    *(serve, demo),
    import_,
    export,
    read,
    *(add, recode),
    *(collate, split, join),
    explain,
    times,
    pairs,
    schema,
    codebook,
)

_NO_ROOM = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EIO})


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

    def main(self, *args: Any, **extra: Any) -> Any:
        try:
            return super().main(*args, **extra)
        except OSError as error:
            if error.errno not in _NO_ROOM or error.filename is not None:
                raise
            with suppress(OSError), open(os.devnull, "wb") as nowhere:
                os.dup2(nowhere.fileno(), sys.stdout.fileno())  # no second fault at the end
            click.echo(
                f"detente: standard output cannot be written ({error.strerror}); make room where"
                " it goes, or send it elsewhere [unwritable]",
                err=True,
            )
            sys.exit(2)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="detente")
def main() -> None:
    """Read news in its own language: who did what to whom, when, where, on whose word."""


for _command in COMMANDS:
    main.add_command(_command)
