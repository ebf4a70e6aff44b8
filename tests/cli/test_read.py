"""The command, in process: formats, outputs, exit statuses, what is said of bad input."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import lxml.html
import pytest
from click.testing import CliRunner, Result

import detente.cli
import detente.run
from detente.cli import main
from detente.codebook import PLOVER
from detente.errors import CodebookError, InputError, StoreError, UsageError
from detente.formats import tsv
from detente.run import Options, code_paths
from tests.formats.codings import visit

GERMAN = (
    "Der finnische Präsident besuchte am Montag Frankreich.\n"
    "Ghana verurteilte den Putsch in Niger.\n"
)
ENGLISH = "The Finnish president visited France on Monday. Ghana condemned the coup in Niger.\n"
ENTRY = {
    "verb": "besuchen",
    "type": "CONSULT",
    "mode": "visit",
    "actor": "subj",
    "recipient": "obj",
    "example": ["Der finnische Präsident besuchte am Montag Frankreich.", "FIN:GOV > FRA:GOV"],
}


def run(*arguments: str | Path, stdin: bytes | str | None = None) -> Result:
    result = CliRunner().invoke(main, [str(a) for a in arguments], input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "artikel.txt"
    path.write_text(f"---\npublished: 2021-03-17\nlanguage: de\n---\n{GERMAN}", "utf-8")
    return path


@pytest.fixture
def handmade(monkeypatch: pytest.MonkeyPatch) -> None:
    """`read` and `explain` get a coding built by hand: no model."""
    monkeypatch.setattr(detente.run, "code_paths", lambda paths, options: iter([visit()]))


# without the model ------------------------------------------------------------------------------


def test_help_names_the_commands() -> None:
    result = run("--help")
    assert result.exit_code == 0
    for command in ("read", "explain", "times", "pairs", "schema", "codebook"):
        assert command in result.output
    assert "detente, version" in run("--version").output


@pytest.mark.usefixtures("handmade")
def test_the_formats_of_a_coding(tmp_path: Path) -> None:
    record = json.loads(run("read", "x", "--format", "json").stdout)
    assert [e["event_type"] for e in record["events"]] == ["CONSULT", "COOPERATE", "ACCUSE"]
    lines = run("read", "x", "--format", "tsv").stdout.splitlines()
    assert lines[0] == tsv.header() and len(lines) == 4
    page = run("read", "x", "--format", "html").stdout
    assert lxml.html.document_fromstring(page).xpath("//h1")[0].text == "Besuch in Tallinn"
    table = run("read", "x").stdout
    assert "NOR:GOV > EST:GOV" in table and "repeated paragraphs: 2 = 0" in table
    assert max(map(len, table.splitlines())) <= 80


@pytest.mark.usefixtures("handmade")
@pytest.mark.parametrize("form", detente.cli._read.FORMATS)
def test_output_holds_what_would_be_printed(form: str, tmp_path: Path) -> None:
    target = tmp_path / "out"
    result = run("read", "x", "--format", form, "--output", target)
    assert (result.exit_code, result.stdout) == (0, "")
    assert target.read_bytes() == run("read", "x", "--format", form).stdout_bytes
    assert b"\r" not in target.read_bytes()


def test_an_unknown_format_lists_the_known_ones() -> None:
    result = run("read", "x", "--format", "xml")
    assert result.exit_code == 2
    assert "'table', 'json', 'tsv', 'html'" in result.stderr


@pytest.mark.parametrize("day", ["2021-02-30", "17.03.2021", "soon"])
def test_published_that_is_no_date(day: str) -> None:
    result = run("read", "x", "--published", day)
    assert result.exit_code == 2
    assert "YYYY-MM-DD" in result.stderr and "[bad-date]" in result.stderr


@pytest.mark.parametrize("jobs", ["0", "-3"])
def test_jobs_below_one(jobs: str) -> None:
    result = run("read", "x", "--jobs", jobs)
    assert result.exit_code == 2 and "[bad-jobs]" in result.stderr


def test_an_output_that_cannot_be_written(article: Path, tmp_path: Path) -> None:
    for target in (tmp_path / "no folder" / "out", tmp_path):
        result = run("read", article, "--output", target)
        assert result.exit_code == 2 and "[unwritable]" in result.stderr


def test_an_input_is_never_overwritten(article: Path) -> None:
    before = article.read_bytes()
    result = run("read", article, "--output", article.parent / "." / article.name)
    assert result.exit_code == 2 and "[unwritable]" in result.stderr
    assert article.read_bytes() == before


def test_a_missing_file(tmp_path: Path) -> None:
    result = run("read", tmp_path / "no.txt")
    assert result.exit_code == 1
    assert "no.txt: no such file" in result.stderr
    assert "1 input not coded" in result.stderr


@pytest.mark.parametrize("kind", [InputError, CodebookError, UsageError, StoreError])
def test_errors_pass_from_process_to_process(kind: type[InputError]) -> None:
    error = pickle.loads(pickle.dumps(kind("a message", code="a-code")))
    assert type(error) is kind
    assert str(error) == "a message [a-code]"


@pytest.mark.usefixtures("handmade")
def test_explain_all_one_or_none() -> None:
    every = run("explain", "x")
    assert every.exit_code == 0
    assert every.stdout.count("  reasons\n") == 3
    one = run("explain", "x", "0000000000000002")
    assert one.stdout.startswith("COOPERATE  NOR:GOV EST:GOV")
    assert one.stdout.count("  reasons\n") == 1
    wrong = run("explain", "x", "ffff")
    assert wrong.exit_code == 2
    assert "[no-event]" in wrong.stderr
    for event in visit().events:
        assert event.id in wrong.stderr


def test_schema_is_printed() -> None:
    printed = json.loads(run("schema").stdout)
    assert printed["$schema"].endswith("2020-12/schema")


def write_book(folder: Path, **changes: object) -> Path:
    """A codebook with an ontology and one entry, as YAML (of which JSON is a part)."""
    (folder / "de").mkdir(parents=True)
    ontology = {
        "name": "tiny",
        "quads": {1: "verbal cooperation"},
        "types": {"CONSULT": {"quad": 1, "intensity": 2.5, "modes": {"visit": {"intensity": 4}}}},
    }
    (folder / "ontology.yaml").write_text(json.dumps(ontology), "utf-8")
    entries = {"entries": [{**ENTRY, **changes}]}
    (folder / "de" / "entries.yaml").write_text(json.dumps(entries), "utf-8")
    return folder


def test_a_codebook_is_checked_and_listed(tmp_path: Path) -> None:
    book = write_book(tmp_path / "book")
    check = run("codebook", "check", book)
    assert check.exit_code == 0
    assert "tiny de: 1 entries" in check.stdout
    listed = run("codebook", "list", book).stdout.splitlines()
    assert len(listed) == 1
    assert listed[0].split("\t")[2:4] == ["CONSULT/visit", "subj > obj"]
    assert run("codebook", "list", book, "--type", "consult").stdout.splitlines() == listed
    assert run("codebook", "list", book, "--type", "ASSAULT").stdout == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"type": "DANCE"}, "type 'DANCE' is not in the ontology"),
        ({"mode": "walk"}, "mode 'walk'"),
        ({"obj": "@nowhere"}, "class @nowhere is not defined"),
        ({"example": "one"}, "an entry needs example"),
        ({"colour": "red"}, "unknown key 'colour'"),
        ({"noun": "Besuch"}, "exactly one of"),
        ({"mutual": "perhaps"}, "mutual must be true or false"),
        ({"verb": "*"}, "an entry for any verb needs along"),
        ({"type": "none"}, "an entry that tells no act has neither mode nor parties"),
        ({"within": "nach"}, "within: holds for nouns only"),
        ({"over": ["DANCE"]}, "type 'DANCE' of over is not in the ontology"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, changes: dict[str, object], words: str) -> None:
    result = run("codebook", "check", write_book(tmp_path / "book", **changes))
    assert result.exit_code == 2
    assert words in result.stderr and "entries.yaml" in result.stderr
    assert "[bad-codebook]" in result.stderr


def test_a_codebook_that_is_not_there(tmp_path: Path) -> None:
    for arguments in ((tmp_path / "no",), (tmp_path,), (tmp_path / "no", "--language", "de")):
        result = run("codebook", "check", *arguments)
        assert result.exit_code == 2 and "[no-codebook]" in result.stderr
        assert "docs/codebook.md" in result.stderr
    assert str(PLOVER) in run("codebook", "check", tmp_path / "no").stderr


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("", "cameo.tsv, line 1: lacks the columns code and goldstein"),
        ("code\tgoldstein\n", "cameo.tsv: has no codes"),
        ("code\tgoldstein\n01\t0\n02\tmuch\n", "cameo.tsv, line 3: a code and a number"),
    ],
)
def test_a_wrong_table_of_codes_is_named(tmp_path: Path, table: str, words: str) -> None:
    book = write_book(tmp_path / "book")
    (book / "cameo.tsv").write_text(table, "utf-8")
    result = run("codebook", "check", book)
    assert result.exit_code == 2 and words in result.stderr and "[bad-codebook]" in result.stderr


# with the model ---------------------------------------------------------------------------------


@pytest.mark.model
def test_an_article_is_coded(article: Path) -> None:
    result = run("read", article, "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    (line,) = result.stdout.splitlines()
    record = json.loads(line)
    assert record["document"]["published"] == "2021-03-17"
    assert "CONSULT" in {e["event_type"] for e in record["events"]}
    assert record["warnings"] == []


@pytest.mark.model
def test_one_bad_file_does_not_stop_the_good_ones(article: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\x00\x01\x02" * 50)
    (tmp_path / "other.txt").write_text(ENGLISH, "utf-8")
    (tmp_path / "strange.txt").write_text("x", "utf-8")
    result = run("read", tmp_path, "--format", "json", "--published", "2021-03-17")
    assert result.exit_code == 1
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [r["document"]["language"] for r in records] == ["de", "en"]
    assert "bad.txt: this is a binary file" in result.stderr
    assert "2 inputs not coded" in result.stderr


@pytest.mark.model
def test_standard_input(article: Path) -> None:
    record = json.loads(run("read", "-", "--format", "json", stdin=article.read_bytes()).stdout)
    assert record["document"]["language"] == "de" and record["events"]
    lines = json.dumps({"text": GERMAN, "id": 1}) + "\n" + json.dumps({"text": ENGLISH, "id": 2})
    found = run("read", "-", "--format", "json", stdin=lines).stdout.splitlines()
    assert [json.loads(line)["document"]["id"] for line in found] == ["1", "2"]


@pytest.mark.model
def test_without_a_date_nothing_is_invented(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(GERMAN, "utf-8")
    record = json.loads(run("read", path, "--format", "json", "--language", "de-AT").stdout)
    assert record["document"]["published"] is None
    assert record["warnings"] == ["published is not known: relative dates stay unresolved"]
    assert all(e["date"] is None for e in record["events"])


@pytest.mark.model
def test_an_older_output_in_the_folder_is_not_read(article: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    for _ in range(2):
        result = run("read", tmp_path, "--format", "json", "--output", target)
        assert (result.exit_code, result.stderr) == (0, "")
        assert len(target.read_text("utf-8").splitlines()) == 1


@pytest.mark.model
def test_a_language_that_is_not_served(article: Path) -> None:
    result = run("read", article, "--language", "fo")
    assert result.exit_code == 2 and "[language-not-served]" in result.stderr


@pytest.mark.model
def test_an_own_codebook_codes_what_it_lists_and_its_example_holds(
    article: Path, tmp_path: Path
) -> None:
    book = write_book(tmp_path / "book")
    record = json.loads(run("read", article, "--codebook", book, "--format", "json").stdout)
    assert [(e["event_type"], e["mode"]) for e in record["events"]] == [("CONSULT", "visit")]
    result = run("codebook", "test", book)
    assert (result.exit_code, result.stdout) == (0, "de: 1 examples, 0 failed (0.0 %)\n")


@pytest.mark.model
def test_explain_of_a_real_event(article: Path) -> None:
    record = json.loads(run("read", article, "--format", "json").stdout)
    event = record["events"][0]
    shown = run("explain", article, event["id"][:6]).stdout
    assert shown.startswith(event["event_type"])
    assert event["mentions"][0]["rule"] in shown
    assert "syntax of sentence" in shown


@pytest.mark.model
def test_processes_give_the_same_bytes(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": i, "text": (GERMAN, ENGLISH)[i % 2], "published": "2021-03-17"})
        for i in range(18)
    ]
    lines.insert(5, "nonsense")
    lines.insert(9, json.dumps({"text": "y", "id": "short"}))
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    one = run("read", path, "--format", "json", "--jobs", "1")
    two = run("read", path, "--format", "json", "--jobs", "2")
    assert one.exit_code == two.exit_code == 1
    assert one.stdout_bytes == two.stdout_bytes
    assert one.stderr == two.stderr
    assert len(one.stdout.splitlines()) == 18


@pytest.mark.model
@pytest.mark.parametrize("stage", ["split_paragraphs", "find_events"])  # before and after the model
def test_a_fault_of_ours_costs_one_document(
    stage: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import detente.pipeline

    whole = getattr(detente.pipeline, stage)

    def faulty(*given: object) -> object:
        if any("Ghana" in value for value in given if isinstance(value, str)):
            raise ZeroDivisionError("a test")
        return whole(*given)

    monkeypatch.setattr(detente.pipeline, stage, faulty)
    texts = ["Norwegen lobte Island.", "Ghana lobte Togo.", "Chile lobte Peru."]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps({"text": t, "language": "de"}) for t in texts), "utf-8")
    items = list(code_paths([str(path)], Options()))
    shown = [getattr(item, "error", None) for item in items]
    assert [e.code if e else None for e in shown] == [None, "internal", None]
    assert "ZeroDivisionError" in str(shown[1]) and "line 2" in str(shown[1])
