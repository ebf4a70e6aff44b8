"""The words of the documents, to be searched: FTS5 in SQLite, `tsvector` in PostgreSQL.

Both hold the same words: runs of letters and digits, in small letters, Latin ones without their
accents. SQLite makes them itself, by triggers on `documents`; in PostgreSQL they would depend on
the language that the server was set up with, so `index_words` writes them. Neither is in
`schema.metadata`: the databases have no structure in common for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from math import isqrt

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.engine import Connection

NAMES = ("document_words", "document_numbers")  # what our tables here begin with

# FTS5 knows rows by a number, and that of a table without an integer key may change in a VACUUM
_SQLITE = (
    """CREATE TABLE document_numbers (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        document TEXT NOT NULL UNIQUE REFERENCES documents (id) ON DELETE CASCADE
    )""",
    """CREATE VIEW document_words_content AS
        SELECT n.number AS number, d.title AS title, d.text AS text
        FROM document_numbers AS n JOIN documents AS d ON d.id = n.document""",
    """CREATE VIRTUAL TABLE document_words USING fts5(
        title, text, content='document_words_content', content_rowid='number',
        tokenize='unicode61 remove_diacritics 2'
    )""",
    """CREATE TRIGGER document_words_added AFTER INSERT ON documents BEGIN
        INSERT INTO document_numbers (document) VALUES (new.id);
        INSERT INTO document_words (rowid, title, text)
            SELECT number, new.title, new.text FROM document_numbers WHERE document = new.id;
    END""",
    """CREATE TRIGGER document_words_changed AFTER UPDATE OF title, text ON documents BEGIN
        INSERT INTO document_words (document_words, rowid, title, text)
            SELECT 'delete', number, old.title, old.text
            FROM document_numbers WHERE document = old.id;
        INSERT INTO document_words (rowid, title, text)
            SELECT number, new.title, new.text FROM document_numbers WHERE document = new.id;
    END""",
    """CREATE TRIGGER document_words_gone BEFORE DELETE ON documents BEGIN
        INSERT INTO document_words (document_words, rowid, title, text)
            SELECT 'delete', number, old.title, old.text
            FROM document_numbers WHERE document = old.id;
    END""",
)
_POSTGRESQL = (
    """CREATE TABLE document_words (
        document TEXT COLLATE "C" PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
        words TSVECTOR NOT NULL
    )""",
    "CREATE INDEX document_words_words ON document_words USING gin (words)",
)
_INSERT = sa.text(
    "INSERT INTO document_words (document, words) VALUES (:document, CAST(:words AS tsvector))"
    " ON CONFLICT (document) DO UPDATE SET words = excluded.words"
)

# bounds of a tsvector
_LAST = 16_383  # highest position of a word
_OFTEN = 256  # positions kept for one word
_LONG = 2_046  # bytes of a word
_WHOLE = 900_000  # bytes of all; the limit is 2^20

_MARKS = range(0x300, 0x332)  # accents that stand after their letter
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))(\*?)')


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase asked for; of a `prefix` the last word is only a beginning."""

    words: tuple[str, ...]
    prefix: bool = False
    negative: bool = False


class _Fold(dict[int, str]):
    """Character -> what stands for it in a word, a blank between words; as FTS5 has it."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kind = unicodedata.category(char)
        if kind[0] in "LN" or kind == "Co":
            base = unicodedata.normalize("NFD", char)[0]
            folded = (base if base.isascii() else char).casefold()
            value = folded if len(folded) == 1 else char.lower()
        else:
            value = "" if code in _MARKS and kind == "Mn" else " "
        self[code] = value
        return value


_fold = _Fold()


def words_of(text: str) -> list[str]:
    """The words of a text as they are searched."""
    return text.translate(_fold).split()


def create_fulltext(connection: Connection) -> None:
    """Make the structures; the table `documents` must be there."""
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.exec_driver_sql(statement)


def index_words(connection: Connection, documents: Iterable[tuple[str, str | None, str]]) -> None:
    """Make documents that were just written findable: (id, title, text) of each.

    To be called for every document written; SQLite has done it already.
    """
    if connection.dialect.name == "sqlite":
        return
    rows = [
        {"document": name, "words": _vector(title or "", text)} for name, title, text in documents
    ]
    if rows:
        connection.execute(_INSERT, rows)


def _vector(title: str, text: str) -> str:
    """The literal of a tsvector; a gap between title and text, so that no phrase spans both."""
    places: dict[str, list[int]] = {}
    size = 0
    at = 0
    for part in (title, text):
        at += 1
        for word in words_of(part):
            at += 1
            known = places.get(word)
            if known is None:
                length = len(word.encode())
                if length > _LONG:
                    continue
                known = places[word] = []
                size += length + 4
            if len(known) < _OFTEN and at <= _LAST:
                known.append(at)
                size += 2
            if size > _WHOLE:
                break
    return " ".join(
        f"'{word}'" + (f":{','.join(map(str, found))}" if found else "")
        for word, found in places.items()
    )


def parse_search(text: str) -> tuple[Term, ...]:
    """What is asked for: words, "phrases", beginnings*, and -what must not stand there.

    Whatever is written is understood somehow; () where it holds no word.
    """
    terms = []
    for minus, phrase, word, star in _TERM.findall(text):
        words = words_of(phrase or word)
        if words:
            prefix = bool(star) or word.endswith("*")
            terms.append(Term(tuple(words), prefix, minus == "-"))
    return tuple(terms)


def matching(dialect: str, terms: Iterable[Term]) -> sa.Select[tuple[str]]:
    """The ids of the documents that hold all words and phrases asked for, and none ruled out.

    `terms` must hold one at least; some hundred are too many for SQLite.
    """
    wanted = [t for t in terms if not t.negative]
    ruled_out = [t for t in terms if t.negative]
    if dialect == "postgresql":
        return _in_postgresql(wanted, ruled_out)
    if not wanted:
        documents = sa.table("documents", sa.column("id"))
        return sa.select(documents.c.id).where(documents.c.id.not_in(_in_sqlite(ruled_out, ())))
    return _in_sqlite(wanted, ruled_out, joiner=" AND ")


def is_common(connection: Connection, terms: Iterable[Term]) -> bool:
    """Whether so many documents are found that one does better to go through all in order.

    A page of a list in order is full after some 50 / share documents, one of a collected list when
    all that was found is sorted: the two are even where about three times the root of the number
    of documents are found. Only for SQLite, which does not weigh this; its count stops there.
    """
    if connection.dialect.name != "sqlite":
        return False
    number = sa.column("number", sa.Integer)
    numbers = sa.table("document_numbers", number)
    most = connection.scalar(sa.select(sa.func.max(number)).select_from(numbers)) or 0
    limit = max(100, 3 * isqrt(most))
    some = matching(connection.dialect.name, terms).limit(limit).subquery()
    return connection.scalar(sa.select(sa.func.count()).select_from(some)) == limit


def _in_sqlite(
    wanted: Iterable[Term], ruled_out: Iterable[Term], joiner: str = " OR "
) -> sa.Select[tuple[str]]:
    words = sa.table("document_words", sa.column("rowid", sa.Integer))
    numbers = sa.table("document_numbers", sa.column("number"), sa.column("document", sa.Text))
    query = joiner.join(map(_fts5, wanted))
    if ruled_out:
        query = f"({query}) NOT ({' OR '.join(map(_fts5, ruled_out))})"
    return (
        sa.select(numbers.c.document)
        .join_from(words, numbers, numbers.c.number == words.c.rowid)
        .where(sa.literal_column("document_words").op("MATCH")(sa.literal(query, sa.Text)))
    )


def _fts5(term: Term) -> str:
    return f'"{" ".join(term.words)}"' + (" *" if term.prefix else "")


def _in_postgresql(wanted: Iterable[Term], ruled_out: Iterable[Term]) -> sa.Select[tuple[str]]:
    words = sa.table("document_words", sa.column("document", sa.Text), sa.column("words"))
    found = sa.select(words.c.document)
    parts = [_tsquery(t) for t in wanted]
    if None in parts:
        return found.where(sa.false())
    parts += [f"!({part})" for t in ruled_out if (part := _tsquery(t))]
    if not parts:
        return found
    query = " & ".join(f"({part})" for part in parts)
    asked = sa.cast(sa.literal(query, sa.Text), TSQUERY)
    return found.where(words.c.words.op("@@")(asked))


def _tsquery(term: Term) -> str | None:
    """None for a word that is too long to be in a tsvector."""
    if any(len(word.encode()) > _LONG for word in term.words):
        return None
    parts = [f"'{word}'" for word in term.words]
    return " <-> ".join(parts) + (":*" if term.prefix else "")
