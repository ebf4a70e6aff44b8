"""Lists as files: every format, whole or not at all, and no formulas."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from detente.archive.asking import LISTS, keys_of
from detente.archive.exchanging import FORMATS, export_events
from detente.formats.cells import guarded_cell
from detente.formats.exchange import READERS, read
from detente.store.database import open_store
from detente.store.writing import write_coding
from detente.web.app import make_app
from detente.web.downloads import FORMS, forms_of
from detente.web.site import Limits, Site
from tests.web.conftest import BASE
from tests.web.worlds import HOSTILE, PROTEST, codings, store_world, told


def test_every_format_has_its_media_type() -> None:
    assert set(forms_of("stories")) == set(forms_of("events")) == {*FORMATS, "jsonl"}
    assert set(FORMS) == set(forms_of("events"))
    assert forms_of("documents") == ("csv", "jsonl", "parquet")


@pytest.mark.parametrize("listing", ["events", "stories"])
@pytest.mark.parametrize("form", sorted(FORMATS))
def test_a_download_is_what_the_command_writes(
    client: TestClient, site: Site, listing: str, form: str, tmp_path: Path
) -> None:
    answer = client.get(f"/{listing}/export?format={form}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == FORMS[form].kind
    name = f'attachment; filename="detente-{listing}.{FORMS[form].suffix}"'
    assert answer.headers["content-disposition"] == name
    path = tmp_path / "out"
    by = "story" if listing == "stories" else "event"
    export_events(site.database, form, path, by=by)
    assert answer.content == path.read_bytes()
    if form in READERS:
        assert [*read(answer.text.splitlines(), form, name="download")]


@pytest.mark.parametrize("listing", LISTS)
def test_rows_come_as_csv_and_lines(client: TestClient, listing: str) -> None:
    rows = client.get(f"/api/v1/{listing}").json()["items"]
    lines = client.get(f"/{listing}/export?format=jsonl").text.splitlines()
    assert [json.loads(line) for line in lines] == rows
    found = [*csv.DictReader(io.StringIO(client.get(f"/{listing}/export").text))]
    assert {row["id"] for row in found} >= {row["id"] for row in rows if listing == "documents"}
    assert len(found) == len(rows)


@pytest.mark.parametrize("listing", ["assessments", "statements", "documents"])
def test_other_lists_come_as_typed_columns(
    client: TestClient, listing: str, tmp_path: Path
) -> None:
    pandas, path = pytest.importorskip("pandas"), tmp_path / "rows.parquet"
    answer = client.get(f"/{listing}/export?format=parquet")
    assert answer.headers["content-disposition"].endswith(f'"detente-{listing}.parquet"')
    path.write_bytes(answer.content)
    found = pandas.read_parquet(path)
    rows = client.get(f"/api/v1/{listing}").json()["items"]
    assert list(found.columns) == list(keys_of(listing))
    plain = found.astype(object).where(found.notna(), None).to_dict("records")
    for row in plain:
        row["published"] = row["published"] and row["published"].isoformat()
    assert plain == rows
    kinds = {name: found[name].dtype.kind for name in found.columns}
    numbers = {name for name, kind in kinds.items() if kind == "i"}
    assert numbers == {name for name, value in rows[0].items() if isinstance(value, int)}
    none = client.get(f"/{listing}/export?format=parquet&text=nowhere")
    assert none.content[:4] == b"PAR1"  # a file without rows has its columns too


def test_filters_count_and_paging_does_not(client: TestClient) -> None:
    path = "/events/export?format=jsonl&language=de&lang=en&since="
    assert len(client.get(path).text.splitlines()) == 1
    assert len(client.get("/events/export?format=jsonl&limit=2").text.splitlines()) == 13


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/events/export?format=exe", "bad-format"),
        ("/documents/export?format=gdelt", "bad-format"),
        ("/events/export?format=csv&nonsense=1", "bad-filter"),
        ("/events/export?format=csv&actor=Atlantis", "unknown-party"),
        ('/events/export?format=csv%0d%0aSet-Cookie:%20a=b"', "bad-format"),
    ],
)
def test_downloads_refuse(client: TestClient, path: str, code: str) -> None:
    answer = client.get(path, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    assert "set-cookie" not in answer.headers
    assert "content-disposition" not in answer.headers


def test_what_the_client_has_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/stories/export?format=graphml")
    again = client.get(
        "/stories/export?format=graphml", headers={"if-none-match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    head = client.head("/stories/export?format=graphml")
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize("form", ["csv", "jsonl", "gdelt", "parquet"])
def test_too_large_a_download_is_refused_as_a_whole(world_file: str, form: str) -> None:
    with Site(world_file, limits=Limits(rows=12)) as site:
        client = TestClient(make_app(site), base_url=BASE)
        accept = {"accept": "application/json"}
        answer = client.get(f"/events/export?format={form}", headers=accept)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "too-many-rows")
        few = client.get(f"/events/export?format={form}&publisher=Copy+Courier", headers=accept)
        assert few.status_code == 200
        part = client.get("/api/v1/events", headers={"accept": "text/csv"})
        assert len(part.text.splitlines()) == 13  # with the header
        assert 'rel="next"' in part.headers["link"]


def test_large_files_leave_the_memory(world_file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Site(world_file) as site:
        client = TestClient(make_app(site), base_url=BASE)
        small = client.get("/events/export?format=jsonl").content
        monkeypatch.setattr("detente.web.downloads._MEMORY", 100)
        monkeypatch.setattr("detente.web.downloads._CHUNK", 1000)
        plain = {"accept-encoding": "identity"}
        answer = client.get("/events/export?format=jsonl&lang=de", headers=plain)
    assert answer.content == small
    assert answer.headers["content-length"] == str(len(small))


# formulas


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u200b=1", "\u202e=1", "＝1+1",
        "-", "+49 30 1234", "\n@x", "=", "\ufeff=cmd|' /C calc'!A0",
    ],
)  # fmt: skip
def test_what_may_be_a_formula_is_marked_as_text(text: str) -> None:
    assert guarded_cell(text) == "'" + text


@pytest.mark.parametrize(
    "value", ["", "a=b", "-1", "+1.5", "-2e-05", "Nord-Süd", "'=1", 5, -4.0, None, True, "1-2"]
)
def test_what_is_no_formula_stays(value: object) -> None:
    assert guarded_cell(value) is value


def test_words_of_an_article_are_no_formula_in_a_download(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    day = next(c.document.published for c in codings())
    assert day
    with open_store(path, create=True, write=True) as database:
        store_world(database)
        hostile = told(
            "hostile", "=1+1 accused Estonia", day, (PROTEST,), publisher="@SUM(A1)", title=HOSTILE
        )
        with database.writing() as connection:
            assert write_coding(connection, hostile, coder="example 1")
    with Site(path) as site:
        client = TestClient(make_app(site), base_url=BASE)
        texts = [
            client.get("/events/export?format=csv&publisher=@SUM(A1)").text,
            client.get("/documents/export?format=csv&publisher=@SUM(A1)").text,
            client.get("/api/v1/events?publisher=@SUM(A1)", headers={"accept": "text/csv"}).text,
        ]
        for text in texts:
            (row,) = csv.DictReader(io.StringIO(text))
            assert row["title"] == "'" + HOSTILE
            assert row["publisher"] == "'@SUM(A1)"
        exact = client.get("/events/export?format=jsonl&publisher=@SUM(A1)").json()
        assert (exact["title"], exact["publisher"]) == (HOSTILE, "@SUM(A1)")
