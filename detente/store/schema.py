"""The tables. `documents`, `codings`, `events` and their kin hold what was read; `sketches`,
`copies`, `stories` and `story_*` are derived from them and can be made again.

Dates are ISO text (they sort, and both databases compare them alike), null where not known. Ids
are the program's own (digests), so the same input gives the same rows in any database.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
)
from sqlalchemy import text as sql

from detente.store._columns import Text, document_column, event_column
from detente.store._columns import metadata as metadata
from detente.store._inputs import entries as entries
from detente.store._inputs import failures as failures
from detente.store._inputs import visits as visits

_NUMBER = BigInteger().with_variant(Integer(), "sqlite")
_OTHERS = sql("source <> 'detente'")  # said in the same words by who counts them

documents = Table(
    "documents",
    metadata,
    Column("id", Text, primary_key=True),  # digest of address and text; of a file of coded events
    Column("title", Text),
    Column("text", Text, nullable=False),  # "" for events that others coded
    Column("url", Text),
    Column("publisher", Text),
    Column("language", Text),
    Column("published", Text),
    Column("source", Text),  # file, feed or address that it came from
    Column("words", Integer, nullable=False),
    Column("warnings", Text, nullable=False),  # JSON list
    Column("coder", Text, nullable=False),  # program, model, tables and codebook that coded it
    Index("documents_published", "published", "id"),
    Index("documents_origin", "publisher", "language", "coder", "source", "published"),
)

# the whole coding with its reasons (`store.records.pack_coding`): JSON, zlib
codings = Table(
    "codings",
    metadata,
    Column("document", Text, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("record", LargeBinary, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("id", Text, primary_key=True),
    document_column(),
    Column("source", Text, nullable=False),  # who coded it: "detente", or another coder's name
    Column("type", Text),  # null where another coder's code has no PLOVER type
    Column("mode", Text),
    Column("status", Text, nullable=False),  # act, plan, possible, denial
    Column("historical", Boolean, nullable=False),
    Column("aux", Text, nullable=False),  # names with blanks around: " future negation ", or ""
    Column("start", Text),
    Column("end", Text),
    Column("edtf", Text),
    Column("cameo", Text),
    Column("quad", Text),
    Column("intensity", Float),
    Column("goldstein", Float),
    Column("contexts", Text, nullable=False),  # as `aux`
    Column("place", Text),
    Column("country", Text),
    Column("lat", Float),
    Column("lon", Float),
    Column("said_by", Text),  # code
    Column("said_by_name", Text),
    Column("actors", Text, nullable=False),  # codes, blanks between, in order of the text
    Column("recipients", Text, nullable=False),
    Column("confidence", Float),
    Column("confidence_type", Float),
    Column("confidence_parties", Float),
    Column("confidence_date", Float),
    Column("confidence_status", Float),
    Column("mentions", Integer, nullable=False),  # tellings in the document
    Column("trigger", Text),  # exact words
    Column("sentence", Text),  # the sentence around them
    Column("offset", Integer),  # of the words in the text
    # of its document, again: lists are filtered and sorted without a join
    Column("published", Text),
    Column("language", Text),
    Column("publisher", Text),
    Column("reports", Integer, nullable=False),  # independent ones of its story; 1 before collation
    Index("events_document", "document"),
    Index("events_start", "start", "id", "end"),
    Index("events_published", "published", "id"),
    Index("events_type", "type", "start", "id"),
    Index("events_said_by", "said_by", "start", "id"),
    Index("events_reports", "reports", "id"),
    Index("events_confidence", "confidence", "id"),
    Index("events_intensity", "intensity", "id"),
    Index("events_others", "source", "start", sqlite_where=_OTHERS, postgresql_where=_OTHERS),
)

# of events that other coders coded: their own id, and what `events` and `parties` cannot hold
imported = Table(
    "imported",
    metadata,
    Column("event", Text, ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("identifier", Text, nullable=False),
    Column("digest", Text, nullable=False),  # of all that the file tells of it
    Column("rest", Text, nullable=False),  # JSON
)

parties = Table(
    "parties",
    metadata,
    event_column(),
    Column("side", Text, nullable=False),  # actor, recipient
    Column("position", Integer, nullable=False),
    Column("code", Text, nullable=False),
    Column("party", Text, nullable=False),  # without sector
    Column("sector", Text),
    Column("name", Text),
    Column("words", Text),
    Column("offset", Integer),
    Column("start", Text),  # of the event, again
    Column("end", Text),
    Index("parties_event", "event", "side", "position"),
    Index("parties_party", "party", "start", "event", "side", "end"),
    Index("parties_code", "code", "start", "event", "side", "end"),
)

# of dyads, with `confidence`: what relations are worked out of
_TOLD = ("end", "counts", "value", "direction", "published", "source", "status", "historical")

# every two parties of an event once, a < b; `direction`: 1 where a acts on b, -1 where b acts
# on a, 0 where they act together
dyads = Table(
    "dyads",
    metadata,
    event_column(),
    Column("a", Text, nullable=False),
    Column("b", Text, nullable=False),
    Column("direction", Integer, nullable=False),
    Column("start", Text),  # of the event, again, to the end
    Column("end", Text),
    Column("published", Text),
    Column("source", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("historical", Boolean, nullable=False),
    Column("value", Float),  # intensity, else goldstein
    Column("confidence", Float),
    Column("counts", Boolean, nullable=False),  # an act, and the best event of its story
    Index("dyads_event", "event"),
    Index("dyads_pair", "a", "b", "start", "event", *_TOLD, "confidence"),
    Index("dyads_other", "b", "a", "start", "event", "end", "counts", "value"),
    Index("dyads_end", "end", "start", "a", "b", "counts", "value"),
)

assessments = Table(
    "assessments",
    metadata,
    Column("id", Text, primary_key=True),  # digest of document, place, sides
    document_column(),
    Column("a", Text, nullable=False),  # a <= b
    Column("b", Text, nullable=False),
    Column("tone", Text, nullable=False),
    Column("trend", Text),
    Column("said_by", Text),
    Column("said_by_name", Text),
    Column("words", Text, nullable=False),
    Column("offset", Integer),
    Column("published", Text),
    Column("language", Text),
    Column("publisher", Text),
    Index("assessments_published", "published", "id"),
    Index("assessments_pair", "a", "b", "published"),
    Index("assessments_document", "document"),
)

statements = Table(
    "statements",
    metadata,
    Column("id", Text, primary_key=True),
    document_column(),
    Column("speaker", Text),  # code
    Column("speaker_name", Text),
    Column("party", Text),  # of the speaker, without sector
    Column("kind", Text, nullable=False),  # direct, indirect
    Column("words", Text, nullable=False),
    Column("offset", Integer, nullable=False),
    Column("published", Text),
    Column("language", Text),
    Column("publisher", Text),
    Index("statements_published", "published", "id"),
    Index("statements_document", "document"),
    Index("statements_speaker", "party", "published"),
)

# derived: what copies of a document are found by
sketches = Table(
    "sketches",
    metadata,
    Column("document", Text, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("sketch", LargeBinary, nullable=False),
    Column("facts", LargeBinary),  # for translations
)

# documents by the keys of their sketches; `beyond`: there are 64 older ones with the key
sketch_keys = Table(
    "sketch_keys",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("beyond", Boolean, primary_key=True),
    Column("document", Text, primary_key=True),
    Column("age", Integer, nullable=False),  # the less the older
    sqlite_with_rowid=False,
)

# documents by the events that they tell, a key for each event and day
fact_keys = Table(
    "fact_keys",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("language", Text, primary_key=True),
    Column("document", Text, primary_key=True),
    sqlite_with_rowid=False,
)

copies = Table(
    "copies",
    metadata,
    document_column(),
    Column("original", Text, ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),  # copy, partial, translation
    Column("share", Float, nullable=False),
    Column("reason", Text, nullable=False),
    Column("spans", Text, nullable=False),  # JSON list of (start, end) in the document
    Index("copies_document", "document"),
    Index("copies_original", "original"),
)

stories = Table(
    "stories",
    metadata,
    Column("id", Text, primary_key=True),
    event_column("best"),  # whose values stand for the story
    Column("status", Text, nullable=False),
    Column("reports", Integer, nullable=False),  # independent documents
    Column("documents", Integer, nullable=False),
    Column("events", Integer, nullable=False),
    Column("start", Text),  # of the best event, again
    Column("first", Text),  # first day on which it was reported
    Column("last", Text),
    Index("stories_start", "start", "best"),  # `best` breaks ties in lists
    Index("stories_best", "best", "id"),
    Index("stories_reports", "reports", "best"),
)

story_events = Table(
    "story_events",
    metadata,
    Column("event", Text, ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("story", Text, ForeignKey("stories.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("superseded", Boolean, nullable=False),  # a correction replaced it
    Column("merged", Text),  # the event that it was put together with; null for the first
    Column("reason", Text),
    Column("score", Float),
    Index("story_events_story", "story", "position"),
)

story_links = Table(
    "story_links",
    metadata,
    Column("story", Text, ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True),
    # the same link stands there the other way round as well
    Column("other", Text, ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", Text, primary_key=True),  # plan, denial, possible, called off
    Column("reason", Text, nullable=False),
    Column("score", Float, nullable=False),
    Index("story_links_other", "other"),
)

# events as they are compared, by numbers made of their ids
story_views = Table(
    "story_views",
    metadata,
    Column("number", _NUMBER, primary_key=True, autoincrement=False),
    Column("view", Text, nullable=False),  # JSON
)

# events by the keys under which they are found, or look for others
story_keys = Table(
    "story_keys",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("seeks", Boolean, primary_key=True),
    Column("place", BigInteger, primary_key=True, autoincrement=False),  # in time
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# pairs of events that may be one story or (`linked`) belong together, in either direction
story_pairs = Table(
    "story_pairs",
    metadata,
    Column("a", BigInteger, primary_key=True, autoincrement=False),
    Column("b", BigInteger, primary_key=True, autoincrement=False),
    Column("linked", Boolean, nullable=False),
    Column("kind", Text, nullable=False),  # corrects; plan, denial, possible, called off; or ""
    Column("score", Float, nullable=False),
    sqlite_with_rowid=False,
)

# what people decided about two events; the later number wins; never rebuilt
decisions = Table(
    "decisions",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("kind", Text, nullable=False),  # join, split
    Column("a", Text, nullable=False),
    Column("b", Text),
)

# documents whose copies and stories are still to be found
pending = Table(
    "pending",
    metadata,
    Column("document", Text, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
)

# what is to be derived anew: "copies" of a document, "story" of an event, "links" of a story
stale = Table(
    "stale",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("item", Text, primary_key=True),
    sqlite_with_rowid=False,
)

# when what is told of two parties changed last (`store.touching`); "", "" stands for all others
touched = Table(
    "touched",
    metadata,
    Column("a", Text, primary_key=True),
    Column("b", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# the rules by which the derived tables were made; one row, or none before collation
collated = Table(
    "collated",
    metadata,
    Column("rules", Text, primary_key=True),
    Column("recoded", Integer, nullable=False),  # documents that were coded again since
)
