"""Commands for codebooks: check, test, list."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


@click.group()
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
