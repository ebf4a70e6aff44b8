"""Parquet: nothing is lost; DuckDB and polars read it; clear without pyarrow."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.errors import InputError, UsageError
from detente.formats import parquet
from detente.formats._coded import Coded
from tests.interchange.examples import events, ours, plain


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(events(), max_size=5))
def test_all_comes_back(tmp_path: Path, many: list[Coded]) -> None:
    pytest.importorskip("pyarrow")
    wanted = [*many, *ours(), plain()]
    path, second = tmp_path / "events.parquet", tmp_path / "again.parquet"
    assert not parquet.write(wanted, path)
    assert list(parquet.read(path)) == wanted
    parquet.write(wanted, second)
    assert path.read_bytes() == second.read_bytes()


def test_columns_have_their_types(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    parquet.write([], tmp_path / "e.parquet")
    reader = importlib.import_module("pyarrow.parquet")
    schema = reader.read_schema(tmp_path / "e.parquet")
    assert schema.names[:4] == ["id", "source", "start", "end"]
    kinds = {name: str(schema.field(name).type) for name in schema.names}
    assert (kinds["start"], kinds["intensity"], kinds["told"]) == ("date32[day]", "double", "int32")
    assert kinds["aux"].startswith("list<")
    assert "sectors: list<" in kinds["actor"]
    assert list(parquet.read(tmp_path / "e.parquet")) == []


def test_duckdb_reads_it(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "e.parquet"
    parquet.write([plain(), *ours()], path)
    rows = duckdb.sql(
        f"select event_type, actor[1].code, location.country, start, list_contains(aux, 'negation')"
        f" from read_parquet('{path}') order by id"
    ).fetchall()
    assert ("CONSULT", "PAK:GOV", "RUS", plain().start, False) in rows
    assert [r[0] for r in rows if r[4]] == ["ACCUSE"]


def test_polars_reads_it(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    polars = pytest.importorskip("polars")
    path = tmp_path / "e.parquet"
    parquet.write([plain(), *ours()], path)
    frame = polars.read_parquet(path)
    assert frame.height == 4
    assert frame["intensity"].to_list() == [e.intensity for e in (plain(), *ours())]
    assert frame["start"].to_list() == [e.start for e in (plain(), *ours())]


def test_without_pyarrow_the_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(name: str) -> ModuleType:
        raise ImportError(name)

    monkeypatch.setattr(parquet.importlib, "import_module", absent)
    with pytest.raises(UsageError, match=r"pip install \"detente\[parquet\]\".*missing-extra"):
        parquet.write([plain()], tmp_path / "e.parquet")
    with pytest.raises(UsageError, match="missing-extra"):
        list(parquet.read(tmp_path / "e.parquet"))


def test_a_file_of_something_else_is_an_error(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    path = tmp_path / "x.parquet"
    path.write_text("no parquet", "utf-8")
    with pytest.raises(InputError, match="cannot be read as Parquet"):
        list(parquet.read(path))
    with pytest.raises(InputError, match="cannot be read as Parquet"):
        list(parquet.read(tmp_path / "absent.parquet"))
