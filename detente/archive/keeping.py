"""Courses of dyads that are kept while what is told of them stays the same.

    courses = Courses()                      # one for a store
    with database.reading() as connection:
        keep = Keep(courses, connection)
        course = keep("PAK", "RUS", key, make)

`key` names, with all that it depends on, what `make` works out of the two; what is told of them is
looked after here: by the number of the dyad (`store.touching`), and by the documents that tell of
it and are still to be collated. So after a change of a large store only dyads that it touched are
worked out anew, and what is given is always what `make` would give.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.digests import short_digest
from detente.store.schema import assessments, dyads, events, pending, touched

KEPT = 5000  # answers; one of ten years takes about 100 kB, one of a comparison 1 kB
WAITING = 1000  # documents to be collated up to which their dyads are looked up

T = TypeVar("T")
Revision = tuple[int, str]


class Courses:
    """What is kept of a store, by many threads."""

    def __init__(self, most: int = KEPT) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, tuple[Revision, Any]] = OrderedDict()
        self._most = most

    def get(self, key: Hashable, revision: Revision, make: Callable[[], T]) -> T:
        """What is kept under a key of this revision, else what `make` gives; do not change it."""
        with self._lock:
            known = self._kept.get(key)
            if known is not None and known[0] == revision:
                self._kept.move_to_end(key)
                value: T = known[1]
                return value
        value = make()
        with self._lock:
            self._kept[key] = revision, value
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return value


class Keep:
    """What is kept of the dyads, as far as it holds for what a connection sees.

    Without `courses` nothing is kept. The connection must see one state from first to last
    (`Database.reading`).
    """

    def __init__(self, courses: Courses | None, connection: Connection) -> None:
        self._courses = courses
        self._connection = connection
        self._read = False
        self._numbers: dict[tuple[str, str], int] = {}
        self._waiting: dict[tuple[str, str], str] | None = None
        self._once: dict[Hashable, Any] = {}

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives of the whole store, made once for this connection."""
        if key not in self._once:
            self._once[key] = make()
        value: T = self._once[key]
        return value

    def __call__(self, a: str, b: str, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives of two parties without sector."""
        if self._courses is None:
            return make()
        revision = self.revision(a, b)
        if revision is None:
            return make()
        return self._courses.get((a, b, key), revision, make)

    def revision(self, a: str, b: str) -> Revision | None:
        """A word for all that is told of the two; None where that would take too long to tell."""
        if not self._read:
            query = sa.select(touched.c.a, touched.c.b, touched.c.number)
            self._numbers = {(row.a, row.b): row.number for row in self._connection.execute(query)}
            self._waiting = _waiting(self._connection)
            self._read = True
        if self._waiting is None:
            return None
        pair = (min(a, b), max(a, b))
        number = self._numbers.get(pair, self._numbers.get(("", ""), 0))
        return number, self._waiting.get(pair, "")


def _waiting(connection: Connection) -> dict[tuple[str, str], str] | None:
    """The dyads of documents that are to be collated, with a digest of these."""
    first = sa.select(pending.c.document).order_by(pending.c.document).limit(WAITING + 1)
    names = list(connection.execute(first).scalars())
    if len(names) > WAITING:
        return None
    told = sa.select(events.c.document, dyads.c.a, dyads.c.b).join(
        dyads, dyads.c.event == events.c.id
    )
    said = sa.select(assessments.c.document, assessments.c.a, assessments.c.b)
    found: dict[tuple[str, str], set[str]] = {}
    for query, column in ((told, events.c.document), (said, assessments.c.document)):
        for name, a, b in connection.execute(query.where(column.in_(names))) if names else ():
            found.setdefault((a, b), set()).add(name)
    return {pair: short_digest("\n".join(sorted(own))) for pair, own in found.items()}
