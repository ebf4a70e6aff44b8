"""What is in a store written for others: stories once, with what their documents tell together."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from detente.archive.collating import collate
from detente.archive.exchanging import FORMATS, export_events, import_events
from detente.archive.queries import make_query
from detente.cli import main
from detente.cli._exchange import READ, WRITTEN
from detente.errors import UsageError
from detente.formats import flat, gdelt, icews, parquet
from detente.formats._coded import coded_of
from detente.formats.exchange import READERS, WRITERS
from detente.stages.paragraphs import split_paragraphs
from detente.store.database import Database, open_store
from detente.store.schema import stories, story_events
from detente.store.writing import write_coding
from detente.types import Coding
from tests.exchange.stores import KEDS, keds_file, rows, written
from tests.formats.codings import actor, event, evidence, visit
from tests.interchange.examples import SHARED, plain

ICEWS = SHARED / "interchange" / "icews_2018_sample.tab"
OTHER = (
    "Norway's chief diplomat went to see the Estonians in Tallinn on Tuesday, and the two sides"
    " spoke about fishing, ferries and trade over the northern sea for several hours."
)


def second() -> Coding:
    """Another outlet on the visit, in its own words."""
    first = visit()
    paragraphs = split_paragraphs(OTHER)
    told = event(
        17,
        "verbal cooperation",
        evidence(OTHER, "went to see", paragraphs),
        actor=(actor(OTHER, "Norway", "NOR:GOV"),),
        recipient=(actor(OTHER, "Estonians", "EST:GOV", name="Estonia"),),
        confidence=0.7,
    )
    document = replace(
        first.document,
        id="doc-2",
        text=OTHER,
        title="A visit",
        url="https://example.com/2",
        publisher="Example Times",
        language="en",
    )
    return Coding(document, paragraphs, (), (), (), (told,), (), ())


def fill(database: Database, *codings: Coding, compare: bool = True) -> None:
    for coding in codings:
        with database.writing() as connection:
            write_coding(connection, coding, coder="test")
    if compare:
        collate(database)


def exported(database: Database, form: str, **options: object) -> str:
    out = io.StringIO()
    export_events(database, form, out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_story_is_one_row_with_what_its_documents_tell_together(store: Database) -> None:
    fill(store, visit(), second())
    out = io.StringIO()
    done = export_events(store, "csv", out)
    found = table(out.getvalue())
    assert (done.listed, done.unfinished) == (len(found), None) == (3, None)
    (told,) = (r for r in found if r["mode"] == "visit")
    assert (told["told"], told["reports"]) == ("3", "2")
    assert (told["actor"], told["recipient"]) == ("NOR:GOV", "EST:GOV")
    assert (told["place"], told["country"], told["start"]) == ("Tallinn", "EST", "2021-03-16")
    plans = [r for r in found if r["aux"] == "future"]
    assert [(r["told"], r["reports"], r["start"]) for r in plans] == [("1", "1", "")]


def test_by_event_each_document_has_its_row(store: Database) -> None:
    fill(store, visit(), second())
    found = table(exported(store, "csv", by="event"))
    assert len(found) == 4
    visits = [r for r in found if r["mode"] == "visit"]
    assert {(r["document"], r["told"], r["reports"], r["text"]) for r in visits} == {
        ("doc-1", "2", "2", "besuchte am Dienstag Tallinn"),
        ("doc-2", "1", "2", "went to see"),
    }
    with store.reading() as connection:
        names = set(connection.scalars(sa.select(story_events.c.event)))
    assert {r["id"] for r in found} == names


def test_events_are_whole_as_they_were_read(store: Database, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    fill(store, visit(), second())
    path = tmp_path / "e.parquet"
    done = export_events(store, "parquet", path, by="event")
    assert not done.losses
    wanted = {e.id: e for coding in (visit(), second()) for e in coded_of(coding)}
    found = {e.id: replace(e, reports=None) for e in parquet.read(path)}
    assert found == wanted


def test_filters_are_those_of_the_lists(store: Database, tmp_path: Path) -> None:
    fill(store, visit())
    import_events(store, keds_file(tmp_path))
    for filters, wanted in (
        ({"dyad": ("TUR", "GRC")}, 1),
        ({"source": "keds"}, 5),
        ({"source": "detente", "status": "act"}, 1),
        ({"since": "1992-01-05", "until": "1992-01-06"}, 2),
    ):
        query = make_query("stories", **filters)
        assert len(table(exported(store, "csv", query=query))) == wanted, filters
    events = make_query("events", dyad=("TUR", "GRC"), limit=3)
    found = table(exported(store, "csv", query=events, by="event"))
    assert [r["cameo"] for r in found] == ["042"] * 3


def test_rows_come_by_date(store: Database, tmp_path: Path) -> None:
    import_events(store, keds_file(tmp_path))
    query = make_query("events", sort="-confidence")
    days = [r["start"] for r in table(exported(store, "csv", by="event", query=query))]
    assert days == sorted(days)


def test_events_and_mentions_of_gdelt_go_together(store: Database) -> None:
    fill(store, visit(), second())
    events = [
        dict(zip(gdelt.COLUMNS, line.split("\t"), strict=True))
        for line in exported(store, "gdelt").splitlines()
    ]
    mentions = [
        dict(zip(gdelt.MENTION_COLUMNS, line.split("\t"), strict=True))
        for line in exported(store, "gdelt-mentions").splitlines()
    ]
    (told,) = events
    assert (told["NumMentions"], told["NumSources"]) == ("3", "2")
    assert {m["GLOBALEVENTID"] for m in mentions} == {told["GLOBALEVENTID"]}
    assert Counter(m["MentionSourceName"] for m in mentions) == {
        "Beispielblatt": 2,
        "Example Times": 1,
    }
    (english,) = (m for m in mentions if m["MentionSourceName"] == "Example Times")
    assert int(english["Actor1CharOffset"]) == OTHER.index("Norway")
    assert int(english["Actor2CharOffset"]) == OTHER.index("Estonians")
    assert int(english["ActionCharOffset"]) == OTHER.index("went to see")
    assert int(english["MentionDocLen"]) == len(OTHER)


@pytest.mark.skipif(not ICEWS.exists(), reason="the real ICEWS file is not on this machine")
def test_the_real_icews_file_goes_in_and_out_cell_by_cell(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.db", create=True, write=True) as database:
        import_events(database, ICEWS)
        head, *found = exported(database, "icews", by="event").splitlines()
    first, *lines = ICEWS.read_text("utf-8").splitlines()
    assert head == first

    def cells(line: str) -> tuple[str | float, ...]:
        return tuple("" if c == "NA" else number(c) for c in line.split("\t"))

    def number(cell: str) -> str | float:
        try:
            return float(cell) if "." in cell else cell
        except ValueError:
            return cell

    assert Counter(map(cells, found)) == Counter(map(cells, lines))
    days = [line.split("\t")[1] for line in found]
    assert days == sorted(days)


def test_imported_stories_keep_the_numbers_of_their_file(store: Database, tmp_path: Path) -> None:
    told = replace(plain(), mentions=(), reports=3, told=7)
    (tmp_path / "e.csv").write_text(written("gdelt", [told]), "utf-8")
    import_events(store, tmp_path / "e.csv")
    (row,) = table(exported(store, "csv"))
    assert (row["id"], row["told"], row["reports"]) == ("123456", "7", "3")


def test_rebuilding_the_stories_leaves_imported_ones_alone(store: Database, tmp_path: Path) -> None:
    fill(store, visit(), second())
    import_events(store, keds_file(tmp_path))
    before = rows(store)
    collate(store)
    collate(store, rebuild=True)
    after = rows(store)
    for name in ("documents", "events", "stories", "story_events", "story_links", "imported"):
        assert after[name] == before[name], name


def test_the_same_store_gives_the_same_bytes_in_any_database(
    store: Database, tmp_path: Path
) -> None:
    with open_store(tmp_path / "other.db", create=True, write=True) as other:
        for database in (store, other):
            fill(database, visit(), second())
            import_events(database, keds_file(tmp_path))
        for form in WRITERS:
            assert exported(store, form) == exported(other, form), form


def test_pending_documents_are_told(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.db", create=True, write=True) as database:
        fill(database, visit(), compare=False)
        done = export_events(database, "csv", io.StringIO())
        assert done.listed == 0
        assert done.unfinished == (
            "1 document is not compared with the others yet; run detente collate"
        )
        assert export_events(database, "csv", io.StringIO(), by="event").listed == 3


def test_a_file_appears_only_when_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.csv"
    out.write_text("old", "utf-8")
    with open_store(tmp_path / "s.db", create=True, write=True) as database:
        fill(database, visit())
        with monkeypatch.context() as patch, pytest.raises(ZeroDivisionError):
            patch.setattr(flat, "_count", lambda *_: 1 / 0)
            export_events(database, "csv", out)
        assert out.read_text("utf-8") == "old"
        assert [p.name for p in tmp_path.glob("out*")] == ["out.csv"]
        export_events(database, "csv", out)
        assert out.read_text("utf-8") == exported(database, "csv")
        with pytest.raises(UsageError, match="unwritable"):
            export_events(database, "csv", tmp_path / "no" / "folder.csv")


@pytest.mark.parametrize(
    ("form", "options", "said"),
    [
        ("xml", {}, "bad-format"),
        ("csv", {"by": "page"}, "bad-format"),
        ("parquet", {}, "standard output"),
    ],
)
def test_exports_that_cannot_be(
    tmp_path: Path, form: str, options: dict[str, str], said: str
) -> None:
    with (
        open_store(tmp_path / "s.db", create=True) as database,
        pytest.raises(UsageError, match=said),
    ):
        exported(database, form, **options)


# read by programs that we did not write


def test_pyarrow_reads_the_parquet_and_the_csv(store: Database, tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    arrow_csv = pytest.importorskip("pyarrow.csv")
    arrow_parquet = pytest.importorskip("pyarrow.parquet")

    fill(store, visit(), second())
    for form in ("parquet", "csv"):
        export_events(store, form, tmp_path / f"e.{form}")
    found = arrow_parquet.read_table(tmp_path / "e.parquet").to_pylist()
    assert sorted(r["event_type"] for r in found) == ["ACCUSE", "CONSULT", "COOPERATE"]
    as_text = arrow_csv.ConvertOptions(column_types={"id": pyarrow.string()})
    flat_rows = arrow_csv.read_csv(tmp_path / "e.csv", convert_options=as_text).to_pylist()
    assert [r["id"] for r in flat_rows] == [r["id"] for r in found]
    assert [r["reports"] for r in flat_rows] == [r["reports"] for r in found]


def test_polars_reads_the_parquet_and_the_csv(tmp_path: Path) -> None:
    polars = pytest.importorskip("polars")
    pytest.importorskip("pyarrow")
    with open_store(tmp_path / "s.db", create=True, write=True) as database:
        fill(database, visit(), second())
        for form in ("parquet", "csv"):
            export_events(database, form, tmp_path / f"e.{form}")
    one = polars.read_parquet(tmp_path / "e.parquet")
    two = polars.read_csv(tmp_path / "e.csv", schema_overrides={"id": polars.String})
    assert one["id"].to_list() == two["id"].to_list()
    assert one["reports"].to_list() == two["reports"].to_list()


def test_duckdb_reads_the_parquet_and_the_csv(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    with open_store(tmp_path / "s.db", create=True, write=True) as database:
        fill(database, visit(), second())
        for form in ("parquet", "csv"):
            export_events(database, form, tmp_path / f"e.{form}")
    text = f"read_csv('{tmp_path / 'e.csv'}', types = {{'id': 'VARCHAR'}})"
    one, two = (
        duckdb.sql(f"select id, reports from {source} order by id").fetchall()
        for source in (f"'{tmp_path / 'e.parquet'}'", text)
    )
    assert one == two
    assert len(one) == 3


def test_networkx_reads_the_network(store: Database, tmp_path: Path) -> None:
    networkx = pytest.importorskip("networkx")
    fill(store, visit(), second())
    import_events(store, keds_file(tmp_path))
    for sectors, node in ((True, "TUR:GOV"), (False, "TUR")):
        text = exported(store, "graphml", sectors=sectors)
        graph = networkx.read_graphml(io.BytesIO(text.encode()))
        assert node in graph
        edge = graph.edges["NOR:GOV", "EST:GOV"] if sectors else graph.edges["NOR", "EST"]
        assert edge["events"] == 1


# the commands


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, arguments)
    return result.exit_code, result.stdout, result.stderr


def test_the_commands_import_and_export(tmp_path: Path) -> None:
    store, good, bad = str(tmp_path / "s.db"), keds_file(tmp_path), tmp_path / "bad.txt"
    bad.write_text("nothing of the kind\n", "utf-8")
    code, out, err = run("import", "--store", store, str(good), str(bad))
    assert code == 1
    assert out.startswith(f"{good}: keds, 8 added, 0 known\n")
    assert "bad.txt: is none of the formats" in err and "1 file not imported" in err
    code, out, err = run("import", "--store", store, "--source", "reuters", str(good))
    assert (code, out) == (0, f"{good}: keds, 8 added, 0 known\n        1  actor of no state\n")
    target = tmp_path / "out.tab"
    code, out, err = run("export", "--store", store, "--format", "icews", "-o", str(target),
                         "--source", "reuters", "--dyad", "TUR", "GRC")  # fmt: skip
    assert (code, out) == (0, "")
    assert err.startswith(f"detente: 1 story to {target}\n")
    assert "        1  type and mode: only the CAMEO code\n" in err
    assert len(list(icews.read(target.read_text("utf-8").splitlines()))) == 1
    code, out, err = run("export", "--store", store, "--format", "plover", "--by", "event")
    assert [json.loads(line)["coder"] for line in out.splitlines()].count("reuters") == 8
    assert "detente: 16 events\n" in err


def test_the_unknown_is_counted_when_it_is_imported(tmp_path: Path) -> None:
    path = keds_file(tmp_path, KEDS.replace("TURMIL", "QQQ"))
    code, out, _ = run("import", "--store", str(tmp_path / "s.db"), str(path))
    assert code == 0
    assert out.splitlines()[1:] == ["        1  actor of no state", "        1  unknown actor code"]


def test_a_store_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    code, _, err = run("export", "--store", str(tmp_path / "no.db"), "--format", "csv")
    assert code == 2
    assert "[no-store]" in err


def test_the_commands_know_all_formats() -> None:
    assert tuple(READERS) == READ
    assert sorted(FORMATS) == list(WRITTEN)


def test_a_story_of_imported_rows_is_not_more_sure_than_one_report(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.db", create=True, write=True) as database:
        import_events(database, keds_file(tmp_path))
        with database.reading() as connection:
            assert set(connection.scalars(sa.select(stories.c.reports))) == {1}
