"""Versions of the schema: a numbered file each in `versions/`, run by Alembic.

A change of `schema.py` comes with a new file here; a test compares the two on both databases.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.errors import StoreError

HEAD = "0001"  # the version that this program reads and writes; a test compares
FOLDER = Path(__file__).parent


def revision_of(connection: Connection) -> str | None:
    """The version of a store; None where the database holds none."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def upgrade(connection: Connection | None, found: str | None, name: str) -> None:
    """Bring a store from version `found` up to ours, in the transaction of the connection.

    StoreError `newer-store` where the version is not known here. Without a connection only that
    is checked. Loads Alembic, which costs a moment: not called for a store of our version.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise StoreError(
            f"{name}: the store was written by a newer Détente (version {found}, this one knows"
            f" {HEAD}); update the program: pip install -U detente",
            code="newer-store",
        )
    if connection is not None:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
