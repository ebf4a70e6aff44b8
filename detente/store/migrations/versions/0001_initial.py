"""The first schema; made from `schema.py` by scripts/refresh_migration.py."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from detente.store.fulltext import create_fulltext

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "collated",
        sa.Column("rules", _TEXT, nullable=False),
        sa.Column("recoded", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("rules"),
    )
    op.create_table(
        "decisions",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("a", _TEXT, nullable=False),
        sa.Column("b", _TEXT),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "documents",
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("title", _TEXT),
        sa.Column("text", _TEXT, nullable=False),
        sa.Column("url", _TEXT),
        sa.Column("publisher", _TEXT),
        sa.Column("language", _TEXT),
        sa.Column("published", _TEXT),
        sa.Column("source", _TEXT),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("warnings", _TEXT, nullable=False),
        sa.Column("coder", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "documents_origin", "documents", ["publisher", "language", "coder", "source", "published"]
    )
    op.create_index("documents_published", "documents", ["published", "id"])
    op.create_table(
        "fact_keys",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("language", _TEXT, nullable=False),
        sa.Column("document", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("key", "language", "document"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "failures",
        sa.Column("source", _TEXT, nullable=False),
        sa.Column("code", _TEXT, nullable=False),
        sa.Column("message", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("source"),
    )
    op.create_table(
        "sketch_keys",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("beyond", sa.Boolean(), nullable=False),
        sa.Column("document", _TEXT, nullable=False),
        sa.Column("age", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "beyond", "document"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stale",
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("item", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("kind", "item"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "story_keys",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seeks", sa.Boolean(), nullable=False),
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("key", "seeks", "place", "number"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "story_pairs",
        sa.Column("a", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("b", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("linked", sa.Boolean(), nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("a", "b"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "story_views",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("view", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "touched",
        sa.Column("a", _TEXT, nullable=False),
        sa.Column("b", _TEXT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("a", "b"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "assessments",
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("document", _TEXT, nullable=False),
        sa.Column("a", _TEXT, nullable=False),
        sa.Column("b", _TEXT, nullable=False),
        sa.Column("tone", _TEXT, nullable=False),
        sa.Column("trend", _TEXT),
        sa.Column("said_by", _TEXT),
        sa.Column("said_by_name", _TEXT),
        sa.Column("words", _TEXT, nullable=False),
        sa.Column("offset", sa.Integer()),
        sa.Column("published", _TEXT),
        sa.Column("language", _TEXT),
        sa.Column("publisher", _TEXT),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("assessments_document", "assessments", ["document"])
    op.create_index("assessments_pair", "assessments", ["a", "b", "published"])
    op.create_index("assessments_published", "assessments", ["published", "id"])
    op.create_table(
        "codings",
        sa.Column("document", _TEXT, nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document"),
    )
    op.create_table(
        "copies",
        sa.Column("document", _TEXT, nullable=False),
        sa.Column("original", _TEXT, nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("reason", _TEXT, nullable=False),
        sa.Column("spans", _TEXT, nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["original"], ["documents.id"], ondelete="CASCADE"),
    )
    op.create_index("copies_document", "copies", ["document"])
    op.create_index("copies_original", "copies", ["original"])
    op.create_table(
        "entries",
        sa.Column("entry", _TEXT, nullable=False),
        sa.Column("document", _TEXT, nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entry"),
    )
    op.create_table(
        "events",
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("document", _TEXT, nullable=False),
        sa.Column("source", _TEXT, nullable=False),
        sa.Column("type", _TEXT),
        sa.Column("mode", _TEXT),
        sa.Column("status", _TEXT, nullable=False),
        sa.Column("historical", sa.Boolean(), nullable=False),
        sa.Column("aux", _TEXT, nullable=False),
        sa.Column("start", _TEXT),
        sa.Column("end", _TEXT),
        sa.Column("edtf", _TEXT),
        sa.Column("cameo", _TEXT),
        sa.Column("quad", _TEXT),
        sa.Column("intensity", sa.Float()),
        sa.Column("goldstein", sa.Float()),
        sa.Column("contexts", _TEXT, nullable=False),
        sa.Column("place", _TEXT),
        sa.Column("country", _TEXT),
        sa.Column("lat", sa.Float()),
        sa.Column("lon", sa.Float()),
        sa.Column("said_by", _TEXT),
        sa.Column("said_by_name", _TEXT),
        sa.Column("actors", _TEXT, nullable=False),
        sa.Column("recipients", _TEXT, nullable=False),
        sa.Column("confidence", sa.Float()),
        sa.Column("confidence_type", sa.Float()),
        sa.Column("confidence_parties", sa.Float()),
        sa.Column("confidence_date", sa.Float()),
        sa.Column("confidence_status", sa.Float()),
        sa.Column("mentions", sa.Integer(), nullable=False),
        sa.Column("trigger", _TEXT),
        sa.Column("sentence", _TEXT),
        sa.Column("offset", sa.Integer()),
        sa.Column("published", _TEXT),
        sa.Column("language", _TEXT),
        sa.Column("publisher", _TEXT),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("events_confidence", "events", ["confidence", "id"])
    op.create_index("events_document", "events", ["document"])
    op.create_index("events_intensity", "events", ["intensity", "id"])
    op.create_index(
        "events_others",
        "events",
        ["source", "start"],
        sqlite_where=sa.text("source <> 'detente'"),
        postgresql_where=sa.text("source <> 'detente'"),
    )
    op.create_index("events_published", "events", ["published", "id"])
    op.create_index("events_reports", "events", ["reports", "id"])
    op.create_index("events_said_by", "events", ["said_by", "start", "id"])
    op.create_index("events_start", "events", ["start", "id", "end"])
    op.create_index("events_type", "events", ["type", "start", "id"])
    op.create_table(
        "pending",
        sa.Column("document", _TEXT, nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document"),
    )
    op.create_table(
        "sketches",
        sa.Column("document", _TEXT, nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.Column("facts", sa.LargeBinary()),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document"),
    )
    op.create_table(
        "statements",
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("document", _TEXT, nullable=False),
        sa.Column("speaker", _TEXT),
        sa.Column("speaker_name", _TEXT),
        sa.Column("party", _TEXT),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("words", _TEXT, nullable=False),
        sa.Column("offset", sa.Integer(), nullable=False),
        sa.Column("published", _TEXT),
        sa.Column("language", _TEXT),
        sa.Column("publisher", _TEXT),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("statements_document", "statements", ["document"])
    op.create_index("statements_published", "statements", ["published", "id"])
    op.create_index("statements_speaker", "statements", ["party", "published"])
    op.create_table(
        "visits",
        sa.Column("address", _TEXT, nullable=False),
        sa.Column("document", _TEXT),
        sa.Column("tag", _TEXT),
        sa.Column("modified", _TEXT),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("address"),
    )
    op.create_table(
        "dyads",
        sa.Column("event", _TEXT, nullable=False),
        sa.Column("a", _TEXT, nullable=False),
        sa.Column("b", _TEXT, nullable=False),
        sa.Column("direction", sa.Integer(), nullable=False),
        sa.Column("start", _TEXT),
        sa.Column("end", _TEXT),
        sa.Column("published", _TEXT),
        sa.Column("source", _TEXT, nullable=False),
        sa.Column("status", _TEXT, nullable=False),
        sa.Column("historical", sa.Boolean(), nullable=False),
        sa.Column("value", sa.Float()),
        sa.Column("confidence", sa.Float()),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["events.id"], ondelete="CASCADE"),
    )
    op.create_index("dyads_end", "dyads", ["end", "start", "a", "b", "counts", "value"])
    op.create_index("dyads_event", "dyads", ["event"])
    op.create_index("dyads_other", "dyads", ["b", "a", "start", "event", "end", "counts", "value"])
    op.create_index(
        "dyads_pair",
        "dyads",
        [
            "a",
            "b",
            "start",
            "event",
            "end",
            "counts",
            "value",
            "direction",
            "published",
            "source",
            "status",
            "historical",
            "confidence",
        ],
    )
    op.create_table(
        "imported",
        sa.Column("event", _TEXT, nullable=False),
        sa.Column("identifier", _TEXT, nullable=False),
        sa.Column("digest", _TEXT, nullable=False),
        sa.Column("rest", _TEXT, nullable=False),
        sa.ForeignKeyConstraint(["event"], ["events.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event"),
    )
    op.create_table(
        "parties",
        sa.Column("event", _TEXT, nullable=False),
        sa.Column("side", _TEXT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", _TEXT, nullable=False),
        sa.Column("party", _TEXT, nullable=False),
        sa.Column("sector", _TEXT),
        sa.Column("name", _TEXT),
        sa.Column("words", _TEXT),
        sa.Column("offset", sa.Integer()),
        sa.Column("start", _TEXT),
        sa.Column("end", _TEXT),
        sa.ForeignKeyConstraint(["event"], ["events.id"], ondelete="CASCADE"),
    )
    op.create_index("parties_code", "parties", ["code", "start", "event", "side", "end"])
    op.create_index("parties_event", "parties", ["event", "side", "position"])
    op.create_index("parties_party", "parties", ["party", "start", "event", "side", "end"])
    op.create_table(
        "stories",
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("best", _TEXT, nullable=False),
        sa.Column("status", _TEXT, nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("start", _TEXT),
        sa.Column("first", _TEXT),
        sa.Column("last", _TEXT),
        sa.ForeignKeyConstraint(["best"], ["events.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("stories_best", "stories", ["best", "id"])
    op.create_index("stories_reports", "stories", ["reports", "best"])
    op.create_index("stories_start", "stories", ["start", "best"])
    op.create_table(
        "story_events",
        sa.Column("event", _TEXT, nullable=False),
        sa.Column("story", _TEXT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("superseded", sa.Boolean(), nullable=False),
        sa.Column("merged", _TEXT),
        sa.Column("reason", _TEXT),
        sa.Column("score", sa.Float()),
        sa.ForeignKeyConstraint(["event"], ["events.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["story"], ["stories.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event"),
    )
    op.create_index("story_events_story", "story_events", ["story", "position"])
    op.create_table(
        "story_links",
        sa.Column("story", _TEXT, nullable=False),
        sa.Column("other", _TEXT, nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("reason", _TEXT, nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["other"], ["stories.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["story"], ["stories.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("story", "other", "kind"),
    )
    op.create_index("story_links_other", "story_links", ["other"])
    create_fulltext(op.get_bind())
