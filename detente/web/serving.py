"""Running the server: the socket, the address that is printed, and a quiet end.

serve(site, host="127.0.0.1", port=8470)
"""

from __future__ import annotations

import errno
import gc
import ipaddress
import socket
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread

import uvicorn

from detente.archive.naming import load_names
from detente.errors import DetenteError, UsageError
from detente.web.app import make_app
from detente.web.pages.warming import warm_pages
from detente.web.recent import ENDING
from detente.web.site import LOOPBACK, Site

PORT = 8470
_NEAR = 20  # ports after a taken one that are tried for the hint
_BACKLOG = 256  # clients that wait to be let in
_ENDING = 5  # seconds that running requests have at the end
# seconds between two looks for garbage among what came lately, and such looks until one goes
# through all that came since the start
_LOOK = 2.0
_LOOKS = 300


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server at that address."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def hosts_of(host: str, names: tuple[str, ...] = ()) -> tuple[str, ...] | None:
    """The names under which a server at `host` may be called; None for any.

    On the loopback address only those of this machine and `names`: a page of another site could
    have its own name lead here (DNS rebinding). At another address the token keeps strangers out,
    and the names are checked where `names` are given.
    """
    own = tuple(name.lower() for name in names)
    if is_loopback(host):
        numeric = f"[{host}]" if ":" in host else host
        return tuple(dict.fromkeys((*LOOPBACK, numeric.lower(), *own)))
    return own or None


def listen(host: str, port: int) -> socket.socket:
    """The socket to serve on; port 0 takes any that is free. UsageError where there is none."""
    try:
        family, kind, number, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError) as error:
        raise UsageError(
            f"--host {host}: this is no address of this machine ({error}); leave it out to be"
            " reached from this machine alone",
            code="bad-host",
        ) from error
    own = socket.socket(family, kind, number)
    try:
        own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        own.bind(address)
        own.listen(_BACKLOG)
    except OSError as error:
        own.close()
        raise _no_port(host, port, error) from error
    return own


def _no_port(host: str, port: int, error: OSError) -> UsageError:
    if error.errno == errno.EADDRINUSE:
        free = next((n for n in range(port + 1, port + _NEAR) if n < 65_536 and _free(host, n)), 0)
        return UsageError(
            f"port {port} is taken, perhaps by another detente serve; port {free or 'any'} is"
            f" free: --port {free}",
            code="port-taken",
        )
    if error.errno == errno.EACCES:
        return UsageError(
            f"port {port} may not be used by this user ({error.strerror}); give one above 1023,"
            f" for example --port {PORT}",
            code="port-taken",
        )
    return UsageError(
        f"--host {host} --port {port}: cannot be served on ({error.strerror}); leave --host out to"
        " be reached from this machine alone",
        code="bad-host",
    )


def _free(host: str, port: int) -> bool:
    try:
        listen(host, port).close()
    except UsageError:
        return False
    return True


def address_of(own: socket.socket, host: str) -> str:
    """The address to call."""
    port = own.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/"


class _Server(uvicorn.Server):
    """Calls `ready` when requests are answered."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()


def collect_rarely() -> None:
    """Let this process look for garbage by the clock, no more after so many objects: an answer
    over a large store makes hundreds of thousands that go again by themselves, and the looks that
    Python takes meanwhile are a third of its time. What is held by now is never looked through:
    it is large and stays."""
    gc.collect()
    gc.freeze()
    gc.disable()
    Thread(target=_look, daemon=True).start()


def _look() -> None:
    pause, looks = Event(), 0
    while not pause.wait(_LOOK):
        looks += 1
        gc.collect(2 if looks % _LOOKS == 0 else 1)


def serve(site: Site, own: socket.socket, *, ready: Callable[[], None] = lambda: None) -> None:
    """Answer requests on a socket until the process is told to end (Ctrl-C)."""
    collect_rarely()
    config = uvicorn.Config(
        make_app(site),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=_ENDING,
        http="h11",  # which has a bound for headers that do not end
        h11_max_incomplete_event_size=site.limits.headers,
        ws="none",
    )
    ended = Event()
    ahead = Thread(target=make_pages_ahead, args=(site, ended), daemon=True)
    ahead.start()
    try:
        _Server(config, ready).run(sockets=[own])
    except KeyboardInterrupt:  # uvicorn ends first, then tells of the signal once more
        pass
    finally:
        own.close()
        ended.set()
        ahead.join(ENDING)


def warm() -> None:
    """Load in the background what the first request would wait for: the tables of names."""
    Thread(target=load_names, daemon=True).start()


def make_pages_ahead(site: Site, ended: Event) -> None:
    """Make what the first readers would wait for; ends quietly when `ended` is set."""
    with suppress(DetenteError):  # whoever asks for the page is told
        warm_pages(site, ended=ended)


def show(address: str) -> None:
    """Open an address in the browser of the user, where there is one."""
    webbrowser.open(address)
