"""Answers that take long: given at once as they were, while they are made anew beside.

    moves = site.recent.get(connection, "changes", make, wait=False)

After a change of the store the last answer is given for the second or so that the next one takes;
`is_behind(connection)` then tells that the page has to say so, and that it must not be kept. What
took long the last time is begun a moment later, so that it does not slow down the page that is
given meanwhile, but at once where somebody waits for it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from concurrent.futures import wait as finished
from threading import BoundedSemaphore, Event, Lock, Thread
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from detente.web.site import Site

T = TypeVar("T")

WORKERS = 2  # answers that are made at once
KEPT = 256  # answers that are kept
SOON = 0.1  # seconds that are waited for a new answer where there is an older one
ENDING = 2.0  # seconds that an end waits for what is being made
LATER = 0.15  # the same where there is none
AFTER = 0.2  # seconds that what took longer than SOON is begun later
BEHIND = "detente_behind"  # among the facts of a connection


def is_behind(connection: Connection) -> bool:
    """Whether something that was given to a request is not up to its state of the store."""
    return bool(connection.info.get(BEHIND))


class _Told:
    """Tells whoever waits for a job of the error that ended it."""

    def __init__(self, job: Future[Any]) -> None:
        self._job = job

    def __enter__(self) -> None:
        """Nothing is to be done before."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if error is not None:
            self._job.set_exception(error)
        return True


class _Job(Future[Any]):
    """An answer that is being made, or will be in a moment: `hurry` is set by who waits for it."""

    def __init__(self) -> None:
        super().__init__()
        self.hurry = Event()


class Recent:
    """The last answers of a site, each with the state of the store that it tells of."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._lock = Lock()
        self._last: OrderedDict[Hashable, tuple[str, Any]] = OrderedDict()
        self._jobs: dict[Hashable, _Job] = {}
        self._slow: set[Hashable] = set()  # what took longer than SOON the last time
        self._turns = BoundedSemaphore(WORKERS)

    def get(
        self,
        connection: Connection,
        key: Hashable,
        make: Callable[[Connection], T],
        *,
        wait: bool,
        needed: bool = True,
    ) -> T | None:
        """The answer for the state of `connection`, or the last one where that takes too long.

        `make` makes it over a connection of its own; `key` names it, with all that it depends on.
        With `wait` only the answer of now is good enough. Where there is no older one either the
        new one is waited for if `needed`; else None tells that it is being made.
        """
        state = self._site.state(connection)
        with self._lock:
            known = self._last.get(key)
            if known is not None:
                self._last.move_to_end(key)
                if known[0] == state:
                    value: T = known[1]
                    return value
            job = self._job(key, make)
            slow = known is not None and key in self._slow
        patience = None if wait or (needed and known is None) else LATER if known is None else SOON
        if not slow or wait:
            job.hurry.set()
        elif not job.hurry.is_set():
            patience = 0.0
        try:
            made, value = job.result(patience)
            if wait and made != state:  # that was begun before the store changed
                with self._lock:
                    job = self._job(key, make)
                job.hurry.set()
                made, value = job.result()
            if made != state:
                connection.info[BEHIND] = True
            return value
        except TimeoutError:
            if not job.done():
                connection.info[BEHIND] = True
                return None if known is None else known[1]
            raise

    def close(self) -> None:
        """Wait for what is being made, but not for long: a process that ends takes it along."""
        with self._lock:
            jobs = list(self._jobs.values())
        for job in jobs:
            job.hurry.set()
        finished(jobs, ENDING)

    def _job(self, key: Hashable, make: Callable[[Connection], Any]) -> _Job:
        """What is making the answer; a new one where nothing does. The lock is held."""
        if key in self._jobs:
            return self._jobs[key]
        job = _Job()
        self._jobs[key] = job
        Thread(target=self._run, args=(job, key, make), daemon=True).start()
        return job

    def _run(self, job: _Job, key: Hashable, make: Callable[[Connection], Any]) -> None:
        with _Told(job):
            job.hurry.wait(AFTER)
            job.set_result(self._make(key, make))

    def _make(self, key: Hashable, make: Callable[[Connection], Any]) -> tuple[str, Any]:
        seconds = self._site.limits.export_seconds
        try:
            with self._turns, self._site.reading(seconds=seconds, beside=True) as connection:
                begun = monotonic()
                made = self._site.state(connection), make(connection)
                slow = monotonic() - begun > SOON
            with self._lock:
                (self._slow.add if slow else self._slow.discard)(key)
                self._last[key] = made
                self._last.move_to_end(key)
                while len(self._last) > KEPT:
                    self._slow.discard(self._last.popitem(last=False)[0])
            return made
        finally:
            with self._lock:
                self._jobs.pop(key, None)
