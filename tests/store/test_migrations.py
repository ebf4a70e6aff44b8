"""The migrations make what `schema.py` says, on both databases."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from detente.errors import StoreError
from detente.store import database as opening
from detente.store import fulltext, migrations, schema
from detente.store.database import Database, open_store
from tests.store.databases import drop_database, new_database

LATER = """
from alembic import op
import sqlalchemy as sa

revision = "9999"
down_revision = "{head}"
branch_labels = None
depends_on = None

def upgrade() -> None:
    op.create_table("of_tomorrow", sa.Column("id", sa.Text, primary_key=True))
    op.execute("UPDATE failures SET code = 'upgraded'")
    {more}
"""


def ours(name: str | None, kind: str, parents: object) -> bool:
    return kind != "table" or not str(name).startswith((*fulltext.NAMES, "alembic"))


def test_migrations_make_the_schema(store: Database) -> None:
    with store.reading() as connection:
        options = {"compare_type": True, "include_name": ours}
        context = MigrationContext.configure(connection, opts=options)
        found = compare_metadata(context, schema.metadata)
    assert found == [], "run python scripts/refresh_migration.py"


def test_migrations_make_the_tables_to_the_letter(store: Database, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'plain.db'}"
    plain = new_database(empty=True) if store.dialect == "postgresql" else url
    engine = sa.create_engine(plain.replace("postgresql:", "postgresql+psycopg:"))
    schema.metadata.create_all(engine)
    assert described(store.engine) == described(engine), "run python scripts/refresh_migration.py"
    engine.dispose()
    if store.dialect == "postgresql":
        drop_database(plain)


def _plain(index: Any) -> dict[str, Any]:
    given = {name: str(value) for name, value in sorted(index.get("dialect_options", {}).items())}
    return {**index, "dialect_options": given}


def described(engine: sa.Engine) -> dict[str, object]:
    """All that a database tells of its tables, by table."""
    look = sa.inspect(engine)
    names = [name for name in look.get_table_names() if ours(name, "table", None)]
    found: dict[str, object] = {}
    for name in names:
        columns = [{**c, "type": repr(c["type"])} for c in look.get_columns(name)]
        keys = sorted(look.get_foreign_keys(name), key=lambda k: k["constrained_columns"])
        # the condition of an index is an object that is equal to itself alone: as text
        indexes = sorted(
            str(sorted(i.items(), key=str)) for i in map(_plain, look.get_indexes(name))
        )
        options = look.get_table_options(name)
        found[name] = (columns, look.get_pk_constraint(name), keys, indexes, options)
    return found


def test_the_version_that_the_program_names_is_the_last() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [migrations.HEAD]


def test_a_store_of_a_newer_program_is_refused(target: str) -> None:
    with open_store(target, create=True, write=True) as database, database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for write in (False, True):
        with pytest.raises(StoreError, match="9999") as failed:
            open_store(target, write=write)
        assert failed.value.code == "newer-store"


def program_of_tomorrow(folder: Path, monkeypatch: pytest.MonkeyPatch, more: str) -> None:
    """Have the program know one migration more."""
    shutil.copytree(migrations.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    content = LATER.format(head=migrations.HEAD, more=more)
    (folder / "versions" / "9999_later.py").write_text(content, "utf-8")
    monkeypatch.setattr(migrations, "FOLDER", folder)
    monkeypatch.setattr(migrations, "HEAD", "9999")
    monkeypatch.setattr(opening, "HEAD", "9999")


def with_failure(target: str) -> None:
    with open_store(target, create=True, write=True) as database, database.writing() as connection:
        row = {"source": "a", "code": "empty", "message": "m"}
        connection.execute(sa.insert(schema.failures), row)


def codes(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.execute(sa.select(schema.failures.c.code)).scalars())


def test_an_older_store_is_brought_up_by_who_writes(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_failure(target)
    program_of_tomorrow(tmp_path / "later", monkeypatch, "")
    with pytest.raises(StoreError, match="older version") as failed:
        open_store(target)
    assert failed.value.code == "older-store"
    with open_store(target, write=True) as database:
        assert codes(database) == ["upgraded"]
        assert sa.inspect(database.engine).has_table("of_tomorrow")
    with open_store(target) as database:
        assert codes(database) == ["upgraded"]


def test_an_upgrade_that_fails_leaves_the_store_as_it_was(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_failure(target)
    with monkeypatch.context() as later:
        program_of_tomorrow(tmp_path / "later", later, "raise RuntimeError('half way')")
        with pytest.raises(RuntimeError, match="half way"):
            open_store(target, write=True)
    with open_store(target, write=True) as database:
        assert codes(database) == ["empty"]
        assert not sa.inspect(database.engine).has_table("of_tomorrow")
