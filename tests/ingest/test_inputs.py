"""All kinds of inputs by one door: compressed files, folders, pipes, addresses, options."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import os
import re
import subprocess
import sys
import threading
import tracemalloc
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

import detente
from detente.cli import main
from detente.cli._common import options_of
from detente.errors import InputError, UsageError
from detente.ingest import DELAY, READERS, Failure, expand, is_url, read_documents
from detente.ingest.csvs import FIELDS
from detente.ingest.feeds import OWN_TEXT
from detente.ingest.web import LONGEST_PAUSE, REDIRECTS
from detente.resources import DATA
from detente.run import Options
from detente.types import Document
from tests.ingest.archives import packed
from tests.ingest.archives import text as record
from tests.ingest.sites import PAGE, serving

FEED = "<rss><channel><item><description>Ein Satz.</description></item></channel></rss>"
FORMS = {
    ".txt": "Ein Satz.",
    ".html": PAGE,
    ".jsonl": '{"text": "Ein Satz."}',
    ".csv": "text\nEin Satz.\n",
    ".tsv": "id\ttext\n1\tEin Satz.\n",
    ".xml": FEED,
}


def read(*paths: Path | str, **options: object) -> list[Document | Failure]:
    values = {"max_bytes": 100_000, **options}
    return list(read_documents([str(p) for p in paths], **values))  # type: ignore[arg-type]


def codes(items: list[Document | Failure]) -> list[str]:
    return [i.error.code if isinstance(i, Failure) else i.text for i in items]


# compressed files


@pytest.mark.parametrize("ending", FORMS)
def test_every_form_may_be_compressed(tmp_path: Path, ending: str) -> None:
    plain, small = tmp_path / f"a{ending}", tmp_path / f"a{ending}.gz"
    plain.write_text(FORMS[ending], "utf-8")
    small.write_bytes(gzip.compress(FORMS[ending].encode()))
    (first,), (second,) = read(plain), read(small)
    assert isinstance(first, Document) and isinstance(second, Document)
    assert first.id == second.id and first.text == second.text
    hidden = tmp_path / "b"
    hidden.write_bytes(small.read_bytes())
    table = ending in (".csv", ".tsv")  # without its ending a table is only known by the option
    (third,) = read(hidden, columns={"text": "text"} if table else None)
    assert isinstance(third, Document) and third.text == first.text


def test_files_of_several_members_and_padded_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(b"Ein Satz. ") + gzip.compress(b"Noch einer.") + b"\0" * 100)
    assert codes(read(path)) == ["Ein Satz. Noch einer."]


@pytest.mark.parametrize("size", [100_000, 100_001, 200_000_000])
def test_bombs_are_not_unpacked(tmp_path: Path, size: int) -> None:
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(b"x" * size, 1))
    tracemalloc.start()
    try:
        (item,) = read(path)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
    assert isinstance(item, Document) == (size == 100_000)
    assert isinstance(item, Document) or item.error.code == "too-large"


def test_compressed_files_that_are_damaged(tmp_path: Path) -> None:
    raw = gzip.compress(os.urandom(500).hex().encode())
    broken = {
        "cut.txt.gz": (raw[:-20], "truncated"),
        "changed.txt.gz": (raw[:50] + b"\xff" * 50 + raw[100:], "bad-gzip"),
        "sum.txt.gz": (raw[:-5] + b"\xff" + raw[-4:], "bad-gzip"),
        "head.txt.gz": (raw[:2] + b"\xff" * 20, "bad-gzip"),
    }
    for name, (content, code) in broken.items():
        (tmp_path / name).write_bytes(content)
        assert codes(read(tmp_path / name)) == [code], name


# folders and pipes


def test_a_folder_of_all_forms_is_read_in_order(tmp_path: Path) -> None:
    for number, (ending, content) in enumerate(FORMS.items()):
        (tmp_path / f"{number}{ending}").write_text(content, "utf-8")
    (tmp_path / "7.warc.gz").write_bytes(packed([record(7)]))
    (tmp_path / "8.txt.gz").write_bytes(gzip.compress(b"Ein Satz."))
    for name in ("9.zip", "9.gz", "9.tar.gz", "9.png"):
        (tmp_path / name).write_bytes(b"x")
    found = [Path(p).name for p in expand([str(tmp_path)])]
    assert found == [
        *("0.txt", "1.html", "2.jsonl", "3.csv", "4.tsv", "5.xml", "7.warc.gz", "8.txt.gz"),
    ]
    items = read(tmp_path)
    assert all(isinstance(i, Document) for i in items)
    assert [str(i.source)[len(str(tmp_path)) + 1] for i in items] == list("01234578")


def test_an_empty_folder_names_what_it_could_hold(tmp_path: Path) -> None:
    (item,) = read(tmp_path)
    assert isinstance(item, Failure)
    assert all(ending in str(item.error) for ending in (*READERS, ".warc", ".gz"))


def test_standard_input_of_every_form(monkeypatch: pytest.MonkeyPatch) -> None:
    def piped(raw: bytes, **options: object) -> list[str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        return codes(read("-", **options))

    assert piped(FEED.encode()) == ["Ein Satz."]
    assert piped(gzip.compress(b"Ein Satz.")) == ["Ein Satz."]
    assert piped(packed([record(1), record(2)]))[1].startswith("Text 2.")
    assert piped(b"body,x\nEin Satz.,1\n", columns={"text": "body"}) == ["Ein Satz."]
    assert piped(b"text,x\nEin Satz.,1\n", columns={}) == ["Ein Satz."]
    assert piped(b"text,x\nEin Satz.,1\n") == ["text,x\nEin Satz.,1\n"]  # a text, for all we know
    assert piped(packed([record(1)]), max_bytes=50) == ["too-large"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_with_a_name(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    thread = threading.Thread(target=path.write_bytes, args=(b"Ein Satz.",))
    thread.start()
    assert codes(read(path)) == ["Ein Satz."]
    thread.join()


# addresses among files


def test_addresses_and_paths_are_told_apart() -> None:
    assert all(map(is_url, ("http://a", "HTTPS://a", "ftp://a", "file:///a")))
    assert not any(
        map(is_url, ("a.txt", "C:\\a.txt", "C:/a.txt", "c://a", "-", "http:/a", "a/b://c"))
    )


def test_files_and_addresses_keep_their_order(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Eins.", "utf-8")
    with serving() as site:
        url = site.page("/b", "Zwei.", Content_Type="text/plain")
        items = read(tmp_path / "a.txt", url, tmp_path / "a.txt", allow_private=True, delay=0.0)
        refused = read(url, published=dt.date(2022, 2, 23))
    assert codes(items) == ["Eins.", "Zwei.", "Eins."]
    assert codes(refused) == ["private-address"]


def test_no_module_of_the_network_is_loaded_before_an_address_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text\nEin Satz.\n", "utf-8")
    (tmp_path / "b.xml").write_text(FEED, "utf-8")
    (tmp_path / "c.warc").write_bytes(record(1))
    code = (
        "import sys; from detente.ingest import read_documents;"
        f"assert len(list(read_documents([{str(tmp_path)!r}], max_bytes=10**6))) == 3;"
        "print(*sorted({'detente.ingest.web', 'detente.ingest._connect', 'protego'}"
        " & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


# options


def test_the_options_of_the_command_line() -> None:
    assert options_of() == Options()
    options = options_of(columns="text=body", delay=2.5, allow_private=True)
    assert options == Options(columns={"text": "body"}, delay=2.5, allow_private=True)
    with pytest.raises(UsageError, match="bad-columns"):
        options_of(columns="body")


def test_the_command_line_takes_them(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Leitartikel\n\n", "utf-8")
    run = CliRunner().invoke
    assert "no-column" in run(main, ["read", str(path)]).output
    words = ["read", str(path), "--columns", "text=Leitartikel", "--delay", "0", "--allow-private"]
    assert "no rows" in run(main, words).output
    assert "bad-columns" in run(main, ["read", str(path), "--columns", "x"]).output
    assert run(main, ["read", str(path), "--delay", "-1"]).exit_code == 2
    refused = run(main, ["read", "http://127.0.0.1:9/"])
    assert refused.exit_code == 1 and "private-address" in refused.output
    assert (
        "private-address"
        not in run(main, ["read", "http://127.0.0.1:9/", "--allow-private"]).output
    )


def test_the_functions_take_them(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Leitartikel\n\n", "utf-8")
    with pytest.raises(InputError, match="no-column"):
        list(detente.read(path))
    with pytest.raises(InputError, match="no rows"):
        list(detente.read(path, columns={"text": "Leitartikel"}))
    with pytest.raises(InputError, match="private-address"):
        list(detente.read("http://127.0.0.1:9/"))
    with pytest.raises(InputError, match="fetch-failed"):
        list(detente.read("http://127.0.0.1:9/", allow_private=True))


# the page that tells of all this

DOCS = Path(__file__).parents[2] / "docs" / "inputs.md"


@pytest.mark.parametrize(("kind", "count"), [("text", 1), ("jsonl", 2), ("csv", 2), ("xml", 1)])
def test_the_examples_of_the_page_are_read(tmp_path: Path, kind: str, count: int) -> None:
    (block,) = re.findall(rf"^```{kind}\n(.*?)^```$", DOCS.read_text("utf-8"), re.M | re.S)
    path = tmp_path / f"a.{kind}"
    path.write_text(block, "utf-8")
    items = read(path)
    assert len(items) == count
    first = items[0]
    assert isinstance(first, Document) and str(first.published) == "2022-02-23"
    assert first.text.strip() == "Der finnische Präsident besuchte am Montag Frankreich."


def test_the_page_names_every_ending_column_and_limit() -> None:
    content = DOCS.read_text("utf-8")
    endings = re.findall(r"`(\.\w+)`", content.partition("## Text")[0].partition("Any file")[0])
    assert endings == [*READERS, ".warc"]
    tables = content.partition("## Tables")[2].partition("## Feeds")[0]
    listed = re.findall(r"^- \*\*(\w+)\*\*: (`.+)$", tables, re.M)
    known = yaml.safe_load((DATA / "ingest" / "columns.yaml").read_text("utf-8"))
    assert {fact: re.findall(r"`(\S+)`", names) for fact, names in listed} == known
    assert list(known) == list(FIELDS)
    assert f"An entry with {OWN_TEXT} characters" in content
    assert f"`detente/{detente.__version__}`" in content
    assert f"up to {LONGEST_PAUSE:.0f} seconds" in content
    assert (REDIRECTS, DELAY) == (5, 1.0)  # "five redirects", "at least one second"


@pytest.mark.model
def test_the_python_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (block,) = re.findall(r"^```python\n(.*?)^```$", DOCS.read_text("utf-8"), re.M | re.S)
    monkeypatch.chdir(tmp_path)
    Path("articles.csv").write_text(
        "Tag;Leitartikel\n2022-02-23;Ghana verurteilte am Montag den Putsch in Niger.\n", "utf-8"
    )
    exec(compile(block, "docs/inputs.md", "exec"), {})
