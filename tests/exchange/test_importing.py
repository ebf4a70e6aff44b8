"""Events of others in the store: all that a file tells, once, whatever happens on the way."""

from __future__ import annotations

import gzip
import json
import multiprocessing
import signal
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.archive import _acts, exchanging
from detente.archive.exchanging import import_events
from detente.errors import InputError, UsageError
from detente.formats import icews
from detente.formats._coded import Coded, Party, Where
from detente.formats.exchange import format_of, read
from detente.store.database import Database, open_store
from detente.store.imported import event_id, load_imported, rows_of
from detente.store.schema import documents, dyads, events, imported, parties, stories, story_events
from detente.types import Evidence
from tests.exchange.killed import import_and_die
from tests.exchange.stores import KEDS, count, keds_file, rows, written
from tests.interchange import examples
from tests.interchange.examples import SHARED, ours, plain

ICEWS = SHARED / "interchange" / "icews_2018_sample.tab"
TURKEY = SHARED / "relations" / "keds_turkey_1992-2006.cameo.tsv.gz"


def all_of(database: Database) -> list[Coded]:
    """The events of others as they come back, by their own id."""
    with database.reading() as connection:
        ids = list(connection.scalars(sa.select(events.c.id).order_by(events.c.id)))
        found = load_imported(connection, ids)
    return sorted(found.values(), key=lambda e: e.id)


def test_a_file_is_one_document_and_its_rows_are_events(store: Database, tmp_path: Path) -> None:
    done = import_events(store, keds_file(tmp_path), source="reuters")
    assert (done.form, done.added, done.known, done.differing) == ("keds", 8, 0, 0)
    assert done.skipped["unknown actor code"] == 0
    with store.reading() as connection:
        (file,) = connection.execute(sa.select(documents)).mappings()
        assert (file["title"], file["text"], file["coder"]) == ("events.txt", "", "reuters")
        assert set(connection.scalars(sa.select(events.c.document))) == {file["id"]}
        assert set(connection.scalars(sa.select(events.c.source))) == {"reuters"}
        first = connection.execute(
            sa.select(events).where(events.c.recipients == "IGO:UNO")
        ).mappings().one()  # fmt: skip
    assert (first["actors"], first["type"], first["cameo"]) == ("IRQ", "AGREE", "036")
    assert (first["start"], first["end"], first["status"]) == ("1992-01-03", "1992-01-03", "act")
    assert (first["reports"], first["mentions"], first["sentence"]) == (1, 1, None)


def test_parties_and_dyads_are_those_of_the_rows(store: Database, tmp_path: Path) -> None:
    import_events(store, keds_file(tmp_path))
    with store.reading() as connection:
        sides = set(connection.execute(sa.select(parties.c.side, parties.c.code, parties.c.party)))
        pairs = Counter(map(tuple, connection.execute(sa.select(dyads.c.a, dyads.c.b))))
        ways = dict(
            map(tuple, connection.execute(sa.select(dyads.c.direction, sa.func.count())
            .group_by(dyads.c.direction)))
        )  # fmt: skip
    assert ("actor", "TUR:MIL", "TUR") in sides
    assert ("recipient", "GRC:GOV", "GRC") in sides
    assert pairs["GRC", "TUR"] == 4
    assert pairs["IGO:UNO", "IRQ"] == 2
    assert ways[1] + ways[-1] == sum(pairs.values())


def test_one_act_of_a_day_is_one_story(store: Database, tmp_path: Path) -> None:
    import_events(store, keds_file(tmp_path))
    with store.reading() as connection:
        sizes = Counter(connection.scalars(sa.select(stories.c.events)))
        told = connection.execute(sa.select(story_events)).mappings().all()
        found = connection.execute(sa.select(stories)).mappings().all()
    assert sizes == {4: 1, 1: 4}  # TUR > GRC four times, whatever the sectors
    assert len(told) == 8
    for story in found:
        members = sorted((t["position"], t["event"]) for t in told if t["story"] == story["id"])
        assert [position for position, _ in members] == list(range(story["events"]))
        assert members[0][1] == story["best"]
        assert (story["reports"], story["documents"]) == (1, 1)
    assert all((t["merged"] is None) == (t["position"] == 0) for t in told)


def test_parties_without_a_code_of_their_own_are_told_apart_by_name() -> None:
    one = replace(plain(), actor=(Party("UNK:UNK", "Kurds"),))
    assert _acts.act_of(one) != _acts.act_of(replace(one, actor=(Party("UNK:UNK", "Muslims"),)))
    body = replace(plain(), actor=(Party("IGO:OTH", "Ad hoc body"),))
    assert _acts.act_of(body) != _acts.act_of(replace(body, actor=(Party("IGO:OTH", "Other"),)))
    army = replace(plain(), actor=(Party("PAK:MIL", "army"),))
    assert _acts.act_of(army) == _acts.act_of(plain())
    deed = replace(plain(), quad_class="material cooperation")
    there = replace(plain().location, name="Kazan")  # type: ignore[type-var]
    assert _acts.act_of(deed) != _acts.act_of(replace(deed, location=there))
    assert _acts.act_of(plain()) == _acts.act_of(replace(plain(), location=there))
    police = replace(plain(), recipient=(Party("PAK:CVL"),))
    assert _acts.act_of(police) != _acts.act_of(replace(police, actor=(Party("PAK:MIL"),)))
    for change in ({"source": "x"}, {"cameo": "043"}, {"aux": ("negation",)}, {"mode": "meet"}):
        assert _acts.act_of(replace(plain(), **change)) != _acts.act_of(plain())  # type: ignore[arg-type]


def test_importing_again_changes_nothing(store: Database, tmp_path: Path) -> None:
    path = keds_file(tmp_path)
    import_events(store, path)
    before = rows(store)
    packed = tmp_path / "other.gz"
    packed.write_bytes(gzip.compress(KEDS.encode()))
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("events.txt", KEDS)
    for again in (path, packed, tmp_path / "other.zip"):
        done = import_events(store, again)
        assert (done.added, done.known) == (0, 8)
        assert rows(store) == before


def test_the_order_of_files_and_the_size_of_batches_do_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head, *lines = KEDS.splitlines(keepends=True)
    parts = [
        keds_file(tmp_path, head + "".join(lines[:4]), "a.txt"),
        keds_file(tmp_path, head + "".join(lines[2:]), "b.txt"),
    ]
    found = []
    for number, (files, batch) in enumerate([(parts, 1), (parts[::-1], 3), (parts, 2_000)]):
        monkeypatch.setattr(exchanging, "BATCH", batch)
        with open_store(tmp_path / f"{number}.db", create=True, write=True) as database:
            for path in files:
                import_events(database, path)
            every = rows(database)
        # which file an event was first read from is all that may differ
        every["events"] = [row[:1] + row[2:] for row in every["events"]]
        every["stories"] = [row[:4] + row[5:] for row in every["stories"]]
        found.append(every)
    assert found[0] == found[1] == found[2]
    assert len(found[0]["events"]) == 8


def test_a_killed_import_goes_on_and_ends_with_the_same_rows(target: str, tmp_path: Path) -> None:
    path = keds_file(tmp_path)
    open_store(target, create=True, write=True).close()
    context = multiprocessing.get_context("spawn")
    for at, kept in ((2, 2), (4, 6)):  # two events a batch, known or new
        process = context.Process(target=import_and_die, args=(target, str(path), at, 2))
        process.start()
        process.join(60)
        assert process.exitcode == -signal.SIGKILL
        with open_store(target, write=True) as database:
            told = rows(database)
            assert len(told["events"]) == len(told["imported"]) == len(told["story_events"]) == kept
    with open_store(target, write=True) as database:
        done = import_events(database, path)
        assert (done.added, done.known) == (2, 6)
        ended = rows(database)
    with open_store(tmp_path / "whole.db", create=True, write=True) as database:
        import_events(database, path)
        assert rows(database) == ended


def test_what_is_known_with_other_values_stays_and_is_counted(
    store: Database, tmp_path: Path
) -> None:
    first = replace(plain(), source="icews", reports=None, mentions=())
    second = replace(first, actor=(Party("PAK:GOV", "Somebody"),))
    for name, event in (("a.tab", first), ("b.tab", second)):
        (tmp_path / name).write_text(written("icews", [event]), "utf-8")
    import_events(store, tmp_path / "a.tab")
    done = import_events(store, tmp_path / "b.tab")
    assert (done.added, done.known, done.differing) == (0, 0, 1)
    (kept,) = all_of(store)
    assert kept.actor[0].name == "Imran Khan"
    done = import_events(store, tmp_path / "b.tab", source="icews new")
    assert done.added == 1


ODD = st.text(st.characters(codec=None), max_size=12)


@st.composite
def odd_events(draw: st.DrawFn) -> Coded:
    """Events with whatever a file may hold, in every field."""
    event = draw(examples.events())
    text = st.one_of(st.none(), ODD)
    words = st.lists(ODD, max_size=3).map(tuple)
    sides = st.lists(
        st.builds(
            Party,
            code=st.sampled_from(("PAK:GOV", "IGO:UNO", "UNK:UNK", "RUS", "UNK:REB")),
            name=text,
            text=text,
            sectors=words,
            start=st.one_of(st.none(), st.integers(0, 9)),
        ),
        max_size=3,
    ).map(tuple)
    return replace(
        event,
        source=draw(st.sampled_from(("icews", "gdelt"))),
        actor=draw(sides),
        recipient=draw(sides),
        aux=draw(words),
        contexts=draw(words),
        native=draw(text),
        title=draw(text),
        url=draw(text),
        text=draw(text),
        end=draw(st.one_of(st.none(), st.just(event.start))),
        said_by=draw(st.one_of(st.none(), st.builds(Party, code=st.just("SRC"), text=text))),
        location=draw(st.one_of(st.none(), st.builds(Where, text=text, district=text, name=text))),
        told=draw(st.one_of(st.none(), st.integers(0, 9))),
        reports=draw(st.one_of(st.none(), st.integers(0, 9))),
        mentions=draw(st.sampled_from(((), (Evidence(0, 1, 2, 3, "a", "b"),)))),
        length=draw(st.one_of(st.none(), st.integers(0, 99))),
    )


def holdable(value: object) -> bool:
    return not any(sign in repr(value) for sign in ("\\x00", "\\ud"))


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(many=st.lists(odd_events(), max_size=8, unique_by=lambda e: (e.source, e.id)))
def test_all_that_a_file_tells_comes_back(store: Database, many: list[Coded]) -> None:
    with store.writing() as connection:
        for table in (documents,):
            connection.execute(sa.delete(table))
        file = {"id": "f", "text": "", "words": 0, "warnings": "[]", "coder": "x"}
        connection.execute(sa.insert(documents), file)
        for event in many:
            made = rows_of(event, "f")
            for table, some in (
                (events, [made.event]),
                (imported, [made.imported]),
                (parties, list(made.parties)),
                (dyads, list(made.dyads)),
            ):
                if some:
                    connection.execute(sa.insert(table), some)
        found = load_imported(connection, [event_id(e.source, e.id) for e in many])
    for event in many:
        back = found[event_id(event.source, event.id)]
        assert back == event if holdable(event) else back.id == event.id


def test_what_no_database_holds_is_left_out_of_texts(store: Database, tmp_path: Path) -> None:
    record = json.loads(written("plover", [plain()]))
    record["event_text"] = "a\x00b\ud800c"
    (tmp_path / "e.jsonl").write_text(json.dumps(record), "utf-8")
    import_events(store, tmp_path / "e.jsonl")
    (event,) = all_of(store)
    assert event.text == "ab\ufffdc"
    assert event.source == "plover"  # what we wrote ourselves is another's when it comes back


@pytest.mark.skipif(not ICEWS.exists(), reason="the real ICEWS file is not on this machine")
def test_the_real_icews_file_comes_back_as_it_was(store: Database, tmp_path: Path) -> None:
    path, rows_there = ICEWS, 3705
    if store.dialect == "postgresql":  # the same code: a part is enough, and takes less time
        path, rows_there = tmp_path / "part.tab", 600
        lines = ICEWS.read_text("utf-8").splitlines(keepends=True)
        path.write_text("".join(lines[: rows_there + 1]), "utf-8")
    done = import_events(store, path)
    assert (done.form, done.added) == ("icews", rows_there)
    wanted = list(icews.read(path.read_text("utf-8").splitlines()))
    assert all_of(store) == sorted(wanted, key=lambda e: e.id)


@pytest.mark.skipif(not TURKEY.exists(), reason="the KEDS files are not on this machine")
def test_acts_of_a_real_keds_file_are_those_of_the_benchmark(tmp_path: Path) -> None:
    with gzip.open(TURKEY, "rt", encoding="utf-8") as file:
        text = "".join(line for _, line in zip(range(1501), file, strict=False))
    with open_store(tmp_path / "s.db", create=True, write=True) as database:
        done = import_events(database, keds_file(tmp_path, text))
        assert (done.form, done.added) == ("keds", 1500)
        acts = {_acts.act_of(e) for e in all_of(database)}
        assert count(database, stories) == len(acts)
    # the day, the states and the code of a row make an act, as in benchmarks/relations.py
    plain_rows = {
        (day, source[:3], target[:3], code)
        for day, source, target, code in (line.split("\t") for line in text.splitlines()[1:])
        if not {source[:3], target[:3]} & {"IGO", "NGO", "KUR", "MOS", "CYP", "---"}
    }
    with open_store(tmp_path / "s.db") as database, database.reading() as connection:
        both = connection.execute(
            sa.select(events.c.start, events.c.actors, events.c.recipients, events.c.cameo)
            .join(stories, stories.c.best == events.c.id)
        )  # fmt: skip
        own = {(day, a[:3], b[:3], code) for day, a, b, code in both}
    assert len(plain_rows) > 900
    share = len({(d, c) for d, _, _, c in plain_rows} & {(d, c) for d, _, _, c in own})
    assert share / len({(d, c) for d, _, _, c in plain_rows}) == 1
    assert len(own) >= len(plain_rows)


# which format a file is in


@pytest.mark.parametrize("form", ["icews", "polecat", "plover", "gdelt"])
def test_the_content_of_a_file_tells_its_format(form: str) -> None:
    lines = written(form, [plain(), *ours()]).splitlines()
    assert format_of(lines, name="x") == form
    assert len(list(read(lines, form, name="x"))) >= 1


def test_the_format_of_keds_files_is_told_by_dates_and_codes() -> None:
    assert format_of(KEDS.splitlines(), name="x") == "keds"
    assert format_of(["920103 UAR ISR 081 (agree)"], name="x") == "keds"


@pytest.mark.parametrize(("lines", "said"), [
    ([], "the file is empty"),
    (["a,b,c", "1,2,3"], "is none of the formats gdelt, icews"),
    (['{"text": "A text."}'], "holds articles or their codings"),
    (['{"id": "1", "schema": "Event", "properties": {}}'], "entities of FollowTheMoney"),
    (["{broken"], "begins as JSON but is none"),
    (["\t".join(["1"] * 16)], "GDELT's table of mentions"),
])  # fmt: skip
def test_other_files_are_errors_that_say_what_they_are(lines: list[str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        format_of(lines, name="x")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "x"
    with open_store(tmp_path / "s.db", create=True, write=True) as database:
        with pytest.raises(InputError, match="no such file"):
            import_events(database, path)
        path.write_bytes(gzip.compress(KEDS.encode())[:60])
        with pytest.raises(InputError, match="cannot be read"):
            import_events(database, path)
        path.write_bytes("Event ID\tEvent Date".encode("utf-16"))
        with pytest.raises(InputError, match="no text in UTF-8"):
            import_events(database, path)
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a", "a")
            archive.writestr("b", "b")
        with pytest.raises(InputError, match="holds 2 files"):
            import_events(database, path)
        assert not any(rows(database).values())


def test_bad_characters_are_replaced_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "x.tab"
    text = written("icews", [replace(plain(), publisher="Zürich")])
    path.write_bytes(text.encode("latin-1"))
    with open_store(tmp_path / "s.db", create=True, write=True) as database:
        done = import_events(database, path)
        assert done.skipped["characters that are no UTF-8: replaced"] == 1
        assert all_of(database)[0].publisher == "Z\ufffdrich"


@pytest.mark.parametrize("source", ["detente", " ", "a\nb"])
def test_sources_that_cannot_be(tmp_path: Path, source: str) -> None:
    with (
        open_store(tmp_path / "s.db", create=True, write=True) as database,
        pytest.raises(UsageError, match="bad-source"),
    ):
        import_events(database, keds_file(tmp_path), source=source)
