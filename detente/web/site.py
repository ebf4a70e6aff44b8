"""What all requests of a server share: the store, the limits, what is kept between requests.

    site = Site("news.db")
    with site.reading() as connection:
        rows = page(connection, "stories", query)

A handler that reads the store is a plain `def` and holds its connection no longer than this block:
there are `Limits.readers` of them, and the others wait.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Hashable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING, Annotated, Any, TypeVar
from weakref import WeakKeyDictionary

from fastapi import Depends, Request

from detente.archive.keeping import Courses, Keep
from detente.errors import StoreError, UsageError
from detente.store.bounding import Watch, too_slow
from detente.store.database import Database, open_store
from detente.web.recent import BEHIND, WORKERS, Recent

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

T = TypeVar("T")

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")  # names of this machine in the header Host
KEPT = 256  # answers that are kept while the store does not change
_MARK = "detente_mark"  # of the state, among the facts of a connection


@dataclass(frozen=True, slots=True)
class Limits:
    """What a request may ask; times in seconds, sizes in bytes.

    `seconds` is the time that one request may spend on the store, `export_seconds` that of what
    takes long (downloads, what changed most); `wait` how long it waits for its turn. `readers`
    requests read the store at once, `heavy` of them what takes much computing. `page` is the most
    rows of a page, `rows` of a download. `target` is the longest path with its query, `values`
    the most parameters, `headers` the size of all headers, `body` the largest body. `failures`
    wrong tokens within `failure_seconds` lock an address out.
    """

    seconds: float = 10.0
    export_seconds: float = 120.0
    wait: float = 60.0
    readers: int = 8
    heavy: int = 3
    page: int = 500
    rows: int = 100_000
    target: int = 8_000
    values: int = 60
    headers: int = 32_768
    body: int = 65_536
    failures: int = 10
    failure_seconds: float = 60.0


@dataclass(slots=True)
class _Kept:
    """An answer that is kept; the first who asks for it makes it, the others wait."""

    lock: Lock = field(default_factory=Lock)
    made: bool = False
    value: Any = None


class Site:
    """A store that is served; made once, closed at the end.

    `target` is what --store takes. `edit` allows to join and split stories. `token` is asked of
    every client. `hosts` are the names under which the server may be called, None for any name.
    StoreError where the store cannot be opened.
    """

    def __init__(
        self,
        target: str | Path,
        *,
        edit: bool = False,
        token: str | None = None,
        hosts: tuple[str, ...] | None = LOOPBACK,
        limits: Limits | None = None,
    ) -> None:
        self.target = str(target)
        self.edit = edit
        self.token = token
        self.hosts = hosts
        self.limits = limits or Limits()
        pool = self.limits.readers + WORKERS + 2  # the watch, and what is made ahead
        self.database = open_store(target, wait=self.limits.seconds, pool=pool)
        self.recent = Recent(self)
        self._courses = Courses()
        self._watch = Watch(self.database)
        self._turns = BoundedSemaphore(self.limits.readers)
        self._heavy: WeakKeyDictionary[Any, asyncio.Semaphore] = WeakKeyDictionary()
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, Hashable], _Kept] = OrderedDict()
        self._writer: Database | None = None

    @contextmanager
    def reading(
        self, *, seconds: float | None = None, beside: bool = False
    ) -> Iterator[Connection]:
        """A connection for what one request asks, with an end after `seconds` (of the limits).

        StoreError `query-timeout` where it takes longer, `server-busy` where no turn comes (what
        is made `beside` requests needs none), `store-closed` once the site is closed.
        """
        if not beside and not self._turns.acquire(timeout=self.limits.wait):
            raise busy()
        try:
            with self.database.reading(seconds=seconds or self.limits.seconds) as connection:
                connection.info[_MARK] = self._watch.mark(connection)
                connection.info.pop(BEHIND, None)  # of the request before
                yield connection
        finally:
            if not beside:
                self._turns.release()

    def state(self, connection: Connection) -> str:
        """A word for what this connection of `reading` sees; another one after each change."""
        return str(connection.info[_MARK])

    def keep(self, connection: Connection) -> Keep:
        """What was worked out of dyads before, as far as it still holds for this connection."""
        return Keep(self._courses, connection)

    def kept(self, connection: Connection, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once for each state of the store and kept until it changes.

        `key` names it, with all that it depends on. Whoever asks for what another request is
        just making waits for that. What is given must not be changed.
        """
        own = (self.state(connection), key)
        with self._lock:
            kept = self._kept.setdefault(own, _Kept())
            self._kept.move_to_end(own)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        if not kept.lock.acquire(timeout=self.limits.export_seconds):
            raise too_slow(self.database.name)
        try:
            if not kept.made:
                kept.value = make()
                kept.made = True
                self._forget(own[0])
        finally:
            kept.lock.release()
        value: T = kept.value
        return value

    @asynccontextmanager
    async def heavily(self) -> AsyncIterator[None]:
        """A turn among the requests that take much computing; `server-busy` where none comes."""
        loop = asyncio.get_running_loop()
        turns = self._heavy.setdefault(loop, asyncio.Semaphore(self.limits.heavy))
        try:
            await asyncio.wait_for(turns.acquire(), self.limits.wait)
        except TimeoutError as error:
            raise busy() from error
        try:
            yield
        finally:
            turns.release()

    def writer(self) -> Database:
        """The store for what `edit` allows; UsageError `read-only` without it."""
        if not self.edit:
            raise UsageError(
                "this server only shows the store; whoever started it may allow changes with"
                " detente serve --edit",
                code="read-only",
            )
        with self._lock:
            if self._writer is None:
                self._writer = open_store(self.target, write=True, wait=self.limits.seconds)
            return self._writer

    def close(self) -> None:
        """Give back all connections."""
        self.recent.close()
        self._watch.close()
        self.database.close()
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def __enter__(self) -> Site:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _forget(self, state: str) -> None:
        """Drop what was made of earlier states."""
        with self._lock:
            old = [own for own, kept in self._kept.items() if own[0] != state and kept.made]
            for own in old:
                del self._kept[own]


def busy() -> StoreError:
    """The error where a request got no turn."""
    return StoreError(
        "the server has more to do than it can; ask again in a minute", code="server-busy"
    )


def site_of(request: Request) -> Site:
    """The site of a request, for `Depends`."""
    site: Site = request.app.state.site
    return site


async def heavy(request: Request) -> AsyncIterator[None]:
    """For `Depends`: the route takes much computing, and only some such run at once."""
    async with site_of(request).heavily():
        yield


OfSite = Annotated[Site, Depends(site_of)]
