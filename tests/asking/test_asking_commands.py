"""The commands over a filled store: what they print, and with which exit status."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from detente.archive.asking import LISTS, keys_of
from detente.cli import main
from detente.store.database import open_store
from detente.store.schema import documents, events, pending, stale
from detente.store.writing import write_coding
from tests.asking.made import make
from tests.formats.codings import visit


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with open_store(tmp_path / "news.db", create=True, write=True) as database:
        make(database)
    return tmp_path / "news.db"


def run(*arguments: str | Path, exit_code: int = 0) -> Result:
    done = CliRunner().invoke(main, [str(a) for a in arguments])
    assert done.exit_code == exit_code, done.output
    return done


@pytest.mark.parametrize("listing", LISTS)
def test_every_list_in_every_format(path: Path, listing: str) -> None:
    lines = run(listing, "--store", path, "--format", "json").stdout.splitlines()
    found = [json.loads(line) for line in lines]
    assert all(tuple(row) == keys_of(listing) for row in found)
    table = run(listing, "--store", path, "--limit", "3").stdout
    assert [found[n]["id"][:8] in table for n in range(3)] == [True] * 3
    assert max(map(len, table.splitlines())) <= 80
    text = run(listing, "--store", path, "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["id"] for row in rows] == [row["id"] for row in found]
    assert tuple(rows[0]) == keys_of(listing)
    if listing == "events":
        assert [row["aux"] for row in rows] == ["|".join(row["aux"]) for row in found]
        assert {row["historical"] for row in rows} == {"true", "false"}


def test_filters_are_options(path: Path) -> None:
    some = run(
        *("events", "--store", path, "--format", "json", "--dyad", "Pakistan", "RUS"),
        *("--type", "consult", "--type", "aid", "--aux", "none", "--no-historical"),
        *("--since", "2014", "--until", "2016-06", "--sort", "-confidence"),
    )
    rows = [json.loads(line) for line in some.stdout.splitlines()]
    assert rows
    assert all(row["event_type"] in ("CONSULT", "AID") and row["aux"] == [] for row in rows)
    assert [r["confidence"] for r in rows] == sorted((r["confidence"] for r in rows), reverse=True)


def test_pages_go_on_where_the_mark_says(path: Path) -> None:
    whole = run("documents", "--store", path, "--format", "json").stdout.splitlines()
    seen: list[str] = []
    after: list[str] = []
    for _ in range(len(whole)):
        part = run("documents", "--store", path, "--format", "json", "--limit", "9", *after)
        seen += part.stdout.splitlines()
        if "--after" not in part.stderr:
            break
        after = ["--after", part.stderr.split("--after ")[1].strip()]
    assert seen == whole


def test_output_goes_to_a_file(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "events.csv"
    assert run("events", "--store", path, "--format", "csv", "-o", out).stdout == ""
    assert out.read_text("utf-8").startswith("id,event_type,")


def test_what_is_wrong_leaves_an_older_output_alone(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "events.csv"
    out.write_text("old", "utf-8")
    run("events", "--store", path, "--actor", "Pakistn", "-o", out, exit_code=2)
    assert out.read_text("utf-8") == "old"


def test_an_empty_list_says_so(path: Path) -> None:
    assert run("events", "--store", path, "--text", "nowhere").stdout.strip() == "no events"
    assert run("events", "--store", path, "--text", "nowhere", "--format", "json").stdout == ""


def test_stories_of_documents_that_were_not_compared_are_missed_aloud(path: Path) -> None:
    assert "40 documents are not compared" in run("stories", "--store", path).stderr
    assert "detente collate" in run("events", "--store", path, "--min-reports", "2").stderr
    with open_store(path, write=True) as database, database.writing() as connection:
        connection.execute(sa.delete(pending))
    assert "collate" not in run("stories", "--store", path).stderr


def test_stories_that_are_to_be_made_anew_are_told(path: Path) -> None:
    def told(rows: list[tuple[str, str]], waits: int) -> str:
        with open_store(path, write=True) as database, database.writing() as connection:
            connection.execute(sa.delete(stale))
            connection.execute(sa.delete(pending))
            some = sa.select(documents.c.id).limit(waits)
            connection.execute(sa.insert(pending).from_select(["document"], some))
            for kind, item in rows:
                connection.execute(sa.insert(stale), {"kind": kind, "item": item})
        lines = run("stories", "--store", path).stderr.splitlines()
        return lines[0].removeprefix("detente: ").removesuffix("; run detente collate")

    assert told([("story", "a")], 0) == "the story of 1 event is still to be made anew"
    assert told([("story", "a"), ("story", "b"), ("links", "c")], 1) == (
        "1 document is not compared with the others yet; the stories of 2 events, the plans and"
        " denials of 1 story are still to be made anew"
    )
    assert told([("copies", "a")], 0) == "the copies of 1 document are still to be made anew"
    assert run("events", "--store", path).stderr.startswith("detente: there are more")


def test_no_store_is_said_with_the_next_step(tmp_path: Path) -> None:
    done = run("events", "--store", tmp_path / "none.db", exit_code=2)
    assert "detente add" in done.stderr
    assert not (tmp_path / "none.db").exists()


def test_show_prints_or_gives_json(path: Path) -> None:
    first = json.loads(run("events", "--store", path, "--format", "json", "--limit", "1").stdout)
    assert f"event {first['id']}" in run("show", "--store", path, first["id"]).stdout
    record = json.loads(run("show", "--store", path, first["id"], "--format", "json").stdout)
    assert record["id"] == first["id"]
    assert "no-record" in run("show", "--store", path, "zzz", exit_code=2).stderr


def test_words_of_articles_cannot_steer_the_terminal(tmp_path: Path) -> None:
    coding = visit()
    trick = coding.events[0].mentions[0].__class__(0, 0, 0, 4, "a\x1b[2Jb\u202ec", "r")
    event = coding.events[0].__class__(
        **{n: getattr(coding.events[0], n) for n in coding.events[0].__dataclass_fields__}
        | {"mentions": (trick,)}
    )
    made = coding.__class__(
        **{n: getattr(coding, n) for n in coding.__dataclass_fields__} | {"events": (event,)}
    )
    path = tmp_path / "news.db"
    with open_store(path, create=True, write=True) as database, database.writing() as connection:
        write_coding(connection, made, coder="test")
    for command in (["events"], ["show", event.id], ["explain", event.id]):
        text = run(*command, "--store", path).stdout
        assert "a[2Jbc" in text
        assert "\x1b" not in text and "\u202e" not in text


# explain reads a file as before, and else asks the store


def test_explain_of_a_stored_event(path: Path) -> None:
    first = json.loads(run("events", "--store", path, "--format", "json", "--limit", "1").stdout)
    text = run("explain", first["id"][:10], "--store", path).stdout
    assert "consult.verb.test = 0.75" in text
    assert f"story {first['story']}" in text


def test_explain_of_one_event_of_a_stored_document(path: Path) -> None:
    lines = run("events", "--store", path, "--format", "json").stdout.splitlines()
    events = [json.loads(line) for line in lines]
    document = next(e["document"] for e in events)
    own = [e["id"] for e in events if e["document"] == document]
    text = run("explain", document, own[-1][:12], "--store", path).stdout
    assert [name for name in own if f"id {name}" in text] == [own[-1]]
    assert run("explain", own[0], own[0][:6], "--store", path).stdout
    for name in (document, own[0], events[0]["story"]):
        done = run("explain", name, "zzzz", "--store", path, exit_code=2)
        assert "no event has an id that begins with 'zzzz'" in done.stderr
        assert "no-event" in done.stderr


def test_explain_of_what_is_neither_file_nor_record(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run("explain", "nothing.txt", "--store", path, exit_code=2)
    assert "no file nothing.txt" in done.stderr and "no-record" in done.stderr
    monkeypatch.chdir(tmp_path)  # where there is no store either
    assert "not-found" in run("explain", "nothing.txt", exit_code=1).stderr


@pytest.mark.model
def test_explain_of_a_file_needs_no_store(tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text("Norway condemned the attack on Eritrea.", "utf-8")
    assert "ACCUSE" in run("explain", article, "--language", "en").stdout


def test_documents_of_several_coders(path: Path, tmp_path: Path) -> None:
    """A file of another coder is a document too; a text without events is still one of ours."""
    (tmp_path / "keds.tsv").write_text("date\tsource\ttarget\tcode\n2010-01-05\tPAK\tRUS\t042\n")
    assert "coder" not in run("documents", "--store", path, "--limit", "3").stdout.splitlines()[0]
    run("import", tmp_path / "keds.tsv", "--source", "others", "--store", path)

    def ids(*words: str) -> set[str]:
        lines = run("documents", "--store", path, "--format", "json", *words).stdout.splitlines()
        return {json.loads(line)["id"] for line in lines}

    every, ours, theirs = ids(), ids("--source", "detente"), ids("--source", "others")
    assert ours | theirs == every and not ours & theirs and len(theirs) == 1
    with open_store(path) as database, database.reading() as connection:
        telling = set(connection.execute(sa.select(events.c.document)).scalars())
    assert ours - telling and theirs <= telling
    assert ids("--source", "others", "--type", "CONSULT") == theirs
    assert ids("--source", "detente", "--type", "CONSULT") < ours
    table = run("documents", "--store", path, "--since", "1900", "--sort", "published").stdout
    assert "coder" not in table.splitlines()[0]
    table = run("documents", "--store", path, "--limit", "500").stdout
    assert table.splitlines()[0].split()[-1] == "coder" and "others" in table
    assert max(map(len, table.splitlines())) <= 80
