"""The verbs over a store, and `Archive`: a store as Python sees it, made by `detente.open`."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from detente.errors import StoreError, UsageError

if TYPE_CHECKING:
    import datetime as dt

    from detente.archive.adding import Counts
    from detente.archive.asking import Page
    from detente.archive.recoding import Recoded
    from detente.formats.relation import Course, Moves
    from detente.run import Options
    from detente.store.database import Database

FRAME: Any = object()  # "not given": pandas, or what is installed


class Archive:
    """A store: lists of what it holds, as frames; `with` closes it.

    The lists take the filters of the commands of the same names, with `_` for `-`:
    `archive.events(dyad=("PAK", "RUS"), since="2014", type="CONSULT")`. `frame` is "pandas"
    (default), "polars", or None for a list of dicts. Errors: UsageError for what cannot be
    asked, StoreError for a store that cannot be read.
    """

    def __init__(self, target: str | Path, *, create: bool = False) -> None:
        """Open the store in a file or at a postgresql:// URL; `create` makes it if need be."""
        from detente.store.database import open_store

        self.target = target
        self._database: Database | None = open_store(target, create=create, write=create)
        self._writes = create

    def events(self, *, frame: str | None = FRAME, **filters: Any) -> Any:
        """Events, one row an event of a document."""
        return self._list("events", frame, filters)

    def stories(self, *, frame: str | None = FRAME, **filters: Any) -> Any:
        """Stories: what several documents tell is one row."""
        return self._list("stories", frame, filters)

    def assessments(self, *, frame: str | None = FRAME, **filters: Any) -> Any:
        """How texts say that two parties stand."""
        return self._list("assessments", frame, filters)

    def statements(self, *, frame: str | None = FRAME, **filters: Any) -> Any:
        """Somebody's words, quoted or reported."""
        return self._list("statements", frame, filters)

    def documents(self, *, frame: str | None = FRAME, **filters: Any) -> Any:
        """Documents; with filters of events those that tell such an event."""
        return self._list("documents", frame, filters)

    def page(self, listing: str, **filters: Any) -> Page:
        """A part of a list ("events" ...) as dicts, and the mark to go on `after`."""
        from detente.archive.asking import make_query, page

        query = make_query(listing, **filters)
        with self.database.reading() as connection:
            return page(connection, listing, query)

    def show(self, name: str) -> dict[str, Any]:
        """All that the store has of an event, story, document, assessment or statement."""
        from detente.archive.showing import show

        with self.database.reading() as connection:
            return show(connection, name)

    def explain(self, name: str) -> str:
        """Why it is coded as it is, as lines of text."""
        from detente.archive.showing import explain

        with self.database.reading() as connection:
            return explain(connection, name)

    def relation(self, a: str, b: str, **asked: Any) -> Course:
        """How two parties stand over time: level, turning points, stories.

        Takes `directed`, `since`, `until` and `source` as `detente relations`.
        """
        from detente.archive.relating import relation

        with self.database.reading() as connection:
            return relation(connection, a, b, **asked)

    def movers(self, since: str | dt.date, **asked: Any) -> Moves:
        """The relations that changed most since a day; takes `until`, `source` and `limit`."""
        from detente.archive.relating import movers

        with self.database.reading() as connection:
            return movers(connection, since, **asked)

    def add(
        self, *paths: str | Path, options: Options | None = None, collate: bool = True
    ) -> Counts:
        """Code documents and keep them, as `detente add`; with `collate` also find stories."""
        from detente.archive.adding import add
        from detente.archive.collating import collate as find_stories
        from detente.run import Options

        database = self._writable()
        counts = add(database, map(str, paths), options or Options())
        if collate:
            find_stories(database)
        return counts

    def recode(self, *, options: Options | None = None, collate: bool = True) -> Recoded:
        """Code again what another version, model or codebook coded, as `detente recode`."""
        from detente.archive.collating import collate as find_stories
        from detente.archive.recoding import recode
        from detente.run import Options

        database = self._writable()
        done = recode(database, options or Options())
        if collate:
            find_stories(database)
        return done

    @property
    def database(self) -> Database:
        """The open database; StoreError after `close`."""
        if self._database is None:
            raise StoreError(f"{self.target}: the archive is closed; open it again", code="closed")
        return self._database

    def close(self) -> None:
        """Give back the store."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _writable(self) -> Database:
        from detente.store.database import open_store

        if not self._writes:
            self.close()
            self._database = open_store(self.target, write=True)
            self._writes = True
        return self.database

    def _list(self, listing: str, frame: str | None, filters: dict[str, Any]) -> Any:
        from detente.archive.asking import make_query, rows
        from detente.archive.frames import frame_of

        kind = _frame() if frame is FRAME else frame
        query = make_query(listing, **filters)
        with self.database.reading() as connection:
            found: Iterable[dict[str, Any]] = rows(connection, listing, query)
            return list(found) if kind is None else frame_of(listing, found, kind)


def _frame() -> str:
    for kind in ("pandas", "polars"):
        if find_spec(kind):
            return kind
    raise UsageError(
        "a frame needs pandas or polars: pip install 'detente[pandas]'; or ask for frame=None,"
        " which gives a list of dicts",
        code="missing-extra",
    )
