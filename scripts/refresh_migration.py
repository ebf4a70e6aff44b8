"""Write the first migration anew from `schema.py`: `python scripts/refresh_migration.py`.

Only until the first release: from then on the file is never touched again, and a change of the
schema is a migration of its own beside it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext

from detente.store.migrations import FOLDER, HEAD
from detente.store.schema import metadata

FIRST = "0001"
TARGET = FOLDER / "versions" / "0001_initial.py"
HEADER = '''"""The first schema; made from `schema.py` by scripts/refresh_migration.py."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from detente.store.fulltext import create_fulltext

revision = "{first}"
down_revision = None
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make all tables."""
{body}
    create_fulltext(op.get_bind())
'''


def rendered() -> str:
    """The text of the migration."""
    with sa.create_engine("sqlite://").connect() as connection:
        context = MigrationContext.configure(connection)
        operations = produce_migrations(context, metadata).upgrade_ops
        assert operations is not None
        body = render_python_code(operations, render_as_batch=False)
    text = "sa.Text().with_variant(sa.Text(collation='C'), 'postgresql')"
    lines = body.replace(text, "_TEXT").replace(", unique=False", "").splitlines()
    code = "\n".join(line.replace(", nullable=True", "") for line in lines if "# ###" not in line)
    return HEADER.format(first=FIRST, body=code)


def main() -> None:
    """Write the file and format it."""
    if HEAD != FIRST:
        sys.exit(f"the first migration is not the last any more ({HEAD}); write one beside it")
    command = [sys.executable, "-m", "ruff", "format", "-q", "--stdin-filename", TARGET.name, "-"]
    made = subprocess.run(command, check=True, input=rendered().encode(), stdout=subprocess.PIPE)
    part = TARGET.with_suffix(".part")
    part.write_bytes(made.stdout)
    part.replace(TARGET)  # at once: a program that is just making a store reads a whole file
    print(f"wrote {TARGET.relative_to(Path.cwd())}: {len(metadata.tables)} tables")


if __name__ == "__main__":
    main()
