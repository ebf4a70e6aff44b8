"""The command serve: the explorer in a browser, and the API."""

from __future__ import annotations

from importlib.util import find_spec

import click

from detente.cli._common import F, store_option
from detente.errors import UsageError

_NEEDED = ("fastapi", "uvicorn", "python_multipart", "xstatic.pkg.d3")


def serving_options(function: F) -> F:
    """The options of commands that serve a store, as `run_server` takes them."""
    options = (
        click.option(
            "--host",
            default="127.0.0.1",
            show_default=True,
            metavar="ADDRESS",
            help="Where to listen; another address than this machine's own needs --token.",
        ),
        click.option(
            "--port",
            type=click.IntRange(0, 65_535),
            default=8470,
            show_default=True,
            help="0 takes any that is free.",
        ),
        click.option(
            "--token",
            envvar="DETENTE_TOKEN",
            show_envvar=True,
            metavar="WORD",
            help="Ask every client for this word, of 16 characters or more.",
        ),
        click.option(
            "--allow-host",
            "names",
            multiple=True,
            metavar="NAME",
            help="A name under which the server is called, for example by a proxy.",
        ),
        click.option("--edit", is_flag=True, help="Let stories be joined and split."),
        click.option(
            "--open", "opens", is_flag=True, help="Open the page in a browser of this machine."
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


@click.command()
@serving_options
@store_option
def serve(
    store: str,
    host: str,
    port: int,
    token: str | None,
    names: tuple[str, ...],
    edit: bool,
    opens: bool,
) -> None:
    """Serve a store to browsers and programs: the explorer, and an API under /api/v1.

    Only to this machine, and only to be read, unless told otherwise. Ctrl-C ends it.
    """
    run_server(store, host=host, port=port, token=token, names=names, edit=edit, opens=opens)


def run_server(
    store: str,
    *,
    host: str,
    port: int,
    token: str | None = None,
    names: tuple[str, ...] = (),
    edit: bool = False,
    opens: bool = False,
) -> None:
    """Serve a store until Ctrl-C; UsageError or StoreError where that cannot be."""
    _check_packages()
    from detente.web import serving
    from detente.web.site import Site
    from detente.web.tokens import check_token

    if token is not None:
        check_token(token)
    elif not serving.is_loopback(host):
        raise UsageError(
            f"--host {host}: a server that other machines reach needs a token; set the variable"
            " DETENTE_TOKEN to a word of 16 characters or more (see docs/serve.md)",
            code="token-needed",
        )
    hosts = serving.hosts_of(host, names)
    with (
        Site(store, edit=edit, token=token, hosts=hosts) as site,
        serving.listen(host, port) as own,
    ):
        address = serving.address_of(own, host)

        def ready() -> None:
            click.echo(f"Détente at {address} - {site.database.name} (Ctrl-C ends it)")
            serving.warm()
            if opens:
                serving.show(address)

        serving.serve(site, own, ready=ready)


def _check_packages() -> None:
    for name in _NEEDED:
        try:
            found = find_spec(name)
        except ModuleNotFoundError:  # of a part of a package that is not there at all
            found = None
        if found is None:
            raise UsageError(
                "the explorer needs more packages: pip install 'detente[web]'",
                code="missing-extra",
            )
