"""A store from Python: frames, pages, closing."""

from __future__ import annotations

import datetime as dt
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import pandas
import pytest

import detente
from detente.archive import frames
from detente.archive.asking import LISTS, keys_of
from detente.errors import StoreError, UsageError
from detente.store.database import Database, open_store
from tests.asking.made import make


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with open_store(tmp_path / "news.db", create=True, write=True) as database:
        make(database)
    return tmp_path / "news.db"


@pytest.mark.parametrize("listing", LISTS)
def test_a_pandas_frame_has_the_keys_as_columns_and_days_as_dates(path: Path, listing: str) -> None:
    with detente.open(path) as archive:
        frame = getattr(archive, listing)()
        plain = getattr(archive, listing)(frame=None)
        empty = getattr(archive, listing)(text="nowhere")
    assert tuple(frame.columns) == keys_of(listing)
    assert len(frame) == len(plain) > 0
    assert (len(empty), list(empty.dtypes)) == (0, list(frame.dtypes))
    days = [None if pandas.isna(d) else d.date().isoformat() for d in frame["published"]]
    assert days == [row["published"] for row in plain]
    for key in set(keys_of(listing)) & {"actor", "aux"}:
        assert list(frame[key]) == ["|".join(row[key]) for row in plain]
    for key in set(keys_of(listing)) & {"intensity", "confidence", "offset", "reports"}:
        assert [None if pandas.isna(v) else v for v in frame[key]] == [row[key] for row in plain]


@pytest.mark.parametrize("listing", LISTS)
def test_a_polars_frame(path: Path, listing: str) -> None:
    polars = pytest.importorskip("polars")
    with detente.open(path) as archive:
        frame = getattr(archive, listing)(frame="polars")
        plain = getattr(archive, listing)(frame=None)
        empty = getattr(archive, listing)(frame="polars", text="nowhere")
    assert tuple(frame.columns) == keys_of(listing)
    assert frame.schema["published"] == polars.Date
    assert empty.schema == frame.schema
    days = [d.isoformat() if d else None for d in frame["published"]]
    assert days == [row["published"] for row in plain]


def test_filters_are_those_of_the_commands(path: Path) -> None:
    with detente.open(str(path)) as archive:
        found = archive.events(dyad=("PAK", "RUS"), since=dt.date(2015, 1, 1), frame=None)
        assert found == archive.events(dyad="Pakistan Russland", since="2015", frame=None)
        assert 0 < len(found) < len(archive.events())
        with pytest.raises(UsageError, match="'min_report'"):
            archive.events(min_report=2)


def test_pages_in_python(path: Path) -> None:
    with detente.open(path) as archive:
        whole = archive.stories(frame=None)
        seen: list[dict[str, Any]] = []
        after = None
        while not seen or after:
            part = archive.page("stories", limit=7, after=after)
            seen += part.rows
            after = part.after
    assert seen == whole


def test_show_and_explain(path: Path) -> None:
    with detente.open(path) as archive:
        first = archive.events(frame=None, limit=1)[0]
        assert archive.show(first["id"])["trigger"] == first["trigger"]
        assert "consult.verb.test" in archive.explain(first["id"])


def test_without_a_package_for_frames_the_next_step_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> Any:
        raise ModuleNotFoundError(name)

    def none(name: str) -> ModuleSpec | None:
        return None

    with detente.open(path) as archive:
        with monkeypatch.context() as patch:
            patch.setattr(frames, "import_module", missing)
            with pytest.raises(UsageError, match=r"pip install 'detente\[polars\]'") as caught:
                archive.events(frame="polars")
            assert caught.value.code == "missing-extra"
        with monkeypatch.context() as patch:
            patch.setattr("detente.archive.find_spec", none)
            with pytest.raises(UsageError, match=r"pip install 'detente\[pandas\]'"):
                archive.events()
            assert archive.events(frame=None)
        with pytest.raises(UsageError, match="none of pandas, polars"):
            archive.events(frame="arrow")


def test_a_closed_archive_and_a_missing_one(path: Path, tmp_path: Path) -> None:
    archive = detente.open(path)
    archive.close()
    archive.close()
    with pytest.raises(StoreError, match="is closed"):
        archive.events()
    with pytest.raises(StoreError, match="there is no store here"):
        detente.open(tmp_path / "none.db")


@pytest.mark.model
def test_add_makes_stories_too(tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text("Norway condemned the attack on Eritrea.", "utf-8")
    with detente.open(tmp_path / "new.db", create=True) as archive:
        assert archive.add(article).added == 1
        assert len(archive.stories()) == len(archive.events()) == 1
    with detente.open(tmp_path / "new.db") as archive:  # opened to read, then written to
        assert archive.add(article).known == 1
        assert len(archive.documents()) == 1


def test_on_both_databases(store: Database) -> None:
    make(store, documents=3)
    with detente.open(
        store.engine.url.render_as_string(hide_password=False)
        if store.dialect == "postgresql"
        else store.name
    ) as archive:
        assert len(archive.documents()) == 3
