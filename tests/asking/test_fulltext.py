"""Full-text search: one syntax, the same documents found by both databases."""

from __future__ import annotations

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.store.database import Database
from detente.store.fulltext import Term, index_words, matching, parse_search, words_of
from detente.store.schema import documents

TEXTS = {
    "a": (
        "Überfall auf Kiew",
        "Der „Überfall“ der US-Armee (24.02.2022) und/oder Erdoğans Besuch.",
    ),
    "b": ("Visit", "President Erdogan visited Kyiv; talks on gas. The gas deal failed."),
    "c": (None, "ΟΔΥΣΣΕΥΣ Сергей Лавров сказал: нет. Straße, STRASSE, straße"),
    "d": ("gas", "deal"),
    "e": ("", ""),
}


def fill(store: Database, texts: dict[str, tuple[str | None, str]]) -> None:
    with store.writing() as connection:
        connection.execute(
            sa.insert(documents),
            [
                {
                    "id": name,
                    "title": title,
                    "text": text,
                    "words": 0,
                    "warnings": "[]",
                    "coder": "",
                }
                for name, (title, text) in texts.items()
            ],
        )
        index_words(connection, [(name, title, text) for name, (title, text) in texts.items()])


def find(store: Database, search: str) -> str:
    with store.reading() as connection:
        found = connection.scalars(matching(store.dialect, parse_search(search))).all()
    assert len(found) == len(set(found))
    return "".join(sorted(found))


def test_words_phrases_beginnings_and_what_must_not_stand_there(store: Database) -> None:
    fill(store, TEXTS)
    for search, wanted in {
        "gas": "bd",
        "GAS deal": "bd",
        '"gas deal"': "b",  # no phrase goes from title to text
        "gas -visited": "d",
        '-"gas deal"': "acde",
        "-gas -überfall": "ce",
        "besuch": "a",
        "Erdoğan": "b",
        "erdogan*": "ab",
        '"president erdo"*': "b",
        '"der us armee': "a",
        "US-Armee": "a",
        "armee-us": "",
        "oder": "a",
        "überfall": "a",
        "uberfall": "a",
        "„Überfall“": "a",
        "24.02.2022": "a",
        "одуссеус": "",
        "οδυσσευς": "c",
        "лавров": "c",
        "strasse": "c",
        "straße": "c",
        "straß*": "c",
        "gas OR überfall": "",  # no operators but these
        "xyzzy": "",
    }.items():
        assert find(store, search) == wanted, search


def test_what_is_written_is_understood_somehow() -> None:
    assert parse_search("") == parse_search(' -"" * - "…" ') == ()
    assert parse_search('-"gas deal"*') == (Term(("gas", "deal"), True, True),)
    assert parse_search("AND'); DROP") == (Term(("and",)), Term(("drop",)))
    assert parse_search("US-Armee*") == (Term(("us", "armee"), True),)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40) | st.text('ab"*-: ()\x00\ud800^+', max_size=20))
def test_no_search_is_an_error_and_all_agree_with_a_plain_reading(
    store: Database, search: str
) -> None:
    with store.reading() as connection:
        empty = connection.scalar(sa.select(sa.func.count()).select_from(documents)) == 0
    if empty:
        fill(store, TEXTS | {"f": ("A b", "a-b: b(a) ab aab b")})
    terms = parse_search(search)
    if terms:
        texts = TEXTS | {"f": ("A b", "a-b: b(a) ab aab b")}
        wanted = [name for name, parts in texts.items() if all(holds(parts, t) for t in terms)]
        assert find(store, search) == "".join(sorted(wanted))


def holds(parts: tuple[str | None, str], term: Term) -> bool:
    """Whether a document answers a term."""
    size = len(term.words)
    for part in parts:
        words = words_of(part or "")
        for at in range(len(words) - size + 1):
            *most, last = words[at : at + size]
            same = last.startswith(term.words[-1]) if term.prefix else last == term.words[-1]
            if same and tuple(most) == term.words[:-1]:
                return not term.negative
    return term.negative


def test_a_document_that_goes_is_found_no_more(store: Database) -> None:
    fill(store, TEXTS)
    with store.writing() as connection:
        connection.execute(sa.delete(documents).where(documents.c.id == "b"))
    assert find(store, "gas") == "d"
    fill(store, {"g": (None, "gas")})
    assert find(store, "gas") == "dg"
    if store.dialect == "sqlite":
        with store.writing() as connection:
            connection.execute(sa.update(documents).values(text="oil").where(documents.c.id == "g"))
        assert (find(store, "gas"), find(store, "oil")) == ("d", "g")
        with store.engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            assert raw is not None
            raw.execute("VACUUM")
        assert find(store, "erdogan*") == "a"


def test_a_very_long_text_does_no_harm(store: Database) -> None:
    many = " ".join(f"word{n}" for n in range(200_000)) + " " + "x" * 5_000
    fill(store, {"a": (None, many), "b": (None, "gas " * 70_000), "c": (None, "y")})
    assert find(store, "word17") == "a"
    assert find(store, "gas") == "b"
    assert find(store, "x" * 5_000 + " gas") == ""
    assert "c" in find(store, "-" + "z" * 5_000)
