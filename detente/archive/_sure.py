"""Outcomes that are told once they are on the disk."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from contextlib import nullcontext, suppress
from types import TracebackType
from typing import Generic, TypeVar

from detente.errors import StoreError
from detente.store.database import Database

EVERY = 1.0  # seconds between two waits for the disk

T = TypeVar("T")


class Sure(Generic[T]):
    """Takes outcomes of transactions that are over; `tell` gets each once no power cut can undo it.

    The disk is waited for every EVERY seconds and at the end of the `with` block, not for each
    transaction.
    """

    def __init__(self, database: Database, tell: Callable[[T], None]) -> None:
        self._database = database
        self._tell = tell
        self._waiting: deque[T] = deque()
        self._last = time.monotonic()

    def add(self, outcome: T) -> None:
        """Take an outcome."""
        self._waiting.append(outcome)
        if time.monotonic() - self._last >= EVERY:
            self.settle()

    def settle(self) -> None:
        """Wait for the disk and tell all outcomes so far, in their order."""
        if self._waiting:
            self._database.settle()
        while self._waiting:
            self._tell(self._waiting.popleft())
        self._last = time.monotonic()

    def __enter__(self) -> Sure[T]:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Tell the rest, after an error too, unless the store fails: what was done is done."""
        with suppress(StoreError) if error is not None else nullcontext():
            self.settle()
