"""One record with all that hangs on it, and why it is what it is."""

from __future__ import annotations

from io import StringIO

import pytest
import sqlalchemy as sa
from rich.console import Console

from detente.archive.showing import explain, find, show
from detente.errors import UsageError
from detente.formats.shown import print_shown
from detente.store.database import Database
from detente.store.schema import (
    assessments,
    decisions,
    statements,
    stories,
    story_events,
    story_links,
)
from tests.asking.made import make


def printed(record: dict[str, object]) -> str:
    out = StringIO()
    print_shown(record, Console(file=out, width=100, highlight=False))
    return out.getvalue()


def test_an_event_with_its_words_reports_links_and_copies(store: Database) -> None:
    content = make(store, documents=12)
    story = next(s for s in content.stories if len(s.members) > 1)
    other = next(s for s in content.stories if s is not story)
    event, document = next((e, d) for e, d in content.events() if e.id == story.members[1])
    with store.writing() as connection:
        connection.execute(
            sa.insert(story_links).values(
                story=other.id, other=story.id, kind="plan", reason="same parties", score=0.7
            )
        )
    with store.reading() as connection:
        record = show(connection, event.id[:9])
    assert (record["record"], record["id"]) == ("event", event.id)
    assert [(p["side"], p["code"]) for p in record["parties"]] == [
        *(("actor", a.code) for a in event.actor),
        *(("recipient", a.code) for a in event.recipient),
    ]
    (mention,) = record["evidence"]
    assert document.text[mention["start"] : mention["end"]] == mention["trigger"]
    assert record["confidences"]["type"] == 0.5
    assert {r["event"] for r in record["others"]} == set(story.members) - {event.id}
    (link,) = record["links"]
    assert (link["link"], link["id"], link["reason"]) == ("plan", other.id, "same parties")
    text = printed(record)
    assert f"event {event.id}" in text
    assert "other reports" in text
    assert f"plan: {other.id}" in text
    assert "\n    same parties = 0.70\n" in text
    assert f"in its story\n  put together with {story.members[0]}: the same act = 0.75\n" in text


def test_a_story_tells_who_told_it_and_why_they_are_one(store: Database) -> None:
    content = make(store, documents=12)
    story = next(s for s in content.stories if len(s.members) > 1)
    with store.reading() as connection:
        record = show(connection, story.id)
        reasons = explain(connection, story.id)
    assert [m["event"] for m in record["members"]] == list(story.members)
    assert record["members"][1]["reason"] == "the same act"
    assert f"put together with {story.members[0]}: the same act = 0.75" in reasons
    assert "consult.verb.test = 0.75" in reasons
    assert "syntax" not in reasons  # trees are not kept
    text = printed(record)
    assert all(m in text for m in story.members)
    assert f"\n    put together with {story.members[0]}: the same act = 0.75\n" in text
    assert (record["decisions"], "decided" in text) == ([], False)


def test_a_story_tells_what_was_decided_about_it(store: Database) -> None:
    content = make(store, documents=12)
    story = next(s for s in content.stories if len(s.members) > 1)
    other = next(s for s in content.stories if s is not story)
    first, second = story.members[:2]
    with store.writing() as connection:
        made = [
            {"number": 1, "kind": "split", "a": first, "b": None},
            {"number": 2, "kind": "join", "a": second, "b": first},
            {"number": 3, "kind": "split", "a": other.members[0], "b": None},
        ]
        connection.execute(sa.insert(decisions), made)
    with store.reading() as connection:
        record, reasons = show(connection, story.id), explain(connection, story.id)
    assert [(d["kind"], d["a"], d["b"]) for d in record["decisions"]] == [
        ("split", first, None),
        ("join", second, first),
    ]
    for text in (printed(record), reasons):
        assert f"  split: {first} stands alone\n  join: {second} and {first}\n" in f"{text}\n"


def test_a_document_with_all_that_it_tells(store: Database) -> None:
    content = make(store, documents=12)
    coding = next(c for c in content.codings if c.events and c.assessments and c.statements)
    with store.reading() as connection:
        record = show(connection, coding.document.id)
        reasons = explain(connection, coding.document.id)
        copy = show(connection, "doc-001")
    assert record["text"] == coding.document.text
    assert record["warnings"] == list(coding.warnings)
    assert {r["id"] for r in record["event_rows"]} == {e.id for e in coding.events}
    assert len(record["assessment_rows"]) == len(coding.assessments)
    assert len(record["statement_rows"]) == len(coding.statements)
    assert all(e.id in reasons for e in coding.events)
    assert "stand.test" in reasons
    assert coding.document.text in printed(record)
    assert [(c["way"], c["document"]) for c in copy["copies"]] == [("prints", "doc-000")]
    assert "prints doc-000  copy, 90%" in printed(copy)


def test_assessments_and_statements(store: Database) -> None:
    make(store, documents=12)
    with store.reading() as connection:
        stand = connection.scalars(sa.select(assessments.c.id)).first()
        words = connection.scalars(sa.select(statements.c.id)).first()
        assert stand and words
        record = show(connection, stand)
        assert record["evidence"][0]["trigger"] == record["words"]
        assert "stand.test" in explain(connection, stand)
        said = show(connection, words)
        assert (said["record"], said["kind"] in ("direct", "indirect")) == ("statement", True)
        assert "kind" in printed(said)
        with pytest.raises(UsageError, match="no reasons are kept"):
            explain(connection, words)


def test_an_event_before_it_was_compared(store: Database) -> None:
    content = make(store, documents=12)
    event = content.events()[0][0].id
    with store.writing() as connection:
        connection.execute(sa.delete(story_events))
        connection.execute(sa.delete(stories))
    with store.reading() as connection:
        record = show(connection, event)
        assert (record["story"], record["others"], record["links"]) == (None, [], [])
        assert "not compared with other documents yet" in explain(connection, event)


def test_ids_by_their_beginning(store: Database) -> None:
    make(store, documents=12)
    with store.reading() as connection:
        assert find(connection, "doc-003") == ("document", "doc-003")
        with pytest.raises(UsageError, match=r"document doc-000, document doc-001.*and others"):
            find(connection, "doc-")
        for name in ("zzz", "", "%", "doc_003", "é"):
            with pytest.raises(UsageError, match="nothing with the id"):
                find(connection, name)
        with pytest.raises(UsageError, match="no event or story with the id 'doc-003'"):
            find(connection, "doc-003", ("event", "story"))
